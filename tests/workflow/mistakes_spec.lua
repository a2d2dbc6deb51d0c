-- Goal: whoever writes a workflow is told of every mistake by file, line and column, with the line itself and one plain sentence (DESIGN 5).
-- Method: each tests/workflow/mistakes/NAME.lua holds one kind of mistake; `waymark workflow check` must say exactly what NAME.expected holds.

local program = os.getenv("WAYMARK") or "build/release/waymark"
local folder = "tests/workflow/mistakes"

local function lines_of(command)
  local lines = {}
  local pipe = assert(io.popen(command))
  for line in pipe:lines() do lines[#lines + 1] = line end
  pipe:close()
  return lines
end

local function read(path)
  local file = io.open(path)
  if not file then return nil end
  local text = file:read("a")
  file:close()
  return text
end

-- The files are named as somebody standing in their folder would name them.
local function check(name)
  local absolute = lines_of(("realpath '%s'"):format(program))[1]
  local pipe = assert(io.popen(("cd '%s' && '%s' workflow check '%s.lua' 2>&1"):format(folder, absolute, name)))
  local said = pipe:read("a")
  local _, _, status = pipe:close()
  return said, status
end

local names = {}
for _, file in ipairs(lines_of(("ls '%s'"):format(folder))) do
  local name = file:match("^(.*)%.lua$")
  if name then names[#names + 1] = name end
end

describe("a mistake in a workflow", function()
  it("has a fixture for each of many kinds", function() assert.truthy(#names >= 50, #names .. " fixtures") end)

  for _, name in ipairs(names) do
    it("is told plainly: " .. name, function()
      local said, status = check(name)
      assert.equal(read(("%s/%s.expected"):format(folder, name)), said)
      assert.equal(1, status)
    end)
  end
end)

describe("a workflow without a mistake", function()
  for _, name in ipairs { "review-action", "plan-action" } do
    it("is said to have none: " .. name, function()
      local said = table.concat(lines_of(("'%s' workflow check workflows/%s.lua 2>&1"):format(program, name)), "\n")
      assert.truthy(said:find("no mistakes", 1, true), said)
    end)
  end
end)
