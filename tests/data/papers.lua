-- A workflow whose deadline hangs on a group's meetings: papers go out five working days before the panel next meets.
return {
  name = "papers", title = "Papers", noun = "paper", version = 1, ref = "P-{number}",
  roles = { owner = { title = "Owner", person_in = "owner" }, manager = { title = "Business Manager", post = "business_manager" } },
  read = { "manager", "owner" },
  start = { by = "manager", form = { "text", "owner" } },
  fields = { text = { type = "text", label = "What is to be done" }, owner = { type = "person", label = "Owner" } },
  list = { title = "text" },
  initial = "open",
  states = {
    open = {
      title = "Open", holder = "owner",
      on = { done = { label = "Done", target = "finished", by = "owner" } },
      at = { ["5 working days before the next meeting of panel"] = { label = "Papers are due", actions = { tell("owner", "papers are due") } } },
      every = { ["the next meeting of panel"] = { name = "meets", actions = { tell("manager", "the panel meets") } } },
    },
    finished = { title = "Finished", type = "final" },
  },
}
