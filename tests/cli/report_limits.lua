-- Goal: a report of the board's own that is wrong, endless or hungry ends with one sentence that names file and line, and a server goes on. Method: such
-- reports, one after another, in process and of a server.
local board = require "helper.board"
local shell = require "helper.shell"
local report = require "helper.report"

describe("a report that goes wrong", function()
  local b
  local function says(text, part) assert.truthy(text:find(part, 1, true), ("does not say %q:\n%s"):format(part, text)) end
  local function ends(run, ...)
    report.put(b, "bad", run)
    local said = b:refused("report", "bad")
    assert.are.equal(1, select(2, said:gsub("\n", "\n")), said)
    for _, part in ipairs { ... } do says(said, part) end
  end

  setup(function() b = board.new "2016-09-01T09:00:00Z" end)
  teardown(function() b:remove() end)

  it("names file and line of a mistake", function()
    report.write(b, "bad", 'return {\n  name = "bad", title = "T", for_whom = "W",\n  run = function(host)\n    return host.nothing.here\n  end,\n}\n')
    says(b:refused("report", "bad"), "plugins/reports/bad.lua:4:5: Line 4: Lua stopped here: attempt to index a nil value (field 'nothing').")
    report.write(b, "bad", "return {\n  name = ")
    says(b:refused("report", "bad"), "plugins/reports/bad.lua")
    says(b:run("report", "list"), "It cannot be used: plugins/reports/bad.lua")
    report.write(b, "bad", 'return { name = "good", title = "T", for_whom = "W", run = function() end }')
    says(b:refused("report", "bad"), 'name = "bad"')
    report.write(b, "bad", 'return { name = "bad", for_whom = "W", run = function() end }')
    says(b:refused("report", "bad"), "A report needs a `title`")
  end)

  it("cannot go on for ever, nor take all memory, nor catch that it is stopped", function()
    ends("while true do end", "plugins/reports/bad.lua:1:", "It ran for more than 20 million steps and was stopped.")
    ends('local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end', "MiB of memory and was stopped.")
    ends('local s = "x" while true do s = s .. s end', "MiB of memory and was stopped.")
    ends("pcall(function() while true do end end)", "Nothing is called `pcall` here.")
    ends('host.count { by = {}, except = "RA-1" }', "host.count: `except` must be a list of references.")
    ends('return ("x"):rep(1e9)', "It made a text of more than 1 MiB and was stopped.")
    ends('return ("a"):rep(1000):find(".-.-.-b")', "could take for ever")
    ends('return ("a"):rep(5000):find("a-b")', "could take for ever")
  end)

  it("cannot go on for ever inside a function of the library, where no step is counted", function()
    for _, pattern in ipairs { '(".?"):rep(40) .. "b"', '"[\\0a]-[\\0a]-b"', '"%b()"', '"(a*)%1b"', '"[" .. ("b"):rep(100000) .. "]"' } do
      ends(('return ("a"):rep(20000):find(%s)'):format(pattern), "could take for ever")
    end
    ends('return ("a"):rep(4000):gsub(".-.-b", "", 1)', "could take for ever")
    ends('return ("a"):rep(4000):match(".-.-b", 1, true)', "could take for ever")
    ends('for _ = 1, 1000 do local _ = ("a"):rep(4000):find "a-b" end', "million steps and was stopped")
    local long = "setmetatable({}, { __len = function() return 1 << 50 end })"
    for _, call in ipairs { "remove(%s, 1)", "insert(%s, 1, 2)" } do ends("table." .. call:format(long), "million steps and was stopped") end
    ends('table.concat(setmetatable({}, { __index = table.concat }), "", 1, 1 << 50)', "million steps and was stopped")
  end)

  it("reaches nothing but the board", function()
    for _, name in ipairs { "os", "io", "load", "require", "dofile", "debug", "package" } do
      ends(("return %s.x"):format(name), ("Nothing is called `%s` here."):format(name))
    end
    ends('return host.ask("case.start", { workflow = "review-action" })', 'A report cannot ask "case.start"')
    ends('return host.ask("case.history", { case = "RA-1" })', 'A report cannot ask "case.history"')
    ends('return host.items { as = "p.shah" }', 'host.items knows no filter "as".')
    ends('return host.items { workflow = 7 }', '"workflow" in a request must be text')
    ends('return host.items { workflow = "nothing" }', "nothing")
    ends('return host.count { by = { "holder" } }', 'host.count cannot count by "holder"')
    ends('return host.count { by = { "theme", "outcomes", "theme" } }', '"theme" is counted by twice')
    ends('local by = {} for i = 1, 100000 do by[i] = "theme" end return host.count { by = by }', "counts by at most 5 keys together")
    ends('return host.count { by = { "closed" }, of = { closed = { open = false } } }', 'called "closed", as what is counted by is')
    ends('return host.count { of = { words = { open = false } } }', '"words" has each group in words')
    ends('return host.count { of = { late = { due = "2016-01-01" } } }', 'a condition of `of` knows no "due"')
    ends('return host.item "RA-99"', 'There is no item "RA-99" on this board')
    ends('return host.add("10 days after date", "2016-04-04")', "Working days or calendar days?")
    ends('return host.days("yesterday", "2016-04-04")', "yesterday")
    ends('return host.setting "password"', 'There is no setting called "password".')
  end)

  it("must give back a document", function()
    ends("return 1", "must give back { sections = { ... } }")
    ends("local t = {} t.t = t return t", "nested more than 20 deep")
    ends('return { sections = { { tables = { { title = "T", columns = {} } } } } }', "in section 1, table 1, `columns` must be a list")
    ends('return { sections = { { tables = { { title = "T", columns = { { name = "a", title = "A", kind = "date" } }, rows = { { a = "soon" } } } } } } }',
      "a date such as \"2017-03-31\" is wanted here")
    ends('return { sections = { { tables = { { title = "T", columns = { { name = "a", title = "A", kind = "rag" } }, rows = { { a = "red" } } } } } } }',
      "it has colours and no `key`")
    ends("return { sections = { function() end } }", "A function can be no part of what is given back.")
  end)

  it("does not end a server", function()
    report.put(b, "bad", "while true do end")
    report.put(b, "hungry", 'local s = "x" while true do s = s .. s end')
    local server = shell.serve(b.path, b.folder .. "/log")
    says(b:refused("report", "bad"), "It ran for more than 20 million steps")
    says(b:refused("report", "hungry"), "MiB of memory and was stopped.")
    says(b:run("report", "overdue"), "Overdue work")
    shell.stop(server)
  end)
end)
