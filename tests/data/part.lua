-- What tests/data/task.lua opens: the smallest workflow that can be begun and ended.
return {
  name = "part", title = "Part", noun = "part", version = 1, ref = "PART-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  read = { "manager" },
  start = { by = "manager", form = { "text" } },
  fields = { text = { type = "text", label = "What is to be done" } },
  list = { title = "text" },
  initial = "open",
  states = { open = { title = "Open", holder = "manager", on = { finish = { label = "Finish", target = "done", by = "manager" } } }, done = { title = "Done", type = "final" } },
}
