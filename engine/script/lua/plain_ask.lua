-- Steps that ask many: `ask` says whom, `questions` what. Each party answers on an item of its own, of a workflow that comes of the same file: so who
-- is late is chased there, by the step's `if_late`, and nobody sees another's answer. What every such workflow has (a draft, a return with nothing in
-- it, one that is sent back, exempted or asked again) is here, once.

local host, parts = ...
local say, due, choice, step = parts.say, parts.due, parts.choice, parts.step
local ask = {}

step.members[#step.members + 1] = "ask"
step.members[#step.members + 1] = "questions"

local asked = {} -- from what `agencies { .. }` gave back to { duty }

-- ---- words

function ask.agencies(which)
  local made = {}
  asked[made] = { which = which }
  return host.keep(made)
end

function ask.form(name)
  if type(name) ~= "string" or name == "" then
    host.fail(("`form` wants the name of a list of questions as text, like form \"eight-areas\", which stands in lib/form-eight-areas.lua; it was given %s.")
      :format(say.kind(name)))
  end
  return host.use("form-" .. name)
end

-- ---- whom

-- "with Prevent duty": "Prevent". Nothing: all agencies; false: a mistake was told.
local function duty_of(form, body)
  local which = asked[body.ask].which
  if which == nil or (type(which) == "table" and next(which) == nil) then return nil end
  local text = type(which) == "string" and which or type(which) == "table" and #which == 1 and which[1]
  if type(text) ~= "string" then
    say.mistake(form, body, "ask", "`agencies` wants nothing, for all of them, or one duty: `agencies { \"with Prevent duty\" }`.")
    return false
  end
  return text:match("^%s*with%s+(.-)%s+duty%s*$") or text
end

local function field_of(form, one)
  local value = one.body.ask
  if type(value) == "string" then return value end
  local count = 0
  for _, other in ipairs(form.steps) do count = count + (asked[other.body.ask] and 1 or 0) end
  local field = count > 1 and one.name .. "_parties" or "parties"
  due.own_field(form, field, "parties", "Who is asked")
  return field
end

local function names_them(form, one, state, field)
  if not asked[one.body.ask] then return true end
  local duty = duty_of(form, one.body)
  if duty == false then return false end
  local action = { ["do"] = "name_parties", field = field, duty = duty }
  host.place(action, nil, one.body, "ask")
  state.entry = state.entry or {}
  state.entry[#state.entry + 1] = action
  host.place(state, "entry", one.at, one.key)
  return true
end

-- ---- what

local kinds = { "text", "date", "whole", "choice", "yesno", "list" }
local other_kinds = { number = "whole", integer = "whole", boolean = "yesno", checkbox = "yesno", string = "text", select = "choice", dropdown = "choice" }

local function question(form, list, place, names)
  local row = list[place]
  if type(row) == "string" then row = { row } end
  if type(row) ~= "table" or type(row[1]) ~= "string" or not row[1]:find("%S") then
    say.mistake(form, list, place, "A question is its words, such as `{ \"Is there a plan?\", type = \"yesno\" }`, not %s.", say.kind(list[place]))
    return
  end
  if row ~= list[place] then host.place(row, nil, list, place) end
  row = say.members(form, row, { "type", "options", "least", "most", "hint", "name", "optional", "label" }, "a question", 1)
  local name = say.text(form, row, "name") or say.name(row[1])
  local kind = say.text(form, row, "type") or (row.options and "choice") or "text"
  if not say.has(kinds, kind) then
    local meant = other_kinds[kind]
    say.mistake(form, row, "type", "A question cannot be of type `%s`.%s", kind, meant and (" Did you mean `%s`?"):format(meant) or say.hint(kind, kinds))
    kind = "text"
  end
  if names[name] or name == "" then
    say.mistake(form, row, 1, "`%s` needs a name of its own, such as `name = \"plan_there\"`.", row[1])
    return
  end
  names[name] = true
  local made = { type = kind, label = row[1], options = row.options, least = row.least, most = row.most, hint = row.hint }
  host.place(made, nil, row)
  for _, key in ipairs { "type", "options", "least", "most", "hint" } do host.place(made, key, row, key) end
  host.place(made, "label", row, 1)
  return { name = name, field = made, optional = say.flag(form, row, "optional"), row = row }
end

local function questions_of(form, one)
  local list = one.body.questions
  if type(list) ~= "table" or #list == 0 then
    say.mistake(form, one.body, list ~= nil and "questions" or "ask",
      "A step that asks has `questions`, such as `{ { \"Is there a plan?\", type = \"yesno\" } }`.")
    return nil
  end
  local made, names = {}, { about = true, agency = true, asked_by = true, due = true, reason = true }
  for place in pairs(list) do
    if type(place) == "number" then
      made[#made + 1] = question(form, list, place, names)
    else
      say.mistake(form, list, place, "`%s` cannot stand in `questions`, which is a list.", tostring(place))
    end
  end
  return made
end

-- ---- the step that asks

-- The first field of text is what an item is called by, unless `list` says another.
local function title_field(form)
  local list = form.members.list and form.members.list.t[form.members.list.key]
  if type(list) == "table" and type(list.title) == "string" then return list.title end
  for _, name in ipairs(say.keys(form.fields)) do
    if type(form.fields[name]) == "table" and form.fields[name].type == "text" then return name end
  end
end

function ask.read(form, one)
  if one.body.ask == nil then
    if one.body.questions ~= nil then
      say.mistake(form, one.body, "questions", "`questions` goes with `ask`, which says who answers them: `ask = agencies()`.")
    end
    return
  end
  if type(one.body.ask) ~= "string" and not asked[one.body.ask] then
    say.mistake(form, one.body, "ask", "`ask` says who is asked: `agencies()`, `agencies { \"with Prevent duty\" }` or a field of parties, not %s.",
      type(one.body.ask) == "function" and "a word without brackets" or say.kind(one.body.ask))
    return
  end
  one.questions = questions_of(form, one)
  if not one.questions then return end
  form.asking = (form.asking or 0) + 1
  one.ask = { field = field_of(form, one), workflow = form.name .. (form.asking > 1 and "-" .. one.name:gsub("_", "-") or "") .. "-return" }
end

-- What is done to one of those who are asked, by whoever holds the step; the author's own choice of that name stands instead.
local managing = {
  { "Ask another", "add_party" }, { "Take one out", "remove_party" }, { "Exempt one", "exempt_party" }, { "Ask one again", "reopen_party" },
}

local function managed(one)
  local list = {}
  for i, row in ipairs(managing) do
    local made = { row[1], by = one.body.holder, does = { { ["do"] = row[2], field = one.ask.field } }, stays = true }
    host.place(made, nil, one.body, "ask")
    for key in pairs(made) do host.place(made, key, one.body, key == "by" and "holder" or "ask") end
    list[i] = made
    host.place(list, i, one.body, "ask")
  end
  return list
end

function ask.step(form, one, state)
  if not one.ask or not names_them(form, one, state, one.ask.field) then return end
  local title = title_field(form)
  local data = { about = title and { from = "field", name = title } or form.title }
  if one.keeps_due then
    data.due = { from = "field", name = "due" }
  elseif one.due then
    data.due = { from = "rule", name = one.due }
    host.place(data.due, "name", one.body, "due")
  end
  local _, carried = parts.sight.of(form, one, parts.returned.keeps_role)
  for _, name in ipairs(carried) do data[name] = { from = "field", name = name } end
  state.invoke = { workflow = one.ask.workflow, for_each = one.ask.field, data = data, party_in = "agency", cycle_in = "asked_by" }
  host.place(state, "invoke", one.body, "ask")
  host.place(state.invoke, "for_each", one.body, "ask")
  if type(one.body.holder) ~= "string" then return end
  local list = managed(one)
  for place, row in ipairs(list) do
    local name = say.name(row[1])
    if not (state.on and state.on[name]) then choice.add(form, one, list, place, state) end
  end
end

-- `automatic = all_returned`: nobody is waited for any more. Nil where it is another condition.
function ask.all(form, one, row)
  local word = all_returned -- luacheck: globals all_returned
  if row.automatic ~= word then return nil end
  if one.ask then return word(one.ask.field) end -- called, so that the definition keeps the words it stands in: functions are run with those alone
  if one.body.ask == nil and one.body.questions == nil then
    say.mistake(form, row, "automatic", "`all_returned` goes with `ask`, and this step asks nobody; give it `ask = agencies()` and `questions`, or "
      .. "write another condition, such as `has \"reason\"`.")
  end
  return false
end

-- Fields that the form makes by itself: where a mistake keeps it from making one, naming that field is no second mistake.
function ask.usual_fields(form)
  for _, row in ipairs { { "asked", "date" }, { "due", "date" }, { "opened", "list" }, { "parties", "parties" } } do
    if form.fields[row[1]] == nil then due.own_field(form, row[1], row[2], say.capital(row[1])) end
  end
end

-- Whoever leads on by hand closes without those who are missing, and says why.
function ask.leaves(one, row, target, made)
  if not one.ask or not target or row.automatic ~= nil then return end
  for place, action in ipairs { { ["do"] = "non_return", field = one.ask.field }, { ["do"] = "signal", field = one.ask.field, event = "closed_without" } } do
    table.insert(made.actions, place, action)
    host.place(made.actions, place, row, "go_to")
  end
end

return ask
