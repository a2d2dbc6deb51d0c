-- Plays cases by the reference and by the engine (engine.c) and says where their traces part.

local board = require("timers.board")
local engine = require("opinion.compare").engine

local compare = { keeps = { fields = true } } -- of shrink.lua: an event that brings a field that there is not is refused, which shows nothing

-- The reference's trace of a case and the case as it was played; nil where it is too long.
function compare.interpret(case)
  local good, lines, played = xpcall(board.trace, function(problem)
    return problem == "too long" and problem or debug.traceback(problem, 2)
  end, case)
  if good then return lines, played end
  if lines ~= "too long" then error(lines, 0) end
end

-- The number of the first line that differs; nil where both say the same. What the engine says beyond the end is what it found wrong itself.
function compare.difference(mine, theirs)
  for at = 1, math.max(#mine, #theirs) do
    if mine[at] ~= theirs[at] then return at end
  end
end

-- The cases of `cases` whose traces differ: a list of { case, mine, theirs, at, index }; all traces; and all cases as they were played, with
-- the engine's own trace: { case, theirs, index }.
function compare.all(program, cases)
  local played, traces, indexes, found = {}, {}, {}, {}
  for index, case in ipairs(cases) do
    local lines, as_played = compare.interpret(case)
    if lines then
      played[#played + 1], traces[#traces + 1], indexes[#indexes + 1] = as_played, lines, index
    end
  end
  local given = engine(program, played)
  for at, theirs in ipairs(given) do
    local difference = compare.difference(traces[at], theirs)
    if difference then
      found[#found + 1] = { case = played[at], mine = traces[at], theirs = theirs, at = difference, index = indexes[at] }
    end
  end
  local all = {}
  for at, theirs in ipairs(given) do all[at] = { case = played[at], theirs = theirs, index = indexes[at] } end
  return found, traces, all
end

return compare
