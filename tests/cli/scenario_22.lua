-- Goal: scenario 22 of the domain: a bank holiday that is added as data moves deadlines that are still to come, with an entry that says so, and
-- rewrites no breach that is past (T7). Method: two shipped review actions on the Redcar & Cleveland board, one overdue and one to come, when 19
-- September 2016 becomes a holiday; tests/cli/calendar.lua has the rest.
local board = require "helper.board"

describe("a bank holiday that is added", function()
  local b, breach
  local told = {}
  setup(function()
    b = board.new()
    b:begin_action("RA-1", { due = "2016-09-09" })
    b:begin_action("RA-2", { due = "2016-10-03" })
    for _, fired in ipairs(b:fired "2016-09-13T09:00:00Z") do told[fired.ref .. " " .. fired.what] = true end -- overdue since Friday the 9th
    breach = b:ask("case", "history", "RA-1").entries
    b:run("calendar", "add", "2016-09-19", "A day of mourning", "--as", "h.dixon", "--yes", "--reason", "Proclaimed")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  local function deadline(ref, name) return b:ask("case", "deadline", ref, name)["local"] end

  it("moves what is to come by a working day, and says so in an entry", function()
    assert.equal("2016-09-26", deadline("RA-1", "L1"):match("%d%d%d%d%-%d%d%-%d%d") or deadline("RA-1", "L1"))
    local entries = b:ask("case", "history", "RA-1").entries
    assert.equal("timers derived again", entries[#entries].kind)
    assert.truthy(entries[#entries].text:find("The calendar of working days changed", 1, true))
    assert.truthy(table.concat(entries[#entries].changes, " "):find("overdue/L1", 1, true))
  end)

  it("leaves the breach that is past as it was, and tells nobody of it again", function()
    local entries = b:ask("case", "history", "RA-1").entries
    for i, entry in ipairs(breach) do assert.same(entry, entries[i]) end
    assert.truthy(next(told))
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
