-- Goal: by when an item is to be done stands in lists and is found by date also where a step counts from a field of its author's;
-- what the index answers is what going through everything answers. Method: a small workflow in plain form.
local board = require "helper.board"
local shell = require "helper.shell"

local source = [[
return workflow {
  name = "probe", title = "Probe", noun = "probe", version = 1, ref = "PB-{year}-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  start = { by = "manager", must_give = { "text", "found_on" } },
  fields = { text = { type = "text" }, found_on = { type = "date", label = "Found on" } },
  step "found" { holder = "manager", due = "10 working days after found_on", choices = { { "Close it", by = "manager", go_to = "closed" } } },
  step "closed" { closed = true },
}
]]

describe("a step that counts from a field", function()
  local b
  setup(function()
    b = board.new "2016-09-05T09:00:00Z"
    b:run("workflow", "publish", shell.write(b.folder .. "/probe.lua", source), "--as", "h.dixon")
    for number, day in ipairs { "2016-09-05", "2016-09-12", "2016-10-03" } do
      b:run("case", "start", "probe", "--ref", "P-" .. number, "--as", "h.dixon", "text=Phones", "found_on=" .. day)
    end
  end)
  teardown(function() b:remove() end)

  local function found(...)
    local list = b:ask("case", "list", "--workflow", "probe", "--as", "h.dixon", ...)
    local said = { tostring(list.count) }
    for _, row in ipairs(list.rows) do said[#said + 1] = row.ref .. " " .. tostring(row.due) end
    return table.concat(said, ", ")
  end

  it("has its date in a list", function() assert.equal("3, P-1 2016-09-19, P-2 2016-09-26, P-3 2016-10-17", found()) end)

  it("is found by it", function()
    assert.equal("1, P-1 2016-09-19", found("--due-before", "2016-09-26"))
    assert.equal("2, P-1 2016-09-19, P-2 2016-09-26", found("--due-before", "2016-09-27"))
    assert.equal("2, P-1 2016-09-19", found("--due-before", "2016-09-27", "--limit", "1"))
    assert.equal("0", found("--due-before", "2016-09-19"))
  end)

  it("is found alike where all items are gone through", function()
    b:run("run-due", "--as", "h.dixon", "--now", "2016-09-06T09:00:00Z")
    assert.equal("1, P-1 2016-09-19", found("--due-before", "2016-09-26", "--as-at", "2016-09-06"))
  end)

  it("has none once it is closed", function()
    b:send("P-1", "close_it", "h.dixon")
    assert.equal("0", found("--due-before", "2016-09-26"))
  end)
end)
