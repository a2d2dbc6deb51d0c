-- Goal: R4, from outside. A decision binds the hash of what its decider saw, which anybody can work out again; when something bound changes
-- afterwards the decision no longer stands, conditions that used it are closed again, and it is said: on the page, in lists, in the history, in
-- the refusal, to who decided and to the Business Manager. What is no change leaves it alone.
-- Method: a review's action and the small workflow of tests/data/approval.lua, driven through the program on a fresh board.

local board = require "helper.board"

local function sha256(text)
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
  local pipe = assert(io.popen("sha256sum < " .. path))
  local sum = pipe:read("a"):match("^%x+")
  pipe:close()
  os.remove(path)
  return sum
end

local function approval(b, ref, event)
  for _, one in ipairs(b:show(ref).approvals) do
    if one.event == event then return one end
  end
end

local function history(b, ref) return b:run("case", "history", ref, "--as", "h.dixon") end
local function has(text, words) assert.truthy(text:gsub("%s+", " "):find(words, 1, true), words .. "\n" .. text) end

describe("a review's action that was accepted", function()
  local b
  local function by_chair(event, ...) return b:send("RA-2", event, "h.dixon", "--decided-by", "r.steel", ...) end
  local function accept() by_chair("accept", "meeting=LLIP 1", "minute_ref=1", "quorate=yes", "decision_note=Seen") end

  before_each(function()
    b = board.new()
    local fields = b:begin_action("RA-2")
    b:bring_to_scrutiny("RA-2", fields, "process")
    by_chair("grade_evidence", "item:=1", "grade=sufficient")
    accept()
  end)
  after_each(function() b:remove() end)

  it("binds the hash of what was seen, which the journal gives again", function()
    local printed = b:run("case", "seen", "RA-2", "accept", "--as", "h.dixon")
    local bound = b:ask("case", "seen", "RA-2", "accept", "--as", "h.dixon")
    assert.equal(bound.bound, sha256(printed))
    has(history(b, "RA-2"), "decided on what stood at version 9 (SHA-256 ")
    has(printed, '"success_measure":"Flagged in time"')
    has(printed, '"sha256":"' .. b:show("RA-2").evidence[1].sha256 .. '"')
    assert.falsy(printed:find("decision_note", 1, true))
    b:evidence("RA-2", "s.reid", "impact", "Audit") -- and later entries do not move it
    assert.equal(printed, b:run("case", "seen", "RA-2", "accept", "--as", "h.dixon"))
  end)

  it("stands while only more evidence comes", function()
    b:evidence("RA-2", "s.reid", "impact", "Audit")
    local stands = approval(b, "RA-2", "accept")
    assert.truthy(stands.stands)
    assert.equal("r.steel", stands.by)
    assert.equal("h.dixon", stands.recorder)
    assert.equal(0, b:ask("case", "list", "--stale", "--as", "h.dixon").count)
  end)

  it("goes back to LLIP when evidence that it saw is withdrawn, and everybody concerned is told once", function()
    local answer = b:ask("case", "send", "RA-2", "withdraw_evidence", "--as", "s.reid", "item=1", "reason=Wrong file")
    assert.equal("work.agency_confirmed", b:state("RA-2"))
    local told = {}
    for _, who in ipairs(answer.told) do told[who.to] = (told[who.to] or 0) + 1 end
    assert.equal(1, told["r.steel"])
    assert.equal(1, told["h.dixon"])
    has(b:run("case", "show", "RA-2", "--as", "h.dixon"), 'NO LONGER STANDS, approved by Robert Steel on Thu 1 Sep 2016 10:00 at version 9, ' ..
      'recorded by Helen Dixon; since then "Evidence" was changed by Sam Reid on Thu 1 Sep 2016 10:00: ask again')
    has(history(b, "RA-2"), '"Accept it as implemented" no longer stands, because of "Evidence"')
    assert.equal(1, b:ask("case", "list", "--stale", "--as", "h.dixon").count)
    b:evidence("RA-2", "s.reid", "process", "Sample") -- nobody is told again
    local _, times = b:run("outbox", "list", "--as", "h.dixon", "--json"):gsub("no longer stands: what it was decided on has changed. Look", "")
    assert.equal(2, times / 2) -- to each of the two, in the subject and in the body
  end)

  it("is accepted again, and then stands", function()
    b:send("RA-2", "withdraw_evidence", "s.reid", "item=1", "reason=Wrong file")
    b:evidence("RA-2", "s.reid", "process", "Sample")
    b:send("RA-2", "schedule", "h.dixon", "scrutiny_date=2016-12-06")
    by_chair("grade_evidence", "item:=2", "grade=strong")
    accept()
    assert.equal("work.implemented", b:state("RA-2"))
    assert.truthy(approval(b, "RA-2", "accept").stands)
    assert.equal(0, b:ask("case", "list", "--stale", "--as", "h.dixon").count)
  end)

  it("cannot be closed after a correction of what was accepted, and the refusal says by whom and when", function()
    b:evidence("RA-2", "s.reid", "impact", "Audit")
    b:send("RA-2", "submit_impact", "s.reid", "impact_statement=Better")
    by_chair("grade_evidence", "item:=2", "grade=strong")
    b:run("case", "correct", "RA-2", "1", "--field", "success_measure=Flagged in a week", "--reason", "Typing error", "--as", "h.dixon", "--now",
      "2016-09-05T09:00:00Z")
    assert.equal("work.impact_submitted", b:state("RA-2")) -- a correction takes no step
    local close = { "meeting=LLIP 2", "minute_ref=2", "impact_rating=demonstrated", "decision_note=Better" }
    has(b:refuse("RA-2", "close", "h.dixon", "--decided-by", "r.steel", table.unpack(close)),
      '"Accept it as implemented" was decided and still stands (no: approved by Robert Steel on Thu 1 Sep 2016 10:00 at version 9, recorded by ' ..
      'Helen Dixon; since then "Success measure" was changed by Helen Dixon on Mon 5 Sep 2016 10:00: ask again)')
    has(b:run("case", "explain", "RA-2", "close", "--as", "h.dixon", "--decided-by", "r.steel", table.unpack(close)), "since then \"Success measure\"")
    b:evidence("RA-2", "s.reid", "impact", "More") -- the next event sees it
    assert.equal("work.agency_confirmed", b:state("RA-2"))
  end)

  it("stands in the record as any state does", function()
    b:send("RA-2", "withdraw_evidence", "s.reid", "item=1", "reason=Wrong file")
    has(b:run("journal", "verify"), "every table as it should be")
    local before = b:show("RA-2").approvals
    b:run("rebuild")
    assert.same(before, b:show("RA-2").approvals)
    local past = b:ask("case", "show", "RA-2", "--as", "h.dixon", "--as-at", "2016-09-01T09:00:00Z")
    assert.equal(false, past.approvals[1].stands)
    b:run("bundle", "create", "RA-2", "--as", "h.dixon", "--output", b.folder .. "/RA-2.zip")
    local pipe = assert(io.popen("unzip -p " .. b.folder .. "/RA-2.zip '*/timeline.csv'"))
    has(pipe:read("a"), "no longer stands")
    pipe:close()
  end)
end)

