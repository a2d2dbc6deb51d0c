-- A serious incident from its notification to the Independent Chair's decision; where she decides on no review, the National Panel is told.
return {
  name = "notified", title = "Notified incident", noun = "notification", version = 1, ref = "SCR-{year}-{number}",
  notice = "A reference only: no child's name, date of birth or address. Worried about a child now? Refer to children's social care or call the police.",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "Independent Chair", post = "independent_chair" },
    llip = { title = "LLIP member", group = "llip" },
  },
  read = { "manager", "chair", "llip" },
  start = { by = "manager", form = { "case_ref", "notified" } },
  fields = {
    case_ref = { type = "text", label = "Case" },
    notified = { type = "date", label = "Notified on" },
    recommendation = { type = "text", label = "What LLIP recommends" },
    decision_reason = { type = "text", label = "Reasons for the decision" },
    reason = { type = "text", label = "Reason given to the Panel" },
    evidence = { type = "evidence", label = "Evidence" },
  },
  list = { title = "case_ref" },
  initial = "notified",
  on = { add_evidence = { label = "Add evidence", by = "manager", actions = { attach() } } },
  states = {
    notified = {
      title = "Decision awaited", holder = "chair", due = "1 month after notified",
      at = { ["1 month after notified"] = { label = "The decision was due", actions = { tell({ "chair", "manager" }, "no decision yet: it was due within a month") } } },
      on = {
        recommend = { label = "Recommend", by = "llip", form = { "recommendation" } },
        decide_review = { target = "review", label = "Decide on a review", decided_by = "chair", recorded_by = "manager", form = { "decision_reason" } },
        decide_none = {
          target = "panel", label = "Decide on no review", decided_by = "chair", recorded_by = "manager", form = { "decision_reason" },
          guard = at_least(1, "evidence"), actions = { tell("manager", "no review: tell the National Panel within 14 days, with the notification") },
        },
      },
    },
    panel = {
      title = "To be told to the National Panel", holder = "manager", due = "14 calendar days",
      after = { ["14 calendar days"] = { label = "The Panel should have been told", actions = { tell_urgent("chair", "the Panel was to be told by now") } } },
      on = { close = { target = "told", label = "Told the Panel", by = "manager", form = { "reason" }, guard = at_least(1, "evidence") } },
    },
    review = { title = "Review begun", type = "final" },
    told = { title = "Panel told", type = "final" },
  },
}
