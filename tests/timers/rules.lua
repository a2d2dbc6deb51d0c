-- Deadline rules, worked out from their words (engine/time/README.md): slow, by the patterns of what the random workflows say.

local dates = require("timers.dates")

local rules = {}

local units = { ["minute"] = 60000, ["hour"] = 3600000 }

-- What a field holds: the day and the instant to count from; nil where it is empty; false where it holds no date.
local function start_of(value, counts_back)
  if value == nil then return nil end
  if type(value) ~= "string" then return false end
  local day = dates.read(value)
  if day then return day, counts_back and dates.day_start(day) or dates.day_end(day) end
  local ms = dates.instant(value)
  if not ms then return false end
  return dates.local_day(ms), ms
end

local function plain(unit) return (unit:gsub("s$", "")) end

local function counted_day(day, count, unit)
  if unit == "working day" then return dates.add_working(day, count) end
  if unit == "calendar day" then return day + count end
  if unit == "week" then return day + 7 * count end
  if unit == "month" then return dates.add_months(day, count) end
  if unit == "year" then return dates.add_months(day, 12 * count) end
end

local function ending(day, words)
  while words.is_rolled and not dates.is_working(day) do day = day + 1 end
  if not words.at then return dates.day_end(day) end
  local hour, minute = words.at:match("^(%d+):(%d+)$")
  return dates.at(day, (hour * 60 + minute) * 60000)
end

-- Is any part of the day stopped? "open" where nobody knows until when.
local function stopped_on(day, stops)
  local found = false
  for _, stop in ipairs(stops) do
    if stop.from <= dates.day_end(day) and (not stop.to or stop.to > dates.day_start(day)) then found = stop.to and (found or "closed") or "open" end
  end
  return found
end

-- The count-th day after `day` that is not stopped; nil where the clock would run into an open stop.
local function walk(day, count, is_counted, stops)
  while count > 0 do
    day = day + 1
    local stopped = stopped_on(day, stops)
    if stopped == "open" then return nil end
    if not stopped and is_counted(day) then count = count - 1 end
  end
  return day
end

local function walk_on(day, count, unit, stops)
  if #stops == 0 then return counted_day(day, count, unit) end
  if unit == "working day" then return walk(day, count, dates.is_working, stops) end
  return walk(day, counted_day(day, count, unit) - day, function() return true end, stops)
end

-- Hours and minutes less what was stopped, stop by stop; stops do not overlap.
local function run_on(ms, left, stops)
  for _, stop in ipairs(stops) do
    local is_ahead = not stop.to or stop.to > ms
    if is_ahead and stop.from - ms < left then
      if stop.from > ms then left = left - (stop.from - ms) end
      if not stop.to then return nil end
      ms = stop.to
    end
  end
  return ms + left
end

local function count_on(day, ms, words, stops)
  local count, unit = tonumber(words.count), plain(words.unit)
  if units[unit] then
    if words.is_before then return ms - count * units[unit] end
    return run_on(ms, count * units[unit], stops)
  end
  local reached
  if words.is_before then reached = counted_day(day, -count, unit) else reached = walk_on(day, count, unit, stops) end
  return reached and ending(reached, words)
end

-- The rule in parts: { shape, count, unit, field, is_before, at, is_rolled }. What it does not know is a mistake of the test's.
local function read(text)
  local words, rest = {}, text
  rest, words.is_rolled = rest:gsub(", rolled forward$", "")
  words.is_rolled = words.is_rolled == 1
  local head, at = rest:match("^(.*) at (%d+:%d+)$")
  if head then rest, words.at = head, at end
  words.field = rest:match("^end of (%w+)$")
  if words.field then words.shape = "end" return words end
  local time, field = rest:match("^(%d+:%d+) on (%w+)$")
  if time then words.shape, words.at, words.field = "end", time, field return words end
  if rest:find("^every ") then
    words.shape, words.count, words.unit, words.field = "every", rest:match("^every (%d+) (%l+ ?%l*)"), nil, rest:match(" from (%w+)$")
    words.unit = rest:match("^every %d+ (.+)$"):gsub(" from %w+$", "")
    return words
  end
  if rest:find("^close of next working day") then
    words.shape, words.count, words.unit, words.field = "count", 1, "working day", rest:match(" after (%w+)$")
    return words
  end
  local way
  head, way, words.field = rest:match("^(.*) (%l+) (%w+)$")
  if way ~= "after" and way ~= "before" then head, words.field = rest, nil end
  words.is_before = way == "before"
  words.shape, words.count, words.unit = "count", head:match("^(%d+) (.+)$")
  return words
end

local known = {} -- the same words always mean the same
function rules.read(text)
  known[text] = known[text] or read(text)
  return known[text]
end

local function due_by_what_is_known(text, fields, entered_ms, stops)
  local words = rules.read(text)
  local day, ms = dates.local_day(entered_ms), entered_ms
  if words.field then day, ms = start_of(fields[words.field], words.is_before) end
  if not day then return day end
  if words.shape == "end" then return ending(day, words) end
  return count_on(day, ms, words, stops)
end

-- When it is due: milliseconds; nil where its field is empty or its clock stopped; false where the field holds no date. T7: by the closures
-- that stood when it began to count; then by each that was made while it was still to come, but for one that would have made it past at once.
function rules.due(text, fields, entered_ms, stops, started_ms)
  local since, from, due = rules.read(text).field and started_ms or entered_ms, nil, nil
  for number = 0, #dates.closures do
    local change = dates.closures[number + 1]
    if not change or change.at > since then
      dates.known = number
      local next_due = due_by_what_is_known(text, fields, entered_ms, stops)
      dates.known = nil
      local stays = due and next_due and next_due <= from
      if not stays then due = next_due end
      if due and change and due <= change.at then break end
      from = change and change.at
    end
  end
  return due
end

-- What comes again: the first time after an instant, counted from the anchor one by one. No stop moves it.
function rules.next(text, fields, entered_ms, after_ms, after_round)
  local words = rules.read(text)
  local day, ms = dates.local_day(entered_ms), entered_ms
  if words.field then day, ms = start_of(fields[words.field], true) end
  if not day then return day end
  local count, unit, k = tonumber(words.count), plain(words.unit), 0
  while true do
    k = k + 1
    local due = units[unit] and ms + k * count * units[unit] or ending(counted_day(day, k * count, unit), words)
    if due > after_ms and k > (after_round or 0) then return due, k end
  end
end

function rules.field(text) return rules.read(text).field end

return rules
