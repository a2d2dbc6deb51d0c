-- A Section 11 audit of all agencies: designed, launched, returns open, closed, scrutinised, challenged, improvement plans agreed, updated half-way, reported to the Board.
-- Each agency answers on a return of its own (section11-return.lua, or section11-return-b.lua for the other standard set); the set and the scoring are this cycle's, and do not
-- change once the returns are open. README.md beside this file says how to read it, docs/section11-cycle.md who does what.

local asking = use "asking"
local criteria = use "criteria"
local scoring = use "scoring"
local turn = use "turn"
local called = use("words").called

-- This board's defaults; no national rule says them.
local challenge_events = "4 months after closed_on"    -- the challenge panels are through
local mid_cycle = "12 months after due"
local final_report = "10 weeks after mid_cycle_closes"
local update_window = "20 working days"
local closing_turn = "10 working days"                 -- for launching, and again for beginning the scrutiny
local plans_turn = "40 working days"

-- What an agency said of its evidence last time comes along, for it to confirm; scores never do.
local function returns(workflow, standards)
  return {
    title = "Returns open", holder = "manager", due = "end of due",
    invoke = {
      workflow = workflow, for_each = "parties", carry = criteria.names(criteria.of(standards), { "_evidence" }),
      data = {
        title = from_field "title", due = from_field "due", original_due = from_field "due", standard_set = from_field "standard_set",
        scoring = from_field "scoring", emerging = from_field "emerging", taking_part = { kind = "all", id = "agencies" },
      },
    },
  }
end

-- Who never returned is not waited for; who did says half-way how its actions stand.
local all_updated = called("each mid-cycle update is in, or it is said why the audit ends without", any {
  called("each mid-cycle update is in", all_closed "parties"), has "incomplete_because",
})

local designed = {
  title = "Designed", holder = "manager",
  on = {
    design = {
      label = "Design it", by = { "manager", "chair" },
      form = { optional "title", optional "standard_set", optional "scoring", optional "due", optional "guidance", optional "parties",
               optional "emerging", optional "plan_indicator" },
    },
    launch = {
      target = "launched", label = "Launch it: the letter went to the chief officers", by = "manager", form = { "letter_on" },
      guard = all {
        called("agencies are named", at_least(1, "parties")), has "standard_set", has "scoring", has "due", has "guidance",
        called("agencies have some weeks to answer: the due date is 6 weeks away or more", later_than("due", "6 weeks after letter_on")),
      },
    },
  },
}

local launched = turn.by(closing_turn, "manager", {
  title = "Launched",
  on = {
    open = {
      { target = "open.set_a", label = "Open the returns, by standard set A", by = "manager", guard = is("standard_set", "A") },
      { target = "open.set_b", label = "Open the returns, by standard set B", by = "manager", guard = is("standard_set", "B") },
    },
  },
})

local open_returns = {
  title = "Returns open", initial = "set_a", ladder = "closing", on = asking.on("chair", "closed_for_returns"),
  always = { target = "closed_for_returns", guard = asking.all_in },
  states = {
    as_before = { type = "history", target = "set_a" },
    set_a = returns("section11-return", use "standards_a"),
    set_b = returns("section11-return-b", use "standards_b"),
  },
}

local ask_again = asking.again "open.as_before"

