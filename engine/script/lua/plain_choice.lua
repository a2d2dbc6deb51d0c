-- The choices of a step: who may make each, what they must give, what has to be true, what happens and where it leads.

local host, parts = ...
local say, due = parts.say, parts.due
local choice = {}

local members = {
  "by", "decided_by", "recorded_by", "at_meeting", "must_give", "may_give", "only_if", "automatic", "does", "tell", "text", "go_to", "stays", "name",
  "binds", "lapses", "for_each", "open", "with", "known_by",
}
local of_people = { "by", "decided_by", "recorded_by", "at_meeting", "must_give", "may_give", "binds", "lapses" }

-- Single words that people ask for without having declared them; any other may be a field's name misspelt.
local undeclared = { reason = true, note = true }

-- A field's name, or the words of a question: those make a field of their own.
local function asked(form, t, place)
  local value = t[place]
  if type(value) == "table" and value.optional then return value end
  if type(value) ~= "string" or not value:find("%S") then
    say.mistake(form, t, place, "Here the name of a field is needed, such as `\"reason\"`, not %s.", value == "" and "an empty text" or say.kind(value))
    return
  end
  if form.fields[value] or not (value:find("%s") or undeclared[value]) then return value end
  local name = form.in_asking and value:find("^[Rr]eason%f[%W]") and "reason" or say.name(value) -- of those who are missing: it goes to their rows
  if name == "" then
    say.mistake(form, t, place, "`%s` has no letters that a field could be named by; declare a field and name it here.", value)
    return
  end
  if not form.fields[name] then due.own_field(form, name, "text", say.capital(value)) end
  return name
end

