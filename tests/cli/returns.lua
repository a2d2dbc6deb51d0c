-- Goal: many parties answer one question (P1 to P3): asking them is one change, one of them can be added, removed, exempted and asked again, late is taken and
-- marked, what the returns say closes the cycle, nobody is locked out of their own, and what was said last time has to be confirmed. Method: an audit cycle
-- and its returns (tests/data) on the Redcar & Cleveland board.
local board = require "helper.board"

local LEADS = { ["AR-2016-001"] = "l.tanaka", ["AR-2016-002"] = "t.harker", ["AR-2016-003"] = "i.rowan" }

local function fresh(now)
  local b = board.new(now)
  b:run("workflow", "publish", "tests/data/audit-return.lua", "--as", "h.dixon")
  b:run("workflow", "publish", "tests/data/audit-cycle.lua", "--as", "h.dixon")
  return b
end

local function opened(now)
  local b = fresh(now)
  b:run("case", "start", "audit-cycle", "--ref", "AC-1", "--as", "h.dixon", "theme=Neglect", "due=2016-09-30", "parties=hospitals,police,mental_health")
  b:send("AC-1", "open", "h.dixon")
  return b
end

local function done(b)
  b:run("journal", "verify")
  b:remove()
end

local function rows(b, ref)
  local found = {}
  for _, row in ipairs(b:show(ref or "AC-1").parties[1].rows) do found[row.party.id] = row end
  return found
end

local function submit(b, ref, as, ...)
  return b:send(ref, "submit", as, "self_grade=good", "immediate_concern=no", "arrangements=Weekly check", ...)
end

