-- Goal: a board is backed up and restored by anybody who can type two commands, also while it is being served, and each way in which that cannot
-- be is one sentence. Method: a desk's board, its folder and its copies, looked at from outside.
local desk = require "helper.desk"
local json = require "helper.json"
local shell = require "helper.shell"

-- Taken while people send; 200 in a long run.
local BUSY_BACKUPS = os.getenv "WAYMARK_LONG" and 200 or 20

describe("a backup", function()
  local d, to, again, pid
  before_each(function()
    d = desk.new()
    to, again = d.folder .. "/copies", d.folder .. "/again"
    d:run("evidence", "add", "K-1", d:file("minutes.txt", "%PDF-1.7\n"), "--as", "o.owner", "--title", "Minutes", "--level", "process")
  end)
  after_each(function()
    if pid then shell.stop(pid) end
    pid = nil
    d:remove()
  end)

  local function run(...)
    local out, err, status = shell.run { ... }
    assert.equal(0, status, err)
    return out
  end
  local function refused(status, says, ...)
    local out, err, got = shell.run { ... }
    assert.equal(status, got, err)
    assert.equal("", out)
    assert.truthy(err:find("^[^\n]+%.\n$"), err)
    assert.truthy(err:find(says, 1, true), err)
  end

  it("is restored as the same board, and says until when it goes", function()
    local said = d:run("backup", to)
    local last = d:entries() - 1
    assert.truthy(said:gsub("%s+", " "):find("goes until entry " .. last .. " of Thu 1 Sep 2016 09:00 UTC", 1, true), said)
    d:run("case", "send", "K-1", "count", "--as", "o.owner")
    said = run("restore", to, again)
    assert.truthy(said:gsub("%s+", " "):find("goes until entry " .. last .. " of", 1, true), said)
    assert.equal(last + 1, json.read(run("status", "--board", again, "--json")).entries)
    run("journal", "verify", "--board", again)
    run("evidence", "scrub", "--board", again)
    assert.equal("", shell.lines(("diff -rq %s %s | grep -v -e waymark.db -e highwater"):format(d.path, again)))
    run("case", "send", "K-1", "count", "--as", "o.owner", "--board", again) -- and goes on
  end)

  it("of the same board into the same folder copies what is new", function()
    assert.equal(1, d:ask("backup", to).copied)
    d:run("evidence", "add", "K-1", d:file("more.txt", "More\n"), "--as", "o.owner", "--title", "More", "--level", "process")
    local second = d:ask("backup", to)
    assert.equal(1, second.copied)
    assert.equal(2, second.files)
    assert.equal(0, d:ask("backup", to).copied)
  end)

  it("is made through a server, which goes on answering", function()
    pid = shell.serve(d.path, d.folder .. "/log")
    d:run("case", "send", "K-1", "count", "--as", "o.owner")
    d:run("backup", to)
    d:run("case", "send", "K-1", "count", "--as", "o.owner")
    d:run("evidence", "scrub")
    run("restore", to, again)
    assert.equal(d:entries() - 1, json.read(run("status", "--board", again, "--json")).entries)
  end)

  it("of a busy server verifies, and nobody is refused", function()
    d:run("case", "send", "K-1", "count", "--as", "o.owner")
    pid = shell.serve(d.path, d.folder .. "/log")
    local client = d:file("client.sh", ([[
      while [ ! -e %s/enough ]; do
        %s case send K-1 count --as o.owner --board %s >/dev/null 2>>%s/refusals || true
      done
    ]]):format(d.folder, shell.quote(shell.program), d.path, d.folder))
    d:file("refusals", "")
    for _ = 1, 2 do os.execute(("bash %s >/dev/null 2>&1 &"):format(client)) end
    for _ = 1, BUSY_BACKUPS do
      d:run("backup", to)
      run("restore", to, again)
      shell.remove(again)
    end
    d:file("enough", "")
    os.execute "sleep 0.5"
    assert.equal("", shell.read(d.folder .. "/refusals"))
  end)

  it("is refused where it would be none", function()
    refused(1, "lies in the board itself", "backup", d.path .. "/copies", "--board", d.path)
    assert.is_nil(io.open(d.path .. "/copies"))
    os.execute(("mkdir %s && echo x >%s/other.txt"):format(to, to))
    refused(1, '"other.txt" lies there', "backup", to, "--board", d.path)
    refused(1, "There is no whole backup", "restore", d.path, again)
    refused(1, "No such file or directory", "restore", d.folder .. "/none", again)
    refused(1, "Cannot make the folder", "backup", d.folder .. "/no/where", "--board", d.path)
    os.remove(to .. "/other.txt")
    d:run("backup", to)
    refused(1, "is not replaced", "restore", to, d.path)
    os.execute(("flock %s/lock sleep 1 & sleep 0.2"):format(to))
    refused(1, "another process is at it", "backup", to, "--board", d.path)
  end)

  it("is the office's to make", function()
    refused(1, "may not back the board up", "backup", to, "--board", d.path, "--as", "o.owner")
    assert.is_nil(io.open(again))
    d:run("backup", to, "--as", "m.test")
  end)
end)

