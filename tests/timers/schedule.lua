-- Random schedules for a random workflow: what people do, and how the clock goes. Instants are relative until the reference has played them.

local chart = require("timers.chart")
local dates = require("timers.dates")
local randomness = require("opinion.random")
local wire = require("opinion.wire")

local schedule = {}

local MINUTE, HOUR, DAY = 60000, 3600000, 86400000

-- When schedules begin: around Easter, Christmas, leap days and both changes of the clocks, and at any time.
local windows = { "2016-03-22", "2016-12-20", "2020-02-25", "2022-05-30", "2021-12-22", "2026-03-27", "2026-10-23", "2027-10-29", "2024-02-28",
                  "2021-01-29" }
local jumps = { 1, MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 12 * HOUR, DAY, DAY, 3 * DAY, 7 * DAY, 10 * DAY, 31 * DAY, 92 * DAY }

local function start_of(random)
  local day = random:chance(3, 4) and dates.read(random:pick(windows)) or random:between(dates.day(2015, 1, 5), dates.day(2027, 11, 1))
  return (day + random:between(0, 4)) * DAY + random:between(0, 95) * 15 * MINUTE
end

local function near(random, start)
  local days, instants = {}, {}
  for at = 1, 6 do
    days[at] = dates.write(start // DAY + random:between(-8, 25))
    instants[at] = dates.write_instant((start // MINUTE + random:between(-600, 6000)) * MINUTE)
  end
  return { due = days, review = days, moment = instants }
end

local function data_of(plan, names, from)
  local data = {}
  for at = from, #names do
    if plan.random:chance(3, 4) then data[names[at]] = chart.value(plan, names[at]) end
  end
  return data
end

local makers = {}

function makers.clock(plan)
  local random = plan.random
  local event = { to = random:chance(1, 2) and "due" or "now", off = random:pick(jumps) }
  if event.to == "due" then event.off = random:pick({ -1, 0, 0, 0, 1, HOUR, 3 * DAY, 20 * DAY }) end
  event.hop = random:chance(1, 4) or nil
  event.asleep = not event.hop and random:chance(1, 5) or nil
  return event
end

function makers.start(plan)
  if #plan.started == 3 then return makers.clock(plan) end
  local ref = ({ "A", "B", "C" })[#plan.started + 1]
  plan.started[#plan.started + 1] = ref
  return { start = true, item = ref, data = data_of(plan, { "due", "review", "moment", "owner", "n" }, 1) }
end

function makers.send(plan)
  local move = plan.random:pick(chart.moves)
  return { send = move[1], item = plan.random:pick(plan.started), data = data_of(plan, move, 2) }
end

function makers.again(plan, events)
  local earlier = {}
  for at, event in ipairs(events) do
    if event.send and not event.again then earlier[#earlier + 1] = at end
  end
  if #earlier == 0 then return makers.send(plan) end
  local at = plan.random:pick(earlier)
  local event = wire.copy(events[at])
  event.again = at
  return event
end

function makers.stuck(plan) return { stuck = plan.random:pick({ "retry", "skip" }), item = plan.random:pick(plan.started) } end
function makers.reopen() return { reopen = true } end

function makers.closure(plan) return { closure = plan.random:pick(plan.near.due) } end

local wanted = { "closure", "clock", "clock", "clock", "clock", "send", "send", "send", "stuck", "stuck", "start", "again", "reopen" }

local function events(plan)
  local list = wire.list({ makers.start(plan) })
  for at = 2, plan.random:between(4, 10) do list[at] = makers[plan.random:pick(wanted)](plan, list) end
  return list
end

-- How it is played besides: most in memory; some on a disk, ended and begun again, and some of these crash.
local function give_way(case, seed, random)
  if seed % 16 == 0 then case.check = true end
  if seed % 16 == 1 then case.disk, case.crash = true, random:upto(1000000) end
  if seed % 16 == 2 then case.disk, case.check = true, true end
  if seed % 640 == 5 then case.disk, case.crash = true, "all" end
end

function schedule.case(seed)
  local random = randomness.new(seed)
  local start = start_of(random)
  local plan = chart.plan(random, near(random, start))
  plan.started = {}
  local case = { definition = chart.definition(plan), start = start, events = events(plan) }
  give_way(case, seed, random)
  return case
end

return schedule
