-- Goal: a report that could not look at every item says so, whatever its author thought of, on the terminal, in lines for a spreadsheet and on a page; one
-- that asked for a few does not. Method: a business plan of more actions than one question of a report answers.
local board = require "helper.board"
local report = require "helper.report"
local shell = require "helper.shell"

local actions = 5001 -- in three plans

describe("a report of very many items", function()
  local b
  setup(function()
    b = board.new "2016-09-01T09:00:00Z"
    assert(os.execute(("cp -r workflows/lib %s"):format(shell.quote(b.folder))))
    local source, count = shell.read("workflows/plan-action.lua"):gsub('title = "Proposed", holder = "manager",', '%0 due = "3 working days",')
    assert.equal(1, count)
    shell.write(b.folder .. "/plan-action.lua", (source:gsub("version = (%d+)", "version = 99")))
    b:run("workflow", "publish", b.folder .. "/plan-action.lua", "--as", "h.dixon")
    for plan = 1, 3 do
      local lines = { "indicator,priority,priority_title,indicator_text,action_no,action_text,leads,outcomes,lead_match" }
      for i = 1, actions // 3 do
        lines[i + 1] = ("1.%d,1,Quality of Work,They are found early,%d,Do number %d,Training Sub Group,1,action"):format(plan, i, i)
      end
      shell.write(b.folder .. "/plan.csv", table.concat(lines, "\n") .. "\n")
      b:run("import", "plan", b.folder .. "/plan.csv", "--as", "h.dixon")
    end
  end)
  teardown(function() b:remove() end)

  local function says(text, part) assert.truthy(text:find(part, 1, true), ("does not say %q:\n%s"):format(part, text:sub(1, 1000))) end

  it("says how many it looked at, in every form", function()
    local cut = "Of 5001 items only the first 5000 by reference were looked at"
    report.put(b, "many", "return { sections = { { text = tostring(#host.items().rows) } } }")
    says(b:run("report", "many"):gsub("%s+", " "), cut)
    says(b:run("report", "many", "--csv"), '"Cut short","' .. cut)
    says(b:run("report", "many", "--html"), cut)
    local _, document = report.read(b, "forecast")
    says(document.facts[#document.facts].text, "Of 5001 items only")
    report.put(b, "many", 'return { sections = { { text = tostring(#host.items({ workflow = "plan-action" }).rows) } } }')
    says(b:run("report", "many", "--csv"), '"Cut short","Of 5001 items of the workflow plan-action only')
  end)

  it("has the sums of what is late of all of it, where the list is cut short", function()
    b:run("run-due", "--now", "2016-10-03T09:00:00Z")
    local _, document = report.read(b, "overdue")
    local sums, list = document.sections[1].tables[1], document.sections[2].tables[1]
    assert.are.equal(actions, sums.total[2].value)
    assert.are.equal(5000, #list.rows)
    says(document.facts[#document.facts].text, "Of 5001 items only")
  end)

  it("says nothing where a few were asked for", function()
    report.put(b, "few", "return { sections = { { text = tostring(#host.items({ limit = 3 }).rows) } } }")
    assert.is_nil(b:run("report", "few"):find("Cut short", 1, true))
    report.put(b, "few", "return { sections = { { text = tostring(#host.items({ closed = true }).rows) } } }")
    assert.is_nil(b:run("report", "few"):find("Cut short", 1, true)) -- all of them are open
    local _, document = report.read(b, "executive-quarterly")
    for _, fact in ipairs(document.facts) do assert.are_not.equal("Cut short", fact.label) end
  end)
end)
