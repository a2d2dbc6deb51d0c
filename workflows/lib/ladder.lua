-- The clock beside the work: who is reminded before a due date and who is told when it has passed, so that every workflow says it the same way.
-- A workflow takes `ladders` into its own and puts `region { ... }` beside its work as the state `deadline`.
--
-- Overdue is not a state of the work: late work is still in progress. So the clock is a region of its own:
--
--   waiting   -> running   it is the owner's turn and there is a due date
--   running   -> overdue   the due date ends while it is still the owner's turn
--   overdue   -> running   the due date was moved on (the event `extended`)
--   running, overdue -> waiting     it waits for somebody else, or is closed: they may be late, the owner is not
--   waiting   -> suspended -> waiting     paused, and again not
--
-- The workflow must have: the date field `due`, the whole number `escalation_level`, the list `challenge_register`, and the roles owner, agency_lead,
-- agency_board_member, agency_director, chair, executive, independent_chair and manager.
-- The numbers are defaults and no national rule says them: change them here, in one place, and make a new version of the workflow.

local ladder = {}

local before_late = { "owner", "agency_lead" }
local first_late = { "owner", "agency_lead", "manager" }
local second_late = { "chair", "agency_board_member" }
local third_late = { "manager", "executive", "agency_director" }
local last_late = { "independent_chair" }

ladder.ladders = {
  ["before-due"] = {
    { "20 working days before due", name = "due-20", tell = "owner", text = "due in 20 working days" },
    { "10 working days before due", name = "due-10", tell = "owner", text = "due in 10 working days" },
    { "5 working days before due", name = "due-5", tell = before_late, text = "due in 5 working days" },
  },
  ["before-due-high"] = {
    { "10 working days before due", name = "due-10", tell = "owner", text = "high priority, due in 10 working days" },
    { "5 working days before due", name = "due-5", tell = before_late, text = "high priority, due in 5 working days" },
    { "2 working days before due", name = "due-2", tell = before_late, text = "high priority, due in 2 working days" },
  },
  ["overdue"] = {
    { "1 working day after due", name = "L0", tell = first_late, text = "overdue: give the reason and a recovery date within 5 working days" },
    { "10 working days after due", name = "L1", tell = second_late, raise = "level_1", text = "overdue by 10 working days: the chair decides what is done" },
    { "20 working days after due", name = "L2", tell = third_late, raise = "level_2", urgent = true,
      text = "overdue by 20 working days: an exception report goes to the Executive Group" },
    { "60 calendar days after due", name = "L3", tell = last_late, raise = "level_3", urgent = true,
      text = "overdue by 60 days: a formal letter goes to the chief officer" },
  },
  ["overdue-high"] = {
    { "1 working day after due", name = "L0", tell = first_late, text = "high priority and overdue: give the reason and a recovery date within 5 working days" },
    { "5 working days after due", name = "L1", tell = second_late, raise = "level_1", urgent = true,
      text = "high priority and overdue by 5 working days: the chair decides what is done" },
    { "10 working days after due", name = "L2", tell = third_late, raise = "level_2", urgent = true,
      text = "high priority and overdue by 10 working days: an exception report goes to the Executive Group" },
    { "20 working days after due", name = "L3", tell = last_late, raise = "level_3", urgent = true,
      text = "high priority and overdue by 20 working days: a formal letter goes to the chief officer" },
  },
}

-- A level is only ever raised here; a new due date puts it back, in the workflow.
local function to_level(number)
  return { guard = no(at_least(number, "escalation_level")), actions = { set("escalation_level", number) } }
end

-- From level 2 on it stands in the Challenge Register too.
local function to_executive()
  local transition = to_level(2)
  transition.actions = {
    set("escalation_level", 2),
    append("challenge_register", { raised = today(), why = "Escalated to the Executive Group", due = from_field "due" }),
  }
  return transition
end

-- High priority has a shorter ladder. Whichever it is entered by, the right half is taken at once.
local function halves(ordinary, high, is_high)
  return {
    [ordinary.name] = { title = ordinary.title, ladder = ordinary.ladder, always = { target = high.name, guard = is_high } },
    [high.name] = { title = high.title, ladder = high.ladder, always = { target = ordinary.name, guard = no(is_high) } },
  }
end

-- it.turn: it is the owner's turn; it.paused: the work is paused; it.high: high priority. All three are conditions.
function ladder.region(it)
  return {
    title = "Deadline", initial = "waiting",
    on = { level_1 = to_level(1), level_2 = to_executive(), level_3 = to_level(3), level_4 = to_level(4) },
    states = {
      waiting = {
        title = "No clock running",
        always = {
          { target = "suspended", guard = it.paused },
          { target = "overdue", guard = all { it.turn, past "end of due" } },
          { target = "running", guard = all { it.turn, has "due" } },
        },
      },
      running = {
        title = "In time", initial = "in_time",
        at = { ["end of due"] = { target = "overdue", label = "The due date has passed" } },
        always = { target = "waiting", guard = no(it.turn) },
        states = halves({ name = "in_time", title = "In time", ladder = "before-due" },
          { name = "in_time_high", title = "In time, high priority", ladder = "before-due-high" }, it.high),
      },
      overdue = {
        title = "Overdue", initial = "late",
        on = { extended = "running" },
        always = { target = "waiting", guard = no(it.turn) },
        states = halves({ name = "late", title = "Overdue", ladder = "overdue" },
          { name = "late_high", title = "Overdue, high priority", ladder = "overdue-high" }, it.high),
      },
      suspended = { title = "Clock stopped", always = { target = "waiting", guard = no(it.paused) } },
    },
  }
end

return ladder
