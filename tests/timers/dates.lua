-- Dates and local time for the reference, made from the calendar's own words and from nothing of the engine: all days are listed one by one,
-- and London's clocks change on the last Sundays of March and October at 01:00 UTC.

local dates = {}

local DAY_MS = 24 * 60 * 60 * 1000

local function is_leap(year) return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0) end

function dates.month_days(year, month)
  local days = { 31, is_leap(year) and 29 or 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
  return days[month]
end

-- Every day from 1970 to 2199, one after the other. A day is a number: 0 is the 1st of January 1970, a Thursday.
local days, first_of = {}, {}
local function fill()
  local number = 0
  for year = 1970, 2199 do
    for month = 1, 12 do
      first_of[year * 12 + month] = number
      for day = 1, dates.month_days(year, month) do
        days[number] = { year, month, day }
        number = number + 1
      end
    end
  end
end
fill()

function dates.day(year, month, day) return first_of[year * 12 + month] + day - 1 end
function dates.civil(number) return table.unpack(days[number]) end

function dates.weekday(number) return (number + 3) % 7 + 1 end -- Monday is 1

function dates.read(text)
  local year, month, day = text:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)$")
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  if not year or month < 1 or month > 12 or day < 1 or day > dates.month_days(year, month) then return nil end
  return dates.day(year, month, day)
end

function dates.write(number) return ("%04d-%02d-%02d"):format(dates.civil(number)) end

-- "2016-09-01T09:00:00Z"; nil for other text.
function dates.instant(text)
  local day, hour, minute, second = text:match("^(%d%d%d%d%-%d%d%-%d%d)T(%d%d):(%d%d):(%d%d)Z$")
  local number = day and dates.read(day)
  return number and number * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000
end

function dates.write_instant(ms)
  local seconds = ms % DAY_MS // 1000
  return ("%sT%02d:%02d:%02dZ"):format(dates.write(ms // DAY_MS), seconds // 3600, seconds // 60 % 60, seconds % 60)
end

-- ---- London

local function last_sunday(year, month)
  local day = dates.day(year, month, dates.month_days(year, month))
  while dates.weekday(day) ~= 7 do day = day - 1 end
  return day
end

local summers = {}
local function summer(year)
  if not summers[year] then
    summers[year] = { last_sunday(year, 3) * DAY_MS + 3600000, last_sunday(year, 10) * DAY_MS + 3600000 }
  end
  return summers[year]
end

local function is_summer(ms)
  local time = summer(dates.civil(ms // DAY_MS))
  return ms >= time[1] and ms < time[2]
end

function dates.local_day(ms) return (ms + (is_summer(ms) and 3600000 or 0)) // DAY_MS end

-- The instant of a local time of day: of two the first, in a gap as many minutes after it. Summer time's is the earlier of the two that could be
-- meant, so it is right where it is summer then; and in the gap winter time's is.
function dates.at(day, ms_of_day)
  local winter = day * DAY_MS + ms_of_day
  local as_summer = winter - 3600000
  if is_summer(as_summer) then return as_summer end
  return winter
end

-- Its last millisecond.
function dates.day_end(day) return dates.at(day + 1, 0) - 1 end
function dates.day_start(day) return dates.at(day, 0) end

-- ---- working days of England and Wales

local off
local function read_calendar()
  off = {}
  for line in io.lines("workflows/calendars/england-and-wales.csv") do
    local day = dates.read(line:sub(1, 10))
    if day then off[day] = true end
  end
end

dates.closures = {} -- the board's own days off: { day, at }, in the order in which they were made, `at` being when
dates.known = nil   -- how many of them are known; nil: all

local function is_closed(day)
  for number, closure in ipairs(dates.closures) do
    if closure.day == day and number <= (dates.known or number) then return true end
  end
  return false
end

function dates.is_working(day)
  if not off then read_calendar() end
  return dates.weekday(day) < 6 and not off[day] and not is_closed(day)
end

function dates.add_working(day, count)
  local step = count < 0 and -1 or 1
  while count ~= 0 do
    day = day + step
    if dates.is_working(day) then count = count - step end
  end
  return day
end

function dates.add_months(day, count)
  local year, month, of_month = dates.civil(day)
  local months = year * 12 + month - 1 + count
  year, month = months // 12, months % 12 + 1
  return dates.day(year, month, math.min(of_month, dates.month_days(year, month)))
end

return dates
