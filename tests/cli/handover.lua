-- Goal: all of somebody's work goes to another: posts, memberships, open items, each with who, whose and why; it is shown before with what would become a
-- conflict of interest; it survives being cut off, and whoever takes over is told once (R2). Method: items of tests/data/task.lua; a hand-over that is
-- begun and then left, as a crash would leave it; one of more items than a batch takes.
local desk = require "helper.desk"
local shell = require "helper.shell"
local json = require "helper.json"

describe("handing over", function()
  local d
  before_each(function()
    d = desk.new()
    d:run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=Second", "agency=south", "owner=o.owner", "due=2016-12-01")
    d:run("case", "start", "task", "--ref", "K-3", "--as", "m.test", "text=Third", "agency=south", "owner=p.other")
  end)
  after_each(function()
    d:run("journal", "verify")
    d:remove()
  end)

  local function owner(ref)
    for _, field in ipairs(d:ask("case", "show", ref).fields) do
      if field.name == "owner" then return field.value end
    end
  end
  local function batch(request)
    local out = shell.run({ "batch", "--board", d.path }, { input = request .. "\n" })
    return json.read(out)
  end

  it("moves posts, memberships and open items, and says so in each", function()
    local said = d:run("people", "hand-over", "c.chair", "x.out", "--reason", "Retires", "--as", "m.test")
    assert.truthy(said:find("Post: Panel chair.", 1, true) and said:find("Member of: Panel.", 1, true), said)
    assert.truthy(said:find("0 open items were handed over", 1, true), said)
    said = d:run("people", "hand-over", "o.owner", "x.out", "--reason", "Maternity leave", "--as", "m.test")
    assert.truthy(said:find("2 open items were handed over", 1, true), said)
    assert.same({ "x.out", "x.out", "p.other" }, { owner "K-1", owner "K-2", owner "K-3" })
    local entries = d:ask("case", "history", "K-1").entries
    assert.equal("Handed over from Owen Owner to Xena Out by Mia Manager. Maternity leave", entries[#entries].text)
    assert.same({ "Owner: Xena Out" }, entries[#entries].changes)
    d:run("case", "send", "K-1", "count", "--as", "x.out")
    d:wrong({ blind = true }, "case", "send", "K-1", "count", "--as", "o.owner")
    assert.equal(2, d:ask("case", "list", "--as", "x.out").count)
    assert.equal(0, d:ask("case", "list", "--as", "o.owner").count)
    for _, row in ipairs(d:ask("group", "list").rows) do assert.same({ "x.out", "v.vice" }, row.members) end
  end)

  it("takes only a list of references, and one with nothing in it is not everything", function()
    local entries = d:entries()
    for _, op in ipairs { "handover.begin", "handover.preview" } do
      for _, only in ipairs { "[]", "[5]", "[null]", '["K-1",{"ref":"K-2"}]', '"K-1"' } do
        local answer = batch(('{"op":"%s","as":"m.test","kind":"person","old":"o.owner","new":"x.out","reason":"r","only":%s}'):format(op, only))
        assert.equal('"only" in a request must be a list of texts with one or more in it.', answer.error and answer.error.text, op .. only)
      end
    end
    assert.equal(entries, d:entries())
    assert.equal("o.owner", owner "K-1")
  end)

  it("takes no other list of texts with something else in it", function()
    for _, member in ipairs { '"op":"case.deadline","case":"K-1","name":"turn","what_if":[5]', '"op":"rights.put","what":[{}],"states":[]' } do
      local answer = batch("{" .. member .. ',"as":"m.test"}')
      assert.truthy(answer.error.text:find("must be a list of texts.", 1, true), answer.error.text)
    end
  end)

  it("takes along what lets them see more and whom they stand in for, and leaves what denies them", function()
    local function rule(effect, what)
      return d:ask("rights", effect, "person:o.owner", "--workflow", "task", "--what", what, "--reason", "r", "--as", "m.test").rule.id
    end
    local allowed, denied = rule("allow", "summary"), rule("deny", "note")
    d:run("people", "absent", "l.north", "--from", "2016-09-01", "--to", "2016-09-20", "--deputy", "o.owner", "--reason", "Leave", "--as", "m.test")
    d:run("people", "absent", "x.out", "--from", "2016-10-01", "--deputy", "o.owner", "--reason", "Leave", "--as", "m.test")
    local before = d:entries()
    local look = d:ask("people", "hand-over", "o.owner", "x.out", "--reason", "Leaves", "--preview", "--as", "m.test")
    assert.equal(before, d:entries())
    local listed = table.concat(look.directory, "\n")
    assert.truthy(listed:find(("Rule %s, to see more of task: it ends, and rule 3 is for whoever takes over"):format(allowed), 1, true), listed)
    assert.truthy(listed:find(("Rule %s, to see less of task, stays theirs"):format(denied), 1, true), listed)
    assert.truthy(listed:find("Deputy while Xena Out is away: nobody, since they take over", 1, true), listed)
    d:run("people", "hand-over", "o.owner", "x.out", "--reason", "Leaves", "--as", "m.test")
    local rules = {}
    for _, one in ipairs(d:ask("rights", "print", "--workflow", "task", "--as", "m.test").rules) do rules[one.id] = one.effect .. " " .. one.subject end
    assert.same({ [denied] = "deny person:o.owner", ["3"] = "allow person:x.out" }, rules)
    local deputies = {}
    for _, person in ipairs(d:ask("people", "list", "--as", "m.test").rows) do
      for _, absence in ipairs(person.absences or {}) do deputies[person.id] = absence.deputy or "nobody" end
    end
    assert.same({ ["l.north"] = "x.out", ["x.out"] = "nobody" }, deputies)
  end)

  it("is told once, with a count", function()
    d:run("people", "hand-over", "o.owner", "x.out", "--reason", "Leaves", "--as", "m.test")
    local rows = d:ask("outbox", "list").rows
    assert.equal(1, #rows)
    assert.equal("x.out", rows[1].to)
    assert.equal("2 items were handed over to you", rows[1].subject)
    assert.truthy(rows[1].body:find("K-1", 1, true) and rows[1].body:find("K-2", 1, true), rows[1].body)
    assert.falsy(rows[1].body:find("Second", 1, true))
  end)

  it("is shown before, with the conflict that would come", function()
    local before = d:entries()
    local answer = d:ask("people", "hand-over", "o.owner", "c.chair", "--reason", "x", "--preview", "--as", "m.test")
    assert.equal(2, answer.count)
    assert.equal(before, d:entries())
    local by_ref = {}
    for _, item in ipairs(answer.items) do by_ref[item.ref] = item end
    assert.same({ { name = "owner", label = "Owner", was = "Owen Owner", is = "Cora Chair" } }, by_ref["K-1"].fields)
    assert.same({ "sees it", "Owner" }, by_ref["K-1"].gains)
    assert.same({ "no longer sees it", "Owner" }, by_ref["K-1"].loses)
    assert.equal("o.owner", owner "K-1")
    assert.truthy(d:run("people", "hand-over", "o.owner", "c.chair", "--reason", "x", "--preview", "--as", "m.test"):find("Nothing was changed.", 1, true))
    assert.truthy(d:run("people", "hand-over", "o.owner", "c.chair", "--preview", "--as", "m.test"):find("Nothing was changed.", 1, true))
    d:wrong({ status = 2, says = { "needs --reason TEXT, which is kept in the journal; --preview needs none." } }, "people", "hand-over", "o.owner", "c.chair",
      "--as", "m.test")
    answer = d:ask("people", "hand-over", "v.vice", "l.north", "--reason", "x", "--preview", "--as", "m.test")
    assert.same({ "Post: Panel vice-chair", "Member of: Panel" }, answer.directory)
    assert.truthy(answer.warnings[1]:find("does not belong to", 1, true))
  end)

  it("takes some items alone, and no post with them", function()
    d:run("people", "hand-over", "o.owner", "x.out", "--only", "K-2", "--reason", "Shared out", "--as", "m.test")
    assert.same({ "o.owner", "x.out" }, { owner "K-1", owner "K-2" })
    d:wrong({ says = { "K-3 does not name o.owner" } }, "people", "hand-over", "o.owner", "x.out", "--only", "K-3", "--reason", "r", "--as", "m.test")
    d:wrong({ says = { "K-9" } }, "people", "hand-over", "o.owner", "x.out", "--only", "K-9", "--reason", "r", "--as", "m.test")
  end)

  it("leaves what is closed", function()
    d:run("case", "send", "K-3", "agree", "--as", "m.test", "--decided-by", "c.chair")
    assert.truthy(d:run("people", "hand-over", "p.other", "x.out", "--reason", "Left", "--as", "m.test"):find("0 open items", 1, true))
    assert.equal("p.other", owner "K-3")
  end)

  it("goes on where it was cut off", function()
    for i = 10, 129 do d:run("case", "start", "task", "--ref", "K-" .. i, "--as", "m.test", "text=T", "agency=north", "owner=o.owner") end
    local look = d:ask("people", "hand-over", "o.owner", "x.out", "--reason", "Left", "--preview", "--as", "m.test")
    assert.same({ 122, 122 }, { look.count, #look.items })
    local begun = batch('{"op":"handover.begin","as":"m.test","kind":"person","old":"o.owner","new":"x.out","reason":"Left"}')
    assert.equal("under way", begun.status)
    assert.is_true(batch('{"op":"handover.step","as":"m.test","id":"' .. begun.handover .. '"}').more) -- 50 items, then nobody asks
    assert.equal(0, #d:ask("outbox", "list").rows)
    d:run("run-due", "--as", "m.test")
    local row = d:ask("handover", "list").handovers[1]
    assert.equal("done", row.status)
    assert.equal(122, row.moved)
    for _, ref in ipairs { "K-1", "K-10", "K-77", "K-129" } do assert.equal("x.out", owner(ref)) end
    assert.equal(1, #d:ask("outbox", "list").rows)
    local handed = 0
    for _, entry in ipairs(d:ask("case", "history", "K-77").entries) do handed = handed + (entry.kind == "handed over" and 1 or 0) end
    assert.equal(1, handed)
    local entries = d:entries()
    d:run("run-due", "--as", "m.test")
    assert.equal(entries, d:entries())
  end)

  it("is gone on with by a server, nobody asking", function()
    local real = desk.new { real_clock = true }
    for i = 10, 79 do real:run("case", "start", "task", "--ref", "K-" .. i, "--as", "m.test", "text=T", "agency=north", "owner=o.owner") end
    local pid = shell.serve(real.path, real.folder .. "/log")
    shell.run({ "batch", "--board", real.path },
      { input = '{"op":"handover.begin","as":"m.test","kind":"person","old":"o.owner","new":"x.out","reason":"Left"}\n' })
    local status
    for _ = 1, 250 do
      status = real:ask("handover", "list").handovers[1].status
      if status == "done" then break end
      os.execute("sleep 0.02")
    end
    local answer = real:ask("people", "hand-over", "x.out", "p.other", "--reason", "Back", "--as", "m.test") -- and by the command, of the server
    shell.stop(pid)
    assert.equal("done", status)
    assert.equal(71, answer.moved)
    real:run("journal", "verify")
    real:remove()
  end)

  it("is the office's, and must make sense", function()
    d:wrong({ says = { "Owen Owner may not" } }, "people", "hand-over", "o.owner", "x.out", "--reason", "r", "--as", "o.owner")
    d:wrong({ says = { "Gus Gone has left" } }, "people", "hand-over", "o.owner", "g.gone", "--reason", "r", "--as", "m.test")
    d:wrong({ says = { "no person called", "o.owner" } }, "people", "hand-over", "o.owne", "x.out", "--reason", "r", "--as", "m.test")
    d:wrong({ says = { "named twice" } }, "people", "hand-over", "o.owner", "o.owner", "--reason", "r", "--as", "m.test")
    d:wrong({ status = 2, says = { "--reason" } }, "people", "hand-over", "o.owner", "x.out", "--as", "m.test")
    d:wrong({ says = { "begins on", "itself" } }, "agency", "succeed", "north", "south", "--on", "2016-01-01", "--reason", "r", "--as",
      d:run("agency", "set", "north", "valid_from=2016-02-01", "--as", "m.test") and "m.test")
  end)

  it("of an agency takes its people along, and can be taken back before its day", function()
    d:run("agency", "set", "both", "name=Both Agencies", "--as", "m.test")
    local said = d:run("agency", "succeed", "north", "both", "--on", "2016-10-01", "--with-people", "--reason", "Merger", "--as", "m.test")
    assert.truthy(said:find("handed over on 2016-10-01", 1, true), said)
    local id = d:ask("handover", "list").handovers[1].id
    d:run("handover", "withdraw", id, "--reason", "Put off", "--as", "m.test")
    d:run("run-due", "--now", "2016-10-02T09:00:00Z", "--as", "m.test")
    d:run("case", "show", "K-1", "--as", "l.north")
    d:wrong({ says = { "waits for its day" } }, "handover", "withdraw", id, "--reason", "r", "--as", "m.test")
    d:run("agency", "succeed", "north", "both", "--on", "2016-10-02", "--with-people", "--reason", "Merger", "--as", "m.test")
    for _, person in ipairs(d:ask("people", "list").rows) do assert.not_equal("north", person.agency) end
    assert.truthy(d:run("case", "show", "K-1", "--as", "l.north"):find("Both Agencies", 1, true)) -- the lead went along
  end)

  it("does not matter to a simulation's rules: it comes on its day there too", function()
    d:run("agency", "set", "both", "name=Both Agencies", 'posts:={"safeguarding_lead":"x.out"}', "--as", "m.test")
    d:run("agency", "succeed", "north", "both", "--on", "2016-10-03", "--reason", "Merger", "--as", "m.test")
    d:run("simulate", "--until", "2016-10-10", "--as", "m.test")
    assert.equal("waiting", d:ask("handover", "list").handovers[1].status)
  end)
end)
