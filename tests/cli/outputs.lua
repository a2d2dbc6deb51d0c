-- Goal: --output writes the file that it names whatever else is asked for: with --json the answer itself where the file is to hold the answer, else the file as
-- ever and the answer on the terminal. Method: every command that takes both.
local shell = require "helper.shell"
local desk = require "helper.desk"
local json = require "helper.json"

describe("--json with --output", function()
  local d
  setup(function()
    d = desk.new()
    d:run("workflow", "add", "meeting", "--as", "m.test")
  end)
  teardown(function() d:remove() end)

  local function path(name) return d.folder .. "/" .. name end

  -- The answer is in the file, and nothing on the terminal.
  local function holds_answer(name, ...)
    local words = { ... }
    words[#words + 1], words[#words + 2], words[#words + 3], words[#words + 4], words[#words + 5] = "--as", "m.test", "--json", "--output", path(name)
    assert.are.equal("", d:run(table.unpack(words)))
    return json.read(shell.read(path(name)))
  end

  it("writes the answer of a report, a checkpoint and a list of people", function()
    assert.truthy(holds_answer("report.json", "report", "overdue").document)
    assert.truthy(holds_answer("checkpoint.json", "journal", "checkpoint").checkpoint)
    assert.truthy(holds_answer("people.json", "people", "export").csv)
    d:wrong({ says = { "exists already" } }, "report", "overdue", "--as", "m.test", "--json", "--output", path "report.json")
  end)

  it("writes a sheet and a calendar as ever, and the answer on the terminal", function()
    local form = d:ask("case", "form", "K-1", "note", "--as", "o.owner", "--output", path "form.csv")
    assert.are.equal("K-1", form.ref)
    assert.truthy(shell.read(path "form.csv"):find("^field,"))
    local calendar = d:ask("calendar", "show", "--output", path "days.csv")
    assert.truthy(calendar.name)
    assert.truthy(shell.read(path "days.csv"):find("^date,name"))
  end)
end)
