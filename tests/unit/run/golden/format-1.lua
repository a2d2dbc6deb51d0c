-- A workflow of format 1, whose hash was taken when there was no other format: it may never change.
return {
  name = "small", title = "Small", version = 1,
  roles = { owner = { title = "Owner", person_in = "owner" }, chair = { post = "llip_chair" } },
  start = { by = "chair", form = { "text", "owner", optional "due" } },
  fields = { text = { type = "text" }, owner = { type = "person" }, due = { type = "date" }, count = { type = "whole" } },
  ladders = { chase = { { "1 working day after due", tell = "owner" } } },
  rag = { { "red", past "end of due" } },
  states = {
    work = { type = "parallel", states = {
      plan = { states = {
        draft = { holder = "owner", ladder = "chase", on = { agree = { target = "agreed", by = "owner", guard = has "due" } } },
        agreed = { type = "final", entry = { add("count", 1), raise "noted" } },
      } },
      notes = { on = { note = { by = "owner", form = { "text" } }, noted = { actions = { tell("owner", "It is noted.") } } } },
    }, on = { ["done.state.work.plan"] = { target = "done" } } },
    done = { tags = { "closed" }, on = { reopen = { target = "work", decided_by = "chair", recorded_by = "owner",
      guard = when("it is time", function(item) return item.fields.due ~= nil end) } } },
  },
}
