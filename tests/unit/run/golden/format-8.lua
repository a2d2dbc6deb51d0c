-- A workflow in the words of format 8. Its hash is frozen: what is stored under it must be found as long as there are boards.
return {
  name = "keeper", title = "Keeper", version = 1,
  roles = { manager = { title = "Manager", post = "manager" } },
  start = { by = "manager", form = { "text" }, guard = has "text" },
  fields = { text = { type = "text" }, kept = { type = "list" } },
  states = {
    open = {
      on = {
        ask = { by = "manager", actions = { open_into("kept", "answer", { text = from_field "text" }, "asked_by") } },
        close = { target = "shut", by = "manager", guard = all_closed "kept" },
      },
    },
    shut = { tags = { "closed" }, on = { again = { target = "open", by = "manager" } } },
  },
}
