-- A small workflow with one mistake; the file beside this one holds what is said of it.
local probe = use "probe"
return probe.workflow { states = {
  work = probe.work {
    memory = probe.memory,
    plan = { initial = { "shut" }, states = { draft = { type = "final" } } },
  },
  paused = probe.paused,
} }
