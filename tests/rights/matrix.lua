-- Goal: every operation, asked by every role about every relation, answers what the policy says (R1): it is done, or refused in a sentence, or answered
-- as if there were no such item, to the byte; and what was refused changed nothing. Method: policy.lua, which was written apart from the code, made into
-- some thousand requests to a real board. Red: the line names operation, role and relation; then the operation itself, in engine/op/.
local shell = require "helper.shell"
local json = require "helper.json"
local policy = require "rights.policy"
local cells = require "rights.cells"
local requests = require "rights.requests"
local world = require "rights.world"

local shown_max = 40 -- of what is wrong: more of them would be of one cause
local on, operations, asked
local wrong = {}

local function note(cell, line, why) wrong[#wrong + 1] = ("%s: %s\n    %s"):format(cells.words(cell), why, line:sub(1, 240)) end
local function report()
  local count, text = #wrong, table.concat(wrong, "\n", 1, math.min(#wrong, shown_max))
  wrong = {}
  assert(count == 0, count .. " cells are not as the policy says\n" .. text)
end

local function judge(cell, line)
  asked = asked + 1
  local got = cells.class(cell, line)
  if got ~= cell.expected then note(cell, line, ("%s, and the policy says %s"):format(got, cell.expected)) end
  return got
end

local function is_done(cell) return cell.expected == "allow" and operations[cell.op].writes and cell.row.about ~= "nothing" end
local function tables(of) return shell.lines("python3 tests/rights/tables.py " .. shell.quote(of.path .. "/waymark.db")) end
local function entries_of(line) return json.read(line).entries end
local how_long = { op = "board.show", as = "m.board" }

-- What is not yours is as what is not there: the cells that see nothing of their target answer what the cell of the absent one does, but for its name.
local function compare_with_absent(list)
  local absent = {}
  for _, one in ipairs(list) do
    if one.cell.relation == "absent" then absent[cells.key(one.cell)] = cells.bare(one.cell, one.line, on) end
  end
  for _, one in ipairs(list) do
    local expected = absent[cells.key(one.cell)]
    if expected and cells.is_unseen(one.cell) and cells.bare(one.cell, one.line, on) ~= expected then
      note(one.cell, one.line, "it is not what is said of one that is not there: " .. expected)
    end
  end
end

-- Asks all of `list` of one board, and looks after each how long the journal is: a refused try may be kept, an entry each; nothing else is.
local function ask_and_count(copy, list)
  local lines = { how_long }
  for _, cell in ipairs(list) do
    lines[#lines + 1] = cells.request(cell, copy)
    lines[#lines + 1] = how_long
  end
  local answers, all = copy:ask(lines), {}
  for i, cell in ipairs(list) do
    local line, more = answers[2 * i], entries_of(answers[2 * i + 1]) - entries_of(answers[2 * i - 1])
    local got = judge(cell, line)
    local kept = (got == "deny" and operations[cell.op].writes or got == "nothing" and cell.row.kept) and 1 or 0
    if more > kept then note(cell, line, more .. " entries more") end
    all[i] = { cell = cell, line = line }
  end
  return all
end

-- The cells of one operation and role are done on one copy, each on an item of its own.
local function do_together(group)
  local copy, list, before = on:copy(), {}, 0
  for _, cell in ipairs(group) do
    for _, request in ipairs(cell.how.before and cell.how.before(cell.target) or {}) do
      before = before + 1
      table.insert(list, before, request)
    end
    list[#list + 1] = cells.request(cell, copy)
  end
  local answers = copy:ask(list)
  for i, cell in ipairs(group) do judge(cell, answers[before + i]) end
  copy:remove()
end

describe("the matrix of rights", function()
  setup(function()
    on, asked, operations = world.new():make(), 0, {}
    for _, op in ipairs(json.read(on:ok("rights", "operations", "--as", "m.board", "--json")).operations) do operations[op.name] = op end
  end)
  teardown(function()
    print(("# %d cells"):format(asked))
    on:remove()
  end)

  it("has a row for every operation and an operation for every row", function()
    for name in pairs(operations) do assert.truthy(policy.operations[name], name .. " has no row in tests/rights/policy.lua") end
    for name in pairs(policy.operations) do
      assert.truthy(operations[name], name .. " is no operation")
      assert.truthy(requests.of[name], name .. " has no request in tests/rights/requests.lua")
    end
  end)

  it("is what a board answers to who only looks or may not, and none of it changes anything", function()
    local list, copy = {}, on:copy()
    cells.each(function(cell)
      if not is_done(cell) and not cell.how.via then list[#list + 1] = cell end
    end)
    local before = tables(copy)
    compare_with_absent(ask_and_count(copy, list))
    report()
    assert.are.equal(before, tables(copy))
    copy:remove()
  end)

  it("is the deputy's while the Business Manager is away", function()
    local list, copy = {}, on:copy()
    copy:must { { op = "people.absent", as = "m.board", id = "m.board", reason = "leave" } }
    how_long.as = "d.board"
    cells.each(function(cell)
      if not is_done(cell) and not cell.how.via then list[#list + 1] = cell end
    end, { { name = "manager", is = "d.board" } })
    ask_and_count(copy, list)
    how_long.as = "m.board"
    copy:remove()
    report()
  end)

  it("lets those do it who may", function()
    local groups, order = {}, {}
    cells.each(function(cell)
      if not is_done(cell) or cell.how.via then return end
      local key = cell.op .. " " .. cell.role.name
      if not groups[key] then
        groups[key], order[#order + 1] = {}, key
      end
      table.insert(groups[key], cell)
    end)
    for _, key in ipairs(order) do do_together(groups[key]) end
    report()
  end)

  it("is the same through a server, and where a file comes along", function()
    local copy, list = on:copy(), {}
    cells.each(function(cell)
      if cell.how.via then list[#list + 1] = cell end
    end)
    local pid, all = shell.serve(copy.path, copy.folder .. "/log"), {}
    for i, cell in ipairs(list) do
      local words = cell.how.ask(copy, cell.target)
      words[#words + 1], words[#words + 2], words[#words + 3] = "--as", cell.role.is, "--json"
      local out, err = copy:run(table.unpack(words))
      all[i] = { cell = cell, line = cells.said(out, err) }
      judge(cell, all[i].line)
    end
    compare_with_absent(all)
    shell.stop(pid)
    copy:remove()
    report()
  end)
end)
