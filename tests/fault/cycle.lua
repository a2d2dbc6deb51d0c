-- Goal: opening a cycle to sixty agencies is one change (P1, E3, E5): a program that is killed in the middle leaves all returns or none, each once, and what
-- follows goes on from there. Method: a board of sixty agencies, copied anew for each try; the program is killed after ever longer, from at once to past
-- its end, and what is left is read by the program itself.
local json = require "helper.json"
local shell = require "helper.shell"

local AGENCIES, TRIES = 60, 24

local function seed()
  local agencies, people = {}, {}
  for i = 1, AGENCIES do
    agencies[i] = ('a%02d = { name = "Agency %02d", sector = "health", aliases = {}, posts = { safeguarding_lead = "l.a%02d" } }'):format(i, i, i)
    people[i] = ('["l.a%02d"] = { name = "Lead %02d", email = "l%02d@agency.example", agency = "a%02d" }'):format(i, i, i, i)
  end
  return ([[return { name = "Sixty", short = "S", division = "england-and-wales", zone = "Europe/London", console = "m.test", agencies = { %s }, groups = {},
    posts = { business_manager = { title = "Business Manager", holder = "m.test", aliases = {} },
      llip_chair = { title = "Panel chair", holder = "m.test", aliases = {} } },
    people = { ["m.test"] = { name = "Mia Test", email = "m.test@board.example" }, %s }, workflows = {} }]]):format(
    table.concat(agencies, ", "), table.concat(people, ", "))
end

describe("a cycle of sixty agencies", function()
  local folder, board

  local function run(...)
    local words = { ... }
    words[#words + 1], words[#words + 2] = "--board", board
    local out, err, status = shell.run(words)
    assert.equal(0, status, err)
    return out
  end

  local function ask(...)
    local words = { ... }
    words[#words + 1] = "--json"
    return json.read(run(table.unpack(words)))
  end

  setup(function()
    folder = shell.folder()
    board = folder .. "/whole"
    local file = shell.write(folder .. "/seed.lua", seed())
    local _, err, status = shell.run { "init", board, "--seed", file, "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert.equal(0, status, err)
    run("workflow", "publish", "tests/data/audit-return.lua", "--as", "m.test")
    run("workflow", "publish", "tests/data/audit-cycle.lua", "--as", "m.test")
    run("case", "start", "audit-cycle", "--ref", "AC-1", "--as", "m.test", "theme=Neglect", "due=2016-09-30", "parties=all:agencies")
  end)
  teardown(function() shell.remove(folder) end)

  -- Whether it was opened; and then it was opened whole, with a return a party.
  local function is_whole()
    local shown = ask("case", "show", "AC-1")
    local rows, refs, count = shown.parties[1].rows, {}, 0
    for _, row in ipairs(rows) do
      if row.item and not refs[row.item] then refs[row.item], count = true, count + 1 end
    end
    local returns = ask("case", "list", "--workflow", "audit-return").count
    local opened = shown.state[1] == "open"
    assert.same(opened and { AGENCIES, AGENCIES } or { 0, 0 }, { count, returns })
    return opened
  end

  it("is opened whole or not at all, wherever the program is killed", function()
    local original, whole, none = board, 0, 0
    for i = 0, TRIES - 1 do
      board = ("%s/try%d"):format(folder, i)
      assert(os.execute(("cp -r %s %s"):format(original, board)))
      os.execute(("timeout -s KILL %.3f %s case send AC-1 open --as m.test --board %s >%s/out 2>&1"):format(0.002 * 1.4 ^ i, shell.program, board, folder))
      if is_whole() then
        whole = whole + 1
      else
        none = none + 1
        run("case", "send", "AC-1", "open", "--as", "m.test")
        assert.is_true(is_whole())
      end
      run("journal", "verify")
      shell.remove(board)
    end
    board = original
    assert.truthy(none > 0 and whole > 0, ("killed too early or too late each time: %d, %d"):format(none, whole))
  end)
end)
