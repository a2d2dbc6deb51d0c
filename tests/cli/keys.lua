-- Goal: each day has its signing key, endorsed by the one before; nobody can sign for a day that is over; who knew one key can follow to today's,
-- and is told where they cannot (RELIABILITY 2.1 and 2.2: epoch keys, witnesses). Method: a board on a manual clock goes from day to day; its store
-- and its folder are changed as whoever holds them could; verify, a kept checkpoint and witnesses are asked.
local json = require "helper.json"
local at_board = require "helper.at_board"
local shell = require "helper.shell"
local stamp = require "helper.stamp"

describe("signing keys", function()
  local folder, board, day

  local _, ok, fails = at_board(function() return board end)
  local function sh(command) assert(os.execute(("cd %s && %s"):format(shell.quote(board), command)), command) end
  local function sql(text)
    sh "rm -f waymark.db-*"
    stamp.sql(board, "PRAGMA foreign_keys=OFF; DROP TRIGGER entries_never_change; " .. text
      .. "; " .. shell.read "engine/store/guard.sql")
  end
  local function ask(text) return (shell.lines(("sqlite3 %s/waymark.db %s"):format(board, shell.quote(text))):gsub("%s+$", "")) end
  local function next_day()
    day = day + 1
    ok("case", "start", "review-action", "--ref", "T-" .. day, "--as", "h.dixon", "text=Write to the schools", "lead_agency=police",
      "recommendations=R1", "--now", ("2016-09-%02dT09:00:00Z"):format(day))
  end
  local function secrets() return (shell.lines("ls " .. board .. "/keys"):gsub("%s+$", "")) end
  local function witness(name, ...) return "journal", "witness", folder .. "/" .. (name or "witness"), ... end

  before_each(function()
    folder, day = shell.folder(), 5
    board = folder .. "/board"
    local _, err, status = shell.run { "init", board, "--seed", "examples/redcar-cleveland/board.lua", "--manual-clock", "--now", "2016-09-05T08:00:00Z" }
    assert.are.equal(0, status, err)
    ok(witness())
    ok("journal", "checkpoint", "--output", folder .. "/kept")
    for _ = 1, 3 do next_day() end
  end)
  after_each(function() shell.remove(folder) end)

  it("change with the day, each endorsed, and only the newest secret is there", function()
    assert.are.equal("signing-4", secrets())
    assert.are.equal("4|3", ask("SELECT count(*), count(endorsement) FROM signing_keys"))
    assert.are.equal("1", ask("SELECT min(n) FROM (SELECT count(*) AS n FROM checkpoints GROUP BY epoch)"))
    ok("journal", "verify", "--all", "--checkpoint", folder .. "/kept")
    next_day()
    assert.are.equal("signing-5", secrets())
    ok("case", "start", "review-action", "--ref", "T-99", "--as", "h.dixon", "text=Write", "lead_agency=police", "recommendations=R1")
    assert.are.equal("signing-5", secrets()) -- one a day, not one a command
    ok("rebuild")
    ok("journal", "verify", "--all")
  end)

  it("leave nothing of a secret that is over in its file", function()
    sh("ln keys/signing-4 ../hard")
    local was = shell.read(folder .. "/hard")
    assert.truthy(was:find("^waymark signing key 1 4 "))
    next_day()
    assert.are.equal(("\0"):rep(200), shell.read(folder .. "/hard"))
  end)

  it("a witness follows from the key that it saw first", function()
    local first = shell.lines("cat " .. folder .. "/witness/*.key")
    assert.truthy(ok(witness()):find("nothing before that was changed", 1, true))
    assert.are.equal(first, shell.lines("cat " .. folder .. "/witness/*.key"))
    local answer = json.read((ok("journal", "consistency", "--checkpoint", folder .. "/kept")))
    assert.are.equal(4, #answer.keys)
    assert.are.equal(answer.key, answer.keys[4].key)
  end)

  it("one that was lost is followed by one without endorsement, which is said, and refused by a witness until it is told", function()
    ok(witness())
    sh("rm -r keys")
    next_day()
    local broken = ask("SELECT sequence FROM signing_keys ORDER BY epoch DESC LIMIT 1")
    local note = "The signing key was replaced at entry " .. broken .. ", on Fri 9 Sep 2016 10:00, without the one before"
    local told = ok("journal", "verify"):gsub("%s+", " ")
    assert.truthy(told:find(note, 1, true), told)
    assert.truthy(told:find("there the chain of keys was broken", 1, true), told)
    local said = ok("journal", "verify", "--checkpoint", folder .. "/kept"):gsub("%s+", " ")
    assert.truthy(said:find("Signing key 5 is not endorsed by the key before it", 1, true))
    fails(3, "Signing key 5 is not endorsed", witness())
    fails(1, "signs with another key", witness(nil, "--accept-key", "x"))
    ok(witness(nil, "--accept-key", ask("SELECT key FROM signing_keys ORDER BY epoch DESC LIMIT 1")))
    next_day()
    ok(witness())
  end)

  it("an endorsement that was made up, moved or taken off is found", function()
    sh("cp waymark.db ../good.db")
    local third = ask("SELECT endorsement FROM signing_keys WHERE epoch = 3")
    local function spoilt(change, says)
      sql(change)
      fails(3, says, "journal", "verify")
      fails(3, "", witness())
      sh("cp ../good.db waymark.db")
    end
    spoilt("UPDATE signing_keys SET endorsement = '" .. third .. "' WHERE epoch = 4", "The endorsement of signing key 4 does not hold")
    spoilt("UPDATE signing_keys SET endorsement = replace(endorsement, 'next key', 'last key') WHERE epoch = 2", "signing key 2 does not hold")
    spoilt("UPDATE signing_keys SET endorsement = NULL WHERE epoch = 4", "table signing_keys")
    ok("journal", "verify")
  end)

  it("who has today's key cannot sign for the days before", function()
    -- the whole folder, every hash made anew: entries of the second day are changed and all is signed with the newest key
    local rewrite = shell.write(folder .. "/rewrite.py", require "helper.rewrite")
    local function forge(more)
      sh(("python3 %s waymark.db %s"):format(shell.quote(rewrite), shell.quote(
        "UPDATE entries SET actor_id = '000102030405060708090a0b0c0d0e0f' WHERE sequence = (SELECT sequence FROM signing_keys WHERE epoch = 2) - 1;" .. more)))
      sh("rm -f highwater")
      ok("case", "start", "review-action", "--ref", "T-98", "--as", "h.dixon", "text=Write", "lead_agency=police", "recommendations=R1")
    end
    forge("DELETE FROM meta WHERE name = 'cosigned'; DELETE FROM checkpoints")
    fails(3, "The endorsement of signing key 2 was taken over other entries", "journal", "verify")
    fails(3, "Nothing that signing key 3 signed is left", "journal", "verify")
  end)

  it("who writes the whole folder anew is found by what was kept elsewhere, and that alone, which is said", function()
    local rewrite = shell.write(folder .. "/rewrite.py", require "helper.rewrite")
    sh(("python3 %s waymark.db %s"):format(shell.quote(rewrite), shell.quote("DELETE FROM meta WHERE name = 'cosigned'; DELETE FROM checkpoints; "
      .. "DELETE FROM payloads WHERE sequence IN (SELECT sequence FROM signing_keys); "
      .. "DELETE FROM entries WHERE sequence IN (SELECT sequence FROM signing_keys); DELETE FROM signing_keys")))
    sh("rm -rf highwater keys")
    ok("rebuild")
    next_day()
    assert.truthy(ok("journal", "verify"):gsub("%s+", " "):find("It was compared with nothing that lies outside the board's folder", 1, true))
    fails(3, "The kept checkpoint", "journal", "verify", "--checkpoint", folder .. "/kept")
    fails(3, "", witness())
  end)
end)

describe("a witness", function()
  local folder, board
  local _, ok, fails = at_board(function() return board end)
  local function start(ref)
    ok("case", "start", "review-action", "--ref", ref, "--as", "h.dixon", "text=Write", "lead_agency=police", "recommendations=R1")
  end
  local function witness(name, ...) return "journal", "witness", folder .. "/" .. name, ... end

  before_each(function()
    folder = shell.folder()
    board = folder .. "/board"
    local _, err, status = shell.run { "init", board, "--seed", "examples/redcar-cleveland/board.lua" }
    assert.are.equal(0, status, err)
    start("T-1")
  end)
  after_each(function() shell.remove(folder) end)

  it("cosigns what it took, in a form that others read, and the board shows it", function()
    local key = ok(witness("a")):match("(waymark%-witness/%x+%+%x+%+%S+)")
    ok(witness("b"))
    local note = ok("journal", "checkpoint")
    local _, lines = note:gsub("\n— waymark%-witness/", "")
    assert.are.equal(2, lines)
    -- a second implementation, by the page of the form: key id, time and signature of the line
    local script = shell.write(folder .. "/check.py", [[
import base64, ctypes.util, ctypes, hashlib, sys, time
note, key = sys.argv[1:]
name, kid, pub = key.split("+", 2)
pub = base64.b64decode(pub)
assert pub[0] == 4 and hashlib.sha256(name.encode() + b"\n" + pub).digest()[:4].hex() == kid
text, lines = note.split("\n\n")
line = [l for l in lines.split("\n") if l.startswith("\u2014 " + name + " ")][0]
raw = base64.b64decode(line.split(" ")[2])
assert len(raw) == 76 and raw[:4].hex() == kid
at = int.from_bytes(raw[4:12], "big")
assert abs(at - time.time()) < 600
message = b"cosignature/v1\ntime %d\n" % at + (text + "\n").encode()
sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
assert sodium.crypto_sign_verify_detached(raw[12:], message, ctypes.c_ulonglong(len(message)), pub[1:]) == 0
assert sodium.crypto_sign_verify_detached(raw[12:], message + b" ", ctypes.c_ulonglong(len(message) + 1), pub[1:]) != 0
print("holds")]])
    assert.are.equal("holds\n", shell.lines(("python3 %s %s %s"):format(shell.quote(script), shell.quote(note), shell.quote(key))))
    assert.truthy(ok("journal", "verify"):find("The witness waymark%-witness/%x+ saw %d+ entries on"))
    start("T-2")
    assert.is_nil(ok("journal", "checkpoint"):find("waymark-witness", 1, true)) -- of another head
    ok(witness("a"))
    ok("journal", "verify", "--checkpoint", (shell.lines(("ls %s/a/*.checkpoint"):format(folder)):gsub("%s+$", "")))
  end)

  it("cannot be pushed out by keys that somebody else makes up", function()
    ok(witness("genuine"))
    local genuine = ok("journal", "verify"):match("waymark%-witness/%x+")
    assert.truthy(genuine)
    for i = 1, 17 do ok(witness("made-up-" .. i, "--as", "p.shah")) end
    local said, count = ok("journal", "verify"), 0
    assert.truthy(said:find(genuine, 1, true), said)
    for _ in said:gmatch("waymark%-witness/%x+ saw") do count = count + 1 end
    assert.are.equal(1 + 16, count)
  end)

  it("and another find that they were shown two histories", function()
    ok(witness("a"))
    os.execute(("cp -a %s %s/other"):format(board, folder))
    start("T-2")
    ok(witness("a"))
    board = folder .. "/other"
    ok(witness("b"))
    start("T-3")
    ok(witness("b")) -- each alone has nothing to say
    fails(3, "does not continue the one that the witness of", witness("b", "--compare", folder .. "/a"))
    board = folder .. "/board"
    fails(3, "does not continue the one that the witness of", witness("a", "--compare", folder .. "/b"))
    ok(witness("c", "--compare", folder .. "/a"))
  end)

  it("keeps away from the board that it watches, and says what it cannot use", function()
    fails(1, "is a board's folder", "journal", "witness", board)
    ok(witness("a"))
    fails(1, "is not signed by the board", witness("a", "--compare", shell.write(folder .. "/forged",
      (ok("journal", "checkpoint"):gsub("(— waymark/%x+ )", "— other %1")))))
    os.execute(("echo nothing >%s/a/keys/signing-1"):format(folder))
    fails(3, "is no signing key", witness("a"))
  end)
end)
