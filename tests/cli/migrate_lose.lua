-- Goal: what an item would lose without a word by being moved to a newer version of its workflow is said before, and not done: a clock that
-- starts again, the sight of whoever moves it, who is kept apart from a decision (V2, V3, T8, R3).
-- Method: versions that fit an item in every value and place, and lack just that.
local mover = require "helper.mover"
local papers = require "helper.paper"

local paper, changed = papers.text, papers.changed

describe("a newer version of a workflow", function()
  local d = mover.new(paper)
  before_each(d.begin)
  after_each(d.finish)
  local start, send, migrate, show, look, due = d.start, d.send, d.migrate, d.show, d.look, d.due

  it("does not take an item to where its stopped clock would never start again", function()
    local stops = changed(paper, { ['            empty = {'] = [[
            stop = { label = "Stop the clock", target = "stopped", by = "manager", form = { "note" }, actions = { stop_clock { reason = from_field "note" } } },
            empty = {]], ["        checked = {"] = [[
        stopped = { title = "Stopped", holder = "manager", on = {
          resume = { label = "Go on", target = "draft", by = "manager", actions = { start_clock() } } } },
        checked = {]] })
    d:run("workflow", "publish", d:file("stops.lua", changed(stops, { ["version = 1"] = "version = 2" })), "--as", "m.test")
    start "P-1"
    d:run("case", "send", "P-1", "stop", "--as", "m.test", "note=A court decides")
    d:run("workflow", "publish", d:file("third.lua", changed(paper, { ["version = 1"] = "version = 3" })), "--as", "m.test")
    d:run("workflow", "publish", d:file("fourth.lua", changed(stops, { ["version = 1"] = "version = 4" })), "--as", "m.test")
    local lost = look("--to", "3", "--map", "work.stopped=work.draft")["P-1"]
    assert.equal("does not fit", lost.verdict)
    assert.truthy(lost.text:find("its clock is stopped", 1, true), lost.text)
    assert.equal("does not fit", look("--map", "work.stopped=work.draft")["P-1"].verdict) -- there it starts from another place
    d:wrong({ says = { "its clock is stopped" } },
      "workflow", "migrate", "paper", "--as", "m.test", "--reason", "x", "--map", "work.stopped=work.draft")
    migrate()
    d:run("case", "send", "P-1", "resume", "--as", "m.test")
    assert.equal("Thu 15 Sep 2016 23:59", due(show "P-1")["10 working days"])
  end)

  it("does not take an item out of the sight of whoever moves it, who could not take it back", function()
    start "P-1"
    d:run("workflow", "publish", d:file("hidden.lua", changed(paper, { ["version = 1"] = "version = 2",
      ['post = "business_manager"'] = 'post = "panel_chair"' })), "--as", "m.test")
    local found = look()["P-1"]
    assert.equal("does not fit", found.verdict)
    assert.truthy(found.text:find("Mia Manager, who moves it, would not see all of it there", 1, true), found.text)
    d:wrong({ says = { "would not see all of it there" } }, "workflow", "migrate", "paper", "--as", "m.test", "--reason", "x")
  end)

  it("says what is closed by it", function()
    start "P-1"
    d:run("workflow", "publish", d:file("closed.lua", changed(paper, { ["version = 1"] = "version = 2",
      ['title = "Draft", '] = 'title = "Draft", tags = { "closed" }, ' })), "--as", "m.test")
    local found = look()["P-1"]
    assert.same({ "places move", true }, { found.verdict, found.closes })
    assert.is_nil(look("--map", "work.draft=work.handed_in")["P-1"].closes)
    local page = d:run("workflow", "migrate", "paper", "--dry-run", "--as", "m.test")
    assert.truthy(page:find("  it is closed by that", 1, true), page)
    migrate()
    assert.is_true(show("P-1").closed)
  end)

  it("does not forget who is kept apart from a decision", function()
    local apart = changed(paper, { ['target = "done", by = "manager" }'] =
      'target = "done", by = { "manager", "owner" }, guard = decided_by_other "hand_in" }' })
    d:run("workflow", "publish", d:file("apart.lua", changed(apart, { ["version = 1"] = "version = 2" })), "--as", "m.test")
    start "P-1"
    start "P-2"
    send("P-1", "hand_in")
    local other = changed(apart, { ["version = 1"] = "version = 3", ['hand_in = {'] = 'submit = {',
      ['decided_by_other "hand_in"'] = 'decided_by_other "submit"' })
    d:run("workflow", "publish", d:file("other.lua", other), "--as", "m.test")
    local found = look()
    assert.same({ "does not fit", "unchanged" }, { found["P-1"].verdict, found["P-2"].verdict })
    assert.truthy(found["P-1"].text:find('whoever did "hand_in" is kept apart from a later decision', 1, true), found["P-1"].text)
    local relabelled = changed(apart, { ["version = 1"] = "version = 4", ['label = "Hand in"'] = 'label = "Submit"' })
    d:run("workflow", "publish", d:file("fourth.lua", relabelled), "--as", "m.test")
    migrate()
    d:wrong({ kept = 1, says = { "Owen Owner did" } }, "case", "send", "P-1", "accept", "--as", "o.owner")
  end)
end)
