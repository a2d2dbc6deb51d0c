-- Goal (RELIABILITY 5.4, L1): while hostile Lua runs on a served board, commands on other items are answered within a second of it, and the
-- attacked item stands as it was. Method: a workflow for each kind of attack, sent to a running server in the background with a command on
-- another item right behind it; the server's own process is the same one at the end.
local shell = require "helper.shell"

local SECOND = 1000

local template = [[
local function attack(item)
%s
end
return { name = "%s", title = "Attack", noun = "attack", version = 1, ref = "X-{number}",
  roles = { owner = { title = "Owner", everyone = true } }, read = { "owner" }, start = { by = "owner", form = { "text" } },
  fields = { text = { type = "text", label = "Text" } }, list = { title = "text" }, initial = "open",
  states = { open = { title = "Open", on = {
    guarded = { label = "Guarded", by = "owner", target = "done", guard = when("it holds", attack) },
    acted = { label = "Acted", by = "owner", target = "done", actions = { run("act", attack) } },
    formed = { label = "Formed", by = "owner", target = "done", form = { "text" }, guard = when("the form is right", attack) } } },
    done = { title = "Done", type = "final" } } }
]]

local attacks = {
  spin = "while true do end",
  swallow = "while true do pcall(function() while true do end end) end",
  pattern = "return (('a'):rep(3000)):find('.-.-.-.-b')",
  memory = "local t, s = {}, ('x'):rep(1 << 20) for i = 1, 100 do t[i] = s .. i end",
  coroutines = "local t = {} while true do t[#t + 1] = coroutine.wrap(function() coroutine.yield() end) t[#t]() end",
  laughs = "local t = { 'ha' } for i = 1, 40 do t = { t, t, t, t } end return t",
}

local function now_ms() return tonumber((shell.lines("date +%s%3N"))) end

describe("hostile Lua on a served board", function()
  local folder, served, pid

  local function done(words)
    words[#words + 1], words[#words + 2] = "--board", served
    local out, err, status = shell.run(words)
    assert(status == 0, table.concat(words, " ") .. ": " .. err)
    return out
  end

  local function command(words) -- as a shell writes it
    local quoted = { shell.quote(shell.program) }
    for _, word in ipairs(words) do quoted[#quoted + 1] = shell.quote(word) end
    return table.concat(quoted, " ") .. " --board " .. shell.quote(served)
  end

  setup(function()
    folder = shell.folder()
    served = folder .. "/board"
    local _, err, status = shell.run { "init", served, "--seed", "examples/redcar-cleveland/board.lua" }
    assert(status == 0, err)
    pid = shell.serve(served, folder .. "/log")
    done { "case", "start", "review-action", "--ref", "RA-1", "--as", "h.dixon", "text=Other", "lead_agency=police", "recommendations=R1", "owner=p.shah",
      "due=2090-01-01" }
  end)
  teardown(function()
    assert.is_true(shell.stop(pid))
    shell.remove(folder)
  end)

  for name, attack in pairs(attacks) do
    it("others are served while it runs: " .. name, function()
      local file = shell.write(folder .. "/" .. name .. ".lua", template:format(attack, name))
      done { "workflow", "publish", file, "--as", "h.dixon" }
      done { "case", "start", name, "--ref", "X-" .. name, "--as", "h.dixon", "text=go" }
      local before = done { "case", "list", "--json" }
      for _, words in ipairs {
        { "case", "send", "X-" .. name, "guarded", "--as", "h.dixon" },
        { "case", "send", "X-" .. name, "acted", "--as", "h.dixon" },
        { "case", "explain", "X-" .. name, "formed", "--as", "h.dixon", "text=go" },
      } do
        local said, started = folder .. "/said", now_ms()
        os.execute(("( %s; echo \"exit $?\" ) >%s 2>&1 &"):format(command(words), shell.quote(said)))
        done { "case", "show", "RA-1", "--as", "h.dixon" }
        assert.is_true(now_ms() - started < 2 * SECOND, "the other command waited " .. (now_ms() - started) .. " ms")
        for _ = 1, 100 do
          if shell.read(said):find("exit %d") then break end
          os.execute("sleep 0.02")
        end
        local text = shell.read(said)
        assert.truthy(text:find("exit [01]"), text)
        assert.truthy(text:gsub("%s+", " "):find("was stopped", 1, true), text)
      end
      assert.are.equal(before, (done { "case", "list", "--json" }))
    end)
  end

  it("the server is the same process, and its journal holds", function()
    assert.is_true((os.execute("kill -0 " .. pid)))
    local out, err, status = shell.run { "journal", "verify", "--board", served }
    assert.are.equal(0, status, out .. err)
  end)
end)
