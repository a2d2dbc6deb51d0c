-- Randomness by a seed, the same on every machine and in every release of Lua: splitmix64.

local random = {}
random.__index = random

function random.new(seed) return setmetatable({ state = seed * 0x632BE59BD9B4E019 }, random) end

function random:next()
  self.state = self.state + 0x9E3779B97F4A7C15
  local z = self.state
  z = (z ~ (z >> 30)) * 0xBF58476D1CE4E5B9
  z = (z ~ (z >> 27)) * 0x94D049BB133111EB
  return z ~ (z >> 31)
end

-- From 1 to `count`.
function random:upto(count) return 1 + (self:next() >> 1) % count end

function random:between(low, high) return low + self:upto(high - low + 1) - 1 end

-- True `times` times out of `of`.
function random:chance(times, of) return self:upto(of) <= times end

function random:pick(list) return list[self:upto(#list)] end

return random
