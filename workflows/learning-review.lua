-- A review below the threshold of the law, because there is something to learn: a child could have been harmed, or was (a critical incident), or the work was
-- good and others should know why (a review of good practice). LLIP decides on it, hears its report and follows its actions up with the same rigour as those of
-- a Serious Case Review. docs/learning-review.md says who does what.
-- Settings of this workflow, all of them the board's choice [default]: 6 months for the report (lib/review_clock.lua), 20 working days to commission it.

local facts = use "review_facts"
local process = use "review_process"
local clock = use "review_clock"
local people = use "review_roles"
local called = use("words").called

local llip_chair = { title = "LLIP chair", post = "llip_chair", not_from = "referring_agency" }

local it = {
  decisions = { "review", "no_review" },
  directs = llip_chair, accepts = llip_chair, body = "LLIP", meeting = "the next meeting of llip",
  prefix = "LR", noun = "review", commission_by = "20 working days after decided_on",
  commissioned_text = "commissioned: its panel and its reviewer were told", withdrawn_text = "withdrawn",
  llip = { "review_type", "reason" }, referring = { "review_type", "arose_from" },
}
it[1] = facts.known_criteria()
it[2] = facts.has_come("aware_date", "the day since which it is known has come")

return {
  name = "learning-review", title = "Learning Review", noun = "review", version = 5,
  ref = "LR-{year}-{number}",
  notice = "A reference and a pseudonym only: no child's name, initials, date of birth or address. Worried about a child now? Refer to children's social care or "
    .. "call the police.",

  roles = people.of(it),
  see = people.see(it),
  start = {
    by = { "manager", "referring_lead" },
    form = {
      "pseudonym", "referring_agency", "aware_date", "referral_reason", "review_type", optional "criteria", optional "category",
      optional "age_band", optional "theme",
    },
    guard = facts.begins(it),
  },

  fields = facts.fields(it, {
    review_type = { type = "choice", label = "Kind of review", options = { "learning_review", "critical_incident_review", "good_practice" } },
  }),
  list = { title = "pseudonym", due = "due", lead = "referring_agency" },
  ladders = { report = clock.ladders.report },

  rag = {
    { "grey", any { in_state "work.withdrawn", in_state "work.declined" } },
    { "blue", called("the response is agreed", any { in_state "work.response_agreed", in_state "work.monitoring", in_state "work.closed" }) },
    { "red", called("the report is late", all { in_state "clock.reporting", past "6 months after decided_on" }) },
    { "amber", called("the report is due within a month", all { in_state "clock.reporting", past "5 months after decided_on" }) },
  },

  type = "parallel",
  states = {
    work = {
      title = "Work", entry = facts.regime_where_none(), initial = "proposed", on = process.anywhere(it),
      states = process.stages(it, process.proposed()),
    },
    clock = clock.simple(),
    proceedings = clock.proceedings,
    access = clock.access,
  },
}