describe("a decision on a paper", function()
  local b
  before_each(function()
    b = board.new()
    b:run("workflow", "publish", "tests/data/approval.lua", "--as", "h.dixon")
    b:run("case", "start", "plan", "--ref", "P-1", "--as", "h.dixon", "text=Visit", "owner=s.reid", "measure=Half", "reminders:=3")
  end)
  after_each(function() b:remove() end)

  local minute = { "meeting=LLIP 1", "minute_ref=1", "decision_note=Agreed" }
  local function accept(...)
    local words = { "P-1", "accept", "h.dixon", "--decided-by", "r.steel", ... }
    table.move(minute, 1, #minute, #words + 1, words)
    return b:send(table.unpack(words))
  end
  local function change(...) return b:send("P-1", "change", "s.reid", ...) end

  it("is raised to the workflow in the very step that makes it stale", function()
    accept()
    change "measure=All"
    assert.equal("work.again", b:state("P-1"))
    assert.equal(1, b:field("P-1", "asked_again"))
    local entries = b:ask("case", "history", "P-1", "--as", "h.dixon").entries
    assert.equal(3, #entries) -- one entry does all of it
    has(table.concat(entries[3].changes, "; "), "Measure: All")
    has(table.concat(entries[3].changes, "; "), '"Accept the plan" no longer stands, because of "Measure"')
    has(b:refuse("P-1", "carry_out", "s.reid"), 'since then "Measure" was changed by Sam Reid')
  end)

  it("is made stale by a timer too, which nobody sent", function()
    accept()
    b:fired("2016-10-10T09:00:00Z")
    assert.equal("work.again", b:state("P-1"))
    has(b:run("case", "show", "P-1", "--as", "h.dixon"), 'since then "Measure" was changed on Thu 29 Sep 2016')
  end)

  it("is not touched by what is immaterial, by the minute, by what it sets itself", function()
    accept()
    assert.equal(0, b:field("P-1", "reminders"))
    change "note=Rang them"
    assert.equal("work.accepted", b:state("P-1"))
    b:evidence("P-1", "s.reid", "process", "Photo")
    assert.truthy(approval(b, "P-1", "accept").stands)
    b:send("P-1", "carry_out", "s.reid")
    assert.equal("work.done", b:state("P-1"))
  end)

  it("stays stale when the value is put back, until it is decided anew", function()
    accept()
    change "measure=All"
    change "measure=Half"
    b:refuse("P-1", "carry_out", "s.reid")
    b:send("P-1", "accept", "h.dixon", "--decided-by", "r.steel")
    assert.same({ "Plan", "Measure" }, approval(b, "P-1", "accept").binds)
    b:send("P-1", "carry_out", "s.reid")
  end)

  it("binds the version that the meeting had, where nothing that matters changed since", function()
    local paper = b:show("P-1").revision
    change "note=A small thing"
    local printed = b:show("P-1").revision
    assert.equal(paper + 1, printed)
    accept("--seen", paper)
    assert.equal(paper, approval(b, "P-1", "accept").seen)
    local seen = b:run("case", "seen", "P-1", "accept", "--as", "h.dixon")
    has(seen, '"revision":' .. paper)
    assert.equal(b:ask("case", "seen", "P-1", "accept", "--as", "h.dixon").bound, sha256(seen))
  end)

  it("is refused on a paper that is no longer true, and on one that never was", function()
    local paper = b:show("P-1").revision
    change "measure=All"
    local function refuse(seen)
      return b:refuse("P-1", "accept", "h.dixon", "--decided-by", "r.steel", "--seen", seen, table.unpack(minute))
    end
    has(refuse(paper), '"Accept the plan" on P-1 was decided on what stood at version ' .. paper ..
      ', and since then "Measure" changed: show it again, then decide.')
    has(refuse(99), "P-1 has no version 99; it is at version")
    has(b:refuse("P-1", "change", "s.reid", "--seen", paper, "note=x"), "binds nothing that somebody saw")
    has(b:try(2, "case", "send", "P-1", "accept", "--as", "h.dixon", "--seen", "it"), "--seen it is not a whole number")
    has(b:refuse("P-1", "accept", "h.dixon", "--decided-by", "r.steel", "--seen", 0), "a whole number from 1")
    assert.equal("work.draft", b:state("P-1"))
  end)

  it("is answered the same when it is sent twice with one key", function()
    local paper = b:show("P-1").revision
    accept("--seen", paper, "--key", "k1")
    accept("--seen", paper, "--key", "k1")
    has(b:refuse("P-1", "accept", "h.dixon", "--decided-by", "r.steel", "--seen", paper + 1, "--key", "k1", table.unpack(minute)), "k1")
  end)

  it("binds the pieces that were seen, each as it was, and more of them are no change", function()
    b:evidence("P-1", "s.reid", "process", "Photo")
    b:send("P-1", "sign", "s.reid")
    b:evidence("P-1", "s.reid", "process", "Another")
    b:send("P-1", "withdraw_evidence", "s.reid", "item=2", "reason=Doubled")
    assert.truthy(approval(b, "P-1", "sign").stands)
    b:send("P-1", "withdraw_evidence", "s.reid", "item=1", "reason=Wrong")
    assert.equal(false, approval(b, "P-1", "sign").stands)
  end)

  it("is seen by conditions of other parts in the same step", function()
    local function watch() return b:show("P-1").state[2] end
    b:send("P-1", "sign", "s.reid")
    assert.equal("watch.quiet", watch())
    change "text=Visit twice"
    assert.equal("watch.loud", watch())
    b:send("P-1", "back", "s.reid")
    b:send("P-1", "sign", "s.reid")
    assert.equal("watch.quiet", watch())
  end)

  it("ends where the workflow says so, and then nobody is told of changes", function()
    accept()
    b:send("P-1", "start_again", "h.dixon")
    assert.same({}, b:show("P-1").approvals)
    local answer = b:ask("case", "send", "P-1", "change", "--as", "s.reid", "text=Else")
    assert.same({}, answer.told)
    has(b:refused("case", "seen", "P-1", "accept", "--as", "h.dixon"), "No decision \"accept\" on P-1 stands that binds what was seen")
  end)

  it("is shown to nobody who may not see the item", function()
    accept()
    has(b:refused("case", "seen", "P-1", "accept", "--as", "t.harker"), "no item")
  end)
end)
