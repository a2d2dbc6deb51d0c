-- Goal: what nobody was told yet is told after a move to a newer version, though a rung or a reminder of the same name or the same words was:
-- a chase that never comes hurts more than one that comes twice (T5, V3).
-- Method: versions of one workflow whose ladder is another one, on items of which one rung was told or passed by.
local mover = require "helper.mover"
local papers = require "helper.paper"

local changed = papers.changed
local one_day, ten_days = '{ "1 working day after due", name = "L0", tell = "owner", text = "late by a day" },',
  '{ "10 working days after due", name = "L1", tell = "manager", text = "late by ten days" },'

describe("after a move to a newer version", function()
  local d = mover.new()
  before_each(d.begin)
  after_each(d.finish)
  local migrate, fired = d.migrate, d.fired

  local function publish(version, changes)
    changes["version = 1"] = "version = " .. version
    d.publish(changed(papers.text, changes))
  end
  local function start(...) d.start("P-1", ...) end

  it("a chase comes that took the place of a reminder whose day had gone when the item began", function()
    publish(1, { [one_day] = '{ "20 working days before due", tell = "owner", text = "due soon" },',
      [ten_days] = '{ "1 working day after due", tell = "owner", text = "late by a day" },' })
    start("due=2016-09-05")
    publish(2, { [one_day] = '{ "1 working day after due", tell = "owner", text = "please say why it is late" },', [ten_days] = "" })
    migrate()
    assert.same({ "please say why it is late" }, fired("--now", "2016-09-07T09:00:00Z"))
  end)

  it("a rung without a name of its own that tells others comes, though the one in its place was told", function()
    publish(1, { [one_day] = '{ "1 working day after due", tell = "owner", text = "late by a day" },' })
    start("due=2016-09-05")
    d:run("run-due", "--now", "2016-09-07T09:00:00Z")
    publish(2, { [one_day] = '{ "5 working days after due", tell = "manager", text = "late by a week" },' })
    migrate()
    assert.same({ "late by a week" }, fired("--now", "2016-09-13T09:00:00Z"))
  end)

  it("a chase comes that took the place of a reminder, and whatever a map says is told anew", function()
    local row = '{ "2 working days %s due", tell = "owner", text = "%s" },'
    publish(1, { [one_day] = row:format("before", "it is due soon") })
    start("due=2016-09-14")
    assert.same({ "it is due soon" }, fired("--now", "2016-09-13T09:00:00Z"))
    publish(2, { [one_day] = row:format("after", "it is late") })
    migrate()
    assert.same({ "Still a draft", "it is late" }, fired("--now", "2016-09-19T09:00:00Z"))
    publish(3, { [one_day] = row:format("after", "it is late, please look at it") })
    migrate("--map", "late/L0=")
    assert.same({ "it is late, please look at it" }, fired())
  end)

  it("a rung comes that says the same as two did, of which the later was not told", function()
    local late = '{ "%d working day%s after due", name = "%s", tell = "owner", text = "late" },'
    publish(1, { [one_day] = late:format(1, "", "first"), [ten_days] = late:format(7, "s", "second") })
    start("due=2016-09-05")
    d:run("run-due", "--now", "2016-09-07T09:00:00Z")
    publish(2, { [one_day] = late:format(6, "s", "only"), [ten_days] = "" })
    migrate()
    assert.same({ "late" }, fired("--now", "2016-09-14T09:00:00Z"))
    publish(3, { [one_day] = late:format(5, "s", "another"), [ten_days] = "" })
    migrate()
    assert.same({}, fired()) -- that one was told
  end)

  it("a step that goes by another ladder is not told of by the names of the first", function()
    publish(1, { ["ladders = {"] = 'ladders = {\n    urgent = { { "5 working days after due", name = "L0", tell = "manager", text = "urgent" } },' })
    start("due=2016-09-05")
    d:run("run-due", "--now", "2016-09-07T09:00:00Z")
    publish(2, { ["ladders = {"] = 'ladders = {\n    urgent = { { "5 working days after due", name = "L0", tell = "manager", text = "urgent" } },',
      ['ladder = "late"'] = 'ladder = "urgent"' })
    migrate()
    assert.same({ "urgent" }, fired("--now", "2016-09-13T09:00:00Z"))
  end)

  it("a reminder under the same words to somebody else comes", function()
    publish(1, {})
    start()
    d:run("run-due", "--now", "2016-09-16T09:00:00Z")
    publish(2, { ['["10 working days"] = { label = "Still a draft", actions = { tell("owner", "still a draft") } }'] =
      '["12 working days"] = { label = "Still a draft", actions = { tell("manager", "still a draft") } }' })
    migrate()
    assert.same({ "Still a draft" }, fired("--now", "2016-09-21T09:00:00Z"))
  end)

  it("a reminder comes that says the same as two did, of which one was not told", function()
    local once = '["%d working days"] = { label = "Still a draft", actions = { tell("owner", "still a draft") } }'
    publish(1, { [once:format(10)] = once:format(10) .. ", " .. once:format(14) })
    start()
    d:run("run-due", "--now", "2016-09-16T09:00:00Z")
    publish(2, { [once:format(10)] = once:format(13) })
    migrate()
    assert.same({ "Still a draft" }, fired("--now", "2016-09-22T09:00:00Z"))
  end)

  it("a rung of its author's own name comes that tells more people now, and one that tells the same goes on as told", function()
    local nudge = '{ "%d working day%s after due", name = "nudge", tell = %s, text = "%s" },'
    publish(1, { [one_day] = nudge:format(1, "", '"owner"', "late") })
    start("due=2016-09-05")
    assert.same({ "late" }, fired("--now", "2016-09-07T09:00:00Z"))
    publish(2, { [one_day] = nudge:format(2, "s", '"owner"', "late by two days") })
    migrate()
    assert.same({}, fired("--now", "2016-09-09T09:00:00Z"))
    publish(3, { [one_day] = nudge:format(3, "s", '{ "owner", "manager" }', "late by three days") })
    migrate()
    assert.same({ "late by three days" }, fired("--now", "2016-09-12T09:00:00Z"))
  end)
end)
