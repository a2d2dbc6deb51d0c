-- A workflow in the words of format 3. Its hash is frozen: what is stored under it must be found as long as there are boards.
return {
  name = "watched", title = "Watched", version = 1,
  roles = { owner = { title = "Owner", person_in = "owner" }, chair = { title = "Chair", post = "chair" } },
  start = { by = "chair", form = { "text", "owner", "due" } },
  fields = {
    text = { type = "text" }, owner = { type = "person" }, due = { type = "date" },
    priority = { type = "choice", options = { "high", "low" } }, reports = { type = "whole" },
  },
  ladders = {
    overdue = {
      { "10 working days after due", instead = { { is("priority", "high"), "5 working days after due" } }, tell = "chair" },
    },
  },
  states = {
    open = {
      holder = "owner", ladder = "overdue",
      at = { ["5 working days before the next meeting of llip"] = { name = "papers", actions = { tell("owner", "papers are due") } } },
      every = {
        ["3 months from due"] = { name = "report", catch_up = "each", actions = { add("reports", 1) } },
        ["1 month"] = { actions = { branches { { has "reports", { tell("owner", "the month is over") } } } } },
      },
      on = { pause = { target = "paused", by = "owner", form = { "text" } } },
    },
    paused = {
      entry = { stop_clock { reason = from_field "text", authority = decider(), review = "2016-09-01" } },
      exit = { start_clock() },
      on = { resume = { target = "open", by = "owner" } },
    },
  },
}
