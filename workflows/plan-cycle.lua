-- A quarter of the business plan as a whole: it opens the quarter of every indicator in one change, reminds of the papers, opens the quarter after it, and is
-- closed once all are locked. README.md beside this file says how to read it; the figures stand in lib/quarter.lua.

local quarter = use "quarter"
local called = use("words").called

-- One indicator after the other, all in the one change that starts the cycle.
local next_indicator = run("take the next indicator", function(item)
  local left = {}
  for i, one in ipairs(item.fields.to_open or {}) do left[i] = one end
  local first = table.remove(left, 1)
  if not first then return {} end
  return {
    to_open = left, next_title = first.indicator .. ", " .. item.fields.quarter, next_indicator = first.indicator, next_text = first.indicator_text,
    next_priority = first.plan_priority, next_priority_title = first.plan_priority_title, next_outcomes = first.outcomes or {},
  }
end)

local look = {
  gather {
    into = "picture", of = "plan-quarter", where = { period_end = from_field "period_end" },
    take = { "indicator", "plan_priority", "indicator_rag", "agreed_rag", "last_rag", "direction", "action_count", "red_count", "locked_on" },
  },
  run("count what is red or worse", function(item)
    local red, worse = 0, 0
    for _, one in ipairs(item.fields.picture) do
      if (one.agreed_rag or one.indicator_rag) == "red" then red = red + 1 end
      if one.direction == "worse" then worse = worse + 1 end
    end
    return { red_count = red, worse_count = worse }
  end),
}

local closing = { set("closed_on", today()) }
for _, action in ipairs(look) do closing[#closing + 1] = action end

return {
  name = "plan-cycle", title = "Quarter of the business plan", noun = "quarter", version = 1,
  ref = "PC-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    executive = { title = "Executive Group chair", post = "executive_chair" },
    executive_group = { title = "Executive Group member", group = "executive" },
    board_members = { title = "Board member", group = "rcscb" },
    independent_chair = { title = "Independent Chair", post = "independent_chair" },
  },
  read = { "manager", "executive_group", "board_members", "independent_chair" },
  start = { by = "manager", form = { "period_end", optional "plan_ends" } },

  fields = {
    title = { type = "text", label = "Quarter" },
    period_end = { type = "date", label = "Last day", hint = "30 June, 30 September, 31 December or 31 March." },
    plan_ends = { type = "date", label = "The plan ends on", hint = "Until then each quarter opens the one after it; empty: none does." },
    quarter = { type = "text", label = "Quarter's name" },
    period_start = { type = "date", label = "First day" },
    next_period_end = { type = "date", label = "Last day of the quarter after" },
    indicators = { type = "list", label = "Indicators" },
    indicator_count = { type = "whole", label = "Indicators opened" },
    to_open = { type = "list", label = "Indicators still to be opened" },
    next_title = { type = "text", label = "Next to be opened" },
    next_indicator = { type = "text", label = "Its indicator" },
    next_text = { type = "text", label = "What it says" },
    next_priority = { type = "whole", label = "Its priority" },
    next_priority_title = { type = "text", label = "Its priority's title" },
    next_outcomes = { type = "list", label = "Its outcomes" },
    quarters = { type = "list", label = "Quarters of its indicators" },
    picture = { type = "list", label = "Its indicators, as last looked at" },
    red_count = { type = "whole", label = "Red" },
    worse_count = { type = "whole", label = "Worse than the quarter before" },
    closing_note = { type = "text", label = "Closing note" },
    closed_on = { type = "date", label = "Closed on" },
  },
  list = { title = "title", due = "period_end" },

  ladders = {
    papers = {
      { "16 working days after period_end", name = "papers", tell = "manager", text = "put the checked indicators before the Executive, five working days before it meets" },
      { "31 working days after period_end", name = "late", tell = { "manager", "executive" }, text = "the Executive is late with a quarter of the business plan" },
    },
  },
  rag = {
    { "grey", any { in_state "running", in_state "opening" } },
    { "blue", in_state "closed" },
    { "red", past "31 working days after period_end" },
  },
  warnings = { { "There was no indicator to open: import the plan first", all { in_state "running", no(at_least(1, "indicator_count")) } } },

  initial = "opening",
  states = {
    opening = {
      title = "Its indicators are opened",
      entry = {
        run("work out the quarter's days", function(item)
          local found = quarter.of(item.fields.period_end)
          return {
            quarter = found.quarter, title = "Business plan, " .. found.quarter, period_start = found.period_start, next_period_end = found.next_period_end,
          }
        end),
        gather {
          into = "indicators", of = "plan-action", one_by = "indicator",
          take = { "indicator", "indicator_text", "plan_priority", "plan_priority_title", "outcomes" },
        },
        run("list them", function(item)
          return { to_open = item.fields.indicators, indicators = {}, indicator_count = #item.fields.indicators }
        end),
      },
      always = {
        { target = "one_more", guard = at_least(1, "to_open") },
        { target = "running" },
      },
    },

    one_more = {
      title = "One is opened",
      entry = {
        next_indicator,
        open_into("quarters", "plan-quarter", {
          indicator = from_field "next_indicator", title = from_field "next_title", indicator_text = from_field "next_text",
          plan_priority = from_field "next_priority", plan_priority_title = from_field "next_priority_title", outcomes = from_field "next_outcomes",
          period_end = from_field "period_end",
        }, "cycle"),
      },
      always = {
        { target = "one_more", guard = at_least(1, "to_open") },
        { target = "running" },
      },
    },

    running = {
      title = "The quarter runs",
      entry = {
        clear "next_title", clear "next_indicator", clear "next_text", clear "next_priority", clear "next_priority_title", clear "next_outcomes", clear "to_open",
        clear "indicators",
      },
      always = { target = "collecting", guard = called("the quarter is over", past "end of period_end") },
      at = { ["end of period_end"] = { target = "collecting", label = "The quarter is over" } },
    },

    collecting = {
      title = "Updates, check and review", holder = "manager", due = "30 working days after period_end", ladder = "papers",
      entry = {
        branches {
          { called("the plan goes on", all { has "plan_ends", later_than("plan_ends", "end of period_end") }), {
            open("plan-cycle", { period_end = from_field "next_period_end", plan_ends = from_field "plan_ends" }),
          } },
        },
      },
      on = {
        look = { label = "Look how far it is", by = "manager", actions = look },
        close = {
          target = "closed", label = "Close it", by = "manager", form = { optional "closing_note" },
          guard = called("the quarter of each of its indicators is locked", all_closed "quarters"), actions = closing,
        },
      },
    },

    closed = { title = "Closed", tags = { "closed", "locked" } },
  },
}
