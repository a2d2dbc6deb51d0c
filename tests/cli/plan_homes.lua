-- Goal: each of the 51 actions of the real plan has a home: the table of workflows/docs/plan-homes.md says which, the plan's file says the same, and
-- from the action its work begins there: by its lead's people, in a workflow that is shipped, whose first step somebody can take, and that knows the
-- action's indicator; that work can be carried to its end, and then the action too. Method: the plan comes in on a fresh board; each action is agreed, and
-- begun or opened at its home by somebody of its lead; then all are carried on, home after home, through three years (helper/home_paths.lua).
local batch = require "helper.batch"
local board = require "helper.board"
local home_paths = require "helper.home_paths"

local EXECUTIVE, VICE = "m.okafor", "c.fenwick"

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
  local opened = {} -- {HOME = {ITEM, ..}}
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

  local function somebody_of_the_lead(shown, event, but)
    for _, move in ipairs(shown.moves) do
      for _, by in ipairs(move.event == event and move.by or {}) do
        for _, person in ipairs(by.role == "lead" and by.people or {}) do
          if person.id ~= but then return person.id end
        end
      end
    end
  end

  local function show_all(wanted)
    local requests = {}
    for i, ref in ipairs(wanted) do requests[i] = { op = "case.show", case = ref, as = "h.dixon" } end
    return batch.ask(b, requests)
  end

  local function send_all(wanted, event, as, more)
    local requests = {}
    for i, ref in ipairs(wanted) do
      requests[i] = { op = "case.send", case = ref, event = event, as = type(as) == "function" and as(i, ref) or as }
      for name, value in pairs(more or {}) do requests[i][name] = value end
    end
    batch.ask(b, requests)
  end

  local function value_of(shown, name)
    for _, field in ipairs(shown.fields) do
      if field.name == name then return field.value end
    end
  end

  it("are agreed, each with a date and a measure", function()
    send_all(refs, "prepare", "h.dixon", { data = { due = "2019-03-29", success_measure = "Counted" } })
    send_all(refs, "agree", "h.dixon", { decided_by = EXECUTIVE, data = { meeting = "Executive 1", minute_ref = "4" } })
  end)

  local function of_home(is_elsewhere)
    local found = {}
    for _, ref in ipairs(refs) do
      if is_elsewhere == (homes[ref] ~= "plan-action" and homes[ref] ~= "plan-cycle") then found[#found + 1] = ref end
    end
    local shown = show_all(found)
    return found, function(event)
      return function(i, ref) return assert(somebody_of_the_lead(shown[i], event), ref .. ": nobody of its lead") end
    end
  end

  it("are begun by the lead's people where the work is done in the action itself", function()
    local here, lead_of = of_home(false)
    send_all(here, "begin", lead_of "begin")
    for _, ref in ipairs(here) do b:refuse(ref, "open_home", "h.dixon") end
  end)

  it("are opened from the action by the lead's people, with a first step that somebody can take", function()
    local elsewhere, lead_of = of_home(true)
    send_all(elsewhere, "open_home", lead_of "open_home")
    local items, indicators = {}, {}
    for i, shown in ipairs(show_all(elsewhere)) do
      assert.same({}, shown.incidents, shown.ref)
      assert.equal(1, #value_of(shown, "opened"), shown.ref)
      items[i], indicators[i] = value_of(shown, "opened")[1], value_of(shown, "indicator")
    end
    for i, item in ipairs(show_all(items)) do
      local home = homes[elsewhere[i]]
      assert.equal(home, item.workflow)
      assert.truthy(item.holder[1] and (item.holder[1].id or home == "challenge"), item.ref) -- a challenge says each time anew who is challenged
      assert.same({}, item.incidents)
      assert.same({ indicators[i] }, value_of(item, "plan_indicator"))
      opened[home] = opened[home] or {}
      table.insert(opened[home], item.ref)
    end
  end)

  it("are remembered where the action is reported done before the work is", function()
    b:evidence("BP-2.3.2", "n.farrow", "impact", "Audit report")
    b:send("BP-2.3.2", "begin", "n.farrow")
    b:send("BP-2.3.2", "report", "n.farrow", "statement=Challenge is recorded")
    assert.truthy(table.concat(b:show("BP-2.3.2").warnings, "\n"):find("Work that was opened for it is still open", 1, true))
  end)

  it("can be another one, named as it is opened, of those that there are", function()
    b:send("BP-3.1.3", "open_home", "h.dixon", "home=theme")
    assert.equal("theme", b:show(b:field("BP-3.1.3", "opened")[1]).workflow)
    assert.truthy(b:refuse("BP-3.1.3", "open_home", "h.dixon", "home=campain"):find("must be one of", 1, true))
  end)

  it("carry the work to its end, each by its own steps", function()
    local walk = home_paths.new(b, "2016-04-04")
    b:run("case", "start", "plan-cycle", "--ref", "PC-1", "--as", "h.dixon", "period_end=2016-06-30")
    opened["plan-cycle"] = { "PC-1" }
    for _, home in ipairs(home_paths.order) do
      assert.is_not_nil(opened[home], home)
      home_paths.paths[home](walk, opened[home])
      for _, item in ipairs(opened[home]) do
        local shown = b:show(item)
        assert.truthy(shown.closed, ("%s (%s) is still %s"):format(item, home, table.concat(shown.state, " ")))
        assert.same({}, shown.incidents, item)
        opened[item] = true
      end
      opened[home] = nil
    end
    for home, items in pairs(opened) do assert.is_true(items, home .. " was not carried on") end
  end)

  it("let the action be reported done by its lead and accepted by somebody else", function()
    local agreed, left, chairs_own, others = {}, {}, {}, {}
    for i, shown in ipairs(show_all(refs)) do
      if shown.state[1] == "agreed" then agreed[#agreed + 1] = refs[i] end
      if shown.state[1] ~= "reported" then left[#left + 1] = refs[i] else others[#others + 1] = refs[i] end
    end
    send_all(agreed, "begin", "h.dixon")
    local reporters = {}
    for i, shown in ipairs(show_all(left)) do
      local who = assert(somebody_of_the_lead(shown, "report", EXECUTIVE) or somebody_of_the_lead(shown, "report"), shown.ref)
      reporters[i] = who
      table.insert(who == EXECUTIVE and chairs_own or others, shown.ref)
      b:evidence(shown.ref, who, "impact", "What came of " .. shown.ref)
    end
    send_all(left, "report", function(i) return reporters[i] end, { data = { statement = "Done, and it shows" } })
    local decision = { meeting = "Executive 12", minute_ref = "5", decision_note = "Accepted" }
    send_all(others, "accept", "h.dixon", { decided_by = EXECUTIVE, data = decision })
    b:run("people", "absent", EXECUTIVE, "--as", "h.dixon", "--reason", "She led these herself: the vice-chair decides")
    send_all(chairs_own, "accept", "h.dixon", { decided_by = VICE, data = decision })
    for _, shown in ipairs(show_all(refs)) do assert.truthy(shown.closed, shown.ref) end
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
