-- What the plain form says of mistakes, and the questions that it asks of what an author wrote. A mistake is kept with its place, so that all of
-- them are told at once; the words are the author's own, never those of what it expands to.

local host = ...
local say = {}

-- One more mistake, at t[key]; without a key at the table t.
function say.mistake(form, t, key, format, ...)
  local made = { text = format:format(...) }
  host.place(made, nil, t, key)
  form.mistakes[#form.mistakes + 1] = made
end

-- The keys of a table as its author wrote them, then whatever else it has.
function say.keys(t)
  local keys, seen = {}, {}
  for _, key in ipairs(host.order(t)) do
    if t[key] ~= nil and not seen[key] then keys[#keys + 1], seen[key] = key, true end
  end
  for key in pairs(t) do
    if not seen[key] then keys[#keys + 1] = key end
  end
  return keys
end

function say.kind(value)
  local kind = type(value)
  if kind == "string" then return "text" end
  if kind == "nil" then return "nothing" end
  return kind == "boolean" and "true or false" or "a " .. kind
end

-- How many letters differ; swapped neighbours count one.
local function distance(a, b)
  if math.abs(#a - #b) > 3 then return 4 end
  local before, row = nil, {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local last = row
    row = { [0] = i }
    for j = 1, #b do
      local same = a:sub(i, i):lower() == b:sub(j, j):lower()
      row[j] = math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same and 0 or 1))
      if i > 1 and j > 1 and a:sub(i, i) == b:sub(j - 1, j - 1) and a:sub(i - 1, i - 1) == b:sub(j, j) then row[j] = math.min(row[j], before[j - 2] + 1) end
    end
    before = last
  end
  return row[#b]
end

-- One slip in three letters; more is another word.
local function nearest(name, names)
  local best, near = #name < 4 and 2 or #name < 9 and 3 or 4, nil
  for _, other in ipairs(names) do
    if #name < 60 and #other < 60 and name ~= other then
      local slips = distance(name, other)
      if slips < best and slips < #other then best, near = slips, other end
    end
  end
  return near
end

-- " Did you mean `x`?", else what there is.
function say.hint(name, names)
  local near = nearest(name, names)
  if near then return (" Did you mean `%s`?"):format(near) end
  if #names == 0 then return "" end
  local shown = {}
  for i = 1, math.min(#names, 12) do shown[i] = "`" .. names[i] .. "`" end
  if #names == 1 then return " There is " .. shown[1] .. "." end
  if #names > 12 then return " There are " .. table.concat(shown, ", ") .. " and more." end
  return " There are " .. table.concat(shown, ", ", 1, #shown - 1) .. " and " .. shown[#shown] .. "."
end

-- What people try, from other tools and from what this expands to; what it is called here.
local other_words = {
  target = "go_to", ["goto"] = "go_to", to = "go_to", next = "go_to", leads_to = "go_to", guard = "only_if", when = "only_if", condition = "only_if",
  ["if"] = "only_if", form = "must_give", asks = "must_give", needs = "must_give", optional = "may_give", actions = "does", action = "does", on = "choices",
  transitions = "choices", options = "choices", always = "automatic", who = "by", owner = "holder", who_holds = "holder", deadline = "due", ladder = "if_late",
  late = "if_late", tags = "closed", entry = "does", description = "title", label = "title", people = "roles", anyone = "by", decided = "decided_by",
  approve = "decided_by", loop = "stays", stay = "stays", notify = "tell", tells = "tell", tell = "tells",
}

local function has(list, name)
  for _, other in ipairs(list) do
    if other == name then return true end
  end
  return false
end
say.has = has

-- A copy of t, each member where it was written; `meant` says which are to be called otherwise.
local function mended(t, meant)
  local out = {}
  host.place(out, nil, t)
  for key, value in pairs(t) do
    local name = meant[key] or key
    if name == key or t[name] == nil then
      out[name] = value
      host.place(out, name, t, key)
    end
  end
  return out
end

-- Names every member of t that is not among `known`; of those that stand without a name there may be so many as `places` says. Gives back t, or
-- where a name was misspelt a copy with what was probably meant, so that one slip is not told as three.
function say.members(form, t, known, thing, places)
  local meant
  for key in pairs(t) do
    if type(key) == "number" and (places or 0) < key then
      say.mistake(form, t, key, "This value stands in %s without a name; write what it is, such as `%s = ...`.", thing, known[1])
    elseif type(key) == "string" and not has(known, key) then
      local near = has(known, other_words[key]) and other_words[key] or nearest(key, known)
      say.mistake(form, t, key, "`%s` means nothing in %s.%s", key, thing, near and (" Did you mean `%s`?"):format(near) or say.hint(key, known))
      meant = meant or {}
      meant[key] = near
    elseif type(key) == "boolean" then
      say.mistake(form, t, nil, "In %s stands a value under `%s`, which is no name.", thing, tostring(key))
    end
  end
  return meant and mended(t, meant) or t
end

-- t[key] where it is text; nil where it is nothing or wrong.
function say.text(form, t, key, example)
  local value = t[key]
  if type(value) == "string" and value:find("%S") then return value end
  if type(value) == "string" then
    say.mistake(form, t, key, "`%s` is empty; there must be some text here.", tostring(key))
  elseif value ~= nil then
    say.mistake(form, t, key, "`%s` must be text%s, not %s.", key, example and ", such as `" .. example .. "`" or "", say.kind(value))
  end
end

function say.flag(form, t, key)
  local value = t[key]
  if value ~= nil and type(value) ~= "boolean" then say.mistake(form, t, key, "`%s` must be true or false, not %s.", key, say.kind(value)) end
  return value == true
end

-- t[key] where it is a table.
function say.table(form, t, key, example)
  local value = t[key]
  if type(value) == "table" then return value end
  if value ~= nil then say.mistake(form, t, key, "`%s` must be a table, such as `%s`, not %s.", key, example, say.kind(value)) end
end

-- Who is named at t[key]: one text or a list of texts. Whether there is such a role is the checker's to say.
function say.roles(form, t, key)
  local value, called = t[key], type(key) == "string" and "`" .. key .. "`" or "whom to tell"
  if value == nil then return nil end
  if type(value) == "string" and value:find("%S") then return value end
  if type(value) ~= "table" then
    say.mistake(form, t, key, "Here %s must be a role or a list of roles, such as `\"manager\"`, not %s.", called,
      value == "" and "an empty text" or say.kind(value))
    return nil
  end
  for place, role in pairs(value) do
    if type(place) ~= "number" or type(role) ~= "string" then
      say.mistake(form, value, place, "Here %s is a list of roles, such as `{ \"manager\", \"chair\" }`; this is %s.", called, say.kind(role))
      return nil
    end
  end
  if #value > 0 then return value end
  say.mistake(form, t, key, "Here %s is nobody; write a role, such as `\"manager\"`.", called)
end

-- A condition at t[key]; a list of them means all of them.
function say.condition(form, t, key)
  local value = t[key]
  if type(value) == "table" and value.op then return value end
  if type(value) == "table" and #value > 0 then
    for i, part in ipairs(value) do
      if type(part) ~= "table" or not part.op then
        say.mistake(form, value, i, "Here a condition is needed, such as `has \"due\"`, not %s.", say.kind(part))
        return nil
      end
    end
    return { op = "all", of = value }
  end
  say.mistake(form, t, key, "`%s` must be a condition, such as `has \"due\"`, not %s.", key, say.kind(value))
end

-- Actions at t[key], one or a list, added to `out`.
function say.actions(form, t, key, out)
  local value = t[key]
  if value == nil then return end
  if type(value) ~= "table" then
    say.mistake(form, t, key, "`%s` must be an action or a list of them, such as `{ set(\"closed_on\", today()) }`, not %s.", key, say.kind(value))
    return
  end
  if value["do"] then
    out[#out + 1] = value
    host.place(out, #out, t, key)
    return
  end
  for i, part in pairs(value) do
    if type(part) ~= "table" or not part["do"] then
      say.mistake(form, value, i, "Here an action is needed, such as `set(\"closed_on\", today())`, not %s.", say.kind(part))
    else
      out[#out + 1] = part
      host.place(out, #out, value, i)
    end
  end
end

-- "Reason for each missing return": "reason_for_each_missing_return".
function say.name(text)
  local name = text:lower():gsub("[^a-z0-9]+", "_"):gsub("^[_0-9]+", ""):sub(1, 60):gsub("_+$", "")
  return name
end

function say.capital(text)
  return text:sub(1, 1):upper() .. text:sub(2)
end

return say
