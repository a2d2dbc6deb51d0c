-- The part of the allow-list that is easiest to get right in Lua: ordered pairs and next, a stable sort, and library tables that cannot be
-- changed. Trusted; runs once in each fresh state, before any script. Its steps are the caller's, so nothing here is free work.
--
-- The order of pairs and next: numbers ascending, then text by its bytes, then false, then true. Keys of other kinds have no order
-- that would be the same tomorrow, and are refused.

local original, base, seal, shown = ...
local type, next, rawget, error = original.type, original.next, original.rawget, original.error
local getmetatable = original.getmetatable
local sort_plain = original.table.sort

local function ordered(t)
  local numbers, texts, kinds, refused = {}, {}, {}, nil
  for key in next, t do
    local kind = type(key)
    if kind == "number" then
      numbers[#numbers + 1] = key
    elseif kind == "string" then
      texts[#texts + 1] = key
    elseif kind == "boolean" then
      kinds[key] = true
    elseif not refused or kind < refused then -- whichever of them comes first
      refused = kind
    end
  end
  if refused then error("a table with a " .. refused .. " as a key cannot be gone through: it has no order", 3) end
  -- No two keys are equal, so the order does not depend on how the plain sort goes about it.
  sort_plain(numbers)
  sort_plain(texts)
  for i = 1, #texts do numbers[#numbers + 1] = texts[i] end
  if kinds[false] then numbers[#numbers + 1] = false end
  if kinds[true] then numbers[#numbers + 1] = true end
  return numbers
end

local function check_table(t, name)
  if type(t) ~= "table" then error("bad argument #1 to '" .. name .. "' (table expected, got " .. (t == nil and "nil" or type(t)) .. ")", 3) end
end

function base.pairs(t)
  check_table(t, "pairs")
  t = shown(t) or t
  local meta = getmetatable(t)
  local own = meta and type(meta) == "table" and rawget(meta, "__pairs")
  if own then
    local step, state, first = own(t)
    return step, state, first
  end
  local keys, at = ordered(t), 0
  return function()
    while true do
      at = at + 1
      local key = keys[at]
      if key == nil then return nil end
      local value = rawget(t, key)
      if value ~= nil then return key, value end
    end
  end
end

function base.next(t, after)
  check_table(t, "next")
  local keys = ordered(t)
  if after == nil then return keys[1], rawget(t, keys[1] == nil and 0 or keys[1]) end
  for i = 1, #keys do
    if keys[i] == after then
      if keys[i + 1] == nil then return nil end
      return keys[i + 1], rawget(t, keys[i + 1])
    end
  end
  return nil
end

-- A merge sort: equal items keep their order, and no comparison depends on a clock, as Lua's own choice of pivot does.
local function merge(from, to, low, middle, high, less)
  local left, right = low, middle
  for i = low, high - 1 do
    local take_right = left >= middle
    if not take_right and right < high then
      if less then take_right = less(from[right], from[left]) else take_right = from[right] < from[left] end
    end
    if take_right then
      to[i], right = from[right], right + 1
    else
      to[i], left = from[left], left + 1
    end
  end
end

local function smaller(a, b) return a < b and a or b end

function base.table.sort(t, less)
  check_table(t, "sort")
  local count, from, to, width = #t, {}, {}, 1
  for i = 1, count do from[i] = t[i] end
  while width < count do
    for low = 1, count, 2 * width do
      merge(from, to, low, smaller(low + width, count + 1), smaller(low + 2 * width, count + 1), less)
    end
    from, to, width = to, from, 2 * width
  end
  for i = 1, count do t[i] = from[i] end
end

for _, name in original.ipairs({ "coroutine", "math", "string", "table", "utf8" }) do base[name] = seal(base[name], name) end
