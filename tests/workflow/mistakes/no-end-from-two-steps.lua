-- A small workflow with one mistake; the file beside this one holds what is said of it. A clock runs beside the work, as beside any: nothing is said of that.
return {
  name = "probe", title = "Probe", version = 1,
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    chair = { title = "Chair", post = "llip_chair" },
  },
  start = { by = "chair", form = { "text", "owner", optional "due" } },
  fields = {
    text = { type = "text" },
    owner = { type = "person" },
    due = { type = "date" },
  },
  type = "parallel",
  states = {
    work = {
      title = "Work", initial = "open",
      states = {
        open = {
          holder = "owner",
          on = {
            submit = { target = "done", by = "owner" },
            doubt = { target = "asked", by = "chair" },
          },
        },
        asked = { holder = "owner", on = { answer = { target = "answered", by = "owner" } } },
        answered = { holder = "chair", on = { ask_again = { target = "asked", by = "chair" } } },
        done = { tags = { "closed" }, on = { reopen = { target = "open", by = "chair" } } },
      },
    },
    clock = {
      title = "Clock", initial = "waiting",
      states = {
        waiting = { always = { target = "running", guard = has "due" } },
        running = { always = { target = "waiting", guard = no(has "due") } },
      },
    },
  },
}
