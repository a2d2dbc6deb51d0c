-- One agency's return to an audit of cases: what it says of each case in the sample, domain by domain, and what the panel made of it, both grades side by side. An audit cycle
-- (audit-cycle.lua, jtai-audit.lua) opens one for each agency. Of a child at risk now it keeps that a referral was made, when and to whom, and nothing else (lib/concern.lua).

local audit = use "audit"
local chase = use "chase"
local concern = use "concern"
local called = use("words").called

local longest_extension = "5 working days" -- this board's default; no national rule says it

local fillers = { "lead", "auditor" }
local with_agency = called("it is with the agency", in_state "work.drafting")

local drafting_on = chase.extension(fillers, longest_extension)
drafting_on.name_auditor = {
  label = "Name the auditor", by = { "lead", "manager" }, form = { "auditor" },
  actions = { chase.and_person "auditor", tell("auditor", "the audit return was given to you to fill in") },
}
drafting_on.record = {
  label = "Fill it in", by = fillers, form = audit.return_form { optional "period", optional "sources" }, guard = audit.held_down "",
  actions = { set("started_on", today()) },
}
drafting_on.submit = concern.asked {
  target = "work.submitted", label = "Send it", by = fillers, form = { "self_grade", "independent" },
  guard = all {
    audit.complete(), audit.held_down "",
    called("the auditor neither holds nor supervises any of the cases", any { no(has "independent"), is("independent", true) }),
  },
  actions = { set("submitted_on", today()), tell({ "manager", "chair" }, "an audit return is in") },
}
drafting_on.none_known = {
  target = "work.none_known", label = "None of the cases is known to us", by = fillers, actions = { tell("manager", "an agency knows none of the cases") },
}

-- Whatever grade the panel changes has its reason, case by case; it asks again whether a child is at risk now.
local moderation = {
  record_moderation = concern.asked {
    label = "Record what the panel found", decided_by = "chair", recorded_by = "manager", form = audit.moderation_form { optional "moderation_note" },
    guard = all { audit.explained(), audit.held_down "_moderated" },
  },
  moderate = {
    target = "moderated", label = "End its moderation", decided_by = "chair", recorded_by = "manager", form = { "moderated_grade", optional "change_reason" },
    guard = called("why the grade was changed", any { no(has "moderated_grade"), no(differs("self_grade", "moderated_grade")), has "change_reason" }),
    actions = { audit.settle(), set("moderated_on", today()), tell({ "lead", "auditor", "manager" }, "was moderated: both grades are there to see") },
  },
  send_back = {
    target = "work.drafting.in_progress", label = "Send it back", decided_by = "chair", recorded_by = "manager", form = { "reason" },
    actions = { clear "submitted_on", tell("contacts", "the audit return was sent back: see why") },
  },
}

local ended = { target = "work.ended", actions = { set("ended_because", from_event "reason") } }

local work = {
  title = "Work", initial = "drafting",
  on = {
    ["cycle.removed"] = ended,
    ["cycle.exempt"] = ended,
    ["cycle.reopened"] = {
      target = "work.drafting.in_progress",
      actions = {
        clear "ended_because", clear "submitted_on", clear "moderated_on", raise "extended", tell("contacts", "the audit return is asked for again"),
      },
    },
    ["cycle.opened_to_others"] = { actions = { set("shared", true) } },
  },
  states = {
    drafting = {
      title = "With the agency", initial = "not_started", on = drafting_on,
      states = {
        not_started = {
          title = "Not started", holder = "lead", due = "end of due", entry = { chase.lead_alone() }, always = { target = "in_progress", guard = has "started_on" },
        },
        in_progress = { title = "In progress", holder = "lead", due = "end of due" },
      },
    },
    submitted = { title = "Sent, to be moderated", tags = { "returned" }, holder = "chair", due = "20 working days", on = moderation },
    moderated = { title = "Moderated", tags = { "returned", "closed" } },
    none_known = { title = "No case known", tags = { "nil_return", "closed" } },
    ended = { title = "Exempt or taken out", tags = { "closed" } },
  },
}

