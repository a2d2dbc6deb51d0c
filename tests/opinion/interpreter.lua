-- The algorithm of W3C SCXML 1.0, Appendix D, word for word: its procedures by their names, in its order, with its sets. Nothing is indexed
-- and nothing is remembered between two questions, so that whoever has the norm beside this file can check it line by line.
-- What the norm leaves to the platform (content, the data model, invoking, queues between sessions) is asked of `self.platform`.
-- The three places where the product differs on purpose are marked "Divergence".

local document = require("opinion.document")
local sets = require("opinion.sets")

local isDescendant, isAtomicState, isFinalState = document.isDescendant, document.isAtomicState, document.isFinalState
local isCompoundState, isParallelState, isHistoryState = document.isCompoundState, document.isParallelState, document.isHistoryState
local isScxmlElement, getChildStates, getProperAncestors = document.isScxmlElement, document.getChildStates, document.getProperAncestors

local interpreter = {}
interpreter.__index = interpreter

function interpreter.new(doc, platform)
  return setmetatable({ doc = doc, platform = platform, configuration = sets.new(), statesToInvoke = sets.new(), internalQueue = sets.queue(),
                        externalQueue = sets.queue(), historyValue = {}, running = true, entered = 0 }, interpreter)
end

function interpreter:interpret()
  self:enterInitialStates()
  self:mainEventLoop()
end

function interpreter:enterInitialStates()
  self:enterStates(sets.new({ { target = sets.new({ self.doc.root }), is_start = true } }))
end

-- Handles eventless transitions and those that internal events trigger until the macrostep is complete.
function interpreter:completeMacrostep()
  local macrostepDone = false
  while self.running and not macrostepDone do
    local enabledTransitions = self:selectEventlessTransitions()
    if enabledTransitions:isEmpty() then
      if self.internalQueue:isEmpty() then
        macrostepDone = true
      else
        local internalEvent = self.internalQueue:dequeue()
        self.event = internalEvent
        enabledTransitions = self:selectTransitions(internalEvent)
      end
    end
    if not enabledTransitions:isEmpty() then self:microstep(enabledTransitions:toList()) end
  end
end

function interpreter:invokeStates()
  for _, state in ipairs(self.statesToInvoke:sort(document.entryOrder)) do
    for _, inv in ipairs(state.invoke) do self.platform:invoke(self, inv) end
  end
  self.statesToInvoke:clear()
end

function interpreter:handleExternalEvent(externalEvent)
  self.event = externalEvent
  for _, state in ipairs(self.configuration:toList()) do
    for _, inv in ipairs(state.invoke) do
      if inv.invokeid and inv.invokeid == externalEvent.invokeid then self.platform:applyFinalize(self, inv, externalEvent) end
      if inv.invokeid and inv.spec.autoforward then self.platform:forward(self, inv, externalEvent) end
    end
  end
  local enabledTransitions = self:selectTransitions(externalEvent)
  if not enabledTransitions:isEmpty() then self:microstep(enabledTransitions:toList()) end
end

-- The norm writes this as one loop with `continue`; it comes back here while invoking raised errors.
function interpreter:mainEventLoop()
  while self.running do
    self:completeMacrostep()
    if not self.running then break end
    self:invokeStates()
    if self.internalQueue:isEmpty() then self.platform:carryOut(self) end
    if self.internalQueue:isEmpty() then
      local externalEvent = self.platform:dequeue(self)
      if externalEvent == "cancel" then
        self.running = false
      else
        self:handleExternalEvent(externalEvent)
      end
    end
  end
  self:exitInterpreter()
end

function interpreter:exitInterpreter()
  self.platform:beforeExit(self)
  for _, s in ipairs(self.configuration:sort(document.exitOrder)) do
    self:leave(s)
    if isFinalState(s) and isScxmlElement(s.parent) then self.platform:returnDoneEvent(self, self.doneData) end
  end
end

-- What exitInterpreter and exitStates do with each state.
function interpreter:leave(s)
  self.platform:note(self, "exit", s.id, s.activation)
  for _, content in ipairs(s.onexit) do self.platform:executeContent(self, content) end
  for _, inv in ipairs(s.invoke) do self.platform:cancelInvoke(self, inv) end
  self.configuration:delete(s)
end

function interpreter:selectEventlessTransitions()
  return self:selectBy(function(t) return not t.event end)
end

function interpreter:selectTransitions(event)
  return self:selectBy(function(t) return t.event and self.platform:nameMatch(t.event, event.name) end)
