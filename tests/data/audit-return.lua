-- A small return to an audit cycle: filled in by an agency, with what it said last time to be confirmed; moderated by the panel, both grades kept.
local grades = { "outstanding", "good", "requires_improvement", "inadequate" }

return {
  name = "audit-return", title = "Audit return", noun = "return", version = 1, ref = "AR-{year}-{number}",
  notice = "No child's details here: only that a referral was made, and when.",
  roles = {
    lead = { title = "Safeguarding lead", post = "safeguarding_lead", of = "agency" },
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "Panel chair", post = "llip_chair" },
  },
  read = { "lead", "manager" },
  start = { by = "manager", form = { "theme", "agency", "due" } },
  fields = {
    theme = { type = "text", label = "Theme" },
    agency = { type = "agency", label = "Agency" },
    cycle = { type = "item", label = "Audit cycle" },
    due = { type = "date", label = "Due" },
    arrangements = { type = "text", label = "Arrangements" },
    lead_officer = { type = "text", label = "Lead officer" },
    self_grade = { type = "choice", label = "Self grade", options = grades },
    moderated_grade = { type = "choice", label = "Moderated grade", options = grades },
    change_reason = { type = "text", label = "Why the grade was changed" },
    immediate_concern = { type = "yesno", label = "Is a child at risk now?" },
    referred_on = { type = "date", label = "Referred on" },
    ended_because = { type = "text", label = "Why it was ended" },
  },
  list = { title = "theme", due = "due", lead = "agency" },
  ladders = { chase = { { "1 working day after due", tell = { "lead", "manager" }, text = "an audit return is late", name = "L0" } } },
  type = "parallel",
  states = {
    work = {
      initial = "draft",
      on = {
        ["cycle.removed"] = { target = "work.ended", actions = { set("ended_because", from_event "reason") } },
        ["cycle.exempt"] = { target = "work.ended", actions = { set("ended_because", from_event "reason") } },
        ["cycle.reopened"] = { target = "work.draft", actions = { clear "ended_because" } },
        add_evidence = { label = "Add evidence", by = "lead", actions = { attach() } },
      },
      states = {
        draft = {
          holder = "lead",
          on = {
            note = { label = "Keep a draft", by = "lead", form = { optional "arrangements", optional "lead_officer", optional "self_grade" } },
            confirm = { label = "Still true", by = "lead", actions = { confirm() } },
            submit = {
              target = "submitted", label = "Submit", by = "lead", form = { "self_grade", "immediate_concern", optional "arrangements", optional "referred_on" },
              guard = all { has "arrangements", confirmed(), any { is("immediate_concern", false), has "referred_on" } },
            },
            nothing = { target = "nil_return", label = "Nothing to return", by = "lead" },
          },
        },
        submitted = {
          tags = { "returned" }, holder = "chair",
          on = {
            query = { target = "draft", label = "Send back", by = "chair" },
            moderate = {
              target = "moderated", label = "Moderate", by = "chair", form = { "moderated_grade", optional "change_reason" },
              guard = any { no(differs("self_grade", "moderated_grade")), has "change_reason" },
            },
            ["cycle.opened_to_others"] = { target = "shared" },
          },
        },
        nil_return = { title = "Nothing to return", tags = { "nil_return", "closed" } },
        moderated = { tags = { "returned" }, holder = "chair", on = { ["cycle.opened_to_others"] = { target = "shared" } } },
        shared = { title = "Open to the others", tags = { "returned", "closed" } },
        ended = { tags = { "closed" } },
      },
    },
    deadline = {
      initial = "running",
      states = {
        running = { at = { ["end of due"] = { target = "late", guard = in_state "work.draft" } } },
        late = { ladder = "chase", always = { target = "running", guard = no(in_state "work.draft") } },
      },
    },
  },
  rag = { { "red", in_state "deadline.late" } },
}
