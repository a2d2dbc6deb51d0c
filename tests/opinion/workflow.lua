-- The same interpreter for a workflow: one step an event, as engine/chart/step.h has it. What an action cannot do undoes the whole
-- macrostep (S6), an event that nothing handles is ignored (S9), and timers fire by name.

local content = require("opinion.content")
local document = require("opinion.document")
local interpreter = require("opinion.interpreter")
local sets = require("opinion.sets")
local wire = require("opinion.wire")

local workflow = {}
workflow.__index = workflow

local MICROSTEPS_MAX, EFFECTS_MAX = 1000, 10000 -- STEP_MICROSTEPS_MAX, STEP_EFFECTS_MAX in engine/chart/step.h

local FAILED = {} -- what a step that failed throws; anything else that is thrown is a mistake in here

function workflow.new(definition)
  local self = setmetatable({ lines = {} }, workflow)
  self.session = interpreter.new(document.read(definition), self)
  self.session.fields = {}
  return self
end

function workflow:note(session, ...)
  if #session.did == EFFECTS_MAX then error(FAILED, 0) end
  session.did[#session.did + 1] = wire.list({ ... })
end

function workflow:count(session)
  session.microsteps = session.microsteps + 1
  if session.microsteps > MICROSTEPS_MAX then error(FAILED, 0) end
end

function workflow:nameMatch(descriptors, name) return content.nameMatch(descriptors, name, true) end
function workflow:conditionMatch(session, t) return content.judge(session, t.cond) == "true" end

function workflow:raise(session, name)
  self:note(session, "raise", name)
  session.internalQueue:enqueue({ name = name, data = {} })
end

function workflow:executeContent(session, list)
  if content.run(session, list) then error(FAILED, 0) end
end

-- ---- keeping what was, so that a failed step leaves nothing

local function keep(session)
  local kept = { configuration = session.configuration:toList(), historyValue = {}, fields = wire.copy(session.fields),
                 entered = session.entered, running = session.running, activations = {} }
  for id, states in pairs(session.historyValue) do kept.historyValue[id] = states end
  for _, state in ipairs(session.doc.states) do kept.activations[state] = state.activation end
  return kept
end

local function put_back(session, kept)
  for state, activation in pairs(kept.activations) do state.activation = activation end
  for _, name in ipairs({ "configuration", "historyValue", "fields", "entered", "running" }) do session[name] = kept[name] end
end

-- ---- what the engine says of a configuration

function workflow.configuration(session)
  local written = { active = {}, entered = session.entered }
  for _, state in ipairs(session.configuration) do written.active[state.id] = state.activation end
  for id, states in pairs(session.historyValue) do
    written.history = written.history or {}
    written.history[id] = wire.list()
    for at, state in ipairs(states) do written.history[id][at] = state.id end
  end
  return written
end

-- T1: a timer is armed by one activation of its state, and by no other.
local function armed(session)
  local timers = wire.list()
  for _, state in ipairs(session.configuration:sort(document.documentOrder)) do
    for _, timer in ipairs(state.timers) do timers[#timers + 1] = wire.list({ state.id, state.activation, timer.name }) end
  end
  return timers
end

function workflow:write(outcome, outside)
  local session = self.session
  self.lines[#self.lines + 1] = wire.write({ event = outside or wire.null, outcome = outcome, did = outcome == "taken" and session.did or wire.list(),
    config = workflow.configuration(session), fields = session.fields, armed = armed(session) })
end

-- ---- steps

function workflow:step(outside, run)
  local session, kept = self.session, keep(self.session)
  session.did, session.microsteps, session.internalQueue = wire.list(), 0, sets.queue()
  local good, answer = pcall(run, session)
  if not good and answer ~= FAILED then error(answer, 0) end
  if not good then put_back(session, kept) end
  self:write(not good and "failed" or answer or "taken", outside)
  return good
end

-- Takes what was selected and goes on until quiet.
local function take(session, transitions)
  if transitions:isEmpty() then return "ignored" end
  session:microstep(transitions)
  session:completeMacrostep()
end

function workflow:start()
  return self:step(nil, function(session)
    session.event = { data = {} }
    session:enterInitialStates()
    session:completeMacrostep()
  end)
end

function workflow:send(event)
  self:step(event, function(session)
    session.event = event
    return take(session, session.running and session:selectTransitions(event) or sets.new())
  end)
end

-- A timer of a state that is not active, or after the end, is ignored; of its transitions, the first that is open is taken.
function workflow:fire(timer)
  self:step({ timer = timer }, function(session)
    local state, found = session.doc.by_id[timer.state], sets.new()
    session.event = { data = {} }
    for _, own in ipairs(session.running and session.configuration:isMember(state) and state.timers or {}) do
      for _, spec in ipairs(own.name == timer.name and own.transitions or {}) do
        local t = document.transition(session.doc, spec, state)
        if found:isEmpty() and self:conditionMatch(session, t) then found:add(t) end
      end
    end
    return take(session, found)
  end)
end

-- The trace of a case, as lines of JSON; whether it started at all is its first line.
function workflow.run(case)
  local self = workflow.new(case.definition)
  if not self:start() then return self.lines end
  for _, happening in ipairs(case.events) do
    if happening.timer then self:fire(happening.timer) else self:send(happening.event) end
  end
  return self.lines
end

return workflow
