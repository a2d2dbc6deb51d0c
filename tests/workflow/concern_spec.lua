-- Goal: a return on which a child is said to be at risk now cannot be handed in before the referral's date is given, and says what to do first;
-- nothing of the concern is kept. Method: a small return of the test's own that takes lib/concern.lua in two lines.

local board = require "helper.board"

local workflow = [[
local concern = use "concern"
return {
  name = "case-return", title = "Case return", noun = "return", version = 1, ref = "CR-{number}", notice = concern.notice,
  roles = { auditor = { title = "Auditor", person_in = "auditor" }, manager = { title = "Business Manager", post = "business_manager" } },
  start = { by = "manager", form = { "text", "auditor" } },
  fields = concern.fields {
    text = { type = "text", label = "Case" }, auditor = { type = "person", label = "Auditor" }, grade = { type = "whole", label = "Grade" },
  },
  list = { title = "text" },
  states = {
    open = { title = "Open", holder = "auditor", on = {
      submit = concern.asked { target = "submitted", label = "Hand it in", by = "auditor", form = { "grade" }, guard = at_least(1, "grade") },
    } },
    submitted = { title = "Handed in", type = "final" },
  },
}
]]

describe("an immediate concern", function()
  local b
  before_each(function()
    b = board.new()
    local path = b.path .. "/workflows/case-return.lua"
    local file = assert(io.open(path, "w"))
    file:write(workflow)
    file:close()
    b:run("workflow", "publish", path, "--as", "h.dixon")
    b:run("case", "start", "case-return", "--ref", "CR-1", "--as", "h.dixon", "text=Audit case 4", "auditor=p.shah")
  end)
  after_each(function() b:remove() end)

  local function refused(...)
    local said = b:refuse("CR-1", "submit", "p.shah", "grade=2", ...):gsub("%s+", " ")
    assert.equal("open", b:state("CR-1"))
    return said
  end

  it("is asked of every return", function()
    assert.truthy(refused():find("still needs: Is a child at risk now? (immediate_concern)", 1, true))
  end)

  it("lets the return in when there is none", function()
    b:send("CR-1", "submit", "p.shah", "grade=2", "immediate_concern=no")
    assert.equal("submitted", b:state("CR-1"))
  end)

  it("blocks the return and says what to do now", function()
    local said = refused("immediate_concern=yes")
    assert.truthy(said:find("refer first: ring children's social care or the police", 1, true), said)
    assert.truthy(said:find("referred_on=DATE", 1, true), said)
  end)

  it("still blocks it with half of the referral, or with one that is yet to be made", function()
    refused("immediate_concern=yes", "referred_on=2016-09-01")
    refused("immediate_concern=yes", "referred_to=police")
    refused("immediate_concern=yes", "referred_on=2016-09-02", "referred_to=police")
  end)

  it("lets it in once the date and the service are given, and keeps nothing else of it", function()
    b:send("CR-1", "submit", "p.shah", "grade=2", "immediate_concern=yes", "referred_on=2016-09-01", "referred_to=childrens_social_care")
    assert.equal("submitted", b:state("CR-1"))
    local kept = {}
    for _, field in ipairs(b:show("CR-1").fields) do if field.value ~= nil then kept[field.name] = field.value end end
    assert.same({
      text = "Audit case 4", auditor = "p.shah", grade = 2, immediate_concern = true, referred_on = "2016-09-01", referred_to = "childrens_social_care",
    }, kept)
  end)

  it("has no room for what the concern is", function()
    local said = refused("immediate_concern=yes", "referred_on=2016-09-01", "referred_to=the duty social worker, about bruises")
    assert.truthy(said:find("referred_to", 1, true) or said:find("Referred to", 1, true), said)
  end)

  it("keeps what the return needs besides", function()
    b:refuse("CR-1", "submit", "p.shah", "grade=0", "immediate_concern=no")
    assert.equal("open", b:state("CR-1"))
  end)

  it("is said above every page of it", function()
    assert.truthy(b:run("case", "show", "CR-1"):gsub("%s+", " "):find("nothing that is written here reaches them", 1, true))
  end)
end)
