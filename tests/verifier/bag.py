# A bag by RFC 8493 and engine/bundle/FORMAT.md: bagit.txt, the manifests, Payload-Oxum. check(FILES, SAY) takes {PATH: BYTES} below the top folder.
import hashlib
import re

BAGIT = [b'BagIt-Version: %s\nTag-File-Character-Encoding: UTF-8\n' % version for version in (b'1.0', b'0.97')]
TAG_MANIFEST = 'tagmanifest-sha256.txt'
MANIFESTS = ('manifest-sha256.txt', 'manifest-sha512.txt', TAG_MANIFEST)
OTHER_MANIFEST = re.compile('(tag)?manifest-')
INFO_MAX = 1 << 20


def lines_of(files, name, say):
    data = files.get(name)
    if data is None:
        say('There is no %s.' % name)
        return None
    lines = data.decode('utf-8', 'replace').split('\n')
    return [line.removesuffix('\r') for line in (lines if lines[-1] else lines[:-1])]


def check_manifest(files, name, method, wanted, say):
    listed, digits = {}, hashlib.new(method).digest_size * 2
    for line in lines_of(files, name, say) or []:
        match = re.fullmatch('([0-9a-f]{%d})  (.+)' % digits, line)
        if not match or match[2] in listed:
            say('%s has a line that is none, or twice: %s' % (name, line[:200]))
        else:
            listed[match[2]] = match[1]
    for path in sorted(set(listed) - set(wanted)):
        say('%s lists %s, which is not there.' % (name, path))
    for path in wanted:
        if path not in listed:
            say('%s does not list %s.' % (name, path))
        elif hashlib.new(method, files[path]).hexdigest() != listed[path]:
            say('%s is not as %s says.' % (path, name))


def check_oxum(files, payload, say):
    right = '%d.%d' % (sum(len(files[path]) for path in payload), len(payload))
    found = [line[14:] for line in lines_of(files, 'bag-info.txt', say) or [] if line.lower().startswith('payload-oxum: ')]
    if found != [right]:
        say('Payload-Oxum of bag-info.txt is not %s.' % right)


def check(files, say):
    payload = [path for path in files if path.startswith('data/')]
    if files.get('bagit.txt') not in BAGIT:
        say('bagit.txt is not its two lines.')
    if not payload:
        say('There is no payload.')
    for path in files:
        if OTHER_MANIFEST.match(path) and path not in MANIFESTS:
            say('%s is a manifest of another digest, which is not checked.' % path)
    if 'fetch.txt' in files:
        say('There is a fetch.txt: a bundle is whole.')
    if len(files.get('bag-info.txt', b'')) > INFO_MAX:
        say('bag-info.txt is too long.')
    check_manifest(files, 'manifest-sha256.txt', 'sha256', payload, say)
    check_manifest(files, 'manifest-sha512.txt', 'sha512', payload, say)
    check_manifest(files, TAG_MANIFEST, 'sha256', [path for path in files if path not in payload and path != TAG_MANIFEST], say)
    check_oxum(files, payload, say)
