-- Goal: what a move to a newer version would do to people is said before: whom publishing would leave stranded, dates that stay though the new
-- rule gives others, who would see more or less; and nobody is told the same twice of one breach (V2, V3, T5, T6, R1).
-- Method: versions of one workflow that differ in just that, on a board with people of two agencies.
local mover = require "helper.mover"
local papers = require "helper.paper"

local paper, changed = papers.text, papers.changed

describe("a newer version of a workflow", function()
  local d = mover.new(paper)
  before_each(d.begin)
  after_each(d.finish)
  local start, publish, migrate, page, look, fired = d.start, d.publish, d.migrate, d.dry, d.look, d.fired

  local function send(ref, event, who, ...) d:run("case", "send", ref, event, "--as", who, ...) end
  local function has(text, part) assert.truthy(text:find(part, 1, true), part .. "\n" .. text) end

  it("says when it is published which items a move would leave stranded or without a place, where they stand and what to do", function()
    for _, ref in ipairs { "P-1", "P-2", "P-3", "P-4" } do start(ref) end
    send("P-2", "check", "o.owner")
    send("P-3", "check", "o.owner")
    send("P-4", "hand_in", "o.owner")
    local said = publish(papers.next)
    has(said, "4 essays are on version 1 and stay there")
    has(said, '2 essays at "Checked, Running" would be stranded on version 2: Nobody can move')
    has(said, "(P-2, and alike the others). It is moved by nobody until somebody can take it on there: fill the post")
    has(said, '1 essay at "Handed in" cannot be moved as it is to version 2: that version has no place "Handed in" (work.handed_in)')
    assert.equal(1, d:ask("case", "show", "P-2").workflow_version)
  end)

  it("says to an administrator that there are items which they do not see, and not which", function()
    for _, ref in ipairs { "P-1", "P-2" } do start(ref) end
    local said = d:run("workflow", "publish", d:file("next.lua", papers.next), "--as", "a.admin"):gsub("%s+", " ")
    has(said, "2 essays on an older version, which you do not see whole, were not tried; only somebody who does can do so.")
    assert.is_nil(said:find("P-1", 1, true))
  end)

  describe("of which a step sets a date", function()
    local sets = changed(paper, { ['title = "Draft", holder = "owner",'] =
      'title = "Draft", holder = "owner", entry = { set("due", date_of "10 working days") },' })
    before_each(function() d:run("workflow", "publish", d:file("sets.lua", changed(sets, { ["version = 1"] = "version = 2" })), "--as", "m.test") end)

    it("leaves it where the rule is another one, and says which it would be", function()
      start "P-1"
      publish(changed(changed(sets, { ["version = 1"] = "version = 3" }), { ['date_of "10 working days"'] = 'date_of "15 working days"' }))
      local kept = look()["P-1"].kept[1]
      assert.same({ "due", "Draft", "2016-09-15", "2016-09-22", "unchanged" },
        { kept.field, kept.place, kept.is, kept.would, look()["P-1"].verdict })
      has(page(), "  Due date (Draft) stays Thu 15 Sep 2016; by that version's rule it would be Thu 22 Sep 2016")
      migrate()
      for _, field in ipairs(d:ask("case", "show", "P-1").fields) do if field.name == "due" then assert.equal("2016-09-15", field.value) end end
    end)

    it("says nothing where the rule gives the same day", function()
      start "P-1"
      publish(changed(changed(sets, { ["version = 1"] = "version = 3" }), { ['date_of "10 working days"'] = 'date_of "14 calendar days"' }))
      assert.is_nil(look()["P-1"].kept)
    end)

    it("says where an item would have none that reaches the step with one from then on", function()
      d:run("workflow", "publish", d:file("none.lua", changed(paper, { ["version = 1"] = "version = 3" })), "--as", "m.test")
      start "P-1"
      publish(changed(sets, { ["version = 1"] = "version = 4" }))
      has(page(), "  Due date (Draft) stays without a date; by that version's rule it would be Thu 15 Sep 2016")
    end)
  end)

  it("tells nobody twice where a rung or its ladder is called otherwise", function()
    start("P-1", "due=2016-09-05")
    d:run("run-due", "--now", "2016-09-07T09:00:00Z") -- late by a day is told
    publish(changed(paper, { ["version = 1"] = "version = 2", ['name = "L0"'] = 'name = "first"', ["late = {"] = "behind = {",
      ['ladder = "late"'] = 'ladder = "behind"' }))
    for _, date in ipairs(look()["P-1"].dates) do assert.is_nil(date.late, date.what) end
    migrate()
    assert.same({}, fired())
    assert.same({ "Still a draft", "late by ten days" }, fired("--now", "2016-09-20T09:00:00Z"))
  end)

  it("tells nobody twice where a rung was put before another and took its name", function()
    start("P-1", "due=2016-09-05")
    d:run("run-due", "--now", "2016-09-20T09:00:00Z") -- both rungs are told
    publish(changed(paper, { ["version = 1"] = "version = 2",
      ['{ "1 working day after due", name = "L0", tell = "owner", text = "late by a day" },'] =
      '{ "end of due", name = "L0", tell = "auditor", text = "due" }, { "1 working day after due", name = "L1", tell = "owner", text = "late by a day" },',
      ['"10 working days after due", name = "L1"'] = '"10 working days after due", name = "L2"' }))
    migrate()
    for _, what in ipairs(fired()) do assert.equal("due", what) end
  end)

  it("takes a rung for the one that a map says", function()
    start("P-1", "due=2016-09-05")
    d:run("run-due", "--now", "2016-09-09T09:00:00Z")
    publish(changed(paper, { ["version = 1"] = "version = 2", ['"1 working day after due", name = "L0", tell = "owner", text = "late by a day"'] =
      '"2 working days after due", name = "first", tell = "owner", text = "late by two days"' }))
    local late = {}
    for _, date in ipairs(look()["P-1"].dates) do if date.late then late[#late + 1] = date.what end end
    assert.same({ "late by two days" }, late)
    d:wrong({ says = { '"late/third" of --map is no place of the version that is moved to' } },
      "workflow", "migrate", "paper", "--as", "m.test", "--reason", "x", "--map", "late/L0=late/third")
    migrate("--map", "late/L0=late/first", "--map", "late/L1=")
    assert.same({}, fired())
    local rows = d:ask("case", "history", "P-1").entries
    has(rows[#rows].text, "Moved from version 1 to version 2 of its workflow (reminder late/L0 goes on as late/first, late/L1 as none) by Mia Manager.")
    local event = d:part("P-1", "event")
    assert.same({ ["late/L0"] = "late/first", ["late/L1"] = "" }, event.data.rungs)
    assert.is_nil(event.data.map)
  end)

  it("tells nobody twice of a step that stays where it is, whose reminder has another rule", function()
    start "P-1"
    d:run("run-due", "--now", "2016-09-16T09:00:00Z") -- still a draft is told
    publish(changed(paper, { ["version = 1"] = "version = 2", ['["10 working days"] = { label'] = '["5 working days"] = { label' }))
    migrate()
    assert.same({}, fired())
  end)

  it("says who would see it and who no more", function()
    start "P-1"
    publish(changed(paper, { ["version = 1"] = "version = 2", ['read = { "manager", "owner" }'] = 'read = { "manager", "owner", "panel" }',
      ['    manager = {'] = '    panel = { title = "Panel", post = "panel_chair" },\n    manager = {' }))
    local sight = look()["P-1"].sight
    assert.same({ "c.chair" }, { sight.gained[1].id, sight.gained[2] })
    assert.is_nil(sight.lost)
    has(page(), "  1 person would see it who do not now: Cora Chair (")
    migrate()
    publish(changed(paper, { ["version = 1"] = "version = 3" }))
    assert.same({ "c.chair" }, { look()["P-1"].sight.lost[1].id })
    has(page(), "  1 person would see it no more: Cora Chair (")
    d:run("workflow", "publish", d:file("fourth.lua", changed(paper, { ["version = 1"] = "version = 4" })), "--as", "m.test")
    migrate("--to", "3")
    assert.is_nil(look()["P-1"].sight)
  end)

  it("says of an item which version is whose, and where it stands once it was taken back", function()
    start "P-1"
    send("P-1", "hand_in", "o.owner")
    publish(papers.next)
    migrate("--map", "work.handed_in=work.received")
    has(d:run("case", "show", "P-1"), "Paper, at version 3; it goes by version 2 of its workflow\n")
    d:run("workflow", "migrate", "paper", "P-1", "--undo", "--as", "m.test", "--reason", "Too early")
    local entries = d:ask("case", "history", "P-1").entries
    assert.same({ "Handed in" }, entries[#entries].became)
  end)

  it("is looked at by parts, each of many once", function()
    d.start_many(450)
    publish(papers.next)
    local items = d:ask("workflow", "migrate", "paper", "--dry-run", "--as", "m.test").items
    local seen = {}
    for _, item in ipairs(items) do seen[item.ref] = item.verdict == "dates move" or nil end
    for i = 1, 450 do assert.is_true(seen["P-" .. i], "P-" .. i) end
    assert.equal(450, #items)
    has(page(), "450 essays of paper to version 2:")
    local which = d:run("batch", d:file("which", '{"op":"workflow.migration","workflow":"paper","refs":true,"as":"m.test"}\n'))
    has(which, '"refs":["P-1","P-10","P-100",')
    assert.falsy(which:find("dates move", 1, true))
  end)

  it("says of the first 500 alone what is in the way of them, how many were not tried, and what tries all", function()
    d.start_many(502)
    local rest = '2 more were not tried; %s"waymark workflow migrate paper --dry-run" tries them all.'
    local checked = d.check(papers.next)
    has(checked, "The first 500 of them were tried, and all of these can be moved.")
    has(checked, rest:format("once this is published, "))
    has(publish(papers.next), rest:format(""))
  end)

  it("says when it is checked what it will say when it is published, and publishes nothing by that", function()
    for _, ref in ipairs { "P-1", "P-2", "P-3" } do start(ref) end
    send("P-2", "check", "o.owner")
    send("P-3", "hand_in", "o.owner")
    local before = d:entries()
    local checked = d.check(papers.next)
    has(checked, "3 essays are on version 1 and would stay there; once this is published, \"waymark workflow migrate paper --dry-run\" shows")
    local barred = checked:match("(1 essay at \"Checked, Running\".*)$")
    has(checked, '1 essay at "Handed in" cannot be moved as it is to version 2')
    assert.equal(before, d:entries())
    assert.equal(1, #d:ask("workflow", "list", "--as", "m.test").workflows - 1) -- paper and task
    assert.equal(checked, d.check(papers.next)) -- and again
    has(publish(papers.next), barred)
    has(d.check(changed(papers.next, { ['title = "Paper"'] = 'title = "Papers"' }), 1),
      "It would not be published here: Version 2 of paper is live and this is not the same text; make this version 3.")
  end)

  it("is refused with where its first mistake is, be it in a part", function()
    d:file("part.lua", 'return {\n  title = "A",\n  holdr = "m",\n}\n')
    local whole = 'return { name = "x", title = "X", noun = "x", version = 1, states = { a = use "part.lua" } }'
    d:wrong({ says = { "The first, in part.lua, on line 3: `holdr` means nothing in a state." } },
      "workflow", "publish", d:file("whole.lua", whole), "--as", "m.test")
  end)

  it("asks by its noun for what an item that is not there yet lacks", function()
    d:wrong({ says = { 'A new paper still needs: What it says (text)' } }, "case", "start", "paper", "--as", "m.test", "owner=o.owner")
  end)

  it("is not moved for blanks, nor is anything else done for them", function()
    start "P-1"
    publish(papers.next)
    for _, words in ipairs {
      { "workflow", "migrate", "paper", "--reason", "  " }, { "workflow", "migrate", "paper", "P-1", "--undo", "--reason", "\t" },
      { "case", "correct", "P-1", "1", "--field", "text=Other", "--reason", " " }, { "setting", "set", "watermark", "1", "--reason", "  " },
      { "calendar", "add", "2016-12-29", "Shut", "--yes", "--reason", " " },
      { "people", "leave", "o.owner", "--reason", "  " }, { "case", "share", "P-1", "--with", "person:c.chair", "--reason", " " },
    } do
      words[#words + 1], words[#words + 2] = "--as", "m.test"
      d:wrong({ says = { '"reason" of "', '" holds blanks alone, which are none; say why.' } }, table.unpack(words))
    end
  end)
end)
