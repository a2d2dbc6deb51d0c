-- An action of the board's business plan: who leads it, when it is due, how anybody can tell that it worked.
-- A plan is often printed without dates or measures. Then its actions come in as proposed, each warned of what is missing, and nothing is made up.
-- README.md beside this file says how to read it.

local leads = { "lead", "leads" }
local open_states = { "agreed", "in_progress", "reported" }

local called = use("words").called
local homes = use "homes"

local still_open = called("it is still open", no(any { in_state "closed", in_state "withdrawn" }))
local with_lead = called("it waits for its lead", any { in_state "agreed", in_state "in_progress" })

-- One item of the workflow that runs it, chosen by `home`: each knows the indicator, so that reports find what was done for it.
local function open_its_home()
  local rows = {}
  for _, name in ipairs(homes.names) do
    if homes.fields[name] then rows[#rows + 1] = { is("home", name), { open_into("opened", name, homes.fields[name]) } } end
  end
  return branches(rows)
end

local states = {
  proposed = {
    title = "Proposed", holder = "manager",
    entry = { branches { { has "indicator", { set("plan_indicator", { from_field "indicator" }) } } } },
    on = {
      prepare = {
        label = "Fill in the plan", by = { "manager", "lead", "leads" },
        form = { optional "due", optional "success_measure", optional "target", optional "priority", optional "reporting_lead", optional "home" },
      },
      agree = {
        target = "agreed", label = "Agree it at the Executive", decided_by = "executive", recorded_by = "manager", at_meeting = true,
        guard = all { has "due", has "success_measure", called("the due date has not passed", no(past "end of due")) },
        actions = { set("original_due", from_field "due"), tell(leads, "agreed: the work can begin") },
      },
      withdraw = {
        target = "withdrawn", label = "Take it out of the plan", decided_by = "executive", recorded_by = "manager", at_meeting = true, form = { "reason" },
      },
    },
  },

  agreed = {
    title = "Agreed", holder = "lead", due = "end of due", ladder = "plan-ladder",
    on = { begin = { target = "in_progress", label = "Begin the work", by = { "lead", "leads", "manager" } } },
  },

  in_progress = {
    title = "In progress", holder = "lead", due = "end of due", ladder = "plan-ladder",
    on = {
      update = {
        label = "Report progress", by = { "lead", "leads", "manager" }, form = { "narrative", optional "forecast", optional "self_rag" },
        actions = { set("last_update", today()) },
      },
      report = {
        target = "reported", label = "Report it done", by = leads, form = { "statement" }, guard = at_least(1, "evidence"),
        actions = { tell({ "manager", "executive" }, "reported done: decide at the next meeting") },
      },
    },
  },

  reported = {
    title = "Reported done", holder = "executive", due = "the next meeting of executive", ladder = "executive-decides",
    on = {
      accept = {
        target = "closed", label = "Accept and close it", decided_by = "executive", recorded_by = "manager", at_meeting = true, form = { "decision_note" },
        guard = called("whoever accepts did not report it done", decided_by_other "report"),
        actions = { set("closed_on", today()), tell(leads, "accepted and closed") },
      },
      send_back = {
        target = "in_progress", label = "Send it back", decided_by = "executive", recorded_by = "manager", at_meeting = true, form = { "reason" },
        actions = { tell(leads, "sent back by the Executive") },
      },
    },
  },

  closed = {
    title = "Closed", tags = { "closed" },
    on = {
      reopen = {
        target = "in_progress", label = "Re-open it", decided_by = "executive", recorded_by = "manager", form = { "reason", "due" },
        guard = called("the new due date has not passed", no(past "end of due")),
        actions = { add("reopen_count", 1), clear "closed_on", tell(leads, "re-opened") },
      },
    },
  },

  withdrawn = { title = "Taken out of the plan", tags = { "closed" }, entry = { set("closed_on", today()) } },
}

for _, name in ipairs(open_states) do
  states[name].on.change_due = {
    label = "Change the due date", decided_by = "executive", recorded_by = "manager", at_meeting = true, form = { "new_due", "reason" },
    actions = {
      append("extensions", { old_due = from_field "due", new_due = from_field "new_due", reason = from_field "reason", granted = today(), by = decider() }),
      set("due", from_field "new_due"), clear "new_due", tell(leads, "has a new due date"),
    },
  }
end

-- At the year's end the plan is looked through: what goes on is carried into the next year, with a reason.
for _, name in ipairs { "proposed", "agreed", "in_progress", "reported" } do
  states[name].on.carry_forward = {
    label = "Carry it into the next year", decided_by = "executive", recorded_by = "manager", at_meeting = true, form = { "carried_into", "reason" },
    guard = called("the year is written like 2017-18", when("the year is written like 2017-18", function(item)
      return (item.fields.carried_into or ""):match "^%d%d%d%d%-%d%d$" ~= nil
    end)),
    actions = {
      append("carried_forward", { into = from_event "carried_into", reason = from_event "reason", on = today(), by = decider() }),
      clear "carried_into",
    },
  }
  states[name].on.report_for_all = { label = "Name one lead to report for all", by = "manager", form = { "reporting_lead" } }
end

for _, name in ipairs(open_states) do
  states[name].on.open_home = {
    label = "Open the work in its own workflow", by = { "lead", "leads", "manager" }, form = { optional "home" },
    guard = called("it has a workflow of its own that runs it", any(homes.conditions())),
    actions = { open_its_home() },
  }
end

return {
  name = "plan-action", title = "Business plan action", noun = "action", version = 5,
  ref = "BP-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    lead = { title = "Lead", any_in = "lead" },
    leads = { title = "Joint lead", any_in = "leads" },
    executive = { title = "Executive Group chair", post = "executive_chair" },
    executive_group = { title = "Executive Group member", group = "executive" },
    board_members = { title = "Board member", group = "rcscb" },
    independent_chair = { title = "Independent Chair", post = "independent_chair" },
  },
  read = { "manager", "lead", "leads", "executive_group", "board_members", "independent_chair" },
  start = {
    by = "manager",
    form = {
      "text", "lead", optional "leads", optional "lead_names", optional "indicator", optional "indicator_text", optional "plan_priority",
      optional "plan_priority_title", optional "action_no", optional "outcomes", optional "due", optional "success_measure", optional "target",
      optional "priority", optional "reporting_lead", optional "home",
    },
  },

  fields = {
    text = { type = "text", label = "Action" },
    indicator = { type = "text", label = "Indicator" },
    plan_indicator = { type = "list", label = "Indicators of the plan" },
    indicator_text = { type = "text", label = "What the indicator says" },
    plan_priority = { type = "whole", label = "Plan priority" },
    plan_priority_title = { type = "text", label = "Plan priority's title" },
    action_no = { type = "whole", label = "Action number" },
    lead = { type = "party", label = "Lead" },
    leads = { type = "list", label = "Leads", hint = "Everybody who leads it together, the first one too." },
    lead_names = { type = "text", label = "Leads as printed" },
    reporting_lead = { type = "party", label = "Reporting lead", hint = "Who speaks for all leads at a quarter's end; empty: each speaks for itself." },
    home = {
      type = "choice", label = "Run by", options = homes.names,
      hint = "The workflow in which the work is done; plan-action: here, from its first step to its acceptance.",
    },
    opened = { type = "list", label = "Work opened for it" },
    outcomes = { type = "list", label = "Outcomes" },
    priority = { type = "choice", label = "Priority", options = { "high", "medium", "low" } },
    due = { type = "date", label = "Due date" },
    original_due = { type = "date", label = "Original due date", hint = "Set when it is agreed; never changes." },
    success_measure = { type = "text", label = "Success measure", hint = "How anybody can tell that it worked." },
    target = { type = "text", label = "Target" },
    narrative = { type = "text", label = "Progress" },
    forecast = { type = "date", label = "Forecast date" },
    self_rag = { type = "choice", label = "Lead's own colour", options = { "green", "amber", "red" } },
    last_update = { type = "date", label = "Last update" },
    statement = { type = "text", label = "Statement against the success measure" },
    evidence = { type = "evidence", label = "Evidence" },
    decision_note = { type = "text", label = "Decision" },
    new_due = { type = "date", label = "New due date" },
    extensions = { type = "list", label = "Changes of the due date" },
    reason = { type = "text", label = "Reason" },
    carried_into = { type = "text", label = "Carried into the year", hint = "Such as 2017-18." },
    carried_forward = { type = "list", label = "Carried forward" },
    closed_on = { type = "date", label = "Closed on" },
    reopen_count = { type = "whole", label = "Times re-opened" },
  },
  list = { title = "text", due = "due", lead = "lead", priority = "priority" },

  ladders = {
    ["executive-decides"] = {
      { "1 working day after the next meeting of executive", name = "not-decided", tell = { "executive", "manager" },
        text = "the meeting has passed and no decision was recorded: record it, or put it on the next agenda" },
    },
    ["plan-ladder"] = {
      { "20 working days before due", name = "due-20", tell = { "lead", "leads" }, text = "due in 20 working days" },
      { "5 working days before due", name = "due-5", tell = { "lead", "leads", "manager" }, text = "due in 5 working days" },
      { "1 working day after due", name = "L0", tell = { "lead", "leads", "manager" }, text = "overdue: give the reason and a recovery date" },
      { "10 working days after due", name = "L1", tell = "executive", text = "overdue by 10 working days" },
      { "60 calendar days after due", name = "L2", tell = "independent_chair", urgent = true, text = "overdue by 60 days" },
    },
  },

  rag = {
    { "grey", in_state "withdrawn" },
    { "blue", in_state "closed" },
    { "grey", called("it is not agreed yet", in_state "proposed") },
    { "red", called("the due date has passed", all { with_lead, past "end of due" }) },
    { "red", called("the forecast is more than 20 working days after the due date", later_than("forecast", "20 working days after due")) },
    { "amber", called("due within 20 working days and not reported done", all { with_lead, past "20 working days before due" }) },
    { "amber", called("the forecast is after the due date", later_than("forecast", "end of due")) },
    { "amber", called("nobody holds the lead", vacant "lead") },
  },

  warnings = {
    { "No due date yet", no(has "due") },
    { "No success measure yet", no(has "success_measure") },
    { "Nobody holds the lead", vacant "lead" },
    { "Work that was opened for it is still open", all { any { in_state "reported", in_state "closed" }, at_least(1, "opened"), no(all_closed "opened") } },
  },

  initial = "proposed",
  on = {
    add_evidence = { label = "Add evidence", by = { "lead", "leads", "manager" }, guard = still_open, actions = { attach() } },
    withdraw_evidence = { label = "Withdraw evidence", by = { "lead", "leads", "manager" }, guard = still_open, actions = { withdraw() } },
  },
  states = states,
}
