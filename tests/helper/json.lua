-- Reads the JSON that the program prints, for tests: whole values, strict enough to fail loudly on anything odd.

local json = {}
local read

local escapes = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

local function skip(text, at) return text:find("%S", at) or #text + 1 end

local function fail(text, at) error(("no JSON at byte %d: %s"):format(at, text:sub(at, at + 40)), 0) end

local function read_text(text, at)
  local parts, from = {}, at + 1
  while true do
    local stop = text:find('["\\]', from) or fail(text, at)
    parts[#parts + 1] = text:sub(from, stop - 1)
    if text:sub(stop, stop) == '"' then return table.concat(parts), stop + 1 end
    local escape = text:sub(stop + 1, stop + 1)
    if escape == "u" then
      parts[#parts + 1] = utf8.char(tonumber(text:sub(stop + 2, stop + 5), 16))
      from = stop + 6
    else
      parts[#parts + 1] = escapes[escape] or escape
      from = stop + 2
    end
  end
end

local function read_list(text, at)
  local list = {}
  at = skip(text, at + 1)
  if text:sub(at, at) == "]" then return list, at + 1 end
  while true do
    list[#list + 1], at = read(text, at)
    at = skip(text, at)
    local mark = text:sub(at, at)
    if mark == "]" then return list, at + 1 end
    if mark ~= "," then fail(text, at) end
    at = skip(text, at + 1)
  end
end

local function read_object(text, at)
  local object = {}
  at = skip(text, at + 1)
  if text:sub(at, at) == "}" then return object, at + 1 end
  while true do
    local key
    key, at = read_text(text, at)
    at = skip(text, at)
    if text:sub(at, at) ~= ":" then fail(text, at) end
    object[key], at = read(text, skip(text, at + 1))
    at = skip(text, at)
    local mark = text:sub(at, at)
    if mark == "}" then return object, at + 1 end
    if mark ~= "," then fail(text, at) end
    at = skip(text, at + 1)
  end
end

local words = { ["true"] = true, ["false"] = false }

function read(text, at)
  local mark = text:sub(at, at)
  if mark == "{" then return read_object(text, at) end
  if mark == "[" then return read_list(text, at) end
  if mark == '"' then return read_text(text, at) end
  local word = text:match("^[%w%.%+%-]+", at) or fail(text, at)
  if word == "null" then return nil, at + 4 end
  local value = words[word]
  if value == nil then value = math.tointeger(word) or tonumber(word) or fail(text, at) end
  return value, at + #word
end

function json.read(text)
  local value, at = read(text, skip(text, 1))
  if text:find("%S", at) then fail(text, at) end
  return value
end

local function write_text(text)
  return '"' .. text:gsub('["\\]', "\\%0"):gsub("%c", function(c) return ("\\u%04x"):format(c:byte()) end) .. '"'
end

-- A request for `waymark batch`: one line, members sorted, so that the same table is always the same text. An empty table is an object.
function json.write(value)
  if type(value) == "string" then return write_text(value) end
  if type(value) ~= "table" then return tostring(value) end
  local parts = {}
  if #value > 0 then
    for i, one in ipairs(value) do parts[i] = json.write(one) end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  for name, one in pairs(value) do parts[#parts + 1] = write_text(name) .. ":" .. json.write(one) end
  table.sort(parts)
  return "{" .. table.concat(parts, ",") .. "}"
end

return json
