-- A review of one agency's practice, conducted by that agency and overseen by LLIP: its report is written by somebody who had no part, checked and signed
-- (agency-report), LLIP hears it, and its actions are followed up as those of any other review. docs/management-review.md says who does what.
-- Settings of this workflow, all of them the board's choice [default]: 6 months for the report (lib/review_clock.lua), 10 working days to ask for it.

local facts = use "review_facts"
local process = use "review_process"
local plan = use "review_plan"
local clock = use "review_clock"
local people = use "review_roles"
local words = use "words"
local called, once_given = words.called, words.once_given

local llip_chair = { title = "LLIP chair", post = "llip_chair", not_from = "referring_agency" }

local it = {
  decisions = { "review", "no_review" },
  directs = llip_chair, accepts = llip_chair, body = "LLIP", meeting = "the next meeting of llip",
  conducts = "directs", receiver = { kind = "post", id = "llip_chair" }, after_reports = "board_consideration",
  prefix = "MR", noun = "review", withdrawn_text = "withdrawn", llip = { "review_type" }, referring = { "arose_from" },
}
it[1] = facts.has_come("aware_date", "the day since which it is known has come")

local commissioning = {
  title = "Agency to be asked", holder = "manager", due = "end of commission_due",
  entry = { set("commission_due", date_of "10 working days after decided_on") }, -- kept, so that it runs on when the report clock is stopped
  on = {
    ask_reports = {
      target = "agency_reports", label = "Ask the agency for its report", by = { "manager", "directs" }, form = { "reporters", "reports_due", "lines_of_enquiry" },
      guard = called("the agency is asked, by a day that is still to come", all {
        once_given("reporters", "the agency is named", at_least(1, "reporters")), once_given("reports_due", "the due date has not passed", no(past "end of reports_due")),
      }),
    },
  },
}

local states = process.stages(it, process.proposed { commissioning = commissioning })
states.agency_reports.on.add_recommendation = plan.add_recommendation
states.board_consideration.on.add_recommendation = plan.add_recommendation
states.board_consideration.on.send_back = {
  target = "agency_reports", label = "Send it back", decided_by = "accepts", recorded_by = "manager", at_meeting = true, form = { "sent_back_why" },
  actions = { tell("manager", "sent back: ask the agency again") },
}

return {
  name = "management-review", title = "Management Review", noun = "review", version = 5,
  ref = "MR-{year}-{number}",
  notice = "A reference and a pseudonym only: no child's name, initials, date of birth or address, and no name of staff. Worried about a child now? Refer to "
    .. "children's social care or call the police.",

  roles = people.of(it),
  see = people.see(it),
  start = {
    by = { "manager", "referring_lead" }, form = { "pseudonym", "referring_agency", "aware_date", "referral_reason", optional "category", optional "theme" },
    guard = facts.begins(it),
  },

  fields = facts.fields(it, {
    review_type = { type = "text", label = "Kind of review" },
  }),
  list = { title = "pseudonym", due = "due", lead = "referring_agency" },
  ladders = { report = clock.ladders.report },

  rag = {
    { "grey", any { in_state "work.withdrawn", in_state "work.declined" } },
    { "blue", called("the response is agreed", any { in_state "work.response_agreed", in_state "work.monitoring", in_state "work.closed" }) },
    { "red", called("the report is late", all { in_state "clock.reporting", past "6 months after decided_on" }) },
    { "red", called("the agency's report is late", all { in_state "work.agency_reports", past "end of reports_due" }) },
  },

  type = "parallel",
  states = {
    work = { title = "Work", entry = facts.regime_where_none(), initial = "proposed", on = process.anywhere(it), states = states },
    clock = clock.simple(),
    proceedings = clock.proceedings,
    access = clock.access,
  },
}
