-- Makes a disagreement small: takes states, transitions, actions, members and events away, and keeps what still disagrees.

local wire = require("opinion.wire")

local shrink = {}

local compare = require("opinion.compare") -- or another that has `all` and `interpret`, and names of lists that it `keeps` whole

local BATCH, TRIALS_MAX = 8, 5000 -- candidates a run of the engine; after so many the rest is small enough

local removable_items = { events = true, states = true, transitions = true, actions = true, entry = true, exit = true, invokes = true,
                          timers = true, finalize = true, branches = true, initial_actions = true, fields = true, rungs = true,
                          instead = true }
local removable_members = { guard = true, donedata = true, initial_actions = true, autoforward = true, finalize = true, data = true,
                            delay_ms = true, id = false, internal = true, deep = true, invokes = true, target = false, of = false }

-- ---- putting right what refers to states that are gone

local function collect(spec, ids)
  ids[spec.id] = true
  for _, child in ipairs(spec.states or {}) do collect(child, ids) end
  return ids
end

local function are_there(ids, spec)
  for _, id in ipairs(spec.targets or { spec.target }) do
    if not ids[id] then return false end
  end
  return true
end

local function first_child(spec)
  for _, child in ipairs(spec.states or {}) do
    if child.kind ~= "history" then return child.id end
  end
end

local function keep_transitions(list, ids)
  for at = #(list or {}), 1, -1 do
    if not are_there(ids, list[at]) then table.remove(list, at) end
  end
end

local function repair_initial(spec, ids)
  local list = spec.initials or { spec.initial }
  for at = #list, 1, -1 do
    if not ids[list[at]] then table.remove(list, at) end
  end
  spec.initials = #list > 1 and wire.list(list) or nil
  spec.initial = #list == 1 and list[1] or #list == 0 and first_child(spec) or nil
end

local function repair(spec, ids)
  for _, child in ipairs(spec.states or {}) do
    if child.kind == "history" and not are_there(ids, child.transitions[1]) then
      child.transitions[1].targets, child.transitions[1].target = nil, first_child(spec)
    end
    if child.kind ~= "history" then repair(child, ids) end
  end
  keep_transitions(spec.transitions, ids)
  for _, timer in ipairs(spec.timers or {}) do keep_transitions(timer.transitions, ids) end
  if not first_child(spec) and spec.kind ~= "final" then
    spec.kind, spec.states, spec.initial, spec.initials, spec.initial_actions = "atomic", nil, nil, nil, nil
  end
  if spec.kind == "compound" then repair_initial(spec, ids) end
  for _, invoke in ipairs(spec.invokes or {}) do
    if invoke.definition then repair(invoke.definition.root, collect(invoke.definition.root, {})) end
  end
end

-- ---- candidates: each is a path to a list's item, or to a member, that goes; with `child`, a state that gives its place to one of its own

local function add_hoists(spec, path, edits)
  for at, child in ipairs(spec.states or {}) do
    if child.kind ~= "history" then
      local hoist = table.move(path, 1, #path, 1, {})
      hoist.child = at
      edits[#edits + 1] = hoist
    end
  end
end

local function add_edits(value, path, edits)
  if type(value) ~= "table" then return end
  for key, member in pairs(value) do
    local is_item = type(key) == "number" and removable_items[path[#path]] and not (compare.keeps or {})[path[#path]]
    local inner = table.move(path, 1, #path, 1, {})
    inner[#inner + 1] = key
    if is_item or (type(key) == "string" and removable_members[key]) then edits[#edits + 1] = inner end
    if is_item and path[#path] == "states" then add_hoists(member, inner, edits) end
    add_edits(member, inner, edits)
  end
end

-- What is nearer to the root takes more away with it, so it is tried first.
local function edits_of(case)
  local edits = {}
  add_edits(case, {}, edits)
  local order = {}
  for at, path in ipairs(edits) do
    local place = wire.write(wire.list(table.move(path, 1, #path, 1, {})))
    order[path] = ("%03d %s %d %d"):format(#path, place, path.child or 0, at)
  end
  table.sort(edits, function(a, b) return order[a] < order[b] end)
  return edits
end

local function edited(case, path)
  local copy = wire.copy(case)
  local at = copy
  for i = 1, #path - 1 do at = at[path[i]] end
  local last = path[#path]
  if path.child then at[last] = at[last].states[path.child]
  elseif type(last) == "number" then table.remove(at, last)
  else at[last] = nil end
  repair(copy.definition.root, collect(copy.definition.root, {}))
  return copy
end

-- A guard of several parts may need only one of them.
local function simpler_guards(value, found, whole)
  if type(value) ~= "table" then return found end
  for key, member in pairs(value) do
    if key == "guard" and member.of then
      for _, part in ipairs(member.of) do
        value[key] = part
        found[#found + 1] = wire.copy(whole)
        value[key] = member
      end
    end
    simpler_guards(member, found, whole)
  end
  return found
end

-- ---- trying

-- The first of the candidates that still disagrees, and which it is. One that the interpreter cannot read is no legal chart, and is passed
-- over; so is one that the engine refuses.
local function try(program, candidates)
  local legal, places = {}, {}
  for at, case in ipairs(candidates) do
    if case and pcall(compare.interpret, case) then legal[#legal + 1], places[#places + 1] = case, at end
  end
  for _, found in ipairs(compare.all(program, legal)) do
    if not found.theirs[1]:find('^{"refused"') then return found, places[found.index] end
  end
end

local function candidates_of(case)
  local made = {}
  for _, path in ipairs(edits_of(case)) do
    made[#made + 1] = function() return edited(case, path) end
  end
  local whole = wire.copy(case)
  for _, simpler in ipairs(simpler_guards(whole, {}, whole)) do made[#made + 1] = function() return simpler end end
  return made
end

-- From `first` on, since what was tried before it did not help; answers where it helped.
local function step(program, found, first, trials)
  local made = candidates_of(found.case)
  while first <= #made and trials.count < TRIALS_MAX do
    local batch = {}
    for at = first, math.min(first + BATCH - 1, #made) do
      local good, candidate = pcall(made[at]) -- what cannot be put right again is no candidate
      batch[#batch + 1] = good and candidate
    end
    trials.count = trials.count + #batch
    local smaller, place = try(program, batch)
    if smaller then return smaller, first + place - 1 end
    first = first + #batch
  end
end

-- Events after the first difference had no part in it.
local function without_the_rest(program, found)
  local case = wire.copy(found.case)
  local found_now = found
  while #case.events > 0 do
    table.remove(case.events)
    local smaller = compare.all(program, { wire.copy(case) })[1]
    if not smaller then break end
    found_now = smaller
  end
  return found_now
end

-- `found` as compare.all gives it; answers one that is as small as this finds: pass after pass, until one takes nothing away. `by`: who
-- compares; without it opinion/compare.lua.
function shrink.run(program, found, by)
  local trials = { count = 0 }
  compare = by or compare
  found = without_the_rest(program, found)
  repeat
    local first, has_helped = 1, false
    while first do
      local smaller, place = step(program, found, first, trials)
      found, first, has_helped = smaller or found, place, has_helped or smaller ~= nil
    end
  until not has_helped or trials.count >= TRIALS_MAX
  return found
end

return shrink
