-- Goal: no step of a cycle is late in silence: whoever holds it hears of it, two weeks later the chair (where the chair holds it, the Executive too), and the
-- cycle is red until the step is done. Method: Section 11, assurance on transition and an audit, each left lying at its steps, on a manual clock.
local audit = require "helper.audit"
local board = require "helper.board"
local section11 = require "helper.section11"

local MANAGER, CHAIR, EXECUTIVE = "h.dixon", "n.farrow", "m.okafor"

-- Whom the item's own messages that say `what` tell up to then, each once.
local function told(b, ref, now, what)
  local names, seen = {}, {}
  for _, fired in ipairs(b:fired(now)) do
    for _, who in ipairs(fired.ref == ref and fired.what:find(what or "this step was due", 1, true) and fired.told or {}) do
      if not seen[who.to] then names[#names + 1] = who.to end
      seen[who.to] = true
    end
  end
  table.sort(names)
  return table.concat(names, " ")
end

local function names(...)
  local all = { ... }
  table.sort(all)
  return table.concat(all, " ")
end

local function colour(b, ref) return b:show(ref).rag.colour end
local function decided(b, ref, event, ...) return b:send(ref, event, MANAGER, "--decided-by", CHAIR, ...) end

-- Late with whoever holds it, then two weeks late: the mornings after the days on which that is told.
local function is_chased(b, ref, holder, first, second)
  assert.equal(holder == CHAIR and names(CHAIR, MANAGER) or MANAGER, told(b, ref, first .. "T09:00:00Z"))
  assert.equal("red", colour(b, ref))
  assert.equal(holder == CHAIR and names(CHAIR, MANAGER, EXECUTIVE) or names(CHAIR, MANAGER), told(b, ref, second .. "T09:00:00Z"))
end

describe("a Section 11 audit that is left lying", function()
  local b
  setup(function()
    b = section11.opened()
    section11.submit(b, "S11R-2016-002", "l.tanaka", "g.hallam", "green")
    b:fired "2016-07-04T09:00:00Z"
    decided(b, "S11-1", "close_without", "reason=No answer")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is red and chased once it is closed for returns and nobody begins", function()
    assert.are_not.equal("red", colour(b, "S11-1"))
    is_chased(b, "S11-1", MANAGER, "2016-07-20", "2016-08-02")
    b:send("S11-1", "scrutinise", MANAGER)
    assert.are_not.equal("red", colour(b, "S11-1"))
  end)

  it("is chased at the chair's steps, four months after closing", function()
    assert.truthy(b:run("case", "show", "S11-1"):find("Fri 4 Nov 2016", 1, true))
    is_chased(b, "S11-1", CHAIR, "2016-11-08", "2016-11-19")
    decided(b, "S11-1", "hold_challenge", 'challenge_on:=["2016-11-14"]', "scrutiny_note=Mostly sound")
    assert.equal("red", colour(b, "S11-1")) -- the events were to be through by the same day
    decided(b, "S11-1", "end_challenge", "challenge_note=Sound", "themes=None")
    assert.are_not.equal("red", colour(b, "S11-1"))
    b:fired "2017-02-24T09:00:00Z"
    assert.equal("red", colour(b, "S11-1"))
    decided(b, "S11-1", "settle_plans")
    assert.are_not.equal("red", colour(b, "S11-1"))
  end)

  it("is chased half-way and at its end, and by nobody between", function()
    assert.equal("", told(b, "S11-1", "2017-06-29T09:00:00Z"))
    b:fired "2017-07-03T09:00:00Z"
    assert.equal("mid_cycle_update", b:state "S11-1")
    is_chased(b, "S11-1", MANAGER, "2017-08-01", "2017-08-12")
    b:send("S11-1", "close_updates", MANAGER)
    assert.are_not.equal("red", colour(b, "S11-1"))
    is_chased(b, "S11-1", MANAGER, "2017-10-24", "2017-11-04")
  end)
end)

describe("a request for assurance that is left lying", function()
  local b
  teardown(function() b:remove() end)

  it("is chased while it is reviewed, and once the Board has met", function()
    b = board.new "2017-05-02T09:00:00Z"
    b:run("workflow", "add", "transition-assurance", "--as", MANAGER)
    b:run("case", "start", "transition-assurance", "--ref", "TA-G", "--as", MANAGER, "title=Transition", "kind=general", "round=2017", "due=2017-06-13",
      "parties=hospitals,voluntary")
    b:send("TA-G", "request", MANAGER)
    local ref
    for _, row in ipairs(b:show("TA-G").parties[1].rows) do ref = row.party.id == "hospitals" and row.item or ref end
    b:send(ref, "assess", "l.tanaka", "cohort=All", "in_scope=40", "plan_at_17=31", "referred_before_17=22", "protocol=yes", "protocol_on=2016-02-01",
      "transition_worker=yes", "voice=Asked", "gaps=None", "audit_title=Files", "audit_on=2016-11-01", "audit_sample=20", "assurance_level=reasonable")
    b:send(ref, "hand_in", "l.tanaka")
    b:send(ref, "sign_off", "g.hallam")
    decided(b, "TA-G", "close_without", "reason=Asked four times")
    is_chased(b, "TA-G", CHAIR, "2017-06-02", "2017-06-15")
    b:run("group", "set", "rcscb", "--as", MANAGER, 'meetings:=["2017-07-11"]')
    b:send("TA-G", "report", MANAGER, "--decided-by", "a.mercer", "report=Assured", "meeting=Board", "minute_ref=7")
    assert.are_not.equal("red", colour(b, "TA-G"))
    assert.equal("", told(b, "TA-G", "2017-07-12T09:00:00Z", "the Board has met since"))
    assert.are_not.equal("red", colour(b, "TA-G"))
    assert.equal(MANAGER, told(b, "TA-G", "2017-07-13T09:00:00Z", "the Board has met since"))
    assert.equal("red", colour(b, "TA-G"))
    assert.equal(names(CHAIR, MANAGER), told(b, "TA-G", "2017-07-26T09:00:00Z", "the Board met two weeks ago"))
    assert.same({ "red", "2017-07-12" }, { colour(b, "TA-G"), b:field("TA-G", "board_met_on") })
    decided(b, ref, "accept", "meeting=M&E", "minute_ref=3")
    b:send("TA-G", "close", MANAGER)
    assert.equal("blue", colour(b, "TA-G"))
  end)
end)

describe("an audit that is left lying", function()
  local b
  teardown(function() b:remove() end)

  it("is chased from its scope to its re-audit", function()
    b = audit.opened()
    audit.record(b, "AR-2016-002", "l.tanaka", "good")
    audit.submit(b, "AR-2016-002", "l.tanaka", "good")
    decided(b, "AC-1", "close_without", "reason=No answer")
    is_chased(b, "AC-1", MANAGER, "2016-09-24", "2016-10-07")
    b:send("AC-1", "begin_moderation", MANAGER, 'panel:=["n.farrow","d.pearson"]', 'panel_agencies:=["public_health","hospitals","education"]',
      "panel_apart=yes")
    assert.are_not.equal("red", colour(b, "AC-1"))
    is_chased(b, "AC-1", CHAIR, "2016-11-01", "2016-11-12")
    decided(b, "AC-1", "agree_findings", "themes=Voice", "strengths=Visits", "unmoderated_because=One came late", "r_1=See each child alone", "r_1_lead=police",
      "r_1_priority=high", "r_1_due=2017-06-30")
    is_chased(b, "AC-1", MANAGER, "2016-12-29", "2017-01-12")
    b:send("AC-1", "draft", MANAGER, "report=RCSCB/16/40")
    b:fired "2017-02-01T09:00:00Z"
    decided(b, "AC-1", "approve", "meeting=M&E", "minute_ref=4")
    local what = "Board's minute is late"
    assert.equal(MANAGER, told(b, "AC-1", "2017-03-03T09:00:00Z", what))
    assert.equal(names(CHAIR, MANAGER), told(b, "AC-1", "2017-03-16T09:00:00Z", what))
    b:fired "2017-11-02T09:00:00Z"
    assert.equal("re_audit_due", b:state "AC-1")
    is_chased(b, "AC-1", CHAIR, "2018-02-03", "2018-02-16")
  end)

  it("is chased before its returns are asked for", function()
    b:run("case", "start", "audit-cycle", "--ref", "AC-2", "--as", MANAGER, "title=Neglect", "theme=Neglect", 'key_lines:=["Voice"]', "standards=3",
      "tool_version=4", "parties=police,hospitals,mental_health", "lead_auditor=n.farrow", "voice_method=Interviews", "ethics=Agreed")
    decided(b, "AC-2", "scope")
    is_chased(b, "AC-2", MANAGER, "2018-03-20", "2018-04-04")
    audit.draw(b, "AC-2", 6, "sampling_seed=7", "exclusions=None")
    assert.are_not.equal("red", colour(b, "AC-2"))
    is_chased(b, "AC-2", MANAGER, "2018-04-13", "2018-04-26")
  end)
end)

-- Its first week is for choosing children, its second the agencies' for their evaluations (DOMAIN 5).
describe("a joint inspection whose agencies are not asked", function()
  local b
  local function notice(ref)
    b:run("case", "start", "jtai-audit", "--ref", ref, "--as", MANAGER, "title=Joint inspection", "theme=Neglect", "notified_on=2016-09-05",
      "parties=police,hospitals")
  end
  setup(function()
    b = audit.board "2016-09-05T09:00:00Z"
    notice "JTAI-1"
    notice "JTAI-2"
    audit.draw(b, "JTAI-1", 5)
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is told of once the first week is over, and to the Executive two days before the notice's end", function()
    assert.equal("children_chosen", b:state "JTAI-1")
    assert.equal("", told(b, "JTAI-1", "2016-09-12T20:00:00Z", "the agencies are not asked"))
    assert.are_not.equal("red", colour(b, "JTAI-1"))
    assert.equal(names(MANAGER, CHAIR), told(b, "JTAI-1", "2016-09-13T23:30:00Z", "the agencies are not asked"))
    assert.equal("red", colour(b, "JTAI-1"))
    assert.equal("red", colour(b, "JTAI-2")) -- whose children are not chosen either
    assert.equal(names(MANAGER, CHAIR, EXECUTIVE), told(b, "JTAI-1", "2016-09-15T23:30:00Z", "the agencies are not asked"))
  end)

  it("is over once they are asked", function()
    b:send("JTAI-1", "open", MANAGER)
    assert.equal("2016-09-19", b:field("JTAI-1", "due"))
    assert.are_not.equal("red", colour(b, "JTAI-1"))
  end)

  it("is told once where the children are chosen late too", function()
    audit.draw(b, "JTAI-2", 5)
    assert.equal(names(MANAGER, CHAIR, EXECUTIVE), told(b, "JTAI-2", "2016-09-16T09:00:00Z", "the agencies are not asked"))
    assert.equal("", told(b, "JTAI-2", "2016-09-30T09:00:00Z", "the agencies are not asked"))
  end)
end)
