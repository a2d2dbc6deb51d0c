-- A paper that goes to a group's chair alone: what the group's other members are shown of a meeting must not name it (R1).
return {
  name = "private", title = "Private", noun = "paper", version = 1,
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "LLIP chair", post = "llip_chair" },
  },
  start = { by = "manager", form = { "text" } },
  fields = { text = { type = "text", label = "Paper" } },
  list = { title = "text" },
  initial = "asked",
  states = {
    asked = { on = {
      settle = { target = "done", label = "Settle it", decided_by = "chair", recorded_by = "manager", at_meeting = true },
      note = { target = "done", label = "Note it", decided_by = "chair", recorded_by = "manager", at_meeting = true },
    } },
    done = { tags = { "closed" } },
  },
}
