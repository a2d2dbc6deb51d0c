# A board's store tampered with, the attacks of the record's table: rows edited, renumbered, swapped, cut and back-dated, tables changed without an entry, evidence swapped;
# with hashes as they were, made anew, or signed anew by whoever has the folder. changes(RANDOM) yields (KIND, HOW, CHANGE), CHANGE(STORE) doing it.
import base64
import glob
import hashlib
import json
import os
import shutil
import sqlite3

import canon
import ed25519
import entry
import note
import pages
import tree

TRIGGERS = ('entries_never_change', 'entries_never_go', 'payloads_change_by_erasure', 'payloads_never_go')
OTHER = '000102030405060708090a0b0c0d0e0f'


# A copy of a board with its store open for writing and without its guards; close() puts them back and stamps the pages anew.
class Store:
    def __init__(self, board):
        self.board, self.path = board, os.path.join(board, 'waymark.db')
        self.db = sqlite3.connect(self.path, isolation_level=None)
        self.db.execute('PRAGMA foreign_keys = OFF')
        self.guards = [sql for sql, in self.db.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
        for name in TRIGGERS:
            self.db.execute('DROP TRIGGER ' + name)
        self.log = self.db.execute("SELECT value FROM meta WHERE name = 'log'").fetchone()[0]
        self.count = self.db.execute('SELECT count(*) FROM entries').fetchone()[0]
        self.stamped = True

    def run(self, sql, *values):
        return self.db.execute(sql, values).fetchall()

    def close(self):
        for guard in self.guards:
            self.db.execute(guard)
        self.db.execute('PRAGMA journal_mode = DELETE')
        self.db.execute('PRAGMA journal_mode = WAL')
        self.db.close()
        for end in ('-wal', '-shm'):
            if os.path.exists(self.path + end):
                os.remove(self.path + end)
        if self.stamped:
            self.rewrite(pages.stamp)

    def rewrite(self, change):
        with open(self.path, 'rb') as file:
            data = change(file.read())
        with open(self.path, 'wb') as file:
            file.write(data)

    # Every number, chain, leaf and node worked out again, so that nothing contradicts anything but what was signed.
    def remake(self):
        growing, last, number = tree.Growing(), {}, 0
        names = ('sequence', 'kind', 'recorded', 'logical', 'case', 'actor', 'root')
        self.db.execute('BEGIN')
        for row in self.run('SELECT sequence, kind, recorded, logical, case_id, actor_id, root FROM entries ORDER BY sequence'):
            e = dict(zip(names, row), log=self.log)
            was, e['sequence'] = e['sequence'], number
            e['previous'], place = last.get(e['case'], (entry.ZEROS, 0))
            e['case_sequence'] = place + 1
            leaf = entry.leaf(e)
            self.run('UPDATE entries SET sequence = ?, case_sequence = -?, previous = ?, leaf = ? WHERE sequence = ?', number, place + 1, e['previous'], leaf, was)
            self.run('UPDATE payloads SET sequence = ? WHERE sequence = ?', number, was)
            last[e['case']] = (leaf, place + 1)
            growing.add(bytes.fromhex(leaf))
            number += 1
        self.run('UPDATE entries SET case_sequence = -case_sequence')
        self.run('DELETE FROM nodes')
        self.db.executemany('INSERT INTO nodes VALUES (?, ?)', [(place, hash_.hex()) for place, hash_ in enumerate(growing.nodes)])
        for case, (leaf, place) in last.items():
            self.run('UPDATE cases SET head = ?, case_sequence = ? WHERE id = ?', leaf, place, case)
        self.db.execute('COMMIT')
        self.count = number

    # Whoever has the folder has the secret of today, and nothing of what was signed before stands in the way.
    def sign(self, since=0):
        path, = glob.glob(os.path.join(self.board, 'keys', 'signing-*'))
        with open(path) as file:
            epoch, seed = file.read().split()[4:6]
        word, = self.run('SELECT key FROM signing_keys WHERE epoch = ?', epoch)[0]
        leaves = [bytes.fromhex(leaf) for leaf, in self.run('SELECT leaf FROM entries ORDER BY sequence')]
        text = note.text_of(self.log, self.count, tree.root(leaves))
        signature = base64.b64encode(note.Key(word).id + ed25519.sign(base64.b64decode(seed), text)).decode()
        self.run('DELETE FROM checkpoints WHERE size > ?', since)
        self.run('INSERT INTO checkpoints VALUES (?, ?, ?)', self.count, int(epoch), signature)
        self.run("DELETE FROM meta WHERE name = 'cosigned'")
        self.forget_head()

    def forget_head(self):
        if os.path.exists(os.path.join(self.board, 'highwater')):
            os.remove(os.path.join(self.board, 'highwater'))

    def today(self):
        return self.run('SELECT max(sequence) FROM signing_keys')[0][0]


# ---- the attacks

COLUMNS = ('kind = kind + 1', 'recorded = recorded + 1', 'logical = logical - 1', "case_id = '%s'" % OTHER, "actor_id = '%s'" % OTHER, 'root = previous',
           'leaf = root', 'previous = root', 'case_sequence = case_sequence + 100', 'sequence = sequence + 1000', "actor_id = upper(actor_id) || 'A'",
           'recorded = 9e99', 'kind = NULL')


def edit(store, random, columns=COLUMNS):
    place = random.randrange(store.count)
    try:
        store.run('UPDATE entries SET %s WHERE sequence = ?' % random.choice(columns), place)
    except sqlite3.IntegrityError:
        store.run("UPDATE entries SET actor_id = '%s' WHERE sequence = ?" % OTHER, place)


def parts_of(store, place):
    return json.loads(store.run('SELECT parts FROM payloads WHERE sequence = ?', place)[0][0])


def put_parts(store, place, parts):
    store.run('UPDATE payloads SET parts = ? WHERE sequence = ?', canon.write(parts).decode(), place)


def edit_part(store, random):
    place = random.randrange(store.count)
    parts = parts_of(store, place)
    part = random.choice(parts) if parts else None
    how = random.randrange(6)
    if part is None or how == 0:
        parts.append({'name': 'note', 'salt': '0' * 64, 'value': 1})
    elif how == 1:
        parts.remove(part)
    elif how == 2:
        parts.append(part)
    elif how == 3 and 'salt' in part:
        hash_ = entry.commitment(part).hex()
        parts[parts.index(part)] = {'commitment': hash_, 'withheld': random.choice(('erased', 'access'))}
    elif 'value' in part:
        part['value'] = random.choice(['x', 1, None, [], {}])
    else:
        part['commitment'] = '0' * 64
    put_parts(store, place, parts)


def edit_text(store, random):
    place = random.randrange(store.count)
    text, = store.run('SELECT parts FROM payloads WHERE sequence = ?', place)[0]
    changed = random.choice((text + ' ', text.replace(',', ', ', 1), text[:-1], '', '{}', text.replace('"', "'", 2), text.replace('[', '[ ', 1), text + '\0more'))
    store.run('UPDATE payloads SET parts = ? WHERE sequence = ?', changed, place)


def take_out(store, random):
    place = random.randrange(store.count)
    store.run('DELETE FROM payloads WHERE sequence = ?', place)
    store.run('DELETE FROM entries WHERE sequence = ?', place)


def cut(store, random):
    left = random.randrange(store.today() + 2, store.count)
    store.run('DELETE FROM payloads WHERE sequence >= ?', left)
    store.run('DELETE FROM entries WHERE sequence >= ?', left)
    store.run('DELETE FROM nodes WHERE place >= (SELECT 2 * ? - (SELECT count(*) FROM (WITH RECURSIVE b(n) AS (SELECT ? UNION ALL SELECT n >> 1 FROM b WHERE n > 0) SELECT n FROM b WHERE n & 1)))',
              left, left)
    return left


def swap(store, random):
    a, b = random.sample(range(store.count), 2)
    for before, after in ((a, -1), (b, a), (-1, b)):
        store.run('UPDATE entries SET sequence = ? WHERE sequence = ?', after, before)


def back_date(store, random):
    place = random.randrange(store.today() + 2, store.count)
    store.run('UPDATE entries SET recorded = recorded - 60000, logical = logical - 60000 WHERE sequence >= ?', place)


TABLES = ("UPDATE cases SET title = 'Another'", "UPDATE cases SET fields = '{}'", 'UPDATE cases SET closed = 1 - closed', "UPDATE cases SET state = '{}'",
          'UPDATE cases SET revision = revision + 1', "UPDATE cases SET head = '%s'" % ('0' * 64), "UPDATE cases SET ref = ref || 'x'", 'UPDATE cases SET changed = changed + 1',
          'DELETE FROM cases', 'DELETE FROM settings', 'DELETE FROM directory', "UPDATE directory SET document = '{}'", 'DELETE FROM nodes WHERE place = 3',
          'UPDATE nodes SET hash = (SELECT hash FROM nodes WHERE place = 0) WHERE place = 4', "UPDATE workflows SET title = 'Another'", 'DELETE FROM workflows',
          'UPDATE timers SET due = due + 1', 'DELETE FROM timers', "UPDATE outbox SET status = 'sent'", 'DELETE FROM outbox', "UPDATE outbox SET message = '{}'",
          "UPDATE incidents SET status = 'closed'", 'DELETE FROM incidents', 'DELETE FROM keys', "UPDATE keys SET answer = '{}'", "UPDATE calendars SET csv = csv || 'x'",
          'UPDATE calendars SET since = since + 1', 'UPDATE calendars SET sequence = sequence + 1', 'DELETE FROM calendars WHERE sequence = (SELECT min(sequence) FROM calendars)',
          'UPDATE signing_keys SET endorsement = NULL', 'UPDATE signing_keys SET sequence = sequence + 1', 'DELETE FROM signing_keys', "UPDATE definitions SET document = document || ' '",
          'DELETE FROM definitions', "INSERT INTO definitions VALUES ('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', '{}')",
          "UPDATE meta SET value = '8' WHERE name = 'format'", "UPDATE meta SET value = '%s' WHERE name = 'log'" % OTHER, 'DELETE FROM checkpoints', 'UPDATE numbers SET last = last + 1',
          "INSERT INTO settings VALUES ('clock_leap', '1')", 'UPDATE checkpoints SET epoch = 1', 'DELETE FROM checkpoints WHERE epoch = 1', 'DELETE FROM checkpoints WHERE size < 9',
          'DELETE FROM checkpoints WHERE size = (SELECT max(size) FROM checkpoints)', 'UPDATE checkpoints SET size = size + 100', "UPDATE checkpoints SET signature = 'x'",
          "UPDATE meta SET value = replace(value, '\"size\":', '\"size\":1') WHERE name = 'cosigned'", "DELETE FROM meta WHERE name = 'cosigned'")


def swap_evidence(store, random):
    path = random.choice(glob.glob(os.path.join(store.board, 'evidence', '??', '*')))
    os.chmod(path, 0o600)
    how = random.randrange(3)
    if how == 0:
        os.remove(path)
    else:
        with open(path, 'ab' if how == 1 else 'wb') as file:
            file.write(b'other')


def flip(store, random):
    store.stamped = False
    store.close()
    store.rewrite(pages.stamp)

    def one(data):
        at = random.randrange(100, len(data))
        return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1:]
    store.rewrite(one)
    store.close = lambda: None


