-- A small workflow with one mistake; the file beside this one holds what is said of it.
local probe = use "probe"
return probe.workflow {
  data = { "count" },
  states = { work = probe.work { memory = probe.memory }, paused = probe.paused },
}
