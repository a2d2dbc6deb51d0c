-- Goal: `report overdue` says before whom a lateness was brought in workflows that count no levels of their own, as those of plain form do not.
-- Method: a small workflow in plain form, whose rows of `if_late` come one after the other on a manual clock.
local board = require "helper.board"
local report = require "helper.report"
local shell = require "helper.shell"

local source = [[
return workflow {
  name = "probe", title = "Probe", noun = "probe", version = 1, ref = "PB-{year}-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "LLIP chair", post = "llip_chair" },
  },
  start = { by = "manager", must_give = { "text", "found_on" } },
  fields = { text = { type = "text" }, found_on = { type = "date", label = "Found on" } },
  step "found" {
    holder = "manager", due = "10 working days after found_on",
    if_late = {
      { "5 working days before due", tell = "chair" },
      { "1 working day after due", tell = "manager" },
      { "10 working days after due", tell = { "manager", "chair" } },
    },
    choices = { { "Look at it again", by = "manager", go_to = "again" } },
  },
  step "again" { holder = "manager", due = "10 working days after asked", if_late = { { "1 working day after due", tell = "chair" } },
    choices = { { "Close it", by = "manager", go_to = "closed" } } },
  step "closed" { closed = true },
}
]]

describe("whom a lateness was brought before", function()
  local b
  setup(function()
    b = board.new "2016-09-05T09:00:00Z"
    b:run("workflow", "publish", shell.write(b.folder .. "/probe.lua", source), "--as", "h.dixon")
    b:run("case", "start", "probe", "--ref", "P-1", "--as", "h.dixon", "text=Phones", "found_on=2016-09-05")
  end)
  teardown(function() b:remove() end)

  local function groups()
    local names = {}
    for _, row in ipairs(report.read(b, "overdue", "--by", "rung")["How much is late"]) do names[#names + 1] = row.name end
    return table.concat(names, ", ")
  end

  it("is nobody while the holder alone was reminded", function()
    b:run("run-due", "--as", "h.dixon", "--now", "2016-09-22T09:00:00Z")
    assert.are.equal("Not escalated, All", groups())
  end)

  it("is whoever else the last row told", function()
    b:run("run-due", "--as", "h.dixon", "--now", "2016-10-10T09:00:00Z")
    assert.are.equal("LLIP chair, All", groups())
    assert.are.equal("LLIP chair", report.read(b, "overdue")["Everything that is late, the longest first"][1].escalated)
    assert.are.same({ "LLIP chair" }, b:show("P-1").waits[1].told)
  end)

  it("is forgotten when the step is left", function()
    b:send("P-1", "look_at_it_again", "h.dixon")
    assert.is_nil(b:show("P-1").waits[1].told)
  end)
end)
