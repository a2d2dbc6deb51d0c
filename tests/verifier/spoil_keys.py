# A bundle signed by three keys of our own, each vouching for the next as the page says, or in one thing otherwise: somebody who makes a log of their own can write
# anything here and sign it. changes(TOP, FILES) yields (HOW, MAKE); words(LOG) gives the three keys.
import base64
import hashlib

import canon
import ed25519
import note
import packer

SEEDS = [hashlib.sha256(b'key %d' % number).digest() for number in (1, 2, 3)]


def word(log, seed, kind=1, name=None):
    data, name = bytes([kind]) + ed25519.public(seed), name or 'waymark/' + log
    return '%s+%s+%s' % (name, hashlib.sha256(name.encode() + b'\n' + data).hexdigest()[:8], base64.b64encode(data).decode())


def words(log):
    return [word(log, seed) for seed in SEEDS]


def signed(log, seed, text, before='', after='', dash='\u2014', name=None):
    data = hashlib.sha256(('waymark/%s\n' % log).encode() + b'\1' + ed25519.public(seed)).digest()[:4] + ed25519.sign(seed, text.encode())
    return '%s\n%s%s %s %s\n%s' % (text, before, dash, name or 'waymark/' + log, base64.b64encode(data).decode(), after)


# The log's keys and head as a maker of logs would write them; `how` replaces what is named in it.
class Chain:
    def __init__(self, files):
        head = note.Note(files['data/checkpoint.txt'])
        self.log, self.text = head.log, head.text.decode()
        self.lines = [{'epoch': 1, 'key': word(self.log, SEEDS[0]), 'sequence': 3}]
        for epoch in (2, 3):
            self.lines.append({'epoch': epoch, 'key': word(self.log, SEEDS[epoch - 1]), 'sequence': 3 * epoch, 'endorsement': self.endorse(epoch)})
        self.head = signed(self.log, SEEDS[2], self.text)

    def endorse(self, epoch, size=None, seed=None, last=None, log=None, more=''):
        text = note.text_of(log or self.log, 3 * epoch if size is None else size, bytes(32)).decode()
        last = 'next key %d %s\n' % (epoch, word(self.log, SEEDS[epoch - 1])) if last is None else last
        return signed(log or self.log, seed or SEEDS[epoch - 2], text + last + more)

    def put(self, place, **values):
        self.lines[place - 1].update(values)
        if values.get('endorsement', '') is None:
            del self.lines[place - 1]['endorsement']

    def sign(self, text, **how):
        self.head = signed(self.log, how.pop('seed', SEEDS[2]), text, **how)

    def files(self, files):
        return files | {'data/keys.txt': b''.join(canon.write(line) + b'\n' for line in self.lines), 'data/checkpoint.txt': self.head.encode()}