end

local function firstEnabled(self, state, is_meant)
  local ancestry = sets.new({ state })
  ancestry:union(getProperAncestors(state, nil))
  for _, s in ipairs(ancestry) do
    for _, t in ipairs(s.transition) do
      if is_meant(t) and self.platform:conditionMatch(self, t) then return t end
    end
  end
end

function interpreter:selectBy(is_meant)
  local enabledTransitions = sets.new()
  local atomicStates = self.configuration:filter(isAtomicState):sort(document.documentOrder)
  for _, state in ipairs(atomicStates) do
    local t = firstEnabled(self, state, is_meant)
    if t then enabledTransitions:add(t) end
  end
  return self:removeConflictingTransitions(enabledTransitions)
end

function interpreter:removeConflictingTransitions(enabledTransitions)
  local filteredTransitions = sets.new()
  for _, t1 in ipairs(enabledTransitions:toList()) do
    local t1Preempted, transitionsToRemove = false, sets.new()
    for _, t2 in ipairs(filteredTransitions:toList()) do
      if self:computeExitSet({ t1 }):hasIntersection(self:computeExitSet({ t2 })) then
        if isDescendant(t1.source, t2.source) then
          transitionsToRemove:add(t2)
        else
          t1Preempted = true
          break
        end
      end
    end
    if not t1Preempted then
      for _, t3 in ipairs(transitionsToRemove) do filteredTransitions:delete(t3) end
      filteredTransitions:add(t1)
    end
  end
  return filteredTransitions
end

function interpreter:microstep(enabledTransitions)
  self.platform:count(self)
  for _, t in ipairs(enabledTransitions) do self.platform:take(self, t) end
  self:exitStates(enabledTransitions)
  self:executeTransitionContent(enabledTransitions)
  self:enterStates(enabledTransitions)
end

function interpreter:exitStates(enabledTransitions)
  local statesToExit = self:computeExitSet(enabledTransitions)
  for _, s in ipairs(statesToExit) do self.statesToInvoke:delete(s) end
  statesToExit = statesToExit:sort(document.exitOrder)
  for _, s in ipairs(statesToExit) do
    for _, h in ipairs(s.history) do
      local f
      if h.deep then
        f = function(s0) return isAtomicState(s0) and isDescendant(s0, s) end
      else
        f = function(s0) return s0.parent == s end
      end
      self.historyValue[h.id] = self.configuration:filter(f):sort(document.documentOrder)
    end
  end
  for _, s in ipairs(statesToExit) do self:leave(s) end
end

function interpreter:computeExitSet(transitions)
  local statesToExit = sets.new()
  for _, t in ipairs(transitions) do
    if not t.target:isEmpty() then
      local domain = self:getTransitionDomain(t)
      for _, s in ipairs(self.configuration) do
        if isDescendant(s, domain) then statesToExit:add(s) end
      end
    end
  end
  return statesToExit
end

function interpreter:executeTransitionContent(enabledTransitions)
  for _, t in ipairs(enabledTransitions) do self.platform:executeContent(self, t.content) end
end

