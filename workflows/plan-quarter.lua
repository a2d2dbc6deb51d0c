-- One indicator of the business plan in one quarter: its leads' updates, the Business Manager's check, the Executive's review, and then locked, as it was that
-- day. `plan-cycle` opens it for each indicator. README.md beside this file says how to read it; the figures stand in lib/quarter.lua.

local quarter = use "quarter"
local called = use("words").called

-- Counted from the quarter's last day. They are this board's choice: no national rule says them.
local updates_due, check_due, review_due = "10 working days after period_end", "15 working days after period_end", "30 working days after period_end"

local of_plan = { indicator = from_field "indicator" }

-- Taken down, and kept: what the actions say later changes nothing of it.
local function look()
  return {
    gather {
      into = "actions", of = "plan-action", where = of_plan,
      take = { "lead", "leads", "reporting_lead", "priority", "due", "original_due", "success_measure", "narrative", "last_update", "forecast", "closed_on",
        "carried_forward" },
    },
    gather {
      into = "updates", of = "plan-update", where = { indicator = from_field "indicator", period_end = from_field "period_end" },
      take = { "lead", "narrative", "next_steps", "self_rag", "help_wanted", "returned_on", "reason" },
    },
    gather {
      into = "last_quarter", of = "plan-quarter", where = { indicator = from_field "indicator", period_end = from_field "last_period_end" },
      take = { "quarter", "indicator_rag", "agreed_rag", "rag_history" },
    },
    run("work out the indicator's colour", function(item)
      local fields = item.fields
      local last = (fields.last_quarter or {})[1] or {}
      local colour, count = quarter.colour(fields.actions or {})
      local before = last.agreed_rag or last.indicator_rag
      return {
        indicator_rag = colour, last_rag = before, direction = quarter.direction(colour, before), snapshot_on = item.today,
        action_count = count.all, red_count = count.red, amber_count = count.amber, done_count = count.blue,
        not_carried = fields.year_end and quarter.not_carried(fields.actions or {}, quarter.of(fields.period_end).next_year) or {},
      }
    end),
  }
end

