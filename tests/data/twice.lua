-- Two decisions that must not be the same hand's, the first of them for a group (R3).
return {
  name = "twice", title = "Twice", noun = "paper", version = 1,
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    llip = { title = "LLIP member", group = "llip" },
    anybody = { title = "Anybody", everyone = true },
  },
  start = { by = "manager", form = { "text" } },
  fields = { text = { type = "text", label = "Paper" } },
  list = { title = "text" },
  initial = "asked",
  states = {
    asked = { on = { first = { target = "answered", label = "Decide it", decided_by = "llip", recorded_by = "manager", at_meeting = true } } },
    answered = { on = { second = { target = "done", label = "Check it", by = "anybody", guard = decided_by_other "first" } } },
    done = { tags = { "closed" } },
  },
}
