-- Goal: a bundle's journal is one whole chain, and whoever cuts an entry out of it is found out also when every manifest is written anew (J1,
-- J2); and the same content gives the same bytes, whoever reads the item or is refused meanwhile (J6). Method: a bundle is made, taken
-- apart, changed as somebody with a text editor would change it, put together again with right checksums, and verified.
local shell = require "helper.shell"
local boards = require "helper.board"

local forge = [==[
import sys, zipfile, hashlib, json
source, target, how = sys.argv[1:4]
bag = zipfile.ZipFile(source)
top = bag.namelist()[0].split('/')[0]
files = {n[len(top) + 1:]: bag.read(n) for n in bag.namelist()}
lines = files['data/journal.jsonl'].splitlines(True)
item = json.loads(files['data/item.json'])
access = [i for i, l in enumerate(lines) if json.loads(l)['kind'] == 20]
if how == 'content': del lines[2]
if how == 'access': del lines[access[0]]
if how == 'first': del lines[0]
if how == 'last': del lines[-1]
if how == 'swapped': lines[1], lines[2] = lines[2], lines[1]
if how == 'doubled': lines.insert(2, lines[2])
if how == 'none': del files['data/journal.jsonl']
if how == 'unsaid': del item['entries']
if how == 'denied':
    entry = json.loads(lines[access[0]])
    entry['payload'] = []
    lines[access[0]] = json.dumps(entry).encode() + b'\n'
if 'data/journal.jsonl' in files: files['data/journal.jsonl'] = b''.join(lines)
if how == 'unsaid': files['data/item.json'] = json.dumps(item).encode()
payload = {n: d for n, d in files.items() if n.startswith('data/')}
def manifest(of, method): return ''.join('%s  %s\n' % (hashlib.new(method, d).hexdigest(), n) for n, d in of.items()).encode()
files['manifest-sha256.txt'], files['manifest-sha512.txt'] = manifest(payload, 'sha256'), manifest(payload, 'sha512')
info = files['bag-info.txt'].decode().splitlines()
info[-1] = 'Payload-Oxum: %d.%d' % (sum(map(len, payload.values())), len(payload))
files['bag-info.txt'] = ('\n'.join(info) + '\n').encode()
tags = {n: d for n, d in files.items() if n not in payload and n != 'tagmanifest-sha256.txt'}
files['tagmanifest-sha256.txt'] = manifest(tags, 'sha256')
out = zipfile.ZipFile(target, 'w', zipfile.ZIP_STORED)
for n, d in files.items():
    about = zipfile.ZipInfo(top + '/' + n, (1980, 1, 1, 0, 0, 0))
    about.external_attr = 0o100644 << 16
    out.writestr(about, d)
out.close()
]==]

describe("a bundle's journal", function()
  local board, made

  local function bundle(name)
    local path = board.folder .. "/" .. name
    board:run("bundle", "create", "RA-1", "--as", "h.dixon", "--output", path)
    return path
  end

  local function forged(how)
    local path = board.folder .. "/" .. how .. ".zip"
    assert(os.execute(("python3 %s %s %s %s"):format(board.folder .. "/forge.py", made, path, how)))
    local out, err, status = shell.run { "bundle", "verify", path }
    return out .. err, status
  end

  setup(function()
    board = boards.new()
    shell.write(board.folder .. "/forge.py", forge)
    board:begin_action("RA-1")
    bundle("before.zip") -- an access entry in the middle of the chain
    board:refuse("RA-1", "attest", "s.reid", "attestation=x")
    board:send("RA-1", "update", "s.reid", "narrative=Half done", "forecast=2016-12-20", "self_rag=green")
    made = bundle("made.zip")
  end)
  teardown(function() board:remove() end)

  it("is proven whole, reads that were kept back included", function()
    local said, status = forged "honest"
    assert.are.equal(0, status, said)
    assert.truthy(said:find("in order, and none of them is missing", 1, true), said)
    assert.truthy(said:find("1 with content that is withheld", 1, true), said)
  end)

  for how, sentence in pairs {
    content = "is not the next in the item's chain", access = "is not the next in the item's chain", first = "is not the next in the item's chain",
    swapped = "is not the next in the item's chain", doubled = "is not the next in the item's chain",
    denied = "is not as it was recorded", last = "but data/item.json says that there are",
    none = "The journal has 0 entries", unsaid = "does not say in data/item.json",
  } do
    it("is not proven when forged: " .. how, function()
      local said, status = forged(how)
      assert.are.equal(1, status, said)
      assert.truthy(said:find(sentence, 1, true), said)
      assert.is_nil(said:find("none of them is missing", 1, true), said)
    end)
  end

  it("does not say who read the item", function()
    local text = shell.lines("unzip -p " .. shell.quote(made) .. " '*/data/journal.jsonl'")
    assert.truthy(text:find('"withheld":"access"', 1, true))
    assert.is_nil(text:find("bundle made", 1, true))
  end)

  it("has the same bytes after reads and refused tries", function()
    board:refuse("RA-1", "attest", "s.reid", "attestation=y")
    board:refuse("RA-1", "nothing_such", "s.reid")
    assert.are.equal(shell.read(made), shell.read(bundle("later.zip")))
  end)
end)
