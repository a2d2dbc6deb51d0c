-- One agency's return to a Section 11 cycle, for whichever standard set: `return use("section11").of("section11-return", use "standards_a")`.
--
--   drafting (not started -> in progress) -> sign-off by the agency -> desk (submitted -> desk review <-> queried) -> reviewed (-> challenge panel)
--   -> moderated -> plan agreed -> mid-cycle -> complete;  at any time: ended (exempt or taken out), or asked again
--
-- The agency fills in and hands in, its Board member signs off, others review and challenge, and both scores stay side by side. Who an agency is, it sees its own at every
-- stage, late or not; nobody else sees it before it is submitted, and other agencies only its moderated colours, once the cycle opens them.

local chase = use "chase"
local criteria = use "criteria"
local scoring = use "scoring"
local scrutiny = use "section11_scrutiny"
local called = use("words").called

local longest_extension = "10 working days" -- this board's default; no national rule says it

local fillers = { "lead", "compiler" }
local signers = { "board_member", "director" }
local answers = { "", "_evidence", "_gap", "_by" }
local with_agency = called("it is with the agency", any { in_state "work.drafting.not_started", in_state "work.drafting.in_progress", in_state "work.agency_signoff.first" })
local separate = called("whoever signs it off did not fill it in", all {
  not_the_same("board_member", "compiler"), decided_by_other "assess", decided_by_other "hand_in",
})

local section11 = {}

-- A question of the desk review brings it back here, so that whatever is changed then is handed in and signed off as the first time.
local function drafting(standards, list)
  local on = chase.extension(fillers, longest_extension)
  on.assess = {
    label = "Fill it in", by = fillers, form = criteria.form(list, answers, { optional "strengths", optional "survey", optional "emerging_answer" }),
    guard = scoring.in_scheme(criteria.names(list, { "" })), actions = { set("started_on", today()) },
  }
  on.name_compiler = {
    label = "Name who fills it in", by = { "lead", "manager" }, form = { "compiler" },
    actions = { chase.and_person "compiler", tell("compiler", "the return was given to you to fill in") },
  }
  on.confirm = { label = "What was said last time is still true", by = fillers, actions = { confirm() } }
  on.hand_in = {
    target = "work.agency_signoff", label = "Hand it in for sign-off", by = fillers, form = { optional "query_answer" },
    guard = all { criteria.complete(standards, list), confirmed(), called("the question is answered", any { no(has "query"), has "query_answer" }),
      called("it is said how the agency meets the emerging themes", any { no(has "emerging"), has "emerging_answer" }) },
    actions = { criteria.rate_self(standards, list), tell("board_member", "the return is ready to be signed off") },
  }
  return {
    title = "With the agency", initial = "not_started", on = on,
    states = {
      not_started = {
        title = "Not started", holder = "lead", due = "end of due", entry = { chase.lead_alone() }, always = { target = "in_progress", guard = has "started_on" },
      },
      in_progress = { title = "In progress", holder = "lead", due = "end of due" },
      queried = { title = "Queried", tags = { "returned" }, holder = "lead", due = scrutiny.query_turn, ladder = "answer" },
    },
  }
end

local function sign_off(list, to, label, guard, actions)
  return { target = "work.desk." .. to, label = label, by = signers, guard = guard, binds = criteria.names(list, { "", "_evidence" }), actions = actions }
end

local function send_back(to, label, guard)
  return {
    target = "work.drafting." .. to, label = label, by = signers, form = { "reason" }, guard = guard,
    actions = { tell("contacts", "the return was not signed off: it needs changes") },
  }
end

