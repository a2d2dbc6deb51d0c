# A zip read strictly, by engine/bundle/FORMAT.md ("The zip", "Limits", "Verifying"): refused unless it has one meaning. Python's zipfile believes
# too much for that, so headers are read here with struct alone. open_zip(BYTES) gives [(NAME, CONTENT)] or raises NotRead with a sentence.
import re
import struct
import zlib

ENTRIES_MAX, SIZE_MAX, LIST_MAX, RATIO_MAX = 100000, 64 << 30, 16 << 20, 200
FULL16, FULL32 = 0xFFFF, 0xFFFFFFFF
TIMES_AND_OWNERS = {0x000A, 0x5455, 0x5855, 0x7875}
ENCRYPTED = 'It is encrypted, and cannot be read by this verifier.'
DEVICES = re.compile(r'(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)', re.I)


class NotRead(ValueError):
    pass


def need(holds, sentence):
    if not holds:
        raise NotRead(sentence)


def unpack(form, data, at, what):
    need(0 <= at and at + struct.calcsize(form) <= len(data), 'The zip is too short for %s.' % what)
    return struct.unpack_from(form, data, at)


# The end record, and the large one where a field of it is all ones: how many entries, and where their list lies.
def read_end(data):
    at = len(data) - 22
    mark, disk, start, here, count, size, offset, comment = unpack('<IHHHHIIH', data, at, 'an end record')
    need(mark == 0x06054B50 and comment == 0, 'The last 22 bytes of the zip are no end record.')
    need(disk == start == 0 and here == count, 'The zip is of several parts.')
    large = count == FULL16 or size == FULL32 or offset == FULL32
    end = at
    if large:
        count, size, offset, end = read_large_end(data, at, count, size, offset)
    need(offset + size == end, 'The list of entries is not where the end record says.')
    need(count <= ENTRIES_MAX and size <= LIST_MAX, 'The zip has more entries than a bundle may.')
    return count, offset, end


def read_large_end(data, at, *small):
    mark, disk, where, disks = unpack('<IIQI', data, at - 20, 'a large locator')
    need(mark == 0x07064B50 and disk == 0 and disks == 1 and where == at - 76, 'The large end record is not right before the end record.')
    mark, length, _, version, disk, start, here, *large = unpack('<IQHHIIQQQQ', data, where, 'a large end record')
    need(mark == 0x06064B50 and length == 44 and version <= 45 and disk == start == 0 and here == large[0], 'The large end record is none.')
    for full, few, many in zip((FULL16, FULL32, FULL32), small, large):
        need(few == many if few != full else many >= full, 'The large and the small end record differ.')
    return (*large, where)


def read_extra(data, what):
    fields, at = {}, 0
    while at < len(data):
        kind, length = unpack('<HH', data, at, 'an extra field of ' + what)
        need(at + 4 + length <= len(data), 'An extra field of %s is not whole.' % what)
        fields[kind] = data[at + 4:at + 4 + length]
        at += 4 + length
    need(0x9901 not in fields, ENCRYPTED)
    for kind in fields:
        need(kind == 1 or kind in TIMES_AND_OWNERS, 'An extra field of %s carries something else than times and owners.' % what)
    return fields


# The large form stands where a small field is all ones, and nowhere else.
def widen(extra, small, what):
    wanted = [value == FULL32 for value in small]
    need((1 in extra) == any(wanted) and (not any(wanted) or len(extra[1]) == 8 * sum(wanted)), 'The large form of %s is not right.' % what)
    large = iter(struct.unpack('<%dQ' % sum(wanted), extra.get(1, b'')))
    return [next(large) if wide else value for value, wide in zip(small, wanted)]


class Entry:
    pass


def read_central(data, at, end):
    e = Entry()
    (mark, e.made, e.version, e.flags, e.method, e.time, e.date, e.crc, packed, size, name, extra, comment, disk, _,
     e.attributes, offset) = unpack('<IHHHHHHIIIHHHHHII', data, at, 'the list of entries')
    stop = at + 46 + name + extra + comment
    need(mark == 0x02014B50 and stop <= end, 'The list of entries is not whole.')
    e.raw = data[at + 46:at + 46 + name]
    e.name = e.raw.decode('latin-1')
    need(comment == 0 and disk == 0, '%s has a comment, or lies on another disk.' % e.name)
    e.extra = read_extra(data[at + 46 + name:stop], e.name)
    e.small = (packed, size)
    e.size, e.packed, e.offset = widen(e.extra, (size, packed, offset), e.name)
    return e, stop


