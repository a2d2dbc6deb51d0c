-- The workflow by which a party answers what a step asks (plain_ask.lua), as its author might have written it: made anew for each step that asks.

local host, parts = ...
local say = parts.say
local returned = {}

-- Roles that mean something on a return too: posts of the board or of the agency that answers, groups, everybody.
function returned.keeps_role(role)
  if type(role) ~= "table" then return false end
  return (role.post ~= nil and (role.of == nil or role.of == "agency")) or role.group ~= nil or role.everyone ~= nil
end

-- Who answers for an agency: the role `agency_lead`, or the first post of the agency that is asked.
local function answerer(roles)
  if type(roles.agency_lead) == "table" then return "agency_lead" end
  for _, name in ipairs(say.keys(roles)) do
    if type(roles[name]) == "table" and roles[name].of == "agency" then return name end
  end
end

local function roles_of(form, one)
  local all = form.members.roles and form.members.roles.t[form.members.roles.key]
  local roles = {}
  for _, name in ipairs(type(all) == "table" and say.keys(all) or {}) do
    if returned.keeps_role(all[name]) then
      local role = all[name]
      if role.not_from ~= nil and role.not_from ~= "agency" then
        role = { title = role.title, post = role.post, of = role.of, group = role.group }
        host.place(role, nil, all, name)
      end
      roles[name] = role
      host.place(roles, name, all, name)
    end
  end
  local answers = answerer(roles)
  if not answers then
    answers = "agency_lead"
    roles.agency_lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" }
    host.place(roles, "agency_lead", one.body, "ask")
  end
  return roles, answers
end

local function fields_of(one)
  local fields = {}
  local usual = {
    { "about", { type = "text", label = "What it is about" } }, { "agency", { type = "agency", label = "Agency" } },
    { "asked_by", { type = "item", label = "Asked by" } }, { "due", { type = "date", label = "Due" } },
  }
  for _, row in ipairs(usual) do
    fields[row[1]] = row[2]
    host.place(fields, row[1])
  end
  for _, one_asked in ipairs(one.questions) do
    fields[one_asked.name] = one_asked.field
    host.place(fields, one_asked.name, one_asked.row, 1)
  end
  return fields
end

