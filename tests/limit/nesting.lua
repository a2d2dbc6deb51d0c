-- Goal: a workflow whose states are nested 64 deep, or that runs 256 regions side by side, is checked, published, started and moved like any
-- other; one level more, and states without end, are refused in one sentence that says where (STYLE 29). Method: generated workflows, written
-- out and made by a loop, through the program.

local board = require "helper.board"

local head = [[
return {
  name = "large", title = "Large", noun = "thing", version = 1, ref = "L-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  read = { "manager" }, start = { by = "manager", form = { "name" } },
  fields = { name = { type = "text", label = "Name" } },
  list = { title = "name" },
]]
local move = 'on = { go = { target = "%s", by = "manager" } }'

-- s1 holds s2 and so on; the innermost goes to the outermost and so comes back.
local function written_out(depth)
  local lines = { head }
  for i = 1, depth do lines[#lines + 1] = ("  states = { s%d = {\n"):format(i) end
  lines[#lines + 1] = move:format("s1") .. ("}}"):rep(depth) .. "}\n"
  return table.concat(lines)
end

local function by_loop(depth)
  return ([[
local state = { %s }
for i = %d, 2, -1 do state = { states = { ["s" .. i] = state } } end
%s  states = { s1 = state },
}
]]):format(move:format("s1"), depth, head)
end

local function regions(count)
  return ([[
local states = {}
for i = 1, %d do states["r" .. i] = { states = { x = { %s }, y = { %s } } } end
%s  type = "parallel", states = states,
}
]]):format(count, move:format("y"), move:format("x"), head)
end

describe("a large workflow", function()
  local b, path
  before_each(function()
    b = board.new()
    path = b.folder .. "/large.lua"
  end)
  after_each(function() b:remove() end)

  local function write(source)
    local out = assert(io.open(path, "w"))
    out:write(source)
    out:close()
  end

  local function publish(source)
    write(source)
    assert.truthy(b:run("workflow", "check", path):find("no mistakes", 1, true))
    b:run("workflow", "publish", path, "--as", "h.dixon")
    b:run("case", "start", "large", "--ref", "L-1", "--as", "h.dixon", "name=x")
  end

  -- What is said, and that it is one mistake.
  local function refused(source, ...)
    write(source)
    local said = b:refused("workflow", "check", path)
    for _, words in ipairs { ... } do assert.truthy(said:find(words, 1, true), said) end
    assert.truthy(said:find("1 mistake", 1, true), said)
    b:refused("workflow", "publish", path, "--as", "h.dixon")
  end

  local function innermost(depth)
    local names = {}
    for i = 1, depth do names[i] = "s" .. i end
    return table.concat(names, ".")
  end

  for how, source in pairs { ["written out"] = written_out, ["made by a loop"] = by_loop } do
    it("nests its states 64 deep, " .. how, function()
      publish(source(64))
      assert.same({ innermost(64) }, b:show("L-1").state)
      b:send("L-1", "go", "h.dixon")
      assert.same({ innermost(64) }, b:show("L-1").state)
      assert.equal(2, b:show("L-1").revision)
      b:run("journal", "verify")
    end)
  end

  it("is bundled with its definition, and the bundle verifies", function()
    publish(written_out(64))
    local zip = b.folder .. "/l.zip"
    b:run("bundle", "create", "L-1", "--as", "h.dixon", "--out", zip)
    assert.truthy(b:run("bundle", "verify", zip):find("whole", 1, true))
  end)

  it("nests them no deeper", function()
    local sentence = "State `s65` is nested more than 64 deep; move it outward, or into a workflow of its own."
    refused(written_out(65), "large.lua: " .. sentence) -- too deep for Lua to note lines too, so the state's name is the place
    refused(by_loop(65), "large.lua:2:", sentence)
    refused(by_loop(95), "large.lua:2:", "Tables are nested more than 180 deep here; flatten them.")
  end)

  it("runs 256 regions side by side", function()
    publish(regions(256))
    assert.equal(256, #b:show("L-1").state)
    b:send("L-1", "go", "h.dixon")
    local state = b:show("L-1").state
    assert.equal(256, #state)
    for _, id in ipairs(state) do assert.truthy(id:find("%.y$"), id) end
    b:run("journal", "verify")
  end)

  it("has at most 1000 states, the whole counted as one", function()
    publish(regions(333))
    refused(regions(334), "large.lua:9:", "This workflow has more than 1000 states; split it into several workflows that open one another.")
  end)
end)
