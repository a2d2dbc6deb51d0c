-- Sentences for what is wrong with a source, for people who do not program: where a comma was left out, where a bracket was opened,
-- which quotes a word processor changed. Lua's own message is the last resort.

local positions = ...

local plain_open = { ["{"] = true, ["("] = true, ["["] = true }
local closes = { ["}"] = "{", [")"] = "(", ["]"] = "[" }

local function problem(line, column, format, ...)
  return { line = line, column = column, text = ("Line %d: " .. format):format(line, ...) }
end

local function token_text(t, source, i)
  local text = source:sub(t.first[i], t.last[i])
  text = text:match("^[^\r\n]*")
  return #text > 40 and text:sub(1, 37) .. "..." or text
end

-- What the scan itself saw, by code.
local scanned = {
  curly = function(p)
    local straight = positions.curly[p.detail]
    return problem(p.line, p.column, "%s is a quote from a word processor; write the straight one: %s", p.detail, straight)
  end,
  text = function(p)
    for quote, straight in pairs(positions.curly) do
      if p.detail:find(quote, 1, true) and (straight == p.detail:sub(1, 1) or #straight == 1) then
        local at = p.detail:find(quote, 1, true)
        return problem(p.line, p.column + at - 1, "%s is a quote from a word processor; write the straight one: %s", quote, p.detail:sub(1, 1))
      end
    end
    return problem(p.line, p.column, "the text that starts here with %s has no closing %s on this line.", p.detail:sub(1, 1), p.detail:sub(1, 1))
  end,
  long = function(p)
    local closing = p.detail:gsub("%-%-", ""):gsub("%[", "]")
    local what = p.detail:sub(1, 2) == "--" and "comment" or "text"
    return problem(p.line, p.column, "the %s that starts here with `%s` is never closed; put `%s` where it ends.", what, p.detail, closing)
  end,
  twice = function(p)
    return problem(p.line, p.column, "`%s` is written twice, on line %d and line %d.", p.detail, p.from, p.line)
  end,
  bits = function(p)
    return problem(p.line, p.column,
      "`%s` between numbers cannot be trusted in a file as large as this (this Lua gets it wrong); work it out another way or in a smaller module.",
      p.detail)
  end,
}

local ends_expression = { ["}"] = true, [")"] = true, ["]"] = true, ["..."] = true }
local ending_word = { ["true"] = true, ["false"] = true, ["nil"] = true, ["end"] = true }
local starting_word = { ["true"] = true, ["false"] = true, ["nil"] = true, ["function"] = true, ["not"] = true }

local function ends(t, i)
  local kind, text = t.kind[i], t.text[i]
  return kind == "name" or kind == "text" or kind == "number" or (kind == "op" and ends_expression[text]) or (kind == "word" and ending_word[text])
end

-- Could the token before i be called or indexed? Then a bracket or text after it goes on with the same expression.
local function callable(t, i, was_plain)
  local kind, text = t.kind[i], t.text[i]
  if text == "}" then return not was_plain[i] end
  if kind == "text" then return t.kind[i - 1] == "name" or (t.kind[i - 1] == "op" and ends_expression[t.text[i - 1]] and not was_plain[i - 1]) end
  return kind == "name" or text == ")" or text == "]"
end

local function is_key_bracket(t, i) -- `["due"] =` on a line of its own
  return t.text[i] == "[" and t.text[i + 2] == "]" and t.text[i + 3] == "=" and t.line[i] > t.line[i - 1]
end

-- Does an expression start at i although the one before it has just ended?
local function lacks_comma(t, i, was_plain)
  if i < 2 or not ends(t, i - 1) then return false end
  local kind, text = t.kind[i], t.text[i]
  if kind == "name" or kind == "number" or (kind == "word" and starting_word[text]) then return true end
  if is_key_bracket(t, i) then return true end
  local opens = kind == "text" or text == "{" or text == "(" or text == "["
  return opens and not callable(t, i - 1, was_plain)
end

local function comma(t, source, i)
  return problem(t.line[i], t.column[i], "a comma is missing after `%s` on line %d.", token_text(t, source, i - 1), t.line[i - 1])
end

local function never_closed(t, source, i)
  local word = token_text(t, source, i)
  if t.kind[i] == "word" then
    local closing = word == "repeat" and "until" or "end"
    return problem(t.line[i], t.column[i], "the `%s` here is never closed; its `%s` is missing.", word, closing)
  end
  return problem(t.line[i], t.column[i], "the `%s` opened here is never closed.", word)
end

local function wrong_close(t, source, i, open)
  local text = token_text(t, source, i)
  if not open then return problem(t.line[i], t.column[i], "this `%s` closes nothing; it is one too many, or what it should close is missing.", text) end
  return problem(t.line[i], t.column[i], "this `%s` comes before the `%s` of line %d is closed.", text, token_text(t, source, open), t.line[open])
end

local block = { ["function"] = true, ["if"] = true, ["do"] = true, ["repeat"] = true }

-- Reads brackets and blocks in order and answers the first thing that cannot be right.
local function structure(t, source)
  local stack, was_plain = {}, {} -- token indexes; which `}` close a table that is not a call's argument
  for i = 1, t.count do
    local kind, text, top = t.kind[i], t.text[i], stack[#stack]
    local inside = top and plain_open[t.text[top]] and t.kind[top] == "op"
    if inside and lacks_comma(t, i, was_plain) then return comma(t, source, i) end
    if inside and t.text[top] == "{" and text == ":" and t.kind[i - 1] == "name" and t.text[i + 2] ~= "(" then
      return problem(t.line[i], t.column[i], "`%s:` should be `%s =`.", t.text[i - 1], t.text[i - 1])
    end
    if kind == "op" and text == "!" then return problem(t.line[i], t.column[i], "`!` is not a word of Lua; write `not`, or `~=` for \"is not\".") end
    if kind == "op" and plain_open[text] then
      stack[#stack + 1] = i
    elseif kind == "op" and closes[text] then
      if not top or t.text[top] ~= closes[text] then return wrong_close(t, source, i, top) end
      was_plain[i] = text == "}" and not (top > 1 and ends(t, top - 1) and callable(t, top - 1, was_plain))
      stack[#stack] = nil
    elseif kind == "word" and block[text] then
      stack[#stack + 1] = i
    elseif kind == "word" and (text == "end" or text == "until") then
      if not top or not block[t.text[top]] or t.kind[top] ~= "word" then return wrong_close(t, source, i, top) end
      stack[#stack] = nil
    end
  end
  if #stack > 0 then return never_closed(t, source, stack[#stack]) end
end

-- Lua's own message, "LABEL:12: '=' expected near 'x'", made a sentence with the column of what it stopped near.
local function lua_problem(t, source, message)
  if message:find("C stack overflow", 1, true) then return problem(1, 1, "brackets or blocks are nested more than 190 deep; flatten them.") end
  local line, text = message:match("^[^\n]-:(%d+): (.*)$")
  line = tonumber(line) or 1
  local near = (text or message):match(" near '(.*)'$")
  local column = 1
  for i = t.count, 1, -1 do
    if t.line[i] == line and near and source:sub(t.first[i], t.last[i]) == near then column = t.column[i] end
  end
  if near == "goto" then return problem(line, column, "`goto` is a word of Lua itself. Did you mean `go_to`?") end
  if near and #near > 60 then text = text:gsub(" near '.*'$", "") .. " near '" .. near:sub(1, 57) .. "...'" end
  local said = (text or message):gsub(" near '(.*)'$", " near `%1`"):gsub(" near <eof>$", " at the end of the file"):gsub("'([^']+)'", "`%1`")
  return problem(line, column, "this cannot be read: %s. Look for a bracket, a comma or a quote that is missing, here or on the line before.", said)
end

-- The sentence for a source that Lua refused with `message`.
local function explain(t, source, message)
  local first = t.problems[1]
  if first then return scanned[first.code](first) end
  local stopped = tonumber(message:match(":(%d+):")) or math.huge
  local found = structure(t, source)
  -- What was opened and never closed shows only at the end; anything else counts if Lua had not stopped before it.
  if found and (found.line <= stopped) then return found end
  return lua_problem(t, source, message)
end

return { explain = explain, scanned = scanned, problem = problem }
