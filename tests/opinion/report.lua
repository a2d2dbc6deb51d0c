-- What a comparison prints: a disagreement with both traces, and what happened in all the charts together.

local wire = require("opinion.wire")

local report = {}

local function print_trace(name, lines, at)
  print(name .. ":")
  for number = math.max(1, at - 3), math.min(#lines, at + 1) do
    print(("%s %3d %s"):format(number == at and ">" or " ", number, lines[number]))
  end
  if at > #lines then print((">     (it has ended after line %d)"):format(#lines)) end
end

-- A list of [WHAT, ...] in two lines: the first item that differs, of each.
local function items(line)
  local list = {}
  for item in ((line or ""):match('"did":(%b[])') or ""):sub(2, -2):gmatch("%b[]") do list[#list + 1] = item end
  return list
end

local function print_first_item(mine, theirs)
  local a, b = items(mine), items(theirs)
  for at = 1, math.max(#a, #b) do
    if a[at] ~= b[at] then
      return print(("at its item %d the norm has %s, the engine %s"):format(at, a[at] or "nothing", b[at] or "nothing"))
    end
  end
end

local function print_state(spec, depth)
  local rest = {}
  for key, value in pairs(spec) do
    local is_said = key ~= "states" and key ~= "id" and key ~= "kind" and key ~= "key" and key ~= "title"
    if is_said and not (type(value) == "table" and next(value) == nil) then rest[#rest + 1] = key .. " " .. wire.write(value) end
  end
  table.sort(rest)
  print(("%s%s %s  %s"):format(("  "):rep(depth), spec.kind, spec.id == "" and "(root)" or spec.id, table.concat(rest, "; ")))
  for _, child in ipairs(spec.states or {}) do print_state(child, depth + 1) end
end

report.print_state = print_state

function report.print(found)
  print_state(found.case.definition.root, 1)
  for _, happening in ipairs(found.case.events) do print("  " .. wire.write(happening)) end
  print_trace("the norm", found.mine, found.at)
  print_trace("the engine", found.theirs, found.at)
  print_first_item(found.mine[found.at], found.theirs[found.at])
  print("as a case: " .. wire.write(found.case))
end

-- ---- what happened at all: charts in which nothing happens would prove nothing

local kinds = { "take", "enter", "exit", "set", "raise", "send", "cancel", "log", "invoke", "uninvoke", "forward", "ended" }
local others = { ["a history remembered"] = '"history":{', ["an error"] = '"error%.', ["done.state"] = '%["raise","done%.state',
                 ["done.invoke"] = '"done%.invoke', ["a step that failed"] = '"outcome":"failed"', ["an event ignored"] = '"outcome":"ignored"',
                 ["an armed timer"] = '"armed":%["', ["a timer taken"] = '"event":{"timer".*"outcome":"taken"' }

local function add(seen, what, times) seen[what] = (seen[what] or 0) + times end

function report.count(seen, lines)
  for _, line in ipairs(lines) do
    for _, kind in ipairs(kinds) do add(seen, kind, select(2, line:gsub('%["' .. kind .. '",', ""))) end
    for what, pattern in pairs(others) do add(seen, what, line:find(pattern) and 1 or 0) end
  end
end

function report.counted(seen)
  local parts = {}
  for what, times in pairs(seen) do parts[#parts + 1] = ("%s %d"):format(what, times) end
  table.sort(parts)
  return table.concat(parts, ", ")
end

-- What happened fewer than once in 40 charts; nil: everything did. A handful of charts is not judged.
function report.missing(seen, count)
  for what, times in pairs(seen) do
    if count >= 200 and times * 40 < count then return what end
  end
end

return report
