-- Goal: an audit return that says that a child is at risk now cannot be submitted before the day of the referral is recorded, and holds nothing of the case
-- (DOMAIN 16, 13). Method: tests/data/audit-cycle.lua on the Redcar & Cleveland board, as its agencies would type it.
local board = require "helper.board"

describe("an immediate concern", function()
  local b
  setup(function()
    b = board.new()
    b:run("workflow", "publish", "tests/data/audit-return.lua", "--as", "h.dixon")
    b:run("workflow", "publish", "tests/data/audit-cycle.lua", "--as", "h.dixon")
    b:run("case", "start", "audit-cycle", "--ref", "AC-1", "--as", "h.dixon", "theme=Neglect", "due=2016-09-30", "parties=police, hospitals")
    b:send("AC-1", "open", "h.dixon")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("keeps a return from being submitted until the referral's date is given", function()
    local said = b:refuse("AR-2016-001", "submit", "t.harker", "self_grade=good", "immediate_concern=yes", "arrangements=Weekly check")
    assert.truthy(said:find("referred on", 1, true), said)
    assert.same({ "work.draft" }, { b:state("AR-2016-001") })
    b:send("AR-2016-001", "submit", "t.harker", "self_grade=good", "immediate_concern=yes", "arrangements=Weekly check", "referred_on=2016-09-01")
    assert.equal("work.submitted", b:state("AR-2016-001"))
    assert.equal("2016-09-01", b:field("AR-2016-001", "referred_on"))
  end)

  it("does not ask for it where there is none", function()
    b:send("AR-2016-002", "submit", "l.tanaka", "self_grade=good", "immediate_concern=no", "arrangements=Weekly check")
    assert.is_nil(b:field("AR-2016-002", "referred_on"))
  end)

  it("has no place for details of the case", function()
    local said = b:refuse("AR-2016-001", "submit", "t.harker", "case_details=Child A")
    assert.truthy(said:find("not something that can happen", 1, true) or said:find("no field", 1, true), said)
    assert.truthy(b:show("AR-2016-001").notice:find("No child's details", 1, true))
  end)
end)
