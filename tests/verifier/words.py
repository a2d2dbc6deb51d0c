# The words that the tables of record and fold, their indexes and the journal's guards were made with, beside engine/store/schema.sql and guard.sql, which
# FORMAT.md names for them: what somebody adds there by hand is a rule that no row shows. Comments and blanks are no part of it; caches are none of it.
import os
import re
import sqlite3

STORE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'engine', 'store')
TOKENS = re.compile(r"'[^']*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|\s+|.", re.S)


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


def made():
    schema = read('schema.sql').replace('/*KEYED*/', 'WITHOUT ROWID')
    db = sqlite3.connect(':memory:')
    db.executescript(schema[:schema.index('-- CACHE')])
    db.executescript(read('guard.sql'))
    try:
        return described(db)
    finally:
        db.close()


def check(log):
    wanted, here = made(), described(log.db)
    tables = {table for table, _ in wanted.values()}
    for key, value in wanted.items():
        if here.get(key) != value:
            log.say('The %s %s is not described as it was made.' % key)
    for key, (table, _) in here.items():
        if (key[0] == 'trigger' or table in tables) and key not in wanted:  # which may write here from anywhere
            log.say('The %s %s was put on a table of the store.' % key)
