# A bundle taken apart and packed again, field by field, for tests: load(BYTES) gives the top folder and {PATH: CONTENT}; mend(FILES) writes every manifest anew, so
# that only the record betrays a change; Zip packs, and lets each number of each header be told otherwise.
import hashlib
import io
import struct
import zipfile
import zlib

BAG = ('bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'manifest-sha512.txt', 'tagmanifest-sha256.txt')


def load(data):
    bag = zipfile.ZipFile(io.BytesIO(data))
    top = bag.namelist()[0].split('/')[0]
    return top, {name[len(top) + 1:]: bag.read(name) for name in bag.namelist()}


def manifest(files, method):
    return ''.join('%s  %s\n' % (hashlib.new(method, data).hexdigest(), name) for name, data in files.items()).encode()


def mend(files):
    files = dict(files)
    payload = {name: data for name, data in files.items() if name.startswith('data/')}
    files['manifest-sha256.txt'], files['manifest-sha512.txt'] = manifest(payload, 'sha256'), manifest(payload, 'sha512')
    info = [line for line in files['bag-info.txt'].decode().split('\n') if not line.startswith('Payload-Oxum')]
    info.insert(len(info) - 1, 'Payload-Oxum: %d.%d' % (sum(map(len, payload.values())), len(payload)))
    files['bag-info.txt'] = '\n'.join(info).encode()
    files[BAG[4]] = manifest({name: data for name, data in files.items() if name not in payload and name != BAG[4]}, 'sha256')
    return files


LOCAL = ('mark', 'version', 'flags', 'method', 'time', 'date', 'crc', 'packed', 'size', 'name_size', 'extra_size')
CENTRAL = ('mark', 'made', 'version', 'flags', 'method', 'time', 'date', 'crc', 'packed', 'size', 'name_size', 'extra_size', 'comment_size',
           'disk', 'internal', 'attributes', 'offset')
END = ('mark', 'disk', 'start', 'here', 'count', 'list_size', 'list_offset', 'comment_size')


class Part:
    def __init__(self, name, content, method=0):
        self.name, self.content, self.extra, self.comment, self.gap = name.encode('latin-1'), content, b'', b'', b''
        self.local, self.central = {}, {}  # what the headers are to say otherwise
        self.extra_local = None
        self.deflate(content, method)

    def deflate(self, content, method):
        squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
        self.body = squeeze.compress(content) + squeeze.flush() if method == 8 else content
        self.both = dict(version=20 if method else 10, flags=0, method=method, time=0, date=33, crc=zlib.crc32(content),
                         packed=len(self.body), size=len(content))

    def local_header(self):
        extra = self.extra if self.extra_local is None else self.extra_local
        told = dict(self.both, mark=0x04034B50, name_size=len(self.name), extra_size=len(extra)) | self.local
        return struct.pack('<IHHHHHIIIHH', *(told[name] for name in LOCAL)) + self.name + extra

    def central_header(self, offset):
        told = dict(self.both, mark=0x02014B50, made=0x033F, name_size=len(self.name), extra_size=len(self.extra), comment_size=len(self.comment),
                    disk=0, internal=0, attributes=0o100644 << 16, offset=offset) | self.central
        return struct.pack('<IHHHHHHIIIHHHHHII', *(told[name] for name in CENTRAL)) + self.name + self.extra + self.comment


class Zip:
    def __init__(self, top, files, method=0):
        self.parts = [Part('%s/%s' % (top, name), data, method) for name, data in files.items()]
        self.end, self.before, self.after, self.comment = {}, b'', b'', b''

    def bytes(self):
        out, headers = self.before, b''
        for part in self.parts:
            out += part.gap
            headers += part.central_header(len(out))
            out += part.local_header() + part.body
        told = dict(mark=0x06054B50, disk=0, start=0, here=len(self.parts), count=len(self.parts), list_size=len(headers),
                    list_offset=len(out), comment_size=len(self.comment)) | self.end
        return out + headers + struct.pack('<IHHHHIIH', *(told[name] for name in END)) + self.comment + self.after
