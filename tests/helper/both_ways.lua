-- Requests of a board in one batch, and each list asked both ways: as it is, by the index, and as at the board's own moment, which is folded from the
-- journal and knows no index. `local both = both_ways(function() return board end)`.
local assert = require "luassert"
local shell = require "helper.shell"
local json = require "helper.json"

-- A flat request as JSON; a table in it is an object, or with a first element a list, of texts.
local request
function request(members)
  local parts, is_list = {}, type(members) == "table" and members[1] ~= nil
  for name, value in pairs(members) do
    local text = type(value) == "table" and request(value) or type(value) == "string" and ("%q"):format(value) or tostring(value)
    parts[#parts + 1] = is_list and text or ("%q:%s"):format(name, text)
  end
  if not is_list then table.sort(parts) end
  return (is_list and "[%s]" or "{%s}"):format(table.concat(parts, ","))
end

local function with(one, more)
  for name, value in pairs(more or {}) do one[name] = value end
  return one
end

return function(path)
  local both = { request = request }

  -- Requests in, answers out, as text.
  function both.batch(requests)
    local lines, answers = {}, {}
    for i, one in ipairs(requests) do lines[i] = request(one) end
    local out, err = shell.run({ "batch", "--board", path() }, { input = table.concat(lines, "\n") .. "\n" })
    for line in out:gmatch("[^\n]+") do answers[#answers + 1] = line end
    assert.are.equal(#requests, #answers, err)
    return answers
  end

  -- Lists, {"as",...}, the same both ways to the byte; how many rows they counted in all.
  function both.compare(lists, today)
    local requests, counted = {}, 0
    for _, list in ipairs(lists) do
      requests[#requests + 1] = with({ op = "case.list" }, list)
      requests[#requests + 1] = with({ op = "case.list", as_at = today }, list)
    end
    local answers = both.batch(requests)
    for i = 1, #answers, 2 do
      local past = answers[i + 1]:gsub(',?"as_at":"[^"]*","as_at_local":"[^"]*"', ""):gsub(',"known":false', "")
      assert.are.equal(past, answers[i], request(requests[i]))
      counted = counted + json.read(answers[i]).count
    end
    return counted
  end
  return both
end
