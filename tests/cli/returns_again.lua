-- Goal: a party that is asked again, or brought in, after the cycle's due date gets a date of its own, which its lateness counts from; the cycle's date and
-- the others' stay (P1, P2). Method: an audit cycle that is due on 30 September, and a manual clock in October.
local board = require "helper.board"
local shell = require "helper.shell"

local function row(b, party)
  for _, one in ipairs(b:show("AC-1").parties[1].rows) do
    if one.party.id == party then return one end
  end
end

local function submit(b, ref, as, ...)
  return b:send(ref, "submit", as, "self_grade=good", "immediate_concern=no", "arrangements=Weekly check", ...)
end

local function opened(returned)
  local b = board.new()
  b:run("workflow", "publish", returned or "tests/data/audit-return.lua", "--as", "h.dixon")
  b:run("workflow", "publish", "tests/data/audit-cycle.lua", "--as", "h.dixon")
  b:run("case", "start", "audit-cycle", "--ref", "AC-1", "--as", "h.dixon", "theme=Neglect", "due=2016-09-30", "parties=hospitals,police")
  b:send("AC-1", "open", "h.dixon")
  submit(b, "AR-2016-001", "l.tanaka")
  return b
end

local function done(b)
  b:run("rebuild", "--as", "h.dixon")
  b:run("journal", "verify")
  b:remove()
end

describe("a party that is asked again after the due date", function()
  local b
  setup(function()
    b = opened()
    b:run("run-due", "--now", "2016-10-04T09:00:00Z", "--as", "h.dixon")
  end)
  teardown(function() done(b) end)

  it("needs a new date that is still to come", function()
    local said = b:refuse("AC-1", "ask_again", "h.dixon", "party=hospitals", "reason=A page is missing")
    assert.truthy(said:find('"Ask again" on AC-1 needs a new due date (new_due): the return was due on 2016-09-30', 1, true), said)
    said = b:refuse("AC-1", "ask_again", "h.dixon", "party=hospitals", "new_due=2016-10-03")
    assert.truthy(said:find("2016-10-03 is past", 1, true), said)
    assert.truthy(b:refuse("AC-1", "ask_again", "h.dixon", "party=hospitals", "new_due=soon"):find("soon", 1, true))
    assert.truthy(b:refuse("AC-1", "exempt", "r.steel", "party=hospitals", "reason=x", "new_due=2016-10-14"):find("does not ask for", 1, true))
    assert.equal("returned", row(b, "hospitals").status)
    assert.truthy(b:run("case", "show", "AC-1"):find("if you like: reason, new_due", 1, true))
  end)

  it("is late by that date and not by the cycle's, which stays", function()
    b:send("AC-1", "ask_again", "h.dixon", "party=hospitals", "reason=A page is missing", "new_due=2016-10-14")
    assert.same({ "2016-10-14", "asked again" }, { row(b, "hospitals").due, row(b, "hospitals").words })
    assert.same({ "2016-10-14", "green" }, { b:field("AR-2016-001", "due"), b:show("AR-2016-001").rag.colour })
    assert.same({ "2016-09-30", "2016-09-30" }, { b:field("AC-1", "due"), row(b, "police").due })
    assert.equal("asked, overdue", row(b, "police").words)
    assert.truthy(b:run("case", "history", "AR-2016-001"):find("Due: Fri 14 Oct 2016", 1, true))
    b:run("run-due", "--now", "2016-10-14T12:00:00Z", "--as", "h.dixon")
    assert.equal("green", b:show("AR-2016-001").rag.colour)
    submit(b, "AR-2016-001", "l.tanaka")
    assert.same({ "returned", "2016-10-14" }, { row(b, "hospitals").words, row(b, "hospitals").returned_on })
  end)

  it("is late after it", function()
    b:send("AC-1", "ask_again", "h.dixon", "party=hospitals", "reason=Another page", "new_due=2016-10-20")
    b:run("run-due", "--now", "2016-10-24T12:00:00Z", "--as", "h.dixon")
    assert.equal("asked again, overdue", row(b, "hospitals").words)
    assert.equal("red", b:show("AR-2016-001").rag.colour)
    submit(b, "AR-2016-001", "l.tanaka")
    assert.equal("returned, late", row(b, "hospitals").words)
  end)
end)

describe("a party that is brought in after the due date", function()
  it("gets its own date, new or removed before", function()
    local b = opened()
    b:send("AC-1", "remove", "h.dixon", "party=hospitals", "reason=A slip")
    b:run("run-due", "--now", "2016-10-04T09:00:00Z", "--as", "h.dixon")
    b:send("AC-1", "add", "h.dixon", "party=mental_health", "new_due=2016-10-31")
    assert.same({ "asked", "2016-10-31" }, { row(b, "mental_health").words, row(b, "mental_health").due })
    assert.equal("2016-10-31", b:field("AR-2016-003", "due"))
    assert.truthy(b:refuse("AC-1", "add", "h.dixon", "party=hospitals"):find("would be late at once", 1, true))
    b:send("AC-1", "add", "h.dixon", "party=hospitals", "new_due=2016-11-01")
    assert.same({ "asked again", "2016-11-01" }, { row(b, "hospitals").words, b:field("AR-2016-001", "due") })
    done(b)
  end)
end)

describe("a return that dates itself anew", function()
  it("wants no date of whoever asks again", function()
    local folder = shell.folder()
    local text = shell.read("tests/data/audit-return.lua"):gsub('clear "ended_because"', 'clear "ended_because", set("due", "2016-12-01")')
    local b = opened(shell.write(folder .. "/audit-return.lua", text))
    b:run("run-due", "--now", "2016-10-04T09:00:00Z", "--as", "h.dixon")
    b:send("AC-1", "ask_again", "h.dixon", "party=hospitals")
    assert.same({ "asked again", "2016-12-01" }, { row(b, "hospitals").words, row(b, "hospitals").due })
    done(b)
    shell.remove(folder)
  end)
end)
