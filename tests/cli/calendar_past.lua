-- Goal: no change of the calendar rewrites who was late and who was in time (T7): a deadline that was past when the change was made keeps its
-- instant wherever it is shown or judged, one that was still to come moves, and nobody becomes late by the change itself. Method: papers of
-- tests/data/counted.lua whose days are counted by hand, on a manual clock; days off are added and taken away behind their backs, and each is
-- looked at on its page, in lists, in conditions, in the past, in a report and a bundle. Thursday 1 September 2016 is the first day.
local desk = require "helper.desk"
local shell = require "helper.shell"

local function at(d, instant) d:run("run-due", "--as", "m.test", "--now", instant) end

local function start(d, ref, found_on)
  d:run("case", "start", "counted", "--ref", ref, "--as", "m.test", "text=Paper", "found_on=" .. found_on)
end

local function new(...)
  local d = desk.new()
  d:run("workflow", "publish", "tests/data/counted.lua", "--as", "m.test")
  for _, one in ipairs { ... } do start(d, one[1], one[2]) end
  return d
end

local function add(d, date, ...) d:run("calendar", "add", date, "Late news", "--as", "m.test", "--yes", ...) end
local function take_off(d, date, ...) d:run("calendar", "remove", date, "--as", "m.test", "--yes", ...) end

-- "late: Business Manager since Mon 19 Sep 2016"
local function turn(d, ref, ...) return d:ask("case", "show", ref, "--as", "m.test", ...).waits[1].text end
local function late(day) return "late: Business Manager since " .. day end
local function waiting(day) return "waiting: Business Manager, by " .. day end

