-- Goal: many items are moved to a newer version by parts, so that a server has others to answer, and all or none of them all the same; what
-- colleagues change meanwhile is met as it is then, and what is said of all together is of one moment (V2, V3, DESIGN idea 2).
-- Method: a server, and between it and the command somebody who lets a colleague in at a given request (helper/between.py).
local json = require "helper.json"
local mover = require "helper.mover"
local papers = require "helper.paper"
local shell = require "helper.shell"

describe("many items on an older version", function()
  local d = mover.new(papers.text)
  local server, proxy, path
  local function has(text, part) assert.truthy(text:find(part, 1, true), part .. "\n" .. text) end

  before_each(function()
    d.begin()
    d.start_many(250)
    d.publish(papers.next)
    path = d.folder .. "/between"
    server = shell.serve(d.path, d.folder .. "/log")
    proxy = shell.lines(("python3 tests/helper/between.py %s %s >%s/proxy 2>&1 & echo $!"):format(path, d.path, d.folder)):match("%d+")
    assert(shell.comes(function() return shell.exists(path .. "/socket") end))
  end)
  after_each(function()
    shell.stop(proxy, "KILL")
    shell.stop(server)
    d:run("rebuild")
    d.finish()
  end)

  local function run(...)
    local words = { "workflow", "migrate", "paper", "--as", "m.test", "--board", path, ... }
    return shell.run(words)
  end
  local function must(...)
    local out, err, status = run(...)
    assert(status == 0, err)
    return out
  end
  -- Before the number-th request for op a colleague types these.
  local plans
  local function meanwhile(op, number, ...)
    local words = { shell.quote(shell.program) }
    for _, word in ipairs { ... } do words[#words + 1] = shell.quote(word) end
    words[#words + 1] = "--board " .. d.path
    plans = (plans or "") .. ("%s %d %s\n"):format(op, number, table.concat(words, " "))
    shell.write(path .. "/plan", plans)
  end
  before_each(function() plans = nil end)
  local function asked()
    local rows = {}
    for line in shell.read(path .. "/asked"):gmatch("[^\n]+") do
      local row = json.read(line)
      rows[#rows + 1] = ("%s %s%d"):format(row.op, row.refs and "refs " or "", row.cases)
    end
    return rows
  end

  it("are made ready by parts, and moved in one go", function()
    local said = must("--reason", "Agreed")
    has(said, "P-250: moved from version 1 to version 2.\n")
    assert.same({ "workflow.ready refs 0", "workflow.ready 100", "workflow.ready 100", "workflow.ready 50", "workflow.migrate 0" }, asked())
    assert.equal(2, d.show("P-77").workflow_version)
    local rows = d.history "P-77"
    assert.equal("Moved from version 1 to version 2 of its workflow by Mia Manager. Agreed", rows[#rows].text)
  end)

  it("are moved as they are by then, though a colleague changed one that was ready", function()
    meanwhile("workflow.migrate", 1, "case", "send", "P-5", "hand_in", "--as", "o.owner", "note=In between")
    must("--reason", "Agreed", "--map", "work.handed_in=work.received")
    assert.same({ "work.received", "talk.quiet", "clock.running" }, d.show("P-5").state)
    assert.same({ "work.draft", "talk.quiet", "clock.running" }, d.show("P-6").state)
  end)

  it("are moved by no rights, posts or days off of before", function()
    meanwhile("workflow.migrate", 1, "calendar", "add", "2016-09-07", "Closed", "--local", "--yes", "--as", "m.test", "--reason", "Flooded")
    must("--reason", "Agreed")
    assert.equal("Fri 9 Sep 2016 23:59", d.due(d.show("P-9"))["5 working days"])
    assert.same({}, d:ask("timers", "check").found)
  end)

  it("are none of them moved where a colleague changed one that was ready so that it cannot be", function()
    meanwhile("workflow.migrate", 1, "case", "send", "P-5", "check", "--as", "o.owner")
    local out, err, status = run("--reason", "Agreed")
    assert.same({ "", 1 }, { out, status })
    has(err, "None was moved, since 1 of 250 essays cannot be: P-5 stranded (")
    assert.equal(1, d.show("P-250").workflow_version)
    d:run("case", "send", "P-5", "back", "--as", "o.owner")
    must("--reason", "Agreed")
    assert.equal(2, d.show("P-5").workflow_version)
  end)

  it("are looked at until nothing has changed meanwhile, and those that went are named and not counted", function()
    d:run("case", "send", "P-200", "hand_in", "--as", "o.owner")
    meanwhile("workflow.migration", 3, "case", "send", "P-200", "accept", "--as", "m.test")
    meanwhile("workflow.migration", 4, "workflow", "migrate", "paper", "P-99", "--as", "m.test", "--reason", "First of all")
    local said = must("--dry-run"):gsub("%s+", " ")
    has(said, "248 essays of paper to version 2:")
    has(said, "2 more were closed, moved or put out of your sight by others while this was looked at: P-200, P-99.")
    assert.falsy(said:find("cannot be moved so", 1, true))
    os.remove(path .. "/plan")
    local answer = json.read(must("--dry-run", "--json"))
    assert.same({ 248, nil }, { #answer.items, answer.gone })
  end)

  it("are looked at too that came to an older version while others were", function()
    d:run("workflow", "migrate", "paper", "P-7", "--as", "m.test", "--reason", "First of all")
    meanwhile("workflow.migration", 3, "workflow", "migrate", "paper", "P-7", "--undo", "--as", "m.test", "--reason", "Too early")
    has(must("--dry-run"), "250 essays of paper to version 2:")
  end)
end)
