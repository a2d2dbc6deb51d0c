-- Goal: a Serious Case Review by the shipped workflow from referral to closure and its sustain check: who may do what, what is missing is said, the dates of
-- law and guidance come when they should, its papers are its panel's and close. Method: each from outside, on a fresh board with a manual clock.
local review = require "helper.review"

local ref = "SCR-2016-02"

describe("a Serious Case Review", function()
  local b
  before_each(function() b = review.board("2016-02-01T09:00:00Z") end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  local function says(said, words) assert.truthy(said:find(words, 1, true), said) end

  it("begins with a pseudonym, a reference and criteria, and no name", function()
    says(review.refuse_referral(b, ref, { pseudonym = "Jane S" }), "no name")
    says(review.refuse_referral(b, ref, { pseudonym = "JS" }), "no name")
    says(review.refuse_referral(b, "JANE-1"), "its reference is like SCR-2016-02")
    says(review.refuse_referral(b, ref, { criteria = "sad" }), "each criterion is one of")
    says(review.refuse_referral(b, ref, { aware_date = "2016-03-01" }), "the day since which it is known has come")
    review.refer(b, ref)
    assert.equal("work.referred", b:state(ref))
  end)

  it("may be referred by the agency's safeguarding lead, who sees their referral and not its papers", function()
    b:refused("case", "start", "scr", "--ref", ref, "--as", "t.harker", review.words({
      pseudonym = "Child A", referring_agency = "hospitals", aware_date = "2016-01-29", notifiable = "no", referral_reason = "Harm",
      immediate_safety = "Safe", criteria = "other",
    }))
    local own = b:run("case", "start", "scr", "--as", "l.tanaka", review.words({
      pseudonym = "Child A", referring_agency = "hospitals", aware_date = "2016-01-29", notifiable = "no", referral_reason = "Harm",
      immediate_safety = "Safe", criteria = "other",
    })):match("^(SCR%-2016%-%d%d+):") -- which the board gave it
    assert.equal("2016-02-01", b:field(own, "notified_on")) -- the month counts from the referral
    local seen = b:run("case", "show", own, "--as", "l.tanaka")
    says(seen, "Harm")
    b:refused("case", "show", own, "--as", "t.harker")
  end)

  it("misses nobody who is not wanted yet: of one that is not to be notified no council is named", function()
    review.refer(b, ref, { notifiable = "no", notified_on = false })
    local shown = b:run("case", "show", ref, "--as", "h.dixon")
    assert.falsy(shown:find("council that notifies", 1, true), shown)
  end)

  it("is recommended by LLIP once the agencies have answered, or not to wait for one is explained", function()
    review.refer(b, ref)
    b:send(ref, "ask", "h.dixon", "informants=hospitals,police", "information_due=2016-02-15")
    local form = { "--decided-by", "r.steel", "meeting=LLIP 1", "minute_ref=1", "recommended=scr", "recommended_reason=Met" }
    says(b:refuse(ref, "recommend", "h.dixon", table.unpack(form)), "all agencies answered")
    b:send(review.returns(b, ref, "informants").police, "nothing", "t.harker", "nothing_why=All systems")
    form[#form + 1] = "missing_why=The hospitals' answer is known from the referral"
    b:send(ref, "recommend", "h.dixon", table.unpack(form))
    assert.equal("work.recommended", b:state(ref))
  end)

  it("is decided with full reasons, and with why where LLIP recommended otherwise", function()
    review.refer(b, ref)
    review.recommend(b, ref, "learning_review")
    says(b:refuse(ref, "decide", "a.mercer", "decision=scr", "decision_reason=Met"), "at least 100 characters")
    says(b:refuse(ref, "decide", "a.mercer", "decision=scr", review.reasons), "differs from what LLIP recommended")
    b:send(ref, "decide", "a.mercer", "decision=scr", review.reasons, "differs_why=Agencies did not share what they knew")
    assert.equal("work.commissioning", b:state(ref))
  end)

  it("tells Ofsted, the Department, the Panel and the family within five working days, with proof", function()
    review.begin(b, ref)
    assert.truthy(b:show(ref).waits[2]["local"]:find("8 Feb 2016", 1, true))
    b:refuse(ref, "told", "h.dixon", "told_on=2016-02-01", "told_whom:=[\"Ofsted\",\"Family\"]")
    b:evidence(ref, "h.dixon", "output", "Letters of decision")
    b:refuse(ref, "told", "h.dixon", "told_on=2016-02-05", "told_whom:=[\"Ofsted\",\"Family\"]") -- not told yet
    b:run("run-due", "--now", "2016-02-05T16:00:00Z")
    b:send(ref, "told", "h.dixon", "told_on=2016-02-05", "told_whom:=[\"Ofsted\",\"Family\"]")
  end)

  it("is commissioned only with an independent reviewer", function()
    review.begin(b, ref)
    says(b:refuse(ref, "commission", "h.dixon", "--decided-by", "a.mercer", "panel_chair=o.brand", "panel=n.farrow", "lead_reviewer=q.ashby",
      "independence_declared=no", "methodology=systems", "scope_from=2014-01-01", "scope_to=2016-01-29", "lines_of_enquiry=How?"), "independent of the case")
    review.commission(b, ref)
    assert.equal("work.commissioned", b:state(ref))
  end)

  local function write_report(item, lead, author, board_member, director)
    b:send(item, "appoint", lead, "author=" .. author, "author_role=Named nurse", "not_involved=yes", "not_line_manager=yes")
    b:send(item, "draft", author, "records_secured_on=2016-02-02", "methodology=Records and talks", "context=Two posts vacant",
      "analysis=The family moved", "lessons=Ask where")
    b:evidence(item, author, "output", "Report of " .. author)
    b:send(item, "finish", author)
    b:send(item, "check", board_member, "checked_note=Sound")
    b:send(item, "sign", director)
  end

  it("waits for every agency's report, written by somebody independent, checked and signed by others", function()
    review.begin(b, ref)
    review.commission(b, ref)
    b:send(ref, "ask_reports", "o.brand", "reporters=hospitals,police,mental_health", "reports_due=2016-05-03")
    local items = review.returns(b, ref, "reporters")
    local hospitals = items.hospitals
    b:refuse(hospitals, "appoint", "l.tanaka", "author=s.reid", "author_role=Ward nurse", "not_involved=no", "not_line_manager=yes")
    b:send(hospitals, "appoint", "l.tanaka", "author=s.reid", "author_role=Named nurse", "not_involved=yes", "not_line_manager=yes")
    says(b:refuse(hospitals, "finish", "s.reid"), "the records are secured")
    b:refused("case", "show", hospitals, "--as", "n.farrow") -- a draft is the agency's own
    write_report(hospitals, "l.tanaka", "s.reid", "g.hallam", "g.hallam")
    b:run("case", "show", hospitals, "--as", "n.farrow")
    b:refused("case", "show", hospitals, "--as", "t.harker")
    says(b:refuse(ref, "analyse", "o.brand"), "1 of 3 have returned")
    b:send(hospitals, "return_it", "o.brand", "sent_back_why=The analysis stops in 2015")
    b:send(hospitals, "draft", "s.reid", "analysis=The family moved twice")
    b:send(hospitals, "finish", "s.reid")
    b:send(hospitals, "check", "g.hallam", "checked_note=Sound")
    b:send(hospitals, "sign", "g.hallam")
    b:send(ref, "waive", "o.brand", "party=mental_health", "reason=It never knew the child")
    write_report(items.police, "t.harker", "p.shah", "r.steel", "v.amos")
    says(b:refuse(ref, "analyse", "o.brand"), "every report was accepted")
    b:send(hospitals, "accept", "o.brand")
    b:send(items.police, "accept", "h.dixon", "--decided-by", "o.brand")
    b:send(ref, "analyse", "o.brand")
    assert.equal("work.analysis", b:state(ref))
  end)

  -- To the Board's table, with three recommendations.
  local function bring_to_board()
    review.begin(b, ref)
    review.commission(b, ref)
    b:send(ref, "no_reports", "o.brand", "no_reports_why=The chronology says enough")
    b:send(ref, "draft", "q.ashby", "practitioner_events=12 April 2016", "family_offer=declined", "family_offer_why=Grief", "child_voice=By drawing")
    for _, text in ipairs { "See each child", "Share crisis plans", "Write a poster" } do
      b:send(ref, "add_recommendation", "q.ashby", "recommendation=" .. text)
    end
    local form = { "report_version=1.0", "accuracy_signed=yes", "anonymised=yes" }
    says(b:refuse(ref, "accept_report", "o.brand", table.unpack(form)), "the report is attached")
    b:evidence(ref, "q.ashby", "output", "Overview report")
    b:send(ref, "accept_report", "o.brand", table.unpack(form))
  end

  local function answer(number, word, ...)
    return { "answer", "h.dixon", "--decided-by", "a.mercer", "meeting=Board 1", "minute_ref=4." .. number, "answer_to=" .. number, "answer=" .. word, ... }
  end

  local function agree()
    b:send(ref, table.unpack(answer(1, "accepted")))
    b:send(ref, table.unpack(answer(2, "accepted in part", "answer_reason=Where there is consent")))
    b:send(ref, table.unpack(answer(3, "not accepted", "answer_reason=A poster changes nothing")))
    b:send(ref, "agree_response", "h.dixon", "--decided-by", "a.mercer", "meeting=Board 1", "minute_ref=4", "decision_note=Agreed")
  end

  it("has nothing stand still for other proceedings once its response is agreed", function()
    bring_to_board()
    b:send(ref, "pause", "h.dixon", "--decided-by", "a.mercer", "proceedings=criminal", "pause_reason=Trial", "pause_review=2016-03-31")
    agree()
    assert.truthy(table.concat(b:show(ref).state, " "):find("proceedings.none", 1, true))
  end)

  it("has each recommendation answered, with reasons, before the response is agreed", function()
    bring_to_board()
    assert.equal("work.board_consideration", b:state(ref))
    says(b:refuse(ref, "agree_response", "h.dixon", "--decided-by", "a.mercer", "meeting=Board 1", "minute_ref=4", "decision_note=Agreed"),
      "each recommendation was answered")
    says(b:refuse(ref, table.unpack(answer(4, "accepted"))), "there is a recommendation of that number")
    says(b:refuse(ref, table.unpack(answer(3, "not accepted"))), "the reason is given")
    agree()
    assert.equal("work.response_agreed", b:state(ref))
  end)

  local publication = { "publication_decision=full", "redaction_checked=yes", "family_informed=yes", "staff_informed=yes", "communications=Briefing" }

  it("opens actions, one of which may serve several recommendations, and publishes after copies were out for seven working days", function()
    bring_to_board()
    agree()
    local prepare = { "prepare", "h.dixon", "--decided-by", "a.mercer", table.unpack(publication) }
    says(b:refuse(ref, table.unpack(prepare)), "each recommendation that was accepted has an action")
    says(b:refuse(ref, "open_action", "h.dixon", "action=See", "action_agency=police", "action_for=7"), "it serves recommendations that there are")
    b:send(ref, "open_action", "h.dixon", "action=Check on every child", "action_agency=police", "action_for:=[1,2]", "action_priority=high")
    assert.same({ "RA-2016-001" }, b:field(ref, "actions"))
    assert.same({ 1, 2 }, b:field("RA-2016-001", "recommendations"))
    assert.equal(ref, b:field("RA-2016-001", "review"))
    b:send(ref, table.unpack(prepare))
    says(b:refuse(ref, "publish", "h.dixon", "published_on=2016-02-01", "published_url=https://board.example/1"), "had copies 7 working days before")
    b:send(ref, "send_copies", "h.dixon", "copies_sent_on=2016-02-01")
    b:run("run-due", "--now", "2016-02-09T09:00:00Z")
    says(b:refuse(ref, "publish", "h.dixon", "published_on=2016-02-09", "published_url=https://board.example/1"), "had copies 7 working days before")
    b:run("run-due", "--now", "2016-02-10T09:00:00Z")
    b:send(ref, "publish", "h.dixon", "published_on=2016-02-10", "published_url=https://board.example/1")
    assert.equal("work.monitoring", b:state(ref))
  end)

  local function publish()
    bring_to_board()
    agree()
    b:send(ref, "open_action", "h.dixon", "action=Check on every child", "action_agency=police", "action_for:=[1,2]", "action_priority=low")
    b:send(ref, "prepare", "h.dixon", "--decided-by", "a.mercer", table.unpack(publication))
    b:send(ref, "send_copies", "h.dixon", "copies_sent_on=2016-02-01")
    b:run("run-due", "--now", "2016-02-10T09:00:00Z")
    b:send(ref, "publish", "h.dixon", "published_on=2016-02-10", "published_url=https://board.example/1")
  end

  it("closes at the Board only when its actions are closed, and a year later asks whether the change lasts", function()
    publish()
    local close = { "close", "h.dixon", "--decided-by", "a.mercer", "meeting=Board 2", "minute_ref=5", "closure_report=Both done",
                    "impact_summary=Children are seen", "residual_risk=Turnover" }
    says(b:refuse(ref, table.unpack(close)), "1 of 1 is still open")
    b:send("RA-2016-001", "reject", "h.dixon", "--decided-by", "a.mercer", "meeting=Board 2", "minute_ref=4", "reason=Merged into law",
      "alternative=The new duty")
    b:send(ref, table.unpack(close))
    local shown = b:show(ref)
    assert.truthy(shown.closed)
    local found = false
    for _, one in ipairs(b:fired("2017-02-11T09:00:00Z")) do found = found or one.what == "Is it still so?" end
    assert.truthy(found)
    b:send(ref, "sustain", "h.dixon", "--decided-by", "r.steel", "sustained=no", "sustain_finding=Fewer are seen")
    b:send(ref, "reopen", "h.dixon", "--decided-by", "r.steel", "reopen_reason=It did not last")
    assert.equal("work.monitoring", b:state(ref))
  end)

  it("can be withdrawn with a reason by the Independent Chair, and then nobody is chased for a report any more", function()
    review.begin(b, ref)
    review.commission(b, ref)
    b:send(ref, "ask_reports", "o.brand", "reporters=hospitals,police", "reports_due=2016-05-03")
    local item = review.returns(b, ref, "reporters").police
    b:refuse(ref, "withdraw", "r.steel", "reason=New information")
    b:send(ref, "withdraw", "h.dixon", "--decided-by", "a.mercer", "reason=New information")
    assert.equal("work.withdrawn", b:state(ref))
    assert.truthy(b:show(ref).closed and b:show(item).closed)
    for _, one in ipairs(b:fired("2016-12-01T09:00:00Z")) do assert.not_equal(item, one.ref) end
  end)

  it("closes its papers to the panel ninety days after publication, and says when a year on the website is over", function()
    publish()
    b:run("case", "show", ref, "--as", "n.farrow")
    b:fired("2016-05-09T09:00:00Z")
    says(b:run("case", "show", ref, "--as", "n.farrow"), "How was the family seen?")
    b:fired("2016-05-12T09:00:00Z")
    for _, who in ipairs { "d.pearson", "q.ashby", "o.brand" } do
      local said = b:say("case", "show", ref, "--as", who)
      assert.falsy(said:find("How was the family seen?", 1, true) or said:find("Overview report", 1, true), who .. "\n" .. said)
    end
    says(b:run("case", "show", ref, "--as", "a.mercer"), "How was the family seen?")
    local year
    for _, one in ipairs(b:fired("2017-02-11T09:00:00Z")) do year = year or one.what:find("A year on the website", 1, true) end
    assert.truthy(year)
  end)
end)
