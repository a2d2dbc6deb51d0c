-- Where every table of a source was written. Reads Lua text into tokens and rewrites each table constructor `{...}` into a call that
-- tells the host which constructor made the table, so that mistakes found later can name file, line and column. Runs in a
-- state of its own that no script ever sees, is never recursive, and must end for any bytes whatever.
--
-- P1 Line numbers do not move: nothing inserted holds a line break.
-- P2 A source that compiles means the same after the rewriting: `f{..}` becomes `f(at(n,{..}))`, and a constructor that ends a statement
--    before one that starts with `(` gets a `;`, since `at(..)` could be called where `{..}` could not.

local find, sub, byte = string.find, string.sub, string.byte

local keywords = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat return then true until while"):gmatch("%a+") do
  keywords[word] = true
end

-- The quotes that word processors write, as UTF-8.
local curly = { ["\226\128\152"] = "'", ["\226\128\153"] = "'", ["\226\128\156"] = '"', ["\226\128\157"] = '"' }

local operators = { ["..."] = true, [".."] = true, ["=="] = true, ["~="] = true, ["<="] = true, [">="] = true, ["//"] = true,
  ["::"] = true, ["<<"] = true, [">>"] = true }

local function operator_at(source, pos)
  for size = 3, 2, -1 do
    local text = sub(source, pos, pos + size - 1)
    if #text == size and operators[text] then return text end
  end
  return sub(source, pos, pos)
end

-- The last byte of the long bracket that opens at pos; nil when it is none, 0 when it is never closed.
local function long_bracket(source, pos)
  local _, opened, level = find(source, "^%[(=*)%[", pos)
  if not opened then return nil end
  local _, closed = find(source, "]" .. level .. "]", opened + 1, true)
  return closed or 0
end

-- The last byte of the short string that opens at pos; nil when its line or the file ends first.
local function short_string(source, pos)
  local quote = sub(source, pos, pos)
  local at = pos + 1
  while true do
    at = find(source, "[\\\r\n" .. quote .. "]", at)
    if not at then return nil end
    local c = sub(source, at, at)
    if c == quote then return at end
    if c ~= "\\" then return nil end
    local _, skipped = find(source, "^z%s*", at + 1)
    if not skipped then _, skipped = find(source, "^\r\n", at + 1) end
    if not skipped then _, skipped = find(source, "^\n\r", at + 1) end
    at = (skipped or at + 1) + 1
  end
end

local function number_at(source, pos)
  local exponent = find(source, "^0[xX]", pos) and "[pP]" or "[eE]"
  local at = pos
  while true do
    local _, last = find(source, "^" .. exponent .. "[+-]?", at)
    if not last then _, last = find(source, "^[%x%.xX]", at) end
    if not last then return at - 1 end
    at = last + 1
  end
end

-- Tokens as parallel lists, since a list of tables would cost a large source four times the memory:
-- kind ("name", "word", "text", "number", "op", "bad", "end"), first and last byte, line, column, text (of short ones).
local function tokens_new(source)
  return {
    kind = {}, first = {}, last = {}, line = {}, column = {}, text = {}, count = 0, problems = {},
    source = source, size = #source, pos = 1, row = 1, row_start = 1, break_at = 0,
  }
end

-- Moves past byte `to`, counting lines as Lua does. The next line break is looked for once: a long line is not gone through for each token.
local function advance(t, to)
  while true do
    if t.break_at < t.pos then t.break_at = find(t.source, "[\r\n]", t.pos) or t.size + 1 end
    local at = t.break_at
    if at > to or at > t.size then break end
    local pair = sub(t.source, at, at + 1)
    t.pos = (pair == "\r\n" or pair == "\n\r") and at + 2 or at + 1
    t.row, t.row_start = t.row + 1, t.pos
  end
  if t.pos <= to then t.pos = to + 1 end
end

local function add(t, kind, last, text)
  local n = t.count + 1
  t.count = n
  t.kind[n], t.first[n], t.last[n], t.text[n] = kind, t.pos, last, text
  t.line[n], t.column[n] = t.row, t.pos - t.row_start + 1
  advance(t, last)
end

