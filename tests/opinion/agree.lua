-- Goal: the engine does what W3C SCXML 1.0, Appendix D, says, on charts that nobody thought of (S1 to S6, S9, T1).
-- Method: random charts and events by a seed run through the interpreter beside this file and through the engine; every trace must be the
-- same, line by line. A disagreement shrinks by itself and is printed. README.md says how to read it.
-- Usage: lua5.4 tests/opinion/agree.lua ENGINE COUNT [SEED], or ENGINE CASE.json for one that was printed.

local chart = require("opinion.chart")
local compare = require("opinion.compare")
local json = require("helper.json")
local report = require("opinion.report")
local shrink = require("opinion.shrink")
local wire = require("opinion.wire")

local BATCH = 100 -- cases a run of the engine: few enough that their traces are no burden
local SHOWN_MAX = 3 -- disagreements that are shrunk and printed; one mistake mostly shows itself many times

local program, count, seed = arg[1], tonumber(arg[2]), tonumber(arg[3] or "1")

local function show(found, name)
  print(("disagreement: %s"):format(name))
  report.print(shrink.run(program, found))
end

local function replay(path)
  local file = assert(io.open(path))
  local case = json.read(file:read("a"))
  file:close()
  local found = compare.all(program, { wire.marked(case) })
  if found[1] then report.print(found[1]) else print("opinion: both say the same") end
  os.exit(not found[1])
end

if not count then replay(arg[2]) end

local seen, disagreements, long = {}, 0, 0
for first = seed, seed + count - 1, BATCH do
  local cases = {}
  for number = first, math.min(first + BATCH, seed + count) - 1 do cases[#cases + 1] = chart.case(number) end
  local found, traces = compare.all(program, cases)
  long = long + #cases - #traces
  for _, lines in ipairs(traces) do report.count(seen, lines) end
  for _, one in ipairs(found) do
    disagreements = disagreements + 1
    if disagreements <= SHOWN_MAX then show(one, ("seed %d"):format(first + one.index - 1)) end
  end
  if disagreements >= SHOWN_MAX and os.getenv("WAYMARK_OPINION_FIRST") then break end
end

print(("opinion: %d charts from seed %d, %d of them left out as endless, %d disagreements"):format(count, seed, long, disagreements))
print("opinion: " .. report.counted(seen))
local missing = report.missing(seen, count)
if missing then print("opinion: hardly any " .. missing .. " happened, so this proves nothing about it") end
os.exit(disagreements == 0 and not missing)
