-- Goal: a command gives the same answer and the same exit status whether it opens the store itself or asks the server that has it (DESIGN
-- idea 5); the server wakes for timers, passes files, and ends cleanly. Method: the same commands to two copies of one board, one served.
local desk = require "helper.desk"
local shell = require "helper.shell"
local stamp = require "helper.stamp"

local folder, plain, served, pid

local function run(board, words, how)
  local all = { table.unpack(words) }
  all[#all + 1], all[#all + 2] = "--board", board
  return shell.run(all, how)
end

describe("a served board", function()
  setup(function()
    folder = shell.folder()
    plain, served = folder .. "/plain", folder .. "/served"
    local _, err, status = shell.run { "init", plain, "--seed", "examples/redcar-cleveland/board.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert(status == 0, err)
    assert(os.execute(("cp -a %s %s"):format(shell.quote(plain), shell.quote(served))))
    pid = shell.serve(served, folder .. "/log")
  end)
  teardown(function() shell.remove(folder) end)

  local same = {
    { "import", "plan", "examples/redcar-cleveland/business-plan.csv", "--as", "h.dixon" },
    { "case", "list", "--json" },
    { "case", "list", "--rag", "red" },
    { "people", "list" },
    { "workflow", "list" },
    { "calendar", "show" },
    { "case", "list", "--as", "nobody" },
    { "run-due", "--now", "2016-10-01T09:00:00Z" },
    { "outbox", "list" },
    { "people", "set", "n.person", "--as", "h.dixon", "name=New Person" },
    { "people", "list", "--json" },
    { "status" },
  }
  for _, words in ipairs(same) do
    it("answers the same: waymark " .. table.concat(words, " "), function()
      local out, err, status = run(plain, words)
      local served_out, served_err, served_status = run(served, words)
      -- what is drawn at random makes two records of the same, and a server checks its own
      assert.are.equal((out:gsub("Record[^\n]*\n", "")), (served_out:gsub("Record[^\n]*\n", "")))
      assert.are.equal(err, served_err)
      assert.are.equal(status, served_status)
    end)
  end

  it("holds the store: a second server is refused with a sentence", function()
    local _, err, status = shell.run { "serve", served }
    assert.are.equal(1, status)
    assert.truthy(err:find("^[^\n]+\n$"))
  end)

  it("takes many commands at once, and each is done once", function()
    local command = ("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do %s people set extra.$i --as h.dixon name=Extra --board %s & done; wait"):format(
      shell.quote(shell.program), shell.quote(served))
    local out = shell.lines(command)
    local _, count = out:gsub("is kept", "")
    assert.are.equal(12, count)
    local _, listed = run(served, { "people", "list", "--json" }):gsub('"Extra"', "")
    assert.are.equal(12, listed)
  end)

  it("ends cleanly when it is told to, takes its socket with it, and leaves a journal that holds", function()
    assert.is_true(shell.stop(pid, "INT"))
    assert.is_nil(io.open(served .. "/socket"))
    local out, err, status = run(served, { "journal", "verify" })
    assert.are.equal(0, status, out .. err)
  end)

  it("is served again after a server was killed, though its socket lies there", function()
    local first = shell.serve(served, folder .. "/log")
    assert.is_true(shell.stop(first, "KILL"))
    local out, err, status = run(served, { "status" })
    assert.are.equal(0, status, err)
    local second = shell.serve(served, folder .. "/log")
    assert.are.equal(out, (run(served, { "status" })))
    assert.is_true(shell.stop(second))
  end)
end)

-- Its next waking by itself is half a minute away, and a request must not put it off.
describe("a server that begins", function()
  it("checks every deadline, however much it is asked meanwhile", function()
    local d = desk.new()
    local log = d.folder .. "/log"
    assert.equal("1\n", stamp.sql(d.path, "DELETE FROM timers; SELECT changes()"))
    local server, asked = shell.serve(d.path, log), 0
    while asked < 100 and not shell.read(log):find("K-1: the deadline \"10 working days\" was not armed", 1, true) do
      asked = asked + 1
      d:run("status")
    end
    assert.is_true(shell.stop(server))
    assert.is_true(asked < 100)
    d:remove()
  end)
end)

describe("commands without a server", function()
  it("wait for one another instead of failing", function()
    local place = shell.folder()
    shell.run { "init", place .. "/b" }
    local command = ("for i in 1 2 3 4 5 6; do %s people set extra.$i --as manager name=Extra --board %s/b & done; wait"):format(
      shell.quote(shell.program), shell.quote(place))
    local _, count = shell.lines(command):gsub("is kept", "")
    assert.are.equal(6, count)
    shell.remove(place)
  end)
end)
