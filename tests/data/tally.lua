-- The smallest workflow that can be counted: tests of durability and load send `count` and look at `n`.
return {
  name = "tally", title = "Tally", noun = "tally", version = 1, ref = "T-{number}",
  roles = { counter = { title = "Counter", everyone = true } },
  read = { "counter" },
  start = { by = "counter", form = { "name" } },
  fields = {
    name = { type = "text", label = "Name" },
    n = { type = "whole", label = "Count" },
    due = { type = "date", label = "Due date" },
  },
  list = { title = "name", due = "due" },
  states = {
    counting = {
      title = "Counting",
      on = {
        count = { label = "Count one", by = "counter", actions = { add("n", 1) } },
        set_due = { label = "Set the date", by = "counter", form = { "due" } },
        stop = { target = "stopped", label = "Stop", by = "counter" },
      },
      at = { ["end of due"] = { label = "The date has passed", actions = { add("n", 1000), tell("counter", "the date has passed") } } },
    },
    stopped = { title = "Stopped", type = "final" },
  },
}
