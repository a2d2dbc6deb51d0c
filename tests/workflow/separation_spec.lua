-- Goal: nobody signs off their own work, and a chair passes over their own agency's (R2, R3; scenario 5 of the domain).
-- Method: an action led by Cleveland Police, whose LLIP chair is a police officer, driven from outside; every refusal must stand in the history.

local board = require "helper.board"

describe("separation of duties", function()
  local b, action

  before_each(function()
    b = board.new()
    action = b:begin_action("RA-1", { lead_agency = "police", owner = "p.shah", priority = "high", due = "2016-11-30" })
    b:evidence("RA-1", "p.shah", "process", "Dip sample")
    b:send("RA-1", "submit", "p.shah", "statement=Done")
  end)
  after_each(function() b:remove() end)

  it("refuses an owner who attests their own action, and says for whom it is", function()
    local said = b:refuse("RA-1", "attest", "p.shah", "attestation=Done")
    assert.truthy(said:find("Agency safeguarding lead", 1, true), said)
    assert.truthy(said:find("Tracey Harker", 1, true), said)
    assert.equal("work.evidence_submitted", b:state("RA-1"))
  end)

  it("records the refusal", function()
    b:refuse("RA-1", "attest", "p.shah", "attestation=Done")
    local history = b:run("case", "history", "RA-1")
    assert.truthy(history:lower():find("refused", 1, true), history)
  end)

  it("refuses a safeguarding lead who is the owner too", function()
    b:send("RA-1", "reassign_owner", "h.dixon", "owner=t.harker", "reassign_reason=Leaver")
    local said = b:refuse("RA-1", "attest", "t.harker", "attestation=Done")
    assert.truthy(said:find("not the owner", 1, true), said)
  end)

  it("refuses whoever claimed it complete, also after the owner changed", function()
    b:send("RA-1", "return_to_owner", "t.harker", "reason=Look again")
    b:send("RA-1", "reassign_owner", "h.dixon", "owner=t.harker", "reassign_reason=Leave")
    b:send("RA-1", "submit", "t.harker", "statement=Done")
    b:send("RA-1", "reassign_owner", "h.dixon", "owner=p.shah", "reassign_reason=Back")
    local said = b:refuse("RA-1", "attest", "t.harker", "attestation=Done")
    assert.truthy(said:find("did not claim it complete", 1, true), said)
  end)

  it("passes over a chair from the lead agency and names the vice-chair", function()
    b:send("RA-1", "attest", "t.harker", "attestation=Seen")
    b:send("RA-1", "schedule", "h.dixon", "scrutiny_date=2016-12-06")
    b:send("RA-1", "grade_evidence", "h.dixon", "--decided-by", "a.novak", "item:=1", "grade=sufficient")
    local form = { "meeting=LLIP 2", "minute_ref=3", "quorate=yes", "decision_note=Seen" }
    local said = b:refuse("RA-1", "accept", "h.dixon", "--decided-by", "r.steel", table.unpack(form))
    assert.truthy(said:find("Cleveland Police", 1, true), said)
    assert.truthy(said:find("Anna Novak", 1, true), said)
    b:send("RA-1", "accept", "h.dixon", "--decided-by", "a.novak", table.unpack(form))
    assert.equal("work.implemented", b:state("RA-1"))
  end)

  it("lets nobody but the Business Manager record the chair's decision", function()
    b:send("RA-1", "attest", "t.harker", "attestation=Seen")
    b:send("RA-1", "schedule", "h.dixon", "scrutiny_date=2016-12-06")
    b:refuse("RA-1", "challenge", "p.shah", "--decided-by", "a.novak", "meeting=LLIP 2", "minute_ref=3", "missing=All", "response_due=2016-12-20")
    assert.equal("work.under_scrutiny", b:state("RA-1"))
  end)

  it("shows an action to nobody who has no part in it (R1)", function()
    local said = b:refused("case", "show", "RA-1", "--as", "q.ashby")
    assert.truthy(said:find('no item "RA-1"', 1, true), said)
    assert.equal("p.shah", action.owner)
  end)
end)
