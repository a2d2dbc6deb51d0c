-- Edits of a workflow's file such as a hurried person makes: a line is lost or written twice, a name is changed in one place, a number or a unit is
-- another one, a bracket, comma or quote is missing. The same seed makes the same edits.
local edit = {}
edit.__index = edit

function edit.new(seed) return setmetatable({ state = seed % 2147483647 }, edit) end

-- A whole number from 1 to `count`.
function edit:below(count)
  self.state = (self.state * 48271) % 2147483647
  return self.state % count + 1
end

local function lines_of(text)
  local lines = {}
  for line in text:gmatch("([^\n]*)\n") do lines[#lines + 1] = line end
  return lines
end

local function joined(lines) return table.concat(lines, "\n") .. "\n" end

-- One of the places in `text` where `pattern` is found, replaced by what `with` makes of it.
local function replaced(self, text, pattern, with)
  local places, at = {}, 1
  while true do
    local first, last = text:find(pattern, at)
    if not first then break end
    places[#places + 1] = { first, last }
    at = last + 1
  end
  if #places == 0 then return nil end
  local place = places[self:below(#places)]
  return text:sub(1, place[1] - 1) .. with(text:sub(place[1], place[2])) .. text:sub(place[2] + 1)
end

local units = { "working days", "calendar days", "days", "weeks", "months", "hours", "working", "meetings" }
local words = { "after", "before", "from", "due", "asked", "end of", "the next meeting of", "on", "every", "" }
local names = { "by", "go_to", "holder", "due", "tell", "must_give", "only_if", "title", "choices", "automatic", "stays", "closed", "open", "does", "target" }

local kinds = {
  { "a line is gone", function(_, lines, at) table.remove(lines, at) return joined(lines) end },
  { "a line stands twice", function(_, lines, at) table.insert(lines, at, lines[at]) return joined(lines) end },
  { "two lines changed places", function(_, lines, at)
    if lines[at + 1] then lines[at], lines[at + 1] = lines[at + 1], lines[at] end
    return joined(lines)
  end },
  { "some lines are gone", function(self, lines, at)
    for _ = 1, self:below(6) do table.remove(lines, at) end
    return joined(lines)
  end },
  { "a text is another", function(self, lines) return replaced(self, joined(lines), '"[%w_]+"', function(text) return text:sub(1, -2) .. 'x"' end) end },
  { "a text is a name that stands elsewhere", function(self, lines)
    local other = {}
    for name in joined(lines):gmatch('"([%w_]+)"') do other[#other + 1] = name end
    return replaced(self, joined(lines), '"[%w_]+"', function() return '"' .. other[self:below(#other)] .. '"' end)
  end },
  { "a step is called otherwise", function(self, lines)
    return replaced(self, joined(lines), 'step "[%w_]+"', function(text) return text:sub(1, -2) .. '_again"' end)
  end },
  { "a number is another", function(self, lines) return replaced(self, joined(lines), "%f[%d]%d+", function() return tostring(self:below(400) - 1) end) end },
  { "a unit is another", function(self, lines)
    return replaced(self, joined(lines), "%l+ days", function() return units[self:below(#units)] end)
  end },
  { "a word of a date is another", function(self, lines)
    return replaced(self, joined(lines), "days %l+ %l+", function() return "days " .. words[self:below(#words)] .. " " .. words[self:below(#words)] end)
  end },
  { "a member is called otherwise", function(self, lines)
    return replaced(self, joined(lines), "%f[%w_][%l_]+ = ", function() return names[self:below(#names)] .. " = " end)
  end },
  { "a member has another value", function(self, lines)
    local values = { '= "manager"', "= 5", "= {}", "= true", '= has "text"', '= { "manager", 7 }', "= nil", "= all_returned", '= today()', '= "end of due"' }
    return replaced(self, joined(lines), '= "[^"\n]*"', function() return values[self:below(#values)] end)
  end },
  { "a mark is gone", function(self, lines) return replaced(self, joined(lines), '[{}(),="]', function() return "" end) end },
  { "a mark is another", function(self, lines)
    local marks = { "{", "}", "(", ")", ",", "=", '"', "[", ";", ":" }
    return replaced(self, joined(lines), '[{}(),="]', function() return marks[self:below(#marks)] end)
  end },
}

-- `text` with one to three edits, and in words what they were.
function edit:of(text)
  local said = {}
  for _ = 1, self:below(4) == 1 and 3 or 1 do
    local kind, lines = kinds[self:below(#kinds)], lines_of(text)
    local made = #lines > 1 and kind[2](self, lines, self:below(#lines))
    if made then text, said[#said + 1] = made, kind[1] end
  end
  return text, table.concat(said, ", ")
end

return edit
