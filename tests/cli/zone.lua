-- Goal: a board anywhere has its own days: the zone of its seed is read from the machine's zone data, over a summer-time change that is not
-- London's, and a zone that is not there makes no board. Method: seeds with a zone, the program, and instants worked out by hand: New York's
-- clocks go forward on 12 March 2017, a fortnight before London's.
local shell = require "helper.shell"
local stamp = require "helper.stamp"
local json = require "helper.json"

describe("a board's zone", function()
  local folder
  before_each(function() folder = shell.folder() end)
  after_each(function() shell.remove(folder) end)

  -- The seed of tests/data with `what` put in place of its zone.
  local function init(what)
    local seed = shell.read("tests/data/partners.lua"):gsub('zone = "Europe/London"', what)
    return shell.run { "init", folder .. "/board", "--seed", shell.write(folder .. "/seed.lua", seed), "--manual-clock", "--now", "2017-03-06T15:00:00Z" }
  end
  local function run(...)
    local words = { ... }
    words[#words + 1], words[#words + 2] = "--board", folder .. "/board"
    local out, err, status = shell.run(words)
    assert.equal(0, status, err)
    return out
  end
  local function due(ref, what)
    for _, row in ipairs(json.read(run("case", "show", ref, "--json")).due) do
      if row.what == what then return row.due, row["local"] end
    end
  end

  it("is New York's where the seed says so", function()
    assert.equal(0, select(3, init 'zone = "America/New_York"'))
    run("workflow", "publish", "tests/data/task.lua", "--as", "m.test")
    run("case", "start", "task", "--ref", "K-1", "--as", "m.test", "text=x", "owner=o.owner", "due=2017-03-10")
    run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=x", "owner=o.owner", "due=2017-03-14")
    assert.equal("2017-03-11T04:59:59.999Z", (due("K-1", "end of due"))) -- five hours behind
    local instant, shown = due("K-2", "end of due")
    assert.equal("2017-03-15T03:59:59.999Z", instant) -- and four
    assert.equal("Tue 14 Mar 2017 23:59", shown)
    local fired = json.read(run("run-due", "--now", "2017-03-15T04:00:00Z", "--json")).fired
    assert.equal("2017-03-11T04:59:59.999Z", fired[1].at)
    assert.equal("Fri 10 Mar 2017 23:59", fired[1]["local"])
    local clock = json.read(run("clock", "show", "--json"))
    assert.equal("America/New_York", clock.zone)
    assert.equal("Wed 15 Mar 2017 00:00", clock["local"])
    assert.equal(12, #clock.zone_version)
    run("journal", "verify")
    run("rebuild", "--as", "m.test")
    assert.equal("America/New_York", json.read(run("clock", "show", "--json")).zone)
  end)

  it("is New York's in a simulation too", function()
    assert.equal(0, select(3, init 'zone = "America/New_York"'))
    run("workflow", "publish", "tests/data/task.lua", "--as", "m.test")
    run("case", "start", "task", "--ref", "K-1", "--as", "m.test", "text=x", "owner=o.owner", "due=2017-03-14")
    local seen
    for _, step in ipairs(json.read(run("simulate", "--until", "2017-03-20", "--json")).steps) do
      if step.at == "2017-03-15T03:59:59.999Z" then seen = step["local"] end
    end
    assert.equal("Tue 14 Mar 2017 23:59", seen)
  end)

  it("must be there, and the clock's spans whole numbers", function()
    local function none(name)
      return ('"zone" of the board\'s seed: There is no time zone "%s" on this machine; '):format(name)
        .. "write it like Europe/London, and see that tzdata is installed."
    end
    for what, says in pairs {
      ['zone = "Europe/Lundon"'] = none "Europe/Lundon",
      ['zone = "../../etc/passwd"'] = '"zone" of the board\'s seed: "../../etc/passwd" is not the name of a zone; it is written like Europe/London.',
      ['zone = "Europe"'] = none "Europe",
      ["zone = 1"] = '"zone" of the board\'s seed must be the name of a time zone such as Europe/London.',
      ["clock_leap = 0"] = '"clock_leap" of the board\'s seed must be a whole number of minutes from 1 to 10080.',
      ['clock_gap = "long"'] = '"clock_gap" of the board\'s seed must be a whole number of days from 1 to 3660.',
    } do
      local out, err, status = init(what)
      assert.equal("", out)
      assert.equal(says .. "\n", err)
      assert.is_true(status ~= 0)
      assert.is_nil(io.open(folder .. "/board/waymark.db"))
    end
    assert.equal(0, select(3, init "clock_leap = 30, clock_gap = 10"))
  end)

  -- A row is taken out of the table, so that what is set by the new law had no date before.
  it("is followed when its law changes, and what had no date says so", function()
    local zones = folder .. "/zones"
    local how = { env = "TZDIR=" .. zones }
    local function law_of(zone)
      shell.lines(("mkdir -p %s/Europe && cp /usr/share/zoneinfo/%s %s/Europe/London"):format(zones, zone, zones))
    end
    local function with_law(...)
      local out, err, status = shell.run({ ... }, how)
      assert.equal(0, status, err)
      return out
    end
    local board = folder .. "/board"
    law_of "Europe/London"
    with_law("init", board, "--seed", "tests/data/partners.lua", "--manual-clock", "--now", "2017-03-06T15:00:00Z")
    with_law("workflow", "publish", "tests/data/task.lua", "--as", "m.test", "--board", board)
    with_law("case", "start", "task", "--ref", "K-1", "--as", "m.test", "text=x", "owner=o.owner", "due=2017-03-10", "--board", board)
    stamp.sql(board, "DELETE FROM timers WHERE name = 'end of due'")
    law_of "Europe/Paris"
    local shown = with_law("clock", "check", "--as", "m.test", "--board", board)
    assert.truthy(shown:find("K%-1 +end of due +no date +Fri 10 Mar 2017 23:59\n"), shown)
    assert.truthy(shown:find("K%-1 +late/L0 +Tue 14 Mar 2017 00:59 +Mon 13 Mar 2017 23:59\n"), shown)
  end)

  it("is shown and checked in words", function()
    assert.equal(0, select(3, init 'zone = "Europe/Paris"'))
    local shown = run("clock", "show")
    for _, words in ipairs { "Mon 6 Mar 2017 16:00", "manual", "Europe/Paris" } do assert.truthy(shown:find(words, 1, true), shown) end
    assert.is_false(json.read(run("clock", "check", "--as", "m.test", "--json")).changed)
    local _, err, status = shell.run { "clock", "confirm", "--as", "m.test", "--board", folder .. "/board" }
    assert.equal("This board's clock is set by hand and is never held, so there is nothing to confirm.\n", err)
    assert.equal(1, status)
  end)
end)
