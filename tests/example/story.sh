# Goal: an example does today what its page says. Method: play it on a fresh board and compare all that it prints with expected.txt; a story with a name of its
# own has a script of that name, and its text beside it.
set -uo pipefail
example=$1 story=${2:-expected}
script=$story
[[ $story != expected ]] || script=play
board=$(mktemp -d)
trap 'rm -rf "$board"' EXIT

"$example/$script" "$board/board" >"$board/printed" 2>&1
status=$?
diff -u "$example/$story.txt" "$board/printed" || status=1
exit "$status"
