-- Goal: timers are what their workflow says, at every quiet point, whatever people do and whatever the clock does, and a crash at any commit
-- changes nothing (T1 to T8, T10, T11, S6, S7, E1, E3). Method: random workflows and schedules by a seed, through the reference beside this
-- file and through the engine; every trace must be the same, line by line. A disagreement shrinks by itself and is printed. README.md says
-- how to read it.
-- Usage: lua5.4 tests/timers/agree.lua ENGINE COUNT [SEED], or ENGINE CASE.json for one that was printed.

local compare = require("timers.compare")
local json = require("helper.json")
local report = require("timers.report")
local schedule = require("timers.schedule")
local shrink = require("opinion.shrink")
local variants = require("timers.variants")
local wire = require("opinion.wire")

local BATCH = 100 -- cases a run of the engine: its board is made once for them
local COUNTED = 4 -- of so many schedules one is looked at for what happened in it
local SHOWN_MAX = 3 -- disagreements that are shrunk and printed

local program, count, seed = arg[1], tonumber(arg[2]), tonumber(arg[3] or "1")

local function replay(path)
  local file = assert(io.open(path))
  local case = json.read(file:read("a"))
  file:close()
  local found = compare.all(program, { wire.marked(case) })
  if found[1] then report.print(found[1]) else print("timers: both say the same") end
  os.exit(not found[1])
end

if not count then replay(arg[2]) end

local seen, wrong, long = {}, 0, 0

local function complain(name, show, found)
  wrong = wrong + 1
  if wrong > SHOWN_MAX then return end
  print("disagreement: " .. name)
  show(found)
end

local function shrunk(found) report.print(shrink.run(program, found, compare)) end

for first = seed, seed + count - 1, BATCH do
  local cases = {}
  for number = first, math.min(first + BATCH, seed + count) - 1 do cases[#cases + 1] = schedule.case(number) end
  local found, traces, played = compare.all(program, cases)
  long = long + #cases - #traces
  for at = 1, #traces, COUNTED do report.count(seen, traces[at]) end
  for _, one in ipairs(found) do complain(("seed %d"):format(first + one.index - 1), shrunk, one) end
  for _, one in ipairs(variants.all(program, played)) do
    complain(("seed %d, %s"):format(first + one.index - 1, one.name), variants.print, one)
  end
end

print(("timers: %d schedules from seed %d, %d of them left out as endless, %d disagreements"):format(count, seed, long, wrong))
print(("timers: in one of %d: %s"):format(COUNTED, report.counted(seen)))
local missing = report.missing(seen, count // COUNTED)
if missing then print("timers: hardly any " .. missing .. " happened, so this proves nothing about it") end
os.exit(wrong == 0 and not missing)
