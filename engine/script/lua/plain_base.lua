-- Reading what an author wrote: the members and the steps of a workflow, and what it changes in the one that it is based on.

local host, parts = ...
local say = parts.say
local base = {}

base.members = { "name", "title", "noun", "version", "ref", "notice", "roles", "read", "see", "start", "fields", "list", "ladders", "warnings", "rag" }
base.merged = { roles = true, fields = true, ladders = true } -- by name; any other member is the author's own or the base's

-- A table that holds what others hold, each where it was written.
local function put(out, key, t, at)
  host.place(out, key, t, at)
  out[key] = t[at]
end

local function merged(first, second)
  if type(first) ~= "table" or type(second) ~= "table" then return second end
  local out = {}
  host.place(out, nil, second)
  for _, t in ipairs { first, second } do
    for _, key in ipairs(say.keys(t)) do put(out, key, t, key) end
  end
  return out
end
base.merge = merged

local function position(form, name)
  for i, one in ipairs(form.steps) do
    if one.name == name then return i end
  end
end

local function names_of(form)
  local names = {}
  for i, one in ipairs(form.steps) do names[i] = one.name end
  return names
end
base.names_of = names_of

-- ---- what an item of a workflow does to its steps

local apply = {}

function apply.step(form, item, at, key)
  local place = position(form, item.name)
  if place and form.steps[place].is_bases then
    say.mistake(form, at, key, "`%s` has a step called `%s` already: write `replace \"%s\"` for another one in its place, or `change \"%s\"` for a part of it.",
      form.base_name, item.name, item.name, item.name)
  elseif place then
    say.mistake(form, at, key, "Two steps are called `%s`; rename one.", item.name)
    form.has_two = true -- so that a step may seem to be missing, which is the same slip
  else
    form.steps[#form.steps + 1] = { name = item.name, body = item.body, at = at, key = key }
  end
end

local function needed(form, item, at, key)
  local place = position(form, item.name)
  if place then return place end
  if not form.base_name then
    say.mistake(form, at, key, "`%s` is for a workflow that is `based_on` another one; here write `step \"%s\"`.", item.kind, item.name)
  else
    say.mistake(form, at, key, "No step of `%s` is called `%s`.%s", form.base_name, item.name, say.hint(item.name, names_of(form)))
  end
end

-- What a step is called stays, where nothing else is said.
local function titled(body, was)
  if body.title ~= nil or not was or was.title == nil then return body end
  local out = {}
  host.place(out, nil, body)
  put(out, "title", was, "title")
  for _, member in ipairs(say.keys(body)) do put(out, member, body, member) end
  return out
end

function apply.replace(form, item, at, key)
  local place = needed(form, item, at, key) or #form.steps + 1
  local was = form.steps[place] and form.steps[place].body
  form.steps[place] = { name = item.name, body = titled(item.body, was), at = at, key = key }
end

function apply.remove(form, item, at, key)
  local place = needed(form, item, at, key)
  if place then table.remove(form.steps, place) end
end

local function label_at(choices, label)
  for place, row in ipairs(choices) do
    if type(row) == "table" and row[1] == label then return place end
  end
end

-- The choices of the base, those with the same words replaced, others added; `without` takes some away.
local function changed_choices(form, item, was, own)
  local out, without = {}, type(item.body.without) == "table" and item.body.without or { item.body.without }
  for place, row in ipairs(was) do
    if not (type(row) == "table" and say.has(without, row[1])) then put(out, #out + 1, was, place) end
  end
  for _, label in ipairs(without) do
    if not label_at(was, label) then
      say.mistake(form, item.body, "without", "No choice of `%s` is called `%s`, so there is none to leave out.", item.name, tostring(label))
    end
  end
  for place in pairs(own) do
    local row = own[place]
    local there = type(row) == "table" and label_at(out, row[1]) or nil
    if there then
      out[there] = row
      host.place(out, there, own, place)
    else
      put(out, type(place) == "number" and #out + 1 or place, own, place)
    end
  end
  return out
end

function apply.change(form, item, at, key)
  local place = needed(form, item, at, key)
  if not place then return end
  local was, body = form.steps[place].body, {}
  host.place(body, nil, at, key)
  for member in pairs(item.body) do
    if member ~= "without" and not (member == "choices" and type(was.choices) == "table") then put(body, member, item.body, member) end
  end
  for member in pairs(was) do
    if item.body[member] == nil and member ~= "choices" then put(body, member, was, member) end
  end
  if type(was.choices) == "table" then
    local own = item.body.choices
    if own ~= nil and type(own) ~= "table" then
      put(body, "choices", item.body, "choices")
    else
      body.choices = changed_choices(form, item, was.choices, own or {})
      host.place(body, "choices", own and item.body or was, "choices")
    end
  end
  form.steps[place] = { name = item.name, body = body, at = at, key = key }
end

function apply.anywhere(form, item, at, key)
  say.members(form, item.body, { "choices", "except" }, "`anywhere`", 0)
  local except = type(item.body.except) == "string" and { item.body.except } or item.body.except or {}
  if type(except) ~= "table" then
    say.mistake(form, item.body, "except", "`except` must be a list of steps, such as `{ \"spotted\" }`, not %s.", say.kind(except))
    except = {}
  end
  if item.body.choices == nil then say.mistake(form, at, key, "`anywhere` has no `choices`; write `anywhere { choices = { ... } }`.") end
  form.anywhere[#form.anywhere + 1] = { body = item.body, except = except }
end

-- ---- a workflow as it was written

local function begin(from)
  local form = { mistakes = {}, steps = {}, anywhere = {}, members = {}, own = {}, own_order = {} }
  if not from then return form end
  for i, one in ipairs(from.steps) do form.steps[i] = { name = one.name, body = one.body, at = one.at, key = one.key, is_bases = true } end
  for i, part in ipairs(from.anywhere) do form.anywhere[i] = { body = part.body, except = part.except, is_bases = true } end
  for key, member in pairs(from.members) do form.members[key] = member end
  form.members.version = nil
  form.base_name = from.members.name and from.members.name.t[from.members.name.key] or "the base"
  return form
end

local function member_put(form, t, key)
  local was = form.members[key]
  if was and base.merged[key] then
    form.members[key] = { t = { [key] = merged(was.t[was.key], t[key]) }, key = key }
    host.place(form.members[key].t, key, t, key)
  else
    form.members[key] = { t = t, key = key }
  end
end

local function item_put(form, t, key, items)
  local item = items[t[key]]
  if item and item.body then return apply[item.kind](form, item, t, key) end
  if item then
    say.mistake(form, t, key, "`%s \"%s\"` has nothing after it; write `%s \"%s\" { ... }`.", item.kind, item.name, item.kind, item.name)
    if not position(form, item.name) then form.steps[#form.steps + 1] = { name = item.name, body = { closed = true }, at = t, key = key } end
  else
    say.mistake(form, t, key, "Here a step is needed, such as `step \"spotted\" { ... }`, not %s.", say.kind(t[key]))
  end
end

-- `items`: what the words `step`, `replace` and the others gave back.
function base.read(t, items, from)
  local form = begin(from)
  t = say.members(form, t, base.members, "a workflow", math.maxinteger)
  form.t = t
  for _, key in ipairs(base.members) do
    if t[key] ~= nil then member_put(form, t, key) end
  end
  for key in pairs(t) do
    if type(key) == "number" then item_put(form, t, key, items) end
  end
  form.names, form.by_name = names_of(form), {}
  for _, one in ipairs(form.steps) do form.by_name[one.name] = one end
  for _, part in ipairs(form.anywhere) do
    for _, name in ipairs(part.except) do
      if not form.by_name[name] and not part.is_bases then -- it may be a step that was removed
        say.mistake(form, part.body, "except", "No step is called `%s`.%s", tostring(name), say.hint(tostring(name), form.names))
      end
    end
  end
  return form
end

return base
