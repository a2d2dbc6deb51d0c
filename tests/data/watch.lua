-- A workflow with one of every kind of deadline and a clock that can be stopped: tests of receipts ask how each date was worked out.
local function told(words) return { label = words, actions = { tell("manager", words) } } end

return {
  name = "watch", title = "Watch", noun = "watch", version = 1, ref = "WA-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "Panel chair", post = "panel_chair" },
  },
  read = { "manager" },
  start = { by = "manager", form = { "text", optional "due", optional "anchor", optional "urgency" } },
  fields = {
    text = { type = "text", label = "What is watched" },
    due = { type = "date", label = "Due date" },
    review = { type = "date", label = "Review date" },
    anchor = { type = "date", label = "Anchor" },
    urgency = { type = "choice", options = { "high", "low" }, label = "Urgency" },
    why = { type = "text", label = "Why" },
  },
  list = { title = "text", due = "due" },
  ladders = {
    late = {
      { "2 working days before due", name = "R0", tell = "manager", text = "it is nearly due" },
      { "1 working day after due", name = "L0", tell = "manager", text = "late by a day" },
      { "10 working days after due", name = "L1", instead = { { is("urgency", "high"), "5 working days after due" } },
        tell = "chair", text = "late by ten days" },
    },
  },
  states = {
    open = {
      title = "Open", type = "parallel", ladder = "late",
      at = { ["5 working days before the next meeting of panel"] = { name = "papers", label = "Papers are due", actions = { tell("manager", "papers") } } },
      every = { ["1 month from anchor"] = { name = "report", label = "Report", actions = { tell("manager", "report") } } },
      on = {
        move = { by = "manager", form = { optional "due", optional "urgency" } },
        stop = { by = "manager", form = { "why" }, actions = { stop_clock { reason = from_field "why", authority = "the Panel", review = "2016-12-01" } } },
        go_on = { by = "manager", actions = { start_clock() } },
        rest = { target = "resting", by = "manager" },
      },
      states = {
        plan = { title = "Plan", states = { draft = { title = "Draft", after = { ["5 working days"] = told "five days have passed" } } } },
        checks = { title = "Checks", states = { first = { title = "First checks",
          after = { ["5 working days"] = told "check again", ["48 hours"] = told "two days have passed" },
          on = { redo = { target = "first", by = "manager" } } } } },
      },
    },
    resting = { title = "Resting", after = { ["2 weeks"] = told "rested" }, on = { wake = { target = "open", by = "manager" } } },
  },
}
