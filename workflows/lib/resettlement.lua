-- What a quarter of resettlement cost against what was granted for it: taken down quarter by quarter, so that nobody adds up by hand.

local quarter = use "quarter"
local resettlement = {}

local counted = { "arrivals", "under_5", "from_5_to_15", "from_16", "placed_in_area", "placed_out_of_area", "school_places_waited_for", "health_late", "missing_episodes" }

resettlement.is_quarter_end = when("it is a quarter's last day: 31 March, 30 June, 30 September or 31 December", function(item)
  return item.fields.quarter_end == nil or (pcall(quarter.of, item.fields.quarter_end))
end)

local function row_of(fields)
  local found = quarter.of(fields.quarter_end)
  local row = { quarter_end = fields.quarter_end, quarter = found.quarter, year = found.plan_year, cost = fields.cost, grant = fields.grant, pressures = fields.pressures }
  row.left_to_pay = row.cost - row.grant
  for _, name in ipairs(counted) do row[name] = fields[name] end
  return row
end

-- A quarter that is said again stands instead; the next to be taken down follows the last that is there.
resettlement.take_down = run("add the quarter to those before it", function(item)
  local row, quarters, total = row_of(item.fields), {}, 0
  for _, one in ipairs(item.fields.quarters or {}) do
    if one.quarter_end ~= row.quarter_end then quarters[#quarters + 1] = one end
  end
  quarters[#quarters + 1] = row
  table.sort(quarters, function(a, b) return a.quarter_end < b.quarter_end end)
  for _, one in ipairs(quarters) do
    if one.year == row.year then total = total + one.left_to_pay end
  end
  return {
    quarters = quarters, left_to_pay = row.left_to_pay, left_to_pay_year = total, quarter_end = quarter.of(quarters[#quarters].quarter_end).next_period_end,
  }
end)

-- The next quarter begins with nothing that the last one said.
function resettlement.emptied()
  local list = {}
  for i, name in ipairs(counted) do list[i] = clear(name) end
  list[#list + 1] = clear "pressures"
  return list
end

return resettlement
