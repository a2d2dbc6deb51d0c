-- Goal: whoever may read an item reads it, whatever other roles that may read it pass over (P2, R2): a panel from which an agency's people are
-- kept apart takes nothing from that agency's lead and from whoever does the work.
-- Method: tests/data/task.lua, in which the panel's chair, never of the lead agency, may read as well, named before and after the others.
local desk = require "helper.desk"
local shell = require "helper.shell"

describe("a role that passes over an agency", function()
  local d
  before_each(function() d = desk.new { bare = true } end)
  after_each(function() d:remove() end)

  local function publish(readers)
    local source = shell.read("tests/data/task.lua"):gsub("version = 1", "version = 2"):gsub("read = (%b{})", "read = " .. readers, 1)
    d:run("workflow", "publish", d:file("task2.lua", source), "--as", "m.test")
    d:run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=Task", "agency=north", "owner=o.owner")
  end

  local function read_by(person)
    assert.truthy(d:run("case", "show", "K-2", "--as", person):find("Task", 1, true))
    local listed = d:ask("case", "list", "--as", person)
    assert.equal(1, listed.count)
    assert.equal("K-2", listed.rows[1].ref)
  end

  for _, readers in ipairs { '{ "chair", "manager", "lead", "owner" }', '{ "owner", "lead", "manager", "chair" }' } do
    it("takes nothing from its people who may read by another: " .. readers, function()
      publish(readers)
      for _, person in ipairs { "l.north", "o.owner", "m.test", "v.vice" } do read_by(person) end
      d:wrong({ says = { "no item" }, blind = true }, "case", "show", "K-2", "--as", "c.chair")
    end)
  end
end)
