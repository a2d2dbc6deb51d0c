#!/usr/bin/env bash
# Goal: tests/vectors/deadlines.csv is what its generator gives, so that no row in it was put right by hand to suit the program.
# Method: make it anew with Python and compare. Skipped, and saying so, where Python or its zone data is not there.
set -euo pipefail
cd "$(dirname "$0")/../../vectors"

if ! python3 -c 'from zoneinfo import ZoneInfo; [ZoneInfo(n) for n in ("Europe/London", "Australia/Lord_Howe")]' 2>/dev/null; then
  echo "skipped: Python 3.9 or later with zone data is not there"
  exit 0
fi
PYTHONDONTWRITEBYTECODE=1 python3 make.py | diff - deadlines.csv
echo "$(wc -l <deadlines.csv) lines are the same"
