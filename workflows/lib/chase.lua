-- The clock beside a return that an agency was asked for: who is reminded before it is due, and who is told when it is late. A workflow puts `chase.region(with_agency)`
-- beside its work as the state `deadline`, where `with_agency` is the condition that it is still the agency's turn, and takes the ladders:
--
--   ladders = { reminders = chase.before { 20, 10, 5, 1 }, overdue = chase.section11 },
--
-- Late is not a state of the work: a late return is taken as any other, and its agency is never locked out of it.
--
--   waiting -> running   it is the agency's turn
--   running -> late      the due date ends while it is
--   late    -> running   it has a later due date
--   running, late -> waiting   it was handed in
--
-- The workflow must have the date field `due`, and the roles that the ladder it takes tells. The numbers are defaults and no national rule says them.

local chase = {}

-- Reminders, so many working days before it is due, and on the day itself where the list ends with 0.
function chase.before(days, told)
  local rungs = {}
  for i, count in ipairs(days) do
    local rule = count == 0 and "09:00 on due, rolled back" or count == 1 and "1 working day before due" or count .. " working days before due"
    local text = count == 0 and "the return is due today" or "the return is due soon: fill it in, or ask in time for more time"
    rungs[i] = { rule, name = "due-" .. count, tell = told, text = text }
  end
  return rungs
end

chase.section11 = {
  { "1 working day after due", name = "late-1", tell = { "contacts", "manager" }, text = "the return is late: send it, or say when it will come" },
  { "5 working days after due", name = "late-5", tell = "board_member", text = "your agency's return is late: see that it comes" },
  { "10 working days after due", name = "late-10", tell = { "chair", "manager" }, text = "a return is two weeks late: the chair decides what is done" },
  { "20 working days after due", name = "late-20", tell = { "executive", "manager" }, urgent = true,
    text = "a return is four weeks late: an exception report goes to the Executive Group" },
  { "30 working days after due", name = "late-30", tell = { "independent_chair", "manager" }, urgent = true,
    text = "a return is six weeks late: a letter goes to the chief officer" },
}

chase.audit = {
  { "1 working day after due", name = "late-1", tell = "contacts", text = "the audit return is late: send it, or say when it will come" },
  { "5 working days after due", name = "late-5", tell = "chair", text = "an audit return is a week late" },
  { "10 working days after due", name = "late-10", tell = { "executive", "manager" }, urgent = true, text = "an audit return is two weeks late" },
}

-- Whom the agency's mail goes to: its safeguarding lead, and whoever is named to fill the return in, once somebody is. A return enters with `chase.lead_alone()`, and
-- takes `chase.and_person(field)` where somebody is named; the role is `contacts = { any_in = "contacts" }`.
local agency = { kind = "agency", id = from_field "agency" }
function chase.lead_alone() return set("contacts", { agency }) end
function chase.and_person(field) return set("contacts", { agency, from_field(field) }) end

function chase.region(with_agency)
  return {
    title = "Deadline", initial = "waiting",
    states = {
      waiting = {
        title = "Return not chased",
        always = {
          { target = "late", guard = all { with_agency, past "end of due" } },
          { target = "running", guard = all { with_agency, has "due" } },
        },
      },
      running = {
        title = "In time", ladder = "reminders",
        at = { ["end of due"] = { target = "late", label = "The due date has passed" } },
        always = { target = "waiting", guard = no(with_agency) },
      },
      late = {
        title = "Late", ladder = "overdue",
        on = { extended = "running" },
        always = { target = "waiting", guard = no(with_agency) },
      },
    },
  }
end

-- More time: asked for by the agency before the date, once, of at most `longest`; granted by the chair. `original_due` never moves.
function chase.extension(askers, longest)
  local asked = has "extension_requested"
  return {
    request_extension = {
      label = "Ask for more time", by = askers, form = { "new_due", "extension_reason" },
      guard = all {
        within "end of due", no(asked), no(has "extended_on"),
        any { no(has "new_due"), later_than("new_due", "end of due") },
      },
      actions = { set("extension_requested", today()), tell({ "chair", "manager" }, "more time was asked for") },
    },
    grant_extension = {
      label = "Grant more time", decided_by = "chair", recorded_by = "manager",
      guard = all { asked, no(later_than("new_due", longest .. " after due")) },
      actions = {
        set("due", from_field "new_due"), set("extended_on", today()), clear "extension_requested", clear "new_due",
        tell({ "lead", "manager" }, "more time was granted"), raise "extended",
      },
    },
    refuse_extension = {
      label = "Refuse more time", decided_by = "chair", recorded_by = "manager", form = { "decision_note" }, guard = asked,
      actions = { clear "extension_requested", clear "new_due", tell("lead", "more time was refused") },
    },
  }
end

chase.fields = {
  new_due = { type = "date", label = "New date asked for" },
  extension_reason = { type = "text", label = "Reason for more time" },
  extension_requested = { type = "date", label = "More time asked for on" },
  extended_on = { type = "date", label = "More time granted on" },
  original_due = { type = "date", label = "Original due date", hint = "Never changes." },
  contacts = { type = "list", label = "Whom its mail goes to" },
  decision_note = { type = "text", label = "Decision" },
}

return chase
