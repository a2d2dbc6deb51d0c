-- Turns the little ECMAScript that SCION's test charts hold into Lua, for tests: expressions token by token, and scripts that assign, count and
-- define functions. What it does not know is an error that says so, never a guess.

local ecmascript = {}

local operators = { "===", "!==", "==", "!=", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "<=", ">=" }
local plain = { ["==="] = "==", ["=="] = "==", ["!=="] = "~=", ["!="] = "~=", ["&&"] = "and", ["||"] = "or", ["!"] = "not" }
local words = { null = "nil", undefined = "nil" }
local unknown = { new = true, instanceof = true, delete = true, void = true, ["this"] = true, ["try"] = true, ["throw"] = true,
                  ["for"] = true, ["while"] = true, ["if"] = true, switch = true, getElementsByTagName = true, search = true, concat = true }

local function fail(what) error("not translated: " .. what, 0) end

-- { kind = "text" | "number" | "name" | "mark" | "line", text = ... } in order; line ends count in scripts only.
local function tokens_of(source)
  local tokens, at = {}, 1
  local function add(kind, text)
    tokens[#tokens + 1] = { kind = kind, text = text }
    at = at + #text
  end
  while at <= #source do
    local blank, comment = source:match("^[ \t\r]+", at), source:match("^//[^\n]*", at)
    local quote = source:match("^['\"]", at)
    if blank or comment then at = at + #(blank or comment)
    elseif source:find("^\n", at) then add("line", "\n")
    elseif quote then add("text", source:match("^" .. quote .. "[^" .. quote .. "\n]*" .. quote, at) or fail("a text that does not end"))
    elseif source:find("^%.?%d", at) then add("number", source:match("^%.?%d[%w%.]*", at))
    elseif source:find("^[%a_$]", at) then add("name", source:match("^[%w_$]+", at))
    else
      local found
      for _, operator in ipairs(operators) do
        if not found and source:sub(at, at + #operator - 1) == operator then found = operator end
      end
      add("mark", found or source:sub(at, at))
    end
  end
  return tokens
end

-- Where an operand stands before it, "[" and "{" ask for a member; elsewhere they begin a list or an object.
local function is_operand(token)
  return token ~= nil and (token.kind ~= "mark" or token.text == ")" or token.text == "]" or token.text == "}")
end

-- typeof x === 'undefined', 'name' in x, JSON.stringify(x), Math.pow(a,b): replaced before the rest.
local function idioms(source)
  source = source:gsub("typeof%s+([%w_%.]+)%s*===?%s*(['\"])undefined%2", "%1 === undefined")
  source = source:gsub("typeof%s+([%w_%.]+)%s*!==?%s*(['\"])undefined%2", "%1 !== undefined")
  source = source:gsub("('[%w_]+')%s+in%s+([%w_]+)", "%2[%1] !== undefined")
  source = source:gsub("JSON%.stringify(%b())", "tostring%1")
  source = source:gsub("Math%.pow%((%w+)%s*,%s*(%d)%)", function(name, power) return "(" .. (name .. " * "):rep(power - 1) .. name .. ")" end)
  source = source:gsub("%[%]%.concat%(%s*(%w+)%s*,%s*(%b[])%s*%)", function(name, list)
    return ("(function(a) local all = {table.unpack(a)}; all[#all + 1] = %s; return all end)(%s)"):format(list:sub(2, -2), name)
  end)
  return source
end

local function is_text_near(tokens, i)
  local function texts(token) return token and (token.kind == "text" or token.text == "tostring") end
  return texts(tokens[i - 1]) or texts(tokens[i + 1])
end

local function one(tokens, i, closers)
  local token, before = tokens[i], tokens[i - 1]
  if token.kind == "name" then
    if unknown[token.text] then fail(token.text) end
    return words[token.text] or token.text
  end
  if token.kind ~= "mark" then return token.text end
  if token.text == "[" or token.text == "{" then
    local is_member = token.text == "[" and is_operand(before)
    closers[#closers + 1] = { close = is_member and "]" or "}", is_object = token.text == "{" }
    return is_member and "[" or "{"
  elseif token.text == "]" or token.text == "}" then
    local opener = table.remove(closers)
    return opener and opener.close or token.text
  elseif token.text == ":" then
    return closers[#closers] and closers[#closers].is_object and "=" or fail("?:")
  elseif token.text == "+" then
    return is_text_near(tokens, i) and ".." or "+"
  elseif token.text == "?" or token.text == "|" then fail(token.text) end
  return plain[token.text] or token.text
end

-- A text is put together with what is none.
local function with_tostring(parts)
  for i, part in ipairs(parts) do
    local name = parts[i + 1]
    if part == ".." and name and name:find("^[%a_]") and name ~= "tostring" then parts[i + 1] = "tostring(" .. name .. ")" end
  end
  return parts
end

function ecmascript.expression(source)
  if source:find("(function(a)", 1, true) or source:find("(function(str", 1, true) then fail("a function that is called where it stands") end
  local translated = idioms(source)
  if translated:find("(function(a)", 1, true) then return translated end
  if translated:find("^%s*function") then
    return (translated:gsub("function(%b())%s*{%s*(.-);?%s*}%s*$", "function%1 %2 end"))
  end
  local tokens, parts, closers = tokens_of(translated), {}, {}
  for i, token in ipairs(tokens) do
    if token.kind ~= "line" then parts[#parts + 1] = one(tokens, i, closers) end
  end
  return table.concat(with_tostring(parts), " ")
end

-- "x += 1", "x++", "++x", "x = 1", "foo()"
local function statement(text)
  local name, operator, value = text:match("^([%w_%.]+)%s*([%+%-%*/]?)=([^=].*)$")
  local counted, by = text:match("^([%w_]+)([%+%-])[%+%-]$")
  if not counted then by, counted = text:match("^([%+%-])[%+%-]([%w_]+)$") end
  if counted then return ("%s = %s %s 1"):format(counted, counted, by) end
  if name and operator ~= "" then return ("%s = %s %s (%s)"):format(name, name, operator, ecmascript.expression(value)) end
  if name then return ("%s = %s"):format(name, ecmascript.expression(value)) end
  if text:find("^[%w_]+%b()$") then return ecmascript.expression(text) end
  return fail("the statement " .. text)
end

-- "var a = 1, b = 2, c": data of the chart, or locals of a function; either way what has a value is set.
local function declaration(text, is_local)
  local out = {}
  for part in (text .. ","):gmatch("%s*([^,]+),") do
    if part:find("=", 1, true) then out[#out + 1] = (is_local and "local " or "") .. statement((part:gsub("%s+$", ""))) end
  end
  return table.concat(out, "; ")
end

function ecmascript.script(source)
  local out, depth = {}, 0
  source = source:gsub("//[^\n]*", ""):gsub(",%s*\n%s*", ", ")
  for line in (source:gsub("([{}])", "\n%1\n"):gsub(";", "\n") .. "\n"):gmatch("%s*([^\n]*)\n") do
    line = line:gsub("%s+$", "")
    local head = line:match("^function%s+[%w_]+%s*%b()$")
    if head then
      depth = depth + 1
      out[#out + 1] = head
    elseif line == "}" then
      depth = depth - 1
      out[#out + 1] = "end"
    elseif line:find("^var ") then out[#out + 1] = declaration(line:sub(5), depth > 0)
    elseif line:find("^return ") then out[#out + 1] = "return " .. ecmascript.expression(line:sub(8))
    elseif line ~= "" and line ~= "{" then out[#out + 1] = statement(line) end
  end
  return table.concat(out, "\n")
end

-- ---- whole documents

local expressions = { cond = true, expr = true, array = true, delayexpr = true, eventexpr = true, targetexpr = true, typeexpr = true, srcexpr = true,
                      sendidexpr = true, location = true, idlocation = true }
local entities = { amp = "&", lt = "<", gt = ">", quot = '"', apos = "'" }

local function unescaped(text)
  return (text:gsub("&#x(%x+);", function(hex) return utf8.char(tonumber(hex, 16)) end):gsub("&#(%d+);", function(number)
    return utf8.char(tonumber(number))
  end):gsub("&(%a+);", entities))
end

local function escaped(text) return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"):gsub('"', "&quot;"):gsub("\n", " ")) end

-- Mistakes in expressions are what some charts are about: what cannot be read as an expression stays as it is.
local function attribute(name, quote, value)
  if not expressions[name] then return ("%s=%s%s%s"):format(name, quote, value, quote) end
  return ('%s="%s"'):format(name, escaped(ecmascript.expression(unescaped(value))))
end

-- Scripts are set aside, so that only attributes of elements look like attributes.
function ecmascript.document(text)
  local scripts = {}
  text = text:gsub("<!%-%-.-%-%->", ""):gsub('datamodel="ecmascript"', 'datamodel="lua"'):gsub("<script([^<>]*)/>", "<script%1></script>")
  text = text:gsub("(<script[^<>]*>)(.-)</script>", function(open, source)
    local translated = ecmascript.script(unescaped(source)):gsub("\n", "; ")
    scripts[#scripts + 1] = open .. escaped(translated) .. "</script>"
    return "<script at-place " .. #scripts .. "/>"
  end)
  text = text:gsub("([%a:]+)=(['\"])(.-)%2", attribute)
  return (text:gsub("<script at%-place (%d+)/>", function(number) return scripts[tonumber(number)] end))
end

return ecmascript
