-- What becomes of a Section 11 return once its agency has signed it off: desk review by two people of other agencies, questions and answers, the challenge panel, moderation
-- with both scores kept, the improvement plan, and the update in the middle of the cycle. section11.lua has what comes before.

local criteria = use "criteria"
local called = use("words").called

-- This board's defaults; no national rule says them.
local naming_turn = "5 working days"   -- for naming the two reviewers
local desk_review = "20 working days"
local panel_size = 3                   -- at least, one of them a lay or independent member
local panel_turn = "20 working days"   -- for finding it a panel
local plan_turn = "20 working days"    -- for the agency's improvement plan after moderation
local longest_improvement = "12 months"
local essential_improvement = "3 months" -- where an essential criterion is red
local mid_cycle = "12 months after submitted_on"
local update_turn = "20 working days"

local scrutiny = { query_turn = "10 working days" } -- for the agency's answer to a question

scrutiny.ladders = {
  answer = { { "11 working days", name = "answer-1", tell = { "lead", "board_member", "manager" }, text = "a question about the return is not answered" } },
  update = {
    { "15 working days", name = "update-soon", tell = "contacts", text = "the mid-cycle update is due soon" },
    { "21 working days", name = "update-late", tell = { "lead", "board_member", "manager" }, text = "the mid-cycle update is late" },
  },
}

local assign = {
  target = "work.desk.desk_review", label = "Name the two reviewers", by = "manager", form = { "reviewer_1", "reviewer_2" },
  guard = called("the reviewers are two people", any { no(has "reviewer_1"), no(has "reviewer_2"), differs("reviewer_1", "reviewer_2") }),
  actions = {
    set("reviewers", { from_field "reviewer_1", from_field "reviewer_2" }), tell({ "reviewer_1", "reviewer_2" }, "was given to you to review"),
  },
}

local function review(label, role, field)
  return { label = label, by = role, form = { field }, actions = { tell("manager", "a desk review was recorded") } }
end

-- What the agency is asked goes back to it, and comes again signed off.
local function desk()
  return {
    title = "Desk review", initial = "submitted", tags = { "returned" },
    states = {
      submitted = { title = "Submitted, reviewers to be named", holder = "manager", due = naming_turn, on = { assign_reviewers = assign } },
      desk_review = {
        title = "Desk review", holder = "reviewers", due = desk_review,
        always = { target = "work.reviewed.desk_reviewed", guard = called("both reviews are in", all { has "review_1", has "review_2" }) },
        on = {
          review = { review("Record the first desk review", "reviewer_1", "review_1"), review("Record the second desk review", "reviewer_2", "review_2") },
          assign_reviewers = assign,
          query = {
            target = "work.drafting.queried", label = "Ask the agency", decided_by = { "chair", "reviewer_1", "reviewer_2" }, recorded_by = "manager",
            form = { "query" }, lapses = { "sign_off" },
            actions = { clear "query_answer", tell("contacts", "a question was asked about the return: answer it within " .. scrutiny.query_turn) },
          },
        },
      },
    },
  }
end

local function moderate(standards, list)
  return {
    target = "work.moderated", label = "Moderate it", decided_by = "chair", recorded_by = "manager",
    form = criteria.form(list, { "_moderated", "_reason" }, { "panel_members", "panel_lay", optional "moderation_note" }),
    guard = all {
      called(("the panel had %d members or more"):format(panel_size), any { no(has "panel_members"), at_least(panel_size, "panel_members") }),
      called("a lay or independent member sat on the panel", any { no(has "panel_lay"), is("panel_lay", true) }),
      criteria.explained(list),
    },
    actions = {
      criteria.rate_moderated(standards, list), set("moderated_on", today()),
      tell({ "lead", "board_member", "manager" }, "was moderated: both scores are there to see; plan what is to improve"),
    },
  }
end

local function panel(standards, list)
  return {
    title = "Challenge", initial = "desk_reviewed", tags = { "returned" },
    states = {
      desk_reviewed = {
        title = "Desk reviewed", holder = "manager", due = panel_turn,
        on = {
          invite = {
            target = "challenge_panel", label = "Put it before the challenge panel", by = "manager", form = { "panel_on" },
            actions = { tell({ "lead", "board_member", "chair" }, "goes before the challenge panel") },
          },
        },
      },
      challenge_panel = {
        title = "Before the challenge panel", holder = "chair", due = "5 working days after panel_on", on = { moderate = moderate(standards, list) },
      },
    },
  }
end

local function moderated(list, fillers)
  return {
    title = "Moderated, plan to be agreed", tags = { "returned" }, holder = "lead", due = plan_turn,
    on = {
      plan = { label = "Plan the improvements", by = fillers, form = criteria.form(list, { "_gap", "_by" }) },
      feedback = {
        label = "Record the feedback letter", by = "manager", form = { "feedback" },
        actions = { set("feedback_on", today()), tell({ "lead", "board_member" }, "the feedback letter was sent") },
      },
      agree_plan = {
        target = "plan_agreed", label = "Agree the improvement plan", decided_by = "chair", recorded_by = "manager",
        guard = all { called("the feedback letter was sent", has "feedback_on"), criteria.planned(list, longest_improvement, essential_improvement) },
        actions = criteria.open_improvements(list, { tell({ "lead", "board_member" }, "the improvement plan was agreed: its actions are open") }),
      },
    },
  }
end

local update_is_due = {
  target = "mid_cycle", label = "The mid-cycle update is due",
  actions = { tell({ "contacts", "manager" }, "the mid-cycle update is due: how the actions stand, and what has changed since") },
}

-- The states from "submitted" on, for the return's work.
function scrutiny.states(standards, list, fillers)
  return {
    desk = desk(),
    reviewed = panel(standards, list),
    moderated = moderated(list, fillers),
    plan_agreed = { title = "Plan agreed", tags = { "returned" }, at = { [mid_cycle] = update_is_due } },
    mid_cycle = {
      title = "Mid-cycle update", tags = { "returned" }, holder = "lead", due = update_turn, ladder = "update",
      on = {
        update = {
          target = "complete", label = "Send the mid-cycle update", by = fillers, form = { "update", "changes" },
          actions = { set("updated_on", today()), tell("manager", "the mid-cycle update is in") },
        },
      },
    },
    complete = { title = "Complete", tags = { "returned", "closed" } },
  }
end

return scrutiny