local function look_then(more)
  local actions = look()
  for _, action in ipairs(more) do actions[#actions + 1] = action end
  return actions
end

local look_again = { label = "Take the actions down as they are now", by = "manager", actions = look() }

local carried = called("each action that is still open is carried into the next year with a reason, closed, or taken out of the plan",
  any { no(is("year_end", true)), no(at_least(1, "not_carried")) })

-- The Executive's colour, where it gave one; else the one worked out. It is what the next quarter is compared with.
local agreed_colour = run("keep the colour that was agreed", function(item)
  local fields = item.fields
  local colour = fields.rag_override or fields.indicator_rag
  local last = (fields.last_quarter or {})[1] or {}
  local history = {}
  for _, one in ipairs(last.rag_history or {}) do history[#history + 1] = one end
  history[#history + 1] = { quarter = fields.quarter, colour = colour }
  return { agreed_rag = colour, rag_history = history, direction = quarter.direction(colour, fields.last_rag) }
end)

local lock = { set("locked_on", today()), tell("manager", "an indicator's quarter is locked") }

return {
  name = "plan-quarter", title = "Indicator's quarter", noun = "quarter", version = 1,
  ref = "PQ-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    leads = { title = "Lead", any_in = "leads" },
    executive = { title = "Executive Group chair", post = "executive_chair" },
    executive_group = { title = "Executive Group member", group = "executive" },
    board_members = { title = "Board member", group = "rcscb" },
    independent_chair = { title = "Independent Chair", post = "independent_chair" },
  },
  read = { "manager", "leads", "executive_group", "board_members", "independent_chair" },
  start = {
    by = "manager",
    form = { "indicator", "period_end", optional "title", optional "indicator_text", optional "plan_priority", optional "plan_priority_title", optional "outcomes" },
  },

  fields = {
    title = { type = "text", label = "Indicator and quarter" },
    indicator = { type = "text", label = "Indicator" },
    cycle = { type = "item", label = "Quarter of the plan" },
    plan_indicator = { type = "list", label = "Indicators of the plan" },
    indicator_text = { type = "text", label = "What the indicator says" },
    plan_priority = { type = "whole", label = "Plan priority" },
    plan_priority_title = { type = "text", label = "Plan priority's title" },
    outcomes = { type = "list", label = "Outcomes" },
    quarter = { type = "text", label = "Quarter" },
    period_start = { type = "date", label = "First day" },
    period_end = { type = "date", label = "Last day" },
    due = { type = "date", label = "Due date" },
    last_period_end = { type = "date", label = "Last day of the quarter before" },
    year_end = { type = "yesno", label = "Last quarter of the plan's year" },
    reporting_lead = { type = "party", label = "Reporting lead", hint = "Who speaks for all leads of it; empty: each speaks for itself." },
    leads = { type = "parties", label = "Leads" },
    snapshot_on = { type = "date", label = "Actions taken down on" },
    actions = { type = "list", label = "Actions as they were" },
    updates = { type = "list", label = "Updates as they were" },
    last_quarter = { type = "list", label = "Quarter before" },
    action_count = { type = "whole", label = "Actions" },
    red_count = { type = "whole", label = "Red" },
    amber_count = { type = "whole", label = "Amber" },
    done_count = { type = "whole", label = "Done" },
    indicator_rag = { type = "choice", label = "Colour worked out", options = { "blue", "green", "amber", "red", "grey" } },
    rag_override = { type = "choice", label = "Colour that the Executive set", options = { "blue", "green", "amber", "red" } },
    rag_reason = { type = "text", label = "Why the Executive set it" },
    agreed_rag = { type = "choice", label = "Colour agreed", options = { "blue", "green", "amber", "red", "grey" } },
    last_rag = { type = "choice", label = "Colour of the quarter before", options = { "blue", "green", "amber", "red", "grey" } },
    direction = { type = "choice", label = "Direction of travel", options = { "better", "the same", "worse", "not comparable" } },
    rag_history = { type = "list", label = "Colours so far" },
    year_end_actions = { type = "list", label = "Actions at the end of the year" },
    not_carried = { type = "list", label = "Open actions that are not carried forward" },
    summary = { type = "text", label = "Summary for the Executive" },
    decision_note = { type = "text", label = "What the Executive said" },
    reason = { type = "text", label = "Reason" },
    agreed_on = { type = "date", label = "Agreed on" },
    locked_on = { type = "date", label = "Locked on" },
    addendum = { type = "text", label = "Addendum" },
    addenda = { type = "list", label = "Addenda" },
  },
  list = { title = "title", due = "due" },

  ladders = {
    check = {
      { "11 working days after period_end", name = "updates", tell = "manager", text = "updates of leads are missing: chase them, or go on without" },
      { "16 working days after period_end", name = "check", tell = { "manager", "executive" }, text = "its check is late" },
    },
    review = {
      { "20 working days after period_end", name = "soon", tell = "manager", text = "the Executive is to agree it in ten working days" },
      { "31 working days after period_end", name = "late", tell = { "manager", "executive", "independent_chair" }, text = "the Executive has not agreed it in time" },
    },
  },

  rag = {
    { "grey", called("the quarter still runs", in_state "open") },
    { "blue", called("all its actions are done", any { is("agreed_rag", "blue"), all { no(has "agreed_rag"), is("indicator_rag", "blue") } }) },
    { "red", called("its actions make it red, or the Executive did", any { is("agreed_rag", "red"), all { no(has "agreed_rag"), is("indicator_rag", "red") } }) },
    { "amber", called("its actions make it amber, or the Executive did", any { is("agreed_rag", "amber"), all { no(has "agreed_rag"), is("indicator_rag", "amber") } }) },
    { "grey", called("none of its actions has begun", any { is("agreed_rag", "grey"), all { no(has "agreed_rag"), is("indicator_rag", "grey") } }) },
  },
  warnings = {
    { "An action that is still open is not carried into the next year", all { in_state "agreed", at_least(1, "not_carried") } },
    { "The indicator has no action in the plan", all { no(in_state "open"), no(at_least(1, "actions")) } },
  },

  initial = "open",
  states = {
    open = {
      title = "The quarter runs",
      entry = {
        run("work out the quarter's days", function(item)
          local found = quarter.of(item.fields.period_end)
          return {
            due = item.fields.period_end, title = item.fields.indicator .. ", " .. found.quarter, quarter = found.quarter, period_start = found.period_start,
            last_period_end = found.last_period_end, year_end = found.number == 4, plan_indicator = { item.fields.indicator },
          }
        end),
      },
      on = { nominate = { label = "Name one lead to report for all", by = "manager", form = { "reporting_lead" } } },
      always = { target = "lead_update", guard = called("the quarter is over", past "end of period_end") },
      at = { ["end of period_end"] = { target = "lead_update", label = "The quarter is over" } },
    },

    lead_update = {
      title = "Leads update", holder = "manager", due = check_due, ladder = "check",
      entry = look_then {
        set("due", date_of(updates_due)),
        run("ask the leads of its open actions", function(item)
          if item.fields.leads then return {} end
          return { leads = quarter.leads(item.fields.actions or {}, item.fields.reporting_lead) }
        end),
      },
      invoke = {
        workflow = "plan-update", for_each = "leads", party_in = "lead",
        data = {
          title = from_field "title", indicator = from_field "indicator", indicator_text = from_field "indicator_text", quarter = from_field "quarter",
          period_end = from_field "period_end", due = date_of(updates_due), original_due = date_of(updates_due), actions = from_field "actions",
        },
      },
      on = {
        add = { label = "Ask another lead too", by = "manager", actions = { add_party "leads" } },
        exempt = { label = "Do without a lead", by = "manager", actions = { exempt_party "leads" } },
        go_on = {
          target = "business_manager_check", label = "Go on without the missing updates", by = "manager", actions = { non_return "leads" },
        },
      },
      always = {
        { target = "business_manager_check", guard = called("all updates are in", all_returned "leads") },
        { target = "business_manager_check", guard = called("there is nobody to ask", no(at_least(1, "leads"))) },
      },
    },

    business_manager_check = {
      title = "Business Manager checks", holder = "manager", due = "end of due", ladder = "check",
      entry = look_then { set("due", date_of(check_due)) },
      on = {
        look_again = look_again,
        ask_again = { target = "lead_update", label = "Ask a lead again", by = "manager", actions = { reopen_party "leads" } },
        put_forward = {
          target = "executive_review", label = "Put it before the Executive", by = "manager", form = { "summary" },
          actions = look_then { tell("executive", "an indicator's quarter is put forward: agree it at the next meeting") },
        },
      },
    },

    executive_review = {
      title = "Executive reviews", holder = "executive", due = "end of due", ladder = "review", entry = { set("due", date_of(review_due)) },
      on = {
        look_again = look_again,
        send_back = {
          target = "business_manager_check", label = "Send it back", decided_by = "executive", recorded_by = "manager", at_meeting = true, form = { "reason" },
          actions = { tell("manager", "sent back by the Executive") },
        },
        agree = {
          target = "agreed", label = "Agree it", decided_by = "executive", recorded_by = "manager", at_meeting = true,
          form = { optional "rag_override", optional "rag_reason", optional "decision_note" },
          guard = called("a colour that the Executive sets has a reason", any { no(has "rag_override"), has "rag_reason" }),
          binds = { "actions", "updates", "indicator_rag", "summary" },
          actions = { agreed_colour, set("agreed_on", today()) },
        },
      },
    },

    agreed = {
      title = "Agreed", holder = "manager", due = "5 working days",
      entry = { raise "count_carried", set("due", date_of "5 working days after agreed_on") },
      on = {
        -- What is carried into the next year may be decided at the same meeting, after the papers went out.
        count_carried = {
          guard = is("year_end", true),
          actions = {
            gather { into = "year_end_actions", of = "plan-action", where = of_plan, take = { "carried_forward" } },
            run("see what is not carried forward", function(item)
              return { not_carried = quarter.not_carried(item.fields.year_end_actions, quarter.of(item.fields.period_end).next_year) }
            end),
          },
        },
        look_for_carried = { label = "See again what is carried into the next year", by = "manager", actions = { raise "count_carried" } },
        lock = { target = "locked", label = "Lock it", by = "manager", guard = carried, actions = lock },
      },
      after = { ["5 working days"] = { target = "locked", label = "Nobody had anything to add", guard = carried, actions = lock } },
    },

    locked = {
      title = "Locked", tags = { "closed", "locked" },
      on = {
        add_addendum = {
          label = "Add an addendum", by = { "manager", "leads" }, form = { "addendum" },
          actions = { append("addenda", { on = today(), by = actor(), text = from_event "addendum" }), clear "addendum" },
        },
      },
    },
  },
}
