-- Goal: scenario 17 of the domain: a new version of a workflow is taken into use while items of the old one run: they stay on the old one, in what
-- may be done, by when and who is told, and whatever begins afterwards is on the new one. No item changes version by itself, nor by anything that
-- people can send: only the office moves it, by a mapping that was looked at before. Method: the shipped `review-action`, and a next version of it that
-- a board wrote, with another deadline, another question and without one move.
local board = require "helper.board"
local shell = require "helper.shell"

local next_version = [[
local action = use "review-action.lua"
action.version = %d
action.fields.front_line = { type = "text", label = "What practitioners say" }
local work = action.states.work.states
table.insert(work.in_progress.on.submit.form, "front_line")
work.proposed.after = { ["5 working days"] = { label = "Still not agreed", actions = { tell("manager", "still not agreed") } } }
work.in_progress.on.update = nil
return action
]]

describe("a next version of a workflow", function()
  local b, version, told
  setup(function()
    b = board.new()
    b:begin_action "RA-1"
    b:run("case", "start", "review-action", "--ref", "RA-2", "--as", "h.dixon", "text=Proposed before", "lead_agency=hospitals", 'recommendations:=["R1"]')
    version = b:show("RA-1").workflow_version
    os.execute(("cp -r workflows %s/mine"):format(b.folder))
    local path = shell.write(b.folder .. "/mine/next.lua", next_version:format(version + 1))
    told = b:run("workflow", "publish", path, "--as", "h.dixon")
    b:run("case", "start", "review-action", "--ref", "RA-3", "--as", "h.dixon", "text=Proposed after", "lead_agency=hospitals", 'recommendations:=["R1"]')
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  local function forms(ref, event)
    for _, move in ipairs(b:show(ref).moves) do
      if move.event == event then
        local names = {}
        for _, field in ipairs(move.form) do names[field.field] = true end
        return names
      end
    end
  end

  it("leaves the items that run on the version that they began with", function()
    assert.same({ version, version, version + 1 }, { b:show("RA-1").workflow_version, b:show("RA-2").workflow_version, b:show("RA-3").workflow_version })
    assert.truthy(told:find("version " .. (version + 1), 1, true), told)
  end)

  it("asks of each what its own version asks", function()
    b:send("RA-1", "update", "s.reid", "narrative=Under way", "forecast=2016-12-20", "self_rag=green") -- which the next version has not
    b:evidence("RA-1", "s.reid", "process", "Proof")
    assert.is_nil(forms("RA-1", "submit").front_line)
    b:send("RA-1", "submit", "s.reid", "statement=Done")
    assert.equal("work.evidence_submitted", b:state("RA-1"))
  end)

  it("tells by each one's own deadlines", function()
    local found = {}
    for _, fired in ipairs(b:fired "2016-09-09T09:00:00Z") do found[#found + 1] = fired.ref .. " " .. fired.what end
    assert.truthy(table.concat(found, ", "):find("RA-3 Still not agreed", 1, true))
    assert.falsy(table.concat(found, ", "):find("RA-2", 1, true))
    found = {}
    for _, fired in ipairs(b:fired "2016-09-30T09:00:00Z") do found[#found + 1] = fired.ref .. " " .. fired.what end
    assert.truthy(table.concat(found, ", "):find("RA-2 Still not agreed", 1, true), table.concat(found, ", "))
  end)

  it("is not the same text under the same number", function()
    local path = shell.write(b.folder .. "/mine/again.lua", next_version:format(version))
    local said = b:refused("workflow", "publish", path, "--as", "h.dixon")
    assert.truthy(said:find(("make this version %d"):format(version + 2), 1, true), said)
    assert.same({ version, version + 1 }, { b:show("RA-1").workflow_version, b:show("RA-3").workflow_version })
  end)

  it("moves nothing by itself, nor for anybody but the office, nor without saying why", function()
    b:run("run-due", "--as", "h.dixon")
    for _, who in ipairs { "s.reid", "l.tanaka", "r.steel", "a.mercer" } do
      local said = b:refused("workflow", "migrate", "review-action", "RA-1", "--as", who, "--reason", "It is mine")
      assert.truthy(said:find("Business Manager", 1, true), said)
    end
    b:say("workflow", "migrate", "review-action", "RA-1", "--as", "h.dixon")
    assert.same({ version, version }, { b:show("RA-1").workflow_version, b:show("RA-2").workflow_version })
  end)

  it("takes them over when the office moves them, with where they stand", function()
    local looked = b:ask("workflow", "migrate", "review-action", "--dry-run", "--as", "h.dixon").items
    assert.same({ "RA-1", "RA-2" }, { looked[1].ref, looked[2].ref })
    b:run("workflow", "migrate", "review-action", "RA-1", "--as", "h.dixon", "--reason", "The board approved it")
    assert.same({ version + 1, version, version + 1 }, { b:show("RA-1").workflow_version, b:show("RA-2").workflow_version, b:show("RA-3").workflow_version })
    assert.equal("work.evidence_submitted", b:state("RA-1"))
    assert.is_nil(forms("RA-1", "update"))
    local history = b:ask("case", "history", "RA-1").entries
    local moved = ("Moved from version %d to version %d of its workflow by Helen Dixon. The board approved it"):format(version, version + 1)
    assert.equal(moved, history[#history].text)
  end)

  it("is kept through a rebuild, with each item's own version", function()
    local before = { b:show "RA-1", b:show "RA-3" }
    b:run("rebuild")
    assert.same(before, { b:show "RA-1", b:show "RA-3" })
  end)
end)
