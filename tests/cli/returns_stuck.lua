-- Goal: what a cycle and its returns cannot tell one another is a stuck step on the cycle and nothing else (S6, E5): the return stands, and a retry tells it.
-- Method: tests/data/audit-cycle.lua and audit-return.lua with one thing put wrong, on the Redcar & Cleveland board.
local board = require "helper.board"
local shell = require "helper.shell"

local function publish(b, name, from, to)
  local text = shell.read("tests/data/" .. name .. ".lua")
  local at, past = text:find(from, 1, true)
  assert(at, name .. ".lua has no " .. from)
  local path = shell.write(b.folder .. "/" .. name .. ".lua", text:sub(1, at - 1) .. to .. text:sub(past + 1))
  b:run("workflow", "publish", path, "--as", "h.dixon")
end

local function open(b)
  b:run("case", "start", "audit-cycle", "--ref", "AC-1", "--as", "h.dixon", "theme=Neglect", "due=2016-09-30", "parties=police,hospitals")
  b:send("AC-1", "open", "h.dixon")
end

local function row(b, id)
  for _, one in ipairs(b:show("AC-1").parties[1].rows) do
    if one.party.id == id then return one end
  end
end

describe("a cycle whose step fails", function()
  local b
  setup(function()
    b = board.new()
    b:run("workflow", "publish", "tests/data/audit-return.lua", "--as", "h.dixon")
    publish(b, "audit-cycle", "add = {", [[["party.returned"] = { actions = { run("count them", function(item)
      if item.fields.theme == "Neglect" then error "it cannot count" end
      return {}
    end) } },
    rename = { label = "Call it something else", by = "manager", form = { "theme" } },
    add = {]])
    open(b)
    b:send("AR-2016-001", "submit", "t.harker", "self_grade=good", "immediate_concern=no", "arrangements=Weekly check")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("leaves the return as it was given, and is told", function()
    assert.equal("work.submitted", b:state("AR-2016-001"))
    assert.equal("asked", row(b, "police").status)
    assert.truthy(b:show("AC-1").incidents[1].reason:find("it cannot count", 1, true))
  end)

  it("stays stuck while nothing was put right, and is done once it was", function()
    local stuck = b:show("AC-1").incidents[1].id
    b:run("incident", "retry", stuck, "--reason", "Once more", "--as", "h.dixon")
    local again = b:show("AC-1").incidents
    assert.equal(1, #again)
    assert.not_equal(stuck, again[1].id)
    b:send("AC-1", "rename", "h.dixon", "theme=Neglect at school")
    b:run("incident", "retry", again[1].id, "--reason", "It can count now", "--as", "h.dixon")
    assert.same({}, b:show("AC-1").incidents)
    assert.equal("returned", row(b, "police").status)
  end)
end)

describe("a return that does not hear its cycle", function()
  local b
  setup(function()
    b = board.new()
    publish(b, "audit-return", '["cycle.removed"]', '["cycle.taken_out"]')
    b:run("workflow", "publish", "tests/data/audit-cycle.lua", "--as", "h.dixon")
    open(b)
    b:send("AC-1", "remove", "h.dixon", "party=police", "reason=No cases")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is named in a stuck step, and its party is removed all the same", function()
    assert.equal("removed", row(b, "police").status)
    assert.equal("work.draft", b:state("AR-2016-001"))
    local stuck = b:show("AC-1").incidents
    assert.equal(1, #stuck)
    assert.truthy(stuck[1].reason:find("AR-2016-001 could not be told \"cycle.removed\": nothing in AR-2016-001 waits for", 1, true), stuck[1].reason)
    b:run("incident", "skip", stuck[1].id, "--reason", "Ended by hand", "--as", "h.dixon")
    assert.same({}, b:show("AC-1").incidents)
  end)
end)

describe("a return that does not hear that it is asked again", function()
  local b
  setup(function()
    b = board.new()
    publish(b, "audit-return", '["cycle.reopened"]', '["cycle.asked_anew"]')
    b:run("workflow", "publish", "tests/data/audit-cycle.lua", "--as", "h.dixon")
    open(b)
    b:send("AR-2016-001", "nothing", "t.harker")
    b:send("AC-1", "ask_again", "h.dixon", "party=police")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is named in a stuck step, though it is closed", function()
    assert.equal("reopened", row(b, "police").status)
    assert.equal("work.nil_return", b:state("AR-2016-001"))
    local stuck = b:show("AC-1").incidents
    assert.equal(1, #stuck)
    local says = "AR-2016-001 could not be told \"cycle.reopened\": nothing in AR-2016-001 waits for"
    assert.truthy(stuck[1].reason:find(says, 1, true), stuck[1].reason)
  end)
end)

describe("a return that could not be opened", function()
  local b
  local function retry_all()
    for _, stuck in ipairs(b:show("AC-1").incidents) do b:run("incident", "retry", stuck.id, "--reason", "Published", "--as", "h.dixon") end
  end
  local function count() return b:ask("case", "count", "--workflow", "audit-return", "--as", "h.dixon").count end
  before_each(function()
    b = board.new()
    b:run("workflow", "publish", "tests/data/audit-cycle.lua", "--as", "h.dixon")
    open(b) -- the workflow of the returns is not there: two stuck steps
    b:send("AC-1", "remove", "h.dixon", "party=police", "reason=No cases")
  end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is not opened for a party that was removed since", function()
    b:run("workflow", "publish", "tests/data/audit-return.lua", "--as", "h.dixon")
    retry_all()
    assert.same({}, b:show("AC-1").incidents)
    assert.equal(1, count())
    assert.equal("removed", row(b, "police").status)
    assert.is_nil(row(b, "police").item)
    assert.equal("asked", row(b, "hospitals").status)
  end)

  it("is opened once for a party that was removed and added since", function()
    b:send("AC-1", "add", "h.dixon", "party=police")
    assert.equal(3, #b:show("AC-1").incidents)
    b:run("workflow", "publish", "tests/data/audit-return.lua", "--as", "h.dixon")
    retry_all()
    assert.same({}, b:show("AC-1").incidents)
    assert.equal(2, count())
    assert.truthy(row(b, "police").item)
    assert.truthy(row(b, "hospitals").item)
  end)
end)

describe("a workflow that asks itself", function()
  local function chain(b)
    local path = shell.write(b.folder .. "/chain.lua", [[return {
      name = "chain", title = "Chain", noun = "chain", version = 1, ref = "CH-{number}",
      roles = { manager = { title = "Business Manager", post = "business_manager" } },
      read = { "manager" }, start = { by = "manager", form = { "theme", "parties", optional "agency" } },
      fields = { theme = { type = "text", label = "Theme" }, parties = { type = "parties", label = "Parties" },
                 agency = { type = "agency", label = "Agency" }, cycle = { type = "item", label = "Cycle" } },
      list = { title = "theme" },
      states = {
        open = { holder = "manager",
          invoke = { workflow = "chain", for_each = "parties", data = { theme = from_field "theme", parties = { "police", "hospitals" } } },
          on = { done = { target = "done", label = "Done", by = "manager" } } },
        done = { tags = { "closed" } },
      },
    }]])
    b:run("workflow", "publish", path, "--as", "h.dixon")
  end

  it("opens so many and no more, and the next change opens none of the rest", function()
    local b = board.new()
    chain(b)
    b:run("case", "start", "chain", "theme=x", "parties=police,hospitals", "--as", "h.dixon")
    local function count() return b:ask("case", "count", "--workflow", "chain", "--as", "h.dixon").count end
    local opened = count()
    assert.is_true(opened > 100 and opened <= 512, tostring(opened))
    b:run("group", "set", "llip", "quorum=2", "--as", "h.dixon")
    assert.equal(opened, count())
    local deepest = b:ask("case", "show", "CH-" .. opened, "--as", "h.dixon")
    assert.truthy(deepest.incidents[1].reason:find("Look for a workflow that opens itself", 1, true), deepest.incidents[1].reason)
    b:remove()
  end)
end)
