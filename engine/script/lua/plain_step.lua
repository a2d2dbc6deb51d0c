-- A step of the plain form, and what it comes to: whose turn it is, by when, what happens when it begins, and the choices that lead on.

local host, parts = ...
local say, due, choice = parts.say, parts.due, parts.choice
local step = {}

step.members = { "title", "holder", "due", "if_late", "choices", "tells", "does", "closed", "tags" }

-- Does anything in a step count from when it was asked?
local function asks(body)
  if type(body.due) == "string" and (due.is_span(body.due) or due.hangs_on(body.due, "asked")) then return true end
  for _, row in pairs(type(body.choices) == "table" and body.choices or {}) do
    local rule = type(row) == "table" and row.automatic
    if type(rule) == "string" and (due.is_span(rule) or due.hangs_on(rule, "asked")) then return true end
  end
  return false
end

-- What is known of a step before any of them is looked at whole.
function step.read(form, one)
  local body = say.members(form, one.body, form.step_members or step.members, "a step", 0)
  one.body = body
  one.title = type(body.title) == "string" and body.title or say.capital((one.name:gsub("[_-]", " ")))
  one.closed = body.closed == true
  if asks(body) then
    form.asks = true
    due.own_field(form, "asked", "date", "Asked on")
  end
  due.read(form, one)
  parts.ask.read(form, one)
end

local function tags(form, one, state)
  local list = {}
  if type(one.body.tags) == "table" then
    for place, tag in ipairs(one.body.tags) do list[place] = tag end
  elseif one.body.tags ~= nil then
    say.mistake(form, one.body, "tags", "`tags` must be a list of texts, not %s.", say.kind(one.body.tags))
  end
  if say.flag(form, one.body, "closed") and not say.has(list, "closed") then list[#list + 1] = "closed" end
  if #list == 0 then return end
  state.tags = list
  host.place(list, nil, one.body, one.body.tags ~= nil and "tags" or "closed")
  host.place(state, "tags", one.body, one.body.tags ~= nil and "tags" or "closed")
end

local function entry(form, one, state)
  local actions = {}
  due.entry(form, one, actions)
  say.actions(form, one.body, "does", actions)
  choice.tells(form, one.body, "tells", ("it is now at this step: %s"):format(one.title), actions)
  if #actions == 0 then return end
  state.entry = actions
  host.place(actions, nil, one.at, one.key)
  host.place(state, "entry", one.at, one.key)
end

local function choices_of(form, one, state, t, key)
  local made = {}
  local list = t[key]
  if list == nil then return made end
  list = say.table(form, t, key, "{ { \"Accept it\", by = \"chair\", go_to = \"accepted\" } }")
  if not list then return made end
  if type(list[1]) == "string" then
    say.mistake(form, t, key, "`choices` is a list of choices: put this one into brackets of its own, `choices = { { \"%s\", ... } }`.", list[1])
    return made
  end
  if list[1] == nil and next(list) ~= nil then
    say.mistake(form, t, key, "`choices` is a list of choices, such as `{ { \"Accept it\", by = \"chair\", go_to = \"accepted\" } }`.")
    return made
  end
  for place in pairs(list) do
    if type(place) ~= "number" then
      say.mistake(form, list, place, "`%s` cannot stand in `choices`, which is a list: `{ { \"Accept it\", by = \"chair\", go_to = \"accepted\" } }`.",
        tostring(place))
    else
      made[#made + 1] = choice.add(form, one, list, place, state)
    end
  end
  return made
end

-- Choices of every open step, but of those that they except.
local function anywhere(form, one, state, made)
  for _, part in ipairs(form.anywhere) do
    if not one.closed and not say.has(part.except, one.name) then
      for _, row in ipairs(choices_of(form, one, state, part.body, "choices")) do made[#made + 1] = row end
    end
  end
end

local function leads_on(one, made)
  for _, row in ipairs(made) do
    if row.to and row.to ~= one.name then return true end
  end
  return false
end

-- The state that a step comes to; its ladders join `ladders`.
function step.expand(form, one, ladders)
  local state = {}
  host.place(state, nil, one.at, one.key)
  state.title = say.text(form, one.body, "title") or one.title
  host.place(state, "title", one.body, "title")
  state.holder = say.text(form, one.body, "holder")
  host.place(state, "holder", one.body, "holder")
  if one.due then state.due = one.late_by end
  host.place(state, "due", one.body, "due")
  tags(form, one, state)
  entry(form, one, state)
  if one.body.ask == nil and one.body.questions == nil then due.if_late(form, one, state, ladders) end -- else it is each answer that is late
  form.in_asking = one.ask ~= nil
  one.choices = choices_of(form, one, state, one.body, "choices")
  anywhere(form, one, state, one.choices)
  parts.ask.step(form, one, state)
  if #form.mistakes == 0 and not one.closed and not leads_on(one, one.choices) then
    say.mistake(form, one.at, one.key, "Nobody can leave the step `%s`: give it a choice that goes to another step, or write `closed = true`.", one.name)
  end
  return state
end

return step
