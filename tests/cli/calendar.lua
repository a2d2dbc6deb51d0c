-- Goal: scenario 22 of the board's own list: a bank holiday that is added as data moves deadlines that are still to come, each with an entry that says
-- what moved, why and by whom; what is past stays, and nobody is told twice (T7). Method: a board with a breach and deadlines to come, driven as its
-- office would: look first, then do it; days taken away, closures, a new year's list; a server killed while dates are being moved.
local desk = require "helper.desk"
local json = require "helper.json"
local shell = require "helper.shell"
local stamp = require "helper.stamp"

local function start(d, ref, due)
  d:run("case", "start", "task", "--ref", ref, "--as", "m.test", "text=Task", "agency=north", "owner=o.owner", "due=" .. due)
end

-- { ["late/L0"] = "Mon 3 Oct 2016 23:59", ... } and which of them are provisional
local function dues(d, ref)
  local due, provisional = {}, {}
  for _, row in ipairs(d:ask("case", "show", ref).due) do
    due[row.what], provisional[row.what] = row["local"], row.provisional
  end
  return due, provisional
end

local function history(d, ref) return d:ask("case", "history", ref).entries end

-- What many requests of one kind answer, in one run of the program.
local function each(d, op, refs)
  local requests, answers = {}, {}
  for _, ref in ipairs(refs) do requests[#requests + 1] = ('{"op":"%s","case":"%s"}\n'):format(op, ref) end
  local out = shell.run({ "batch", "--board", d.path }, { input = table.concat(requests) })
  for line in out:gmatch("[^\n]+") do answers[#answers + 1] = json.read(line) end
  return answers
end

local function told(d, ref) return d:ask("outbox", "list", ref).rows end

describe("a bank holiday that is added", function()
  local d
  setup(function()
    d = desk.new() -- Thursday 1 September 2016
    start(d, "K-2", "2016-09-30") -- a Friday: L0 is on Monday 3 October
    start(d, "K-3", "2016-09-02")
    d:run("run-due", "--now", "2016-09-06T09:00:00Z", "--as", "m.test") -- K-3's L0 was on Monday the 5th
  end)
  teardown(function()
    d:run("journal", "verify")
    d:remove()
  end)

  it("is shown first, and changes nothing", function()
    local before = d:entries()
    local page = d:run("calendar", "add", "2016-10-03", "Jubilee", "--as", "m.test")
    for _, words in ipairs { 'To be added: Mon 3 Oct 2016, "Jubilee", in the list of england-and-wales.', "3 deadlines would move:",
      "K-2  late/L0", "Mon 3 Oct 2016 23:59", "Tue 4 Oct 2016 23:59", "Nothing was changed. To do it, type the same again with --yes." } do
      assert.truthy(page:find(words, 1, true), words .. "\n" .. page)
    end
    assert.equal(before, d:entries())
    assert.equal("Mon 3 Oct 2016 23:59", dues(d, "K-2")["late/L0"])
  end)

  it("names a breach that is past, which stays", function()
    local page = d:run("calendar", "add", "2016-09-05", "Late news", "--as", "m.test")
    assert.truthy(page:find("1 deadline is past and stays as it was:\n[^\n]*\n[^\n]*\n  K%-3  late/L0   Mon 5 Sep 2016 23:59  Tue 6 Sep 2016 23:59\n"), page)
    assert.truthy(page:find("K%-3  late/L1 +Fri 9 Sep 2016 23:59 +Mon 12 Sep 2016 23:59\n"), page)
  end)

  it("shows what will move before it is done, and then what was changed", function()
    local page = d:run("calendar", "add", "2017-03-01", "St David", "--as", "m.test", "--yes")
    local first, last = page:find("No deadline would move.", 1, true), page:find('Added: Wed 1 Mar 2017, "St David"', 1, true)
    assert.truthy(first and last and first < last, page)
    assert.falsy(page:find("Nothing was changed", 1, true), page)
  end)

  it("moves what is to come, with an entry that says what, why and who", function()
    local before = #history(d, "K-2")
    d:run("calendar", "add", "2016-10-03", "Jubilee", "--as", "m.test", "--yes", "--reason", "proclaimed")
    assert.equal("Tue 4 Oct 2016 23:59", dues(d, "K-2")["late/L0"])
    local entries = history(d, "K-2")
    local last = entries[#entries]
    assert.equal(before + 1, #entries)
    assert.equal("timers derived again", last.kind)
    assert.equal("m.test", last.who)
    assert.equal("deadlines worked out again by Mia Manager. The calendar of working days changed: proclaimed", last.text)
    assert.equal("late/L0: Tue 4 Oct 2016 23:59 (was Mon 3 Oct 2016 23:59)", last.changes[1])
  end)

  it("leaves a breach that is past as it was, and tells nobody again", function()
    local entries, messages = history(d, "K-3"), told(d, "K-3")
    assert.equal("timer fired: late/L0", entries[#entries].text)
    d:run("calendar", "add", "2016-09-05", "Late news", "--as", "m.test", "--yes")
    local after = history(d, "K-3")
    for i, entry in ipairs(entries) do assert.same(entry, after[i]) end
    assert.equal(#entries + 1, #after)
    assert.same(messages, told(d, "K-3"))
    d:run("run-due", "--now", "2016-09-08T09:00:00Z", "--as", "m.test")
    assert.same(messages, told(d, "K-3"))
    assert.equal("Mon 12 Sep 2016 23:59", dues(d, "K-3")["late/L1"])
  end)

  it("is the same after the tables were made again", function()
    local shown = d:ask("case", "show", "K-2")
    d:run("journal", "verify")
    d:run("rebuild", "--as", "m.test")
    assert.same(shown, d:ask("case", "show", "K-2"))
    d:run("journal", "verify")
  end)

  it("is taken away again, and dates move earlier", function()
    local page = d:run("calendar", "remove", "2016-10-03", "--as", "m.test", "--yes")
    assert.truthy(page:find('Taken out: Mon 3 Oct 2016, "Jubilee", in the list of england-and-wales.', 1, true), page)
    assert.equal("Mon 3 Oct 2016 23:59", dues(d, "K-2")["late/L0"])
    d:run("run-due", "--now", "2016-10-04T09:00:00Z", "--as", "m.test")
    local fired = 0
    for _, entry in ipairs(history(d, "K-2")) do
      if entry.text == "timer fired: late/L0" then
        fired = fired + 1
        assert.equal("Mon 3 Oct 2016 23:59", entry["local"])
      end
    end
    assert.equal(1, fired)
  end)

  it("is for the office", function()
    for _, words in ipairs { { "add", "2016-11-01", "x" }, { "remove", "2016-12-26" } } do
      d:wrong({ says = { "Owen Owner may not change the calendar: it is for the Business Manager." } }, "calendar", words[1], words[2], words[3] or "--yes",
        "--as", "o.owner", words[3] and "--yes" or nil)
    end
    d:wrong({ says = { "Say who does this with --as PERSON" } }, "calendar", "add", "2016-11-01", "x", "--yes")
    d:wrong({ says = { "Sat 5 Nov 2016 falls on a weekend" } }, "calendar", "add", "2016-11-05", "x", "--as", "m.test", "--yes")
    d:wrong({ status = 2, says = { "needs --file FILE.csv" } }, "calendar", "replace", "--as", "m.test")
  end)
end)

describe("a board's own closure", function()
  local d
  setup(function()
    d = desk.new()
    d:run("calendar", "add", "2016-09-12", "Moving, at last", "--local", "--as", "m.test", "--yes")
  end)
  teardown(function()
    d:run("journal", "verify")
    d:remove()
  end)

  it("is listed beside the division's days", function()
    local page = d:run("calendar", "show")
    assert.truthy(page:find("working days are known from 2015 to 2028.", 1, true), page)
    assert.truthy(page:find("1 of them is this board's own", 1, true), page)
    assert.truthy(page:find("Mon 12 Sep 2016  Moving, at last", 1, true), page)
    page = d:run("calendar", "show", "--days")
    assert.truthy(page:find("Mon 12 Sep 2016%s+Moving, at last%s+this board's"), page)
    assert.truthy(page:find("Mon 26 Dec 2016%s+boxing_day%s+the division's"), page)
  end)

  it("counts where rules are tried for the board, and nowhere else", function()
    local words = { "time", "eval", "1 working day", "--from", "2016-09-09", "--json" }
    assert.equal("2016-09-12", json.read(d:must_run(words))["local"])
    assert.equal("2016-09-13", d:ask("time", "eval", "1 working day", "--from", "2016-09-09")["local"])
  end)

  it("goes with the item's bundle", function()
    local zip = d.folder .. "/b.zip"
    d:run("bundle", "create", "K-1", "--as", "m.test", "--output", zip)
    d:must_run { "bundle", "verify", zip }
    local csv = shell.lines("unzip -p " .. shell.quote(zip) .. " '*/data/calendars/local-*.csv'")
    assert.equal('date,name\n2016-09-12,"Moving, at last"\n', csv)
    d:run("calendar", "add", "2017-03-01", "Closed", "--local", "--as", "m.test", "--yes") -- moves nothing of this item
    d:run("bundle", "create", "K-1", "--as", "m.test", "--output", d.folder .. "/again.zip")
    assert.is_true(shell.read(zip) == shell.read(d.folder .. "/again.zip"))
  end)
end)

describe("a new year's list", function()
  local d
  setup(function()
    d = desk.new()
    start(d, "K-29", "2028-12-22") -- ten working days on is in a year that nobody knows yet
  end)
  teardown(function() d:remove() end)

  it("makes provisional dates final", function()
    local due, provisional = dues(d, "K-29")
    assert.equal("Tue 9 Jan 2029 23:59", due["late/L2"])
    assert.is_true(provisional["late/L2"])
    d:run("calendar", "show", "--output", d.folder .. "/list.csv")
    local list = shell.read(d.folder .. "/list.csv")
    assert.equal(shell.read("workflows/calendars/england-and-wales.csv"), list)
    d:wrong({ says = { "list.csv" } }, "calendar", "show", "--output", d.folder .. "/list.csv") -- what is there is not written over
    local path = d:file("new.csv", list .. "2029-01-01,new_year\n2029-03-30,good_friday\n2029-12-25,christmas\n2029-12-26,boxing_day\n")
    local page = d:run("calendar", "replace", "--file", path, "--as", "m.test")
    assert.truthy(page:find('To be added: Mon 1 Jan 2029, "new_year"', 1, true), page)
    d:run("calendar", "replace", "--file", path, "--as", "m.test", "--yes")
    due, provisional = dues(d, "K-29")
    assert.equal("Wed 10 Jan 2029 23:59", due["late/L2"])
    assert.same({}, provisional)
    assert.same({}, d:ask("case", "show", "K-29").warnings)
    d:run("journal", "verify")
  end)

  it("says of a date that stays that it is no longer provisional", function()
    start(d, "K-30", "2029-12-21")
    local due, provisional = dues(d, "K-30")
    assert.equal("Tue 8 Jan 2030 23:59", due["late/L2"])
    assert.is_true(provisional["late/L2"])
    local list = d:ask("calendar", "show", "--days").csv
    local path = d:file("again.csv", list .. "2030-12-25,christmas\n")
    local page = d:run("calendar", "replace", "--file", path, "--as", "m.test", "--yes")
    assert.truthy(page:find("K%-30  late/L2 +Tue 8 Jan 2030 23:59 +the same, and no longer provisional"), page)
    due, provisional = dues(d, "K-30")
    assert.equal("Tue 8 Jan 2030 23:59", due["late/L2"])
    assert.same({}, provisional)
  end)
end)

describe("a board whose seed named no division", function()
  local list = "workflows/calendars/scotland.csv"
  local d
  setup(function()
    d = desk.new { bare = true, seed = function(text) return (text:gsub('division = "[%a-]+", ', "")) end }
  end)
  teardown(function()
    d:run("journal", "verify")
    d:remove()
  end)

  it("is told how to get a calendar", function()
    local how = "`waymark calendar replace --file FILE.csv --division NAME`"
    d:wrong({ says = { "no calendar of working days", how } }, "case", "start", "task", "--ref", "K-1", "--as", "m.test", "text=Task", "agency=north",
      "owner=o.owner")
    d:wrong({ says = { how } }, "calendar", "add", "2016-09-12", "Closed", "--as", "m.test")
    d:wrong({ says = { how } }, "calendar", "replace", "--file", list, "--as", "m.test")
    d:wrong({ says = { '"../x" is not the name of a division' } }, "calendar", "replace", "--file", list, "--division", "../x", "--as", "m.test")
    d:wrong({ says = { '"local" is not the name of a division' } }, "calendar", "replace", "--file", list, "--division", "local", "--as", "m.test")
  end)

  it("is given a list and its division at once, as a change like any other", function()
    local words = { "calendar", "replace", "--file", list, "--division", "scotland", "--as", "m.test" }
    local page = d:run(table.unpack(words))
    assert.truthy(page:find('To be added: Thu 1 Jan 2015, "new_year", in the list of scotland.', 1, true), page)
    d:wrong({ says = { "no calendar of working days" } }, "calendar", "show")
    words[#words + 1] = "--yes"
    d:run(table.unpack(words))
    assert.truthy(d:run("calendar", "show"):find("^Calendar scotland, version"))
    d:run("case", "start", "task", "--ref", "K-1", "--as", "m.test", "text=Task", "agency=north", "owner=o.owner", "due=2016-11-29")
    assert.equal("Thu 1 Dec 2016 23:59", dues(d, "K-1")["late/L0"]) -- 30 November is St Andrew's Day
    local shown = d:ask("status")
    assert.equal("scotland", shown.division)
    d:run("rebuild", "--as", "m.test")
    shown.entries, shown.now = nil, nil
    local again = d:ask("status")
    again.entries, again.now = nil, nil
    assert.same(shown, again)
  end)

  it("keeps its division from then on", function()
    local list_of_england = "workflows/calendars/england-and-wales.csv"
    d:wrong({ says = { "This board counts by the calendar scotland", "leave --division out" } }, "calendar", "replace", "--file", list_of_england,
      "--division", "england-and-wales", "--as", "m.test")
  end)
end)

describe("a board of many items", function()
  it("is looked at a page at a time, and shown as one list by reference", function()
    local d, requests = desk.new(), {}
    for i = 102, 330 do
      requests[#requests + 1] = ('{"op":"case.start","workflow":"task","ref":"K-%d","data":{"text":"T","agency":"north","owner":"o.owner"}}\n'):format(i)
    end
    shell.run({ "batch", "--board", d.path, "--as", "m.test" }, { input = table.concat(requests) })
    local pid = shell.serve(d.path, d.folder .. "/log")
    local look = d:ask("calendar", "add", "2016-09-12", "Jubilee", "--as", "m.test")
    assert.equal(230, look.count)
    assert.is_nil(look.next)
    for i, move in ipairs(look.moves) do assert.equal(i == 1 and "K-1" or "K-" .. (100 + i), move.ref) end
    local done = d:ask("calendar", "add", "2016-09-12", "Jubilee", "--as", "m.test", "--yes")
    assert.same(look, done)
    shell.stop(pid)
    d:run("journal", "verify")
    d:remove()
  end)
end)

describe("a server that is killed while dates are moved", function()
  it("goes on when it starts again, and moves each item once", function()
    local d, requests, refs = desk.new(), {}, { "K-1" }
    for i = 2, 200 do
      refs[i] = "K-" .. i
      requests[#requests + 1] = ('{"op":"case.start","workflow":"task","ref":"%s","data":{"text":"T","agency":"north","owner":"o.owner"}}\n'):format(refs[i])
    end
    shell.run({ "batch", "--board", d.path, "--as", "m.test" }, { input = table.concat(requests) })
    local pid = shell.serve(d.path, d.folder .. "/log")
    d:run("calendar", "add", "2016-09-12", "Jubilee", "--as", "m.test", "--yes")
    shell.stop(pid, "KILL")
    pid = shell.serve(d.path, d.folder .. "/log")
    d:run("case", "send", "K-1", "count", "--as", "o.owner")
    shell.stop(pid)
    d:run("run-due", "--as", "m.test")
    for i, answer in ipairs(each(d, "case.history", refs)) do
      local moves = 0
      for _, entry in ipairs(answer.entries) do
        if entry.kind == "timers derived again" then moves = moves + 1 end
      end
      assert.equal(1, moves, refs[i])
    end
    for i, answer in ipairs(each(d, "case.show", refs)) do
      assert.equal("Fri 16 Sep 2016 23:59", answer.due[1]["local"], refs[i])
    end
    d:run("journal", "verify")
    d:remove()
  end)
end)

describe("looking ahead on a board with many items", function()
  local d
  setup(function()
    d = desk.new()
    local requests = {}
    for i = 2, 130 do
      local data = '"data":{"text":"T","agency":"north","owner":"o.owner","due":"2016-09-30"}'
      requests[#requests + 1] = ('{"op":"case.start","as":"m.test","workflow":"task","ref":"K-%d",%s}\n'):format(i, data)
    end
    shell.run({ "batch", "--board", d.path }, { input = table.concat(requests) })
  end)
  teardown(function() d:remove() end)

  -- All pages: how many there were, and how many deadlines they named.
  local function pages(as)
    local after, count, moves = "", 0, 0
    repeat
      local request = ('{"op":"calendar.preview","as":"%s","change":"add","date":"2016-10-03","name":"Jubilee"%s}\n'):format(as, after)
      local answer = json.read((shell.run({ "batch", "--board", d.path }, { input = request })))
      assert.is_nil(answer.error)
      count, moves = count + 1, moves + answer.count
      after = answer.next and (',"after":"%s"'):format(answer.next)
    until not after
    return count, moves
  end

  it("has as many pages as its reader sees items, by the index and without it", function()
    for _ = 1, 2 do
      assert.are.same({ 1, 0 }, { pages "x.out" })
      assert.are.same({ 2, 129 * 3 }, { pages "o.owner" })
      assert.are.same({ 2, 129 * 3 }, { pages "m.test" })
      assert.are.equal("", stamp.sql(d.path, "DROP TABLE IF EXISTS index_items"))
    end
  end)
end)
