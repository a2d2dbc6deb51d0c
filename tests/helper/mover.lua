-- A desk for tests of moving items to a next version: new for each test, with the first version of the workflow `paper` where one is given,
-- and what such a test does over and over. A mover is used as the desk that it has.
local desk = require "helper.desk"
local json = require "helper.json"
local shell = require "helper.shell"

local mover = {}

-- What one does to items of `paper`, by the words of the command line. `d` is the mover.
local function deeds(d)
  function d.start(ref, ...) d:run("case", "start", "paper", "--ref", ref, "--as", "m.test", "text=A paper", "owner=o.owner", ...) end
  -- Many at once: P-1, P-2 and so on.
  function d.start_many(count)
    local requests = {}
    for i = 1, count do
      requests[i] = ('{"op":"case.start","workflow":"paper","ref":"P-%d","as":"m.test","data":{"text":"A paper","owner":"o.owner"}}\n'):format(i)
    end
    d:run("batch", d:file("starts", table.concat(requests)))
  end
  function d.send(ref, event, ...) d:run("case", "send", ref, event, "--as", "o.owner", ...) end
  function d.publish(text, ...) return (d:run("workflow", "publish", d:file("next.lua", text), "--as", "m.test", ...):gsub("%s+", " ")) end
  function d.migrate(...) return d:run("workflow", "migrate", "paper", "--as", "m.test", "--reason", "Agreed by the board", ...) end
end

-- What one asks of them.
local function questions(d)
  function d.show(ref, ...) return d:ask("case", "show", ref, ...) end
  -- What is said of a text that is checked for this board.
  function d.check(text, status)
    local out, err, exit = shell.run { "workflow", "check", d:file("checked.lua", text), "--as", "m.test", "--board", d.path }
    assert(exit == (status or 0), err)
    return (out:gsub("%s+", " "))
  end
  function d.history(ref, ...) return d:ask("case", "history", ref, ...).entries end
  function d.dry(...) return d:run("workflow", "migrate", "paper", "--dry-run", "--as", "m.test", ...) end
  -- The same, {REF: ITEM}.
  function d.look(...)
    local found = {}
    for _, item in ipairs(d:ask("workflow", "migrate", "paper", "--dry-run", "--as", "m.test", ...).items) do found[item.ref] = item end
    return found
  end
  -- A part of the last entry of an item, as it lies in the store.
  function d.part(_, ref, name)
    local question = ("SELECT p.parts FROM entries e JOIN payloads p ON p.sequence = e.sequence WHERE e.case_id = "
      .. "(SELECT id FROM cases WHERE ref = '%s') ORDER BY e.sequence DESC LIMIT 1"):format(ref)
    local code = ('import sqlite3; print(sqlite3.connect("%s/waymark.db").execute("%s").fetchone()[0])'):format(d.path, question)
    for _, part in ipairs(json.read(shell.lines("python3 -c " .. shell.quote(code)))) do if part.name == name then return part.value end end
  end
  -- {WHAT: DATE} of an item that was shown.
  function d.due(view)
    local all = {}
    for _, one in ipairs(view.due) do all[one.what] = one["local"] end
    return all
  end
  function d.fired(...)
    local all = {}
    for _, one in ipairs(d:ask("run-due", ...).fired) do all[#all + 1] = one.what end
    return all
  end
end

-- before_each(d.begin), after_each(d.finish).
function mover.new(text)
  local now
  local d = setmetatable({}, { __index = function(_, name) return now[name] end })
  deeds(d)
  questions(d)
  function d.begin()
    now = desk.new { bare = true }
    if text then d.publish(text) end
  end
  function d.finish()
    assert(d:ask("journal", "verify").ok)
    d:remove()
  end
  return d
end

return mover
