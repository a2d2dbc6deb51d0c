-- What can be done with an action in many of its states, whatever its turn is: evidence, another owner, another agency, words on a delay. None of it moves the work, but for
-- merging it into another action.

local called = use("words").called

local still_open = called("it is still open", no(any { in_state "work.closed_embedded", in_state "work.closed_superseded", in_state "work.closed_not_accepted" }))
local overdue = called("it is overdue", in_state "deadline.overdue")

local anywhere = { still_open = still_open }

anywhere.on = {
  add_evidence = { label = "Add evidence", by = { "owner", "agency_lead", "manager", "monitoring" }, guard = still_open, actions = { attach() } },
  withdraw_evidence = { label = "Withdraw evidence", by = { "owner", "agency_lead", "manager" }, guard = still_open, actions = { withdraw() } },
  grade_evidence = {
    label = "Grade evidence", decided_by = { "chair", "llip" }, recorded_by = "manager",
    guard = called("it is before LLIP", any { in_state "work.under_scrutiny", in_state "work.impact_submitted" }), actions = { grade() },
  },
  also_serves = {
    label = "It serves another recommendation or indicator too", by = { "manager", "agency_lead" }, form = { optional "also_recommendation", optional "also_indicator" },
    guard = called("it is still open, and it is said what it serves", all { still_open, any { has "also_recommendation", has "also_indicator" } }),
    actions = {
      branches { { has "also_recommendation", { append("recommendations", from_field "also_recommendation"), clear "also_recommendation" } } },
      branches { { has "also_indicator", { append("plan_indicator", from_field "also_indicator"), clear "also_indicator" } } },
    },
  },
  supersede = {
    target = "work.closed_superseded", internal = true, label = "Merge it into another action", decided_by = "llip", recorded_by = "manager", at_meeting = true,
    form = { "successor" }, guard = still_open, actions = { set("closed_on", today()), tell({ "owner", "agency_lead", "manager" }, "merged into another action") },
  },
  reassign_owner = {
    label = "Give it to another owner", by = { "agency_lead", "manager" }, form = { "owner", "reassign_reason" }, guard = still_open,
    actions = { tell({ "owner", "agency_lead" }, "has a new owner") },
  },
  reassign_agency = {
    label = "Hand it to a successor agency", by = "manager", form = { "lead_agency", "owner", "reassign_reason" }, guard = still_open,
    actions = { tell({ "owner", "agency_lead", "chair" }, "has a new lead agency") },
  },
  explain_delay = {
    label = "Give the reason for the delay", by = { "owner", "agency_lead" }, form = { "delay_reason", "forecast" },
    guard = overdue, actions = { tell({ "chair", "manager" }, "the delay was explained") },
  },
  decide_on_delay = {
    label = "Decide on the delay", decided_by = "chair", recorded_by = "manager", form = { "delay_decision" },
    guard = overdue, actions = { tell({ "owner", "agency_lead", "manager" }, "the chair decided on the delay") },
  },
  refer_to_board = {
    label = "Refer it to the Board", by = "independent_chair", form = { "reason" },
    guard = called("it was escalated to the Independent Chair", at_least(3, "escalation_level")),
    actions = { tell("manager", "referred to the full Board"), raise "level_4" },
  },
  override_rag = {
    label = "Set the colour by hand", decided_by = { "chair", "llip" }, recorded_by = "manager", form = { optional "rag_override", "rag_reason" },
    guard = still_open,
  },
}

return anywhere
