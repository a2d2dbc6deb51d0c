-- SCXML sessions that run together on a virtual clock: the platform of the interpreter. Each session is a coroutine that runs the norm's
-- mainEventLoop and waits, as the norm says, for its external queue; one that waits for an event yields.

local content = require("opinion.content")
local document = require("opinion.document")
local interpreter = require("opinion.interpreter")
local sets = require("opinion.sets")
local wire = require("opinion.wire")
local workflow = require("opinion.workflow")

local AFTERWARDS_MS = 300 -- how long the clock goes on after the last event

local system = {}
system.__index = system

-- The product's bounds of one macrostep (STEP_MICROSTEPS_MAX, STEP_EFFECTS_MAX in engine/chart/step.h).
local MICROSTEPS_MAX, EFFECTS_MAX = 1000, 10000

function system.new(macrosteps_max)
  return setmetatable({ now = 0, sessions = {}, delayed = {}, sent = 0, lines = {}, macrosteps = 0, macrosteps_max = macrosteps_max }, system)
end

function system:write(line) self.lines[#self.lines + 1] = wire.write(line) end

-- ---- what is noted of a macrostep

function system:note(session, ...)
  local did = session.did
  if #did == EFFECTS_MAX then error("livelock", 0) end
  did[#did + 1] = wire.list({ ... })
end

function system:count(session)
  session.microsteps = session.microsteps + 1
  if session.microsteps > MICROSTEPS_MAX then error("livelock", 0) end
end

function system:endMacrostep(session)
  self:write({ session = session.name, event = session.outside or wire.null, did = session.did })
  session.did, session.microsteps = wire.list(), 0
  self.macrosteps = self.macrosteps + 1
  if self.macrosteps > self.macrosteps_max then error("too long", 0) end
end

-- ---- content

function system:nameMatch(descriptors, name) return content.nameMatch(descriptors, name, false) end
function system:conditionMatch(session, t) return content.judge(session, t.cond) == "true" end

function system:enqueueInternal(session, event)
  self:note(session, "raise", event.name)
  session.internalQueue:enqueue(event)
end

function system:raise(session, name, payload)
  self:enqueueInternal(session, { name = name, type = "internal", data = payload and content.evaluate(session, payload.data) })
end

function system:raiseError(session, name, sendid)
  self:enqueueInternal(session, { name = name, type = "platform", sendid = sendid })
end

-- SCXML 4.9: an error ends its block and nothing else.
function system:executeContent(session, list)
  local problem = content.run(session, list)
  if problem and problem ~= "raised" then self:raiseError(session, problem) end
end

-- ---- sending (SCXML 6.2, C.1)

local function find_session(self, session, target)
  if target == "#_parent" then return session.parent end
  local id = target:match("^#_(.+)$")
  for _, other in ipairs(self.sessions) do
    if other.parent == session and other.name == id then return other end
    if "scxml_" .. other.id == id then return other end
  end
end

function system:deliver(sending)
  local session, target, event = sending.session, sending.target, wire.copy(sending.event)
  if target == "" then return session.externalQueue:enqueue(event) end
  if target == "#_internal" then
    event.type = "internal"
    return self:enqueueInternal(session, event)
  end
  local other = find_session(self, session, target)
  if not other then return self:raiseError(session, "error.communication", event.sendid) end
  if other == session.parent then event.invokeid = session.name end
  other.externalQueue:enqueue(event)
end

function system:send(session, action)
  session.sends = session.sends + 1
  local target = action.target or ""
  local id = action.id or ("send.%d"):format(session.sends)
  if target ~= "" and target:sub(1, 2) ~= "#_" then
    self:raiseError(session, "error.execution", action.id)
    return "raised"
  end
  local event = { name = action.event, type = "external", sendid = action.id, data = content.evaluate(session, action.data) }
  local sending = { session = session, target = target, event = event, id = id, due = self.now + (action.delay_ms or 0) }
  self:note(session, "send", id, action.event)
  if not action.delay_ms or action.delay_ms == 0 then return self:deliver(sending) end
  self.sent = self.sent + 1
  sending.order = self.sent
  self.delayed[#self.delayed + 1] = sending
end

function system:cancel(session, id)
  self:note(session, "cancel", id)
  self:dropDelayed(function(sending) return sending.session == session and sending.id == id end)
end

function system:dropDelayed(is_unwanted)
  local kept = {}
  for _, sending in ipairs(self.delayed) do
    if not is_unwanted(sending) then kept[#kept + 1] = sending end
  end
  self.delayed = kept
end

-- ---- invoking (SCXML 6.4)

function system:invoke(session, inv)
  session.invokes = session.invokes + 1
  inv.invokeid = inv.spec.id or ("%s.%d"):format(inv.state.id, session.invokes)
  self:note(session, "invoke", inv.invokeid)
  self:open(inv.spec.definition, inv.invokeid, session)
end

local function child_of(self, session, inv)
  for _, other in ipairs(self.sessions) do
    if other.parent == session and other.name == inv.invokeid then return other end
  end
end

function system:cancelInvoke(session, inv)
  local child = inv.invokeid and child_of(self, session, inv)
  if not child then return end
  self:note(session, "uninvoke", inv.invokeid)
  child.is_cancelled = true
  inv.invokeid = nil
end

function system:forward(session, inv, event)
  local child = child_of(self, session, inv)
  if child then child.externalQueue:enqueue(wire.copy(event)) end
end

function system:applyFinalize(session, inv) self:executeContent(session, inv.spec.finalize) end

function system:returnDoneEvent(session, donedata)
  session.done = { data = donedata and content.evaluate(session, donedata.data) }
end

-- ---- sessions

-- The wait for an external event. Being cancelled comes before whatever waits.
function system:dequeue(session)
  self:endMacrostep(session)
  repeat
    coroutine.yield()
    if session.is_cancelled then return "cancel" end
  until not session.externalQueue:isEmpty()
  session.outside = session.externalQueue:dequeue()
  return session.outside
end

function system:open(definition, name, parent)
  local session = interpreter.new(document.read(definition), self)
  session.name, session.parent, session.id = name, parent, parent and parent.id .. "." .. name or name
  session.fields, session.did, session.microsteps, session.sends, session.invokes = {}, wire.list(), 0, 0, 0
  session.thread = coroutine.create(function() session:interpret() end)
  table.insert(self.sessions, session)
  return session
end

function system:close(session)
  self:endMacrostep(session)
  self:write({ session = session.name, ended = true })
  self:dropDelayed(function(sending) return sending.session == session end)
  for at, other in ipairs(self.sessions) do
    if other == session then table.remove(self.sessions, at) end
  end
  if session.parent and session.done and not session.is_cancelled then
    session.parent.externalQueue:enqueue({ name = "done.invoke." .. session.name, type = "external", invokeid = session.name,
                                           data = session.done.data })
  end
end

local function is_ready(session)
  return not session.has_started or session.is_cancelled or not session.externalQueue:isEmpty()
end

function system:turn(session)
  session.has_started = true
  local good, problem = coroutine.resume(session.thread)
  if not good then error(problem, 0) end
  if coroutine.status(session.thread) == "dead" then self:close(session) end
end

function system:runUntilQuiet()
  local session
  repeat
    session = sets.new(self.sessions):filter(is_ready)[1]
    if session then self:turn(session) end
  until not session
end

-- ---- time

function system:nextDue()
  local first
  for _, sending in ipairs(self.delayed) do
    if not first or sending.due < first.due or (sending.due == first.due and sending.order < first.order) then first = sending end
  end
  return first
end

-- Everything that is due until `now`, an instant at a time.
function system:advance(now)
  local sending = self:nextDue()
  while sending and sending.due <= now do
    self.now = sending.due
    while sending and sending.due == self.now do
      self:dropDelayed(function(other) return other == sending end)
      self:deliver(sending)
      sending = self:nextDue()
    end
    self:runUntilQuiet()
    self:writeRest()
    sending = self:nextDue()
  end
  self.now = now
end

-- The main session's configuration and fields, and when time next matters.
function system:writeRest()
  local next_due = self:nextDue()
  self:write({ at = self.now, config = self.main_has_ended and wire.null or workflow.configuration(self.main), fields = self.main.fields,
               next = next_due and next_due.due or wire.null })
end

-- The trace of a case, as lines of JSON.
function system.run(case, macrosteps_max)
  local self = system.new(macrosteps_max or math.huge)
  self.main = self:open(case.definition, "main", nil)
  local good, problem = pcall(system.play, self, case.events)
  if problem == "livelock" then self:write({ livelock = true }) elseif not good then error(problem, 0) end
  return self.lines
end

function system:play(events)
  self:runUntilQuiet()
  self:writeRest()
  for _, happening in ipairs(events) do
    self:advance(happening.at)
    self.main.externalQueue:enqueue({ name = happening.event.name, type = "external", data = happening.event.data })
    self:runUntilQuiet()
    self:writeRest()
  end
  self:advance(self.now + AFTERWARDS_MS)
end

return system
