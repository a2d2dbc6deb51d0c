-- The data types that the algorithm of W3C SCXML 1.0, Appendix D, is written with: lists, ordered sets and queues, by the names that they
-- have there. All are plain sequences, and asking whether something is in one looks through it: slow, and plainly right.

local sets = {}

local methods = {}
methods.__index = methods

function sets.new(items)
  local set = setmetatable({}, methods)
  for _, item in ipairs(items or {}) do set:add(item) end
  return set
end

function methods:isMember(wanted)
  for _, item in ipairs(self) do
    if item == wanted then return true end
  end
  return false
end

function methods:add(item)
  if not self:isMember(item) then self[#self + 1] = item end
end

function methods:delete(unwanted)
  for at, item in ipairs(self) do
    if item == unwanted then return table.remove(self, at) end
  end
end

function methods:union(other)
  for _, item in ipairs(other) do self:add(item) end
end

function methods:isEmpty() return #self == 0 end

function methods:clear()
  while #self > 0 do table.remove(self) end
end

function methods:hasIntersection(other)
  return self:some(function(item) return other:isMember(item) end)
end

function methods:some(f)
  for _, item in ipairs(self) do
    if f(item) then return true end
  end
  return false
end

function methods:every(f)
  return not self:some(function(item) return not f(item) end)
end

function methods:filter(f)
  local kept = sets.new()
  for _, item in ipairs(self) do
    if f(item) then kept[#kept + 1] = item end
  end
  return kept
end

-- A copy, so that what is gone through may change meanwhile.
function methods:toList() return setmetatable(table.move(self, 1, #self, 1, {}), methods) end

function methods:sort(comes_first)
  local sorted = self:toList()
  table.sort(sorted, comes_first)
  return sorted
end

-- Queues are sequences too, but the same event may wait in one twice.
local queue = {}
queue.__index = queue

function sets.queue() return setmetatable({}, queue) end
function queue:enqueue(event) self[#self + 1] = event end
function queue:dequeue() return table.remove(self, 1) end
function queue:isEmpty() return #self == 0 end

return sets
