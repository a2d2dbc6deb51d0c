-- A workflow of what comes again and of a clock that can be stopped, so that tests can ask for each alone.
local function count(field) return { add(field, 1) } end

return {
  name = "cycle", title = "Cycle", noun = "cycle", version = 1, ref = "C-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  read = { "manager" },
  start = { by = "manager", form = { "text", optional "anchor", optional "due" } },
  fields = {
    text = { type = "text", label = "What it is" },
    anchor = { type = "date", label = "Counted from" },
    due = { type = "date", label = "Due date" },
    reason = { type = "text", label = "Reason" },
    review_date = { type = "date", label = "Looked at again" },
    quarters = { type = "whole", label = "Quarters" },
    once = { type = "whole", label = "Days, one for all that were missed" },
    each = { type = "whole", label = "Days, each of them" },
    skip = { type = "whole", label = "Days, none that was missed" },
    meetings = { type = "whole", label = "Meetings" },
    monthends = { type = "whole", label = "Ends of months" },
    hours = { type = "whole", label = "Hours" },
    moved = { type = "whole", label = "Times that moved their own anchor" },
  },
  list = { title = "text", due = "due" },
  ladders = { reminder = { { "5 working days before due", name = "R0", tell = "manager", text = "soon" } }, late = { { "1 working day after due", name = "L0", tell = "manager", text = "late" } } },
  initial = "counting",
  states = {
    counting = {
      title = "Counting", holder = "manager",
      every = {
        ["3 months from anchor"] = { name = "quarter", label = "A quarter has passed", actions = count "quarters" },
        ["the next meeting of panel"] = { name = "meeting", label = "The panel met", actions = count "meetings" },
      },
      on = {
        move_anchor = { label = "Count from another day", by = "manager", form = { "anchor" } },
        go_daily = { label = "Go daily", target = "daily", by = "manager" },
        go_rare = { label = "Go rare", target = "rare", by = "manager" },
        go_work = { label = "Go to work", target = "work", by = "manager" },
      },
    },
    daily = {
      title = "Daily", holder = "manager",
      every = {
        ["1 calendar day at 09:00"] = { name = "once", label = "Once", actions = count "once" },
        ["1 calendar days at 09:01"] = { name = "each", label = "Each", catch_up = "each", actions = count "each" },
        ["1 calendar day at 09:02"] = { name = "skip", label = "Skip", catch_up = "skip", actions = count "skip" },
        ["1 calendar day at 09:03"] = { name = "guarded", label = "Never", guard = has "reason", actions = count "skip" },
      },
      on = { rest = { label = "Rest", target = "counting", by = "manager" } },
    },
    reminded = {
      title = "Reminded", holder = "manager", ladder = "reminder",
      on = { rest = { label = "Rest", target = "counting", by = "manager" } },
    },
    rare = {
      title = "Rare", holder = "manager",
      every = {
        ["the last working day of the month"] = { name = "monthend", label = "The month ends", actions = count "monthends" },
        ["1 hour"] = { name = "hour", label = "Hour", catch_up = "skip", actions = count "hours" },
        ["1 month from anchor"] = { name = "moving", label = "Counted from when it was done", actions = { set("anchor", today()), add("moved", 1) } },
      },
      on = { rest = { label = "Rest", target = "counting", by = "manager" } },
    },
    work = {
      title = "Work", holder = "manager", ladder = "late",
      at = { ["end of due"] = { label = "The date has passed", actions = { add("quarters", 1000) } } },
      after = { ["10 working days"] = { name = "fortnight", label = "A fortnight has passed", actions = { add("quarters", 100) } } },
      on = {
        stop = {
          label = "Stop the clock", by = "manager", form = { "reason", optional "review_date" },
          actions = { stop_clock { reason = from_field "reason", authority = actor(), review = from_field "review_date" } },
        },
        rest = { label = "Rest", target = "counting", by = "manager" },
        remind = { label = "Remind", target = "reminded", by = "manager" },
        go_on = { label = "Start the clock again", by = "manager", actions = { start_clock() } },
      },
    },
  },
}
