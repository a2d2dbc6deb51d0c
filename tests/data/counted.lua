-- A workflow whose steps count working days, from a date that is given and from their own beginning, for tests of what was past when the
-- calendar changed.
return {
  name = "counted", title = "Counted", noun = "paper", version = 1, ref = "C-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  read = { "manager" },
  start = { by = "manager", form = { "text", "found_on" } },
  fields = { text = { type = "text" }, found_on = { type = "date" }, done_on = { type = "date" } },
  list = { title = "text" },
  ladders = { chase = { { "12 working days after found_on", name = "L0", tell = "manager", text = "two weeks and more" } } },
  states = {
    found = {
      holder = "manager", due = "10 working days after found_on", ladder = "chase",
      on = {
        say_late = { by = "manager", guard = past "10 working days after found_on" },
        say_in_time = { by = "manager", guard = within "10 working days after found_on" },
        say_done = { by = "manager", form = { "done_on" }, guard = no(later_than("done_on", "10 working days after found_on")) },
        keep = { target = "kept", by = "manager" },
      },
    },
    kept = { holder = "manager", due = "5 working days", on = { back = { target = "found", by = "manager" } } },
  },
}