local function problem(t, code, detail)
  t.problems[#t.problems + 1] = { code = code, line = t.row, column = t.pos - t.row_start + 1, detail = detail }
end

local function rest_of_line(t) return (find(t.source, "[\r\n]", t.pos) or t.size + 1) - 1 end

local function comment(t)
  local closed = long_bracket(t.source, t.pos + 2)
  if closed == 0 then problem(t, "long", "--" .. t.source:match("^%[=*%[", t.pos + 2)) end
  advance(t, closed == 0 and t.size or closed or rest_of_line(t))
end

local function word(t)
  local _, last = find(t.source, "^[%w_]+", t.pos)
  local text = sub(t.source, t.pos, last)
  add(t, keywords[text] and "word" or "name", last, text)
end

local function quoted(t)
  local last = short_string(t.source, t.pos)
  if not last then
    last = rest_of_line(t)
    problem(t, "text", sub(t.source, t.pos, last))
  end
  add(t, "text", last)
end

local function long_text(t, last)
  if last == 0 then problem(t, "long", t.source:match("^%[=*%[", t.pos)) end
  add(t, "text", last == 0 and t.size or last)
end

local function other(t, c)
  local wide = sub(t.source, t.pos, t.pos + 2)
  if curly[wide] then
    problem(t, "curly", wide)
    add(t, "bad", t.pos + 2)
  elseif c > 126 then
    add(t, "bad", t.pos)
  else
    local text = operator_at(t.source, t.pos)
    add(t, "op", t.pos + #text - 1, text)
  end
end

local function token(t)
  local source, pos = t.source, t.pos
  local c = byte(source, pos)
  local _, blank = find(source, "^%s+", pos)
  if blank then return advance(t, blank) end
  if find(source, "^%-%-", pos) then return comment(t) end
  if find(source, "^[%a_]", pos) then return word(t) end
  if c == 34 or c == 39 then return quoted(t) end
  if find(source, "^%.?%d", pos) then return add(t, "number", number_at(source, pos)) end
  local long = c == 91 and long_bracket(source, pos)
  if long then return long_text(t, long) end
  return other(t, c)
end

local function scan(source)
  local t = tokens_new(source)
  while t.pos <= t.size do token(t) end
  add(t, "end", t.pos)
  return t
end

local opens_block = { ["function"] = true, ["if"] = true, ["do"] = true, ["repeat"] = true }
local closes_block = { ["end"] = true, ["until"] = true }
local closer = { ["{"] = "}", ["("] = ")", ["["] = "]" }
local ends_prefix = { [")"] = true, ["]"] = true, ["}"] = true }

local function before_is_callable(t, i)
  local kind = t.kind[i - 1]
  return kind == "name" or kind == "text" or (kind == "op" and ends_prefix[t.text[i - 1]] or false)
end

-- A literal's value, where it needs no decoding.
local function literal(t, source, i)
  local text = sub(source, t.first[i], t.last[i])
  if t.kind[i] == "number" then return math.tointeger(tonumber(text)) end
  if t.kind[i] == "text" then return text:match('^"([^\\"]*)"$') or text:match("^'([^\\']*)'$") or text:match("^%[%[([^\r\n].-)%]%]$") end
end

-- What field of a constructor starts at token i: its key (text or whole number), or false where that cannot be told.
local function field_key(t, source, i, frame)
  if t.kind[i] == "name" and t.text[i + 1] == "=" then return t.text[i] end
  if t.text[i] ~= "[" then
    frame.items = frame.items + 1
    return frame.items
  end
  if t.text[i + 2] == "]" and t.text[i + 3] == "=" then return literal(t, source, i + 1) or false end
  return false
end

local function field_start(t, source, i, frame, problems)
  frame.start = false
  local key = field_key(t, source, i, frame)
  if not key then return end
  local made, seen = frame.made, frame.seen
  if seen[key] then
    problems[#problems + 1] = { code = "twice", line = t.line[i], column = t.column[i], detail = tostring(key), from = seen[key] }
    return
  end
  seen[key] = t.line[i]
  local n = #made
  made[n + 1], made[n + 2], made[n + 3] = key, t.line[i], t.column[i]
end

-- Walks brackets and blocks. Answers the constructors, each as { line, column, key, line, column, key, ... }, and what to insert where.
local function walk(t, source)
  local all, inserts, stack, problems = {}, {}, {}, t.problems
  local in_field = {} -- token index -> true where a name is the key of a field
  for i = 1, t.count do
    local kind, text, top = t.kind[i], t.text[i], stack[#stack]
    if top and top.made and top.start and text ~= "}" and kind ~= "end" then
      field_start(t, source, i, top, problems)
      in_field[i] = kind == "name" and t.text[i + 1] == "="
    end
    if kind == "op" and closer[text] then
      local frame = { open = text, token = i }
      if text == "{" then
        local made = { t.line[i], t.column[i] }
        all[#all + 1] = made
        frame.made, frame.seen, frame.start, frame.items, frame.call = made, {}, true, 0, before_is_callable(t, i)
        inserts[#inserts + 1] = { t.first[i], (frame.call and "(" or "") .. "__waymark_at(" .. #all .. "," }
      end
      stack[#stack + 1] = frame
    elseif kind == "word" and opens_block[text] then
      stack[#stack + 1] = { open = text, token = i }
    elseif top and ((kind == "op" and closer[top.open] == text) or (kind == "word" and closes_block[text] and opens_block[top.open])) then
      stack[#stack] = nil
      if top.made then
        local after = top.call and "))" or t.text[i + 1] == "(" and ");" or ")"
        inserts[#inserts + 1] = { t.last[i] + 1, after }
      end
    elseif top and top.made and (text == "," or text == ";") and kind == "op" then
      top.start = true
    end
  end
  return all, inserts, in_field
end

local function insert(source, inserts)
  local out, from = { "local __waymark_at = ...; " }, 1
  for _, item in ipairs(inserts) do
    out[#out + 1] = sub(source, from, item[1] - 1)
    out[#out + 1] = item[2]
    from = item[1]
  end
  out[#out + 1] = sub(source, from)
  return table.concat(out)
end

return { scan = scan, walk = walk, insert = insert, curly = curly }