NEXT = 'next key %d %s\n'
KEYS = {
    'as the page says': lambda c: None,
    'vouched for over other entries': lambda c: c.put(2, endorsement=c.endorse(2, size=5)),
    'vouched for over no entries': lambda c: c.put(2, endorsement=c.endorse(2, size=0)),
    'vouched for over more than there is': lambda c: c.put(3, endorsement=c.endorse(3, size=10 ** 6)),
    'vouched for by itself': lambda c: c.put(2, endorsement=c.endorse(2, seed=SEEDS[1])),
    'vouched for by the first': lambda c: c.put(3, endorsement=c.endorse(3, seed=SEEDS[0])),
    'vouched for as another epoch': lambda c: c.put(2, endorsement=c.endorse(2, last=NEXT % (3, word(c.log, SEEDS[1])))),
    'vouched for as another key': lambda c: c.put(2, endorsement=c.endorse(2, last=NEXT % (2, word(c.log, SEEDS[2])))),
    'vouched for without the key': lambda c: c.put(2, endorsement=c.endorse(2, last='')),
    'vouched for with a line more': lambda c: c.put(2, endorsement=c.endorse(2, more='more\n')),
    'vouched for in another log': lambda c: c.put(2, endorsement=c.endorse(2, log='0' * 32)),
    'vouched for by no note': lambda c: c.put(2, endorsement='x'),
    'the second not vouched for': lambda c: c.put(2, endorsement=None),
    'the third not vouched for': lambda c: c.put(3, endorsement=None),
    'the first vouched for': lambda c: c.put(1, endorsement=c.endorse(2)),
    'an empty endorsement': lambda c: c.put(2, endorsement=''),
    'the first gone': lambda c: c.lines.pop(0), 'the second gone': lambda c: c.lines.pop(1), 'the third gone': lambda c: c.lines.pop(2),
    'the second twice': lambda c: c.lines.insert(1, c.lines[1]),
    'epochs from nought': lambda c: [c.put(n, epoch=n - 1) for n in (1, 2, 3)], 'an epoch as a text': lambda c: c.put(1, epoch='1'),
    'a sequence otherwise': lambda c: c.put(2, sequence=7), 'a sequence missing': lambda c: c.lines[1].pop('sequence'), 'a sequence as a text': lambda c: c.put(2, sequence='6'),
    "a witness's key": lambda c: c.put(1, key=word(c.log, SEEDS[0], kind=4)), 'a key of another name': lambda c: c.put(1, key=word(c.log, SEEDS[0], name='other/' + c.log)),
    'a key of another log': lambda c: c.put(1, key=word('0' * 32, SEEDS[0])), 'a key with another number': lambda c: c.put(1, key=c.lines[0]['key'].replace('+', '+0', 1)[:41] + c.lines[0]['key'][41:]),
    'a key with a blank': lambda c: c.put(1, key=c.lines[0]['key'] + ' '), 'a member more': lambda c: c.put(1, note='approved'),
    'a head by the second': lambda c: c.sign(c.text, seed=SEEDS[1]), 'a head by the first': lambda c: c.sign(c.text, seed=SEEDS[0]),
    'a head with a line more': lambda c: c.sign(c.text + 'more\n'), 'a head of one more': lambda c: c.sign(c.text.replace('\n', '\n1', 1)),
    'a head of a size with a nought': lambda c: c.sign(c.text.replace('\n', '\n0', 1)), 'a head of a size with a blank': lambda c: c.sign(c.text.replace('\n', '\n ', 1)),
    'a head of another log': lambda c: c.sign(c.text.replace(c.log, '0' * 32)), 'a head of another origin': lambda c: c.sign('x' + c.text),
    'a head with CR LF': lambda c: c.sign(c.text.replace('\n', '\r\n')), 'a head without padding': lambda c: c.sign(c.text.replace('=', '')),
    'a head with an empty line in it': lambda c: c.sign(c.text.replace('\n', '\n\n', 1)), 'a head with two lines': lambda c: c.sign(c.text[:c.text.index('\n', 45) + 1]),
    'a hyphen': lambda c: c.sign(c.text, dash='-'), 'two dashes': lambda c: c.sign(c.text, dash='\u2014 \u2014'), 'another name': lambda c: c.sign(c.text, name='other'),
    'another line before': lambda c: c.sign(c.text, before='\u2014 other AAAAAAAA\n'), 'another line after': lambda c: c.sign(c.text, after='\u2014 other AAAAAAAA\n'),
    'our own twice': lambda c: c.sign(c.text, after=c.head.split('\n\n')[1]), 'our own, wrong, before': lambda c: c.sign(c.text, before=signed(c.log, SEEDS[2], 'x').split('\n')[1] + '\n'),
    'no line': lambda c: c.sign(c.text, before='x\n'), 'an empty line after': lambda c: c.sign(c.text, after='\n'), 'a line without an end after': lambda c: c.sign(c.text, after='x'),
    'a line that is none after': lambda c: c.sign(c.text, after='x y z\n'), 'a short line after': lambda c: c.sign(c.text, after='\u2014 other\n'),
    'no base64 after': lambda c: c.sign(c.text, after='\u2014 other ???\n'), 'no end': lambda c: setattr(c, 'head', c.head[:-1]),
    'many lines after': lambda c: c.sign(c.text, after='\u2014 other AAAAAAAA\n' * 200), 'a name with a plus after': lambda c: c.sign(c.text, after='\u2014 a+b AAAAAAAA\n'),
}


def changes(top, files):
    for how, change in KEYS.items():
        def make(change=change):
            chain = Chain(files)
            change(chain)
            return packer.Zip(top, packer.mend(chain.files(files))).bytes()
        yield how, make
