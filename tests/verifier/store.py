# A store by engine/store/FORMAT.md: every header, chain and payload, the tree, what was signed and by which keys, evidence files, and the head that is kept
# beside it. check(PATH, BYTES, KEY, KEPT) gives the sentences of what is wrong; nothing is written.
import hashlib
import os
import sqlite3

import canon
import entry
import erased
import fold
import note
import pages
import tree
import words

COLUMNS = 'sequence, kind, recorded, logical, case_id, actor_id, case_sequence, previous, root, leaf'
NAMES = ('sequence', 'kind', 'recorded', 'logical', 'case', 'actor', 'case_sequence', 'previous', 'root', 'leaf')
BOARD = '0' * 32
KEY_ADDED = 27


class Log:
    def __init__(self, db, say):
        self.db, self.say, self.entries, self.roots = db, say, [], [tree.root([])]
        self.meta = dict(db.execute('SELECT name, value FROM meta'))
        self.id = self.meta.get('log')

    def root(self, size):
        return self.roots[size] if 0 <= size < len(self.roots) else None


def check_entry(log, e, last, before):
    where = 'Entry %s' % e['sequence']
    if not entry.is_header(e):
        return log.say('%s has a header that is none.' % where)
    previous, place = last.get(e['case'], (entry.ZEROS, 0))
    if entry.leaf(e) != e['leaf']:
        log.say('%s is not as it was recorded: its header has another hash.' % where)
    if (e['previous'], e['case_sequence']) != (previous, place + 1):
        log.say('%s is not the next in its chain.' % where)
    if before is not None and e['recorded'] < before:
        log.say('%s was recorded before the entry before it.' % where)
    last[e['case']] = (e['leaf'], e['case_sequence'])


# Every entry with its payload, in order; False where one of them cannot even be read.
def check_entries(log):
    growing, last, before = tree.Growing(), {}, None
    payloads = dict(log.db.execute('SELECT sequence, parts FROM payloads'))
    for number, row in enumerate(log.db.execute('SELECT %s FROM entries ORDER BY sequence' % COLUMNS)):
        e = dict(zip(NAMES, row), log=log.id)
        if e['sequence'] != number:
            log.say('Entry %d is not there.' % number)
            return False
        check_entry(log, e, last, before)
        if not canon.is_hex(e['leaf'], 64) or not canon.is_whole(e['recorded']):
            return False
        before = e['recorded']
        e['payload'] = check_payload(log, e, payloads.pop(number, None))
        growing.add(bytes.fromhex(e['leaf']))
        log.entries.append(e)
        log.roots.append(growing.root())
    if payloads:
        log.say('There are payloads of no entry.')
    check_nodes(log, growing)
    return True


def check_payload(log, e, text):
    where = 'The payload of entry %d' % e['sequence']
    try:
        parts = canon.read(text.encode())
    except (AttributeError, canon.NotCanonical):
        log.say('%s cannot be read.' % where)
        return []
    if not entry.is_parts(parts):
        log.say('%s is no list of parts.' % where)
        return []
    if entry.root(parts) != e['root']:
        log.say('%s is not as it was recorded.' % where)
    return parts


def check_nodes(log, growing):
    rows = log.db.execute('SELECT place, hash FROM nodes ORDER BY place').fetchall()
    if rows != [(place, hash_.hex()) for place, hash_ in enumerate(growing.nodes)]:
        log.say("The table of the tree's nodes is not that of the entries.")


# ---- keys and checkpoints

def check_keys(log, key):
    rows = log.db.execute('SELECT epoch, key, endorsement, sequence FROM signing_keys ORDER BY epoch').fetchall()
    told = []
    for e in log.entries:
        value = entry.open_parts(e['payload']).get('signing_key') if e['kind'] == KEY_ADDED and e['case'] == BOARD else None
        if isinstance(value, dict):
            told.append((value.get('epoch'), value.get('key'), value.get('endorsement'), e['sequence']))
    if rows != told:
        log.say('The signing keys are not those that entries name.')
    keys, since = note.chain([row[:3] for row in told], log.id, log.say)
    for index, (_, _, endorsement, sequence) in enumerate(told[:len(keys)]):
        if endorsement and index and not covers(endorsement, sequence, log.root(sequence)):
            log.say('The note that vouches for signing key %d was taken over other entries.' % (index + 1))
    if key is not None and key not in [one.word for one in keys[since:]]:
        log.say('The key that was given does not vouch for this log.')
    return keys, [sequence for _, _, _, sequence in told]


def covers(endorsement, size, root):
    try:
        head = note.Note(endorsement.encode())
    except ValueError:
        return False
    return (head.size, head.root) == (size, root)


