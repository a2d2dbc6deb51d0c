-- A workflow in the word of format 9. Its hash is frozen: what is stored under it must be found as long as there are boards.
return {
  name = "picture", title = "Picture", version = 1,
  roles = { manager = { title = "Manager", post = "manager" } },
  start = { by = "manager", form = { "text", "from", "to" } },
  fields = { text = { type = "text" }, from = { type = "date" }, to = { type = "date" }, rows = { type = "list" } },
  states = {
    open = {
      entry = { gather { into = "rows", of = "action", where = { theme = from_field "text" }, take = { "due" } } },
      on = {
        look = {
          by = "manager",
          actions = { gather { into = "rows", of = "action", one_by = "theme", dated = "closed_on", first = from_field "from", last = from_field "to" } },
        },
        lock = { target = "locked", by = "manager" },
      },
    },
    locked = { tags = { "closed", "locked" }, on = { back = { target = "open", by = "manager" } } },
  },
}
