-- Goal: a report says what its asker may see and nothing else, as text, CSV and a page; what it is told is checked; and a report of the board's own
-- that is wrong, endless or hungry ends with one sentence and never ends the program. Method: actions of two agencies on the Redcar & Cleveland
-- board, some late; the shipped report of what is overdue, and reports written into the board's folder.
local board = require "helper.board"
local shell = require "helper.shell"
local report = require "helper.report"

describe("a report", function()
  local b

  local function start(ref, agency, lead, due)
    b:run("case", "start", "review-action", "--ref", ref, "--as", "h.dixon", "lead_agency=" .. agency, "owner=s.reid", "priority=medium", "due=" .. due,
      "impact_due=2017-09-30", "text=Write to every school", "success_measure=In time", "baseline=None", "target=90", "recommendations=R1", "plan_priority=1")
    b:send(ref, "accept_lead", lead, "acceptance=By letter")
    b:run("case", "send", ref, "agree", "--as", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP", "minute_ref=4.1")
  end
  local function says(text, part) assert.truthy(text:find(part, 1, true), ("does not say %q:\n%s"):format(part, text)) end

  setup(function()
    b = board.new "2016-09-01T09:00:00Z"
    start("RA-1", "hospitals", "l.tanaka", "2016-10-10")
    start("RA-2", "hospitals", "l.tanaka", "2016-11-14")
    start("RA-3", "youth_offending", "b.quinn", "2016-10-31")
    start("RA-4", "youth_offending", "b.quinn", "2017-03-31")
    b:run("run-due", "--as", "h.dixon", "--now", "2016-12-01T09:00:00Z")
  end)
  teardown(function() b:remove() end)

  it("is listed with whom it is for and what it can be told", function()
    local said = b:run("report", "list")
    says(said, "overdue: Overdue work")
    says(said, "For: The Business Manager each week")
    says(said, "by=holder, agency, age, rung: Grouped by")
  end)

  it("of what is late is grouped by agency, by age and by how far it was escalated", function()
    local by_agency = report.read(b, "overdue", "--by", "agency")["How much is late"]
    assert.are.equal(3, #by_agency)
    assert.are.same({ "2", "1", "3" }, { by_agency[1].lines, by_agency[2].lines, by_agency[3].lines })
    assert.are.equal("All", by_agency[3].name)
    local by_age = report.read(b, "overdue", "by=age")["How much is late"]
    assert.are.equal("1 to 20 days", by_age[1].name)
    assert.are.equal("21 to 60 days", by_age[2].name)
    assert.are.equal("2", by_age[2].lines)
    local by_rung = report.read(b, "run", "overdue", "--by", "rung")["How much is late"]
    assert.are.equal("Level 2", by_rung[#by_rung - 1].name)
  end)

  it("says who is late: the owner, and not whoever waits for a group", function()
    local copy = report.read(b, "overdue")["Everything that is late, the longest first"]
    assert.are.same({ "RA-1", "52" }, { copy[1].ref, copy[1].days })
    assert.are.equal("late: Action owner since Mon 10 Oct 2016", copy[1].what)
  end)

  it("counts nothing that is not its asker's", function()
    assert.are.equal("3", report.read(b, "overdue", "--as", "l.tanaka")["How much is late"][1].lines)
    assert.are.equal("1", report.read(b, "overdue", "--as", "b.quinn")["How much is late"][1].lines)
    local tables = report.read(b, "overdue", "--as", "k.mistry")
    assert.are.equal(0, #tables["How much is late"])
    assert.is_nil(b:run("report", "overdue", "--html", "--as", "b.quinn"):find("RA-1", 1, true))
  end)

  it("is as it was then", function()
    local tables, document = report.read(b, "overdue", "--by", "agency", "--as-at", "2016-11-01", "--known")
    assert.are.equal(3, #tables["How much is late"])
    assert.are.equal("2", tables["How much is late"][3].lines)
    assert.are.equal("As it was on Tue 1 Nov 2016 23:59, as it was known then.", document.stood)
    says(b:refused("report", "overdue", "--as-at", "2016-08-01"), "There was no board yet on")
  end)

  it("is written as text, CSV and one page, each with its marking", function()
    b:run("setting", "set", "marking", "OFFICIAL", "--as", "h.dixon", "--reason", "R")
    local path = b.folder .. "/overdue.html"
    says(b:run("report", "overdue", "--format", "html", "-o", path), "Overdue work: written to " .. path)
    local page = shell.read(path)
    says(page, '<p class="marking">OFFICIAL</p>')
    says(page, '<caption><bdi>How much is late</bdi></caption>')
    says(page, '<td role="cell" data-label="Rating" class="red"><span class="shape" aria-hidden="true">■</span> <bdi>Red</bdi>')
    assert.is_nil(page:find("<script", 1, true))
    says(b:refused("report", "overdue", "--format", "html", "-o", path), "exists already")
    local csv = b:run("report", "overdue", "--format", "csv")
    says(csv, '"OFFICIAL"\r\n"Overdue work"\r\n')
    says(csv, '"RA-1","Write to every school",')
    says(b:run("report", "overdue"), "■ Red")
    says(b:try(2, "report", "overdue", "--format", "pdf"), 'A report is written as text, csv or html, and not as "pdf".')
  end)

  it("refuses what it was not made to be told", function()
    says(b:refused("report", "overdue", "--by", "colour"), '"by" (Grouped by) must be holder, agency, age or rung, and not "colour".')
    says(b:refused("report", "overdue", "leed=police"), 'The report overdue takes no option "leed". Did you mean "lead"?')
    says(b:refused("report", "overdu"), 'There is no report called "overdu". Did you mean "overdue"?')
    says(b:try(2, "report", "overdue", "police"), 'is nothing that a report is told')
  end)

  it("of the board's own stands beside the others, or in the place of one", function()
    report.put(b, "mine", 'return { sections = { { text = "Hello " .. options.name } } }', '{ { name = "name", title = "Whom to greet", needed = true } }')
    says(b:run("report", "list"), "The board's own, from plugins/reports.")
    says(b:run("report", "mine", "name=you"), "Hello you")
    says(b:refused("report", "mine"), 'The report mine needs "name": Whom to greet.')
    report.put(b, "overdue", 'return { sections = { { text = "Ours" } } }')
    says(b:run("report", "overdue"), "Ours")
    os.remove(b.path .. "/plugins/reports/overdue.lua")
    says(b:run("report", "overdue"), "Overdue work")
  end)

  it("is written as its writer's page shows", function()
    local source = shell.read("plugins/README.md"):match("\n```lua\n(.-)```\n")
    report.write(b, "by-lead", source)
    local rows = report.read(b, "by-lead")["Items by lead"]
    assert.are.same({ name = "All", items = "4", late = "3" }, rows[#rows])
    assert.are.same({ name = "South Tees Hospitals NHS Foundation Trust", items = "2", late = "2" }, rows[1])
    says(b:refused("report", "by-lead", "open=perhaps"), '"open" (Only what is open) must be yes or no')
  end)

  it("gives no cell to a spreadsheet that it would take for a formula", function()
    report.put(b, "cells", [[return { sections = { { tables = { { title = "=1",
      columns = { { name = "a", title = "+A" }, { name = "n", title = "N", kind = "number" } },
      rows = { { a = "=HYPERLINK(1)", n = -3 }, { a = "say \"no\"", n = 4 } } } } } } }]])
    local csv = b:run("report", "cells", "--csv")
    says(csv, [["'=1"]])
    says(csv, [["'=HYPERLINK(1)","-3"]])
    says(csv, [["say ""no""","4"]])
    local page = b:run("report", "cells", "--html")
    says(page, '<td role="cell" data-label="N" class="number">')
    says(page, '<th role="columnheader" scope="col">+A</th>')
  end)

  it("escapes in a page what people wrote", function()
    report.put(b, "marked", [[return { title = "<b>", sections = { { title = "<i>", text = "<u>", tables = { { title = "<s>",
      columns = { { name = "a", title = "\"<q>" } }, rows = { { a = "<em>" } } } } } } }]])
    local page = b:run("report", "marked", "--html")
    for _, tag in ipairs { "<b>", "<i>", "<u>", "<s>", "<q>", "<em>" } do
      if tag ~= "<b>" then assert.is_nil(page:find(tag, 1, true), tag) end
    end
    says(page, 'data-label="&quot;&lt;q&gt;"')
  end)
end)
