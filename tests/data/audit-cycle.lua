-- A small audit cycle (P1 to P3): agencies are asked for a return, chased, exempted, removed and asked again; it closes when all are in, or without some
-- for a reason; then the returns are opened to the others.
return {
  name = "audit-cycle", title = "Audit cycle", noun = "audit", version = 1, ref = "AC-{year}-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "Panel chair", post = "llip_chair" },
    agencies = { title = "Agencies taking part", any_in = "parties" },
  },
  read = { "agencies" },
  start = { by = "manager", form = { "theme", "due", optional "parties" } },
  fields = {
    theme = { type = "text", label = "Theme" },
    due = { type = "date", label = "Returns due" },
    parties = { type = "parties", label = "Agencies" },
    meeting_on = { type = "date", label = "Closed on" },
  },
  list = { title = "theme", due = "due" },
  states = {
    planned = {
      holder = "manager",
      on = {
        name = { label = "Name the agencies", by = "manager", form = { "parties" } },
        open = { target = "open", label = "Open the returns", by = "manager", guard = at_least(1, "parties") },
      },
    },
    open = {
      title = "Returns open", holder = "manager",
      invoke = {
        workflow = "audit-return", for_each = "parties", party_in = "agency", cycle_in = "cycle",
        data = { theme = from_field "theme", due = from_field "due" },
        carry = { "arrangements", "lead_officer" },
      },
      on = {
        add = { label = "Add an agency", by = "manager", actions = { add_party "parties" } },
        remove = { label = "Remove an agency", by = "manager", actions = { remove_party "parties" } },
        exempt = { label = "Exempt an agency", by = "chair", actions = { exempt_party "parties" } },
        ask_again = { label = "Ask again", by = "manager", actions = { reopen_party "parties" } },
        close_without = {
          target = "closed", label = "Close without the missing ones", by = "chair", guard = returned(1, "parties"), actions = { non_return "parties" },
        },
      },
      always = { target = "closed", guard = all_returned "parties" },
      at = { ["end of due"] = { label = "The returns are due", actions = { tell("manager", "the returns are due") } } },
    },
    closed = {
      title = "Returns closed", holder = "chair",
      on = {
        ask_again = { target = "open", label = "Ask again", by = "manager", actions = { reopen_party "parties" } },
        moderate = { target = "moderated", label = "Open them to each other", by = "chair", actions = { signal("parties", "opened_to_others") } },
      },
    },
    moderated = { tags = { "closed" }, holder = "chair" },
  },
  warnings = { { "Not everybody has returned", no(all_returned "parties") } },
}
