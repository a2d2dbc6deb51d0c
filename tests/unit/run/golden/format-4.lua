-- A workflow in the words of format 4. Its hash is frozen: what is stored under it must be found as long as there are boards.
return {
  name = "approved", title = "Approved", version = 1,
  roles = { owner = { title = "Owner", person_in = "owner" }, chair = { title = "Chair", post = "chair" } },
  start = { by = "chair", form = { "text", "owner" } },
  fields = {
    text = { type = "text" }, owner = { type = "person" }, note = { type = "text", immaterial = true }, evidence = { type = "evidence" },
  },
  states = {
    open = {
      on = {
        accept = { target = "accepted", decided_by = "chair", at_meeting = true, binds = { "text", seen "evidence" } },
        sign = { by = "owner", binds = true },
        change = { by = "owner", form = { "text", "note" } },
      },
    },
    accepted = {
      always = { target = "open", guard = stale "sign" },
      on = {
        ["stale.accept"] = { target = "open" },
        change = { by = "owner", form = { "text", "note" } },
        carry_out = { target = "done", by = "owner", guard = approved "accept" },
        begin_again = { target = "open", by = "chair", lapses = { "accept", "sign" } },
      },
    },
    done = { type = "final" },
  },
}
