-- A small cycle that asks agencies to score themselves, for reports: as a Section 11 cycle and an audit cycle do, with the field names that these have.
return {
  name = "scored-cycle", title = "Scored cycle", noun = "audit", version = 1, ref = "SC-{year}-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    agencies = { title = "Agencies taking part", any_in = "parties" },
  },
  read = { "agencies" },
  start = { by = "manager", form = { "title", "due", "parties", optional "scoring" } },
  fields = {
    title = { type = "text", label = "Title" },
    scoring = { type = "choice", label = "Scored by", options = { "rag", "0-3", "ofsted" } },
    due = { type = "date", label = "Returns due" },
    parties = { type = "parties", label = "Agencies" },
  },
  list = { title = "title", due = "due" },
  states = {
    planned = { holder = "manager", on = { open = { target = "open", label = "Open the returns", by = "manager" } } },
    open = {
      title = "Returns open", holder = "manager",
      invoke = { workflow = "scored-return", for_each = "parties", party_in = "agency", cycle_in = "cycle", data = { title = from_field "title", due = from_field "due" } },
      on = {
        exempt = { label = "Exempt an agency", by = "manager", actions = { exempt_party "parties" } },
        close_without = { target = "closed", label = "Close without the missing ones", by = "manager", actions = { non_return "parties" } },
      },
      always = { target = "closed", guard = all_returned "parties" },
    },
    closed = { title = "Returns closed", tags = { "closed" } },
  },
}