-- A return that was signed off before stays returned while it is signed off again.
local function agency_signoff(list)
  local told = tell({ "manager", "lead" }, "the return was signed off by the agency")
  local before = called("it was signed off before", has "submitted_on")
  return {
    title = "Sign-off by the agency", initial = "first",
    on = {
      sign_off = {
        sign_off(list, "desk_review", "Sign it off again", all { before, separate },
          { tell({ "manager", "reviewer_1", "reviewer_2" }, "the question was answered and signed off") }),
        sign_off(list, "submitted", "Sign it off", all { no(before), separate }, { set("submitted_on", today()), told }),
      },
      send_back = { send_back("queried", "Send it back to be changed again", before), send_back("in_progress", "Send it back to be changed", no(before)) },
    },
    states = {
      first = { title = "To be signed off", holder = "board_member", due = "end of due", always = { target = "again", guard = before } },
      again = { title = "To be signed off again", tags = { "returned" }, holder = "board_member", due = "5 working days" },
    },
  }
end

local function work(standards, list)
  local states = scrutiny.states(standards, list, fillers)
  states.drafting = drafting(standards, list)
  states.agency_signoff = agency_signoff(list)
  states.ended = { title = "Exempt or taken out", tags = { "closed" } }
  return states
end

-- What can be done wherever it stands: none of it moves the work, but for what the cycle says.
local function anywhere()
  local ended = { target = "work.ended", actions = { set("ended_because", from_event "reason") } }
  return {
    ["cycle.removed"] = ended,
    ["cycle.exempt"] = ended,
    ["cycle.reopened"] = {
      target = "work.drafting.in_progress", lapses = { "sign_off" },
      actions = {
        clear "ended_because", clear "submitted_on", clear "moderated_on", clear "reviewers", clear "review_1", clear "review_2", clear "query",
        raise "extended", tell("contacts", "the return is asked for again"),
      },
    },
    ["cycle.opened_to_others"] = { actions = { set("shared", true) } },
    add_evidence = { label = "Add evidence", by = { "lead", "compiler", "board_member" }, actions = { attach() } },
    withdraw_evidence = { label = "Withdraw evidence", by = fillers, actions = { withdraw() } },
  }
end

local roles = {
  lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
  compiler = { title = "Person who fills it in", person_in = "compiler" },
  contacts = { title = "Agency safeguarding lead, and whoever fills it in", any_in = "contacts" },
  board_member = { title = "Agency Board member", post = "board_member", of = "agency" },
  director = { title = "Agency director", post = "director", of = "agency" },
  manager = { title = "Business Manager", post = "business_manager" },
  chair = { title = "Monitoring and Evaluation chair", post = "monitoring_chair", not_from = "agency" },
  monitoring = { title = "Monitoring and Evaluation member", group = "monitoring", not_from = "agency" },
  reviewer_1 = { title = "First reviewer", person_in = "reviewer_1", not_from = "agency" },
  reviewer_2 = { title = "Second reviewer", person_in = "reviewer_2", not_from = "agency" },
  reviewers = { title = "Reviewers", any_in = "reviewers", not_from = "agency" },
  executive = { title = "Executive Group chair", post = "executive_chair" },
  independent_chair = { title = "Independent Chair", post = "independent_chair" },
  partners = { title = "Other agencies' safeguarding leads", any_in = "taking_part" },
}

