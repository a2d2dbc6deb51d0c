-- Goal: what is late, and what is due before a day, is found by the index as it is by going through everything (T5): for every kind of rule by which a
-- turn ends, before and after a change of bank holidays and of a group's meetings, with clocks that are stopped, at any day, for whoever sees all of an
-- item and for whoever sees a part. Method: a workflow with a step for each kind of rule, items at random steps; each list asked both ways as time goes
-- on, and the sums of a report beside a sum over its list. Then what the index keeps is changed, to see that it is the index that answers.
local shell = require "helper.shell"
local json = require "helper.json"
local report = require "helper.report"
local stamp = require "helper.stamp"
local folder

local function path() return folder .. "/board" end
local both = require("helper.both_ways")(path)
local _, ok = require("helper.at_board")(path)

local now
local function at(instant)
  now = instant
  ok("run-due", "--as", "m.test", "--now", instant)
end

-- The same lists of each person; how many rows they counted in all.
local function compare()
  local lists = {}
  local day, soon = now:sub(1, 10), now:sub(1, 8) .. "28"
  for _, person in ipairs { "m.test", "l.north" } do
    for _, filter in ipairs { { late = true }, { late = true, open = true, limit = 3 }, { late = true, limit = 0 },
      { late = true, lead = "north", due_before = soon },
      { due_before = day }, { due_before = soon, open = true, limit = 2 }, { due_before = soon, limit = 0 }, { due_before = soon, rag = "red" },
      { late = true, columns = { "title", "waits" } }, { due_before = soon, columns = { "rag", "due" } } } do
      filter.as = person
      lists[#lists + 1] = filter
    end
  end
  return both.compare(lists, now)
end

-- A report's sums of what is late (`host.late`), and beside them those of the items that it lists: {SUMS, LISTED}, each as one text.
local sums_report = [[
  local function said(by)
    local lines = {}
    for key, count in pairs(by) do lines[#lines + 1] = key .. "=" .. count end
    table.sort(lines)
    return table.concat(lines, "\n")
  end
  local function key_of(whose, told, due, lead) return table.concat({ whose, table.concat(told or {}, "+"), due and host.words(due) or "?", lead }, "|") end
  local sums, listed = {}, {}
  for _, turns in ipairs(host.late { lead = options.lead }) do sums[key_of(turns.whose, turns.told, turns.due, turns.lead)] = turns.items end
  for _, row in ipairs(host.items({ late = true, open = true, lead = options.lead }).rows) do
    for _, wait in ipairs(row.waits) do
      local key = wait.late and key_of(wait.title, wait.told, wait.due, row.lead)
      if key then listed[key] = (listed[key] or 0) + 1 end
    end
  end
  return { sections = { { text = { said(sums), said(listed) } } } }
]]

-- By the index, and of the board as it was, which has none; how many lines of sums there were in all.
local function compare_sums()
  local lines = 0
  for _, person in ipairs { "m.test", "l.north" } do
    for _, narrowed in ipairs { {}, { "--lead", "north" } } do
      local function ask(...)
        local out = ok("report", "sums", "--json", "--as", person, ...)
        return json.read(out).document.sections[1].text
      end
      local now_said = ask(table.unpack(narrowed))
      narrowed[#narrowed + 1], narrowed[#narrowed + 2] = "--as-at", now
      assert.are.same(ask(table.unpack(narrowed)), now_said)
      assert.are.equal(now_said[2], now_said[1])
      lines = lines + select(2, (now_said[1] or ""):gsub("=", ""))
      ok("report", "overdue", "--as", person) -- who is shown that something is late, and not since when, has a report too
    end
  end
  return lines
end

local function go(ref, event, data) return { op = "case.send", case = ref, event = event, as = "m.test", data = data } end

describe("what is late", function()
  setup(function()
    folder = shell.folder()
    local _, err, status = shell.run { "init", path(), "--seed", "tests/data/sharing.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert(status == 0, err)
    now = "2016-09-01T09:00:00Z"
    ok("workflow", "publish", "tests/data/waits.lua", "--as", "m.test")
    ok("group", "set", "panel", "meetings=2016-09-07, 2016-10-19", "--as", "m.test")
    math.randomseed(16)
    local requests = {}
    for i = 1, 40 do
      local data, ref = { text = "Thing " .. i, agency = i % 2 == 0 and "north" or "south" }, ("W-%03d"):format(i)
      if i % 5 ~= 0 then data.found_on = ("2016-%02d-%02d"):format(math.random(8, 9), math.random(1, 28)) end
      if i % 3 == 0 then data.due = ("2016-09-%02d"):format(math.random(1, 28)) end
      requests[#requests + 1] = { op = "case.start", workflow = "waits", ref = ref, as = "m.test", data = data }
      for _ = 1, math.random(0, 9) do requests[#requests + 1] = go(ref, "go_on") end
      if i % 7 == 0 then requests[#requests + 1] = go(ref, "stop_the_clock", { reason = "A trial" }) end
      if i % 14 == 0 then requests[#requests + 1] = go(ref, "close_it") end
    end
    for i, answer in ipairs(both.batch(requests)) do assert.falsy(answer:find('"error"', 1, true), answer .. both.request(requests[i])) end
  end)
  teardown(function() shell.remove(folder) end)
  before_each(function() report.put({ path = path() }, "sums", sums_report, '{ { name = "lead", title = "Lead" } }') end)

  it("is the same by the index as by going through everything, as time goes on", function()
    local counted = compare()
    for _, instant in ipairs { "2016-09-02T21:30:00Z", "2016-09-09T23:30:00Z" } do
      at(instant)
      local more = compare()
      assert.is_true(more > counted, more .. " after " .. counted)
      counted = more
    end
    at "2016-10-03T09:00:00Z"
    assert.is_true(compare() > counted)
    local lines = compare_sums()
    assert.is_true(lines > 10, lines)
  end)

  it("follows bank holidays, meetings, clocks and fields at once", function()
    ok("calendar", "add", "2016-09-30", "A day of mourning", "--as", "m.test")
    compare()
    ok("group", "set", "panel", "meetings=2016-09-21, 2016-10-19", "--as", "m.test")
    compare()
    for i = 7, 35, 7 do both.batch { go(("W-%03d"):format(i), "start_the_clock") } end
    for i = 3, 9 do both.batch { go(("W-%03d"):format(i), "go_on", { found_on = "2016-09-12" }) } end
    compare()
    at "2016-11-02T09:00:00Z"
    assert.is_true(compare() > 0)
    local lines = compare_sums()
    assert.is_true(lines > 10, lines)
  end)

  it("is refused where a column is asked for that no row has", function()
    local answer = both.batch({ { op = "case.list", columns = { "due", "tilte" }, as = "m.test" } })[1]
    assert.truthy(answer:find([[A row of a list has no \"tilte\". Did you mean \"title\"?]], 1, true), answer)
  end)

  it("is asked of the index, which keeps no reason for which a clock was stopped", function()
    local function late() return json.read(both.batch({ { op = "case.list", late = true, limit = 0, as = "m.test" } })[1]).count end
    local before = late()
    assert.are.equal("0\n", stamp.sql(path(), "SELECT count(*) FROM index_waits WHERE waits LIKE '%trial%'"))
    assert.are.equal("", stamp.sql(path(), "UPDATE index_items SET waits = 0"))
    assert.are.equal(0, late())
    assert.are.equal("", stamp.sql(path(), "UPDATE index_mark SET version = 0"))
    assert.are.equal(before, late())
    assert.is_true(before > 20)
  end)
end)
