-- A workflow with one of everything that the runtime can do, so that tests can ask for each alone.
local look_at_the_note = run("look at the note", function(item)
  if item.fields.note ~= "ready" then error("the note is not ready") end
  return { n = 7 }
end)

return {
  name = "task", title = "Task", noun = "task", version = 1, ref = "K-{number}",
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    lead = { title = "Agency lead", post = "safeguarding_lead", of = "agency" },
    chair = { title = "Panel chair", post = "panel_chair", not_from = "agency" },
    manager = { title = "Business Manager", post = "business_manager" },
    auditor = { title = "Auditor", post = "auditor" },
  },
  read = { "manager", "owner", "lead" },
  start = { by = "manager", form = { "text", optional "agency", optional "owner", optional "due", optional "moment" } },
  fields = {
    text = { type = "text", label = "What is to be done" },
    agency = { type = "agency", label = "Lead agency" },
    owner = { type = "person", label = "Owner" },
    due = { type = "date", label = "Due date" },
    moment = { type = "text", label = "Moment" },
    note = { type = "text", label = "Note" },
    n = { type = "whole", label = "Count" },
    firsts = { type = "list", label = "What came first" },
    evidence = { type = "evidence", label = "Evidence" },
  },
  list = { title = "text", due = "due", lead = "agency" },
  ladders = {
    late = {
      { "1 working day after due", name = "L0", tell = "owner", text = "late by a day" },
      { "5 working days after due", name = "L1", tell = "lead", text = "late by five days" },
      { "10 working days after due", name = "L2", tell = "manager", text = "late by ten days", urgent = true },
    },
  },
  rag = { { "red", past "end of due" } },
  initial = "open",
  states = {
    open = {
      title = "Open", holder = "owner", ladder = "late",
      after = { ["10 working days"] = { label = "A fortnight has passed", actions = { append("firsts", "fortnight"), tell("owner", "a fortnight has passed") } } },
      at = {
        ["end of due"] = { label = "The date has passed", actions = { append("firsts", "due"), tell("owner", "the date has passed") } },
        ["1 minute after moment"] = { label = "The moment has come", actions = { add("n", 100), tell("owner", "the moment has come") } },
      },
      on = {
        note = { label = "Write a note", by = { "owner", "manager" }, form = { "note" } },
        count = { label = "Count one", by = "owner", actions = { add("n", 1), append("firsts", "count") } },
        move_due = { label = "Move the date", by = "manager", form = { "due" } },
        hand_over = { label = "Hand over", by = "manager", form = { "owner" } },
        wait = { label = "Wait", target = "waiting", by = "owner" },
        spoil = { label = "Spoil", target = "spoilt", by = "owner" },
        set_moment = { label = "Set the moment", by = "owner", form = { optional "moment" } },
        pause = { label = "Pause", target = "paused", by = "owner" },
        agree = { label = "Agree", target = "agreed", decided_by = "chair", recorded_by = "manager" },
        ask_auditor = { label = "Ask the auditor", by = "manager", actions = { tell("auditor", "please look") } },
        branch = { label = "Open another", by = "owner", actions = { open("part", { text = from_field "text" }) } },
        branch_nowhere = { label = "Open what nobody published", by = "owner", actions = { open("missing", { text = from_field "text" }) } },
        add_evidence = { label = "Add evidence", by = "owner", guard = no(has "note"), actions = { attach() } },
        raises = { label = "Raise an error", by = "owner", actions = { add("n", 1), run("fail", function() error("the sky fell") end) } },
        spins = { label = "Never end", by = "owner", actions = { add("n", 1), run("spin", function() while true do end end) } },
        fussy = { label = "Be fussy", by = "owner", actions = { look_at_the_note } },
      },
    },
    paused = {
      title = "Paused", holder = "owner",
      on = { resume = { label = "Resume", target = "open", by = "owner" }, note = { label = "Write a note", by = "owner", form = { "note" } } },
      after = {
        ["2 working days"] = { label = "Two days have passed", guard = has "note", actions = { append("firsts", "two") } },
        ["3 working days"] = { label = "Three days have passed", actions = { look_at_the_note, append("firsts", "three") } },
      },
    },
    waiting = { title = "Waiting", after = { ["30 minutes"] = { target = "waiting_on", label = "Half an hour has passed" } } },
    waiting_on = { title = "Waiting on", after = { ["30 minutes"] = { target = "open", label = "An hour has passed", actions = { append("firsts", "hour") } } } },
    spoilt = { title = "About to spoil its own date", on = { resume = { label = "Resume", target = "open", by = "owner" } },
      after = { ["30 minutes"] = { target = "open", label = "Spoil the moment", actions = { set("moment", "soon") } } } },
    agreed = { title = "Agreed", type = "final" },
  },
}
