-- Goal: of a table whose lines cross, totals under its columns and beside its rows, no number under five can be told from all that is shown together. Method:
-- tables made at random, with sums, sums of sums, and with few or no totals; for each number that is "fewer than 5" another table is looked for, by trying
-- values, that looks the same and has another number there. That no table can be found is shown to be found out, on tables that were left as they are.
local board = require "helper.board"
local report = require "helper.report"

local most = 120 -- larger than any total here

-- ---- what may be told of a table: {cells = {{least, most}}, sums = {{total, parts...}}}, cells being numbers of a row and a column

local function cell_of(text)
  if text == "fewer than 5" then return { 1, 4, few = true } end
  if text == "not shown" then return { 1, most } end
  return { tonumber(text), tonumber(text) }
end

local function known(given)
  local cells, sums, rows = {}, {}, {}
  for _, row in ipairs(given.rows) do rows[#rows + 1] = row end
  if given.total then rows[#rows + 1] = given.total end
  local at, width = {}, #given.columns
  for k, column in ipairs(given.columns) do at[column.name] = k end
  for i, row in ipairs(rows) do
    for k = 2, width do cells[i * width + k] = cell_of(row[k].text) end
  end
  for i = 1, #rows do
    for k = 2, width do
      local sum = given.columns[k].total_of and { i * width + k }
      for _, part in ipairs(given.columns[k].total_of or {}) do sum[#sum + 1] = i * width + at[part] end
      sums[#sums + 1] = sum
    end
  end
  for k = 2, given.total and width or 0 do
    local sum = { #rows * width + k }
    for i = 1, #given.rows do sum[#sum + 1] = i * width + k end
    sums[#sums + 1] = sum
  end
  return { cells = cells, sums = sums }
end

-- ---- is there a table at all?

-- Narrows what each cell of this sum may be; false: nothing is left. *changed says whether it did.
local function narrow(cells, sum)
  local least, largest, changed = 0, 0, false
  for i = 2, #sum do
    least = least + cells[sum[i]][1]
    largest = largest + cells[sum[i]][2]
  end
  local total = cells[sum[1]]
  local function set(cell, low, high)
    if low > cell[1] then cell[1], changed = low, true end
    if high < cell[2] then cell[2], changed = high, true end
    return cell[1] <= cell[2]
  end
  if not set(total, least, largest) then return false end
  for i = 2, #sum do
    local cell = cells[sum[i]]
    if not set(cell, total[1] - (largest - cell[2]), total[2] - (least - cell[1])) then return false end
  end
  return true, changed
end

local function settle(cells, sums)
  local again = true
  while again do
    again = false
    for _, sum in ipairs(sums) do
      local possible, changed = narrow(cells, sum)
      if not possible then return false end
      again = again or changed
    end
  end
  return true
end

local function copy(cells)
  local other = {}
  for at, cell in pairs(cells) do other[at] = { cell[1], cell[2] } end
  return other
end

local function possible(cells, sums)
  if not settle(cells, sums) then return false end
  local open
  for at, cell in pairs(cells) do
    if cell[1] < cell[2] and (not open or cell[2] - cell[1] < cells[open][2] - cells[open][1]) then open = at end
  end
  if not open then return true end
  for value = cells[open][1], cells[open][2] do
    local tried = copy(cells)
    tried[open] = { value, value }
    if possible(tried, sums) then return true end
  end
  return false
end

-- The first cell that is "fewer than 5" and can be one number alone; and whether there is a table like this at all.
local function told(given)
  local what = known(given)
  for at, cell in pairs(what.cells) do
    local ways = 0
    for value = 1, cell.few and 4 or 0 do
      local tried = copy(what.cells)
      tried[at] = { value, value }
      if possible(tried, what.sums) then ways = ways + 1 end
    end
    if cell.few and ways < 2 then return at, ways end
  end
end

-- ---- tables

local function number()
  local kind = math.random(10)
  return kind <= 4 and math.random(0, 5) or kind <= 8 and math.random(0, 12) or math.random(5, 30)
end

local function made(rows, columns, more)
  local names, lines = {}, {}
  for k = 1, columns do names[k] = ('{ name = "c%d", title = "C%d", kind = "number", suppress = true }'):format(k, k) end
  for i = 1, rows do
    local line = { ('name = "r%d"'):format(i) }
    for k = 1, columns do line[#line + 1] = ("c%d = %d"):format(k, number()) end
    lines[i] = "{ " .. table.concat(line, ", ") .. " }"
  end
  return ('{ title = "T", total = %s, columns = { { name = "name", title = "N" }, %s %s }, rows = { %s } }'):format(tostring(more.total),
    table.concat(names, ", "), more.sums, table.concat(lines, ", "))
end

local function sum_of(first, last)
  local parts = {}
  for k = first, last do parts[#parts + 1] = ('"c%d"'):format(k) end
  return "{ " .. table.concat(parts, ", ") .. " }"
end

local kinds = {
  function() return made(math.random(1, 4), math.random(1, 4), { total = "true", sums = "" }) end,
  function()
    local columns = math.random(2, 4)
    return made(math.random(1, 4), columns, {
      total = math.random(4) > 1 and "true" or "false",
      sums = (', { name = "all", title = "All", kind = "number", total_of = %s, suppress = %s }'):format(sum_of(1, columns), tostring(math.random(2) > 1)),
    })
  end,
  function()
    return made(math.random(1, 3), 3, {
      total = "true",
      sums = (', { name = "some", title = "S", kind = "number", total_of = %s, suppress = true }'):format(sum_of(1, 2)) ..
        ', { name = "all", title = "A", kind = "number", total_of = { "some", "c3" } }',
    })
  end,
}

describe("a table whose lines cross", function()
  local b
  setup(function() b = board.new "2016-09-01T09:00:00Z" end)
  teardown(function() b:remove() end)

  local function shown(tables)
    report.put(b, "few", ("return { sections = { { tables = { %s } } } }"):format(table.concat(tables, ",\n")))
    return b:ask("report", "few").document.sections[1].tables
  end
  local function as_text(given)
    local lines = {}
    for _, rows in ipairs { given.rows, { given.total } } do
      for _, row in ipairs(rows) do
        local words = {}
        for k, cell in ipairs(row) do words[k] = cell.text end
        lines[#lines + 1] = table.concat(words, " | ")
      end
    end
    return table.concat(lines, "\n")
  end

  it("tells no number under five, however its lines are taken together", function()
    local tries = os.getenv "WAYMARK_LONG" and 3000 or 150
    local hidden, all = 0, 0
    math.randomseed(tonumber(os.getenv "SEED") or 11)
    for _ = 1, tries // 50 do
      local tables = {}
      for i = 1, 50 do tables[i] = kinds[i % #kinds + 1]() end
      for i, given in ipairs(shown(tables)) do
        local at, ways = told(given)
        assert.is_true(possible(known(given).cells, known(given).sums), as_text(given))
        assert.is_nil(at, ("cell %s can be told (%s ways) of %s:\n%s"):format(at, ways, tables[i], as_text(given)))
        for _, row in ipairs(given.rows) do
          for k = 2, #row do
            all = all + 1
            hidden = hidden + (row[k].text == "not shown" and 1 or 0)
          end
        end
      end
    end
    assert.is_true(hidden < all / 2, ("%d of %d numbers are hidden besides"):format(hidden, all))
  end)

  it("would be found out where a hidden number stands alone between two groups", function()
    local few, none = { text = "fewer than 5" }, { text = "not shown" }
    local function n(value) return { text = tostring(value) } end
    -- Each line has two or three hidden numbers. Of the first two rows they are 13 and 19, of the first two columns 15 and 14: so the fifth is 3.
    local columns = { { name = "name" } }
    for k = 1, 4 do columns[k + 1] = { name = "c" .. k } end
    columns[6] = { name = "all", total_of = { "c1", "c2", "c3", "c4" } }
    local given = {
      columns = columns, total = { {}, n(30), n(28), n(22), n(31), n(111) },
      rows = {
        { {}, few, none, n(7), n(8), n(28) }, { {}, none, few, few, n(9), n(28) }, { {}, n(6), n(6), none, few, n(24) }, { {}, n(9), n(8), few, none, n(31) },
      },
    }
    local at, ways = told(given)
    assert.are.same({ 2 * 6 + 4, 1 }, { at, ways }) -- the second row, the fourth of six columns
  end)
end)
