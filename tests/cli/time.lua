-- Goal: anybody can try a deadline rule without a board and see the arithmetic, as text and as JSON; what is written wrongly gets one sentence.
-- Method: type `waymark time eval` in an empty folder, and beside a board with a calendar of its own; compare answers and exit statuses.
local json = require "helper.json"
local shell = require "helper.shell"

local function eval(words, how)
  local all = { "time", "eval" }
  for _, word in ipairs(words) do all[#all + 1] = word end
  return shell.run(all, how)
end

local function due(words)
  words[#words + 1] = "--json"
  local out, err, status = eval(words)
  assert.are.equal(0, status, err)
  return json.read(out)
end

describe("waymark time eval", function()
  local folder = shell.folder()
  teardown(function() shell.remove(folder) end)

  it("answers with the instant, the local day and every day between", function()
    local answer = due { "5 working days", "--from", "2016-03-24" }
    assert.are.equal("2016-04-04T22:59:59.999Z", answer.due)
    assert.are.equal("2016-04-04", answer["local"])
    assert.are.equal(12, #answer.receipt)
    assert.are.same({ date = "2016-03-25", counted = false, why = "good_friday" }, answer.receipt[2])
    assert.are.equal("england-and-wales", answer.calendar.name)
    assert.are.equal("Europe/London", answer.zone.name)
    assert.is_false(answer.provisional)
  end)

  it("shows a receipt that can be read aloud, in an empty folder and without a board", function()
    local out, err, status = eval({ "2 working days", "--from", "2016-03-24" }, { inside = folder })
    assert.are.equal(0, status, err)
    assert.are.equal("2 working days: due Wed 30 Mar 2016 23:59 (2016-03-30T22:59:59.999Z).\n\n" ..
      "  Thu 24 Mar 2016    day 0, the step's beginning: not counted\n" ..
      "  Fri 25 Mar 2016    skipped: good friday\n" ..
      "  Sat 26 Mar 2016    skipped: Saturday\n" ..
      "  Sun 27 Mar 2016    skipped: Sunday\n" ..
      "  Mon 28 Mar 2016    skipped: easter monday\n" ..
      "  Tue 29 Mar 2016    1 of 2\n" ..
      "  Wed 30 Mar 2016    2 of 2\n\n", (out:gsub("Calendar: england%-and%-wales, version %x+%. Zone: Europe/London, .+%.\n", "")))
  end)

  for _, row in ipairs {
    { "2016-03-31T22:59:59.999Z", "4 working days", "--from", "2016-03-24", "--division", "scotland" }, -- Easter Monday is a working day there
    { "2016-07-13T22:59:59.999Z", "1 working day", "--from", "2016-07-11", "--division", "northern-ireland" },
    { "2016-04-29T22:59:59.999Z", "1 working day before due", "--field", "due=2016-05-03", "--from", "2016-01-01" },
    { "2016-03-30T03:59:59.999Z", "1 working day", "--from", "2016-03-24", "--zone", "America/New_York" },
    { "2016-03-25T09:30:00.000Z", "24 hours", "--from", "2016-03-24T09:30:00Z" },
    { "2016-04-08T22:59:59.999Z", "5 working days", "--from", "2016-03-24", "--stop", "2016-03-30..2016-03-31=a trial", "--stop",
      "2016-04-04..2016-04-05=another" },
    { "2016-04-29T22:59:59.999Z", "5 working days before the next meeting of llip", "--from", "2016-03-24", "--meeting", "llip=2016-05-09",
      "--meeting", "llip=2016-08-01", "--meeting", "rcscb=2016-04-01" },
    { "2016-03-31T22:59:59.999Z", "the last working day of the quarter", "--from", "2016-03-24" },
    { "2029-01-08T23:59:59.999Z", "5 working days", "--from", "2029-01-01" },
  } do
    it("works out " .. table.concat(row, " ", 2), function()
      local words = table.move(row, 2, #row, 1, {})
      if row[5] == "America/New_York" and not io.open("/usr/share/zoneinfo/America/New_York") then return pending("no zone data here") end
      local answer = due(words)
      assert.are.equal(row[1], answer.due)
      assert.are.equal(row[1] > "2029", answer.provisional)
    end)
  end

  it("counts on with --count", function()
    local answer = due { "every 1 month from anchor", "--field", "anchor=2016-01-31", "--from", "2016-02-01", "--count", "3" }
    assert.are.equal("2016-02-29", answer["local"])
    local days = {}
    for i, one in ipairs(answer.times) do days[i] = one["local"] end
    assert.are.same({ "2016-02-29", "2016-03-31", "2016-04-30" }, days)
    local out = eval { "on 31 March", "--from", "2016-02-01", "--count", "2" }
    assert.truthy(out:find("\nTimes\n  Thu 31 Mar 2016 23:59\n  Fri 31 Mar 2017 23:59\n", 1, true), out)
  end)

  it("says why there is no deadline, and ends with 0: nothing was wrong", function()
    local answer = due { "10 working days", "--from", "2016-03-24", "--stop", "2016-04-01..=care proceedings" }
    assert.are.equal(nil, answer.due)
    assert.is_true(answer.stopped)
    local out, _, status = eval { "10 working days", "--from", "2016-03-24", "--stop", "2016-04-01..=care proceedings" }
    assert.are.equal(0, status)
    assert.truthy(out:find("no deadline, because the clock has been stopped since Fri 1 Apr 2016 00:00 (care proceedings), " ..
      "after 3 of 10 working days.", 1, true))
    out = eval { "end of due" }
    assert.truthy(out:find("end of due: no deadline, because the field `due` is empty.\n", 1, true))
  end)

  it("takes the board's own calendar when a board is named, also while it is served", function()
    local board, seed = folder .. "/board", shell.read("workflows/board.lua")
    local _, err, status = shell.run { "init", board, "--seed",
      shell.write(folder .. "/board.lua", (seed:gsub("england%-and%-wales", "scotland"))) }
    assert.are.equal(0, status, err)
    local answer = due { "4 working days", "--from", "2016-03-24", "--board", board }
    assert.are.equal("scotland", answer.calendar.name)
    assert.are.equal("2016-03-31", answer["local"])
    assert.are.equal("england-and-wales", due({ "4 working days", "--from", "2016-03-24", "--board", board, "--division", "england-and-wales" }).calendar.name)
    local pid = shell.serve(board, folder .. "/log")
    assert.are.equal("scotland", due({ "1 working day", "--from", "2016-03-24", "--board", board }).calendar.name)
    os.execute("kill " .. pid)
  end)

  for _, row in ipairs {
    { 1, "Working days or calendar days? Write `30 working days` or `30 calendar days`.", "30 days" },
    { 1, "The date 2016-02-30 is refused: February 2016 has 29 days. Check the day.", "1 week", "--from", "2016-02-30" },
    { 1, 'No calendar of "atlantis" is shipped; take england-and-wales, scotland or northern-ireland.', "1 week", "--division", "atlantis" },
    { 1, '"../board" is not the name of a division; it is written like england-and-wales.', "1 week", "--division", "../board" },
    { 1, 'There is no time zone "Europe/Lundon" on this machine; write it like Europe/London, and see that tzdata is installed.', "1 week", "--zone",
      "Europe/Lundon" },
    { 1, '"../../etc/passwd" is not the name of a zone; it is written like Europe/London.', "1 week", "--zone", "../../etc/passwd" },
    { 1, "No deadline can be worked out from the field `due`: \"soon\" is not a date: write it year-month-day in figures, as in 2016-04-04.",
      "end of due", "--field", "due=soon" },
    { 1, "The clock stop was not understood: The date 2016-04-31 is refused: April 2016 has 30 days. Check the day. A stop has `from`, `to` once it " ..
      "has ended, and a `reason`.", "1 week", "--stop", "2016-04-31..2016-05-02=x" },
    { 1, "The clock stop was not understood: it ends before it begins. A stop has `from`, `to` once it has ended, and a `reason`.", "1 week", "--stop",
      "2016-04-02..2016-04-01=x" },
    { 1, "`5 working days` comes once, so it cannot be counted on; leave out --count, or write a rule such as `every 3 months from anchor`.",
      "5 working days", "--count", "3" },
    { 2, '"--field due" was not understood: write --field NAME=VALUE.', "end of due", "--field", "due" },
    { 2, 'The field of "--field due=2016-04-05" is given twice; give it once.', "end of due", "--field", "due=2016-04-04", "--field", "due=2016-04-05" },
    { 2, '"--meeting =2016-04-04" was not understood: write --meeting GROUP=DATE.', "end of due", "--meeting", "=2016-04-04" },
    { 2, '"--stop 2016-04-04=x" was not understood: write --stop FROM..TO=REASON.', "end of due", "--stop", "2016-04-04=x" },
    { 2, '--count takes a whole number from 1 to 1000, and this is "0".', "1 week from due", "--count", "0" },
    { 2, '"waymark time eval" needs RULE after it; see "waymark time eval --help".' },
  } do
    it("refuses: " .. row[2], function()
      local out, err, status = eval(table.move(row, 3, #row, 1, {}))
      assert.are.equal(row[2] .. "\n", err)
      assert.are.equal(row[1], status)
      assert.are.equal("", out)
    end)
  end
end)
