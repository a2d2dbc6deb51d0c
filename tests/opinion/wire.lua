-- Values as the engine writes them: canonical JSON, keys sorted, no spaces, so that two traces are compared as text. Lua has no null in a
-- table and one empty table for two things: `wire.null` stands for the one, and lists are marked by `wire.list`.

local wire = {}

wire.null = setmetatable({}, { __tostring = function() return "null" end })

local list_mark = {}

function wire.list(items) return setmetatable(items or {}, list_mark) end
function wire.is_list(value) return type(value) == "table" and (getmetatable(value) == list_mark or value[1] ~= nil) end

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t" }

local write

local function write_list(value, parts)
  for at, item in ipairs(value) do
    parts[#parts + 1] = at == 1 and "[" or ","
    write(item, parts)
  end
  parts[#parts + 1] = #value == 0 and "[]" or "]"
end

local function write_object(value, parts)
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys)
  for at, key in ipairs(keys) do
    parts[#parts + 1] = at == 1 and "{" or ","
    write(key, parts)
    parts[#parts + 1] = ":"
    write(value[key], parts)
  end
  parts[#parts + 1] = #keys == 0 and "{}" or "}"
end

function write(value, parts)
  if value == nil or value == wire.null then parts[#parts + 1] = "null"
  elseif type(value) == "string" then parts[#parts + 1] = '"' .. value:gsub('["\\\n\t]', escapes) .. '"'
  elseif type(value) ~= "table" then parts[#parts + 1] = tostring(value)
  elseif wire.is_list(value) then write_list(value, parts)
  else write_object(value, parts) end
end

function wire.write(value)
  local parts = {}
  write(value, parts)
  return table.concat(parts)
end

-- The same value in tables of its own.
function wire.copy(value)
  if type(value) ~= "table" or value == wire.null then return value end
  local copy = {}
  for key, member in pairs(value) do copy[key] = wire.copy(member) end
  return setmetatable(copy, getmetatable(value))
end

-- A value that another reader made: its sequences become lists.
function wire.marked(value)
  if type(value) ~= "table" then return value end
  for key, member in pairs(value) do value[key] = wire.marked(member) end
  return #value > 0 and wire.list(value) or value
end

function wire.equal(a, b)
  if a == b then return true end
  if type(a) ~= "table" or type(b) ~= "table" or wire.is_list(a) ~= wire.is_list(b) or #a ~= #b then return false end
  for key, member in pairs(a) do
    if not wire.equal(member, b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return a ~= wire.null and b ~= wire.null
end

return wire
