-- A small workflow with one mistake; the file beside this one holds what is said of it.
local probe = use "probe"
return probe.workflow { states = {
  work = probe.work { memory = probe.memory },
  paused = {
    on = {
      replan = { target = { "work.plan.draft", "work.plan.agreed" }, by = "owner" },
      resume = { target = "memory", by = "owner" },
    },
  },
} }
