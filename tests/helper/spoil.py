# Goal: whatever of a bundle's record is changed, with every checksum written anew, is found out and told in sentences; nothing of it makes the
# program fall over. Method: each member of each file is changed, taken away and given another type in turn, and the bundle is verified.
# Usage: spoil.py PROGRAM BUNDLE CHECKPOINT SCRATCH [STEP]: with every STEP-th change. Prints what was not found, and how many were tried.
import copy
import csv
import io
import json
import subprocess
import sys

import repack

program, source, kept, scratch = sys.argv[1:5]
step = int(sys.argv[5]) if len(sys.argv) > 5 else 1
top, honest = repack.load(source)
tried = counted = 0
missed = []

# What a bundle says of itself and no hash holds: what was asked, for whom and why, how a calendar and a definition are titled, and beside a
# key where it was announced.
UNPROVEN = {('data/bundle.json', 'asked'), ('data/bundle.json', 'recipient'), ('data/bundle.json', 'purpose'), ('data/keys.txt', 'sequence')}


def is_unproven(name, path):
    keys = [p for p in path if isinstance(p, str)]
    if keys and (name, keys[0]) in UNPROVEN:
        return True
    return name == 'data/bundle.json' and len(keys) == 2 and (keys[0] == 'calendars' and keys[1] != 'path' or keys == ['definitions', 'title'])


def look(name, how, files):
    global tried, counted
    counted += 1
    if (counted - 1) % step:
        return
    tried += 1
    repack.save(scratch, top, files)
    run = subprocess.run([program, 'bundle', 'verify', scratch, '--checkpoint', kept], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = (run.stdout + run.stderr).decode('utf-8', 'replace')
    fell = 'Sanitizer' in said or 'runtime error' in said
    if fell or run.returncode != 1 or 'problem' not in said and not said.startswith('"'):
        missed.append('%s: %s: exit %d\n%s' % (name, how, run.returncode, said[:600]))


def places(value, path=()):
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], path + (key,))
    elif isinstance(value, list):
        for i in range(len(value)):
            yield from places(value[i], path + (i,))


def other(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        if len(value) >= 32 and not value.strip('0123456789abcdef'):
            return ('1' if value[0] == '0' else '0') + value[1:]
        return value + 'x'
    if isinstance(value, list):
        return value + [value[-1] if value else 1]
    if isinstance(value, dict):
        return dict(value, zz=1)
    return 0


ODD = [None, -1, 2 ** 62, 10 ** 400, 1.5, 'x' * 5000, '\u202e', [[[]]], {'a': {}}, [], {}]


def changes(value):
    for number, path in enumerate(places(value)):
        odd = ODD[number % len(ODD)]
        for how in ('other', 'gone', 'odd'):
            changed = copy.deepcopy(value)
            at = changed
            for part in path[:-1]:
                at = at[part]
            if how == 'gone':
                del at[path[-1]]
            else:
                at[path[-1]] = other(at[path[-1]]) if how == 'other' else odd
            if changed != value:
                yield path, '%s %s' % (how, '/'.join(map(str, path))), changed


def spoil_json(name):
    for path, how, changed in changes(json.loads(honest[name])):
        if not is_unproven(name, path):
            look(name, how, dict(honest, **{name: json.dumps(changed).encode()}))


def spoil_lines(name):
    values = repack.lines(honest[name])
    for i, value in enumerate(values):
        for path, how, changed in changes(value):
            if not is_unproven(name, path):
                look(name, 'line %d %s' % (i + 1, how), dict(honest, **{name: repack.unlines(values[:i] + [changed] + values[i + 1:])}))
        look(name, 'line %d gone' % (i + 1), dict(honest, **{name: repack.unlines(values[:i] + values[i + 1:])}))
        if name != 'data/keys.txt':
            look(name, 'line %d doubled' % (i + 1), dict(honest, **{name: repack.unlines(values[:i + 1] + values[i:])}))


def save_rows(rows):
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return b'\xef\xbb\xbf' + out.getvalue().encode()


def spoil_table(name, columns):
    rows = list(csv.reader(io.StringIO(honest[name].decode('utf-8-sig'))))
    for r in range(len(rows)):
        for c in range(len(rows[r])):
            if r == 0 or columns is None or rows[0][c] in columns:
                changed = copy.deepcopy(rows)
                changed[r][c] += 'x'
                if r or columns is None or rows[0][c] in columns:
                    look(name, 'cell %d %s' % (r, rows[0][c]), dict(honest, **{name: save_rows(changed)}))
        look(name, 'row %d gone' % r, dict(honest, **{name: save_rows(rows[:r] + rows[r + 1:])}))
    if columns:
        spoil_together(name, rows, [rows[0].index(c) for c in columns])


def spoil_together(name, rows, places):
    # Two rows as one, whose second cell holds, line by line, what stood between the first and the last of them.
    for r in range(1, len(rows) - 1):
        one, two = rows[r], rows[r + 1]
        cells = [one[p] for p in places] + [two[p] for p in places]
        row = list(two)
        for place, cell in zip(places, [cells[0], '\n'.join(cells[1:6]), cells[6], cells[7]]):
            row[place] = cell
        look(name, 'rows %d and %d as one' % (r, r + 1), dict(honest, **{name: save_rows(rows[:r] + [row] + rows[r + 2:])}))


def spoil_text(name):
    lines = honest[name].splitlines(True)
    for i in range(len(lines)):
        if len(lines[i]) > 1:
            look(name, 'line %d' % (i + 1), dict(honest, **{name: b''.join(lines[:i] + [b'x' + lines[i]] + lines[i + 1:])}))
            look(name, 'line %d gone' % (i + 1), dict(honest, **{name: b''.join(lines[:i] + lines[i + 1:])}))


def spoil_file(name):
    data = honest[name]
    look(name, 'a byte', dict(honest, **{name: data[:-1] + bytes([data[-1] ^ 1])}))
    look(name, 'another beside it', dict(honest, **{name[:-5] + 'z' + name[-5:]: data}))


for name in [n for n in honest if n.startswith('data/')]:
    last = name.split('/')[-1]
    if last in ('item.json', 'bundle.json', 'consistency.json'):
        spoil_json(name)
    elif last.endswith('.jsonl') or last == 'keys.txt':
        spoil_lines(name)
    elif last == 'timeline.csv':
        spoil_table(name, ['at', 'kind', 'who', 'decided by'])
    elif last == 'evidence.csv':
        spoil_table(name, None)
    elif last == 'checkpoint.txt':
        spoil_text(name)
    elif '/evidence/' in name or '/definitions/' in name:
        spoil_file(name)
    if last not in ('index.html', 'receipts.txt', 'receipts.json'):
        look(name, 'without it', {n: d for n, d in honest.items() if n != name})
        look(name, 'empty', dict(honest, **{name: b''})) if '/calendars/' not in name else None
        look(name, 'noise', dict(honest, **{name: b'\x00\xff\n{"a":1}\n[]\n' * 9})) if '/calendars/' not in name else None

for one in missed:
    print(one)
print('%d tried, %d missed' % (tried, len(missed)))
