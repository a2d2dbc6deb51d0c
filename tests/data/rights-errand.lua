-- An action: whoever sees it sees all of it. It can get stuck, decide on what was seen, tell people and be shared with an agency.
return {
  name = "errand", title = "Errand", noun = "action", version = 1, ref = "ERR-{number}",
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    helper = { title = "Helper", person_in = "helper" },
    gone = { title = "Former helper", person_in = "gone" },
    lead = { title = "Agency lead", post = "safeguarding_lead", of = "agency" },
    board_member = { title = "Board member", post = "board_member", of = "agency" },
    partner = { title = "Partner", any_in = "shared_with" },
    llip = { title = "LLIP", group = "llip" },
    llip_chair = { title = "LLIP chair", post = "llip_chair" },
    independent = { title = "Independent Chair", post = "independent_chair" },
    manager = { title = "Business Manager", post = "business_manager" },
    administrator = { title = "Board administrator", post = "administrator" },
  },
  read = { "owner", "helper", "gone", "lead", "board_member", "partner", "llip", "llip_chair", "independent", "manager", "administrator" },
  start = { by = "manager", form = { "text", "agency", optional "owner", optional "helper", optional "gone", optional "due", optional "note" } },
  fields = {
    text = { type = "text", label = "Action" },
    agency = { type = "agency", label = "Agency" },
    owner = { type = "person", label = "Owner" },
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
  warnings = { { "Nobody owns it", no(has "owner") } },
  ladders = { late = { { "1 working day after due", tell = { "owner", "lead", "llip_chair" }, text = "it is late" } } },
  type = "parallel",
  states = {
    work = {
      initial = "open",
      states = {
        open = {
          title = "Open", holder = "owner", ladder = "late", due = "end of due",
          on = {
            progress = { label = "Report progress", by = "owner", form = { "answer" }, guard = no(has "challenge") },
            close = { label = "Close", target = "closed", decided_by = "manager" },
          },
        },
        closed = { title = "Closed", tags = { "closed" }, on = { reopen = { label = "Re-open", target = "open", by = "manager" } } },
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
