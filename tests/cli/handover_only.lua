-- Goal: a hand-over of named items ends, whatever the names (R2): each item once, by its reference or its id, as many as may be named, and no more.
-- Method: items of tests/data/task.lua; the same item named twice and by both; as many names as the limit and one more.
local desk = require "helper.desk"
local shell = require "helper.shell"
local json = require "helper.json"

describe("handing over items that are named", function()
  local d
  before_each(function() d = desk.new() end)
  after_each(function()
    d:run("journal", "verify")
    d:remove()
  end)

  local function batch(request)
    local out, err = shell.run({ "batch", "--board", d.path }, { input = request .. "\n" })
    return json.read(out ~= "" and out or err)
  end
  local function begin(only)
    local names = '["' .. table.concat(only, '","') .. '"]'
    return batch('{"op":"handover.begin","as":"m.test","kind":"person","old":"o.owner","new":"x.out","reason":"Left","only":' .. names .. "}")
  end
  local function step() return batch('{"op":"handover.step","as":"m.test"}').more end
  local function handed(ref)
    local count = 0
    for _, entry in ipairs(d:ask("case", "history", ref).entries) do count = count + (entry.kind == "handed over" and 1 or 0) end
    return count
  end
  local function moved()
    for _ = 1, 5 do
      if not step() then break end
    end
    local row = d:ask("handover", "list").handovers[1]
    return { row.status, row.moved, row.only }
  end

  it("moves one that is named twice once", function()
    begin { "K-1", "K-1" }
    assert.same({ "done", 1, { "K-1" } }, moved())
    assert.equal(1, handed "K-1")
  end)

  it("knows an item by its id", function()
    begin { (shell.lines(("sqlite3 %s/waymark.db %s"):format(d.path, "'SELECT id FROM cases'")):gsub("%s", "")) }
    assert.same({ "done", 1, { "K-1" } }, moved())
    assert.equal(1, handed "K-1")
  end)

  it("ends where as many are named as may be, in more than one step", function()
    local starts, only = {}, { "K-1" }
    for i = 2, 500 do
      only[i] = "K-" .. i
      starts[i - 1] = '{"op":"case.start","as":"m.test","workflow":"task","ref":"' .. only[i] .. '","data":{"text":"T","agency":"north","owner":"o.owner"}}'
    end
    shell.run({ "batch", "--board", d.path }, { input = table.concat(starts, "\n") .. "\n" })
    assert.truthy(begin(only).handover)
    for _ = 1, 9 do assert.is_true(step()) end
    local done = moved()
    assert.same({ "done", 500 }, { done[1], done[2] })
    assert.same({ 1, 1 }, { handed "K-1", handed "K-500" })
    only[501] = "K-1"
    assert.truthy(begin(only).error.text:find("at most 500 items", 1, true))
  end)
end)