function interpreter:enterStates(enabledTransitions)
  local statesToEnter, statesForDefaultEntry, defaultHistoryContent = sets.new(), sets.new(), {}
  self:computeEntrySet(enabledTransitions, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
  for _, s in ipairs(statesToEnter:sort(document.entryOrder)) do
    self.configuration:add(s)
    self.statesToInvoke:add(s)
    self.entered = self.entered + 1
    s.activation = self.entered
    self.platform:note(self, "enter", s.id, s.activation)
    for _, content in ipairs(s.onentry) do self.platform:executeContent(self, content) end
    if statesForDefaultEntry:isMember(s) then self.platform:executeContent(self, s.initial.content) end
    if defaultHistoryContent[s.id] then self.platform:executeContent(self, defaultHistoryContent[s.id]) end
    if isFinalState(s) then self:raiseDone(s) end
  end
end

local function doneEvent(s, data) return { name = "done.state." .. s.id, type = "platform", data = data } end

-- Divergence: a parallel state that ends may be a region of a parallel state, which then has ended too. SCXML 3.4 wants done.state for each;
-- the pseudo-code looks at the grandparent only. Here it goes on upwards, once each, the inner before the outer.
-- Divergence: in a workflow the root may be parallel, and the item has ended when each of its regions has (DEFINITION.md).
function interpreter:raiseDone(s)
  local parent, data = s.parent, self.platform:donedata(self, s)
  if isScxmlElement(parent) then
    self.running = false
    self.doneData = data
    self.platform:noteEnd(self, data)
    return
  end
  self.platform:raise(self, doneEvent(parent, data))
  local above = parent.parent
  while isParallelState(above) and self:isInFinalState(above) do
    if isScxmlElement(above) then
      self.running = false
      return
    end
    self.platform:raise(self, doneEvent(above))
    above = above.parent
  end
end

function interpreter:computeEntrySet(transitions, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
  for _, t in ipairs(transitions) do
    for _, s in ipairs(t.target) do
      self:addDescendantStatesToEnter(s, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
    end
    local ancestor = self:getTransitionDomain(t)
    for _, s in ipairs(self:getEffectiveTargetStates(t)) do
      self:addAncestorStatesToEnter(s, ancestor, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
    end
    -- Divergence, of a workflow alone: a parallel root is the one domain whose regions were all left, so all of them are entered.
    if ancestor and isParallelState(ancestor) then
      self:addRegions(ancestor, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
    end
  end
end

function interpreter:addDescendantStatesToEnter(state, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
  if isHistoryState(state) then
    local targets = self.historyValue[state.id]
    if not targets then
      local transition = state.transition[1]
      defaultHistoryContent[state.parent.id] = transition.content
      targets = transition.target
    end
    self:addAllToEnter(targets, state.parent, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
    return
  end
  statesToEnter:add(state)
  if isCompoundState(state) then
    statesForDefaultEntry:add(state)
    self:addAllToEnter(state.initial.target, state, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
  elseif isParallelState(state) then
    self:addRegions(state, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
  end
end

-- What the norm writes out for history, for its default and for the initial states: all of them with their descendants, then their ancestors.
function interpreter:addAllToEnter(targets, ancestor, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
  for _, s in ipairs(targets) do
    self:addDescendantStatesToEnter(s, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
  end
  for _, s in ipairs(targets) do
    self:addAncestorStatesToEnter(s, ancestor, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
  end
end

function interpreter:addRegions(parallel, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
  for _, child in ipairs(getChildStates(parallel)) do
    if not statesToEnter:some(function(s) return isDescendant(s, child) end) then
      self:addDescendantStatesToEnter(child, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
    end
  end
end

-- Divergence: what is still active is not entered again. By the letter, a transition from within a state to a history of that state whose
-- targets lie deeper would enter what is between once more, without having left it, and second children of active regions beside the first.
function interpreter:addAncestorStatesToEnter(state, ancestor, statesToEnter, statesForDefaultEntry, defaultHistoryContent)
  for _, anc in ipairs(getProperAncestors(state, ancestor)) do
    if self.configuration:isMember(anc) then return end
    statesToEnter:add(anc)
    if isParallelState(anc) then self:addRegions(anc, statesToEnter, statesForDefaultEntry, defaultHistoryContent) end
  end
end

function interpreter:isInFinalState(s)
  if isCompoundState(s) then
    return getChildStates(s):some(function(child) return isFinalState(child) and self.configuration:isMember(child) end)
  elseif isParallelState(s) then
    return getChildStates(s):every(function(child) return self:isInFinalState(child) end)
  end
  return false
end

function interpreter:getTransitionDomain(t)
  local tstates = self:getEffectiveTargetStates(t)
  if tstates:isEmpty() or t.is_start then return nil end
  if t.type == "internal" and isCompoundState(t.source)
    and tstates:every(function(s) return isDescendant(s, t.source) end) then
    return t.source
  end
  return self:findLCCA(t.source, tstates)
end

-- <scxml> is the last ancestor of every state. A transition of a workflow's root has none, and moves within the root itself.
function interpreter:findLCCA(source, tstates)
  for _, anc in ipairs(getProperAncestors(source, nil):filter(document.isCompoundStateOrScxmlElement)) do
    if tstates:every(function(s) return isDescendant(s, anc) end) then return anc end
  end
  return self.doc.root
end

function interpreter:getEffectiveTargetStates(transition)
  local targets = sets.new()
  for _, s in ipairs(transition.target) do
    if isHistoryState(s) then
      if self.historyValue[s.id] then
        targets:union(self.historyValue[s.id])
      else
        targets:union(self:getEffectiveTargetStates(s.transition[1]))
      end
    else
      targets:add(s)
    end
  end
  return targets
end

return interpreter
