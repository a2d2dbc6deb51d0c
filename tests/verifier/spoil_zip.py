# A bundle's zip changed in one thing: each number of each header, gaps and overlaps, names, extra fields, the large form, what is packed. Some of the changes
# mean nothing; both verifiers must say so.
import struct

import packer

LARGE = struct.pack('<HH', 1, 16)
NAMES = ('..', '.', '../x', '/x', 'C:x', 'a\\b', 'a//b', 'con', 'NUL.txt', 'x.', ' x', 'x ', 'é', 'a\x00b', 'a\nb', 'DATA/index.html', 'data', 'data/',
         'empty/', 'com1.txt', 'a:b', 'a*b', 'a?b', 'a"b', 'a<b', 'a|b', '~x', 'x y', 'index.html/x', 'lpt9', 'aux.a.b', '%2e', '$x', '-x', '#', 'con/x')


def changes(top, files, random):
    def zipped(change, method=0):
        def make():
            archive = packer.Zip(top, files, method)
            change(archive)
            return archive.bytes()
        return make

    def one(change, method=0):
        number = random.randrange(len(files))
        return zipped(lambda archive: change(archive.parts[number]), method)
    yield 'zip', 'deflated', zipped(lambda archive: None, 8)
    for method in (0, 8):
        for where, names in (('local', packer.LOCAL), ('central', packer.CENTRAL), ('both', packer.LOCAL[1:9])):
            for name in names:
                for how in (0, 1, 2, 8, 0x0800, 0xFFFF, 'one more'):
                    yield 'zip', '%s %s %s of method %d' % (where, name, how, method), one(told(where, name, how), method)
    for name in packer.END:
        for how in (0, 1, 0xFFFF, 'one more'):
            yield 'zip', 'end %s %s' % (name, how), zipped(lambda archive, name=name, how=how: archive.end.update({name: told_end(archive, name, how)}))
    for made in (0x0000, 0x0314, 0x0A14, 0x133F, 0x033F):
        for attributes in (0, 0x10, 0x20, 0o100600 << 16, 0o100755 << 16, 0o40755 << 16, 0o120777 << 16, 0o10644 << 16, 0o644 << 16, 0o104755 << 16):
            yield 'zip', 'made %x attributes %x' % (made, attributes), one(lambda part, m=made, a=attributes: part.central.update(made=m, attributes=a))
    yield from of_shape(zipped, one)
    yield from of_extra(one)
    yield from of_names(top, files)
    yield from of_any_byte(zipped, random)


def told(where, name, how):
    def change(part):
        now = dict(part.both, mark=0x04034B50, name_size=len(part.name), made=0x033F).get(name, 0)
        value = now + 1 if how == 'one more' else how
        for header in (part.local, part.central) if where == 'both' else (getattr(part, where),):
            header[name] = value & (0xFFFFFFFF if name in ('mark', 'crc', 'packed', 'size', 'attributes', 'offset') else 0xFFFF)
    return change


def told_end(archive, name, how):
    return how if how != 'one more' else len(archive.parts) + 1 if name in ('here', 'count') else 1


def of_shape(zipped, one):
    def put(name, value):
        return lambda thing: setattr(thing, name, value)
    for how, make in (
            ('something before', zipped(put('before', b'MZ'))), ('something after', zipped(put('after', b'\0'))),
            ('a comment', zipped(put('comment', b'hello'))), ('a comment of one entry', one(put('comment', b'hello'))),
            ('a gap', one(put('gap', b'\0\0'))), ('no entries', zipped(lambda archive: archive.parts.clear())),
            ('an entry twice', zipped(lambda archive: archive.parts.append(archive.parts[0]))),
            ('entries turned', zipped(lambda archive: archive.parts.reverse())),
            ('the first two with one place', zipped(lambda archive: archive.parts[1].central.update(offset=0))),
            ('another local name', one(lambda part: part.local.update(name_size=len(part.name) - 1))),
            ('bytes after what is deflated', one(grow, 8)), ('what is deflated cut short', one(lambda part: set_body(part, part.body[:-1]), 8)),
            ('noise for deflated', one(lambda part: set_body(part, b'\xff' * len(part.body)), 8)),
            ('a bomb', zipped(lambda archive: archive.parts.append(packer.Part('K-1/data/bomb', b'\0' * 900000, 8)))),
            ('encrypted', zipped(lambda archive: [part.both.update(flags=1) for part in archive.parts]))):
        yield 'zip', how, make
    yield 'zip', 'two end records', lambda: (lambda data: data + data[-22:])(zipped(lambda archive: None)())
    yield 'zip', 'nothing', lambda: b''
    yield 'zip', 'an end record alone', lambda: struct.pack('<IHHHHIIH', 0x06054B50, 0, 0, 0, 0, 0, 0, 0)


