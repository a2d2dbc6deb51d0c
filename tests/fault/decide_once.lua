-- Goal: of many who take the same decision at once, one does and every other is told who did (E2; RELIABILITY 6.3). Method: a served board, and two
-- hundred commands at once: the same event with the version that all of them saw, then the same meeting's decisions confirmed by its chair and by
-- whoever chaired it.
local board = require "helper.board"
local shell = require "helper.shell"

local ATTEMPTS, M = 200, "LLIP-2016-12-06"

-- Runs the command `words(i)` for each attempt, all at once; returns what each said, and how many ended well.
local function at_once(folder, path, words)
  local lines = {}
  for i = 1, ATTEMPTS do
    local quoted = {}
    for _, word in ipairs(words(i)) do quoted[#quoted + 1] = shell.quote(word) end
    lines[i] = ("(%s %s --board %s >%s/said.%d 2>&1; echo $? >%s/status.%d) &"):format(shell.quote(shell.program), table.concat(quoted, " "), shell.quote(path),
      folder, i, folder, i)
  end
  lines[#lines + 1] = "wait"
  local script = shell.write(folder .. "/all.sh", table.concat(lines, "\n"))
  os.execute("bash " .. shell.quote(script))
  local said, won = {}, {}
  for i = 1, ATTEMPTS do
    said[i] = shell.read(folder .. "/said." .. i)
    local status = tonumber(shell.read(folder .. "/status." .. i))
    assert(status == 0 or status == 1, "exit " .. tostring(status) .. ": " .. said[i])
    if status == 0 then won[#won + 1] = i end
  end
  return said, won
end

describe("a decision that two hundred take at once", function()
  local b, pid
  setup(function()
    b = board.new "2016-11-01T09:00:00Z"
    b:run("workflow", "publish", "workflows/meeting.lua", "--as", "h.dixon")
    for _, ref in ipairs { "RA-1", "RA-2" } do
      b:run("case", "start", "review-action", "--ref", ref, "--as", "h.dixon", "lead_agency=hospitals", "owner=s.reid", "priority=medium", "due=2017-03-22",
        "impact_due=2017-09-30", "text=Action", "success_measure=In time", "baseline=None", "target=90", "recommendations=R1", "plan_priority=1")
      b:send(ref, "accept_lead", "l.tanaka", "acceptance=By letter")
    end
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
    b:run("meeting", "open", M, "--chaired-by", "a.novak", "--as", "h.dixon", "--now", "2016-12-06T10:00:00Z")
    b:run("meeting", "attend", M, "a.novak=present", "j.bell=present", "--as", "h.dixon")
    b:run("meeting", "record", M, "RA-2", "agree", "--minute", "5.1", "--as", "h.dixon")
    b:run("run-due") -- what is late is told now, and changes no item between looking and sending
    pid = shell.serve(b.path, b.folder .. "/log")
  end)
  teardown(function()
    if pid then shell.stop(pid) end
    b:run("journal", "verify")
    b:remove()
  end)

  local function entries_of(ref, kind)
    local found = 0
    for _, entry in ipairs(b:ask("case", "history", ref).entries) do
      if entry.what == kind and entry.became then found = found + 1 end
    end
    return found
  end

  it("is taken once, and the others are told who took it", function()
    local version = tostring(b:show("RA-1").revision)
    local said, won = at_once(b.folder, b.path, function(i)
      return { "case", "send", "RA-1", "agree", "--version", version, "--as", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP", "minute_ref=" .. i }
    end)
    assert.equal(1, #won, said[1])
    local minute = b:field("RA-1", "minute_ref")
    assert.equal(tostring(won[1]), minute)
    for i, text in ipairs(said) do
      if i ~= won[1] then
        assert.truthy(text:find("RA-1 has moved on since you saw it", 1, true), text)
        assert.truthy(text:find("Agree it at LLIP, decided by Robert Steel, recorded by Helen Dixon", 1, true), text)
      end
    end
    assert.equal(1, entries_of("RA-1", "Agree it at LLIP"))
  end)

  it("of a meeting is confirmed once, and the others are told by whom", function()
    local who = { [0] = "a.novak", "r.steel" }
    local names = { [0] = "Anna Novak", "Robert Steel" }
    local version = tostring(b:show(M).revision)
    local said, won = at_once(b.folder, b.path, function(i) return { "meeting", "confirm", M, "--version", version, "--as", who[i % 2] } end)
    assert.equal(1, #won, said[1])
    for i, text in ipairs(said) do
      if i ~= won[1] then assert.truthy(text:find("confirmed already, by " .. names[won[1] % 2], 1, true), text) end
    end
    assert.equal(1, entries_of("RA-2", "Agree it at LLIP"))
    assert.equal(who[won[1] % 2], b:field(M, "confirmed_by"))
  end)
end)
