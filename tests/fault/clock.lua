-- Goal: when the clock of the machine steps or leaps under a running server no timer is lost, none fires twice, and each surprise is in the
-- journal (T3, RELIABILITY 3.2). Method: the server runs under libfaketime, which adds what a file says to the wall clock and leaves the steady
-- one alone; a timer that fires adds 100 to its item's count. What the system says of its clock cannot be faked, so the board is asked for it
-- first, and a leap is expected to be held or not accordingly.
local desk = require "helper.desk"
local shell = require "helper.shell"

local HOUR, DAY = 3600, 86400
local library = shell.lines("command -v faketime >/dev/null && faketime -f +0 sh -c 'echo $LD_PRELOAD'"):match("%S+")

describe("a server whose clock is set", function()
  if not library then
    pending "Debian's package faketime is missing: scripts/setup tests"
    return
  end

  local d, log, pid, offset, vouched
  local function set_clock(seconds)
    shell.write(d.folder .. "/new", ("%+d\n"):format(seconds))
    os.rename(d.folder .. "/new", d.folder .. "/offset") -- never read half
    offset = seconds
  end
  -- The sanitizer wants to be the first library; here it is the second.
  local function serve()
    local env = ("LD_PRELOAD=%s FAKETIME_TIMESTAMP_FILE=%s/offset"):format(shell.quote(library), d.folder)
      .. " FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 ASAN_OPTIONS=verify_asan_link_order=0"
    pid = shell.serve(d.path, log, env)
  end
  local function stop(signal)
    assert.is_true(shell.stop(pid, signal))
    pid = nil
  end

  before_each(function()
    d = desk.new { real_clock = true }
    log = d.folder .. "/log"
    set_clock(0)
    serve()
    vouched = d:ask("clock", "show").synchronised
  end)
  after_each(function()
    if pid then stop() end
    d:run("journal", "verify")
    d:remove()
  end)

  local function n(ref)
    for _, field in ipairs(d:ask("case", "show", ref).fields) do
      if field.name == "n" then return field.value end
    end
    return 0
  end
  -- By the server's clock; the rule says a minute after the moment.
  local function moment_due_in(seconds) return "moment=" .. os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() + offset + seconds - 60) end
  local function item(ref, seconds) d:run("case", "start", "task", "--ref", ref, "--as", "m.test", "text=x", "owner=o.owner", moment_due_in(seconds)) end
  local function wait_for(what)
    for _ = 1, 400 do
      if what() then return true end
      os.execute "sleep 0.02"
    end
    return false
  end
  local function log_says(text) return shell.read(log):find(text, 1, true) ~= nil end
  -- What the journal says of the clock, in order; read when no server has it.
  local function surprises()
    if pid then stop() end
    local query = "SELECT json_extract(p.parts, '$[0].value.what') FROM entries e JOIN payloads p USING (sequence)"
      .. " WHERE e.kind = 26 ORDER BY e.sequence"
    return (shell.lines(('sqlite3 %s/waymark.db "%s"'):format(d.path, query:gsub("%$", "\\$"))):gsub("\n", ";"))
  end
  local function told(ref)
    local count = 0
    for _, row in ipairs(d:ask("outbox", "list", ref).rows) do
      if row.subject:find("the moment has come", 1, true) then count = count + 1 end
    end
    return count
  end

  -- Held until the office says that the clock is right, where nothing vouches for it; else at once.
  local function leap(seconds, refs)
    set_clock(seconds)
    if vouched then
      assert.is_true(wait_for(function() return log_says "went ahead by" end))
    else
      assert.is_true(wait_for(function() return log_says "The clock is held" end)) -- found at its next waking, without being asked
      assert.truthy(d:ask("status").held)
      d:run("case", "send", "K-1", "count", "--as", "o.owner")
      assert.equal(1, n "K-1")
      for _, ref in ipairs(refs) do assert.equal(0, n(ref)) end
      d:wrong({ says = { "may not say that the machine's clock is right" } }, "clock", "confirm", "--as", "o.owner")
      d:run("clock", "confirm", "--as", "m.test")
    end
    for _, ref in ipairs(refs) do assert.is_true(wait_for(function() return n(ref) >= 100 end)) end
    os.execute "sleep 0.3"
    for _, ref in ipairs(refs) do
      assert.equal(100, n(ref))
      assert.equal(1, told(ref))
    end
    assert.equal(vouched and "leapt;" or "held;released;", surprises())
  end

  it("ahead by an hour", function()
    item("K-2", 2)
    item("K-3", HOUR / 2)
    leap(HOUR, { "K-2", "K-3" })
  end)

  it("ahead by a week-end", function()
    item("K-2", 2)
    local refs = { "K-2" }
    for i = 3, 8 do
      item("K-" .. i, i * 8 * HOUR)
      refs[#refs + 1] = "K-" .. i
    end
    leap(2 * DAY + 16 * HOUR, refs)
  end)

  it("ahead by some minutes", function()
    item("K-2", 2)
    set_clock(300)
    assert.is_true(wait_for(function() return n "K-2" == 100 end))
    assert.equal("stepped ahead;", surprises())
  end)

  it("back over an instant at which a timer fired", function()
    item("K-2", 1)
    assert.is_true(wait_for(function() return n "K-2" == 100 end))
    set_clock(-HOUR)
    item("K-3", 2)
    assert.is_true(wait_for(function() return n "K-3" == 100 end))
    assert.equal(100, n "K-2")
    assert.equal(1, told "K-2")
    assert.equal("stepped back;", surprises())
  end)

  it("ahead, killed and started again: what is held stays held until the clock is set right", function()
    if vouched then return end
    item("K-2", 2)
    set_clock(DAY)
    assert.is_true(wait_for(function() return log_says "The clock is held" end))
    stop "KILL"
    serve()
    assert.truthy(d:ask("clock", "show").held)
    d:run("case", "send", "K-1", "count", "--as", "o.owner")
    assert.equal(0, n "K-2")
    set_clock(0)
    assert.is_true(wait_for(function() return log_says "The clock is no longer held, since it came back" end))
    assert.is_true(wait_for(function() return n "K-2" == 100 end))
    assert.equal(1, told "K-2")
    assert.equal("held;stepped back;released;", surprises())
  end)

  it("by a flat battery while it was off", function()
    if vouched then return end
    item("K-2", 60)
    stop()
    set_clock(300 * DAY)
    serve()
    assert.is_true(wait_for(function() return log_says "The clock is held: it leapt ahead by" end))
    assert.equal(0, n "K-2")
    assert.equal("held;", surprises())
  end)
end)
