-- Goal: what a meeting decides changes nothing until the chair confirms it, all together or none; who was there, quorum and conflicts of interest say who
-- may decide, and what is written out says it all (R2, R3, R4). Method: LLIP's meeting of 6 December 2016, as people would type it; then what is refused.
local meeting = require "helper.meeting"
local json = require "helper.json"
local shell = require "helper.shell"

local M, says, start, accept_lead = meeting.ref, meeting.says, meeting.propose, meeting.accept_lead

local everybody = { "r.steel=present", "a.novak=present", "j.bell=present", "l.tanaka=present", "i.rowan=apologies", "k.mistry=for:d.pearson",
  "h.dixon=present" }
local function attend(b, who) b:run("meeting", "attend", M, "--as", "h.dixon", table.unpack(who or everybody)) end

local function record(b, ref, event, minute, ...)
  return b:run("meeting", "record", M, ref, event, "--minute", minute, "--as", "h.dixon", ...)
end
local function not_recorded(b, ref, event, minute, ...)
  return b:refused("meeting", "record", M, ref, event, "--minute", minute, "--as", "h.dixon", ...)
end

describe("a meeting that decides", function()
  local b, first
  before_each(function() b = meeting.copy(first) end)
  teardown(function() first:remove() end)
  setup(function()
    b = meeting.board()
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

  it("judges and shows who was there by its own day, whatever the directory says later", function()
    b:run("meeting", "attend", M, "--as", "h.dixon", "r.steel=present", "a.novak=present", "j.bell=present", "l.tanaka=present")
    record(b, "RA-1", "agree", "5.1")
    b:run("group", "set", "llip", 'members:=["r.steel","a.novak","l.tanaka","s.reid"]', "--as", "h.dixon", "--now", "2016-12-08T10:00:00Z")
    says(b:run("meeting", "sheet", M, "--as", "h.dixon"), "quorate: 4 with a voice, quorum 3")
    b:run("group", "set", "llip", "quorum=5", "--as", "h.dixon")
    b:run("meeting", "attend", M, "--as", "h.dixon", "s.reid=present") -- no member on that day
    says(b:run("meeting", "sheet", M, "--as", "h.dixon"), "quorate: 4 with a voice, quorum 3")
    meeting.confirm(b, M, "r.steel")
    assert.equal("work.agreed", b:state "RA-1")
    local before = b:ask("meeting", "minutes", M, "--as", "h.dixon")
    assert.is_true(#before.conflicts > 0)
    b:run("people", "set", "l.tanaka", "agency=fire", "--as", "h.dixon")
    b:run("people", "set", "a.novak", "agency=hospitals", "--as", "h.dixon")
    b:run("group", "set", "llip", 'members:=["r.steel"]', "--as", "h.dixon", "--now", "2017-01-08T10:00:00Z")
    local after = b:ask("meeting", "minutes", M, "--as", "h.dixon")
    for _, part in ipairs { "attendance", "missing", "voices", "quorum", "quorate", "conflicts" } do assert.same(before[part], after[part]) end
  end)

  it("does not become quorate by what is changed after it", function()
    b:run("meeting", "attend", M, "--as", "h.dixon", "r.steel=present", "a.novak=present", "s.reid=present")
    b:run("group", "set", "llip", 'members:=["r.steel","a.novak","j.bell","l.tanaka","s.reid"]', "quorum=2", "--as", "h.dixon")
    b:run("meeting", "attend", M, "--as", "h.dixon", "s.reid=present")
    assert.is_false(b:ask("meeting", "sheet", M).quorate)
    says(not_recorded(b, "RA-1", "agree", "5.1", "--decided-by", "llip"), "its quorum is 3")
    local dated = 'members:=["r.steel","a.novak","j.bell","l.tanaka",{"person":"s.reid","from":"2016-12-06"}]'
    b:run("group", "set", "llip", dated, "--as", "h.dixon") -- a slip in the list, put right with the day that it is about
    b:run("meeting", "attend", M, "--as", "h.dixon", "s.reid=present")
    assert.is_true(b:ask("meeting", "sheet", M).quorate)
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

  it("says how somebody else's decision is written down, where nobody was named", function()
    local hint = "Where somebody else decided it, say who with --decided-by PERSON."
    local first_of_all = "Nobody is on its sheet yet: write down who was there with `waymark meeting attend " .. M .. " PERSON=present`."
    says(not_recorded(b, "RA-2", "agree", "5.2"), first_of_all)
    says(not_recorded(b, "RA-2", "agree", "5.2", "--decided-by", "r.steel"), first_of_all)
    attend(b)
    says(not_recorded(b, "RA-2", "agree", "5.2"), hint) -- the chair is of the police, which leads it
    assert.is_nil(not_recorded(b, "RA-2", "agree", "5.2", "--decided-by", "r.steel"):find(hint, 1, true))
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

  it("keeps what was recorded of apologies and deputies before it was opened", function()
    b:run("meeting", "plan", "llip", "--on", "2016-12-20", "--as", "h.dixon")
    local second = "LLIP-2016-12-20"
    b:run("meeting", "attend", second, "--as", "h.dixon", "k.mistry=for:d.pearson")
    assert.equal(1, b:ask("meeting", "sheet", second).voices)
    b:run("meeting", "open", second, "--as", "h.dixon", "--now", "2016-12-20T10:00:00Z")
    b:run("group", "set", "llip", 'members:=["r.steel"]', "--as", "h.dixon")
    assert.equal(1, b:ask("meeting", "sheet", second).voices)
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

  it("cannot decide while it is not quorate", function()
    says(not_recorded(b, "RA-1", "agree", "5.1", "--decided-by", "llip"), "0 of those present have a voice on it, and its quorum is 3")
    attend(b, { "r.steel=present", "a.novak=present", "l.tanaka=present", "h.dixon=present" })
    assert.is_true(b:ask("meeting", "sheet", M).quorate)
    says(not_recorded(b, "RA-1", "agree", "5.1"), "2 of those present have a voice on it, and its quorum is 3 (Lily Tanaka belongs to South Tees Hospitals")
    attend(b, { "j.bell=present" })
    record(b, "RA-1", "agree", "5.1")
    attend(b, { "j.bell=" })
    says(meeting.not_confirmed(b, M, "r.steel"), "its quorum is 3")
  end)

  it("takes the voice of whoever has a conflict of interest", function()
    attend(b)
    says(not_recorded(b, "RA-2", "agree", "5.2"), "Robert Steel is LLIP chair but belongs to Cleveland Police, which leads this action")
    b:run("meeting", "declare", M, "r.steel", "RA-1", "--reason", "His wife works there", "--as", "h.dixon")
    says(not_recorded(b, "RA-1", "agree", "5.1"), "Robert Steel declared an interest: His wife works there")
    says(b:run("meeting", "sheet", M), "declared an interest: His wife works there")
    says(not_recorded(b, "RA-1", "agree", "5.1"), "Anna Novak decides in the chair's place: --decided-by a.novak. Or the group does: --decided-by group:llip.")
    record(b, "RA-1", "agree", "5.1", "--decided-by", "group:llip")
    b:run("meeting", "attend", M, "a.novak=apologies", "--as", "h.dixon")
    says(not_recorded(b, "RA-2", "agree", "5.2", "--decided-by", "a.novak"), "the sheet does not say that they were there with a voice")
  end)

  it("passes what is the chair's to the deputy who was there, where the chair declared an interest, and else to the group", function()
    attend(b)
    says(not_recorded(b, "RA-1", "agree", "5.1", "--decided-by", "a.novak"), "it is for the LLIP chair (Robert Steel)")
    b:run("meeting", "declare", M, "r.steel", "RA-1", "--reason", "His wife works there", "--as", "h.dixon")
    says(not_recorded(b, "RA-1", "agree", "5.1", "--decided-by", "j.bell"), "it is for the LLIP chair")
    record(b, "RA-1", "agree", "5.1", "--decided-by", "a.novak")
    b:run("meeting", "declare", M, "a.novak", "RA-1", "--reason", "Hers too", "--as", "h.dixon")
    says(meeting.not_confirmed(b, M, "r.steel"), "Decision 1 (RA-1)")
    says(not_recorded(b, "RA-1", "agree", "5.1"), "Somebody else who was there decides, or the group: --decided-by group:llip.")
    b:run("meeting", "attend", M, "d.pearson=", "--as", "h.dixon")
    b:run("meeting", "attend", M, "i.rowan=present", "--as", "h.dixon")
    record(b, "RA-1", "agree", "5.1", "--decided-by", "llip")
    meeting.confirm(b, M, "r.steel")
    assert.equal("work.agreed", b:state "RA-1")
  end)

  it("counts all agencies of a person as theirs, and the one that followed another as the same", function()
    attend(b)
    local function apart()
      local found = {}
      for _, row in ipairs(b:ask("meeting", "sheet", M).conflicts) do if row.item == "RA-1" then found[#found + 1] = row.person end end
      table.sort(found)
      return found
    end
    assert.same({ "l.tanaka" }, apart())
    b:run("people", "set", "j.bell", 'agencies:=["hospitals"]', "--as", "h.dixon")
    assert.same({ "j.bell", "l.tanaka" }, apart())
    b:run("agency", "set", "trust", "name=The new trust", "--as", "h.dixon")
    b:run("agency", "set", "hospitals", "valid_to=2016-12-05", "successor=trust", "--as", "h.dixon")
    b:run("people", "set", "a.novak", "agency=trust", "--as", "h.dixon")
    assert.same({ "a.novak", "j.bell", "l.tanaka" }, apart())
    says(not_recorded(b, "RA-1", "agree", "5.1"), "Joanne Bell belongs to South Tees Hospitals")
  end)

  it("lets whoever chairs in the chair's place decide what is the chair's, while the chair is not there", function()
    b:run("meeting", "plan", "llip", "--on", "2016-12-15", "--as", "h.dixon")
    local second = "LLIP-2016-12-15"
    b:run("meeting", "open", second, "--chaired-by", "a.novak", "--as", "h.dixon", "--now", "2016-12-15T10:00:00Z")
    b:run("meeting", "attend", second, "a.novak=present", "j.bell=present", "i.rowan=present", "r.steel=present", "--as", "h.dixon")
    says(b:refused("meeting", "record", second, "RA-1", "agree", "--minute", "1", "--as", "h.dixon"), "it is for the LLIP chair (Robert Steel)")
    b:run("meeting", "attend", second, "r.steel=apologies", "--as", "h.dixon")
    b:run("meeting", "record", second, "RA-1", "agree", "--minute", "1", "--as", "h.dixon")
    meeting.confirm(b, second, "a.novak")
    assert.equal("work.agreed", b:state "RA-1")
  end)

  it("gives a member one voice", function()
    attend(b)
    says(b:refused("meeting", "attend", M, "d.pearson=present", "--as", "h.dixon"), "d.pearson has one voice")
    says(b:refused("meeting", "attend", M, "k.mistry=for:h.dixon", "--as", "h.dixon"), "no member of the group")
    says(b:refused("meeting", "attend", M, "j.bell=for:j.bell", "--as", "h.dixon"), "Joanne Bell cannot sit in for themselves; say j.bell=present.")
    says(b:refused("meeting", "attend", M, "h.dixon=for:i.rowan", "--as", "h.dixon"), "gives no voice to themselves")
    b:run("meeting", "attend", M, "s.reid=for:i.rowan", "i.rowan=", "--as", "h.dixon")
    local other = {}
    for _, row in ipairs(b:ask("meeting", "sheet", M).attendance) do other[row.person] = row.other_agency or false end
    assert.same({ true, false }, { other["s.reid"], other["r.steel"] })
    says(b:refused("meeting", "attend", M, "j.bell=there", "--as", "h.dixon"), "present, apologies, absent, or for:PERSON")
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

  it("is confirmed by whoever chaired, and not by who wrote it down", function()
    attend(b)
    record(b, "RA-1", "agree", "5.1")
    says(meeting.not_confirmed(b, M, "h.dixon"), "Helen Dixon may not take \"Confirm the decisions\"")
    says(meeting.not_confirmed(b, M, "a.novak"), "Anna Novak may not")
    says(b:refused("case", "send", M, "confirm", "--as", "r.steel", "confirmed_at=now"), "use `waymark meeting confirm`")
    local said = b:refused("case", "send", "RA-1", "agree", "--as", "h.dixon", "--decided-by", "group:llip", "meeting=x", "minute_ref=1")
    says(said, "A group decides at its meeting")
  end)

  it("says what to do where whoever wrote a decision down has left the office", function()
    attend(b)
    record(b, "RA-1", "agree", "5.1")
    b:run("post", "set", "business_manager", "holder=s.whitfield", "--as", "h.dixon")
    says(meeting.not_confirmed(b, M, "r.steel"), "Decision 1 (RA-1): Helen Dixon, who wrote it down, may not record it any more.")
    b:run("meeting", "record", M, "RA-1", "agree", "--minute", "5.1", "--as", "s.whitfield")
    meeting.confirm(b, M, "r.steel")
    assert.equal("work.agreed", b:ask("case", "show", "RA-1", "--as", "r.steel").state[1])
  end)

  it("records what somebody decides, and not what they do", function()
    attend(b)
    b:run("workflow", "publish", "tests/data/twice.lua", "--as", "h.dixon")
    b:run("case", "send", "RA-1", "agree", "--as", "h.dixon", "--decided-by", "r.steel", "meeting=x", "minute_ref=1")
    b:run("meeting", "add", M, "RA-1", "--as", "h.dixon")
    says(not_recorded(b, "RA-1", "begin", "5.1", "--decided-by", "s.reid"), "is done by Sam Reid themselves, and not recorded for them.")
  end)

  it("keeps what a group decided apart from who sits in it", function()
    attend(b)
    b:run("workflow", "publish", "tests/data/twice.lua", "--as", "h.dixon")
    b:run("case", "start", "twice", "--ref", "T-1", "--as", "h.dixon", "text=Twice")
    b:run("meeting", "add", M, "T-1", "--as", "h.dixon")
    record(b, "T-1", "first", "6.1", "--decided-by", "llip")
    meeting.confirm(b, M, "r.steel")
    says(b:refused("case", "send", "T-1", "second", "--as", "j.bell"), "Joanne Bell did \"first\"")
    b:run("case", "send", "T-1", "second", "--as", "m.okafor")
  end)

  it("is chaired by a member, the chair or a deputy", function()
    b:run("meeting", "plan", "executive", "--on", "2016-12-20", "--as", "h.dixon", "--now", "2016-12-20T10:00:00Z")
    says(b:refused("meeting", "open", "EXECUTIVE-2016-12-20", "--chaired-by", "h.dixon", "--as", "h.dixon"), "Helen Dixon cannot have chaired")
    says(b:refused("meeting", "record", "EXECUTIVE-2016-12-20", "RA-1", "agree", "--minute", "1", "--as", "h.dixon"), "opened with `waymark meeting open`")
    b:run("meeting", "open", "EXECUTIVE-2016-12-20", "--chaired-by", "c.fenwick", "--as", "h.dixon")
    assert.equal("c.fenwick", b:field("EXECUTIVE-2016-12-20", "chaired_by"))
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