def set_body(part, body):
    part.body = body
    part.both['packed'] = len(body)


def grow(part):
    set_body(part, part.body + b'\0\0')


def of_extra(one):
    fields = {'a time': struct.pack('<HHBI', 0x5455, 5, 1, 0), 'an owner': struct.pack('<HHBBIBI', 0x7875, 11, 1, 4, 0, 4, 0),
              'NTFS times': struct.pack('<HH', 0x000A, 4) + b'\0' * 4, 'an old owner': struct.pack('<HHHH', 0x7855, 4, 0, 0),
              'old times': struct.pack('<HHII', 0x5855, 8, 0, 0), 'a name in UTF-8': struct.pack('<HHBI', 0x7075, 6, 1, 0) + b'x',
              'half a field': b'\x55\x54', 'a field too long': struct.pack('<HH', 0x5455, 50), 'padding': b'\0\0\0\0', 'an unknown one': struct.pack('<HH', 0xCAFE, 0),
              'a large form': LARGE + b'\0' * 16, 'an empty large form': struct.pack('<HH', 1, 0), 'a field twice': struct.pack('<HHBI', 0x5455, 5, 1, 0) * 2}
    for how, extra in fields.items():
        yield 'zip', how, one(lambda part, extra=extra: setattr(part, 'extra', extra))
        yield 'zip', how + ' in the local header', one(lambda part, extra=extra: setattr(part, 'extra_local', extra))
    yield 'zip', 'the large form used', one(use_large)
    yield 'zip', 'the large form used in one header', one(lambda part: (use_large(part), setattr(part, 'extra_local', b'')))
    yield 'zip', 'the large form wrong', one(lambda part: (use_large(part), setattr(part, 'extra', LARGE + b'\0' * 16)))


def use_large(part):
    part.extra = LARGE + struct.pack('<QQ', part.both['size'], part.both['packed'])
    part.both.update(size=0xFFFFFFFF, packed=0xFFFFFFFF, version=45)


def of_names(top, files):
    for name in NAMES:
        yield 'name', 'data/' + repr(name), lambda name=name: packer.Zip(top, packer.mend(files | {'data/' + name: b'' if name.endswith('/') else b'x'})).bytes()
    for name in ('beside', 'other/x', '/x', '../x', top, top + '/', 'empty/'):
        def make(name=name):
            archive = packer.Zip(top, files)
            archive.parts.append(packer.Part(name, b'' if name.endswith('/') else b'x'))
            return archive.bytes()
        yield 'name', repr(name), make
    def folder():
        archive = packer.Zip(top, files)
        for name in ('', 'data/', 'more/'):
            part = packer.Part(top + '/' + name, b'')
            part.name = ('%s/%s' % (top, name)).encode()
            part.central = {'attributes': 0o40755 << 16 | 0x10}
            archive.parts.insert(0, part)
        return archive.bytes()
    yield 'name', 'folders', folder


def of_any_byte(zipped, random):
    data = zipped(lambda archive: None)()
    packed = zipped(lambda archive: None, 8)()
    start = int.from_bytes(data[-6:-2], 'little')
    for number in range(400):
        text = packed if number % 4 == 3 else data
        at = random.randrange(len(text)) if number % 4 else random.randrange(start, len(data))
        yield 'byte', 'byte %d' % at, lambda text=text, at=at, bit=random.randrange(8): text[:at] + bytes([text[at] ^ 1 << bit]) + text[at + 1:]
    for _ in range(30):
        yield 'byte', 'cut', lambda at=random.randrange(len(data)): data[:at]
