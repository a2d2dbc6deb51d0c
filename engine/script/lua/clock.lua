-- The words of format 3 (engine/chart/DEFINITION.md): stopping an item's clock and letting it run again. They stand apart from workflow.lua and
-- chart.lua, because words are part of a definition's hash (V1): only a definition that uses one of these has them in it, so older hashes stay.

-- The helpers are written out again: a stored definition brings the text of its words along, and needs no other.

local host = ...
local words = {}

local function shown(value)
  if value == nil then return "nothing" end
  if type(value) == "string" then return "the text \"" .. value .. "\"" end
  if type(value) == "number" or type(value) == "boolean" then return "`" .. tostring(value) .. "`" end
  return "a " .. type(value)
end

-- The author's own table, so that its members keep their places. One that is used twice stays what it was first.
function words.stop_clock(t)
  if type(t) ~= "table" then
    host.fail(('`stop_clock` wants a table in curly brackets, like stop_clock { reason = "..." }; it was given %s.'):format(shown(t)))
  end
  if t["do"] == nil then
    t["do"] = "stop_clock"
    return host.keep(t)
  end
  local copy = {}
  for key, value in pairs(t) do copy[key] = value end
  copy["do"] = "stop_clock"
  return host.mark(copy)
end

function words.start_clock(...)
  if select("#", ...) > 0 then host.fail("`start_clock` wants nothing in its brackets: start_clock().") end
  return host.mark { ["do"] = "start_clock" }
end

return words
