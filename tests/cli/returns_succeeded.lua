-- Goal: an agency that went on as another is one party with it: in a cycle that is under way, in one that is only planned, in a list that names both, and in
-- what was said last time (R2, P1). Method: the CCG becomes the ICB on 1 July 2022, by a hand-over and, once, by the directory alone.
local board = require "helper.board"

local function begun()
  local b = board.new "2022-06-01T09:00:00Z"
  b:run("agency", "set", "icb", "name=NHS North East ICB", "sector=health", "--as", "h.dixon")
  b:run("people", "set", "n.icb", "name=Nora Icke", "agency=icb", "--as", "h.dixon")
  b:run("agency", "set", "icb", 'posts:={"safeguarding_lead":"n.icb"}', "--as", "h.dixon")
  b:run("workflow", "publish", "tests/data/audit-return.lua", "--as", "h.dixon")
  b:run("workflow", "publish", "tests/data/audit-cycle.lua", "--as", "h.dixon")
  return b
end

local function cycle(b, ref, parties)
  b:run("case", "start", "audit-cycle", "--ref", ref, "--as", "h.dixon", "theme=Neglect", "due=2022-09-30", "parties=" .. parties)
end

local function ids(b, ref)
  local found = {}
  for _, row in ipairs(b:show(ref).parties[1].rows) do found[#found + 1] = row.party.id .. ":" .. row.status end
  table.sort(found)
  return table.concat(found, " ")
end

local function returned(b, ref)
  b:send(ref, "submit", "a.novak", "self_grade=good", "immediate_concern=no", "arrangements=Weekly check")
end

local function carried(b, ref)
  for _, field in ipairs(b:show(ref).fields) do
    if field.name == "arrangements" then return field.value, field.carried.ref end
  end
end

local function done(b)
  b:run("rebuild", "--as", "h.dixon")
  b:run("journal", "verify")
  b:remove()
end

describe("an agency that was handed over", function()
  local b
  setup(function()
    b = begun()
    cycle(b, "AC-1", "ccg,police")
    b:send("AC-1", "open", "h.dixon")
    returned(b, "AR-2022-001")
    cycle(b, "AC-2", "ccg,icb,police")
    cycle(b, "AC-3", "ccg,icb,police")
    b:send("AC-3", "open", "h.dixon")
    b:run("agency", "succeed", "ccg", "icb", "--on", "2022-07-01", "--reason", "Health and Care Act 2022", "--as", "h.dixon")
    b:run("run-due", "--now", "2022-07-01T09:00:00Z", "--as", "h.dixon")
  end)
  teardown(function() done(b) end)

  it("goes on as the other in a cycle, with its return", function()
    assert.equal("icb:returned police:asked", ids(b, "AC-1"))
    assert.equal("AR-2022-001", b:show("AC-1").parties[1].rows[1].item)
    for _, party in ipairs { "icb", "ccg" } do
      local said = b:refuse("AC-1", "add", "h.dixon", "party=" .. party)
      assert.truthy(said:find("icb takes part already", 1, true), said)
    end
    b:send("AC-1", "ask_again", "h.dixon", "party=ccg", "reason=A page is missing")
    assert.equal("icb:reopened police:asked", ids(b, "AC-1"))
    b:send("AR-2022-001", "submit", "n.icb", "self_grade=good", "immediate_concern=no")
    assert.equal("icb:returned police:asked", ids(b, "AC-1"))
  end)

  it("is asked once where both were named and nobody was asked yet", function()
    assert.equal("icb:named police:named", ids(b, "AC-2"))
    b:send("AC-2", "open", "h.dixon")
    assert.equal(2, b:ask("case", "list", "--of", "AC-2", "--as", "h.dixon").count)
  end)

  it("keeps both returns where both were asked while both were there", function()
    assert.equal("ccg:asked icb:asked police:asked", ids(b, "AC-3"))
    b:send("AC-3", "remove", "h.dixon", "party=ccg", "reason=It is the ICB now")
    assert.equal("ccg:removed icb:asked police:asked", ids(b, "AC-3"))
  end)

  it("is one party in a new list, and what it said last time comes along", function()
    cycle(b, "AC-4", "ccg,icb,police")
    assert.equal("icb:named police:named", ids(b, "AC-4"))
    b:send("AC-4", "name", "h.dixon", "parties=ccg,police")
    assert.equal("icb:named police:named", ids(b, "AC-4"))
    b:send("AC-4", "open", "h.dixon")
    local value, from = carried(b, b:show("AC-4").parties[1].rows[1].item)
    assert.same({ "Weekly check", "AR-2022-001" }, { value, from })
  end)

  it("is not among all agencies beside the other", function()
    cycle(b, "AC-5", "all:agencies")
    local all = " " .. ids(b, "AC-5") .. " "
    assert.truthy(all:find(" icb:named ", 1, true))
    assert.is_nil(all:find(" ccg:", 1, true))
  end)
end)

describe("an agency of which the directory alone says that another followed it", function()
  it("is one party with it too", function()
    local b = begun()
    cycle(b, "AC-1", "ccg,police")
    b:send("AC-1", "open", "h.dixon")
    returned(b, "AR-2022-001")
    b:run("agency", "set", "ccg", "valid_to=2022-06-30", "successor=icb", "--as", "h.dixon")
    b:run("run-due", "--now", "2022-07-01T09:00:00Z", "--as", "h.dixon")
    assert.truthy(b:refuse("AC-1", "add", "h.dixon", "party=icb"):find("takes part already", 1, true))
    b:send("AC-1", "ask_again", "h.dixon", "party=icb", "reason=A page is missing")
    assert.equal("ccg:reopened police:asked", ids(b, "AC-1"))
    b:send("AR-2022-001", "submit", "n.icb", "self_grade=good", "immediate_concern=no")
    assert.equal("ccg:returned police:asked", ids(b, "AC-1"))
    cycle(b, "AC-2", "icb")
    b:send("AC-2", "open", "h.dixon")
    assert.same({ "Weekly check", "AR-2022-001" }, { carried(b, "AR-2022-003") })
    done(b)
  end)
end)
