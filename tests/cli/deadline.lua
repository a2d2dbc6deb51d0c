-- Goal: anybody who may see an item can see how its deadlines were worked out, in words that can be read aloud, and what would be if something
-- else were so (T9; DOMAIN's Easter and Christmas). Method: boards whose clocks begin before Easter 2016 and before Christmas 2022, an item of
-- the workflow `watch` on each, and `waymark case deadline` typed as people would.
local desk = require "helper.desk"
local json = require "helper.json"
local shell = require "helper.shell"

-- A desk whose clock begins elsewhere.
local function desk_at(now)
  local self = setmetatable({ folder = shell.folder() }, { __index = desk })
  self.path = self.folder .. "/board"
  self:must_run { "init", self.path, "--seed", "tests/data/partners.lua", "--manual-clock", "--now", now }
  self:run("workflow", "publish", "tests/data/watch.lua", "--as", "m.test")
  self:run("case", "start", "watch", "--ref", "WA-1", "--as", "m.test", "text=Eyes", "due=2016-05-31", "anchor=2016-01-31")
  return self
end

-- What is versioned elsewhere is left out.
local function plain(text) return (text:gsub("Calendar: england%-and%-wales, version %x+%. Zone: Europe/London, [^\n]+\n", "")) end

describe("a receipt", function()
  local d
  setup(function() d = desk_at "2016-03-24T09:00:00Z" end)
  teardown(function() d:remove() end)

  it("shows Good Friday and Easter Monday skipped", function()
    assert.are.equal([[
WA-1  Eyes
5 working days, a deadline of "Draft"
Then: five days have passed, to Mia Manager (Business Manager)

5 working days: due Mon 4 Apr 2016 23:59 (2016-04-04T22:59:59.999Z).

  Thu 24 Mar 2016    day 0, the step's beginning: not counted
  Fri 25 Mar 2016    skipped: good friday
  Sat 26 Mar 2016    skipped: Saturday
  Sun 27 Mar 2016    skipped: Sunday
  Mon 28 Mar 2016    skipped: easter monday
  Tue 29 Mar 2016    1 of 5
  Wed 30 Mar 2016    2 of 5
  Thu 31 Mar 2016    3 of 5
  Fri 1 Apr 2016     4 of 5
  Sat 2 Apr 2016     skipped: Saturday
  Sun 3 Apr 2016     skipped: Sunday
  Mon 4 Apr 2016     5 of 5

]], plain(d:run("case", "deadline", "WA-1", "5 working days in open.plan.draft")))
  end)

  it("shows the clamped times of a cycle from its anchor", function()
    local said = d:run("case", "deadline", "WA-1", "report")
    assert.truthy(said:find("1 month from anchor: due Thu 31 Mar 2016 23:59", 1, true), said)
    assert.truthy(said:find("Sun 31 Jan 2016    the anchor (anchor): each time is counted from here", 1, true), said)
    assert.truthy(said:find("number 2 of the cycle: 2 months from its anchor", 1, true), said)
  end)

  it("has the same for a program", function()
    local answer = d:ask("case", "deadline", "WA-1", "5 working days in open.plan.draft")
    assert.are.equal("2016-04-04T22:59:59.999Z", answer.due)
    assert.are.equal("2016-04-04", answer["local"])
    assert.are.same({ date = "2016-03-25", counted = false, why = "good_friday" }, answer.receipt[2])
    assert.are.equal(answer.due, answer.armed.due)
  end)
end)

describe("the deadlines of an item", function()
  local d
  before_each(function() d = desk_at "2016-03-24T09:00:00Z" end)
  after_each(function() d:remove() end)

  it("come in order, with the names to be typed, and say why some have no date", function()
    local said = d:run("case", "deadline", "WA-1")
    local last = 0
    for _, part in ipairs { "Sat 26 Mar 2016 09:00  48 hours", "Thu 31 Mar 2016 23:59  report",
      "5 working days in", "open.checks.first", "5 working days in", "open.plan.draft",
      "Thu 26 May 2016 23:59  late/R0", "Wed 1 Jun 2016 23:59   late/L0", "Tue 14 Jun 2016 23:59  late/L1",
      "Without a date now\n  papers: the next meeting of Panel after Thu 24 Mar 2016 is not known yet\n",
      '"waymark case deadline WA-1 NAME" shows how one of them was worked out.' } do
      local at = said:find(part, last + 1, true)
      assert.truthy(at, part .. " is missing in\n" .. said)
      last = at
    end
  end)

  it("say how the clock was stopped, by whom, and when that is looked at again", function()
    d:run("case", "send", "WA-1", "stop", "--as", "m.test", "why=criminal trial", "--now", "2016-03-30T09:00:00Z")
    local said = d:run("case", "deadline", "WA-1")
    local stop = "The clock was stopped\n  since Wed 30 Mar 2016 10:00: criminal trial; allowed by the Panel; to be looked at again on\n"
    assert.truthy(said:find(stop, 1, true), said)
    assert.truthy(said:find("5 working days in open.plan.draft: the clock has been stopped since Wed 30 Mar 2016 10:00\n", 1, true), said)
    said = d:run("case", "deadline", "WA-1", "5 working days in open.plan.draft", "--what-if", "start 2016-04-01")
    assert.truthy(said:find("What if the clock started again on Fri 1 Apr 2016 00:00? Nothing is changed: this is what would be.", 1, true), said)
    assert.truthy(said:find("5 working days: due Wed 6 Apr 2016 23:59", 1, true), said)
    assert.truthy(said:find("Wed 30 Mar 2016    clock stopped: criminal trial\n", 1, true), said)
    assert.truthy(said:find("As things are: no date.\n", 1, true), said)
  end)

  it("can be asked what would be, beside what is", function()
    local said = d:run("case", "deadline", "WA-1", "--what-if", "due=2016-06-30", "--what-if", "holiday 2016-07-01")
    assert.truthy(said:find("What if Fri 1 Jul 2016 were a holiday, and Due date were Thu 30 Jun 2016? Nothing is changed", 1, true), said)
    assert.truthy(said:find("Mon 4 Jul 2016 23:59   Wed 1 Jun 2016 23:59   late/L0", 1, true), said)
    said = d:run("case", "deadline", "WA-1", "L0", "--what-if", "due=2016-03-01")
    assert.truthy(said:find("1 working day after due: due Wed 2 Mar 2016 23:59", 1, true), said)
    assert.truthy(said:find("That day has gone by: it would run at once.\n", 1, true), said)
  end)

  it("say that what is overdue comes first", function()
    local said = d:run("case", "deadline", "WA-1", "--now", "2016-03-28T09:00:00Z")
    assert.truthy(said:find("Sat 26 Mar 2016 09:00, overdue", 1, true), said)
    said = d:run("case", "deadline", "WA-1", "--what-if", "stop today")
    assert.truthy(said:find("48 hours is overdue: it runs before anything that a person changes, and would run all the same.\n", 1, true), said)
  end)

  it("are told of on the item's page", function()
    assert.truthy(d:run("case", "show", "WA-1"):find('"waymark case deadline WA-1 NAME" shows how one of them was worked out.', 1, true))
  end)

  it("are wrong words in one sentence", function()
    d:wrong({ says = { 'Did you mean "report"?' } }, "case", "deadline", "WA-1", "reprt")
    d:wrong({ says = { 'write "stop today", "stop 2016-05-01"' } }, "case", "deadline", "WA-1", "--what-if", "pigs fly")
    d:wrong({ says = { 'There is no item "WA-1" on this board' } }, "case", "deadline", "WA-1", "--as", "x.out")
    d:wrong({ status = 2, says = { "does not know what to do with" } }, "case", "deadline", "WA-1", "5", "working", "days")
  end)

  it("let no control character of a reason through", function()
    d:run("case", "send", "WA-1", "stop", "--as", "m.test", "why=a\27[2Jtrial")
    for _, words in ipairs { { "case", "deadline", "WA-1" }, { "case", "deadline", "WA-1", "48 hours" } } do
      assert.falsy(d:run(table.unpack(words)):find("\27", 1, true))
    end
  end)
end)

it("Christmas 2022 is passed over as it is counted by hand: 3 days of December, 7 of January", function()
  local d = desk_at "2022-12-23T09:00:00Z"
  d:run("case", "send", "WA-1", "move", "--as", "m.test", "due=2022-12-23")
  assert.are.equal("2023-01-11", json.read(d:must_run { "case", "deadline", "WA-1", "L1", "--json", "--board", d.path })["local"])
  d:remove()
end)
