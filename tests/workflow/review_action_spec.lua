-- Goal: the rest of what a review's action does: the SMART gate, challenge and answer, pausing, merging, refusing, the owner's own colour (R3, T6).
-- Method: each from outside, on a fresh board.

local board = require "helper.board"

describe("a review's action", function()
  local b
  before_each(function() b = board.new() end)
  after_each(function() b:remove() end)

  it("is agreed only when it is SMART, in full for high priority, and says all that is missing", function()
    b:run("case", "start", "review-action", "--ref", "RA-9", "--as", "h.dixon", "text=Train staff", "lead_agency=hospitals", "recommendations=R1",
      "priority=high")
    local said = b:refuse("RA-9", "agree", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 1", "minute_ref=1")
    for _, words in ipairs { "accepted it in writing", "business plan" } do assert.truthy(said:find(words, 1, true), words .. "\n" .. said) end
    local warnings = table.concat(b:show("RA-9").warnings, "\n")
    for _, words in ipairs { "No due date yet", "No success measure yet", "No baseline yet", "No target yet", "No owner yet", "No impact review date yet" } do
      assert.truthy(warnings:find(words, 1, true), words)
    end
    assert.equal("work.proposed", b:state("RA-9"))
  end)

  it("asks less of other priorities: an owner, a date and a measure, evidence that need not be graded, and impact always", function()
    b:run("case", "start", "review-action", "--ref", "RA-9", "--as", "h.dixon", "text=Train staff", "lead_agency=hospitals", "recommendations=R1",
      "priority=low", "owner=s.reid", "due=2016-12-22", "success_measure=Trained")
    b:send("RA-9", "agree", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 1", "minute_ref=1")
    b:send("RA-9", "begin", "s.reid")
    b:bring_to_scrutiny("RA-9", { owner = "s.reid", lead_agency = "hospitals" }, "output")
    b:send("RA-9", "accept", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 2", "minute_ref=1", "quorate=yes", "decision_note=Seen")
    b:refuse("RA-9", "submit_impact", "s.reid", "impact_statement=Better")
    b:evidence("RA-9", "s.reid", "impact", "Audit")
    b:send("RA-9", "submit_impact", "s.reid", "impact_statement=Better")
    b:send("RA-9", "close", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 3", "minute_ref=1", "impact_rating=demonstrated", "decision_note=Better")
    assert.equal("work.closed_embedded", b:state("RA-9"))
    for _, one in ipairs(b:fired("2018-03-01T09:00:00Z")) do assert.equal(0, #one.told, one.what) end -- nobody is asked whether it lasts
  end)

  it("serves several recommendations and indicators, also ones that come later", function()
    b:begin_action("RA-2", { plan_indicator = "1.5" })
    b:refuse("RA-2", "also_serves", "h.dixon")
    b:send("RA-2", "also_serves", "h.dixon", "also_recommendation=SCR-2016-03 R2")
    b:send("RA-2", "also_serves", "l.tanaka", "also_indicator=5.4")
    assert.same({ "R1", "SCR-2016-03 R2" }, b:field("RA-2", "recommendations"))
    assert.same({ "1.5", "5.4" }, b:field("RA-2", "plan_indicator"))
  end)

  it("is started by the Business Manager alone", function()
    b:refused("case", "start", "review-action", "--as", "s.reid", "text=Train staff", "lead_agency=hospitals", "recommendations=R1")
  end)

  it("begins by itself on its start date", function()
    local words = { lead_agency = "hospitals" }
    b:run("case", "start", "review-action", "--ref", "RA-8", "--as", "h.dixon", "text=Train", "lead_agency=" .. words.lead_agency, "recommendations=R1",
      "owner=s.reid", "priority=low", "due=2016-12-22", "impact_due=2017-06-30", "success_measure=M", "baseline=B", "target=T", "plan_priority=1",
      "start_date=2016-10-03")
    b:send("RA-8", "accept_lead", "l.tanaka", "acceptance=By letter")
    b:send("RA-8", "agree", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 1", "minute_ref=1")
    assert.equal("work.agreed", b:state("RA-8"))
    assert.equal("grey", b:show("RA-8").rag.colour)
    b:fired("2016-10-03T08:00:00Z")
    assert.equal("work.in_progress", b:state("RA-8"))
  end)

  it("is not accepted by the Board alone, and stays closed", function()
    b:run("case", "start", "review-action", "--ref", "RA-9", "--as", "h.dixon", "text=Train staff", "lead_agency=hospitals", "recommendations=R1")
    local form = { "meeting=Board 1", "minute_ref=2", "reason=No power", "alternative=Letter to the department" }
    b:refuse("RA-9", "reject", "h.dixon", "--decided-by", "r.steel", table.unpack(form))
    b:send("RA-9", "reject", "h.dixon", "--decided-by", "a.mercer", table.unpack(form))
    assert.equal("work.closed_not_accepted", b:state("RA-9"))
    assert.truthy(b:show("RA-9").closed)
  end)

  it("tells the chair too when what the agency attested is put on no agenda", function()
    b:begin_action("RA-2")
    b:evidence("RA-2", "s.reid", "process", "Proof")
    b:send("RA-2", "submit", "s.reid", "statement=Done")
    b:send("RA-2", "attest", "l.tanaka", "attestation=Seen")
    local told = {}
    for _, fired in ipairs(b:fired "2016-10-31T09:00:00Z") do
      if fired.ref == "RA-2" then for _, one in ipairs(fired.told) do told[one.to] = true end end
    end
    assert.truthy(told["h.dixon"] and told["r.steel"])
  end)

  it("is escalated by a second challenge", function()
    local fields = b:begin_action("RA-2")
    b:bring_to_scrutiny("RA-2", fields, "output")
    local function challenge(number)
      return b:ask("case", "send", "RA-2", "challenge", "--as", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP " .. number, "minute_ref=" .. number,
        "missing=A sample", "response_due=2016-12-20").told
    end
    for _, who in ipairs(challenge(1)) do assert.not_equal("m.okafor", who.to) end
    b:send("RA-2", "respond", "s.reid", "response=Here")
    b:send("RA-2", "attest", "l.tanaka", "attestation=Seen")
    b:send("RA-2", "schedule", "h.dixon", "scrutiny_date=2016-12-15")
    local told = {}
    for _, who in ipairs(challenge(2)) do told[who.to] = true end
    assert.truthy(told["m.okafor"] and told["g.hallam"])
    assert.equal(2, b:field("RA-2", "escalation_level"))
    assert.equal("red", b:show("RA-2").rag.colour)
    b:send("RA-2", "rework", "s.reid", "response=More work")
    assert.equal("work.in_progress", b:state("RA-2"))
  end)

  it("goes back where it was after a pause, and a long pause is the Executive's", function()
    local fields = b:begin_action("RA-2")
    b:bring_to_scrutiny("RA-2", fields, "process")
    b:refuse("RA-2", "pause", "h.dixon", "--decided-by", "r.steel", "pause_reason=Inquest", "pause_review=2016-11-15")
    b:send("RA-2", "pause", "h.dixon", "--decided-by", "m.okafor", "pause_reason=Inquest", "pause_review=2016-11-15")
    assert.equal("grey", b:show("RA-2").rag.colour)
    b:refuse("RA-2", "submit", "s.reid", "statement=Done")
    b:send("RA-2", "resume", "h.dixon", "--decided-by", "r.steel")
    assert.equal("work.under_scrutiny", b:state("RA-2"))
  end)

  it("is merged into another from any open state, once", function()
    b:begin_action("RA-2")
    b:send("RA-2", "supersede", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 2", "minute_ref=1", "successor=RA-7")
    assert.equal("work.closed_superseded", b:state("RA-2"))
    b:refuse("RA-2", "supersede", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 3", "minute_ref=1", "successor=RA-8")
  end)

  it("shows the owner's colour beside its own, never better than its own", function()
    b:begin_action("RA-2", { due = "2016-12-22" })
    local function update(how, colour, forecast)
      return b[how](b, "RA-2", "update", "s.reid", "narrative=Going on", "forecast=" .. forecast, "self_rag=" .. colour)
    end
    update("send", "green", "2016-12-20")
    update("refuse", "green", "2017-01-05") -- after the due date: amber
    update("send", "amber", "2017-01-05")
    update("refuse", "amber", "2017-03-01") -- over 20 working days after it: red
    update("send", "red", "2017-03-01")
    local shown = b:show("RA-2")
    assert.equal("red", shown.rag.colour)
    assert.equal("red", shown.self_rag)
    update("send", "red", "2016-12-20")
    shown = b:show("RA-2")
    assert.equal("green", shown.rag.colour)
    assert.equal("red", shown.self_rag)
  end)

  it("turns amber and red when updates stay away", function()
    b:begin_action("RA-2", { due = "2017-09-29", impact_due = "2018-03-30" })
    assert.equal("green", b:show("RA-2").rag.colour)
    b:fired("2016-12-05T09:00:00Z")
    assert.equal("amber", b:show("RA-2").rag.colour)
    b:fired("2017-03-05T09:00:00Z")
    assert.equal("red", b:show("RA-2").rag.colour)
  end)

  it("keeps its history when a successor agency takes over", function()
    b:begin_action("RA-2")
    b:send("RA-2", "reassign_agency", "h.dixon", "lead_agency=ccg", "owner=c.fenwick", "reassign_reason=Merger")
    assert.equal("ccg", b:field("RA-2", "lead_agency"))
    assert.truthy(b:run("case", "history", "RA-2"):find("South Tees Hospitals", 1, true))
  end)
end)
