-- Female genital mutilation: agencies whose staff have the duty to report are asked for assurance. Everything unsaid is as in "theme". Give an agency the
-- duty with `waymark agency set hospitals duties="FGM"`. The days and who is told are this board's choice; the duty itself is the law's, and a person's.
return based_on "theme" {
  name = "theme-fgm", title = "FGM assurance", noun = "theme", version = 2, ref = "FGM-{year}-{number}",
  notice = "No girl's or family's details here. A girl under 18 tells you, or you see it? Report it yourself to the police, 101, by the close of the next working day. "
    .. "At risk or suspected? Refer to children's social care now.",

  replace "assurance_requested" {
    holder = "business_manager",
    ask = agencies { "with FGM duty" },
    questions = form "fgm",
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
