-- Goal (V1, V3): an item stays on the version that it began with, in a step that the next one calls otherwise, has not or has besides: what can be done,
-- what is due and who is chased stay as they were, and new items go by the new version; what a board approves beforehand says which steps those are.
-- Method: tests/data/plain.lua and a next version of it on one board, in simulated time.

local board = require "helper.board"
local shell = require "helper.shell"

local function next_version()
  local text = shell.read("tests/data/plain.lua"):gsub("version = 1", "version = 2"):gsub("handed_in", "before_llip")
  text = text:gsub('"10 working days after asked"', '"5 working days after asked"'):gsub("  anywhere {.*$", "}\n"):gsub('  step "watched" {.-\n  },\n', "")
  text = text:gsub('{ "Too often"[^\n]*\n', '{ "Ask an expert", by = "manager", go_to = "asked_elsewhere" },\n')
  return (text:gsub('  step "accepted"', [[
  step "asked_elsewhere" { holder = "manager", choices = { { "Accept it", by = "manager", go_to = "accepted" } } },

  step "accepted"]]))
end

describe("the next version of a workflow in plain form", function()
  local b, folder
  setup(function()
    b, folder = board.new(), shell.folder()
    shell.write(folder .. "/next.lua", next_version())
    b:run("workflow", "publish", "tests/data/plain.lua", "--as", "h.dixon")
    for _, ref in ipairs { "P-1", "P-2", "P-3" } do b:run("case", "start", "plain", "--ref", ref, "--as", "h.dixon", "text=A policy", "owner=s.reid") end
    b:send("P-2", "hand_it_in", "s.reid", "answer=Here it is")
    b:send("P-3", "watch_it", "h.dixon", "review_on=2016-11-01")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
    shell.remove(folder)
  end)

  local function page(ref)
    local shown = b:show(ref)
    return { shown.state, shown.due, shown.waits, shown.workflow_version, shown.moves }
  end

  it("says which steps are called otherwise, have gone and are new", function()
    local said = b:run("workflow", "read", "plain", folder .. "/next.lua"):gsub("%s+", " ")
    for _, part in ipairs {
      'Before llip (until now "Handed in")', "Looked at again (a step that there is no more)", "Asked elsewhere (a new step)",
      "no longer: It is the turn of the Owner, to be done by: 10 working days after it began.",
      "now: It is the turn of the Owner, to be done by: 5 working",
    } do
      assert.truthy(said:find(part, 1, true), part .. "\n" .. said)
    end
  end)

  it("leaves items where they are, with what is due and what can be done", function()
    local before = { page("P-1"), page("P-2"), page("P-3") }
    b:run("workflow", "publish", folder .. "/next.lua", "--as", "h.dixon")
    assert.same(before, { page("P-1"), page("P-2"), page("P-3") })
    assert.equal("2016-09-15", b:field("P-1", "due"))
    b:run("case", "start", "plain", "--ref", "P-4", "--as", "h.dixon", "text=A policy", "owner=s.reid")
    assert.equal("2016-09-08", b:field("P-4", "due"))
    assert.equal(2, b:show("P-4").workflow_version)
  end)

  it("lets them go on by the version that they began with, to their end", function()
    local told = {}
    for _, day in ipairs { "2016-09-10", "2016-09-17", "2016-09-30", "2016-11-09" } do
      for _, one in ipairs(b:fired(day .. "T09:00:00Z")) do
        for _, who in ipairs(one.told) do told[one.ref .. " " .. one["local"]:sub(5, 15):gsub(" +$", "") .. " " .. who.to] = true end
      end
    end
    for _, expected in ipairs { "P-1 16 Sep 2016 s.reid", "P-1 29 Sep 2016 m.okafor", "P-3 8 Nov 2016 h.dixon", "P-4 9 Sep 2016 s.reid" } do
      assert.truthy(told[expected], expected)
    end
    b:send("P-3", "take_up", "h.dixon")
    assert.equal("asked_for", b:state("P-3"))
    b:send("P-3", "watch_it", "h.dixon", "review_on=2016-12-01")
    b:send("P-2", "accept_it", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 1", "minute_ref=1")
    assert.equal("accepted", b:state("P-2"))
    b:refuse("P-4", "watch_it", "h.dixon", "review_on=2016-12-01")
    b:send("P-4", "hand_it_in", "s.reid", "answer=Here it is")
    assert.equal("before_llip", b:state("P-4"))
    b:run("rebuild")
    assert.equal("watched", b:state("P-3"))
  end)
end)
