#!/usr/bin/env python3
# Goal: this verifier and the program say the same of honest and of spoilt bundles. Method: each bundle is changed in one thing at a time, a sample of
# spoil_bundle.py's changes drawn by SEED, and both are asked. Usage: agree_bundle.py PROGRAM FOLDER COUNT SEED; prints each disagreement.
import glob
import os
import random
import subprocess
import sys

sys.dont_write_bytecode = True
import bundle
import note
import packer
import spoil_bundle
import spoil_keys
import spoil_moves

program, folder, count, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
scratch = os.path.join(folder, 'spoilt.zip')
with open(os.path.join(folder, 'kept.txt'), 'rb') as file:
    kept = file.read()


# Whatever the verifier does not foresee is a defect of it, and told as one.
def ours(data, head, key):
    try:
        return bundle.check(data, key, head)
    except Exception as error:
        return ['fell over: %r' % error]


def theirs(data, head, key):
    with open(scratch, 'wb') as file:
        file.write(data)
    words = [program, 'bundle', 'verify', scratch] + (['--checkpoint', os.path.join(folder, 'kept.txt')] if head else []) + (['--key', key] if key else [])
    run = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return run.returncode, run.stdout.decode('utf-8', 'replace')


def agree(what, data, head=None, key=None):
    problems, (status, said) = ours(data, head, key), theirs(data, head, key)
    fell = problems[:1] and problems[0].startswith('fell over')
    if not fell and status == (1 if problems else 0):
        return status
    print('%s: exit %d here %s\n    there: %s' % (what, status, problems[:3], ' '.join(said.split())[:300]))
    return None


# A log of somebody's own: every way of writing keys and head, asked without a key, with the first and with the second.
def agree_keys(path):
    tried = found = wrong = 0
    with open(path, 'rb') as file:
        top, files = packer.load(file.read())
    log = note.Note(files['data/checkpoint.txt']).log
    for how, make in spoil_keys.changes(top, files):
        data = make()
        for number, key in enumerate([None] + spoil_keys.words(log)[:2]):
            answer = agree('keys: %s, with key %d' % (how, number), data, None, key)
            tried, found, wrong = tried + 1, found + (answer == 1), wrong + (answer is None)
    return tried, found, wrong


# Moves to another version that cannot be, each in a log of somebody's own; the one that is as it was holds.
def agree_moves(path):
    with open(path, 'rb') as file:
        top, files = packer.load(file.read())
    answers = {how: agree('moves: ' + how, make()) for how, make in spoil_moves.changes(top, files)}
    wanted = {how: 0 if how == 'as it was' else 1 for how in answers}
    for how in answers:
        if answers[how] not in (wanted[how], None):
            print('moves: %s: exit %d' % (how, answers[how]))
    return len(answers), sum(answer == 1 for answer in answers.values()), sum(answers[how] != wanted[how] for how in answers)


def main():
    draw, tried, found, wrong = random.Random(seed), 0, 0, 0
    paths = sorted(glob.glob(os.path.join(folder, 'bundles', '*.zip')))
    for path in paths:
        with open(path, 'rb') as file:
            data = file.read()
        name = os.path.basename(path)
        head = kept if name == 'single.zip' else None
        wrong += agree(name, data, head) != 0
        all_ = list(spoil_bundle.changes(data, draw))
        by_kind = {}
        for kind, how, make in all_:
            by_kind.setdefault(kind, []).append((how, make))
        for kind, some in by_kind.items():
            for how, make in draw.sample(some, min(len(some), count // len(paths) // len(by_kind) + 1)):
                answer = agree('%s: %s: %s' % (name, kind, how), make(), head)
                tried, found, wrong = tried + 1, found + (answer == 1), wrong + (answer is None)
    for more in agree_keys(os.path.join(folder, 'bundles', 'latest.zip')), agree_moves(os.path.join(folder, 'bundles', 'single.zip')):
        tried, found, wrong = tried + more[0], found + more[1], wrong + more[2]
    print('%d bundles, %d spoilt: %d found by both, %d disagreements' % (len(paths), tried, found, wrong))
    return 1 if wrong else 0


sys.exit(main())
