-- The reference's board: items, a clock, and what happens to them, written as engine.c writes it. Overdue timers run in due order over all
-- items (T4), an item's own before what a person sends to it (T11), a ladder's highest rung for those that it overtakes (T5).

local dates = require("timers.dates")
local item = require("timers.item")
local rules = require("timers.rules")
local told = require("timers.told")
local view = require("timers.view")
local wire = require("opinion.wire")

local board = {}
board.__index = board

local LATE_MS = 60 * 60 * 1000 -- AGAIN_LATE_MS in engine/run/again.h
local FIRINGS_MAX = 200 -- DUE_FIRINGS_MAX in engine/run/due.h
local FIRED_MAX = 300 -- over it a case is left out: it goes round for ever, and shows nothing new

function board.new(case)
  return setmetatable({ definition = case.definition, items = {}, refs = {}, now = case.start, lines = {}, entries = wire.list(),
                        keys = {}, fired = 0, all_entries = {} }, board)
end

-- ---- entries

local function part_text(part, why)
  local timer = part[2]
  local list = wire.list({ part[1], timer.state, timer.activation, timer.name, timer.due })
  if part[1] == "drop" then list[#list + 1] = why end
  return wire.write(list)
end

local function same(a, b) return a and a.state == b.state and a.activation == b.activation and a.name == b.name end

-- `used`: the timer that the entry uses up, and how; of the others that went, an activation that is over says why.
local function part_texts(one, parts, used, how)
  local texts = wire.list()
  for at, part in ipairs(parts) do
    local timer, state = part[2], one.session.doc.by_id[part[2].state]
    local is_left = not one.session.configuration:isMember(state) or state.activation ~= timer.activation
    local why = is_left and "exit" or one.has_passed[timer.state .. "/" .. timer.name] and "passed" or "moved"
    texts[at] = part_text(part, same(used, timer) and how or why)
  end
  table.sort(texts)
  return texts
end

function board:record(one, kind, logical, timers, messages)
  self.entries[#self.entries + 1] = wire.list({ one.ref, item.kinds[kind], logical, timers or wire.list(), messages or wire.list() })
end

-- ---- timers

-- Whatever is due by now, of one item or of all.
function board:first_due(only)
  local first
  for _, one in ipairs(self.items) do
    local timer = (not only or one == only) and one:armed()[1]
    if timer and timer.due <= self.now and (not first or item.comes_before(timer, first)) then first = timer end
  end
  return first
end

local function is_overtaken(timer, now)
  for _, other in ipairs(timer.item:armed()) do
    if timer.ladder and other.ladder == timer.ladder and other.activation == timer.activation and other.due > timer.due and other.due <= now then
      return true
    end
  end
  return false
end

-- T4: what becomes of those times that are over as well: `once` deals with all of them at once, `skip` with those that are later than it
-- bears, `each` with this one. Answers the last that is dealt with, its number, and whether this one is passed over.
local function catch_up(timer, now)
  local is_late = timer.catch_up == "skip" and now - timer.due > LATE_MS
  if not timer.every or timer.catch_up == "each" or timer.catch_up == "skip" and not is_late then return timer.due, timer.round, false end
  local one, last, round, till = timer.item, timer.due, timer.round, is_late and now - LATE_MS - 1 or now
  while true do
    local due, number = rules.next(timer.rule, one.session.fields, one.entered_at[timer.state], last, round)
    if not due or due > till then return last, round, is_late end
    last, round = due, number
  end
end

local function copied_roles(one, ladder, skipped)
  local roles = {}
  for _, name in ipairs(skipped) do
    for _, rung in ipairs(one:ladder(ladder).rungs) do
      if rung.name == name then table.move(rung.tell, 1, #rung.tell, #roles + 1, roles) end
    end
  end
  return roles
end

-- A rung tells, then raises; the step is the item's own way of doing that (workflow.lua).
local function run_rung(one, timer)
  local state = one.session.doc.by_id[timer.state]
  one:step(nil, function(session)
    if not session.running or not session.configuration:isMember(state) then return "ignored" end
    session.event = { data = {} }
    one:note(session, "tell", timer.rung)
    if timer.rung.raise then one:raise(session, { name = timer.rung.raise }) end
    session:completeMacrostep()
    return "taken"
  end)
end

local function run_step(one, timer)
  if timer.rung then run_rung(one, timer) else one:fire({ state = timer.state, name = timer.name }) end
end

-- What a timer's step made of the item: { parts, messages }, nil where nothing came of it. `last`: what is dealt with; nil when it is tried
-- again, having been used up then.
local function take(one, timer, logical, last, round)
  local copies
  local parts = one:change(logical, function()
    run_step(one, timer)
    if one.outcome ~= "taken" then return false end
    if timer.rung then
      local breach = one.breaches[one:breach_key(timer.ladder, timer.state)] -- which it was when the rung came due, whatever date the step has set
      copies = copied_roles(one, timer.ladder, breach.skipped)
      breach.done[#breach.done + 1], breach.skipped = timer.rung.name, wire.list()
    elseif last then
      one:spend(timer, last, round)
    end
    return true
  end)
  return parts, parts and told.messages(one, copies)
end

function board:skip(timer, logical, last, round)
  local one = timer.item
  local parts = one:change(logical, function()
    one.session.did = wire.list()
    if timer.every then
      one:spend(timer, last, round)
      return true
    end
    local breach = one:breach(timer.ladder, one.session.doc.by_id[timer.state])
    breach.done[#breach.done + 1], breach.skipped[#breach.skipped + 1] = timer.rung.name, timer.rung.name
    return true
  end)
  self:record(one, "skipped", logical, part_texts(one, parts, timer, "skipped"))
end

-- Nothing came of it: it is used up all the same, and where nobody can say what should have come of it, a stuck step waits.
function board:consume(timer, logical, last, round, is_stuck)
  local one = timer.item
  local parts = one:change(logical, function()
    one.session.did = wire.list()
    one:spend(timer, last, round)
    return true
  end)
  if is_stuck then one.incidents[#one.incidents + 1] = timer end
  self:record(one, "timer", logical, part_texts(one, parts, timer, "fired"), is_stuck and told.office(one, "a step got stuck: retry or skip it"))
end

-- S7: it comes due again and again without any time passing.
function board:goes_round(timer, logical)
  local is_same = self.last_item == timer.item and self.last_logical == logical
  self.last_item, self.last_logical, self.in_a_row = timer.item, logical, is_same and self.in_a_row + 1 or 1
  self.went_round = self.went_round or self.in_a_row > FIRINGS_MAX
  return self.in_a_row > FIRINGS_MAX
end

function board:fire(timer)
  local one, logical = timer.item, math.max(timer.due, timer.since)
  local last, round, is_passed_over = catch_up(timer, self.now)
  self.fired = self.fired + 1
  if self.fired > FIRED_MAX then error("too long", 0) end
  if self:goes_round(timer, logical) then return self:consume(timer, logical, last, round, true) end
  if is_passed_over or is_overtaken(timer, self.now) then return self:skip(timer, logical, last, round) end
  local parts, messages = take(one, timer, logical, last, round)
  if not parts then return self:consume(timer, logical, last, round, one.outcome ~= "ignored") end
  self:record(one, "timer", logical, part_texts(one, parts, timer, "fired"), messages)
end

function board:run_due(only)
  local timer = self:first_due(only)
  while timer do
    self:fire(timer)
    timer = self:first_due(only)
  end
end

-- ---- what happens

local happenings = {}

local function next_due(self)
  local first
  for _, one in ipairs(self.items) do
    local timer = one:armed()[1]
    if timer and (not first or timer.due < first) then first = timer.due end
  end
  return first
end

-- Where the clock is to go to: an instant, or relative to the next due one.
function board:clock_of(event)
  if math.type(event.to) == "integer" then return event.to end
  return math.max(self.now, (event.to == "due" and next_due(self) or self.now) + event.off)
end

function happenings.to(self, event)
  event.to, event.off = self:clock_of(event), nil
  local due = event.hop and next_due(self)
  while due and due <= event.to do
    self.now = math.max(self.now, due)
    self:run_due()
    due = next_due(self)
  end
  self.now = event.to
  if not event.asleep then self:run_due() end
  return true
end

local function filled(data)
  local fields = {}
  for name, value in pairs(data or {}) do fields[name] = value ~= wire.null and wire.copy(value) or nil end
  return fields
end

function happenings.start(self, event)
  if self.refs[event.item] then return false end
  local one = item.new(self.definition, event.item, #self.items + 1, filled(event.data))
  one.started = self.now
  local parts = one:change(self.now, function() return one:start() end)
  if not parts then return false end
  self.items[#self.items + 1], self.refs[event.item] = one, one
  self:record(one, "started", self.now, part_texts(one, parts), told.messages(one))
  return true
end

local function is_known(one, name)
  for _, state in ipairs(one.session.running and one.session.configuration or {}) do
    for _, t in ipairs(state.transition) do
      if t.is_persons and t.event[1] == name then return true end
    end
  end
  return false
end

function happenings.send(self, event, step)
  local one, key = self.refs[event.item], event.again or step
  if event.again and self.keys[key] then return true end
  if not one then return false end
  self:run_due(one)
  if not is_known(one, event.send) then
    self:record(one, "ignored", self.now)
    return false
  end
  local parts = one:change(self.now, function()
    one:send({ name = event.send, data = event.data or {} })
    return one.outcome == "taken"
  end)
  if not parts then
    self:record(one, "refused", self.now)
    return false
  end
  self.keys[key] = true
  self:record(one, "event", self.now, part_texts(one, parts), told.messages(one))
  return true
end

-- A day on which the board is closed: whatever is due already stays so, and other dates are counted anew, item by item (T7).
function happenings.closure(self, event)
  local day = dates.read(event.closure)
  for _, one in ipairs(self.items) do one:armed() end
  dates.closures[#dates.closures + 1] = { day = day, at = self.now }
  for _, one in ipairs(self.items) do
    local parts = one:count_again(self.now)
    if #parts > 0 then self:record(one, "derived", self.now, part_texts(one, parts)) end
  end
  return true
end

function happenings.reopen(self)
  self.last_item = nil -- a guard, no authority: it is forgotten with the process
  return true
end

-- A stuck step is tried again, where its state was not left since, or put aside.
local function try_again(self, one, timer)
  local state = one.session.doc.by_id[timer.state]
  local is_there = one.session.configuration:isMember(state) and state.activation == timer.activation
  if not is_there then return "nothing" end
  local parts, messages = take(one, timer, self.now)
  if parts then
    self:record(one, "timer", self.now, part_texts(one, parts), messages)
    return "taken"
  end
  return one.outcome
end

function happenings.stuck(self, event)
  local one = self.refs[event.item]
  local timer = one and one.incidents[1]
  if not timer then return true end
  if event.stuck == "retry" then self:run_due(one) end
  local became = event.stuck == "retry" and try_again(self, one, timer) or "skipped"
  if became == "bad date" then return true end
  table.remove(one.incidents, 1)
  if became == "failed" then
    one.incidents[#one.incidents + 1] = timer
    self:record(one, "incident", self.now, nil, told.office(one, "a step got stuck: retry or skip it"))
  end
  self:record(one, "closed", self.now)
  return true
end

-- ---- playing a case

local function touched(self)
  local items = {}
  for _, entry in ipairs(self.entries) do items[entry[1]] = view.of(self.refs[entry[1]]) end
  return items
end

function board:play(event, step)
  self.entries = wire.list()
  for name, happen in pairs(happenings) do
    if event[name] ~= nil then
      local answer = happen(self, event, step)
      self.lines[#self.lines + 1] = wire.write({ answer = answer, items = touched(self) })
      self.all_entries[step] = wire.write({ event = step, entries = self.entries })
      return
    end
  end
  error("an event that is none")
end

-- The trace of a case, as lines of JSON, and the case with its clock as it went.
function board.trace(case)
  local self, played = board.new(case), wire.copy(case)
  dates.closures = {}
  for step, event in ipairs(played.events) do
    if event.closure and not dates.is_working(dates.read(event.closure)) then event.closure, event.reopen = nil, true end
    self:play(event, step)
  end
  local items = {}
  for ref, one in pairs(self.refs) do items[ref] = view.of(one) end
  self.lines[#self.lines + 1] = wire.write({ ["end"] = items })
  table.move(self.all_entries, 1, #self.all_entries, #self.lines + 1, self.lines)
  if self.went_round then played.crash = nil end -- how often it went round is no part of the record
  return self.lines, played
end

return board
