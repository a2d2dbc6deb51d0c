-- A workflow with one of every way in which text comes into an item's record, for tests of erasure.
local look = run("look at the account", function(item)
  error("cannot read: " .. (item.fields.account or "nothing"))
end)

return {
  name = "testimony", title = "Testimony", noun = "testimony", version = 1, ref = "TE-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    owner = { title = "Owner", person_in = "owner" },
  },
  read = { "manager", "owner" },
  start = { by = "manager", form = { "text", optional "owner", optional "due" } },
  fields = {
    text = { type = "text", label = "What it is about" },
    owner = { type = "person", label = "Owner" },
    due = { type = "date", label = "Due date" },
    account = { type = "text", label = "Account" },
    remark = { type = "text", label = "Remark" },
    why = { type = "text", label = "Why" },
    level = { type = "choice", options = { "high", "low" }, label = "Level" },
    count = { type = "whole", label = "Count" },
    log = { type = "list", label = "Log" },
    evidence = { type = "evidence", label = "Evidence" },
  },
  list = { title = "text", due = "due" },
  ladders = { late = { { "1 working day after due", name = "L0", tell = "owner", text = "late by a day" } } },
  initial = "open",
  states = {
    open = {
      title = "Open", holder = "owner", ladder = "late",
      on = {
        say = { label = "Give an account", by = { "owner", "manager" }, form = { "account", optional "remark", optional "level", optional "count" },
          actions = { append("log", from_field "account"), tell("owner", "an account was given") } },
        remark = { label = "Remark", by = { "owner", "manager" }, form = { "remark" } },
        move = { label = "Move the date", by = "manager", form = { "due" } },
        stop = { label = "Stop the clock", by = "manager", form = { "why" }, actions = { stop_clock { reason = from_field "why", authority = from_field "why" } } },
        branch = { label = "Open another", by = "owner", actions = { open("part", { text = from_field "account" }) } },
        stick = { label = "Get stuck", by = "owner", form = { "account" }, actions = { look } },
        add_evidence = { label = "Add evidence", by = "owner", guard = no(has "count"), actions = { attach() } },
        withdraw_evidence = { label = "Withdraw evidence", by = "owner", actions = { withdraw() } },
        grade_evidence = { label = "Grade evidence", by = "manager", actions = { grade() } },
        close = { label = "Close", target = "closed", by = "manager" },
      },
    },
    closed = { title = "Closed", type = "final" },
  },
}
