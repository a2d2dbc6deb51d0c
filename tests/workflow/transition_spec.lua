-- Goal: the yearly requests on transition go their whole way (DOMAIN 7): all agencies asked twice side by side, an answer given once and taken over, signed
-- off by another than filled it in, reviewed, not assured with actions and a re-check, reported with who did not return, closed when all is done. Method: a
-- fresh board, three agencies, a year that passes.
local board = require "helper.board"

local ROUND = { "--as", "h.dixon", "round=2017", "due=2017-06-13", "parties=childrens_social_care,hospitals,voluntary" }
local MEETING = { "meeting=M&E 29 June 2017", "minute_ref=2.1" }

local function returns_of(b, ref)
  local all = {}
  for _, row in ipairs(b:show(ref).parties[1].rows) do all[row.party.id] = row.item end
  return all
end

local ANSWERS = {
  "cohort=Open to us at 14 to 17", "in_scope=40", "plan_at_17=31", "referred_before_17=22", "protocol=yes", "protocol_on=2016-02-01", "transition_worker=yes",
  "voice=A panel of six was asked", "gaps=Late referral at seventeen and a half",
}

local function answer(b, ref, as, ...)
  local words = table.pack(table.unpack(ANSWERS))
  for _, one in ipairs { ... } do words[#words + 1] = one end
  b:send(ref, "assess", as, table.unpack(words))
end

describe("assurance on transition", function()
  local b, general, disabled
  setup(function()
    b = board.new "2017-05-02T09:00:00Z"
    b:run("workflow", "add", "transition-assurance", "--as", "h.dixon")
    b:run("case", "start", "transition-assurance", "--ref", "TA-G", "title=Transition, all children", "kind=general", table.unpack(ROUND))
    b:run("case", "start", "transition-assurance", "--ref", "TA-D", "title=Transition, children with disabilities", "kind=disabled", table.unpack(ROUND))
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("brings its return with it, and asks each agency for both", function()
    for _, ref in ipairs { "TA-G", "TA-D" } do b:send(ref, "request", "h.dixon") end
    general, disabled = returns_of(b, "TA-G"), returns_of(b, "TA-D")
    assert.truthy(general.hospitals and disabled.hospitals and general.hospitals ~= disabled.hospitals)
    assert.same({ "5.4" }, b:field("TA-G", "plan_indicator"))
    assert.same({ "5.5" }, b:field(disabled.hospitals, "plan_indicator"))
  end)

  it("is handed in whole, and signed off by another than filled it in", function()
    b:send(general.hospitals, "acknowledge", "l.tanaka")
    assert.truthy(b:refuse(general.hospitals, "hand_in", "l.tanaka"):find("Who is in scope", 1, true))
    answer(b, general.hospitals, "l.tanaka", "audit_title=Files of 17-year-olds", "audit_on=2016-11-01", "audit_sample=20", "assurance_level=reasonable")
    b:send(general.hospitals, "hand_in", "l.tanaka")
    b:refuse(general.hospitals, "sign_off", "l.tanaka")
    assert.is_nil(b:run("case", "show", general.hospitals, "--as", "n.farrow"):find("seventeen and a half", 1, true)) -- M&E sees it once it is signed off
    b:refused("case", "show", general.hospitals, "--as", "q.ashby")
    b:send(general.hospitals, "sign_off", "g.hallam")
    assert.equal("work.review.submitted", b:state(general.hospitals))
    assert.equal("g.hallam", b:field(general.hospitals, "signatory"))
    assert.equal("reasonable", b:field(general.hospitals, "assurance_level"))
    assert.truthy(b:run("case", "show", general.hospitals, "--as", "n.farrow"):find("seventeen and a half", 1, true))
  end)

  it("is answered once and taken over into the other, from the same agency alone", function()
    b:send(disabled.voluntary, "take_over", "q.ashby")
    assert.truthy(b:field(disabled.voluntary, "taken_from"):find("not signed off yet", 1, true))
    b:send(disabled.hospitals, "take_over", "l.tanaka")
    assert.equal(general.hospitals, b:field(disabled.hospitals, "taken_from"))
    assert.equal(40, b:field(disabled.hospitals, "in_scope"))
    b:send(disabled.hospitals, "assess", "l.tanaka", "in_scope=9")
    b:send(disabled.hospitals, "hand_in", "l.tanaka")
    b:send(disabled.hospitals, "sign_off", "g.hallam")
    assert.equal(40, b:field(general.hospitals, "in_scope"))
  end)

  it("asks whoever is not sure what will be improved", function()
    answer(b, general.childrens_social_care, "j.bell", "assurance_level=limited")
    assert.truthy(b:refuse(general.childrens_social_care, "hand_in", "j.bell"):find("what will be improved", 1, true))
    b:send(general.childrens_social_care, "assess", "j.bell", "improvements=Referral at sixteen, by December")
    b:send(general.childrens_social_care, "hand_in", "j.bell")
    b:send(general.childrens_social_care, "sign_off", "m.okafor")
  end)

  it("chases who is late by the ladder, and is reviewed without them", function()
    local told = {}
    for _, fired in ipairs(b:fired "2017-07-12T09:00:00Z") do
      if fired.ref == general.voluntary then for _, one in ipairs(fired.told) do told[one.to] = true end end
    end
    assert.truthy(told["q.ashby"] and told["h.dixon"] and told["n.farrow"] and told["m.okafor"])
    assert.equal("returns_open", b:state "TA-G")
    b:send("TA-G", "close_without", "h.dixon", "--decided-by", "n.farrow", "reason=Asked four times")
    assert.equal("review", b:state "TA-G")
  end)

  it("is accepted only where the agency is sure and has audited itself of late", function()
    local refused = b:refuse(general.childrens_social_care, "accept", "h.dixon", "--decided-by", "n.farrow", table.unpack(MEETING))
    assert.truthy(refused:find("the agency is sure", 1, true), refused)
    b:send(general.hospitals, "accept", "h.dixon", "--decided-by", "n.farrow", table.unpack(MEETING))
    assert.equal("blue", b:show(general.hospitals).rag.colour)
    b:ask("run-due", "--now", "2018-06-04T09:00:00Z")
    local said = b:refuse(disabled.hospitals, "accept", "h.dixon", "--decided-by", "n.farrow", table.unpack(MEETING))
    assert.truthy(said:find("its own audit is less than 18 months old", 1, true), said)
  end)

  it("is signed off again where a question changed it, and stays returned meanwhile", function()
    local ref, signed = disabled.hospitals, b:field(disabled.hospitals, "submitted_on")
    local function ask() b:send(ref, "follow_up", "h.dixon", "--decided-by", "n.farrow", "question=Is there a newer audit?") end
    ask()
    b:send(ref, "answer", "l.tanaka", "question_answer=Not yet")
    assert.equal("work.review.submitted", b:state(ref)) -- nothing changed that the director had signed
    ask()
    b:send(ref, "assess", "l.tanaka", "audit_on=2018-04-09")
    b:send(ref, "answer", "l.tanaka", "question_answer=Of April")
    assert.equal("work.sign_off.again", b:state(ref))
    b:refuse(ref, "accept", "h.dixon", "--decided-by", "n.farrow", table.unpack(MEETING))
    b:refuse(ref, "sign_off", "l.tanaka")
    for _, row in ipairs(b:show("TA-D").parties[1].rows) do
      if row.item == ref then assert.equal("returned", row.status) end
    end
    b:send(ref, "sign_off", "g.hallam")
    assert.equal(signed, b:field(ref, "submitted_on"))
    b:send(ref, "accept", "h.dixon", "--decided-by", "n.farrow", table.unpack(MEETING))
  end)

  it("is not assured with actions, and looked at again after six months", function()
    local ref = general.childrens_social_care
    b:send(ref, "not_assure", "h.dixon", "--decided-by", "n.farrow", "reviewed_level=limited", "review_note=No own audit", table.unpack(MEETING))
    assert.truthy(b:show(ref).warnings[1]:find("no action is open for it", 1, true))
    b:send(ref, "add_action", "h.dixon", "action=Refer each young person at sixteen", "action_due=2018-12-14", "action_priority=high")
    local action = b:field(ref, "actions")[1]
    assert.same({ "childrens_social_care", ref }, { b:field(action, "lead_agency"), b:field(action, "review") })
    assert.truthy(action:find("^MA%-"), "Monitoring and Evaluation oversees it")
    b:ask("run-due", "--now", "2018-12-05T09:00:00Z")
    assert.equal("work.review.recheck", b:state(ref))
    b:send(ref, "recheck", "h.dixon", "--decided-by", "n.farrow", "rechecked_level=limited", "recheck_note=Half are referred", table.unpack(MEETING))
    assert.equal("work.review.not_assured", b:state(ref))
    b:ask("run-due", "--now", "2019-06-06T09:00:00Z")
    b:send(ref, "recheck", "h.dixon", "--decided-by", "n.farrow", "rechecked_level=reasonable", "recheck_note=All are referred", table.unpack(MEETING))
    assert.equal("work.review.accepted", b:state(ref))
  end)

  it("is reported with who did not return counted as not sure at all, and closed when each that came in is accepted", function()
    b:send("TA-G", "report", "h.dixon", "--decided-by", "a.mercer", "report=Assured by two of three", "meeting=Board", "minute_ref=7")
    assert.equal(2, b:field("TA-G", "reasonable_count"))
    assert.equal(1, b:field("TA-G", "none_count"))
    assert.equal(1, b:field("TA-G", "missing_count"))
    b:send("TA-G", "close", "h.dixon")
    assert.equal("closed", b:state("TA-G"))
  end)
end)
