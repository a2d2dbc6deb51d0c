-- Goal: a workflow takes down what other items say, as it is at that moment (format 9): which items, what of them, in which order; what was taken stays when
-- they go on; what is locked takes no correction, and an addendum. Method: a small picture (tests/data/picture.lua) of a few actions of a plan.
local board = require "helper.board"

local function action(b, ref, indicator, ...)
  b:run("case", "start", "plan-action", "--ref", ref, "--as", "h.dixon", "text=Action " .. ref, "lead=group:llip", "indicator=" .. indicator, ...)
end

local function fresh()
  local b = board.new()
  b:run("workflow", "publish", "tests/data/picture.lua", "--as", "h.dixon")
  action(b, "BP-2", "1.1", "due=2016-10-31", "outcomes:=[\"1\",\"2\"]")
  action(b, "BP-1", "1.1")
  action(b, "BP-3", "1.2", "due=2016-12-31")
  b:run("case", "start", "picture", "--ref", "P-1", "--as", "h.dixon", "about=1.1", "from=2016-10-31", "to=2016-11-30")
  return b
end

local function refs(rows)
  local all = {}
  for i, row in ipairs(rows or {}) do all[i] = row.ref end
  return table.concat(all, " ")
end

local function done(b)
  b:run("journal", "verify")
  b:run("rebuild")
  b:run("journal", "verify")
  b:remove()
end

describe("what is gathered", function()
  local b
  setup(function()
    b = fresh()
    b:send("P-1", "look", "h.dixon")
  end)
  teardown(function() done(b) end)

  it("is a row of each item that fits, by reference, with what was asked for", function()
    local rows = b:field("P-1", "rows")
    assert.equal("BP-1 BP-2", refs(rows))
    assert.same({
      ref = "BP-2", title = "Action BP-2", state = "Proposed", colour = "grey", closed = false, evidence = 0, lead = { kind = "group", id = "llip" },
      due = "2016-10-31", outcomes = { "1", "2" },
    }, rows[2])
    assert.is_nil(rows[1].due)
  end)

  it("is one of each value, or what is dated within some days", function()
    assert.equal("BP-1 BP-3", refs(b:field("P-1", "first_of_each")))
    assert.equal("BP-2", refs(b:field("P-1", "within")))
  end)

  it("is nothing where the board does not use the workflow, or the condition is empty", function()
    assert.equal("", refs(b:field("P-1", "nothing")))
    b:run("case", "start", "picture", "--ref", "P-2", "--as", "h.dixon", "about=9.9")
    b:send("P-2", "look", "h.dixon")
    assert.equal("", refs(b:field("P-2", "rows")))
    assert.equal("BP-2 BP-3", refs(b:field("P-2", "within"))) -- no first and last day: whatever has a date
  end)

  it("counts evidence, and leaves the files where they are", function()
    b:evidence("BP-1", "r.steel", "output", "Policy")
    b:send("P-1", "look", "h.dixon")
    assert.equal(1, b:field("P-1", "rows")[1].evidence)
  end)

  it("stays as it was when the items go on", function()
    b:send("BP-2", "prepare", "h.dixon", "due=2017-01-31", "success_measure=Counted")
    assert.equal("2016-10-31", b:field("P-1", "rows")[2].due)
    b:send("P-1", "look", "h.dixon")
    assert.equal("2017-01-31", b:field("P-1", "rows")[2].due)
  end)

  it("is in the order in which people count", function()
    for _, ref in ipairs { "BP-20", "BP-9" } do action(b, ref, "3.3") end
    b:run("case", "start", "picture", "--ref", "P-5", "--as", "h.dixon", "about=3.3")
    b:send("P-5", "look", "h.dixon")
    assert.equal("BP-9 BP-20", refs(b:field("P-5", "rows")))
    assert.equal("BP-1 BP-2 BP-3 BP-9 BP-20", refs(b:ask("case", "list", "--workflow", "plan-action").rows))
  end)

  it("gets stuck over a field that there is not, and nothing changes", function()
    local before = b:field("P-1", "rows")
    assert.equal(0, b:ask("status").stuck)
    local said = b:say("case", "send", "P-1", "look_wrongly", "--as", "h.dixon")
    assert.truthy(said:find('plan-action has no field called "leed"; did you mean "lead"', 1, true)
      or said:find('plan-action has no field called "leed". Did you mean "lead"', 1, true), said)
    assert.same(before, b:field("P-1", "rows"))
    assert.equal(1, b:ask("status").stuck)
    assert.truthy(b:run("status"):find("Stuck steps +1"))
    assert.equal(0, b:ask("status", "--as", "l.tanaka").stuck) -- of items that they do not see, nobody hears
    b:run("incident", "skip", b:show("P-1").incidents[1].id, "--reason", "A slip of the workflow", "--as", "h.dixon")
    assert.equal(0, b:ask("status").stuck)
  end)

  it("can be emptied by a function that answers an empty table", function()
    b:send("P-1", "empty", "h.dixon")
    assert.equal("", refs(b:field("P-1", "rows")))
  end)
end)

describe("more than fits into a list", function()
  it("is a stuck step that says what to do", function()
    local b = fresh()
    local lines = {}
    for i = 1, 201 do
      lines[i] = ('{"op":"case.start","workflow":"plan-action","as":"h.dixon","data":{"text":"Many %d","lead":"group:llip","indicator":"7.7"}}'):format(i)
    end
    local path = b.folder .. "/many"
    local file = assert(io.open(path, "w"))
    file:write(table.concat(lines, "\n"), "\n")
    file:close()
    os.execute(("'%s' batch --board '%s' <'%s' >/dev/null"):format(os.getenv("WAYMARK") or "build/release/waymark", b.path, path))
    b:run("case", "start", "picture", "--ref", "P-3", "--as", "h.dixon", "about=7.7")
    local said = b:say("case", "send", "P-3", "look", "--as", "h.dixon")
    assert.truthy(said:find("more than 200 items of plan-action fit; say more closely which are meant", 1, true), said)
    b:remove()
  end)
end)

describe("what is locked", function()
  it("takes no correction of any field, and an addendum", function()
    local b = fresh()
    b:send("P-1", "look", "h.dixon")
    b:send("P-1", "lock", "h.dixon")
    local said = b:refused("case", "correct", "P-1", "1", "--field", "about=1.2", "--reason", "A slip", "--as", "h.dixon")
    assert.truthy(said:find('"About" of P-1 cannot be corrected: it is locked, and stays as it was on that day. Say what was wrong', 1, true), said)
    assert.equal("1.1", b:field("P-1", "about"))
    b:refuse("P-1", "look", "h.dixon")
    b:send("P-1", "add_addendum", "h.dixon", "addendum=It was 1.2")
    assert.same({ "It was 1.2" }, b:field("P-1", "addenda"))
    done(b)
  end)
end)
