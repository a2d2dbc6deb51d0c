-- Goal: scenario 16 of the domain: a review that began under the Local Safeguarding Children Board keeps its regime after 29 September 2019 and ends under it;
-- a new one uses the new arrangements, and the old kind cannot be begun any more. Method: the shipped workflows `scr`, `lcspr`, `learning-review`.
local review = require "helper.review"

local old, new = "SCR-2019-01", "LCSPR-2019-01"

describe("the change of the law", function()
  local b
  local function set_regime(name) b:run("setting", "set", "regime", name, "--as", "h.dixon", "--reason", "The new arrangements began") end
  before_each(function()
    b = review.partnership("2019-08-01T09:00:00Z")
    review.refer(b, old, { aware_date = "2019-07-30", notified_on = "2019-08-01" })
    review.recommend(b, old, "scr", { due = "2019-08-15", secured = "2019-08-01" })
    review.decide(b, old, "scr")
    b:run("run-due", "--now", "2019-09-29T09:00:00Z")
    set_regime "masa2018"
  end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("leaves what began before under the law it began under, to its end", function()
    assert.equal("lscb2015", b:field(old, "regime"))
    review.commission(b, old)
    assert.equal("lscb2015", b:field(old, "regime"))
    assert.equal("work.commissioned", b:state(old))
    b:run("run-due", "--now", "2020-09-30T09:00:00Z")
    assert.truthy(table.concat(b:show(old).warnings, "\n"):find("Board reviews had to end by 29 September 2020", 1, true))
  end)

  -- What is left of a review that was commissioned, by the people of the old law.
  it("is closed under the law it began under, by the Independent Chair, though partners decide on new ones by now", function()
    local function board(event, ...) b:send(old, event, "h.dixon", "--decided-by", "a.mercer", "meeting=Board 1", "minute_ref=1", ...) end
    review.commission(b, old)
    b:send(old, "no_reports", "o.brand", "no_reports_why=The chronology says enough")
    b:send(old, "draft", "q.ashby", "practitioner_events=12 April", "family_offer=declined", "family_offer_why=Grief", "child_voice=By drawing")
    b:send(old, "add_recommendation", "q.ashby", "recommendation=See each child")
    b:evidence(old, "q.ashby", "output", "Overview report")
    b:send(old, "accept_report", "o.brand", "report_version=1.0", "accuracy_signed=yes", "anonymised=yes")
    board("answer", "answer_to=1", "answer=accepted")
    b:refuse(old, "agree_response", "h.dixon", "--decided-by", "m.okafor", "meeting=Board 1", "minute_ref=1", "decision_note=Agreed") -- a partner
    board("agree_response", "decision_note=Agreed")
    b:send(old, "open_action", "h.dixon", "action=Check on every child", "action_agency=police", "action_for=1", "action_priority=low")
    b:send(old, "prepare", "h.dixon", "--decided-by", "a.mercer", "publication_decision=full", "redaction_checked=yes", "family_informed=yes",
      "staff_informed=yes", "communications=Briefing")
    b:send(old, "send_copies", "h.dixon", "copies_sent_on=2019-09-29")
    b:run("run-due", "--now", "2019-10-11T09:00:00Z")
    b:send(old, "publish", "h.dixon", "published_on=2019-10-11", "published_url=https://board.example/1")
    b:send(b:field(old, "actions")[1], "reject", "h.dixon", "--decided-by", "a.mercer", "meeting=Board 2", "minute_ref=4", "reason=Merged into law",
      "alternative=The new duty")
    board("close", "closure_report=Done", "impact_summary=Children are seen", "residual_risk=Turnover")
    assert.truthy(b:show(old).closed)
    assert.same({ "lscb2015", "scr" }, { b:field(old, "regime"), b:show(old).workflow })
    for _, warning in ipairs(b:show(old).warnings) do assert.is_nil(warning:find("2020", 1, true), warning) end
  end)

  it("ends what a Board may begin on 29 September 2019, also where nobody changed the setting", function()
    set_regime "lscb2015"
    review.refer(b, "SCR-2019-02", { aware_date = "2019-09-27", notified_on = "2019-09-28" }) -- on the last day
    b:run("run-due", "--now", "2019-09-30T09:00:00Z")
    local said = review.refuse_referral(b, "SCR-2019-03", { aware_date = "2019-09-27", notified_on = "2019-09-28" })
    assert.truthy(said:find("it is begun by 29 September 2019", 1, true) and said:find("lcspr", 1, true), said)
    b:refused("case", "show", "SCR-2019-03")
  end)

  it("lets a review that was referred by then and not decided be decided otherwise alone", function()
    set_regime "lscb2015"
    local late = "SCR-2019-02"
    review.refer(b, late, { aware_date = "2019-09-27", notified_on = "2019-09-28" })
    review.recommend(b, late, "scr", { due = "2019-10-15", secured = "2019-09-29" })
    b:run("run-due", "--now", "2019-09-30T09:00:00Z")
    local said = b:refuse(late, "decide", "a.mercer", "decision=scr", review.reasons)
    assert.truthy(said:find("a Serious Case Review is begun by 29 September 2019: decide on no review", 1, true), said)
    review.commission(b, old) -- one that was decided by then goes on
    review.decide(b, late, "no_review", "differs_why=The partners look at it")
    assert.equal("work.not_initiated", b:state(late))
  end)

  it("lets nothing new begin as a Serious Case Review, and says which law the board works under", function()
    local said = review.refuse_referral(b, "SCR-2019-02", { aware_date = "2019-09-27", notified_on = "2019-09-28" })
    assert.truthy(said:find("the board works under lscb2015", 1, true), said)
    b:refused("case", "show", "SCR-2019-02")
    b:run("run-due", "--now", "2019-09-30T09:00:00Z") -- the day after the 29th, as on it
    review.refuse_referral(b, "SCR-2019-02", { aware_date = "2019-09-27", notified_on = "2019-09-28" })
  end)

  it("begins a new one under the new law, and keeps that when the law changes again", function()
    b:run("case", "start", "lcspr", "--ref", new, "--as", "h.dixon", review.words(review.incident, { aware_date = "2019-09-27" }))
    assert.equal("masa2018", b:field(new, "regime"))
    assert.equal("work.notified", b:state(new)) -- to the National Panel, by the rules of the new law
    set_regime "masa2023"
    b:run("case", "start", "lcspr", "--ref", "LCSPR-2019-02", "--as", "h.dixon", review.words(review.incident, { aware_date = "2019-09-27" }))
    assert.same({ "masa2018", "masa2023" }, { b:field(new, "regime"), b:field("LCSPR-2019-02", "regime") })
  end)

  it("needs the setting: until it says so, nothing begins under the new law, whatever the day", function()
    set_regime "lscb2015"
    b:run("run-due", "--now", "2019-10-01T09:00:00Z")
    b:refused("case", "start", "lcspr", "--ref", new, "--as", "h.dixon", review.words(review.incident, { aware_date = "2019-09-27" }))
  end)

  it("is nobody's to write into a review: no form asks for it", function()
    b:refuse(old, "facts", "h.dixon", "regime=masa2018")
    assert.equal("lscb2015", b:field(old, "regime"))
  end)

  it("may have a name of the board's own, under which reviews of no law's kind begin", function()
    set_regime "tees-2030"
    b:run("case", "start", "learning-review", "--ref", "LR-2019-01", "--as", "h.dixon", "pseudonym=Child B", "referring_agency=hospitals",
      "aware_date=2019-09-27",
      "referral_reason=A near miss", "review_type=good_practice")
    assert.equal("tees-2030", b:field("LR-2019-01", "regime"))
    b:refused("case", "start", "lcspr", "--ref", "LCSPR-2019-03", "--as", "h.dixon", review.words(review.incident, { aware_date = "2019-09-27" }))
  end)
end)
