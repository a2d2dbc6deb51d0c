-- The words of format 8 (engine/chart/DEFINITION.md): items that an item opens and goes on knowing. They stand apart from the other words, because
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

-- Conditions

function words.all_closed(field)
  return host.mark { op = "all_closed", field = check_text("all_closed", "the name of a field", 'all_closed "actions"', field) }
end

-- Actions

local example = 'open_into("actions", "review-action", { text = from_event "text" }, "review")'

function words.open_into(field, workflow, fields, ref_in)
  check_text("open_into", "the field that keeps the reference first", example, field)
  check_text("open_into", "the name of a workflow second", example, workflow)
  if fields ~= nil and type(fields) ~= "table" then
    host.fail(("`open_into` wants fields third, like %s; it was given a %s."):format(example, type(fields)))
  end
  if ref_in ~= nil then check_text("open_into", "the new item's field for this one's reference fourth", example, ref_in) end
  return host.mark { ["do"] = "open", workflow = workflow, fields = fields, into = field, ref_in = ref_in }
end

return words
