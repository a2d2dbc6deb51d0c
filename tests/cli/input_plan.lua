-- Goal: a plan that is wrong anywhere is refused as a whole, naming line and column, and nothing of it comes in. Method: a good file of two rows
-- with one thing wrong at a time; afterwards the good one is taken, so that the fault was the one meant.
local desk = require "helper.desk"

local header = "indicator,priority,priority_title,indicator_text,action_no,action_text,leads,outcomes"
local first = "1.1,1,Work,It works.,1,Do this,North Agency,1;2"
local second = "1.2,1,Work,It goes on.,1,Do that,The South,3"
local function plan(...) return table.concat({ ... }, "\n") .. "\n" end

-- { what is wrong, text, line, column or nil, part of the sentence }
local rows = {
  { "a header without a column", plan("indicator,priority,priority_title,indicator_text,action_no,leads,outcomes", first), 1, "action_text", "no such column" },
  { "a header in capitals", plan(header:upper(), first), 1, "indicator", "no such column" },
  { "an indicator that is none", plan(header, first, (second:gsub("^1%.2", "one"))), 3, "indicator", '"one"' },
  { "an indicator with more after it", plan(header, (first:gsub("^1%.1", "1.1a")), second), 2, "indicator", '"1.1a"' },
  { "a priority that is no number", plan(header, first, (second:gsub(",1,Work", ",high,Work"))), 3, "priority", '"high"' },
  { "a priority of nought", plan(header, (first:gsub(",1,Work", ",0,Work"))), 2, "priority", '"0"' },
  { "an action number that is negative", plan(header, (first:gsub(",1,Do", ",-1,Do"))), 2, "action_no", '"-1"' },
  { "an action number in two", plan(header, (first:gsub(",1,Do", ",1.5,Do"))), 2, "action_no", '"1.5"' },
  { "an action number too large", plan(header, (first:gsub(",1,Do", ",99999999999999999999,Do"))), 2, "action_no", "whole number" },
  { "an empty title of a priority", plan(header, (first:gsub("Work", ""))), 2, "priority_title", "it is empty" },
  { "an empty indicator's text", plan(header, first, (second:gsub("It goes on%.", "  "))), 3, "indicator_text", "it is empty" },
  { "an empty action", plan(header, (first:gsub("Do this", ""))), 2, "action_text", "it is empty" },
  { "no lead", plan(header, first, (second:gsub("The South", ""))), 3, "leads", "no lead is named" },
  { "a lead that nobody is", plan(header, first, (second:gsub("The South", "The Sooth"))), 3, "leads", 'Did you mean "the south"?' },
  { "several leads that nobody is", plan(header, (first:gsub("North Agency", "Nowhere;Elsewhere")), (second:gsub("The South", "Nowhere;Yonder"))), 2, "leads",
    'is called "Nowhere", nor "Elsewhere" (line 2), "Yonder" (line 3); add them' },
  { "one of two leads that nobody is", plan(header, (first:gsub("North Agency", "North Agency;Nowhere"))), 2, "leads", '"Nowhere"' },
  { "an action that stands in it twice", plan(header, first, first), 3, "action_no", "already" },
  { "a row that ends too early", plan(header, first, "1.2,1,Work"), 3, nil, "3 cells" },
  { "a comma that is in no quotes", plan(header, (first:gsub("1;2", "1,2")), second), 2, nil, "9 cells" },
  { "a quote that is never closed", plan(header, (first:gsub("Do this", '"Do this'))), 2, nil, "" },
  { "a quote in the middle of a cell", plan(header, (first:gsub("Do this", 'Do "this"'))), 2, nil, "quote" },
  { "bytes that are not UTF-8", plan(header, first, (second:gsub("goes", "g\xf6es"))), 3, nil, "UTF-8" },
  { "a zero byte", plan(header, first, (second:gsub("goes", "g\0es"))), 3, nil, "" },
  { "semicolons between the cells", (plan(header, first):gsub(",", ";")), 1, nil, "" },
  { "no row at all", plan(header), nil, nil, "no action" },
  { "nothing", "", nil, nil, "empty" },
  { "blanks only", "  \r\n \n", nil, nil, "empty" },
  { "a picture", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, nil, "" },
}

-- More than a sentence has room for.
local many = { header }
for i = 1, 60 do many[i + 1] = (first:gsub("North Agency", "Partner number " .. i):gsub("^[^,]+", "1." .. i)) end
rows[#rows + 1] = { "sixty leads that nobody is", plan(table.unpack(many)), 2, "leads",
  " more; add them, or give the group, agency or post that name as an alias." }

describe("a plan with", function()
  local d
  setup(function()
    d = desk.new()
    d:run("workflow", "publish", "workflows/plan-action.lua", "--as", "m.test")
  end)
  teardown(function()
    d:run("journal", "verify")
    d:remove()
  end)

  for _, row in ipairs(rows) do
    it(row[1] .. " is refused", function()
      local parts = { row[5] }
      if row[3] then parts[#parts + 1] = "ine " .. row[3] end
      if row[4] then parts[#parts + 1] = '"' .. row[4] .. '"' end
      d:wrong({ says = parts }, "import", "plan", d:file("plan.csv", row[2]), "--as", "m.test")
      assert.equal(0, d:ask("case", "list", "--workflow", "plan-action").count)
    end)
  end

  it("a name that nobody may import under is refused", function()
    d:wrong({ says = { "Owen Owner may not" } }, "import", "plan", d:file("plan.csv", plan(header, first, second)), "--as", "o.owner")
  end)

  it("a lead comes in by an alias that was typed", function()
    local path = d:file("plan.csv", plan(header, "1.3,1,Work,It stays.,1,Do more,Nowhere;Yonder,1"))
    d:run("agency", "set", "south", "aliases=The South, Nowhere,Yonder", "--as", "m.test")
    d:run("group", "set", "panel", "members=v.vice, c.chair,v.vice", "--as", "m.test")
    for _, row in ipairs(d:ask("group", "list").rows) do
      if row.id == "panel" then assert.same({ "v.vice", "c.chair" }, row.members) end
    end
    d:wrong({ says = { 'members of panel must be' } }, "group", "set", "panel", "members:=3", "--as", "m.test")
    assert.equal(1, d:ask("import", "plan", path, "--as", "m.test").added)
  end)

  it("nothing wrong comes in, and a second time changes nothing", function()
    local path = d:file("plan.csv", "\xef\xbb\xbf" .. plan(header, (first:gsub("Do this", '"Do ""this"",\nand that"')), second):gsub("\n", "\r\n"))
    local answer = d:ask("import", "plan", path, "--as", "m.test")
    assert.equal(2, answer.added)
    local entries = d:entries()
    assert.equal(2, d:ask("import", "plan", path, "--as", "m.test").unchanged)
    assert.equal(entries, d:entries())
    assert.equal(3, d:ask("case", "list", "--workflow", "plan-action").count)
  end)
end)
