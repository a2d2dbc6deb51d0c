-- Random workflows with timers, by a seed: small ones, since what is asked of them is when things come due. Canonical definitions
-- (engine/chart/DEFINITION.md) that compile; whether an author could write each of them is not asked.

local wire = require("opinion.wire")

local chart = {}

local fields = {
  { name = "due", type = "date", label = "Due" }, { name = "review", type = "date", label = "Review" },
  { name = "moment", type = "text", label = "Moment" }, { name = "owner", type = "person", label = "Owner" },
  { name = "n", type = "whole", label = "N" },
  { name = "k", type = "whole", label = "K" }, { name = "m", type = "whole", label = "M" }, -- counted up, so that nothing goes round for ever
}

local roles = { { name = "manager", title = "Business Manager", post = "business_manager" }, { name = "owner", title = "Owner", person_in = "owner" },
                { name = "chair", title = "Chair", post = "panel_chair" }, { name = "auditor", title = "Auditor", post = "auditor" } }

-- What people can do: every move of one name has one form.
local moves = { { "go" }, { "back" }, { "count" }, { "move", "due" }, { "plan", "review", "moment" }, { "give", "owner", "n" } }
chart.moves = moves

local afters = { "1 minute", "30 minutes", "1 hour", "24 hours", "1 calendar day", "3 calendar days", "1 working day", "5 working days",
                 "10 working days", "1 week", "1 month", "2 months", "1 year", "1 working day at 09:00", "2 calendar days, rolled forward",
                 "close of next working day", "1 calendar day at 01:30" }
local ats = { "end of due", "end of due", "5 working days before due", "1 month after due", "01:30 on due", "09:00 on review", "1 hour after moment",
              "30 minutes before moment", "close of next working day after review", "3 calendar days before review", "24 hours after due",
              "1 year after review", "1 month after review, rolled forward", "1 working day after moment", "2 hours before due" }
local everies = { "every 12 hours", "every 1 calendar day", "every 3 calendar days at 01:30", "every 1 week", "every 1 month", "every 1 month",
                  "every 1 week from review",
                  "every 1 month from due", "every 36 hours from moment", "every 3 calendar days, rolled forward", "every 1 month from review at 09:00" }
local offsets = { "5 working days before", "1 working day before", "1 calendar day before", "1 working day after", "1 calendar day after",
                  "5 working days after", "10 working days after", "20 calendar days after", "1 month after", "12 hours after" }
local from_entry = { "1 hour", "1 calendar day", "1 working day", "5 working days", "10 working days", "1 month" }

-- ---- the tree

