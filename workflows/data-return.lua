-- One figure that one agency sends each quarter, and its trend: asked for, handed in with what it means, validated, accepted by the performance group,
-- reported. One item a figure and agency, for years. docs/data-return.md says who does what. Figures are numbers of children, never a child's.
-- The days after a quarter's end are this board's choice; late after 1, 5 and 10 working days.

local days_to_set_up = "10 working days after asked"
local days_to_return = "15 working days after quarter_end"
local days_to_validate = "5 working days after asked"
local days_to_answer = "5 working days after asked"
local days_to_accept = "20 working days after asked"
local days_to_report = "10 working days after asked"

local measures = use "measures"
local words = use "words"

local handed = { measures.is_quarter_end, measures.adds_up }
local set_up = { "indicator", "definition", "agency", "unit", "good_is", "target", "quarter_end" }
local figures = { "numerator", "commentary", "impact" }
local said = {}
for i, name in ipairs(set_up) do said[i] = has(name) end

local chair_is_other = words.called("whoever accepts it did not hand it in", decided_by_other "hand_it_in")

return workflow {
  name = "data-return", title = "Quarterly figure", noun = "figure", version = 2, ref = "DR-{year}-{number}",
  notice = "Numbers only: no child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    agency_lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
    agency_board = { title = "Agency Board member", post = "board_member", of = "agency" },
    business_manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "Performance group chair", post = "tees_performance_chair", not_from = "agency" },
    group = { title = "Performance group member", group = "tees_performance" },
    members = { title = "Board member", group = "rcscb" },
  },
  see = {
    { "agency_lead", "agency_board", "business_manager", "chair", what = "everything" },
    {
      "group", "members",
      what = {
        "summary", "indicator", "definition", "agency", "unit", "good_is", "target", "tolerance", "shown", "colour", "direction", "trend", "plan_indicator", "theme",
      },
    },
  },
  start = {
    by = "business_manager", must_give = set_up,
    may_give = { "tolerance", "plan_indicator", "theme" },
  },

  fields = {
    indicator = { type = "text", label = "Indicator" },
    definition = { type = "text", label = "What is counted", hint = "So that the next person counts the same." },
    agency = { type = "agency", label = "Agency" },
    theme = { type = "choice", label = "Theme", options = { "outcomes", "child protection and early help", "timeliness and decisions", "quality of plans", "workforce" } },
    plan_indicator = { type = "list", label = "Indicators of the business plan" },
    unit = { type = "choice", label = "Given as", options = { "share", "number" } },
    good_is = { type = "choice", label = "Good is", options = { "high", "low" } },
    target = { type = "whole", label = "Target", hint = "Of a share, of a hundred." },
    tolerance = { type = "whole", label = "Amber down to", hint = "So much short of the target is amber, more is red." },
    quarter_end = { type = "date", label = "Last day of the quarter" },
    numerator = { type = "whole", label = "Number" },
    denominator = { type = "whole", label = "Out of" },
    commentary = { type = "text", label = "Why it is so" },
    impact = { type = "text", label = "What it means for children" },
    query = { type = "text", label = "What is not clear" },
    shown = { type = "text", label = "Figure of the quarter" },
    colour = { type = "choice", label = "Against the target", options = { "green", "amber", "red" } },
    direction = { type = "text", label = "Direction of travel" },
    trend = { type = "list", label = "Quarter by quarter" },
    quarters = { type = "list", label = "Numbers behind it" },
  },
  list = { title = "indicator", due = "due", lead = "agency" },

  -- One that an action of the plan opens does not say yet what is counted; any other goes on at once.
  step "set_up" {
    title = "To be set up", holder = "business_manager", due = days_to_set_up,
    if_late = { { "1 working day after due", tell = "business_manager" } },
    choices = {
      { "It is said what is counted", automatic = all(said), go_to = "requested" },
      {
        "Say what is counted", by = "business_manager", must_give = set_up, may_give = { "tolerance", "plan_indicator", "theme" },
        only_if = measures.is_quarter_end, go_to = "requested",
      },
      { "Do not collect it", by = "business_manager", must_give = { "reason" }, go_to = "stopped" },
    },
  },

  step "requested" {
    holder = "agency_lead", due = days_to_return,
    does = { clear "numerator", clear "denominator", clear "commentary", clear "impact", clear "query", clear "reason" },
    tells = { { "agency_lead", "a quarter's figure is asked for, with what it means" } },
    if_late = {
      { "1 working day after due", tell = { "agency_lead", "business_manager" } },
      { "5 working days after due", tell = "agency_board" },
      { "10 working days after due", tell = { "chair", "business_manager" }, urgent = true },
    },
    choices = {
      { "Hand it in", by = "agency_lead", must_give = figures, may_give = { "denominator" }, only_if = handed, go_to = "submitted", tell = "business_manager" },
      {
        "No figure this quarter", by = "agency_lead", must_give = { "reason" }, only_if = measures.is_quarter_end,
        does = measures.take_down_none, go_to = "accepted", tell = { "business_manager", "chair" },
      },
      { "Put the first quarter right", by = "business_manager", must_give = { "quarter_end" }, only_if = measures.is_quarter_end, stays = true },
    },
  },

  step "submitted" {
    title = "Handed in", holder = "business_manager", due = days_to_validate,
    if_late = { { "1 working day after due", tell = "business_manager" } },
    choices = {
      { "It is plausible", by = "business_manager", go_to = "validated", tell = "chair" },
      { "Query it", by = "business_manager", must_give = { "query" }, go_to = "queried", tell = "agency_lead" },
    },
  },

  step "queried" {
    holder = "agency_lead", due = days_to_answer,
    if_late = { { "1 working day after due", tell = { "agency_lead", "business_manager" } }, { "5 working days after due", tell = "agency_board" } },
    choices = {
      {
        "Answer the query", by = "agency_lead", must_give = { "commentary" }, may_give = { "numerator", "denominator", "impact" }, only_if = measures.adds_up,
        go_to = "submitted", tell = "business_manager",
      },
    },
  },

  step "validated" {
    holder = "chair", due = days_to_accept,
    if_late = { { "1 working day after due", tell = { "chair", "business_manager" } } },
    choices = {
      {
        "Accept it", decided_by = "chair", recorded_by = "business_manager", at_meeting = true, only_if = chair_is_other, does = measures.take_down,
        go_to = "accepted", tell = "agency_lead",
      },
      { "Query it", decided_by = "chair", recorded_by = "business_manager", must_give = { "query" }, go_to = "queried", tell = "agency_lead" },
    },
  },

  step "accepted" {
    holder = "business_manager", due = days_to_report,
    if_late = { { "1 working day after due", tell = "business_manager" } },
    choices = { { "It is reported", by = "business_manager", must_give = { "where it was reported" }, does = measures.next_quarter, go_to = "reported" } },
  },

  step "reported" {
    title = "Reported, until the next quarter", holder = "business_manager", due = "end of quarter_end",
    choices = {
      { "The next quarter", automatic = "end of quarter_end", go_to = "requested" },
      { "Change what is aimed at", by = "business_manager", must_give = { "target", "reason" }, may_give = { "tolerance" }, stays = true },
      { "Stop collecting it", decided_by = "chair", recorded_by = "business_manager", at_meeting = true, must_give = { "reason" }, go_to = "stopped", tell = "agency_lead" },
    },
  },

  step "stopped" {
    closed = true,
    choices = { { "Collect it again", by = "business_manager", must_give = { "quarter_end" }, only_if = measures.is_quarter_end, go_to = "requested" } },
  },
}
