-- Goal: `waymark evidence get` gives out what was added or nothing, to who may see it, after it is on record (J3, J5); `waymark access list` tells
-- the office who did what, in the six words of the law, and nobody else (DPA 2018 s.62; DOMAIN 13). Method: a small board, with and without a
-- server; files are spoilt behind the program's back.
local shell = require "helper.shell"
local json = require "helper.json"
local folder

local function path() return folder .. "/board" end
local run, ok, fails = require("helper.at_board")(path)
local function ask(...) return json.read(ok(...)) end
local function get(as, number, to) return "evidence", "get", "D-1", tostring(number), "--output", folder .. "/" .. to, "--as", as end
local function is_there(name)
  local file = io.open(folder .. "/" .. name)
  if file then file:close() end
  return file ~= nil
end
-- "who did what", a line each; of the board's own making nothing.
local function told(...)
  local lines = {}
  for _, row in ipairs(ask("access", "list", "--json", ...).rows) do
    if row.ref then lines[#lines + 1] = row.person .. " " .. row.did .. " " .. row.ref .. ": " .. row.what end
  end
  return table.concat(lines, "\n")
end

local function make(how)
  folder = shell.folder()
  local words = { "init", path(), "--seed", "tests/data/sharing.lua" }
  if not (how and how.real) then table.move({ "--manual-clock", "--now", "2016-09-01T09:00:00Z" }, 1, 3, 5, words) end
  local _, err, status = shell.run(words)
  assert(status == 0, err)
  ok("workflow", "publish", "tests/data/draft.lua", "--as", "m.test")
  ok("case", "start", "draft", "--ref", "D-1", "--as", "m.test", "text=Question", "agency=north", "writer=w.writer")
  shell.write(folder .. "/proof.txt", ("paper\n"):rep(20000))
  ok("evidence", "add", "D-1", folder .. "/proof.txt", "--as", "l.north", "--level", "process", "--title", "Proof")
end

describe("evidence get", function()
  before_each(function() make() end)
  after_each(function() shell.remove(folder) end)

  it("gives a copy of what was added, and puts that on record", function()
    local said = ok(get("l.north", 1, "copy"))
    assert.truthy(said:gsub("%s+", " "):find("120000 bytes, as it was added", 1, true), said)
    assert.are.equal(shell.read(folder .. "/proof.txt"), shell.read(folder .. "/copy"))
    assert.truthy(told("--person", "l.north", "--as", "m.test"):find("l.north consulted D-1: evidence item 1", 1, true))
    local _, err, status = shell.run({ "evidence", "get", "D-1", "1", "--as", "m.test" }, { env = "WAYMARK_BOARD=" .. shell.quote(path()), inside = folder })
    assert.are.equal(1, status, err) -- its own name is taken here
    assert.truthy(err:find('"proof.txt" exists already', 1, true), err)
    assert.are.equal("", shell.lines(("ls %s | grep part || true"):format(shell.quote(folder))))
  end)

  it("replaces nothing", function()
    shell.write(folder .. "/copy", "mine")
    fails(1, "exists already and is not replaced", get("l.north", 1, "copy"))
    assert.are.equal("mine", shell.read(folder .. "/copy"))
  end)

  it("gives nothing that is not what was added, or is gone", function()
    fails(1, "D-1 has no evidence item 2", get("l.north", 2, "copy"))
    fails(2, '"x" is no number of a piece of evidence', get("l.north", "x", "copy"))
    local spoil = "cd %s && chmod u+w evidence/*/* && printf X | dd of=$(ls -d evidence/??/*) conv=notrunc bs=1 seek=700 2>/dev/null"
    assert(os.execute(spoil:format(shell.quote(path()))))
    local _, why, status = run(get("l.north", 1, "copy"))
    assert.are_not.equal(0, status)
    assert.truthy(why:gsub("%s+", " "):find("does not hold the bytes that were added", 1, true), why)
    assert.is_false(is_there "copy")
    local request = ok("erase", "ask", "D-1", "--evidence", "1", "--as", "m.test", "--reason", "it must go", "--json")
    ok("people", "set", "a.other", "name=Ann Other", "--as", "m.test")
    ok("post", "set", "administrator", "title=Administrator", "holder=a.other", "--as", "m.test")
    ok("erase", "confirm", json.read(request).request, "--as", "a.other")
    fails(1, "Evidence item 1 of D-1 was erased", get("l.north", 1, "copy"))
    assert.is_false(is_there "copy")
  end)

  it("is for who sees the evidence", function()
    fails(1, "Wim Writer may not see the evidence of D-1", get("w.writer", 1, "copy"))
    fails(1, 'There is no item "D-1"', get("y.young", 1, "copy"))
    assert.is_false(is_there "copy")
    ok("case", "share", "D-1", "--with", "person:y.young", "--what", "evidence", "--as", "m.test", "--reason", "r")
    ok(get("y.young", 1, "copy"))
  end)
end)

describe("a server", function()
  local server
  setup(function()
    make { real = true }
    local command = "WAYMARK_BOARD=%s %s serve %s >/dev/null 2>&1 & echo $!"
    server = shell.lines(command:format(shell.quote(path()), shell.quote(shell.program), shell.quote(path()))):match "%d+"
    for _ = 1, 100 do
      if os.execute(("test -S %s/socket"):format(shell.quote(path()))) then break end
      os.execute "sleep 0.1"
    end
  end)
  teardown(function()
    os.execute("kill " .. server)
    shell.remove(folder)
  end)

  it("writes the copy into the file that came with the request, and records looks", function()
    ok(get("l.north", 1, "copy"))
    assert.are.equal(shell.read(folder .. "/proof.txt"), shell.read(folder .. "/copy"))
    for _ = 1, 3 do ok("case", "show", "D-1", "--as", "l.north") end
    local lines = told("D-1", "--person", "l.north", "--as", "m.test")
    assert.truthy(lines:find("l.north consulted D-1: evidence item 1\nl.north consulted D-1: the item", 1, true), lines)
    assert.are.equal(1, select(2, lines:gsub("the item", "")))
  end)
end)

describe("access list", function()
  before_each(function()
    make()
    ok("post", "set", "data_protection_officer", "title=Data protection officer", "holder=e.exec", "--as", "m.test")
  end)
  after_each(function() shell.remove(folder) end)

  it("says who did what, in six words", function()
    ok("case", "show", "D-1", "--as", "w.writer", "--now", "2016-09-02T09:00:00Z")
    ok("case", "send", "D-1", "write", "--as", "l.north", "answer=Antwortwort")
    ok("bundle", "create", "D-1", "--as", "m.test", "--recipient", "Ofsted", "--purpose", "Inspection", "--output", folder .. "/b.zip")
    ok("case", "start", "draft", "--ref", "D-2", "--as", "m.test", "text=Another", "agency=north")
    ok("bundle", "create", "D-1", "D-2", "--as", "m.test", "--output", folder .. "/c.zip")
    run("case", "open", "D-1", "--break-glass", "I am curious", "--as", "l.south")
    run("case", "open", "D-7", "--break-glass", "I am curious", "--as", "l.south")
    local lines = told("D-1", "--as", "m.test")
    assert.are.equal(table.concat({
      "m.test collected D-1: started", "l.north collected D-1: event taken: add_evidence", "w.writer consulted D-1: the item",
      "l.north altered D-1: event taken: write", "m.test disclosed D-1: a bundle was made of it for Ofsted: Inspection",
      "m.test combined D-1: a bundle was made of it", "l.south consulted D-1: tried to break the glass, and may not: I am curious",
    }, "\n"), lines)
    assert.truthy(told("--as", "m.test"):find("l.south consulted D-7: tried to break the glass", 1, true))
    assert.are.equal("w.writer consulted D-1: the item", told("--person", "w.writer", "--as", "m.test"))
    assert.are.equal("", told("--person", "w.writer", "--to", "2016-09-01", "--as", "m.test"))
    assert.are.equal("w.writer consulted D-1: the item", told("--person", "w.writer", "--from", "2016-09-02", "--to", "2016-09-02", "--as", "m.test"))
    assert.is_nil(lines:find("Antwortwort", 1, true)) -- nothing of what it holds
  end)

  it("is for the office, and for who sees to data protection", function()
    fails(1, "Lena North may not see who looked at what", "access", "list", "D-1", "--as", "l.north")
    ok("case", "show", "D-1", "--as", "w.writer")
    assert.truthy(told("D-1", "--as", "e.exec"):find("w.writer consulted", 1, true))
    ok("setting", "set", "access_readers", "executive", "--as", "m.test", "--reason", "the board's decision of May")
    ok("post", "set", "executive", "holder=l.north", "--as", "m.test")
    told("--as", "l.north")
    fails(1, "Eve Exec may not see who looked at what", "access", "list", "--as", "e.exec") -- the other posts are no longer among them
    ok("setting", "set", "access_readers", "--as", "m.test", "--reason", "as usual")
    ok("people", "absent", "e.exec", "--as", "e.exec", "--reason", "leave")
    told("--as", "e.exec") -- being away takes nothing of reading
    fails(1, 'There is no item "D-9"', "access", "list", "D-9", "--as", "m.test")
    fails(1, 'Nobody on this board is called "n.one"', "access", "list", "--person", "n.one", "--as", "m.test")
  end)

  it("goes into a spreadsheet, and is whole there", function()
    local asked = ('{"op":"case.show","case":"D-1","as":"%s"}\n'):rep(2):format("w.writer", "l.north")
    local requests = {}
    for i = 1, 12 do requests[i] = asked:gsub('"op"', ('"now":"2016-09-%02dT10:00:00Z","op"'):format(i + 1)) end
    local _, err, status = shell.run({ "batch", "--board", path() }, { input = table.concat(requests) })
    assert.are.equal(0, status, err)
    local csv = ok("access", "list", "D-1", "--csv", "--as", "m.test")
    assert.are.equal('"at","did","person","name","ref","what"\r', csv:match "^[^\n]*")
    assert.are.equal(24, select(2, csv:gsub('"consulted","[%w.]+","[%w ]+","D%-1","the item"', "")))
  end)
end)
