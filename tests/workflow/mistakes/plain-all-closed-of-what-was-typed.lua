-- A small workflow in plain form with one mistake; the file beside this one holds what is said of it.
return workflow {
  name = "plain-ask", title = "Plain question", noun = "question", version = 1, ref = "PQ-{year}-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "LLIP chair", post = "llip_chair" },
    agency_lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
  },
  start = { by = "manager", must_give = { "text" } },
  fields = {
    text = { type = "text", label = "What is asked" },
  },

  step "asked" {
    title = "Asked", holder = "manager", due = "20 working days after asked",
    ask = agencies { "with Prevent duty" },
    questions = {
      { "Is there a plan?", type = "yesno" },
      { "How good is it?", type = "choice", options = { "good", "not good" }, hint = "As you see it." },
      { "Anything else?", name = "else_said", optional = true },
    },
    if_late = {
      { "1 working day after due", tell = { "agency_lead", "manager" } },
      { "10 working days after due", tell = "chair", open = "challenge", urgent = true, text = "an answer is late" },
    },
    choices = {
      { "All are in", automatic = all_returned, go_to = "looked_at" },
      { "Close without", by = "manager", must_give = { "reason for each missing answer" }, go_to = "looked_at" },
    },
  },

  step "looked_at" {
    holder = "chair", due = "the next meeting of llip",
    choices = {
      { "It is well", decided_by = "chair", recorded_by = "manager", at_meeting = true, go_to = "closed" },
      { "Gaps found", decided_by = "chair", recorded_by = "manager", for_each = "gap", open = "review-action", go_to = "worked_on" },
    },
  },

  step "worked_on" {
    holder = "manager", due = "6 months after asked",
    choices = { { "All is done", automatic = all_closed "gap", go_to = "closed" }, { "Go on without", by = "manager", go_to = "closed" } },
  },

  step "closed" { closed = true },
}
