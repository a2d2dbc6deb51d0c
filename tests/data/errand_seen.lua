-- The errand of tests/data/errand.lua where each sees a part of it, and a panel that decides on some at its meetings: for tests/bench/lists.c.
return {
  name = "errand", title = "Errand", noun = "errand", version = 1, ref = "E-{number}",
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
    panel = { title = "Panel", group = "panel", not_from = "agency" },
    manager = { title = "Business Manager", post = "business_manager" },
  },
  see = {
    { "manager", what = "everything" },
    { "lead", what = { "summary", "owner" } },
    { "owner", what = { "text", "due", "note" } },
    { "panel", what = "summary", when = in_state "in_hand" },
    { "panel", what = "everything", when = in_state "tabled" },
  },
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
        table_it = { target = "tabled", label = "Put it on the table", by = "manager" },
        stop = { target = "finished", label = "Stop it", decided_by = "panel", recorded_by = "manager", guard = is("note", "Stop") },
      },
    },
    tabled = {
      title = "On the panel's table", holder = "panel",
      on = { settle = { target = "finished", label = "Settle it", decided_by = "panel", recorded_by = "manager", at_meeting = true } },
    },
    finished = { title = "Finished", tags = { "closed" }, on = { reopen = { target = "in_hand", label = "Open it again", by = "manager" } } },
  },
}