local function add_asked(form, t, key, is_optional, out)
  local value = t[key]
  if value == nil then return end
  local list = type(value) == "string" and { value } or value
  if type(list) ~= "table" then
    say.mistake(form, t, key, "`%s` must be a list of fields, such as `{ \"reason\" }`, not %s.", key, say.kind(value))
    return
  end
  for place in pairs(list) do
    local at, at_place = list, place
    if list ~= value then at, at_place = t, key end
    local field
    if type(place) == "number" then
      field = asked(form, at, at_place)
    else
      say.mistake(form, at, at_place, "`%s` cannot stand in `%s`, which is a list: `{ \"reason\" }`.", tostring(place), key)
    end
    if field then
      if is_optional and type(field) == "string" then field = { optional = field } end
      if type(field) == "table" and field ~= at[at_place] then host.place(field, "optional", at, at_place) end
      out[#out + 1] = field
      host.place(out, #out, at, at_place)
    end
  end
end

-- What must and may be given, as the list that is asked for; nil for nothing.
function choice.form(form, t)
  local out = {}
  add_asked(form, t, "must_give", false, out)
  add_asked(form, t, "may_give", true, out)
  return #out > 0 and out or nil
end

local function is_words(value) return type(value) == "string" and value:find("%s") ~= nil end

local function one_telling(form, t, row, usual, out)
  if type(row) ~= "table" or #row == 0 then
    say.mistake(form, t, nil, "Whom to tell is written as `{ \"chair\", \"what is said to them\" }`, not %s.", say.kind(row))
    return
  end
  say.members(form, row, { "urgent" }, "what is told", 2)
  local made = { ["do"] = "tell", roles = say.roles(form, row, 1), urgent = say.flag(form, row, "urgent") }
  made.text = row[2] == nil and usual or say.text(form, row, 2)
  host.place(made, nil, row)
  host.place(made, "roles", row, 1)
  if row[2] ~= nil then host.place(made, "text", row, 2) end
  if made.roles and made.text then out[#out + 1] = made end
end

-- `tell = "chair"`, `{ "chair", "manager" }`, `{ "chair", "a text" }` or `{ { "chair", "a text" }, .. }`.
function choice.tells(form, t, key, usual, out)
  local value = t[key]
  if value == nil then return end
  local said = t.text
  if type(value) == "table" and (type(value[1]) == "table" and not is_words(value[2])) then
    for place, row in pairs(value) do
      if type(place) == "number" then
        one_telling(form, value, row, usual, out)
      else
        say.mistake(form, value, place, "`%s` cannot stand in `%s`, which is a list of whom is told what.", tostring(place), key)
      end
    end
  elseif type(value) == "table" and is_words(value[2]) then
    one_telling(form, t, value, usual, out)
  else
    local roles = say.roles(form, t, key)
    if not roles then return end
    local made = { ["do"] = "tell", roles = roles, text = said == nil and usual or say.text(form, t, "text"), urgent = false }
    host.place(made, "roles", t, key)
    if said ~= nil then host.place(made, "text", t, "text") end
    if made.text then out[#out + 1] = made end
  end
end

local function label_of(form, t, place, row)
  if type(row) ~= "table" then
    say.mistake(form, t, place, "A choice is a table, such as `{ \"Accept it\", by = \"chair\", go_to = \"accepted\" }`, not %s.", say.kind(row))
    return
  end
  if type(row[1]) == "string" and row[1]:find("%S") then return row[1] end
  say.mistake(form, row, row[1] ~= nil and 1 or nil,
    "A choice begins with what stands on its button, such as `{ \"Accept it\", by = \"chair\", go_to = \"accepted\" }`.")
end

-- Where it leads: a step's name; false where it stays, nil where that cannot be told.
local function leads_to(form, row, label)
  local stays = say.flag(form, row, "stays")
  local go_to = say.text(form, row, "go_to")
  if row.go_to ~= nil and stays then
    say.mistake(form, row, "stays", "`%s` cannot both stay and go to another step; keep one of `go_to` and `stays`.", label)
  elseif go_to and not form.by_name[go_to] then
    if not form.has_two then say.mistake(form, row, "go_to", "No step is called `%s`.%s", go_to, say.hint(go_to, form.names)) end
  elseif go_to then
    return go_to
  elseif stays then
    return false
  elseif row.go_to == nil and (row.stays == nil or row.stays == false) then
    say.mistake(form, row, 1, "`%s` leads nowhere: say where with `go_to = \"...\"`, or `stays = true` where the step goes on.", label)
  end
end

local function by_itself(form, step, row, label, target, made)
  for _, key in ipairs(of_people) do
    if row[key] ~= nil then
      say.mistake(form, row, key, "`%s` happens by itself, since it is `automatic`: nobody is there for `%s`; take one of the two out.", label, key)
    end
  end
  if row.only_if ~= nil then say.mistake(form, row, "only_if", "`%s` happens by itself; put its condition into `automatic`.", label) end
  if type(row.automatic) == "string" then
    local rule = say.text(form, row, "automatic")
    if rule and not due.counts(form, row, "automatic", rule) then return end
    return rule and due.is_span(rule) and rule .. " after asked" or rule
  end
  if target == false then
    say.mistake(form, row, row.stays ~= nil and "stays" or 1, "`%s` would happen for ever, since the step stays: say where it leads with `go_to`.", label)
    return
  end
  made.guard = parts.ask.all(form, step, row)
  if made.guard == nil then made.guard = say.condition(form, row, "automatic") end
  host.place(made, "guard", row, "automatic")
  return made.guard
end

local function copied(row, made, keys)
  for _, key in ipairs(keys) do
    made[key] = row[key]
    if row[key] ~= nil then host.place(made, key, row, key) end
  end
end

local function by_people(form, row, label, made)
  made.by, made.decided_by, made.recorded_by = say.roles(form, row, "by"), say.roles(form, row, "decided_by"), say.roles(form, row, "recorded_by")
  made.at_meeting = say.flag(form, row, "at_meeting") or nil
  if row.by == nil and row.decided_by == nil then
    say.mistake(form, row, 1, "Nobody may choose `%s`: say who with `by = \"manager\"`, or whose decision it is with `decided_by`; `automatic` is for what "
      .. "happens by itself.", label)
    return false
  end
  for _, key in ipairs { "by", "decided_by", "recorded_by" } do
    if row[key] ~= nil and not made[key] then return false end
  end
  for _, key in ipairs { "by", "decided_by", "recorded_by", "at_meeting" } do
    if made[key] ~= nil then host.place(made, key, row, key) end
  end
  copied(row, made, { "binds", "lapses" })
  made.form = choice.form(form, row)
  host.place(made, "form", row, row.must_give ~= nil and "must_give" or "may_give")
  if row.only_if ~= nil then made.guard = say.condition(form, row, "only_if") end
  host.place(made, "guard", row, "only_if")
  return true
end

local function named(form, row, label)
  local name = say.text(form, row, "name") or say.name(label)
  if name == "" then
    say.mistake(form, row, 1, "`%s` has no letters to be named by; give it a name too: `name = \"accept\"`.", label)
    return
  end
  return name
end

local function add(t, key, row, at, at_key)
  local list = t[key]
  if not list then
    list = {}
    t[key] = list
    host.place(t, key, at, at_key)
    host.place(list, nil, at, at_key)
  end
  list[#list + 1] = row
  host.place(list, #list, at, at_key)
end

local function table_at(state, key)
  state[key] = state[key] or {}
  return state[key]
end

-- What a choice comes to, put where it belongs in the step's own table: { label, name, to, row } for whoever looks at the whole, nil for a mistake.
function choice.add(form, step, t, place, state)
  local row = t[place]
  local label = label_of(form, t, place, row)
  if not label then return end
  row = say.members(form, row, form.choice_members or members, "a choice", 1)
  local target, made = leads_to(form, row, label), { label = label, actions = {} }
  host.place(made, nil, t, place)
  host.place(made, "label", row, 1)
  if target then made.target = target end
  host.place(made, "target", row, "go_to")
  local name = named(form, row, label)
  local rule
  if row.automatic ~= nil then rule = by_itself(form, step, row, label, target, made) else rule = by_people(form, row, label, made) end
  parts.ask.leaves(step, row, target, made)
  parts.open.add(form, row, made)
  say.actions(form, row, "does", made.actions)
  local to = target and form.by_name[target]
  choice.tells(form, row, "tell", to and ("it is now at this step: %s"):format(to.title) or ("this was done: %s"):format(label), made.actions)
  host.place(made, "actions", row, "does")
  if #made.actions == 0 then made.actions = nil end
  if target == nil or not name or not rule then return end
  if row.automatic == nil then
    add(table_at(state, "on"), name, made, t, place)
  elseif type(rule) == "string" then
    add(table_at(state, "at"), rule, made, row, "automatic")
  else
    add(state, "always", made, t, place)
  end
  return { label = label, name = name, to = target, row = row, at = t, place = place }
end

choice.members = members
return choice
