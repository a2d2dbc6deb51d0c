-- Goal: a step that cannot be done harms nobody else, is kept with its reason, is told to the Business Manager, and can be retried or skipped
-- (S6, S7, T3, T11, E5). Method: small workflows whose Lua fails, whose timers go round, and which open what is not there.

local board = require "helper.board"

local head = [[
return {
  name = "probe", title = "Probe", noun = "probe", version = 1, ref = "PR-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  read = { "manager" }, start = { by = "manager", form = { "name", "due" } },
  fields = { name = { type = "text", label = "Name" }, due = { type = "date", label = "Due" }, n = { type = "whole", label = "Number" } },
  list = { title = "name", due = "due" },
  initial = "a",
  states = {
    a = { title = "A", holder = "manager", %s },
    b = { title = "B", tags = { "closed" } },
  },
}
]]

local stop = 'on = { stop = { target = "b", by = "manager" }, %s }'

describe("a step that gets stuck", function()
  local b
  before_each(function() b = board.new() end)
  after_each(function() b:remove() end)

  local function publish(state)
    local path = b.folder .. "/probe.lua"
    local out = assert(io.open(path, "w"))
    out:write((head:format(state)))
    out:close()
    b:run("workflow", "publish", path, "--as", "h.dixon")
  end

  local function start(ref) b:run("case", "start", "probe", "--ref", ref, "--as", "h.dixon", "name=" .. ref, "due=2016-09-05") end
  local function stuck(ref) return b:show(ref).incidents end

  local function told_of(ref)
    for _, row in ipairs(b:ask("outbox", "list", ref).rows) do
      if row.subject:find("stuck", 1, true) then return row.to end
    end
  end

  it("by a timer that goes round is stopped, told, and lets every other item's timers run", function()
    publish('at = { ["end of due"] = { target = "a", label = "Again" } }, ' .. stop:format "")
    start "PR-1"
    start "PR-2"
    b:run("run-due", "--now", "2016-09-10T00:00:00Z")
    for _, ref in ipairs { "PR-1", "PR-2" } do
      local incidents = stuck(ref)
      assert.equal(1, #incidents)
      assert.truthy(incidents[1].reason:find("leads back to itself", 1, true))
      assert.equal("h.dixon", told_of(ref))
      b:send(ref, "stop", "h.dixon")
    end
    b:run("journal", "verify")
  end)

  it("by conditions that lead round for ever is stopped, and its reason names the states", function()
    publish(stop:format 'go = { target = "a.bee", by = "manager" }' .. ', initial = "rest", states = { rest = {}, '
      .. 'bee = { title = "Bee", always = { target = "sea", guard = has "name" } }, '
      .. 'sea = { title = "Sea", always = { target = "bee", guard = has "name" } } }, '
      .. 'at = { ["end of due"] = { target = "a.bee" } }')
    start "PR-1"
    local round = 'After 1000 steps it was still going round, in states "Bee" and "Sea"; nothing of it was kept.'
    local said = b:refuse("PR-1", "go", "h.dixon")
    assert.truthy(said:find('"go" on PR-1 got stuck and changed nothing: ' .. round, 1, true), said)
    b:run("run-due", "--now", "2016-09-10T00:00:00Z")
    local incidents = stuck("PR-1")
    assert.equal(2, #incidents)
    for _, incident in ipairs(incidents) do assert.truthy(incident.reason:find(round, 1, true)) end
    assert.equal("a.rest", b:show("PR-1").state[1])
    assert.equal("h.dixon", told_of("PR-1"))
    b:run("journal", "verify")
  end)

  it("because Lua could not answer keeps the timer's step for a retry, and does not take it for a no", function()
    publish('at = { ["end of due"] = { target = "b", guard = when("Lua says so", function(item) return item.fields.n.x end) } }, ' ..
      stop:format 'fix = { by = "manager", form = { "n" } }')
    start "PR-1"
    b:run("run-due", "--now", "2016-09-10T00:00:00Z")
    assert.equal("a", b:state "PR-1")
    assert.equal(1, #stuck "PR-1")
    assert.equal("h.dixon", told_of "PR-1")
  end)

  it("stays open when its retry is refused, closes when it is taken", function()
    publish(stop:format('push = { by = "manager", actions = { run("work it out", function(item) if not item.fields.n then error("no number") end ' ..
      'return { n = 2 } end) } }, fix = { by = "manager", form = { "n" } }, go = { target = "b", by = "manager" }, '))
    start "PR-1"
    b:refuse("PR-1", "push", "h.dixon")
    local id = stuck("PR-1")[1].id
    b:refused("incident", "retry", id, "--as", "h.dixon", "--reason", "try again")
    assert.equal(1, #stuck "PR-1") -- stuck again: the new one stands for the old
    id = stuck("PR-1")[1].id
    b:send("PR-1", "fix", "h.dixon", "n=1")
    b:run("incident", "retry", id, "--as", "h.dixon", "--reason", "there is a number now")
    assert.equal(0, #stuck "PR-1")
    assert.equal(2, b:field("PR-1", "n"))
    b:run("journal", "verify")
  end)

  it("stays open when what it asked is not possible any more", function()
    publish(stop:format 'push = { by = "manager", actions = { run("work it out", function() error("no") end) } }, ')
    start "PR-1"
    b:refuse("PR-1", "push", "h.dixon")
    local id = stuck("PR-1")[1].id
    b:send("PR-1", "stop", "h.dixon")
    b:refused("incident", "retry", id, "--as", "h.dixon", "--reason", "try again")
    assert.equal(1, #stuck "PR-1")
    b:run("incident", "skip", id, "--as", "h.dixon", "--reason", "it was stopped")
    assert.equal(0, #stuck "PR-1")
  end)

  it("because what it opens is not there is retried once it is", function()
    publish(stop:format 'go = { by = "manager", actions = { open("challenge", { name = "From a probe", due = "2016-12-01" }) } }, ')
    start "PR-1"
    b:send("PR-1", "go", "h.dixon")
    local incidents = stuck "PR-1"
    assert.equal(1, #incidents)
    assert.truthy(incidents[1].reason:find("no workflow called \"challenge\"", 1, true))
    assert.equal("h.dixon", told_of "PR-1")
    local path = b.folder .. "/challenge.lua"
    local out = assert(io.open(path, "w"))
    out:write((head:gsub('"probe"', '"challenge"'):gsub("PR%-", "CH-"):format(stop:format "")))
    out:close()
    b:run("workflow", "publish", path, "--as", "h.dixon")
    b:run("incident", "retry", incidents[1].id, "--as", "h.dixon", "--reason", "it is published now")
    assert.equal(0, #stuck "PR-1")
    assert.equal(1, #b:ask("case", "list", "--workflow", "challenge").rows)
    b:run("journal", "verify")
  end)
end)
