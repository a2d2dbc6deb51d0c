-- A workflow that counts and takes evidence: tests that kill a server send both at once.
return {
  name = "diary", title = "Diary", noun = "diary", version = 1, ref = "D-{number}",
  roles = { writer = { title = "Writer", everyone = true } },
  read = { "writer" },
  start = { by = "writer", form = { "name" } },
  fields = {
    name = { type = "text", label = "Name" },
    n = { type = "whole", label = "Count" },
    evidence = { type = "evidence", label = "Evidence" },
  },
  list = { title = "name" },
  states = {
    open = {
      title = "Open",
      on = {
        count = { label = "Count one", by = "writer", actions = { add("n", 1) } },
        add_evidence = { label = "Add evidence", by = "writer", actions = { attach() } },
        stop = { target = "stopped", label = "Stop", by = "writer" },
      },
    },
    stopped = { title = "Stopped", type = "final" },
  },
}
