-- Goal: reviews below the threshold, by the shipped workflows: a Learning Review (and one of good practice) on which LLIP decides, a Management Review that one
-- agency conducts, both with the same actions and the same end as a Serious Case Review. Method: each from outside, on a fresh board.
local review = require "helper.review"

local function says(said, words) assert.truthy(said:find(words, 1, true), said) end

local function minuted(number) return "meeting=LLIP 1", "minute_ref=" .. number end

-- From the response to closure, with one action.
local function follow_up(b, ref)
  b:send(ref, "open_action", "h.dixon", "action=Ask where a child sleeps", "action_agency=police", "action_for=1", "action_priority=low")
  b:send(ref, "share", "h.dixon", "communications=A briefing of seven minutes")
  local close = { "close", "h.dixon", "--decided-by", "r.steel", "closure_report=Done", "impact_summary=Asked", "residual_risk=None", minuted(9) }
  says(b:refuse(ref, table.unpack(close)), "1 of 1 is still open")
  b:send("RA-2016-001", "reject", "h.dixon", "--decided-by", "a.mercer", "meeting=Board 2", "minute_ref=4", "reason=In law now", "alternative=The new duty")
  b:send(ref, table.unpack(close))
  assert.truthy(b:show(ref).closed)
end

describe("a Learning Review", function()
  local b
  before_each(function() b = review.board("2016-02-01T09:00:00Z") end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  -- The board gives it its reference.
  local function propose(fields)
    return b:run("case", "start", "learning-review", "--as", "l.tanaka", review.words({
      pseudonym = "Family C", referring_agency = "hospitals", aware_date = "2016-01-29", referral_reason = "A near miss", review_type = "learning_review",
    }, fields)):match "^(LR%-2016%-%d+):"
  end

  it("keeps the day by which it is commissioned while its report clock is stopped", function()
    local ref = propose()
    b:send(ref, "agree", "h.dixon", "--decided-by", "r.steel", "decision_reason=To learn", minuted(1))
    local function by() return b:show(ref).waits[1]["local"]:match "%d+ %a+ 2016" end
    assert.equal("29 Feb 2016", by())
    b:send(ref, "pause", "h.dixon", "--decided-by", "r.steel", "proceedings=criminal", "pause_reason=Trial", "pause_review=2016-04-29")
    b:run("run-due", "--now", "2016-04-01T09:00:00Z")
    assert.equal("29 Feb 2016", by())
    b:send(ref, "resume", "h.dixon", "--decided-by", "r.steel")
    assert.same({ "29 Feb 2016", "2016-09-30" }, { by(), b:field(ref, "due") })
  end)

  it("is agreed by LLIP's chair at a meeting, conducted, answered and closed", function()
    local ref = propose()
    b:refuse(ref, "agree", "l.tanaka", "decision_reason=To learn", minuted(1))
    b:send(ref, "agree", "h.dixon", "--decided-by", "r.steel", "decision_reason=To learn", minuted(1))
    b:send(ref, "commission", "h.dixon", "--decided-by", "r.steel", "panel_chair=o.brand", "panel=n.farrow", "lead_reviewer=q.ashby",
      "independence_declared=yes", "methodology=appreciative", "scope_from=2015-01-01", "scope_to=2016-01-29", "lines_of_enquiry=What went well?")
    b:send(ref, "no_reports", "o.brand", "no_reports_why=A learning event is enough")
    b:send(ref, "add_recommendation", "q.ashby", "recommendation=Ask where a child sleeps")
    b:send(ref, "draft", "q.ashby", "practitioner_events=12 April 2016", "family_offer=accepted", "child_voice=In her words")
    b:evidence(ref, "q.ashby", "output", "Report of learning")
    b:send(ref, "accept_report", "o.brand", "report_version=1", "accuracy_signed=yes", "anonymised=yes")
    b:send(ref, "answer", "h.dixon", "--decided-by", "r.steel", "answer_to=1", "answer=accepted", minuted(2))
    b:send(ref, "agree_response", "h.dixon", "--decided-by", "r.steel", "decision_note=Agreed", minuted(3))
    follow_up(b, ref)
  end)

  it("may be of good practice, or declined", function()
    local ref = propose { review_type = "good_practice" }
    b:send(ref, "decline", "h.dixon", "--decided-by", "r.steel", "decision_reason=Already shared", minuted(1))
    assert.truthy(b:show(ref).closed)
  end)

  it("is decided by the vice-chair where the chair's own agency refers it", function()
    b:run("case", "start", "learning-review", "--ref", "LR-2016-03", "--as", "h.dixon", "pseudonym=Child B", "referring_agency=police", "aware_date=2016-01-29",
      "referral_reason=A near miss", "review_type=learning_review")
    b:refuse("LR-2016-03", "agree", "h.dixon", "--decided-by", "r.steel", "decision_reason=To learn", minuted(1))
    b:send("LR-2016-03", "agree", "h.dixon", "--decided-by", "a.novak", "decision_reason=To learn", minuted(1))
  end)

  it("begins by itself where the Independent Chair decides on it instead of a Serious Case Review", function()
    local ref = "SCR-2016-02"
    review.refer(b, ref)
    review.recommend(b, ref, "learning_review")
    review.decide(b, ref, "learning_review")
    assert.same({ "LR-2016-001" }, b:field(ref, "reviews"))
    assert.equal(ref, b:field("LR-2016-001", "arose_from"))
    assert.equal("lscb2015", b:field("LR-2016-001", "regime"))
    assert.equal("work.commissioning", b:state("LR-2016-001"))
    assert.equal("work.not_initiated", b:state(ref)) -- until the National Panel was told why
  end)
end)

describe("a Management Review", function()
  it("is one agency's report, heard by LLIP, with actions followed to their end", function()
    local b = review.board("2016-02-01T09:00:00Z")
    local ref = "MR-2016-01"
    b:run("case", "start", "management-review", "--ref", ref, "--as", "h.dixon", "pseudonym=Practice A", "referring_agency=hospitals", "aware_date=2016-01-29",
      "referral_reason=Appointments were missed")
    b:send(ref, "agree", "h.dixon", "--decided-by", "r.steel", "decision_reason=To learn", minuted(1))
    b:send(ref, "ask_reports", "h.dixon", "reporters=hospitals", "reports_due=2016-05-03", "lines_of_enquiry=Who saw the list?")
    local item = review.returns(b, ref, "reporters").hospitals
    b:send(item, "appoint", "l.tanaka", "author=s.reid", "author_role=Named nurse", "not_involved=yes", "not_line_manager=yes")
    b:send(item, "draft", "s.reid", "records_secured_on=2016-02-01", "methodology=Lists", "context=Two posts vacant", "analysis=Nobody saw it",
      "lessons=One list")
    b:evidence(item, "s.reid", "output", "Report of the trust")
    b:send(item, "finish", "s.reid")
    b:refuse(item, "sign", "g.hallam")
    b:send(item, "check", "g.hallam", "checked_note=Sound")
    b:send(item, "sign", "g.hallam")
    b:send(item, "accept", "r.steel")
    b:send(ref, "analyse", "r.steel")
    b:send(ref, "add_recommendation", "h.dixon", "recommendation=Keep one list")
    b:send(ref, "answer", "h.dixon", "--decided-by", "r.steel", "answer_to=1", "answer=accepted", minuted(2))
    b:send(ref, "agree_response", "h.dixon", "--decided-by", "r.steel", "decision_note=Agreed", minuted(3))
    follow_up(b, ref)
    b:run("journal", "verify")
    b:remove()
  end)
end)
