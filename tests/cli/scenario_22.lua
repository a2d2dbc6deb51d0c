-- Goal: scenario 22 of the domain: a bank holiday that is added as data moves deadlines that are still to come, with an entry that says so, and
-- rewrites no breach that is past (T7). Method: two shipped review actions on the Redcar & Cleveland board, one overdue and one to come, when 19
-- September 2016 becomes a holiday, and a Serious Case Review whose step set a date; tests/cli/calendar.lua and calendar_past.lua have the rest.
local board = require "helper.board"
local review = require "helper.review"
local shell = require "helper.shell"

describe("a bank holiday that is added", function()
  local b, breach, dates, messages
  local told = {}
  setup(function()
    b = board.new()
    b:begin_action("RA-1", { due = "2016-09-09" })
    b:begin_action("RA-2", { due = "2016-10-03" })
    for _, fired in ipairs(b:fired "2016-09-13T09:00:00Z") do told[fired.ref .. " " .. fired.what] = true end -- overdue since Friday the 9th
    breach = b:ask("case", "history", "RA-1").entries
    dates = { breach = b:field("RA-1", "due"), L1 = b:ask("case", "deadline", "RA-1", "L1")["local"], level = b:field("RA-1", "escalation_level") }
    messages = b:ask("outbox", "list", "RA-1", "--as", "h.dixon").rows
    b:run("calendar", "add", "2016-09-19", "A day of mourning", "--as", "h.dixon", "--yes", "--reason", "Proclaimed")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  local function deadline(ref, name) return b:ask("case", "deadline", ref, name)["local"] end

  it("moves what is to come by a working day, and says so in an entry", function()
    -- Ten working days after Friday the 9th: 12 to 16 and 19 to 23 September; without the 19th they end on Monday the 26th.
    assert.same({ "2016-09-23", "2016-09-26" }, { dates.L1, deadline("RA-1", "L1") })
    local entries = b:ask("case", "history", "RA-1").entries
    local last = entries[#entries]
    assert.same({ #breach + 1, "timers derived again", "h.dixon" }, { #entries, last.kind, last.who })
    assert.equal("deadlines worked out again by Helen Dixon. The calendar of working days changed: Proclaimed", last.text)
    assert.truthy(table.concat(last.changes, "\n"):find("overdue/L1: Mon 26 Sep 2016 23:59 (was Fri 23 Sep 2016 23:59)", 1, true), last.changes[1])
    local receipt = b:run("case", "deadline", "RA-1", "L1")
    assert.truthy(receipt:find("Mon 19 Sep 2016    skipped: A day of mourning", 1, true), receipt)
  end)

  it("is on record with who did it, what and why", function()
    local rows = {}
    for _, row in ipairs(b:ask("access", "list", "--as", "h.dixon").rows) do
      if row.what == "calendar changed" then rows[#rows + 1] = { row.did, row.person } end
    end
    assert.same({ { "altered", "h.dixon" } }, rows)
    local kept = shell.lines(("sqlite3 %s/waymark.db 'SELECT parts FROM payloads'"):format(b.path))
    assert.truthy(kept:find("2016-09-19,A day of mourning", 1, true) and kept:find("Proclaimed", 1, true))
  end)

  it("leaves the breach that is past as it was, and tells nobody of it again", function()
    local entries = b:ask("case", "history", "RA-1").entries
    for i, entry in ipairs(breach) do assert.same(entry, entries[i]) end
    assert.truthy(next(told))
    assert.same({ "2016-09-09", dates.level }, { b:field("RA-1", "due"), b:field("RA-1", "escalation_level") })
    assert.equal("red", b:show("RA-1").rag.colour)
    assert.same(messages, b:ask("outbox", "list", "RA-1", "--as", "h.dixon").rows)
    for _, fired in ipairs(b:fired "2016-09-24T09:00:00Z") do assert.is_nil(told[fired.ref .. " " .. fired.what]) end
  end)

  it("is met when its new day has passed", function()
    local found = {}
    for _, fired in ipairs(b:fired "2016-09-27T09:00:00Z") do found[#found + 1] = fired.ref .. " " .. fired.what end
    assert.truthy(table.concat(found, ", "):find("RA-1 still overdue: the chair decides", 1, true), table.concat(found, ", "))
  end)

  it("leaves a deadline that does not count over that day where it was", function()
    assert.equal("2016-10-03", b:field("RA-2", "due"))
    assert.equal("2016-10-03", b:field("RA-2", "original_due"))
  end)
end)

describe("a date that a step gave", function()
  local b
  setup(function()
    b = review.board("2016-03-24T15:00:00Z")
    review.refer(b, "SCR-2016-01", { referring_agency = "childrens_social_care", aware_date = "2016-03-24", notified_on = false })
    b:fired "2016-03-29T09:00:00Z"
    b:run("calendar", "add", "2016-03-31", "A day of mourning", "--as", "h.dixon", "--yes", "--reason", "Proclaimed")
  end)
  teardown(function() b:remove() end)

  it("stays while its turn moves, and the entry says both and why", function()
    local turn
    for _, wait in ipairs(b:show("SCR-2016-01").waits) do
      if wait.role == "notifying_lead" then turn = wait["local"] end
    end
    assert.same({ "Tue 5 Apr 2016 23:59", "2016-04-04" }, { turn, b:field("SCR-2016-01", "due") })
    local entries = b:ask("case", "history", "SCR-2016-01").entries
    local last = entries[#entries]
    assert.equal("deadlines worked out again by Helen Dixon. The calendar of working days changed: Proclaimed", last.text)
    local changes = table.concat(last.changes, "\n")
    assert.truthy(changes:find("stays Mon 4 Apr 2016, which its step set; its rule gives Tue 5 Apr 2016 now", 1, true), changes)
  end)
end)
