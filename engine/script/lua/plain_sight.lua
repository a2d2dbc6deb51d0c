-- Who sees what an agency answers besides the agency and whoever holds the step that asks: those who then judge it. They hold, or choose in, the steps
-- that the asking leads to. Whoever is named by a field of the item is named on each answer by a field of the same name.

local host, parts = ...
local say = parts.say
local sight = {}

local function roles_table(form)
  local all = form.members.roles and form.members.roles.t[form.members.roles.key]
  return type(all) == "table" and all or {}
end

local function add(list, value)
  for _, role in ipairs(type(value) == "table" and value or { value }) do
    if type(role) == "string" and not say.has(list, role) then list[#list + 1] = role end
  end
end

-- The steps that the choices of this one lead to, each once.
local function next_steps(form, one)
  local names = {}
  for _, row in pairs(type(one.body.choices) == "table" and one.body.choices or {}) do
    if type(row) == "table" then add(names, row.go_to) end
  end
  local steps = {}
  for _, name in ipairs(names) do steps[#steps + 1] = form.by_name[name] end
  return steps
end

local function judges(form, one)
  local list = {}
  for _, step in ipairs(next_steps(form, one)) do
    add(list, step.body.holder)
    for _, row in pairs(type(step.body.choices) == "table" and step.body.choices or {}) do
      if type(row) == "table" then
        add(list, row.by)
        add(list, row.decided_by)
      end
    end
  end
  return list
end

-- The field that names whom a role means; nil where it is no such role, or a question has that name.
local function field_of(form, one, role)
  local name = type(role) == "table" and (role.any_in or role.person_in)
  local field = type(name) == "string" and form.fields[name]
  for _, asked in ipairs(one.questions) do
    if asked.name == name then return nil end
  end
  return type(field) == "table" and name or nil
end

-- The roles that read it, and the fields that come along for that.
function sight.of(form, one, keeps_role)
  local readers, fields, all = {}, {}, roles_table(form)
  add(readers, one.body.holder)
  for _, name in ipairs(judges(form, one)) do
    local field = field_of(form, one, all[name])
    if field and not say.has(fields, field) then fields[#fields + 1] = field end
    if field or (keeps_role(all[name]) and all[name].of ~= "agency" and not all[name].everyone) then add(readers, name) end
  end
  return readers, fields
end

-- Puts them on the answer: its roles and fields.
function sight.put(form, names, fields_of_answer, roles)
  local all = roles_table(form)
  for _, name in ipairs(names) do
    fields_of_answer[name] = { type = form.fields[name].type, label = form.fields[name].label }
    host.place(fields_of_answer, name)
    for _, role in ipairs(say.keys(all)) do
      local body = all[role]
      if type(body) == "table" and (body.any_in == name or body.person_in == name) then
        roles[role] = body
        host.place(roles, role, all, role)
      end
    end
  end
end

return sight