return {
  name = "audit-return", title = "Audit return", noun = "return", version = 2, ref = "AR-{year}-{number}",
  notice = concern.notice,

  roles = {
    lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
    auditor = { title = "Auditor", person_in = "auditor" },
    contacts = { title = "Agency safeguarding lead, and the auditor", any_in = "contacts" },
    board_member = { title = "Agency Board member", post = "board_member", of = "agency" },
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "Monitoring and Evaluation chair", post = "monitoring_chair", not_from = "agency" },
    monitoring = { title = "Monitoring and Evaluation member", group = "monitoring", not_from = "agency" },
    executive = { title = "Executive Group chair", post = "executive_chair" },
    partners = { title = "Other agencies' safeguarding leads", any_in = "open_to" },
  },
  -- An agency sees its own; whoever moderates sees a return once it is sent; other agencies its moderated grades, once the cycle opens them.
  see = {
    { "lead", "auditor", "contacts", "board_member", "manager", what = "everything" },
    { "chair", "monitoring", what = "everything", when = has "submitted_on" },
    { "chair", "executive", what = { "summary", "original_due", "extension_requested", "extended_on", "new_due", "extension_reason", "decision_note" } },
    { "partners", what = { "summary", "moderated_grade", "moderated_on", table.unpack(audit.moderated_fields()) }, when = all { is("shared", true), has "moderated_on" } },
  },
  start = { by = "manager", form = audit.sample_form { "title", "agency", "due" } },

  fields = audit.add_return_fields(concern.fields {
    title = { type = "text", label = "Audit" },
    agency = { type = "agency", label = "Agency" },
    cycle = { type = "item", label = "Audit cycle" },
    theme = { type = "text", label = "Theme" },
    due = { type = "date", label = "Due date" },
    auditor = { type = "person", label = "Auditor", hint = "Somebody who neither holds nor supervises any of the cases." },
    started_on = { type = "date", label = "Filled in on" },
    submitted_on = { type = "date", label = "Sent on" },
    period = { type = "text", label = "Period audited" },
    sources = { type = "text", label = "What was looked at", hint = "Which kinds of record; no documents." },
    independent = { type = "yesno", label = "Does the auditor neither hold nor supervise any of the cases?" },
    self_grade = { type = "choice", label = "The agency's own overall grade", options = audit.grades },
    moderated_grade = { type = "choice", label = "Moderated overall grade", options = audit.grades },
    change_reason = { type = "text", label = "Why the overall grade was changed" },
    moderation_note = { type = "text", label = "What the panel said" },
    moderated_on = { type = "date", label = "Moderated on" },
    reason = { type = "text", label = "Reason" },
    open_to = { type = "party", label = "Agencies that moderated grades are opened to" },
    shared = { type = "yesno", label = "Grades open to the other agencies" },
    ended_because = { type = "text", label = "Why it was ended" },
    new_due = chase.fields.new_due, extension_reason = chase.fields.extension_reason, extension_requested = chase.fields.extension_requested,
    extended_on = chase.fields.extended_on, original_due = chase.fields.original_due, contacts = chase.fields.contacts, decision_note = chase.fields.decision_note,
  }),
  list = { title = "title", due = "due", lead = "agency" },
  ladders = { reminders = chase.before({ 5, 2, 0 }, "contacts"), overdue = chase.audit },
  rag = {
    { "grey", any { in_state "work.ended", in_state "work.none_known" } },
    { "red", called("it is late", in_state "deadline.late") },
    { "blue", in_state "work.moderated" },
    { "amber", called("it is due within 5 working days and was not sent", all { with_agency, past "5 working days before due" }) },
  },
  warnings = {
    { "Nobody is named to audit", all { in_state "work.drafting", no(has "auditor") } },
    { "A child was at risk when this was sent, and was referred", is("immediate_concern", true) },
  },
  type = "parallel",
  states = { work = work, deadline = chase.region(with_agency) },
}
