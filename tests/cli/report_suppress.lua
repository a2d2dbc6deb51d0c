-- Goal: a number of children under five is not shown, and no total gives it away: whoever knows the table's rules and all that is shown can still think of
-- more than one table that would look so. Method: reports with small tables, given and made at random; for each that is shown, other tables with the same
-- totals are looked for by trying all values that hidden cells may have.
local board = require "helper.board"
local report = require "helper.report"

describe("small numbers", function()
  local b
  setup(function() b = board.new "2016-09-01T09:00:00Z" end)
  teardown(function() b:remove() end)

  -- A column of numbers as it is shown, its total last.
  local function shown(numbers)
    local rows = {}
    for i, number in ipairs(numbers) do rows[i] = ('{ name = "r%d", n = %d }'):format(i, number) end
    report.put(b, "few", ([[return { sections = { { tables = { { title = "T", total = true, columns = { { name = "name", title = "N" },
      { name = "n", title = "Children", kind = "number", suppress = true } }, rows = { %s } } } } } }]]):format(table.concat(rows, ",")))
    local cells = {}
    for i, row in ipairs(report.read(b, "few").T) do cells[i] = row.n end
    return cells
  end

  it("are hidden, and with one of them another", function()
    assert.are.same({ "fewer than 5", "not shown", "20", "0", "31" }, shown { 3, 8, 20, 0 })
    assert.are.same({ "7", "8", "15" }, shown { 7, 8 })
    assert.are.same({ "fewer than 5", "fewer than 5", "20", "25" }, shown { 2, 3, 20 })
  end)

  it("are hidden together where their sum would tell each", function()
    assert.are.same({ "fewer than 5", "fewer than 5", "not shown", "30", "41" }, shown { 1, 1, 9, 30 })
    assert.are.same({ "fewer than 5", "fewer than 5", "not shown", "17" }, shown { 4, 4, 9 })
    assert.are.same({ "fewer than 5", "0", "fewer than 5" }, shown { 3, 0 })
    assert.are.same({ "fewer than 5", "fewer than 5", "fewer than 5", "fewer than 5", "not shown" }, shown { 1, 1, 1, 1 })
  end)

  it("are hidden with more where what is not shown is as small or as large as the rules let it be", function()
    assert.are.same({ "fewer than 5", "not shown", "not shown", "26" }, shown { 1, 5, 20 })
    assert.are.same({ "fewer than 5", "not shown", "not shown", "20", "40" }, shown { 4, 8, 8, 20 })
  end)

  it("are hidden across rows and columns", function()
    report.put(b, "cross", [[return { sections = { { tables = { { title = "T", total = true, columns = { { name = "name", title = "N" },
      { name = "girls", title = "Girls", kind = "number", suppress = true }, { name = "boys", title = "Boys", kind = "number", suppress = true },
      { name = "all", title = "All", kind = "number", total_of = { "girls", "boys" } } },
      rows = { { name = "a", girls = 2, boys = 10 }, { name = "b", girls = 12, boys = 11 }, { name = "c", girls = 13, boys = 14 } } } } } } }]])
    local rows = report.read(b, "cross").T
    assert.are.equal("fewer than 5", rows[1].girls)
    assert.are.equal("not shown", rows[1].boys) -- else 12 - 10
    assert.are.equal("not shown", rows[2].girls) -- else 27 - 12 - 13
    assert.are.equal("not shown", rows[2].boys)
    assert.are.same({ "13", "14", "27" }, { rows[3].girls, rows[3].boys, rows[3].all })
  end)

  -- How many ways there are to fill in hidden cells: "fewer than 5" is 1 to 4, "not shown" any number of 1 or more; up to two.
  local function ways(cells, total)
    local hidden, rest = {}, total
    for i = 1, #cells - 1 do
      if tonumber(cells[i]) then rest = rest - tonumber(cells[i]) else hidden[#hidden + 1] = cells[i] == "fewer than 5" and 4 or math.huge end
    end
    local function fill(at, left)
      if at > #hidden then return left == 0 and 1 or 0 end
      local found = 0
      for value = 1, math.min(hidden[at], left) do
        found = found + fill(at + 1, left - value)
        if found > 1 then return found end
      end
      return found
    end
    return #hidden == 0 and 2 or fill(1, rest)
  end

  it("cannot be worked out from any column that is shown", function()
    math.randomseed(7)
    for _ = 1, 40 do
      local numbers = {}
      for i = 1, math.random(1, 5) do numbers[i] = math.random() < 0.5 and math.random(0, 5) or math.random(0, 12) end
      local cells = shown(numbers)
      local total = tonumber(cells[#cells])
      for i, number in ipairs(numbers) do
        if number > 0 and number < 5 then assert.are.equal("fewer than 5", cells[i]) end
      end
      if total then assert.is_true(ways(cells, total) > 1, table.concat(numbers, " ") .. " is shown as " .. table.concat(cells, ", ")) end
    end
  end)
end)
