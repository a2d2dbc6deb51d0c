-- The words of format 7 (engine/chart/DEFINITION.md): values that the calendar and the board say. They stand apart from the other words, because
-- words are part of a definition's hash (V1): only a definition that uses one of these has them in it, so older hashes stay.

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

function words.date_of(rule)
  return host.mark { from = "rule", name = check_text("date_of", "a deadline rule", 'date_of "10 working days after asked"', rule) }
end

function words.from_setting(name)
  return host.mark { from = "setting", name = check_text("from_setting", "the name of a setting", 'from_setting "regime"', name) }
end

return words
