-- A workflow as large boards have it, for tests/bench/lists.c: seen by an agency's lead, whoever does it, a panel from which the agency's people
-- are passed over, and the Business Manager, who has to allot it first.
return {
  name = "errand", title = "Errand", noun = "errand", version = 1, ref = "E-{number}",
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
    panel = { title = "Panel", group = "panel", not_from = "agency" },
    manager = { title = "Business Manager", post = "business_manager" },
  },
  read = { "manager", "panel", "lead", "owner" },
  start = { by = "manager", form = { "text", "agency", "owner", "due" } },
  fields = {
    text = { type = "text", label = "What is to be done" },
    agency = { type = "agency", label = "Lead agency" },
    owner = { type = "person", label = "Owner" },
    due = { type = "date", label = "Due date" },
    note = { type = "text", label = "What was done" },
  },
  list = { title = "text", due = "due", lead = "agency" },
  rag = { { "red", past "end of due" } },
  initial = "asked",
  states = {
    asked = { title = "Asked", holder = "manager", due = "10 working days after due", on = { allot = { target = "in_hand", label = "Allot it", by = "manager" } } },
    in_hand = {
      title = "In hand", holder = "owner", due = "5 working days after due",
      on = {
        report = { label = "Report progress", by = "owner", form = { "note" } },
        finish = { target = "finished", label = "Finish", by = { "owner", "lead" } },
      },
    },
    finished = { title = "Finished", tags = { "closed" }, on = { reopen = { target = "in_hand", label = "Open it again", by = "manager" } } },
  },
}