def put_back(name, head):
    def change(store, random):
        store.close()
        source = os.path.join(os.path.dirname(store.board), name)
        shutil.copyfile(os.path.join(source, 'waymark.db'), store.path)
        if not head:
            shutil.copyfile(os.path.join(source, 'highwater'), os.path.join(store.board, 'highwater'))
        store.close = lambda: None
    return change


def then(*steps):
    def change(store, random):
        for step in steps:
            step(store, random)
    return change


def remake(store, random):
    store.remake()


def sign_all(store, random):
    store.sign(0)


def sign_today(store, random):
    store.sign(store.today())


def forge_parts(store, random):
    edit_part(store, random)
    for place in range(store.count):
        store.run('UPDATE entries SET root = ? WHERE sequence = ?', entry.root(parts_of(store, place)), place)


# A rule that no row shows: in a table's words, or put on it.
RULES = (('payloads', 'parts TEXT NOT NULL', 'parts TEXT NOT NULL CHECK (length(parts) < 9000000)'), ('cases', 'title TEXT', 'title TEXT COLLATE NOCASE'),
         ('outbox', 'made BIGINT NOT NULL', 'made BIGINT NOT NULL CHECK (made > 0)'))
PUT_ON = ('CREATE UNIQUE INDEX once ON payloads (parts)', 'CREATE TRIGGER never BEFORE INSERT ON outbox BEGIN SELECT RAISE(IGNORE); END',
          'CREATE TRIGGER never BEFORE INSERT ON Timers BEGIN SELECT RAISE(IGNORE); END', 'CREATE TRIGGER never BEFORE DELETE ON index_items BEGIN SELECT 1; END',
          'DROP INDEX entries_of_case', 'CREATE TABLE held (a TEXT REFERENCES cases (id) ON DELETE CASCADE)', 'CREATE VIEW way AS SELECT id FROM cases',
          'CREATE INDEX dear ON index_items (ref)')


