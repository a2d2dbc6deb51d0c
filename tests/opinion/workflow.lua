-- The same interpreter for a workflow: one step an event, as engine/chart/step.h has it. What an action cannot do undoes the whole
-- macrostep (S6), an event that nothing handles is ignored (S9), and timers fire by name.

local content = require("opinion.content")
local document = require("opinion.document")
local interpreter = require("opinion.interpreter")
local sets = require("opinion.sets")
local system = require("opinion.system")
local wire = require("opinion.wire")

local workflow = {}
workflow.__index = workflow

local MICROSTEPS_MAX, EFFECTS_MAX = 1000, 10000 -- STEP_MICROSTEPS_MAX, STEP_EFFECTS_MAX in engine/chart/step.h

-- What a step that failed throws; anything else that is thrown is a mistake in here.
local FAILED, LOOPED = {}, {}

function workflow.new(definition)
  local self = setmetatable({ lines = {} }, workflow)
  self.session = interpreter.new(document.read(definition), self)
  self.session.fields = {}
  return self
end

function workflow.note(_, session, ...)
  if #session.did == EFFECTS_MAX then error(LOOPED, 0) end
  session.did[#session.did + 1] = wire.list({ ... })
end

function workflow.count(_, session)
  session.microsteps = session.microsteps + 1
  if session.microsteps > MICROSTEPS_MAX then error(LOOPED, 0) end
end

function workflow.nameMatch(_, descriptors, name) return content.nameMatch(descriptors, name, true) end

local function lay_over(fields, form, data)
  for _, item in ipairs(form) do
    if data[item.field] ~= nil then fields[item.field] = data[item.field] end
    if data[item.field] == wire.null then fields[item.field] = nil end
  end
end

-- What a condition sees while an event from outside is selected for (step.h): a person's move, the values of its own form; what else reacts,
-- those of any form of the event.
local function seen_fields(self, session, t)
  local data, fields = session.is_outside and session.event.data, wire.copy(session.fields)
  if not data then return fields end
  if t.is_persons then lay_over(fields, t.form, data) end
  for _, state in ipairs(t.is_persons and {} or session.configuration) do
    for _, other in ipairs(state.transition) do
      if other.event and self:nameMatch(other.event, session.event.name) then lay_over(fields, other.form, data) end
    end
  end
  return fields
end

function workflow:conditionMatch(session, t)
  local fields = session.fields
  session.fields = seen_fields(self, session, t)
  local truth = content.judge(session, t.cond)
  session.fields = fields
  return truth == "true"
end

-- The values that its form brings become fields before anything of the transition runs.
function workflow:take(session, t)
  self:note(session, "take", t.source.id, t.label)
  for _, item in ipairs(session.is_outside and t.form or {}) do
    local value = (session.event.data or {})[item.field]
    if value ~= nil and content.put(session, item.field, value) then error(FAILED, 0) end
  end
end

-- What is raised has no data of its own (DEFINITION.md).
function workflow:raise(session, event)
  self:note(session, "raise", event.name, wire.null)
  session.internalQueue:enqueue({ name = event.name, data = {} })
end

function workflow.donedata() end
function workflow.noteEnd() end

function workflow.executeContent(_, session, list)
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

-- ---- what the engine says of an item


-- T1: a timer is armed by one activation of its state, and by no other. In the order of their texts: it is a set.
local function armed(session)
  local timers = wire.list()
  for _, state in ipairs(session.configuration) do
    for _, timer in ipairs(state.timers) do
      timers[#timers + 1] = wire.write(wire.list({ state.id, state.activation, timer.name }))
    end
  end
  table.sort(timers)
  return timers
end

function workflow:write(outcome, outside)
  local session = self.session
  self.lines[#self.lines + 1] = wire.write({ event = outside or wire.null, outcome = outcome, did = outcome == "taken" and session.did or wire.list(),
    config = self.has_started and system.configuration(session) or wire.null, fields = session.fields, armed = armed(session) })
end

-- ---- steps

function workflow:step(outside, run)
  local session, kept = self.session, keep(self.session)
  session.did, session.microsteps, session.internalQueue, session.is_outside = wire.list(), 0, sets.queue(), false
  local good, answer = pcall(run, session)
  if not good and answer ~= FAILED and answer ~= LOOPED then error(answer, 0) end
  if not good then put_back(session, kept) end
  self.has_looped = answer == LOOPED
  self.has_started = self.has_started or good
  self:write(not good and "failed" or answer or "taken", outside)
  return good
end

-- Takes what was selected and goes on until quiet.
local function take(session, transitions)
  if transitions:isEmpty() then return "ignored" end
  session:microstep(transitions)
  session.is_outside = false
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
    session.event, session.is_outside = event, true
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

-- The trace of a case, as lines of JSON, and the case without the events that were not played: none where it did not start, and none after
-- one that went round without end, since it would do so again and again.
function workflow.trace(case)
  local self, played = workflow.new(case.definition), wire.list()
  if not self:start() then return self.lines, { definition = case.definition, events = played } end
  for _, happening in ipairs(case.events) do
    played[#played + 1] = happening
    if happening.timer then self:fire(happening.timer) else self:send(happening.event) end
    if self.has_looped then break end
  end
  return self.lines, { definition = case.definition, events = played }
end

return workflow
