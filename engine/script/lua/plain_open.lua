-- What a choice opens: one item of another workflow, or one for each entry of a list, `for_each = "gap", open = "review-action"`.

local host, parts = ...
local say, due = parts.say, parts.due
local open = {}

local function with_of(form, row, is_each)
  local with = say.table(form, row, "with", "{ text = from_field \"theme\" }")
  if with then return with, row, "with" end
  if row.with ~= nil or not is_each then return {}, row, "open" end
  return { text = { from = "entry" } }, row, "for_each"
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

function open.add(form, row, made)
  local workflow = say.text(form, row, "open")
  local field = say.text(form, row, "for_each")
  if row.for_each ~= nil and row.open == nil then
    say.mistake(form, row, "for_each", "`for_each` says for what an item is opened each time; say which with `open = \"review-action\"`.")
  elseif row.with ~= nil and row.open == nil then
    say.mistake(form, row, "with", "`with` says what an item that is opened begins with; say which with `open = \"review-action\"`.")
  end
  if not workflow or (row.for_each ~= nil and not field) then return end
  local words = field
  if field and form.fields[field] == nil and not field:find("^%l[%l%d_-]*$") then field = say.name(field) end
  if field == "" then
    say.mistake(form, row, "for_each", "`%s` has no letters that a list could be named by.", words)
    return
  end
  local with, t, key = with_of(form, row, field ~= nil)
  local action = { ["do"] = field and "open_each" or "open", workflow = workflow, field = field, fields = with }
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
