-- SCXML sessions that run together on a virtual clock: the platform of the interpreter. The norm leaves open in which order sessions run; the
-- order here is the one that engine/chart/system.h promises. Each session is a coroutine that runs the norm's mainEventLoop; waiting for
-- its external queue is yielding.

local content = require("opinion.content")
local document = require("opinion.document")
local interpreter = require("opinion.interpreter")
local wire = require("opinion.wire")

local system = {}
system.__index = system

-- The product's bounds of one macrostep (STEP_MICROSTEPS_MAX, STEP_EFFECTS_MAX in engine/chart/step.h).
-- Where an invoked session passes one, the others go on without it, perhaps for long: such a case is left out.
local MICROSTEPS_MAX, EFFECTS_MAX = 1000, 10000
local PROCESSOR = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor"
local AFTERWARDS_MS = 200 -- how long the clock goes on after the last event

function system.new(macrosteps_max)
  return setmetatable({ now = 0, sessions = {}, posts = {}, delayed = {}, lines = {}, bare = {}, macrosteps = 0,
                        macrosteps_max = macrosteps_max }, system)
end

function system:write(line) self.lines[#self.lines + 1] = wire.write(line) end

-- ---- what is noted of a macrostep, and what it asks for, which is done in that order when it has ended

function system.note(_, session, ...)
  local did = session.did
  if #did == EFFECTS_MAX then error(session.parent and "too long" or "livelock", 0) end
  did[#did + 1] = wire.list({ ... })
end

function system:ask(session, f, ...)
  local arguments = table.pack(...)
  table.insert(session.asked, function() f(self, session, table.unpack(arguments, 1, arguments.n)) end)
end

function system.carryOut(_, session)
  while #session.asked > 0 do table.remove(session.asked, 1)() end
end

function system:take(session, t) self:note(session, "take", t.source.id, t.label) end

function system.count(_, session)
  session.microsteps = session.microsteps + 1
  if session.microsteps > MICROSTEPS_MAX then error(session.parent and "too long" or "livelock", 0) end
end

function system:endMacrostep(session)
  self:write({ session = session.id, event = not self.bare[session.outside] and session.outside or wire.null, did = session.did })
  session.did, session.microsteps = wire.list(), 0
  self.macrosteps = self.macrosteps + 1
  if self.macrosteps > self.macrosteps_max then error("too long", 0) end
end

-- ---- content

function system.nameMatch(_, descriptors, name) return content.nameMatch(descriptors, name, false) end
function system.conditionMatch(_, session, t) return content.judge(session, t.cond) == "true" end

function system:raise(session, event)
  self:note(session, "raise", event.name, event.data == nil and wire.null or event.data)
  session.internalQueue:enqueue(event)
end

function system:raiseError(session, name, sendid)
  self:note(session, "raise", name, sendid or wire.null)
  session.internalQueue:enqueue({ name = name, type = "platform", sendid = sendid })
end

-- SCXML 4.9: an error ends its block and nothing else.
function system:executeContent(session, list)
  local problem, sendid = content.run(session, list)
  if problem then self:raiseError(session, problem, sendid) end
end

local function payload(session, spec)
  local data = spec and spec.content
  if spec and data == nil then data = content.evaluate(session, spec.data) end
  if data ~= wire.null then return data end
end

function system.donedata(_, session, final) return payload(session, final.donedata) end
function system:noteEnd(session, data) self:note(session, "ended", data == nil and wire.null or data) end

-- ---- sending (SCXML 6.2, C.1)

local function child_of(self, session, id)
  for _, other in ipairs(self.sessions) do
    if other.parent == session and other.name == id then return other end
  end
end

local function with_id(self, id)
  for _, other in ipairs(self.sessions) do
    if other.id == id then return other end
  end
end

local function target_of(self, session, target)
  if target == "" then return session end
  if target == "#_parent" then return session.parent end
  local address = target:match("^#_scxml_(.*)$")
  if address then return with_id(self, address) end
  return child_of(self, session, target:match("^#_(.*)$"))
end

function system:post(to, event) table.insert(self.posts, { to = to, event = event }) end

-- The target may have gone while the event waited.
function system:sendNow(session, sending)
  local to, event = target_of(self, session, sending.target), wire.copy(sending.event)
  if not to then return self:post(session, { name = "error.communication", type = "platform", sendid = event.sendid }) end
  if to == session.parent then event.invokeid = session.name end
  self:post(to, event)
end

-- SCXML 6.4.3: what a session sends while it is cancelled is ignored.
function system:deliver(session, sending)
  if session.is_cancelled then return end
  if sending.delay_ms == 0 then return self:sendNow(session, sending) end
  table.insert(self.delayed, { session = session, sending = sending, due = self.now + sending.delay_ms })
end

local function name_id(session, before)
  session.made_ids = session.made_ids + 1
  return ("%s.%d"):format(before, session.made_ids)
end

local known_processors = { scxml = true, [PROCESSOR] = true }

-- An illegal target or an unknown type ends the block; a session that is not there is the event's misfortune, not the block's.
function system:send(session, action)
  local id, target = action.id or name_id(session, "send"), action.target or ""
  local event = { name = action.event, type = "external", sendid = action.id, data = payload(session, action), origin = "#_scxml_" .. session.id,
                  origintype = PROCESSOR }
  if action.type and not known_processors[action.type] then return "error.execution", action.id end
  if target ~= "" and target:sub(1, 2) ~= "#_" then return "error.execution", action.id end
  if target == "#_internal" then
    if action.delay_ms then return "error.execution", action.id end
    return self:raise(session, { name = action.event, type = "internal", sendid = action.id, data = event.data })
  end
  if not target_of(self, session, target) then return self:raiseError(session, "error.communication", action.id) end
  self:note(session, "send", event, target, action.delay_ms or 0, id)
  self:ask(session, self.deliver, { event = event, target = target, delay_ms = action.delay_ms or 0, id = id })
end

function system:dropDelayed(is_unwanted)
  local kept = {}
  for _, waiting in ipairs(self.delayed) do
    if not is_unwanted(waiting) then kept[#kept + 1] = waiting end
  end
  self.delayed = kept
end

function system:cancel(session, id)
  self:note(session, "cancel", id)
  self:ask(session, function()
    self:dropDelayed(function(waiting) return waiting.session == session and waiting.sending.id == id end)
  end)
end

-- ---- invoking (SCXML 6.4)

local known_types = { scxml = true, ["http://www.w3.org/TR/scxml/"] = true }

function system:invoke(session, inv)
  if inv.spec.type and not known_types[inv.spec.type] then return self:raiseError(session, "error.execution") end
  inv.invokeid = inv.spec.id or name_id(session, inv.state.id)
  self:note(session, "invoke", inv.invokeid)
  self:ask(session, self.begin, inv, inv.invokeid)
end

-- There is no other document to be read here, so an invocation by `src` fails.
function system:begin(session, inv, id)
  if inv.spec.definition then return self:resume(self:open(inv.spec.definition, id, session)) end
  if inv.invokeid == id then inv.invokeid = nil end
  self:raiseError(session, "error.communication")
end

function system:cancelInvoke(session, inv)
  if not inv.invokeid then return end
  self:note(session, "uninvoke", inv.invokeid)
  self:ask(session, self.stop, inv.invokeid)
  inv.invokeid = nil
end

function system:stop(session, id)
  local child = child_of(self, session, id)
  if not child then return end
  child.is_cancelled = true
  self:resume(child, "cancel")
end

function system:forward(session, inv, event)
  self:note(session, "forward", inv.invokeid)
  self:ask(session, function(_, _, id)
    local child = child_of(self, session, id)
    if child then self:post(child, wire.copy(event)) end
  end, inv.invokeid)
end

function system:applyFinalize(session, inv) self:executeContent(session, inv.spec.finalize) end

function system.returnDoneEvent(_, session, data)
  session.done = { name = "done.invoke." .. session.name, type = "external", invokeid = session.name, data = data }
end

-- ---- sessions

function system:dequeue(session)
  self:endMacrostep(session)
  session.outside = coroutine.yield()
  return session.outside
end

function system:open(definition, name, parent)
  local session = interpreter.new(document.read(definition), self)
  session.name, session.parent, session.id = name, parent, parent and parent.id .. "." .. name or name
  session.fields, session.did, session.asked, session.microsteps, session.made_ids = {}, wire.list(), {}, 0, 0
  session.thread = coroutine.create(function() session:interpret() end)
  table.insert(self.sessions, session)
  return session
end

function system:resume(session, event)
  local good, problem = coroutine.resume(session.thread, event)
  if not good then error(problem, 0) end
  if coroutine.status(session.thread) == "dead" then self:close(session) end
end

local function configuration(session)
  local written = { active = {}, entered = session.entered }
  for _, state in ipairs(session.configuration) do written.active[state.id] = state.activation end
  for id, states in pairs(session.historyValue) do
    written.history = written.history or {}
    written.history[id] = wire.list()
    for at, state in ipairs(states) do written.history[id][at] = state.id end
  end
  return written
end
system.configuration = configuration

-- Before exitInterpreter: the macrostep that led to the end is over, unless the session is being cancelled between two events.
function system:beforeExit(session)
  session.last = configuration(session)
  for at, other in ipairs(self.sessions) do
    if other == session then table.remove(self.sessions, at) end
  end
  if session.is_cancelled then return end
  self:carryOut(session)
  self:endMacrostep(session)
end

-- SCXML 6.2.4: what it had delayed goes with it, and so does what waits for it.
function system:close(session)
  self:carryOut(session)
  self:write({ session = session.id, ended = true, did = session.did })
  self:dropDelayed(function(waiting) return waiting.session == session end)
  local kept = {}
  for _, post in ipairs(self.posts) do
    if post.to ~= session then kept[#kept + 1] = post end
  end
  self.posts = kept
  if session.parent and session.done and not session.is_cancelled then self:post(session.parent, session.done) end
end

-- ---- running

function system:firstDue()
  local first
  for _, waiting in ipairs(self.delayed) do
    if not first or waiting.due < first.due then first = waiting end
  end
  return first
end

-- One event after another, in the order of their queueing; time passes only when none waits.
function system:run(now)
  while true do
    local post, waiting = table.remove(self.posts, 1), self:firstDue()
    if post then
      self:resume(post.to, post.event)
    elseif waiting and waiting.due <= now then
      self.now = waiting.due
      self:dropDelayed(function(other) return other == waiting end)
      self:sendNow(waiting.session, waiting.sending)
    else
      break
    end
  end
  self.now = now
end

-- The main session's configuration and fields, and when time next matters.
function system:writeRest()
  local waiting = self:firstDue()
  self:write({ at = self.now, config = self.main.last or configuration(self.main), fields = self.main.fields,
               next = waiting and waiting.due or wire.null })
end

-- An event that is only a name may come as no more than that (system_send_name): then it is told as none.
function system:play(events, is_bare)
  self:resume(self.main)
  self:run(0)
  self:writeRest()
  for _, happening in ipairs(events) do
    self:run(happening.at)
    local event = { name = happening.event.name, type = "external", data = happening.event.data }
    self.bare[event] = is_bare and not event.data or nil
    if not self.main.last then self:post(self.main, event) end
    self:run(happening.at)
    self:writeRest()
  end
  self:run(self.now + AFTERWARDS_MS)
  self:writeRest()
end

-- The trace of a case, as lines of JSON, and the case that was played. `macrosteps_max`: more throw "too long".
function system.trace(case, macrosteps_max)
  local self = system.new(macrosteps_max or math.huge)
  self.main = self:open(case.definition, "main", nil)
  local good, problem = pcall(system.play, self, case.events, case.bare)
  if not good and problem ~= "livelock" then error(problem, 0) end
  if not good then self:write({ livelock = true }) end
  return self.lines, case
end

return system
