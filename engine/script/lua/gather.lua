-- The word of format 9 (engine/chart/DEFINITION.md): what other items say, taken down as it is at that moment. It stands apart from the other
-- words, because words are part of a definition's hash (V1): only a definition that uses it has it in it, so older hashes stay.

local host = ...
local words = {}

local example = 'gather { into = "actions", of = "plan-action", where = { indicator = from_field "indicator" }, take = { "text", "due" } }'

local function shown(value)
  if value == nil then return "nothing" end
  if type(value) == "string" then return "the text \"" .. value .. "\"" end
  if type(value) == "number" or type(value) == "boolean" then return "`" .. tostring(value) .. "`" end
  return "a " .. type(value)
end

-- `into` is the author's word: the engine's is `field`, as in every action that sets one.
function words.gather(t)
  if type(t) ~= "table" then host.fail(("`gather` wants a table in curly brackets, like %s; it was given %s."):format(example, shown(t))) end
  if type(t.into) ~= "string" then host.fail(("`gather` does not say into which field; write %s."):format(example)) end
  local made = { ["do"] = "gather", field = t.into }
  for key, value in pairs(t) do
    if key ~= "into" then made[key] = value end
  end
  return host.mark(made)
end

return words