def check_kind(e):
    need(e.method != 99 and not e.flags & 1, ENCRYPTED)
    need(e.method in (0, 8) and e.flags & ~0x0806 == 0 and e.version <= (45 if 1 in e.extra else 20), '%s is packed in a way that no bundle is.' % e.name)
    kind = e.attributes >> 28
    folder = e.name.endswith('/')
    need(kind in ((0, 4) if folder else (0, 8)), '%s is no plain file.' % e.name)
    need(not e.attributes >> 16 & 0o6000 and (folder or not e.attributes & 0x18), '%s is no plain file.' % e.name)
    need(not folder or e.size == e.packed == 0, '%s is a folder with content.' % e.name)
    need(e.method != 0 or e.size == e.packed, '%s is stored, and its sizes differ.' % e.name)
    need(e.size <= RATIO_MAX * max(e.packed, 1), '%s would unpack to more than 200 times its size.' % e.name)


# Where the entry's bytes lie; its local header must say what the central one does.
def read_local(data, e, at):
    need(e.offset == at, 'Before %s is a gap, or entries overlap.' % e.name)
    mark, *fields, name, extra = unpack('<IHHHHHIIIHH', data, at, 'a local header')
    begin = at + 30 + name + extra
    need(mark == 0x04034B50 and data[at + 30:at + 30 + name] == e.raw, '%s has another local header.' % e.name)
    need(fields == [e.version, e.flags, e.method, e.time, e.date, e.crc, *e.small], '%s has another local header.' % e.name)
    size, packed = widen(read_extra(data[at + 30 + name:begin], e.name), (e.small[1], e.small[0]), e.name)
    need((size, packed) == (e.size, e.packed) and begin + packed <= len(data), '%s has another local header.' % e.name)
    return begin


def check_names(entries):
    seen, folders = {}, set()
    for e in entries:
        parts = e.name.rstrip('/').split('/') if not e.name.endswith('//') else ['']
        need(all(0x20 <= c < 0x7F for c in e.raw) and not set(e.name) & set('\\:*?"<>|'), 'The name %r is not of plain characters.' % e.name)
        need(len(e.name) <= 255 and all(part and part[-1] not in '. ' and not DEVICES.match(part) for part in parts), 'The name %s leads elsewhere.' % e.name)
        path = '/'.join(parts).lower()
        need(path not in seen, '%s collides with another name.' % e.name)
        seen[path] = e
        folders |= {'/'.join(parts[:i]).lower() for i in range(1, len(parts))}
    for path in folders & set(seen):
        need(seen[path].name.endswith('/'), '%s is a file and a folder.' % path)
    need(len({e.name.split('/')[0] for e in entries}) == 1, 'The zip has not one top folder.')
    need(all('/' in e.name for e in entries), 'A file lies beside the top folder.')


def content(data, e, begin):
    packed = data[begin:begin + e.packed]
    if e.method == 8:
        inflate = zlib.decompressobj(-15)
        try:
            packed = inflate.decompress(packed, e.size + 1)
            packed += inflate.decompress(inflate.unconsumed_tail, 1) if len(packed) <= e.size else b''
        except zlib.error as error:
            raise NotRead('%s cannot be unpacked: %s.' % (e.name, error)) from None
        need(inflate.eof and not inflate.unused_data and not inflate.unconsumed_tail, '%s has other bytes than its size.' % e.name)
    need(len(packed) == e.size, '%s has other bytes than its size.' % e.name)
    need(zlib.crc32(packed) == e.crc, '%s has another checksum.' % e.name)
    return packed


def open_zip(data):
    count, at, end = read_end(data)
    entries, place = [], at
    while place < end:
        e, place = read_central(data, place, end)
        entries.append(e)
    need(len(entries) == count and entries, 'The zip has %d entries, and says %d.' % (len(entries), count))
    for e in entries:
        check_kind(e)
    check_names(entries)
    need(sum(e.size for e in entries) <= SIZE_MAX, 'The zip is larger than a bundle may be.')
    place, begins = 0, {}
    for e in sorted(entries, key=lambda e: e.offset):
        begins[e.name] = read_local(data, e, place)
        place = begins[e.name] + e.packed
    need(place == at, 'Before the list of entries is a gap.')
    return [(e.name, content(data, e, begins[e.name])) for e in entries if not e.name.endswith('/')]
