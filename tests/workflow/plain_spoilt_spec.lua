-- Goal (DESIGN 5): whoever writes in plain form is told of a mistake in the words of the plain form, at a line of the step that it is in, whatever the
-- mistake is. Method: each member of a good file is left out, misspelt, and given a value of another kind in turn; what `waymark workflow check` says
-- of it must hold no word of what it expands to. What it says of the usual mistakes is written out in tests/workflow/mistakes/plain-*.

local program = os.getenv("WAYMARK") or "build/release/waymark"
local all = os.getenv("WAYMARK_LONG") == "1" -- else every fourth

local function read(path)
  local file = assert(io.open(path))
  local text = file:read("a")
  file:close()
  return text
end

local function write(path, text)
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
end

local function run(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local said = pipe:read("a")
  local _, _, status = pipe:close()
  return said, status
end

-- Lines of the steps: { first, last } for each, by the brackets at their left.
local function steps_of(source)
  local steps, number = {}, 0
  for line in source:gmatch("([^\n]*)\n") do
    number = number + 1
    if line:find("^  %l+ \"[%w_]+\" {") then steps[#steps + 1] = { number, number } end
    if line:find("^  },") and #steps > 0 and steps[#steps][2] == steps[#steps][1] then steps[#steps][2] = number end
  end
  return steps
end

-- Each `key = value` of the source: where it begins and ends, and its line.
local function members_of(source)
  local members, at = {}, 1
  while true do
    local first, after, key = source:find("%f[%w_]([%l_]+) = ", at)
    if not first then return members end
    local value
    for _, pattern in ipairs { "^\"[^\"\n]*\"", "^[%l_]*%s?%b{}", "^[%l_]+[ (]?\"[^\"\n]*\"%)?", "^[%w_]+" } do
      value = value or source:match(pattern, after + 1)
    end
    local _, line = source:sub(1, first):gsub("\n", "")
    if value then members[#members + 1] = { first = first, last = after + #value, key = key, line = line + 1 } end
    at = after + 1
  end
end

local function with(source, member, text)
  local rest = source:sub(member.last + 1)
  if text == "" then rest = rest:gsub("^,", "", 1) end
  return source:sub(1, member.first - 1) .. text .. rest
end

local spoilings = {
  { "left out", function() return "" end },
  { "misspelt", function(key) return key:sub(1, 2) .. key:sub(4) .. "x = \"manager\"" end },
  { "a number", function(key) return key .. " = 5" end },
  { "another text", function(key) return key .. " = \"nothing of the kind\"" end },
  { "an empty table", function(key) return key .. " = {}" end },
  { "a name", function(key) return key .. " = { \"xyzzy\", 7 }" end },
  { "a condition", function(key) return key .. " = has \"text\"" end },
  { "a function", function(key) return key .. " = function() return 1 end" end },
}

-- Words of what a plain file expands to. What stands in `...` may be the author's own.
local chart_words = { "state", "states", "target", "transition", "guard", "event", "always", "parallel", "region", "compound", "ladder" }

local function chart_word(sentence)
  for _, word in ipairs(chart_words) do
    if sentence:find("%f[%w_]" .. word .. "%f[^%w_]") then return word end
  end
end

-- A problem line as it is printed: FILE:LINE:COLUMN: sentence.
local function problems_of(said)
  local problems = {}
  for line, sentence in said:gmatch("spoilt%.lua:(%d+):%d+: ([^\n]*)") do problems[#problems + 1] = { line = tonumber(line), sentence = sentence } end
  return problems
end

local function step_around(steps, line)
  for _, step in ipairs(steps) do
    if step[1] <= line and line <= step[2] then return step end
  end
end

describe("a plain file that was spoilt", function()
  local folder = run("mktemp -d"):gsub("%s+$", "")
  local absolute = run(("realpath '%s'"):format(program)):gsub("%s+$", "")

  teardown(function() run(("rm -r '%s'"):format(folder)) end)

  local function check(text)
    write(folder .. "/spoilt.lua", text)
    return run(("cd '%s' && '%s' workflow check spoilt.lua"):format(folder, absolute))
  end

  for _, path in ipairs { "tests/data/plain.lua", "tests/data/plain-ask.lua" } do
    local source = read(path)
    local steps, members = steps_of(source), members_of(source)

    it("is good to begin with, and has many members: " .. path, function()
      local said, status = check(source)
      assert.equal(0, status, said)
      assert.truthy(#members > 50 and #steps >= 3, #members .. " members, " .. #steps .. " steps")
    end)

    for i, spoiling in ipairs(spoilings) do
      it("speaks of steps and choices at a line of the step, " .. spoiling[1] .. ": " .. path, function()
        local told = 0
        for n, member in ipairs(members) do
          if all or (n + i) % 4 == 0 then
            local said, status = check(with(source, member, spoiling[2](member.key)))
            local where = ("`%s` on line %d, %s: %s"):format(member.key, member.line, spoiling[1], said)
            assert.truthy(status == 0 or status == 1, where)
            local step, problems = step_around(steps, member.line), problems_of(said)
            assert.truthy(status == 0 or #problems > 0, where)
            for _, problem in ipairs(problems) do
              told = told + 1
              assert.is_nil(chart_word(problem.sentence), where)
              if step then assert.truthy(step[1] <= problem.line and problem.line <= step[2], where) end
            end
          end
        end
        assert.truthy(told > 3, told .. " sentences")
      end)
    end
  end
end)
