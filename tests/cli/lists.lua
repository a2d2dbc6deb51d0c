-- Goal: a list, a to-do and a count say the same whether the index names the items or all of them are gone through, show nobody what they may not
-- see, and are not moved by what others do (R1). Method: a board of several agencies with some items of all kinds; a list as at this moment is
-- folded from the journal and knows no index, so each question is asked both ways; then the index is spoilt, forged and taken away.
local shell = require "helper.shell"
local json = require "helper.json"
local stamp = require "helper.stamp"

local agencies, people = { "police", "health", "schools" }, { "m.test" }

local function seed()
  local text = { 'return { name = "Test Board", short = "TB", division = "england-and-wales", zone = "Europe/London", console = "m.test", groups = {},',
    'posts = { business_manager = { title = "Business Manager", holder = "m.test" } }, workflows = {}, agencies = {' }
  for i, agency in ipairs(agencies) do
    text[#text + 1] = ('%s = { name = "%s %d", posts = { safeguarding_lead = "lead.%s" } },'):format(agency, agency:gsub("^%l", string.upper), i, agency)
  end
  text[#text + 1] = '}, people = { ["m.test"] = { name = "Mia Test", email = "m@x.example" },'
  for _, agency in ipairs(agencies) do
    for _, who in ipairs { "lead", "owner" } do
      people[#people + 1] = who .. "." .. agency
      text[#text + 1] = ('["%s.%s"] = { name = "%s of %s", email = "a@x.example", agency = "%s" },'):format(who, agency, who, agency, agency)
    end
  end
  text[#text + 1] = "} }"
  return table.concat(text, "\n")
end

describe("a list", function()
  local folder, board

  local function run(...)
    local words = { ... }
    words[#words + 1], words[#words + 2] = "--board", board
    local out, err, status = shell.run(words)
    assert(status == 0, err .. table.concat(words, " "))
    return out
  end
  local both = require("helper.both_ways")(function() return board end)
  local batch, request = both.batch, both.request
  local function sql(text) return stamp.sql(board, text) end

  local number = 0
  local function start(agency, count)
    local requests = {}
    for _ = 1, count do
      number = number + 1
      requests[#requests + 1] = {
        op = "case.start", workflow = number % 4 == 0 and "task" or "progress", ref = ("%s-%03d"):format(agency:upper(), number), as = "m.test",
        data = { text = ("Thing %d%s"):format(number, number % 5 == 0 and " with 100% Rain_coats" or ""), agency = agency, owner = "owner." .. agency,
          due = ("2016-%02d-12"):format(number % 9 + 4) } }
    end
    for _, answer in ipairs(batch(requests)) do assert.falsy(answer:find('"error"', 1, true), answer) end
  end

  setup(function()
    folder = shell.folder()
    board = folder .. "/board"
    local _, err, status = shell.run { "init", board, "--seed", shell.write(folder .. "/seed.lua", seed()), "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert(status == 0, err)
    run("workflow", "publish", "tests/data/progress.lua", "--as", "m.test")
    run("workflow", "publish", "tests/data/task.lua", "--as", "m.test")
    for _, agency in ipairs(agencies) do start(agency, 9) end
    batch {
      { op = "case.send", case = "POLICE-001", event = "finish", as = "owner.police" },
      { op = "case.send", case = "HEALTH-010", event = "finish", as = "lead.health" },
    }
  end)
  teardown(function() shell.remove(folder) end)

  local filters = {
    {}, { open = true }, { mine = true }, { late = true }, { rag = "red" }, { workflow = "task" }, { lead = "police" }, { lead = "2" }, { lead = "e" },
    { due_before = "2016-07-01" }, { state = "in_progress" }, { text = "thing 1" }, { text = "100% rain_" }, { text = "HEALTH-01", open = true },
    { mine = true, workflow = "progress", open = true }, { stale = true }, { closed = true }, { text = "thing", closed = true, workflow = "progress" },
    { lead = "schools", mine = true, due_before = "2016-09-01" } }

  -- Each both ways; `some`: of some people and filters only, since folding takes long.
  local function compare(how, some)
    local lists = {}
    for p, person in ipairs(people) do
      for f, filter in ipairs(filters) do
        local one = { as = person }
        for name, value in pairs(filter) do one[name] = value end
        for name, value in pairs(how or {}) do one[name] = value end
        if not some or (p <= 3 and (f + p) % 6 == 1) then lists[#lists + 1] = one end
      end
    end
    return both.compare(lists, "2016-09-01")
  end

  it("says the same by the index as by going through everything", function()
    assert.is_true(compare() > 200)
    assert.are.equal("27\n", sql "SELECT count(*) FROM index_items")
    assert.is_true(compare({ limit = 3 }, true) > 20)
    compare({ limit = 2, after = "POLICE-004" }, true)
    compare({ limit = 0 }, true)
  end)

  it("is of what is closed alone, or of what is open, and not of both", function()
    assert.are.equal("2\n", run("case", "count", "--closed", "--as", "m.test"))
    assert.are.equal("25\n", run("case", "count", "--open", "--as", "m.test"))
    local _, why, status = shell.run { "case", "list", "--open", "--closed", "--as", "m.test", "--board", board }
    assert.are.equal(1, status)
    assert.truthy(why:find("Nothing is both open and closed: ask for one of them, or for neither.", 1, true), why)
  end)

  it("goes on where a page ends until all were shown", function()
    local seen, after, pages = {}, nil, 0
    repeat
      local page = json.read(batch({ { op = "case.list", as = "m.test", limit = 4, after = after } })[1])
      assert.are.equal(27, page.count)
      for _, row in ipairs(page.rows) do seen[#seen + 1] = row.ref end
      after, pages = page.next, pages + 1
    until not after
    assert.are.equal(7, pages)
    local sorted = table.move(seen, 1, #seen, 1, {})
    table.sort(sorted)
    assert.are.same(sorted, seen)
    assert.are.equal(27, #seen)
    assert.truthy(run("case", "list", "--limit", "4"):find("27 in all.\nThere are more: --after HEALTH-013 goes on.\n", 1, true))
    assert.are.equal("9\n", run("case", "count", "--as", "lead.police"))
    assert.are.equal("8\n", run("case", "count", "--as", "lead.police", "--open"))
  end)

  it("follows what happens at once: a change, another person in a post, somebody who is away", function()
    batch { { op = "case.send", case = "POLICE-002", event = "report", as = "owner.police", data = { note = "x", due = "2016-05-01" } } }
    run("agency", "set", "police", "--as", "m.test", 'posts:={"safeguarding_lead":"owner.health"}')
    run("people", "set", "owner.schools", "--as", "m.test", "absent=yes")
    compare(nil, true)
    assert.are.equal("18\n", run("case", "count", "--as", "owner.health"))
    assert.are.equal("9\n", run("case", "count", "--as", "owner.schools")) -- who is away reads on, and nothing waits for them
    assert.are.equal(0, json.read(batch({ { op = "case.list", as = "owner.schools", mine = true } })[1]).count)
    run("agency", "set", "police", "--as", "m.test", 'posts:={"safeguarding_lead":"lead.police"}')
    run("people", "set", "owner.schools", "--as", "m.test", "absent=no")
    compare(nil, true)
  end)

  it("is not moved by what another agency does: rows, order, counts, cursors and to-do stay to the byte", function()
    local requests = {}
    for _, filter in ipairs(filters) do
      for _, how in ipairs { {}, { limit = 2 }, { limit = 2, after = "POLICE-003" }, { limit = 0 } } do
        local one = { op = "case.list", as = "lead.police" }
        for name, value in pairs(filter) do one[name] = value end
        for name, value in pairs(how) do one[name] = value end
        requests[#requests + 1] = one
      end
    end
    requests[#requests + 1] = { op = "case.todo", as = "owner.police" }
    requests[#requests + 1] = { op = "workflow.list", as = "lead.police" }
    local before = batch(requests)
    start("health", 100)
    for i, answer in ipairs(batch(requests)) do assert.are.equal(before[i], answer, request(requests[i])) end
  end)

  it("is what waits for somebody, late first, with the decision that is wanted", function()
    local todo = json.read(batch({ { op = "case.todo", as = "owner.health" } })[1])
    local mine = json.read(batch({ { op = "case.list", as = "owner.health", mine = true } })[1])
    assert.are.equal(mine.count, todo.count)
    local past = false
    for i, row in ipairs(todo.rows) do
      assert.is_false(row.late and past, row.ref .. " is late and comes after one that is not")
      past = not row.late
      assert.is_true(#row.wanted > 0 and #row.waits > 0)
      if i > 1 and todo.rows[i - 1].late == row.late then
        assert.is_true((todo.rows[i - 1].waits[1].due or "~") <= (row.waits[1].due or "~"))
      end
    end
    local said = run("todo", "--as", "owner.police", "--limit", "2")
    assert.truthy(said:find("Finish", 1, true), said)
    assert.truthy(said:find("\n%d+ wait for you, %d+ late.\n$"), said)
    assert.are.equal("Nothing waits for you.\n", run("todo", "--as", "lead.police"))
  end)

  it("is right again when the index is of another version, empty, behind, gone or ahead", function()
    for _, spoil in ipairs { "UPDATE index_mark SET version = 0", "DELETE FROM index_mark", "UPDATE index_mark SET mark = 40",
      "UPDATE index_mark SET mark = 1000000", "DROP TABLE index_items", "UPDATE index_mark SET after_id = '8'" } do
      assert.are.equal("", sql(spoil))
      compare(nil, true)
      run("journal", "verify", "--as", "m.test")
    end
    run("rebuild", "--as", "m.test")
    compare(nil, true)
    assert.are.equal("127\n", sql "SELECT count(*) FROM index_items")
  end)

  it("shows nobody what a forged index says is theirs", function()
    -- every set is seen and held by everybody who holds anything
    assert.are.equal("", sql "INSERT OR IGNORE INTO index_members SELECT s.number, t.number FROM index_subjects s, index_sets t")
    compare(nil, true)
    assert.are.equal("", sql "UPDATE index_items SET ref = 'POLICE-001' WHERE ref LIKE 'HEALTH%'")
    compare(nil, true)
    local forged = "INSERT OR IGNORE INTO index_members SELECT s.number, t.number FROM index_subjects s, index_sets t"
    for _, op in ipairs { "case.list", "case.todo" } do
      run("case", "count") -- it is made
      assert.are.equal("", sql(forged))
      local said = batch({ { op = op, as = "lead.police", limit = 200 } })[1]
      assert.falsy(said:find("HEALTH", 1, true), said)
    end
  end)

  it("needs no server's step, and a server makes the index by itself", function()
    sql "DELETE FROM index_mark; DELETE FROM index_items"
    local pid = shell.serve(board, folder .. "/log")
    local made
    for _ = 1, 100 do
      os.execute "sleep 0.05"
      local copy = shell.lines(("cp %s/waymark.db* %s/ && sqlite3 %s/waymark.db 'SELECT count(*) FROM index_items' 2>&1"):format(board, folder, folder))
      made = copy == "127\n"
      if made then break end
    end
    os.execute("kill " .. pid)
    assert.is_true(made)
  end)
end)
