-- Goal: a server that finds a crowd of timers overdue answers people before it is through with them (T4), and when it is killed again and again
-- in the middle of them nothing is lost and nothing is done twice (T3). Method: a board on the real clock with items whose moment has passed;
-- what came in which order is read from the journal, what was told from the outbox.
local desk = require "helper.desk"
local shell = require "helper.shell"

local CROWD, KILLS = 1200, 6

describe("a server with a crowd overdue", function()
  local d, log, pid
  before_each(function()
    d = desk.new { real_clock = true }
    log = d.folder .. "/log"
    d:run("workflow", "publish", "tests/data/bell.lua", "--as", "m.test")
    local lines = {}
    for i = 1, CROWD do -- the earliest last
      lines[i] = ('{"op":"case.start","workflow":"bell","ref":"B-%04d","data":{"text":"x","owner":"o.owner","moment":"2016-09-01T%02d:%02d:00Z"}}'):format(
        i, 23 - i // 60, 59 - i % 60)
    end
    local out, err, status = shell.run({ "batch", "-", "--board", d.path, "--as", "m.test" }, { input = table.concat(lines, "\n") .. "\n" })
    assert.equal(0, status, err .. out:sub(-300))
  end)
  after_each(function()
    if pid then shell.stop(pid) end
    pid = nil
    d:run("journal", "verify")
    d:remove()
  end)

  local function last_sequence(ref)
    local entries = d:ask("case", "history", ref).entries
    return entries[#entries].sequence
  end

  -- Whether the last of them has rung.
  local function is_through() return d:ask("case", "show", "B-0001").closed end

  local function wait_until_through()
    for _ = 1, 1500 do
      if is_through() then return end
      os.execute "sleep 0.02"
    end
    error "the crowd was not worked off"
  end

  it("answers a command before it is through", function()
    pid = shell.serve(d.path, log)
    d:run("case", "send", "K-1", "count", "--as", "o.owner")
    wait_until_through()
    local mine, last = last_sequence "K-1", last_sequence "B-0001"
    assert.truthy(mine < last, ("it was answered as entry %d, and the last timer was entry %d"):format(mine, last))
  end)

  it("lets the asker for what is due work on it too, and others in between", function()
    pid = shell.serve(d.path, log)
    local fired = d:ask("run-due", "--as", "m.test").fired -- the rest of them, over many requests
    assert.is_true(is_through())
    assert.truthy(#fired <= CROWD)
    assert.equal(CROWD, #d:ask("outbox", "list").rows)
  end)

  it("that is killed in the middle loses nothing and does nothing twice", function()
    local had = d:entries()
    for _ = 1, KILLS do
      pid = shell.serve(d.path, log)
      os.execute "sleep 0.06"
      assert.is_true(shell.stop(pid, "KILL"))
      pid = nil
    end
    local between = d:entries()
    pid = shell.serve(d.path, log)
    wait_until_through()
    assert.truthy(between > had) -- it did work on them before
    assert.equal(had + CROWD, d:entries())
    local rung = {}
    for _, row in ipairs(d:ask("outbox", "list").rows) do
      assert.is_nil(rung[row.ref], row.ref .. " rang twice")
      rung[row.ref] = true
    end
    for i = 1, CROWD do assert.is_true(rung[("B-%04d"):format(i)], i .. " never rang") end
  end)
end)
