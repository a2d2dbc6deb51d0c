-- Runs cases through the interpreter and through the engine (engine.c) and says where their traces part.

local system = require("opinion.system")
local wire = require("opinion.wire")
local workflow = require("opinion.workflow")

local compare = {}

local MACROSTEPS_MAX = 100 -- over it a case is left out: it sends itself events for ever, and shows nothing new

-- The interpreter's trace of a case and the case as far as it was played; nil where it is too long.
function compare.interpret(case)
  local run = case.definition.datamodel and system.trace or workflow.trace
  local good, lines, played = xpcall(run, function(problem)
    return problem == "too long" and problem or debug.traceback(problem, 2)
  end, case, MACROSTEPS_MAX)
  if good then return lines, played end
  if lines ~= "too long" then error(lines, 0) end
end

local function write_cases(path, cases)
  local file = assert(io.open(path, "w"))
  for _, case in ipairs(cases) do file:write(wire.write(case), "\n") end
  assert(file:close())
end

-- What the engine writes about many cases: a list of lines each; the lines that are left over; and whether it ended well.
local function run(program, cases)
  local path = os.tmpname()
  write_cases(path, cases)
  local traces, lines = {}, {}
  local pipe = assert(io.popen(("'%s' < '%s' 2>&1"):format(program, path)))
  for line in pipe:lines() do
    if line ~= "" or #traces == #cases then lines[#lines + 1] = line else traces[#traces + 1], lines = lines, {} end
  end
  local good = pipe:close()
  os.remove(path)
  return traces, lines, good
end

-- The engine's traces of many cases. One that it did not survive, or after which it complained (a sanitizer's leak), ends with what it said;
-- where it complained in the end, the cases run again one by one, to know which it was.
function compare.engine(program, cases)
  local traces, rest, good = run(program, cases)
  if good and #rest == 0 and #traces == #cases then return traces end
  if #traces == #cases and #cases > 1 then
    for at, case in ipairs(cases) do traces[at] = compare.engine(program, { case })[1] end
    return traces
  end
  local last = #traces == #cases and table.remove(traces) or {}
  table.move(rest, 1, #rest, #last + 1, last)
  last[#last + 1] = "the engine stopped here"
  traces[#traces + 1] = last
  return traces
end

-- Where a macrostep goes over a bound, the two stop in the midst of it, so only what was before the last rest counts.
local function until_rest(lines)
  local last = #lines
  while last > 0 and not lines[last]:find('^{"at"') do last = last - 1 end
  return last
end

-- The number of the first line that differs; nil where both say the same.
function compare.difference(mine, theirs)
  local count, has_looped = #mine, mine[#mine] == '{"livelock":true}'
  if has_looped ~= (theirs[#theirs] == '{"livelock":true}') then return math.min(#mine, #theirs) end
  if has_looped then
    count = until_rest(mine)
    if count ~= until_rest(theirs) then return count + 1 end
  elseif #theirs > count then
    count = #theirs
  end
  for at = 1, count do
    if mine[at] ~= theirs[at] then return at end
  end
end

-- The cases of `cases` that both run, and whose traces differ: a list of { case, mine, theirs, at, index }.
function compare.all(program, cases)
  local played, traces, indexes, found = {}, {}, {}, {}
  for index, case in ipairs(cases) do
    local lines, as_played = compare.interpret(case)
    if lines then
      played[#played + 1], traces[#traces + 1], indexes[#indexes + 1] = as_played, lines, index
    end
  end
  for at, theirs in ipairs(compare.engine(program, played)) do
    local difference = compare.difference(traces[at], theirs)
    if difference then
      found[#found + 1] = { case = played[at], mine = traces[at], theirs = theirs, at = difference, index = indexes[at] }
    end
  end
  return found, traces
end

return compare
