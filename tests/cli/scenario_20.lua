-- Goal: scenario 20 of the domain: a quarter that is locked says for ever what was known on that day: a later edit is refused, an addendum is accepted. Method:
-- one indicator of the real plan goes to the lock; then everybody tries to change it, by every way that there is.
local board = require "helper.board"
local shell = require "helper.shell"

local MEETING = { "--decided-by", "m.okafor", "meeting=Executive 9 August 2016", "minute_ref=3.1" }

local function locked()
  local b = board.new "2016-04-04T09:00:00Z"
  for _, name in ipairs { "plan-update", "plan-quarter" } do b:run("workflow", "publish", "workflows/" .. name .. ".lua", "--as", "h.dixon") end
  b:run("import", "plan", "examples/redcar-cleveland/business-plan.csv", "--as", "h.dixon")
  b:send("BP-1.7.1", "prepare", "h.dixon", "due=2016-12-30", "success_measure=Counted", "priority=high")
  b:send("BP-1.7.1", "agree", "h.dixon", table.unpack(MEETING))
  b:run("case", "start", "plan-quarter", "--ref", "PQ-1", "--as", "h.dixon", "indicator=1.7", "period_end=2016-06-30")
  b:ask("run-due", "--now", "2016-07-01T09:00:00Z")
  b:send("PU-2016-001", "give", "r.steel", "narrative=Two reviews were followed up.", "self_rag=green")
  b:send("PQ-1", "put_forward", "h.dixon", "summary=On track.")
  b:send("PQ-1", "agree", "h.dixon", table.unpack(MEETING))
  b:send("PQ-1", "lock", "h.dixon")
  return b
end

describe("a locked quarter", function()
  local b, fields
  setup(function()
    b = locked()
    fields = b:show("PQ-1").fields
  end)
  teardown(function()
    b:run("journal", "verify")
    b:run("rebuild")
    b:remove()
  end)

  local function is_as_it_was() assert.same(fields, b:show("PQ-1").fields) end

  it("refuses every edit", function()
    for _, try in ipairs {
      { "look_again" }, { "put_forward", "summary=Better." }, { "send_back", "reason=No", table.unpack(MEETING) }, { "lock" },
      { "agree", "rag_override=blue", "rag_reason=It looks better", table.unpack(MEETING) }, { "nominate", "reporting_lead=group:llip" },
    } do
      for _, who in ipairs { "h.dixon", "m.okafor", "r.steel" } do b:refuse("PQ-1", try[1], who, table.unpack(try, 2)) end
      is_as_it_was()
    end
    local path = shell.write(b.folder .. "/late.txt", "Came late\n")
    b:refused("evidence", "add", "PQ-1", path, "--as", "h.dixon", "--level", "output", "--title", "Late")
    is_as_it_was()
  end)

  it("offers nothing but an addendum", function()
    local offered = {}
    for _, move in ipairs(b:show("PQ-1").moves) do offered[#offered + 1] = move.event end
    assert.same({ "add_addendum" }, offered)
  end)

  it("refuses every correction, by the office too", function()
    for entry, one in ipairs { "period_end=2016-09-30", "indicator_rag=blue", "summary=On track, mostly.", "agreed_rag=blue" } do
      b:refused("case", "correct", "PQ-1", tostring(entry), "--field", one, "--reason", "A slip", "--as", "h.dixon")
    end
    for _, entry in ipairs(b:ask("case", "history", "PQ-1", "--as", "h.dixon").entries) do
      local said = b:say("case", "correct", "PQ-1", tostring(entry.number), "--field", "summary=Better", "--reason", "A slip", "--as", "h.dixon")
      assert.truthy(said:find("it is locked, and stays as it was on that day", 1, true) or said:find("changed nothing", 1, true), said)
    end
    is_as_it_was()
  end)

  it("says what was known that day when the action and the update go on", function()
    b:send("BP-1.7.1", "begin", "r.steel")
    b:send("BP-1.7.1", "update", "r.steel", "narrative=Much later.", "forecast=2017-06-30")
    b:send("BP-1.7.1", "change_due", "h.dixon", "new_due=2017-06-30", "reason=Began late", table.unpack(MEETING))
    is_as_it_was()
    assert.equal("2016-12-30", b:field("PQ-1", "actions")[1].due)
    assert.equal("Agreed", b:field("PQ-1", "actions")[1].state)
  end)

  it("takes an addendum, dated and named, and no more of it can be changed than of the rest", function()
    b:send("PQ-1", "add_addendum", "h.dixon", "addendum=The second review was counted twice.", "--now", "2016-08-15T09:00:00Z")
    b:send("PQ-1", "add_addendum", "r.steel", "addendum=And the first was closed.")
    assert.same({
      { by = "h.dixon", on = "2016-08-15", text = "The second review was counted twice." },
      { by = "r.steel", on = "2016-08-15", text = "And the first was closed." },
    }, b:field("PQ-1", "addenda"))
    local last = #b:ask("case", "history", "PQ-1", "--as", "h.dixon").entries
    b:refused("case", "correct", "PQ-1", tostring(last), "--field", "addendum=Nothing", "--reason", "x", "--as", "h.dixon")
    assert.equal("locked", b:state "PQ-1")
    b:refuse("PQ-1", "add_addendum", "q.ashby", "addendum=Mine too")
    for _, nothing in ipairs { "addendum=", "addendum=   " } do b:refuse("PQ-1", "add_addendum", "h.dixon", nothing) end
    assert.equal(2, #b:field("PQ-1", "addenda"))
    for _, field in ipairs(fields) do -- and what was locked stands as it did
      if not field.name:find "^addend" then assert.same(field.value, b:field("PQ-1", field.name)) end
    end
  end)
end)
