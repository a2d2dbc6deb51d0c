-- Vulnerable, exploited, missing and trafficked children (VEMT): each agency names its designated lead, and a year later is asked again. What the agencies
-- answer is the register of leads: `waymark case list --workflow theme-vemt-return`. Everything unsaid is as in "theme". The days are this board's choice.
return based_on "theme" {
  name = "theme-vemt", title = "VEMT leads", noun = "theme", version = 2, ref = "VEMT-{year}-{number}",
  notice = "No child's name, no screening score, nothing of the practitioner group's cases here. Is a child missing or exploited now? Ring the police.",

  fields = {
    without_lead = { type = "list", label = "Agencies without a trained lead" },
  },

  replace "assurance_requested" {
    title = "Agencies name their leads", holder = "business_manager",
    ask = agencies(),
    questions = {
      { "Who is your designated VEMT lead?", name = "vemt_lead" },
      { "Who is their deputy?", name = "deputy" },
      { "Since when?", name = "lead_since", type = "date" },
      { "When was the lead trained?", name = "trained_on", type = "date", optional = true },
      { "On how many days of the last 12 months was there no lead?", name = "vacancy_days", type = "whole" },
      { "What was done on those days?", name = "vacancy_cover", optional = true },
    },
    due = "20 working days after asked",
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

  change "assurance_reviewed" {
    title = "The register is looked at",
    choices = {
      { "Assured", decided_by = "owner_group", recorded_by = "business_manager", at_meeting = true, may_give = { "without_lead" }, go_to = "register" },
    },
  },
  change "actions" {
    choices = {
      {
        "The gaps are closed", decided_by = "executive", recorded_by = "business_manager", at_meeting = true, go_to = "register",
        must_give = { "reason" }, only_if = all_closed "opened",
      },
    },
  },

  -- A lead that leaves is put right on the agency's own answer, which the Business Manager sends back. After a year the next register begins.
  step "register" {
    title = "The register stands", holder = "business_manager", due = "12 months after asked",
    choices = {
      {
        "Begin the next one", automatic = "12 months after asked", go_to = "embedded", open = "theme-vemt", tell = "business_manager",
        text = "the register of VEMT leads is a year old: the next one has begun",
        with = {
          theme = from_field "theme", source = from_field "source", published_on = today(), owner_group = from_field "owner_group",
          plan_indicator = from_field "plan_indicator",
        },
      },
      { "End it", decided_by = "owner_group", recorded_by = "business_manager", at_meeting = true, must_give = { "reason" }, go_to = "embedded" },
    },
  },
}
