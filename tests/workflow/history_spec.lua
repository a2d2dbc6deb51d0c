-- Goal: what is paused goes on where it stood, in every region, over restarts of the program, by hand and by time, and the record proves it
-- (DEFINITION.md, format 2; S4, T1, J1). Method: tests/data/visit.lua on a board; each command is a process of its own, so whatever is
-- remembered stands in the store.

local board = require "helper.board"

local function read(path)
  local file = assert(io.open(path))
  local text = file:read("a")
  file:close()
  return text
end

describe("a process that is paused", function()
  local b
  before_each(function() b = board.new() end)
  after_each(function() b:remove() end)

  local function publish(change)
    local path = b.folder .. "/visit.lua"
    local out = assert(io.open(path, "w"))
    out:write(change and change(read "tests/data/visit.lua") or read "tests/data/visit.lua")
    out:close()
    b:run("workflow", "publish", path, "--as", "h.dixon")
  end

  local function start(...)
    publish(...)
    b:run("case", "start", "visit", "--ref", "VI-1", "--as", "h.dixon", "name=Riverside", "due=2016-10-05")
  end

  local function send(...) for _, event in ipairs { ... } do b:send("VI-1", event, "h.dixon") end end
  local function states() return table.concat(b:show("VI-1").state, " ") end
  local function path() return table.concat(b:field("VI-1", "path") or {}, ", ") end

  it("goes on where it stood in both of its regions", function()
    start()
    send("close", "on_with_it", "agree", "pause")
    assert.equal("paused", states())
    b:run("journal", "verify")
    send "resume"
    assert.equal("work.plan.agreed work.checks.closer.second", states())
    send("redraft", "shut", "pause", "resume")
    assert.equal("work.plan.draft work.checks.shut", states())
    b:run("journal", "verify")
  end)

  it("is remembered by the record alone: a rebuilt board goes on there too", function()
    start()
    send("close", "on_with_it", "pause")
    b:run "rebuild"
    b:run("journal", "verify")
    send "resume"
    assert.equal("work.plan.draft work.checks.closer.second", states())
  end)

  it("begins at the default when nothing was left yet", function()
    start(function(text) return (text:gsub('initial = "work"', 'initial = "paused"')) end)
    send "resume"
    assert.equal("work.plan.draft work.checks.open", states())
    assert.equal("begun anew", path())
  end)

  it("goes on one level deep where the history is shallow; the other region begins anew", function()
    start()
    send("close", "on_with_it", "agree", "pause", "recheck")
    assert.equal("work.plan.draft work.checks.closer.first", states())
  end)

  it("arms its timers anew, since a state that was left is entered again", function()
    start()
    send "pause"
    b:run("run-due", "--now", "2016-09-12T09:00:00Z") -- five working days, while it is paused
    assert.equal("paused", states())
    send "resume"
    local due = b:show("VI-1").due
    assert.equal(1, #due)
    assert.equal("2016-09-19", due[1].due:sub(1, 10))
    b:run("run-due", "--now", "2016-09-20T09:00:00Z")
    assert.equal("work.plan.agreed work.checks.open", states())
  end)

  it("goes on by time, and says so beforehand", function()
    start()
    send("close", "pause")
    assert.equal('10 working days: goes on where "Work" was left', b:show("VI-1").due[1]["then"])
    local step = b:ask("case", "forecast", "VI-1").steps[1]
    assert.equal('10 working days: goes on where "Work" was left', step.what)
    assert.equal("work.plan.draft work.checks.closer.first", table.concat(step.state, " "))
    b:run("run-due", "--now", "2016-09-16T09:00:00Z")
    assert.equal("work.plan.draft work.checks.closer.first", states())
    b:run("journal", "verify")
  end)

  it("says where several targets lead, and enters them together", function()
    start()
    send "shelve"
    assert.equal('end of due: becomes "Agreed" and "Open"', b:show("VI-1").due[1]["then"])
    b:run("run-due", "--now", "2016-10-06T09:00:00Z")
    assert.equal("work.plan.agreed work.checks.open", states())
    send "rush"
    assert.equal("work.plan.agreed work.checks.closer.second", states())
    b:run("journal", "verify")
  end)

  it("takes the branch that is true", function()
    start()
    send "agree"
    assert.equal("in time", path())
    send("redraft")
    b:send("VI-1", "hurry", "h.dixon", "urgency=high")
    send "agree"
    assert.equal("in time, in a hurry", path())
  end)

  it("follows other events by pattern, which nobody can send", function()
    start()
    send("close", "on_with_it", "shut")
    assert.equal("a part is over", path())
    send "pause"
    assert.equal(1, b:field("VI-1", "count"))
    local events = {}
    for _, move in ipairs(b:show("VI-1").moves) do events[#events + 1] = move.event end
    assert.same({ "resume", "recheck" }, events)
    for _, event in ipairs { "*", "wibble", "noted", "agree" } do
      assert.equal(('"%s" is not something that can happen to VI-1 while it is "Paused"; `waymark case show` lists what can.\n'):format(event),
        b:refuse("VI-1", event, "h.dixon"))
    end
    assert.equal("ignore", b:ask("case", "explain", "VI-1", "wibble", "--as", "h.dixon").would)
    assert.equal(1, b:field("VI-1", "count"))
  end)

  it("says so when a pattern further in comes before what somebody wants to do", function()
    local file = b.folder .. "/probe.lua"
    local out = assert(io.open(file, "w"))
    out:write [[
return {
  name = "probe", title = "Probe", version = 1, ref = "PR-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  start = { by = "manager", form = {} },
  states = {
    work = { on = { stop = { target = "done", by = "manager" } }, states = { deaf = { on = { ["*"] = {} } } } },
    done = { tags = { "closed" } },
  },
}
]]
    out:close()
    b:run("workflow", "publish", file, "--as", "h.dixon")
    b:run("case", "start", "probe", "--ref", "PR-1", "--as", "h.dixon")
    assert.equal('"Stop" cannot be done on PR-1 where it is now: something there follows the event by itself and comes first.\n',
      b:refuse("PR-1", "stop", "h.dixon"))
  end)

  it("is never in a history state: no list can be narrowed to one", function()
    start()
    local said = b:refused("case", "list", "--state", "memory")
    assert.truthy(said:find('No workflow of this board has a state called "memory"', 1, true), said)
  end)
end)

describe("an SCXML chart", function()
  it("is checked, and refused when it is published", function()
    local b = board.new()
    local path = b.folder .. "/lift.lua"
    local out = assert(io.open(path, "w"))
    out:write 'return { name = "lift", datamodel = "lua", states = { up = { on = { ["go.*"] = "down" } }, down = { type = "final" } } }\n'
    out:close()
    assert.equal("lift, version 1: no mistakes.\n", b:run("workflow", "check", path))
    local said = b:refused("workflow", "publish", path, "--as", "h.dixon")
    assert.equal(("%s is an SCXML chart, which runs with `waymark scxml run %s` and not on a board; to publish it, take `datamodel` out, "
      .. "say who may take each event with `by`, and give it fields.\n"):format(path, path), said)
    b:remove()
  end)
end)
