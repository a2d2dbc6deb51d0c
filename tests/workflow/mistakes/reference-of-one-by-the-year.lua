-- A small workflow with one mistake; the file beside this one holds what is said of it.
return {
  name = "probe", title = "Probe", version = 1, ref = "YL-{year}",
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    chair = { title = "Chair", post = "llip_chair" },
    executive = { title = "Executive", group = "executive" },
  },
  start = {},
  fields = {
    text = { type = "text" },
    owner = { type = "person" },
    due = { type = "date" },
    priority = { type = "choice", options = { "high", "low" } },
  },
  ladders = {
    chase = {
      { "1 working day after due", tell = "owner" },
    },
  },
  states = {
    open = {
      holder = "owner", ladder = "chase",
      on = {
        submit = { target = "done", by = "owner" },
      },
    },
    done = {
      tags = { "closed" },
      on = {
        reopen = { target = "open", by = "chair" },
      },
    },
  },
}
