-- Goal: a file that is empty, broken or not what it should be is refused in one sentence, by whichever command it is given to; and a store that is
-- damaged, empty or in other hands is never written to and never answered from. Method: each file or store is spoilt in one way; afterwards the
-- board is the same, byte for byte where nothing may have touched it.
local desk = require "helper.desk"
local shell = require "helper.shell"

local small = 'return { name = "x", title = "X", noun = "x", version = 1, %s }'

-- { what it is, source, parts of the sentence }
local workflows = {
  { "empty", "", { "is empty" } },
  { "of blanks", " \n\n", { "" } },
  { "of a comment", "-- nothing\n", { "" } },
  { "that breaks off", "return { name =", { "" } },
  { "that lacks an end", "local function f() return {}\nreturn f()", { "" } },
  { "that returns a number", "return 7", { "" } },
  { "that returns nothing", "local x = 1", { "" } },
  { "that raises an error", 'error("It says no.")', { "It says no." } },
  { "that never ends", "while true do end", { "steps" } },
  { "of compiled Lua", "\27Lua\x54\0\x19\x93\r\n\x1a\n", { "" } },
  { "that is not UTF-8", "return { name = '\xe9' }", { "UTF-8" } },
  { "with a state that there is not", small:format('fields = {}, roles = { m = { title = "M", post = "business_manager" } }, read = { "m" }, '
    .. 'start = { by = "m", form = {} }, list = {}, initial = "a", states = { b = { type = "final" } }'), { "" } },
}

