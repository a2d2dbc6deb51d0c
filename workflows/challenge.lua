-- A challenge on the Challenge Register: one group or agency tells another, on the record, that something is not good enough, and somebody writes down what
-- changed because of it. Not for a disagreement about one child: that is `disagreement`. docs/challenge.md says who does what.
-- The days are this board's choice: no national rule says them.

local words = use "words"

local days_to_accept = "5 working days after asked"
local days_to_answer = date_of "20 working days after raised_on" -- unless whoever raises it gives another date
local days_to_weigh = "20 working days after asked"
local days_to_show = "60 working days after asked"                -- by then it is known what changed
local days_of_chair = "10 working days after asked"

local settled = { set("closed_on", today()), set("closed_by", actor()) }

local others = words.called("whoever weighs it does not answer for whoever is challenged", not_the_same("raiser", "answerer"))
local answered = words.once_given("outcome", "the outcome is that an action was agreed, or that it was explained (for another, dispute or withdraw it)",
  any { is("outcome", "accepted: action"), is("outcome", "explained: satisfied") })

-- The register's look at everything else comes with the first challenge, where the board had none.
local register_is_kept = branches { { no(at_least(1, "registers")), { open("challenge-register", {}) } } }

-- What another workflow opens may name the agency alone.
local of_agency = run("whoever answers for the agency is challenged", function(item)
  local agency = item.fields.lead_agency
  return item.fields.raised_to == nil and agency and { raised_to = { kind = "agency", id = agency } } or {}
end)

