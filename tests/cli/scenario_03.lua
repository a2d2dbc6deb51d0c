-- Goal: scenario 3 of the domain: where the Independent Chair decides on no review, the National Panel is to be told within 14 days, with the
-- notification attached, and that cannot be closed without a reason. Method: tests/data/notified.lua on a fresh board.
local board = require "helper.board"

local ref = "SCR-2016-03"

describe("deciding on no review", function()
  local b
  before_each(function()
    b = board.new("2016-02-10T10:00:00Z")
    b:run("workflow", "publish", "tests/data/notified.lua", "--as", "h.dixon")
    b:run("case", "start", "notified", "--ref", ref, "--as", "h.dixon", "case_ref=" .. ref, "notified=2016-01-31")
  end)
  after_each(function() b:remove() end)

  local function decide() b:send(ref, "decide_none", "h.dixon", "--decided-by", "a.mercer", "decision_reason=The criteria are not met") end
  local function attach() b:evidence(ref, "h.dixon", "output", "Serious incident notification") end

  it("wants the notification to be there", function()
    b:refuse(ref, "decide_none", "a.mercer", "decision_reason=The criteria are not met")
    attach()
    decide()
  end)

  it("makes telling the Panel the Business Manager's task for 14 days, with the notification", function()
    attach()
    decide()
    local item = b:show(ref)
    assert.same({ "To be told to the National Panel" }, item.state_titles)
    assert.equal("Serious incident notification", item.evidence[1].title)
    assert.equal("h.dixon", item.waits[1].people[1].id)
    assert.truthy(item.waits[1]["local"]:find("24 Feb 2016", 1, true), item.waits[1]["local"])
    assert.equal(0, #b:fired("2016-02-24T09:59:00Z"))
    assert.equal("The Panel should have been told", b:fired("2016-02-26T00:00:00Z")[1].what)
  end)

  it("cannot be closed without a reason", function()
    attach()
    decide()
    assert.truthy(b:refuse(ref, "close", "h.dixon"):find("Reason given to the Panel", 1, true))
    b:refuse(ref, "close", "h.dixon", "reason=")
    b:refuse(ref, "close", "h.dixon", "reason=  ")
    assert.equal("panel", b:state(ref))
    b:send(ref, "close", "h.dixon", "reason=No concern about how agencies worked together")
    assert.equal("told", b:state(ref))
  end)
end)
