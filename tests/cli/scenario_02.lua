-- Goal: scenario 2 of the domain: an incident that was notified on 31 January 2016 is to be decided by 29 February 2016; a member of LLIP cannot
-- record the decision, neither as their own nor as the chair's, and the Independent Chair can. Method: tests/data/notified.lua on a fresh board.
local board = require "helper.board"

describe("the decision on a notified incident", function()
  local b
  before_each(function()
    b = board.new("2016-02-01T09:00:00Z")
    b:run("workflow", "publish", "tests/data/notified.lua", "--as", "h.dixon")
    b:run("case", "start", "notified", "--ref", "SCR-2016-02", "--as", "h.dixon", "case_ref=SCR-2016-02", "notified=2016-01-31")
  end)
  after_each(function() b:remove() end)

  it("is due on 29 February, and says how that comes", function()
    local due = b:show("SCR-2016-02").due[1]
    assert.equal("Mon 29 Feb 2016 23:59", due["local"])
    assert.truthy(b:run("case", "deadline", "SCR-2016-02", "turn"):find("29 Feb 2016", 1, true))
  end)

  it("is told of once nobody decided, and not before", function()
    assert.equal(0, #b:fired("2016-02-29T23:58:00Z"))
    assert.equal("The decision was due", b:fired("2016-03-01T00:00:00Z")[1].what)
  end)

  it("cannot be recorded by a member of LLIP", function()
    local reasons = "decision_reason=The criteria are met"
    for _, member in ipairs { "j.bell", "r.steel" } do
      assert.truthy(b:refuse("SCR-2016-02", "decide_review", member, reasons):find("Independent Chair", 1, true))
      b:refuse("SCR-2016-02", "decide_review", member, "--decided-by", "a.mercer", reasons)
    end
    b:refuse("SCR-2016-02", "decide_review", "h.dixon", "--decided-by", "r.steel", reasons)
    assert.equal("notified", b:state("SCR-2016-02"))
  end)

  it("can be recorded by the Independent Chair", function()
    b:send("SCR-2016-02", "recommend", "j.bell", "recommendation=A review")
    b:send("SCR-2016-02", "decide_review", "a.mercer", "decision_reason=The criteria are met")
    assert.equal("review", b:state("SCR-2016-02"))
  end)
end)
