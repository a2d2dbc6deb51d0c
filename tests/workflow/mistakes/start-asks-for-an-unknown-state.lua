-- A small workflow with one mistake; the file beside this one holds what is said of it.
return {
  name = "probe", title = "Probe", version = 1,
  roles = { owner = { title = "Owner", person_in = "owner" }, chair = { title = "Chair", post = "llip_chair" } },
  start = { by = "chair", form = { "text", "owner" }, guard = any { has "text", in_state "opened" } },
  fields = { text = { type = "text" }, owner = { type = "person" } },
  states = {
    open = { holder = "owner", on = { submit = { target = "done", by = "owner" } } },
    done = { tags = { "closed" }, on = { reopen = { target = "open", by = "chair" } } },
  },
}