return {
  name = "section11-cycle", title = "Section 11 audit", noun = "audit", version = 3, ref = "S11-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "Monitoring and Evaluation chair", post = "monitoring_chair" },
    monitoring = { title = "Monitoring and Evaluation member", group = "monitoring" },
    executive = { title = "Executive Group chair", post = "executive_chair" },
    independent_chair = { title = "Independent Chair", post = "independent_chair" },
    board = { title = "Board member", group = "rcscb" },
    agencies = { title = "Agencies taking part", any_in = "parties" },
  },
  see = {
    { "manager", "chair", "monitoring", "independent_chair", "executive", what = "everything" },
    { "agencies", "board", what = { "summary", "standard_set", "scoring", "due", "guidance", "letter_on", "emerging", "challenge_on", "report" } },
  },
  start = {
    by = { "manager", "chair" },
    form = { "title", optional "standard_set", optional "scoring", optional "due", optional "guidance", optional "parties", optional "emerging", optional "plan_indicator" },
  },

  fields = {
    title = { type = "text", label = "Audit" },
    standard_set = { type = "choice", label = "Standard set", options = { "A", "B" }, hint = "A: the eight standards. B: the arrangements of Working Together." },
    scoring = { type = "choice", label = "Scored by", options = scoring.schemes },
    due = { type = "date", label = "Returns due" },
    guidance = { type = "text", label = "Template and guidance", hint = "Where agencies find them." },
    emerging = { type = "text", label = "Emerging themes asked about besides", hint = "Such as FGM, Prevent, exploitation, harm on line: each return asks for an answer." },
    parties = { type = "parties", label = "Agencies" },
    plan_indicator = { type = "list", label = "Business plan indicators" },
    letter_on = { type = "date", label = "Letter to chief officers on" },
    closed_on = { type = "date", label = "Closed for returns on" },
    scrutiny_note = { type = "text", label = "What the desk reviews show" },
    challenge_on = { type = "list", label = "Challenge events on" },
    challenge_note = { type = "text", label = "What the challenge events showed" },
    themes = { type = "text", label = "Themes over all agencies" },
    survey = { type = "text", label = "What the staff survey showed beside the scores" },
    mid_cycle_closes = { type = "date", label = "Mid-cycle updates due" },
    report = { type = "text", label = "Report to the Board", hint = "Its reference: return rate, heat map, themes, reds, challenge, comparison with the last audit." },
    reported_on = { type = "date", label = "Reported on" },
    turn_due = turn.field,
    incomplete_because = { type = "text", label = "Why it ends without every mid-cycle update" },
    reason = { type = "text", label = "Reason" },
  },
  list = { title = "title", due = "due" },

  ladders = turn.join {
    closing = {
      { "1 working day after due", name = "closing-1", tell = "manager", text = "the returns were due: see who is missing" },
      { "10 working days after due", name = "closing-10", tell = { "chair", "manager" },
        text = "returns are still open: chase them, or close without those that are missing" },
    },
  },
  rag = {
    { "blue", in_state "archived" },
    { "red", called("returns are missing 10 working days after they were due", all { in_state "open", past "10 working days after due" }) },
    { "red", turn.late { "launched", "closed_for_returns", "scrutiny", "challenge_events", "improvement_plans", "mid_cycle_update", "final_report" } },
    { "amber", called("returns are missing and were due", all { in_state "open", past "end of due" }) },
  },
  warnings = asking.warnings,

  initial = "designed",
  states = {
    designed = designed,
    launched = launched,
    open = open_returns,
    closed_for_returns = turn.by(closing_turn, "manager", {
      title = "Closed for returns",
      entry = { set("closed_on", today()) },
      on = {
        ask_again = ask_again,
        scrutinise = {
          target = "scrutiny", label = "Begin the scrutiny", by = "manager", actions = { tell({ "chair", "monitoring" }, "the returns are closed: name reviewers for each") },
        },
      },
    }),
    scrutiny = turn.by(challenge_events, "chair", {
      title = "Scrutiny",
      on = {
        ask_again = ask_again,
        hold_challenge = {
          target = "challenge_events", label = "Go on to the challenge events", decided_by = "chair", recorded_by = "manager", form = { "challenge_on", "scrutiny_note" },
        },
      },
    }),
    challenge_events = turn.by(challenge_events, "chair", {
      title = "Challenge events",
      on = {
        end_challenge = {
          target = "improvement_plans", label = "End the challenge events", decided_by = "chair", recorded_by = "manager", form = { "challenge_note", "themes", optional "survey" },
        },
      },
    }),
    improvement_plans = turn.by(plans_turn, "chair", {
      title = "Improvement plans",
      on = {
        open_to_others = {
          label = "Open the moderated colours to the agencies", decided_by = "chair", recorded_by = "manager", actions = { signal("parties", "opened_to_others") },
        },
        interim_report = {
          label = "Record the report to the Board", by = "manager", form = { "report" },
          actions = { set("reported_on", today()), tell("independent_chair", "the Section 11 report is ready") },
        },
        settle_plans = { target = "until_mid_cycle", label = "The plans are agreed", decided_by = "chair", recorded_by = "manager" },
      },
    }),
    until_mid_cycle = {
      title = "Plans agreed, waiting for the mid-cycle update",
      at = { [mid_cycle] = { target = "mid_cycle_update", label = "The mid-cycle update begins" } },
    },
    mid_cycle_update = turn.by(update_window, "manager", {
      title = "Mid-cycle update",
      entry = { tell({ "manager", "chair" }, "the mid-cycle update begins: each agency says how its actions stand") },
      on = {
        close_updates = { target = "final_report", label = "Close the mid-cycle updates", by = "manager", actions = { set("mid_cycle_closes", today()) } },
      },
    }),
    final_report = turn.by(final_report, "manager", {
      title = "Final report",
      on = {
        report = {
          target = "archived", label = "The Board received the final report", decided_by = "independent_chair", recorded_by = "manager", at_meeting = true,
          form = { "report", optional "incomplete_because" }, guard = all_updated,
          actions = { set("reported_on", today()), tell({ "chair", "manager" }, "the final Section 11 report was received") },
        },
      },
    }),
    archived = { title = "Archived", tags = { "closed" } },
  },
}
