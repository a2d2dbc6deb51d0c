-- A small workflow with one mistake; the file beside this one holds what is said of it.
local probe = use "probe"
return probe.workflow { states = {
  work = probe.work {},
  top = { type = "history", target = "paused" },
  paused = { on = { resume = { target = "work", by = "owner" } } },
} }
