-- A small workflow about approvals (R4): what a decision binds, what follows when that changes, what is no change, and how one ends.
return {
  name = "plan", title = "Plan", noun = "plan", version = 1,
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "LLIP chair", post = "llip_chair" },
  },
  start = { by = "manager", form = { "text", "owner", optional "measure", optional "reminders" } },
  fields = {
    text = { type = "text", label = "Plan" }, owner = { type = "person", label = "Owner" }, measure = { type = "text", label = "Measure" },
    note = { type = "text", label = "Note", immaterial = true }, reminders = { type = "whole", label = "Reminders", immaterial = true },
    asked_again = { type = "whole", label = "Asked again", immaterial = true }, decision_note = { type = "text", label = "Decision" },
    evidence = { type = "evidence", label = "Evidence", immaterial = true },
  },
  type = "parallel",
  states = {
    work = {
      initial = "draft",
      on = {
        change = { label = "Change the plan", by = "owner", form = { optional "text", optional "measure", optional "note" } },
        add_evidence = { label = "Add evidence", by = "owner", actions = { attach() } },
        withdraw_evidence = { label = "Withdraw evidence", by = "owner", actions = { withdraw() } },
      },
      states = {
        draft = {
          on = {
            sign = { target = "signed", label = "Sign it", by = "owner", binds = { "text", seen "evidence" } },
            accept = {
              target = "accepted", label = "Accept the plan", decided_by = "chair", recorded_by = "manager", at_meeting = true, form = { "decision_note" },
              binds = true, actions = { set("reminders", 0) },
            },
          },
        },
        signed = { on = { back = { target = "draft", label = "Back to the draft", by = "owner" } } },
        accepted = {
          on = {
            ["stale.accept"] = { target = "again", actions = { add("asked_again", 1) } },
            carry_out = { target = "done", label = "Carry it out", by = "owner", guard = approved "accept" },
            start_again = { target = "draft", label = "Start again", by = "manager", lapses = { "accept", "sign" } },
          },
          after = { ["20 working days"] = { label = "The measure runs out", actions = { clear "measure" } } },
        },
        again = {
          title = "To be accepted again",
          on = {
            accept = { target = "accepted", label = "Accept the plan", decided_by = "chair", recorded_by = "manager", binds = { "text", "measure" } },
            carry_out = { target = "done", label = "Carry it out", by = "owner", guard = approved "accept" },
          },
        },
        done = { tags = { "closed" } },
      },
    },
    watch = {
      states = {
        quiet = { always = { target = "loud", guard = stale "sign" } },
        loud = { always = { target = "quiet", guard = approved "sign" } },
      },
    },
  },
}
