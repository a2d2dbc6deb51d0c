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
    local path, entries = write(source), b:ask("status").entries
    for _, said in ipairs { b:refused("workflow", "check", path), b:refused("workflow", "publish", path, "--as", "h.dixon") } do
      for _, words in ipairs { ... } do assert.truthy(said:gsub("%s+", " "):find(words, 1, true), words .. "\n" .. said) end
      -- For a careful person who is no programmer: no words of Lua's own, no trace of a stack.
      for _, jargon in ipairs { "attempt to", "traceback", "nil value", "stack", "[string", "assertion" } do
        assert.is_nil(said:lower():find(jargon, 1, true), said)
      end
    end
    assert.falsy(b:run("workflow", "list"):find("probe", 1, true))
    assert.equal(entries, b:ask("status").entries)
    b:run("case", "list", "--as", "h.dixon") -- and the board goes on
  end

  it("is told from a good one", function()
    b:run("workflow", "check", write(workflow()))
    b:run("workflow", "publish", write(workflow()), "--as", "h.dixon")
    assert.truthy(b:run("workflow", "list"):find("probe", 1, true))
  end)

  it("that never ends is stopped", function()
    local began = os.time()
    refused(workflow { before = "while true do end\n" }, "The Lua ran for more than 1 million steps and was stopped; make it do less work.")
    assert.truthy(os.time() - began <= 6)
  end)

  it("that takes all memory is stopped", function()
    refused(workflow { before = 'local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end\n' },
      "The Lua used more than 16 MiB of memory and was stopped; make it do less work.")
  end)

  it("with an unknown state says which was probably meant", function()
    refused(workflow { states = 'initial = "open", states = { open = { on = { finish = { target = "dome", by = "manager" } } }, done = { type = "final" } },' },
      "No state is called `dome` here. Did you mean `done`?")
  end)

  it("with a state that nothing reaches names it", function()
    local states = 'open = { on = { finish = { target = "done", by = "manager" } } }, lost = {}, done = { type = "final" }'
    refused(workflow { states = 'initial = "open", states = { ' .. states .. " }," },
      "Nothing leads to the state `lost`: make it the target of something, or take it out.")
  end)

  it("with an end that nothing reaches names it", function()
    local round = 'open = { holder = "manager", on = { go = { target = "two", by = "manager" } } },'
      .. 'two = { holder = "manager", on = { back = { target = "open", by = "manager" } } }, done = { type = "final" }'
    refused(workflow { states = 'initial = "open", states = { ' .. round .. " }," },
      "Nothing leads to the state `done`: make it the target of something, or take it out.")
  end)

  it("with a state that nobody can leave, short of the end, names it", function()
    local trap = 'open = { holder = "manager", on = { go = { target = "trap", by = "manager" }, finish = { target = "done", by = "manager" } } },'
      .. 'trap = { holder = "manager" }, done = { type = "final" }'
    refused(workflow { states = 'initial = "open", states = { ' .. trap .. " }," }, "Nobody can leave the state `trap`: give it a way out")
  end)

  it("whose condition never ends is stopped when it is asked, and nothing comes of it", function()
    local source = workflow { states = 'initial = "open", states = { open = { holder = "manager", on = { finish = { target = "done", by = "manager",'
      .. ' guard = when("it ends", function() while true do end end) } } }, done = { type = "final" } },' }
    b:run("workflow", "publish", write(source), "--as", "h.dixon")
    b:run("case", "start", "probe", "--ref", "P-1", "--as", "h.dixon", "text=x")
    local said = b:refuse("P-1", "finish", "h.dixon")
    assert.truthy(said:find("steps and was stopped", 1, true), said)
    assert.same({ "open" }, b:show("P-1").state)
  end)

  it("with a role that nobody is says so", function()
    refused(workflow { states = 'initial = "open", states = { open = { on = { finish = { target = "done", by = "manger" } } }, done = { type = "final" } },' },
      "Nobody is called `manger`. Did you mean `manager`?")
  end)

  for _, word in ipairs { "os.execute('true')", "io.open('/etc/passwd')", "require 'os'", "load('return 1')()", "debug.getinfo(1)" } do
    it("cannot " .. word, function() refused(workflow { before = word .. "\n" }, ("Nothing is called `%s` here."):format(word:match "^%a+")) end)
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
