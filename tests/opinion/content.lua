-- Executable content, guards and values over plain fields (engine/chart/DEFINITION.md), for the interpreter: each operator is one function by
-- its own name. An action answers nil when it was done, else the error event that it raises; what needs other sessions is the platform's.

local wire = require("opinion.wire")

local content = { types = {}, guards = {}, actions = {} } -- by name; who needs another one adds it (tests/timers)

-- ---- values

local function from_event(session, name)
  local data = session.event and session.event.data
  if type(data) ~= "table" or data == wire.null or wire.is_list(data) then return nil end
  return data[name]
end

local function or_null(value)
  if value == nil then return wire.null end
  return wire.copy(value)
end

local function evaluate(session, value)
  if type(value) ~= "table" or value == wire.null then return or_null(value) end
  if value.from == "event" then return or_null(from_event(session, value.name)) end
  if value.from == "field" then return or_null(session.fields[value.name]) end
  local made = wire.is_list(value) and wire.list() or {}
  for key, member in pairs(value) do made[key] = evaluate(session, member) end
  return made
end
content.evaluate = evaluate

-- ---- fields

local function is_day(value)
  local year, month, day = tostring(value):match("^(%d%d%d%d)%-(%d%d)%-(%d%d)$")
  if not year then return false end
  local days = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  if year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0) then days[2] = 29 end
  return days[month] ~= nil and day >= 1 and day <= days[month]
end

local function is_text(value) return type(value) == "string" end

local function is_option(value, field)
  for _, option in ipairs(field.options) do
    if option == value then return true end
  end
  return false
end

local types = content.types
types.text, types.date, types.choice, types.list = is_text, is_day, is_option, wire.is_list
function types.whole(value) return math.type(value) == "integer" end
function types.yesno(value) return type(value) == "boolean" end

local function fits(field, value) return value == wire.null or types[field.type](value, field) end

local function is_filled(value)
  if type(value) == "string" then return value:find("%S") ~= nil end
  if wire.is_list(value) then return #value > 0 end
  return value ~= nil
end

-- An empty field holds nothing at all. What changes nothing is not noted.
local function put(session, name, value)
  local field, old = session.doc.fields[name], session.fields[name]
  if not field or not fits(field, value) then return "error.execution" end
  if wire.equal(old == nil and wire.null or old, value) then return end
  if value == wire.null then session.fields[name] = nil else session.fields[name] = value end
  session.platform:note(session, "set", name, value)
end

content.put = put

-- ---- guards: "true", "false" or "unknown", combined as Kleene did

local guards = content.guards

local function judge(session, guard)
  if not guard then return "true" end
  return guards[guard.op](session, guard)
end
content.judge = judge

local function truth(is) return is and "true" or "false" end

-- What a host answers (engine.c): by the words alone.
function guards.when(_, guard) return guard.label == "open" and "true" or guard.label == "shut" and "false" or "unknown" end

guards["in_state"] = function(session, guard)
  local state = session.doc.by_id[guard.state]
  if not state then return "unknown" end
  return truth(session.configuration:isMember(state))
end

function guards.has(session, guard) return truth(is_filled(session.fields[guard.field])) end

function guards.is(session, guard)
  local value = session.fields[guard.field]
  if not is_filled(value) then return "unknown" end
  return truth(wire.equal(value, evaluate(session, guard.value)))
end

function guards.at_least(session, guard)
  local value = session.fields[guard.field]
  if value == nil then value = 0 end
  if wire.is_list(value) then value = #value end
  if math.type(value) ~= "integer" then return "unknown" end
  return truth(value >= guard.count)
end

local function judge_parts(session, guard)
  local seen = {}
  for _, part in ipairs(guard.of) do seen[judge(session, part)] = true end
  return seen
end

function guards.all(session, guard)
  local seen = judge_parts(session, guard)
  return seen["false"] and "false" or seen.unknown and "unknown" or "true"
end

function guards.any(session, guard)
  local seen = judge_parts(session, guard)
  return seen["true"] and "true" or seen.unknown and "unknown" or "false"
end

function guards.no(session, guard)
  local part = judge(session, guard.of[1])
  return part == "true" and "false" or part == "false" and "true" or "unknown"
end

-- ---- actions

local actions = content.actions

function actions.set(session, action) return put(session, action.field, evaluate(session, action.value)) end

function actions.add(session, action)
  local old, amount = session.fields[action.field], evaluate(session, action.amount)
  if old == nil then old = 0 end
  if math.type(old) ~= "integer" or math.type(amount) ~= "integer" then return "error.execution" end
  return put(session, action.field, old + amount)
end

function actions.append(session, action)
  local old = session.fields[action.field]
  local list = wire.list(wire.is_list(old) and table.move(old, 1, #old, 1, {}) or {})
  list[#list + 1] = evaluate(session, action.value)
  return put(session, action.field, list)
end

function actions.raise(session, action) session.platform:raise(session, { name = action.event, type = "internal" }) end
function actions.log(session, action) session.platform:note(session, "log", action.label) end
function actions.send(session, action) return session.platform:send(session, action) end
function actions.cancel(session, action) session.platform:cancel(session, action.sendid) end

actions["if"] = function(session, action)
  for _, branch in ipairs(action.branches) do
    if judge(session, branch.guard) == "true" then return content.run(session, branch.actions) end
  end
end

-- Runs actions until one fails; answers the error event then.
function content.run(session, list)
  for _, action in ipairs(list or {}) do
    local problem, sendid = actions[action["do"]](session, action)
    if problem then return problem, sendid end
  end
end

-- Does one of the descriptors match the name? SCXML 3.12.1: as a prefix of tokens; a workflow means the name itself, unless it ends in ".*".
function content.nameMatch(descriptors, name, exactly)
  for _, descriptor in ipairs(descriptors) do
    if descriptor == "*" or descriptor == name then return true end
    local prefix = descriptor:match("^(.*)%.%*$") or (not exactly and descriptor) or nil
    if prefix and (name == prefix or name:sub(1, #prefix + 1) == prefix .. ".") then return true end
  end
  return false
end

return content
