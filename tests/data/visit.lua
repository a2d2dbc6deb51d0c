-- A visit that can be paused and taken up again where it stood, in both of its regions: history states, several targets, patterns, branches.
return {
  name = "visit", title = "Visit", noun = "visit", version = 1, ref = "VI-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  read = { "manager" },
  start = { by = "manager", form = { "name", optional "due" } },
  fields = {
    name = { type = "text", label = "Name" }, due = { type = "date", label = "Due" }, count = { type = "whole", label = "Count" },
    path = { type = "list", label = "Path" }, urgency = { type = "text", label = "Urgency" },
  },
  list = { title = "name", due = "due" },
  initial = "work",
  states = {
    work = {
      type = "parallel",
      on = {
        pause = { target = "paused", by = "manager", actions = { raise "noted" } },
        shelve = { target = "shelved", by = "manager" },
        hurry = { by = "manager", form = { "urgency" } },
        rush = { target = { "work.plan.agreed", "work.checks.closer.second" }, by = "manager", label = "Rush it" },
        ["done.state.*"] = { actions = { append("path", "a part is over") } },
      },
      states = {
        memory = { title = "Where it stood", type = "history", deep = true, target = { "plan.draft", "checks.open" },
          actions = { append("path", "begun anew") } },
        plan = {
          title = "Plan",
          states = {
            draft = { holder = "manager", after = { ["5 working days"] = { target = "agreed", label = "Agreed by silence" } },
              on = { agree = { target = "agreed", by = "manager" } } },
            agreed = {
              on = { redraft = { target = "draft", by = "manager" } },
              entry = { branches {
                { is("urgency", "high"), { append("path", "in a hurry") } },
                { all { has "due", no(has "urgency") }, { append("path", "in time") } },
                { { append("path", "some day") } },
              } },
            },
          },
        },
        checks = {
          title = "Checks",
          states = {
            open = { on = { close = { target = "closer", by = "manager" } } },
            closer = {
              states = {
                first = { on = { on_with_it = { target = "second", by = "manager" } } },
                second = { on = { shut = { target = "shut", by = "manager" } } },
              },
            },
            shut = { type = "final" },
            level = { title = "As far as the checks were", type = "history", target = "open" },
          },
        },
      },
    },
    paused = {
      title = "Paused",
      on = {
        resume = { target = "memory", by = "manager" },
        recheck = { target = "level", by = "manager" },
        ["*"] = { actions = { add("count", 1) } },
      },
      after = { ["10 working days"] = "memory" },
    },
    shelved = { title = "Shelved", tags = { "closed" }, on = { reopen = { target = "memory", by = "manager" } },
      at = { ["end of due"] = { target = { "work.plan.agreed", "work.checks.open" } } } },
  },
}
