-- The clock beside the work: who is reminded before a due date and who is told when it has passed, so that every workflow says it the same way.
-- A workflow takes `reminders.few` (or `reminders.many`) and `overdue` into its own ladders and puts `region { ... }` beside its work as the
-- state `deadline`:
--
--   ladders = { ["before-due"] = ladder.reminders.few, overdue = ladder.overdue, ["llip-decides"] = ladder.group("llip") },
--
-- Overdue is not a state of the work: late work is still in progress. So the clock is a region of its own:
--
--   waiting   -> running   it is the owner's turn and there is a due date
--   running   -> overdue   the due date ends while it is still the owner's turn
--   overdue   -> running   the due date was moved on (the event `extended`)
--   running, overdue -> waiting     it waits for somebody else, or is closed: they may be late, the owner is not
--   waiting   -> suspended -> waiting     paused, and again not
--
-- The workflow must have: the date field `due`, the choice `priority`, the whole number `escalation_level`, the list `challenge_register`, and
-- the roles owner, agency_lead, agency_board_member, agency_director, chair, executive, independent_chair and manager.
-- The numbers are defaults and no national rule says them: change them here, in one place, and make a new version of the workflow.

local ladder = {}

local high = is("priority", "high")

-- A rung with two times: the first is for high priority. One ladder for both, so that a priority that changes on the way tells nobody twice.
local function rung(high_rule, rule, more)
  more[1] = rule
  more.instead = { { high, high_rule } }
  return more
end

local before_late = { "owner", "agency_lead" }
local first_late = { "owner", "agency_lead", "manager" }
local second_late = { "chair", "agency_board_member" }
local third_late = { "manager", "executive", "agency_director" }
local last_late = { "independent_chair" }

-- Told in the morning, while there is a day left to act; where the due date is no working day, on the working day before.
local function last_day()
  return {
    "09:00 on due, rolled back", name = "last-day", tell = "owner",
    text = "today is the last working day to ask for more time: none can be asked for once the due date has passed",
  }
end

ladder.reminders = {
  few = {
    rung("5 working days before due", "10 working days before due",
      { name = "soon", tell = "owner", text = "the due date is near: say how it stands, and ask in time if more time is needed" }),
    last_day(),
  },
  many = {
    rung("10 working days before due", "20 working days before due", { name = "far", tell = "owner", text = "the due date comes into sight: say how it stands" }),
    rung("5 working days before due", "10 working days before due", { name = "soon", tell = "owner", text = "the due date is near: say how it stands" }),
    rung("2 working days before due", "5 working days before due",
      { name = "close", tell = before_late, text = "the due date is very near: hand in the evidence, or ask in time for more time" }),
    last_day(),
  },
}

ladder.overdue = {
  { "1 working day after due", name = "L0", tell = first_late, text = "overdue: give the reason and a recovery date within 5 working days" },
  rung("5 working days after due", "10 working days after due",
    { name = "L1", tell = second_late, raise = "level_1", text = "still overdue: the chair decides what is done" }),
  rung("10 working days after due", "20 working days after due",
    { name = "L2", tell = third_late, raise = "level_2", urgent = true, text = "still overdue: an exception report goes to the Executive Group" }),
  rung("20 working days after due", "60 calendar days after due",
    { name = "L3", tell = last_late, raise = "level_3", urgent = true, text = "still overdue: a formal letter goes to the chief officer" }),
}

-- For a state that waits for a group: when the meeting has gone by and nothing was decided, its chair and the Business Manager hear of it. It
-- begins anew each time the state is entered, and waits until the board knows when the group meets.
function ladder.group(group)
  return {
    { "1 working day after the next meeting of " .. group, name = "not-decided", tell = { "chair", "manager" },
      text = "the meeting has passed and no decision was recorded: record it, or put it on the next agenda" },
  }
end

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

-- it.turn: it is the owner's turn; it.paused: the work is paused. Both are conditions.
function ladder.region(it)
  return {
    title = "Deadline", initial = "waiting",
    on = { level_1 = to_level(1), level_2 = to_executive(), level_3 = to_level(3), level_4 = to_level(4) },
    states = {
      waiting = {
        title = "Owner's date not chased",
        always = {
          { target = "suspended", guard = it.paused },
          { target = "overdue", guard = all { it.turn, past "end of due" } },
          { target = "running", guard = all { it.turn, has "due" } },
        },
      },
      running = {
        title = "In time", ladder = "before-due",
        at = { ["end of due"] = { target = "overdue", label = "The due date has passed" } },
        always = { target = "waiting", guard = no(it.turn) },
      },
      overdue = {
        title = "Overdue", ladder = "overdue",
        on = { extended = "running" },
        always = { target = "waiting", guard = no(it.turn) },
      },
      suspended = { title = "Not chased while paused", always = { target = "waiting", guard = no(it.paused) } },
    },
  }
end

return ladder
