-- A workflow in the words of format 12. Its hash is frozen: what is stored under it must be found as long as there are boards.
return {
  name = "mark", title = "Mark", version = 1,
  roles = { manager = { title = "Manager", post = "manager" } },
  start = { by = "manager", form = { "text", "scheme" } },
  fields = {
    text = { type = "text" }, scheme = { type = "choice", options = { "colour", "number" } },
    mark = {
      type = "choice", options = { "green", "red", "1", "0", "n/a" },
      options_by = { scheme = { colour = { "green", "red", "n/a" }, number = { "1", "0", "n/a" } } },
    },
  },
  states = {
    open = { on = { note = { by = "manager", form = { "mark" } }, close = { target = "closed", by = "manager" } } },
    closed = { tags = { "closed" } },
  },
}
