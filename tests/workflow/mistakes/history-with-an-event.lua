-- A small workflow with one mistake; the file beside this one holds what is said of it.
local probe = use "probe"
return probe.workflow { states = {
  work = probe.work {
    memory = { type = "history", deep = true, on = { go = "draft" }, target = "draft" },
  },
  paused = probe.paused,
} }
