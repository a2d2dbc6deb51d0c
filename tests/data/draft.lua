-- A return that each agency writes by itself: its draft is its own and the Business Manager's; once it is shared the partners see what was found,
-- and nothing of how that was come to. Tests of who sees what ask for each part alone.
return {
  name = "draft", title = "Agency return", noun = "return", version = 1, ref = "D-{number}",
  roles = {
    lead = { title = "Agency lead", post = "safeguarding_lead", of = "agency" },
    writer = { title = "Writer", person_in = "writer" },
    manager = { title = "Business Manager", post = "business_manager" },
    partners = { title = "Partners", group = "partners" },
    panel = { title = "Panel", group = "panel" },
    executive = { title = "Executive", post = "executive" },
  },
  see = {
    { "lead", "manager", what = "everything" },
    { "writer", what = { "text", "due", "answer" } },
    { "partners", what = { "summary", "finding" }, when = in_state "shared" },
    { "panel", what = { "summary", "finding", "history" }, when = any { in_state "shared", in_state "moderated" } },
    { "executive", what = "summary" },
  },
  start = { by = "manager", form = { "text", "agency", optional "due", optional "writer" } },
  fields = {
    text = { type = "text", label = "Question" },
    agency = { type = "agency", label = "Agency" },
    writer = { type = "person", label = "Writer" },
    due = { type = "date", label = "Due date" },
    answer = { type = "text", label = "Answer" },
    finding = { type = "text", label = "Finding" },
    doubt = { type = "text", label = "Doubt" },
    secret = { type = "date", label = "Secret date" },
    evidence = { type = "evidence", label = "Evidence" },
  },
  list = { title = "text", due = "due", lead = "agency" },
  rag = { { "red", has "doubt" } },
  warnings = { { "The agency has a doubt", has "doubt" }, { "Nothing was found yet", no(has "finding") } },
  ladders = { late = { { "1 working day after secret", tell = { "lead", "executive" }, text = "the secret day has passed" } } },
  states = {
    draft = {
      title = "Draft", holder = "lead", ladder = "late", due = "end of due",
      on = {
        write = { label = "Write", by = "lead", form = { "answer", optional "doubt", optional "secret" }, actions = { tell("writer", "it was written") } },
        fill = { label = "Fill in", by = "writer", form = { "answer" }, guard = no(has "doubt") },
        add_evidence = { label = "Add evidence", by = "lead", actions = { attach() } },
        find = { label = "Find", by = "lead", form = { "finding" } },
        share = { label = "Share", target = "shared", decided_by = "manager", guard = has "finding" },
      },
    },
    shared = {
      title = "Shared", holder = "panel",
      on = {
        moderate = { label = "Moderate", target = "moderated", by = "panel", guard = no(has "doubt") },
        back = { label = "Give back", target = "draft", by = "manager" },
      },
    },
    moderated = { title = "Moderated", tags = { "closed" }, on = { back = { label = "Give back", target = "draft", by = "manager" } } },
  },
}
