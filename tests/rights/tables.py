# Prints a digest of each table of a store that says how things stand: what a refused request must leave alone. The journal and what hangs on its
# length are left out, since a refusal is recorded there. Usage: tables.py waymark.db
import hashlib
import sqlite3
import sys

GROWING = {"entries", "payloads", "checkpoints", "nodes", "meta", "signing_keys"}
LAST_ENTRY = {"case_sequence", "head"}

store = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
    if name in GROWING or name.startswith(("index_", "sqlite_")):
        continue
    columns = [column for _, column, *_ in store.execute(f"PRAGMA table_info({name})") if column not in LAST_ENTRY]
    rows = sorted(repr(row) for row in store.execute(f"SELECT {', '.join(columns)} FROM {name}"))
    print(name, len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
