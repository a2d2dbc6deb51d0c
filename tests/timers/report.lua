-- What a comparison of timers prints: a disagreement, with where the two lines part, and what happened in all the schedules together.

local states = require("opinion.report")
local wire = require("opinion.wire")

local report = {}

local AROUND = 200 -- letters shown before and after the first that differs

local function print_line(name, line, at)
  if not line then return print(("%s:   (it has ended)"):format(name)) end
  print(("%s: %s%s"):format(name, at > AROUND and "..." or "", line:sub(math.max(1, at - AROUND), at + AROUND)))
end

local function first_difference(a, b)
  local at = 1
  while at <= #a and a:sub(at, at) == b:sub(at, at) do at = at + 1 end
  return at
end

-- What the engine says after the end: of a crash, all lines; of them the first that is another than without it.
local function crash_lines(found)
  for at = found.at + 1, #found.theirs do
    local mine, theirs = found.mine[at - found.at], found.theirs[at]
    if theirs:find("crash at", 1, true) then return nil end
    if mine ~= theirs then return mine, theirs, at - found.at end
  end
end

-- A line an event, one of the end, a line of entries an event.
local function event_of(case, line)
  local count = #case.events
  if line <= count then return "what event " .. line .. " left" end
  if line == count + 1 then return "the end" end
  return line <= 2 * count + 1 and "the entries of event " .. line - count - 1 or "what was looked at after the end"
end

function report.print(found)
  local mine, theirs, at = found.mine[found.at], found.theirs[found.at], found.at
  states.print_state(found.case.definition.root, 1)
  for _, ladder in ipairs(found.case.definition.ladders) do print("  ladder " .. wire.write(ladder)) end
  for number, event in ipairs(found.case.events) do print(("%4d %s"):format(number, wire.write(event))) end
  if (theirs or ""):find("crash at", 1, true) then
    print("without a crash both say the same; with one: " .. theirs)
    mine, theirs, at = crash_lines(found)
  end
  local place = first_difference(mine or "", theirs or "")
  print(("they part at line %d: %s"):format(at or 0, event_of(found.case, at or 0)))
  print_line("the reference", mine, place)
  print_line("the engine   ", theirs, place)
  print("as a case: " .. wire.write(found.case))
end

-- ---- what happened at all: schedules in which nothing happens would prove nothing

local kinds = { started = 10, ["event taken"] = 11, ["timer fired"] = 12, ["timer skipped"] = 13, ["event ignored"] = 14, ["event refused"] = 15,
                ["stuck step put aside"] = 17, ["dates counted anew"] = 24 }
local others = { armed = '%[\\"arm\\"', ["left with its state"] = '\\"exit\\"', moved = '\\"moved\\"', ["rung with copies"] = '",true,"',
                 ["rung used"] = '"done":%["', ["a stuck step"] = "got stuck", ["a clock that is stopped"] = ',null%]%]',
                 ["a cycle dealt with"] = '"last":{' }

function report.count(seen, lines)
  for _, line in ipairs(lines) do
    for what, kind in pairs(kinds) do seen[what] = (seen[what] or 0) + select(2, line:gsub('%["%u",' .. kind .. ",", "")) end
    for what, pattern in pairs(others) do seen[what] = (seen[what] or 0) + select(2, line:gsub(pattern, "")) end
  end
end

report.counted = states.counted

-- What happened in fewer than one schedule of a hundred; nil: everything did. A handful of schedules is not judged.
function report.missing(seen, count)
  for what, times in pairs(seen) do
    if count >= 125 and times * 100 < count then return what end
  end
end

return report
