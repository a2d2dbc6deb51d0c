-- Goal: no reference that somebody types tells whether another's item is there (R1). Method: notes of two agencies; the lead of one names items of the
-- other's and items that there are not, in every question that takes one, and the answers are compared to the byte.
local shell = require "helper.shell"
local desk = require "helper.desk"

describe("a reference", function()
  local d
  setup(function()
    d = desk.new { bare = true }
    d:run("workflow", "publish", "tests/data/link.lua", "--as", "m.test")
    d:run("case", "start", "link", "--as", "m.test", "text=First", "agency=north")
    d:run("case", "start", "link", "--as", "m.test", "text=Second", "agency=south")
    d:run("case", "start", "link", "--as", "m.test", "text=Third", "agency=north")
  end)
  teardown(function() d:remove() end)

  local function told(...)
    local words = { ... }
    words[#words + 1], words[#words + 2] = "--board", d.path
    local out, err, status = shell.run(words)
    return out .. err .. status
  end

  -- The same of N-002, which is south's, and of N-009, which there is not; what is said.
  local function same(how)
    local hidden, absent = how "N-002", how "N-009"
    assert.are.equal(hidden:gsub("N%-002", "N-?"), absent:gsub("N%-009", "N-?"))
    return hidden
  end

  it("in a field is the engine's to set, and a try tells nothing of what there is", function()
    local said = same(function(ref) return told("case", "send", "N-001", "note", "text=x", "about=" .. ref, "--as", "l.north") end)
    assert.truthy(said:find("About (about) is set where another item opens this one, and never typed in; leave it out.", 1, true), said)
    assert.truthy(said:find "1$")
    same(function(ref) return told("case", "explain", "N-001", "note", "about=" .. ref, "--as", "l.north") end)
    same(function(ref) return told("case", "deadline", "N-001", "--what-if", "about=" .. ref, "--as", "l.north") end)
    same(function(ref) return told("case", "start", "link", "text=New", "agency=north", "about=" .. ref, "--as", "l.north") end)
    same(function(ref) return told("case", "correct", "N-001", "--entry", "1", "--as", "l.north", "--reason", "x", "about=" .. ref) end)
  end)

  it("of a new item is the office's to choose, and the board's to give to anybody else", function()
    local function start(ref) return told("case", "start", "link", "--ref", ref, "text=New", "agency=north", "--as", "l.north") end
    local said = same(start)
    assert.truthy(said:find("Lena North may start a note, but not choose its reference: that is for the Business Manager's office.", 1, true), said)
    assert.truthy(d:run("case", "start", "link", "text=New", "agency=north", "--as", "l.north"):find("N-004", 1, true))
    assert.are.equal(start "N-002", (start "N-001":gsub("N%-001", "N-002")))
    d:wrong({ says = { "N-001 cannot be used as a reference on this board; choose another." } },
      "case", "start", "link", "--ref", "N-001", "text=New", "agency=north", "--as", "m.test")
  end)
end)
