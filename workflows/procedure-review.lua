-- A chapter of the safeguarding procedures, kept in step with the law: found to be out of date, redrafted, consulted on, signed off by each of the boards
-- that share it, published, and looked at again when its review date comes. One item a chapter, for years. docs/procedure-review.md says who does what.
-- The days, and which boards sign off, are this board's choice.

local days_to_draft = "30 working days after asked"
local days_to_consult = "20 working days after asked"
local days_to_sign_off = "40 working days after asked"
local days_to_publish = "10 working days after asked"
local years_between = "2 years after published_on"

local boards = { { "hartlepool", "Hartlepool" }, { "middlesbrough", "Middlesbrough" }, { "redcar_cleveland", "Redcar & Cleveland" }, { "stockton", "Stockton" } }

local office = { "owner", "business_manager" }
local fields = {
  chapter = { type = "text", label = "Chapter" },
  trigger = { type = "text", label = "Why it is looked at", hint = "New law or guidance, a review, a review date that has come." },
  owner = { type = "party", label = "Owner" },
  plan_indicator = { type = "list", label = "Indicators of the business plan" },
  signed_by = {
    type = "choice", label = "Who signs it off", options = { "all four boards", "this board alone" },
    hint = "Empty: all four. A protocol of this area's own partnerships is this board's alone.",
  },
  consulted = { type = "list", label = "Who is consulted" },
  consultation = { type = "text", label = "What they said" },
  published_on = { type = "date", label = "Published on" },
  link = { type = "text", label = "Where it can be read" },
  review_on = { type = "date", label = "Next review on" },
  rounds = { type = "whole", label = "Times reviewed" },
  evidence = { type = "evidence", label = "Evidence" },
}

-- What this area's partnerships agree among themselves, the other boards do not sign.
local ours_alone = all { is("signed_by", "this board alone"), has "signed_off_redcar_cleveland" }

-- For each board a date, the choice that gives it, and that it has to be given again the next time.
local sign_off, all_signed, again = {}, {}, {}
for i, board in ipairs(boards) do
  local field = "signed_off_" .. board[1]
  fields[field] = { type = "date", label = board[2] .. " signed it off on" }
  sign_off[i] = { board[2] .. " signed it off", name = "sign_" .. board[1], by = "business_manager", must_give = { field }, stays = true }
  all_signed[i] = has(field)
  again[i] = clear(field)
end
sign_off[#sign_off + 1] = { "A board wants it otherwise", by = "business_manager", must_give = { "reason" }, go_to = "drafting", tell = "owner" }
sign_off[#sign_off + 1] = { "All have signed", automatic = any { all(all_signed), ours_alone }, go_to = "to_publish", tell = "business_manager" }

local not_later = any { no(has "review_on"), no(later_than("review_on", "end of published_on")) }

return workflow {
  name = "procedure-review", title = "Procedure", noun = "procedure", version = 2, ref = "PR-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    owner = { title = "Owner of the chapter", any_in = "owner" },
    business_manager = { title = "Business Manager", post = "business_manager" },
    procedures_chair = { title = "Procedures Sub Group chair", post = "tees_procedures_chair" },
    members = { title = "Board member", group = "rcscb" },
  },
  read = "members",
  start = { by = { "business_manager", "procedures_chair" }, must_give = { "chapter", "trigger", "owner" }, may_give = { "signed_by", "plan_indicator" } },
  fields = fields,
  list = { title = "chapter", due = "due", lead = "owner" },

  step "drafting" {
    title = "Being redrafted", holder = "owner", due = days_to_draft, does = again, tells = { { "owner", "a chapter of the procedures is to be redrafted" } },
    if_late = { { "1 working day after due", tell = office }, { "10 working days after due", tell = "procedures_chair" } },
    choices = {
      { "The draft is ready", by = office, must_give = { "consulted" }, may_give = { "chapter", "signed_by" }, go_to = "consultation" },
      {
        "Nothing has to change", decided_by = "procedures_chair", recorded_by = "business_manager", at_meeting = true, must_give = { "reason", "review_on" },
        go_to = "current",
      },
    },
  },

  step "consultation" {
    title = "Being consulted on", holder = "owner", due = days_to_consult,
    if_late = { { "1 working day after due", tell = office } },
    choices = {
      { "Consultation is over", by = office, must_give = { "consultation" }, go_to = "sign_off" },
      { "Draft it again", by = office, must_give = { "reason" }, go_to = "drafting" },
    },
  },

  step "sign_off" {
    title = "Before the boards", holder = "business_manager", due = days_to_sign_off, does = again,
    if_late = { { "1 working day after due", tell = "business_manager" }, { "20 working days after due", tell = "procedures_chair" } },
    choices = sign_off,
  },

  step "to_publish" {
    title = "Signed off, to be published", holder = "business_manager", due = days_to_publish,
    if_late = { { "1 working day after due", tell = "business_manager" } },
    choices = {
      {
        "Publish it", by = "business_manager", must_give = { "published_on", "link" }, may_give = { "review_on" }, go_to = "current",
        does = { add("rounds", 1), branches { { not_later, { set("review_on", date_of(years_between)) } } } },
      },
    },
  },

  step "current" {
    title = "Current", holder = "owner", due = "end of review_on",
    if_late = { { "20 working days before due", tell = office } },
    choices = {
      { "The review date has come", automatic = "end of review_on", does = set("trigger", "Its review date has come"), go_to = "drafting" },
      { "New law or guidance", by = office, must_give = { "trigger" }, go_to = "drafting" },
      { "Withdraw the chapter", decided_by = "procedures_chair", recorded_by = "business_manager", at_meeting = true, must_give = { "reason" }, go_to = "withdrawn" },
    },
  },

  step "withdrawn" { closed = true, choices = { { "Take it up again", by = "business_manager", must_give = { "trigger" }, go_to = "drafting" } } },

  anywhere { choices = { { "Add evidence", by = office, does = attach(), stays = true } } },
}
