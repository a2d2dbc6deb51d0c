-- Goal: a bundle of which anything was changed by somebody who wrote every checksum anew is not called proven, whatever the change, and a hostile one
-- never makes the program fall over (J1, J2, J6). Method: tests/helper/spoil.py changes each member of each file of an honest bundle in turn, every
-- 17th here and all with WAYMARK_LONG; what only somebody with the signing key could do is done by hand.
local shell = require "helper.shell"
local desk = require "helper.desk"

local function says(text, part) assert.truthy(text:gsub("%s+", " "):find(part, 1, true), part .. " is missing in\n" .. text) end

describe("a spoilt bundle", function()
  local d, made, kept
  local sources = {} -- HOW: another bundle than the usual one

  local function forged(how, ...)
    local path = d.folder .. "/" .. how .. ".zip"
    local script = ([[
import sys; sys.path.insert(0, 'tests/helper'); import repack, json
top, files = repack.load(sys.argv[1])
name = 'data/items/K-1/journal.jsonl'
lines = repack.lines(files[name])
item = json.loads(files['data/items/K-1/item.json'])
access = next((i for i, l in enumerate(lines) if l['kind'] == 20), None)
how = sys.argv[3]
if how == 'content': del lines[2]
if how == 'access': del lines[access]
if how == 'first': del lines[0]
if how == 'last': del lines[-1]
if how == 'swapped': lines[1], lines[2] = lines[2], lines[1]
if how == 'doubled': lines.insert(2, lines[2])
if how == 'unsaid': del item['entries']
if how == 'denied': lines[access]['payload'] = []
if how == 'annotated': lines[1]['remark'] = 'approved by the chair'
if how == 'renamed': lines[1]['kind_words'] = 'sign-off'
if how == 'wrapped': lines[1]['kind'] += 2 ** 32
if how == 'wide': lines.append({'wide': [0] * 2000000})
if how == 'early':  # twelve items whose item.json is all that there is
    for i in range(12): files['data/items/X-%d/item.json' % i] = b'{"ref":"' + b'a' * 6000000 + b'"}'
if how == 'spare':
    keys = repack.lines(files['data/keys.txt'])
    keys[0]['remark'] = 'approved by the chair'
    files['data/keys.txt'] = repack.unlines(keys)
if how == 'unvouched':
    keys = repack.lines(files['data/keys.txt'])
    keys[0]['endorsement'] = ['approved by the chair']
    files['data/keys.txt'] = repack.unlines(keys)
if how == 'longer':
    files['data/items/K-1/timeline.csv'] = files['data/items/K-1/timeline.csv'][:-2] + b',"approved by the chair"\r\n'
if how == 'vague':
    about = json.loads(files['data/bundle.json'])
    assert about['withheld'] == []
    about['withheld'] = 'approved by the chair'
    files['data/bundle.json'] = json.dumps(about).encode()
if how == 'closed':
    assert any('withheld' in p for l in lines if l['kind'] != 20 for p in l['payload'])
    item['closed'] = not item['closed']
if how == 'lied': item['fields']['text'] = 'Another task'
if how != 'none': files[name] = repack.unlines(lines)
else: del files[name]
files['data/items/K-1/item.json'] = json.dumps(item).encode()
if how == 'late':  # the checkpoint behind the proofs, as another packer may put it
    files['data/checkpoint.txt'] = files.pop('data/checkpoint.txt')
repack.save(sys.argv[2], top, files)
]])
    shell.write(d.folder .. "/forge.py", script)
    assert(os.execute(("python3 %s %s %s %s"):format(d.folder .. "/forge.py", sources[how] or made, path, how)))
    local out, err, status = shell.run { "bundle", "verify", path, ... }
    return out .. err, status
  end

  setup(function()
    d = desk.new()
    d:run("evidence", "add", "K-1", d:file("proof.txt", "proof\n"), "--as", "o.owner", "--title", "Proof", "--level", "process")
    kept = d:file("kept.txt", d:ask("journal", "checkpoint").checkpoint)
    sources.vague = d.folder .. "/before.zip"
    d:run("bundle", "create", "K-1", "--as", "m.test", "--output", sources.vague) -- an access entry in the middle of the chain
    d:run("case", "correct", "K-1", "2", "--as", "m.test", "--reason", "A slip")
    made = d.folder .. "/made.zip"
    d:run("bundle", "create", "K-1", "--as", "m.test", "--recipient", "Them", "--purpose", "To look", "--consistent-with", kept, "--output", made)
    sources.closed = d.folder .. "/redacted.zip"
    d:run("redaction", "add", d:file("p.json", '{"name":"p","title":"P","withhold":[{"field":"owner","reason":"third party"}]}'), "--as", "m.test")
    d:run("bundle", "create", "K-1", "--as", "m.test", "--profile", "p", "--output", sources.closed)
  end)
  teardown(function() d:remove() end)

  for _, how in ipairs { "honest", "late" } do
    it("is proven when nothing but its packing changed: " .. how, function()
      local said, status = forged(how, "--checkpoint", kept)
      assert.equal(0, status, said)
      says(said, "in order, and none of them is missing")
      says(said, "1 with content that is withheld")
    end)
  end

  for how, sentence in pairs {
    content = "is not the next in the item's chain", access = "is not the next in the item's chain", first = "is not the next in the item's chain",
    swapped = "is not the next in the item's chain", doubled = "is not the next in the item's chain",
    denied = "is not as it was recorded", last = "item.json says that there are", none = "The journal has 0 entries",
    unsaid = "does not say in data/items/K-1/item.json", annotated = "cannot be read", renamed = "is called what its kind is not",
    wide = "holds more values at once than the format allows", early = "comes too early: more lies before the journals",
    spare = "has a line that is no key", unvouched = "has a line that is no key",
    longer = "timeline.csv does not tell the entries of the journal", vague = "does not say what is withheld in the journals",
    closed = "item.json says another state, closed or not,",
    wrapped = "cannot be read", lied = "says another fields than the journal comes to",
  } do
    it("is not proven when forged: " .. how, function()
      local said, status = forged(how)
      assert.equal(1, status, said)
      says(said, sentence)
      assert.is_nil(said:find("none of them is missing", 1, true), said)
    end)
  end

  it("is found out whatever was changed", function()
    local step = os.getenv "WAYMARK_LONG" and 1 or 17
    local program = shell.program:find("^/") and shell.program or "./" .. shell.program
    local said = shell.lines(("python3 tests/helper/spoil.py %s %s %s %s %d 2>&1"):format(program, made, kept, d.folder .. "/spoilt.zip", step))
    assert.truthy(said:find("^%d+ tried, 0 missed\n$"), said)
    assert.truthy(tonumber(said:match("^%d+")) > 50, said)
  end)
end)
