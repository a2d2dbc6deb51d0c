-- By when a step is to be done, and what happens while it is late: `due` and `if_late` of the plain form.
--
-- A step that is due some days after it was asked keeps its date in the field `due`: so a list shows it, an extension moves it, and what happens
-- when it is late counts from it. A step that is due by another date or by a meeting counts from that, which may still move.

local host, parts = ...
local say = parts.say
local due = {}

local function own_field(form, name, kind, label)
  if form.own[name] then return end
  form.own[name] = { type = kind, label = label }
  form.own_order[#form.own_order + 1] = name
end
due.own_field = own_field

function due.hangs_on(rule, field)
  return rule == field or rule:find("%f[%w_]" .. field .. "%f[^%w_]") ~= nil
end

-- "10 working days": from when the step was asked. More words than a unit has are no span.
function due.is_span(rule)
  return rule:find("^%s*%d+%s+%a+%s*%a*%s*$") ~= nil and not (rule:find("%safter") or rule:find("%sbefore") or rule:find("%sfrom"))
end

-- Hours and minutes run from the very moment, which a date does not hold.
local function is_short(rule)
  return rule:find("^%s*%d+%s+hours?%s+after%s+asked%s*$") or rule:find("^%s*%d+%s+minutes?%s+after%s+asked%s*$")
end

-- A day that stands still belongs in a field; a rule counts from something.
local months = "jan feb mar apr may jun jul aug sep oct nov dec"
local function is_fixed(rule)
  local month = rule:match("^%s*%d+%a*%s+(%a%a%a)%a*%s+%d%d%d%d%s*$")
  return rule:find("%d%d%d%d%-%d%d?%-%d%d?") ~= nil or rule:find("^%s*%d+/%d+/%d+%s*$") ~= nil or (month and months:find(month:lower(), 1, true)) ~= nil
end

-- The field that a rule counts from; nil for none, or for what the form keeps by itself.
function due.anchor(rule)
  local field = rule:match("%f[%w_]after%s+([%l_][%w_]*)%s*$") or rule:match("%f[%w_]before%s+([%l_][%w_]*)%s*$") or rule:match("^%s*end of ([%l_][%w_]*)%s*$")
  return field ~= "asked" and field ~= "due" and field or nil
end

local units = { ["working day"] = true, ["calendar day"] = true, week = true, month = true, hour = true, minute = true }

-- Does it begin with so many of something that can be counted?
function due.is_counted(rule)
  local counted = "^%s*%d+%s+(%l+%s?%l-)%s"
  local unit = rule:match(counted .. "+after%f[%W]") or rule:match(counted .. "+before%f[%W]") or rule:match(counted .. "*$")
  return unit ~= nil and units[(unit:gsub("s$", ""))] == true
end

-- Is it said in the usual way: so many days after or before something, or its end?
function due.is_plain(rule)
  local unit = rule:match("^%s*%d+%s+(%l+%s?%l-)s?%s+%l+%s+[%l_][%w_]*%s*$")
  return (unit ~= nil and units[(unit:gsub("s$", ""))] == true) or rule:find("^%s*end of [%l_][%w_]*%s*$") ~= nil
end

local kinds = { text = "text", list = "a list", whole = "a number", yesno = "yes or no", choice = "a choice", person = "a person", agency = "an agency" }

-- Is it a rule that can be counted? Tells the mistake in the author's terms where it is not.
function due.counts(form, t, key, rule)
  local name = due.anchor(rule)
  local field = name and form.fields[name]
  local kind = type(field) == "table" and field.type
  if is_fixed(rule) then
    say.mistake(form, t, key, "`%s` is a fixed day, which no rule can count: ask for it in a field of dates, such as `answer_by`, and write "
      .. "`\"end of answer_by\"`.", rule)
  elseif kind and kinds[kind] then
    say.mistake(form, t, key, "`%s` is %s and not a date, so nothing can be counted from it; give it `type = \"date\"`, or count from another field.", name,
      kinds[kind])
  elseif kind == "date" and rule:find("^%s*%d+%s+hours?%s") and rule:find("%f[%w_]after%f[^%w_]") then
    local hours = tonumber(rule:match("%d+"))
    say.mistake(form, t, key, "`%s` is a day and has no time, so hours from it would run to the end of the last day: write "
      .. "`\"%d calendar day%s after %s\"`, or "
      .. "`\"%d hours after asked\"`, which counts from the moment that the step begins.", name, math.max(1, math.ceil(hours / 24)),
      hours > 24 and "s" or "", name, hours)
  else
    return true
  end
  return false
end

local function sets_due(value)
  if value["do"] == "set" and value.field == "due" then return true end
  for _, part in pairs(value) do
    if type(part) == "table" and sets_due(part) then return true end
  end
  return false
end

-- Does the author put a date into `due`: in a field of that name, or by an action of a step or a choice?
local function has_own_due(form)
  if form.fields.due then return true end
  for _, one in ipairs(form.steps) do
    if sets_due(one.body) then return true end
  end
  return false
end

-- The date that the form keeps of a step is no date that the step could count from: it would be empty for ever.
local function from_itself(form, step, rule)
  if not due.hangs_on(rule, "due") or has_own_due(form) then return false end
  local span = rule:match("^%s*(%d+%s+[%a ]-)%s+after%s+due%s*$") or "10 working days"
  say.mistake(form, step.body, "due", "`due` is the date of the step itself, so it cannot be counted from: write `\"%s after asked\"`, which counts from when "
    .. "the step begins, or count from a field of dates, such as `\"%s after received_on\"`.", span, span)
  return true
end

-- What is kept of a step's `due`: the rule that it is late by, and whether its date is kept in `due`.
function due.read(form, step)
  local rule = say.text(form, step.body, "due", "10 working days after asked")
  if not rule then return end
  if from_itself(form, step, rule) or not due.counts(form, step.body, "due", rule) then
    step.due_is_wrong = true
    return
  end
  if due.is_span(rule) then rule = rule .. " after asked" end
  step.due = rule
  if is_short(rule) then
    step.late_by = rule:gsub("%s+after%s+asked%s*$", "")
  elseif due.hangs_on(rule, "asked") then
    step.keeps_due, step.late_by = true, "end of due"
    form.keeps_due = true
    own_field(form, "asked", "date", "Asked on")
    own_field(form, "due", "date", "Due")
  else
    step.late_by = rule
  end
end

-- A week is seven calendar days, whatever is done in it.
local function counted(count, unit)
  unit = unit:gsub("s$", "")
  if unit == "week" then return tonumber(count) * 7, "calendar day" end
  return tonumber(count), unit
end

-- "3 months" and "1 month" make "4 months"; nil where days of two kinds meet, or nothing would be left.
local function together(due_count, due_unit, count, unit, way)
  local whole, part = due_unit, unit
  if whole:gsub("s$", "") ~= part:gsub("s$", "") then
    due_count, whole = counted(due_count, due_unit)
    count, part = counted(count, unit)
  end
  if whole:gsub("s$", "") ~= part:gsub("s$", "") or (way ~= "after" and way ~= "before") then return nil end
  local total = way == "after" and tonumber(due_count) + tonumber(count) or tonumber(due_count) - tonumber(count)
  if total < 1 then return nil end
  local word = whole:gsub("s$", "")
  return ("%d %s%s"):format(total, word, total == 1 and "" or "s")
end

-- `after due` in the terms of a step whose date is not kept in `due`; nil when it cannot be said so.
local function in_terms_of(step, rule)
  local count, unit, way = rule:match("^%s*(%d+)%s+([%a ]-)%s+(%a+)%s+due%s*$")
  local due_count, due_unit, rest = step.late_by:match("^%s*(%d+)%s+([%a ]-)%s*(after%s+.-)%s*$")
  if not due_count then due_count, due_unit, rest = step.late_by:match("^%s*(%d+)%s+(%a+)()%s*$") end
  local field = step.late_by:match("^%s*end of ([%w_]+)%s*$") or step.late_by:match("^%s*on ([%w_]+)%s*$")
  local meeting = step.late_by:match("^%s*(the %w+ meeting of [%w_-]+)%s*$")
  if count and (field or meeting) then return ("%s %s %s %s"):format(count, unit, way, field or meeting) end
  local total = count and due_count and together(due_count, due_unit, count, unit, way)
  if total then return type(rest) == "string" and total .. " " .. rest or total end
end

-- A date of the step's own, from which anything can count.
local function way_round(form, step, rule)
  local name = "wanted_by"
  while form.fields[name] or form.own[name] do name = name .. "_" .. step.name end
  return ("This step is due \"%s\", to which `%s` cannot be added. Keep the day in a field: declare `%s = { type = \"date\" }` in `fields`, and write here "
    .. "`does = { set(\"%s\", date_of \"%s\") }, due = \"end of %s\"`."):format(step.due, rule, name, name, step.due, name)
end

local function rung_rule(form, step, rung)
  local rule = rung[1]
  if type(rule) == "string" and not due.counts(form, rung, 1, rule) then return end
  if type(rule) ~= "string" then
    say.mistake(form, rung, nil, "This row of `if_late` does not begin with when it comes, such as `\"1 working day after due\"`.")
    return
  end
  if step.keeps_due or not due.hangs_on(rule, "due") then return rule end
  if step.due_is_wrong then return end -- one slip, told once
  if not step.due and not form.fields.due then
    say.mistake(form, rung, 1, "The step `%s` has no `due`, so nothing can come after it; give it one, such as `due = \"10 working days after asked\"`.",
      step.name)
    return
  end
  if not step.due or due.hangs_on(step.due, "due") then return rule end
  local said = in_terms_of(step, rule)
  if said then return said end
  local unit = due.is_counted(step.due) and due.is_counted(rule) and step.due:match("^%s*%d+%s+(%a+)")
  if not unit then return rule end -- one of the two is wrong, which is told where it stands
  local short = unit:find("^hours?$") and "24 hours" or unit:find("^minutes?$") and "60 minutes"
  local in_short = short and ("This step is due \"%s\", so what comes after it counts in %s too: write `\"%s after due\"`.")
    :format(step.due, short:match("%a+"), short)
  say.mistake(form, rung, 1, "%s", in_short or way_round(form, step, rule))
end

-- "1 working day after due": "it was due 1 working day ago".
local function rung_text(form, step, rule)
  local count, unit, way = rule:match("^%s*(%d+)%s+([%a ]-)%s+(%a+)%s+due%s*$")
  local when = count and (way == "before" and ("it is due in %s %s"):format(count, unit) or ("it was due %s %s ago"):format(count, unit)) or "it has a deadline"
  return ("%s: %s, please look at this %s"):format(step.title, when, form.noun)
end

local rung_members = { "tell", "open", "urgent", "text", "name", "raise", "instead", "with" }

-- `open = "challenge", with = { text = from_field "theme" }`: a rung alone opens an item that is empty, so this one raises an event, and that opens it.
local function opens_with(form, step, row, made)
  if row.with == nil then return end
  local with = say.table(form, row, "with", "{ text = from_field \"theme\" }")
  if not row.open or row.raise then
    say.mistake(form, row, "with", "`with` says what an item that is opened begins with; it goes with `open = \"challenge\"`, and not with `raise`.")
  end
  if not with or not row.open or row.raise then return end
  local action = { ["do"] = "open", workflow = row.open, fields = with }
  host.place(action, "workflow", row, "open")
  host.place(action, "fields", row, "with")
  step.late_opens = step.late_opens or {}
  made.open, made.raise = nil, "late_" .. say.name(row[1])
  if step.late_opens[made.raise] then made.raise = made.raise .. "_" .. #step.late_opens + 1 end
  step.late_opens[made.raise] = true
  host.place(made, "raise", row, "open")
  step.late_opens[#step.late_opens + 1] = { event = made.raise, action = action, row = row }
end

local function late_opens(step, state)
  for _, one in ipairs(step.late_opens or {}) do
    state.on = state.on or {}
    state.on[one.event] = { label = "Late", actions = { one.action } }
    host.place(state.on, one.event, one.row, "open")
  end
end

-- One row of `if_late`.
local function rung(form, step, row)
  local made = {}
  row = say.members(form, row, rung_members, "a row of `if_late`", 1)
  local rule = rung_rule(form, step, row)
  if not rule then return end
  made[1] = rule
  host.place(made, nil, row)
  host.place(made, 1, row, 1)
  for _, key in ipairs(rung_members) do
    made[key] = row[key]
    if row[key] ~= nil then host.place(made, key, row, key) end
  end
  made.tell = say.roles(form, row, "tell")
  if not made.tell and not row.open and not row.raise and row.tell == nil then
    say.mistake(form, row, nil, "This row of `if_late` tells nobody: give it `tell = \"manager\"`.")
    return
  end
  made.text = say.text(form, row, "text") or not row.instead and rung_text(form, step, row[1]) or nil
  made.with = nil
  opens_with(form, step, row, made)
  return made
end

local function rungs(form, step, rows)
  local made = {}
  for key, row in pairs(rows) do
    if type(key) ~= "number" then
      say.mistake(form, rows, key, "`%s` cannot stand in `if_late`, which is a list: `{ { \"1 working day after due\", tell = \"manager\" } }`.", key)
    elseif type(row) ~= "table" then
      say.mistake(form, rows, key, "A row of `if_late` is a table, such as `{ \"1 working day after due\", tell = \"manager\" }`, not %s.", say.kind(row))
      return
    else
      local one = rung(form, step, row)
      if one then
        made[#made + 1] = one
        host.place(made, #made, rows, key)
      end
    end
  end
  return made
end

-- The ladder of a step: the name of one that the workflow declares, or its own rows.
function due.if_late(form, step, state, ladders)
  local rows = step.body.if_late
  if rows == nil then return end
  if type(rows) == "string" then
    if type(form.ladders) ~= "table" or form.ladders[rows] == nil then
      say.mistake(form, step.body, "if_late", "`if_late` names `%s`, and nothing of that name stands in `ladders` of this workflow; write its rows "
        .. "here: `if_late = { { \"1 working day after due\", tell = \"manager\" } }`.", rows)
      return
    end
    state.ladder = rows
    host.place(state, "ladder", step.body, "if_late")
    return
  end
  rows = say.table(form, step.body, "if_late", "{ { \"1 working day after due\", tell = \"manager\" } }")
  local made = rows and rungs(form, step, rows)
  if not made or #made == 0 then return end
  local name = step.name .. "-late"
  ladders[name] = made
  host.place(ladders, name, step.body, "if_late")
  state.ladder = name
  host.place(state, "ladder", step.body, "if_late")
  late_opens(step, state)
end

-- What is set when a step is entered, so that the field `due` is always that of the step that is.
function due.entry(form, step, out)
  local rule = { ["do"] = "set", field = "due" }
  if form.asks and not step.closed then out[#out + 1] = { ["do"] = "set", field = "asked", value = { from = "today" } } end
  if not form.keeps_due or (step.due and not step.keeps_due and due.hangs_on(step.due, "due")) then return end
  if step.keeps_due then
    rule.value = { from = "rule", name = step.due }
    host.place(rule.value, "name", step.body, "due")
  end
  out[#out + 1] = rule
end

return due
