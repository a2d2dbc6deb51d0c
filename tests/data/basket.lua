-- A basket of other items, as an agenda is one: for tests of lists that name what not everybody sees.
return {
  name = "basket", title = "Basket", noun = "basket", version = 1, ref = "B-{number}",
  roles = {
    lead = { title = "Agency lead", post = "safeguarding_lead", of = "agency" },
    manager = { title = "Business Manager", post = "business_manager" },
  },
  read = { "manager", "lead" },
  start = { by = "manager", form = { "text", "agency", "rows" } },
  fields = {
    text = { type = "text", label = "Text" },
    agency = { type = "agency", label = "Agency" },
    rows = { type = "list", label = "Rows" },
  },
  list = { title = "text", lead = "agency" },
  initial = "open",
  states = {
    open = { holder = "lead", on = { put = { label = "Put in", by = "manager", form = { "rows" } }, close = { label = "Close", by = "manager", target = "closed" } } },
    closed = { type = "final" },
  },
}
