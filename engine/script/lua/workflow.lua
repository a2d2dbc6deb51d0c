-- The words of dialect "workflow" (engine/chart/DEFINITION.md): each makes a plain table that says what it means. Nothing here decides anything.
-- This text is part of every definition's hash (V1) and is run again as it was when a stored definition's functions are called.

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

local function check_list(word, example, value)
  if type(value) ~= "table" then wants(word, "a list in curly brackets", example, value) end
  return value
end

-- A condition is made by one of the words below, so a text or a function in its place is a slip that is worth naming.
local function check_guard(word, example, value)
  if type(value) ~= "table" then wants(word, "a condition", example, value) end
  return value
end

local function make(t) return host.mark(t) end

-- Conditions

function words.has(field)
  check_text("has", "the name of a field as text", 'has "due"', field)
  return make { op = "has", field = field }
end

function words.is(field, value)
  check_text("is", "the name of a field as text", 'is("priority", "high")', field)
  if value == nil or type(value) == "function" then wants("is", "a value to compare with", 'is("priority", "high")', value) end
  return make { op = "is", field = field, value = value }
end

function words.at_least(count, field)
  if math.type(count) ~= "integer" or count < 0 then wants("at_least", "a whole number first", 'at_least(1, "evidence")', count) end
  check_text("at_least", "the name of a field second", 'at_least(1, "evidence")', field)
  return make { op = "at_least", count = count, field = field }
end

local function graded(word)
  return function(field, level)
    local example = word .. '("evidence", "process")'
    check_text(word, "the name of a field first", example, field)
    check_text(word, "a level of evidence second", example, level)
    return make { op = word, field = field, level = level }
  end
end
words.graded = graded "graded"
words.level = graded "level"

function words.in_state(state)
  check_text("in_state", "the name of a state as text", 'in_state "work.in_progress"', state)
  return make { op = "in_state", state = state }
end

local function several(word)
  return function(conditions)
    local example = word .. ' { has "due", has "owner" }'
    check_list(word, example, conditions)
    for i = 1, #conditions do check_guard(word, example, conditions[i]) end
    if #conditions == 0 then wants(word, "at least one condition", example, conditions) end
    return make { op = word, of = conditions }
  end
end
words.all = several "all"
words.any = several "any"

function words.no(condition)
  return make { op = "no", of = { check_guard("no", 'no(has "due")', condition) } }
end

local function by_rule(word)
  return function(rule)
    check_text(word, "a deadline rule as text", word .. ' "10 working days after due"', rule)
    return make { op = word, rule = rule }
  end
end
words.past = by_rule "past"
words.within = by_rule "within"

function words.later_than(field, rule)
  local example = 'later_than("new_due", "end of due")'
  check_text("later_than", "the name of a field first", example, field)
  check_text("later_than", "a deadline rule second", example, rule)
  return make { op = "later_than", field = field, rule = rule }
end

function words.not_the_same(one, other)
  local example = 'not_the_same("chair", "owner")'
  check_text("not_the_same", "the name of a role first", example, one)
  check_text("not_the_same", "the name of a role second", example, other)
  return make { op = "not_the_same", roles = { one, other } }
end

function words.decided_by_other(event)
  check_text("decided_by_other", "the name of an event as text", 'decided_by_other "submit"', event)
  return make { op = "decided_by_other", event = event }
end

function words.vacant(role)
  check_text("vacant", "the name of a role as text", 'vacant "chair"', role)
  return make { op = "vacant", role = role }
end

function words.when(label, fn)
  local example = 'when("the plan is whole", function(item) return item.fields.plan ~= nil end)'
  check_text("when", "plain words first", example, label)
  if type(fn) ~= "function" then wants("when", "a function second", example, fn) end
  return make { op = "when", label = label, fn = fn }
end

-- Actions

function words.set(field, value)
  check_text("set", "the name of a field first", 'set("agreed_on", today())', field)
  if value == nil or type(value) == "function" then wants("set", "a value second (use `clear` to empty a field)", 'set("agreed_on", today())', value) end
  return make { ["do"] = "set", field = field, value = value }
end

function words.clear(field)
  check_text("clear", "the name of a field as text", 'clear "reason"', field)
  return make { ["do"] = "clear", field = field }
end

function words.add(field, amount)
  check_text("add", "the name of a field first", 'add("reopen_count", 1)', field)
  if type(amount) ~= "number" and type(amount) ~= "table" then wants("add", "a number second", 'add("reopen_count", 1)', amount) end
  return make { ["do"] = "add", field = field, amount = amount }
end

function words.append(field, value)
  check_text("append", "the name of a field first", 'append("extensions", from_event "new_due")', field)
  if value == nil or type(value) == "function" then wants("append", "a value second", 'append("extensions", from_event "new_due")', value) end
  return make { ["do"] = "append", field = field, value = value }
end

function words.raise(event)
  check_text("raise", "the name of an event as text", 'raise "extended"', event)
  return make { ["do"] = "raise", event = event }
end

local function teller(word, urgent)
  return function(roles, text)
    local example = word .. '({ "owner" }, "An extension was granted.")'
    if type(roles) == "string" then roles = { roles } end
    check_list(word, example, roles)
    check_text(word, "what to say as text second", example, text)
    return make { ["do"] = "tell", roles = roles, text = text, urgent = urgent }
  end
end
words.tell = teller("tell", false)
words.tell_urgent = teller("tell_urgent", true)

local function plain(word)
  return function(...)
    if select("#", ...) > 0 then host.fail(("`%s` wants nothing in its brackets: %s()."):format(word, word)) end
    return make { ["do"] = word }
  end
end
words.attach = plain "attach"
words.grade = plain "grade"
words.withdraw = plain "withdraw"

function words.open(workflow, fields)
  local example = 'open("challenge", { about = from_field "text" })'
  check_text("open", "the name of a workflow first", example, workflow)
  if fields ~= nil then check_list("open", example, fields) end
  return make { ["do"] = "open", workflow = workflow, fields = fields or {} }
end

function words.run(label, fn)
  local example = 'run("work out the score", function(item) return { score = 1 } end)'
  check_text("run", "plain words first", example, label)
  if type(fn) ~= "function" then wants("run", "a function second", example, fn) end
  return make { ["do"] = "run", label = label, fn = fn }
end

-- Values that are worked out when an action runs (S8)

function words.from_event(name)
  check_text("from_event", "the name of a value of the event as text", 'from_event "reason"', name)
  return make { from = "event", name = name }
end

function words.from_field(name)
  check_text("from_field", "the name of a field as text", 'from_field "owner"', name)
  return make { from = "field", name = name }
end

local function source(word)
  return function(...)
    if select("#", ...) > 0 then host.fail(("`%s` wants nothing in its brackets: %s()."):format(word, word)) end
    return make { from = word }
  end
end
words.today = source "today"
words.now = source "now"
words.actor = source "actor"
words.decider = source "decider"

-- Forms and modules

function words.optional(field)
  check_text("optional", "the name of a field as text", 'optional "note"', field)
  return make { optional = field }
end

words.use = host.use

return words
