-- Goal: anybody who may see an item can see it as it was, by what is known now and by what was known then, and nobody else can (J4, R1).
-- Method: a board on a manual clock whose item lives through September 2016 with a fortnight in which nobody looked, so that timers ran late; then
-- its pages of that time, typed as people would.
local desk = require "helper.desk"
local shell = require "helper.shell"

local function field(view, name)
  for _, one in ipairs(view.fields) do if one.name == name then return one.value end end
end

local function whats(list, member)
  local all = {}
  for _, one in ipairs(list) do all[#all + 1] = one[member] end
  return all
end

describe("an item as it was", function()
  local d
  setup(function()
    d = desk.new()
    d:run("case", "send", "K-1", "note", "--as", "o.owner", "note=first", "--now", "2016-09-02T09:00:00Z")
    d:run("case", "send", "K-1", "move_due", "--as", "m.test", "due=2016-09-05", "--now", "2016-09-03T09:00:00Z")
    d:run("case", "send", "K-1", "note", "--as", "o.owner", "note=second", "--now", "2016-09-20T09:00:00Z") -- five timers are late by then
    d:run("people", "set", "n.new", "--as", "m.test", "name=Nina New")
    d:run("post", "set", "business_manager", "--as", "m.test", "holder=n.new", "--now", "2016-09-21T09:00:00Z")
    d:run("people", "set", "m.test", "--as", "n.new", "active:=false")
    d:run("case", "start", "task", "--ref", "K-2", "--as", "n.new", "text=Another", "agency=south", "owner=p.other", "--now", "2016-09-22T09:00:00Z")
    d:run("case", "send", "K-1", "hand_over", "--as", "n.new", "owner=p.other", "--now", "2016-09-23T09:00:00Z")
  end)
  teardown(function() d:remove() end)

  local function show(at, ...) return d:ask("case", "show", "K-1", "--as", "n.new", "--as-at", at, ...) end

  it("says of which moment it is, and by what", function()
    local said = d:run("case", "show", "K-1", "--as", "n.new", "--as-at", "2016-09-06T11:00:00Z")
    assert.truthy(said:find("^As it was on Tue 6 Sep 2016 12:00, by what is known now\n\nK%-1  Task\n"), said)
    assert.truthy(said:find("What was due, and what was to happen then\n", 1, true), said)
    assert.truthy(said:find("What could be done then, and by whom\n", 1, true), said)
    assert.falsy(said:find("waymark case deadline", 1, true), said)
    said = d:run("case", "show", "K-1", "--as", "n.new", "--as-at", "2016-09-06T11:00:00Z", "--known")
    assert.truthy(said:find("^As it was on Tue 6 Sep 2016 12:00, as it was known then\n\nK%-1  Task\n"), said)
    for _, verb in ipairs { "list", "history" } do
      said = d:run("case", verb, verb == "history" and "K-1" or "--open", "--as", "n.new", "--as-at", "2016-09-06")
      assert.truthy(said:find("^As it was on Tue 6 Sep 2016 23:59, by what is known now\n"), said)
    end
  end)

  it("has a late timer at its own time by what is known now, and not yet by what was known then", function()
    local now, known = show("2016-09-06T11:00:00Z"), show("2016-09-06T11:00:00Z", "--known")
    assert.are.same({ "due" }, field(now, "firsts"))
    assert.is_nil(field(known, "firsts"))
    assert.are.same({ "late/L0", "late/L1", "10 working days", "late/L2" }, whats(now.due, "what"))
    assert.are.same({ "end of due", "late/L0", "late/L1", "10 working days", "late/L2" }, whats(known.due, "what"))
    assert.are.equal("2016-09-06T11:00:00.000Z", known.as_at)
    assert.are.same({ false, true }, { now.known, known.known })
  end)

  it("means the end of a date, and of today the moment that it is", function()
    assert.are.equal("first", field(show "2016-09-02", "note"))
    assert.are.equal("2016-09-02T22:59:59.999Z", show("2016-09-02").as_at)
    assert.is_nil(field(show "2016-09-01", "note"))
    assert.are.equal("2016-09-23T09:00:00.000Z", show("2016-09-23").as_at)
  end)

  it("is what it is now, at the present moment", function()
    for _, how in ipairs { false, "--known" } do
      local then_, now = how and show("2016-09-23", how) or show "2016-09-23", d:ask("case", "show", "K-1", "--as", "n.new")
      then_.as_at, then_.as_at_local, then_.known = nil, nil, nil
      assert.are.same(now, then_)
    end
  end)

  it("names the people of then", function()
    local function chair(view)
      for _, move in ipairs(view.moves) do if move.event == "move_due" then return move.by[1].people[1].name, move.yours end end
    end
    assert.are.same({ "Mia Manager", false }, { chair(show "2016-09-20") })
    assert.are.same({ "Nina New", true }, { chair(show "2016-09-22") })
    assert.are.equal("Owen Owner", show("2016-09-22").holder[1].name)
  end)

  it("is seen by whoever may see it now, and by nobody else", function()
    assert.are.equal("first", field(d:ask("case", "show", "K-1", "--as", "p.other", "--as-at", "2016-09-02"), "note")) -- the owner since yesterday
    for _, noun in ipairs { "show", "history" } do
      d:wrong({ blind = true, says = { 'There is no item "K-1" on this board' } },
        "case", noun, "K-1", "--as", "o.owner", "--as-at", "2016-09-02") -- owner until then
      d:wrong({ blind = true, says = { 'There is no item "K-1" on this board' } }, "case", noun, "K-1", "--as", "x.out", "--as-at", "2016-09-02")
      d:wrong({ blind = true, says = { "Mia Manager has left" } }, "case", noun, "K-1", "--as", "m.test", "--as-at", "2016-09-02")
    end
    d:wrong({ blind = true, says = { "Mia Manager has left" } }, "case", "list", "--as", "m.test", "--as-at", "2016-09-02")
    d:wrong({ blind = true, says = { "Mia Manager has left" } }, "outbox", "list", "--as", "m.test", "--as-at", "2016-09-20")
    assert.are.equal(0, d:ask("case", "list", "--as", "o.owner", "--as-at", "2016-09-22").count)
    assert.are.same({}, d:ask("outbox", "list", "--as", "o.owner", "--as-at", "2016-09-22").rows)
  end)

  it("is in the list of then, which lacks what came later", function()
    assert.are.same({ "K-1" }, whats(d:ask("case", "list", "--as", "n.new", "--as-at", "2016-09-21").rows, "ref"))
    assert.are.same({ "K-1", "K-2" }, whats(d:ask("case", "list", "--as", "n.new", "--as-at", "2016-09-22").rows, "ref"))
  end)

  it("has the history up to then", function()
    local function kinds(...) return whats(d:ask("case", "history", "K-1", "--as", "n.new", "--as-at", ...).entries, "number") end
    assert.are.same({ 1, 2, 3, 4 }, kinds "2016-09-06T11:00:00Z")
    assert.are.same({ 1, 2, 3 }, kinds("2016-09-06T11:00:00Z", "--known"))
    assert.are.same({ 1, 2, 3 }, kinds("2016-09-20T08:59:59Z", "--known"))
  end)

  it("had told nobody before the message was made", function()
    local function told(...) return #d:ask("outbox", "list", "K-1", "--as", "n.new", "--as-at", ...).rows end
    assert.are.same({ 0, 0 }, { told "2016-09-19", told("2016-09-19", "--known") })
    assert.are.same({ 5, 5 }, { told "2016-09-20", told("2016-09-20", "--known") })
  end)

  it("has the evidence and the deadlines of then", function()
    d:run("evidence", "add", "K-2", d:file("late.txt", "came late"), "--as", "p.other", "--level", "process", "--title", "Late")
    local function kept(when) return #d:ask("evidence", "list", "K-2", "--as", "n.new", "--as-at", when).evidence end
    assert.are.same({ 0, 1 }, { kept "2016-09-22", kept "2016-09-23" })
    local function due(when)
      for _, one in ipairs(d:ask("case", "deadline", "K-1", "--as", "n.new", "--as-at", when).deadlines) do
        if one.name == "end of due" then return one["local"] or "none" end
      end
    end
    assert.are.same({ "none", "2016-09-05" }, { due "2016-09-02", due "2016-09-04" })
    assert.truthy(d:run("case", "deadline", "K-1", "--as", "n.new", "--as-at", "2016-09-04"):find("^As it was on "))
  end)

  it("leaves no trace, and is the same over a server", function()
    local before = d:ask("status", "--as", "n.new").entries
    local alone = show("2016-09-02", "--known")
    local pid = shell.serve(d.path, d.folder .. "/log")
    local served = show("2016-09-02", "--known")
    assert.truthy(shell.stop(pid))
    assert.are.same(alone, served)
    assert.are.equal(before, d:ask("status", "--as", "n.new").entries)
  end)

  it("is refused in one sentence where there was nothing", function()
    local function wrong(says, ...) d:wrong({ blind = true, says = { says } }, ...) end
    wrong("K-1 was not there yet on Wed 31 Aug 2016 23:59: it was started on Thu 1 Sep 2016 10:00.",
      "case", "show", "K-1", "--as", "n.new", "--as-at", "2016-08-31")
    wrong("There was no board yet on Wed 31 Aug 2016 23:59; name a later moment.", "case", "list", "--as", "n.new", "--as-at", "2016-08-31")
    wrong("2016-09-24 is still ahead (it is Fri 23 Sep 2016 10:00)", "case", "show", "K-1", "--as", "n.new", "--as-at", "2016-09-24")
    wrong('"as_at": "yesterday" is not a date', "case", "show", "K-1", "--as", "n.new", "--as-at", "yesterday")
    wrong('"known" says by what a past moment is shown', "case", "show", "K-1", "--as", "n.new", "--known")
    local said = shell.run({ "batch", "--board", d.path }, { input = '{"op":"case.forecast","as":"n.new","case":"K-1","as_at":"2016-09-02"}\n' })
    assert.truthy(said:find('\\"case.forecast\\" is about the board as it is now', 1, true), said)
  end)
end)

describe("a rebuild", function()
  it("makes the same tables byte for byte", function()
    local folder = shell.folder()
    local board = folder .. "/board"
    os.execute(("WAYMARK=%s examples/redcar-cleveland/play %s >%s/told"):format(shell.quote(shell.program), shell.quote(board), folder))
    desk.must_run(nil, { "case", "correct", "RA-2", "1", "--as", "h.dixon", "--field", "due=2018-06-28", "--reason", "a slip", "--board", board })
    local function dump()
      local named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'index!_%%' ESCAPE '!' ORDER BY name"
      local tables, all = shell.lines(("sqlite3 %s/waymark.db \"" .. named .. "\""):format(board)), {}
      for name in tables:gmatch("%S+") do all[name] = shell.lines(("sqlite3 %s/waymark.db 'SELECT * FROM %s'"):format(board, name)) end
      return all
    end
    local before = dump()
    for _, name in ipairs { "cases", "numbers", "timers", "outbox", "settings", "workflows", "calendars", "directory" } do
      assert.truthy(#before[name] > 0, name .. " is empty: the board is not rich enough")
    end
    desk.must_run(nil, { "rebuild", "--board", board })
    local after = dump()
    for name, rows in pairs(before) do assert.are.equal(rows, after[name], name) end
    shell.remove(folder)
  end)
end)
