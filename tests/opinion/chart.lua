-- Random charts and events by a seed, all of them legal: canonical definitions of format 2 (engine/chart/DEFINITION.md), SCXML charts over
-- plain fields or workflows, up to five states deep. First the tree grows, then every state is told what it does, since whatever names a
-- state must know them all.

local randomness = require("opinion.random")
local terms = require("opinion.terms")
local wire = require("opinion.wire")

local chart = {}

local DEPTH_MAX = 5

-- ---- the tree. A node is a state while it grows: { spec, parent, children, histories }

local function add_node(plan, parent, kind, depth)
  local node = { parent = parent, children = {}, histories = {}, depth = depth }
  plan.made = plan.made + 1
  local key = (kind == "history" and "h" or "s") .. plan.made
  local around = parent and parent.spec.id or ""
  local id = not parent and "" or plan.is_workflow and around ~= "" and around .. "." .. key or key
  node.spec = { id = id, key = key, title = key, kind = kind, states = wire.list() }
  if parent then
    parent.spec.states[#parent.spec.states + 1] = node.spec
    local kin = kind == "history" and parent.histories or parent.children
    kin[#kin + 1] = node
  end
  if kind ~= "history" then plan.nodes[#plan.nodes + 1] = node end
  if kind ~= "history" and parent then plan.ids[#plan.ids + 1] = id end
  return node
end

local function kind_of_child(plan, parent, depth)
  local random, region = plan.random, parent.spec.kind == "parallel"
  if depth < DEPTH_MAX and plan.made < plan.room and random:chance(region and 6 or 4, 10) then
    return random:chance(1, 3) and "parallel" or "compound"
  end
  if not region and random:chance(1, (parent.parent or plan.is_child) and 4 or 8) then return "final" end
  return "atomic"
end

local function grow(plan, parent)
  local random, depth = plan.random, parent.depth + 1
  local count = parent.spec.kind == "parallel" and random:pick({ 1, 2, 2, 2, 3 }) or random:pick({ 1, 2, 2, 3, 4 })
  if plan.is_wide and parent.spec.kind == "parallel" then count = random:between(4, 12) end
  for at = 1, count do
    if not plan.is_plain and random:chance(1, 6) then
      local history = add_node(plan, parent, "history", depth)
      history.spec.deep = random:chance(1, 2) or nil
    end
    local kind = kind_of_child(plan, parent, depth)
    if at == 1 and kind == "final" then kind = "atomic" end
    local child = add_node(plan, parent, kind, depth)
    if kind == "compound" or kind == "parallel" then grow(plan, child) end
  end
end

-- ---- targets: one state below `within`, or some of several regions of a parallel state there

local function add_below(node, found, is_wanted)
  for _, child in ipairs(node.children) do
    if is_wanted(child) then found[#found + 1] = child end
    add_below(child, found, is_wanted)
  end
  for _, history in ipairs(node.histories) do
    if is_wanted(history) then found[#found + 1] = history end
  end
  return found
end

local function is_real(node) return node.spec.kind ~= "history" end
local function is_any() return true end
local function has_regions(node) return node.spec.kind == "parallel" and #node.children > 1 end

local function pick_of_region(plan, region, is_wanted)
  local found = add_below(region, { region }, is_wanted)
  return plan.random:pick(found).spec.id
end

local function pick_several(plan, parallel, is_wanted)
  local ids = wire.list()
  for _, region in ipairs(parallel.children) do
    if plan.random:chance(3, 4) then ids[#ids + 1] = pick_of_region(plan, region, is_wanted) end
  end
  return ids
end

-- A list of ids, in any order of the regions.
local function pick_targets(plan, within, is_wanted)
  local parallels = plan.is_plain and {} or add_below(within, within.spec.kind == "parallel" and { within } or {}, has_regions)
  if #parallels > 0 and plan.random:chance(1, 3) then
    local ids = pick_several(plan, plan.random:pick(parallels), is_wanted)
    if #ids > 1 and plan.random:chance(1, 2) then ids[1], ids[#ids] = ids[#ids], ids[1] end
    if #ids > 0 then return ids end
  end
  return wire.list({ plan.random:pick(add_below(within, {}, is_wanted)).spec.id })
end

local function put_targets(spec, ids)
  if #ids == 1 then spec.target = ids[1] else spec.targets = ids end
end

-- ---- what each state says

local function give_initial(plan, node)
  local spec, random = node.spec, plan.random
  local ids = random:chance(1, 2) and wire.list({ random:pick(node.children).spec.id }) or pick_targets(plan, node, is_any)
  if #ids == 1 then spec.initial = ids[1] else spec.initials = ids end
  if not plan.is_plain and random:chance(1, 4) then spec.initial_actions = terms.actions(plan, 1) end
end

-- SCXML 3.10.2: a shallow one's default are children, a deep one's are states below.
local function give_default(plan, node)
  local parent, random, ids = node.parent, plan.random, wire.list()
  if node.spec.deep then
    ids = pick_targets(plan, parent, is_real)
  elseif parent.spec.kind == "parallel" then
    for _, region in ipairs(parent.children) do
      if random:chance(1, 2) then ids[#ids + 1] = region.spec.id end
    end
  end
  if #ids == 0 then ids[1] = random:pick(parent.children).spec.id end
  local default = { label = "default of " .. node.spec.id, actions = terms.actions(plan, 1) }
  put_targets(default, ids)
  node.spec.transitions = wire.list({ default })
end

-- An eventless one mostly has an end of its own: it counts up to its condition.
local function make_eventless(plan, t)
  t.guard = { op = "no", of = wire.list({ { op = "at_least", field = "k", count = plan.random:upto(8) } }) }
  if plan.random:chance(1, 12) then t.guard = terms.guard(plan, 2) end
  table.insert(t.actions, 1, { ["do"] = "add", field = "k", amount = 1 })
end

local function event_of(plan)
  if plan.is_plain then return terms.event(plan), 2 end
  return terms.descriptor(plan)
end

local function give_form(plan, t)
  t.form = wire.list()
  for at, field in ipairs(terms.fields) do
    if plan.random:chance(1, 3) then t.form[#t.form + 1] = { field = field.name, optional = at % 2 == 0 } end
  end
  t.by = plan.random:chance(1, 2) and wire.list({ "someone" }) or nil
end

local function new_transition(plan, is_timed)
  local random, rank = plan.random, 0
  plan.labels = plan.labels + 1
  local t = { label = "t" .. plan.labels, internal = random:chance(1, 3) }
  if is_timed or random:chance(1, 4) then t.guard = terms.guard(plan, 2) end
  if not is_timed and random:chance(24, 25) then t.event, rank = event_of(plan) end
  if random:chance(rank == 0 and 18 or 15 - 4 * rank, 20) then put_targets(t, pick_targets(plan, plan.nodes[1], is_any)) end
  t.actions = terms.ranked(plan, rank, terms.actions, 1)
  if plan.is_workflow and t.event and random:chance(1, 3) then give_form(plan, t) end
  if not t.event and not is_timed then make_eventless(plan, t) end
  return t
end

local function give_transitions(plan, node)
  local list, is_scxml_root = wire.list(), not plan.is_workflow and not node.parent
  if node.spec.kind ~= "final" and not is_scxml_root then
    for at = 1, plan.random:pick({ 0, 1, 1, 2, 2, 3 }) do list[at] = new_transition(plan) end
  end
  node.spec.transitions = list
end

local function give_timers(plan, node)
  local random, timers = plan.random, wire.list()
  for at = 1, random:chance(1, 5) and random:upto(2) or 0 do
    local transitions = wire.list()
    for i = 1, random:upto(2) do transitions[i] = new_transition(plan, true) end
    local kind = random:pick({ "after", "at" })
    local rule = kind == "after" and at .. " working days" or "end of d"
    timers[at] = { name = "timer" .. at, kind = kind, rule = rule, transitions = transitions }
    plan.timers[#plan.timers + 1] = { state = node.spec.id, name = timers[at].name }
  end
  node.spec.timers = timers
end

local function give_invokes(plan, node)
  local random, invokes = plan.random, wire.list()
  for at = 1, random:chance(1, 8) and random:upto(2) or 0 do
    local invoke = { definition = chart.definition(plan.random, { is_child = true, invoke_depth = plan.invoke_depth - 1 }) }
    if random:chance(1, 15) then invoke.definition, invoke.src = nil, "nowhere.scxml" end
    if random:chance(1, 8) then invoke.type = random:pick({ "scxml", "http://www.w3.org/TR/scxml/", "unknown" }) end
    if random:chance(3, 4) then
      plan.invoked = plan.invoked + 1
      invoke.id = "k" .. plan.invoked
    end
    plan.invoke_ids[#plan.invoke_ids + 1] = invoke.id
    invoke.autoforward = random:chance(1, 3) or nil
    plan.finalized[#plan.finalized + 1] = random:chance(1, 2) and invoke or nil
    invokes[at] = invoke
  end
  if #invokes > 0 then node.spec.invokes = invokes end
end

local function give_content(plan, node)
  local spec = node.spec
  local is_scxml_root = not plan.is_workflow and not node.parent
  if not is_scxml_root then spec.entry, spec.exit = terms.blocks(plan), terms.blocks(plan) end
  if spec.kind == "compound" then give_initial(plan, node) end
  for _, history in ipairs(node.histories) do give_default(plan, history) end
  give_transitions(plan, node)
  if plan.is_workflow then give_timers(plan, node) end
  if spec.kind == "final" and not plan.is_workflow and plan.random:chance(1, 2) then spec.donedata = { data = terms.payload(plan) } end
end

-- ---- whole charts

local function new_plan(source, options)
  return { random = source, is_workflow = options.is_workflow, is_plain = options.is_plain, is_child = options.is_child,
           invoke_depth = options.invoke_depth or (source:chance(1, 4) and 2 or 1),
           room = source:pick(options.is_child and { 3, 5, 7 } or { 3, 5, 8, 12, 18, 30 }),
           is_wide = source:chance(1, 60),
           made = -1, rank = 0, labels = 0, logs = 0, invoked = 0, nodes = {}, ids = {}, invoke_ids = {}, finalized = {}, timers = {} }
end

-- `options`: is_workflow; is_plain, for a workflow of format 1; is_child, for one that another invokes. Answers the timers too.
function chart.definition(source, options)
  local plan = new_plan(source, options)
  local root = add_node(plan, nil, plan.is_workflow and source:chance(1, 3) and "parallel" or "compound", 0)
  grow(plan, root)
  if not plan.is_workflow and plan.invoke_depth > 0 then
    for _, node in ipairs(plan.nodes) do
      if node.parent and node.spec.kind ~= "final" then give_invokes(plan, node) end
    end
  end
  for _, node in ipairs(plan.nodes) do give_content(plan, node) end
  for _, invoke in ipairs(plan.finalized) do invoke.finalize = terms.actions(plan, 1) end
  local definition = { name = "random", title = "Random", fields = wire.list(wire.copy(terms.fields)), root = root.spec }
  definition.format = plan.is_plain and 1 or 2
  if not plan.is_workflow then definition.datamodel = "null" end
  return definition, plan.timers
end

-- What happens to the chart: events with their moments, and timers of a workflow that fire, armed or not.
local function events(source, timers)
  local list, at = wire.list(), 0
  for i = 1, source:between(4, 12) do
    at = at + source:pick({ 0, 1, 5, 10, 10, 25, 60 })
    if #timers > 0 and source:chance(1, 3) then
      list[i] = { at = at, timer = source:pick(timers) }
    else
      list[i] = { at = at, event = { name = source:pick(terms.events), data = source:chance(1, 2) and terms.data(source) or nil } }
    end
  end
  return list
end

-- One test: {"definition","events","bare"}: with the last, events that are only names come as no more than that. Every third chart is a
-- workflow, and every third of these one of format 1.
function chart.case(seed)
  local source = randomness.new(seed)
  local is_workflow = seed % 3 == 0
  local definition, timers = chart.definition(source, { is_workflow = is_workflow, is_plain = is_workflow and seed % 9 == 0 })
  return { definition = definition, events = events(source, timers), bare = seed % 2 == 0 or nil }
end

return chart
