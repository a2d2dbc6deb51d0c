-- Goal: the life of a Section 11 audit: designed, launched, filled in, signed off by somebody else, queried, challenged, moderated with both scores
-- kept, improvement actions opened, updated half-way, reported; and the next one, to which evidence is carried.
-- Method: the shipped workflows on a manual clock, as their people would type it.
local section11 = require "helper.section11"

local POLICE, HOSPITALS, CAMHS = "S11R-2016-001", "S11R-2016-002", "S11R-2016-003"

describe("a Section 11 audit", function()
  local b
  setup(function() b = section11.opened() end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is not launched with less than six weeks to answer", function()
    b:run("case", "start", "section11-cycle", "--ref", "S11-X", "--as", "h.dixon", "title=Hasty", "standard_set=B", "scoring=0-3",
      "due=2016-04-29", "guidance=None", "parties=police")
    assert.truthy(b:refuse("S11-X", "launch", "h.dixon", "letter_on=2016-04-04"):find("6 weeks away or more", 1, true))
  end)

  it("asks each agency, which sees its own alone", function()
    assert.equal(3, b:ask("case", "list", "--of", "S11-1", "--as", "h.dixon").count)
    for ref, lead in pairs { [POLICE] = "t.harker", [HOSPITALS] = "l.tanaka", [CAMHS] = "i.rowan" } do
      local rows = b:ask("case", "list", "--workflow", "section11-return", "--as", lead).rows
      assert.same({ 1, ref }, { #rows, rows[1].ref })
    end
    assert.equal(0, b:ask("case", "list", "--workflow", "section11-return", "--as", "k.mistry").count) -- of M&E: not before it is submitted
  end)

  it("is filled in by whoever the agency names, and says what is missing", function()
    b:send(POLICE, "name_compiler", "t.harker", "compiler=p.shah")
    section11.assess(b, POLICE, "p.shah", "green", { c_1_4 = "amber", c_2_1_evidence = false, c_3_1 = "n/a" })
    local said = b:refuse(POLICE, "hand_in", "p.shah")
    assert.truthy(said:find("1.4: evidence where it is met", 1, true) and said:find("2.1: evidence", 1, true) and not said:find("3.1:", 1, true), said)
    b:send(POLICE, "assess", "p.shah", "1.4.gap=Name the leads", "1.4.by=2016-10-31", "2.1.evidence=Policy of 2014")
    b:send(POLICE, "hand_in", "p.shah")
  end)

  it("is signed off by the agency's Board member, never by who filled it in", function()
    section11.assess(b, HOSPITALS, "l.tanaka", "green")
    b:send(HOSPITALS, "name_compiler", "l.tanaka", "compiler=g.hallam")
    b:send(HOSPITALS, "assess", "g.hallam", "strengths=Training")
    b:send(HOSPITALS, "hand_in", "l.tanaka")
    assert.truthy(b:refuse(HOSPITALS, "sign_off", "g.hallam"):find("is also the Person who fills it in", 1, true))
    assert.truthy(b:refuse(HOSPITALS, "sign_off", "l.tanaka"):find("may not take", 1, true))
    b:send(HOSPITALS, "send_back", "g.hallam", "reason=Somebody else must fill it in")
    b:send(POLICE, "sign_off", "r.steel")
    assert.equal("work.desk.submitted", b:state(POLICE))
    assert.equal("returned", b:show("S11-1").parties[1].rows[1].status)
    b:run("case", "show", POLICE, "--as", "k.mistry") -- of M&E: now they may
    b:refused("case", "show", HOSPITALS, "--as", "k.mistry")
    b:refused("case", "show", POLICE, "--as", "i.rowan")
  end)

  it("gets ten working days more, once, from the chair", function()
    assert.truthy(b:refuse(CAMHS, "grant_extension", "h.dixon", "--decided-by", "n.farrow"):find("More time asked for on", 1, true))
    b:send(CAMHS, "request_extension", "i.rowan", "new_due=2016-07-15", "extension_reason=Illness")
    assert.truthy(b:refuse(CAMHS, "grant_extension", "h.dixon", "--decided-by", "n.farrow"):find("10 working days after it is due", 1, true))
    b:send(CAMHS, "refuse_extension", "h.dixon", "--decided-by", "n.farrow", "decision_note=Too long")
    b:send(CAMHS, "request_extension", "i.rowan", "new_due=2016-07-14", "extension_reason=Illness")
    b:send(CAMHS, "grant_extension", "h.dixon", "--decided-by", "n.farrow")
    assert.same({ "2016-07-14", "2016-06-30" }, { b:field(CAMHS, "due"), b:field(CAMHS, "original_due") })
    b:refuse(CAMHS, "request_extension", "i.rowan", "new_due=2016-07-20", "extension_reason=Again")
  end)

  it("is read by two of other agencies, whose question comes back signed off again", function()
    assert.truthy(b:refuse(POLICE, "assign_reviewers", "h.dixon", "reviewer_1=k.mistry", "reviewer_2=k.mistry"):find("two people", 1, true))
    b:send(POLICE, "assign_reviewers", "h.dixon", "reviewer_1=k.mistry", "reviewer_2=t.harker")
    assert.truthy(table.concat(b:show(POLICE).warnings, " "):find("second reviewer cannot act", 1, true)) -- of the very agency
    assert.truthy(b:refuse(POLICE, "review", "t.harker", "review_2=Fine"):find("may not take", 1, true))
    b:send(POLICE, "assign_reviewers", "h.dixon", "reviewer_1=k.mistry", "reviewer_2=a.novak")
    b:send(POLICE, "review", "k.mistry", "review_1=Sound")
    b:send(POLICE, "query", "a.novak", "query=Where is the policy kept?")
    assert.equal("returned", b:show("S11-1").parties[1].rows[1].status) -- a question does not take the return back
    b:send(POLICE, "assess", "p.shah", "2.1.evidence=Intranet, policy of 2014")
    assert.truthy(b:refuse(POLICE, "hand_in", "p.shah"):find("the question is answered", 1, true))
    b:send(POLICE, "hand_in", "p.shah", "query_answer=On the intranet")
    assert.truthy(b:refuse(POLICE, "review", "a.novak", "review_2=Fine"))
    b:send(POLICE, "sign_off", "r.steel")
    b:send(POLICE, "review", "a.novak", "review_2=Answered")
    assert.equal("work.reviewed.desk_reviewed", b:state(POLICE))
  end)

  it("is moderated by a panel of three with a lay member, each change with its reason", function()
    b:send(POLICE, "invite", "h.dixon", "panel_on=2016-09-14")
    local function try(...) return b:refuse(POLICE, "moderate", "h.dixon", "--decided-by", "n.farrow", ...) end
    assert.truthy(try('panel_members:=["q.ashby","n.farrow"]', "panel_lay=yes"):find("3 members or more", 1, true))
    assert.truthy(try('panel_members:=["q.ashby","n.farrow","a.novak"]', "panel_lay=no"):find("lay or independent", 1, true))
    assert.truthy(try('panel_members:=["q.ashby","n.farrow","a.novak"]', "panel_lay=yes", "2.1.moderated=red"):find("2.1: why the score was changed", 1, true))
    section11.moderate(b, POLICE, "2.1.moderated=red", "2.1.reason=The policy is older than three years")
    local said = b:run("case", "show", POLICE, "--as", "t.harker")
    assert.truthy(said:find("2.1 moderated +red") and said:find("older than three years", 1, true), said)
    assert.truthy(said:find("from green to red: raise a challenge", 1, true), said)
    local function of(field) return b:field(POLICE, field) end
    assert.same({ "green", "red", "green", "red" }, { of "c_2_1", of "s_2_moderated", of "s_1_moderated", of "moderated_grade" })
  end)

  it("opens an action for what is to improve, sooner for what is essential and red", function()
    local function agree(how) return b[how](b, POLICE, "agree_plan", "h.dixon", "--decided-by", "n.farrow") end
    assert.truthy(agree "refuse":find("the feedback letter was sent", 1, true))
    b:send(POLICE, "feedback", "h.dixon", "feedback=S11/2016/police")
    b:send(POLICE, "plan", "t.harker", "2.1.gap=Renew the policy", "2.1.by=2016-10-31", "1.4.by=2016-09-30")
    assert.truthy(agree "refuse":find("2.1: essential and red, so improved within 3 months", 1, true))
    b:send(POLICE, "plan", "t.harker", "2.1.by=2016-06-30")
    agree "send"
    local actions = {}
    for _, row in ipairs(b:ask("case", "list", "--workflow", "monitoring-action").rows) do actions[row.title] = b:show(row.ref) end
    assert.truthy(actions["Renew the policy"] and actions["Name the leads"])
    local fields = {}
    for _, field in ipairs(actions["Renew the policy"].fields) do fields[field.name] = field.value end
    assert.same({ "police", "high", "2016-06-30", POLICE, "Section 11, criterion 2.1" },
      { fields.lead_agency, fields.priority, fields.due, fields.review, fields.recommendations[1] })
    assert.equal(2, b:ask("case", "list", "--workflow", "monitoring-action").count)
  end)

  it("shows other agencies the moderated colours once the chair opens them, and nothing of how", function()
    b:send("S11-1", "close_without", "h.dixon", "--decided-by", "n.farrow", "reason=No answer to the letter")
    b:send("S11-1", "scrutinise", "h.dixon")
    b:send("S11-1", "hold_challenge", "h.dixon", "--decided-by", "n.farrow", 'challenge_on:=["2016-09-14"]', "scrutiny_note=Mostly sound")
    b:send("S11-1", "end_challenge", "h.dixon", "--decided-by", "n.farrow", "challenge_note=Policies are old", "themes=Policies")
    b:refused("case", "show", POLICE, "--as", "i.rowan")
    b:send("S11-1", "open_to_others", "h.dixon", "--decided-by", "n.farrow")
    local said = b:run("case", "show", POLICE, "--as", "i.rowan")
    assert.truthy(said:find("Standard 2, moderated", 1, true) and not said:find("annex", 1, true) and not said:find("policy", 1, true), said)
    b:refused("case", "show", POLICE, "--as", "s.reid")
  end)

  it("is updated half-way, and ends with the Board's minute", function()
    b:send("S11-1", "settle_plans", "h.dixon", "--decided-by", "n.farrow")
    b:run("run-due", "--now", "2017-07-03T09:00:00Z", "--as", "h.dixon")
    assert.equal("work.mid_cycle", b:state(POLICE))
    b:send(POLICE, "update", "p.shah", "update=Both actions are done", "changes=A new chief constable")
    assert.equal("work.complete", b:state(POLICE))
    assert.equal("mid_cycle_update", b:state("S11-1"))
    b:send("S11-1", "close_updates", "h.dixon")
    b:send("S11-1", "report", "h.dixon", "--decided-by", "a.mercer", "report=RCSCB/17/31", "meeting=RCSCB July 2017", "minute_ref=6")
    assert.equal("archived", b:state("S11-1"))
  end)

  it("brings its evidence to the next audit, to be confirmed, and no score", function()
    b:run("case", "start", "section11-cycle", "--ref", "S11-2", "--as", "h.dixon", "title=Section 11 2018", "standard_set=A", "scoring=0-3", "due=2018-06-29",
      "guidance=On the website", "parties=police,hospitals", "--now", "2018-04-03T09:00:00Z")
    b:send("S11-2", "launch", "h.dixon", "letter_on=2018-04-03")
    b:send("S11-2", "open", "h.dixon")
    local ref = "S11R-2018-001"
    assert.equal("Intranet, policy of 2014", b:field(ref, "c_2_1_evidence"))
    assert.is_nil(b:field(ref, "c_2_1"))
    local path = b.folder .. "/2018.csv"
    b:run("case", "form", ref, "assess", "--as", "t.harker", "--output", path)
    local file = assert(io.open(path))
    local scored = file:read("a"):gsub('("c_%d_%d",[^\r]*,)""\r', '%1"3"\r') -- as a spreadsheet would
    file:close()
    file = assert(io.open(path, "w"))
    file:write(scored)
    file:close()
    b:send(ref, "name_compiler", "t.harker", "compiler=p.shah")
    assert.truthy(b:refuse(ref, "hand_in", "p.shah"):find("confirm", 1, true))
    b:send(ref, "assess", "p.shah", "--values", path) -- given anew, all of it stands
    b:send(ref, "hand_in", "p.shah")
    assert.equal("green", b:field(ref, "self_grade"))
  end)
end)

describe("a Section 11 audit that asks about emerging themes", function()
  local b
  setup(function() b = section11.opened { emerging = "FGM and Prevent" } end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is not handed in without an answer to them", function()
    assert.equal("FGM and Prevent", b:field(POLICE, "emerging"))
    section11.assess(b, POLICE, "t.harker", "green")
    assert.truthy(b:refuse(POLICE, "hand_in", "t.harker"):find("it is said how the agency meets the emerging themes", 1, true))
    b:send(POLICE, "assess", "t.harker", "emerging_answer=A lead for each since May; 140 of 160 trained")
    b:send(POLICE, "hand_in", "t.harker")
    b:send(POLICE, "sign_off", "r.steel")
  end)

  it("does not end while a return that came in has no mid-cycle update, unless it is said why", function()
    b:send("S11-1", "close_without", "h.dixon", "--decided-by", "n.farrow", "reason=No answer to the letter")
    b:send("S11-1", "scrutinise", "h.dixon")
    b:send("S11-1", "hold_challenge", "h.dixon", "--decided-by", "n.farrow", 'challenge_on:=["2016-09-14"]', "scrutiny_note=Mostly sound")
    b:send("S11-1", "end_challenge", "h.dixon", "--decided-by", "n.farrow", "challenge_note=Sound", "themes=None")
    b:send("S11-1", "settle_plans", "h.dixon", "--decided-by", "n.farrow")
    b:run("run-due", "--now", "2017-07-03T09:00:00Z", "--as", "h.dixon")
    b:send("S11-1", "close_updates", "h.dixon")
    local last = { "h.dixon", "--decided-by", "a.mercer", "report=RCSCB/17/31", "meeting=RCSCB July 2017", "minute_ref=6" }
    local said = b:refuse("S11-1", "report", table.unpack(last))
    assert.truthy(said:find("each mid-cycle update is in, or it is said why", 1, true) and said:find("1 of 3 is still open", 1, true), said)
    last[#last + 1] = "incomplete_because=The police were merged into a region"
    b:send("S11-1", "report", table.unpack(last))
    assert.is_true(b:show("S11-1").closed)
  end)
end)
