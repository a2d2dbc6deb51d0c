-- Goal: a group's meetings and its list of days are one truth, papers are due before each and late on the Business Manager, and an agenda is drawn from
-- what waits for the group, exceptions first, for whoever may see it (R1). Method: LLIP's meeting, planned, moved, cancelled, prepared and issued.
local meeting = require "helper.meeting"

local M, says, start, accept_lead = meeting.ref, meeting.says, meeting.propose, meeting.accept_lead

local function refs(rows)
  local found = {}
  for _, row in ipairs(rows) do found[#found + 1] = row.ref end
  return table.concat(found, " ")
end

local function has(list, wanted)
  for _, one in ipairs(list) do if one == wanted then return true end end
  return false
end

local function days(b, group)
  for _, row in ipairs(b:ask("group", "list").rows) do if row.id == group then return row.meetings end end
end

describe("a meeting's day", function()
  local b, first
  setup(function() first = meeting.board() end)
  teardown(function() first:remove() end)
  before_each(function() b = meeting.copy(first) end)
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
    says(b:refused("group", "set", "llip", "quorum=0", "--as", "h.dixon"), "the quorum of llip must be a number of people, or a share")
    b:run("group", "set", "llip", "papers:=null", "--as", "h.dixon")
    b:run("setting", "set", "papers_days", "3", "--reason", "Short papers", "--as", "h.dixon")
    assert.equal("2017-03-02", b:ask("meeting", "plan", "llip", "--on", "2017-03-07", "--as", "h.dixon").meetings[1].papers_due)
  end)

  it("has its papers due on another day when a day off comes between, until they are issued", function()
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
    b:run("meeting", "plan", "llip", "--on", "2016-12-08", "--as", "h.dixon")
    b:run("meeting", "issue", "LLIP-2016-12-08", "--as", "h.dixon")
    b:run("calendar", "add", "2016-12-02", "Boiler", "--local", "--yes", "--as", "h.dixon")
    assert.equal("2016-11-28", b:field(M, "papers_due"))
    assert.equal("2016-12-01", b:field("LLIP-2016-12-08", "papers_due"))
    local entries, reminders = b:ask("case", "history", M).entries, {}
    says(entries[#entries].text, "Papers due on another day by Helen Dixon")
    for _, row in ipairs(b:show(M).due) do reminders[#reminders + 1] = row["local"] end
    assert.same({ "Thu 24 Nov 2016 23:59", "Tue 29 Nov 2016 23:59" }, reminders)
    b:run("calendar", "remove", "2016-12-02", "--yes", "--as", "h.dixon")
    assert.equal("2016-11-29", b:field(M, "papers_due"))
    says(b:refused("case", "send", M, "papers_due_anew", "papers_due=2016-12-01", "--as", "h.dixon"), "use `waymark meeting put-off`")
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
      return b:show("RA-9").waits[1]["local"]
    end
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
    assert.equal("Tue 6 Dec 2016 23:59", decide_by())
    b:run("meeting", "put-off", M, "--on", "2016-12-13", "--reason", "Snow", "--as", "h.dixon")
    assert.equal("Tue 13 Dec 2016 23:59", decide_by())
    assert.is_false(has(days(b, "llip"), "2016-12-06"))
    assert.equal("2016-12-06", b:field(M, "papers_due"))
    says(b:show(M).title, "Sub Group, Tue 13 Dec 2016")
    says(b:refused("meeting", "put-off", M, "--on", "2016-10-20", "--reason", "Snow", "--as", "h.dixon"), "that day is past")
    b:run("meeting", "cancel", M, "--reason", "Snow again", "--as", "h.dixon")
    assert.equal("Thu 15 Dec 2016 23:59", decide_by())
    assert.equal("cancelled", b:show(M).state[1])
  end)

  it("can be brought forward at short notice, and its papers are not late before anybody could send them", function()
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
    local later = b:run("meeting", "put-off", M, "--on", "2016-12-13", "--reason", "Snow", "--as", "h.dixon")
    says(later, M .. " is put off to Tue 13 Dec 2016.")
    assert.is_nil(later:find("is past already", 1, true))
    local said = b:run("meeting", "put-off", M, "--on", "2016-12-12", "--reason", "A trial", "--as", "h.dixon", "--now", "2016-12-08T10:00:00Z")
    says(said, M .. " is brought forward to Mon 12 Dec 2016.")
    says(said, "The day on which its papers were to be out is past already, so they are due today.")
    assert.equal("2016-12-08", b:field(M, "papers_due"))
    assert.is_false(b:show(M).rag.colour == "red")
    b:run("status", "--now", "2016-12-09T10:00:00Z", "--as", "h.dixon")
    assert.equal("red", b:show(M).rag.colour)
    local planned = b:ask("meeting", "plan", "llip", "--on", "2016-12-14", "--as", "h.dixon").meetings[1]
    assert.is_true(planned.papers_short)
    assert.equal("2016-12-09", planned.papers_due)
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
    b = meeting.board()
    start(b, "RA-1", "hospitals")
    start(b, "RA-2", "police")
    start(b, "RA-3", "hospitals")
    accept_lead(b, "RA-1", "l.tanaka")
    accept_lead(b, "RA-2", "t.harker")
    local fields = b:begin_action("RA-4", { priority = "high" })
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
    assert.same({ "for high priority, the lead agency accepted it in writing (no)" }, agree.why_not)
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
