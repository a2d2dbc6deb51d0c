-- Goal: the board's own rules add to and take from what a workflow shows, each on record; one that denies wins, but takes nothing from the office nor
-- from whoever can act; and the whole table of rights is printed as what it is (R1, R3). Method: from outside, on the small workflow
-- tests/data/draft.lua, as the people that a rule is about.
local shell = require "helper.shell"
local json = require "helper.json"
local folder

local function path() return folder .. "/board" end
local run, ok, fails = require("helper.at_board")(path)
local function ask(...) return json.read(ok(...)) end

local function refs(as)
  local seen = {}
  for _, row in ipairs(ask("case", "list", "--as", as, "--json").rows) do seen[#seen + 1] = row.ref end
  return table.concat(seen, " ")
end
local function fields(ref, as)
  local seen = {}
  for _, field in ipairs(ask("case", "show", ref, "--as", as, "--json").fields) do seen[#seen + 1] = field.name end
  table.sort(seen)
  return table.concat(seen, " ")
end
local function rule(verb, subject, ...) ok("rights", verb, subject, "--workflow", "draft", "--as", "m.test", "--reason", "because", ...) end

describe("a rule of the board", function()
  before_each(function()
    folder = shell.folder()
    local _, err, status = shell.run { "init", path(), "--seed", "tests/data/sharing.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert(status == 0, err)
    ok("workflow", "publish", "tests/data/draft.lua", "--as", "m.test")
    ok("workflow", "publish", "tests/data/task.lua", "--as", "m.test")
    ok("case", "start", "draft", "--ref", "D-1", "--as", "m.test", "text=Question", "agency=north", "due=2016-09-30", "writer=w.writer")
    ok("case", "send", "D-1", "write", "--as", "l.north", "answer=A", "doubt=D")
    ok("case", "send", "D-1", "find", "--as", "l.north", "finding=F")
  end)
  after_each(function() shell.remove(folder) end)

  it("lets each kind of subject see what it says, and no more", function()
    for _, subject in ipairs { "everyone", "person:y.young", "group:safe4us" } do
      assert.are.equal("", refs("y.young"))
      rule("allow", subject, "--what", "finding")
      assert.are.equal("finding", fields("D-1", "y.young"))
      local id = ask("rights", "print", "--as", "m.test", "--json").rules[1].id
      ok("rights", "remove", id, "--as", "m.test", "--reason", "over")
    end
    rule("allow", "agency:south/safeguarding_lead", "--what", "summary", "--state", "shared")
    assert.are.equal("", refs("l.south"))
    rule("allow", "agency:south", "--what", "summary", "--state", "draft")
    assert.are.equal("agency due text", fields("D-1", "l.south"))
    rule("allow", "post:panel_chair")
    assert.is_nil(ask("case", "show", "D-1", "--as", "c.chair", "--json").part)
  end)

  it("for all of an agency is not for everybody of the one that follows it", function()
    for person, agency in pairs { ["n.new"] = "north", ["s.old"] = "south" } do
      ok("people", "set", person, "name=" .. person, "email=" .. person .. "@board.example", "agency=" .. agency, "--as", "m.test")
    end
    rule("allow", "agency:south", "--what", "summary")
    rule("deny", "agency:north", "--what", "due")
    assert.are.equal("D-1", refs("s.old"))
    assert.are.equal("", refs("n.new"))
    local look = ok("agency", "succeed", "south", "north", "--on", "2016-12-01", "--reason", "Merged", "--preview", "--as", "m.test"):gsub("%s+", " ")
    local id = ask("rights", "print", "--as", "m.test", "--json").rules[1].id
    assert.truthy(look:find("Mind: rule " .. id .. " of the board is for all of South Agency: it stays with those who belong to it", 1, true), look)
    ok("agency", "succeed", "south", "north", "--on", "2016-12-01", "--reason", "Merged", "--as", "m.test")
    ok("run-due", "--now", "2016-12-02T09:00:00Z", "--as", "m.test")
    assert.are.equal("", refs("n.new"))
    assert.are.equal("D-1", refs("s.old"))
    assert.are.equal("agency text", fields("D-1", "s.old")) -- who goes on as north is north's own
    assert.are.equal("agency text", fields("D-1", "l.south"))
  end)

  it("that denies wins over the workflow and over all that allows", function()
    rule("allow", "post:executive", "--what", "finding,answer")
    rule("deny", "post:executive", "--what", "answer,due")
    assert.are.equal("agency finding text", fields("D-1", "e.exec"))
    assert.is_nil(ask("case", "list", "--as", "e.exec", "--json").rows[1].due)
    rule("deny", "person:e.exec")
    fails(1, 'There is no item "D-1" on this board', "case", "show", "D-1", "--as", "e.exec")
    assert.are.equal("", refs("e.exec"))
    ok("rights", "remove", "3", "--as", "m.test", "--reason", "over")
    assert.are.equal("D-1", refs("e.exec"))
  end)

  it("that denies takes nothing from the office, nor from whoever can act", function()
    rule("deny", "everyone")
    assert.is_nil(ask("case", "show", "D-1", "--as", "m.test", "--json").part)
    assert.are.equal("D-1", refs("l.north")) -- it is hers to write
    assert.are.equal("", refs("e.exec"))
    ok("case", "send", "D-1", "share", "--as", "m.test")
    assert.are.equal("", refs("l.north")) -- now it is the panel's
    assert.are.equal("D-1", refs("c.chair"))
  end)

  it("takes a part of what is seen whole", function()
    ok("case", "start", "task", "--ref", "K-1", "--as", "m.test", "text=Task", "agency=north", "owner=w.writer", "due=2016-09-30")
    ok("case", "send", "K-1", "wait", "--as", "w.writer") -- where nobody can act
    assert.is_nil(ask("case", "show", "K-1", "--as", "l.north", "--json").part)
    ok("rights", "deny", "agency:north", "--workflow", "task", "--what", "owner,history", "--as", "m.test", "--reason", "because")
    assert.are.equal("agency due text", fields("K-1", "l.north"))
    fails(1, "may not read the history of K-1", "case", "history", "K-1", "--as", "l.north")
    assert.is_nil((run("case", "show", "K-1", "--as", "l.north", "--json")):find("Wim"))
  end)

  it("is on record with its reason, and its number is used once", function()
    local before = ask("status", "--json").entries
    rule("allow", "everyone")
    ok("rights", "remove", "1", "--as", "m.test", "--reason", "over")
    rule("deny", "person:e.exec")
    assert.are.equal(before + 3, ask("status", "--json").entries)
    local rules = ask("rights", "print", "--as", "m.test", "--json").rules
    assert.are.equal("2", rules[1].id)
    assert.are.equal("because", rules[1].reason)
    assert.are.equal("Mia Manager", rules[1].by_name)
    ok("rebuild")
    ok("journal", "verify")
    assert.are.equal(1, #ask("rights", "print", "--as", "m.test", "--json").rules)
    fails(1, "There is no rule 1 on this board", "rights", "remove", "1", "--as", "m.test", "--reason", "again")
  end)

  it("is refused with a sentence where it would mean nothing", function()
    local function wrong(says, subject, ...) fails(1, says, "rights", "deny", subject, "--as", "m.test", "--reason", "r", ...) end
    wrong('This board has no agency "soth". Did you mean "south"?', "agency:soth", "--workflow", "draft")
    wrong("does not say whom it is for", "south", "--workflow", "draft")
    wrong("does not say whom it is for", "person:x.out!north", "--workflow", "draft") -- passing somebody over is no part of a rule
    wrong('No agency of this board has a post called "lead"', "agency:south/lead", "--workflow", "draft")
    wrong('There is no workflow called "drft"', "everyone", "--workflow", "drft")
    wrong('draft has nothing called "doubts" that could be seen. Did you mean "doubt"?', "everyone", "--workflow", "draft", "--what", "doubts")
    wrong('No state of draft is called "shard". Did you mean "shared"?', "everyone", "--workflow", "draft", "--state", "shard")
    wrong("The summary alone cannot be denied", "everyone", "--workflow", "draft", "--what", "summary")
    local not_hers = "Lena North may not change who sees what: it is for the Business Manager."
    fails(1, not_hers, "rights", "allow", "everyone", "--workflow", "draft", "--reason", "r", "--as", "l.north")
    fails(1, "Lena North may not change who sees what", "rights", "remove", "1", "--reason", "r", "--as", "l.north")
  end)
end)

describe("the table of rights", function()
  setup(function()
    folder = shell.folder()
    local _, err, status = shell.run { "init", path(), "--seed", "tests/data/sharing.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert(status == 0, err)
    ok("workflow", "publish", "tests/data/draft.lua", "--as", "m.test")
    ok("workflow", "publish", "tests/data/task.lua", "--as", "m.test")
    ok("case", "start", "draft", "--ref", "D-1", "--as", "m.test", "text=Question", "agency=north", "due=2016-09-30")
    rule("allow", "group:safe4us", "--what", "summary", "--state", "shared")
  end)
  teardown(function() shell.remove(folder) end)

  local function row(rows, workflow, state, role)
    for _, one in ipairs(rows) do if one.workflow == workflow and one.state == state and one.role == role then return one end end
  end

  it("says of each state and role what is seen and what may be done", function()
    local rows = ask("rights", "print", "--as", "m.test", "--json").rows
    local partners, lead = row(rows, "draft", "shared", "partners"), row(rows, "draft", "draft", "lead")
    assert.are.same({ { what = { "summary", "finding" } } }, partners.sees)
    assert.are.equal("text agency due finding", table.concat(partners.fields, " "))
    assert.are.equal(0, #partners.takes)
    assert.is_nil(row(rows, "draft", "draft", "partners"))
    assert.are.equal("Write, Add evidence, Find", table.concat(lead.takes, ", "))
    assert.are.equal("Share", row(rows, "draft", "draft", "manager").decides[1])
    assert.are.equal("Start", row(rows, "draft", "", "manager").takes[1])
    local recorder = row(rows, "task", "open", "manager") -- a workflow without `see`: whoever has part in it sees everything
    assert.are.same({ { what = { "everything" } } }, recorder.sees)
    assert.are.equal("Agree", recorder.records[1])
    local one = ask("rights", "print", "--workflow", "task", "--as", "m.test", "--json")
    for _, each in ipairs(one.rows) do assert.are.equal("task", each.workflow) end
    assert.are.equal(0, #one.rules)
  end)

  it("is text and CSV too", function()
    local text, csv = ok("rights", "print", "--as", "m.test"), ok("rights", "print", "--csv", "--as", "m.test")
    assert.truthy(text:find("Shared +Partners +summary, finding"))
    assert.truthy(text:find("1  Safe4Us may see summary of each draft in shared. because, by Mia Manager", 1, true))
    assert.truthy(csv:find('"draft","shared","Shared","partners","Partners","summary, finding","text, agency, due, finding","","",""\r\n', 1, true))
    assert.truthy(csv:find('"draft","shared","rule 1 of the board","group:safe4us","Safe4Us","allow summary","","","",""\r\n', 1, true))
  end)

  it("says what one person can see and do, to them and to the office", function()
    local own = ask("rights", "print", "--person", "l.north", "--as", "l.north", "--json")
    assert.are.equal("Lena North", own.name)
    assert.are.equal(1, own.workflows[1].all)
    assert.is_nil(row(own.rows, "draft", "shared", "panel"))
    assert.truthy(row(own.rows, "draft", "draft", "lead"))
    assert.are.equal(0, #own.rules)
    assert.are.equal(1, #ask("rights", "print", "--person", "y.young", "--as", "m.test", "--json").rules)
    assert.are.equal(0, #ask("rights", "print", "--as", "l.north", "--json").rules) -- what is not about her
    fails(1, "Lena North may not see what somebody else may see", "rights", "print", "--person", "l.south", "--as", "l.north")
  end)

  it("lists every operation with who may ask it", function()
    local who = {}
    for _, op in ipairs(ask("rights", "operations", "--as", "m.test", "--json").operations) do who[op.name] = op.who end
    assert.are.equal("a person", who["case.show"])
    assert.are.equal("the office", who["rights.put"])
    assert.are.equal("anybody", who["workflow.check"])
  end)
end)
