-- Goal: the real business plan comes in whole, warned of what it lacks, with nothing made up, once (scenario 19 of the domain).
-- Method: the shipped CSV into a fresh board, twice; then copies of it with one row spoilt each.

local board = require "helper.board"
local json = require "helper.json"
local shell = require "helper.shell"

local plan = "examples/redcar-cleveland/business-plan.csv"

describe("the business plan", function()
  local b
  before_each(function() b = board.new() end)
  after_each(function() b:remove() end)

  it("gives 24 indicators and 51 proposed actions, each warned of its missing date and measure", function()
    local answer = b:ask("import", "plan", plan, "--as", "h.dixon")
    assert.equal(24, answer.indicators)
    assert.equal(51, answer.actions)
    assert.equal(51, answer.added)
    local rows = b:ask("case", "list", "--workflow", "plan-action").rows
    assert.equal(51, #rows)
    for _, row in ipairs(rows) do
      assert.same({ "proposed" }, row.state)
      assert.is_nil(row.due)
      local shown = b:show(row.ref)
      local warnings = table.concat(shown.warnings, "\n")
      assert.truthy(warnings:find("No due date yet", 1, true), row.ref)
      assert.truthy(warnings:find("No success measure yet", 1, true), row.ref)
      for _, field in ipairs(shown.fields) do
        assert.is_nil(({ due = 1, success_measure = 1, target = 1, original_due = 1, self_rag = 1 })[field.name], row.ref .. " has " .. field.name)
      end
    end
  end)

  -- The file's rows, read by another program than ours.
  local function csv()
    local read = "import csv, json, sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1], newline='')))))"
    return json.read(shell.lines(("python3 -c %s %s"):format(shell.quote(read), plan)))
  end

  it("keeps the words of each row, and is 18, 9, 11, 6 and 7 actions of 7, 5, 3, 4 and 5 indicators", function()
    b:run("import", "plan", plan, "--as", "h.dixon")
    local actions, indicators, seen = { 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0 }, {}
    for _, row in ipairs(csv()) do
      local fields = {}
      for _, field in ipairs(b:show(("BP-%s.%s"):format(row.indicator, row.action_no)).fields) do fields[field.name] = field.value end
      assert.same({ row.action_text, row.indicator, row.indicator_text, row.priority_title, row.leads, row.outcomes },
        { fields.text, fields.indicator, fields.indicator_text, fields.plan_priority_title, fields.lead_names, table.concat(fields.outcomes, ";") })
      local priority = tonumber(row.priority)
      actions[priority] = actions[priority] + 1
      if not seen[row.indicator] then indicators[priority] = indicators[priority] + 1 end
      seen[row.indicator] = true
    end
    assert.same({ { 18, 9, 11, 6, 7 }, { 7, 5, 3, 4, 5 } }, { actions, indicators })
  end)

  it("is read without the column of workflows too, and says of each of 51 actions that it lacks a date and a measure", function()
    local path = b.folder .. "/as-it-came.csv"
    local text = shell.read(plan):gsub(",[%a%d-]*(\r?\n)", "%1")
    assert.equal("outcomes,lead_match", text:match "^[^\r\n]*":match "outcomes,.*$")
    shell.write(path, text)
    local said, lacks = b:run("import", "plan", path, "--as", "h.dixon"), {}
    assert.truthy(said:find("24 indicators and 51 actions: 51 added, 0 unchanged.", 1, true), said)
    for ref, what in said:gmatch "%- (BP%-[%d.]+): No ([%a ]+) yet" do lacks[what] = (lacks[what] or 0) + (ref and 1) end
    assert.same({ ["due date"] = 51, ["success measure"] = 51 }, lacks)
  end)

  it("is led by an agency, a group, a post or all, as it says", function()
    b:run("import", "plan", plan, "--as", "h.dixon")
    local leads = {}
    for _, row in ipairs(b:ask("case", "list", "--workflow", "plan-action").rows) do
      local lead = b:field(row.ref, "lead")
      local name = lead.kind .. ":" .. lead.id
      leads[name] = (leads[name] or 0) + 1
    end
    assert.truthy(leads["group:monitoring"], "no action is led by Monitoring and Evaluation")
    assert.truthy(leads["post:business_manager"])
    assert.truthy(leads["post:director_of_people_services"])
    local all = 0
    for name, count in pairs(leads) do if name:find "^all:" then all = all + count end end
    assert.truthy(all > 0, "no action is led by all")
  end)

  it("changes nothing when it comes in again", function()
    b:run("import", "plan", plan, "--as", "h.dixon")
    local entries = b:ask("status").entries
    local answer = b:ask("import", "plan", plan, "--as", "h.dixon")
    assert.equal(0, answer.added)
    assert.equal(51, answer.unchanged)
    assert.equal(entries, b:ask("status").entries)
  end)

  local function spoilt(row, change)
    local lines, n = {}, 0
    for line in io.lines(plan) do
      n = n + 1
      lines[n] = n == row and change(line) or line
    end
    local path = b.folder .. "/spoilt.csv"
    local file = assert(io.open(path, "w"))
    file:write(table.concat(lines, "\n"), "\n")
    file:close()
    return path
  end

  local function nothing_came_in() assert.equal(0, b:ask("case", "list", "--workflow", "plan-action").count) end

  it("names a lead that nobody is, by line, and takes nothing of that file", function()
    local path = spoilt(7, function(line) return (line:gsub("Group,", "Grope,")) end)
    local said = b:refused("import", "plan", path, "--as", "h.dixon")
    assert.truthy(said:find("line 7", 1, true) or said:find("Line 7", 1, true) or said:find(":7", 1, true), said)
    nothing_came_in()
  end)

  it("refuses a missing column and a number that is none", function()
    b:refused("import", "plan", spoilt(1, function(line) return (line:gsub(",action_text", "")) end), "--as", "h.dixon")
    b:refused("import", "plan", spoilt(20, function(line) return (line:gsub("^[%d.]+,%d", "%0x")) end), "--as", "h.dixon")
    nothing_came_in()
  end)

  it("is agreed only once it has a date and a measure", function()
    b:run("import", "plan", plan, "--as", "h.dixon")
    local ref = b:ask("case", "list", "--workflow", "plan-action").rows[1].ref
    b:refuse(ref, "agree", "h.dixon", "--decided-by", "m.okafor", "meeting=Executive 1", "minute_ref=2")
    b:send(ref, "prepare", "h.dixon", "due=2017-03-31", "success_measure=Courses held")
    b:send(ref, "agree", "h.dixon", "--decided-by", "m.okafor", "meeting=Executive 1", "minute_ref=2")
    assert.equal("2017-03-31", b:field(ref, "original_due"))
  end)
end)
