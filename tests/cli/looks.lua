-- Goal: who looked at what of an item is on record before they see it, once for what is one look, and nowhere that tells outsiders of it (J3; DPA
-- 2018 s.62). Method: people look at items of a small board; sqlite3 reads the entries behind the program's back.
local shell = require "helper.shell"
local json = require "helper.json"
local folder

local function path() return folder .. "/board" end
local run, ok, fails = require("helper.at_board")(path)
local function ask(...) return json.read(ok(...)) end

-- What is on record, a line a look: "who what".
local function looks()
  local text = "SELECT parts FROM entries JOIN payloads USING (sequence) WHERE kind = 20 ORDER BY sequence"
  local pipe = assert(io.popen(("sqlite3 -readonly %s %s"):format(shell.quote(path() .. "/waymark.db"), shell.quote(text))))
  local lines = {}
  for line in pipe:lines() do
    local event = json.read(line)[1].value
    lines[#lines + 1] = event.actor .. " " .. (event.data.what or event.name)
  end
  pipe:close()
  return table.concat(lines, ", ")
end
local function entries() return ask("status", "--json").entries end

local function make()
  folder = shell.folder()
  local _, err, status = shell.run { "init", path(), "--seed", "tests/data/sharing.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
  assert(status == 0, err)
  ok("workflow", "publish", "tests/data/draft.lua", "--as", "m.test")
  ok("case", "start", "draft", "--ref", "D-1", "--as", "m.test", "text=Question", "agency=north", "writer=w.writer")
  ok("case", "start", "draft", "--ref", "D-2", "--as", "m.test", "text=Another", "agency=south")
end

describe("a look at an item", function()
  before_each(make)
  after_each(function() shell.remove(folder) end)

  it("is recorded for each thing that shows content", function()
    ok("case", "show", "D-1", "--as", "l.north")
    ok("case", "history", "D-1", "--as", "l.north")
    ok("case", "deadline", "D-1", "--as", "l.north")
    ok("evidence", "list", "D-1", "--as", "l.north")
    ok("case", "explain", "D-1", "write", "--as", "l.north")
    ok("case", "forecast", "D-1", "--as", "l.north")
    assert.are.equal("l.north the item, l.north the history, l.north the deadlines, l.north the list of evidence, l.north what a move needs, "
      .. "l.north what is to come", looks())
    ok("journal", "verify")
  end)

  it("is one entry for what the same person looks at again within a quarter of an hour", function()
    for _ = 1, 3 do ok("case", "show", "D-1", "--as", "l.north") end
    ok("case", "show", "D-1", "--as", "l.north", "--now", "2016-09-01T09:14:59Z")
    assert.are.equal("l.north the item", looks())
    ok("case", "show", "D-1", "--as", "w.writer")
    ok("case", "show", "D-2", "--as", "m.test")
    assert.are.equal("l.north the item, w.writer the item, m.test the item", looks())
    ok("case", "show", "D-1", "--as", "l.north", "--now", "2016-09-01T09:15:00Z")
    assert.are.equal("l.north the item, w.writer the item, m.test the item, l.north the item", looks())
    ok("setting", "set", "access_again", "60", "--as", "m.test", "--reason", "Long meetings")
    ok("case", "show", "D-1", "--as", "l.north", "--now", "2016-09-01T10:14:00Z")
    ok("case", "show", "D-1", "--as", "l.north", "--now", "2016-09-01T10:15:00Z")
    assert.are.equal("l.north the item, w.writer the item, m.test the item, l.north the item, l.north the item", looks())
  end)

  it("is one entry for many at once, in one program as well", function()
    local asked = ('{"op":"case.show","case":"D-1","as":"l.north"}\n'):rep(5) .. '{"op":"case.show","case":"D-2","as":"l.south"}\n'
    local file = shell.write(folder .. "/asked", asked)
    assert(os.execute(("%s batch --board %s < %s > /dev/null"):format(shell.quote(os.getenv "WAYMARK"), shell.quote(path()), shell.quote(file))))
    assert.are.equal("l.north the item, l.south the item", looks())
  end)

  it("is no list, no search and no refused try", function()
    local had = entries()
    ok("case", "list", "--as", "l.north")
    ok("case", "list", "--text", "Question", "--as", "m.test")
    ok("todo", "--as", "l.north")
    ok("case", "count", "--as", "l.north")
    fails(1, "There is no item", "case", "show", "D-2", "--as", "l.north")
    fails(1, "may not read the history", "case", "history", "D-1", "--as", "w.writer")
    assert.are.equal(had, entries())
  end)

  it("is a look at the past too", function()
    ok("case", "show", "D-1", "--as", "l.north", "--as-at", "2016-09-01")
    assert.are.equal("l.north the item", looks())
  end)

  it("leaves the item's revision, history and bundles as they are", function()
    local before, history = ask("case", "show", "D-1", "--json"), ok("case", "history", "D-1")
    ok("bundle", "create", "D-1", "--as", "m.test", "--output", folder .. "/a.zip")
    for _, who in ipairs { "l.north", "w.writer" } do ok("case", "show", "D-1", "--as", who) end
    ok("bundle", "create", "D-1", "--as", "m.test", "--output", folder .. "/b.zip")
    assert.are.equal(before.revision, ask("case", "show", "D-1", "--json").revision)
    assert.are.equal(history, (ok("case", "history", "D-1"):gsub("[^\n]*bundle made[^\n]*\n", "")))
    assert.are.equal(shell.read(folder .. "/a.zip"), shell.read(folder .. "/b.zip"))
    ok("rebuild")
    ok("journal", "verify")
  end)

  it("is not recorded where the board says so, and by nothing else that it says", function()
    fails(1, 'must be "on" or "off"', "setting", "set", "journal_reads", "no", "--as", "m.test", "--reason", "r")
    ok("setting", "set", "journal_reads", "off", "--as", "m.test", "--reason", "A training board")
    ok("case", "show", "D-1", "--as", "l.north")
    assert.are.equal("", looks())
    ok("setting", "set", "journal_reads", "on", "--as", "m.test", "--reason", "Training is over")
    ok("case", "show", "D-1", "--as", "l.north")
    assert.are.equal("l.north the item", looks())
  end)

  it("is shown nothing where it cannot be recorded, but in an older copy, which is for reading", function()
    assert(os.execute(("cp -a %s %s/old"):format(shell.quote(path()), shell.quote(folder))))
    ok("case", "show", "D-2", "--as", "m.test")
    assert(os.execute(("cp %s/highwater %s/old/highwater"):format(shell.quote(path()), shell.quote(folder))))
    local out = shell.run({ "case", "show", "D-1", "--as", "l.north", "--board", folder .. "/old" })
    assert.truthy(out:find("Question", 1, true), out)
    -- a store that takes no entry
    require("helper.stamp").sql(path(), "CREATE TRIGGER no_more BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'no more'); END")
    local shown, why, status = run("case", "show", "D-1", "--as", "l.north")
    assert.are.equal("", shown)
    assert.are_not.equal(0, status)
    assert.truthy(why:gsub("%s+", " "):find("Nothing of D-1 is shown, since it could not be put on record that you looked at it", 1, true), why)
    ok("case", "list", "--as", "l.north")
    fails(1, "could not be put on record that you looked at it", "case", "show", "D-1", "--as", "m.test") -- a disk that is full would be another thing
  end)
end)
