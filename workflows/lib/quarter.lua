-- A plan's quarters: which days one has, and the colour of an indicator from those of its actions. The figures are this board's choice: there is no
-- national rule. Change them here and make new versions of the workflows that use them.

local quarter = {}

quarter.red_share = 40   -- of a hundred actions, from which on an indicator is red
quarter.amber_share = 30 -- and amber

-- The last days of the quarters of a plan's year, which begins in April.
local ends = {
  ["06-30"] = { number = 1, first = "04-01", last = "03-31", next = "09-30" },
  ["09-30"] = { number = 2, first = "07-01", last = "06-30", next = "12-31" },
  ["12-31"] = { number = 3, first = "10-01", last = "09-30", next = "03-31" },
  ["03-31"] = { number = 4, first = "01-01", last = "12-31", next = "06-30" },
}

-- Everything about the quarter that ends on that day: its name, its first day, the last days of the one before and of the one after.
function quarter.of(period_end)
  local year, day = tonumber(period_end:sub(1, 4)), period_end:sub(6)
  local found = ends[day]
  if not found then error(period_end .. " is no quarter's last day; those are 30 June, 30 September, 31 December and 31 March", 0) end
  local begins = found.number == 4 and year - 1 or year -- the plan's year
  local function day_of(of_year, text) return ("%04d-%s"):format(of_year, text) end
  return {
    quarter = ("%d-%02d quarter %d"):format(begins, (begins + 1) % 100, found.number),
    plan_year = ("%d-%02d"):format(begins, (begins + 1) % 100),
    next_year = ("%d-%02d"):format(begins + 1, (begins + 2) % 100),
    period_start = day_of(year, found.first),
    last_period_end = day_of(found.number == 4 and year - 1 or year, found.last),
    next_period_end = day_of(found.number == 3 and year + 1 or year, found.next),
    number = found.number,
  }
end

local function is_out(action) return action.closed and action.colour ~= "blue" end -- taken out of the plan

local function counted(actions)
  local count = { all = 0, blue = 0, red = 0, amber = 0, grey = 0, green = 0, high_red = 0 }
  for _, action in ipairs(actions) do
    if not is_out(action) then
      count.all = count.all + 1
      count[action.colour] = count[action.colour] + 1
      if action.colour == "red" and action.priority == "high" then count.high_red = count.high_red + 1 end
    end
  end
  return count
end

-- Red where an action of high priority is, or two in five are; amber where any is red, or three in ten are amber; blue when all are done; grey where none
-- has begun, since a plan without dates is not on track.
function quarter.colour(actions)
  local count = counted(actions)
  if count.all == count.grey then return "grey", count end
  if count.all == count.blue then return "blue", count end
  if count.high_red > 0 or count.red * 100 >= quarter.red_share * count.all then return "red", count end
  if count.red > 0 or count.amber * 100 >= quarter.amber_share * count.all then return "amber", count end
  return "green", count
end

local ranks = { red = 1, amber = 2, green = 3, blue = 4 }

function quarter.direction(now, before)
  local a, b = ranks[now], ranks[before or ""]
  if not a or not b then return "not comparable" end
  return a > b and "better" or a < b and "worse" or "the same"
end

-- Who is asked for an update: each lead of an action that is still open, once; of an action with a reporting lead that one alone. Leads that mean everybody are
-- spoken for by the Business Manager.
function quarter.leads(actions, reporting_lead)
  local rows, met = {}, {}
  local function ask(party)
    if party.kind == "all" then party = { kind = "post", id = "business_manager" } end
    local name = party.kind .. ":" .. party.id
    if not met[name] then rows[#rows + 1] = { party = { kind = party.kind, id = party.id }, status = "named" } end
    met[name] = true
  end
  if reporting_lead then return { { party = reporting_lead, status = "named" } } end
  for _, action in ipairs(actions) do
    local leads = action.reporting_lead and { action.reporting_lead } or action.leads or { action.lead }
    if not action.closed then
      for _, party in ipairs(leads) do ask(party) end
    end
  end
  return rows
end

-- The actions that go on after the year and of which nobody has said why.
function quarter.not_carried(actions, next_year)
  local left = {}
  for _, action in ipairs(actions) do
    local carried = false
    for _, one in ipairs(action.carried_forward or {}) do carried = carried or one.into == next_year end
    if not action.closed and not carried then left[#left + 1] = action.ref end
  end
  return left
end

return quarter
