-- What one agency gives to a review that asks it: information and secured records at first, a summary for a rapid review, or a full report with its own
-- analysis. A full report is written by somebody who had no part in the case and manages nobody who had; a senior officer checks it and the chief officer
-- signs it, each somebody else than its author. A review opens these by itself; docs/agency-report.md says who does what.
-- Settings of this workflow [default]: 5 working days each to check and to sign.

local called = use("words").called
local once_given = use("words").once_given

local to_check, to_sign, to_look = "5 working days", "5 working days", "10 working days"

local is_report = called("a full report is asked for", is("kind", "report"))
local records = called("the records are secured", has "records_secured_on")

local function by_other(event, words) return called(words, decided_by_other(event)) end

-- What the author answers for: asked of a person, and never assumed.
local independent = called("the author had no part in the case and manages nobody who had", all {
  once_given("not_involved", "the author had no part in the case", is("not_involved", true)),
  once_given("not_line_manager", "the author manages nobody who had a part in it", is("not_line_manager", true)),
})

local whole_report = called("the report is whole", all {
  records, has "author", independent,
  called("what was read and who was spoken to is said", has "methodology"),
  called("the conditions of the work are said", has "context"),
  called("the analysis and the lessons are there", all { has "analysis", has "lessons" }),
  called("the report itself is attached as evidence", at_least(1, "evidence")),
})

local draft = {
  label = "Keep a draft", by = { "author", "lead" },
  form = { optional "records_secured_on", optional "information", optional "methodology", optional "context", optional "analysis", optional "lessons",
           optional "recommendations" },
}

local appoint = {
  label = "Appoint the author", by = { "lead", "director" }, form = { "author", "author_role", "not_involved", "not_line_manager" },
  guard = called("it can be appointed", all { is_report, independent }), actions = { tell("author", "you are asked to write a report: it says until when") },
}

local add_evidence = { label = "Add a document", by = { "author", "lead" }, actions = { attach() } }
local withdraw_evidence = { label = "Withdraw a document", by = { "author", "lead" }, actions = { withdraw() } }

local send_back = {
  target = "asked", label = "Send it back to the author", form = { "sent_back_why" },
  actions = { tell({ "author", "lead" }, "sent back: it says what is missing") },
}

local function sent_back_by(role)
  local made = {}
  for key, value in pairs(send_back) do made[key] = value end
  made.by = role
  return made
end

-- The review that asked is over: nobody is chased for what nobody waits for any more.
local not_wanted = {
  target = "ended", label = "The review was withdrawn",
  actions = { set("ended_because", "the review was withdrawn"), tell({ "lead", "author" }, "is not asked for any more: the review was withdrawn") },
}

local work = {
  asked = {
    title = "Asked for", holder = "lead", due = "end of due", ladder = "chase",
    on = {
      draft = draft, appoint = appoint, add_evidence = add_evidence, withdraw_evidence = withdraw_evidence,
      submit = {
        target = "submitted", label = "Hand it in", by = "lead", form = { "records_secured_on", "information" },
        guard = called("information or a summary is asked for", no(is_report)),
        actions = { set("submitted_on", today()), tell("receiver", "an agency handed in what it was asked for") },
      },
      finish = {
        target = "for_checking", label = "Finish the report", by = "author", guard = called("it can be finished", all { is_report, whole_report }),
        actions = { tell("board_member", "a report waits to be checked") },
      },
      nothing = {
        target = "nothing", label = "Nothing is known here", by = "lead", form = { "nothing_why" },
        guard = called("information or a summary is asked for", no(is_report)), actions = { tell("receiver", "an agency knows nothing of it") },
      },
    },
  },

  for_checking = {
    title = "To be checked by a senior officer", holder = "board_member", due = to_check,
    on = {
      check = {
        target = "for_signing", label = "It is sound", by = "board_member", form = { "checked_note" },
        guard = by_other("finish", "whoever checks it did not write it"), actions = { tell("director", "a report waits to be signed") },
      },
      send_back = sent_back_by "board_member",
    },
  },

  for_signing = {
    title = "To be signed by the chief officer", holder = "director", due = to_sign,
    on = {
      sign = {
        target = "submitted", label = "Sign it off", by = "director", guard = by_other("finish", "whoever signs it did not write it"),
        binds = { "information", "methodology", "context", "analysis", "lessons", "recommendations", seen "evidence" },
        actions = { set("signed_by", actor()), set("submitted_on", today()), tell({ "receiver", "manager" }, "an agency's report was signed and handed in") },
      },
      send_back = sent_back_by "director",
    },
  },

  submitted = {
    title = "Handed in", holder = "receiver", due = to_look, tags = { "returned" },
    on = {
      accept = { target = "accepted", label = "Accept it", decided_by = "receiver", recorded_by = "manager", actions = { tell("lead", "what you handed in was accepted") } },
      return_it = {
        target = "asked", label = "Return it to the agency", decided_by = "receiver", recorded_by = "manager", form = { "sent_back_why", optional "due" },
        lapses = { "sign" }, actions = { tell({ "lead", "author" }, "returned by the review: it says what is missing") },
      },
    },
  },

  accepted = { title = "Accepted", tags = { "returned", "closed" } },
  nothing = { title = "Nothing known", tags = { "nil_return", "closed" } },
  ended = { title = "Not asked any more", tags = { "closed" } },
}

