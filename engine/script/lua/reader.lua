-- What the host asks about a source: is anything wrong with it, and how does it read with its constructors marked?

local positions, syntax, names = ...

local reader = {}

-- Lua 5.4.4 works out `&`, `|` and `~` wrongly in a function with more than 256 constants (mended in 5.4.5): silent wrong arithmetic
-- is refused. Different words and literals of the whole file are at least as many as one function's constants.
local CONSTANTS_SURE = 250

local function bits(t, source)
  local seen, different, found = {}, 0, nil
  for i = 1, t.count do
    local text = t.text[i]
    if t.kind[i] == "op" and (text == "&" or text == "|" or text == "~") then found = found or i end
    if t.kind[i] ~= "op" and t.kind[i] ~= "word" then
      local key = source:sub(t.first[i], t.last[i])
      if not seen[key] then seen[key], different = true, different + 1 end
    end
  end
  if found and different > CONSTANTS_SURE then return { code = "bits", line = t.line[found], column = t.column[found], detail = t.text[found] } end
end

-- For a source that Lua refused: line, column, sentence.
function reader.explain(source, message)
  local t = positions.scan(source)
  if not t.problems[1] then positions.walk(t, source) end
  local twice = t.problems[1] and t.problems[1].code == "twice"
  if twice then t.problems = {} end
  local p = syntax.explain(t, source, message)
  return p.line, p.column, p.text
end

-- The sentence for a source that Lua accepts and gets wrong.
function reader.doubt(source)
  local seen = bits(positions.scan(source), source)
  return seen and syntax.scanned.bits(seen).text
end

-- For a source that Lua accepts: nil, line, column, sentence when it must be refused all the same; else the rewritten source and its constructors.
function reader.mark(source, known)
  local t = positions.scan(source)
  local made, inserts, in_field = positions.walk(t, source)
  local seen = t.problems[1] or bits(t, source)
  if seen then
    local p = syntax.scanned[seen.code](seen)
    return nil, p.line, p.column, p.text
  end
  local use, near = names.unknown(t, in_field, known)
  if use then
    local line, column = t.line[use], t.column[use]
    return nil, line, column, reader.nothing_called(t.text[use], near)
  end
  return positions.insert(source, inserts), made
end

function reader.nothing_called(name, near)
  return ("Nothing is called `%s` here.%s"):format(name, near and (" Did you mean `%s`?"):format(near) or "")
end

return reader