def check_checkpoints(log, keys, named):
    rows = log.db.execute('SELECT size, epoch, signature FROM checkpoints ORDER BY size').fetchall()
    signed = set()
    for size, epoch, signature in rows:
        root = log.root(size)
        if root is None:
            log.say('A checkpoint covers %s entries, of which the end was cut off.' % size)
        elif not canon.is_whole(epoch, 1) or epoch > len(keys) or not keys[epoch - 1].signed(signature, note.text_of(log.id, size, root)):
            log.say('The checkpoint of %s entries was taken over other entries, or signed by another key.' % size)
        elif size <= named[epoch - 1] or epoch < len(named) and size > named[epoch]:
            log.say('The checkpoint of %s entries is signed by the key of another time.' % size)
        signed.add(epoch)
    if not rows or rows[-1][0] < len(log.entries):
        log.say('The last entries are not signed.')
    for epoch in set(range(1, len(keys) + 1)) - signed:
        log.say('Nothing that signing key %d signed is left.' % epoch)


# A head that was kept: it is of this log, and the log had that root at that size.
def check_head(log, head, what):
    if head.log != log.id:
        log.say('%s is of another log.' % what)
    elif log.root(head.size) is None:
        log.say('%s covers %d entries: this is an older copy, or its end was cut off.' % (what, head.size))
    elif log.root(head.size) != head.root:
        log.say('%s was taken over other entries.' % what)


def check_kept(log, kept, keys):
    try:
        head = note.Note(kept)
    except ValueError as error:
        return log.say('The kept checkpoint cannot be read: %s.' % error)
    check_head(log, head, 'The kept checkpoint')
    if not any(head.is_signed(key) for key in keys):
        log.say('The kept checkpoint is not signed by a key of this log.')


def check_highwater(log, folder):
    try:
        with open(os.path.join(folder, 'highwater'), 'rb') as file:
            head = note.Note(file.read())
    except (OSError, ValueError):
        return
    check_head(log, head, 'The head that is kept beside the store')


# What witnesses handed back, each by its own key over the log's root at that size.
def check_cosigned(log):
    text = log.meta.get('cosigned')
    for word, told in (canon.read(text.encode()) if text else {}).items():
        root = log.root(told['size'])
        line = note.Note.signature(told['line'].rstrip('\n'))
        if root is None or not note.Key(word, note.WITNESS).cosigned(line[1], note.text_of(log.id, told['size'], root)):
            log.say('What the witness %s cosigned is not this log.' % word.partition('+')[0])


# ---- what lies outside the journal

def check_definitions(log):
    wanted = {entry.open_parts(e['payload']).get('definition', {}).get('hash') for e in log.entries if e['kind'] == 3}
    rows = dict(log.db.execute('SELECT hash, document FROM definitions'))
    for hash_, document in rows.items():
        if hashlib.sha256(document.encode()).hexdigest() != hash_:
            log.say('The definition %s is not what its hash says.' % hash_)
    if not wanted <= set(rows):
        log.say('A definition that an entry names is not there.')


def evidence_of(value):
    for piece in value if isinstance(value, list) else []:
        if isinstance(piece, dict) and 'id' in piece and canon.is_hex(piece.get('sha256'), 64):
            yield piece['sha256']


def check_evidence(log, folder):
    fields = (part for e in log.entries for part in e['payload'] if part.get('name', '').startswith('field/'))
    for hash_ in sorted({hash_ for part in fields for hash_ in evidence_of(part['value'])}):
        try:
            with open(os.path.join(folder, 'evidence', hash_[:2], hash_), 'rb') as file:
                found = hashlib.file_digest(file, 'sha256').hexdigest()
        except OSError:
            found = None
        if found != hash_:
            log.say('The evidence file %s is %s.' % (hash_, 'missing' if found is None else 'another file'))


def check_log(log, folder, key, kept):
    if not canon.is_hex(log.id, 32) or log.meta.get('format') != '7':
        return log.say('The store has no log, or another format than 7.')
    if not check_entries(log):
        return None
    keys, named = check_keys(log, key)
    check_checkpoints(log, keys, named)
    if kept is not None:
        check_kept(log, kept, keys)
    check_highwater(log, folder)
    check_cosigned(log)
    erased.check(log)
    words.check(log)
    check_definitions(log)
    check_evidence(log, folder)
    return fold.check(log)


def connect(path):
    wal = path + '-wal'
    alone = not os.path.exists(wal) or os.path.getsize(wal) == 0
    db = sqlite3.connect('file:%s?%s' % (path.replace('%', '%25').replace('?', '%3f').replace('#', '%23'),
                                         'immutable=1' if alone else 'mode=ro'), uri=True)
    db.execute('PRAGMA query_only = 1')
    return db


def check(path, data, key=None, kept=None):
    problems = []
    if pages.is_checked(data) and pages.damaged(data):
        return ['Page %d of the store is damaged.' % page for page in pages.damaged(data)]
    db = connect(path)
    try:
        check_log(Log(db, problems.append), os.path.dirname(os.path.abspath(path)), key, kept)
    except (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError, UnicodeError) as error:
        problems.append('The store cannot be read: %s.' % error)
    finally:
        db.close()
    return problems
