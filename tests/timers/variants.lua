-- What must not matter, asked of the engine alone: whether the clock goes in one stride or in two (where no ladder and no cycle looks at the
-- real time, or the clock goes from due instant to due instant), and in which order people turn to items that have nothing to do with one
-- another. Every item's own journal and its end must be the same.

local engine = require("opinion.compare").engine
local randomness = require("opinion.random")
local wire = require("opinion.wire")

local variants = {}

local SHARE = 4 -- of so many cases one is tried in each way

-- ---- the ways

local function looks_at_the_clock(spec)
  if spec.ladder then return true end
  for _, timer in ipairs(spec.timers or {}) do
    if timer.kind == "every" then return true end
  end
  for _, child in ipairs(spec.states or {}) do
    if looks_at_the_clock(child) then return true end
  end
  return false
end

local function put_in(events, list, event)
  events[#events + 1] = event
  list[#list + 1] = #events
end

-- Events in another list keep who repeats whom.
local function renumbered(case, order, extra)
  local made, place = wire.copy(case), {}
  made.events, made.crash, made.check, made.disk = wire.list(), nil, nil, nil
  for _, number in ipairs(order) do
    for _, event in ipairs(extra(number)) do put_in(made.events, {}, event) end
    place[number] = #made.events
  end
  return made, place
end

-- Strides are cut in two at a random instant.
function variants.split(case, random)
  local order, now, cut = {}, case.start, false
  for number in ipairs(case.events) do order[number] = number end
  local may = not looks_at_the_clock(case.definition.root)
  local made = renumbered(case, order, function(number)
    local event = wire.copy(case.events[number])
    local from = now
    now = event.to or now
    if not event.to or event.asleep or event.to - from < 2 or not (event.hop or may) then return { event } end
    cut = true
    return { { to = random:between(from + 1, event.to - 1), hop = event.hop }, event }
  end)
  return cut and made or nil
end

-- Two neighbours of different items change places.
function variants.shuffle(case, random)
  local order, has_changed = {}, false
  for number in ipairs(case.events) do order[number] = number end
  for at = 1, #order - 1 do
    local a, b = case.events[order[at]], case.events[order[at + 1]]
    if a.item and b.item and a.item ~= b.item and not a.start and not b.start and random:chance(2, 3) then
      order[at], order[at + 1], has_changed = order[at + 1], order[at], true
    end
  end
  return has_changed and renumbered(case, order, function(number) return { wire.copy(case.events[number]) } end) or nil
end

-- ---- comparing

-- A key is an event's number; who repeats an earlier one would repeat another in a list that has others.
local function repeats(case)
  for _, event in ipairs(case.events) do
    if event.again then return true end
  end
  return false
end

-- Every item's own entries in their order, as text, and its end.
local function journals(lines)
  local by_item = {}
  for _, line in ipairs(lines) do
    if line:find('^{"end"') then by_item["the end"] = line end
    local starts = {}
    for at, ref in line:gmatch('()%["(%u)",%d+,%d+,%[') do starts[#starts + 1] = { at = at, ref = ref } end
    for number, start in ipairs(line:find('^{"entries"') and starts or {}) do
      local stop = starts[number + 1] and starts[number + 1].at - 2 or line:find('],"event":%d+}$') - 1
      by_item[start.ref] = (by_item[start.ref] or "") .. line:sub(start.at, stop) .. "\n"
    end
  end
  return by_item
end

local function parted(mine, theirs)
  for name, text in pairs(mine) do
    if theirs[name] ~= text then return name end
  end
end

local function tries(played)
  local made = {}
  for _, one in ipairs(played) do
    for number, name in ipairs({ "split", "shuffle" }) do
      local random = randomness.new(one.index * 31 + number)
      local other = random:chance(1, SHARE) and not repeats(one.case) and variants[name](one.case, random)
      if other then made[#made + 1] = { case = other, of = one, name = name, index = one.index } end
    end
  end
  return made
end

-- Which of the cases, as compare.all gives them, are not the same another way: a list of { name, index, case, of, item, mine, theirs }.
function variants.all(program, played)
  local made, cases, found = tries(played), {}, {}
  for at, one in ipairs(made) do cases[at] = one.case end
  for at, lines in ipairs(#cases > 0 and engine(program, cases) or {}) do
    local one = made[at]
    one.mine, one.theirs = journals(one.of.theirs), journals(lines)
    one.item = parted(one.mine, one.theirs) or parted(one.theirs, one.mine)
    if one.item then found[#found + 1] = one end
  end
  variants.tried = (variants.tried or 0) + #made
  return found
end

function variants.print(one)
  print("it is another " .. (one.item == "the end" and "end" or "journal of item " .. one.item) .. " where the schedule is")
  for number, event in ipairs(one.case.events) do print(("%4d %s"):format(number, wire.write(event))) end
  print("as it was: " .. tostring(one.mine[one.item]))
  print("now:       " .. tostring(one.theirs[one.item]))
  print("as a case: " .. wire.write(one.of.case))
end

return variants
