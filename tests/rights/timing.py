# Does the time of an answer tell an item that is not yours from one that there is not? Asks a board through `waymark batch` about both in turn, by chance
# first the one or the other, and prints medians in microseconds: those of not yours, of absent, and the middle half's width of absent as the noise.
# Usage: timing.py WAYMARK BOARD PERSON NOT_YOURS ABSENT PAIRS
import json
import random
import statistics
import subprocess
import sys
import time

waymark, board, person, hidden, absent, pairs = sys.argv[1:6] + [int(sys.argv[6])]
chance = random.Random(7)
batch = subprocess.Popen([waymark, "batch", "--board", board], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def ask(ref):
    line = (json.dumps({"op": "case.show", "as": person, "case": ref}) + "\n").encode()
    begin = time.perf_counter_ns()
    batch.stdin.write(line)
    batch.stdin.flush()
    answer = batch.stdout.readline()
    taken = time.perf_counter_ns() - begin
    assert b"There is no item" in answer, answer
    return taken / 1000


times = {hidden: [], absent: []}
for ref in [hidden, absent] * 50:
    ask(ref)
for _ in range(pairs):
    pair = [hidden, absent]
    chance.shuffle(pair)
    for ref in pair:
        times[ref].append(ask(ref))
batch.stdin.close()
batch.wait()
low, _, high = statistics.quantiles(times[absent], n=4)
print(f"{statistics.median(times[hidden]):.1f} {statistics.median(times[absent]):.1f} {high - low:.1f}")
