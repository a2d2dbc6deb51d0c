-- A workflow in the words of format 5. Its hash is frozen: what is stored under it must be found as long as there are boards.
return {
  name = "seen", title = "Seen", version = 1,
  roles = {
    owner = { title = "Owner", person_in = "owner" }, chair = { title = "Chair", post = "chair" }, partners = { title = "Partners", group = "partners" },
  },
  see = {
    { "owner", "chair", what = "everything" },
    { "partners", what = { "summary", "note" }, when = all { in_state "shared", no(has "doubt") } },
  },
  start = { by = "chair", form = { "text", "owner" } },
  fields = { text = { type = "text" }, owner = { type = "person" }, note = { type = "text" }, doubt = { type = "text" } },
  states = {
    draft = { holder = "owner", on = { share = { target = "shared", by = "owner", form = { "note", optional "doubt" } } } },
    shared = { on = { close = { target = "done", decided_by = "chair" } } },
    done = { type = "final" },
  },
}
