-- What of an item is compared with the engine: everything that its timers hang on, and they themselves.

local item = require("timers.item")
local system = require("opinion.system")
local wire = require("opinion.wire")

local view = {}

local function is_closed(one)
  if not one.session.running then return true end
  for _, state in ipairs(one.session.configuration) do
    if item.is_in(state.spec.tags or {}, "closed") then return true end
  end
  return false
end

local function sorted_or_nil(list)
  table.sort(list, function(a, b) return a .. '"' < b .. '"' end) -- as the engine's texts are: in their quotes
  return #list > 0 and wire.list(list) or nil
end

local function activations(one)
  local all = {}
  for _, state in ipairs(one.session.configuration) do
    local spent, last = {}, nil
    for _, timer in ipairs(one:declared(state)) do
      local at = item.place(state, timer)
      if one.spent[at] then spent[#spent + 1] = timer.name end
      if one.last[at] then
        last = last or {}
        last[timer.name] = one.last[at]
      end
    end
    if #one:declared(state) > 0 then all[state.id] = { entered = one.entered_at[state.id], spent = sorted_or_nil(spent), last = last } end
  end
  return all
end

local function stopped(one)
  local all = wire.list()
  for at, stop in ipairs(one.stops) do all[at] = wire.list({ stop.from, stop.to or wire.null }) end
  return all
end

function view.of(one)
  local armed = wire.list()
  for at, timer in ipairs(one:armed()) do
    armed[at] = wire.list({ timer.due, timer.state, timer.activation, timer.name, timer.since })
  end
  return { config = system.configuration(one.session), fields = one.session.fields, closed = is_closed(one), armed = armed,
           ladders = next(one.breaches) and one.breaches or nil, activations = activations(one), stops = stopped(one) }
end

return view
