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


def plain(words):
    return ''.join(token for token in TOKENS.findall(words) if not token.isspace() and not token.startswith(('--', '/*')))


# {(TYPE, NAME): (TABLE, WORDS)} of what somebody wrote; what SQLite makes by itself has no words.
def described(db):
    rows = db.execute('SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL')
    return {(kind, name): (table, plain(words)) for kind, name, table, words in rows}


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
        if table in tables and key not in wanted:
            log.say('The %s %s was put on a table of the store.' % key)
