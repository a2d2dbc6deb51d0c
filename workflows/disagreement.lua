-- A professional disagreement: two agencies do not agree about what is done in one case, and go up stage by stage until they do. The Board keeps that it
-- happened, when, and whether it was timely, never the case: there is no field for it. docs/disagreement.md says who does what.
-- The days of stages 1 and 2 are Sefton's of 2017; the rest is this board's choice.

local days_to_reply = "3 working days after asked"       -- stage 1: the other agency answers
local days_of_managers = "2 working days after asked"    -- stage 2: service managers agree
local days_to_meet = "5 working days after asked"        -- else they meet
local hours_after_meeting = "48 hours after asked"       -- and say what came of it
local days_of_leads = "5 working days after asked"       -- stage 3
local days_of_chair = "5 working days after asked"       -- stage 4
local days_to_write = "2 working days after asked"       -- the letter with the outcome
local days_to_learn = "20 working days after asked"

-- Leaving a stage says whether it was timely.
local function leaves() return branches { { past "end of due", { add("stages_late", 1) } } } end
local function begins(stage) return { set("stage", stage) } end

local both = { "raiser", "answerer" }
local both_and_office = { "raiser", "answerer", "business_manager" }
local not_after_all = { "Taken back", by = "raiser", must_give = { "reason" }, does = set("resolved_on", today()), go_to = "learning", name = "take_back" }

local function agreed(by)
  return { "They agree", by = by, must_give = { "resolution" }, does = { leaves(), set("resolved_on", today()) }, go_to = "letter", tell = both_and_office }
end

local function goes_up(words, to, by, told)
  return { words, by = by, must_give = { "reason" }, does = leaves(), go_to = to, tell = told, name = "go_up" }
end

