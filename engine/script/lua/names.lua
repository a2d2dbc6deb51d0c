-- Names that a source uses and nobody made: found by reading, so that a word misspelt in a function that has not run yet is found too.
-- Scopes are not followed: a name that is declared anywhere in the file counts as known everywhere in it, so nothing right is refused.

local positions = ...

-- How many letters differ, at most; swapped neighbours count one. More than 2 is never near, so long names end early.
local function distance(a, b)
  if math.abs(#a - #b) > 2 then return 3 end
  local before, row = nil, {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local last = row
    row = { [0] = i }
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      row[j] = math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
      if i > 1 and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then row[j] = math.min(row[j], before[j - 2] + 1) end
    end
    before = last
  end
  return row[#b]
end

local function nearest(name, ...)
  local best, best_distance = nil, math.min(2, (#name - 1) // 2) + 1
  for _, names in ipairs({ ... }) do
    for other in pairs(names) do
      local d = #other < 40 and #name < 40 and distance(name, other) or 3
      if d < best_distance or (d == best_distance and best and other < best) then best, best_distance = other, d end
    end
  end
  return best
end

-- Marks the names of a list `a, b <const>, c` that starts at token i; answers the token after it.
local function declare_list(t, i, declared)
  while t.kind[i] == "name" do
    declared[t.text[i]] = i
    i = i + 1
    if t.text[i] == "<" and t.kind[i + 1] == "name" and t.text[i + 2] == ">" then i = i + 3 end
    if t.text[i] ~= "," then break end
    i = i + 1
  end
  return i
end

-- After the word `function` at token i: its parameters, and its name when it is a plain one. Answers the token to go on with.
local function declare_function(t, i, declared)
  local at = i + 1
  if t.kind[at] == "name" and t.text[at + 1] == "(" then declared[t.text[at]] = at end
  if t.kind[at] == "name" and t.text[at + 1] ~= "(" then return i + 1 end -- `function a.b()`: `a` is a use
  if t.kind[at] == "name" then at = at + 1 end
  return t.text[at] == "(" and declare_list(t, at + 1, declared) or i + 1
end

-- Parameters of `function a.b:c(x, y)`, whose name part is read as ordinary tokens.
local function is_method_list(t, i)
  if t.text[i] ~= "(" then return false end
  local at = i - 1
  while t.kind[at] == "name" and (t.text[at - 1] == "." or t.text[at - 1] == ":") do at = at - 2 end
  return t.kind[at] == "name" and t.text[at - 1] == "function"
end

local function is_use(t, i, in_field)
  local before = t.text[i - 1]
  return not in_field[i] and before ~= "." and before ~= ":" and before ~= "goto" and before ~= "::"
end

local function declare_assigned(t, i, declared) -- `a, b = 1, 2`: back from the last name
  declared[t.text[i]] = i
  while t.text[i - 1] == "," and t.kind[i - 2] == "name" do
    i = i - 2
    declared[t.text[i]] = i
  end
end

local function unknown(t, in_field, known)
  local declared, uses, i = { self = 0 }, {}, 1
  while i <= t.count do
    local kind, text = t.kind[i], t.text[i]
    if text == "_ENV" then return nil end
    if kind == "word" and (text == "local" or text == "for") and t.kind[i + 1] == "name" then
      i = declare_list(t, i + 1, declared)
    elseif kind == "word" and text == "function" then
      i = declare_function(t, i, declared)
    elseif kind == "op" and is_method_list(t, i) then
      i = declare_list(t, i + 1, declared)
    else
      if kind == "name" and is_use(t, i, in_field) then
        if t.text[i + 1] == "=" then declare_assigned(t, i, declared) else uses[#uses + 1] = i end
      end
      i = i + 1
    end
  end
  for _, use in ipairs(uses) do
    local name = t.text[use]
    if not declared[name] and not known[name] then return use, nearest(name, known, declared) end
  end
end

return { unknown = unknown, nearest = nearest, positions = positions }
