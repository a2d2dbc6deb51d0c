-- Goal: on the page of an item of a shipped workflow no two choices are called alike, since whoever reads it could not tell them apart; and no region says
-- that no clock runs beside a date that does. Method: every shipped definition, choices of each step and of what is around it; then a review action that
-- waits for others.
local board = require "helper.board"
local json = require "helper.json"
local shell = require "helper.shell"

local function definition(file)
  return assert(json.read(shell.lines(("%s workflow check %s --json"):format(shell.quote(shell.program), file))).definition, file)
end

-- Calls look(state, choices) of each state that has none inside, with what can be chosen in it.
local function each_step(state, around, look)
  local choices = { table.unpack(around) }
  for _, transition in ipairs(state.transitions or {}) do
    if #transition.by + #transition.decided_by > 0 then choices[#choices + 1] = transition end
  end
  for _, child in ipairs(state.states or {}) do each_step(child, choices, look) end
  if #(state.states or {}) == 0 then look(state, choices) end
end

local files = {}
for file in shell.lines("ls workflows/*.lua"):gmatch "[^\n]+" do
  if file ~= "workflows/board.lua" then files[#files + 1] = file end
end

describe("the choices of a shipped workflow", function()
  it("are those of more than thirty workflows", function() assert.truthy(#files > 30, #files) end)

  for _, file in ipairs(files) do
    it("are called differently where they stand side by side: " .. file, function()
      local count = 0
      each_step(definition(file).root, {}, function(state, choices)
        local called = {}
        for _, one in ipairs(choices) do
          assert.is_nil(called[one.label], ('at "%s" there are two choices "%s"'):format(state.title, one.label))
          called[one.label] = one.event
          count = count + 1
        end
      end)
      assert.truthy(count > 0)
    end)

    it("stand beside no clock that is said not to run: " .. file, function()
      each_step(definition(file).root, {}, function(state) assert.is_nil(state.title:lower():find("no clock", 1, true), state.title) end)
    end)
  end
end)

describe("a review action that waits for others", function()
  it("says that its owner's date is not chased, beside by when it is whose turn", function()
    local b = board.new "2016-09-01T09:00:00Z"
    b:bring_to_scrutiny("RA-1", b:begin_action "RA-1", "process")
    local shown = b:show "RA-1"
    assert.same({ "Under scrutiny at LLIP", "Owner's date not chased" }, shown.state_titles)
    assert.truthy(shown.waits[1]["local"], "it waits for LLIP, and not by a day")
    local pauses = {}
    for _, move in ipairs(shown.moves) do
      if move.event == "pause" then pauses[#pauses + 1] = move.label end
    end
    assert.same({ "Pause it for up to 20 working days", "Pause it for up to 3 months" }, pauses)
    b:remove()
  end)
end)
