-- The words of format 2 (engine/chart/DEFINITION.md): `branches` for workflows, the others for SCXML charts. They stand apart from workflow.lua,
-- because words are part of a definition's hash (V1): only a definition that uses one of these has them in it, so older hashes stay.
-- Like those, each makes a plain table that says what it means; whether it may stand where it stands is the checker's to say.

-- The helpers are written out again: a stored definition brings the text of its words along, and needs no other.

local host = ...
local words = {}

local function shown(value)
  if value == nil then return "nothing" end
  if type(value) == "string" then return "the text \"" .. value .. "\"" end
  if type(value) == "number" or type(value) == "boolean" then return "`" .. tostring(value) .. "`" end
  return "a " .. type(value)
end

local function wants(word, what, example, value)
  host.fail(("`%s` wants %s, like %s; it was given %s."):format(word, what, example, shown(value)))
end

local function check_text(word, what, example, value)
  if type(value) ~= "string" or value == "" then wants(word, what, example, value) end
  return value
end

local function check_table(word, example, value)
  if type(value) ~= "table" then wants(word, "a table in curly brackets", example, value) end
  return value
end

local function make(t) return host.mark(t) end

-- A word whose table is the author's own: it keeps the places of its members, and says what it is. One that is used twice stays what it was first.
local function own(word)
  return function(t)
    check_table(word, word .. " { ... }", t)
    if t["do"] == nil then
      t["do"] = word
      return host.keep(t)
    end
    local copy = {}
    for key, value in pairs(t) do copy[key] = value end
    copy["do"] = word
    return make(copy)
  end
end

words.send = own "send"
words.foreach = own "foreach"

-- An invocation is no action, so it carries no `do`.
function words.invoke(t)
  return host.keep(check_table("invoke", 'invoke { src = "file:child.scxml" }', t))
end

function words.cancel(t)
  if type(t) == "string" then return make { ["do"] = "cancel", sendid = t } end
  return own "cancel"(t)
end

function words.branches(list)
  local example = 'branches { { has "due", { raise "late" } }, { { raise "open" } } }'
  check_table("branches", example, list)
  if #list == 0 then wants("branches", "at least one branch", example, list) end
  return make { ["do"] = "if", branches = list }
end

function words.block(actions)
  return make { ["do"] = "block", actions = check_table("block", 'block { raise "late" }', actions) }
end

function words.cond(expr)
  return make { op = "cond", expr = check_text("cond", "an expression as text", 'cond "count > 3"', expr) }
end

function words.assign(location, expr)
  local example = 'assign("count", "count + 1")'
  check_text("assign", "a location as text first", example, location)
  check_text("assign", "an expression as text second (`assign_value` takes a value)", example, expr)
  return make { ["do"] = "assign", location = location, expr = expr }
end

function words.assign_value(location, value)
  local example = 'assign_value("count", 1)'
  check_text("assign_value", "a location as text first", example, location)
  if value == nil or type(value) == "function" then wants("assign_value", "a value second", example, value) end
  return make { ["do"] = "assign", location = location, value = value }
end

function words.script(source)
  if type(source) ~= "string" then wants("script", "its source as text", 'script "count = 0"', source) end
  return make { ["do"] = "script", source = source }
end

function words.log(label, expr)
  local example = 'log("count", "count + 1")'
  if type(label) ~= "string" then wants("log", "a label as text first", example, label) end
  if expr ~= nil then check_text("log", "an expression as text second", example, expr) end
  return make { ["do"] = "log", label = label, expr = expr }
end

return words
