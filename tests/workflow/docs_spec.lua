-- Goal: the pages of workflows/docs say what there is: each begins with the workflow that it is about, and what it names in backticks (an event, a field,
-- an option, another page) can be found in the workflows, or among the fields that their loops make.
-- Method: read every page, and ask the program for the fields of the workflow that it is about.
local board = require "helper.board"
local shell = require "helper.shell"

local function files(pattern)
  local found = {}
  for path in shell.lines("ls " .. pattern):gmatch "[^\n]+" do found[#found + 1] = path end
  return found
end

local sources = {}
for _, path in ipairs(files "workflows/*.lua workflows/lib/*.lua") do sources[#sources + 1] = shell.read(path) end
local all_sources = table.concat(sources, "\n")

local function stands(word) return all_sources:find("%f[%w]" .. word:gsub("%-", "%%-") .. "%f[^%w]") ~= nil end

-- A name that a loop makes of two, such as `say_audits`, stands there in its parts.
local function is_in_sources(word)
  if stands(word) then return true end
  for part in word:gmatch "[^_]+" do
    if not stands(part) then return false end
  end
  return true
end

-- The plain form calls an event by the words of its choice: "Take it up" is take_it_up.
local events = {}
for words in all_sources:gmatch '"([%u][^"]+)"' do events[(words:lower():gsub("[^a-z0-9]+", "_"))] = true end

-- The fields of all workflows that have pages, also those that a loop made.
local function fields_of(b, names)
  local found = {}
  for _, name in ipairs(names) do
    b:run("workflow", "publish", "workflows/" .. name .. ".lua", "--as", "h.dixon")
    for _, row in ipairs(b:ask("rights", "print", "--workflow", name, "--as", "h.dixon").rows) do
      for _, field in ipairs(row.fields) do found[field] = true end
    end
  end
  return found
end

describe("the pages of the workflows", function()
  local pages, fields = {}, nil
  setup(function()
    local names = {}
    for _, path in ipairs(files "workflows/docs/*.md") do
      local name = path:match "([^/]+)%.md$"
      pages[name] = shell.read(path)
      if io.open("workflows/" .. name .. ".lua") then names[#names + 1] = name end
    end
    local b = board.new()
    fields = fields_of(b, names)
    b:remove()
  end)

  it("say first what they are about", function()
    for name, text in pairs(pages) do
      local is_workflow = io.open("workflows/" .. name .. ".lua") ~= nil
      assert.truthy(text:find(is_workflow and "^# [^\n]*`" .. name:gsub("%-", "%%-") .. "`" or "^# %u"), name)
    end
  end)

  it("name nothing that is not there", function()
    for name, text in pairs(pages) do
      for word in text:gmatch "`([%l][%l%d_-]*)`" do
        assert.truthy(fields[word] or events[word] or pages[(word:gsub("%-return$", ""))] or is_in_sources(word) or pages[word], name .. ".md names " .. word)
      end
      for page in text:gmatch "`([%l%d-]+)%.md`" do assert.truthy(pages[page], name .. ".md names " .. page .. ".md") end
      for part in text:gmatch "`(lib/[%l%d_]+%.lua)`" do assert.truthy(io.open("workflows/" .. part), name .. ".md names " .. part) end
    end
  end)
end)
