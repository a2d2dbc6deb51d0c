# The words that the tables of record and fold, their indexes and the journal's guards were made with, beside engine/store/schema.sql and guard.sql, which
# FORMAT.md names for them: what somebody adds there by hand is a rule that no row shows, and so is whatever else lies in the file. Comments and blanks are
# no part of it; of caches names alone are compared, and what SQLite makes by itself is nobody's.
import os
import re
import sqlite3

STORE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'engine', 'store')
TOKENS = re.compile(r"'[^']*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|\s+|.", re.S)

OF_SQLITE = ('CREATE TABLE sqlite_stat1(tbl,idx,stat)', 'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)', 'CREATE TABLE sqlite_sequence(name,seq)')


def read(name):
    with open(os.path.join(STORE, name), encoding='utf-8') as file:
        return file.read()


# A blank stays one between two words, which would else be one.
def plain(words):
    text, gap = '', False
    for token in TOKENS.findall(words):
        if token.isspace() or token.startswith(('--', '/*')):
            gap = True
            continue
        text += (' ' if gap and re.search(r'\w$', text) and re.match(r'\w', token) else '') + token
        gap = False
    return text


# {(TYPE, NAME): (TABLE, WORDS)} of what somebody wrote; what SQLite makes by itself has no words. It takes names and kinds in letters of either case, and
# bytes for text.
def described(db):
    columns = ', '.join('CAST(%s AS TEXT)' % column for column in ('type', 'name', 'tbl_name', 'sql'))
    rows = db.execute('SELECT %s FROM sqlite_master WHERE sql IS NOT NULL' % columns)
    return {(kind.lower(), name.lower()): (table.lower(), plain(words)) for kind, name, table, words in rows}


# Of the record and its fold; of all that is the store's.
def made():
    schema = read('schema.sql').replace('/*KEYED*/', 'WITHOUT ROWID')
    record, caches = schema.split('-- CACHE', 1)
    db = sqlite3.connect(':memory:')
    try:
        db.executescript(record)
        db.executescript(read('guard.sql'))
        wanted = described(db)
        db.executescript('-- ' + caches)
        return wanted, described(db)
    finally:
        db.close()


def check(log):
    (wanted, ours), here = made(), described(log.db)
    for key, value in wanted.items():
        if here.get(key) != value:
            log.say('The %s %s is not described as it was made.' % key)
    for key, (_, text) in here.items():
        if key not in ours and text not in map(plain, OF_SQLITE):
            log.say("The %s %s is none of the store's." % key)
