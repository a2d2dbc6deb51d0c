-- Goal: a group's members are shown of a meeting its day, papers and attendance, and of its agenda and sheet what is about items that they may see; the
-- office and the chair are shown all of it (R1). Method: a meeting with one action and one paper that goes to the chair alone; everything asked of it as
-- each, and each answer searched for the paper's reference and words.
local meeting = require "helper.meeting"

local M, says = meeting.ref, meeting.says

local function count_planned(rows)
  local count = 0
  for _, row in ipairs(rows) do count = count + (row.ref and 1 or 0) end
  return count
end

-- Everything that a person can ask about a meeting.
local questions = {
  { "case", "show", M }, { "case", "show", M, "--as-at", "2016-12-06" }, { "case", "history", M }, { "case", "list" }, { "case", "todo" },
  { "meeting", "list" }, { "meeting", "agenda", M }, { "meeting", "sheet", M }, { "meeting", "minutes", M }, { "meeting", "actions", M },
  { "meeting", "challenges", M }, { "meeting", "since", M }, { "case", "explain", M, "confirm" }, { "case", "deadline", M }, { "outbox", "list", M },
  { "bundle", "create", M, "--output", "/dev/null" }, { "case", "forecast", M }, { "run-due" },
}

describe("a meeting is shown", function()
  local b
  setup(function()
    b = meeting.board()
    b:run("workflow", "publish", "tests/data/private.lua", "--as", "h.dixon")
    b:run("case", "start", "private", "--ref", "PRIV-1", "--as", "h.dixon", "text=Kestrel")
    b:run("case", "start", "private", "--ref", "PRIV-2", "--as", "h.dixon", "text=Kestrel")
    meeting.propose(b, "RA-1", "hospitals")
    meeting.accept_lead(b, "RA-1", "l.tanaka")
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
    for _, ref in ipairs { "PRIV-1", "PRIV-2" } do b:run("meeting", "add", M, ref, "--as", "h.dixon") end
    b:run("meeting", "drop", M, "PRIV-2", "--reason", "Kestrel waits", "--as", "h.dixon")
    b:run("meeting", "issue", M, "--as", "h.dixon")
    b:run("meeting", "open", M, "--as", "h.dixon", "--now", "2016-12-06T10:00:00Z")
    b:run("meeting", "attend", M, "r.steel=present", "a.novak=present", "j.bell=present", "d.pearson=present", "i.rowan=apologies",
      "--as", "h.dixon")
    b:run("meeting", "declare", M, "a.novak", "PRIV-1", "--reason", "Kestrel is hers", "--as", "h.dixon")
    b:run("meeting", "record", M, "PRIV-1", "note", "--minute", "5.1", "--as", "h.dixon")
    b:run("meeting", "strike", M, "1", "--reason", "Kestrel again", "--as", "h.dixon")
    b:run("meeting", "record", M, "RA-1", "agree", "--minute", "5.3", "--as", "h.dixon")
    b:run("meeting", "record", M, "PRIV-1", "settle", "--minute", "5.4", "--as", "h.dixon")
  end)
  teardown(function() b:remove() end)

  local function answers(as)
    local all = {}
    for _, question in ipairs(questions) do
      for _, form in ipairs { "--as", "--json" } do
        local typed = { table.unpack(question) }
        if form == "--json" then typed[#typed + 1] = "--json" end
        typed[#typed + 1], typed[#typed + 2] = "--as", as
        all[#all + 1] = table.concat(typed, " ") .. ": " .. b:say(table.unpack(typed))
      end
    end
    return all
  end

  it("to a member without what is about items that they may not see", function()
    for _, said in ipairs(answers "j.bell") do
      for _, word in ipairs { "PRIV-1", "PRIV-2", "Kestrel" } do assert.is_nil(said:find(word, 1, true), said) end
    end
  end)

  it("to the office and the chair with all of it", function()
    for _, who in ipairs { "h.dixon", "r.steel" } do
      local page = b:run("case", "show", M, "--as", who)
      says(page, "PRIV-1")
      says(page, "RA-1")
      says(b:run("meeting", "minutes", M, "--as", who), "Kestrel again")
    end
  end)

  it("to a member by its papers, with what is theirs, and counted so", function()
    local page = b:run("case", "show", M, "--as", "j.bell")
    says(page, "Tue 6 Dec 2016")
    assert.is_nil(page:find("RA-1", 1, true))
    for _, paper in ipairs { "agenda", "sheet", "minutes", "actions" } do says(b:run("meeting", paper, M, "--as", "j.bell"), "RA-1") end
    says(b:run("meeting", "minutes", M, "--as", "j.bell"), "Isla Rowan")
    local function row(as)
      for _, one in ipairs(b:ask("meeting", "list", "--as", as).rows) do if one.ref == M then return one end end
    end
    local theirs, whole = row "j.bell", row "h.dixon"
    assert.same({ 1, 1 }, { theirs.items, theirs.decisions })
    assert.same({ 2, 2 }, { whole.items, whole.decisions })
  end)

  it("to nobody whom a rule of the board shows no more than its day", function()
    b:run("rights", "allow", "person:q.ashby", "--workflow", "meeting", "--what", "summary", "--reason", "Books the room", "--as", "h.dixon")
    says(b:run("case", "show", M, "--as", "q.ashby"), "6 Dec 2016")
    says(b:refused("meeting", "sheet", M, "--as", "q.ashby"), "may not read " .. M)
    assert.equal(0, count_planned(b:ask("meeting", "list", "--as", "q.ashby").rows))
  end)

  it("to somebody of no part in it not even by there having been one", function()
    local before = b:refused("meeting", "since", "--group", "llip", "--as", "s.reid")
    meeting.confirm(b, M, "r.steel")
    assert.equal(before, b:refused("meeting", "since", "--group", "llip", "--as", "s.reid"))
    says(b:run("meeting", "since", "--group", "llip", "--as", "j.bell"), M)
  end)
end)
