-- Goal: on a full disk events are refused in one sentence, reading goes on, nothing acknowledged is lost, and work goes on by itself when there is
-- room again (RELIABILITY 3.2). Method: a board on a small tmpfs that a file fills up; skipped where none can be mounted.
local desk = require "helper.desk"
local shell = require "helper.shell"

local SIZE = "4m"

describe("a board on a disk that is full", function()
  local d, counted

  local function mounted() return os.execute(("mountpoint -q %s"):format(d.folder)) end
  local function fill() os.execute(("dd if=/dev/zero of=%s/filler bs=1k status=none 2>/dev/null; sync"):format(d.folder)) end
  local function make_room() os.remove(d.folder .. "/filler") end

  local function count()
    local out, err, status = shell.run { "case", "send", "K-1", "count", "--as", "o.owner", "--board", d.path }
    if status == 0 then counted = counted + 1 end
    return out, err, status
  end

  local function n()
    for _, field in ipairs(d:ask("case", "show", "K-1").fields) do
      if field.name == "n" then return field.value end
    end
    return 0
  end

  local function until_full(send)
    for _ = 1, 3000 do
      local out, err, status = send()
      if status ~= 0 then return out, err, status end
    end
    error("the disk did not fill up")
  end

  before_each(function()
    counted = 0
    d = desk.new { on = function(folder) os.execute(("mount -t tmpfs -o size=%s tmpfs %s 2>/dev/null"):format(SIZE, folder)) end }
  end)
  after_each(function()
    if mounted() then os.execute(("umount %s"):format(d.folder)) end
    d:remove()
  end)

  local function on_small_disk(name, test)
    it(name, function()
      if not mounted() then return pending("no tmpfs can be mounted here") end
      test()
    end)
  end

  local function says_full(out, err, status)
    assert.equal(3, status, err)
    assert.equal("", out)
    assert.truthy(err:find("^[^\n]+[.?]\n$"), err)
    assert.truthy(err:find("full", 1, true), err)
  end

  on_small_disk("refuses events, goes on reading, and goes on when there is room", function()
    count()
    fill()
    says_full(until_full(count))
    for _, words in ipairs { { "status" }, { "case", "list" }, { "case", "show", "K-1" }, { "case", "history", "K-1" }, { "case", "forecast", "K-1" },
      { "outbox", "list" }, { "journal", "verify" } } do d:run(table.unpack(words)) end
    assert.equal(counted, n())
    make_room()
    local _, err, status = count()
    assert.equal(0, status, err)
    assert.equal(counted, n())
    d:run("journal", "verify")
  end)

  on_small_disk("takes no part of a piece of evidence", function()
    local proof = shell.folder()
    os.execute(("dd if=/dev/urandom of=%s/large.bin bs=1M count=5 status=none"):format(proof))
    shell.write(proof .. "/small.txt", "proof\n")
    local function add(name)
      return shell.run { "evidence", "add", "K-1", proof .. "/" .. name, "--as", "o.owner", "--title", "T", "--level", "process", "--board", d.path }
    end
    says_full(add "large.bin") -- larger than the disk
    assert.equal("", shell.lines(("find %s/evidence -type f 2>/dev/null"):format(d.path)))
    fill()
    says_full(add "small.txt")
    make_room()
    local _, err, status = add "small.txt"
    assert.equal(0, status, err)
    assert.equal(1, #d:ask("evidence", "list", "K-1").evidence)
    d:run("journal", "verify")
    shell.remove(proof)
  end)

  on_small_disk("leaves no part of a bundle behind", function()
    local out = shell.folder()
    d:run("evidence", "add", "K-1", "README.md", "--as", "o.owner", "--title", "T", "--level", "process")
    fill()
    says_full(shell.run { "bundle", "create", "K-1", "--as", "m.test", "--output", out .. "/a.zip", "--board", d.path })
    assert.equal("", shell.lines("ls -A " .. out))
    assert.equal("", shell.lines(("find %s -name '*.zip*'"):format(d.path)))
    make_room()
    d:run("bundle", "create", "K-1", "--as", "m.test", "--output", out .. "/a.zip")
    d:run("bundle", "verify", out .. "/a.zip")
    shell.remove(out)
  end)

  on_small_disk("that is being served refuses, and the server goes on", function()
    local elsewhere = shell.folder()
    local pid = shell.serve(d.path, elsewhere .. "/log")
    count()
    fill()
    says_full(until_full(count))
    d:run("case", "show", "K-1")
    make_room()
    local _, err, status = count()
    assert.equal(0, status, err)
    assert.equal(counted, n())
    assert.is_true(shell.stop(pid))
    shell.remove(elsewhere)
    d:run("journal", "verify")
  end)

  on_small_disk("cannot be made into a board, and nothing is left of it", function()
    fill()
    says_full(shell.run { "init", d.folder .. "/other", "--seed", "tests/data/partners.lua" })
    assert.equal("board\nfiller\n", shell.lines("ls -A " .. d.folder))
  end)
end)
