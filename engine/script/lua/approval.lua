-- The words of format 4 (engine/chart/DEFINITION.md): approvals, which bind what was seen. They stand apart from the other words, because words
-- are part of a definition's hash (V1): only a definition that uses one of these has them in it, so older hashes stay.

-- The helper is written out again: a stored definition brings the text of its words along, and needs no other.

local host = ...
local words = {}

local function check_text(word, what, example, value)
  if type(value) == "string" and value ~= "" then return value end
  local shown = "a " .. type(value)
  if value == nil then
    shown = "nothing"
  elseif type(value) == "string" then
    shown = "the text \"\""
  elseif type(value) == "number" or type(value) == "boolean" then
    shown = "`" .. tostring(value) .. "`"
  end
  host.fail(("`%s` wants %s as text, like %s; it was given %s."):format(word, what, example, shown))
end

-- Conditions

function words.approved(event)
  return host.mark { op = "approved", event = check_text("approved", "the name of an event", 'approved "accept"', event) }
end

function words.stale(event)
  return host.mark { op = "stale", event = check_text("stale", "the name of an event", 'stale "accept"', event) }
end

-- In `binds`: the pieces of evidence that were there

function words.seen(field)
  return host.mark { seen = check_text("seen", "the name of a field", 'seen "evidence"', field) }
end

return words
