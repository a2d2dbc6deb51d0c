-- Goal: an item that nobody can move raises an alarm, once, to whoever of the office is there, and it is over by itself when somebody can (issue 6; DOMAIN 16:
-- nothing may depend on one person). Method: a baton (tests/data/baton.lua) is left with nobody in each of the ways that there are; what is said is read as a
-- person reads it: on the item, in the list, in the status, in the history and in the outbox.
local desk = require "helper.desk"
local shell = require "helper.shell"

describe("an item that nobody can move", function()
  local d
  before_each(function()
    d = desk.new { bare = true } -- Thursday 1 September 2016; nobody is auditor
    d:run("workflow", "publish", "tests/data/baton.lua", "--as", "m.test")
  end)
  after_each(function()
    assert.is_true(d:ask("journal", "verify").ok)
    d:remove()
  end)

  local function start(ref, ...) d:run("case", "start", "baton", "--ref", ref, "--as", "m.test", "text=A baton", ...) end
  local function send(ref, event, as, ...) d:run("case", "send", ref, event, "--as", as, ...) end
  local function why(ref) return d:ask("case", "show", ref).stranded end
  local function now(instant) d:run("run-due", "--now", instant, "--as", "m.test") end
  local function listed()
    local refs = {}
    for _, row in ipairs(d:ask("case", "list", "--stranded").rows) do refs[#refs + 1] = row.ref end
    return refs
  end
  local function alarms(ref)
    local said = {}
    for _, entry in ipairs(d:ask("case", "history", ref).entries) do
      if entry.kind == "alarm" then said[#said + 1] = entry.what end
    end
    return said
  end
  local function told(subject)
    local to = {}
    for _, row in ipairs(d:ask("outbox", "list").rows) do
      if row.subject:find(subject, 1, true) then to[#to + 1] = row.to end
    end
    return to
  end

  it("raises an alarm at the event that strands it", function()
    start("B-1", "agency=north", "owner=o.owner")
    assert.is_nil(why "B-1")
    assert.equal(0, d:ask("status").stranded)
    send("B-1", "audit", "o.owner")
    local sentence = 'Nobody can move baton B-1: "Pass it" is for the Auditor, which nobody holds.'
    assert.equal(sentence, why "B-1")
    assert.same({ "B-1" }, listed())
    assert.equal(1, d:ask("status").stranded)
    assert.truthy(d:run("status"):find("Nobody can move%s+1"))
    assert.same({ "Nobody can move it" }, alarms "B-1")
    local shown = d:run("case", "show", "B-1"):gsub("%s+", " ") -- as wide as the terminal
    assert.truthy(shown:find(sentence, 1, true))
    local row = d:ask("outbox", "list").rows[1]
    assert.same({ "m.test", "Baton B-1: nobody can move it", "ready", "B-1" }, { row.to, row.subject, row.status, row.ref })
    assert.is_nil(row.from) -- urgent: it keeps no quiet hours
    assert.truthy(row.body:find(sentence, 1, true) and row.body:find("Open B-1 in Waymark", 1, true))
  end)

  it("is told once, and counts no version", function()
    start("B-1", "owner=o.owner")
    send("B-1", "audit", "o.owner")
    assert.equal(2, d:ask("case", "show", "B-1").revision)
    local file = d:file("proof.txt", "proof")
    d:run("evidence", "add", "B-1", file, "--as", "x.out", "--level", "process", "--title", "Proof") -- anybody may: it moves nothing
    assert.same({ "Nobody can move it" }, alarms "B-1")
    assert.same({ "m.test" }, told "nobody can move it")
    d:run("rebuild")
    assert.same({ "B-1" }, listed())
  end)

  it("raises it when it is started with nobody, and ends it by a correction or a hand-over", function()
    start("B-1")
    assert.same({}, listed()) -- the panel may ask
    start("B-4", "owner=o.owner", "agency=north")
    send("B-4", "give", "o.owner")
    d:run("group", "set", "panel", "members:=[]", "--as", "m.test")
    d:run("post", "set", "panel_chair", "holder:=null", "deputy:=null", "--as", "m.test")
    start "B-3"
    assert.same({ "B-3" }, listed())
    assert.truthy(why("B-3"):find('"Ask the panel" is for the Owner or the Panel, which nobody holds', 1, true))
    d:run("case", "correct", "B-3", "1", "--field", "owner=o.owner", "--reason", "Mistyped", "--as", "m.test")
    assert.same({}, listed())
    assert.same({ "Nobody can move it", "Somebody can move it again" }, alarms "B-3")
    d:run("people", "leave", "o.owner", "--leave-anyway", "--reason", "Left", "--as", "m.test")
    send("B-4", "back", "l.north")
    assert.truthy(table.concat(listed(), " "):find("B-4", 1, true))
    d:run("people", "hand-over", "o.owner", "x.out", "--reason", "Left", "--as", "m.test")
    now "2016-09-01T09:05:00Z"
    assert.is_nil(table.concat(listed(), " "):find("B-4", 1, true))
    assert.same({ "Nobody can move it", "Somebody can move it again" }, alarms "B-4")
  end)

  it("counts whoever must be kept apart as nobody", function()
    start("B-1", "owner=c.chair")
    send("B-1", "ask", "c.chair")
    assert.equal('Nobody can move baton B-1: "Agree it" is for the Panel chair, and Cora Chair, who holds that, must be kept apart from it.', why "B-1")
    start("B-2", "owner=c.chair")
    send("B-2", "ask", "v.vice")
    assert.is_nil(why "B-2")
    start("B-3", "owner=c.chair", "agency=north") -- the chair is of that agency, so the vice-chair decides, who asked
    send("B-3", "ask", "v.vice")
    assert.truthy(why("B-3"):find("Vic Vice, who holds that, must be kept apart", 1, true))
    assert.same({ "B-1", "B-3" }, listed())
  end)

  it("waits for a date that moves it, and not when that has passed", function()
    start("B-1", "owner=o.owner")
    send("B-1", "rest", "o.owner")
    assert.is_nil(why "B-1")
    now "2016-09-06T09:00:00Z"
    assert.same({ "B-1" }, listed())
    assert.same({ "m.test" }, told "nobody can move it")
  end)

  it("waits for a stuck step that the office can retry, and not when it was skipped", function()
    start("B-1", "owner=o.owner")
    send("B-1", "lose", "o.owner")
    assert.is_nil(why "B-1")
    now "2016-09-06T09:00:00Z"
    local incident = d:ask("case", "show", "B-1").incidents[1]
    assert.truthy(incident)
    assert.same({}, listed())
    d:run("incident", "skip", incident.id, "--reason", "It is gone", "--as", "m.test")
    assert.same({ "B-1" }, listed())
  end)

  it("is over when it is closed", function()
    d:run("post", "set", "auditor", "holder=x.out", "--as", "m.test")
    start("B-1", "owner=o.owner")
    send("B-1", "audit", "o.owner")
    send("B-1", "pass", "x.out")
    d:run("post", "set", "auditor", "holder:=null", "--as", "m.test")
    assert.is_nil(why "B-1") -- put away, though nobody could take it out again
    assert.same({}, alarms "B-1")
  end)

  it("tells the administrator where nobody is Business Manager, also while the administrator is away", function()
    start("B-1", "owner=o.owner")
    start("B-2", "owner=o.owner")
    d:run("post", "set", "business_manager", "holder:=null", "deputy:=null", "--as", "m.test")
    send("B-1", "audit", "o.owner")
    d:run("people", "absent", "a.admin", "--reason", "Leave", "--as", "a.admin")
    send("B-2", "audit", "o.owner")
    d:run("people", "back", "a.admin", "--reason", "Back", "--as", "a.admin")
    local to = {}
    for _, row in ipairs(d:ask("outbox", "list", "--as", "a.admin").rows) do to[#to + 1] = row.to .. " " .. row.ref end
    assert.same({ "a.admin B-1", "a.admin B-2" }, to)
  end)

  it("tells who can act now before who is away", function()
    start("B-1", "owner=o.owner")
    d:run("people", "absent", "m.test", "--reason", "Leave", "--as", "m.test")
    send("B-1", "audit", "o.owner")
    d:run("people", "back", "m.test", "--reason", "Back", "--as", "m.test")
    assert.same({ "a.admin" }, told "nobody can move it")
  end)

  it("names nobody to who sees a part, and is no part of what others see", function()
    start("B-1", "owner=c.chair")
    send("B-1", "ask", "c.chair")
    assert.same({ "B-1" }, listed())
    d:run("rights", "deny", "person:x.out", "--workflow", "baton", "--reason", "Not theirs", "--as", "m.test")
    assert.same({}, d:ask("case", "list", "--stranded", "--as", "x.out").rows)
    assert.equal(0, d:ask("status", "--as", "x.out").stranded)
  end)

  it("is found when somebody leaves, with one message for many, and is over when they are back", function()
    for number = 1, 12 do
      start(("B-%02d"):format(number), "owner=o.owner", "agency=north")
      send(("B-%02d"):format(number), "give", "o.owner")
    end
    start("B-13", "owner=o.owner")
    now "2016-09-01T09:05:00Z"
    assert.same({}, listed())
    d:run("people", "leave", "l.north", "--leave-anyway", "--reason", "Left", "--as", "m.test")
    now "2016-09-01T09:10:00Z"
    assert.equal(12, #listed())
    assert.same({ "Nobody can move it" }, alarms "B-12")
    assert.same({}, alarms "B-13")
    local rows = d:ask("outbox", "list").rows
    local message = rows[#rows]
    assert.same({ "m.test", "12 items: nobody can move them" }, { message.to, message.subject })
    assert.truthy(message.body:find("Open B%-%d%d in Waymark to see why%.\n") and message.body:find("2 more stand in the list", 1, true))
    assert.same({ "m.test" }, told "nobody can move")
    local entries = d:entries()
    now "2016-09-01T09:20:00Z"
    assert.equal(entries, d:entries()) -- once
    d:run("agency", "set", "north", 'posts:={"safeguarding_lead":"x.out"}', "--as", "m.test")
    now "2016-09-01T09:30:00Z"
    assert.same({}, listed())
    assert.same({ "Nobody can move it", "Somebody can move it again" }, alarms "B-12")
  end)

  it("is found at midnight, when a date of the directory makes it so", function()
    start("B-1", "owner=o.owner", "agency=north")
    send("B-1", "give", "o.owner")
    d:run("people", "absent", "l.north", "--from", "2016-09-05", "--to", "2016-09-06", "--reason", "Leave", "--as", "m.test")
    now "2016-09-04T20:00:00Z"
    assert.same({}, listed())
    now "2016-09-04T23:30:00Z" -- half past midnight in the board's zone
    assert.same({ "B-1" }, listed())
    now "2016-09-07T08:00:00Z"
    assert.same({}, listed())
    d:run("agency", "set", "north", "valid_to=2016-09-08", "--as", "m.test")
    now "2016-09-08T08:00:00Z"
    assert.same({}, listed())
    now "2016-09-09T08:00:00Z"
    assert.same({ "B-1" }, listed())
  end)

  it("is found by a server that nobody asks", function()
    local other = desk.new { bare = true, real_clock = true }
    other:run("workflow", "publish", "tests/data/baton.lua", "--as", "m.test")
    other:run("case", "start", "baton", "--ref", "B-1", "--as", "m.test", "text=A baton", "owner=o.owner", "agency=north")
    other:run("case", "send", "B-1", "give", "--as", "o.owner")
    local pid = shell.serve(other.path, other.folder .. "/log")
    other:run("people", "leave", "l.north", "--leave-anyway", "--reason", "Left", "--as", "m.test")
    local found
    for _ = 1, 100 do
      found = other:ask("case", "list", "--stranded").count == 1
      if found then break end
      os.execute "sleep 0.05"
    end
    assert.is_true(shell.stop(pid))
    other:remove()
    assert.is_true(found)
  end)
end)

describe("a post that stands empty", function()
  local d
  before_each(function() d = desk.new { bare = true } end)
  after_each(function() d:remove() end)

  local function now(instant) d:run("run-due", "--now", instant, "--as", "m.test") end
  local function warnings()
    local bodies = {}
    for _, row in ipairs(d:ask("outbox", "list").rows) do
      if row.subject:find("nobody is there to be told", 1, true) then bodies[#bodies + 1] = row.body end
    end
    return bodies
  end
  local function start(ref, due)
    d:run("case", "start", "task", "--ref", ref, "--as", "m.test", "text=Task", "agency=south", "owner=p.other", "due=" .. due)
  end

  it("is told before the reminder is due, once until it is filled", function()
    start("K-1", "2016-09-30") -- late/L1, five working days after it, is for the lead: Friday 7 October
    start("K-2", "2016-09-30")
    start("K-3", "2017-06-30")
    d:run("people", "leave", "l.south", "--leave-anyway", "--reason", "Left", "--as", "m.test")
    now "2016-09-22T08:00:00Z" -- eleven working days before
    assert.same({}, warnings())
    now "2016-09-23T08:00:00Z"
    assert.equal(1, #warnings())
    local body = warnings()[1]
    assert.truthy(body:find("Agency lead, to be told on Fri 7 Oct 2016 of K%-[12], K%-[12]%.\n"), body)
    assert.falsy(body:find("K-3", 1, true))
    now "2016-09-26T08:00:00Z"
    now "2016-09-27T08:00:00Z"
    assert.equal(1, #warnings())
    d:run("agency", "set", "south", 'posts:={"safeguarding_lead":"v.vice"}', "--as", "m.test")
    now "2016-09-28T08:00:00Z"
    d:run("agency", "set", "south", 'posts:={"safeguarding_lead":"l.south"}', "--as", "m.test")
    now "2016-09-29T08:00:00Z"
    assert.equal(2, #warnings())
  end)

  it("is looked for as far ahead as the board says, on working days", function()
    start("K-1", "2016-09-30")
    d:run("people", "leave", "l.south", "--leave-anyway", "--reason", "Left", "--as", "m.test")
    d:run("setting", "set", "vacancy_warning", "2", "--reason", "Less mail", "--as", "m.test")
    now "2016-10-02T08:00:00Z" -- a Sunday
    now "2016-10-04T08:00:00Z"
    assert.same({}, warnings())
    now "2016-10-05T08:00:00Z"
    assert.equal(1, #warnings())
  end)
end)

describe("the directory", function()
  local d
  before_each(function() d = desk.new { bare = true } end)
  after_each(function() d:remove() end)

  local function post(id)
    for _, row in ipairs(d:ask("post", "list").rows) do
      if row.id == id then return row end
    end
  end
  local function texts()
    local all = {}
    for _, one in ipairs(d:ask("people", "check").found) do all[#all + 1] = one.text end
    return all
  end

  it("says of each post who acts now, since when it is vacant and how many items wait for it", function()
    d:run("workflow", "publish", "tests/data/baton.lua", "--as", "m.test")
    for number = 1, 3 do
      d:run("case", "start", "baton", "--ref", "B-" .. number, "--as", "m.test", "text=A baton", "owner=o.owner")
      if number > 1 then d:run("case", "send", "B-" .. number, "ask", "--as", "o.owner") end
    end
    assert.same({ "c.chair", 2 }, { post("panel_chair").acting[1].id, post("panel_chair").waits })
    d:run("people", "absent", "c.chair", "--reason", "Leave", "--as", "m.test")
    assert.equal("v.vice", post("panel_chair").acting[1].id)
    assert.same({ 0, {} }, { post("auditor").waits, post("auditor").acting })
    d:run("post", "set", "panel_vice_chair", "holder:=null", "--as", "m.test")
    assert.equal("2016-09-01", post("panel_vice_chair").vacant_since)
    local said = d:run("post", "list")
    assert.truthy(said:find("Acts now", 1, true) and said:find("nobody", 1, true))
  end)

  it("names whatever reaches nobody", function()
    assert.truthy(table.concat(texts(), "\n"):find("North Agency has no Board member: name one with", 1, true))
    for _, agency in ipairs { "north", "south" } do d:run("agency", "set", agency, "posts.board_member=m.test", "--as", "m.test") end
    assert.same({ "Nobody can act as Auditor: give it to somebody with `waymark post set auditor holder=PERSON`, or name a deputy." }, texts())
    d:run("post", "set", "auditor", "holder=x.out", "--as", "m.test")
    assert.same({}, texts())
    assert.truthy(d:run("people", "check"):find("Every post, agency and group has somebody who is there.", 1, true))
    d:run("people", "leave", "x.out", "--leave-anyway", "--reason", "Left", "--as", "m.test")
    d:run("people", "leave", "l.south", "--leave-anyway", "--reason", "Left", "--as", "m.test")
    d:run("people", "absent", "l.north", "--reason", "Leave", "--as", "m.test")
    d:run("people", "leave", "v.vice", "--leave-anyway", "--reason", "Left", "--as", "m.test")
    d:run("group", "set", "panel", "quorum:=2", "--as", "m.test")
    local all = table.concat(texts(), "\n")
    for _, part in ipairs { "Nobody can act as Auditor, vacant since", "Xena Out has left and still stands as Auditor.",
      "Luke South has left and still stands as safeguarding lead of South Agency.",
      "Nobody can act as safeguarding lead of North Agency today: its holder is away without a deputy.", "Vic Vice has left and is still a member of Panel.",
      "Panel cannot decide: it needs 2 and has 1 member.", "Vic Vice has left and still stands as Panel vice-chair." } do
      assert.truthy(all:find(part, 1, true), part .. "\n" .. all)
    end
    d:run("agency", "set", "north", "valid_to=2016-08-31", "--as", "m.test")
    d:run("agency", "set", "south", 'posts:={}', "--as", "m.test")
    all = table.concat(texts(), "\n")
    assert.truthy(all:find("North Agency ended on 2016-08-31, and no agency follows it", 1, true), all)
    assert.truthy(all:find("South Agency has no safeguarding lead", 1, true), all)
  end)
end)
