-- Goal: output alone never makes a high priority action implemented, and nothing closes without graded proof of impact (scenario 6 of the domain).
-- Method: actions of each priority, brought to scrutiny with one piece of evidence of each level; the same decision is tried on all.

local board = require "helper.board"

local accept = { "meeting=LLIP 2", "minute_ref=3", "quorate=yes", "decision_note=Seen" }
local close = { "meeting=LLIP 3", "minute_ref=4", "impact_rating=demonstrated", "decision_note=Better" }

describe("evidence levels", function()
  local b
  before_each(function() b = board.new() end)
  after_each(function() b:remove() end)

  local function at_scrutiny(priority, level)
    local fields = b:begin_action("RA-1", { priority = priority })
    b:bring_to_scrutiny("RA-1", fields, level)
  end
  local function grade(item, word) b:send("RA-1", "grade_evidence", "h.dixon", "--decided-by", "r.steel", "item:=" .. item, "grade=" .. word) end
  local function decide(how, event, form) return b[how](b, "RA-1", event, "h.dixon", "--decided-by", "r.steel", table.unpack(form)) end

  it("refuses output alone for high priority, however much of it and however well graded", function()
    at_scrutiny("high", "output")
    b:evidence("RA-1", "l.tanaka", "output", "Minutes")
    grade(1, "strong")
    grade(2, "strong")
    local said = decide("refuse", "accept", accept)
    assert.truthy(said:find("for high priority, evidence of process or above is graded sufficient", 1, true), said)
    assert.equal("work.under_scrutiny", b:state("RA-1"))
    assert.is_nil(b:field("RA-1", "implemented_on"))
  end)

  -- With output alone it is implemented where that is allowed; from there no way leads to the end.
  for _, priority in ipairs { "medium", "low" } do
    it("closes nothing of " .. priority .. " priority with output alone", function()
      at_scrutiny(priority, "output")
      grade(1, "strong")
      decide("send", "accept", accept)
      assert.equal("work.implemented", b:state("RA-1"))
      b:evidence("RA-1", "s.reid", "output", "A second policy")
      for _, who in ipairs { "s.reid", "n.farrow" } do
        local said = b:refuse("RA-1", "submit_impact", who, "impact_statement=Better")
        assert.truthy(said:find("evidence of impact or above was added", 1, true), said)
      end
      decide("refuse", "close", close)
      b:refuse("RA-1", "ratify", "h.dixon", "--decided-by", "m.okafor", "meeting=Executive", "minute_ref=1")
      assert.equal("work.implemented", b:state("RA-1"))
      assert.falsy(b:show("RA-1").closed)
    end)
  end

  it("accepts process for high priority, once it is graded", function()
    at_scrutiny("high", "process")
    decide("refuse", "accept", accept)
    grade(1, "insufficient")
    decide("refuse", "accept", accept)
    grade(1, "sufficient")
    decide("send", "accept", accept)
    assert.equal("work.implemented", b:state("RA-1"))
  end)

  it("accepts output for medium priority", function()
    at_scrutiny("medium", "output")
    grade(1, "sufficient")
    decide("send", "accept", accept)
    assert.equal("work.implemented", b:state("RA-1"))
  end)

  it("does not count evidence that was withdrawn", function()
    at_scrutiny("medium", "output")
    grade(1, "sufficient")
    b:send("RA-1", "withdraw_evidence", "s.reid", "item:=1", "reason=Wrong file")
    decide("refuse", "accept", accept)
    local evidence = b:show("RA-1").evidence
    assert.equal(1, #evidence) -- J5: a tombstone stays
    assert.equal("Wrong file", evidence[1].withdrawn)
  end)

  it("closes nothing without impact, of any priority", function()
    at_scrutiny("low", "process")
    grade(1, "strong")
    decide("send", "accept", accept)
    local said = b:refuse("RA-1", "submit_impact", "s.reid", "impact_statement=Better")
    assert.truthy(said:find("impact", 1, true), said)
    b:evidence("RA-1", "s.reid", "impact", "Audit")
    b:send("RA-1", "submit_impact", "s.reid", "impact_statement=Better")
    grade(2, "insufficient")
    said = decide("refuse", "close", close)
    assert.truthy(said:find("evidence of impact or above was added", 1, true), said)
    grade(2, "sufficient")
    decide("send", "close", close)
    assert.equal("work.closed_embedded", b:state("RA-1"))
    assert.equal("blue", b:show("RA-1").rag.colour)
  end)

  it("does not close on limited impact, and asks the Executive for high priority", function()
    at_scrutiny("high", "process")
    grade(1, "strong")
    decide("send", "accept", accept)
    b:evidence("RA-1", "n.farrow", "outcome", "Data trend")
    b:send("RA-1", "submit_impact", "n.farrow", "impact_statement=Better")
    local said = decide("refuse", "close", close)
    assert.truthy(said:find("for high priority, evidence of impact or outcome is graded sufficient", 1, true), said)
    grade(2, "strong")
    local limited = { table.unpack(close) }
    limited[3] = "impact_rating=limited"
    decide("refuse", "close", limited)
    decide("send", "close", close)
    assert.equal("work.awaiting_ratification", b:state("RA-1"))
    b:refuse("RA-1", "ratify", "h.dixon", "--decided-by", "r.steel", "meeting=Executive", "minute_ref=1")
    b:send("RA-1", "ratify", "h.dixon", "--decided-by", "m.okafor", "meeting=Executive", "minute_ref=1")
    assert.equal("work.closed_embedded", b:state("RA-1"))
  end)
end)
