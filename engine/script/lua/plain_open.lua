-- What a choice opens: one item of another workflow, or one for each entry of a list, `for_each = "gap", open = "review-action"`.

local host, parts = ...
local say, due = parts.say, parts.due
local open = {}

-- What the shipped actions have fields for, and this workflow may have too: it goes along where the author does not say otherwise. `known_by` is their
-- field for the item that they come from.
local actions = { fields = { theme = "text", plan_indicator = "list", lead_agency = "agency" }, known_by = "review" }
local shipped = { ["review-action"] = actions, ["monitoring-action"] = actions, challenge = { fields = {}, known_by = "about_ref" } }

local function goes_along(form, workflow, with)
  for name, kind in pairs(shipped[workflow] and shipped[workflow].fields or {}) do
    local field = form.fields[name]
    if type(field) == "table" and field.type == kind then with[name] = { from = "field", name = name } end
  end
  return with
end

local function with_of(form, row, workflow, is_each)
  local with = say.table(form, row, "with", "{ text = from_field \"theme\" }")
  if with then return with, row, "with" end
  if row.with ~= nil or not is_each then return {}, row, "open" end
  return goes_along(form, workflow, { text = { from = "entry" } }), row, "for_each"
end

local function has_field(list, name)
  for _, one in ipairs(list or {}) do
    if one == name or (type(one) == "table" and one.optional == name) then return true end
  end
  return false
end

-- The list that is opened for is asked for where the author does not ask for it.
local function ask_for(form, row, made, field, words)
  if form.fields[field] == nil then due.own_field(form, field, "list", say.capital((words:gsub("[_-]", " ")))) end
  if row.automatic ~= nil or has_field(made.form, field) then return end
  local list = {}
  for place, one in ipairs(made.form or {}) do list[place] = one end
  list[#list + 1] = field
  host.place(list, #list, row, "for_each")
  made.form = list
end

-- The field by which what is opened knows this item.
local function known_by(form, row, workflow)
  if row.known_by ~= nil then return say.text(form, row, "known_by") end
  return shipped[workflow] and shipped[workflow].known_by or nil
end

function open.add(form, row, made)
  local workflow = say.text(form, row, "open")
  local field = say.text(form, row, "for_each")
  if row.for_each ~= nil and row.open == nil then
    say.mistake(form, row, "for_each", "`for_each` says for what an item is opened each time; say which with `open = \"review-action\"`.")
  elseif row.with ~= nil and row.open == nil then
    say.mistake(form, row, "with", "`with` says what an item that is opened begins with; say which with `open = \"review-action\"`.")
  end
  if row.known_by ~= nil and row.open == nil then
    say.mistake(form, row, "known_by", "`known_by` says in which field an item that is opened names this one; say which with `open = \"review-action\"`.")
  end
  if not workflow or (row.for_each ~= nil and not field) then return end
  local words = field
  if field and form.fields[field] == nil and not field:find("^%l[%l%d_-]*$") then field = say.name(field) end
  if field == "" then
    say.mistake(form, row, "for_each", "`%s` has no letters that a list could be named by.", words)
    return
  end
  local with, t, key = with_of(form, row, workflow, field ~= nil)
  local action = { ["do"] = field and "open_each" or "open", workflow = workflow, field = field, fields = with, ref_in = known_by(form, row, workflow) }
  host.place(action, "workflow", row, "open")
  if field then host.place(action, "field", row, "for_each") end
  host.place(action, "fields", t, key)
  if field then ask_for(form, row, made, field, words) end
  action.into = "opened" -- so that the page names them, and `all_closed "opened"` can be asked
  if form.fields.opened == nil then due.own_field(form, "opened", "list", "Opened") end
  made.actions[#made.actions + 1] = action
  host.place(made.actions, #made.actions, row, "open")
end

return open
