-- Goal: what was passed over is not told as if it had happened, and how many times of a timer that comes again were missed is said (T4, T5).
-- Method: an item with daily timers and one with a ladder are left alone for weeks; then `waymark run-due` and the items'
-- histories are read as people read them.
local desk = require "helper.desk"

local function has(text, ...)
  for _, words in ipairs { ... } do assert.truthy(text:find(words, 1, true), words .. " is not in:\n" .. text) end
end

describe("after weeks of nobody", function()
  local d
  before_each(function()
    d = desk.new()
    d:run("workflow", "publish", "tests/data/cycle.lua", "--as", "m.test")
    d:run("case", "start", "cycle", "--ref", "C-1", "--as", "m.test", "text=Days", "anchor=2016-08-31")
    d:run("case", "send", "C-1", "go_daily", "--as", "m.test")
  end)
  after_each(function() d:remove() end)

  it("what did not happen is passed over, and what was missed is counted", function()
    local looked = d:run("status", "--now", "2016-09-30T12:00:00Z", "--as", "m.test"):gsub("%s+", " ")
    has(looked, "UTC, which is past: `waymark run-due` catches up, where no server runs")
    local told = d:run("run-due", "--now", "2016-09-30T12:00:00Z", "--as", "m.test")
    has(told, "Fri 2 Sep 2016 09:00  C-1: Once; now Daily, and 28 more were missed\n")
    has(told, "Fri 2 Sep 2016 09:02  C-1: Skip; passed over, and 28 more were missed\n", "C-1: Each; now Daily\n")
    has(d:run("case", "history", "C-1", "--as", "m.test"), "Deadline reached: once, and 28 more were missed\n",
      "Deadline passed over: skip, and 28 more were missed\n", "Deadline reached: each\n")
  end)

  it("a rung that a higher one overtakes is passed over", function()
    d:run("case", "send", "K-1", "move_due", "--as", "m.test", "due=2016-09-02")
    has(d:run("run-due", "--now", "2016-09-12T12:00:00Z", "--as", "m.test"), "K-1: late by a day; passed over\n", "K-1: late by five days; now Open\n")
    has(d:run("case", "history", "K-1", "--as", "m.test"), "Deadline passed over: late/L0\n")
  end)

  it("a day alone is one more", function()
    has(d:run("run-due", "--now", "2016-09-03T12:00:00Z", "--as", "m.test"), "C-1: Once; now Daily, and 1 more was missed\n")
  end)
end)
