# A bundle taken apart and put together again with right checksums, as somebody would who can change every file in it. Imported by the
# scripts of tests/cli: load(PATH) gives the top folder and {PATH: BYTES} below it, save(PATH, TOP, FILES) writes them.
import hashlib
import json
import zipfile

BAG = ('bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'manifest-sha512.txt', 'tagmanifest-sha256.txt')


def load(path):
    bag = zipfile.ZipFile(path)
    top = bag.namelist()[0].split('/')[0]
    return top, {n[len(top) + 1:]: bag.read(n) for n in bag.namelist()}


def manifest(files, method):
    return ''.join('%s  %s\n' % (hashlib.new(method, d).hexdigest(), n) for n, d in files.items()).encode()


def save(path, top, files):
    files = dict(files)
    payload = {n: d for n, d in files.items() if n.startswith('data/')}
    files['manifest-sha256.txt'], files['manifest-sha512.txt'] = manifest(payload, 'sha256'), manifest(payload, 'sha512')
    info = [l for l in files['bag-info.txt'].decode().splitlines() if not l.startswith('Payload-Oxum')]
    info.append('Payload-Oxum: %d.%d' % (sum(map(len, payload.values())), len(payload)))
    files['bag-info.txt'] = ('\n'.join(info) + '\n').encode()
    files['tagmanifest-sha256.txt'] = manifest({n: d for n, d in files.items() if n not in payload and n != BAG[4]}, 'sha256')
    out = zipfile.ZipFile(path, 'w', zipfile.ZIP_STORED)
    for name, data in files.items():
        about = zipfile.ZipInfo(top + '/' + name, (1980, 1, 1, 0, 0, 0))
        about.external_attr = 0o100644 << 16
        out.writestr(about, data)
    out.close()


def lines(data):
    return [json.loads(line) for line in data.splitlines()]


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False)


def unlines(values):
    return ''.join(canonical(value) + '\n' for value in values).encode()
