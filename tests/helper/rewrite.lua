-- What somebody does who has the file and knows the format: rows are changed by `change`, then every leaf, chain and node is worked out
-- again, so that nothing in the store contradicts anything else in it but what was signed.
local shell = require "helper.shell"

return [[
import hashlib, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for name in ("entries_never_change", "entries_never_go", "payloads_change_by_erasure", "payloads_never_go"):
    db.execute("DROP TRIGGER " + name)
db.executescript(sys.argv[2])
log = bytes.fromhex(db.execute("SELECT value FROM meta WHERE name = 'log'").fetchone()[0])
rows = db.execute("SELECT sequence, kind, recorded, logical, case_id, actor_id, case_sequence, previous, root, leaf FROM entries ORDER BY 1").fetchall()
last, leaves = {}, []
for (n, kind, recorded, logical, case, actor, place, previous, root, leaf) in rows:
    before, place = last.get(case, ("0" * 64, 0))
    place += 1
    number = lambda value, size: value.to_bytes(size, "big", signed=True)
    header = (b"WME\x01" + number(kind, 4) + log + number(len(leaves), 8) + number(recorded, 8) + number(logical, 8) + bytes.fromhex(case)
              + bytes.fromhex(actor) + number(place, 8) + bytes.fromhex(before) + bytes.fromhex(root))
    leaf = hashlib.sha256(b"\0" + header).hexdigest()
    db.execute("UPDATE entries SET sequence = ?, case_sequence = ?, previous = ?, leaf = ? WHERE sequence = ?", (len(leaves), place, before, leaf, n))
    db.execute("UPDATE payloads SET sequence = ? WHERE sequence = ?", (len(leaves), n))
    leaves.append(bytes.fromhex(leaf))
    last[case] = (leaf, place)
db.execute("DELETE FROM nodes")
nodes = {}
for i, hash in enumerate(leaves):
    level, index = 0, i
    while True:
        nodes[level, index] = hash
        db.execute("INSERT INTO nodes (place, hash) SELECT count(*), ? FROM nodes", (hash.hex(),))
        if index % 2 == 0: break
        hash, level, index = hashlib.sha256(b"\1" + nodes[level, index - 1] + hash).digest(), level + 1, index // 2
for case, (leaf, place) in last.items():
    db.execute("UPDATE cases SET head = ?, case_sequence = ? WHERE id = ?", (leaf, place, case))
db.executescript("""]] .. shell.read "engine/store/guard.sql" .. [[""")
db.commit()
db.close()
pages = bytearray(open(sys.argv[1], "rb").read()) # and its pages are stamped anew (tests/helper/stamp.lua)
size = int.from_bytes(pages[16:18], "big")
for start in range(0, len(pages), size) if pages[20] == 8 else ():
    one = two = 0
    for at in range(start, start + size - 8, 8):
        one = (one + int.from_bytes(pages[at:at + 4], "little") + two) & 0xffffffff
        two = (two + int.from_bytes(pages[at + 4:at + 8], "little") + one) & 0xffffffff
    pages[start + size - 8:start + size] = one.to_bytes(4, "little") + two.to_bytes(4, "little")
open(sys.argv[1], "wb").write(pages)
]]
