-- Goal: where the board names a ClamAV daemon, no file is kept that it has not looked at: what it finds is refused, and so is everything
-- while it cannot look. Method: a real daemon with a database of one signature of our own; it says that it skips where none is installed.
local desk = require "helper.desk"
local shell = require "helper.shell"

local SIGN = "waymark-test-virus" -- the whole file that the daemon's database knows, by its MD5

local installed = shell.lines("command -v clamd || true") ~= ""
if not installed then print("# skipped: clamd is not installed (scripts/setup tests installs it)") end

describe("a file with a virus", function()
  if not installed then return end
  local d, socket, folder
  setup(function()
    d = desk.new()
    folder, socket = d.folder .. "/clamav", d.folder .. "/clamav/clamd.ctl"
    os.execute("mkdir -p " .. folder .. "/db")
    local md5 = shell.lines(("printf %%s '%s' | md5sum"):format(SIGN)):match("%x+")
    shell.write(folder .. "/db/own.hdb", ("%s:%d:Waymark.Test\n"):format(md5, #SIGN))
    shell.write(folder .. "/clamd.conf", ("LocalSocket %s\nDatabaseDirectory %s/db\nForeground yes\nPidFile %s/pid\n"):format(socket, folder, folder))
    d:run("setting", "set", "virus_scan", socket, "--as", "m.test", "--reason", "The council's rule")
  end)
  teardown(function()
    os.execute(("kill $(cat %s/pid) 2>/dev/null"):format(folder))
    d:remove()
  end)

  local function start()
    os.execute(("clamd -c %s/clamd.conf >%s/log 2>&1 & for i in $(seq 300); do [ -S %s ] && exit; sleep 0.1; done"):format(folder, folder, socket))
  end

  local function adding(name, text) return "evidence", "add", "K-1", d:file(name, text), "--as", "o.owner", "--level", "process", "--title", name end
  local function kept() return tonumber(shell.lines(("find %s/evidence -type f | wc -l"):format(d.path))) end

  it("is not looked at while the daemon is down, and so not kept", function()
    d:wrong({ says = { "was not kept", socket, "virus_scan" } }, adding("early.txt", "an early note"))
    assert.equal(0, kept())
  end)

  it("is refused by name; a clean one is kept whole", function()
    start()
    d:wrong({ says = { "was not kept", "Waymark.Test" } }, adding("bad.bin", SIGN))
    assert.equal(0, kept())
    d:run(adding("clean.txt", "a clean note"))
    assert.equal(1, kept())
    d:run("evidence", "scrub")
  end)

  it("is anybody's risk again once the office takes the setting away", function()
    d:run("setting", "set", "virus_scan", "--as", "m.test", "--reason", "Scanned by the mail gateway")
    d:run(adding("bad.bin", SIGN))
    assert.equal(2, kept())
  end)
end)
