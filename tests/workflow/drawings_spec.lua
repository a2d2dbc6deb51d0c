-- Goal: each page of workflows/docs shows its workflow as it is now, whoever cannot see the drawing hears what it says, and no shipped workflow is
-- without one. A drawing carries the hash of what it was drawn from, so a workflow that changes makes this red until `scripts/draw` is run; how a
-- machine lays it out, and in which font, does not.
local shell = require "helper.shell"
local json = require "helper.json"

local folder = "workflows/docs/drawings/"

local function names(pattern, ending)
  local found = {}
  for path in shell.lines("ls " .. pattern):gmatch "[^\n]+" do found[#found + 1] = path:match("([^/]+)%." .. ending .. "$") end
  return found
end

local function exists(path)
  local file = io.open(path)
  if file then file:close() end
  return file ~= nil
end

local asked = {}

local function drawn_from(file, name)
  local key = file .. (name or "")
  if not asked[key] then
    local said, err, status = shell.run { "workflow", "draw", "--json", file, name }
    assert.are.equal(0, status, err)
    asked[key] = json.read(said).drawn_from
  end
  return asked[key]
end

-- {page, name, alternative} of each drawing that a page shows.
local function shown()
  local rows = {}
  for _, page in ipairs(names("workflows/docs/*.md", "md")) do
    for alternative, name in shell.read("workflows/docs/" .. page .. ".md"):gmatch "!%[([^%]]*)%]%(drawings/([%l%d-]+)%.svg%)" do
      rows[#rows + 1] = { page = page, name = name, alternative = alternative }
    end
  end
  return rows
end

local function from_now(row)
  local file = "workflows/" .. row.name .. ".lua"
  if exists(file) then return drawn_from(file) end
  return drawn_from("workflows/" .. row.page .. ".lua", row.name)
end

local function from_then(name) return shell.read(folder .. name .. ".svg"):match "<metadata>drawn from (sha256:%x+)</metadata>" end

describe("the drawings of the workflows", function()
  local rows, now = shown(), {}
  setup(function()
    for _, row in ipairs(rows) do now[row.name] = from_now(row) end
  end)

  it("show each workflow as it is", function()
    for _, row in ipairs(rows) do
      assert.are.equal(now[row.name], from_then(row.name), row.name .. ".svg shows the workflow as it was: run scripts/draw")
    end
  end)

  it("stand in the page of each workflow", function()
    local by_page = {}
    for _, row in ipairs(rows) do by_page[row.page .. "/" .. row.name] = true end
    for _, page in ipairs(names("workflows/docs/*.md", "md")) do
      if exists("workflows/" .. page .. ".lua") then assert.is_true(by_page[page .. "/" .. page], page .. ".md has no drawing of its workflow") end
    end
  end)

  it("leave out no shipped workflow, and none is kept that no page shows", function()
    local is_shown, is_drawn = {}, {}
    for _, row in ipairs(rows) do is_shown[row.name], is_drawn[now[row.name]] = true, true end
    for _, name in ipairs(names("workflows/*.lua", "lua")) do
      if name ~= "board" then assert.is_true(is_drawn[drawn_from("workflows/" .. name .. ".lua")], name .. " is drawn in no page") end
    end
    for _, name in ipairs(names(folder .. "*.svg", "svg")) do assert.is_true(is_shown[name], name .. ".svg stands in no page") end
  end)

  it("say in words what they show", function()
    for _, row in ipairs(rows) do
      local picture = shell.read(folder .. row.name .. ".svg")
      assert.is_true(#row.alternative > 20, row.name)
      assert.is_truthy(picture:find('role="img" aria-labelledby="drawing-title drawing-words"', 1, true), row.name)
      assert.is_truthy(picture:match '<title id="drawing%-title">[^<]+: its steps[^<]*</title>', row.name)
      assert.is_truthy(picture:match '<desc id="drawing%-words">It begins with "[^<]+ leads to "[^<]+</desc>', row.name)
    end
  end)
end)
