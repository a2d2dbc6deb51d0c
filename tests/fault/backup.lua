-- Goal: a backup that is killed at any moment leaves the board sound and the folder fit to go on, with no half backup that passes for a whole
-- one; a disk that is full there is one sentence (RELIABILITY 3.2). Method: real kills of the command, and of the server, at times spread over a
-- backup's length; a small tmpfs as the target, skipped where none can be mounted.
local desk = require "helper.desk"
local shell = require "helper.shell"

local KILLS = tonumber(os.getenv "KILLS") or (os.getenv "WAYMARK_LONG" and 300 or 30)
local FILES = 12

describe("a backup that is cut off", function()
  local d, to, pid
  before_each(function()
    d = desk.new()
    to = d.folder .. "/copies"
    for i = 1, FILES do
      local file = d:file("proof" .. i, ("%d of the evidence\n"):format(i):rep(20000))
      d:run("evidence", "add", "K-1", file, "--as", "o.owner", "--title", "Proof " .. i, "--level", "process")
    end
  end)
  after_each(function()
    if pid then shell.stop(pid) end
    pid = nil
    os.execute(("mountpoint -q %s && umount %s"):format(to, to))
    d:remove()
  end)

  local function restored(name)
    local board = d.folder .. "/" .. name
    local _, err, status = shell.run { "restore", to, board }
    if status == 0 then
      local _, why, verified = shell.run { "journal", "verify", "--board", board }
      assert.equal(0, verified, why)
      shell.remove(board)
    else
      shell.remove(board .. ".part")
    end
    return status, err
  end

  local function seconds(command)
    local took = shell.lines(("TIMEFORMAT=%%R; { time %s >/dev/null; } 2>&1"):format(command):gsub("^(.*)$", "bash -c '%1'"))
    return tonumber(took:match("[%d.]+")) or 0.2
  end

  local function backup_command() return ("%s backup %s --board %s"):format(shell.program, to, d.path) end

  local function kill_after(delay)
    os.execute(("timeout -s KILL %.4f %s >/dev/null 2>&1"):format(delay, backup_command()))
    -- timeout ends together with the kill, not after it: whoever was killed may still hold the folder for a moment.
    os.execute(("test ! -e %s/lock || flock -w 20 %s/lock true"):format(to, to))
  end

  it("goes on the next time, and what was whole before stays so", function()
    local length = seconds(backup_command())
    shell.remove(to)
    local cut, stands = 0, false
    for i = 1, KILLS do
      if i % 10 == 1 then -- from nothing again
        shell.remove(to)
        stands = false
      end
      kill_after(math.max(length * (i % 10) / 10, 0.001))
      local status, why = restored "again"
      local whole = status == 0
      assert.truthy(whole or not stands, why)
      stands = whole
      cut = cut + (whole and 0 or 1)
    end
    assert.truthy(cut > 0)
    d:run("journal", "verify")
    d:run("backup", to)
    assert.equal(0, (restored("again")))
    assert.equal("1", shell.lines(("ls %s | grep -c '^store-'"):format(to)):match("%d+"))
  end)

  it("does no harm to a server, which the next one finds ready", function()
    pid = shell.serve(d.path, d.folder .. "/log")
    local length = seconds(backup_command())
    for i = 1, 10 do
      kill_after(math.max(length * i / 10, 0.001))
      d:run("case", "send", "K-1", "count", "--as", "o.owner")
      d:run("backup", to)
    end
    assert.equal(0, (restored("again")))
    d:run("journal", "verify")
  end)

  it("by the server's end fails in a sentence, and the board is sound", function()
    for i = 1, 5 do
      pid = shell.serve(d.path, d.folder .. "/log")
      os.execute(("%s >%s/out 2>&1 & sleep %.3f; kill -9 %s; wait"):format(backup_command(), d.folder, 0.005 * i, pid))
      pid = nil
      local said = shell.read(d.folder .. "/out")
      assert.truthy(said:find("%.\n$"), said)
      d:run("journal", "verify")
      d:run("backup", to)
      assert.equal(0, (restored("again")))
    end
  end)

  it("by a full disk says so, keeps the last whole one, and goes on when there is room", function()
    os.execute("mkdir " .. to)
    if not os.execute(("mount -t tmpfs -o size=3m,mode=700 tmpfs %s 2>/dev/null"):format(to)) then return pending "no tmpfs can be mounted here" end
    local fulls = 0
    for room = 0, 2800, 200 do
      os.execute(("rm -rf %s/* && dd if=/dev/zero of=%s/store-filler bs=1k count=%d status=none 2>/dev/null"):format(to, to, 3000 - room))
      local out, err, status = shell.run { "backup", to, "--board", d.path }
      assert.truthy(status == 3, out .. err)
      assert.equal("", out)
      assert.truthy(err:find("^[^\n]+%.\n$") and err:find("full", 1, true), err)
      assert.truthy(restored("again") ~= 0)
      fulls = fulls + 1
    end
    assert.truthy(fulls > 10)
    d:run("journal", "verify")
    os.execute(("umount %s && mount -t tmpfs -o size=30m,mode=700 tmpfs %s"):format(to, to))
    d:run("backup", to)
    assert.equal(0, (restored("again")))
  end)
end)
