-- Goal: who joins, leaves, is away and is back is said in these words, each an entry with its reason; nobody leaves work behind unnoticed; and one person can
-- be seen whole (R2). Method: a board of tests/data/partners.lua, its clock taken from day to day.
local desk = require "helper.desk"

describe("a person", function()
  local d
  before_each(function()
    d = desk.new() -- Thursday 1 September 2016
    d:run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=Second", "agency=south", "owner=o.owner")
  end)
  after_each(function()
    d:run("journal", "verify")
    d:remove()
  end)

  local function now(instant) d:run("run-due", "--now", instant, "--as", "m.test") end
  local function person(id, ...) return d:ask("people", "show", id, ...) end
  local function vias(rows)
    local found = {}
    for _, row in ipairs(rows) do found[#found + 1] = row.via end
    return found
  end
  local function refs(rows)
    local found = {}
    for _, row in ipairs(rows) do found[#found + 1] = row.ref end
    table.sort(found)
    return found
  end

  it("is shown with agencies, groups, posts and work", function()
    local shown = person "o.owner"
    assert.same({ "K-1", "K-2" }, refs(shown.waits))
    assert.same({ "Owner" }, shown.named[1].fields)
    assert.equal("North Agency", shown.agencies[1].name)
    shown = person "v.vice"
    assert.same({ "Panel vice-chair" }, vias(shown.posts))
    assert.equal("panel", shown.groups[1].id)
    d:run("people", "absent", "c.chair", "--reason", "Leave", "--as", "m.test")
    assert.same({ "Panel vice-chair", "Panel vice-chair" }, vias(person("v.vice").posts)) -- for the chair too
    assert.same({ "Panel chair, for which Vic Vice acts" }, vias(person("c.chair").posts)) -- and the post stays theirs
    assert.same({ "safeguarding lead of South Agency" }, vias(person("l.south").posts))
    assert.same({}, person("o.owner", "--as", "x.out").waits) -- items are those that the reader may see
    assert.truthy(d:run("people", "show", "o.owner"):find("Waits for them", 1, true))
  end)

  it("joins from a day on", function()
    d:run("people", "join", "l.ward", "name=Lucy Ward", "agency=south", "--on", "2016-09-05", "--reason", "New in post", "--as", "m.test")
    d:wrong({ says = { "Lucy Ward joins on 2016-09-05" } }, "case", "list", "--as", "l.ward")
    now "2016-09-05T08:00:00Z"
    d:run("case", "list", "--as", "l.ward")
    d:wrong({ says = { "here already" } }, "people", "join", "l.ward", "--reason", "r", "--as", "m.test")
    d:wrong({ says = { "no name" } }, "people", "join", "n.name", "--reason", "r", "--as", "m.test")
  end)

  it("does not leave work behind unnoticed", function()
    local said = d:wrong({}, "people", "leave", "o.owner", "--reason", "New post", "--as", "m.test")
    assert.truthy(said:find("2 open items (", 1, true) and said:find("hand-over o.owner NEW", 1, true) and said:find("--leave-anyway", 1, true), said)
    said = d:wrong({}, "people", "leave", "l.south", "--reason", "New post", "--as", "m.test")
    assert.truthy(said:find("1 post (safeguarding lead of South Agency) would have nobody", 1, true), said)
    d:run("people", "leave", "c.chair", "--reason", "Retires", "--as", "m.test") -- the vice-chair deputises
    d:run("people", "hand-over", "o.owner", "x.out", "--reason", "New post", "--as", "m.test")
    d:run("people", "leave", "o.owner", "--reason", "New post", "--as", "m.test")
    d:wrong({ says = { "Owen Owner has left" } }, "case", "list", "--as", "o.owner")
    d:run("people", "leave", "l.south", "--leave-anyway", "--reason", "Dismissed", "--as", "m.test")
    d:wrong({ says = { "Luke South has left" } }, "case", "list", "--as", "l.south")
    d:run("people", "join", "l.south", "--reason", "Reinstated", "--as", "m.test")
    d:run("case", "list", "--as", "l.south")
  end)

  it("leaves after their last day", function()
    d:run("people", "leave", "x.out", "--on", "2016-09-09", "--reason", "New post", "--as", "m.test")
    now "2016-09-09T20:00:00Z"
    d:run("case", "list", "--as", "x.out")
    now "2016-09-09T23:00:00Z"
    d:wrong({ says = { "has left" } }, "case", "list", "--as", "x.out")
  end)

  it("is away, with a deputy, and back", function()
    d:run("people", "absent", "o.owner", "--from", "2016-09-05", "--to", "2016-09-16", "--deputy", "x.out", "--reason", "Leave", "--as", "m.test")
    now "2016-09-06T08:00:00Z"
    assert.is_true(person("o.owner").away)
    assert.truthy(d:run("people", "show", "o.owner"):find("Xena Out", 1, true))
    d:run("case", "send", "K-1", "count", "--as", "x.out")
    d:run("people", "back", "o.owner", "--reason", "Back early", "--as", "m.test")
    assert.is_false(person("o.owner").away)
    d:wrong({ blind = true }, "case", "send", "K-1", "count", "--as", "x.out")
    d:wrong({ says = { "is not away" } }, "people", "back", "o.owner", "--reason", "r", "--as", "m.test")
    assert.equal("2016-09-05", person("o.owner").absences[1].to)
  end)

  it("leaves once, and that day stays", function()
    local function last()
      for _, row in ipairs(d:ask("people", "list").rows) do
        if row.id == "x.out" then return row.left end
      end
    end
    d:run("people", "leave", "x.out", "--reason", "New post", "--as", "m.test")
    now "2016-09-05T09:00:00Z"
    d:wrong({ says = { "Xena Out left on 2016-09-01 already" } }, "people", "leave", "x.out", "--reason", "Again", "--as", "m.test")
    assert.equal("2016-09-01", last())
    d:wrong({ says = { "Gus Gone left already" } }, "people", "leave", "g.gone", "--reason", "Again", "--as", "m.test")
    d:run("people", "leave", "p.other", "--on", "2016-09-30", "--reason", "New post", "--as", "m.test")
    d:run("people", "leave", "p.other", "--on", "2016-09-23", "--reason", "Sooner", "--as", "m.test") -- it has not come yet
  end)

  it("that joins again is there, whatever they were away for before", function()
    d:run("people", "absent", "x.out", "--reason", "Ill", "--as", "m.test")
    now "2016-09-05T09:00:00Z"
    d:run("people", "leave", "x.out", "--reason", "Retires", "--as", "m.test")
    now "2016-12-01T09:00:00Z"
    d:run("people", "join", "x.out", "--reason", "Back in a new post", "--as", "m.test")
    assert.falsy(d:run("people", "show", "x.out", "--as", "m.test"):find("away", 1, true))
  end)

  it("is away for a reason that is their own and the office's to know", function()
    d:run("people", "absent", "o.owner", "--reason", "Operation", "--as", "m.test")
    local function reason(as)
      for _, row in ipairs(d:ask("people", "list", "--as", as).rows) do
        if row.id == "o.owner" then return row.absences[1].reason, person("o.owner", "--as", as).absences[1].reason end
      end
    end
    assert.same({ "Operation", "Operation" }, { reason "m.test" })
    assert.same({ "Operation", "Operation" }, { reason "o.owner" })
    assert.same({}, { reason "x.out" })
  end)

  it("says so of itself, but names no deputy, and says nothing of others", function()
    d:run("people", "absent", "o.owner", "--reason", "Ill", "--as", "o.owner")
    d:run("people", "back", "o.owner", "--reason", "Well", "--as", "o.owner")
    d:wrong({ says = { "may not name a deputy" } }, "people", "absent", "o.owner", "--deputy", "x.out", "--reason", "r", "--as", "o.owner")
    d:wrong({ says = { "may not say when others are away" } }, "people", "absent", "p.other", "--reason", "r", "--as", "o.owner")
    d:wrong({ says = { "may not say who leaves" } }, "people", "leave", "p.other", "--reason", "r", "--as", "o.owner")
    d:wrong({ status = 2, says = { "--reason" } }, "people", "absent", "o.owner", "--as", "o.owner")
    d:wrong({ says = { "own deputy" } }, "people", "absent", "o.owner", "--deputy", "o.owner", "--reason", "r", "--as", "m.test")
    d:wrong({ says = { "is after" } }, "people", "absent", "o.owner", "--from", "2016-10-02", "--to", "2016-10-01", "--reason", "r", "--as", "m.test")
    d:wrong({ says = { "Nobody on this board is called \"o.nobody\"" } }, "people", "show", "o.nobody")
  end)
end)
