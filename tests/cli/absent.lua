-- Goal: what is not yours looks exactly like what does not exist (R1), for every operation that there is: the same bytes and the same exit status.
-- Method: two boards that differ in one item alone, which is there in the one and was never started in the other; whoever may see nothing of it asks
-- each operation of the table of both. An operation that takes an item is asked for that one and must say that there is none, so that a new one which
-- forgets to ask is found; what counts the whole record is let off by name.
local shell = require "helper.shell"
local json = require "helper.json"

-- These tell how long the record is, whoever's it is (their proofs need that).
local of_the_record = {
  ["journal.checkpoint"] = true, ["journal.verify"] = true, ["journal.rebuild"] = true, ["journal.consistency"] = true,
}

local folder
local function at(board, words, how)
  how = how or {}
  how.env = "WAYMARK_BOARD=" .. shell.quote(folder .. "/" .. board)
  return shell.run(words, how)
end

local function make(board, with_item)
  local function ok(...)
    local out, err, status = at(board, { ... })
    assert(status == 0, err .. out)
  end
  ok("init", folder .. "/" .. board, "--seed", "tests/data/sharing.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z")
  ok("workflow", "publish", "tests/data/draft.lua", "--as", "m.test")
  ok("case", "start", "draft", "--ref", "D-1", "--as", "m.test", "text=Mine", "agency=south", "due=2016-09-20")
  if not with_item then return end
  ok("case", "start", "draft", "--ref", "D-2", "--as", "m.test", "text=Hidden", "agency=north", "due=2016-09-10", "writer=w.writer")
  ok("case", "send", "D-2", "write", "--as", "l.north", "answer=A", "secret=2016-09-05")
end

-- {OPERATION: what the page says that it asks}
local function asked_by_page()
  local asks = {}
  for line in shell.read("engine/op/API.md"):gmatch("[^\n]+") do
    local op, asked = line:match("^| `([%l]+%.[%l]+)` |(.-)| [`H]")
    if op then asks[op] = asked end
  end
  return asks
end

local function request(op, as, ref)
  return ([[{"op":"%s","as":"%s","case":"%s","meeting":"%s","only":["%s"],"group":"panel","event":"write","data":{"answer":"x"},"entry":1,
    "reason":"because","fields":["answer"],"name":"family","title":"t","level":"process","top":"t","id":"1","kind":"person",
    "document":{"name":"family"},"request":"1","incident":"4f2a","how":"skip","workflow":"draft","effect":"allow","subject":"everyone",
    "until":"2016-12-01T00:00:00Z","file":"f","source":"return {}","text":"x"}]]):format(op, as, ref, ref, ref):gsub("\n%s*", "")
end

local function answers(board, op, as, ref)
  local text = request(op, as, ref)
  if op == "case.list" or op == "case.start" or op == "outbox.list" then text = text:gsub('"text":"x"', '"lead":""') end
  if op == "journal.prove" then text = text:gsub('"entry":1,', "") end
  if op == "timers.run" then text = text:gsub('"until":"[^"]*",', "") end
  if op == "calendar.preview" then text = text:gsub("}$", ',"change":"add","date":"2016-09-05"}') end
  local out, err, status = at(board, { "batch" }, { input = text .. "\n" })
  return out .. err .. status
end

describe("an item that is not yours", function()
  setup(function()
    folder = shell.folder()
    make("with", true)
    make("without", false)
  end)
  teardown(function() shell.remove(folder) end)

  local table_of = function() return json.read((at("with", { "rights", "operations", "--as", "m.test", "--json" }))).operations end

  it("is as one that was never there, whatever is asked", function()
    local asks = asked_by_page()
    for _, as in ipairs { "y.young", "l.south" } do
      for _, op in ipairs(table_of()) do
        local there, absent = answers("with", op.name, as, "D-2"), answers("without", op.name, as, "D-2")
        if not of_the_record[op.name] then assert.are.equal(absent, there, op.name .. " as " .. as) end
        local takes_item = (asks[op.name] or ""):find("`case[`,?]")
        -- access.list is refused before any item is looked for
        if takes_item and not op.who:find("office") and op.name ~= "evidence.add" and op.name ~= "bundle.create" and op.name ~= "access.list" then
          assert.truthy(there:find('There is no item \\"D-2\\" on this board', 1, true), op.name .. " does not look for the item: " .. there)
        end
      end
    end
  end)

  it("is no meeting that could be told by what is not sent to one", function()
    for _, board in ipairs { "with", "without" } do
      local _, err, status = at(board, { "workflow", "publish", "workflows/meeting.lua", "--as", "m.test" })
      assert.are.equal(0, status, err)
    end
    local _, err, status = at("with", { "meeting", "plan", "panel", "--on", "2016-10-05", "--as", "m.test" })
    assert.are.equal(0, status, err)
    for _, as in ipairs { "y.young", "l.south" } do
      for _, event in ipairs { "agenda", "issue", "open", "attend", "declare", "record", "strike", "confirm", "put_off", "cancel" } do
        local words = { "case", "send", "PANEL-2016-10-05", event, "--as", as }
        assert.are.same({ at("without", words) }, { at("with", words) }, event .. " as " .. as)
        assert.truthy((select(2, at("with", words))):find('There is no item "PANEL-2016-10-05"', 1, true))
      end
    end
    local _, said = at("with", { "case", "send", "PANEL-2016-10-05", "open", "--as", "m.test" })
    assert.truthy(said:find("waymark meeting open", 1, true), said)
  end)

  it("takes no file and is in no bundle", function()
    for _, words in ipairs {
      { "evidence", "add", "D-2", "README.md", "--level", "process", "--title", "T" },
      { "bundle", "create", "D-2", "--output", folder .. "/b.zip" },
      { "bundle", "create", "--workflow", "draft", "--where", "agency=north", "--output", folder .. "/b.zip" },
    } do
      table.move({ "--as", "l.south" }, 1, 2, #words + 1, words)
      local out, err, status = at("with", words)
      local out_absent, err_absent, status_absent = at("without", words)
      assert.are.equal(out_absent .. err_absent .. status_absent, out .. err .. status)
      assert.are.equal(1, status, out)
    end
  end)

  it("changes no count, no list and no search", function()
    for _, words in ipairs {
      { "case", "list" }, { "case", "list", "--text", "Hidden" }, { "case", "list", "--due-before", "2016-12-01" }, { "workflow", "list" },
      { "outbox", "list" }, { "simulate", "--until", "2016-12-01" }, { "rights", "print", "--person", "l.south" }, { "calendar", "add", "2016-09-05", "Off" },
    } do
      table.move({ "--as", "l.south" }, 1, 2, #words + 1, words)
      assert.are.same({ at("without", words) }, { at("with", words) }, table.concat(words, " "))
    end
    assert.are_not.equal((at("without", { "case", "list" })), (at("with", { "case", "list" }))) -- the Business Manager's
  end)
end)