def add_rule(store, random):
    table, before, after = random.choice(RULES)
    store.run('PRAGMA writable_schema = 1')
    store.run('UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ?', before, after, table)
    store.run('PRAGMA writable_schema = 0')


def put_on_rule(store, random):
    store.run(random.choice(PUT_ON))


EDIT = COLUMNS[1:5]
# The row of the table (RELIABILITY, attacks on the record), what is done, and how large its share of the tries is.
ATTACKS = (
    ('1 a row', edit, 3), ('1 a part', edit_part, 4), ('1 a text', edit_text, 2),
    ('2 a row, every hash anew', then(lambda s, r: edit(s, r, EDIT), remake), 2), ('2 a part, every hash anew', then(forge_parts, remake), 2),
    ('3 the same, signed anew', then(lambda s, r: edit(s, r, EDIT), remake, sign_all), 2), ('3 a part, signed today', then(forge_parts, remake, sign_today), 2),
    ('4 the tail', cut, 1), ('4 the tail, signed anew', then(cut, remake, sign_today), 2),
    ('5 an older store', put_back('yesterday', True), 1), ('5 an older store with its head', put_back('yesterday', False), 1),
    ('6 a row taken out', take_out, 2), ('6 a row taken out, every hash anew', then(take_out, remake), 2), ('7 two swapped', swap, 2),
    ('7 two swapped, every hash anew', then(swap, remake), 1), ('8 another history', put_back('fork', False), 1),
    ('9 back-dated', then(back_date, remake), 1), ('9 back-dated, signed anew', then(back_date, remake, sign_today), 2),
    ('11 evidence', swap_evidence, 2), ('12 a rule in a table', add_rule, 2), ('12 a rule on a table', put_on_rule, 1), ('J6 a bit', flip, 4))


# (kind, change) for `count` tries: the attacks in their shares, and each change of a table once.
def changes(count):
    listed = [('10 ' + sql, lambda store, random, sql=sql: store.run(sql)) for sql in TABLES]
    turn = [(kind, change) for kind, change, share in ATTACKS for _ in range(share)]
    while len(listed) < count:
        listed += turn
    return listed[:max(count, len(TABLES))]
