-- The words of the plain form (workflows/README.md): a workflow as steps with a holder, a date, what happens when it is late, and choices. Each
-- workflow that is written so becomes the chart form of engine/chart/DEFINITION.md, which alone is checked and run. They stand apart from the other
-- words, because words are part of a definition's hash (V1): only a definition that uses one of these has them in it.

local host, parts = ...
local say, choice, step, base, ask, returned = parts.say, parts.choice, parts.step, parts.base, parts.ask, parts.returned
local words = {}

local items = {} -- from what `step "x" { .. }` gave back to { kind, name, body }
local forms = {} -- from an expanded workflow to what its author wrote

-- ---- members that are not steps

local function start_of(form, t, key)
  local start = t[key]
  if type(start) ~= "table" then
    say.mistake(form, t, key, "`start` must be a table, such as `{ by = \"manager\", must_give = { \"text\" } }`, not %s.", say.kind(start))
    return
  end
  start = say.members(form, start, { "by", "must_give", "may_give", "form" }, "`start`", 0)
  local made = { by = say.roles(form, start, "by"), form = start.form or choice.form(form, start) }
  host.place(made, nil, t, key)
  host.place(made, "by", start, "by")
  host.place(made, "form", start, start.form ~= nil and "form" or start.must_give ~= nil and "must_give" or "may_give")
  return made
end

