-- Goal: a bad workflow never gets in: endless work, an unknown state, a state that nothing reaches, a role that nobody is, and attempts on the
-- machine are refused in plain words, and the board goes on (S7; scenario 21 of the domain). Method: small sources written here, checked and published.

local board = require "helper.board"

local function workflow(changes)
  local parts = {
    head = 'name = "probe", title = "Probe", noun = "probe", version = 1, ref = "P-{number}",',
    roles = 'roles = { manager = { title = "Business Manager", post = "business_manager" } }, read = { "manager" },',
    start = 'start = { by = "manager", form = { "text" } }, fields = { text = { type = "text", label = "Text" } }, list = { title = "text" },',
    states = 'initial = "open", states = { open = { holder = "manager", on = { finish = { target = "done", by = "manager" } } }, done = { type = "final" } },',
  }
  for key, value in pairs(changes or {}) do parts[key] = value end
  return (parts.before or "") .. "return {\n" .. parts.head .. "\n" .. parts.roles .. "\n" .. parts.start .. "\n" .. parts.states .. "\n}\n"
end

describe("a bad workflow", function()
  local b
  before_each(function() b = board.new() end)
  after_each(function() b:remove() end)

  local function write(source)
    local path = b.folder .. "/probe.lua"
    local file = assert(io.open(path, "w"))
    file:write(source)
    file:close()
    return path
  end

  local function refused(source, ...)
    local path = write(source)
    local said = b:refused("workflow", "check", path)
    for _, words in ipairs { ... } do assert.truthy(said:find(words, 1, true), words .. "\n" .. said) end
    b:refused("workflow", "publish", path, "--as", "h.dixon")
    assert.falsy(b:run("workflow", "list"):find("probe", 1, true))
  end

  it("is told from a good one", function()
    b:run("workflow", "check", write(workflow()))
    b:run("workflow", "publish", write(workflow()), "--as", "h.dixon")
    assert.truthy(b:run("workflow", "list"):find("probe", 1, true))
  end)

  it("that never ends is stopped", function()
    local began = os.time()
    refused(workflow { before = "while true do end\n" })
    assert.truthy(os.time() - began <= 6)
  end)

  it("that takes all memory is stopped", function()
    refused(workflow { before = 'local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end\n' })
  end)

  it("with an unknown state says which was probably meant", function()
    refused(workflow { states = 'initial = "open", states = { open = { on = { finish = { target = "dome", by = "manager" } } }, done = { type = "final" } },' },
      "dome", "Did you mean `done`?")
  end)

  it("with a state that nothing reaches names it", function()
    local states = 'open = { on = { finish = { target = "done", by = "manager" } } }, lost = {}, done = { type = "final" }'
    refused(workflow { states = 'initial = "open", states = { ' .. states .. " }," }, "lost")
  end)

  it("with a role that nobody is says so", function()
    refused(workflow { states = 'initial = "open", states = { open = { on = { finish = { target = "done", by = "manger" } } }, done = { type = "final" } },' },
      "`manger`", "Did you mean `manager`?")
  end)

  for _, word in ipairs { "os.execute('true')", "io.open('/etc/passwd')", "require 'os'", "load('return 1')()", "debug.getinfo(1)" } do
    it("cannot " .. word, function() refused(workflow { before = word .. "\n" }) end)
  end
end)

describe("the shipped workflows", function()
  it("are without a mistake", function()
    local b = board.new()
    b:run("workflow", "check", "workflows/review-action.lua")
    b:run("workflow", "check", "workflows/plan-action.lua")
    b:remove()
  end)
end)
