-- Goal: a simulation tells what then really happens, and does none of it (DESIGN ideas 3 and 4). Method: a board with a manual clock is
-- simulated for months, with and without a script; then its clock is moved from one due instant to the next and the same people send the
-- same events, and each thing that happens must be the next one of the story. What a story may not do is refused in one sentence.
local desk = require "helper.desk"
local json = require "helper.json"

local UNTIL, END = "2017-03-31", "2017-03-31T22:59:59.999Z"

describe("a simulation", function()
  local d
  before_each(function()
    d = desk.new()
    d:run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=Other", "agency=north", "owner=o.owner", "due=2016-10-31")
    d:run("case", "send", "K-1", "set_moment", "--as", "o.owner", "moment=2016-09-05T10:00:00Z")
  end)
  after_each(function() d:remove() end)

  local function told(step)
    local names = {}
    for i, one in ipairs(step.told or {}) do names[i] = one.to end
    return table.concat(names, ",")
  end
  local function shown(step) return ("%s %s %s [%s] %s"):format(step.at, step.ref, step.what, table.concat(step.state or {}, ","), told(step)) end

  local function story(...)
    local steps = {}
    for i, step in ipairs(d:ask("simulate", "--until", UNTIL, "--as", "m.test", ...).steps) do steps[i] = shown(step) end
    return steps
  end

  -- The clock is moved to each due instant in turn, as a server that never sleeps would see it.
  local function live_until(instant, steps)
    while true do
      local next = d:ask("status", "--as", "m.test").next
      if not next or next > instant then break end
      for _, step in ipairs(d:ask("run-due", "--as", "m.test", "--now", next).fired) do steps[#steps + 1] = shown(step) end
    end
    return steps
  end

  it("tells what then happens, and does none of it", function()
    local entries = d:entries()
    local before = story()
    assert.equal(entries, d:entries())
    assert.truthy(#before >= 3, #before)
    assert.same(before, live_until(END, {}))
    d:run("journal", "verify")
  end)

  it("plays what people do meanwhile", function()
    local script = d:file("script.jsonl", table.concat({
      '{"at":"2016-09-07T08:00:00Z","op":"case.send","as":"o.owner","case":"K-1","event":"count"}', "",
      '{"at":"2016-09-08T08:00:00Z","op":"case.send","as":"o.owner","case":"K-1","event":"nonsense"}',
      '{"at":"2016-09-08T08:00:00Z","op":"case.start","workflow":"task","ref":"K-9","data":{"text":"New","owner":"o.owner","due":"2016-11-30"}}',
    }, "\r\n"))
    local before = story("--script", script)
    local steps = live_until("2016-09-07T08:00:00Z", {})
    local sent = d:ask("case", "send", "K-1", "count", "--as", "o.owner", "--now", "2016-09-07T08:00:00Z")
    steps[#steps + 1] = shown { at = "2016-09-07T08:00:00.000Z", ref = "K-1", what = "count", state = sent.state, told = sent.told }
    live_until("2016-09-08T08:00:00Z", steps)
    local _, refused = pcall(d.run, d, "case", "send", "K-1", "nonsense", "--as", "o.owner", "--now", "2016-09-08T08:00:00Z")
    assert.truthy(tostring(refused):find("is not something that can happen", 1, true))
    steps[#steps + 1] = shown { at = "2016-09-08T08:00:00.000Z", ref = "K-1", what = "nonsense" }
    local started = d:ask("case", "start", "task", "--ref", "K-9", "--as", "m.test", "text=New", "owner=o.owner", "due=2016-11-30")
    steps[#steps + 1] = shown { at = "2016-09-08T08:00:00.000Z", ref = "K-9", what = "case.start", state = started.state }
    assert.same(before, live_until(END, steps))
  end)

  it("shows nobody what they may not see", function()
    local outsider = d:ask("simulate", "--until", UNTIL, "--as", "x.out")
    assert.same({}, outsider.steps)
    assert.equal(0, outsider.fired)
    assert.equal(0, outsider.hidden)
  end)

  it("opens nothing by its script", function()
    local function line(more) return ('{"at":"2016-09-02T08:00:00Z",%s}'):format(more) end
    local grant = d:file("grant", line '"op":"directory.put","as":"m.test","kind":"post","id":"business_manager","document":{"holder":"x.out"}')
    d:wrong({ says = { "Only the Business Manager's office" } }, "simulate", "--until", UNTIL, "--as", "x.out", "--script", grant)
    local send = d:file("send", line '"op":"case.send","case":"K-1","event":"count"')
    local steps = d:ask("simulate", "--until", UNTIL, "--as", "x.out", "--script", send).steps
    assert.equal(1, #steps)
    assert.truthy(steps[1].refused:find("There is no item", 1, true), steps[1].refused)
    local clock = d:file("clock", line '"op":"case.send","case":"K-1","event":"count","now":"2040-01-01T00:00:00Z"')
    d:wrong({ says = { '"now"' } }, "simulate", "--until", UNTIL, "--as", "m.test", "--script", clock)
  end)

  it("says in one sentence what it cannot do", function()
    local function refused(line, ...)
      d:wrong({ says = { ... } }, "simulate", "--until", UNTIL, "--as", "m.test", "--script", d:file("s", line))
    end
    d:wrong({ status = 2 }, "simulate", "--as", "m.test")
    d:wrong({ says = { "is over already" } }, "simulate", "--until", "2015-01-01", "--as", "m.test")
    d:wrong({ says = { "thirty years" } }, "simulate", "--until", "2090-01-01", "--as", "m.test")
    d:wrong({ says = { "February 2017 has 28 days" } }, "simulate", "--until", "2017-02-30", "--as", "m.test")
    refused('{"op":"case.send"}', "Line 1", '"at"')
    refused('{"at":"yesterday","op":"case.send"}', "Line 1")
    refused('{"at":"2016-08-01T08:00:00Z","op":"case.send"}', "Line 1", "before")
    refused('{"at":"2016-10-01T08:00:00Z","op":"case.list"}', "Line 1", "change something")
    refused('{"at":"2016-10-01T08:00:00Z","op":"bundle.create"}', "Line 1", "no files")
    refused("not JSON", "Line 1 of the script")
    refused("[]", "Line 1 of the script")
  end)

  it("takes the commands that people type, each after its day, and refuses what it does not know", function()
    local script = d:file("typed", "# a line for readers\n2016-09-02 case send K-1 nonsense --as o.owner\n" ..
      "2016-09-02 14:30 waymark case start task --ref K-8 text='Two words' owner=o.owner due=2016-11-30\n")
    local steps = d:ask("simulate", "--until", "2016-09-03", "--as", "m.test", "--script", script).steps
    assert.truthy(steps[1].refused:find("is not something that can happen", 1, true), steps[1].refused)
    assert.equal("K-8", steps[2].ref)
    assert.equal("2016-09-02T13:30:00.000Z", steps[2].at)
    local function refused(line, ...)
      d:wrong({ says = { "Line 1 of the script", ... } }, "simulate", "--until", UNTIL, "--as", "m.test", "--script", d:file("s", line))
    end
    refused("2016-09-02 case show K-1", '"case start", "case send" or "evidence add"')
    refused("2016-09-02 case send K-1", "does not say all that it needs")
    refused("2016-09-02 case send K-1 count --until 2016-10-01", "--until, which cannot stand there")
    refused('{"at":"2016-09-02","op":"case.send","case":"K-1","event":"count","values":{"x":"1"}}', '"values" says nothing to case.send', '"data"')
    assert.truthy(d:run("simulate", "--until", "2016-09-03", "--as", "x.out"):find("That is what you may see", 1, true))
  end)

  it("takes evidence as it is typed, without looking at the file, and what asks for some goes on with it", function()
    d:run("workflow", "publish", d:file("proof.lua", [[
return workflow {
  name = "proof", title = "Proof", noun = "proof", version = 1, ref = "PR-{number}",
  roles = { manager = { title = "Manager", post = "business_manager" } },
  start = { by = "manager", must_give = { "text" } },
  fields = { text = { type = "text", label = "What" }, evidence = { type = "evidence", label = "Evidence" } },
  step "open" {
    holder = "manager",
    choices = {
      { "Add evidence", by = "manager", does = { attach() }, stays = true },
      { "Close it", by = "manager", only_if = { at_least(1, "evidence") }, go_to = "closed" },
    },
  },
  step "closed" { closed = true },
}
]]), "--as", "m.test")
    local script = d:file("proof.txt", "2016-09-02 case start proof text=Lessons\n2016-09-03 case send PR-001 close_it\n" ..
      "2016-09-04 evidence add PR-001 folder/not-there.pdf --level impact --title 'What pupils say' --date 2016-08-01\n" ..
      "2016-09-05 case send PR-001 close_it\n" ..
      "2016-09-06 evidence add PR-001 late.pdf --level impact --title Late\n2016-09-06 evidence add K-1 x.pdf --level none --title x --as o.owner\n")
    local entries = d:entries()
    local steps = {}
    for _, step in ipairs(d:ask("simulate", "--until", "2016-09-30", "--as", "m.test", "--script", script).steps) do
      if step.by then steps[#steps + 1] = step end
    end
    assert.truthy(steps[2].refused:find("Close it", 1, true), steps[2].refused)
    assert.same({ "evidence.add", "PR-001" }, { steps[3].what, steps[3].ref })
    assert.equal(nil, steps[3].refused)
    local said = d:run("simulate", "--until", "2016-09-30", "--as", "m.test", "--script", script)
    assert.truthy(said:find("PR-001: case start by Mia Manager", 1, true), said)
    assert.truthy(said:find("PR-001: evidence add by Mia Manager", 1, true), said)
    assert.same({ "closed" }, steps[4].state)
    assert.truthy(steps[5].refused:find("not something that can happen", 1, true), steps[5].refused)
    assert.truthy(steps[6].refused:find('"none" is no level of evidence', 1, true), steps[6].refused)
    assert.equal(entries, d:entries())
    assert.falsy(d:run("case", "list", "--as", "m.test"):find("PR-001", 1, true))
    local function refused(line, ...)
      d:wrong({ says = { "Line 1 of the script", ... } }, "simulate", "--until", UNTIL, "--as", "m.test", "--script", d:file("s", line))
    end
    refused("2016-09-02 evidence add K-1 x.pdf --title x", "does not say all that it needs", "--level LEVEL --title TITLE")
    refused("2016-09-02 evidence add K-1 x.pdf y.pdf --level impact --title x", '"y.pdf" too much')
    refused("2016-09-02 evidence add K-1 x.pdf --until 2017-01-01", "--until, which cannot stand there; --as, --level, --title")
  end)

  it("is the same through a server", function()
    local shell = require "helper.shell"
    local before = d:run("simulate", "--until", UNTIL, "--as", "m.test", "--json")
    local pid = shell.serve(d.path, d.folder .. "/log")
    local served = d:run("simulate", "--until", UNTIL, "--as", "m.test", "--json")
    assert.is_true(shell.stop(pid))
    assert.same(json.read(before), json.read(served))
  end)
end)
