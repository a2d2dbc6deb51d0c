-- Asks agencies for returns; who was asked is kept from whoever sees the summary alone. For tests of who sees what.
return {
  name = "circle", title = "Enquiry", noun = "enquiry", version = 1, ref = "C-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    executive = { title = "Executive", post = "executive" },
    partners = { title = "Partners", group = "partners" },
    panel = { title = "Panel", group = "panel" },
    asked = { title = "Those asked", any_in = "who" },
  },
  see = {
    { "manager", what = "everything" },
    { "executive", "asked", what = "summary" },
    { "panel", what = { "summary", "who" } },
  },
  start = { by = "manager", form = { "text", "who" } },
  fields = { text = { type = "text", label = "Theme" }, who = { type = "parties", label = "Who is asked" } },
  list = { title = "text" },
  states = {
    open = { title = "Open", holder = "manager", on = { finish = { label = "Finish", target = "done", by = "manager" } } },
    done = { title = "Done", tags = { "closed" } },
  },
}
