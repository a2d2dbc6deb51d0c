-- A small workflow with one mistake; the file beside this one holds what is said of it.
return {
  name = "probe", title = "Probe", version = 1,
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    chair = { title = "Chair", post = "llip_chair" },
  },
  start = { by = "chair", form = { "text", "owner" } },
  fields = {
    text = { type = "text" },
    owner = { type = "person" },
    count = { type = "whole" },
  },
  states = {
    work = {
      type = "parallel",
      on = {
        pause = { target = "paused", by = "owner" },
      },
      states = {
        memory = { type = "history", deep = true, target = { "draft", "open" } },
        plan = {
          states = {
            draft = { on = { agree = { target = "agreed", by = "owner" } } },
            agreed = { on = { redraft = { target = "draft", by = "owner" } } },
          },
        },
        checks = {
          states = {
            open = { on = { close = { target = "shut", by = "owner" } } },
            shut = { type = "final" },
          },
        },
      },
    },
    top = { type = "history", target = "paused" },
    paused = {
      on = {
        resume = { target = "memory", by = "owner" },
      },
    },
  },
}
