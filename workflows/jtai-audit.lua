-- A joint targeted area inspection (JTAI), or a rehearsal of one: ten working days from the inspectorates' notice. In the first week children are chosen, in
-- the second each agency sends its evaluation of each of them; then the partnership's joint evaluation, the inspection, its letter, and the actions that
-- follow. lib/audit_cycle.lua has what it shares with other audits.

local audit = use "audit"
local cycle = use "audit_cycle"
local called = use("words").called

-- The inspectorates' frame: ten working days' notice, at least five cases tracked. The rest is this board's default.
local notice = "10 working days after notified_on"
local chosen_by = "5 working days after notified_on"
local fewest_cases = 5

local notified = {
  title = "Notified", holder = "manager", due = chosen_by, ladder = "choosing",
  entry = { tell_urgent({ "chair", "executive", "independent_chair" }, "notice of a joint inspection: ten working days") },
  on = {
    plan = {
      label = "Fill in what the notice says", by = { "manager", "chair" },
      form = { optional "theme", optional "key_lines", optional "standards", optional "parties", optional "lead_auditor", optional "inspectorates", optional "rehearsal" },
    },
    draw = {
      target = "children_chosen", label = "Record the children that were chosen", by = "manager",
      form = audit.sample_form { "sampling_frame", "sampling_method", "key_held", optional "exclusions", optional "reserve" },
      guard = all { audit.sample_drawn(fewest_cases), has "theme", called("agencies are named", at_least(1, "parties")) },
      actions = { set("drawn_on", today()) },
    },
  },
}

local children_chosen = {
  title = "Children chosen", holder = "manager", due = chosen_by, ladder = "to-ask",
  on = {
    open = {
      target = "returns_open", label = "Ask the agencies for their evaluations", by = "manager", form = { optional "due" },
      guard = called("the evaluations are due within the ten working days of the notice", any { no(has "due"), no(later_than("due", notice)) }),
      actions = { set("opened_on", today()), branches { { no(has "due"), { set("due", date_of(notice)) } } } },
    },
  },
}

local stages = cycle.stages { notified = notified, children_chosen = children_chosen }

-- Between the panel's findings and the report stands what a joint inspection asks besides: one evaluation of the partnership, and the inspectorates' letter.
stages.moderation.on.joint_evaluation = {
  label = "Send the joint evaluation", decided_by = "chair", recorded_by = "manager", form = { "joint_evaluation" },
  actions = { set("evaluated_on", today()), tell({ "executive", "independent_chair" }, "the joint evaluation was sent") },
}
stages.moderation.on.agree_findings.guard = all {
  called("the joint evaluation was sent", has "evaluated_on"), stages.moderation.on.agree_findings.guard,
}
stages.findings_agreed.on.letter = {
  label = "Record the inspectorates' letter", by = "manager", form = { "letter", "letter_on" },
  actions = { tell({ "chair", "executive", "independent_chair" }, "the inspectorates' letter has come") },
}

local ladders = cycle.ladders
ladders.choosing = {
  { "3 working days after notified_on", name = "choosing-3", tell = { "manager", "chair" }, text = "three days of the notice are gone: the children are to be chosen this week" },
  { "6 working days after notified_on", name = "choosing-6", tell = { "manager", "chair", "executive" }, urgent = true,
    text = "the first week of the notice is over, and the children are not recorded" },
}
-- The second week is the agencies' for their evaluations, so a week's patience would be all that there is.
ladders["to-ask"] = {
  { "6 working days after notified_on", name = "ask-6", tell = { "manager", "chair" }, text = "the children are chosen and the agencies are not asked: the second week is theirs" },
  { "8 working days after notified_on", name = "ask-8", tell = { "manager", "chair", "executive" }, urgent = true,
    text = "two days of the notice are left, and the agencies are not asked for their evaluations" },
}

local colours = cycle.rag
colours[#colours + 1] = {
  "red", called("the first week of the notice is over, and the agencies are not asked", all { any { in_state "notified", in_state "children_chosen" }, past(chosen_by) }),
}

return {
  name = "jtai-audit", title = "Joint inspection (JTAI)", noun = "audit", version = 3, ref = "JTAI-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here: cases have pseudonyms. Worried about a child now? Refer to children's social care or call the police.",
  roles = cycle.roles, see = cycle.see,
  start = {
    by = { "manager", "chair" },
    form = {
      "title", "notified_on", optional "theme", optional "key_lines", optional "standards", optional "parties", optional "lead_auditor", optional "inspectorates",
      optional "rehearsal",
    },
  },
  fields = cycle.fields {
    notified_on = { type = "date", label = "Notice received on" },
    inspectorates = { type = "list", label = "Inspectorates" },
    rehearsal = { type = "yesno", label = "A rehearsal?" },
    joint_evaluation = { type = "text", label = "Joint evaluation", hint = "Its reference or where it is kept." },
    evaluated_on = { type = "date", label = "Joint evaluation sent on" },
    letter = { type = "text", label = "The inspectorates' letter", hint = "Its reference or where it is kept." },
    letter_on = { type = "date", label = "Letter of" },
    reason = { type = "text", label = "Reason" },
  },
  list = { title = "title", due = "due" },
  ladders = ladders, rag = colours, warnings = cycle.warnings,
  initial = "notified",
  states = stages,
}
