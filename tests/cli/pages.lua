-- Goal: what README.md, CONTRIBUTING.md and workflows/README.md show can be typed as it stands. Method: the README's commands run in order in a
-- folder where the program and the example lie as after `scripts/run`; what scripts and presets CONTRIBUTING names must exist; each piece of
-- Lua of workflows/README.md is put in its place in a small workflow, which must have no mistake.
local shell = require "helper.shell"

-- The fenced blocks of a page in a language, in order.
local function blocks(page, language)
  local found = {}
  for block in shell.read(page):gmatch("\n```" .. language .. "\n(.-)```\n") do found[#found + 1] = block end
  assert(#found > 0, page .. " has no block of " .. language)
  return found
end

describe("README.md", function()
  local folder = shell.folder()
  teardown(function() shell.remove(folder) end)

  local function lay_out()
    local program = shell.lines("realpath " .. shell.quote(shell.program)):gsub("\n", "")
    local script = ("mkdir -p %s/build/release && ln -s %s %s/build/release/waymark && ln -s \"$PWD/workflows\" \"$PWD/examples\" %s/"
      .. " && WAYMARK=%s examples/redcar-cleveland/play %s/build/redcar-cleveland >%s/told"):format(folder, shell.quote(program), folder, folder,
      shell.quote(program), folder, folder)
    assert(os.execute(script))
  end

  it("shows commands that do what they say, from the first to the last", function()
    lay_out()
    local commands = table.concat(blocks("README.md", "sh")):gsub("scripts/run\n", "") -- building is no test's business; what it leaves is laid out
    shell.write(folder .. "/commands", "set -eux\n" .. commands)
    local said = shell.lines(("cd %s && env -u WAYMARK_AS -u WAYMARK_BOARD bash commands 2>&1 || echo FAILED"):format(folder))
    assert.is_nil(said:find("FAILED", 1, true), said)
    assert.truthy(said:find("The journal holds", 1, true) and said:find('a board was made in "our-board"', 1, true), said)
  end)

  it("tells of a board's folder what is there", function()
    local rows = shell.read("README.md"):match("| In the board's folder.-\n\n")
    for path in shell.lines("ls " .. folder .. "/build/redcar-cleveland"):gmatch("[^\n]+") do
      assert.truthy(path:find("^waymark.db") or rows:find("`" .. path .. "/?`"), path)
    end
    local last = 0
    for path in rows:gmatch("`([%l%.]+)/?`") do
      last = last + 1
      local is_there = os.execute(("test -e %s/build/redcar-cleveland/%s"):format(folder, path))
      assert.truthy(is_there or path == "socket", path)
    end
    assert.is_true(last >= 7)
  end)
end)

describe("CONTRIBUTING.md", function()
  it("names scripts, tests and presets that there are", function()
    local presets = shell.read("CMakePresets.json")
    for line in blocks("CONTRIBUTING.md", "sh")[1]:gmatch("[^\n]+") do
      local script, word = line:match("^(scripts/%l+) ?([%l/]*)")
      if script then
        assert.is_true((os.execute("test -x " .. script)), script)
        if script == "scripts/fuzz" and word ~= "plain" then shell.read("tests/fuzz/" .. word .. ".c") end
        if word == "plain" then shell.read("tests/workflow/plain_random_spec.lua") end
        if script == "scripts/test" and word ~= "" then assert.is_true((os.execute("test -d tests/" .. word)), word) end
      end
      for preset in line:gmatch("%-%-preset (%l+)") do assert.truthy(presets:find('"name": "' .. preset .. '"', 1, true), preset) end
    end
  end)
end)

describe("workflows/README.md", function()
  local folder, page = shell.folder(), shell.read("workflows/README.md")
  local PLAIN, STATE, SEE, EVERY, INSTEAD, STOPS, ROLES, DECISION, HISTORY = 1, 2, 3, 4, 5, 6, 7, 8, 9 -- its blocks of Lua, in order
  teardown(function() shell.remove(folder) end)

  -- The conditions, each as the guard of an event; the "..." of the page filled with something.
  local function conditions()
    local events = {}
    for code in page:match("\n## Conditions\n(.-)\n\n"):gmatch("`([^`]+)`") do
      code = code:gsub("return %.%.%. end", "return item ~= nil end"):gsub("%.%.%.", 'has "due"')
      events[#events + 1] = ("c%d = { label = 'c%d', by = 'owner', guard = %s }"):format(#events + 1, #events + 1, code)
    end
    assert(#events >= 14, "the page shows fewer conditions than it did")
    return table.concat(events, ",\n")
  end

  -- The rows of Time, each in a state of its own that one can come to and leave.
  local function times()
    local states, ways = {}, {}
    for code in page:match("\n## Time\n(.-)\n\nA rung"):gmatch("\n| `([^`]+)` |") do
      local name = "t" .. #states + 1
      code = code:gsub("target = %.%.%.", 'target = "work"'):gsub("guard = %.%.%.", 'guard = has "due"'):gsub("%.%.%.", '"work"')
      states[#states + 1] = ("%s = { title = '%s', on = { back = { target = 'work', label = 'back', by = 'owner' } }, %s }"):format(name, name, code)
      ways[#ways + 1] = ("to_%s = { target = '%s', label = 'go', by = 'owner' }"):format(name, name)
    end
    assert(#states == 5, "the page shows another number of timers than it did")
    return table.concat(states, ",\n"), table.concat(ways, ",\n")
  end

  local frame = [[
return {
  name = "page", title = "Page", noun = "page", version = 1, ref = "P-{number}",
  roles = { ROLES },
  read = { "owner" },
  start = { by = "agency_lead", form = { "text" } },
  fields = use "review_fields",
  list = { title = "text", due = "due" },
  ladders = { overdue = { RUNG } },
  states = {
    work = { title = "Work", initial = "in_progress", states = {
      STATE
      evidence_submitted = { title = "Submitted", on = { pause = { target = "paused", label = "Pause", by = "owner" } } },
      paused = { title = "Paused", tags = { "standing" }, on = {
        again = { target = "in_progress", label = "Again", by = "owner" }, accept = { by = "owner", binds = { "text" } }, CONDITIONS
      } },
    }, on = { WAYS } },
    TIMES
  },
}
]]

  it("shows a workflow in plain form that has no mistake", function()
    local source = shell.write(folder .. "/plain.lua", blocks("workflows/README.md", "lua")[PLAIN])
    local said, err, status = shell.run { "workflow", "check", source }
    assert.are.equal(0, status, said .. err)
  end)

  it("shows states, roles, conditions and timers that a workflow can hold", function()
    local lua, filled = blocks("workflows/README.md", "lua"), {}
    filled.STATE, filled.ROLES, filled.CONDITIONS = lua[STATE], lua[ROLES], conditions()
    filled.TIMES, filled.WAYS = times()
    filled.RUNG = assert(page:match("\nA rung: `([^`]+)`"))
    local source = shell.write(folder .. "/page.lua", (frame:gsub("%u%u+", filled)))
    assert(os.execute(("ln -s \"$PWD/workflows/lib\" %s/lib"):format(folder)))
    local said, err, status = shell.run { "workflow", "check", source }
    assert.are.equal(0, status, said .. err)
    assert.are.equal("page, version 1: no mistakes.\n", said)
  end)

  it("shows what comes again, rungs of two times and a stopped clock as a workflow can hold them", function()
    local lua = blocks("workflows/README.md", "lua")
    local source = shell.write(folder .. "/again.lua", ([[
return {
  name = "again", title = "Again", version = 1,
  roles = { owner = { title = "Owner", person_in = "owner" }, manager = { post = "manager" }, chair = { post = "chair" } },
  start = { by = "owner", form = { "owner" } },
  fields = {
    owner = { type = "person" }, why = { type = "text" }, started = { type = "date" }, look_again = { type = "date" },
    due = { type = "date" }, alarm = { type = "yesno" }, priority = { type = "choice", options = { "high", "low" } },
  },
  ladders = { overdue = { %s } },
  states = {
    open = { ladder = "overdue", %s on = { %s } },
    paused = { on = { go_on = { target = "open", by = "owner" } } },
    yearly_review = { on = { done = { target = "open", by = "owner" } } },
  },
}
]]):format(lua[INSTEAD], lua[EVERY], lua[STOPS]))
    local said, err, status = shell.run { "workflow", "check", source }
    assert.are.equal(0, status, said .. err)
  end)

  it("shows a decision on what was seen, and what may follow when that changes, as a workflow can hold them", function()
    local ways = {}
    for code in page:match("\n## Decisions on what was seen\n(.-)\n## "):gmatch("\n%* `([^`]+)`") do ways[#ways + 1] = code end
    assert.are.equal(4, #ways)
    local lua = blocks("workflows/README.md", "lua")
    local source = shell.write(folder .. "/decision.lua", ([[
return {
  name = "decision", title = "Decision", version = 1,
  roles = { owner = { title = "Owner", person_in = "owner" }, manager = { post = "manager" }, chair = { post = "chair" } },
  start = { by = "owner", form = { "owner" } },
  fields = { owner = { type = "person" }, text = { type = "text" }, success_measure = { type = "text" }, evidence = { type = "evidence" } },
  states = {
    agency_confirmed = { on = { %s } },
    implemented = { on = { close = { target = "closed", by = "owner", %s } }, %s },
    closed = { tags = { "closed" }, %s },
    begun_anew = { on = { go = { target = "agency_confirmed", by = "owner", %s } } },
  },
  on = { begin = { target = "begun_anew", by = "owner" } },
}
]]):format(lua[DECISION], table.unpack(ways)))
    local said, err, status = shell.run { "workflow", "check", source }
    assert.are.equal(0, status, said .. err)
  end)

  it("shows who sees what as a workflow can say it", function()
    local lua = blocks("workflows/README.md", "lua")
    local source = shell.write(folder .. "/see.lua", ([[
return {
  name = "see", title = "See", version = 1,
  roles = {
    lead = { person_in = "lead" }, manager = { post = "manager" }, partners = { group = "partners" }, executive = { post = "executive" },
  },
  %s
  start = { by = "manager", form = { "lead" } }, fields = { lead = { type = "person" }, finding = { type = "text" } },
  states = {
    draft = { on = { share = { target = "shared", by = "lead", form = { "finding" } } } },
    shared = { on = { back = { target = "draft", by = "manager" } } },
  },
}
]]):format(lua[SEE]))
    local said, err, status = shell.run { "workflow", "check", source }
    assert.are.equal(0, status, said .. err)
  end)

  it("shows a pause that a workflow can hold", function()
    local lua, more = blocks("workflows/README.md", "lua"), {}
    for code in page:match("\nThree more words.-\n\n(.-)\n\n`waymark"):gmatch("\n?%* `([^`]+)`") do more[#more + 1] = code end
    assert(#more == 3, "the page shows another number of words than it did")
    local source = shell.write(folder .. "/pause.lua", ([[
return {
  name = "pause", title = "Pause", version = 1,
  roles = { owner = { title = "Owner", person_in = "owner" } },
  start = { by = "owner", form = { "owner" } }, fields = { owner = { type = "person" }, due = { type = "date" } },
  states = {
    %s
    more = { always = { guard = has "due", %s }, %s, entry = { %s } },
  },
  on = { go = { target = "more", by = "owner" } },
}
]]):format(lua[HISTORY], more[1], more[2]:gsub("%.%.%.", '{ target = "work" }'), more[3]))
    local said, err, status = shell.run { "workflow", "check", source }
    assert.are.equal(0, status, said .. err)
  end)
end)
