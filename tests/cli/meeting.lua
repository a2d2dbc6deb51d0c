-- Goal: what a meeting decides changes nothing until the chair confirms it, all together or none, as whoever confirms has seen it; and what is written out
-- says it all (R2, R4). Method: LLIP's meeting of 6 December 2016, as people would type it; then what is refused. Who may decide: cli/meeting_voice.
local meeting = require "helper.meeting"
local json = require "helper.json"
local shell = require "helper.shell"

local M, says, start, accept_lead = meeting.ref, meeting.says, meeting.propose, meeting.accept_lead
local attend, record, not_recorded = meeting.attend, meeting.record, meeting.not_recorded

describe("a meeting that decides", function()
  local b, first
  before_each(function() b = meeting.copy(first) end)
  teardown(function() first:remove() end)
  setup(function() first = meeting.held() end)
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
    local confirmed = meeting.confirm(b, M, "r.steel"):gsub("%s+", " ")
    says(confirmed, "told: Sam Reid (Action owner, RA-1)")
    says(confirmed, "(Action owner, RA-2)")
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
    says(meeting.not_confirmed(b, M, "r.steel"), "were confirmed already, by Robert Steel on Tue 6 Dec 2016 10:00")
    b:run("case", "send", M, "close", "--as", "h.dixon")
    assert.is_true(b:show(M).closed)
  end)

  it("fills in what its sheet knows, and binds what the papers showed", function()
    attend(b)
    record(b, "RA-4", "grade_evidence", "5.1", "item:=1", "grade=sufficient")
    record(b, "RA-4", "accept", "5.2", "decision_note=Seen") -- rests on the grade that the same meeting gave
    meeting.confirm(b, M, "r.steel")
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
    meeting.confirm(b, M, "r.steel")
    assert.equal("work.implemented", b:state "RA-4")
  end)

  it("changes nothing when one of its decisions is refused, and says which", function()
    attend(b)
    record(b, "RA-1", "agree", "5.1")
    record(b, "RA-2", "agree", "5.2", "--decided-by", "llip")
    b:send("RA-2", "pause", "h.dixon", "--decided-by", "a.novak", "pause_reason=Court", "pause_review=2016-12-13")
    local before = b:show("RA-1").revision
    local said = meeting.not_confirmed(b, M, "r.steel")
    says(said, "Decision 2 (RA-2): ")
    assert.equal(before, b:show("RA-1").revision)
    assert.equal("held", b:show(M).state[1])
    local entries = b:ask("case", "history", M).entries
    says(entries[#entries].text, "Decision 2 (RA-2)")
    b:run("meeting", "strike", M, "2", "--reason", "Paused", "--as", "h.dixon")
    meeting.confirm(b, M, "r.steel")
    assert.equal("work.agreed", b:state "RA-1")
    says(b:run("meeting", "minutes", M), "Struck out")
  end)

  it("is confirmed and closed though it decided nothing", function()
    attend(b)
    meeting.confirm(b, M, "r.steel")
    says(b:run("meeting", "minutes", M), "No decision is recorded.")
    b:run("case", "send", M, "close", "--as", "h.dixon")
    assert.is_true(b:show(M).closed)
  end)

  it("is not opened before its day, and says how to bring it forward", function()
    b:run("meeting", "plan", "llip", "--on", "2016-12-20", "--as", "h.dixon")
    local early = b:refused("meeting", "open", "LLIP-2016-12-20", "--as", "h.dixon", "--now", "2016-12-19T23:59:59Z")
    says(early, "LLIP-2016-12-20 is on Tue 20 Dec 2016, and its sheet is opened on that day or later.")
    says(early, "`waymark meeting put-off LLIP-2016-12-20 --on 2016-12-19 --reason TEXT`")
    assert.equal("planned", b:state "LLIP-2016-12-20")
    local way = "with `waymark meeting plan llip --on "
    says(early, way)
    local past = b:refused("meeting", "put-off", "LLIP-2016-12-20", "--on", "2016-12-16", "--reason", "It was held then", "--as", "h.dixon")
    says(past, way .. "2016-12-16`")
    assert.is_nil(past:find("meeting open", 1, true)) -- which is refused
    b:run("meeting", "plan", "llip", "--on", "2016-12-16", "--as", "h.dixon")
    b:run("meeting", "open", "LLIP-2016-12-16", "--as", "h.dixon")
    assert.equal("held", b:state "LLIP-2016-12-16")
    b:run("meeting", "put-off", "LLIP-2016-12-20", "--on", "2016-12-19", "--reason", "Brought forward", "--as", "h.dixon")
    b:run("meeting", "open", "LLIP-2016-12-20", "--as", "h.dixon")
    assert.equal("held", b:state "LLIP-2016-12-20")
  end)

  it("is looked for among meetings", function()
    says(b:run("meeting", "agenda", M:lower(), "--as", "h.dixon"), M)
    says(b:refused("meeting", "agenda", "llip", "--as", "h.dixon"), 'There is no item "llip" on this board; `waymark meeting list` shows the meetings')
  end)

  it("writes a paper to a file, and replaces none", function()
    attend(b)
    local path = b.folder .. "/minutes.html"
    says(b:run("meeting", "minutes", M, "--html", "--output", path), "Draft minutes")
    local page = shell.read(path)
    assert.truthy(page:find("Draft minutes: Learning Lessons", 1, true))
    assert.is_nil(page:find("meeting confirm", 1, true)) -- handed to members, who have no use for the command
    assert.truthy(b:run("meeting", "sheet", M, "--html"):find("meeting confirm", 1, true))
    says(b:refused("meeting", "agenda", M, "--output", path), "exists already and is not replaced")
    b:run("meeting", "plan", "llip", "--on", "2016-12-20", "--as", "h.dixon")
    os.execute(("ln -s nowhere '%s/link'"):format(b.folder))
    for _, name in ipairs { "/no-folder/x.html", "/link", "/minutes.html/x.html" } do
      b:refused("meeting", "issue", "LLIP-2016-12-20", "--html", "--output", b.folder .. name, "--as", "h.dixon")
      assert.equal("planned", b:state "LLIP-2016-12-20") -- its members are told nothing yet
    end
    b:refused("meeting", "issue", "LLIP-2016-12-20", "--output", "", "--as", "h.dixon")
    assert.equal(page, shell.read(path))
  end)

  it("tries each decision at once", function()
    attend(b)
    says(not_recorded(b, "RA-3", "agree", "5.1"), "It needs: for high priority, the lead agency accepted it in writing (no).")
    says(not_recorded(b, "RA-1", "agre", "5.1"), "\"agre\" is not something that can happen to RA-1")
    says(not_recorded(b, "RA-1", "challenge", "5.1"), "not something that can happen")
    assert.equal(0, #b:ask("meeting", "sheet", M).decisions)
    start(b, "RA-7", "hospitals")
    accept_lead(b, "RA-7", "l.tanaka")
    says(not_recorded(b, "RA-7", "agree", "5.1"), "RA-7 is not on the agenda of " .. M)
  end)

  it("is confirmed as whoever confirms has seen it", function()
    attend(b)
    record(b, "RA-1", "agree", "5.1")
    local words = { meeting.confirm_words(b, M, "r.steel") }
    says(b:run("meeting", "sheet", M), "meeting confirm " .. M .. " --version " .. words[5])
    says(b:refused("meeting", "confirm", M, "--as", "r.steel"), "Say which version of the sheet of " .. M .. " you looked at")
    record(b, "RA-2", "agree", "5.2", "--decided-by", "llip")
    record(b, "RA-1", "agree", "5.9")
    says(b:refused(table.unpack(words)), "decision 1 (RA-1) was changed; decision 2 (RA-2) was added. Look at it again")
    b:run("meeting", "strike", M, "1", "--reason", "Not yet", "--as", "h.dixon")
    says(b:refused(table.unpack(words)), "decision 1 (RA-1) was struck out. Look at it again")
    assert.equal("work.proposed", b:state "RA-1")
    words = { meeting.confirm_words(b, M, "r.steel") }
    b:run("meeting", "attend", M, "i.rowan=present", "--as", "h.dixon")
    says(b:refused(table.unpack(words)), "who was there was changed")
    words = { meeting.confirm_words(b, M, "r.steel") }
    b:fired "2016-12-20T09:00:00Z" -- a reminder changes nothing on the sheet
    b:run(table.unpack(words))
    assert.equal("work.agreed", b:state "RA-2")
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

  it("is warned of what looks like a child's name before it is kept, and says so in the record", function()
    attend(b)
    local words = { "RA-4", "challenge", "5.3", "missing=Write to 0191 498 0123", "response_due=2016-12-20", "--decided-by", "llip" }
    says(not_recorded(b, table.unpack(words)), "seems to hold a")
    words[#words + 1] = "--sure"
    record(b, table.unpack(words))
    local entries = b:ask("case", "history", M).entries
    says(table.concat(entries[#entries].changes, "\n"), "telephone")
  end)

  it("has a sheet and minutes that no correction rewrites", function()
    attend(b)
    record(b, "RA-1", "agree", "5.1")
    local entries = b:ask("case", "history", M).entries
    local function correct(field)
      return b:refused("case", "correct", M, tostring(entries[#entries].number), "--field", field, "--reason", "A slip", "--as", "h.dixon")
    end
    says(correct 'decisions:=[{"item":"RA-1"}]', '"Decisions" of ' .. M .. " cannot be corrected by hand: it is changed by `waymark meeting record`")
    says(correct "date=2016-12-13", "waymark meeting put-off")
    meeting.confirm(b, M, "r.steel")
    for _, field in ipairs { "decisions:=[]", "attendance:=[]", "chaired_by=a.novak", "confirmed_by=a.novak" } do
      says(correct(field), "its minutes stay as they were confirmed")
    end
    local began
    for _, entry in ipairs(b:ask("case", "history", M).entries) do began = began or entry.number end
    b:run("case", "correct", M, tostring(began), "--field", "place=Redcar", "--reason", "A slip", "--as", "h.dixon")
  end)

  it("says afterwards what changed since", function()
    attend(b)
    record(b, "RA-1", "agree", "5.1")
    says(b:refused("meeting", "since", "--group", "llip"), "No meeting of llip has had its decisions confirmed yet")
    meeting.confirm(b, M, "r.steel")
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
