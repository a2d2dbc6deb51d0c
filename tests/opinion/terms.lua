-- Random guards, values and actions: what a chart of random.lua's choosing says at its states and transitions. `plan` is the chart being made
-- (chart.lua): its random source, the ids of its states and whether it is a workflow.

local wire = require("opinion.wire")

local terms = {}

terms.fields = {
  { name = "n", type = "whole", label = "N" }, { name = "m", type = "whole", label = "M" },
  { name = "t", type = "text", label = "T" }, { name = "l", type = "list", label = "L" },
  { name = "y", type = "yesno", label = "Y" }, { name = "c", type = "choice", label = "C", options = { "high", "low" } },
  { name = "d", type = "date", label = "D" },
  { name = "k", type = "whole", label = "K" }, -- only ever counted up, by eventless transitions
}
local names = { "n", "m", "t", "l", "y", "c", "d" }

-- Names of events, some of which begin with others; and what transitions listen to.
terms.events = { "a", "b", "c", "a.x", "a.x.y", "b.x", "ab" }
-- Those that charts raise. What answers one mostly raises a later one only: where everything answers everything, most charts would go round
-- without end, and prove nothing but that.
local inner_events = { "i", "i.x", "j" }
local QUIET = #inner_events
local descriptors = { "a", "b", "c", "a.x", "a.*", "b.*", "a b", "c a.x.*", "ab", "a", "b", "c" }
local inner_descriptors = { "i", "j", "i.*", "i.x", "i j", "*", "error.*", "error.execution", "done.*", "done.state.*", "done.invoke.*" }
local ranks = { ["i"] = 2, ["i.*"] = 2, ["i.x"] = 2 } -- of the last inner event that it answers

function terms.event(plan)
  return plan.random:pick(plan.random:chance(4, 5) and inner_events or terms.events)
end

-- One that may be raised or sent at once; nil where none may.
local function event_now(plan)
  if plan.random:chance(1, 40) then return terms.event(plan) end
  if plan.rank < QUIET then return inner_events[plan.random:between(plan.rank + 1, QUIET)] end
end

-- Answers, too, how quiet what it triggers is to be.
function terms.descriptor(plan)
  if plan.random:chance(1, 12) then return "done.state." .. plan.random:pick(plan.ids), QUIET end
  if plan.random:chance(2, 3) then return plan.random:pick(descriptors), 0 end
  local descriptor = plan.random:pick(inner_descriptors)
  return descriptor, ranks[descriptor] or QUIET
end

-- Makes terms of that rank: QUIET ones raise nothing, and nothing in them fails.
function terms.ranked(plan, rank, f, ...)
  local before = plan.rank
  plan.rank = rank
  local made = f(plan, ...)
  plan.rank = before
  return made
end

local literals = { n = { 0, 1, 2, 3 }, m = { 0, 1, 5 }, t = { "", "one", "two" }, l = { wire.list(), wire.list({ 1 }), wire.list({ "one", 2 }) },
                   y = { true, false }, c = { "high", "low" }, d = { "2016-02-29", "2026-11-26" } }
local misfits = { "many", 7, true, "2015-02-29", wire.list({ "high" }) }

-- An event's data: members with the names of fields, mostly of their types.
function terms.data(source)
  local data = {}
  for _, name in ipairs(names) do
    if source:chance(1, 3) then data[name] = source:pick(source:chance(1, 20) and misfits or literals[name]) end
  end
  return data
end

-- A value that mostly fits the field, and now and then does not: the less so where that undoes the whole macrostep.
local function value(plan, field)
  local random, what = plan.random, plan.random:upto(20)
  local rarely = plan.is_workflow and 100 or 20
  if plan.rank < QUIET and random:chance(1, rarely) then return random:pick(misfits) end
  local other = plan.rank < QUIET and random:chance(1, rarely) and random:pick(names) or field
  if what <= 3 then return { from = "event", name = other } end
  if what <= 5 then return { from = "field", name = other == "n" and "m" or other } end
  if what == 6 then return wire.null end
  return random:pick(literals[field])
end

function terms.payload(plan)
  local what = plan.random:upto(3)
  if what == 1 then return { n = value(plan, "n"), t = { from = "field", name = "t" } } end
  if what == 2 then return value(plan, "t") end
end

function terms.guard(plan, depth)
  local random, field = plan.random, plan.random:pick(names)
  local what = random:upto(depth > 0 and 9 or 6)
  if plan.is_workflow and random:chance(1, 8) then return { op = "when", label = random:pick({ "open", "shut", "nobody knows" }) } end
  if what <= 2 then return { op = "in_state", state = random:pick(plan.ids) } end
  if what == 3 then return { op = "has", field = field } end
  if what <= 5 then return { op = "is", field = field, value = value(plan, field) } end
  if what == 6 then return { op = "at_least", field = random:pick({ "n", "m", "l", "t", "k" }), count = random:upto(3) } end
  if what == 9 then return { op = "no", of = wire.list({ terms.guard(plan, depth - 1) }) } end
  local of = wire.list()
  for at = 1, random:upto(3) do of[at] = terms.guard(plan, depth - 1) end
  return { op = what == 7 and "all" or "any", of = of }
