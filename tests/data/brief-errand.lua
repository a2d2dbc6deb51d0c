-- What tests/data/brief.lua opens.
return {
  name = "brief-errand", title = "Errand", noun = "errand", version = 1, ref = "ER-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  start = { by = "manager", form = { "text" } },
  fields = { text = { type = "text", label = "Errand" }, brief = { type = "text", label = "Brief" } },
  states = {
    open = { title = "To do", holder = "manager", on = { done = { target = "closed", label = "Done", by = "manager" } } },
    closed = { title = "Done", tags = { "closed" }, on = { again = { target = "open", label = "Do it again", by = "manager" } } },
  },
}
