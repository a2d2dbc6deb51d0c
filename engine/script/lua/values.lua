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

-- Of a list's entry: all of it, or one member.
function words.from_entry(name)
  if name ~= nil then check_text("from_entry", "the name of a member", 'from_entry "text"', name) end
  return host.mark { from = "entry", name = name }
end

-- Actions

function words.open_each(workflow, field, fields)
  local example = 'open_each("review-action", "gaps", { text = from_entry() })'
  check_text("open_each", "the name of a workflow first", example, workflow)
  check_text("open_each", "the name of a list second", example, field)
  if fields ~= nil and type(fields) ~= "table" then host.fail("`open_each` wants what each begins with in curly brackets: " .. example .. ".") end
  return host.mark { ["do"] = "open_each", workflow = workflow, field = field, fields = fields or {} }
end

function words.name_parties(field, duty)
  check_text("name_parties", "the name of a field", 'name_parties "parties"', field)
  if duty ~= nil then check_text("name_parties", "a duty of agencies second", 'name_parties("parties", "Prevent")', duty) end
  return host.mark { ["do"] = "name_parties", field = field, duty = duty }
end

return words
