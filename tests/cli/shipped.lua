-- Goal: a board begins with the workflows that a new board needs and takes others that come with the program into use later, whole: with whatever they cannot
-- do without, and with their files to be read and changed. Method: boards of both kinds; every shipped file is listed by the sentence that it begins with.
local board = require "helper.board"

local program = os.getenv("WAYMARK") or "build/release/waymark"

local function files()
  local all, pipe = {}, assert(io.popen("ls workflows/*.lua"))
  for path in pipe:lines() do
    local name = path:match "([^/]+)%.lua$"
    if name ~= "board" then all[#all + 1] = name end
  end
  pipe:close()
  return all
end

local function names(rows)
  local all = {}
  for i, row in ipairs(rows) do all[i] = row.name end
  return all
end

local function used(b)
  local all = {}
  for _, row in ipairs(b:ask("workflow", "list").workflows) do all[row.name] = row.version end
  return all
end

local function has_file(b, name)
  local file = io.open(b.path .. "/workflows/" .. name)
  if file then file:close() end
  return file ~= nil
end

describe("what is shipped", function()
  local b
  setup(function() b = board.new() end)
  teardown(function() b:remove() end)

  it("is listed, each by one whole sentence, and what the board uses is marked", function()
    local rows = b:ask("workflow", "shipped").workflows
    assert.same(files(), names(rows))
    for _, row in ipairs(rows) do
      assert.truthy(row.about:match "^%u.*%.$", row.name .. ": " .. row.about)
      assert.equal(used(b)[row.name] ~= nil, row.in_use, row.name)
    end
    local shown = b:run("workflow", "shipped")
    assert.truthy(shown:find("plan%-action +yes +An action of the board's business plan"), shown)
  end)

  it("is listed where no board is", function()
    local pipe = assert(io.popen(("cd / && '%s' workflow shipped 2>&1"):format(program:match "^/" and program or os.getenv("PWD") .. "/" .. program)))
    local said = pipe:read("a")
    assert.truthy(pipe:close())
    assert.truthy(said:find("plan-action", 1, true), said)
  end)

  it("is taken into use with what it cannot do without, and its files lie on the board", function()
    assert.is_nil(used(b)["plan-cycle"])
    local said = b:run("workflow", "add", "plan-cycle", "--as", "h.dixon")
    assert.truthy(said:find("plan-cycle, version 1: in use.", 1, true), said)
    assert.truthy(said:find("plan-update, version 1: in use, since another one opens it or asks for it.", 1, true), said)
    local now = used(b)
    assert.truthy(now["plan-cycle"] and now["plan-quarter"] and now["plan-update"])
    assert.truthy(has_file(b, "plan-cycle.lua") and has_file(b, "plan-quarter.lua") and has_file(b, "lib/quarter.lua"))
    b:run("import", "plan", "examples/redcar-cleveland/business-plan.csv", "--as", "h.dixon")
    b:run("case", "start", "plan-cycle", "--as", "h.dixon", "period_end=2016-09-30")
    assert.equal(24, b:ask("case", "list", "--workflow", "plan-quarter").count)
  end)

  it("changes nothing when it is there already", function()
    local entries = b:ask("status").entries
    b:run("workflow", "add", "plan-cycle", "--as", "h.dixon")
    assert.equal(entries, b:ask("status").entries)
  end)

  it("brings along the workflow that it takes whole, which is not put to use by itself, and what it opens where something is there", function()
    b:run("workflow", "add", "audit-cycle", "--as", "h.dixon")
    local now = used(b)
    assert.truthy(now["audit-return"] and now["monitoring-action"])
    assert.truthy(has_file(b, "monitoring-action.lua") and has_file(b, "review-action.lua"))
    b:run("workflow", "check", b.path .. "/workflows/monitoring-action.lua")
    b:run("init", b.folder .. "/other", "--with", "audit-cycle")
    local other = b:try(0, "workflow", "check", b.folder .. "/other/workflows/monitoring-action.lua")
    assert.truthy(other:find("no mistakes", 1, true), other)
  end)

  it("is for the office, and its name is one that there is", function()
    local said = b:refused("workflow", "add", "meeting", "--as", "p.shah")
    assert.truthy(said:find("may not publish a workflow", 1, true), said)
    said = b:refused("workflow", "add", "meetin", "--as", "h.dixon")
    assert.truthy(said:find('No workflow called "meetin" comes with the program. Did you mean "meeting"?', 1, true), said)
    assert.is_nil(used(b).meeting)
  end)

  it("goes by the figures that the board has in its own lib", function()
    local path = b.path .. "/workflows/lib/quarter.lua"
    local file = assert(io.open(path))
    local text = file:read("a")
    file:close()
    file = assert(io.open(path, "w"))
    file:write((text:gsub("quarter.red_share = 40", "quarter.red_share = 60")))
    file:close()
    local said = b:refused("workflow", "add", "plan-quarter", "--as", "h.dixon") -- another text than what is live
    assert.truthy(said:find("Version 1 of plan-quarter is live and this is not the same text; make this version 2.", 1, true), said)
  end)

  it("says which parts are the board's own, since a copy of an older program's keeps what is newer out", function()
    local older = board.new()
    older:run("workflow", "add", "learning-review", "--as", "h.dixon")
    local path = older.path .. "/workflows/lib/review_roles.lua"
    local file = assert(io.open(path))
    local text = file:read("a")
    file:close()
    local function write(what)
      file = assert(io.open(path, "w"))
      file:write(what)
      file:close()
    end
    local own = "Taken as they are on this board, and not as they come with the program: workflows/lib/review_roles.lua. Where nobody here changed them "
      .. "they are an older program's: move them away and type the same again."
    write((text:gsub("roles%.referral_line", "roles.of_before")))
    local said = older:refused("workflow", "add", "scr", "--as", "h.dixon")
    assert.truthy(said:find(own, 1, true), said)
    write("-- ours\n" .. text)
    said = older:run("workflow", "add", "scr", "--as", "h.dixon"):gsub("%s+", " ")
    assert.truthy(said:find(own, 1, true), said)
    assert.same({ "workflows/lib/review_roles.lua" }, older:ask("workflow", "add", "scr", "--as", "h.dixon").own)
    os.remove(path)
    older:remove()
  end)
end)

describe("publishing a workflow that opens another one", function()
  it("says which the board does not use yet", function()
    local b = board.new()
    local said = b:run("workflow", "publish", "workflows/plan-cycle.lua", "--as", "h.dixon")
    assert.truthy(said:find("It opens or asks for items of plan-quarter, which this board does not use yet", 1, true), said)
    b:remove()
  end)
end)

describe("a new board", function()
  local function made(...)
    local b = setmetatable({ folder = io.popen("mktemp -d"):read("l") }, board)
    b.path = b.folder .. "/board"
    local words = table.concat({ ... }, " ")
    local pipe = assert(io.popen(("'%s' init '%s' --manual-clock --now 2016-09-01T09:00:00Z %s 2>&1"):format(program, b.path, words)))
    local said = pipe:read("a")
    local _, _, status = pipe:close()
    return b, said, status
  end

  it("uses the six that it needs in its first month, and says so", function()
    local b, said, status = made()
    assert.equal(0, status, said)
    for _, name in ipairs { "meeting", "plan-action", "plan-cycle", "review-action", "learning-review", "audit-cycle" } do
      assert.truthy(used(b)[name], name)
    end
    assert.truthy(said:gsub("%s+", " "):find('"waymark workflow add NAME" adds one.', 1, true), said)
    b:remove()
  end)

  it("uses others too that are chosen when it is made, and none that there is not", function()
    local b, said, status = made("--seed", "examples/redcar-cleveland/board.lua", "--with", "'meeting, plan-cycle'")
    assert.equal(0, status, said)
    local now = used(b)
    assert.truthy(now.meeting and now["plan-cycle"] and now["plan-update"])
    b:remove()
    b, said, status = made("--with", "meetin")
    assert.equal(1, status)
    assert.truthy(said:find('No workflow called "meetin" comes with the program. Did you mean "meeting"?', 1, true), said)
    b:remove()
  end)
end)
