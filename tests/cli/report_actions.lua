-- Goal: the reports on actions say what the board's own people would count by hand: LLIP's pack, the Executive's quarter, the forecast, the Challenge
-- Register, what was closed without impact, and how much each agency carries (DOMAIN 4.9, 8, 9). Method: four actions through a meeting of LLIP that
-- agrees, challenges and merges; then the next quarter.
local meeting = require "helper.meeting"
local report = require "helper.report"

local M = meeting.ref

describe("a report on actions", function()
  local b
  local function says(text, part) assert.truthy(text:find(part, 1, true), ("does not say %q:\n%s"):format(part, text)) end
  local function by(rows, name)
    local found = {}
    for _, row in ipairs(rows) do found[row[name]] = row end
    return found
  end
  local function record(ref, event, minute, ...) b:run("meeting", "record", M, ref, event, "--minute", minute, "--as", "h.dixon", ...) end

  setup(function()
    b = meeting.board()
    meeting.propose(b, "RA-1", "hospitals")
    meeting.propose(b, "RA-2", "youth_offending")
    meeting.propose(b, "RA-3", "hospitals")
    b:run("case", "send", "RA-3", "prepare", "--as", "h.dixon", "priority=high", 'outcomes:=["1","4"]', "due=2017-01-31")
    b:begin_action("RA-4")
    b:bring_to_scrutiny("RA-4", { owner = "s.reid", lead_agency = "hospitals" }, "process")
    for ref, lead in pairs { ["RA-1"] = "l.tanaka", ["RA-2"] = "b.quinn", ["RA-3"] = "l.tanaka" } do meeting.accept_lead(b, ref, lead) end
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
  end)
  teardown(function() b:remove() end)

  it("for LLIP has the decisions that are wanted before it meets", function()
    local tables, document = report.read(b, "llip-pack")
    local wanted = by(tables["Decisions wanted"], "ref")
    says(wanted["RA-1"].what, "Agree it at LLIP")
    says(wanted["RA-4"].what, "Accept it as implemented")
    assert.are.equal(0, #tables["What changed since"])
    says(document.sections[1].text[1], "LLIP-2016-12-06")
    says(b:run("report", "llip-pack", "--group", "executive"), "No meeting of this group is planned")
  end)

  it("counts changes from the meeting on", function()
    b:run("meeting", "issue", M, "--as", "h.dixon")
    b:run("meeting", "open", M, "--as", "h.dixon", "--now", "2016-12-06T10:00:00Z")
    b:run("meeting", "attend", M, "--as", "h.dixon", "r.steel=present", "a.novak=present", "j.bell=present", "l.tanaka=present", "d.pearson=present")
    for i = 1, 3 do record("RA-" .. i, "agree", "5." .. i) end
    record("RA-4", "challenge", "5.4", "missing=Proof", "response_due=2016-12-20", "--decided-by", "llip")
    meeting.confirm(b, M, "r.steel")
    b:run("run-due", "--as", "h.dixon", "--now", "2017-02-15T09:00:00Z")
    local changed = by(report.read(b, "llip-pack")["What changed since"], "ref")
    says(changed["RA-3"].what, "overdue now")
    assert.is_nil(changed["RA-1"])
  end)

  it("for the Executive counts by priority and outcome, then and now", function()
    local tables, document = report.read(b, "executive-quarterly", "--workflow", "review-action")
    assert.are.equal("Executive quarterly: Quarter 4 of 2016-17", document.title)
    local first = tables["By priority of the business plan"][1]
    assert.are.same({ "Priority 1", "Red", "↓ worse" }, { first.name, first.rag, first.direction })
    assert.are.same({ "4", "1", "4", "2" }, { first.then_open, first.then_late, first.now_open, first.now_late })
    local outcomes = by(tables["By outcome"], "name")
    assert.are.equal("1", outcomes["Outcome 1"].now_late)
    assert.are.equal("1", outcomes["Outcome 4"].now_late)
    assert.are.same({ "3", "1", "Amber" }, { outcomes["In none"].now_open, outcomes["In none"].now_late, outcomes["In none"].rag })
  end)

  it("says what falls due next quarter, and this one", function()
    local tables = report.read(b, "forecast", "quarter=this", "--workflow", "review-action")
    local due = by(tables["Due dates by lead"], "name")
    assert.are.equal("2", due["South Tees Hospitals NHS Foundation Trust"].all)
    assert.are.equal("1", due["South Tees Youth Offending Service"].m2)
    local turns = by(tables["Who is to be done by when"], "ref")
    assert.are.same({ "Wed 22 Mar 2017", "Action owner" }, { turns["RA-1"].due, turns["RA-1"].who })
  end)

  it("has what was challenged, to whom and what came of it", function()
    local tables = report.read(b, "challenge-register")
    local challenged = by(tables["Items that were challenged at a meeting"], "ref")
    assert.are.same({ "Tue 6 Dec 2016", "Proof" }, { challenged["RA-4"].raised, challenged["RA-4"].why })
    assert.are.equal(0, #report.read(b, "challenge-register", "--from", "2017-03-01")["Items that were challenged at a meeting"])
  end)

  it("counts what each agency carries", function()
    local tables = report.read(b, "recommendation-load")
    local leads = by(tables["By lead"], "name")
    assert.are.equal("3", leads["South Tees Hospitals NHS Foundation Trust"].actions)
    assert.are.equal("1", leads["South Tees Youth Offending Service"].recommendations)
    assert.are.equal("4", by(tables["Open actions by lead and theme"], "name").All.all)
  end)

  it("names what was closed without impact", function()
    assert.are.equal(0, #report.read(b, "closed-without-impact")["Closed without impact"])
    b:run("case", "send", "RA-2", "supersede", "--as", "h.dixon", "--decided-by", "a.novak", "successor=RA-1", "meeting=LLIP", "minute_ref=6.1")
    local tables = report.read(b, "closed-without-impact")
    local closed = tables["Closed without impact"][1]
    assert.are.same({ "RA-2", "not shown", "goes on in RA-1" }, { closed.ref, closed.impact, closed.why })
    assert.are.same({ "1", "1", "100%" }, { tables["By lead"][1].closed, tables["By lead"][1].without, tables["By lead"][1].share })
    local quarter = by(report.read(b, "executive-quarterly", "--workflow", "review-action")["By lead"], "name")
    assert.are.same({ "1", "0", "Blue" }, { quarter["South Tees Youth Offending Service"].closed, quarter["South Tees Youth Offending Service"].now_open,
      quarter["South Tees Youth Offending Service"].rag })
  end)

  it("calls the plan's priorities and outcomes by their words, and counts actions alone", function()
    b:run("import", "plan", "examples/redcar-cleveland/business-plan.csv", "--as", "h.dixon")
    b:run("setting", "set", "plan_outcomes", "Safeguarded from harm; Children in care have a good experience", "--as", "h.dixon", "--reason", "The plan")
    for _, name in ipairs { "plan-quarter", "challenge" } do b:run("workflow", "publish", "workflows/" .. name .. ".lua", "--as", "h.dixon") end
    local tables, document = report.read(b, "executive-quarterly")
    local first = tables["By priority of the business plan"][1]
    assert.are.equal("Priority 1: Quality of Work", first.name)
    local second = tables["By priority of the business plan"][2] -- all of it as it was printed, without dates
    assert.are.same({ "Grey", "9" }, { second.rag, second.now_open })
    assert.are.same({ "Outcome 1: Safeguarded from harm", "Outcome 2: Children in care have a good experience", "Outcome 3" },
      { tables["By outcome"][1].name, tables["By outcome"][2].name, tables["By outcome"][3].name })
    says(document.sections[1].text[2], "Counted are actions: ")
    b:run("case", "start", "plan-quarter", "--as", "h.dixon", "indicator=1.1", "period_end=2017-03-31", "plan_priority=1")
    assert.are.equal(first.now_open, report.read(b, "executive-quarterly")["By priority of the business plan"][1].now_open)
    says(b:refused("setting", "set", "plan_outcomes", ("x"):rep(201), "--as", "h.dixon", "--reason", "R"), "must be a list of at most 20 titles")
  end)

  it("is as it was at the end of a quarter that is over", function()
    local tables, document = report.read(b, "executive-quarterly", "--workflow", "review-action", "--as-at", "2016-12-31", "--known")
    assert.are.equal("Executive quarterly: Quarter 3 of 2016-17", document.title)
    assert.are.equal("1", tables["By priority of the business plan"][1].now_late)
  end)

  it("has LLIP's pack as it would have been before it met, and after", function()
    local before, document = report.read(b, "llip-pack", "--as-at", "2016-11-30", "--known")
    local wanted = by(before["Decisions wanted"], "ref")
    says(document.sections[1].text[1], "LLIP-2016-12-06")
    says(wanted["RA-1"].what, "Agree it at LLIP")
    says(wanted["RA-4"].what, "Accept it as implemented")
    assert.are.equal(0, #before["What changed since"])
    local after = report.read(b, "llip-pack", "--as-at", "2016-12-31")
    assert.is_nil(after["Decisions wanted"])
    assert.are.equal("overdue now", by(after["What changed since"], "ref")["RA-4"].what)
    assert.are.equal("Wed 22 Mar 2017", by(after["Coming due"], "ref")["RA-1"].due)
  end)

  it("takes actions from audits with those from reviews", function()
    for _, name in ipairs { "monitoring-action", "data-return" } do b:run("workflow", "publish", "workflows/" .. name .. ".lua", "--as", "h.dixon") end
    b:run("case", "start", "monitoring-action", "--ref", "MA-1", "--as", "h.dixon", "lead_agency=hospitals", "due=2017-04-12", "text=Show the child's voice",
      "recommendations=R7", "theme=Voice")
    local load = report.read(b, "recommendation-load")
    assert.are.equal("4", by(load["By lead"], "name")["South Tees Hospitals NHS Foundation Trust"].actions)
    assert.are.equal("1", by(load["By theme"], "name").Voice.actions)
    assert.are.equal("Wed 12 Apr 2017", by(report.read(b, "llip-pack")["Coming due"], "ref")["MA-1"].due)
    assert.is_nil(by(report.read(b, "llip-pack", "--workflow", "review-action")["Coming due"], "ref")["MA-1"])
    b:run("case", "send", "MA-1", "reject", "--as", "h.dixon", "--decided-by", "a.mercer", "reason=Done elsewhere", "alternative=The audit itself",
      "meeting=RCSCB", "minute_ref=3")
    local closed = by(report.read(b, "closed-without-impact")["Closed without impact"], "ref")["MA-1"]
    assert.are.same({ "not shown", "Done elsewhere" }, { closed.impact, closed.why })
    assert.are.equal("1", by(report.read(b, "closed-without-impact")["By lead"], "name")["South Tees Hospitals NHS Foundation Trust"].closed)
  end)
end)
