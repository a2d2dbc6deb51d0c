-- What a course changed: confidence before and after, then, with the line manager, what is otherwise in practice weeks later. Kirkpatrick's four levels are
-- the fields `reaction`, `learning`, `change_example` and `result`. docs/training-impact.md says who does what.
-- Six to eight weeks are Haringey's; the other days are this board's choice.

local days_to_evaluate = "10 working days after course_on"
local follow_up_from = "6 weeks after course_on"
local follow_up_by = "8 weeks after course_on"
local group_meets = "the next meeting of training"

local words = use "words"

local function scores(field)
  return words.once_given(field, "confidence is given in tenths, from 10 (1.0) to 50 (5.0)", all { at_least(10, field), no(at_least(51, field)) })
end

local office = { "organiser", "business_manager" }

return workflow {
  name = "training-impact", title = "Training impact", noun = "course", version = 2, ref = "TI-{year}-{number}",
  notice = "No child's name, date of birth or NHS number, and no delegate's name here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    organiser = { title = "Whoever runs the course", any_in = "lead" },
    business_manager = { title = "Business Manager", post = "business_manager" },
    training_chair = { title = "Training Sub Group chair", post = "training_chair" },
    training_group = { title = "Training Sub Group member", group = "training" },
    members = { title = "Board member", group = "rcscb" },
  },
  read = { "training_group", "members" },
  start = {
    by = { "business_manager", "training_group", "training_chair" }, must_give = { "course", "course_on", "lead" },
    may_give = { "agency", "theme", "plan_indicator", "audit_finding" },
  },

  fields = {
    course = { type = "text", label = "Course" },
    due = { type = "date", label = "Due" },
    course_on = { type = "date", label = "Held on" },
    lead = { type = "party", label = "Run by" },
    agency = { type = "agency", label = "Agency", hint = "Where the course is for one alone." },
    theme = { type = "text", label = "Theme" },
    plan_indicator = { type = "list", label = "Indicators of the business plan" },
    audit_finding = { type = "text", label = "Finding that it answers", hint = "The reference of the audit, review or action." },
    delegates = { type = "whole", label = "Delegates" },
    no_shows = { type = "whole", label = "Did not come" },
    confidence_before = { type = "whole", label = "Confidence before", hint = "Mean from 1 to 5, in tenths: 32 is 3.2." },
    confidence_after = { type = "whole", label = "Confidence after", hint = "Mean from 1 to 5, in tenths." },
    confidence_gain = { type = "whole", label = "Gain in confidence, in tenths" },
    reaction = { type = "text", label = "What they thought of it" },
    learning = { type = "text", label = "What they learnt" },
    followup_sent = { type = "whole", label = "Follow-ups sent" },
    followup_returned = { type = "whole", label = "Follow-ups returned" },
    with_manager = { type = "yesno", label = "Filled in with the line manager?" },
    change_example = { type = "text", label = "Example of a change in practice" },
    manager_view = { type = "text", label = "What line managers say" },
    result = { type = "text", label = "What changed for children" },
    closed_on = { type = "date", label = "Closed on" },
    evidence = { type = "evidence", label = "Evidence" },
  },
  list = { title = "course", due = "due", lead = "lead" },
  warnings = { { "It answers no finding of an audit or review", no(has "audit_finding") } },

  step "planned" { -- opened by an action of the plan, nobody has said yet when it is
    holder = "organiser", due = "20 working days",
    if_late = { { "1 working day after due", tell = office }, { "10 working days after due", tell = "training_chair" } },
    choices = {
      { "Its day is known", automatic = has "course_on", go_to = "scheduled" },
      { "Say when it is held", by = office, must_give = { "course_on" }, go_to = "scheduled" },
      { "Fill it in", by = office, may_give = { "course", "agency", "theme", "audit_finding" }, stays = true },
      { "Cancel it", by = office, must_give = { "reason" }, go_to = "cancelled", tell = "training_chair" },
    },
  },

  step "scheduled" {
    holder = "organiser", due = "end of course_on",
    if_late = { { "5 working days after due", tell = office } },
    choices = {
      {
        "It was held", by = office, must_give = { "delegates", "no_shows", "confidence_before" }, go_to = "delivered",
        only_if = { words.called("the day of the course has come", past "00:00 on course_on"), scores "confidence_before" },
      },
      { "Fill it in", by = office, may_give = { "course", "agency", "theme", "audit_finding" }, stays = true },
      { "Move it", by = office, must_give = { "course_on", "reason" }, stays = true },
      { "Cancel it", by = office, must_give = { "reason" }, go_to = "cancelled", tell = "training_chair" },
    },
  },

  step "delivered" {
    holder = "organiser", due = days_to_evaluate,
    if_late = { { "1 working day after due", tell = office } },
    choices = {
      {
        "Take down the evaluation", by = office, must_give = { "confidence_after", "reaction", "learning" }, go_to = "evaluated_immediate",
        only_if = scores "confidence_after",
        does = run("work out the gain", function(item) return { confidence_gain = item.fields.confidence_after - item.fields.confidence_before } end),
      },
    },
  },

  step "evaluated_immediate" {
    title = "Evaluated at once", holder = "organiser", due = follow_up_from,
    choices = { { "Time to follow up", automatic = follow_up_from, go_to = "followup_due", tell = "organiser" } },
  },

  step "followup_due" {
    title = "Practice is looked at", holder = "organiser", due = "end of due", does = set("due", date_of(follow_up_by)),
    if_late = { { "1 working day after due", tell = office }, { "10 working days after due", tell = "training_chair" } },
    choices = {
      {
        "Take down the follow-up", by = office, must_give = { "followup_sent", "followup_returned", "with_manager", "change_example", "manager_view" },
        go_to = "followup_closed", tell = "training_chair",
        only_if = words.once_given("with_manager", "it was filled in with the line manager", is("with_manager", true)),
      },
      { "Nobody answered", by = office, must_give = { "followup_sent", "reason" }, does = set("followup_returned", 0), go_to = "followup_closed", tell = "training_chair" },
    },
  },

  step "followup_closed" {
    title = "Followed up, to be reported", holder = "training_chair", due = group_meets,
    if_late = { { "1 working day after due", tell = { "training_chair", "business_manager" } } },
    choices = {
      {
        "Report it", decided_by = "training_chair", recorded_by = "business_manager", at_meeting = true, must_give = { "result" }, go_to = "reported",
        does = set("closed_on", today()),
      },
    },
  },

  step "reported" { closed = true, choices = { { "Follow it up again", by = "business_manager", must_give = { "reason" }, go_to = "followup_due" } } },
  step "cancelled" { closed = true, choices = { { "Hold it after all", by = "business_manager", must_give = { "course_on" }, go_to = "scheduled" } } },

  anywhere { choices = { { "Add evidence", by = office, does = attach(), stays = true } } },
}
