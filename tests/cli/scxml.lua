-- Goal: `waymark scxml run` keeps its contract (JSON lines, exit statuses 0 to 4, what is told when), and import and export hand out what reads back. Method:
-- small charts in a folder of their own, through the program.
local shell = require "helper.shell"
local json = require "helper.json"

local folder

local function chart(inside, attributes)
  return ('<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" %s>%s</scxml>'):format(attributes or "", inside)
end

local function file(name, text) return shell.write(folder .. "/" .. name, text) end

local function run(text, ...)
  local out, err, status = shell.run({ "scxml", "run", file("chart.scxml", text), ... })
  local lines = {}
  for line in out:gmatch("[^\n]+") do lines[#lines + 1] = json.read(line) end
  return lines, status, err, out
end

local function of_type(lines, wanted)
  local found = {}
  for _, line in ipairs(lines) do if line.type == wanted then found[#found + 1] = line end end
  return found
end

local finals = '<final id="pass"/><final id="fail"/>'

describe("waymark scxml run", function()
  setup(function() folder = shell.folder() end)
  teardown(function() shell.remove(folder) end)

  it("prints configurations, logs and the end, byte for byte", function()
    local _, status, err, out = run(chart([[<state id="a"><transition event="t" target="b"/></state>
      <state id="b"><onentry><send event="late" delay="1s"/><log label="at" expr="'b'"/></onentry><transition event="late" target="pass"/></state>]] .. finals),
      "--events", file("s.json", [[{"events":[{"event":{"name":"t"}},{"after":1000,"event":{"name":"u","data":{"x":1}}}]}]]))
    assert.are.equal("", err)
    assert.are.equal(0, status)
    assert.are.equal([[
{"type":"config","after":null,"states":["a"],"atomic":["a"],"t":0,"done":false}
{"type":"log","label":"at","value":"b"}
{"type":"config","after":{"name":"t"},"states":["b"],"atomic":["b"],"t":0,"done":false}
{"type":"config","after":{"name":"u","data":{"x":1}},"states":["pass"],"atomic":["pass"],"t":1000,"done":true}
{"type":"end","final":"pass","t":1000}
]], out)
  end)

  it("without a script tells of each external event, and jumps over time", function()
    local lines, status = run(chart([[<state id="a"><onentry><send event="x" delay="2s"/><send event="y" delay="500ms"/></onentry>
      <transition event="x" target="pass"/></state>]] .. finals))
    local configs = of_type(lines, "config")
    assert.are.equal(3, #configs)
    assert.are.equal("y", configs[2].after.name)
    assert.are.equal(500, configs[2].t)
    assert.are.equal("x", configs[3].after.name)
    assert.is_true(configs[3].done)
    assert.are.same({ type = "end", final = "pass", t = 2000 }, lines[#lines])
    assert.are.equal(0, status)
  end)

  it("tells where it is after the start before what it has sent itself is delivered", function()
    local lines = run(chart('<state id="a"><onentry><send event="x"/></onentry><transition event="x" target="b"/></state><state id="b"/>'),
      "--events", file("s.json", '{"events":[]}'))
    assert.are.same({ "a" }, of_type(lines, "config")[1].atomic)
  end)

  it("ends 1 in `fail`", function()
    local lines, status = run(chart('<state id="a"><transition target="fail"/></state>' .. finals))
    assert.are.equal("fail", lines[#lines].final)
    assert.are.equal(1, status)
  end)

  it("ends 0 in another final state, and at rest where no state is called `pass` or `fail`", function()
    local lines, status = run(chart('<state id="a"><transition target="f"/></state><final id="f"/>'))
    assert.are.equal("f", lines[#lines].final)
    assert.are.equal(0, status)
    lines, status = run(chart('<state id="a"/>'))
    assert.are.same({ type = "end", t = 0, reason = "idle" }, lines[#lines])
    assert.are.equal(0, status)
  end)

  it("ends 4 when nothing is left that could lead to a verdict", function()
    local lines, status = run(chart('<state id="a"/>' .. finals))
    assert.are.same({ type = "end", t = 0, reason = "idle" }, lines[#lines])
    assert.are.equal(4, status)
  end)

  it("ends 2 for a document that is refused, with one sentence and its place", function()
    local _, status, err, out = run(chart('<state id="a"><transition target="b"/></state>'))
    assert.are.equal(2, status)
    assert.are.equal("", out)
    assert.are.equal(folder .. '/chart.scxml:1:77: There is no state "b".\n', err)
  end)

  it("ends 3 for a livelock, and says between which states", function()
    local lines, status = run(chart('<state id="a"><transition target="b"/></state><state id="b"><transition target="a"/></state>'))
    assert.are.equal(3, status)
    assert.are.equal("livelock", lines[#lines].reason)
    assert.truthy(lines[#lines].text:find("a", 1, true))
  end)

  it("ends 3 for events without end, and for one that takes too long", function()
    local endless = '<state id="a"><onentry><send event="x" %s/></onentry><transition event="x" target="a"/></state>'
    local out, _, stopped = shell.run { "scxml", "run", file("chart.scxml", chart(endless:format(""), 'datamodel="null"')) }
    assert.are.equal(3, stopped)
    assert.are.equal("livelock", json.read(out:match("[^\n]+\n$")).reason)
    local lines, status = run(chart(endless:format('delay="1s"')), "--max-time", "3.5s")
    assert.are.equal(3, status)
    assert.are.same({ type = "end", t = 3500, reason = "time" }, lines[#lines])
    assert.are.equal(4, #of_type(lines, "config"))
  end)

  it("ends 3 when a script is stopped by a limit", function()
    local lines, status = run(chart('<state id="a"><onentry><script>while true do end</script></onentry><transition target="b"/></state><state id="b"/>'))
    assert.are.equal(3, status)
    assert.are.equal("a script was stopped by a limit", lines[#lines].reason)
  end)

  it("runs at least sixty seconds of its own time by default, in none of ours", function()
    local wait = '<state id="a"><onentry><send event="x" delay="%s"/></onentry><transition event="x" target="pass"/></state>' .. finals
    local _, status = run(chart(wait:format("59s")))
    assert.are.equal(0, status)
    _, status = run(chart(wait:format("61s")))
    assert.are.equal(3, status)
  end)

  it("waits for the real clock when asked to", function()
    local text = chart('<state id="a"><onentry><send event="x" delay="300ms"/></onentry><transition event="x" target="pass"/></state>' .. finals)
    local function took(...)
      local before = tonumber(shell.lines("date +%s%N"))
      local _, status = run(text, ...)
      assert.are.equal(0, status)
      return (tonumber(shell.lines("date +%s%N")) - before) / 1e6
    end
    assert.is_true(took("--clock", "real") >= 300)
  end)

  it("reads its script from standard input", function()
    local path = file("chart.scxml", chart('<state id="a"><transition event="t" target="pass"/></state>' .. finals))
    local _, _, status = shell.run({ "scxml", "run", path, "--events", "-" }, { input = '{"events":[{"event":{"name":"t"}}]}' })
    assert.are.equal(0, status)
    local _, err, refused = shell.run({ "scxml", "run", path, "--events", "-" }, { input = '{"events":[]}\0junk' })
    assert.are.equal(2, refused)
    assert.truthy(err:find("NUL bytes", 1, true), err)
    _, err, refused = shell.run({ "scxml", "run", path, "--events", "-" }, { input = (" "):rep((8 << 20) + 1) })
    assert.are.equal(2, refused)
    assert.truthy(err:find("larger than 8 MiB", 1, true), err)
  end)

  it("traces what is taken, left, entered, raised and sent, and nothing else changes", function()
    local text = chart([[<state id="a"><transition event="t" target="b"/></state>
      <state id="b"><onentry><raise event="r"/><send event="s" delay="1s"/></onentry></state>]])
    local script = file("s.json", '{"events":[{"event":{"name":"t"}}]}')
    local lines, status = run(text, "--events", script, "--trace")
    local plain_lines = run(text, "--events", script)
    assert.are.equal(0, status)
    assert.are.equal("b", of_type(lines, "taken")[1].target)
    assert.are.equal("a", of_type(lines, "exited")[1].state)
    assert.are.equal("b", of_type(lines, "entered")[2].state)
    assert.are.equal("r", of_type(lines, "raised")[1].event)
    assert.are.equal(1000, of_type(lines, "sent")[1].what.delay_ms)
    assert.are.same(plain_lines[#plain_lines], lines[#lines])
    assert.are.equal(#plain_lines, #of_type(lines, "config") + #of_type(lines, "end") + #of_type(lines, "log"))
  end)

  it("says what is wrong with its options and its script, and runs nothing", function()
    local path = file("chart.scxml", chart '<state id="a"/>')
    for _, mistake in ipairs {
      { { "--clock", "slow" }, '--clock is "virtual" or "real", not "slow".' },
      { { "--max-time", "soon" }, "--max-time soon is no time; write for example 60s, 500ms or 2m." },
      { { "--events", file("s.json", "[]") },
        'The script has no list of events; it is written {"events": [{"after": 100, "event": {"name": "go"}}]}.' },
      { { "--events", file("t.json", '{"events":[{"event":{}}]}') },
        'Event 1 of the script has no name; a script is written {"events": [{"after": 100, "event": {"name": "go"}}]}.' },
      { { "--events", file("u.json", '{"events":[{"after":-1,"event":{"name":"x"}}]}') },
        '"after" of event 1 of the script must be a whole number of milliseconds.' },
    } do
      local out, err, status = shell.run({ "scxml", "run", path, table.unpack(mistake[1]) })
      assert.are.equal(mistake[2] .. "\n", err)
      assert.are.equal("", out)
      assert.are.equal(2, status)
    end
  end)

  it("invokes documents beside it, and none elsewhere", function()
    file("child.scxml", chart '<final id="done"><donedata><content>7</content></donedata></final>')
    local invoking = '<state id="a"><invoke src="%s"/><transition event="done.invoke" cond="_event.data == 7" target="pass"/>' ..
      '<transition event="error.communication" target="fail"/></state>' .. finals
    local _, status = run(chart(invoking:format("file:child.scxml")))
    assert.are.equal(0, status)
    _, status = run(chart(invoking:format("../" .. folder:match("[^/]+$") .. "/child.scxml")))
    assert.are.equal(1, status)
  end)

  it("runs the same chart in Lua, and no workflow of a board", function()
    local path = file("chart.scxml", chart('<state id="a"><transition event="t" cond="1 + 1 == 2" target="pass"/></state>' .. finals))
    local _, err, status = shell.run { "scxml", "import", path, "--output", folder .. "/chart.lua" }
    assert.are.equal("", err)
    assert.are.equal(0, status)
    local script = file("s.json", '{"events":[{"event":{"name":"t"}}]}')
    local from_xml = shell.run { "scxml", "run", path, "--events", script }
    local from_lua = shell.run { "scxml", "run", folder .. "/chart.lua", "--events", script }
    assert.are.equal(from_xml, from_lua)
    _, err, status = shell.run { "scxml", "run", "workflows/plan-action.lua" }
    assert.are.equal(2, status)
    assert.truthy(err:find("is a board's workflow", 1, true))
  end)
end)

describe("waymark scxml import and export", function()
  setup(function() folder = shell.folder() end)
  teardown(function() shell.remove(folder) end)

  local function definition(path)
    local out = shell.run { "workflow", "check", path, "--json" }
    return json.read(out).definition
  end

  it("bring a workflow out, and back to the same definition", function()
    local xml, lua = folder .. "/plan-update.scxml", folder .. "/plan-update.lua"
    local _, err, status = shell.run { "scxml", "export", "workflows/plan-update.lua", "--output", xml }
    assert.are.equal("", err)
    assert.are.equal(0, status)
    _, err, status = shell.run { "scxml", "import", xml, "--output", lua }
    assert.are.equal("", err)
    assert.are.equal(0, status)
    assert.are.same(definition "workflows/plan-update.lua", definition(lua))
  end)

  it("bring an SCXML chart in, out and in again as the same Lua", function()
    local path = file("chart.scxml", chart(
      '<parallel id="p"><state id="a"><history id="h"><transition target="b"/></history><state id="b"/></state></parallel>'))
    local first = shell.run { "scxml", "import", path }
    local exported = shell.run { "scxml", "export", file("chart.lua", first) }
    assert.are.equal(first, (shell.run { "scxml", "import", file("again.scxml", exported) }))
  end)

  it("write XML that others find well-formed", function()
    if not os.execute("command -v xmllint >/dev/null") then return end
    local exported = shell.run { "scxml", "export", "workflows/review-action.lua" }
    assert.is_true(os.execute("xmllint --noout " .. shell.quote(file("review.scxml", exported))))
  end)

  it("refuse in one sentence: a mistake, Lua functions, a file that is there", function()
    local _, err, status = shell.run { "scxml", "import", file("chart.scxml", "<scxml/>") }
    assert.are.equal(2, status)
    assert.truthy(err:find("chart.scxml:1:1: <scxml> is not in SCXML's namespace", 1, true))
    local exported = shell.run { "scxml", "export", "workflows/review-action.lua" }
    _, err, status = shell.run { "scxml", "import", file("review.scxml", exported) }
    assert.are.equal(2, status)
    assert.truthy(err:find("cannot be written as Lua", 1, true))
    local path = file("there.lua", "")
    _, err, status = shell.run { "scxml", "import", file("a.scxml", chart '<state id="a"/>'), "--output", path }
    assert.are_not.equal(0, status)
    assert.truthy(err:find("there.lua", 1, true))
    assert.are.equal("", shell.read(path))
    _, err, status = shell.run { "scxml", "export", file("bad.lua", "return { name = 'x' }") }
    assert.are.equal(2, status)
    assert.truthy(err:find("bad.lua", 1, true))
  end)
end)
