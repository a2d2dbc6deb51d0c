-- What the board's own audits of cases and a joint inspection (JTAI) have in common: the returns, and everything from moderation to the re-audit. A workflow
-- makes the stages that come before, and takes `cycle.stages(...)`, `cycle.fields(own)`, `cycle.roles`, `cycle.see`.

local asking = use "asking"
local audit = use "audit"
local recommendations = use "recommendations"
local turn = use "turn"
local called = use("words").called

-- This board's defaults; no national rule says them.
local moderation_turn = "15 working days"
local panel_agencies = 3                 -- at least so many sit on the panel
local report_due = "30 working days after moderated_on"
local accuracy = "10 working days"       -- for agencies to say what is not right in the draft
local re_audit = "9 months after approved_on"
local re_audit_turn = "3 months"
local aftercare = { "21 working days", "30 working days" } -- then feedback, briefing and the Board's minute are late

local cycle = {}

cycle.roles = {
  manager = { title = "Business Manager", post = "business_manager" },
  chair = { title = "Monitoring and Evaluation chair", post = "monitoring_chair" },
  monitoring = { title = "Monitoring and Evaluation member", group = "monitoring" },
  lead_auditor = { title = "Lead auditor", person_in = "lead_auditor" },
  executive = { title = "Executive Group chair", post = "executive_chair" },
  independent_chair = { title = "Independent Chair", post = "independent_chair" },
  agencies = { title = "Agencies taking part", any_in = "parties" },
}

-- The sample's pseudonyms are in each agency's own return; the cycle shows agencies what they were asked, and the report once it is a draft.
cycle.see = {
  { "manager", "chair", "monitoring", "lead_auditor", "executive", "independent_chair", what = "everything" },
  { "agencies", what = { "summary", "theme", "key_lines", "standards", "due", "report", "drafted_on", "accuracy", "accuracy_note", "briefing" } },
}

local function returns()
  return {
    title = "Returns open", holder = "manager", due = "end of due", ladder = "closing", on = asking.on("chair", "returns_closed"),
    always = { target = "returns_closed", guard = asking.all_in },
    invoke = {
      workflow = "audit-return", for_each = "parties",
      data = audit.sample_data {
        title = from_field "title", theme = from_field "theme", due = from_field "due", original_due = from_field "due", open_to = { kind = "all", id = "agencies" },
      },
    },
  }
end

local ask_again = asking.again "returns_open"

-- Findings rest on moderated grades. Where the panel cannot wait for a return, such as one that came late, the chair says why, and that stands in the audit.
local all_moderated = called("each return that came in was moderated, or it is said why the findings are agreed without", any {
  called("each return that came in was moderated", all_closed "parties"), has "unmoderated_because",
})

local moderation = turn.by(moderation_turn, "chair", {
  title = "Moderation",
  on = {
    ask_again = ask_again,
    agree_findings = {
      target = "findings_agreed", label = "Agree the findings", decided_by = "chair", recorded_by = "manager",
      form = recommendations.form { "themes", "strengths", optional "unmoderated_because" }, guard = all { all_moderated, recommendations.whole() },
      actions = { set("moderated_on", today()), tell({ "manager", "lead_auditor" }, "the findings were agreed: draft the report") },
    },
  },
})

local report_draft = turn.by(report_due, "manager", {
  title = "Report in draft",
  on = {
    answer_draft = {
      label = "Say what is not right in the draft", by = "agencies", form = { "accuracy_note" },
      actions = { append("accuracy", { by = actor(), on = today(), note = from_field "accuracy_note" }), tell("manager", "an agency answered the draft report") },
    },
    amend = { label = "Amend the findings", by = { "manager", "lead_auditor" }, form = recommendations.form { optional "report", optional "themes", optional "strengths" } },
    approve = {
      target = "actions_live", label = "Approve the report", decided_by = "chair", recorded_by = "manager", at_meeting = true,
      guard = all { called("agencies had " .. accuracy .. " to answer the draft", past(accuracy .. " after drafted_on")), recommendations.whole() },
      actions = recommendations.open_actions {
        set("approved_on", today()), signal("parties", "opened_to_others"),
        tell({ "agencies", "independent_chair" }, "the audit report was approved; its actions are open"),
      },
    },
  },
})