end

-- ---- actions

local makers = {}

local function may_fail(plan) return plan.rank < QUIET and plan.random:chance(1, plan.is_workflow and 60 or 12) end

function makers.set(plan)
  local field = plan.random:pick(names)
  return { ["do"] = "set", field = field, value = value(plan, field) }
end

function makers.add(plan)
  local field = may_fail(plan) and "t" or plan.random:pick({ "n", "m" })
  return { ["do"] = "add", field = field, amount = plan.random:chance(1, 12) and value(plan, "n") or plan.random:upto(2) }
end

function makers.append(plan)
  return { ["do"] = "append", field = may_fail(plan) and "n" or "l", value = value(plan, "t") }
end

function makers.raise(plan)
  local event = event_now(plan)
  return event and { ["do"] = "raise", event = event } or makers.set(plan)
end

makers["if"] = function(plan, depth)
  local branches = wire.list()
  for at = 1, plan.random:upto(2) do branches[at] = { guard = terms.guard(plan, 1), actions = terms.actions(plan, depth - 1) } end
  if plan.random:chance(1, 2) then branches[#branches + 1] = { actions = terms.actions(plan, depth - 1) } end
  return { ["do"] = "if", branches = branches }
end

function makers.log(plan)
  plan.logs = plan.logs + 1
  return { ["do"] = "log", label = "log" .. plan.logs }
end

local delays = { 10, 20, 20, 50, 50, 100, 150 }
local send_ids = { "s1", "s2", "s3" }
local send_types = { "scxml", "http://www.w3.org/TR/scxml/#SCXMLEventProcessor", "unknown" }

local function send_target(plan)
  local random, what = plan.random, plan.random:upto(plan.rank < QUIET and 20 or 200)
  if what == 1 then return "nowhere" end
  if what == 2 then return random:pick({ "#_nobody", "#_scxml_main", "#_scxml_main.k1", "#_scxml_nobody" }) end
  if what <= 6 and #plan.invoke_ids > 0 then return "#_" .. random:pick(plan.invoke_ids) end
  if what <= 10 and plan.is_child then return "#_parent" end
  if what <= 12 then return "#_internal" end
end

function makers.send(plan)
  local random, now = plan.random, event_now(plan)
  local send = { ["do"] = "send", event = now, target = send_target(plan), data = terms.payload(plan) }
  if not now or random:chance(3, 5) then
    send.event, send.delay_ms = terms.event(plan), random:pick(delays)
    if send.target == "#_internal" and random:chance(9, 10) then send.target = nil end
  end
  if random:chance(1, 3) then send.id = random:pick(send_ids) end
  if random:chance(1, 20) then send.content, send.data = random:pick({ "word", 7, wire.list({ 1, "two" }) }), nil end
  if plan.rank < QUIET and random:chance(1, 12) then send.type = random:pick(send_types) end
  return send
end

function makers.cancel(plan)
  local id = plan.random:chance(1, 4) and "send." .. plan.random:upto(3) or plan.random:pick(send_ids)
  return { ["do"] = "cancel", sendid = id }
end

local kinds_of_workflow = { "set", "set", "set", "add", "add", "append", "append", "raise", "raise", "if" }
local kinds_of_scxml = { "set", "set", "add", "append", "log", "raise", "raise", "if", "send", "send", "cancel" }

function terms.action(plan, depth)
  local kind = plan.random:pick(plan.is_workflow and kinds_of_workflow or kinds_of_scxml)
  if kind == "if" and depth == 0 then kind = "set" end
  return makers[kind](plan, depth)
end

-- A few actions, often none.
function terms.actions(plan, depth)
  local actions, count = wire.list(), plan.random:pick({ 0, 0, 1, 1, 2, 3 })
  for at = 1, count do actions[at] = terms.action(plan, depth) end
  return actions
end

-- What <onentry> and <onexit> hold: blocks of their own in an SCXML chart.
function terms.blocks(plan)
  local blocks = wire.list()
  local function some() return terms.ranked(plan, plan.random:chance(1, 6) and QUIET - 1 or QUIET, terms.actions, 1) end
  if plan.is_workflow then return plan.random:chance(1, 3) and some() or blocks end
  for at = 1, plan.random:pick({ 0, 0, 0, 1, 1, 2 }) do blocks[at] = { ["do"] = "block", actions = some() } end
  return blocks
end

return terms
