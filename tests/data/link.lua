-- Notes of agencies, started by an agency's lead or opened by another item: for tests of what a reference tells.
return {
  name = "link", title = "Link", noun = "note", version = 1, ref = "N-{number}",
  roles = {
    lead = { title = "Agency lead", post = "safeguarding_lead", of = "agency" },
    manager = { title = "Business Manager", post = "business_manager" },
  },
  read = { "manager", "lead" },
  start = { by = { "manager", "lead" }, form = { "text", "agency" } },
  fields = {
    text = { type = "text", label = "Text" },
    agency = { type = "agency", label = "Agency" },
    about = { type = "item", label = "About" },
  },
  list = { title = "text", lead = "agency" },
  initial = "open",
  states = {
    open = {
      holder = "lead",
      on = {
        note = { label = "Note", by = "lead", form = { "text" } },
        close = { label = "Close", by = "manager", target = "closed" },
      },
    },
    closed = { type = "final" },
  },
}