local function names(questions, only_needed)
  local list = {}
  for _, one in ipairs(questions) do
    if not (only_needed and one.optional) then list[#list + 1] = one.name end
  end
  return list
end

local function all_answered(questions)
  local conditions = {}
  for i, name in ipairs(names(questions, true)) do conditions[i] = { op = "has", field = name } end
  return #conditions > 0 and conditions or nil
end

-- The step's rows of `if_late`, which count for each answer; nil where one tells somebody whom an answer does not know.
local function late_rows(form, one, roles)
  local rows, all = one.body.if_late, form.members.roles and form.members.roles.t[form.members.roles.key]
  local good = true
  for _, row in pairs(type(rows) == "table" and rows or {}) do
    local tell = type(row) == "table" and row.tell or {}
    for _, role in ipairs(type(tell) == "table" and tell or { tell }) do
      if type(all) == "table" and all[role] ~= nil and roles[role] == nil then
        say.mistake(form, row, "tell",
          "`%s` goes by a field of this %s, which an agency's own answer does not have; tell a post or a group of an answer that is late.",
          tostring(role), form.noun)
        good = false
      end
    end
  end
  return good and rows or nil
end

-- How it comes in, from the step where it is waited for and from where it was closed without.
local function comes_in(one, answers, tell, words)
  return {
    { "Hand it in", by = answers, may_give = names(one.questions), only_if = all_answered(one.questions), go_to = "handed_in", tell = tell,
      text = ("an answer to \"%s\" %s"):format(one.title, words) },
    { "Nothing to return", by = answers, must_give = { "why there is nothing to return" }, go_to = "nothing", tell = tell,
      text = ("an answer to \"%s\" %s: nothing to return"):format(one.title, words) },
  }
end

local function to_answer(one, answers, holder, rows)
  local in_time = comes_in(one, answers, holder, "is in")
  local body = {
    title = "To be answered", holder = answers, due = "end of due", if_late = rows,
    tells = { { answers, ("\"%s\": please answer by the date that is given"):format(one.title) } },
    choices = {
      { "Keep a draft", by = answers, may_give = names(one.questions), stays = true },
      in_time[1], in_time[2],
      { "Add evidence", by = answers, does = { { ["do"] = "attach" } }, stays = true },
    },
  }
  host.place(body, nil, one.at, one.key)
  host.place(body, "if_late", one.body, "if_late")
  return body
end

-- Who sees an answer: its agency and whoever asked at every time, a draft too; whoever then judges it once it is in (P3). Until then they see, as
-- whoever is told that it is late does, that it is asked for and by when.
local function sees(one, answers, holder, judges, roles)
  local always, later, told = { answers, what = "everything" }, {}, {}
  if holder and holder ~= answers then always[2] = holder end
  for _, name in ipairs(say.keys(roles)) do
    if roles[name].of == "agency" and not say.has(always, name) then always[#always + 1] = name end
  end
  for _, name in ipairs(judges) do
    if not say.has(always, name) then later[#later + 1] = name end
  end
  for _, row in pairs(type(one.body.if_late) == "table" and one.body.if_late or {}) do
    local tell = type(row) == "table" and row.tell or {}
    for _, name in ipairs(type(tell) == "table" and tell or { tell }) do
      if roles[name] and not say.has(always, name) and not say.has(told, name) then told[#told + 1] = name end
    end
  end
  for _, name in ipairs(later) do
    if not say.has(told, name) then told[#told + 1] = name end
  end
  local lines = { always }
  local is_in = { op = "any", of = { { op = "in_state", state = "handed_in" }, { op = "in_state", state = "nothing" } }, label = "it is handed in" }
  if #later > 0 then
    later.what, later.when = "everything", is_in
    lines[#lines + 1] = later
  end
  if #told > 0 then
    told.what = { "summary", "agency", "due" }
    lines[#lines + 1] = told
  end
  for _, line in ipairs(lines) do host.place(line, nil, one.body, "ask") end
  return lines
end

-- The workflow in plain form; `item` makes a step of a name and a body.
function returned.plain(form, one, item)
  local roles, answers = roles_of(form, one)
  local readers, carried = parts.sight.of(form, one, returned.keeps_role)
  local fields = fields_of(one)
  parts.sight.put(form, carried, fields, roles)
  local holder = type(one.body.holder) == "string" and one.body.holder or nil
  local back = holder and {
    { "Send it back", by = holder, must_give = { "reason" }, go_to = "to_answer", tell = answers, text = "it was sent back: please look at it again" },
  } or nil
  local late = comes_in(one, answers, holder, "came after it was closed without") -- taken late, and not waited for any more
  local t = {
    name = one.ask.workflow, title = form.title .. ": " .. one.title, noun = "return", version = form.version, notice = form.notice,
    ref = form.ref and form.ref:gsub("^([%a]+)", "%1R", 1) or nil,
    roles = roles, see = sees(one, answers, holder, readers, roles), fields = fields,
    start = { by = holder or answers, must_give = { "agency" }, may_give = { "about", "due" } },
    list = { title = "about", due = "due", lead = "agency" },
    item("step", "to_answer", to_answer(one, answers, holder, late_rows(form, one, roles))),
    item("step", "handed_in", { tags = { "returned" }, closed = true, choices = back }),
    item("step", "nothing", { title = "Nothing to return", tags = { "nil_return" }, closed = true, choices = back }),
    item("step", "not_returned", { title = "Closed without", closed = true, choices = late }),
    item("step", "ended", { title = "Not asked any more", closed = true }),
  }
  host.place(t, nil, one.body, "ask")
  for key in pairs(t) do host.place(t, key, one.body, "ask") end
  host.place(t, "roles", one.body, "ask")
  return t
end

-- What it hears of the step that asked.
local heard = { ["cycle.removed"] = "ended", ["cycle.exempt"] = "ended", ["cycle.reopened"] = "to_answer", ["cycle.closed_without"] = "not_returned" }

function returned.hears(out)
  for _, name in ipairs { "to_answer", "handed_in", "nothing", "not_returned", "ended" } do
    local state = out.states and out.states[name]
    for event, target in pairs(state and heard or {}) do
      if event ~= "cycle.closed_without" or name == "to_answer" then
        state.on = state.on or {}
        state.on[event] = { target = target, label = say.capital((event:gsub("^cycle%.", ""):gsub("_", " "))) }
        host.place(state.on, event)
      end
    end
  end
  return out
end

return returned
