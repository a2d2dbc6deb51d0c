# Signed notes of a board's log: checkpoints, endorsements, keys and witnesses' cosignatures, as engine/bundle/FORMAT.md and engine/store/FORMAT.md have them.
import base64
import binascii
import hashlib
import re

import ed25519

LINES_MAX = 64  # of signatures
BOARD, WITNESS = 1, 4  # what a key is for: the byte before it


class Key:
    def __init__(self, word, kind=BOARD):
        match = re.fullmatch(r'([^+\s]+)\+([0-9a-f]{8})\+(\S+)', word if isinstance(word, str) else '')
        data = match and unbase64(match[3])
        if not data or len(data) != 33 or data[0] != kind:
            raise ValueError('it is no key')
        self.word, self.name, self.id, self.public = word, match[1], bytes.fromhex(match[2]), data[1:]
        if hashlib.sha256(self.name.encode() + b'\n' + data).digest()[:4] != self.id:
            raise ValueError('its number is not that of the key')

    def is_of(self, log):
        return self.name == 'waymark/' + log

    # Does a word of base64 (key number and signature) hold for a text?
    def signed(self, word, text):
        data = unbase64(word)
        return data is not None and len(data) == 68 and data[:4] == self.id and ed25519.verify(self.public, text, data[4:])

    def cosigned(self, word, text):
        data = unbase64(word)
        if data is None or len(data) != 76 or data[:4] != self.id:
            return False
        moment = int.from_bytes(data[4:12], 'big')
        return ed25519.verify(self.public, b'cosignature/v1\ntime %d\n' % moment + text, data[12:])


# None unless it is padded base64, written in the one way that it can be.
def unbase64(word):
    try:
        data = base64.b64decode(word, validate=True)
    except (ValueError, binascii.Error):
        return None
    return data if base64.b64encode(data).decode() == word else None


def text_of(log, size, root, extension=''):
    return ('waymark/%s\n%d\n%s\n' % (log, size, base64.b64encode(root).decode()) + extension).encode()


class Note:
    # Raises ValueError where the bytes are no note of a log: origin, size, root, lines more, an empty line, lines of signatures.
    def __init__(self, data):
        head, empty, tail = data.decode('utf-8').rpartition('\n\n')
        if not empty or not tail.endswith('\n') or re.search('[\0-\x09\x0b-\x1f]', head + tail) or tail.count('\n') > LINES_MAX:
            raise ValueError('it is no signed note')
        self.text = (head + '\n').encode()
        lines = head.split('\n')
        self.signatures = [self.signature(line) for line in tail[:-1].split('\n')]
        if len(lines) < 3:
            raise ValueError('it has other lines than a checkpoint')
        self.read(lines)

    def read(self, lines):
        origin = re.fullmatch('waymark/([0-9a-f]{32})', lines[0])
        root = unbase64(lines[2])
        if not origin or not re.fullmatch('0|[1-9][0-9]{0,18}', lines[1]) or not root or len(root) != 32:
            raise ValueError('its lines are not those of a checkpoint')
        self.log, self.size, self.root, self.extension = origin[1], int(lines[1]), root, lines[3:]
        if self.size >= 2 ** 63:
            raise ValueError('its size has more than 64 bits')

    @staticmethod
    def signature(line):
        match = re.fullmatch('\u2014 ([^ ]+) (.*)', line)
        if not match:
            raise ValueError('it has a line of a signature that is none')
        return match[1], match[2]

    # One that is wrong beside one that is right makes the note worthless (C2SP signed-note).
    def is_signed(self, key):
        own = [word for name, word in self.signatures if name == key.name and (unbase64(word) or b'')[:4] == key.id]
        return bool(own) and all(key.signed(word, self.text) for word in own)


# Each of the keys must be the next epoch's, of this log, and be vouched for by the one before where it says so. `keys` is a list of (epoch, KEY,
# endorsement or None). Answers the list of Key and the index of the first that trust in the last one reaches back to.
def chain(keys, log, say):
    read, since = [], 0
    for index, (epoch, word, endorsement) in enumerate(keys):
        try:
            key = Key(word)
        except ValueError as error:
            say('Signing key %s cannot be read: %s.' % (epoch, error))
            return read, len(keys)
        if epoch != index + 1 or not key.is_of(log):
            say('Signing key %s is not the next key of the log %s.' % (epoch, log))
        if index and endorsement is None or not index:
            since = index
            if endorsement is not None:
                say('The first signing key is vouched for by a key that is not there.')
        elif not endorses(endorsement, read[-1], epoch, word, log):
            say('The note that vouches for signing key %s does not hold.' % epoch)
            since = index
        read.append(key)
    return read, since


def endorses(text, before, epoch, word, log):
    try:
        note = Note(text.encode())
    except ValueError:
        return False
    return (note.log == log and note.extension == ['next key %d %s' % (epoch, word)] and note.is_signed(before))
