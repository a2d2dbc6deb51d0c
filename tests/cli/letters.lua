-- Goal: an item is found by its reference in small or capital letters, wherever one is typed, and nobody is told by it of what is not theirs (R1). Method: the
-- notes of two agencies, and two whose references differ by their letters alone.
local shell = require "helper.shell"
local desk = require "helper.desk"
local json = require "helper.json"

describe("a reference in other letters", function()
  local d
  setup(function()
    d = desk.new { bare = true }
    d:run("workflow", "publish", "tests/data/link.lua", "--as", "m.test")
    d:run("case", "start", "link", "--as", "m.test", "text=First", "agency=north")
    d:run("case", "start", "link", "--as", "m.test", "text=Second", "agency=south")
    d:run("case", "start", "link", "--as", "m.test", "--ref", "Twin-1", "text=Third", "agency=north")
    d:run("case", "start", "link", "--as", "m.test", "--ref", "TWIN-1", "text=Fourth", "agency=north")
    d:run("case", "start", "link", "--as", "m.test", "--ref", "Half-1", "text=Fifth", "agency=north")
    d:run("case", "start", "link", "--as", "m.test", "--ref", "HALF-1", "text=Sixth", "agency=south")
    d:run("case", "start", "task", "--ref", "K-1", "--as", "m.test", "text=Task", "agency=north", "owner=o.owner")
  end)
  teardown(function() d:remove() end)

  it("finds the item wherever it is typed", function()
    assert.are.equal("N-001", d:ask("case", "show", "n-001", "--as", "l.north").ref)
    assert.are.equal("N-001", d:ask("case", "history", "n-001", "--as", "l.north").ref)
    assert.are.equal("N-001", d:ask("case", "send", "n-001", "note", "text=Again", "--as", "l.north").ref)
    assert.are.equal("K-1", d:ask("hold", "set", "k-1", "--reason", "An inquest", "--as", "m.test").ref)
    assert.are.equal("K-1", d:ask("hold", "lift", "k-1", "--reason", "It is over", "--as", "m.test").ref)
    assert.are.equal(2, d:ask("bundle", "create", "n-001", "k-1", "--as", "m.test", "--output", d.folder .. "/two.zip").items)
    local asked = json.write { { op = "case.show", case = "n-001", as = "l.north" } }:sub(2, -2)
    local out = shell.run({ "batch", "--board", d.path }, { input = asked .. "\n" })
    assert.truthy(out:find('"ref":"N-001"', 1, true), out)
  end)

  it("is done once with a key, in whatever letters it is sent again (E1)", function()
    local words = { "case", "send", "n-001", "note", "text=Keyed", "--key", "letters-1", "--as", "l.north" }
    local first = d:ask(table.unpack(words))
    assert.are.equal(first.revision, d:ask(table.unpack(words)).revision)
    words[3] = "N-001"
    assert.are.equal(first.revision, d:ask(table.unpack(words)).revision)
    words[3], words[5] = "n-001", "text=Other"
    d:wrong({ says = { "used for another request" } }, table.unpack(words))
  end)

  it("adds evidence to it, and plays a simulation's line on it", function()
    local file = d:file("plan.txt", "The plan.")
    assert.are.equal("K-1", d:ask("evidence", "add", "k-1", file, "--title", "Plan", "--level", "output", "--as", "o.owner").ref)
    local script = d:file("script.txt", "2016-09-02 case send n-001 note --as l.north text=Later\n")
    local told = d:run("simulate", "--until", "2016-09-03", "--script", script, "--as", "l.north")
    assert.truthy(told:find("N%-001"), told)
  end)

  it("is taken as it stands where an item is called so, and asked back where several could be meant", function()
    assert.are.equal("Twin-1", d:ask("case", "show", "Twin-1", "--as", "l.north").ref)
    assert.are.equal("TWIN-1", d:ask("case", "show", "TWIN-1", "--as", "l.north").ref)
    d:wrong({ says = { "\"twin-1\"", "TWIN-1 and Twin-1, which differ by capital and small letters alone; say which of them you mean." } },
      "case", "show", "twin-1", "--as", "l.north")
    d:wrong({ says = { "TWIN-1 and Twin-1" } }, "case", "send", "twin-1", "note", "text=x", "--as", "l.north")
  end)

  it("tells nothing of another's item", function()
    assert.are.equal("Half-1", d:ask("case", "show", "half-1", "--as", "l.north").ref)
    assert.are.equal("HALF-1", d:ask("case", "show", "half-1", "--as", "l.south").ref)
    local hidden = d:wrong({ says = { "There is no item \"n-002\" on this board" } }, "case", "show", "n-002", "--as", "l.north")
    local absent = d:wrong({}, "case", "show", "n-009", "--as", "l.north")
    assert.are.equal((hidden:gsub("n%-002", "?")), (absent:gsub("n%-009", "?")))
  end)

  it("says as it did what is not there for another reason", function()
    d:wrong({ says = { "no evidence" } }, "evidence", "get", "n-001", "7", "--as", "l.north")
  end)
end)