local function fields(standards, list)
  local made = {
    title = { type = "text", label = "Section 11 audit" },
    agency = { type = "agency", label = "Agency" },
    cycle = { type = "item", label = "Cycle" },
    standard_set = { type = "choice", label = "Standard set", options = { "A", "B" } },
    scoring = { type = "choice", label = "Scored by", options = scoring.schemes },
    due = { type = "date", label = "Due date" },
    compiler = { type = "person", label = "Filled in by" },
    started_on = { type = "date", label = "Filled in on" },
    submitted_on = { type = "date", label = "Signed off on" },
    self_grade = { type = "choice", label = "The agency's own colour", options = scoring.colours },
    moderated_grade = { type = "choice", label = "Moderated colour", options = scoring.colours },
    emerging = { type = "text", label = "Emerging themes asked about besides" },
    emerging_answer = { type = "text", label = "How the agency meets them", hint = "Who leads, who is trained, what was done, with evidence. No child's name." },
    strengths = { type = "text", label = "Strengths" },
    survey = { type = "text", label = "What staff said when they were asked", hint = "A staff survey beside the scores, where there is one." },
    reason = { type = "text", label = "Reason" },
    reviewer_1 = { type = "person", label = "First reviewer" },
    reviewer_2 = { type = "person", label = "Second reviewer" },
    reviewers = { type = "list", label = "Reviewers" },
    review_1 = { type = "text", label = "First desk review" },
    review_2 = { type = "text", label = "Second desk review" },
    query = { type = "text", label = "Question to the agency" },
    query_answer = { type = "text", label = "The agency's answer" },
    panel_on = { type = "date", label = "Challenge panel on" },
    panel_members = { type = "list", label = "Panel" },
    panel_lay = { type = "yesno", label = "Was a lay or independent member on it?" },
    moderation_note = { type = "text", label = "What the panel said" },
    moderated_on = { type = "date", label = "Moderated on" },
    feedback = { type = "text", label = "Feedback letter", hint = "Its reference or where it is kept." },
    feedback_on = { type = "date", label = "Feedback sent on" },
    actions = { type = "list", label = "Improvement actions" },
    update = { type = "text", label = "How the improvement actions stand" },
    changes = { type = "text", label = "What has changed since", hint = "A new chief officer, a merger, an inspection." },
    updated_on = { type = "date", label = "Mid-cycle update on" },
    taking_part = { type = "party", label = "Agencies that the colours are opened to" },
    shared = { type = "yesno", label = "Colours open to the other agencies" },
    ended_because = { type = "text", label = "Why it was ended" },
  }
  for name, field in pairs(chase.fields) do made[name] = field end
  return criteria.add_fields(made, standards, list)
end

local function see(standards)
  local colours = { "summary", "moderated_grade", "moderated_on" }
  for s = 1, #standards do colours[#colours + 1] = ("s_%d_moderated"):format(s) end
  return {
    { "lead", "compiler", "contacts", "board_member", "director", "manager", what = "everything" },
    { "chair", "monitoring", "reviewer_1", "reviewer_2", "reviewers", "independent_chair", what = "everything", when = has "submitted_on" },
    { "chair", "executive", "independent_chair", what = { "summary", "original_due", "extension_requested", "extended_on", "new_due", "extension_reason", "decision_note" } },
    { "partners", what = colours, when = all { is("shared", true), has "moderated_on" } },
  }
end

function section11.of(name, standards)
  local list = criteria.of(standards)
  local ladders = { reminders = chase.before({ 20, 10, 5, 1 }, "contacts"), overdue = chase.section11 }
  for key, ladder in pairs(scrutiny.ladders) do ladders[key] = ladder end
  return {
    name = name, title = "Section 11 return (" .. standards.title .. ")", noun = "return", version = 3, ref = "S11R-{year}-{number}",
    notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",
    roles = roles, see = see(standards), start = { by = "manager", form = { "title", "agency", "standard_set", "scoring", "due" } },
    fields = fields(standards, list), list = { title = "title", due = "due", lead = "agency" }, ladders = ladders,
    rag = {
      { "grey", in_state "work.ended" },
      { "red", called("it is late", in_state "deadline.late") },
      { "blue", called("it was moderated", any { in_state "work.moderated", in_state "work.plan_agreed", in_state "work.mid_cycle", in_state "work.complete" }) },
      { "amber", called("it is due within 10 working days and was not handed in", all { with_agency, past "10 working days before due" }) },
    },
    warnings = {
      { "Moderation took a standard from green to red: raise a challenge with the agency", criteria.fell(standards) },
      { "Nobody is named to fill it in", all { in_state "work.drafting", no(has "compiler") } },
      { "The first reviewer cannot act on it: name another", all { has "reviewer_1", in_state "work.desk.desk_review", vacant "reviewer_1" } },
      { "The second reviewer cannot act on it: name another", all { has "reviewer_2", in_state "work.desk.desk_review", vacant "reviewer_2" } },
    },
    type = "parallel",
    states = {
      work = { title = "Work", initial = "drafting", on = anywhere(), states = work(standards, list) },
      deadline = chase.region(with_agency),
    },
  }
end

return section11
