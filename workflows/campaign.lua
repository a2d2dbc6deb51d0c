-- A campaign for children, parents or professionals: from the idea to what came of it. docs/campaign.md says who does what.
-- The days are this board's choice: no national rule says them.

local days_to_approve = "20 working days after asked"
local days_to_evaluate = "30 working days after asked"
local days_to_close = "20 working days after asked"

local words = use "words"
local office = { "lead", "business_manager" }

return workflow {
  name = "campaign", title = "Campaign", noun = "campaign", version = 2, ref = "CP-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    lead = { title = "Campaign lead", any_in = "lead" },
    business_manager = { title = "Business Manager", post = "business_manager" },
    executive = { title = "Executive Group chair", post = "executive_chair" },
    members = { title = "Board member", group = "rcscb" },
  },
  read = "members",
  start = {
    by = { "business_manager", "members" }, must_give = { "title", "audience", "key_message", "lead" },
    may_give = { "channels", "starts_on", "ends_on", "safe4us", "theme", "plan_indicator" },
  },

  fields = {
    title = { type = "text", label = "Campaign" },
    audience = { type = "choice", label = "For whom", options = { "children", "parents", "wider community", "hard to engage", "professionals" } },
    key_message = { type = "text", label = "Key message" },
    lead = { type = "party", label = "Lead" },
    channels = { type = "list", label = "Channels" },
    starts_on = { type = "date", label = "Begins on" },
    ends_on = { type = "date", label = "Ends on" },
    safe4us = { type = "yesno", label = "Were young people (Safe4Us) involved?" },
    theme = { type = "text", label = "Theme" },
    plan_indicator = { type = "list", label = "Indicators of the business plan" },
    reach = { type = "whole", label = "People reached" },
    feedback = { type = "text", label = "What they said" },
    outcome = { type = "text", label = "What came of it" },
    difference_made = { type = "text", label = "Difference made" },
    closed_on = { type = "date", label = "Closed on" },
    evidence = { type = "evidence", label = "Evidence" },
  },
  list = { title = "title", due = "due", lead = "lead" },
  warnings = { { "It is for children, and no young people were involved yet", all { is("audience", "children"), no(is("safe4us", true)) } } },

  step "idea" {
    holder = "business_manager", due = days_to_approve,
    if_late = { { "1 working day after due", tell = "business_manager" } },
    choices = {
      {
        "Approve it", decided_by = "executive", recorded_by = "business_manager", must_give = { "channels", "starts_on", "ends_on", "safe4us" }, go_to = "approved",
        only_if = { has "audience", has "key_message", words.once_given("ends_on", "it ends after it begins", later_than("ends_on", "end of starts_on")) },
        tell = "lead",
      },
      { -- one that an action of the plan opens says less than a person would
        "Fill it in", by = office, stays = true,
        may_give = { "title", "audience", "key_message", "lead", "channels", "starts_on", "ends_on", "safe4us", "theme", "plan_indicator" },
      },
      { "Leave it", decided_by = "executive", recorded_by = "business_manager", must_give = { "reason" }, go_to = "left", tell = "lead" },
    },
  },

  step "approved" {
    holder = "lead", due = "end of starts_on",
    choices = {
      { "The day has come", automatic = "00:00 on starts_on", go_to = "live" },
      { "Move it", by = office, must_give = { "starts_on", "ends_on", "reason" }, go_to = "approved" },
      { "Call it off", by = office, must_give = { "reason" }, go_to = "left" },
    },
  },

  step "live" {
    holder = "lead", due = "end of ends_on",
    choices = {
      { "It has ended", automatic = "end of ends_on", go_to = "to_evaluate", tell = "lead" },
      { "Take down a count", by = office, must_give = { "reach" }, may_give = { "feedback" }, stays = true },
      { "End it now", by = office, must_give = { "reason" }, does = set("ends_on", today()), go_to = "to_evaluate" },
    },
  },

  step "to_evaluate" {
    title = "Over, to be evaluated", holder = "lead", due = days_to_evaluate,
    if_late = { { "1 working day after due", tell = office }, { "10 working days after due", tell = "executive" } },
    choices = { { "Take down what came of it", by = office, must_give = { "reach", "feedback", "outcome" }, go_to = "evaluated", tell = "business_manager" } },
  },

  step "evaluated" {
    holder = "business_manager", due = days_to_close,
    if_late = { { "1 working day after due", tell = "business_manager" } },
    choices = {
      { "Close it", decided_by = "executive", recorded_by = "business_manager", must_give = { "difference_made" }, does = set("closed_on", today()), go_to = "closed" },
      { "Not evaluated enough", by = "business_manager", must_give = { "reason" }, go_to = "to_evaluate", tell = "lead" },
    },
  },

  step "closed" { closed = true, choices = { { "Open it again", by = "business_manager", must_give = { "reason" }, does = clear "closed_on", go_to = "to_evaluate" } } },
  step "left" { title = "Not done", closed = true, choices = { { "Take it up after all", by = "business_manager", must_give = { "reason" }, go_to = "idea" } } },

  anywhere { choices = { { "Add evidence", by = office, does = attach(), stays = true } } },
}
