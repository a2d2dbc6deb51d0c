-- A canonical definition (engine/chart/DEFINITION.md, formats 1 and 2) as the tree that Appendix D speaks of, with the predicates on states
-- that it takes as given: states that know their parent and their place in the document, transitions that know their targets.

local sets = require("opinion.sets")

local document = {}

local function contents_of(actions)
  local contents, rest = {}, {}
  for _, action in ipairs(actions or {}) do
    if action["do"] == "block" then contents[#contents + 1] = action.actions else rest[#rest + 1] = action end
  end
  if #rest > 0 then contents[#contents + 1] = rest end
  return contents
end

local function add_state(doc, spec, parent)
  local state = { id = spec.id, kind = spec.kind, parent = parent, spec = spec, order = #doc.states + 1, deep = spec.deep,
                  states = sets.new(), history = sets.new(), transition = sets.new(), invoke = sets.new(), timers = spec.timers or {},
                  onentry = contents_of(spec.entry), onexit = contents_of(spec.exit), donedata = spec.donedata, activation = 0 }
  doc.states[state.order] = state
  doc.by_id[state.id] = state
  for _, child in ipairs(spec.states or {}) do
    local made = add_state(doc, child, state)
    local kin = made.kind == "history" and state.history or state.states
    kin:add(made)
  end
  return state
end

local function targets_of(doc, ids)
  local targets = sets.new()
  for _, id in ipairs(ids) do targets:add(assert(doc.by_id[id], "no such state")) end
  return targets
end

local function descriptors_of(event)
  local list
  for descriptor in (event or ""):gmatch("%S+") do
    list = list or {}
    list[#list + 1] = descriptor
  end
  return list
end

function document.transition(doc, spec, source)
  return { source = source, target = targets_of(doc, spec.targets or { spec.target }), event = descriptors_of(spec.event),
           type = spec.internal and "internal" or "external", cond = spec.guard, content = spec.actions or {}, label = spec.label,
           form = spec.form or {}, is_persons = spec.by ~= nil and #spec.by > 0 }
end

local function add_transitions(doc, state)
  for _, spec in ipairs(state.spec.transitions or {}) do state.transition:add(document.transition(doc, spec, state)) end
  if state.kind == "compound" then
    local spec = state.spec
    state.initial = { target = targets_of(doc, spec.initials or { spec.initial }), content = spec.initial_actions }
  end
  for _, spec in ipairs(state.spec.invokes or {}) do state.invoke:add({ spec = spec, state = state }) end
end

-- Activations and invocations are kept in it: every session reads the definition for itself.
function document.read(definition)
  local doc = { definition = definition, states = {}, by_id = {}, fields = {}, is_workflow = definition.datamodel == nil }
  for _, field in ipairs(definition.fields or {}) do doc.fields[field.name] = field end
  doc.root = add_state(doc, definition.root, nil)
  for _, state in ipairs(doc.states) do add_transitions(doc, state) end
  return doc
end

function document.entryOrder(a, b) return a.order < b.order end
function document.exitOrder(a, b) return a.order > b.order end
document.documentOrder = document.entryOrder

function document.isScxmlElement(state) return state.parent == nil end
function document.isAtomicState(state) return state.kind == "atomic" or state.kind == "final" end
function document.isFinalState(state) return state.kind == "final" end
function document.isCompoundState(state) return state.kind == "compound" end
function document.isParallelState(state) return state.kind == "parallel" end
function document.isHistoryState(state) return state.kind == "history" end
function document.isCompoundStateOrScxmlElement(state) return state.kind == "compound" or state.parent == nil end
function document.getChildStates(state) return state.states end

function document.isDescendant(state1, state2)
  local above = state1.parent
  while above do
    if above == state2 then return true end
    above = above.parent
  end
  return false
end

-- Up to, and not including, state2; without it, to the top.
function document.getProperAncestors(state1, state2)
  local ancestors = sets.new()
  if state2 and (state1 == state2 or document.isDescendant(state2, state1)) then return ancestors end
  local above = state1.parent
  while above and above ~= state2 do
    ancestors:add(above)
    above = above.parent
  end
  return ancestors
end

return document
