#!/usr/bin/env python3
# Goal: this verifier and the program say the same of a board's store, honest or tampered with. Method: a board is copied, attacked by spoil_store.py, and
# both are asked, with and without a checkpoint that was kept. Usage: agree_store.py PROGRAM FOLDER COUNT SEED; prints each disagreement.
import collections
import os
import random
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
import spoil_store
import store

program, folder, count, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
kept = os.path.join(folder, 'kept-late.txt')
copy = os.path.join(folder, 'tampered')


def ours(head):
    path = os.path.join(copy, 'waymark.db')
    with open(path, 'rb') as file, open(kept, 'rb') as known:
        try:
            return store.check(path, file.read(), None, known.read() if head else None)
        except Exception as error:
            return ['fell over: %r' % error]


# --all: every checkpoint is looked at, here as there. This must come after `ours`, since the program may put right what a board needs to be opened.
def theirs(head):
    words = [program, 'journal', 'verify', '--all', '--board', copy] + (['--checkpoint', kept] if head else [])
    run = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return run.returncode, run.stdout.decode('utf-8', 'replace')


def agree(what, head):
    problems, (status, said) = ours(head), theirs(head)
    fell = problems[:1] and problems[0].startswith('fell over')
    if not fell and (status in (1, 3) if problems else status == 0):
        return status != 0
    print('%s: exit %d here %s\n    there: %s' % (what, status, problems[:3], ' '.join(said.split())[:300]))
    return None


def lay_out(name):
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(os.path.join(folder, name), copy)


def main():
    draw, found, unseen, wrong = random.Random(seed), collections.Counter(), collections.Counter(), 0
    for name in ('board', 'board2', 'yesterday', 'fork'):
        lay_out(name)
        wrong += agree('honest ' + name, False) is not False
    tries = spoil_store.changes(count)
    for number, (kind, change) in enumerate(tries):
        lay_out('board2' if number % 3 == 2 and kind[0] not in '58' and not kind.startswith('10') else 'board')
        tampered = spoil_store.Store(copy)
        change(tampered, draw)
        tampered.close()
        answer = agree('%d %s' % (number, kind), number % 2 == 1 and number % 3 != 2)
        wrong += answer is None
        found[answer] += 1
        unseen[kind] += answer is False
    shutil.rmtree(copy)
    print('By none of both: ' + '; '.join('%s (%d)' % one for one in sorted(unseen.items()) if one[1]))
    print('%d stores tampered with: %d found by both, %d by none of both, %d disagreements' % (len(tries), found[True], found[False], wrong))
    return 1 if wrong else 0


sys.exit(main())
