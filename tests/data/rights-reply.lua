-- A return with `see` by state: its draft is its agency's own; submitted, scrutiny sees what it asks for and the Executive the summary.
local submitted = any { in_state "work.submitted", in_state "work.closed" }
return {
  name = "reply", title = "Reply", noun = "return", version = 1, ref = "REP-{number}",
  roles = {
    owner = { title = "Writer", person_in = "owner" },
    helper = { title = "Helper", person_in = "helper" },
    gone = { title = "Former helper", person_in = "gone" },
    lead = { title = "Agency lead", post = "safeguarding_lead", of = "agency" },
    board_member = { title = "Board member", post = "board_member", of = "agency" },
    partner = { title = "Partner", any_in = "shared_with" },
    monitoring = { title = "Monitoring and Evaluation", group = "monitoring" },
    monitoring_chair = { title = "Monitoring and Evaluation chair", post = "monitoring_chair" },
    executive = { title = "Executive", group = "executive" },
    independent = { title = "Independent Chair", post = "independent_chair" },
    manager = { title = "Business Manager", post = "business_manager" },
    administrator = { title = "Board administrator", post = "administrator" },
  },
  see = {
    { "lead", "board_member", "independent", "manager", "administrator", what = "everything" },
    { "owner", "helper", "gone", what = { "text", "due", "answer" } },
    { "monitoring", "monitoring_chair", what = { "summary", "answer", "evidence", "history" }, when = submitted },
    { "executive", what = "summary", when = submitted },
    { "partner", what = { "answer" } },
  },
  start = { by = "manager", form = { "text", "agency", optional "owner", optional "helper", optional "gone", optional "due", optional "note" } },
  fields = {
    text = { type = "text", label = "Question" },
    agency = { type = "agency", label = "Agency" },
    owner = { type = "person", label = "Writer" },
    helper = { type = "person", label = "Helper" },
    gone = { type = "person", label = "Former helper" },
    shared_with = { type = "party", label = "Shared with" },
    due = { type = "date", label = "Due date" },
    note = { type = "text", label = "Note" },
    answer = { type = "text", label = "Answer" },
    challenge = { type = "text", label = "Challenge" },
    evidence = { type = "evidence", label = "Evidence" },
  },
  list = { title = "text", due = "due", lead = "agency" },
  rag = { { "red", has "challenge" } },
  warnings = { { "The agency was challenged", has "challenge" } },
  ladders = { late = { { "1 working day after due", tell = { "lead", "executive" }, text = "it is late" } } },
  type = "parallel",
  states = {
    work = {
      initial = "draft",
      states = {
        draft = {
          title = "Draft", holder = "lead", ladder = "late", due = "end of due",
          on = {
            progress = { label = "Fill in", by = { "lead", "owner" }, form = { "answer" } },
            submit = { label = "Submit", target = "submitted", by = { "manager", "lead" } },
          },
        },
        submitted = {
          title = "Submitted", holder = "monitoring_chair",
          on = {
            close = { label = "Close", target = "closed", decided_by = "manager" },
            judge = { label = "Judge", decided_by = "monitoring_chair", recorded_by = "manager", at_meeting = true },
          },
        },
        closed = { title = "Closed", tags = { "closed" }, on = { reopen = { label = "Re-open", target = "draft", by = "manager" } } },
      },
    },
    file = {
      title = "File",
      on = {
        note = { label = "Note", by = "manager", form = { "note" }, actions = { tell({ "lead", "partner" }, "a note was made") } },
        challenge = { label = "Challenge", by = "manager", form = { "challenge" } },
        add_evidence = { label = "Add evidence", by = { "manager", "lead" }, actions = { attach() } },
        share = { label = "Share", by = "manager", form = { "shared_with" } },
        unshare = { label = "Share no more", by = "manager", actions = { clear "shared_with" } },
        bind = { label = "Decide", decided_by = "manager", binds = { "text" } },
        stick = { label = "Take the note as a date", by = "manager", actions = { set("due", from_field "note") } },
      },
    },
  },
}
