-- A small workflow in plain form with one mistake; the file beside this one holds what is said of it.
return workflow {
  name = "probe", title = "Probe", version = 1,
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    manager = { title = "Business Manager", post = "business_manager" },
    monitoring = { title = "Monitoring and Evaluation", group = "monitoring" },
    executive = { title = "Executive", post = "executive_chair" },
  },
  start = { by = "manager", must_give = { "text", "owner" } },
  fields = {
    text = { type = "text" },
    owner = { type = "person" },
    note = { type = "text" },
    review_on = { type = "date" },
  },

  step "asked_for" {
    holder = "owner", due = "10 working days after asked",
    if_late = {
      { "1 working day after due", tell = { "owner", "manager" } },
      { "10 working days after due", tell = "executive", urgent = true },
    },
    choices = {
      { "Hand it in", by = "owner", must_give = { "note" }, only_if = has "text", go_to = "handed_in", tell = "monitoring" },
      { "Note something", by = "owner", may_give = { "note" }, stays = true },
    },
  },

  step "handed_in" {
    holder = "monitoring", due = "20 working days after due",
    choices = {
      { "Accept it", decided_by = "monitoring", recorded_by = "manager", at_meeting = true, go_to = "done" },
      { "Send it back", decided_by = "monitoring", recorded_by = "manager", must_give = { "what is missing" }, go_to = "asked_for" },
    },
  },

  step "done" {
    closed = true,
    choices = { { "Open it again", by = "manager", go_to = "asked_for" } },
  },
}
