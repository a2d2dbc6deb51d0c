-- The words of format 10 (engine/chart/DEFINITION.md): one item for each entry of a list, and all agencies that have a duty. They stand apart from the
-- other words, because words are part of a definition's hash (V1): only a definition that uses one of these has them in it, so older hashes stay.

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

-- Of a list's entry: all of it, or one member.
function words.from_entry(name)
  if name ~= nil then check_text("from_entry", "the name of a member", 'from_entry "text"', name) end
  return host.mark { from = "entry", name = name }
end

-- Actions

function words.open_each(workflow, field, fields, into, ref_in)
  local example = 'open_each("review-action", "gaps", { text = from_entry() }, "actions")'
  check_text("open_each", "the name of a workflow first", example, workflow)
  check_text("open_each", "the name of a list second", example, field)
  if fields ~= nil and type(fields) ~= "table" then host.fail("`open_each` wants what each begins with third, like " .. example .. ".") end
  if into ~= nil then check_text("open_each", "the field that keeps the references fourth", example, into) end
  if ref_in ~= nil then check_text("open_each", "the new item's field for this one's reference last", example, ref_in) end
  return host.mark { ["do"] = "open_each", workflow = workflow, field = field, fields = fields or {}, into = into, ref_in = ref_in }
end

function words.name_parties(field, duty)
  check_text("name_parties", "the name of a field", 'name_parties "parties"', field)
  if duty ~= nil then check_text("name_parties", "a duty of agencies second", 'name_parties("parties", "Prevent")', duty) end
  return host.mark { ["do"] = "name_parties", field = field, duty = duty }
end

return words
