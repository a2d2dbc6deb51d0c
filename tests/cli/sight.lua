-- Goal: who sees a part of an item (format 5's `see`) is shown that part by whatever shows content, and nothing hidden leaks past it: no value, no
-- date, no name, no answer of a condition, no row that a filter finds by what is hidden (R1, R3). Method: an item in each of whose hidden fields
-- stands a word of its own; every operation is asked as each person, and its answer, or refusal, is searched for the words that are not theirs.
local shell = require "helper.shell"
local json = require "helper.json"
local folder

local function path() return folder .. "/board" end
local run, ok, fails = require("helper.at_board")(path)
local function ask(...) return json.read(ok(...)) end
local function names(rows, key)
  local all = {}
  for _, row in ipairs(rows) do all[#all + 1] = row[key] end
  table.sort(all)
  return table.concat(all, " ")
end

local words = { doubt = "Zweifel", answer = "Antwortwort", secret = "2016%-09%-10", secret_local = "10 Sep", evidence = "Beweisstueck", writer = "Wim" }
local function finds_none(text, hidden, told)
  for _, name in ipairs(hidden) do assert.is_nil(text:find(words[name]), name .. " stands in " .. told .. ": " .. text) end
end

local function make()
  folder = shell.folder()
  local _, err, status = shell.run { "init", path(), "--seed", "tests/data/sharing.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
  assert(status == 0, err)
  ok("workflow", "publish", "tests/data/draft.lua", "--as", "m.test")
  ok("case", "start", "draft", "--ref", "D-1", "--as", "m.test", "text=Question", "agency=north", "due=2016-09-30", "writer=w.writer")
  ok("case", "send", "D-1", "write", "--as", "l.north", "answer=Antwortwort", "doubt=Zweifel", "secret=2016-09-10")
  shell.write(folder .. "/proof.txt", "paper\n")
  ok("evidence", "add", "D-1", folder .. "/proof.txt", "--as", "l.north", "--level", "process", "--title", "Beweisstueck")
  run("case", "send", "D-1", "fill", "--as", "w.writer", "answer=again") -- refused, and kept
end

-- Everything that a person can ask about an item.
local questions = {
  { "case", "show", "D-1" }, { "case", "show", "D-1", "--as-at", "2016-09-01" }, { "case", "list" }, { "case", "list", "--as-at", "2016-09-01" },
  { "case", "history", "D-1" }, { "case", "history", "D-1", "--as-at", "2016-09-01" }, { "case", "explain", "D-1", "share" },
  { "case", "explain", "D-1", "fill" }, { "case", "explain", "D-1", "moderate" }, { "case", "forecast", "D-1" }, { "case", "deadline", "D-1" },
  { "case", "deadline", "D-1", "secret" }, { "case", "deadline", "D-1", "late/L0" }, { "case", "deadline", "D-1", "turn" },
  { "case", "deadline", "D-1", "--what-if", "secret=2016-10-10" }, { "case", "seen", "D-1", "share" }, { "evidence", "list", "D-1" },
  { "outbox", "list" }, { "outbox", "list", "D-1" }, { "simulate", "--until", "2016-12-01" }, { "run-due" }, { "status" },
  { "erase", "preview", "D-1", "--all" }, { "bundle", "create", "D-1", "--output", "%s/b.zip" }, { "case", "send", "D-1", "share" },
  { "case", "send", "D-1", "fill", "answer=x" }, { "case", "send", "D-1", "moderate" }, { "case", "send", "D-1", "write", "--version", "1" },
  { "case", "correct", "D-1", "2", "--reason", "r", "doubt=x" }, { "journal", "prove", "D-1" },
  { "people", "show", "l.north" }, { "people", "show", "l.south" }, { "people", "show", "c.chair" }, { "people", "show", "m.test" },
}

local function crawl(as, hidden)
  for _, question in ipairs(questions) do
    for _, form in ipairs { "text", "--json" } do
      local typed = {}
      for i, word in ipairs(question) do typed[i] = word:gsub("%%s", folder) end
      typed[#typed + 1], typed[#typed + 2] = "--as", as
      if form == "--json" then typed[#typed + 1] = form end
      local out, err, status = run(table.unpack(typed))
      assert.truthy(status <= 2, table.concat(typed, " ") .. ": " .. err)
      finds_none(out .. err, hidden, table.concat(typed, " "))
    end
  end
end

describe("who sees a part", function()
  before_each(make)
  after_each(function() shell.remove(folder) end)

  it("is shown no hidden word by anything", function()
    crawl("e.exec", { "doubt", "answer", "secret", "secret_local", "evidence", "writer" })
    crawl("w.writer", { "doubt", "secret", "secret_local", "evidence" })
    crawl("y.young", { "doubt", "answer", "secret", "secret_local", "evidence", "writer" })
  end)

  it("is found by whoever sees everything, in each of them", function()
    local all = {}
    for _, question in ipairs(questions) do
      local typed = {}
      for i, word in ipairs(question) do typed[i] = word:gsub("%%s", folder) end
      typed[#typed + 1], typed[#typed + 2] = "--as", "m.test"
      all[#all + 1] = (run(table.unpack(typed)))
    end
    local text = table.concat(all, "\n")
    for name, word in pairs(words) do assert.truthy(text:find(word), name) end
  end)

  it("sees its part in full", function()
    local shown = ask("case", "show", "D-1", "--as", "w.writer", "--json")
    assert.is_true(shown.part)
    assert.are.equal("answer due text", names(shown.fields, "name"))
    assert.are.equal("fill", names(shown.moves, "event"))
    assert.are.equal("something that is not shown to you", shown.moves[1].why_not[1])
    local summary = ask("case", "show", "D-1", "--as", "e.exec", "--json")
    assert.are.equal("agency due text", names(summary.fields, "name"))
    assert.are.equal("red", summary.rag.colour)
    assert.are.equal("by what is not shown to you", summary.rag.why)
    assert.is_nil(ask("case", "show", "D-1", "--as", "l.north", "--json").part)
    fails(0, "You see a part of this return; the rest of it is not for you.", "case", "show", "D-1", "--as", "w.writer")
  end)

  it("is told of a move that is not theirs nothing that changes with what is hidden", function()
    ok("rights", "allow", "group:safe4us", "--workflow", "draft", "--what", "finding", "--reason", "r", "--as", "m.test")
    ok("case", "start", "draft", "--ref", "D-2", "--as", "m.test", "text=Question", "agency=north", "due=2016-09-30", "writer=w.writer")
    local function explained(as, ref, event, ...) return (ok("case", "explain", ref, event, "--as", as, ...):gsub("D%-[12]", "D")) end
    local function all_of(as, ref)
      local said = {}
      for _, event in ipairs { "share", "fill", "write" } do
        for _, form in ipairs { {}, { "--json" } } do said[#said + 1] = explained(as, ref, event, table.unpack(form)) end
      end
      return said
    end
    for _, as in ipairs { "e.exec", "y.young" } do assert.are.same(all_of(as, "D-2"), all_of(as, "D-1"), as) end -- D-1 has a doubt
    local before = all_of("e.exec", "D-1")
    ok("case", "send", "D-1", "find", "--as", "l.north", "finding=Befund")
    assert.are.same(before, all_of("e.exec", "D-1"))
    assert.truthy(explained("e.exec", "D-1", "share"):find("hidden   something that is not shown to you", 1, true))
    assert.truthy(explained("y.young", "D-1", "share"):find("yes      ", 1, true), "a finding is theirs to see")
    assert.truthy(explained("w.writer", "D-1", "fill"):find("no       something that is not shown to you", 1, true)) -- theirs to try
    assert.truthy(explained("l.north", "D-1", "share"):find("everything that the form asks for", 1, true))
  end)

  it("learns from nobody's page whom a hidden field names, or what hangs on it", function()
    ok("rights", "allow", "group:safe4us", "--workflow", "draft", "--what", "finding", "--reason", "r", "--as", "m.test")
    for _, as in ipairs { "y.young", "e.exec" } do
      assert.are.same({}, ask("people", "show", "w.writer", "--as", as, "--json").named, as)
      assert.is_nil(ok("people", "show", "w.writer", "--as", as):find("D-1", 1, true))
    end
    assert.is_nil(ok("people", "show", "l.north", "--as", "y.young"):find("D-1", 1, true))
    local waits = ask("people", "show", "l.north", "--as", "e.exec", "--json").waits
    assert.are.same({ "D-1", "Question", "waiting: Agency lead, by Fri 30 Sep 2016" }, { waits[1].ref, waits[1].title, waits[1].text })
    ok("rights", "deny", "post:executive", "--workflow", "draft", "--what", "due,text", "--reason", "r", "--as", "m.test")
    waits = ask("people", "show", "l.north", "--as", "e.exec", "--json").waits
    assert.are.same({ "", "waiting: Agency lead" }, { waits[1].title, waits[1].text })
    assert.are.same({ "Writer" }, ask("people", "show", "w.writer", "--as", "l.north", "--json").named[1].fields)
    assert.are.same({}, ask("people", "show", "w.writer", "--as", "w.writer", "--json").named)
    assert.are.equal("D-1", ask("people", "show", "l.north", "--as", "l.north", "--json").waits[1].ref)
  end)

  it("is told who was asked for a return only where that field is shown", function()
    ok("workflow", "publish", "tests/data/circle.lua", "--as", "m.test")
    ok("case", "start", "circle", "--ref", "C-1", "--as", "m.test", "text=Neglect", "who=north,south")
    local questions_of_it = { { "case", "show", "C-1" }, { "case", "list", "--workflow", "circle" }, { "case", "list", "--of", "C-1" },
      { "case", "explain", "C-1", "finish" } }
    for _, question in ipairs(questions_of_it) do
      for _, form in ipairs { "text", "--json" } do
        local typed = { table.unpack(question) }
        typed[#typed + 1], typed[#typed + 2] = "--as", "e.exec"
        if form == "--json" then typed[#typed + 1] = form end
        local out, err = run(table.unpack(typed))
        for _, word in ipairs { "North", "north", "South", "Who", "returned" } do
          assert.is_nil((out .. err):find(word, 1, true), table.concat(typed, " ") .. ": " .. out .. err)
        end
      end
    end
    assert.is_nil(ask("case", "show", "C-1", "--as", "e.exec", "--json").parties)
    assert.truthy(ok("case", "show", "C-1", "--as", "c.chair"):find("South Agency", 1, true))
    assert.are.equal(2, #ask("case", "show", "C-1", "--as", "m.test", "--json").parties[1].rows)
  end)

  -- Whatever a page comes to show of an item is not for a part of it until somebody says so.
  it("is shown only members of an item that are named for a part", function()
    local named = " approvals as due closed erased evidence fields holder incidents late moves noun notice part parties rag ref revision self_rag state "
      .. "stranded state_titles title waits warnings workflow workflow_title workflow_version "
    for member in pairs(ask("case", "show", "D-1", "--as", "e.exec", "--json")) do
      assert.truthy(named:find(" " .. member .. " ", 1, true), member)
    end
  end)

  it("is told plainly what is kept from it", function()
    fails(1, "Eve Exec may not read the history of D-1", "case", "history", "D-1", "--as", "e.exec")
    fails(1, "Eve Exec may not see the evidence of D-1", "evidence", "list", "D-1", "--as", "e.exec")
    fails(1, "Eve Exec may not forecast D-1", "case", "forecast", "D-1", "--as", "e.exec")
    fails(1, "Eve Exec may not make a bundle of D-1", "bundle", "create", "D-1", "--as", "e.exec", "--output", folder .. "/b.zip")
    fails(1, "Eve Exec may not ask for an erasure on D-1", "erase", "preview", "D-1", "--all", "--as", "e.exec")
    fails(1, "it hangs on what is not shown to them", "case", "deadline", "D-1", "secret", "--as", "e.exec")
    fails(1, "It needs: something that is not shown to you", "case", "send", "D-1", "fill", "answer=x", "--as", "w.writer")
  end)

  it("finds nothing by what is hidden", function()
    local function count(...) return ask("case", "list", "--json", "--as", ...).count end
    assert.are.equal(1, count("e.exec", "--rag", "red"))
    assert.are.equal(0, count("w.writer", "--rag", "red"))
    assert.are.equal(0, count("w.writer", "--lead", "North"))
    assert.are.equal(1, count("w.writer", "--text", "Question"))
    assert.are.equal(1, count("e.exec", "--lead", "North"))
    -- nor does a page of a list, or a count that lists nothing, which an index could answer
    assert.are.equal(0, count("w.writer", "--lead", "North", "--limit", "1"))
    assert.truthy(ok("case", "count", "--lead", "North", "--as", "w.writer"):find("^0"))
    assert.truthy(ok("case", "count", "--lead", "North", "--as", "e.exec"):find("^1"))
    assert.truthy(ok("todo", "--as", "w.writer"):find("Nothing", 1, true))
  end)

  it("reads a history of its own part", function()
    ok("case", "send", "D-1", "find", "--as", "l.north", "finding=Befund")
    ok("case", "send", "D-1", "share", "--as", "m.test")
    local text = ok("case", "history", "D-1", "--as", "c.chair", "--json")
    assert.truthy(text:find("Befund", 1, true))
    assert.truthy(text:find("not shown to you", 1, true))
    finds_none(text, { "doubt", "answer", "secret", "secret_local", "evidence", "writer" }, "the history")
    crawl("c.chair", { "doubt", "answer", "secret", "secret_local", "evidence", "writer" })
    assert.truthy(ok("case", "history", "D-1", "--as", "l.north", "--json"):find("Zweifel", 1, true))
  end)

  it("sees of the past what it sees today", function()
    local shown = ask("case", "show", "D-1", "--as", "e.exec", "--as-at", "2016-09-01T09:00:00Z", "--json")
    assert.are.equal("agency due text", names(shown.fields, "name"))
    fails(1, 'There is no item "D-1"', "case", "show", "D-1", "--as", "c.chair", "--as-at", "2016-09-01")
  end)
end)

describe("who reads by one role of several", function()
  setup(make)
  teardown(function() shell.remove(folder) end)

  it("is passed over by none but their own: a panel's conflict of interest is not the lead's", function()
    ok("workflow", "publish", "tests/data/errand.lua", "--as", "m.test") -- read by the manager, a panel without the agency's people, lead and owner
    ok("case", "start", "errand", "--ref", "E-1", "--as", "m.test", "text=Write", "agency=north", "owner=w.writer", "due=2016-10-01")
    for as, sees in pairs { ["l.north"] = true, ["w.writer"] = true, ["c.chair"] = true, ["m.test"] = true, ["l.south"] = false } do
      local _, err, status = run("case", "show", "E-1", "--as", as)
      assert.are.equal(sees, status == 0, as .. err)
      assert.are.equal(sees and 1 or 0, ask("case", "list", "--workflow", "errand", "--json", "--as", as).count, as)
    end
  end)
end)