return workflow {
  name = "challenge", title = "Challenge", noun = "challenge", version = 2, ref = "CH-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    business_manager = { title = "Business Manager", post = "business_manager" },
    raiser = { title = "Whoever challenges", any_in = "raised_by" },
    answerer = { title = "Whoever is challenged", any_in = "raised_to" },
    answerer_board = { title = "Board member of the agency that is challenged", post = "board_member", of = "lead_agency" },
    executive = { title = "Executive Group chair", post = "executive_chair", not_from = "lead_agency" },
    independent_chair = { title = "Independent Chair", post = "independent_chair", not_from = "lead_agency" },
    members = { title = "Board member", group = "rcscb" },
  },
  read = "members",
  start = {
    by = { "business_manager", "members", "independent_chair" }, must_give = { "text", "category", "raised_by", "raised_to" },
    may_give = { "lead_agency", "response_due", "raised_at", "raised_minute", "about_ref", "theme", "plan_indicator" },
  },

  fields = {
    text = { type = "text", label = "What is challenged", hint = "What is not good enough, and what is expected instead." },
    category = { type = "choice", label = "Kind", options = { "performance", "attendance", "evidence", "resource", "policy", "culture", "data" } },
    raised_by = { type = "party", label = "Raised by" },
    raised_to = { type = "party", label = "Raised to" },
    lead_agency = { type = "agency", label = "Agency that is challenged", hint = "Where it is one agency: then nobody of it decides about the challenge." },
    raised_on = { type = "date", label = "Raised on" },
    raised_at = { type = "text", label = "Meeting at which it was raised" },
    raised_minute = { type = "text", label = "Minute of that meeting" },
    registers = { type = "list", label = "Registers of the board" },
    about = { type = "item", label = "Opened by" }, -- where another item opened it
    about_ref = { type = "text", label = "Reference of what it is about", hint = "Of the action, return or audit." },
    theme = { type = "text", label = "Theme" },
    plan_indicator = { type = "list", label = "Indicators of the business plan" },
    response_due = { type = "date", label = "Answer expected by" },
    response = { type = "text", label = "Answer" },
    outcome = { type = "choice", label = "Outcome", options = { "accepted: action", "explained: satisfied", "disputed", "withdrawn" } },
    ruling = { type = "text", label = "What was decided about the dispute" },
    difference_made = { type = "text", label = "Difference made", hint = "What is otherwise now for children or for those who work with them, and how that is known." },
    closed_on = { type = "date", label = "Closed on" },
    closed_by = { type = "person", label = "Closed by" },
    evidence = { type = "evidence", label = "Evidence" },
  },
  list = { title = "text", due = "due", lead = "raised_to" },
  warnings = {
    { "Nobody is named yet who is challenged: fill it in", no(has "raised_to") },
    { "Nobody is named yet who challenges: fill it in", no(has "raised_by") },
    { "Nobody wrote yet which minute it was raised in", no(has "raised_minute") },
  },

  step "raised" {
    holder = "answerer", due = days_to_accept,
    does = {
      set("raised_on", today()), of_agency,
      gather { into = "registers", of = "challenge-register", where = {} }, register_is_kept, clear "registers",
      branches { { no(has "response_due"), { set("response_due", days_to_answer) } } },
    },
    tells = { { { "answerer", "answerer_board", "business_manager" }, "a challenge was raised: whoever is challenged says that they take it up, or answers it" } },
    if_late = {
      { "1 working day after due", tell = { "answerer", "business_manager" } },
      { "5 working days after due", tell = { "answerer_board", "raiser" } },
    },
    choices = {
      { "Take it up", by = { "answerer", "answerer_board" }, go_to = "accepted" },
      { -- one that another workflow opened may say less than a person would
        "Fill it in", by = "business_manager", stays = true, tell = "answerer",
        may_give = { "text", "category", "raised_by", "raised_to", "lead_agency", "response_due", "raised_at", "raised_minute", "about_ref", "theme", "plan_indicator" },
      },
      { "Answer it", by = { "answerer", "answerer_board" }, must_give = "response", go_to = "responded", tell = { "raiser", "business_manager" } },
    },
  },

  step "accepted" {
    title = "Taken up", holder = "answerer", due = "end of due", does = set("due", from_field "response_due"),
    if_late = {
      { "5 working days before due", tell = "answerer" },
      { "1 working day after due", tell = { "answerer", "business_manager" } },
      { "10 working days after due", tell = { "answerer_board", "raiser" } },
      { "20 working days after due", tell = { "executive", "business_manager" }, urgent = true },
    },
    choices = {
      { "Answer it", by = { "answerer", "answerer_board" }, must_give = "response", go_to = "responded", tell = { "raiser", "business_manager" } },
      { "Give more time", by = "business_manager", must_give = { "response_due", "reason" }, go_to = "accepted", tell = "answerer" },
    },
  },

  step "responded" {
    title = "Answered", holder = "raiser", due = days_to_weigh,
    if_late = { { "1 working day after due", tell = { "raiser", "business_manager" } } },
    choices = {
      {
        "Weigh the answer", decided_by = "raiser", recorded_by = "business_manager", at_meeting = true, must_give = { "outcome" }, go_to = "evaluated",
        only_if = { others, answered },
        tell = "answerer",
      },
      {
        "Dispute it", decided_by = "raiser", recorded_by = "business_manager", at_meeting = true, must_give = { "reason" }, go_to = "disputed",
        does = set("outcome", "disputed"), tell = { { "answerer", "the answer is disputed: it goes to the Executive Group" }, { "executive", "a challenge is disputed" } },
      },
    },
  },

  step "evaluated" {
    title = "Weighed, difference to be shown", holder = "business_manager", due = days_to_show,
    if_late = { { "1 working day after due", tell = { "business_manager", "answerer" } }, { "20 working days after due", tell = "executive" } },
    choices = {
      {
        "Close it with the difference made", by = { "business_manager", "raiser" }, must_give = { "difference_made" }, does = settled, go_to = "closed",
        tell = { "raiser", "answerer" },
      },
      {
        "Dispute it after all", decided_by = "raiser", recorded_by = "business_manager", at_meeting = true, must_give = { "reason" }, go_to = "disputed",
        does = set("outcome", "disputed"), tell = { { "executive", "a challenge is disputed" } },
      },
    },
  },

  step "disputed" {
    title = "Disputed: before the Executive Group", holder = "executive", due = "the next meeting of executive",
    if_late = { { "1 working day after due", tell = { "executive", "business_manager" } } },
    choices = {
      {
        "Settle it", decided_by = "executive", recorded_by = "business_manager", at_meeting = true, must_give = { "ruling" }, go_to = "evaluated",
        only_if = not_the_same("executive", "answerer"), tell = { "raiser", "answerer" },
      },
      {
        "Put it before the Independent Chair", decided_by = "executive", recorded_by = "business_manager", at_meeting = true, must_give = { "reason" }, go_to = "with_the_chair",
        tell = "independent_chair",
      },
    },
  },

  step "with_the_chair" {
    title = "Before the Independent Chair", holder = "independent_chair", due = days_of_chair,
    if_late = { { "1 working day after due", tell = { "independent_chair", "business_manager" } } },
    choices = {
      {
        "Settle it", decided_by = "independent_chair", recorded_by = "business_manager", must_give = { "ruling" }, go_to = "evaluated",
        only_if = not_the_same("independent_chair", "answerer"), tell = { "raiser", "answerer", "executive" },
      },
    },
  },

  step "closed" {
    closed = true,
    choices = { { "Take it up again", by = "business_manager", must_give = { "reason" }, does = { clear "closed_on", clear "closed_by" }, go_to = "raised" } },
  },

  anywhere {
    choices = {
      { "Add evidence", by = { "answerer", "raiser", "business_manager" }, does = attach(), stays = true },
      {
        "Withdraw it", by = "raiser", must_give = { "reason" }, does = { set("outcome", "withdrawn"), set("closed_on", today()), set("closed_by", actor()) },
        go_to = "closed", tell = { "answerer", "business_manager" },
      },
    },
  },
}
