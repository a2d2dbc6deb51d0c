-- Goal: whoever filters by a lead that nobody is finds nothing, in a count, a page and a list alike, also among items that have no lead, and the index is
-- not taken for spoilt by it. Method: items of a workflow whose list has no lead, beside one that has.
local shell = require "helper.shell"
local json = require "helper.json"
local stamp = require "helper.stamp"
local folder

local function path() return folder .. "/board" end
local _, ok = require("helper.at_board")(path)

describe("a filter by a lead", function()
  setup(function()
    folder = shell.folder()
    local _, err, status = shell.run { "init", path(), "--seed", "tests/data/sharing.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert(status == 0, err)
    for _, workflow in ipairs { "diary", "progress" } do ok("workflow", "publish", "tests/data/" .. workflow .. ".lua", "--as", "m.test") end
    for i = 1, 3 do ok("case", "start", "diary", "--ref", "D-" .. i, "--as", "m.test", "name=Day " .. i) end
    ok("case", "start", "progress", "--ref", "P-1", "--as", "m.test", "text=Thing", "agency=north", "owner=w.writer", "due=2016-10-12")
    assert.are.equal("4\n", ok("case", "count", "--as", "m.test"))
  end)
  teardown(function() shell.remove(folder) end)

  local function asked(...) return json.read(ok("case", "list", "--json", "--as", "m.test", ...)) end

  it("that nobody is finds nothing and costs no index", function()
    assert.are.equal("0\n", ok("case", "count", "--lead", "zzz", "--as", "m.test"))
    for _, how in ipairs { {}, { "--limit", "2" }, { "--limit", "2", "--after", "D-1" }, { "--after", "D-2" }, { "--mine" } } do
      assert.are.same({ rows = {}, count = 0 }, asked("--lead", "zzz", table.unpack(how)), table.concat(how, " "))
      assert.are.equal("4\n", stamp.sql(path(), "SELECT count(*) FROM index_items"), table.concat(how, " "))
    end
  end)

  it("finds those who have one", function()
    assert.are.equal("1\n", ok("case", "count", "--lead", "north", "--as", "m.test"))
    assert.are.equal("P-1", asked("--lead", "North", "--limit", "2").rows[1].ref)
  end)
end)
