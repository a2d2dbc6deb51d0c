-- Goal: items that live go to a newer version of their workflow (V2, V3; scenario 17): looked at before, moved whole or not at all, with their
-- places, what was told and since when; the past stays as it was, and whoever verifies agrees. They go back exactly, until something came after.
-- Method: two versions of one workflow on a board, driven as people would; then every place where a reader looks at what was before.
local mover = require "helper.mover"
local papers = require "helper.paper"
local shell = require "helper.shell"

local paper, next_paper, changed = papers.text, papers.next, papers.changed

describe("a newer version of a workflow", function()
  local d = mover.new(paper)
  before_each(d.begin)
  after_each(d.finish)
  local start, send, migrate, look, show, history, due = d.start, d.send, d.migrate, d.look, d.show, d.history, d.due

  -- By the second verifier.
  local function prove(what) assert.equal("Proven.\n", shell.lines("python3 tests/verifier/verify.py " .. what .. " 2>&1")) end
  local function prove_store() prove("--store " .. d.path .. "/waymark.db") end

  local function publish() return d:run("workflow", "publish", d:file("next.lua", next_paper), "--as", "m.test") end
  -- Its rows as they lie in the store, to the instant.
  local function timers(ref)
    local question = "SELECT * FROM timers WHERE case_id = (SELECT id FROM cases WHERE ref = '" .. ref .. "')"
    local code = ('import sqlite3; print(sqlite3.connect("%s/waymark.db").execute("%s").fetchall())'):format(d.path, question)
    return shell.lines("python3 -c " .. shell.quote(code))
  end
  local to_received = "work.handed_in=work.received"

  it("says when it is published what stays on the older one, and what to do", function()
    start "P-1"
    start "P-2"
    local said = publish():gsub("%s+", " ")
    local hint = '2 essays are on version 1 and stay there; "waymark workflow migrate paper --dry-run" shows what moving them would change.'
    assert.truthy(said:find(hint, 1, true), said)
    migrate()
    d:run("workflow", "publish", d:file("third.lua", changed(next_paper, { ["version = 2"] = "version = 3" })), "--as", "m.test")
    said = d:run("workflow", "publish", d:file("third.lua", changed(next_paper, { ["version = 2"] = "version = 3" })), "--as", "m.test")
    assert.truthy(said:find("2 essays are on version 2 and stay there", 1, true), said)
  end)

  it("is looked at before, and changes nothing", function()
    start("P-1", "due=2016-09-30")
    start "P-2"
    send("P-2", "hand_in")
    start("P-3", "grade=poor")
    start("P-4", "aside=By the way")
    start "P-5"
    send("P-5", "check")
    publish()
    local before = d:entries()
    local found = look("--map", to_received)
    assert.equal(before, d:entries())
    local dates = {}
    for _, date in ipairs(found["P-1"].dates) do
      dates[#dates + 1] = ("%s, %s: %s (was %s)"):format(date.place, date.what, tostring(date.is_local), tostring(date.was_local))
    end
    table.sort(dates)
    assert.same({
      "Draft, Still a draft: Thu 8 Sep 2016 23:59 (was Thu 15 Sep 2016 23:59)",
      "Quiet, Nobody has talked: Thu 29 Sep 2016 23:59 (was nil)",
      "Running, late by ten days: Fri 7 Oct 2016 23:59 (was Fri 14 Oct 2016 23:59)",
    }, dates)
    assert.same({ "dates move", "dates move", "does not fit", "does not fit", "stranded" },
      { found["P-1"].verdict, found["P-2"].verdict, found["P-3"].verdict, found["P-4"].verdict, found["P-5"].verdict })
    assert.same({ { was = "work.handed_in", is = "work.received", was_title = "Handed in", is_title = "Received" } }, found["P-2"].places)
    assert.same({ "Talk", "Quiet" }, found["P-2"].entered)
    assert.truthy(found["P-3"].text:find('"Grade" takes one of its options, and was given "poor"', 1, true), found["P-3"].text)
    assert.truthy(found["P-4"].text:find('it holds "Aside" (aside), which that version has no field for', 1, true), found["P-4"].text)
    assert.truthy(found["P-5"].text:find("Nobody can move", 1, true), found["P-5"].text)
    local lost = look()["P-2"]
    assert.equal("needs a mapping", lost.verdict)
    assert.truthy(lost.text:find('that version has no place "Handed in" (work.handed_in)', 1, true), lost.text)
    local page = d:run("workflow", "migrate", "paper", "--dry-run", "--as", "m.test")
    for _, part in ipairs { "5 essays of paper to version 2:", "P-1  A paper\n  dates move",
      "  Draft, Still a draft: Thu 8 Sep 2016 23:59 (was Thu 15 Sep 2016 23:59)",
      "4 of 5 cannot be moved so", "Nothing was changed." } do
      assert.truthy(page:find(part, 1, true), part .. "\n" .. page)
    end
    assert.falsy(page:find("migration", 1, true), page) -- the journal's own word
  end)

  it("says what is late at once, and then it is", function()
    start "P-1"
    publish()
    d:run("run-due", "--now", "2016-09-12T09:00:00Z")
    local late = {}
    for _, date in ipairs(look()["P-1"].dates) do if date.late then late[#late + 1] = date.what end end
    assert.same({ "Still a draft" }, late)
    local page = d:run("workflow", "migrate", "paper", "--dry-run", "--as", "m.test")
    assert.truthy(page:find("Thu 8 Sep 2016 23:59 (was Thu 15 Sep 2016 23:59), so it is late at once", 1, true), page)
    migrate()
    local fired = d:ask("run-due").fired
    assert.same({ "P-1 Still a draft" }, { fired[1].ref .. " " .. fired[1].what })
    assert.equal(1, #fired)
  end)

  it("keeps what was overdue where it is refused to go back after it", function()
    start "P-1"
    publish()
    d:run("run-due", "--now", "2016-09-12T09:00:00Z")
    migrate()
    d:wrong({ kept = 1, says = { "in entry 3", "timer fired: 5 working days" } },
      "workflow", "migrate", "paper", "P-1", "--undo", "--as", "m.test", "--reason", "Too early")
    assert.equal("timer fired: 5 working days", history("P-1")[3].text)
  end)

  it("takes places, activations and what was told along", function()
    start("P-1", "due=2016-09-05")
    send("P-1", "hand_in", "note=Here")
    send("P-1", "note", "note=Given in this stay")
    d:run("run-due", "--now", "2016-09-07T09:00:00Z") -- late by a day is told
    publish()
    local before = show "P-1"
    assert.equal("P-1: moved from version 1 to version 2.\n", migrate("P-1", "--map", to_received))
    local after = show "P-1"
    assert.same({ 2, "essay" }, { after.workflow_version, after.noun })
    assert.same({ "work.received", "talk.quiet", "clock.running" }, after.state)
    for _, field in ipairs(after.fields) do assert.is_nil(field.former, field.name) end
    assert.same(before.fields[1].value, after.fields[1].value)
    assert.equal("Mon 12 Sep 2016 23:59", due(after)["late/L1"])
    assert.is_nil(due(after)["late/L0"])
    assert.truthy(after.waits[1].text:find("Thu 8 Sep 2016", 1, true), after.waits[1].text) -- five working days from when it was handed in
    assert.equal(0, #d:ask("run-due").fired)
    d:run("case", "send", "P-1", "accept", "--as", "m.test")
    assert.is_true(show("P-1").closed)
    d:run("rebuild")
    assert.same({ "work.done", "talk.quiet", "clock.running" }, show("P-1").state)
    prove_store()
  end)

  it("is refused as a whole with what is in the way, and then moves those that can be", function()
    start "P-1"
    start("P-2", "grade=poor")
    publish()
    d:wrong({ says = { "None was moved, since 1 of 2 essays cannot be: P-2 does not fit", "`waymark workflow migrate paper --dry-run` says of each" } },
      "workflow", "migrate", "paper", "--as", "m.test", "--reason", "x")
    assert.equal(1, show("P-1").workflow_version)
    migrate "P-1"
    assert.same({ 2, 1 }, { show("P-1").workflow_version, show("P-2").workflow_version })
    d:wrong({ says = { "P-1 is on version 2 already." } }, "workflow", "migrate", "paper", "P-1", "--as", "m.test", "--reason", "x")
    d:run("case", "correct", "P-2", "1", "--as", "m.test", "--field", "grade=good", "--reason", "A slip")
    assert.equal("P-2: moved from version 1 to version 2.\n", migrate())
    assert.equal("Nothing of paper is open on an older version: nothing was moved.\n", migrate())
  end)

  it("leaves the past as it was", function()
    start("P-1", "due=2016-09-30", "grade=good")
    d:run("case", "send", "P-1", "note", "--as", "o.owner", "note=First", "--now", "2016-09-02T09:00:00Z")
    send("P-1", "hand_in", "--now", "2016-09-03T09:00:00Z")
    publish()
    local before, was = history "P-1", show "P-1"
    d:run("workflow", "migrate", "paper", "P-1", "--as", "m.test", "--reason", "Agreed", "--map", to_received, "--now", "2016-09-05T09:00:00Z")
    local after = history "P-1"
    assert.equal("Moved from version 1 to version 2 of its workflow by Mia Manager. Agreed", after[#after].text)
    assert.same({ "Received" }, after[#after].became)
    after[#after] = nil
    assert.same(before, after) -- "Note" is "Remark" in the next version, and was "Note" then
    d:run("case", "send", "P-1", "note", "--as", "o.owner", "note=Second", "--now", "2016-09-06T09:00:00Z")
    local rows = history "P-1"
    assert.same({ "Remark: Second" }, rows[#rows].changes)
    local past = show("P-1", "--as-at", "2016-09-04")
    assert.same({ 1, "paper" }, { past.workflow_version, past.noun })
    assert.same(was.state, past.state)
    assert.same(was.due, past.due)
    assert.same({ "work.received", "talk.quiet", "clock.running" }, show("P-1", "--as-at", "2016-09-05").state)
    assert.same(before, history("P-1", "--as-at", "2016-09-04"))
    d:run("rebuild")
    assert.same(past, show("P-1", "--as-at", "2016-09-04"))
  end)

  it("goes back exactly, until something came after", function()
    start("P-1", "due=2016-09-05")
    start "P-2"
    send("P-1", "hand_in")
    d:run("run-due", "--now", "2016-09-07T09:00:00Z")
    publish()
    local before, armed = show "P-1", timers "P-1"
    migrate("P-1", "P-2", "--map", to_received)
    assert.equal("P-1: moved from version 2 to version 1.\n",
      d:run("workflow", "migrate", "paper", "P-1", "--undo", "--as", "m.test", "--reason", "Too early", "--now", "2016-09-07T15:00:00Z"))
    local after = show "P-1"
    for _, member in ipairs { "state", "due", "waits", "fields", "workflow_version", "noun", "closed", "moves" } do
      assert.same(before[member], after[member], member)
    end
    assert.equal(armed, timers "P-1")
    local rows = history "P-1"
    assert.equal("Moved back from version 2 to version 1 of its workflow by Mia Manager. Too early", rows[#rows].text)
    d:wrong({ says = { "P-1 was moved back already, on Wed 7 Sep 2016 16:00, and is on version 1" } },
      "workflow", "migrate", "paper", "P-1", "--undo", "--as", "m.test", "--reason", "x")
    d:run("case", "send", "P-2", "note", "--as", "o.owner", "note=Done")
    local said = d:wrong({ says = { "P-2 cannot be moved back: since it was moved, this came, in entry 3", "Write a note by Owen Owner" } },
      "workflow", "migrate", "paper", "P-2", "--undo", "--as", "m.test", "--reason", "x")
    assert.truthy(said:find("Publish a version with what you need", 1, true), said)
    start "P-3"
    d:wrong({ says = { "P-3 was never moved to another version" } }, "workflow", "migrate", "paper", "P-3", "--undo", "--as", "m.test", "--reason", "x")
    migrate("P-1", "--map", to_received) -- and forth again
    d:run("rebuild")
    assert.equal(2, show("P-1").workflow_version)
    prove_store()
  end)

  it("goes back to dates that know of a day off that came meanwhile", function()
    start "P-1"
    local sooner = changed(paper, { ["version = 1"] = "version = 2", ['["10 working days"] = { label'] = '["5 working days"] = { label' })
    d:run("workflow", "publish", d:file("sooner.lua", sooner), "--as", "m.test")
    migrate "P-1"
    d:run("calendar", "add", "2016-09-13", "Closed", "--local", "--yes", "--as", "m.test", "--reason", "Flooded") -- after the newer version's date
    d:run("workflow", "migrate", "paper", "P-1", "--undo", "--as", "m.test", "--reason", "Too early")
    assert.equal("Fri 16 Sep 2016 23:59", due(show "P-1")["10 working days"])
    assert.same({}, d:ask("timers", "check").found)
    d:run("rebuild")
    assert.equal("Fri 16 Sep 2016 23:59", due(show "P-1")["10 working days"])
    prove_store()
  end)

  it("runs what is overdue before, on the version that it was due on", function()
    start "P-1"
    publish()
    d:run("workflow", "migrate", "paper", "P-1", "--as", "m.test", "--reason", "Agreed", "--now", "2016-09-20T09:00:00Z")
    local rows = history "P-1"
    assert.same({ "timer fired: 10 working days", "Moved from version 1 to version 2 of its workflow by Mia Manager. Agreed" }, { rows[2].text, rows[3].text })
    assert.equal("Still a draft", rows[2].what)
  end)

  it("waits for a stuck step", function()
    start "P-1"
    publish()
    local stuck = changed(next_paper, { ["version = 2"] = "version = 3", ["            check = {"] =
      'raises = { label = "Raise an error", by = "owner", actions = { run("fail", function() error("the sky fell") end) } },\n            check = {' })
    d:run("workflow", "publish", d:file("stuck.lua", stuck), "--as", "m.test")
    migrate("P-1", "--to", "3")
    d:wrong({ kept = 1, says = { "the sky fell" } }, "case", "send", "P-1", "raises", "--as", "o.owner")
    d:run("workflow", "publish", d:file("fourth.lua", changed(next_paper, { ["version = 2"] = "version = 4" })), "--as", "m.test")
    local found = look()["P-1"]
    assert.equal("busy", found.verdict)
    assert.truthy(found.text:find("a stuck step is open; `waymark incident retry ", 1, true), found.text)
  end)

  it("tells of a step that got stuck late in one sentence, and whoever proves the store agrees when", function()
    start "P-1"
    d:run("workflow", "publish", d:file("fails.lua", changed(paper, { ["version = 1"] = "version = 2",
      ['actions = { tell("owner", "still a draft") }'] = 'actions = { run("fail", function() error("the sky fell") end) }' })), "--as", "m.test")
    migrate()
    d:run("run-due", "--now", "2016-09-20T09:00:00Z")
    local said = d:wrong({ says = { "the sky fell. Nothing of it was kept. Publish a version" } },
      "workflow", "migrate", "paper", "P-1", "--undo", "--as", "m.test", "--reason", "x")
    assert.falsy(said:find("..", 1, true), said)
    prove_store()
  end)

  it("is refused in one sentence where it is asked wrongly", function()
    start "P-1"
    publish()
    local function wrong(expected, ...) d:wrong(expected, "workflow", "migrate", ...) end
    wrong({ status = 2, says = { "needs --reason TEXT" } }, "paper", "--as", "m.test")
    wrong({ status = 2, says = { '"--map" takes OLD=NEW' } }, "paper", "--dry-run", "--map", "draft", "--as", "m.test")
    wrong({ status = 2, says = { '"--to" of a move takes the number of a version' } }, "paper", "--dry-run", "--to", "two", "--as", "m.test")
    wrong({ status = 2, says = { "leave --dry-run away" } }, "paper", "P-1", "--undo", "--dry-run", "--as", "m.test")
    wrong({ says = { '"work.handed" of --map is no place of an older version' } }, "paper", "--dry-run", "--map", "work.handed=work.draft", "--as", "m.test")
    wrong({ says = { '"work.drafts" of --map is no place of the version that is moved to', "work.draft" } },
      "paper", "--dry-run", "--map", "work.draft=work.drafts", "--as", "m.test")
    wrong({ says = { "paper has no version 7 on this board; the newest is 2." } }, "paper", "--dry-run", "--to", "7", "--as", "m.test")
    wrong({ says = { '"papper"' } }, "papper", "--dry-run", "--as", "m.test")
    wrong({ says = { 'There is no item "P-9" on this board' } }, "paper", "P-9", "--dry-run", "--as", "m.test")
    wrong({ says = { "Owen Owner may not move items to another version: it is for the" } }, "paper", "--as", "o.owner", "--reason", "x")
    wrong({ says = { "Owen Owner may not look at moving items to another version" } }, "paper", "--dry-run", "--as", "o.owner")
    wrong({ says = { "Name the items that are to be moved back" } }, "paper", "--undo", "--as", "m.test", "--reason", "x")
    d:run("case", "start", "task", "--ref", "K-1", "--as", "m.test", "text=Task", "agency=north", "owner=o.owner")
    wrong({ says = { "K-1 is of the workflow task, not of paper." } }, "paper", "K-1", "--dry-run", "--as", "m.test")
    assert.equal(1, show("P-1").workflow_version)
  end)

  it("leaves a region that has gone, with its reminders", function()
    start("P-1", "due=2016-09-30")
    d:run("workflow", "publish", d:file("short.lua", changed(paper, { ["version = 1"] = "version = 2",
      ['    clock = { title = "Clock", initial = "running", states = { running = { title = "Running", ladder = "late" } } },\n'] = "" })), "--as", "m.test")
    assert.same({ "Clock", "Running" }, look()["P-1"].left)
    migrate()
    assert.same({ "work.draft" }, show("P-1").state)
    assert.same({ ["10 working days"] = "Thu 15 Sep 2016 23:59" }, due(show "P-1"))
  end)

  it("finds places by their titles too", function()
    start "P-1"
    send("P-1", "hand_in")
    publish()
    migrate("P-1", "--map", "Handed in=Received")
    assert.equal("work.received", show("P-1").state[1])
  end)

  it("goes into bundles with every version that the item has lived under", function()
    start("P-1", "grade=good")
    send("P-1", "note", "note=Before")
    publish()
    migrate "P-1"
    send("P-1", "note", "note=After")
    local zip = d.folder .. "/b.zip"
    d:run("bundle", "create", "P-1", "--as", "m.test", "--output", zip)
    d:must_run { "bundle", "verify", zip }
    prove(zip)
    assert.equal("2\n", shell.lines("unzip -l " .. zip .. " | grep -c data/definitions/"))
    local csv, page = shell.lines("unzip -p " .. zip .. " '*/timeline.csv'"), shell.lines("unzip -p " .. zip .. " '*/data/index.html'")
    for _, part in ipairs { "Note: Before", "Remark: After", "Moved from version 1 to version 2" } do
      assert.truthy(csv:find(part, 1, true), part .. "\n" .. csv)
      assert.truthy(page:find(part, 1, true), part .. "\n" .. page)
    end
  end)

  it("withholds and erases what only an older version had", function()
    start("P-1", "aside=Something between us alone", "grade=good")
    send("P-1", "empty")
    publish()
    migrate "P-1"
    local profile = '{"name":"court","title":"For a court","default":"withhold","reason":"not for them","show":["text","owner"]}'
    d:run("redaction", "add", d:file("court.json", profile), "--as", "m.test")
    local zip = d.folder .. "/c.zip"
    d:run("bundle", "create", "P-1", "--as", "m.test", "--profile", "court", "--recipient", "A court", "--purpose", "A hearing", "--output", zip)
    d:must_run { "bundle", "verify", zip }
    prove(zip)
    assert.equal("", shell.lines("unzip -p " .. zip .. " | grep -a 'Something between' || true"))
    d:run("erase", "ask", "P-1", "--fields", "aside", "--as", "m.test", "--reason", "It must go")
    local id = d:ask("erase", "list").requests[1].id
    d:run("erase", "confirm", id, "--as", "a.admin")
    assert.equal("", shell.lines("grep -a 'Something between' " .. d.path .. "/waymark.db || true"))
    local said = d:run("case", "history", "P-1")
    assert.falsy(said:find("Something between", 1, true), said)
    assert.truthy(said:find("Moved from version 1 to version 2", 1, true), said)
    prove_store()
  end)
end)