describe("a scrub", function()
  local d
  before_each(function()
    d = desk.new()
    d:run("evidence", "add", "K-1", d:file("a.txt", "one"), "--as", "o.owner", "--title", "One", "--level", "process")
    d:run("evidence", "add", "K-1", d:file("b.txt", "two"), "--as", "o.owner", "--title", "Two", "--level", "process")
  end)
  after_each(function() d:remove() end)

  local function scrub()
    local out, err, status = shell.run { "evidence", "scrub", "--board", d.path }
    return (out .. err):gsub("%s+", " "), status
  end

  it("finds what was changed and what is missing, a sentence each", function()
    local said, status = scrub()
    assert.equal(0, status)
    assert.truthy(said:find("Evidence intact: of 2", 1, true), said)
    local one = d:ask("evidence", "list", "K-1").evidence[1].sha256
    local two = d:ask("evidence", "list", "K-1").evidence[2].sha256
    local function place(sha) return ("%s/evidence/%s/%s"):format(d.path, sha:sub(1, 2), sha) end
    shell.write(place(one), "One")
    os.remove(place(two))
    said, status = scrub()
    assert.equal(3, status)
    assert.truthy(said:find("does not hold the bytes that were added", 1, true), said)
    assert.truthy(said:find("No such file", 1, true), said)
    assert.truthy(said:find("2 of 2 files", 1, true), said)
  end)

  it("puts aside what no entry names", function()
    local hash = shell.lines("printf orphan | sha256sum"):match("%x+")
    os.execute(("mkdir -p %s/evidence/%s && printf orphan >%s/evidence/%s/%s && touch -d '2 days ago' %s/evidence/%s/%s"):format(
      d.path, hash:sub(1, 2), d.path, hash:sub(1, 2), hash, d.path, hash:sub(1, 2), hash))
    local said = scrub()
    assert.truthy(said:find("no entry names: 1, moved", 1, true), said)
    assert.equal("orphan", shell.read(d.path .. "/evidence/quarantine/" .. hash))
    assert.truthy(shell.read(d.path .. "/evidence/quarantine/" .. hash .. ".txt"):find("removed after 30 days", 1, true))
  end)

  it("is not what a server waits for: it looks by itself when it begins", function()
    local hash = shell.lines("printf orphan | sha256sum"):match("%x+")
    local folder = d.path .. "/evidence/" .. hash:sub(1, 2)
    os.execute(("mkdir -p %s && printf orphan >%s/%s && touch -d '2 days ago' %s/%s"):format(folder, folder, hash, folder, hash))
    local pid = shell.serve(d.path, d.folder .. "/log")
    for _ = 1, 100 do
      if not io.open(folder .. "/" .. hash) then break end
      os.execute "sleep 0.05"
    end
    shell.stop(pid)
    assert.is_nil(io.open(folder .. "/" .. hash))
    assert.truthy(shell.read(d.folder .. "/log"):find("1 moved to evidence/quarantine", 1, true))
  end)
end)

describe("evidence", function()
  local d
  before_each(function() d = desk.new() end)
  after_each(function() d:remove() end)

  local function add(path, ...) return d:run("evidence", "add", "K-1", path, "--as", "o.owner", "--level", "process", "--title", ...) end

  it("has its type told by its bytes, and its name shown without what could mislead", function()
    add(d:file("report.pdf", "<html><script>alert(1)</script></html>"), "Report")
    add(d:file("a\u{202e}fdp.exe", "%PDF-1.4\n"), "Turned\u{2066}")
    local list = d:ask("evidence", "list", "K-1").evidence
    assert.equal("text/html", list[1].type)
    assert.equal("application/pdf", list[2].type)
    assert.equal("a\u{202e}fdp.exe", list[2].name) -- the record keeps what was given
    local shown = d:run("evidence", "list", "K-1")
    assert.is_nil(shown:find("\u{202e}", 1, true))
    assert.is_nil(shown:find("\u{2066}", 1, true))
    d:run("bundle", "create", "K-1", "--as", "m.test", "--output", d.folder .. "/k.zip")
    local page = shell.lines(("unzip -p %s/k.zip '*/data/index.html'"):format(d.folder))
    assert.truthy(page:find("fdp.exe", 1, true))
    assert.is_nil(page:find("\u{202e}", 1, true))
  end)

  it("over the board's limit is refused in one sentence, and leaves nothing", function()
    local seed = shell.read("tests/data/partners.lua"):gsub("return {", "return {\n  evidence_max = 1,", 1)
    local board = d.folder .. "/small"
    local _, err, status = shell.run { "init", board, "--seed", d:file("small.lua", seed), "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert.equal(0, status, err)
    d.path = board
    d:run("workflow", "publish", "tests/data/task.lua", "--as", "m.test")
    d:run("case", "start", "task", "--ref", "K-1", "--as", "m.test", "text=Task", "agency=north", "owner=o.owner")
    add(d:file("just.bin", ("x"):rep(1 << 20)), "Just")
    d:wrong({ says = { "larger than 1 MB", "evidence_max" } }, "evidence", "add", "K-1", d:file("over.bin", ("x"):rep((1 << 20) + 1)), "--as", "o.owner",
      "--level", "process", "--title", "Over")
    assert.equal("", shell.lines(("ls %s/evidence/tmp"):format(board)))
  end)
end)
