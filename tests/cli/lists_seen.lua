-- Goal: where a workflow shows a part of its items (`see`) and where the board's own rules allow and deny, a list, its count and a to-do say the same
-- by the index as by going through everything, for whatever filter: nobody finds an item by what is hidden from them (R1). Method: two workflows, one
-- with `see`; rules made at random, of each kind of subject, some for some states; after each the same lists of everybody are asked both ways. Then
-- an item is taken out of the index, to see that the index is what answers.
local shell = require "helper.shell"
local json = require "helper.json"
local stamp = require "helper.stamp"
local folder

local function path() return folder .. "/board" end
local both = require("helper.both_ways")(path)
local _, ok = require("helper.at_board")(path)
local people = { "m.test", "l.north", "l.south", "w.writer", "c.chair", "e.exec", "y.young" }
local filters = { {}, { open = true }, { mine = true }, { late = true }, { rag = "red" }, { stale = true }, { workflow = "task" },
  { workflow = "draft", open = true }, { lead = "north" }, { lead = "s" }, { due_before = "2016-09-20" }, { state = "shared" }, { text = "question" },
    { text = "d-00" }, { text = "task 1", lead = "south" },
  { mine = true, due_before = "2016-10-01" }, { limit = 2 }, { limit = 2, after = "D-004", lead = "north" }, { limit = 0 }, { limit = 0,
    text = "question 1" },
  { limit = 0, due_before = "2016-09-15", lead = "agency" } }

