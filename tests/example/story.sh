# Goal: an example does today what its page says. Method: play it on a fresh board and compare all that it prints with expected.txt.
set -uo pipefail
example=$1
board=$(mktemp -d)
trap 'rm -rf "$board"' EXIT

"$example/play" "$board/board" >"$board/printed" 2>&1
status=$?
diff -u "$example/expected.txt" "$board/printed" || status=1
exit "$status"
