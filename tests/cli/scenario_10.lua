-- Goal: DOMAIN's scenario 10: somebody of an agency sees their own draft and not another agency's, the Business Manager sees both, the young
-- people's group sees neither; after the stage that says so each agency sees what the other found, and nothing of how (P3, R1). Method: two
-- returns of the small workflow tests/data/draft.lua, each question asked as each person.
local shell = require "helper.shell"
local json = require "helper.json"
local folder

local function path() return folder .. "/board" end
local run, ok, fails = require("helper.at_board")(path)

local function refs(as)
  local seen = {}
  for _, row in ipairs(json.read(ok("case", "list", "--as", as, "--json")).rows) do seen[#seen + 1] = row.ref end
  return table.concat(seen, " ")
end

local function fields(ref, as)
  local seen = {}
  for _, field in ipairs(json.read(ok("case", "show", ref, "--as", as, "--json")).fields) do seen[#seen + 1] = field.name end
  table.sort(seen)
  return table.concat(seen, " ")
end

describe("an agency's draft", function()
  before_each(function()
    folder = shell.folder()
    local _, err, status = shell.run { "init", path(), "--seed", "tests/data/sharing.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert(status == 0, err)
    ok("workflow", "publish", "tests/data/draft.lua", "--as", "m.test")
    ok("case", "start", "draft", "--ref", "D-N", "--as", "m.test", "text=Northern question", "agency=north")
    ok("case", "start", "draft", "--ref", "D-S", "--as", "m.test", "text=Southern question", "agency=south")
    ok("case", "send", "D-N", "write", "--as", "l.north", "answer=Northern answer", "doubt=Northern doubt")
    ok("case", "send", "D-S", "write", "--as", "l.south", "answer=Southern answer")
  end)
  after_each(function() shell.remove(folder) end)

  it("is its own and the Business Manager's", function()
    assert.are.equal("D-N", refs("l.north"))
    assert.are.equal("D-S", refs("l.south"))
    assert.are.equal("D-N D-S", refs("m.test"))
    assert.are.equal("", refs("y.young"))
    fails(1, 'There is no item "D-S" on this board', "case", "show", "D-S", "--as", "l.north")
    fails(1, 'There is no item "D-N" on this board', "case", "show", "D-N", "--as", "y.young")
    assert.are.equal("agency answer doubt text", fields("D-N", "l.north"))
    assert.are.equal("agency answer doubt text", fields("D-N", "m.test"))
  end)

  it("is seen by the others once the stage says so, in what was found alone", function()
    ok("case", "send", "D-S", "find", "--as", "l.south", "finding=Southern finding")
    assert.are.equal("D-N", refs("l.north"))
    ok("case", "send", "D-S", "share", "--as", "m.test")
    assert.are.equal("D-N D-S", refs("l.north"))
    assert.are.equal("agency finding text", fields("D-S", "l.north"))
    assert.are.equal("agency answer finding text", fields("D-S", "l.south"))
    assert.are.equal("D-S", refs("l.south")) -- the other draft is no less private for it
    assert.are.equal("", refs("y.young"))
    assert.is_nil(run("case", "show", "D-S", "--as", "l.north", "--json"):find("Southern answer", 1, true))
    ok("case", "send", "D-S", "back", "--as", "m.test")
    assert.are.equal("D-N", refs("l.north"))
    fails(1, 'There is no item "D-S" on this board', "case", "show", "D-S", "--as", "l.north")
  end)
end)
