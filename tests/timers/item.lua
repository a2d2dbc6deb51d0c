-- One item as the contracts have it (T1 to T6, T11, S6, S7), slow and plainly right: no timer is ever kept. Which timers are armed is worked
-- out from what is: the active states, since when they are active, what the fields say and since when, which timers were used up. A step of
-- the chart is that of tests/opinion.

local content = require("opinion.content")
local rules = require("timers.rules")
local wire = require("opinion.wire")
local workflow = require("opinion.workflow")

local item = setmetatable({}, { __index = workflow })
item.__index = item

item.kinds = { started = 10, event = 11, timer = 12, skipped = 13, ignored = 14, refused = 15, incident = 16, closed = 17, derived = 24 }

-- ---- what a step asks beyond the chart

content.types.person = content.types.text

function content.actions.tell(session, action) session.platform:note(session, "tell", action) end

function content.actions.stop_clock(session) session.platform:note(session, "stop") end
function content.actions.start_clock(session) session.platform:note(session, "go_on") end

-- `past RULE`: true, false, or unknown where there is no date.
function content.guards.past(session, guard)
  local due = rules.due(guard.rule, session.fields, session.platform.now, session.platform.stops, session.platform.started)
  if not due then return "unknown" end
  return session.platform.now > due and "true" or "false"
end

function content.guards.within(session, guard)
  local past = content.guards.past(session, guard)
  return past == "true" and "false" or past == "false" and "true" or past
end

-- ---- an item

function item.new(definition, ref, order, fields)
  local self = setmetatable(workflow.new(definition), item)
  self.definition, self.ref, self.order, self.now = definition, ref, order, 0
  self.session.fields = fields
  self.turns, self.declarations = 0, {}
  self.has_passed = {} -- by "STATE/TIMER", in this turn: a reminder whose day has gone, as it is counted now
  self.begun = {}     -- by state's id, since when it is active, and by "STATE/TIMER", since when its date is what it is: { at, turn }
  self.entered_at = {} -- by state's id: what its timers without a field count from
  self.spent = {}     -- by "STATE/TIMER": those that were used up in this activation
  self.last = {}      -- by "STATE/TIMER": of what comes again, the last time that was dealt with
  self.round = {}     -- by "STATE/TIMER": of what comes again, the number of that time
  self.kept = {}      -- by "STATE/TIMER": what was due when the clock stopped stays due
  self.stops = {}     -- the clock's stops: { from, to? }, the oldest first
  self.breaches = {}  -- by ladder, or ladder and state: { for, done, skipped }
  self.armed_round = {} -- by "STATE/TIMER": of what comes again, the number of the time that is to come
  self.incidents = {} -- open ones, the oldest first
  return self
end

function item.is_in(list, what)
  for _, one in ipairs(list) do
    if one == what then return true end
  end
  return false
end
local is_in = item.is_in

function item:ladder(name)
  for _, ladder in ipairs(self.definition.ladders) do
    if ladder.name == name then return ladder end
  end
end

