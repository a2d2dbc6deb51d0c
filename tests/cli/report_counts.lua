-- Goal: what a report counts is the same whether the index of items counts it or every item is looked at, for everybody, whatever they see of it, and after
-- items changed; an index that is spoilt is not believed. Method: a board on which people see all, a part or none of items, some closed; `host.count` as of
-- now, and as at this moment, which is folded from the journal and knows no index.
local shell = require "helper.shell"
local stamp = require "helper.stamp"
local report = require "helper.report"
local board = require "helper.board"
local json = require "helper.json"

local people = { "m.test", "l.north", "l.south", "w.writer", "c.chair", "e.exec", "y.young" }

describe("a count", function()
  local b

  local function text_of(answer)
    local lines = {}
    for i, row in ipairs(json.read(answer).document.sections[1].tables[1].rows) do lines[i] = row[1].text end
    return table.concat(lines, "\n")
  end
  -- The same report by the index and without it, to the byte; how many items somebody counted.
  local function compare(how)
    local counted = 0
    local now = b:ask("status").now
    for _, person in ipairs(people) do
      local here = b:run("report", "counts", "--json", "--as", person)
      local past = b:run("report", "counts", "--json", "--as", person, "--as-at", now)
      assert.are.equal(text_of(past), text_of(here), how .. ", as " .. person)
      counted = counted + tonumber(json.read(here).document.sections[1].text[1])
    end
    return counted
  end
  local function start(workflow, ref, ...) b:run("case", "start", workflow, "--ref", ref, "--as", "m.test", ...) end

  setup(function()
    b = setmetatable({ folder = shell.folder() }, board)
    b.path = b.folder .. "/board"
    local _, err, status = shell.run { "init", b.path, "--seed", "tests/data/sharing.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert(status == 0, err)
    for _, name in ipairs { "draft", "scored-return" } do b:run("workflow", "publish", "tests/data/" .. name .. ".lua", "--as", "m.test") end
    for i = 1, 8 do
      local agency = i % 2 == 0 and "north" or "south"
      start("draft", "D-" .. i, "text=Question " .. i, "agency=" .. agency, ("due=2016-1%d-10"):format(i % 3), i % 3 == 0 and "writer=w.writer" or nil)
      if i % 4 == 0 then
        b:send("D-" .. i, "find", "l." .. agency, "finding=F")
        b:run("case", "send", "D-" .. i, "share", "--as", "m.test")
      end
    end
    for i = 1, 4 do
      local agency = i % 2 == 0 and "north" or "south"
      start("scored-return", "S-" .. i, "title=T", "agency=" .. agency, "due=2016-10-10")
      b:send("S-" .. i, "score", "l." .. agency, "self_grade=" .. (i < 3 and "good" or "inadequate"))
    end
    b:send("S-1", "submit", "l.south")
    b:run("case", "send", "S-1", "moderate", "--as", "m.test", "moderated_grade=inadequate")
    report.put(b, "counts", [[
      local of = { late = { open = true, due_before = "2016-11-01" }, early = { due_from = "2016-10-01", due_before = "2016-11-01" }, shut = { open = false },
        was = { open_on = "2016-09-02" }, begun = { started_from = "2016-09-01", started_before = "2016-09-02" }, gone = { closed_from = "2016-01-01" },
        blue = { open = true, implemented_before = "2016-09-10" }, undone = { open_on = "2016-09-10", not_implemented_before = "2016-09-05" } }
      local rows = {}
      local function add(counted)
        for _, row in ipairs(counted) do
          local words = {}
          for _, name in ipairs { "workflow", "lead", "closed", "agency", "self_grade", "moderated_grade" } do words[#words + 1] = row[name] or "-" end
          for _, name in ipairs { "lead", "workflow" } do words[#words + 1] = row.words[name] or "-" end
          for _, name in ipairs { "items", "late", "early", "shut", "was", "begun", "gone", "blue", "undone" } do words[#words + 1] = row[name] end
          rows[#rows + 1] = { text = table.concat(words, "|") }
        end
      end
      for _, by in ipairs { {}, { "workflow" }, { "lead" }, { "closed", "workflow" }, { "agency", "self_grade" }, { "lead", "moderated_grade", "closed" } } do
        add(host.count { by = by, of = of })
        add(host.count { by = by, of = of, open = true })
        add(host.count { by = by, of = of, workflow = "draft" })
        add(host.count { by = by, of = of, where = { agency = "north" } })
        add(host.count { by = by, of = of, where = { lead = "south", closed = "no" } })
        add(host.count { by = by, of = of, except = { "D-1", "S-3", "D-1", "NONE" } })
      end
      for _, list in ipairs(host.count { by = { { "lead" }, { "self_grade", "workflow" } }, of = of }) do add(list) end
      local all = host.count { by = {} }[1]
      return { sections = { { text = tostring(all and all.items or 0),
        tables = { { title = "T", columns = { { name = "text", title = "T" } }, rows = rows } } } } }
    ]])
  end)
  teardown(function() b:remove() end)

  it("is the same by the index and without it", function() assert.is_true(compare "at first" > 30) end)

  it("is the same after items changed, were shared and came to an end", function()
    b:run("case", "share", "D-1", "--with", "person:y.young", "--what", "agency", "--until", "2016-09-20", "--as", "m.test", "--reason", "R")
    b:send("S-3", "submit", "l.south")
    b:run("case", "send", "D-4", "back", "--as", "m.test")
    local shared = compare "shared"
    b:run("run-due", "--as", "m.test", "--now", "2016-11-15T09:00:00Z")
    assert.is_true(compare "the share over" < shared)
  end)

  it("follows the board's own rules", function()
    b:run("rights", "deny", "post:executive", "--workflow", "draft", "--what", "everything", "--state", "shared", "--as", "m.test", "--reason", "R")
    b:run("rights", "allow", "group:safe4us", "--workflow", "scored-return", "--what", "summary", "--as", "m.test", "--reason", "R")
    compare "with rules"
  end)

  it("does not believe an index that is spoilt", function()
    stamp.sql(b.path, "UPDATE index_items SET facets = 999 WHERE ref = 'S-2'")
    compare "a number that there is not"
    stamp.sql(b.path, "UPDATE index_facets SET facets = 'x' || number")
    compare "a text that is none"
    stamp.sql(b.path, "DROP TABLE index_facets")
    compare "no table"
    stamp.sql(b.path, "UPDATE index_mark SET version = 3")
    compare "an older program's"
  end)
end)