return workflow {
  name = "disagreement", title = "Professional disagreement", noun = "disagreement", version = 2, ref = "PD-{year}-{number}",
  notice = "Nothing of the child or the case here: only that two agencies disagree, and how it ends. Is a child at risk now? Ring children's social care or the police first.",

  roles = {
    business_manager = { title = "Business Manager", post = "business_manager" },
    raiser = { title = "Safeguarding lead of whoever raised it", post = "safeguarding_lead", of = "raised_by" },
    answerer = { title = "Safeguarding lead of the other agency", post = "safeguarding_lead", of = "raised_to" },
    raiser_board = { title = "Board member of whoever raised it", post = "board_member", of = "raised_by" },
    answerer_board = { title = "Board member of the other agency", post = "board_member", of = "raised_to" },
    independent_chair = { title = "Independent Chair", post = "independent_chair" },
    executive = { title = "Executive Group member", group = "executive" },
  },
  see = {
    { "business_manager", "raiser", "answerer", "raiser_board", "answerer_board", "independent_chair", what = "everything" },
    { "executive", what = { "summary", "stage", "issue_type", "raised_by", "raised_to", "raised_on", "resolved_on", "stages_late", "learning", "policy_change_needed" } },
  },
  start = {
    by = { "raiser", "raiser_board", "business_manager" }, must_give = { "pseudonym", "issue_type", "raised_by", "raised_to", "immediate_risk" },
  },

  fields = {
    pseudonym = { type = "text", label = "Word that both agencies know it by", hint = "Made up. No name, initials or number." },
    issue_type = {
      type = "choice", label = "What they disagree about",
      options = { "referral threshold", "assessment outcome", "role", "plan", "information sharing", "service provision" },
    },
    raised_by = { type = "agency", label = "Raised by" },
    raised_to = { type = "agency", label = "Raised to" },
    immediate_risk = { type = "yesno", label = "Is a child at risk now?", hint = "Then it goes to the top of both agencies on the same day." },
    raised_on = { type = "date", label = "Raised on" },
    stage = { type = "whole", label = "Stage" },
    office_told_on = { type = "date", label = "Business Manager told on" },
    meeting_on = { type = "date", label = "Managers met on" },
    stages_late = { type = "whole", label = "Stages that were late" },
    resolution = { type = "text", label = "How it was resolved", hint = "Nothing of the case." },
    resolved_on = { type = "date", label = "Resolved on" },
    letter_on = { type = "date", label = "Letter sent on" },
    learning = { type = "text", label = "What was learnt" },
    policy_change_needed = { type = "yesno", label = "Does the policy have to change?" },
    closed_on = { type = "date", label = "Closed on" },
  },
  list = { title = "pseudonym", due = "due", lead = "raised_to" },

  step "raised" {
    title = "Stage 1: between the two", holder = "answerer", due = days_to_reply, does = { set("raised_on", today()), set("stage", 1), set("stages_late", 0) },
    tells = { { "answerer", "another agency disagrees: speak to them within 3 working days" } },
    if_late = { { "1 working day after due", tell = both } },
    choices = {
      { "Immediate risk", automatic = is("immediate_risk", true), go_to = "urgent" },
      agreed(both), goes_up("Not agreed: to the service managers", "managers", both, both_and_office), not_after_all,
    },
  },

  step "managers" {
    title = "Stage 2: service managers", holder = "answerer", due = days_of_managers, does = { set("stage", 2), set("office_told_on", today()) },
    tells = { { { "business_manager", "answerer" }, "a disagreement is at stage 2: service managers agree within 2 working days, or meet" } },
    if_late = { { "1 working day after due", tell = both_and_office } },
    choices = { agreed(both), goes_up("Not agreed: the managers meet", "managers_meet", both, both_and_office), not_after_all },
  },

  step "managers_meet" {
    title = "Stage 2: the managers meet", holder = "answerer", due = days_to_meet,
    if_late = { { "1 working day after due", tell = both_and_office } },
    choices = {
      { "They have met", by = both, must_give = { "meeting_on" }, does = leaves(), go_to = "after_meeting" },
      goes_up("Not met: to the senior leads", "leads", both_and_office, { "answerer_board", "raiser_board" }), not_after_all,
    },
  },

  step "after_meeting" {
    title = "Stage 2: outcome of the meeting", holder = "answerer", due = hours_after_meeting,
    if_late = { { "1 hour after due", tell = both_and_office } },
    choices = { agreed(both), goes_up("Not agreed: to the senior leads", "leads", both, { "answerer_board", "raiser_board", "business_manager" }), not_after_all },
  },

  step "leads" {
    title = "Stage 3: senior leads", holder = "answerer_board", due = days_of_leads, does = begins(3),
    if_late = { { "1 working day after due", tell = { "answerer_board", "raiser_board", "business_manager" } }, { "3 working days after due", tell = "independent_chair" } },
    choices = {
      agreed { "answerer_board", "raiser_board" },
      goes_up("Not agreed: to the Independent Chair", "with_the_chair", { "answerer_board", "raiser_board", "business_manager" }, "independent_chair"), not_after_all,
    },
  },

  -- Stages 1 and 2 are passed over: the top of both agencies is told at once, and has until the end of the day.
  step "urgent" {
    title = "Immediate risk: senior leads, today", holder = "answerer_board", due = "end of asked", does = { set("stage", 3), set("office_told_on", today()) },
    tells = { { { "answerer_board", "raiser_board", "business_manager", "independent_chair" }, "a disagreement with immediate risk: it is to be settled today", urgent = true } },
    if_late = { { "1 working day after due", tell = { "independent_chair", "business_manager", "answerer_board" }, urgent = true } },
    choices = {
      agreed { "answerer_board", "raiser_board" },
      goes_up("Not agreed: to the Independent Chair", "with_the_chair", { "answerer_board", "raiser_board", "business_manager" }, "independent_chair"), not_after_all,
    },
  },

  step "with_the_chair" {
    title = "Stage 4: Independent Chair", holder = "independent_chair", due = days_of_chair, does = begins(4),
    if_late = { { "1 working day after due", tell = { "independent_chair", "business_manager" } } },
    choices = {
      {
        "Decide it", decided_by = "independent_chair", recorded_by = "business_manager", must_give = { "resolution" },
        does = { leaves(), set("resolved_on", today()) }, go_to = "letter", tell = both_and_office,
      },
    },
  },

  step "letter" {
    title = "Letter with the outcome", holder = "answerer", due = days_to_write,
    if_late = { { "1 working day after due", tell = both_and_office } },
    choices = { { "The letter went out", by = both_and_office, must_give = { "letter_on" }, does = leaves(), go_to = "learning" } },
  },

  step "learning" {
    title = "What was learnt", holder = "business_manager", due = days_to_learn,
    if_late = { { "1 working day after due", tell = "business_manager" } },
    choices = {
      { "Close it", by = "business_manager", must_give = { "learning", "policy_change_needed" }, does = set("closed_on", today()), go_to = "closed", tell = both },
    },
  },

  step "closed" {
    closed = true,
    choices = {
      { -- it is open again, so it has no end that reports could count
        "It began again", by = "business_manager", must_give = { "reason" }, does = { clear "closed_on", clear "resolved_on", clear "resolution", clear "letter_on" },
        go_to = "leads",
      },
    },
  },
}
