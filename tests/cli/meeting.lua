-- Goal: a Business Manager runs a whole meeting: planned, its agenda drawn from what waits for the group, papers issued, who was there, decisions that
-- change nothing until the chair confirms them together, and what is written out of it (R2, R3, R4). Method: LLIP's meeting of 6 December 2016 on the
-- Redcar & Cleveland board, told as people would type it; then what must be refused.
local board = require "helper.board"
local json = require "helper.json"
local shell = require "helper.shell"

local M = "LLIP-2016-12-06"

local function start(b, ref, lead, more)
  local words = { "case", "start", "review-action", "--ref", ref, "--as", "h.dixon", "lead_agency=" .. lead, "owner=s.reid", "priority=medium", "due=2017-03-22",
    "impact_due=2017-09-30", "text=Action " .. ref, "success_measure=In time", "baseline=None", "target=90", "recommendations=R1", "plan_priority=1" }
  table.move(more or {}, 1, #(more or {}), #words + 1, words)
  b:run(table.unpack(words))
end

local function accept_lead(b, ref, who) b:send(ref, "accept_lead", who, "acceptance=By letter") end

-- A board on which something stands already is copied for each test.
local function copy_of(b)
  local copy = setmetatable({ folder = shell.folder() }, getmetatable(b))
  copy.path = copy.folder .. "/board"
  assert(os.execute(("cp -a %s %s"):format(shell.quote(b.path), shell.quote(copy.path))))
  return copy
end

local function new()
  local b = board.new "2016-11-01T09:00:00Z"
  b:run("workflow", "publish", "workflows/meeting.lua", "--as", "h.dixon")
  b:run("group", "set", "llip", "quorum=3", "--as", "h.dixon")
  return b
end

local everybody = { "r.steel=present", "a.novak=present", "j.bell=present", "l.tanaka=present", "i.rowan=apologies", "k.mistry=for:d.pearson", "h.dixon=present" }
local function attend(b, who) b:run("meeting", "attend", M, "--as", "h.dixon", table.unpack(who or everybody)) end

local function record(b, ref, event, minute, ...) return b:run("meeting", "record", M, ref, event, "--minute", minute, "--as", "h.dixon", ...) end
local function not_recorded(b, ref, event, minute, ...) return b:refused("meeting", "record", M, ref, event, "--minute", minute, "--as", "h.dixon", ...) end

local function refs(rows)
  local found = {}
  for _, row in ipairs(rows) do found[#found + 1] = row.ref end
  return table.concat(found, " ")
end

local function says(text, part) assert(text:find(part, 1, true), ("does not say %q:\n%s"):format(part, text)) end

local function has(list, wanted)
  for _, one in ipairs(list) do if one == wanted then return true end end
  return false
end

local function days(b, group)
  for _, row in ipairs(b:ask("group", "list").rows) do if row.id == group then return row.meetings end end
end

describe("a meeting's day", function()
  local b, first
  setup(function() first = new() end)
  teardown(function() first:remove() end)
  before_each(function() b = copy_of(first) end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is planned from the group's list, or put on it", function()
    local all = b:ask("meeting", "plan", "llip", "--all", "--as", "h.dixon").meetings
    assert.equal(8, #all)
    assert.equal(M, all[1].ref)
    assert.equal("2016-11-29", all[1].papers_due) -- five working days before
    says(b:run("meeting", "plan", "llip", "--all", "--as", "h.dixon"), "has its meeting already")
    b:run("meeting", "plan", "llip", "--on", "2017-01-10", "--at", "10:00", "--as", "h.dixon")
    assert.is_true(has(days(b, "llip"), "2017-01-10"))
    says(b:refused("meeting", "plan", "llip", "--on", "2017-01-10", "--as", "h.dixon"), "meets on 2017-01-10 already: that is LLIP-2017-01-10.")
    local listed = b:ask("meeting", "list", "--group", "llip").rows
    assert.equal("2017-01-10", listed[3].date)
    assert.equal("Planned", listed[3].state_title)
  end)

  it("has its papers due as many working days before as the group says", function()
    b:run("group", "set", "llip", "papers=8", "--as", "h.dixon")
    assert.equal("2016-11-24", b:ask("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon").meetings[1].papers_due)
    says(b:refused("group", "set", "llip", "papers=many", "--as", "h.dixon"), "the papers of llip must be a whole number of working days")
    says(b:refused("group", "set", "llip", "quorum=0", "--as", "h.dixon"), "the quorum of llip must be a number of people, or a share of its members such as 1/3")
    b:run("group", "set", "llip", "papers:=null", "--as", "h.dixon")
    b:run("setting", "set", "papers_days", "3", "--reason", "Short papers", "--as", "h.dixon")
    assert.equal("2017-03-02", b:ask("meeting", "plan", "llip", "--on", "2017-03-07", "--as", "h.dixon").meetings[1].papers_due)
  end)

  it("reminds the Business Manager of the papers, and is late on her", function()
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
    local told = {}
    for _, now in ipairs { "2016-11-28T09:00:00Z", "2016-12-01T09:00:00Z" } do
      for _, one in ipairs(b:fired(now)) do
        for _, who in ipairs(one.ref == M and one.told or {}) do told[#told + 1] = who.to end
      end
    end
    assert.same({ "h.dixon", "h.dixon", "r.steel" }, told)
    assert.is_true(b:show(M).late)
    assert.equal("Business Manager", b:show(M).waits[1].title)
    says(b:ask("outbox", "list", M).rows[3].subject, "its papers are late")
  end)

  it("moves with the meeting, and deadlines follow", function()
    b:begin_action("RA-9")
    b:bring_to_scrutiny("RA-9", { owner = "s.reid", lead_agency = "hospitals" }, "process")
    local function decide_by()
      for _, row in ipairs(b:show("RA-9").waits) do return row["local"] end
    end
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
    assert.equal("Tue 6 Dec 2016 23:59", decide_by())
    b:run("meeting", "put-off", M, "--on", "2016-12-13", "--reason", "Snow", "--as", "h.dixon")
    assert.equal("Tue 13 Dec 2016 23:59", decide_by())
    assert.is_false(has(days(b, "llip"), "2016-12-06"))
    assert.equal("2016-12-06", b:field(M, "papers_due"))
    b:run("meeting", "cancel", M, "--reason", "Snow again", "--as", "h.dixon")
    assert.equal("Thu 15 Dec 2016 23:59", decide_by())
    assert.equal("cancelled", b:show(M).state[1])
  end)

  it("cannot be taken from the list behind the meeting's back", function()
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
    says(b:refused("group", "set", "llip", "meetings=2017-03-07", "--as", "h.dixon"), M .. " is planned for 2016-12-06; put it off")
  end)

  it("is for the office to plan, and needs the workflow", function()
    says(b:refused("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "r.steel"), "Robert Steel may not plan a meeting")
    says(b:refused("meeting", "plan", "lip", "--on", "2016-12-06", "--as", "h.dixon"), "Did you mean \"llip\"?")
    says(b:refused("meeting", "plan", "llip", "--on", "2016-02-30", "--as", "h.dixon"), "\"on\": ")
  end)
end)

describe("an agenda", function()
  local b
  setup(function()
    b = new()
    start(b, "RA-1", "hospitals")
    start(b, "RA-2", "police")
    start(b, "RA-3", "hospitals")
    accept_lead(b, "RA-1", "l.tanaka")
    accept_lead(b, "RA-2", "t.harker")
    local fields = b:begin_action("RA-4")
    b:bring_to_scrutiny("RA-4", fields, "process")
    b:begin_action("RA-5")
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
  end)
  teardown(function() b:remove() end)

  local function agenda(...) return b:ask("meeting", "agenda", M, ...) end
  local function row(ref, ...)
    for _, one in ipairs(agenda(...).rows) do if one.ref == ref then return one end end
  end

  it("is what waits for the group, ready before not ready", function()
    assert.equal("RA-4 RA-1 RA-2 RA-3", refs(agenda().rows))
    local agree = row("RA-3").moves[1]
    assert.equal("Agree it at LLIP", agree.label)
    assert.equal("false", agree.ready)
    assert.same({ "the lead agency accepted it in writing (no)" }, agree.why_not)
    assert.is_nil(row "RA-5") -- its owner's turn
  end)

  it("says since when it waits, and what can be decided on it", function()
    local scrutiny, labels = row "RA-4", {}
    assert.truthy(scrutiny.since)
    for _, move in ipairs(scrutiny.moves) do labels[move.event] = move.ready end
    assert.equal("false", labels.accept) -- nothing is graded yet
    assert.equal("true", labels.challenge)
    assert.is_nil(labels.pause)
    assert.is_nil(labels.supersede)
  end)

  it("takes up an extension that is asked for", function()
    b:send("RA-5", "request_extension", "s.reid", "new_due=2017-01-10", "extension_reason=Staff left", "extension_risk=None")
    local move = row("RA-5").moves[1]
    assert.equal("grant_extension", move.event)
    assert.equal("true", move.ready)
  end)

  it("takes what is put on by hand and leaves out what is taken off, with why", function()
    start(b, "RA-6", "hospitals")
    b:run("meeting", "drop", M, "RA-3", "--reason", "Not before March", "--as", "h.dixon")
    assert.is_nil(row "RA-3")
    says(b:run("meeting", "agenda", M), "Not before March")
    b:run("meeting", "add", M, "RA-3", "--as", "h.dixon")
    assert.is_true(row("RA-3").by_hand)
  end)

  it("shows nobody an item that is not theirs", function()
    says(b:refused("meeting", "agenda", M, "--as", "s.reid"), "There is no item \"" .. M .. "\" on this board")
    says(b:refused("meeting", "agenda", "RA-1"), "RA-1 is no meeting")
  end)

  it("puts what is late or escalated first", function()
    b:fired "2017-02-01T09:00:00Z"
    local first = agenda().rows[1]
    assert.is_true(#first.exception > 0)
    assert.is_true(first.ready)
  end)

  it("is fixed by issuing the papers, and says what changed since", function()
    b:run("meeting", "issue", M, "--as", "h.dixon")
    assert.is_true(agenda().fixed)
    local issued = row("RA-2").issued
    assert.truthy(issued)
    assert.is_nil(row("RA-2").changed)
    b:send("RA-2", "prepare", "h.dixon", "target=95")
    says(row("RA-2").changed, "Fill in the plan by Helen Dixon")
    assert.equal(issued, row("RA-2").issued)
    b:run("meeting", "add", M, "RA-2", "--as", "h.dixon")
    assert.is_nil(row("RA-2").changed)
    says(b:refused("meeting", "issue", M, "--as", "h.dixon"), "its papers are issued once")
  end)
end)

describe("a meeting that decides", function()
  local b, first
  before_each(function() b = copy_of(first) end)
  teardown(function() first:remove() end)
  setup(function()
    b = new()
    first = b
    start(b, "RA-1", "hospitals")
    start(b, "RA-2", "police")
    start(b, "RA-3", "hospitals")
    accept_lead(b, "RA-1", "l.tanaka")
    accept_lead(b, "RA-2", "t.harker")
    b:begin_action("RA-4")
    b:bring_to_scrutiny("RA-4", { owner = "s.reid", lead_agency = "hospitals" }, "process")
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
    b:run("meeting", "issue", M, "--as", "h.dixon")
    b:run("meeting", "open", M, "--as", "h.dixon", "--now", "2016-12-06T10:00:00Z")
  end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("keeps decisions on its sheet, and takes them together when the chair confirms", function()
    attend(b)
    says(record(b, "RA-1", "agree", "5.1"), "Once it is confirmed: Agreed")
    record(b, "RA-2", "agree", "5.2", "--decided-by", "a.novak") -- the chair is of the police, which leads it
    record(b, "RA-4", "challenge", "5.3", "missing=Proof", "response_due=2016-12-20", "--decided-by", "llip")
    assert.equal("work.proposed", b:state "RA-1")
    assert.equal("work.under_scrutiny", b:state "RA-4")
    b:run("meeting", "confirm", M, "--as", "r.steel")
    assert.equal("work.agreed", b:state "RA-1")
    assert.equal("work.agreed", b:state "RA-2")
    assert.equal("work.challenged", b:state "RA-4")
    local entries = b:ask("case", "history", "RA-4").entries
    local last = entries[#entries]
    assert.equal("h.dixon", last.who)
    assert.equal("group:llip", last.decided_by)
    assert.equal("Learning Lessons and Improving Practice Sub Group", last.decided_by_name)
    assert.equal(M, last.decision.meeting)
    assert.equal("5.3", last.decision.minute_ref)
    local changed = b:run("meeting", "challenges", M)
    says(changed, "Proof")
    says(b:run("meeting", "actions", M, "--csv"), '"RA-1","Action RA-1","Agree it at LLIP","5.1","Sam Reid","Wed 22 Mar 2017 23:59","Agreed"\r\n')
    says(b:refused("meeting", "confirm", M, "--as", "r.steel"), "were confirmed already, by Robert Steel on Tue 6 Dec 2016 10:00")
    b:run("case", "send", M, "close", "--as", "h.dixon")
    assert.is_true(b:show(M).closed)
  end)

  it("fills in what its sheet knows, and binds what the papers showed", function()
    attend(b)
    record(b, "RA-4", "grade_evidence", "5.1", "item:=1", "grade=sufficient")
    record(b, "RA-4", "accept", "5.2", "decision_note=Seen") -- rests on the grade that the same meeting gave
    b:run("meeting", "confirm", M, "--as", "r.steel")
    assert.equal("work.implemented", b:state "RA-4")
    assert.is_true(b:field("RA-4", "quorate"))
    assert.equal(M, b:field("RA-4", "meeting"))
  end)

  it("does not decide on what changed since the papers, until it is shown again", function()
    attend(b)
    b:send("RA-4", "grade_evidence", "h.dixon", "--decided-by", "r.steel", "item:=1", "grade=sufficient")
    says(not_recorded(b, "RA-4", "accept", "5.2", "decision_note=Seen"), "\"Evidence\" changed")
    says(not_recorded(b, "RA-4", "accept", "5.2", "decision_note=Seen"), "waymark meeting add " .. M .. " RA-4")
    b:run("meeting", "add", M, "RA-4", "--as", "h.dixon")
    record(b, "RA-4", "accept", "5.2", "decision_note=Seen")
    b:run("meeting", "confirm", M, "--as", "r.steel")
    assert.equal("work.implemented", b:state "RA-4")
  end)

  it("changes nothing when one of its decisions is refused, and says which", function()
    attend(b)
    record(b, "RA-1", "agree", "5.1")
    record(b, "RA-2", "agree", "5.2", "--decided-by", "llip")
    b:send("RA-2", "pause", "h.dixon", "--decided-by", "a.novak", "pause_reason=Court", "pause_review=2016-12-13")
    local before = b:show("RA-1").revision
    local said = b:refused("meeting", "confirm", M, "--as", "r.steel")
    says(said, "Decision 2 (RA-2): ")
    assert.equal(before, b:show("RA-1").revision)
    assert.equal("held", b:show(M).state[1])
    local entries = b:ask("case", "history", M).entries
    says(entries[#entries].text, "Decision 2 (RA-2)")
    b:run("meeting", "strike", M, "2", "--reason", "Paused", "--as", "h.dixon")
    b:run("meeting", "confirm", M, "--as", "r.steel")
    assert.equal("work.agreed", b:state "RA-1")
    says(b:run("meeting", "minutes", M), "Struck out")
  end)

  it("tries each decision at once", function()
    attend(b)
    says(not_recorded(b, "RA-3", "agree", "5.1"), "It needs: the lead agency accepted it in writing (no).")
    says(not_recorded(b, "RA-1", "agre", "5.1"), "\"agre\" is not something that can happen to RA-1")
    says(not_recorded(b, "RA-1", "challenge", "5.1"), "not something that can happen")
    assert.equal(0, #b:ask("meeting", "sheet", M).decisions)
    start(b, "RA-7", "hospitals")
    accept_lead(b, "RA-7", "l.tanaka")
    says(not_recorded(b, "RA-7", "agree", "5.1"), "RA-7 is not on the agenda of " .. M)
  end)

  it("lets a decision be changed, and keeps its number", function()
    attend(b)
    record(b, "RA-4", "challenge", "5.1", "missing=Proof", "response_due=2016-12-20", "--decided-by", "llip")
    record(b, "RA-1", "agree", "5.2")
    record(b, "RA-4", "challenge", "5.9", "missing=Figures", "response_due=2016-12-22", "--decided-by", "llip")
    local rows = b:ask("meeting", "sheet", M).decisions
    assert.equal(2, #rows)
    assert.equal("5.9", rows[1].minute)
    says(rows[1].noted, "What is missing: Figures")
  end)

  it("cannot decide while it is not quorate", function()
    says(not_recorded(b, "RA-1", "agree", "5.1", "--decided-by", "llip"), "0 of those present have a voice on it, and its quorum is 3")
    attend(b, { "r.steel=present", "a.novak=present", "l.tanaka=present", "h.dixon=present" })
    assert.is_true(b:ask("meeting", "sheet", M).quorate)
    says(not_recorded(b, "RA-1", "agree", "5.1"), "2 of those present have a voice on it, and its quorum is 3 (Lily Tanaka belongs to South Tees Hospitals")
    attend(b, { "j.bell=present" })
    record(b, "RA-1", "agree", "5.1")
    attend(b, { "j.bell=" })
    says(b:refused("meeting", "confirm", M, "--as", "r.steel"), "its quorum is 3")
  end)

  it("takes the voice of whoever has a conflict of interest", function()
    attend(b)
    says(not_recorded(b, "RA-2", "agree", "5.2"), "Robert Steel is LLIP chair but belongs to Cleveland Police, which leads this action")
    b:run("meeting", "declare", M, "r.steel", "RA-1", "--reason", "His wife works there", "--as", "h.dixon")
    says(not_recorded(b, "RA-1", "agree", "5.1"), "Robert Steel declared an interest: His wife works there")
    says(b:run("meeting", "sheet", M), "declared an interest: His wife works there")
    record(b, "RA-1", "agree", "5.1", "--decided-by", "group:llip")
    b:run("meeting", "attend", M, "a.novak=apologies", "--as", "h.dixon")
    says(not_recorded(b, "RA-2", "agree", "5.2", "--decided-by", "a.novak"), "the sheet does not say that they were there with a voice")
  end)

  it("lets whoever chairs in the chair's place decide what is the chair's, while the chair is not there", function()
    b:run("meeting", "plan", "llip", "--on", "2016-12-15", "--as", "h.dixon")
    local second = "LLIP-2016-12-15"
    b:run("meeting", "open", second, "--chaired-by", "a.novak", "--as", "h.dixon")
    b:run("meeting", "attend", second, "a.novak=present", "j.bell=present", "i.rowan=present", "r.steel=present", "--as", "h.dixon")
    says(b:refused("meeting", "record", second, "RA-1", "agree", "--minute", "1", "--as", "h.dixon"), "it is for the LLIP chair (Robert Steel)")
    b:run("meeting", "attend", second, "r.steel=apologies", "--as", "h.dixon")
    b:run("meeting", "record", second, "RA-1", "agree", "--minute", "1", "--as", "h.dixon")
    b:run("meeting", "confirm", second, "--as", "a.novak")
    assert.equal("work.agreed", b:state "RA-1")
  end)

  it("gives a member one voice", function()
    attend(b)
    says(b:refused("meeting", "attend", M, "d.pearson=present", "--as", "h.dixon"), "d.pearson has one voice")
    says(b:refused("meeting", "attend", M, "k.mistry=for:h.dixon", "--as", "h.dixon"), "no member of the group")
    says(b:refused("meeting", "attend", M, "j.bell=there", "--as", "h.dixon"), "present, apologies, absent, or for:PERSON")
  end)

  it("is confirmed by whoever chaired, and not by who wrote it down", function()
    attend(b)
    record(b, "RA-1", "agree", "5.1")
    says(b:refused("meeting", "confirm", M, "--as", "h.dixon"), "Helen Dixon may not take \"Confirm the decisions\"")
    says(b:refused("meeting", "confirm", M, "--as", "a.novak"), "Anna Novak may not")
    says(b:refused("case", "send", M, "confirm", "--as", "r.steel", "confirmed_at=now"), "use `waymark meeting confirm`")
    says(b:refused("case", "send", "RA-1", "agree", "--as", "h.dixon", "--decided-by", "group:llip", "meeting=x", "minute_ref=1"), "A group decides at its meeting")
  end)

  it("keeps what a group decided apart from who sits in it", function()
    attend(b)
    b:run("workflow", "publish", "tests/data/twice.lua", "--as", "h.dixon")
    b:run("case", "start", "twice", "--ref", "T-1", "--as", "h.dixon", "text=Twice")
    b:run("meeting", "add", M, "T-1", "--as", "h.dixon")
    record(b, "T-1", "first", "6.1", "--decided-by", "llip")
    b:run("meeting", "confirm", M, "--as", "r.steel")
    says(b:refused("case", "send", "T-1", "second", "--as", "j.bell"), "Joanne Bell did \"first\"")
    b:run("case", "send", "T-1", "second", "--as", "m.okafor")
  end)

  it("is chaired by a member, the chair or a deputy", function()
    b:run("meeting", "plan", "executive", "--on", "2016-12-20", "--as", "h.dixon")
    says(b:refused("meeting", "open", "EXECUTIVE-2016-12-20", "--chaired-by", "h.dixon", "--as", "h.dixon"), "Helen Dixon cannot have chaired")
    says(b:refused("meeting", "record", "EXECUTIVE-2016-12-20", "RA-1", "agree", "--minute", "1", "--as", "h.dixon"), "opened with `waymark meeting open`")
    b:run("meeting", "open", "EXECUTIVE-2016-12-20", "--chaired-by", "c.fenwick", "--as", "h.dixon")
    assert.equal("c.fenwick", b:field("EXECUTIVE-2016-12-20", "chaired_by"))
  end)

  it("says afterwards what changed since", function()
    attend(b)
    record(b, "RA-1", "agree", "5.1")
    says(b:refused("meeting", "since", "--group", "llip"), "No meeting of llip has had its decisions confirmed yet")
    b:run("meeting", "confirm", M, "--as", "r.steel")
    assert.equal(0, #b:ask("meeting", "since", M).rows)
    b:run("case", "send", "RA-1", "begin", "--as", "s.reid", "--now", "2016-12-20T10:00:00Z")
    start(b, "RA-8", "police")
    b:fired "2017-01-20T10:00:00Z"
    local changed = {}
    for _, row in ipairs(b:ask("meeting", "since", "--group", "llip").rows) do changed[row.ref] = row.what end
    assert.equal("moved", changed["RA-1"])
    says(changed["RA-8"], "new")
    says(changed["RA-4"], "overdue now")
  end)

  it("prints papers that end with the record's short form and the moment, and escape what people wrote", function()
    attend(b)
    record(b, "RA-4", "challenge", "<b>5.1</b>", "missing==cmd|1", "response_due=2016-12-20", "--decided-by", "llip")
    local html, csv, text = b:run("meeting", "minutes", M, "--html"), b:run("meeting", "minutes", M, "--csv"), b:run("meeting", "minutes", M)
    says(html, "&lt;b&gt;5.1&lt;/b&gt;")
    assert.is_nil(html:find("<script", 1, true))
    for _, one in ipairs { html, csv, text } do
      says(one, "OFFICIAL-SENSITIVE")
      says(one, "As it stood on Tue 6 Dec 2016 10:00.")
      assert.truthy(one:find "Record: %d+ entries, %x+")
    end
    says(text, "These decisions are not confirmed yet")
    b:run("setting", "set", "marking", "OFFICIAL", "--reason", "No children are named", "--as", "h.dixon")
    assert.is_nil(b:run("meeting", "minutes", M):find("SENSITIVE", 1, true))
    local _, err, status = shell.run { "meeting", "minutes", M, "--html", "--csv", "--board", b.path }
    assert.equal(2, status)
    says(err, "ask for one of them")
    assert.truthy(json.read(b:run("meeting", "minutes", M, "--json")).paper)
  end)
end)
