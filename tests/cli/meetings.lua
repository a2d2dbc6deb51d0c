-- Goal: deadlines that are counted from a group's meetings wait until the board knows a day, move when the days do, and say so in the record; what is
-- past stays. Method: an item of tests/data/papers.lua; the panel's days given, moved and taken away as the office would type it.
local desk = require "helper.desk"

local PAPERS, MEETS = "5 working days before the next meeting of panel", "meets"

describe("a group's meetings", function()
  local d
  setup(function()
    d = desk.new() -- Thursday 1 September 2016
    d:run("workflow", "publish", "tests/data/papers.lua", "--as", "m.test")
    d:run("case", "start", "papers", "--ref", "P-1", "--as", "m.test", "text=Papers", "owner=o.owner")
  end)
  teardown(function()
    d:run("journal", "verify")
    d:remove()
  end)

  local function due()
    local found = {}
    for _, row in ipairs(d:ask("case", "show", "P-1").due) do found[row.what] = row["local"] end
    return found
  end

  local function meet(days) d:run("group", "set", "panel", "meetings=" .. days, "--as", "m.test") end

  it("are waited for", function()
    assert.same({}, due())
  end)

  it("arm what waited for them, with an entry that says so", function()
    meet "2016-10-05, 2017-01-11"
    assert.same({ [PAPERS] = "Wed 28 Sep 2016 23:59", [MEETS] = "Wed 5 Oct 2016 23:59" }, due())
    local entries = d:ask("case", "history", "P-1").entries
    assert.equal("deadlines worked out again by Mia Manager. The days of a group's meetings changed", entries[#entries].text)
    assert.same({ PAPERS .. ": Wed 28 Sep 2016 23:59 (was no date)", MEETS .. ": Wed 5 Oct 2016 23:59 (was no date)" }, entries[#entries].changes)
  end)

  it("are listed with the group", function()
    assert.truthy(d:run("group", "list"):find("2016-10-05, 2017-01-11", 1, true))
    meet "2016-10-05, 2017-01-11, 2017-04-05, 2017-07-05, 2017-10-04"
    assert.truthy(d:run("group", "list"):find("5 days up to 2017-10-04", 1, true))
  end)

  it("are called by the name that the group has, which may change", function()
    local function says(name)
      d:run("group", "set", "panel", "name=" .. name, "--as", "m.test")
      for _, words in ipairs { { "case", "show", "P-1" }, { "case", "deadline", "P-1" }, { "case", "deadline", "P-1", MEETS } } do
        local said = d:run(table.unpack(words)):gsub("%s+", " ")
        assert.truthy(said:find("meeting of " .. name, 1, true), said)
      end
    end
    says "Quality"
    says "Learning"
    assert.equal("the next meeting of panel", d:ask("case", "deadline", "P-1", MEETS).rule)
    local page = d:run("case", "show", "P-1"):gsub("%s+", " ")
    assert.falsy(page:find("of panel", 1, true), page)
    local by_name = d:ask("case", "deadline", "P-1", "5 working days before the next meeting of Learning") -- as the page has it
    assert.equal(d:ask("case", "deadline", "P-1", PAPERS).due, by_name.due)
  end)

  it("move what hangs on them", function()
    meet "2016-10-12, 2017-01-11"
    assert.same({ [PAPERS] = "Wed 5 Oct 2016 23:59", [MEETS] = "Wed 12 Oct 2016 23:59" }, due())
  end)

  it("leave alone what is past", function()
    d:run("run-due", "--now", "2016-10-06T09:00:00Z", "--as", "m.test")
    assert.same({ [MEETS] = "Wed 12 Oct 2016 23:59" }, due())
    meet "2016-10-19, 2017-01-11"
    assert.same({ [MEETS] = "Wed 19 Oct 2016 23:59" }, due())
    assert.equal(1, #d:ask("outbox", "list", "P-1").rows)
  end)

  it("take the deadline with them when they are taken away", function()
    meet ""
    assert.same({}, due())
  end)

  it("are days", function()
    d:wrong({ says = { "one of the meetings of panel", "is not a date" } }, "group", "set", "panel", "meetings=quarterly", "--as", "m.test")
  end)
end)
