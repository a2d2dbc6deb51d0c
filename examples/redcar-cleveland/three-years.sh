# How `three-years` asks the board: one `waymark batch` (to it by descriptor 8, from it by 9) beside the board's server answers request after request. Read `three-years` first.

# Everything happens at this moment until the next `on`.
on() { now=$1T${2:-09:00}:00Z; }

# NAME=VALUE... as JSON, into $data; NAME:=JSON goes in as it is.
fields() {
  local one name value
  data=
  for one in "$@"; do
    name=${one%%=*} value=${one#*=}
    if [[ $name == *: ]]; then
      name=${name%:}
    else
      value=${value//\\/\\\\}
      value="\"${value//\"/\\\"}\""
    fi
    data+=${data:+,}"\"$name\":$value"
  done
  data="{$data}"
}

# One request; the answer stands in $answer. What is refused ends the story.
ask() {
  printf '{"op":"%s","now":"%s",%s}\n' "$1" "$now" "$2" >&8
  IFS= read -r answer <&9 || answer='{"error":"the board does not answer"}'
  [[ $answer != '{"error"'* ]] || { printf '%s: %s %s\n%s\n' "$now" "$1" "$2" "$answer"; exit 1; }
}

# WHO is a person, or RECORDER/DECIDER for a decision that somebody else writes down; into $who.
as() {
  who="\"as\":\"${1%/*}\""
  [[ $1 != */* ]] || who+=",\"decided_by\":\"${1#*/}\""
}

start() { # WORKFLOW REFERENCE WHO FIELDS...
  as "$3"
  fields "${@:4}"
  ask case.start "\"workflow\":\"$1\"${2:+,\"ref\":\"$2\"},$who,\"data\":$data"
}
act() { # REFERENCE EVENT WHO FIELDS...
  as "$3"
  fields "${@:4}"
  ask case.send "\"case\":\"$1\",\"event\":\"$2\",$who,\"data\":$data"
}

# The references in the answer, in order.
refs() { grep -o '"ref":"[^"]*"' <<<"$answer" | cut -d'"' -f4; }
# What waits for somebody, of one workflow.
waits_for() { # WHO WORKFLOW
  ask case.todo "\"as\":\"$1\",\"workflow\":\"$2\""
  refs
}
listed() { # WORKFLOW MORE...
  ask case.list "\"as\":\"h.dixon\",\"workflow\":\"$1\"${2:+,$2}"
  refs
}
# How many of that list have this in their row.
count() { grep -o "$1" <<<"$answer" | wc -l; } # PATTERN

# Time goes on to that morning; what fell due until then happens.
comes() { # DATE
  on "$1" 08:00
  ask timers.run '"as":"h.dixon"'
  while [[ $answer == *'"more":true'* ]]; do ask timers.run '"as":"h.dixon"'; done
  on "$1"
}

paper() { # REFERENCE WHO LEVEL TITLE
  printf '%s\n' "$4" >"$papers/paper.txt"
  "$waymark" evidence add "$1" "$papers/paper.txt" --as "$2" --level "$3" --title "$4" --now "$now" --board "$board" >/dev/null
}

heading() { printf '\n== %s\n\n' "$*"; }
tell() { printf '%s\n' "$*"; }
show() { "$waymark" "$@" --board "$board" --now "$now"; }
