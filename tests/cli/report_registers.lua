-- Goal: the reports on figures, disagreements and VEMT leads say what the shipped workflows keep (DOMAIN 8B, 10.2, 11): where a figure is going, in words;
-- how far disagreements went, how long they took and how they ended, to each reader what they see; who leads in each agency and who has nobody.
-- Method: the workflows on the Redcar & Cleveland board, in simulated time.
local board = require "helper.board"
local report = require "helper.report"

local function by(rows, name)
  local found = {}
  for _, row in ipairs(rows) do found[row[name]] = row end
  return found
end

describe("the report on figures", function()
  local b
  setup(function()
    b = board.new "2016-06-20T09:00:00Z"
    b:run("workflow", "publish", "workflows/data-return.lua", "--as", "h.dixon")
    for ref, indicator in pairs { ["F-1"] = "Return interviews within 72 hours", ["F-2"] = "Children missing" } do
      b:run("case", "start", "data-return", "--ref", ref, "--as", "h.dixon", "indicator=" .. indicator, "definition=Of all that were due", "agency=hospitals",
        "unit=share", "good_is=high", "target=80", "tolerance=10", "quarter_end=2016-06-30")
    end
  end)
  teardown(function() b:remove() end)

  local function quarter(ref, number, next)
    b:send(ref, "hand_it_in", "l.tanaka", "numerator=" .. number, "denominator=40", "commentary=Fewer staff", "impact=Some are not heard")
    b:send(ref, "it_is_plausible", "h.dixon")
    b:send(ref, "accept_it", "h.dixon", "--decided-by", "k.mistry", "meeting=PMG", "minute_ref=2")
    if not next then return end
    b:send(ref, "it_is_reported", "h.dixon", "where_it_was_reported=Board report")
    b:run("run-due", "--now", next)
  end

  it("says where each is going, quarter by quarter, and what to talk about", function()
    assert.are.equal("cannot be said yet", by(report.read(b, "figures")["Quarter by quarter"], "figure")["Children missing"].direction)
    quarter("F-1", 35, "2016-10-03T09:00:00Z")
    quarter("F-1", 33, "2017-01-03T09:00:00Z")
    quarter("F-1", 27)
    local tables, document = report.read(b, "figures")
    local line = by(tables["Quarter by quarter"], "figure")["Return interviews within 72 hours"]
    assert.are.same({ "87.5% (35 of 40)", "82.5% (33 of 40)", "67.5% (27 of 40)" }, { line.q1, line.q2, line.q3 })
    assert.are.same({ "at least 80%", "short of it" }, { line.target, line.rag })
    assert.are.equal("↓ worse, 2 quarters running", line.direction)
    assert.are.equal("2016-17 quarter 3", document.sections[1].tables[1].columns[5].title)
    local talk = by(tables["To talk about"], "ref")
    assert.are.same({ "short of its target, worse 2 quarters running", "Some are not heard" }, { talk["F-1"].why, talk["F-1"].impact })
    assert.is_nil(talk["F-2"])
    assert.truthy(by(tables.Late, "ref")["F-2"].late:find("late: Agency safeguarding lead", 1, true))
  end)

  it("does not talk about a figure that is not collected any more", function()
    b:run("case", "start", "data-return", "--ref", "F-3", "--as", "h.dixon", "indicator=Visits", "definition=Of all that were due",
      "agency=hospitals", "unit=share", "good_is=high", "target=80", "quarter_end=2016-12-31")
    quarter("F-3", 8)
    assert.truthy(by(report.read(b, "figures")["To talk about"], "ref")["F-3"])
    b:send("F-3", "it_is_reported", "h.dixon", "where_it_was_reported=Board report")
    b:send("F-3", "stop_collecting_it", "h.dixon", "--decided-by", "k.mistry", "reason=Another is better", "meeting=PMG", "minute_ref=3")
    assert.is_nil(by(report.read(b, "figures")["To talk about"], "ref")["F-3"])
  end)

  it("is of one agency where that is asked, and keeps a small number back", function()
    b:send("F-1", "it_is_reported", "h.dixon", "where_it_was_reported=Board report")
    b:run("run-due", "--now", "2017-04-03T09:00:00Z")
    quarter("F-1", 3)
    assert.are.equal(0, #report.read(b, "figures", "agency=police")["Quarter by quarter"])
    local page = b:run("report", "figures", "agency=hospitals", "--as", "c.fenwick", "--html")
    assert.truthy(page:find("not shown: fewer than 5", 1, true))
    assert.is_nil(page:find("(3 of 40", 1, true))
    assert.are.equal(0, #report.read(b, "figures", "--as", "s.reid")["Quarter by quarter"])
  end)
end)

describe("the report on disagreements", function()
  local b
  setup(function()
    b = board.new "2016-09-01T09:00:00Z"
    b:run("workflow", "publish", "workflows/disagreement.lua", "--as", "h.dixon")
    local function start(ref, issue, risk)
      b:run("case", "start", "disagreement", "--ref", ref, "--as", "h.dixon", "pseudonym=Kite " .. ref, "issue_type=" .. issue, "raised_by=police",
        "raised_to=hospitals", "immediate_risk=" .. (risk or "no"))
    end
    for i = 1, 5 do start("D-" .. i, i < 3 and "plan" or "role") end
    start("D-6", "plan", "yes")
    b:send("D-1", "they_agree", "t.harker", "resolution=Spoken to")
    b:send("D-2", "take_back", "t.harker", "reason=Not needed")
    b:send("D-3", "go_up", "t.harker", "reason=No answer")
    b:send("D-6", "go_up", "g.hallam", "reason=Not agreed")
    b:send("D-6", "decide_it", "h.dixon", "--decided-by", "a.mercer", "resolution=They assess")
    b:run("run-due", "--now", "2016-09-12T09:00:00Z")
    b:send("D-3", "they_agree", "l.tanaka", "resolution=Met")
  end)
  teardown(function() b:remove() end)

  it("counts by stage, by how long and by how they ended", function()
    local tables = report.read(b, "disagreements")
    local stage = by(tables["By stage"], "name")
    assert.are.same({ "2", "2", "4", "3" }, { stage["Stage 1: between the two"].settled, stage["Stage 1: between the two"].open,
      stage["Stage 1: between the two"].all, stage["Stage 1: between the two"].late })
    assert.are.same({ "1", "1" }, { stage["Stage 2: service managers"].settled, stage["Stage 2: service managers"].late })
    assert.are.equal("1", stage["Stage 4: Independent Chair"].settled)
    local long = by(tables["By how long"], "name")
    assert.are.same({ "3", "0" }, { long["1 week or less"].settled, long["1 week or less"].open })
    assert.are.same({ "1", "2" }, { long["up to 2 weeks"].settled, long["up to 2 weeks"].open })
    local ended = by(tables["How they ended"], "name")
    for outcome, count in pairs { ["still open"] = "2", ["taken back"] = "1", ["settled at stage 1"] = "1", ["settled at stage 2"] = "1",
      ["decided by the Independent Chair"] = "1" } do assert.are.equal(count, ended[outcome].count, outcome) end
    local agencies = by(tables["By agency"], "name")
    assert.are.same({ "6", "0" }, { agencies["Cleveland Police"].raised, agencies["Cleveland Police"].answered })
    assert.are.equal("2", agencies["South Tees Hospitals NHS Foundation Trust"].open)
    assert.are.equal(0, #report.read(b, "disagreements", "--from", "2016-09-02").Disagreements)
  end)

  it("shows each reader what they see: the Executive nothing of a case, others nothing", function()
    local page = b:run("report", "disagreements", "--as", "c.fenwick", "--html")
    assert.is_nil(page:find("Kite", 1, true))
    assert.is_nil(page:find("Spoken to", 1, true))
    assert.are.equal("6", by(report.read(b, "disagreements", "--as", "c.fenwick")["By stage"], "name").All.all)
    assert.are.equal(0, #report.read(b, "disagreements", "--as", "z.coyle").Disagreements)
  end)

  it("counts one that began again as open", function()
    b:send("D-6", "the_letter_went_out", "h.dixon", "letter_on=2016-09-12")
    b:send("D-6", "close_it", "h.dixon", "learning=Ring earlier", "policy_change_needed=no")
    b:send("D-6", "it_began_again", "h.dixon", "reason=It was not done")
    local tables = report.read(b, "disagreements")
    local stage = by(tables["By stage"], "name")
    assert.are.same({ "0", "1" }, { stage["Stage 4: Independent Chair"].settled, stage["Stage 3: senior leads"].open })
    assert.are.equal("3", by(tables["How they ended"], "name")["still open"].count)
  end)

  it("is published in one table without small numbers", function()
    local tables, document = report.read(b, "disagreements", "published=yes")
    assert.are.equal(1, #document.sections)
    assert.are.equal(1, #document.sections[1].tables)
    local line = by(tables["By stage"], "name")["Stage 1: between the two"]
    assert.are.same({ "fewer than 5", "fewer than 5", "fewer than 5" }, { line.settled, line.open, line.all })
    assert.is_nil(line.late)
    assert.are.equal("6", by(tables["By stage"], "name").All.all)
  end)
end)

describe("the register of VEMT leads", function()
  local b
  setup(function()
    b = board.new "2016-04-04T09:00:00Z"
    local keep = { police = true, hospitals = true, education = true, fire = true }
    for _, row in ipairs(b:ask("agency", "list").rows) do
      if not keep[row.id] then b:run("agency", "set", row.id, "--as", "h.dixon", "valid_to=2016-03-31") end
    end
    b:run("workflow", "publish", "workflows/theme-vemt.lua", "--as", "h.dixon")
    b:run("case", "start", "theme-vemt", "--ref", "V-1", "--as", "h.dixon", "theme=VEMT", "source=statute", "published_on=2016-04-01")
    b:send("V-1", "take_it_up", "h.dixon", "relevance=high", "owner_group=group:vemt", "reason=A new duty")
    b:send("V-1", "hand_in_the_impact_report", "h.dixon", "prevalence=Low", "controls=Training", "gaps=Schools", "childrens_views=Heard", "risk_score=12",
      "ask_of_board=Assurance")
    b:send("V-1", "ask_for_assurance", "h.dixon", "--decided-by", b:decider "independent_chair", "meeting=Meeting", "minute_ref=1")
    local answers = {}
    for _, row in ipairs(b:show("V-1").parties[1].rows) do answers[b:field(row.item, "agency")] = row.item end
    local function hand_in(agency, ...) b:send(answers[agency], "hand_it_in", b:decider("safeguarding_lead", agency), ...) end
    hand_in("police", "vemt_lead=Inspector", "deputy=Sergeant", "lead_since=2016-01-04", "vacancy_days=0", "trained_on=2016-02-01")
    hand_in("hospitals", "vemt_lead=Named nurse", "deputy=Her deputy", "lead_since=2016-01-04", "vacancy_days=12")
    b:send(answers.education, "keep_a_draft", b:decider("safeguarding_lead", "education"), "vemt_lead=Somebody", "trained_on=2016-03-01")
    b:run("case", "send", "V-1", "exempt_one", "--as", "h.dixon", "party=agency:fire", "reason=No children there")
  end)
  teardown(function() b:remove() end)

  it("has each agency's lead, and says what is missing", function()
    local tables = report.read(b, "vemt-leads")
    local leads = by(tables["Register of leads"], "agency")
    assert.are.same({ "in place", "Inspector" }, { leads["Cleveland Police"].rag, leads["Cleveland Police"].lead })
    local hospitals = leads["South Tees Hospitals NHS Foundation Trust"]
    assert.are.same({ "lead not trained, 12 days without a lead", "12" }, { hospitals.rag, hospitals.days })
    local count = by(tables["How far the register is"], "what")
    assert.are.same({ "3", "2", "1", "1" }, { count["Agencies that were asked"].count, count["Named a lead"].count, count["Whose lead is trained"].count,
      count["Without a lead, or an answer"].count })
    for _, line in pairs(leads) do assert.are_not.equal("Somebody", line.lead) end -- a draft
    assert.are.same(tables, (report.read(b, "vemt-leads", "cycle=V-1")))
  end)

  it("is for an agency its own line", function()
    local rows = report.read(b, "vemt-leads", "--as", "l.tanaka")["Register of leads"]
    assert.are.equal(1, #rows)
    assert.are.equal("South Tees Hospitals NHS Foundation Trust", rows[1].agency)
  end)
end)
