-- Goal: the reference's own dates and rules are right before anything is compared with them. Method: the vectors that Python made
-- (tests/vectors) of London and of England and Wales, as far as the reference knows their words; at least MIN of them.

local dates = require("timers.dates")
local rules = require("timers.rules")

local MIN = 400
local foreign = { "every", "rolled back", " from ", "meeting", "^on ", " of the ", "^%d+ %u" } -- what no random workflow says

local function split(line)
  local columns = {}
  for column in (line .. "|"):gmatch("([^|]*)|") do columns[#columns + 1] = column end
  return columns
end

local function is_ours(columns)
  for _, pattern in ipairs(foreign) do
    if columns[1]:find(pattern) then return false end
  end
  if columns[5]:find("=199[0-5]") then return false end -- London's clocks had a date of each year's own then
  return columns[3] == "Europe/London" and columns[4] == "england-and-wales" and columns[6] .. columns[7] .. columns[8] == ""
end

local function instant(text)
  local ms = dates.instant((text:gsub("%.%d+Z$", "Z")))
  return ms and ms + (tonumber(text:match("%.(%d+)Z$")) or 0)
end

local function due_of(columns)
  local fields = {}
  for name, value in columns[5]:gmatch("(%w+)=([^;]+)") do fields[name] = value end
  return rules.due(columns[1], fields, instant(columns[2]), {})
end

local compared, wrong = 0, 0
for line in io.lines("tests/vectors/deadlines.csv") do
  local columns = split(line)
  if is_ours(columns) then
    compared = compared + 1
    local due = due_of(columns)
    if due ~= instant(columns[9]) then
      wrong = wrong + 1
      print(("%s: the reference says %s"):format(line, due and dates.write_instant(due) or "nothing"))
    end
  end
end
print(("timers: %d deadlines as the vectors have them, %d otherwise"):format(compared - wrong, wrong))
os.exit(wrong == 0 and compared >= MIN)
