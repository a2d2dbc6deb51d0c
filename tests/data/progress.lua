-- One step of work as boards meet it most: the owner reports, a date moves and its timer with it, and sometimes somebody is told.
-- tests/bench/event.c sends `report` and, every third time, `ask`.
local form = { "note", "due" }
local in_hand = no(is("note", ""))

return {
  name = "progress", title = "Progress", noun = "piece of work", version = 1, ref = "P-{number}",
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
    manager = { title = "Business Manager", post = "business_manager" },
  },
  read = { "manager", "lead", "owner" },
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
  states = {
    in_progress = {
      title = "In progress", holder = "owner",
      on = {
        report = { label = "Report progress", by = "owner", form = form, guard = in_hand },
        ask = { label = "Ask for help", by = "owner", form = form, guard = in_hand, actions = { tell("manager", "the owner asks for help") } },
        finish = { target = "finished", label = "Finish", by = { "owner", "lead" } },
      },
      at = { ["end of due"] = { label = "The date has passed", actions = { tell({ "owner", "manager" }, "the date has passed") } } },
    },
    finished = { title = "Finished", type = "final" },
  },
}
