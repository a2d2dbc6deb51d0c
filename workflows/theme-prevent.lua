-- Prevent: agencies with the duty are asked for assurance in eight areas. Everything unsaid is as in "theme". Give an agency the duty with
-- `waymark agency set police duties="Prevent"`. The days and who is told are this board's choice.
return based_on "theme" {
  name = "theme-prevent", title = "Prevent assurance", noun = "theme", version = 2, ref = "PV-{year}-{number}",
  notice = "No Channel or child details here. Worried about a child? Refer now: children's social care, or the police.",

  replace "assurance_requested" {
    holder = "business_manager",
    ask = agencies { "with Prevent duty" },
    questions = form "prevent-eight-areas",
    due = "30 working days after asked",
    if_late = {
      { "1 working day after due", tell = { "agency_lead", "business_manager" } },
      { "10 working days after due", tell = "agency_board_member" },
      { "20 working days after due", tell = "executive", urgent = true },
    },
    choices = {
      { "All are in", automatic = all_returned, go_to = "assurance_reviewed" },
      { "Close without", by = "business_manager", go_to = "assurance_reviewed", must_give = { "reason for each missing return" } },
    },
  },
}