describe("asking many parties", function()
  it("opens a return for each, and each knows the other", function()
    local b = opened()
    local found = rows(b)
    assert.same({ "asked", "AR-2016-002", "2016-09-01", "2016-09-30" }, { found.police.status, found.police.item, found.police.asked_on, found.police.due })
    assert.equal("AC-1", b:field("AR-2016-002", "cycle"))
    assert.equal("police", b:field("AR-2016-002", "agency"))
    assert.equal("Neglect", b:field("AR-2016-002", "theme"))
    local shown = b:run("case", "show", "AC-1", "--as", "h.dixon")
    assert.truthy(shown:find("Agencies: 0 of 3 returned (0%)", 1, true), shown)
    assert.truthy(shown:find("Cleveland Police +asked +2016%-09%-30 +AR%-2016%-002"), shown)
    local listed = b:ask("case", "list", "--of", "AC-1", "--as", "h.dixon")
    assert.equal(3, listed.count)
    assert.equal(1, b:ask("case", "list", "--of", "AC-1", "--as", "t.harker").count)
    done(b)
  end)

  it("is not undone by a correction of one of the two ends", function()
    local b = opened()
    b:run("case", "start", "audit-cycle", "--ref", "AC-2", "--as", "h.dixon", "theme=Other", "due=2016-12-30", "parties=fire")
    local function correct(ref, field) return { "case", "correct", ref, "1", "--field", field, "--reason", "A slip", "--as", "h.dixon" } end
    local said = b:refused(table.unpack(correct("AC-1", "parties=police,fire")))
    assert.truthy(said:find('"Agencies" of AC-1 cannot be corrected by hand once they are asked', 1, true), said)
    said = b:refused(table.unpack(correct("AR-2016-002", "cycle=AC-2")))
    assert.truthy(said:find('"Audit cycle" of AR-2016-002 cannot be corrected: AC-1 asked for it', 1, true), said)
    b:run(table.unpack(correct("AC-2", "parties=fire,police"))) -- nobody is asked yet
    assert.equal(2, #b:show("AC-2").parties[1].rows)
    submit(b, "AR-2016-002", "t.harker")
    assert.equal("returned", rows(b).police.status)
    done(b)
  end)

  it("names only parties that there are", function()
    local b = fresh()
    local said = b:refused("case", "start", "audit-cycle", "--as", "h.dixon", "theme=Neglect", "due=2016-09-30", "parties=polise")
    assert.truthy(said:find("there is no agency called \"polise\" on this board. Did you mean \"police\"", 1, true), said)
    b:run("case", "start", "audit-cycle", "--ref", "AC-2", "--as", "h.dixon", "theme=All", "due=2016-09-30", "parties=all:agencies")
    assert.truthy(#b:show("AC-2").parties[1].rows > 10)
    b:send("AC-2", "name", "h.dixon", "parties=police,group:llip")
    assert.same(2, #b:show("AC-2").parties[1].rows)
    done(b)
  end)

  it("keeps the others when one return cannot be opened, and tries that one again", function()
    local b = fresh()
    b:run("case", "start", "audit-cycle", "--ref", "AC-1", "--as", "h.dixon", "theme=Neglect", "due=2016-09-30", "parties=police,group:llip")
    b:send("AC-1", "open", "h.dixon") -- the return's field takes an agency, and LLIP is none
    local shown = b:show("AC-1")
    assert.equal(1, #shown.incidents)
    assert.truthy(shown.incidents[1].reason:find("there is no agency called \"llip\"", 1, true), shown.incidents[1].reason)
    assert.equal("AR-2016-001", rows(b).police.item)
    assert.is_nil(rows(b).llip.item)
    b:run("agency", "set", "llip", "name=LLIP as an agency", "--as", "h.dixon")
    b:run("incident", "retry", shown.incidents[1].id, "--reason", "It is one now", "--as", "h.dixon")
    assert.equal("AR-2016-002", rows(b).llip.item)
    done(b)
  end)
end)

describe("while it runs", function()
  local b
  setup(function() b = opened() end)
  teardown(function() done(b) end)

  it("a party can be added, and is asked", function()
    b:send("AC-1", "add", "h.dixon", "party=childrens_social_care")
    assert.equal("AR-2016-004", rows(b).childrens_social_care.item)
    assert.truthy(b:refuse("AC-1", "add", "h.dixon", "party=police"):find("police takes part already", 1, true))
    assert.truthy(b:refuse("AC-1", "add", "h.dixon"):find("needs to know who is meant", 1, true))
  end)

  it("a party can be removed for a reason, and still reads its own", function()
    assert.truthy(b:refuse("AC-1", "remove", "h.dixon", "party=police"):find("needs a reason", 1, true))
    assert.truthy(b:refuse("AC-1", "remove", "t.harker", "party=police", "reason=No"):find("may not take", 1, true))
    b:evidence("AR-2016-002", "t.harker", "output", "Policy")
    b:send("AC-1", "remove", "h.dixon", "party=police", "reason=No cases in the sample")
    assert.same({ "removed", "No cases in the sample" }, { rows(b).police.status, rows(b).police.reason })
    assert.equal("work.ended", b:state("AR-2016-002"))
    assert.equal("No cases in the sample", b:field("AR-2016-002", "ended_because"))
    assert.truthy(b:run("case", "show", "AR-2016-002", "--as", "t.harker"):find("Policy", 1, true))
    b:run("bundle", "create", "AR-2016-002", "--output", b.folder .. "/own.zip", "--as", "t.harker")
    b:refused("case", "show", "AC-1", "--as", "t.harker")
    for _, page in ipairs { "show", "history" } do -- it was of the cycle, and is no more: its own is all that it sees
      local said = b:run("case", page, "AR-2016-002", "--as", "t.harker")
      assert.truthy(said:find("Audit cycle:? +another item") and not said:find("AC-1", 1, true), said)
    end
  end)

  it("whoever was removed can be added again, with the return that it had", function()
    b:send("AC-1", "add", "h.dixon", "party=police")
    assert.same({ "reopened", "AR-2016-002" }, { rows(b).police.status, rows(b).police.item })
    assert.equal("work.draft", b:state("AR-2016-002"))
    assert.is_nil(b:field("AR-2016-002", "ended_because"))
  end)

  it("a party can be exempted by whoever may", function()
    assert.truthy(b:refuse("AC-1", "exempt", "h.dixon", "party=mental_health", "reason=Merged"):find("may not take", 1, true))
    b:send("AC-1", "exempt", "r.steel", "party=mental_health", "reason=Inspected last month")
    assert.equal("exempt", rows(b).mental_health.status)
    assert.equal("work.ended", b:state("AR-2016-003"))
  end)

  it("a return says so on the cycle, in the same change", function()
    submit(b, "AR-2016-001", "l.tanaka")
    assert.same({ "returned", "2016-09-01" }, { rows(b).hospitals.status, rows(b).hospitals.returned_on })
    local entries = b:ask("case", "history", "AC-1", "--as", "h.dixon").entries
    local last = entries[#entries].text
    assert.truthy(last:find("^Return by Lily Tanaka%. South Tees Hospitals NHS Foundation Trust: returned$"), last)
  end)

  it("a return that is sent back is waited for again", function()
    b:send("AR-2016-001", "query", "r.steel")
    assert.equal("reopened", rows(b).hospitals.status)
    submit(b, "AR-2016-001", "l.tanaka")
  end)

  it("a nil return is a return", function()
    b:send("AR-2016-004", "nothing", "j.bell")
    assert.same({ "nil", "nothing to return" }, { rows(b).childrens_social_care.status, rows(b).childrens_social_care.words })
    assert.equal("open", b:state("AC-1"))
  end)

  it("the last one that is in closes the cycle, and one that is asked again opens it", function()
    submit(b, "AR-2016-002", "t.harker")
    assert.equal("closed", b:state("AC-1"))
    b:send("AC-1", "ask_again", "h.dixon", "party=hospitals", "reason=A page is missing")
    assert.equal("open", b:state("AC-1"))
    assert.same({ "reopened", "A page is missing" }, { rows(b).hospitals.status, rows(b).hospitals.reason })
    assert.equal("work.draft", b:state("AR-2016-001"))
    b:send("AC-1", "exempt", "r.steel", "party=hospitals", "reason=It will not come")
    assert.equal("closed", b:state("AC-1"))
  end)

  it("leaves tables that a rebuild makes again to the same", function()
    local before = b:run("case", "show", "AC-1", "--json")
    b:run("rebuild", "--as", "h.dixon")
    assert.equal(before, b:run("case", "show", "AC-1", "--json"))
  end)

  it("goes into a bundle with all of its returns, and that verifies", function()
    b:run("bundle", "create", "AC-1", "--with-opened", "--output", b.folder .. "/cycle.zip", "--as", "h.dixon")
    local said = b:run("bundle", "verify", b.folder .. "/cycle.zip")
    assert.truthy(said:find("5 items", 1, true), said)
  end)

  it("is as sound to the second verifier, as a bundle and as a store", function()
    local python = "python3 tests/verifier/verify.py %s 2>&1"
    for _, what in ipairs { b.folder .. "/cycle.zip", "--store " .. b.path .. "/waymark.db" } do
      local pipe = assert(io.popen(python:format(what)))
      local said = pipe:read "a"
      assert.truthy(pipe:close() and said:find("^Proven"), what .. ": " .. said)
    end
  end)
end)

describe("a return that comes late", function()
  local b
  setup(function() b = opened() end)
  teardown(function() done(b) end)

  -- Nobody is ever locked out of their own: each lead reads theirs, with its evidence, and takes it away.
  local function all_read_their_own(when)
    for ref, lead in pairs(LEADS) do
      local shown = b:run("case", "show", ref, "--as", lead)
      assert.truthy(shown:find("Proof", 1, true), when .. ": " .. ref)
      b:run("bundle", "create", ref, "--output", ("%s/%s-%s.zip"):format(b.folder, ref, when), "--as", lead)
      b:run("bundle", "verify", ("%s/%s-%s.zip"):format(b.folder, ref, when))
    end
  end

  it("can be read and taken away while it is a draft", function()
    for ref, lead in pairs(LEADS) do b:evidence(ref, lead, "output", "Proof") end
    all_read_their_own "draft"
  end)

  it("is overdue, and chased", function()
    submit(b, "AR-2016-001", "l.tanaka")
    b:run("run-due", "--now", "2016-10-04T09:00:00Z", "--as", "h.dixon")
    assert.equal("asked, overdue", rows(b).police.words)
    assert.equal("red", b:show("AR-2016-002").rag.colour)
    all_read_their_own "overdue"
  end)

  it("is closed without, by name and for a reason", function()
    assert.truthy(b:refuse("AC-1", "close_without", "r.steel"):find("needs a reason", 1, true))
    b:send("AC-1", "close_without", "r.steel", "reason=Told the Executive")
    assert.equal("closed", b:state("AC-1"))
    assert.same({ "non_return", "Told the Executive" }, { rows(b).police.status, rows(b).police.reason })
    assert.equal("returned", rows(b).hospitals.status)
    assert.truthy(b:run("case", "show", "AC-1"):find("1 of 3 returned (33%), 2 closed without", 1, true))
    all_read_their_own "closed"
  end)

  it("is taken all the same, and marked late", function()
    submit(b, "AR-2016-002", "t.harker")
    assert.same({ "returned", true, "2016-10-04", "returned, late" },
      { rows(b).police.status, rows(b).police.late, rows(b).police.returned_on, rows(b).police.words })
    assert.truthy(b:run("case", "show", "AC-1"):find("Cleveland Police +returned, late"))
    assert.is_nil(rows(b).hospitals.late)
    all_read_their_own "late"
  end)

  it("can be read after moderation, and when all are open to each other", function()
    b:send("AR-2016-001", "moderate", "r.steel", "moderated_grade=good")
    b:send("AC-1", "moderate", "r.steel")
    assert.equal("work.shared", b:state("AR-2016-001"))
    assert.equal("work.draft", b:state("AR-2016-003")) -- it was never returned, so there is nothing to open
    all_read_their_own "shared"
  end)
end)

describe("the next cycle", function()
  local b
  setup(function()
    b = opened()
    b:send("AR-2016-002", "note", "t.harker", "lead_officer=Sergeant A", "self_grade=inadequate")
    submit(b, "AR-2016-002", "t.harker")
    b:run("case", "start", "audit-cycle", "--ref", "AC-2", "--as", "h.dixon", "--now", "2017-09-01T09:00:00Z", "theme=Neglect again", "due=2017-09-29",
      "parties=police,hospitals")
    b:send("AC-2", "open", "h.dixon")
  end)
  teardown(function() done(b) end)

  local function field(name)
    for _, one in ipairs(b:show("AR-2017-001").fields) do
      if one.name == name then return one end
    end
  end

  it("brings along what was said last time, and says from where; grades begin anew", function()
    assert.equal("Weekly check", field("arrangements").value)
    assert.same({ ref = "AR-2016-002", on = "2016-09-01" }, field("arrangements").carried)
    assert.is_nil(field("self_grade"))
    local shown = b:run("case", "show", "AR-2017-001", "--as", "t.harker")
    assert.truthy(shown:find("Weekly check (from AR-2016-002 of 2016-09-01, not", 1, true), shown)
    assert.is_nil(b:field("AR-2017-002", "arrangements")) -- the hospitals returned nothing last time
  end)

  it("does not take it until each value is confirmed or given anew", function()
    local said = b:refuse("AR-2017-001", "submit", "t.harker", "self_grade=good", "immediate_concern=no")
    assert.truthy(said:find("what was carried forward is confirmed", 1, true), said)
    b:send("AR-2017-001", "confirm", "t.harker", "field=arrangements")
    assert.truthy(b:refuse("AR-2017-001", "confirm", "t.harker", "field=theme"):find("was not carried forward", 1, true))
    b:send("AR-2017-001", "note", "t.harker", "lead_officer=Inspector B")
    assert.equal("2017-09-01", field("lead_officer").carried.confirmed_on)
    b:send("AR-2017-001", "submit", "t.harker", "self_grade=good", "immediate_concern=no")
    assert.equal("returned", rows(b, "AC-2").police.status)
  end)
end)
