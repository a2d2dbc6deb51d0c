# Everything that a bundle is changed in, one thing at a time: each member of each line and file of its record with every manifest made good again, the
# bag's own files, and the numbers of the zip. changes(BYTES, RANDOM) yields (KIND, HOW, MAKE), MAKE() giving the bytes.
import copy
import csv
import io
import json

import canon
import packer

ODD = [None, -1, 2 ** 62, 10 ** 30, 1.5, 'x' * 5000, '\u202e', [[[]]], {'a': {}}, [], {}, True, '', 0]


def places(value, path=()):
    if path:
        yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, path + (key,))


def other(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return ('1' if value[0] == '0' else '0') + value[1:] if len(value) >= 32 and not value.strip('0123456789abcdef') else value + 'x'
    if isinstance(value, list):
        return value + [value[-1] if value else 1]
    return dict(value, zz=1) if isinstance(value, dict) else 0


# (how, the value with one of its members otherwise, odd or gone)
def otherwise(value, random):
    for path in places(value):
        for how in ('other', 'gone', 'odd', 'twisted'):
            changed = copy.deepcopy(value)
            at = changed
            for part in path[:-1]:
                at = at[part]
            if how == 'gone':
                del at[path[-1]]
            elif how == 'twisted' and isinstance(at, list):
                random.shuffle(at)
            else:
                at[path[-1]] = other(at[path[-1]]) if how == 'other' else random.choice(ODD)
            if json.dumps(changed) != json.dumps(value):
                yield '%s %s' % (how, '/'.join(map(str, path))), changed


def text(value):
    return json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode('utf-8', 'surrogatepass')


def of_lines(data, random):
    lines = data.split(b'\n')[:-1]
    join = lambda some: b''.join(line + b'\n' for line in some)
    for i, line in enumerate(lines):
        for how, changed in otherwise(json.loads(line), random):
            yield 'line %d %s' % (i + 1, how), join(lines[:i] + [text(changed)] + lines[i + 1:])
        yield 'line %d gone' % (i + 1), join(lines[:i] + lines[i + 1:])
        yield 'line %d doubled' % (i + 1), join(lines[:i + 1] + lines[i:])
        yield 'line %d with blanks' % (i + 1), join(lines[:i] + [json.dumps(json.loads(line)).encode()] + lines[i + 1:])
        yield 'line %d empty before it' % (i + 1), join(lines[:i] + [b''] + lines[i:])
        a = random.randrange(len(lines))
        yield 'lines %d and %d swapped' % (i + 1, a + 1), join(lines[a] if n == i else lines[i] if n == a else one for n, one in enumerate(lines))
    yield 'no last line feed', data[:-1]
    yield 'CR LF', data.replace(b'\n', b'\r\n')


def of_json(data, random):
    for how, changed in otherwise(json.loads(data), random):
        yield how, json.dumps(changed).encode()
    yield 'in another order', json.dumps(dict(reversed(json.loads(data).items()))).encode()
    yield 'a name twice', data.replace(b'{', b'{"ref":"K-1","ref":"K-1",', 1)
    yield 'a byte order mark', b'\xef\xbb\xbf' + data
    yield 'something after it', data + b'\nx'


def of_table(data, random):
    rows = list(csv.reader(io.StringIO(data.decode('utf-8-sig'))))

    def save(some, quoting=csv.QUOTE_ALL, end='\r\n', mark='\ufeff'):
        out = io.StringIO()
        csv.writer(out, quoting=quoting, lineterminator=end).writerows(some)
        return (mark + out.getvalue()).encode()
    for r, row in enumerate(rows):
        for c in range(len(row)):
            yield 'cell %d %s' % (r, rows[0][c]), save(rows[:r] + [row[:c] + [row[c] + 'x'] + row[c + 1:]] + rows[r + 1:])
        yield 'row %d gone' % r, save(rows[:r] + rows[r + 1:])
        yield 'row %d doubled' % r, save(rows[:r + 1] + rows[r:])
        yield 'row %d longer' % r, save(rows[:r] + [row + ['']] + rows[r + 1:])
    for how, changed in (('fewer quotes', save(rows, csv.QUOTE_MINIMAL)), ('line feeds alone', save(rows, end='\n')), ('no mark', save(rows, mark='')),
                         ('rows turned', save(rows[:1] + rows[:0:-1])), ('the last line not whole', data[:-2]), ('half a row more', data + b'"x"')):
        yield how, changed


def of_text(data, random):
    lines = data.split(b'\n')
    for i, line in enumerate(lines):
        yield 'line %d otherwise' % (i + 1), b'\n'.join(lines[:i] + [b'x' + line] + lines[i + 1:])
        yield 'line %d longer' % (i + 1), b'\n'.join(lines[:i] + [line + b' '] + lines[i + 1:])
        yield 'line %d gone' % (i + 1), b'\n'.join(lines[:i] + lines[i + 1:])
        yield 'line %d doubled' % (i + 1), b'\n'.join(lines[:i + 1] + lines[i:])
    yield from of_bytes(data, random)


def of_bytes(data, random):
    for _ in range(6):
        at = random.randrange(len(data) or 1)
        yield 'byte %d' % at, data[:at] + bytes([(data[at] if data else 0) ^ 1 << random.randrange(8)]) + data[at + 1:]
    yield 'a byte more', data + b'\n'
    yield 'a byte less', data[:-1]
    yield 'empty', b''
    yield 'noise', b'\x00\xff\n{"a":1}\n[]\n' * 9


def kinds_of(name):
    last = name.split('/')[-1]
    if last.endswith('.jsonl') or last == 'keys.txt':
        return of_lines, of_bytes
    if last.endswith('.json') and '/definitions/' not in name and 'receipts' not in name:
        return of_json, of_bytes
    if last in ('timeline.csv', 'evidence.csv'):
        return of_table, of_bytes
    return (of_text if last == 'checkpoint.txt' else of_bytes),


# What a file is, so that a sample has some of each.
def about(name):
    folder, _, last = name.rpartition('/')
    return folder.split('/')[-1] if folder.endswith(('/definitions', '/calendars', '/evidence')) else last


def of_record(top, files, random):
    for name in [name for name in files if name.startswith('data/')]:
        for kind in kinds_of(name):
            for how, data in kind(files[name], random):
                yield 'record of ' + about(name), '%s: %s' % (name, how), lambda name=name, data=data: pack(top, packer.mend(dict(files, **{name: data})))
        yield 'files', name + ' gone', lambda name=name: pack(top, packer.mend({n: d for n, d in files.items() if n != name}))
        folder, _, last = name.rpartition('/')
        for new in (folder + '/z' + last, folder + '/' + last.upper(), name + '.more', folder + '/more/' + last):
            yield 'files', '%s named %s' % (name, new), lambda name=name, new=new: pack(
                top, packer.mend({new if n == name else n: d for n, d in files.items()}))
        yield 'files', name + ' twice', lambda name=name, new=folder + '/2' + last: pack(top, packer.mend(files | {new: files[name]}))


def pack(top, files):
    return packer.Zip(top, files).bytes()


def of_bag(top, files, random):
    own = [name for name in files if not name.startswith('data/')]
    tags = lambda some: some | {packer.BAG[4]: packer.manifest({n: d for n, d in some.items() if n in own and n != packer.BAG[4]}, 'sha256')}
    for name in own:
        for how, data in of_text(files[name], random):
            yield 'bag', '%s: %s' % (name, how), lambda name=name, data=data: pack(top, files | {name: data})
            if name != packer.BAG[4]:
                yield 'bag', '%s, mended: %s' % (name, how), lambda name=name, data=data: pack(top, tags(files | {name: data}))
        yield 'bag', name + ' gone', lambda name=name: pack(top, tags({n: d for n, d in files.items() if n != name}))
    for name in ('fetch.txt', 'more.txt', 'manifest-md5.txt', 'tagmanifest-sha512.txt', 'more/file', 'Bagit.txt'):
        yield 'bag', name + ' beside', lambda name=name: pack(top, packer.mend(files | {name: b'x\n'}))
        yield 'bag', name + ' beside, not listed', lambda name=name: pack(top, files | {name: b'x\n'})
    for new in ('', 'a b', 'con', '..', 'A' * 300, 'é', top + '.', top.lower()):
        yield 'bag', 'top folder %r' % new, lambda new=new: pack(new, files)


def changes(data, random):
    import spoil_zip
    top, files = packer.load(data)
    yield from of_record(top, files, random)
    yield from of_bag(top, files, random)
    yield from spoil_zip.changes(top, files, random)
