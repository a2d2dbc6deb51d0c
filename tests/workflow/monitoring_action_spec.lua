-- Goal: an action from an audit is overseen by Monitoring and Evaluation: agreed, scrutinised and closed there, by its next meeting; nothing in it speaks
-- of LLIP. Method: the action of an approved audit report, from proposal to closure.
local audit = require "helper.audit"

describe("an action from an audit", function()
  local b
  setup(function()
    b = audit.opened()
    audit.record(b, "AR-2016-001", "t.harker", "good")
    audit.submit(b, "AR-2016-001", "t.harker", "good")
    b:send("AR-2016-001", "moderate", "h.dixon", "--decided-by", "n.farrow", "moderated_grade=good")
    b:run("group", "set", "monitoring", "meetings=2016-10-20, 2017-01-19", "--as", "h.dixon")
    audit.report(b)
    b:send("MA-2016-001", "prepare", "h.dixon", "owner=p.shah", "success_measure=Each child is seen alone", "baseline=4 of 10", "target=10 of 10",
      "plan_priority=1", "impact_due=2017-06-30")
    b:send("MA-2016-001", "accept_lead", "t.harker", "acceptance=By letter")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("knows what it comes from, and is listed there", function()
    assert.same({ "AC-1", "police", "high" }, { b:field("MA-2016-001", "review"), b:field("MA-2016-001", "lead_agency"), b:field("MA-2016-001", "priority") })
    assert.same({ "MA-2016-001" }, b:field("AC-1", "actions"))
  end)

  it("is agreed by the M&E chair, and not by LLIP's", function()
    local minute = { "meeting=M&E October", "minute_ref=5" }
    assert.truthy(b:refuse("MA-2016-001", "agree", "h.dixon", "--decided-by", "r.steel", table.unpack(minute)):find("it is for the M&E chair", 1, true))
    b:send("MA-2016-001", "agree", "h.dixon", "--decided-by", "n.farrow", table.unpack(minute))
  end)

  it("is scrutinised by M&E's next meeting", function()
    b:send("MA-2016-001", "begin", "p.shah")
    b:evidence("MA-2016-001", "p.shah", "process", "Dip sample")
    b:send("MA-2016-001", "submit", "p.shah", "statement=Done")
    b:send("MA-2016-001", "attest", "t.harker", "attestation=Seen")
    b:send("MA-2016-001", "schedule", "h.dixon", "scrutiny_date=2016-10-20")
    local shown = b:run("case", "show", "MA-2016-001", "--as", "h.dixon")
    assert.truthy(shown:find("Under scrutiny at M&E", 1, true) and shown:find("waiting: M&E members, by Thu 20 Oct 2016", 1, true), shown)
    assert.is_nil(shown:find("LLIP", 1, true), shown)
  end)

  it("is accepted and closed there", function()
    b:send("MA-2016-001", "grade_evidence", "n.farrow", "item=1", "grade=sufficient")
    b:send("MA-2016-001", "accept", "h.dixon", "--decided-by", "n.farrow", "meeting=M&E October", "minute_ref=6", "decision_note=Seen", "quorate=yes")
    b:evidence("MA-2016-001", "p.shah", "impact", "Re-audit")
    assert.truthy(b:refuse("MA-2016-001", "submit_impact", "n.farrow", "impact_statement=Better"):find("may not take", 1, true))
    b:send("MA-2016-001", "submit_impact", "p.shah", "impact_statement=Children are seen alone")
    b:send("MA-2016-001", "grade_evidence", "n.farrow", "item=2", "grade=strong")
    b:send("MA-2016-001", "close", "h.dixon", "--decided-by", "n.farrow", "meeting=M&E January", "minute_ref=2", "impact_rating=demonstrated",
      "decision_note=Seen")
    assert.equal("work.awaiting_ratification", b:state("MA-2016-001")) -- high priority
  end)
end)
