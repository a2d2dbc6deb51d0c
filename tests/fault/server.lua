-- Goal: a server wakes by itself for what falls due (T3), passes files both ways, and when it is killed in a stream of commands nothing that was
-- acknowledged is lost and nothing is done twice (E1, E3). Method: a board on the real clock with a moment some seconds ahead; files through its
-- socket; then clients that send under keys while the server is killed and started again.
local desk = require "helper.desk"
local shell = require "helper.shell"

local CLIENTS, EACH, KILLS = 4, 60, 4

describe("a server", function()
  local d, log, pid
  before_each(function()
    d = desk.new { real_clock = true }
    log = d.folder .. "/log"
  end)
  after_each(function()
    if pid then shell.stop(pid) end
    pid = nil
    d:run("journal", "verify")
    d:remove()
  end)

  local function n(ref)
    for _, field in ipairs(d:ask("case", "show", ref).fields) do
      if field.name == "n" then return field.value end
    end
    return 0
  end

  -- The rule says a minute after the moment.
  local function moment_due_in(seconds) return "moment=" .. os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() + seconds - 60) end

  local function wait_for(what)
    for _ = 1, 400 do
      if what() then return true end
      os.execute "sleep 0.02"
    end
    return false
  end

  it("wakes for a timer that falls due, without being asked", function()
    d:run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=Soon", "owner=o.owner", moment_due_in(2))
    pid = shell.serve(d.path, log)
    os.execute "sleep 3.5"
    assert.is_true(shell.stop(pid)) -- nothing was sent to it all the while
    pid = nil
    assert.equal(100, n "K-2")
    assert.equal(1, #d:ask("outbox", "list", "K-2").rows)
    local entries = d:ask("case", "history", "K-2").entries
    assert.truthy(entries[#entries].late_ms < 1500, entries[#entries].late_ms)
  end)

  it("wakes for a timer that a command brought while it slept", function()
    pid = shell.serve(d.path, log)
    d:run("case", "send", "K-1", "set_moment", "--as", "o.owner", moment_due_in(2))
    assert.is_true(wait_for(function() return n "K-1" == 100 end))
  end)

  it("runs what fell due while there was none", function()
    d:run("case", "send", "K-1", "set_moment", "--as", "o.owner", moment_due_in(1))
    os.execute "sleep 1.2"
    pid = shell.serve(d.path, log)
    assert.is_true(wait_for(function() return n "K-1" == 100 end))
  end)

  it("waits for a command that has the board for a moment", function()
    os.execute(("flock %s/lock sleep 1 & sleep 0.2"):format(d.path))
    pid = shell.serve(d.path, log)
    local _, err, status = shell.run { "serve", d.path }
    assert.equal(1, status)
    assert.truthy(err:find("is being served already", 1, true), err)
  end)

  it("takes a file in and writes one out", function()
    pid = shell.serve(d.path, log)
    local text = ("\0\1\2\255 of evidence\n"):rep(20000)
    local proof, made = d:file("proof.bin", text), d.folder .. "/made.zip"
    d:run("evidence", "add", "K-1", proof, "--as", "o.owner", "--title", "Proof", "--level", "process")
    d:run("bundle", "create", "K-1", "--as", "m.test", "--output", made)
    d:run("bundle", "verify", made)
    assert.equal(text, shell.lines(("unzip -p %s '*/data/items/*/evidence/*'"):format(made)))
    d:wrong({ says = { "made.zip" } }, "bundle", "create", "K-1", "--as", "m.test", "--output", made)
    d:wrong({ says = { "There is no item" } }, "bundle", "create", "K-1", "--as", "x.out", "--output", d.folder .. "/other.zip")
    assert.is_nil(io.open(d.folder .. "/other.zip"))
  end)

  it("that is killed in a stream loses nothing and does nothing twice", function()
    -- A client sends each key until it is acknowledged and then writes it down; it goes on until the test has killed often enough.
    local client = d:file("client.sh", ([[
      i=0
      while [ ! -e %s/enough ]; do
        i=$((i + 1))
        for try in $(seq 200); do
          if %s case send K-1 count --as o.owner --key "$1-$i" --board %s >/dev/null 2>>%s/refusals; then echo "$1-$i" >>%s/acknowledged; break; fi
          sleep 0.02
        done
        sleep 0.01
      done
    ]]):format(d.folder, shell.quote(shell.program), d.path, d.folder, d.folder))
    local function acknowledged() return select(2, shell.read(d.folder .. "/acknowledged"):gsub("\n", "")) end
    local function going(one) return os.execute("kill -0 " .. one .. " 2>/dev/null") end
    local clients = {}
    d:file("acknowledged", "")
    pid = shell.serve(d.path, log)
    for i = 1, CLIENTS do clients[i] = shell.lines(("bash %s %d >/dev/null 2>&1 & echo $!"):format(client, i)):match("%d+") end
    for _ = 1, KILLS do
      local before = acknowledged()
      assert.is_true(wait_for(function() return acknowledged() >= before + EACH end))
      os.execute("kill -9 " .. pid)
      local ok, started = pcall(shell.serve, d.path, log) -- a client may have the store for a moment
      pid = ok and started or shell.serve(d.path, log)
    end
    d:file("enough", "")
    for _, one in ipairs(clients) do assert.is_true(wait_for(function() return not going(one) end)) end
    assert.truthy(acknowledged() >= KILLS * EACH)
    assert.equal(acknowledged(), n "K-1")
    assert.is_true(shell.stop(pid))
    pid = nil
    assert.equal(acknowledged(), n "K-1")
  end)
end)
