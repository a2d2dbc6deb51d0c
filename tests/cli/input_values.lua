-- Goal: whatever is typed wrongly is answered in one sentence that says what was wrong, and loses nothing (R1, S9). Method: one row for each kind
-- of wrong word at each command that takes it; after each, exit status, both streams and the journal are looked at.
local desk = require "helper.desk"

-- { what it is, exit status, entries that the refusal leaves, words, parts of the sentence }
local rows = {
  { "a person that nobody is", 1, 0, { "case", "show", "K-1", "--as", "o.ownr" }, { '"o.ownr"', 'Did you mean "o.owner"?' } },
  { "a person who has left", 1, 0, { "case", "list", "--as", "g.gone" }, { "Gus Gone has left" } },
  { "a change without a name", 1, 0, { "case", "send", "K-1", "count" }, { "--as PERSON" } },
  { "a decider that nobody is", 1, 0, { "case", "send", "K-1", "agree", "--as", "m.test", "--decided-by", "v.vic" }, { 'Did you mean "v.vice"?' } },
  { "an event that is none", 1, 1, { "case", "send", "K-1", "cuont", "--as", "o.owner" }, { '"cuont"', 'Did you mean "count"?' } },
  { "an event of another state", 1, 1, { "case", "send", "K-1", "resume", "--as", "o.owner" }, { "Open" } },
  { "an event that is another's", 1, 1, { "case", "send", "K-1", "count", "--as", "l.north" }, { "Lena North may not", "Owen Owner" } },
  { "a workflow that is none", 1, 0, { "case", "start", "tsak", "--as", "m.test", "text=x" }, { 'Did you mean "task"?' } },
  { "a field that is none", 1, 1, { "case", "send", "K-1", "note", "--as", "o.owner", "noet=x" }, { '"noet"', 'Did you mean "note"?' } },
  { "a field that this event does not ask", 1, 1, { "case", "send", "K-1", "note", "--as", "o.owner", "note=x", "due=2016-10-10" }, { "does not ask for" } },
  { "a field that is missing", 1, 1, { "case", "send", "K-1", "note", "--as", "o.owner" }, { "Note" } },
  { "a field of a start that is none", 1, 0, { "case", "start", "task", "--as", "m.test", "text=x", "agancy=north" }, { 'Did you mean "agency"?' } },
  { "a start without what it needs", 1, 0, { "case", "start", "task", "--as", "m.test", "agency=north" }, { "What is to be done" } },
  { "a date that there is not", 1, 1, { "case", "send", "K-1", "move_due", "--as", "m.test", "due=2017-02-30" }, { "Due date", "2017-02-30" } },
  { "a date in another order", 1, 1, { "case", "send", "K-1", "move_due", "--as", "m.test", "due=30/09/2016" }, { "Due date", "2016-04-04" } },
  { "a date in words", 1, 1, { "case", "send", "K-1", "move_due", "--as", "m.test", "due=soon" }, { "Due date" } },
  { "a date of a leap year that is none", 1, 1, { "case", "send", "K-1", "move_due", "--as", "m.test", "due=2017-02-29" }, { "2017-02-29" } },
  { "a number for a date", 1, 1, { "case", "send", "K-1", "move_due", "--as", "m.test", "due:=20160930" }, { "Due date" } },
  { "a list for a text", 1, 1, { "case", "send", "K-1", "note", "--as", "o.owner", 'note:=["a"]' }, { "Note" } },
  { "a table for a text", 1, 1, { "case", "send", "K-1", "note", "--as", "o.owner", 'note:={"a":1}' }, { "Note" } },
  { "a person of a field that nobody is", 1, 1, { "case", "send", "K-1", "hand_over", "--as", "m.test", "owner=p.othr" }, { 'Did you mean "p.other"?' } },
  { "a number for a person", 1, 1, { "case", "send", "K-1", "hand_over", "--as", "m.test", "owner:=7" }, { "Owner" } },
  { "an agency that is none", 1, 0, { "case", "start", "task", "--as", "m.test", "text=x", "agency=nroth" }, { 'Did you mean "north"?' } },
  { "JSON that breaks off", 1, 0, { "case", "send", "K-1", "note", "--as", "o.owner", "note:=[1," }, { "The value of note:=", "JSON" } },
  { "JSON that is a bare word", 1, 0, { "case", "send", "K-1", "note", "--as", "o.owner", "note:=yes" }, { "The value of note:=" } },
  { "JSON with a name twice", 1, 0, { "case", "send", "K-1", "note", "--as", "o.owner", 'note:={"a":1,"a":2}' }, { "The value of note:=" } },
  { "JSON that is nested too deep", 1, 0, { "case", "send", "K-1", "note", "--as", "o.owner", "note:=" .. ("["):rep(201) .. ("]"):rep(201) },
    { "The value of note:= is nested more than 200 deep" } },
  { "a number that is too large", 1, 0, { "case", "send", "K-1", "note", "--as", "o.owner", "note:=1e999" }, { "The value of note:=" } },
  { "a file that is not there", 1, 0, { "case", "send", "K-1", "note", "--as", "o.owner", "note=@/nowhere/at all" }, { "/nowhere/at all" } },
  { "a folder for a file", 1, 0, { "evidence", "add", "K-1", "/tmp", "--as", "o.owner", "--title", "T", "--level", "process" }, { "/tmp" } },
  { "a level of evidence that is none", 1, 0, { "evidence", "add", "K-1", "README.md", "--as", "o.owner", "--title", "T", "--level", "prooof" },
    { "output, process, impact or outcome" } },
  { "a date of evidence that there is not", 1, 0,
    { "evidence", "add", "K-1", "README.md", "--as", "o.owner", "--title", "T", "--level", "process", "--date", "2016-02-30" }, { "2016-02-30" } },
  { "a reference with a space", 1, 0, { "case", "start", "task", "--as", "m.test", "--ref", "K 2", "text=x" }, { '"K 2"' } },
  { "a reference that is taken", 1, 0, { "case", "start", "task", "--as", "m.test", "--ref", "K-1", "text=x" }, { "K-1" } },
  { "an instant without a zone", 1, 0, { "run-due", "--now", "2016-09-02T09:00:00" }, { "2016-09-02T09:00:00" } },
  { "an instant that there is not", 1, 0, { "run-due", "--now", "2016-09-31T09:00:00Z" }, { "2016-09-31" } },
  { "an instant that has passed", 1, 0, { "run-due", "--now", "2016-08-01T09:00:00Z" }, { "cannot go back" } },
  { "a key of too many characters", 1, 0, { "case", "send", "K-1", "count", "--as", "o.owner", "--key", ("k"):rep(5000) }, { "key" } },
  { "a title of too many characters", 1, 0, { "case", "start", "task", "--as", "m.test", "--title", ("t"):rep(201), "text=x" }, { '"title"', "200" } },
  { "a title in two lines", 1, 0, { "case", "start", "task", "--as", "m.test", "--title", "a\nb", "text=x" }, { '"title"', "one line" } },
  { "an event of too many characters", 1, 0, { "case", "send", "K-1", ("e"):rep(5000), "--as", "o.owner" }, { '"event"' } },
  { "a name in two lines", 1, 0, { "people", "set", "o.owner", "--as", "m.test", "name=a\nb" }, { "o.owner", "one line" } },
  { "a name of too many characters", 1, 0, { "people", "set", "o.owner", "--as", "m.test", "name=" .. ("n"):rep(201) }, { "o.owner", "200" } },
  { "a holder that nobody is", 1, 0, { "post", "set", "panel_chair", "--as", "m.test", "holder=c.char" }, { 'Did you mean "c.chair"?' } },
  { "a version that is not a number", 2, 0, { "case", "send", "K-1", "count", "--as", "o.owner", "--version", "1x" }, { "1x" } },
  { "a command that is none", 2, 0, { "case", "sned", "K-1" }, { 'did you mean "case send"?' } },
}

describe("a wrong word", function()
  local d
  setup(function() d = desk.new() end)
  teardown(function()
    assert.truthy(d:run("journal", "verify"):find("as it should be", 1, true))
    d:remove()
  end)
  for _, row in ipairs(rows) do
    it("is told and loses nothing: " .. row[1], function() d:wrong({ status = row[2], kept = row[3], says = row[5] }, table.unpack(row[4])) end)
  end
  it("leaves the item as it was", function()
    local view = d:ask("case", "show", "K-1")
    assert.equal(1, view.revision)
    assert.equal(3, #view.fields)
  end)
end)
