-- Goal: a server checks the record by itself, at its start and once a day, holds nobody up with it, and says what it found: to whoever asks for the
-- status, and once to the office when the record is not intact. Method: a board is served, asked meanwhile, damaged while nobody has it, and served again.
local json = require "helper.json"
local at_board = require "helper.at_board"
local shell = require "helper.shell"
local stamp = require "helper.stamp"

describe("a server checks the record", function()
  local folder, board, pid

  local run, ok = at_board(function() return board end)
  local function start(ref, text)
    ok("case", "start", "review-action", "--ref", ref, "--as", "h.dixon", "text=" .. (text or "Write"), "lead_agency=police", "recommendations=R1")
  end
  local function serve() pid = shell.serve(board, folder .. "/log") end
  local function stop()
    if pid then shell.stop(pid) end
    pid = nil
  end
  -- What the status says once it says `words`; asked again while the server is at it.
  local function wait_for(words)
    local said
    for _ = 1, 200 do
      said = ok("status")
      if said:find(words, 1, true) then return said end
      os.execute("sleep 0.05")
    end
    error("the status never said \"" .. words .. "\" but:\n" .. said)
  end
  local function alarms()
    local count = 0
    for _, row in ipairs(json.read((ok("outbox", "list", "--json", "--as", "h.dixon"))).rows) do
      if row.subject == "The record is NOT intact" then count = count + 1 end
    end
    return count
  end
  local function sql(text)
    assert(os.execute(("rm -f %s/waymark.db-*"):format(board)))
    stamp.sql(board, text)
  end

  before_each(function()
    folder = shell.folder()
    board = folder .. "/board"
    local _, err, status = shell.run { "init", board, "--seed", "examples/redcar-cleveland/board.lua" }
    assert.are.equal(0, status, err)
    start("T-1")
  end)
  after_each(function()
    stop()
    shell.remove(folder)
  end)

  it("and says that it is intact, while people go on", function()
    assert.truthy(ok("status"):find("Record not checked yet", 1, true))
    serve()
    for i = 2, 6 do start("T-" .. i) end
    local said = wait_for("Record intact, checked ")
    assert.truthy(said:find("Record: %d+ entries, %x%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x\n"), said)
    assert.are.equal(0, alarms())
    stop()
    ok("journal", "verify")
  end)

  it("and keeps no content with what it found, where no erasure reaches it", function()
    start("T-2", "Oddly Told")
    sql("UPDATE cases SET title = 'Something else' WHERE ref = 'T-2'")
    serve()
    wait_for("Record NOT intact, checked ")
    stop()
    ok("rebuild")
    local id = json.read((ok("erase", "ask", "T-2", "--all", "--as", "h.dixon", "--reason", "asked for", "--json"))).request
    ok("erase", "confirm", id, "--as", "a.mercer")
    assert.falsy(shell.read(board .. "/waymark.db"):find("Oddly Told", 1, true))
  end)

  it("and does not call intact what only `journal verify`, which reads evidence too, has found damaged", function()
    local path = shell.write(folder .. "/policy.txt", "The policy\n")
    ok("evidence", "add", "T-1", path, "--as", "h.dixon", "--level", "output", "--title", "Policy")
    local file = shell.lines("find " .. shell.quote(board .. "/evidence") .. " -type f"):match("[^\n]+")
    assert(os.execute("chmod u+w " .. file))
    shell.write(file, "Another policy\n")
    assert.are.equal(3, (select(3, run("journal", "verify"))))
    serve()
    os.execute("sleep 1")
    assert.truthy(ok("status"):find("Record NOT intact", 1, true))
    stop()
    shell.write(file, "The policy\n")
    ok("journal", "verify")
    assert.truthy(ok("status"):find("Record intact", 1, true))
  end)

  it("and reads evidence too", function()
    local path = shell.write(folder .. "/policy.txt", "The policy\n")
    ok("evidence", "add", "T-1", path, "--as", "h.dixon", "--level", "output", "--title", "Policy")
    local file = shell.lines("find " .. shell.quote(board .. "/evidence") .. " -type f"):match("[^\n]+")
    assert(os.execute("chmod u+w " .. file))
    shell.write(file, "Another policy\n")
    serve()
    wait_for("Record NOT intact, checked ")
    stop()
    assert.truthy(shell.read(folder .. "/log"):gsub("%s+", " "):find("The evidence that entry %d+ of the journal names is not as it was taken in"))
    shell.write(file, "The policy\n")
    serve()
    wait_for("Record intact, checked ")
    stop()
    assert(os.execute(("chmod u+w %s && truncate -s 65M %s"):format(file, file)))
    serve()
    wait_for("but for 1 large evidence file, which `waymark evidence scrub` reads")
    stop()
  end)

  it("and tells the office once when it is not", function()
    sql("UPDATE cases SET title = 'Something else' WHERE ref = 'T-1'")
    serve()
    wait_for("Record NOT intact, checked ")
    assert.are.equal(1, alarms())
    stop()
    assert.truthy(shell.read(folder .. "/log"):gsub("%s+", " "):find("The record is NOT intact: 1 problem; the first: The table cases is not", 1, true))
    assert.falsy(shell.read(folder .. "/log"):find("Write", 1, true)) -- the title: a log is no place for it
    serve()
    os.execute("sleep 0.5")
    wait_for("Record NOT intact, checked ")
    assert.are.equal(1, alarms())
    stop()
    ok("rebuild")
    serve()
    wait_for("Record intact, checked ")
    stop()
    sql("UPDATE cases SET title = 'Something else' WHERE ref = 'T-1'")
    serve()
    wait_for("Record NOT intact, checked ")
    assert.are.equal(2, alarms())
  end)
end)
