-- A small workflow with one mistake; the file beside this one holds what is said of it.
local probe = use "probe"
return probe.workflow { states = {
  work = probe.work { memory = probe.memory },
  paused = {
    deep = true, on = { resume = { target = "memory", by = "owner" } },
  },
} }