-- By the index, and by going through everything.
local function refs(d, ...)
  local all = {}
  for _, row in ipairs(d:ask("case", "list", "--workflow", "counted", "--as", "m.test", ...).rows) do all[#all + 1] = row.ref end
  return table.concat(all, " ")
end

local function may(d, ref, event)
  local out, err, status = shell.run { "case", "send", ref, event, "--as", "m.test", "--board", d.path }
  return status == 0, out .. err
end

describe("a day off that is added when it is past", function()
  local d
  setup(function()
    d = new({ "C-1", "2016-09-05" }, { "C-2", "2016-09-12" }) -- ten working days on: Monday the 19th and Monday the 26th
    at(d, "2016-09-20T09:00:00Z")
    assert.equal(late "Mon 19 Sep 2016", turn(d, "C-1"))
    add(d, "2016-09-14", "--reason", "A day of mourning")
  end)
  teardown(function()
    d:run("journal", "verify")
    d:remove()
  end)

  it("leaves who was late late, since the same day", function()
    assert.equal(late "Mon 19 Sep 2016", turn(d, "C-1"))
    assert.equal("C-1", refs(d, "--late"))
    assert.equal("C-1", refs(d, "--due-before", "2016-09-20"))
  end)

  it("moves what was still to come", function()
    assert.equal(waiting "Tue 27 Sep 2016", turn(d, "C-2"))
    assert.equal("C-1", refs(d, "--due-before", "2016-09-27"))
    assert.equal("C-1 C-2", refs(d, "--due-before", "2016-09-28"))
  end)

  it("is judged alike in conditions", function()
    assert.is_true(may(d, "C-1", "say_late"))
    local taken, said = may(d, "C-1", "say_in_time")
    assert.is_false(taken)
    assert.truthy(said:find("Mon 19 Sep 2016 23:59", 1, true), said)
    assert.is_true(may(d, "C-2", "say_in_time"))
    assert.is_true(select(1, shell.run { "case", "send", "C-2", "say_done", "--as", "m.test", "done_on=2016-09-27", "--board", d.path }) ~= "")
    d:wrong({ kept = 1, says = { "19 Sep 2016" } }, "case", "send", "C-1", "say_done", "--as", "m.test", "done_on=2016-09-20")
  end)

  it("has the receipt of the calendar that counted, and says so", function()
    local receipt = d:run("case", "deadline", "C-1", "turn", "--as", "m.test")
    assert.truthy(receipt:find("due Mon 19 Sep 2016", 1, true), receipt)
    assert.falsy(receipt:find("Late news", 1, true), receipt)
    assert.truthy(receipt:find("It was past when the calendar was changed on Tue 20 Sep 2016 10:00, and stays as it was.", 1, true), receipt)
    receipt = d:run("case", "deadline", "C-2", "turn", "--as", "m.test")
    assert.truthy(receipt:find("Wed 14 Sep 2016    skipped: Late news", 1, true), receipt)
    assert.falsy(receipt:find("It was past", 1, true), receipt)
  end)

  it("says why, where the change is seen", function()
    local page = d:run("calendar", "show")
    assert.truthy(page:find("What was changed of it:", 1, true), page)
    assert.truthy(page:find("Tue 20 Sep 2016 10:00  Mia Manager  added Wed 14 Sep 2016 (Late news)  A day of mourning", 1, true), page)
    local entries = d:ask("case", "history", "C-2", "--as", "m.test").entries
    local moved
    for _, entry in ipairs(entries) do
      if entry.kind == "timers derived again" then moved = entry end
    end
    assert.equal("deadlines worked out again by Mia Manager. The calendar of working days changed: A day of mourning", moved.text)
  end)

  it("stays so when it is late itself, through a second change, and in tables that are made again", function()
    at(d, "2016-09-22T09:00:00Z")
    add(d, "2016-09-21")
    assert.same({ late "Mon 19 Sep 2016", waiting "Wed 28 Sep 2016" }, { turn(d, "C-1"), turn(d, "C-2") })
    at(d, "2016-09-29T09:00:00Z")
    take_off(d, "2016-09-21")
    take_off(d, "2016-09-14")
    assert.same({ late "Mon 19 Sep 2016", late "Wed 28 Sep 2016", "C-1 C-2" }, { turn(d, "C-1"), turn(d, "C-2"), refs(d, "--late") })
    assert.equal("C-1", refs(d, "--due-before", "2016-09-28"))
    d:run("journal", "verify")
    d:run("rebuild", "--as", "m.test")
    assert.same({ late "Mon 19 Sep 2016", late "Wed 28 Sep 2016", "C-1 C-2" }, { turn(d, "C-1"), turn(d, "C-2"), refs(d, "--late") })
  end)

  it("reads alike in the past, by what is known now and by what was known then", function()
    at(d, "2016-09-29T12:00:00Z")
    for _, known in ipairs { {}, { "--known" } } do
      assert.equal(late "Mon 19 Sep 2016", turn(d, "C-1", "--as-at", "2016-09-20T08:00:00Z", table.unpack(known)))
      assert.equal(waiting "Mon 26 Sep 2016", turn(d, "C-2", "--as-at", "2016-09-20T08:00:00Z", table.unpack(known)))
      assert.equal(waiting "Tue 27 Sep 2016", turn(d, "C-2", "--as-at", "2016-09-21T08:00:00Z", table.unpack(known)))
      assert.equal("C-1", refs(d, "--late", "--as-at", "2016-09-22T12:00:00Z", table.unpack(known)))
      assert.equal("C-1 C-2", refs(d, "--late", "--as-at", "2016-09-29T12:00:00Z", table.unpack(known)))
    end
  end)

  it("counts for what begins afterwards, and for steps that are reached afterwards as before", function()
    start(d, "C-3", "2016-09-05") -- all of it by the calendar of today, in which both days are working days again
    assert.equal(late "Mon 19 Sep 2016", turn(d, "C-3"))
    d:run("case", "send", "C-2", "keep", "--as", "m.test")
    assert.equal(waiting "Thu 6 Oct 2016", turn(d, "C-2")) -- five working days from Thursday the 29th
    d:run("case", "send", "C-2", "back", "--as", "m.test")
    assert.equal(late "Wed 28 Sep 2016", turn(d, "C-2"))
  end)

  it("is in the report and in a bundle as on the page", function()
    local report = d:run("report", "overdue", "--as", "m.test", "--csv")
    assert.truthy(report:find("C-1", 1, true), report)
    local zip = d.folder .. "/c.zip"
    d:run("bundle", "create", "C-1", "--as", "m.test", "--output", zip)
    d:must_run { "bundle", "verify", zip }
    local page = shell.lines("unzip -p " .. shell.quote(zip) .. " '*/index.html'")
    assert.truthy(page:find("by <bdi>Mon 19 Sep 2016 23:59</bdi>", 1, true))
  end)
end)

describe("a day off that is taken away when it is past", function()
  local d
  setup(function()
    d = new({ "C-1", "2016-08-22" }, { "C-2", "2016-08-19" }) -- over the 29th of August: Tuesday the 6th, and Monday the 5th of September
    at(d, "2016-09-06T11:00:00Z")
    assert.same({ waiting "Tue 6 Sep 2016", late "Mon 5 Sep 2016" }, { turn(d, "C-1"), turn(d, "C-2") })
    take_off(d, "2016-08-29")
  end)
  teardown(function()
    d:run("journal", "verify")
    d:remove()
  end)

  it("leaves who was in time in time, and who was late late since the same day", function()
    assert.same({ waiting "Tue 6 Sep 2016", late "Mon 5 Sep 2016", "C-2" }, { turn(d, "C-1"), turn(d, "C-2"), refs(d, "--late") })
    assert.is_true(may(d, "C-1", "say_in_time"))
    assert.is_false(may(d, "C-1", "say_late"))
    assert.is_true(may(d, "C-2", "say_late"))
  end)

  it("moves what was to come to an earlier day that is to come", function()
    local due = {}
    for _, row in ipairs(d:ask("case", "show", "C-1", "--as", "m.test").due) do due[row.what] = row["local"] end
    assert.equal("Wed 7 Sep 2016 23:59", due["chase/L0"]) -- it was Thursday the 8th
  end)

  it("is late when its own day is over", function()
    at(d, "2016-09-07T09:00:00Z")
    assert.same({ late "Tue 6 Sep 2016", "C-1 C-2" }, { turn(d, "C-1"), refs(d, "--late") })
  end)
end)