local aftercare_given = called("feedback, briefing and the Board's minute are there", all { has "feedback_on", has "briefing_on", has "received_on" })

local function not_given(told)
  return {
    label = "Feedback, briefing or the Board's minute is late", guard = no(aftercare_given),
    actions = { tell(told, "feedback to practitioners, the learning briefing or the Board's receipt is not recorded yet") },
  }
end

-- Feedback to those whose work was audited, and a briefing of what was learned, are no favour: the cycle does not end without them.
local actions_live = {
  title = "Actions open", holder = "manager", due = "20 working days",
  on = {
    receive = {
      label = "The Board received the report", decided_by = "independent_chair", recorded_by = "manager", at_meeting = true, actions = { set("received_on", today()) },
    },
    feedback_given = {
      label = "Practitioners had their feedback", by = { "manager", "lead_auditor" }, form = { "feedback" }, actions = { set("feedback_on", today()) },
    },
    issue_briefing = {
      label = "Issue the learning briefing", by = "manager", form = { "briefing" },
      actions = { set("briefing_on", today()), tell("agencies", "the learning briefing of the audit is issued") },
    },
  },
  after = { [aftercare[1]] = not_given "manager", [aftercare[2]] = not_given { "chair", "manager" } },
  at = {
    [re_audit] = {
      target = "re_audit_due", label = "The re-audit is due",
      actions = { tell({ "chair", "manager" }, "the re-audit is due: the same standards, beside this audit as its baseline") },
    },
  },
}

local re_audit_due = turn.by(re_audit_turn, "chair", {
  title = "Re-audit due",
  on = {
    receive = actions_live.on.receive, feedback_given = actions_live.on.feedback_given, issue_briefing = actions_live.on.issue_briefing,
    close = {
      target = "closed", label = "Close the loop: compare with the baseline", decided_by = "chair", recorded_by = "manager", at_meeting = true,
      form = { "re_audit", "comparison", "comparison_note" },
      guard = all {
        called("practitioners had their feedback", has "feedback_on"), called("the learning briefing was issued", has "briefing_on"),
        called("the Board received the report", has "received_on"),
      },
      actions = { set("closed_on", today()), tell({ "manager", "agencies" }, "the audit is closed") },
    },
  },
})

-- The states that come before, and all that follow them: the last that comes before leads to `returns_open`.
function cycle.stages(before)
  local states = before
  states.returns_open = returns()
  states.returns_closed = turn.by(moderation_turn, "manager", {
    title = "Returns closed",
    on = {
      ask_again = ask_again,
      begin_moderation = {
        target = "moderation", label = "Begin the moderation", by = "manager", form = { "panel", "panel_agencies", "panel_apart" },
        guard = all {
          called(("%d agencies or more sit on the panel"):format(panel_agencies), any { no(has "panel_agencies"), at_least(panel_agencies, "panel_agencies") }),
          called("whoever chairs the panel manages none of the cases", any { no(has "panel_apart"), is("panel_apart", true) }),
        },
        actions = { tell({ "chair", "monitoring" }, "the returns go before the moderation panel") },
      },
    },
  })
  states.moderation = moderation
  states.findings_agreed = turn.by(report_due, "manager", {
    title = "Findings agreed",
    on = {
      draft = {
        target = "report_draft", label = "Send out the draft report", by = "manager", form = { "report" },
        actions = { set("drafted_on", today()), tell("agencies", "the draft report is there: say within " .. accuracy .. " what is not right in it") },
      },
    },
  })
  states.report_draft, states.actions_live, states.re_audit_due = report_draft, actions_live, re_audit_due
  states.closed = { title = "Closed", tags = { "closed" } }
  return states