describe("a workflow", function()
  local d
  setup(function() d = desk.new() end)
  teardown(function() d:remove() end)
  for _, row in ipairs(workflows) do
    it(row[1] .. " is not published", function()
      d:wrong({ says = row[3] }, "workflow", "publish", d:file("bad.lua", row[2]), "--as", "m.test")
      assert.equal(1, #d:ask("workflow", "list").workflows)
    end)
  end
  it("that is live is not replaced by another text of the same version", function()
    local other = shell.read("tests/data/task.lua"):gsub('title = "Task"', 'title = "Other"')
    d:wrong({ says = { "make this version 2" } }, "workflow", "publish", d:file("task.lua", other), "--as", "m.test")
  end)
  it("is not published by somebody else", function()
    d:wrong({ says = { "may not" } }, "workflow", "publish", "tests/data/part.lua", "--as", "o.owner")
  end)
end)

-- { what it is, board.lua, parts }
local good = shell.read("tests/data/partners.lua")
local function changed(from, to)
  local text, count = good:gsub(from, to, 1)
  assert(count == 1, from)
  return text
end
local seeds = {
  { "empty", "", { "" } },
  { "broken off", good:sub(1, 300), { "" } },
  { "a list of nothing", "return {}", { "name" } },
  { "a text", 'return "board"', { "table" } },
  { "an error", 'error("It says no.")', { "It says no." } },
  { "endless", "while true do end", { "" } },
  { "without a name", changed('name = "Partners Board", ', ""), { "name" } },
  { "with a holder that nobody is", changed('holder = "c.chair"', 'holder = "c.char"'), { 'Did you mean "c.chair"?' } },
  { "with a member that nobody is", changed('"v.vice" }', '"v.vic" }'), { 'Did you mean "v.vice"?' } },
  { "with a lead that nobody is", changed('safeguarding_lead = "l.north"', 'safeguarding_lead = "l.nroth"'), { 'Did you mean "l.north"?' } },
  { "with a division without calendar", changed('"england%-and%-wales"', '"atlantis"'), { "atlantis" } },
  { "with a division that climbs out", changed('"england%-and%-wales"', '"../../lib/words"'), { "" } },
  { "with a zone that is none", changed('"Europe/London"', '"Mars/Olympus"'), { "Mars/Olympus" } },
  { "with mail hours that are none", changed('console = ', 'mail_hours = "8 to 6", console = '),
    { 'The mail hours "8 to 6" are not understood', '"08:00-18:00"' } },
  { "with mail hours that are no text", changed('console = ', 'mail_hours = 8, console = '), { '"mail_hours" of the board\'s seed must be text' } },
  { "with a workflow that is not there", changed("workflows = {}", 'workflows = { "nothing" }'), { "nothing" } },
  { "with a workflow that climbs out", changed("workflows = {}", 'workflows = { "../tests/data/task" }'), { "" } },
}

describe("a board's seed", function()
  local folder = shell.folder()
  teardown(function() shell.remove(folder) end)
  for _, row in ipairs(seeds) do
    it(row[1] .. " makes no board and leaves nothing", function()
      local seed = shell.write(folder .. "/board.lua", row[2])
      local out, err, status = shell.run { "init", folder .. "/b", "--seed", seed }
      assert.equal(1, status, err)
      assert.equal("", out)
      assert.truthy(err:find("^[^\n]+[.?]\n$"), err)
      for _, part in ipairs(row[3]) do assert.truthy(err:find(part, 1, true), err) end
      assert.equal("board.lua\n", shell.lines("ls -A " .. folder))
    end)
  end
  it("that is right makes one, once", function()
    local seed = shell.write(folder .. "/board.lua", good)
    local _, err, status = shell.run { "init", folder .. "/b", "--seed", seed }
    assert.equal(0, status, err)
    local before = shell.lines("cat " .. folder .. "/b/waymark.db | sha256sum")
    _, err, status = shell.run { "init", folder .. "/b", "--seed", seed }
    assert.equal(1, status)
    assert.truthy(err:find("There is a board in", 1, true), err)
    assert.equal(before, shell.lines("cat " .. folder .. "/b/waymark.db | sha256sum"))
  end)
end)

describe("an empty file", function()
  local d
  setup(function() d = desk.new() end)
  teardown(function() d:remove() end)
  it("is no evidence", function()
    d:wrong({ says = { "empty" } }, "evidence", "add", "K-1", d:file("empty.pdf", ""), "--as", "o.owner", "--title", "T", "--level", "process")
  end)
  it("is no plan", function() d:wrong({ says = { "empty" } }, "import", "plan", d:file("empty.csv", ""), "--as", "m.test") end)
  it("is no field's text where one is needed", function()
    d:wrong({ kept = 1, says = { "Note" } }, "case", "send", "K-1", "note", "--as", "o.owner", "note=@" .. d:file("empty.txt", ""))
  end)
  it("is no bundle", function() d:wrong({ says = { "empty.zip" } }, "bundle", "verify", d:file("empty.zip", "")) end)
end)

describe("a store", function()
  local d, store
  before_each(function()
    d = desk.new()
    store = d.path .. "/waymark.db"
  end)
  after_each(function()
    d:remove()
  end)

  local commands = {
    { "status" }, { "case", "list" }, { "case", "show", "K-1" }, { "case", "send", "K-1", "count", "--as", "o.owner" }, { "journal", "verify" }, { "rebuild" },
    { "run-due" }, { "serve" },
  }
  -- Every command on it fails with the status, and none of them changes a byte.
  local function refuses(status, part)
    local before = shell.read(store)
    for _, words in ipairs(commands) do
      local all = { table.unpack(words) }
      if words[1] == "serve" then all[2] = d.path end
      local err
      if words[1] == "serve" then
        local _, said, got = shell.run(all)
        assert.equal(status, got, said)
        err = said
      else
        err = d:wrong({ status = status, blind = true }, table.unpack(all))
      end
      assert.truthy(err:find(part, 1, true), err)
    end
    assert.equal(before, shell.read(store))
  end

  it("that is empty is not taken for a new board", function()
    shell.write(store, "")
    os.remove(store .. "-wal")
    refuses(1, "missing or empty")
  end)

  it("that is no database is refused", function()
    shell.write(store, ("This is a letter. "):rep(500))
    os.remove(store .. "-wal")
    refuses(3, "waymark.db")
  end)

  it("whose first page is gone is refused", function()
    local text = shell.read(store)
    os.remove(store .. "-wal")
    shell.write(store, ("\0"):rep(4096) .. text:sub(4097))
    refuses(3, "waymark.db")
  end)

  it("that is cut off is never answered from as if it were whole", function()
    local text = shell.read(store)
    os.remove(store .. "-wal")
    shell.write(store, text:sub(1, #text // 2))
    local out, err, status = shell.run { "journal", "verify", "--board", d.path }
    assert.not_equal(0, status, out)
    assert.truthy(status == 1 or status == 3, err)
    assert.truthy(err:find("^[^\n]+\n$") or out ~= "", err)
  end)

  -- A page anywhere in the middle: whatever lies there, verifying finds it, and no command ends by a signal.
  it("with any page overwritten is found out by verifying", function()
    d:run("case", "send", "K-1", "count", "--as", "o.owner")
    local whole = shell.read(store)
    local pages, found = #whole // 4096, 0
    for page = 1, pages - 1 do
      shell.write(store, whole:sub(1, page * 4096) .. ("\xa5"):rep(4096) .. whole:sub((page + 1) * 4096 + 1))
      for _, words in ipairs { { "journal", "verify" }, { "case", "show", "K-1" }, { "case", "list" } } do
        words[#words + 1], words[#words + 2] = "--board", d.path
        local out, err, status = shell.run(words)
        assert.truthy(status == 0 or status == 1 or status == 3, ("page %d: exit %d: %s%s"):format(page, status, out, err))
        if status ~= 0 and words[1] ~= "journal" then assert.truthy(err:find("^[^\n]+\n$"), err) end
        if words[1] == "journal" and status ~= 0 then found = found + 1 end
      end
    end
    assert.truthy(found >= (pages - 1) * 0.8, ("%d of %d pages were found"):format(found, pages - 1)) -- the rest are free pages
    shell.write(store, whole)
    d:run("journal", "verify")
  end)

  it("that another process has open is waited for and then named", function()
    local lock = d.path .. "/lock"
    os.execute(("sh -c 'exec 9>>%s; flock 9; sleep 8' & sleep 0.2"):format(lock))
    local err = d:wrong({ status = 1, blind = true, says = { "another process" } }, "case", "list")
    assert.truthy(err:find("try again", 1, true), err)
    os.execute(("flock %s true"):format(lock))
    d:run("case", "list")
  end)
end)