-- Posts of the agency that is asked are for its answer alone; where the asking itself is wrong they are no second mistake.
local function roles_of(form, roles)
  if not (form.asking or #form.mistakes > 0) or type(roles) ~= "table" or form.fields.agency then return roles end
  local kept = {}
  for _, name in ipairs(say.keys(roles)) do
    if not (type(roles[name]) == "table" and roles[name].of == "agency") then
      kept[name] = roles[name]
      host.place(kept, name, roles, name)
    end
  end
  return kept
end

local function member_put(form, out, key)
  local member = form.members[key]
  if not member then return end
  local value = member.t[member.key]
  if key == "start" then value = start_of(form, member.t, member.key) end
  if key == "roles" then value = roles_of(form, value) end
  out[key] = value
  host.place(out, key, member.t, member.key)
end

-- The author's fields, then those that the form made.
local function fields_put(form, out)
  local own = {}
  for _, name in ipairs(form.own_order) do
    if not form.fields[name] then
      own[name] = form.own[name]
      host.place(own, name)
    end
  end
  if next(own) == nil then return end
  out.fields = base.merge(form.fields, own)
  host.place(out.fields, nil, form.t)
  host.place(out, "fields")
end

local function list_put(form, out)
  if not form.keeps_due then return end
  local list = type(out.list) == "table" and base.merge(out.list, {}) or not out.list and {} or nil
  if not list or list.due then return end
  list.due = "due"
  host.place(list, "due")
  out.list = list
end

-- What is late where a step's date is not kept in `due`: its own rule says so, while it is that step. A meeting that comes is never past.
local function late_steps(form)
  local rows = {}
  for _, one in ipairs(form.steps) do
    local rule = not one.keeps_due and one.due
    local field = rule and parts.due.anchor(rule)
    local is_known = rule and parts.due.is_plain(rule) and (not field or form.fields[field] or form.own[field]) -- else it is told where the step stands
    if is_known and not one.closed and not (form.colours_due and rule == "end of due") then
      rows[#rows + 1] = { op = "all", of = { { op = "in_state", state = one.name }, { op = "past", rule = rule } }, label = "its date has passed" }
    end
  end
  return rows
end

local function closed_steps(form)
  local rows = {}
  for _, one in ipairs(form.steps) do
    if one.closed then rows[#rows + 1] = { op = "in_state", state = one.name } end
  end
  return rows
end

-- Colours where the author says none: closed, late, late soon. What is late is never green.
local function rag_put(form, out)
  if out.rag ~= nil or #form.mistakes > 0 then return end
  local due_field = form.fields.due
  form.colours_due = form.keeps_due or (type(due_field) == "table" and due_field.type == "date")
  local late, closed = late_steps(form), closed_steps(form)
  if not form.colours_due and #late == 0 then return end
  out.rag = {}
  if #closed > 0 then out.rag[1] = { "blue", { op = "any", of = closed, label = "it is closed" } } end
  for _, one in ipairs(late) do out.rag[#out.rag + 1] = { "red", one } end
  if form.colours_due then
    out.rag[#out.rag + 1] = { "red", { op = "past", rule = "end of due", label = "the due date has passed" } }
    out.rag[#out.rag + 1] = { "amber", { op = "past", rule = "5 working days before due", label = "due within 5 working days" } }
  end
  host.place(out, "rag")
end

-- ---- who would approve what is their own

local function title_of(form, role)
  local roles = form.members.roles and form.members.roles.t[form.members.roles.key]
  local body = type(roles) == "table" and roles[role]
  return type(body) == "table" and type(body.title) == "string" and body.title or role
end

local function list_of(value) return type(value) == "table" and value or { value } end

-- Who led into a step by a choice of their own, and what that is called.
local function came_by(form, name)
  local roles = {}
  for _, one in ipairs(form.steps) do
    for _, row in ipairs(one.choices or {}) do
      if row.to == name and one.name ~= name then
        for _, role in ipairs(list_of(row.row.by)) do roles[role] = row.name end
      end
    end
  end
  return roles
end

local function keeps_apart(value)
  if type(value) ~= "table" then return false end
  if value.op == "not_the_same" or value.op == "decided_by_other" then return true end
  for _, part in pairs(value) do
    if type(part) == "table" and keeps_apart(part) then return true end
  end
  return false
end

local function is_person(form, role)
  local roles = form.members.roles and form.members.roles.t[form.members.roles.key]
  local body = type(roles) == "table" and roles[role]
  return type(body) == "table" and body.person_in ~= nil
end

local function approvals_check(form)
  for _, one in ipairs(form.steps) do
    local came = came_by(form, one.name)
    for _, row in ipairs(one.choices or {}) do
      for _, role in ipairs(list_of(row.row.decided_by)) do
        local owns = came[role] or (one.body.holder == role and is_person(form, role))
        if owns and row.row.automatic == nil and not keeps_apart(row.row.only_if) then
          say.mistake(form, row.row, "decided_by", "%s would approve its own work: let somebody else decide `%s`, or %s.", title_of(form, role), row.label,
            came[role] and ("say `only_if = decided_by_other \"%s\"`, so that it is not the same person"):format(came[role])
            or ("where it is theirs alone to choose write `by = \"%s\"` instead of `decided_by`"):format(role))
        end
      end
    end
  end
end

-- ---- the whole

local function states_put(form, out)
  local ladders = {}
  out.states = {}
  for _, one in ipairs(form.steps) do
    host.place(out.states, one.name, one.at, one.key)
    out.states[one.name] = step.expand(form, one, ladders)
  end
  host.place(out, "states", form.t)
  if next(ladders) == nil then return end
  out.ladders = type(out.ladders) == "table" and base.merge(out.ladders, ladders) or ladders
  host.place(out, "ladders", form.t)
end

local function text_of(form, key, otherwise)
  local member = form.members[key]
  local value = member and member.t[member.key]
  return type(value) == "string" and value or otherwise
end

-- What is asked of any workflow before its steps are looked at.
local function begin(form)
  local fields, version = form.members.fields, form.members.version
  form.fields = fields and type(fields.t[fields.key]) == "table" and fields.t[fields.key] or {}
  form.ladders = form.members.ladders and form.members.ladders.t[form.members.ladders.key]
  form.name, form.title, form.noun = text_of(form, "name", "workflow"), text_of(form, "title", "Workflow"), text_of(form, "noun", "item")
  form.notice, form.ref, form.version = text_of(form, "notice"), text_of(form, "ref"), version and version.t[version.key]
  for _, one in ipairs(form.steps) do step.read(form, one) end
end

local expand

local function item(kind, name, body)
  local made = {}
  items[made] = { kind = kind, name = name, body = body }
  return made
end

-- The workflows by which those who are asked answer.
local function returns_of(form)
  local list = {}
  for _, one in ipairs(form.steps) do
    if one.ask then
      list[#list + 1] = returned.hears(expand(base.read(returned.plain(form, one, item), items)))
      host.place(list, #list, one.body, "ask")
    end
  end
  return #list > 0 and list or nil
end

function expand(form)
  local out = {}
  begin(form)
  host.place(out, nil, form.t)
  for _, key in ipairs(base.members) do member_put(form, out, key) end
  if #form.steps > 0 then
    out.initial = form.names[1]
    states_put(form, out)
    approvals_check(form)
  end
  if #form.mistakes > 0 then ask.usual_fields(form) end
  fields_put(form, out)
  list_put(form, out)
  rag_put(form, out)
  out.plain_form = { mistakes = form.mistakes, returns = returns_of(form) }
  forms[out] = form
  return host.keep(out)
end

local function check_name(word, name)
  if type(name) == "string" and name ~= "" then return name end
  host.fail(("`%s` wants the name of a step first, like %s \"spotted\" { ... }; it was given %s."):format(word, word, say.kind(name)))
end

local function check_body(word, name, body)
  if type(body) == "table" then return body end
  host.fail(("`%s \"%s\"` wants what it says in curly brackets, like %s \"%s\" { title = \"Spotted\", ... }; it was given %s."):format(word, name, word, name,
    say.kind(body)))
end

local function worded(word)
  return function(name)
    check_name(word, name)
    local function with(body) return host.keep(item(word, name, check_body(word, name, body))) end
    items[with] = { kind = word, name = name }
    return with
  end
end
for _, word in ipairs { "step", "replace", "change" } do words[word] = worded(word) end

function words.remove(name)
  return host.keep(item("remove", check_name("remove", name), {}))
end

function words.anywhere(body)
  if type(body) ~= "table" then host.fail("`anywhere` wants its choices in curly brackets, like anywhere { choices = { ... } }.") end
  return host.keep(item("anywhere", "anywhere", body))
end

function words.workflow(t)
  if type(t) ~= "table" then host.fail("`workflow` wants what it says in curly brackets: workflow { name = \"...\", step \"spotted\" { ... } }.") end
  return expand(base.read(t, items))
end

function words.based_on(name)
  local from = forms[host.base(name)]
  if not from then host.fail(("`%s` is not written in steps and choices, so nothing can be based on it; begin with another, "
    .. "or copy its file under a new name and change the copy.")
    :format(tostring(name))) end
  return function(t)
    if type(t) ~= "table" then host.fail(("`based_on \"%s\"` wants what is different in curly brackets."):format(name)) end
    return expand(base.read(t, items, from))
  end
end

function words.in_step(name)
  if type(name) ~= "string" or name == "" then
    host.fail(("`in_step` wants the name of a step as text, like in_step \"spotted\"; it was given %s."):format(say.kind(name)))
  end
  return host.mark { op = "in_state", state = name }
end

words.agencies, words.form = ask.agencies, ask.form

return words
