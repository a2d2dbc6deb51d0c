-- A small workflow with one mistake; the file beside this one holds what is said of it.
local probe = use "probe"
return probe.workflow { states = {
  work = probe.work { memory = probe.memory },
  paused = {
    entry = { branches { { has "text" } } },
    on = { resume = { target = "memory", by = "owner" } },
  },
} }
