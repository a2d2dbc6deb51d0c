-- Goal: a moderated grade that differs from the self grade needs a reason, and both are kept and shown (DOMAIN 16, 14). Method: as scenario_13.
local board = require "helper.board"

describe("moderation", function()
  local b
  setup(function()
    b = board.new()
    b:run("workflow", "publish", "tests/data/audit-return.lua", "--as", "h.dixon")
    b:run("workflow", "publish", "tests/data/audit-cycle.lua", "--as", "h.dixon")
    b:run("case", "start", "audit-cycle", "--ref", "AC-1", "--as", "h.dixon", "theme=Neglect", "due=2016-09-30", "parties=police,hospitals")
    b:send("AC-1", "open", "h.dixon")
    for ref, lead in pairs { ["AR-2016-001"] = "t.harker", ["AR-2016-002"] = "l.tanaka" } do
      b:send(ref, "submit", lead, "self_grade=good", "immediate_concern=no", "arrangements=Weekly check")
    end
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("to another grade needs a reason", function()
    local said = b:refuse("AR-2016-001", "moderate", "r.steel", "moderated_grade=inadequate")
    assert.truthy(said:find("self grade is the same as moderated grade", 1, true), said)
    assert.is_nil(b:field("AR-2016-001", "moderated_grade"))
    b:send("AR-2016-001", "moderate", "r.steel", "moderated_grade=inadequate", "change_reason=No child was seen alone")
  end)

  it("shows both grades and the reason to the agency", function()
    local shown = b:run("case", "show", "AR-2016-001", "--as", "t.harker")
    for _, line in ipairs { "Self grade%s+good", "Moderated grade%s+inadequate", "Why the grade was changed%s+No child was seen alone" } do
      assert.truthy(shown:find(line), shown)
    end
  end)

  it("to the same grade needs none", function()
    b:send("AR-2016-002", "moderate", "r.steel", "moderated_grade=good")
    assert.equal("good", b:field("AR-2016-002", "moderated_grade"))
  end)

  it("keeps the returns returned, and opens them to the others when the panel says so", function()
    assert.equal("closed", b:state("AC-1"))
    b:send("AC-1", "moderate", "r.steel")
    assert.equal("work.shared", b:state("AR-2016-001"))
    assert.equal("work.shared", b:state("AR-2016-002"))
    assert.equal(100, b:show("AC-1").parties[1].rate)
  end)
end)