for _, name in ipairs { "asked", "for_checking", "for_signing" } do work[name].on["cycle.withdrawn"] = not_wanted end

return {
  name = "agency-report", title = "Agency report", noun = "report", version = 1,
  ref = "REP-{year}-{number}",
  notice = "No names of children, families or staff, no dates of birth and no NHS numbers: say what happened and what it teaches. Worried about a child now? "
    .. "Refer to children's social care or call the police.",

  roles = {
    lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
    board_member = { title = "Agency Board member", post = "board_member", of = "agency" },
    director = { title = "Chief officer of the agency", post = "director", of = "agency" },
    author = { title = "Author of the report", person_in = "author" },
    receiver = { title = "Whoever receives it", any_in = "receiver", not_from = "agency" },
    panel = { title = "Panel of the review", any_in = "panel" },
    manager = { title = "Business Manager", post = "business_manager" },
  },
  -- A draft is the agency's own. The panel reads what was handed in, and after the review's time is over only the agency and the office do.
  see = {
    { "lead", "board_member", "director", "manager", what = "everything" },
    { "author", what = "everything", when = in_state "access.open" },
    { "receiver", what = { "summary", "kind", "agency", "due", "submitted_on" } },
    { "receiver", "panel", what = "everything", when = all { in_state "access.open", any { in_state "work.submitted", in_state "work.accepted", in_state "work.nothing" } } },
  },
  start = { by = "manager", form = { "about", "agency", "kind", "due", "receiver", optional "terms" } },

  fields = {
    about = { type = "text", label = "About", hint = "The pseudonym alone, such as Child A." },
    review = { type = "item", label = "Review" },
    agency = { type = "agency", label = "Agency" },
    kind = { type = "choice", label = "What is asked for", options = { "information", "summary", "report" } },
    terms = { type = "text", label = "Terms of reference" },
    due = { type = "date", label = "Due date" },
    receiver = { type = "list", label = "Who receives it" },
    panel = { type = "list", label = "Panel" },
    records_secured_on = { type = "date", label = "Records secured on" },
    information = { type = "text", label = "What the agency knows", hint = "Its part in the case, in brief. No names." },
    nothing_why = { type = "text", label = "Where was looked", hint = "Which records were searched." },
    author = { type = "person", label = "Author" },
    author_role = { type = "text", label = "Author's post" },
    not_involved = { type = "yesno", label = "Had the author no part in the case?" },
    not_line_manager = { type = "yesno", label = "Does the author manage nobody who had a part in it?" },
    methodology = { type = "text", label = "How it was done", hint = "Documents read, people spoken to." },
    context = { type = "text", label = "Conditions of the work", hint = "Workload, staffing, supervision, training, legal advice." },
    analysis = { type = "text", label = "Analysis" },
    lessons = { type = "text", label = "Lessons" },
    recommendations = { type = "list", label = "The agency's own recommendations" },
    evidence = { type = "evidence", label = "Documents" },
    checked_note = { type = "text", label = "What was checked" },
    sent_back_why = { type = "text", label = "Why it was sent back" },
    signed_by = { type = "person", label = "Signed by" },
    submitted_on = { type = "date", label = "Handed in on" },
    ended_because = { type = "text", label = "Why it is not asked any more" },
  },
  list = { title = "about", due = "due", lead = "agency" },

  ladders = {
    chase = {
      { "5 working days before due", name = "soon", tell = { "lead", "author" }, text = "what your agency is asked for is due in five working days" },
      { "1 working day after due", name = "L0", tell = { "lead", "manager" }, text = "what an agency was asked for is late" },
      { "5 working days after due", name = "L1", tell = { "board_member", "manager" }, text = "what an agency was asked for is five working days late" },
      { "10 working days after due", name = "L2", tell = { "director", "receiver", "manager" }, urgent = true,
        text = "what an agency was asked for is ten working days late: the review waits for it" },
    },
  },

  rag = {
    { "grey", in_state "work.ended" },
    { "blue", any { in_state "work.submitted", in_state "work.accepted", in_state "work.nothing" } },
    { "red", called("it is late", past "end of due") },
  },
  warnings = {
    { "A full report is asked for and nobody was appointed to write it", all { in_state "work.asked", is_report, no(has "author") } },
    { "Its author can no longer act: appoint another", all { in_state "work.asked", has "author", vacant "author" } },
  },

  type = "parallel",
  states = {
    work = {
      title = "Work", initial = "asked",
      on = {
        ["cycle.removed"] = { target = "work.ended", actions = { set("ended_because", from_event "reason") } },
        ["cycle.exempt"] = { target = "work.ended", actions = { set("ended_because", from_event "reason") } },
        ["cycle.reopened"] = { target = "work.asked", actions = { clear "ended_because" } },
      },
      states = work,
    },
    access = {
      title = "Access", initial = "open",
      states = {
        open = { title = "Open to the review", on = { ["cycle.access_ended"] = "ended" } },
        ended = { title = "Closed to the review" },
      },
    },
  },
}
