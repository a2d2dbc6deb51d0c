-- Goal: the life of a multi-agency audit: scoped, drawn, asked, chased, moderated, reported, its recommendations made actions, audited again beside its
-- baseline; and the ten working days of a joint inspection. Method: the shipped workflows on a manual clock, as their people would type it.
local audit = require "helper.audit"
local shell = require "helper.shell"

local function decided(b, how, ref, event, ...) return b[how](b, ref, event, "h.dixon", "--decided-by", "n.farrow", ...) end

describe("a multi-agency audit", function()
  local b
  setup(function() b = audit.opened() end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is not drawn with too few cases, nor where the key is with others", function()
    b:run("case", "start", "audit-cycle", "--ref", "AC-X", "--as", "h.dixon", "title=Small")
    local said = decided(b, "refuse", "AC-X", "scope")
    assert.truthy(said:find("theme is filled in", 1, true) and said:find("agencies are named", 1, true), said)
    b:send("AC-X", "plan", "h.dixon", "theme=Small", 'key_lines:=["One"]', "standards=3", "tool_version=4", "parties=police", "lead_auditor=n.farrow",
      "voice_method=Survey", "ethics=Agreed")
    decided(b, "send", "AC-X", "scope")
    said = b:refuse("AC-X", "draw", "h.dixon", "sampling_frame=All", "sampling_method=random", "sampling_seed=1", "exclusions=None", "key_held=no", "1=A",
      "2=B")
    assert.truthy(said:find("at least 6 cases are drawn", 1, true), said)
    assert.truthy(said:find("the key to the pseudonyms is held by the local authority alone", 1, true), said)
    assert.truthy(b:refuse("AC-X", "draw", "h.dixon", "sampling_method=by chance"):find("random", 1, true))
  end)

  it("asks each agency about each case of the sample", function()
    assert.same({ "CASE-1", "CASE-6", "Neglect" }, { b:field("AR-2016-002", "c_1"), b:field("AR-2016-002", "c_6"), b:field("AR-2016-002", "theme") })
    assert.is_nil(b:field("AR-2016-002", "c_7"))
  end)

  it("gives ten working days at the least", function()
    b:run("case", "start", "audit-cycle", "--ref", "AC-Y", "--as", "h.dixon", "title=Quick", "theme=Quick", 'key_lines:=["One"]', "standards=3",
      "tool_version=4", "parties=police", "lead_auditor=n.farrow", "voice_method=Survey", "ethics=Agreed")
    decided(b, "send", "AC-Y", "scope")
    audit.draw(b, "AC-Y", 6, "sampling_seed=1", "exclusions=None")
    assert.truthy(b:refuse("AC-Y", "open", "h.dixon", "due=2016-09-14"):find("10 working days", 1, true))
    b:send("AC-Y", "open", "h.dixon") -- without a day: fifteen
    assert.equal("2016-09-22", b:field("AC-Y", "due"))
  end)

  it("takes nothing that is not whole, from somebody who holds none of the cases", function()
    b:send("AR-2016-002", "name_auditor", "l.tanaka", "auditor=s.reid")
    b:send("AR-2016-002", "record", "s.reid", table.unpack(audit.case(1, "good")))
    local said = b:refuse("AR-2016-002", "submit", "s.reid", "self_grade=good", "independent=no", "immediate_concern=no")
    assert.truthy(said:find("case 2: the agency's involvement", 1, true) and not said:find("case 1:", 1, true), said)
    assert.truthy(said:find("neither holds nor supervises", 1, true), said)
    audit.record(b, "AR-2016-002", "s.reid", "good")
    audit.submit(b, "AR-2016-002", "s.reid", "good")
  end)

  it("takes that an agency knows none of the cases for a return", function()
    b:send("AR-2016-003", "none_known", "i.rowan")
    assert.equal("nil", b:show("AC-1").parties[1].rows[3].status)
  end)

  it("reminds on the day, and is late with agency, chair and Executive in turn", function()
    local told = {}
    for _, now in ipairs { "2016-09-22T09:00:00Z", "2016-09-24T09:00:00Z", "2016-09-30T09:00:00Z", "2016-10-07T09:00:00Z" } do
      for _, fired in ipairs(b:fired(now)) do
        for _, who in ipairs(fired.ref == "AR-2016-001" and fired.told or {}) do told[#told + 1] = who.to end
      end
    end
    assert.equal("t.harker t.harker n.farrow m.okafor h.dixon", table.concat(told, " "))
    assert.equal("red", b:show("AC-1").rag.colour)
  end)

  it("is closed without those that are missing, and moderated by three agencies", function()
    decided(b, "send", "AC-1", "close_without", "reason=No answer")
    local said = b:refuse("AC-1", "begin_moderation", "h.dixon", 'panel:=["n.farrow"]', 'panel_agencies:=["police","hospitals"]', "panel_apart=no")
    assert.truthy(said:find("3 agencies or more", 1, true) and said:find("manages none of the cases", 1, true), said)
    b:send("AC-1", "begin_moderation", "h.dixon", 'panel:=["n.farrow","d.pearson"]', 'panel_agencies:=["public_health","hospitals","education"]',
      "panel_apart=yes")
    said = decided(b, "refuse", "AC-1", "agree_findings", "themes=Voice", "strengths=Visits", "r_1=See each child alone", "r_1_lead=police")
    assert.truthy(said:find("each return that came in was moderated, or it is said why", 1, true) and said:find("1 of 3 is still open", 1, true), said)
    decided(b, "send", "AR-2016-002", "moderate", "moderated_grade=good")
    said = decided(b, "refuse", "AC-1", "agree_findings", "themes=Voice", "strengths=Visits", "r_1=See each child alone", "r_1_lead=police")
    assert.falsy(said:find("was moderated", 1, true), said)
    assert.truthy(said:find("recommendation 1: who leads it, its priority and by when", 1, true), said)
    decided(b, "send", "AC-1", "agree_findings", "themes=Voice", "strengths=Visits", "r_1=See each child alone", "r_1_lead=police", "r_1_priority=high",
      "r_1_due=2017-01-31", "r_2=Share the plan", "r_2_lead=hospitals", "r_2_priority=medium", "r_2_due=2017-02-28")
  end)

  it("is approved once agencies had ten working days for what is not right in the draft", function()
    b:send("AC-1", "draft", "h.dixon", "report=RCSCB/16/40")
    b:send("AC-1", "answer_draft", "l.tanaka", "accuracy_note=Page 3: our ward has 20 beds")
    b:refuse("AC-1", "answer_draft", "k.mistry", "accuracy_note=Not taking part")
    local minute = { "meeting=M&E October 2016", "minute_ref=4" }
    assert.truthy(decided(b, "refuse", "AC-1", "approve", table.unpack(minute)):find("agencies had 10 working days", 1, true))
    b:run("run-due", "--now", "2016-10-24T09:00:00Z", "--as", "h.dixon")
    decided(b, "send", "AC-1", "approve", table.unpack(minute))
    assert.equal("actions_live", b:state("AC-1"))
  end)

  it("makes each recommendation an action", function()
    local found = {}
    for _, row in ipairs(b:ask("case", "list", "--workflow", "monitoring-action").rows) do
      found[row.title] = row.lead .. " " .. row.due .. " " .. row.priority
    end
    assert.same({ ["See each child alone"] = "Cleveland Police 2017-01-31 high",
      ["Share the plan"] = "South Tees Hospitals NHS Foundation Trust 2017-02-28 medium" }, found)
  end)

  it("ends when it was audited again, with feedback, briefing and the Board's minute", function()
    b:run("run-due", "--now", "2017-07-25T09:00:00Z", "--as", "h.dixon")
    assert.equal("re_audit_due", b:state("AC-1"))
    local last = { "meeting=M&E July 2017", "minute_ref=7", "re_audit=AC-2017-001", "comparison=better", "comparison_note=Children are seen" }
    local said = decided(b, "refuse", "AC-1", "close", table.unpack(last))
    assert.truthy(said:find("practitioners had their feedback", 1, true) and said:find("the learning briefing was issued", 1, true), said)
    b:send("AC-1", "feedback_given", "n.farrow", "feedback=In supervision")
    b:send("AC-1", "issue_briefing", "h.dixon", "briefing=7 minutes: voice")
    b:send("AC-1", "receive", "h.dixon", "--decided-by", "a.mercer", "meeting=RCSCB December 2016", "minute_ref=5")
    decided(b, "send", "AC-1", "close", table.unpack(last))
    assert.is_true(b:show("AC-1").closed)
  end)
end)

describe("an audit of ten cases and eleven recommendations", function()
  local b
  setup(function()
    b = audit.board()
    audit.opened_with(b, 10)
    audit.record(b, "AR-2016-002", "l.tanaka", "good", 10)
    audit.submit(b, "AR-2016-002", "l.tanaka", "good")
    decided(b, "send", "AC-1", "close_without", "reason=No answer")
    b:send("AC-1", "begin_moderation", "h.dixon", 'panel:=["n.farrow"]', 'panel_agencies:=["public_health","hospitals","education"]', "panel_apart=yes")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  -- The numbers in a text, in the order in which they are read, of lines that begin with a word.
  local function numbers(said, word)
    local found = {}
    for number in said:gmatch("\n +" .. word .. " (%d+) ") do found[#found + 1] = number end
    return table.concat(found, " ")
  end

  it("can be agreed in spite of a return that was not moderated, which stands there with who decided", function()
    local words = { "themes=Voice", "strengths=Visits", "unmoderated_because=The hospitals' return came on the panel's day" }
    for number = 1, 11 do
      for _, word in ipairs { "=See child %d", "_lead=police", "_priority=high", "_due=2016-12-22" } do
        words[#words + 1] = "r_" .. number .. word:format(number)
      end
    end
    decided(b, "send", "AC-1", "agree_findings", table.unpack(words))
    assert.truthy(b:run("case", "show", "AC-1"):find("The findings were agreed without the moderation of a return", 1, true))
    assert.truthy(b:run("case", "history", "AC-1"):find("Agree the findings, decided by Nadia Farrow", 1, true))
  end)

  it("shows cases and recommendations as people count", function()
    local said = b:run("case", "show", "AC-1")
    assert.equal("1 2 3 4 5 6 7 8 9 10", numbers(said, "Case"))
    assert.truthy(said:find("Recommendation 2\n.*Recommendation 10\n.*Recommendation 11\n"), said)
    local profile = shell.write(b.folder .. "/p.json", '{"name":"p","title":"P","withhold":[{"field":"themes","reason":"not asked for"}]}')
    b:run("redaction", "add", profile, "--as", "h.dixon")
    local names = {}
    for _, field in ipairs(b:ask("redaction", "preview", "p", "AC-1", "--as", "h.dixon").fields) do names[#names + 1] = field.name:match "^c_%d+$" end
    assert.equal("c_1 c_2 c_3 c_4 c_5 c_6 c_7 c_8 c_9 c_10", table.concat(names, " "))
  end)

  it("opens its actions in the order of its recommendations", function()
    b:send("AC-1", "draft", "h.dixon", "report=RCSCB/16/40")
    b:run("run-due", "--now", "2016-10-03T09:00:00Z", "--as", "h.dixon")
    decided(b, "send", "AC-1", "approve", "meeting=M&E October", "minute_ref=4")
    local actions = b:field("AC-1", "actions")
    for number = 1, 11 do
      local ref = ("MA-2016-%03d"):format(number)
      assert.same({ ref, "See child " .. number }, { actions[number], b:field(ref, "text") })
    end
  end)
end)

describe("a joint inspection", function()
  local b
  setup(function()
    b = audit.board "2016-09-01T09:00:00Z"
    b:run("case", "start", "jtai-audit", "--ref", "JTAI-1", "--as", "h.dixon", "title=Neglect JTAI", "notified_on=2016-09-01",
      "theme=Neglect", "parties=police,hospitals")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is known to chair, Executive and Independent Chair at once, and runs ten working days", function()
    local told = {}
    for _, row in ipairs(b:ask("outbox", "list", "JTAI-1").rows) do told[row.to] = true end
    assert.same({ ["n.farrow"] = true, ["m.okafor"] = true, ["a.mercer"] = true }, told)
    assert.truthy(b:run("case", "show", "JTAI-1", "--as", "h.dixon"):find("by Thu 8 Sep 2016", 1, true))
  end)

  it("tracks at least five cases", function()
    local said = b:refuse("JTAI-1", "draw", "h.dixon", "sampling_frame=The inspectors' list", "sampling_method=targeted", "key_held=yes", "1=A", "2=B", "3=C",
      "4=D")
    assert.truthy(said:find("at least 5 cases", 1, true), said)
    audit.draw(b, "JTAI-1", 5)
  end)

  it("has its evaluations within the notice", function()
    assert.truthy(b:refuse("JTAI-1", "open", "h.dixon", "due=2016-09-16"):find("within the ten working days", 1, true))
    b:send("JTAI-1", "open", "h.dixon")
    assert.equal("2016-09-15", b:field("JTAI-1", "due"))
    for ref, lead in pairs { ["AR-2016-001"] = "t.harker", ["AR-2016-002"] = "l.tanaka" } do
      audit.record(b, ref, lead, "requires_improvement", 5)
      audit.submit(b, ref, lead, "requires_improvement")
    end
    assert.equal("returns_closed", b:state("JTAI-1"))
  end)

  it("agrees findings once the joint evaluation was sent, and keeps the letter", function()
    b:send("JTAI-1", "begin_moderation", "h.dixon", 'panel:=["n.farrow"]', 'panel_agencies:=["public_health","hospitals","education"]', "panel_apart=yes")
    assert.truthy(decided(b, "refuse", "JTAI-1", "agree_findings", "themes=Drift", "strengths=Visits"):find("the joint evaluation was sent", 1, true))
    decided(b, "send", "JTAI-1", "joint_evaluation", "joint_evaluation=JTAI/16/1")
    assert.truthy(decided(b, "refuse", "JTAI-1", "agree_findings", "themes=Drift", "strengths=Visits"):find("2 of 2 are still open", 1, true))
    for _, ref in ipairs { "AR-2016-001", "AR-2016-002" } do decided(b, "send", ref, "moderate", "moderated_grade=requires_improvement") end
    decided(b, "send", "JTAI-1", "agree_findings", "themes=Drift", "strengths=Visits")
    b:send("JTAI-1", "letter", "h.dixon", "letter=Of 20 October", "letter_on=2016-10-20")
    assert.equal("findings_agreed", b:state("JTAI-1"))
  end)
end)
