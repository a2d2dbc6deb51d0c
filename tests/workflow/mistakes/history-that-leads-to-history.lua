-- A small workflow with one mistake; the file beside this one holds what is said of it.
local probe = use "probe"
return probe.workflow { states = {
  work = probe.work {
    memory = { type = "history", deep = true, target = "last" },
    plan = { initial = "last", states = { a = { always = "b" }, b = { always = { target = "a", guard = has "text" } },
      last = { type = "history", target = "a" } } },
  },
  paused = probe.paused,
} }
