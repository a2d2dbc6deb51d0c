-- What this workflow is for. workflows/AUTHORING.md says what each word means; `waymark workflow check` says what is wrong.
return workflow {
  name = "new-workflow", title = "New workflow", noun = "item", version = 1, ref = "NW-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Call children's social care or the police.",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "Independent Chair", post = "independent_chair" },
  },
  start = { by = "manager", must_give = { "text" } },
  fields = {
    text = { type = "text", label = "What it is" },
  },

  step "asked_for" {
    title = "Asked for", holder = "manager", due = "10 working days after asked",
    if_late = { { "1 working day after due", tell = { "manager", "chair" } } },
    choices = {
      { "Hand it in", by = "manager", must_give = { "what was found" }, go_to = "looked_at", tell = "chair" },
    },
  },
  step "looked_at" {
    title = "Looked at", holder = "chair", due = "10 working days after asked",
    choices = {
      { "Accept it", decided_by = "chair", recorded_by = "manager", go_to = "done" },
      { "Send it back", decided_by = "chair", recorded_by = "manager", must_give = { "reason" }, go_to = "asked_for" },
    },
  },
  step "done" { closed = true },
}