-- What a state declares: its own timers and the rungs of its ladder.
function item:declared(state)
  local list = self.declarations[state.id]
  if list then return list end
  list = {}
  self.declarations[state.id] = list
  for _, timer in ipairs(state.timers) do
    list[#list + 1] = { name = timer.name, rule = timer.rule, every = timer.kind == "every", catch_up = timer.catch_up or "once" }
  end
  for _, rung in ipairs(state.spec.ladder and self:ladder(state.spec.ladder).rungs or {}) do
    list[#list + 1] = { name = state.spec.ladder .. "/" .. rung.name, rule = rung.rule, rung = rung, ladder = state.spec.ladder }
  end
  return list
end

-- What is known of a timer stands under "STATE/TIMER".
local function place(state, timer) return state.id .. "/" .. timer.name end
item.place = place

-- States that count from one date are in one breach; those that count from their own entry each in its own.
function item:breach_key(ladder, state_id)
  return rules.field(self:ladder(ladder).rungs[1].rule) and ladder or ladder .. "@" .. state_id
end

-- The breach that the ladder is in; the date of another one makes it new.
function item:breach(ladder, state)
  local key = self:breach_key(ladder, state.id)
  local breach = self.breaches[key]
  local field = rules.field(self:ladder(ladder).rungs[1].rule)
  local anchor = field and (self.session.fields[field] or "") or "#" .. state.activation
  if not breach or breach["for"] ~= anchor then
    breach = { ["for"] = anchor, done = wire.list(), skipped = wire.list() }
    self.breaches[key] = breach
  end
  return breach
end

-- Of a rung that comes at another time for some, the first whose condition is true.
function item:rule(timer)
  for _, row in ipairs(timer.rung and timer.rung.instead or {}) do
    if content.judge(self.session, row.guard) == "true" then return row.rule end
  end
  return timer.rule
end

-- When it is due by the state of things; nil: not at all. Throws "bad date" where a field holds none.
function item:due(state, timer)
  local at, last = place(state, timer), self.last[place(state, timer)]
  if timer.rung and is_in(self:breach(timer.ladder, state).done, timer.rung.name) or self.spent[at] then return nil end
  if self.kept[at] then return self.kept[at], nil, self.armed_round[at] end
  local rule, entered = self:rule(timer), self.entered_at[state.id]
  local due, round
  if timer.every then
    due, round = rules.next(rule, self.session.fields, entered, last or entered, self.round[at])
  else
    due = rules.due(rule, self.session.fields, entered, self.stops, self.started)
  end
  if due == false then error("bad date", 0) end
  self.armed_round[at] = round
  return due, rule, round
end

local function is_late_reminder(timer, due, rule, since) return timer.rung and rule and rule:find(" before ") and due <= since.at end

-- A reminder that was too late when it would have been armed stays so, whatever its date becomes by the calendar.
function item:note_late()
  for _, state in ipairs(self.session.configuration) do
    for _, timer in ipairs(self:declared(state)) do
      local since = self.begun[place(state, timer)] or self.begun[state.id]
      if since.turn == self.turns then
        local due, rule = self:due(state, timer)
        if due and is_late_reminder(timer, due, rule, since) then self.spent[place(state, timer)] = true end
      end
    end
  end
end

function item:armed_by(state, timer)
  local since = self.begun[place(state, timer)] or self.begun[state.id]
  local due, rule, round = self:due(state, timer)
  if not due or is_late_reminder(timer, due, rule, since) then return nil end
  return { item = self, due = due, since = since.at, turn = since.turn, state = state.id, activation = state.activation, name = timer.name,
           rung = timer.rung, ladder = timer.ladder, every = timer.every, catch_up = timer.catch_up, rule = timer.rule,
           round = round }
end

local function comes_before(a, b)
  if a.due ~= b.due then return a.due < b.due end
  if a.item.order ~= b.item.order then return a.item.order < b.item.order end
  if a.state ~= b.state then return a.state < b.state end
  if a.activation ~= b.activation then return a.activation < b.activation end
  return a.name < b.name
end
item.comes_before = comes_before

-- Every armed timer, first due first. Between two changes of the item the answer is the same.
function item:armed()
  if self.list then return self.list end
  local list = {}
  for _, state in ipairs(self.session.configuration) do
    for _, timer in ipairs(self:declared(state)) do list[#list + 1] = self:armed_by(state, timer) end
  end
  table.sort(list, comes_before)
  self.list = list
  return list
end

-- ---- taking steps

function item:write(outcome) self.outcome = outcome end -- of workflow.lua: here a step's outcome is all that is wanted of it

local KEPT = { "begun", "entered_at", "spent", "last", "round", "kept", "stops", "breaches" }

local function keep(self)
  local kept = { configuration = self.session.configuration:toList(), fields = wire.copy(self.session.fields), history = {},
                 entered = self.session.entered, running = self.session.running, activations = {}, has_started = self.has_started }
  for id, states in pairs(self.session.historyValue) do kept.history[id] = states end
  for _, state in ipairs(self.session.doc.states) do kept.activations[state] = state.activation end
  for _, name in ipairs(KEPT) do kept[name] = wire.copy(self[name]) end
  return kept
end

local function put_back(self, kept)
  local session = self.session
  session.configuration, session.fields, session.historyValue = kept.configuration, kept.fields, kept.history
  session.entered, session.running, self.has_started = kept.entered, kept.running, kept.has_started
  for state, activation in pairs(kept.activations) do state.activation = activation end
  for _, name in ipairs(KEPT) do self[name] = kept[name] end
end

-- Uses the timer up: of what comes again, all up to a time.
function item:spend(timer, last, round)
  local at = timer.state .. "/" .. timer.name
  self.kept[at] = nil
  if timer.every then
    self.round[at] = round
    self.last[at], self.begun[at] = last, { at = self.now, turn = self.turns }
    self.last_turn, self.last_place = self.turns, at
  else
    self.spent[at] = true
  end
end

local function set_of(list)
  local set = {}
  for _, timer in ipairs(list) do
    set[("%s/%d/%s/%d"):format(timer.state, timer.activation, timer.name, timer.due)] = timer
  end
  return set
end

-- What a taken step did to the item: states begin at its instant, and so do new values; the clock stops and goes on. A timer that hangs on
-- a field that changed is a new one, used up or not (T6).
function item:settle(before, armed)
  local has_stopped = false
  for _, did in ipairs(self.session.did) do
    if did[1] == "enter" then self:state_entered(did[2]) end
    if did[1] == "stop" or did[1] == "go_on" then
      self:stop(did[1] == "stop")
      has_stopped = true
    end
  end
  for _, field in ipairs(self.definition.fields) do
    if not wire.equal(before[field.name] or wire.null, self.session.fields[field.name] or wire.null) then
      self:field_changed(field.name)
    end
  end
  if has_stopped or self.counts_otherwise then self:look_again(armed) end
end

-- After the calendar changed: dates are what they now are. Answers as `change` does.
function item:count_again(now)
  self.counts_otherwise = true
  local parts = self:change(now, function()
    self.session.did = wire.list()
    return true
  end)
  self.counts_otherwise = nil
  return parts
end

function item:state_entered(id)
  local state = self.session.doc.by_id[id]
  self.entered_at[id] = self.now
  self.begun[id] = { at = self.now, turn = self.turns }
  for _, timer in ipairs(self:declared(state)) do
    local at = place(state, timer)
    self.begun[at], self.spent[at], self.last[at], self.round[at], self.kept[at] = nil, nil, nil, nil, nil
  end
end

local function asks_for(value, field)
  if type(value) ~= "table" then return false end
  if value.field == field then return true end
  for _, member in pairs(value) do
    if asks_for(member, field) then return true end
  end
  return false
end

function item:renew(state, timer)
  local at = place(state, timer)
  local last = timer.every and math.max(self.last[at] or self.now, self.now) or nil
  self.spent[at], self.last[at], self.round[at], self.kept[at] = nil, last, nil, nil
end

function item:field_changed(name)
  for _, state in ipairs(self.session.configuration) do
    for _, timer in ipairs(self:declared(state)) do
      local is_new = self.begun[state.id].turn == self.turns -- it has seen nothing else
      local is_moved, at = not is_new and rules.field(timer.rule) == name, place(state, timer)
      if is_moved then self:renew(state, timer) end
      if is_moved or timer.rung and asks_for(timer.rung.instead, name) then self.begun[at] = { at = self.now, turn = self.turns } end
    end
  end
end

-- A stop that lasted for no time leaves no trace.
function item:stop(begins)
  local last = self.stops[#self.stops]
  if last and not last.to then
    last.to = self.now
    if last.to == last.from then table.remove(self.stops) end
  end
  if begins then self.stops[#self.stops + 1] = { from = self.now } end
end

-- T8: where the clock stopped or went on, what is due already stays so, and other dates are what they now are.
function item:look_again(armed)
  local was = {}
  for _, timer in pairs(armed) do was[timer.state .. "/" .. timer.name] = timer end
  for _, state in ipairs(self.session.configuration) do
    for _, timer in ipairs(self:declared(state)) do
      local at = place(state, timer)
      local old, begun = was[at], self.begun[at] or self.begun[state.id]
      if self.kept[at] and self.kept[at] > self.now then self.kept[at] = nil end -- a timer that is caught up with runs before it
      if old and old.activation ~= state.activation or begun.turn == self.turns then old = nil end
      if old and old.due <= self.now and not self:is_used(state, timer) then
        self.kept[at] = old.due
      elseif begun.turn ~= self.turns and self:due(state, timer) ~= (old and old.due) then
        self.begun[at] = { at = self.now, turn = self.turns }
        self.has_passed[at] = self:due(state, timer) and not self:armed_by(state, timer)
      end
    end
  end
end

-- Was it used up, also a moment ago?
function item:is_used(state, timer)
  local at = place(state, timer)
  if timer.every then return self.last[at] ~= nil and self.last_turn == self.turns and self.last_place == at end
  return self.spent[at] or timer.rung and is_in(self:breach(timer.ladder, state).done, timer.rung.name)
end

-- Does something to the item; answers whether it holds, with what became of its timers. `run` answers false where nothing came of it, and
-- then, or where a date cannot be worked out, all is as it was.
function item:change(now, run)
  local kept, armed = keep(self), self.has_started and set_of(self:armed()) or {}
  self.now, self.turns, self.list, self.has_passed = now, self.turns + 1, nil, {}
  local before = wire.copy(self.session.fields)
  local good, problem = pcall(function()
    if not run() then error("undone", 0) end
    self:settle(before, armed)
    self.list = nil
    local parts = self:difference(armed)
    self:note_late()
    self.list = nil
    return parts
  end)
  if good then return problem end
  if problem ~= "undone" and problem ~= "bad date" then error(problem, 0) end
  put_back(self, kept)
  self.list = nil
  if problem == "bad date" then self.outcome = problem end
  return nil
end

-- Which timers are armed now that were not, and the other way round: their parts of the entry. One whose date moved, or that was armed anew
-- by its field, is dropped and armed.
function item:difference(was)
  local is, parts = set_of(self:armed()), wire.list()
  for key, timer in pairs(was) do
    if not is[key] or is[key].turn ~= timer.turn then parts[#parts + 1] = { "drop", timer } end
  end
  for key, timer in pairs(is) do
    if not was[key] or was[key].turn ~= timer.turn then parts[#parts + 1] = { "arm", timer } end
  end
  return parts
end

return item