local function start_items()
  local requests = {}
  local function add(one) requests[#requests + 1] = one end
  for i = 1, 12 do
    local agency = i % 2 == 0 and "south" or "north"
    local ref, lead, due = ("D-%03d"):format(i), "l." .. agency, ("2016-09-%02d"):format(i * 2)
    local data = { text = "Question " .. i, agency = agency }
    if i % 4 ~= 0 then data.due = due end
    if i % 3 == 0 then data.writer = "w.writer" end
    add { op = "case.start", workflow = "draft", ref = ref, as = "m.test", data = data }
    local owner = i % 2 == 0 and "w.writer" or "y.young"
    add { op = "case.start", workflow = "task", ref = ("K-%03d"):format(i), as = "m.test", data = { text = "Task " .. i, agency = agency, due = due,
      owner = owner } }
    if i > 3 then add { op = "case.send", case = ref, event = "find", as = lead, data = { finding = "Found " .. i } } end
    if i > 6 then add { op = "case.send", case = ref, event = "share", as = "m.test" } end
    if i > 9 then add { op = "case.send", case = ref, event = "moderate", as = "c.chair" } end
    if i % 5 == 0 then add { op = "case.send", case = ("K-%03d"):format(i), event = "wait", as = owner } end
  end
  for i, answer in ipairs(both.batch(requests)) do assert.falsy(answer:find('"error"', 1, true), answer .. both.request(requests[i])) end
end

-- Those of the random lists that a round asks.
local function some(of)
  local lists = {}
  for _, person in ipairs(people) do
    for _, filter in ipairs(filters) do
      local one = { as = person }
      for name, value in pairs(filter) do one[name] = value end
      if math.random(of) == 1 then lists[#lists + 1] = one end
    end
  end
  return lists
end

local function one_of(list) return list[math.random(#list)] end
local subjects = { "everyone", "person:y.young", "person:w.writer", "person:l.north", "post:executive", "post:panel_chair", "post:business_manager",
  "group:panel",
  "group:partners", "group:safe4us", "group:partners!north", "agency:north", "agency:south", "agency:south/safeguarding_lead" }
local whats = { draft = { "everything", "summary", "history", "finding", "due", "text", "agency", "doubt", "answer" },
  task = { "everything", "summary", "history", "text", "due", "note", "agency" } }
local states = { draft = { "draft", "shared", "moderated" }, task = { "open", "waiting" } }

local function random_rule()
  local workflow = one_of { "draft", "draft", "task" }
  local rule = { op = "rights.put", as = "m.test", reason = "because", effect = one_of { "allow", "deny" }, workflow = workflow, subject = one_of(subjects),
    what = { one_of(whats[workflow]) } }
  if math.random(3) == 1 then rule.what[2] = one_of(whats[workflow]) end
  if math.random(3) == 1 then rule.states = { one_of(states[workflow]) } end
  return rule
end

describe("what somebody sees a part of", function()
  setup(function()
    math.randomseed(16)
    folder = shell.folder()
    local _, err, status = shell.run { "init", path(), "--seed", "tests/data/sharing.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert(status == 0, err)
    ok("workflow", "publish", "tests/data/draft.lua", "--as", "m.test")
    ok("workflow", "publish", "tests/data/task.lua", "--as", "m.test")
    start_items()
  end)
  teardown(function() shell.remove(folder) end)

  it("is listed by the index as by going through everything, also by a part of its lines", function()
    assert.is_true(both.compare(some(1), "2016-09-01") > 300)
    ok("people", "set", "l.south", "--as", "m.test", "absent=yes")
    both.compare(some(6), "2016-09-01")
    ok("people", "set", "l.south", "--as", "m.test", "absent=no")
  end)

  it("is found by no filter that asks for what is hidden", function()
    local function count(filter)
      filter.op, filter.as, filter.limit = "case.list", "w.writer", 0
      return json.read(both.batch({ filter })[1]).count
    end
    assert.are.equal(4, count { workflow = "draft" })
    assert.are.equal(4, count { workflow = "draft", text = "question" })
    assert.are.equal(3, count { workflow = "draft", due_before = "2016-12-01" })
    assert.are.equal(0, count { workflow = "draft", lead = "agency" }) -- which agency leads it a writer is not shown
  end)

  it("is left by a rule that denies it to everybody to whoever can act, where it stands", function()
    for _, workflow in ipairs { "draft", "task" } do
      ok("rights", "deny", "everyone", "--workflow", workflow, "--as", "m.test", "--reason", "because")
    end
    local counted = both.compare(some(2), "2016-09-01")
    assert.is_true(counted > 100, counted .. " rows are left")
    for _, id in ipairs { "1", "2" } do ok("rights", "remove", id, "--as", "m.test", "--reason", "over") end
  end)

  it("is what rules of the board leave and add, each as soon as it is made and gone with it", function()
    local rules, refused = {}, 0
    for round = 1, 24 do
      local answer = json.read(both.batch({ random_rule() })[1])
      if answer.rule then rules[#rules + 1] = answer.rule.id else refused = refused + 1 end
      if round % 2 == 0 then both.compare(some(9), "2016-09-01") end
      if round % 5 == 0 then ok("rights", "remove", table.remove(rules, math.random(#rules)), "--as", "m.test", "--reason", "over") end
    end
    assert.is_true(refused < 8)
    both.compare(some(4), "2016-09-01")
  end)

  it("is what shares of an item add, until they end, and what a glass shows that was broken, whatever a rule denies", function()
    local function shared()
      local item = math.random(2) == 1 and "D" or "K"
      local one = { op = "case.share", as = "m.test", reason = "joint visit", case = ("%s-%03d"):format(item, math.random(12)), with = one_of(subjects),
        what = { one_of(whats[item == "D" and "draft" or "task"]) } }
      if math.random(2) == 1 then one["until"] = one_of { "2016-09-01", "2016-09-02" } end
      return one
    end
    local requests, before = {}, both.compare(some(1), "2016-09-01")
    for i = 1, 60 do requests[i] = shared() end
    local given = {}
    for i, answer in ipairs(both.batch(requests)) do
      if not answer:find('"error"', 1, true) then given[#given + 1] = { case = requests[i].case, number = json.read(answer).number } end
    end
    assert.is_true(#given > 40)
    assert.is_true(both.compare(some(1), "2016-09-01") > before)
    ok("post", "set", "data_protection_officer", "title=Data protection officer", "holder=y.young", "--as", "m.test")
    ok("rights", "deny", "person:y.young", "--workflow", "draft", "--as", "m.test", "--reason", "because")
    for _, ref in ipairs { "D-002", "D-005" } do
      ok("case", "open", ref, "--break-glass", "the police ask tonight", "--as", "y.young")
    end
    local function sees(as)
      local answer = json.read(both.batch({ { op = "case.list", as = as, workflow = "draft", text = "question", limit = 0 } })[1])
      return answer.count
    end
    assert.are.equal(2, sees "y.young")
    both.compare(some(2), "2016-09-01")
    for i = 1, #given, 3 do
      local back = { op = "case.unshare", as = "m.test", reason = "it is over", case = given[i].case, number = given[i].number }
      assert.falsy(both.batch({ back })[1]:find('"error"', 1, true))
    end
    both.compare(some(2), "2016-09-01")
    ok("status", "--now", "2016-09-01T23:00:00Z") -- the first day is over
    both.compare(some(2), "2016-09-02")
    assert.are.equal(2, sees "y.young")
    ok("status", "--now", "2016-09-02T09:00:00Z") -- and so is the glass
    assert.are.equal(0, sees "y.young")
    both.compare(some(2), "2016-09-02")
    ok("status", "--now", "2016-09-03T09:00:00Z")
    both.compare(some(1), "2016-09-03")
  end)

  it("waits for whoever is shown it, and is counted without them being asked of each", function()
    for _, person in ipairs(people) do
      local answers = both.batch { { op = "case.todo", as = person }, { op = "case.list", as = person, mine = true, limit = 0 } }
      assert.are.equal(json.read(answers[2]).count, json.read(answers[1]).count, person)
      local requests = { { op = "case.list", as = person, limit = 0 }, { op = "case.list", as = person } }
      answers = both.batch(requests)
      local seen = json.read(answers[2]).rows
      assert.are.equal(#seen, json.read(answers[1]).count)
      local first = seen[1] and seen[1].ref
      if first then
        assert.are.equal("", stamp.sql(path(), ("DELETE FROM index_items WHERE ref = '%s'"):format(first)))
        assert.are.equal(#seen - 1, json.read(both.batch(requests)[1]).count, person .. " is not answered by the index")
        assert.are.equal("", stamp.sql(path(), "DELETE FROM index_mark"))
      end
    end
  end)
end)
