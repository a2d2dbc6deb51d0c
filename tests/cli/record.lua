-- Goal: whoever changes a board's record is found by the anchor that can find it, and an honest life raises no alarm (J1; the table of attacks:
-- edit, recompute, re-sign, cut, put back, renumber, swap, fork, change of a table, evidence, omission). Method: a small board on disk; sqlite3
-- and python3 rewrite its store as an administrator could, down to every hash and node; then verify, a kept checkpoint and a witness are asked.
local json = require "helper.json"
local at_board = require "helper.at_board"
local shell = require "helper.shell"
local REWRITE = require "helper.rewrite"
local stamp = require "helper.stamp"

describe("the record", function()
  local folder, board

  local run, ok, fails = at_board(function() return board end)
  local function sh(command) assert(os.execute(("cd %s && %s"):format(shell.quote(board), command)), command) end
  local function begin(ref)
    return "case", "start", "review-action", "--ref", ref, "--as", "h.dixon", "text=Write to the schools", "lead_agency=police", "recommendations=R1"
  end
  local function start(ref) ok(begin(ref)) end
  local function sql(text)
    sh "rm -f waymark.db-*"
    stamp.sql(board, text)
  end
  local function unguarded(text)
    sql("PRAGMA foreign_keys=OFF; DROP TRIGGER entries_never_change; DROP TRIGGER entries_never_go; " .. text
      .. "; " .. shell.read "engine/store/guard.sql")
  end
  local function rewrite(change) -- the file changes behind the program, so nothing of a log of writes may stand beside it
    sh(("python3 %s waymark.db %s"):format(shell.quote(shell.write(folder .. "/rewrite.py", REWRITE)), shell.quote(change)))
    stamp.file(board .. "/waymark.db")
  end
  local function resign() -- whoever has the whole folder has its key: the board itself signs what was rewritten
    sql("DELETE FROM checkpoints; DELETE FROM meta WHERE name = 'cosigned'")
    sh("rm highwater")
    start("T-90")
  end

  before_each(function()
    folder = shell.folder()
    board = folder .. "/board"
    local _, err, status = shell.run { "init", board, "--seed", "examples/redcar-cleveland/board.lua" }
    assert.are.equal(0, status, err)
    for i = 1, 5 do start("T-" .. i) end
    ok("journal", "witness", folder .. "/witness")
    ok("journal", "checkpoint", "--output", folder .. "/kept")
    for i = 6, 8 do start("T-" .. i) end
  end)
  after_each(function() shell.remove(folder) end)

  local function kept() return "--checkpoint", folder .. "/kept" end
  local function witness() return "journal", "witness", folder .. "/witness" end
  local EDIT = "UPDATE entries SET actor_id = '000102030405060708090a0b0c0d0e0f' WHERE sequence = 3"

  it("raises no alarm over an honest life", function()
    ok("journal", "verify", kept())
    ok("rebuild")
    sql("VACUUM")
    ok("journal", "verify", kept())
    ok(witness())
    start("T-9")
    sh("cp -a . ../copy")
    board = folder .. "/copy"
    assert.truthy(ok("journal", "verify", kept()):find("All %d+ entries are signed"))
    start("T-10")
    ok(witness())
    assert.truthy(ok("status"):find("Record intact, checked %d%d:%d%d%."))
  end)

  it("1: an edited row is found by its hash", function()
    unguarded(EDIT)
    fails(3, "entry 3: table entries", "journal", "verify")
    fails(3, "entry 3: table entries", "journal", "verify", "--log")
  end)

  it("has a check of the log alone, which says what it did not read", function()
    local said = ok("journal", "verify", "--log", kept())
    assert.truthy(said:find("^The log holds: %d+ entries, every header and the whole tree"), said)
    sql("UPDATE nodes SET hash = (SELECT hash FROM nodes WHERE place = 0) WHERE place = 4")
    fails(3, "The log's tree is not that of its entries", "journal", "verify", "--log")
  end)

  it("2: an edited row with every hash made again is found by the signature", function()
    rewrite(EDIT)
    fails(3, "was taken over other entries", "journal", "verify")
    fails(1, "one with another history", begin "T-9")
    sh("rm highwater")
    fails(3, "not those that were signed", begin "T-9")
    sql("DELETE FROM checkpoints")
    fails(3, "entries are not signed", "journal", "verify")
  end)

  it("3: one that is signed again with the board's own key is found by what was kept elsewhere", function()
    rewrite(EDIT)
    sql("DELETE FROM checkpoints")
    sh("rm highwater")
    start("T-9")
    fails(3, "cosigned on", "journal", "verify") -- what a witness handed back shows it, until it is taken away too
    resign()
    ok("journal", "verify") -- nothing on the board can show it
    fails(3, "The kept checkpoint was taken over other entries", "journal", "verify", kept())
    fails(3, "does not continue", witness())
  end)

  it("3: and with another key, by the key", function()
    rewrite(EDIT)
    sh("rm -r keys")
    resign()
    fails(3, "Nothing that signing key 1 signed is left", "journal", "verify") -- it signed its own entry at least
    assert.truthy(run("journal", "verify"):find("The signing key was replaced at entry"))
    fails(3, "not signed by the key that this witness knows", witness())
  end)

  it("4: a tail that was cut off is found by its signature, and with that gone by whoever kept it", function()
    ok(witness())
    rewrite("DELETE FROM payloads WHERE sequence > 9; DELETE FROM entries WHERE sequence > 9")
    fails(3, "its end was cut off", "journal", "verify")
    fails(1, "is an older copy", begin "T-9")
    fails(3, "its end was cut off", witness())
    sql("DELETE FROM checkpoints; DELETE FROM meta WHERE name = 'cosigned'")
    sh("rm highwater")
    ok("rebuild")
    ok(begin "T-9")
    ok("journal", "verify") -- signed anew: nothing on the board can show it
    fails(3, "this witness saw 14", witness())
  end)

  it("5: an old backup is noticed, nothing is recorded in it, and going on from it is on record", function()
    sh("cp waymark.db ../old.db")
    start("T-9")
    ok(witness())
    sh("cp ../old.db waymark.db")
    fails(1, "is an older copy (it has", begin "T-10")
    fails(3, "is an older copy", "journal", "verify")
    fails(3, "old backup", witness())
    assert.truthy(ok("status"):gsub("%s+", " "):find("older copy", 1, true)) -- its lines break where the folder's name is long
    fails(1, "for the Business Manager", "journal", "accept-older", "--reason", "The disk failed", "--as", "p.shah")
    ok("journal", "accept-older", "--reason", "The disk failed", "--as", "h.dixon")
    start("T-10")
    ok("journal", "verify")
    fails(1, "nothing to accept", "journal", "accept-older", "--reason", "Again", "--as", "h.dixon")
    fails(3, "does not continue", witness())
  end)

  it("5: and one of the whole folder, by the head that is kept outside of it", function()
    local function outside(...)
      return shell.run({ ... }, { env = ("WAYMARK_BOARD=%s WAYMARK_HIGHWATER=%s/high"):format(shell.quote(board), folder) })
    end
    assert(os.execute(("mkdir %s/high && cp -a %s %s/yesterday"):format(folder, board, folder)))
    assert.are.equal(0, select(3, outside(begin "T-9")))
    assert.truthy(outside("journal", "verify"):find("All %d+ entries are signed"))
    assert(os.execute(("rm -r %s && mv %s/yesterday %s"):format(board, folder, board)))
    ok("journal", "verify") -- nothing inside can show it
    local _, err, status = outside(begin "T-9")
    assert.are.equal(1, status)
    assert.truthy(err:find("is an older copy (it has", 1, true) and err:find(folder .. "/high/", 1, true), err)
    assert.are.equal(0, select(3, outside("journal", "accept-older", "--reason", "The disk failed", "--as", "h.dixon")))
    assert.are.equal(0, select(3, outside(begin "T-9")))
    assert(os.execute(("rm -r %s/high"):format(folder)))
    assert.truthy(outside("journal", "verify"):gsub("%s+", " "):find("is not there or cannot be read", 1, true))
  end)

  it("6: a middle row that was taken out is found, renumbered or not", function()
    sh("cp waymark.db ../good.db")
    unguarded("DELETE FROM entries WHERE sequence = 8")
    fails(3, "entry 8: table entries", "journal", "verify")
    sh("cp ../good.db waymark.db")
    rewrite("DELETE FROM payloads WHERE sequence = 8; DELETE FROM entries WHERE sequence = 8")
    fails(3, "covers", "journal", "verify")
    fails(3, "cut off", witness())
  end)

  it("7: two swapped rows are found", function()
    unguarded("UPDATE entries SET sequence = 99 WHERE sequence = 7; UPDATE entries SET sequence = 7 WHERE sequence = 8;"
      .. "UPDATE entries SET sequence = 8 WHERE sequence = 99")
    fails(3, "entry 7: table entries", "journal", "verify")
  end)

  it("8: two histories for two are found when one sees what the other kept", function()
    sh("cp -a . ../other")
    start("T-9")
    ok(witness())
    board = folder .. "/other"
    start("T-9")
    start("T-10")
    ok("journal", "verify")
    fails(3, "does not continue", witness())
  end)

  it("9: back-dating what was witnessed is found; what is later than that is bounded by it", function()
    rewrite("UPDATE entries SET recorded = recorded - 86400000, logical = logical - 86400000")
    resign()
    fails(3, "does not continue", witness())
  end)

  it("10: a state that was changed without the journal is found", function()
    sql("UPDATE cases SET closed = 1 WHERE ref = 'T-3'")
    fails(3, "table cases", "journal", "verify")
  end)

  it("12: an omitted entry of an item is found by the places in its chain", function()
    local proof = json.read((ok("journal", "prove", "T-2")))
    assert.are.equal(1, #proof.entries)
    local header = proof.entries[1].header
    assert.are.equal(304, #header)
    assert.are.equal("0000000000000001", header:sub(161, 176)) -- its place in the item's chain: dense from 1
    fails(1, "There is no entry 99", "journal", "prove", "99", "--as", "h.dixon")
    fails(1, "for the Business Manager", "journal", "prove", "1", "--as", "p.shah")
  end)

  it("refuses what is no checkpoint of this board, in a sentence", function()
    local text = shell.read(folder .. "/kept")
    fails(1, "no signed checkpoint", "journal", "verify", "--checkpoint", shell.write(folder .. "/bad", "hello\n"))
    fails(1, "is of the log", "journal", "verify", "--checkpoint", shell.write(folder .. "/bad", "x" .. text))
    fails(3, "not signed by any key", "journal", "verify", "--checkpoint", shell.write(folder .. "/bad", (text:gsub("— (%S+) ", "— other/%1 "))))
    fails(1, "cannot be continued", "journal", "consistency", "0")
    fails(1, "cannot be continued", "journal", "consistency", "5", "999")
    fails(2, "Give either", "journal", "consistency")
    assert.are.equal(2, select(3, run("journal", "consistency", "x")))
  end)
end)
