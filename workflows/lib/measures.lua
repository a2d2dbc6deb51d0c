-- A figure of one quarter beside those before it: its value, its colour against the target, its direction, and what of it may be shown. Small numbers of
-- children are not shown: `small` is the first number that is.

local quarter = use "quarter"
local measures = {}

measures.small = 5

-- In tenths, so that a trend is not lost in rounding.
local function tenths_of(fields)
  if fields.unit == "number" then return fields.numerator * 10 end
  return (fields.numerator * 1000 + fields.denominator // 2) // fields.denominator
end

local function colour_of(fields, tenths)
  local target, tolerance = fields.target * 10, (fields.tolerance or 0) * 10
  local short = fields.good_is == "high" and target - tenths or tenths - target
  return short <= 0 and "green" or short <= tolerance and "amber" or "red"
end

local function direction_of(fields, tenths, before)
  if not before or not before.tenths then return "not comparable" end
  if before.tenths == tenths then return "the same" end
  return (tenths > before.tenths) == (fields.good_is == "high") and "better" or "worse"
end

local function shown_of(fields, tenths)
  local function is_small(number) return number and number > 0 and number < measures.small end
  local rest = fields.unit ~= "number" and fields.denominator - fields.numerator
  if is_small(fields.numerator) or is_small(rest) or (fields.unit ~= "number" and is_small(fields.denominator)) then
    return "not shown: fewer than " .. measures.small
  end
  if fields.unit == "number" then return ("%d"):format(fields.numerator) end
  return ("%d.%d%% (%d of %d)"):format(tenths // 10, tenths % 10, fields.numerator, fields.denominator)
end

-- The list without that quarter, and the row of the one before it.
local function others(list, quarter_end)
  local kept, before = {}, nil
  for _, one in ipairs(list or {}) do
    if one.quarter_end ~= quarter_end then kept[#kept + 1] = one end
    if one.quarter_end < quarter_end then before = one end
  end
  return kept, before
end

local function added(list, row)
  list[#list + 1] = row
  table.sort(list, function(a, b) return a.quarter_end < b.quarter_end end)
  return list
end

measures.is_quarter_end = when("it is a quarter's last day: 31 March, 30 June, 30 September or 31 December", function(item)
  return item.fields.quarter_end == nil or (pcall(quarter.of, item.fields.quarter_end))
end)

measures.adds_up = when("of a share, the number out of which it is stands too, and is not smaller", function(item)
  local fields = item.fields
  if fields.unit == "number" or fields.numerator == nil then return true end
  return fields.denominator ~= nil and fields.denominator > 0 and fields.numerator >= 0 and fields.numerator <= fields.denominator
end)

-- Into `quarters`, which whoever sends the figure and the office see, and `trend`, which everybody sees.
measures.take_down = run("work out value, colour and direction", function(item)
  local fields = item.fields
  local tenths = tenths_of(fields)
  local quarters, before = others(fields.quarters, fields.quarter_end)
  local name, colour, direction = quarter.of(fields.quarter_end).quarter, colour_of(fields, tenths), direction_of(fields, tenths, before)
  local shown = shown_of(fields, tenths)
  local function row(more)
    more.quarter_end, more.quarter, more.target, more.colour, more.direction = fields.quarter_end, name, fields.target, colour, direction
    return more
  end
  return {
    quarters = added(quarters, row { numerator = fields.numerator, denominator = fields.denominator, tenths = tenths }),
    trend = added(others(fields.trend, fields.quarter_end), row { shown = shown, commentary = fields.commentary, impact = fields.impact }),
    shown = shown, colour = colour, direction = direction,
  }
end)

-- A quarter without a figure stands in both, so that the trend has no hole that nobody sees.
measures.take_down_none = run("note that there is no figure", function(item)
  local fields = item.fields
  local row = { quarter_end = fields.quarter_end, quarter = quarter.of(fields.quarter_end).quarter, shown = "no figure" }
  return {
    quarters = added(others(fields.quarters, fields.quarter_end), row), trend = added(others(fields.trend, fields.quarter_end), row), shown = "no figure",
    direction = "not comparable",
  }
end)

measures.next_quarter = run("go on to the next quarter", function(item)
  return { quarter_end = quarter.of(item.fields.quarter_end).next_period_end }
end)

return measures
