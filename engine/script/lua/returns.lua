-- The words of format 6 (engine/chart/DEFINITION.md): many parties that answer one question. They stand apart from the other words, because words
-- are part of a definition's hash (V1): only a definition that uses one of these has them in it, so older hashes stay.

-- The helpers are written out again: a stored definition brings the text of its words along, and needs no other.

local host = ...
local words = {}

local function wants(word, what, example, value)
  local shown = "a " .. type(value)
  if value == nil then
    shown = "nothing"
  elseif type(value) == "string" then
    shown = "the text \"" .. value .. "\""
  elseif type(value) == "number" or type(value) == "boolean" then
    shown = "`" .. tostring(value) .. "`"
  end
  host.fail(("`%s` wants %s, like %s; it was given %s."):format(word, what, example, shown))
end

local function check_text(word, what, example, value)
  if type(value) ~= "string" or value == "" then wants(word, what, example, value) end
  return value
end

local function plain(word, tag)
  return function(...)
    if select("#", ...) > 0 then host.fail(("`%s` wants nothing in its brackets: %s()."):format(word, word)) end
    return host.mark { [tag] = word }
  end
end

local function by_field(word, tag)
  return function(field)
    return host.mark { [tag] = word, field = check_text(word, "the name of a field as text", word .. ' "parties"', field) }
  end
end

-- Conditions

words.all_returned = by_field("all_returned", "op")

function words.returned(count, field)
  local example = 'returned(3, "parties")'
  if math.type(count) ~= "integer" or count < 1 then wants("returned", "a whole number from 1 first", example, count) end
  return host.mark { op = "returned", count = count, field = check_text("returned", "the name of a field second", example, field) }
end

function words.differs(one, other)
  local example = 'differs("self_grade", "moderated_grade")'
  check_text("differs", "the name of a field first", example, one)
  return host.mark { op = "differs", field = one, other = check_text("differs", "the name of a field second", example, other) }
end

words.confirmed = plain("confirmed", "op")

-- Actions

for _, word in ipairs { "add_party", "remove_party", "exempt_party", "reopen_party", "non_return" } do words[word] = by_field(word, "do") end

function words.signal(field, event)
  local example = 'signal("parties", "opened_to_others")'
  check_text("signal", "the name of a field first", example, field)
  return host.mark { ["do"] = "signal", field = field, event = check_text("signal", "the name of an event second", example, event) }
end

words.confirm = plain("confirm", "do")

return words
