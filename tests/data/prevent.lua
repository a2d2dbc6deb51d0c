-- The plain form's own example, as its design prints it: on top of workflows/theme.lua, beside which tests put it.
return based_on "theme" {
  name = "theme-prevent", title = "Prevent assurance", noun = "theme", version = 1,
  notice = "No Channel or child details here. Worried about a child? Refer now.",

  replace "assurance_requested" {
    holder    = "business_manager",
    ask       = agencies { "with Prevent duty" },
    questions = form "prevent-eight-areas",
    due       = "30 working days after asked",
    if_late   = {
      { "1 working day after due",   tell = { "agency_lead", "business_manager" } },
      { "10 working days after due", tell = "agency_board_member" },
      { "20 working days after due", tell = "executive", open = "challenge" },
    },
    choices = {
      { "All are in",    automatic = all_returned, go_to = "assurance_reviewed" },
      { "Close without", by = "business_manager",  go_to = "assurance_reviewed",
                         must_give = { "reason for each missing return" } },
    },
  },

  replace "assurance_reviewed" {
    holder = "owner_group",
    choices = {
      { "Assured",    decided_by = "owner_group", at_meeting = true, recorded_by = "business_manager", go_to = "embedded" },
      { "Gaps found", decided_by = "owner_group", at_meeting = true, recorded_by = "business_manager", go_to = "actions",
                      for_each = "gap", open = "review-action" },
    },
  },
}
