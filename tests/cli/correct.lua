-- Goal: a mistake is put right by an entry of its own; both stay to be seen, in the history and in bundles, and deadlines follow what was meant (J7, T6, R3).
-- Method: an item of the workflow `task` with slips in it, `waymark case correct` typed as people would, then every place where a reader looks.
local desk = require "helper.desk"
local shell = require "helper.shell"

local function field(view, name)
  for _, one in ipairs(view.fields) do if one.name == name then return one.value end end
end

local function due(view, what)
  for _, one in ipairs(view.due) do if one.what == what then return one["local"] end end
end

describe("a correction", function()
  local d
  before_each(function()
    d = desk.new()
    d:run("case", "send", "K-1", "move_due", "--as", "m.test", "due=2016-10-31", "--now", "2016-09-02T09:00:00Z")
    d:run("case", "send", "K-1", "note", "--as", "o.owner", "note=The wrong child's notes", "--now", "2016-09-03T09:00:00Z")
  end)
  after_each(function()
    assert.truthy(d:ask("journal", "verify").ok)
    d:remove()
  end)

  local function show() return d:ask("case", "show", "K-1") end
  local function history(...) return d:ask("case", "history", "K-1", ...).entries end

  it("sets what was meant, and the deadlines that hang on it", function()
    assert.are.equal("Mon 31 Oct 2016 23:59", due(show(), "end of due"))
    local said = d:run("case", "correct", "K-1", "2", "--as", "m.test", "--field", "due=2016-09-30", "--reason", "The minutes say September")
    assert.are.equal("K-1: entry 2 is marked as recorded in error (version 4).\n  put right: due\n", said)
    local view = show()
    assert.are.equal("2016-09-30", field(view, "due"))
    assert.are.equal("Fri 30 Sep 2016 23:59", due(view, "end of due"))
    assert.are.equal("Fri 7 Oct 2016 23:59", due(view, "late/L1"))
    d:run("run-due", "--now", "2016-10-01T09:00:00Z")
    assert.are.same({ "due" }, { field(show(), "firsts")[2] }) -- after the fortnight
  end)

  it("leaves both to be seen in the history", function()
    d:run("case", "correct", "K-1", "2", "--as", "m.test", "--field", "due=2016-09-30", "--reason", "The minutes say September")
    local rows = history()
    assert.are.same({ "Due date: Mon 31 Oct 2016", "in error: The minutes say September (see 4)" }, rows[2].changes)
    assert.are.same({ { entry = 4, reason = "The minutes say September" } }, rows[2].in_error)
    assert.are.equal("Entry 2 recorded in error by Mia Manager. The minutes say September", rows[4].text)
    assert.are.same({ "Due date: Fri 30 Sep 2016 was meant, not Mon 31 Oct 2016" }, rows[4].changes)
    assert.are.equal("recorded in error", rows[4].kind)
    assert.truthy(d:run("case", "history", "K-1"):find("\n  4  Sat 3 Sep 2016 10:00  Entry 2 recorded in error by Mia Manager.", 1, true))
  end)

  it("can be of an entry as a whole, and changes nothing then", function()
    local before = show()
    local said = d:run("case", "correct", "K-1", "3", "--as", "o.owner", "--reason", "It belongs to another item")
    assert.are.equal("K-1: entry 3 is marked as recorded in error (version 4).\n  nothing that the item holds now was changed by it.\n", said)
    local after = show()
    assert.are.same(before.fields, after.fields)
    assert.are.same(before.due, after.due)
    assert.are.same({ "Note: The wrong child's notes", "in error: It belongs to another item (see 4)" }, history()[3].changes)
  end)

  it("leaves what a later entry set, and stands in the past all the same", function()
    d:run("case", "send", "K-1", "move_due", "--as", "m.test", "due=2016-12-01", "--now", "2016-09-05T09:00:00Z")
    d:run("case", "correct", "K-1", "2", "--as", "m.test", "--field", "due=2016-09-30", "--reason", "A slip")
    assert.are.equal("2016-12-01", field(show(), "due"))
    assert.are.same({ "Due date: Fri 30 Sep 2016 was meant, not Mon 31 Oct 2016; it was changed since, and stays as it is" }, history()[5].changes)
    local function due_on(...) return field(d:ask("case", "show", "K-1", "--as-at", ...), "due") end
    assert.are.same({ "2016-09-30", "2016-10-31" }, { due_on "2016-09-03", due_on("2016-09-03", "--known") })
    assert.are.same({ "2016-12-01", "2016-12-01" }, { due_on "2016-09-05", due_on("2016-09-05", "--known") })
  end)

  it("marks the past by what is known now, and not by what was known then", function()
    d:run("case", "correct", "K-1", "3", "--as", "o.owner", "--reason", "Another item's", "--now", "2016-09-10T09:00:00Z")
    assert.are.equal(4, history("--as-at", "2016-09-04")[3].in_error[1].entry)
    assert.is_nil(history("--as-at", "2016-09-04", "--known")[3].in_error)
    assert.are.equal(4, history("--as-at", "2016-09-10", "--known")[3].in_error[1].entry)
  end)

  it("can be corrected by correcting the entry again", function()
    d:run("case", "correct", "K-1", "2", "--as", "m.test", "--field", "due=2016-09-30", "--reason", "A slip")
    d:run("case", "correct", "K-1", "2", "--as", "m.test", "--field", "due=2016-09-29", "--reason", "Another slip")
    assert.are.equal("2016-09-29", field(show(), "due"))
    assert.are.same({ "Due date: Thu 29 Sep 2016 was meant, not Fri 30 Sep 2016" }, history()[5].changes)
    d:run("case", "correct", "K-1", "2", "--as", "m.test", "--field", "due=2016-10-31", "--reason", "It was right")
    assert.are.equal("2016-10-31", field(show(), "due"))
    d:wrong({ kept = 1, says = { "Entry 4 of K-1 is a correction itself; correct entry 2 again" } },
      "case", "correct", "K-1", "4", "--as", "m.test", "--reason", "x")
  end)

  it("puts the title right, empties a field, and adds one that was left out", function()
    d:run("case", "correct", "K-1", "1", "--as", "m.test", "--field", "text=A better title", "--field", "moment=2016-12-24T09:00:00Z", "--reason", "A slip")
    d:run("case", "correct", "K-1", "3", "--as", "m.test", "--field", "note:=null", "--reason", "Nothing was to be noted")
    assert.are.equal("A better title", show().title)
    assert.is_nil(field(show(), "note"))
    assert.are.equal("A better title", d:ask("case", "list", "--as-at", "2016-09-01").rows[1].title)
    local changes = table.concat(history()[4].changes, "\n")
    assert.truthy(changes:find("Moment: 2016%-12%-24T09:00:00Z was meant$") and changes:find("A better title was meant, not Task", 1, true), changes)
    assert.are.same({ "Note: nothing was meant, not The wrong child's notes" }, history()[5].changes)
  end)

  it("is for the office, and for who recorded the entry as far as they filled it in", function()
    d:run("case", "correct", "K-1", "3", "--as", "o.owner", "--field", "note=Right", "--reason", "A slip")
    assert.are.equal("Right", field(show(), "note"))
    d:run("case", "correct", "K-1", "3", "--as", "m.test", "--field", "note=Righter", "--reason", "A slip")
    local function wrong(expected, ...) d:wrong(expected, "case", "correct", "K-1", ...) end
    wrong({ kept = 1, says = { "Owen Owner may not correct entry 2 of K-1: it is for who recorded it, and for the Business Manager's office." } },
      "2", "--as", "o.owner", "--field", "due=2017-01-01", "--reason", "x")
    wrong({ kept = 1, says = { "Owen Owner may not correct due in entry 3 of K-1, since they did not fill it in there" } },
      "3", "--as", "o.owner", "--field", "due=2017-01-01", "--reason", "x")
    wrong({ says = { 'There is no item "K-1" on this board' } }, "3", "--as", "x.out", "--reason", "x")
    wrong({ says = { "Say who does this with --as PERSON" } }, "3", "--reason", "x")
    assert.are.equal("2016-10-31", field(show(), "due"))
  end)

  it("is refused in one sentence where it cannot be", function()
    local function wrong(expected, ...) d:wrong(expected, "case", "correct", "K-1", ...) end
    wrong({ kept = 1, says = { "K-1 has no entry 99; `waymark case history K-1` numbers those that there are." } }, "99", "--as", "m.test", "--reason", "x")
    wrong({ kept = 1, says = { "Entry 4 of K-1 changed nothing (event refused), so there is nothing in it to correct." } },
      "4", "--as", "m.test", "--reason", "x")
    wrong({ kept = 1, says = { "Due date reads so in entry 2 of K-1 already" } }, "2", "--as", "m.test", "--field", "due=2016-10-31", "--reason", "x")
    wrong({ kept = 1, says = { "Due date" } }, "2", "--as", "m.test", "--field", "due=2016-02-30", "--reason", "x")
    wrong({ kept = 1, says = { '"grade" is no field of K-1' } }, "2", "--as", "m.test", "--field", "grade=strong", "--reason", "x")
    wrong({ kept = 1, says = { 'has no field called "dew"' } }, "2", "--as", "m.test", "--field", "dew=1", "--reason", "x")
    wrong({ kept = 1, says = { "is added with `waymark evidence add`" } }, "2", "--as", "m.test", "--field", "evidence=x", "--reason", "x")
    wrong({ says = { '"case.correct" needs "reason"' } }, "2", "--as", "m.test", "--reason", "")
    wrong({ status = 2, says = { '"waymark case correct" needs --reason TEXT' } }, "2", "--as", "m.test")
    wrong({ status = 2, says = { '"second" is no entry\'s number; "waymark case history K-1" prints the number of each.' } },
      "second", "--as", "m.test", "--reason", "x")
  end)

  it("is done once with one key", function()
    local words = { "case", "correct", "K-1", "3", "--as", "m.test", "--reason", "A slip", "--key", "c1" }
    d:run(table.unpack(words))
    local before = d:entries()
    d:run(table.unpack(words))
    assert.are.equal(before, d:entries())
    words[8] = "Another"
    d:wrong({ says = { 'The key "c1" was used for another request' } }, table.unpack(words))
  end)

  it("stands in a bundle beside what it corrects", function()
    d:run("case", "correct", "K-1", "2", "--as", "m.test", "--field", "due=2016-09-30", "--reason", "The minutes say September")
    local zip = d.folder .. "/b.zip"
    d:run("bundle", "create", "K-1", "--as", "m.test", "--output", zip)
    d:must_run { "bundle", "verify", zip }
    local page, csv = shell.lines("unzip -p " .. zip .. " '*/data/index.html'"), shell.lines("unzip -p " .. zip .. " '*/data/items/K-1/timeline.csv'")
    local parts = {
      [page] = { "Due date: Mon 31 Oct 2016", "<bdi>The minutes say September</bdi> (put right by <a href=\"#i1-e4\">entry 4</a>)",
        "<bdi>Entry 2 recorded in error</bdi>", "Due date: Fri 30 Sep 2016 was meant, not Mon 31 Oct 2016", 'It puts right <a href="#i1-e2">entry 2</a>' },
      [csv] = { "Due date: Mon 31 Oct 2016", "in error: The minutes say September (see 4)", "Entry 2 recorded in error by Mia Manager",
        "Due date: Fri 30 Sep 2016 was meant, not Mon 31 Oct 2016" },
    }
    for text, list in pairs(parts) do
      for _, part in ipairs(list) do assert.truthy(text:find(part, 1, true), part .. " is missing in\n" .. text) end
    end
    assert.truthy(page:find('<tr role="row" id="i1-e4">', 1, true), page)
    local journal = shell.lines("unzip -p " .. zip .. " '*/data/items/K-1/journal.jsonl'")
    assert.truthy(journal:find('{"name":"correction","salt":"%x+","value":{"entry":2,"reason":"The minutes say September"}}'), journal)
    assert.truthy(journal:find('{"name":"meant/due","salt":"%x+","value":"2016%-09%-30"}'), journal)
  end)
end)
