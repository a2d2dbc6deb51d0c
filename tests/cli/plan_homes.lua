-- Goal: each of the 51 actions of the real plan has a home: the table of workflows/docs/plan-homes.md says which, the plan's file says the same, and
-- from the action its work begins there: by its lead's people, in a workflow that is shipped, whose first step somebody can take, and that knows the
-- action's indicator. Method: the plan comes in on a fresh board; each action is agreed, and begun or opened at its home by somebody of its lead.
local board = require "helper.board"

local MEETING = { "--decided-by", "m.okafor", "meeting=Executive 1", "minute_ref=4" }

-- {["BP-1.1.1"] = HOME} as the page says.
local function page()
  local homes, indicator = {}, nil
  for line in io.lines "workflows/docs/plan-homes.md" do
    indicator = line:match "^## (%d+%.%d+) " or indicator
    local number, home = line:match "^| (%d+)%. .* | `([%w-]+)` | [^|]+ |$"
    if number then homes[("BP-%s.%s"):format(indicator, number)] = home end
  end
  return homes
end

describe("the homes of the plan's actions", function()
  local b, homes, refs
  setup(function()
    b, homes = board.new "2016-04-04T09:00:00Z", page()
    b:run("import", "plan", "examples/redcar-cleveland/business-plan.csv", "--as", "h.dixon")
    local there = {}
    for _, row in ipairs(b:ask("workflow", "shipped").workflows) do there[row.name] = row.in_use end
    for _, home in pairs(homes) do
      assert.is_not_nil(there[home], home .. " is not shipped")
      if not there[home] then b:run("workflow", "add", home, "--as", "h.dixon") end
      there[home] = true
    end
    refs = {}
    for _, row in ipairs(b:ask("case", "list", "--workflow", "plan-action").rows) do refs[#refs + 1] = row.ref end
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("are in the table and in the plan's file alike, all 51", function()
    assert.equal(51, #refs)
    for _, ref in ipairs(refs) do assert.equal(homes[ref], b:field(ref, "home"), ref) end
  end)

  local function somebody_of_the_lead(shown, event)
    for _, move in ipairs(shown.moves) do
      for _, by in ipairs(move.event == event and move.by or {}) do
        if by.role == "lead" and by.people[1] then return by.people[1].id end
      end
    end
  end

  local function agree(ref)
    b:send(ref, "prepare", "h.dixon", "due=2017-03-31", "success_measure=Counted")
    b:send(ref, "agree", "h.dixon", table.unpack(MEETING))
    return b:show(ref)
  end

  local function at_home_elsewhere(ref) return homes[ref] ~= "plan-action" and homes[ref] ~= "plan-cycle" end

  it("are begun by the lead's people where the work is done in the action itself", function()
    for _, ref in ipairs(refs) do
      if not at_home_elsewhere(ref) then
        local shown = agree(ref)
        b:send(ref, "begin", (assert(somebody_of_the_lead(shown, "begin"), ref .. ": nobody of its lead")))
        b:refuse(ref, "open_home", "h.dixon")
      end
    end
  end)

  it("are opened from the action by the lead's people, with a first step that somebody can take", function()
    for _, ref in ipairs(refs) do
      if at_home_elsewhere(ref) then
        local shown = agree(ref)
        b:send(ref, "open_home", (assert(somebody_of_the_lead(shown, "open_home"), ref .. ": nobody of its lead")))
        assert.same({}, b:show(ref).incidents, ref)
        local opened = b:field(ref, "opened")
        assert.equal(1, #opened, ref)
        local item = b:show(opened[1])
        assert.equal(homes[ref], item.workflow)
        assert.truthy(item.holder[1] and item.holder[1].id, opened[1])
        assert.same({}, item.incidents)
        assert.same({ b:field(ref, "indicator") }, b:field(opened[1], "plan_indicator"))
      end
    end
  end)

  it("are remembered where the action is reported done before the work is", function()
    b:evidence("BP-2.3.2", "n.farrow", "impact", "Audit report")
    b:send("BP-2.3.2", "begin", "n.farrow")
    b:send("BP-2.3.2", "report", "n.farrow", "statement=Challenge is recorded")
    assert.truthy(table.concat(b:show("BP-2.3.2").warnings, "\n"):find("Work that was opened for it is still open", 1, true))
  end)

  it("can be another one, named as it is opened, of those that there are", function()
    b:send("BP-3.1.1", "open_home", "h.dixon", "home=theme")
    assert.equal("theme", b:show(b:field("BP-3.1.1", "opened")[1]).workflow)
    assert.truthy(b:refuse("BP-3.1.1", "open_home", "h.dixon", "home=campain"):find("must be one of", 1, true))
  end)
end)

describe("a plan whose file names a workflow that there is not", function()
  it("does not come in, and says which action", function()
    local b = board.new()
    local path = b.folder .. "/plan.csv"
    local file = assert(io.open(path, "w"))
    for line in io.lines "examples/redcar-cleveland/business-plan.csv" do file:write((line:gsub("review%-action$", "reveiw-action")), "\n") end
    file:close()
    local said = b:refused("import", "plan", path, "--as", "h.dixon")
    assert.truthy(said:find("Action BP-1.7.1 of the plan: ", 1, true) and said:find('Did you mean "review-action"', 1, true), said)
    assert.equal(0, b:ask("case", "list", "--workflow", "plan-action").count)
    b:remove()
  end)
end)