local function add_node(plan, parent, kind)
  plan.made = plan.made + 1
  local key, around = (kind == "history" and "h" or "s") .. plan.made, parent and parent.id or ""
  local spec = { id = around ~= "" and around .. "." .. key or key, key = key, title = key, kind = kind, states = wire.list() }
  if not parent then spec.id, spec.key = "", "" end
  if parent then parent.states[#parent.states + 1] = spec end
  if kind ~= "history" then plan.nodes[#plan.nodes + 1] = spec end
  if parent then plan.ids[#plan.ids + 1] = spec.id end
  return spec
end

local function grow(plan, parent, depth)
  local random, is_first = plan.random, true
  for _ = 1, random:between(2, depth == 1 and 4 or 3) do
    local kind = "atomic"
    if depth < 3 and plan.made < plan.room and random:chance(1, 3) then kind = random:chance(1, 3) and "parallel" or "compound" end
    if kind == "atomic" and not is_first and parent.kind == "compound" and random:chance(1, 8) then kind = "final" end
    local child = add_node(plan, parent, kind)
    if kind == "compound" or kind == "parallel" then grow(plan, child, depth + 1) end
    is_first = false
  end
  if depth > 1 and parent.kind == "compound" and random:chance(1, 6) then
    local history = add_node(plan, parent, "history")
    history.deep = random:chance(1, 2) or nil
    history.transitions = wire.list({ { label = "default", target = parent.states[1].id, actions = wire.list() } })
  end
end

-- ---- conditions and actions

local dates = { "2016-03-24", "2016-03-28", "2016-10-30", "2020-02-29", "2021-12-24", "2022-06-01", "2026-03-29", "2026-10-25", "2026-12-31" }
local instants = { "2016-03-27T00:30:00Z", "2020-02-29T12:00:00Z", "2022-06-02T09:00:00Z", "2026-03-29T01:00:00Z", "2026-10-25T00:59:00Z" }
local values = { due = dates, review = dates, moment = instants, n = { 0, 1, 2, 3 }, owner = { "o.owner", "p.other" } }

-- A date near the schedule's beginning: others would show nothing but that nothing happens.
function chart.value(plan, field)
  local random = plan.random
  if random:chance(1, 8) then return wire.null end
  if plan.near[field] and random:chance(7, 8) then return random:pick(plan.near[field]) end
  return random:pick(values[field])
end

local function guard(plan, depth)
  local random, what = plan.random, plan.random:upto(depth > 0 and 9 or 6)
  if what == 1 then return { op = "in_state", state = random:pick(plan.ids) } end
  if what == 2 then return { op = "has", field = random:pick({ "due", "review", "moment", "owner" }) } end
  if what == 3 then return { op = "is", field = "n", value = random:between(0, 3) } end
  if what == 4 then return { op = "at_least", field = "n", count = random:upto(3) } end
  if what <= 6 then return { op = random:pick({ "past", "within" }), rule = random:pick(ats) } end
  if what == 7 then return { op = "no", of = wire.list({ guard(plan, depth - 1) }) } end
  return { op = random:pick({ "all", "any" }), of = wire.list({ guard(plan, depth - 1), guard(plan, depth - 1) }) }
end

local function tell(plan)
  local told = wire.list({ plan.random:pick(roles).name })
  if plan.random:chance(1, 3) then told[2] = plan.random:pick(roles).name end
  plan.texts = plan.texts + 1
  return { ["do"] = "tell", roles = told, text = "text " .. plan.texts, urgent = false }
end

-- `raises`: which events it may raise, so that none goes round; `may_fail`: where a stuck step is wanted.
local function action(plan, raises, may_fail)
  local random, what = plan.random, plan.random:upto(12)
  if may_fail and random:chance(1, 12) then return { ["do"] = "append", field = "n", value = 1 } end
  if may_fail and random:chance(1, 12) then return { ["do"] = "set", field = "moment", value = "soon" } end
  if what <= 3 then return tell(plan) end
  if what <= 5 then return { ["do"] = "add", field = "n", amount = 1 } end
  if what <= 8 then
    local field = random:pick({ "due", "review", "moment", "owner", "due" })
    return { ["do"] = "set", field = field, value = chart.value(plan, field) }
  end
  if what == 9 and plan.may_stop then
    if random:chance(1, 2) then return { ["do"] = "start_clock" } end
    return { ["do"] = "stop_clock", reason = "somebody is away" }
  end
  if what <= 10 and #raises > 0 then return { ["do"] = "raise", event = random:pick(raises) } end
  return { ["do"] = "set", field = "n", value = random:between(0, 3) }
end

local function actions(plan, raises, may_fail)
  local list = wire.list()
  for at = 1, plan.random:pick({ 0, 1, 1, 2 }) do list[at] = action(plan, raises, may_fail) end
  return list
end

-- ---- transitions, timers, ladders

local function new_transition(plan, raises, may_fail)
  plan.labels = plan.labels + 1
  local t = { label = "t" .. plan.labels, internal = plan.random:chance(1, 4), actions = actions(plan, raises, may_fail), by = wire.list(),
              decided_by = wire.list(), recorded_by = wire.list(), form = wire.list(), at_meeting = false }
  if plan.random:chance(3, 4) then t.target = plan.random:pick(plan.ids) end
  return t
end

-- Ends by itself: it counts up to its condition.
local function bounded(t, field, count, other)
  local limit = { op = "no", of = wire.list({ { op = "at_least", field = field, count = count } }) }
  t.guard = other and { op = "all", of = wire.list({ limit, other }) } or limit
  table.insert(t.actions, 1, { ["do"] = "add", field = field, amount = 1 })
end

local function give_moves(plan, spec)
  for at = 1, plan.random:pick({ 0, 1, 2, 3 }) do
    local move, t = plan.random:pick(moves), new_transition(plan, { "i", "j" })
    t.event, t.by = move[1], wire.list({ "manager" })
    for i = 2, #move do t.form[i - 1] = { field = move[i], optional = true } end
    if plan.random:chance(1, 4) then t.guard = guard(plan, 1) end
    spec.transitions[at] = t
  end
  if plan.random:chance(1, 3) then
    local t, event = new_transition(plan, {}), plan.random:pick({ "i", "j" })
    t.event = event
    spec.transitions[#spec.transitions + 1] = t
  end
  if plan.random:chance(1, 10) then
    local t = new_transition(plan, {})
    bounded(t, "m", plan.random:upto(4), guard(plan, 0))
    spec.transitions[#spec.transitions + 1] = t
  end
end

local function rule_of(plan)
  local what = plan.random:upto(plan.may_repeat and 5 or 4)
  if what <= 2 then return "after", plan.random:pick(afters) end
  if what <= 4 then return "at", plan.random:pick(ats) end
  return "every", plan.random:pick(everies)
end

local function give_timers(plan, spec)
  local random, seen = plan.random, {}
  for _ = 1, random:pick({ 0, 1, 1, 2 }) do
    local kind, rule = rule_of(plan)
    local transitions = wire.list()
    for i = 1, random:pick({ 1, 1, 2 }) do
      local t = new_transition(plan, { "i", "j" }, true)
      if t.target and not plan.is_endless then bounded(t, "k", random:between(2, 8), random:chance(1, 4) and guard(plan, 1) or nil) end
      if not t.target and random:chance(1, 3) then t.guard = guard(plan, 1) end
      transitions[i] = t
    end
    if not seen[rule] then
      spec.timers[#spec.timers + 1] = { name = rule, kind = kind, rule = rule, transitions = transitions,
                                        catch_up = kind == "every" and random:pick({ "each", "skip" }) or nil }
      if random:chance(1, 3) then spec.timers[#spec.timers].catch_up = nil end
    end
    seen[rule] = true
  end
end

-- For some a rung comes at another time.
local function guard_of_fields(plan)
  local random = plan.random
  if random:chance(1, 2) then return { op = "has", field = "owner" } end
  return { op = random:pick({ "is" }), field = "n", value = random:between(0, 3) }
end

local function new_ladder(plan, name)
  local random, rungs = plan.random, wire.list()
  local field = random:pick({ "due", "due", "review", "moment", false })
  for at = 1, random:between(1, 4) do
    local offset = random:pick(field and offsets or from_entry)
    local said = tell(plan)
    local instead = field and random:chance(1, 5) and wire.list({ { guard = guard_of_fields(plan), rule = random:pick(offsets) .. " " .. field } })
    rungs[at] = { name = "L" .. at - 1, rule = field and offset .. " " .. field or offset, tell = said.roles, text = said.text,
                  instead = instead or nil,
                  raise = random:chance(1, 4) and random:pick({ "i", "j" }) or nil, urgent = random:chance(1, 4) }
  end
  return { name = name, rungs = rungs }
end

-- The same ladder may hang on two states only where no more than one of them is ever active.
local function around(plan, spec)
  local chain, path = { plan.nodes[1] }, ""
  for key in spec.id:gmatch("[^.]+") do
    path = path == "" and key or path .. "." .. key
    for _, node in ipairs(plan.nodes) do
      if node.id == path then chain[#chain + 1] = node end
    end
  end
  return chain
end

local function are_exclusive(plan, a, b)
  local one, other, at = around(plan, a), around(plan, b), 1
  while one[at + 1] and one[at + 1] == other[at + 1] do at = at + 1 end
  return one[at + 1] ~= nil and other[at + 1] ~= nil and one[at].kind == "compound"
end

local function give_ladder(plan, spec)
  local ladder = plan.random:pick(plan.ladders).name
  for _, other in ipairs(plan.nodes) do
    if other.ladder == ladder and not are_exclusive(plan, spec, other) then return end
  end
  spec.ladder = ladder
end

local function give_content(plan, spec)
  local random = plan.random
  spec.entry, spec.exit, spec.transitions, spec.timers = wire.list(), wire.list(), wire.list(), wire.list()
  spec.tags = wire.list(spec.kind == "atomic" and random:chance(1, 10) and { "closed" } or {})
  if spec.kind == "compound" then spec.initial = spec.states[1].id end
  if random:chance(1, 6) then spec.entry = actions(plan, {}) end
  if random:chance(1, 8) then spec.exit = actions(plan, {}) end
  if spec.kind == "final" then return end
  give_moves(plan, spec)
  give_timers(plan, spec)
  if random:chance(1, 3) then give_ladder(plan, spec) end
end

-- `near`: values of fields about the schedule's time, by name.
function chart.plan(random, near)
  return { random = random, near = near, room = random:pick({ 3, 4, 6, 8 }), made = -1, labels = 0, texts = 0, nodes = {}, ids = {},
           may_stop = random:chance(1, 3), may_repeat = random:chance(1, 2), is_endless = random:chance(1, 400), ladders = wire.list() }
end

function chart.definition(plan)
  local root = add_node(plan, nil, plan.random:chance(1, 3) and "parallel" or "compound")
  grow(plan, root, 1)
  for at = 1, plan.random:between(1, 2) do plan.ladders[at] = new_ladder(plan, "ladder" .. at) end
  for _, spec in ipairs(plan.nodes) do give_content(plan, spec) end
  local form = wire.list()
  for at, name in ipairs({ "due", "review", "moment", "owner", "n" }) do form[at] = { field = name, optional = true } end
  return { format = 3, name = "timed", title = "Timed", noun = "work", version = 1, ref = "W-{number}", roles = wire.list(wire.copy(roles)),
           read = wire.list({ "manager" }), start = { by = wire.list({ "manager" }), form = form }, fields = wire.list(wire.copy(fields)),
           list = {}, ladders = plan.ladders, rag = wire.list(), warnings = wire.list(), root = root }
end

return chart
