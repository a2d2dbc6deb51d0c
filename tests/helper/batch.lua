-- Many requests to one board in one run of the program, for tests that carry dozens of items along: a request and an answer a line.
local json = require "helper.json"
local shell = require "helper.shell"

local batch = {}

local function text_of(value)
  if type(value) ~= "table" then return type(value) == "string" and ('"%s"'):format(value:gsub('[\\"]', "\\%0")) or tostring(value) end
  local parts = {}
  if #value > 0 then
    for i, one in ipairs(value) do parts[i] = text_of(one) end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  for name, one in pairs(value) do parts[#parts + 1] = ('"%s":%s'):format(name, text_of(one)) end
  return "{" .. table.concat(parts, ",") .. "}"
end

-- The answers, in order; the first that is refused fails the test.
function batch.ask(b, requests)
  local lines = {}
  for i, request in ipairs(requests) do lines[i] = text_of(request) end
  local path = shell.write(b.folder .. "/requests", table.concat(lines, "\n") .. "\n")
  local said, answers = b:say("batch", path), {}
  for line in said:gmatch "[^\n]+" do
    local number = #answers + 1
    answers[number] = json.read(line)
    assert(not answers[number].error, ("%s\n%s"):format(lines[number], line))
  end
  assert(#answers == #requests, said)
  return answers
end

return batch