end

local shared = {
  title = { type = "text", label = "Audit" },
  theme = { type = "text", label = "Theme" },
  key_lines = { type = "list", label = "Key lines of enquiry" },
  standards = { type = "text", label = "Standards", hint = "What practice is held against; a re-audit asks the same." },
  parties = { type = "parties", label = "Agencies" },
  plan_indicator = { type = "list", label = "Business plan indicators" },
  lead_auditor = { type = "person", label = "Lead auditor" },
  drawn_on = { type = "date", label = "Sample drawn on" },
  opened_on = { type = "date", label = "Returns opened on" },
  due = { type = "date", label = "Returns due" },
  panel = { type = "list", label = "Moderation panel" },
  panel_agencies = { type = "list", label = "Agencies on the panel" },
  panel_apart = { type = "yesno", label = "Does whoever chairs the panel manage none of the cases?" },
  themes = { type = "text", label = "Themes over all cases" },
  strengths = { type = "text", label = "Strengths" },
  moderated_on = { type = "date", label = "Findings agreed on" },
  unmoderated_because = { type = "text", label = "Why they are agreed without moderating every return", hint = "Only where a return came in and is not moderated." },
  report = { type = "text", label = "Report", hint = "Its reference or where it is kept." },
  drafted_on = { type = "date", label = "Draft sent out on" },
  accuracy_note = { type = "text", label = "What is not right in the draft" },
  accuracy = { type = "list", label = "What agencies said of the draft" },
  actions = { type = "list", label = "Actions" },
  approved_on = { type = "date", label = "Approved on" },
  received_on = { type = "date", label = "Received by the Board on" },
  turn_due = turn.field,
  feedback = { type = "text", label = "Feedback to practitioners", hint = "How and to whom it was given." },
  feedback_on = { type = "date", label = "Feedback given on" },
  briefing = { type = "text", label = "Learning briefing" },
  briefing_on = { type = "date", label = "Briefing issued on" },
  baseline = { type = "text", label = "Baseline", hint = "The reference of the earlier audit that this one is a re-audit of." },
  re_audit = { type = "text", label = "Re-audit", hint = "The reference of the audit that asked the same again." },
  comparison = { type = "choice", label = "Beside the baseline, practice is", options = { "better", "the same", "worse" } },
  comparison_note = { type = "text", label = "What the comparison shows" },
  closed_on = { type = "date", label = "Closed on" },
}

function cycle.fields(own)
  for name, field in pairs(own) do shared[name] = field end
  return recommendations.add_fields(audit.add_sample(shared))
end

cycle.ladders = turn.join {
  closing = {
    { "1 working day after due", name = "closing-1", tell = "manager", text = "the audit returns were due: see who is missing" },
    { "10 working days after due", name = "closing-10", tell = { "chair", "manager" }, text = "audit returns are still open: chase them, or close without those that are missing" },
  },
}

cycle.rag = {
  { "blue", in_state "closed" },
  { "red", called("returns are missing 5 working days after they were due", all { in_state "returns_open", past "5 working days after due" }) },
  { "amber", called("returns are missing and were due", all { in_state "returns_open", past "end of due" }) },
  { "red", called("the report is late", all { any { in_state "findings_agreed", in_state "report_draft" }, past(report_due) }) },
  { "red", turn.late { "returns_closed", "moderation", "re_audit_due" } },
}

cycle.warnings = {
  { "The findings were agreed without the moderation of a return", has "unmoderated_because" },
  { "Nobody is asked yet: name the agencies", no(at_least(1, "parties")) },
  { "Practitioners have had no feedback yet", all { any { in_state "actions_live", in_state "re_audit_due" }, no(has "feedback_on") } },
  { "No learning briefing is issued yet", all { any { in_state "actions_live", in_state "re_audit_due" }, no(has "briefing_on") } },
}

return cycle
