-- Somebody is found by fields that hold an agency, a group or a post by itself (`any_in`).
return {
  name = "desk", title = "Question", noun = "question", version = 1, ref = "DQ-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    lead = { title = "Lead of the agency", any_in = "agency" },
    team = { title = "The group", any_in = "team" },
    desk = { title = "Holder of the post", any_in = "desk" },
  },
  start = { by = "manager", form = { "text", optional "agency", optional "team", optional "desk" } },
  fields = {
    text = { type = "text", label = "Question" }, agency = { type = "agency", label = "Agency" },
    team = { type = "group", label = "Group" }, desk = { type = "post", label = "Post" },
  },
  list = { title = "text" },
  states = {
    open = { title = "Open", holder = "lead", on = {
      answer = { target = "answered", label = "Answer", by = { "lead", "desk" } },
      decide = { target = "answered", label = "Decide", decided_by = "team", at_meeting = true, recorded_by = "manager" },
    } },
    answered = { title = "Answered", type = "final" },
  },
}
