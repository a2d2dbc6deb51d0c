-- Something is handed in and sent back, round by round: one answer that must be given each time, and one that may be left as it was.
return workflow {
  name = "rounds", title = "Rounds", noun = "request", version = 1, ref = "RO-{year}-{number}",
  notice = "No child's details here. Worried about a child now? Call children's social care.",
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  start = { by = "manager", must_give = { "text" }, may_give = { "note" } },
  fields = {
    text = { type = "text", label = "What is asked for" },
    answer = { type = "text", label = "Answer" },
    note = { type = "text", label = "Note" },
  },

  step "asked_for" {
    title = "Asked for", holder = "manager",
    choices = {
      { "Hand it in", by = "manager", must_give = { "answer" }, may_give = { "note" }, go_to = "handed_in" },
      { "Ask otherwise", by = "manager", must_give = { "text" }, stays = true },
    },
  },

  step "handed_in" {
    holder = "manager",
    choices = {
      { "Send it back", by = "manager", must_give = { "what is missing" }, go_to = "asked_for" },
      { "Accept it", by = "manager", go_to = "accepted" },
    },
  },

  step "accepted" { closed = true },
}
