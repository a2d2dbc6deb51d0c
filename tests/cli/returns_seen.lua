-- Goal: a party that reads a cycle sees what became of its own return and not the others' (P3), until the stage that says so; the office sees all. Method:
-- an audit cycle whose agencies read it; one is exempt for a reason, one has returned; everything that a third one can ask is searched for both.
local board = require "helper.board"
local shell = require "helper.shell"

local REASON = "Inspected last month"

local function opened(cycle)
  local b = board.new()
  b:run("workflow", "publish", "tests/data/audit-return.lua", "--as", "h.dixon")
  b:run("workflow", "publish", cycle or "tests/data/audit-cycle.lua", "--as", "h.dixon")
  b:run("case", "start", "audit-cycle", "--ref", "AC-1", "--as", "h.dixon", "theme=Neglect", "due=2016-09-30", "parties=hospitals,police,mental_health")
  b:send("AC-1", "open", "h.dixon")
  b:send("AC-1", "exempt", "r.steel", "party=mental_health", "reason=" .. REASON)
  b:send("AR-2016-001", "submit", "l.tanaka", "self_grade=good", "immediate_concern=no", "arrangements=Weekly check")
  return b
end

local function done(b)
  b:run("journal", "verify")
  b:remove()
end

local function ids(view)
  local found = {}
  for _, row in ipairs(view.parties and view.parties[1].rows or {}) do found[#found + 1] = row.party.id end
  table.sort(found)
  return table.concat(found, " ")
end

local function as(b, who, ...) return b:run("case", ..., "AC-1", "--as", who, "--json") end

describe("a party that reads its cycle", function()
  local b
  setup(function() b = opened() end)
  teardown(function() done(b) end)

  it("sees its own row, with its return, and nobody else's", function()
    local view = b:ask("case", "show", "AC-1", "--as", "t.harker")
    assert.equal("police", ids(view))
    assert.equal("AR-2016-002", view.parties[1].rows[1].item)
    assert.is_true(view.parties[1].part)
    assert.equal(1, view.parties[1].asked)
    local page = b:run("case", "show", "AC-1", "--as", "t.harker")
    assert.truthy(page:find("Agencies (what you are shown of them)", 1, true), page)
    assert.truthy(page:find("Cleveland Police +asked"), page)
  end)

  it("is told neither why others are out nor what came of them, wherever it asks", function()
    for _, page in ipairs { "show", "history", "deadline" } do
      local said = as(b, "t.harker", page)
      for _, word in ipairs { REASON, "hospitals", "Hospitals", "mental_health", "Esk and Wear", "AR-2016-001", "AR-2016-003", "Lily Tanaka" } do
        assert.is_nil(said:find(word, 1, true), page .. ": " .. word)
      end
    end
    assert.equal(1, b:ask("case", "list", "--of", "AC-1", "--as", "t.harker").count)
    b:refused("bundle", "create", "AC-1", "--output", b.folder .. "/cycle.zip", "--as", "t.harker")
    b:run("bundle", "create", "AR-2016-002", "--output", b.folder .. "/own.zip", "--as", "t.harker")
  end)

  it("is told its own reason", function()
    local view = b:ask("case", "show", "AC-1", "--as", "i.rowan")
    assert.equal("mental_health", ids(view))
    assert.equal(REASON, view.parties[1].rows[1].reason)
  end)

  it("is no office, which sees all", function()
    local view = b:ask("case", "show", "AC-1", "--as", "h.dixon")
    assert.equal("hospitals mental_health police", ids(view))
    assert.is_nil(view.parties[1].part)
    assert.truthy(as(b, "h.dixon", "show"):find(REASON, 1, true))
    assert.truthy(as(b, "h.dixon", "history"):find("Lily Tanaka", 1, true))
  end)

  it("sees all where the board shares that with it", function()
    b:run("case", "share", "AC-1", "--with", "person:t.harker", "--what", "parties", "--reason", "For the panel", "--as", "h.dixon")
    assert.equal("hospitals mental_health police", ids(b:ask("case", "show", "AC-1", "--as", "t.harker")))
    b:run("case", "unshare", "AC-1", "1", "--reason", "It is over", "--as", "h.dixon")
    assert.equal("police", ids(b:ask("case", "show", "AC-1", "--as", "t.harker")))
  end)
end)

describe("a bundle of a cycle", function()
  local b, folder
  setup(function()
    folder = shell.folder()
    local text = shell.read("tests/data/audit-cycle.lua"):gsub('read = { "agencies" }', 'read = { "agencies", "panel" }')
      :gsub("roles = {", 'roles = { panel = { title = "Panel", group = "llip" },', 1)
    b = opened(shell.write(folder .. "/audit-cycle.lua", text))
    shell.write(folder .. "/all.json", '{"name":"all","title":"All of it","withhold":[{"field":"due","reason":"not needed"}]}')
    b:run("redaction", "add", folder .. "/all.json", "--as", "h.dixon")
  end)
  teardown(function()
    done(b)
    shell.remove(folder)
  end)

  local function made(name, who, ...)
    local path = ("%s/%s.zip"):format(folder, name)
    b:run("bundle", "create", "AC-1", "--output", path, "--as", who, ...)
    b:run("bundle", "verify", path)
    local verified = shell.lines("python3 tests/verifier/verify.py " .. path .. " 2>&1")
    assert.truthy(verified:find("^Proven"), verified)
    return shell.lines("unzip -p " .. path)
  end

  it("names returns to whoever may see those", function()
    assert.truthy(made("office", "h.dixon"):find("AR-2016-001", 1, true))
  end)

  it("names none to whoever may not, and still says what came of them", function()
    local said = made("panel", "a.novak")
    assert.is_nil(said:find("AR-2016", 1, true))
    assert.truthy(said:find("another item, which whoever made this bundle may not see", 1, true))
    assert.truthy(said:find(REASON, 1, true))
    assert.is_nil(b:run("case", "show", "AC-1", "--as", "a.novak"):find("AR-2016", 1, true))
  end)

  it("by a profile names none either", function()
    local who = { "--profile", "all", "--recipient", "A reader", "--purpose", "To see" }
    assert.is_nil(made("panel-profile", "a.novak", table.unpack(who)):find("AR-2016", 1, true))
    assert.truthy(made("office-profile", "h.dixon", table.unpack(who)):find("AR-2016-001", 1, true))
  end)
end)

describe("a stage that opens the returns to the others", function()
  it("is said by a line of see", function()
    local folder = shell.folder()
    local text = shell.read("tests/data/audit-cycle.lua"):gsub('read = { "agencies" },', [[
      see = {
        { "manager", "chair", what = "everything" },
        { "agencies", what = { "summary", "history" } },
        { "agencies", what = "everything", when = in_state "moderated" },
      },]])
    local b = opened(shell.write(folder .. "/audit-cycle.lua", text))
    assert.equal("", ids(b:ask("case", "show", "AC-1", "--as", "t.harker")))
    b:send("AR-2016-002", "nothing", "t.harker")
    b:send("AC-1", "moderate", "r.steel")
    local view = b:ask("case", "show", "AC-1", "--as", "t.harker")
    assert.equal("hospitals mental_health police", ids(view))
    assert.is_nil(view.part)
    done(b)
    shell.remove(folder)
  end)
end)
