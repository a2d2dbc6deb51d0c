-- A baton that is passed from hand to hand: each state is left by another kind of holder, so that a test can leave it with nobody.
local add_evidence = { label = "Add evidence", by = "reader", actions = { attach() } } -- anybody may, and it moves nothing
local fail = run("fail", function() error("the sky fell") end)

return {
  name = "baton", title = "Baton", noun = "baton", version = 1, ref = "B-{number}",
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    lead = { title = "Agency lead", post = "safeguarding_lead", of = "agency" },
    chair = { title = "Panel chair", post = "panel_chair", not_from = "agency" },
    auditor = { title = "Auditor", post = "auditor" },
    panel = { title = "Panel", group = "panel" },
    manager = { title = "Business Manager", post = "business_manager" },
    reader = { title = "Everyone", everyone = true },
  },
  read = { "manager", "owner", "reader" },
  start = { by = { "manager", "reader" }, form = { "text", optional "agency", optional "owner", optional "due" } },
  fields = {
    text = { type = "text", label = "What it is" },
    agency = { type = "agency", label = "Agency" },
    owner = { type = "person", label = "Owner" },
    due = { type = "date", label = "Due date" },
    evidence = { type = "evidence", label = "Evidence" },
  },
  list = { title = "text", due = "due", lead = "agency" },
  initial = "held",
  states = {
    held = {
      title = "Held", holder = "owner",
      on = {
        give = { label = "Give it to the agency", target = "with_lead", by = "owner" },
        audit = { label = "Send it to the auditor", target = "with_auditor", by = "owner" },
        ask = { label = "Ask the panel", target = "with_chair", by = { "owner", "panel" } },
        rest = { label = "Let it rest", target = "resting", by = "owner" },
        lose = { label = "Lose it", target = "lost", by = "owner" },
        add_evidence = add_evidence,
      },
    },
    with_lead = { title = "With the agency", holder = "lead", on = {
      back = { label = "Give it back", target = "held", by = "lead" },
      stop = { label = "Put it away", target = "away", by = "lead", guard = not_the_same("lead", "owner") },
      add_evidence = add_evidence,
    } },
    with_auditor = { title = "With the auditor", holder = "auditor", on = {
      pass = { label = "Pass it", target = "away", decided_by = "auditor", recorded_by = "manager" },
      add_evidence = add_evidence,
    } },
    with_chair = { title = "With the chair", holder = "chair", on = {
      agree = { label = "Agree it", target = "away", decided_by = "chair", recorded_by = "manager", guard = all { has "text", decided_by_other "ask" } },
    } },
    resting = { title = "Resting", after = { ["2 working days"] = { target = "with_auditor", label = "Two days have passed" } } },
    lost = { title = "Lost", holder = "auditor",
      on = { find = { label = "Find it", target = "held", by = "auditor" } },
      after = { ["1 working day"] = { target = "held", label = "It turned up", actions = { fail } } } },
    away = { title = "Away", tags = { "closed" }, on = { reopen = { label = "Take it out again", target = "held", by = "auditor" } } },
  },
}
