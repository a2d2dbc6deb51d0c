-- What one lead says of one indicator at a quarter's end: how it stands, what changed, what comes next. `plan-quarter` opens it for each lead and waits for
-- it. README.md beside this file says how to read it.

local notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police."

return {
  name = "plan-update", title = "Update on an indicator", noun = "update", version = 1,
  ref = "PU-{year}-{number}",
  notice = notice,

  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    lead = { title = "Lead", any_in = "lead" },
    executive = { title = "Executive Group chair", post = "executive_chair" },
    executive_group = { title = "Executive Group member", group = "executive" },
    board_members = { title = "Board member", group = "rcscb" },
  },
  read = { "manager", "lead", "executive_group", "board_members" },
  start = { by = "manager", form = { "title", "lead", "indicator", optional "quarter", "period_end", "due" } },

  fields = {
    title = { type = "text", label = "Update" },
    indicator = { type = "text", label = "Indicator" },
    indicator_text = { type = "text", label = "What the indicator says" },
    quarter = { type = "text", label = "Quarter" },
    period_end = { type = "date", label = "Last day of the quarter" },
    due = { type = "date", label = "Due date" },
    original_due = { type = "date", label = "Original due date" },
    lead = { type = "party", label = "Lead" },
    cycle = { type = "item", label = "Quarter of the indicator" },
    actions = { type = "list", label = "The indicator's actions" },
    narrative = { type = "text", label = "What was done, and what changed for children", hint = "A few sentences. What cannot be seen elsewhere." },
    next_steps = { type = "text", label = "What comes next" },
    self_rag = { type = "choice", label = "Lead's own colour", options = { "green", "amber", "red" } },
    help_wanted = { type = "text", label = "What the Executive is asked for" },
    returned_on = { type = "date", label = "Handed in on" },
    reason = { type = "text", label = "Reason" },
  },
  list = { title = "title", due = "due", lead = "lead" },

  ladders = {
    ["update-ladder"] = {
      { "7 working days before due", name = "soon", tell = "lead", text = "an update on the business plan is due in seven working days" },
      { "1 working day after due", name = "late", tell = { "lead", "manager" }, text = "an update on the business plan is late" },
      { "5 working days after due", name = "check", tell = { "lead", "manager", "executive" }, text = "an update on the business plan is missing at the check" },
    },
  },
  rag = {
    { "grey", in_state "ended" },
    { "blue", any { in_state "given", in_state "nothing_new" } },
    { "red", past "end of due" },
  },

  initial = "asked",
  on = {
    ["cycle.removed"] = { target = "ended", actions = { set("reason", from_event "reason") } },
    ["cycle.exempt"] = { target = "ended", actions = { set("reason", from_event "reason") } },
    ["cycle.reopened"] = { target = "asked", actions = { tell("lead", "an update on the business plan is asked for again"), set("reason", from_event "reason") } },
  },
  states = {
    asked = {
      title = "Asked for", holder = "lead", due = "end of due", ladder = "update-ladder",
      on = {
        note = { label = "Keep a draft", by = "lead", form = { optional "narrative", optional "next_steps", optional "self_rag", optional "help_wanted" } },
        give = {
          target = "given", label = "Give the update", by = { "lead", "manager" }, form = { "narrative", "self_rag", optional "next_steps", optional "help_wanted" },
          actions = { set("returned_on", today()) },
        },
        nothing = { target = "nothing_new", label = "Nothing new", by = "lead", form = { "reason" }, actions = { set("returned_on", today()) } },
      },
    },
    given = {
      title = "Given", tags = { "closed", "returned" },
      on = { take_back = { target = "asked", label = "Take it back", by = "lead", guard = use("words").called("the quarter's check has not begun",
        no(past "5 working days after due")) } },
    },
    nothing_new = { title = "Nothing new", tags = { "closed", "nil_return" } },
    ended = { title = "Not asked for any more", tags = { "closed" } },
  },
}
