-- Goal: how long an answer takes does not tell whether an item that is not yours is there (R1). Method: 2,000 pairs of questions, one about each, in turn;
-- the difference of their medians is printed. Both do the same work (engine/run/alike.h), so it must stay below a third of what the shorter answer takes
-- as a whole, or below the spread of these where that is more, in the same run: far less than a way through a network varies by.
local shell = require "helper.shell"
local world = require "rights.world"

local pairs_of = 2000

describe("the time of an answer", function()
  local on
  setup(function() on = world.new():make() end)
  teardown(function() on:remove() end)

  it("does not tell another's item from none", function()
    local words = { shell.program, on.path, "l.north", "E-other", "E-never", pairs_of }
    for i, word in ipairs(words) do words[i] = shell.quote(word) end
    local said = shell.lines("python3 tests/rights/timing.py " .. table.concat(words, " "))
    local hidden, absent, spread = said:match("^(%S+) (%S+) (%S+)\n$")
    assert(hidden, said)
    print(("# not yours %s us, not there %s us, spread %s us"):format(hidden, absent, spread))
    assert.truthy(math.abs(tonumber(hidden) - tonumber(absent)) < math.max(tonumber(spread), math.min(tonumber(hidden), tonumber(absent)) / 3), said)
  end)
end)
