-- A workflow whose states say by when their holders are to be done, for tests of whose turn it is and who is late.
return {
  name = "turn", title = "Turn", noun = "piece", version = 1, ref = "T-{number}",
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    panel = { title = "Panel members", group = "panel" },
    manager = { title = "Business Manager", post = "business_manager" },
    auditor = { title = "Auditor", post = "auditor" },
  },
  read = { "manager" },
  start = { by = "manager", form = { "text", optional "owner", optional "due" } },
  fields = { text = { type = "text" }, owner = { type = "person" }, due = { type = "date" }, why = { type = "text" } },
  list = { title = "text", due = "due" },
  ladders = {
    late = {
      { "1 working day after due", name = "L0", tell = "owner", text = "late by a day" },
      { "10 working days after due", name = "L1", tell = { "auditor", "manager" }, text = "late by ten days" },
    },
    decides = { { "1 working day after the next meeting of panel", name = "not-decided", tell = "manager", text = "the panel did not decide" } },
  },
  states = {
    open = {
      holder = "owner", due = "end of due", ladder = "late",
      on = {
        move_due = { by = "manager", form = { "due" } },
        hand_in = { target = "waits", by = "owner" },
        count = { target = "counted", by = "owner" },
        sleep = { target = "asleep", by = "owner" },
        close = { target = "shut", by = "owner" },
      },
    },
    waits = { holder = "panel", due = "the next meeting of panel", ladder = "decides", on = { back = { target = "open", by = "manager" } } },
    counted = {
      holder = "manager", due = "5 working days",
      on = {
        back = { target = "open", by = "manager" },
        stop = { by = "manager", actions = { stop_clock { reason = "A court decides" } } },
        go_on = { by = "manager", actions = { start_clock() } },
      },
    },
    asleep = { on = { back = { target = "open", by = "manager" } } },
    shut = { holder = "owner", tags = { "closed" }, on = { back = { target = "open", by = "manager" } } },
  },
}
