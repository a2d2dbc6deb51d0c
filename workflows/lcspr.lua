-- A Local Child Safeguarding Practice Review under Working Together 2018 or 2023: a serious incident is notified to the National Panel, a rapid review follows
-- within 15 working days of that, the Panel answers, and the three safeguarding partners decide together. What they decide to review goes on as a Serious Case
-- Review did: the same stages, the same actions, the same end. docs/lcspr.md says who does what, and which guidance each date is from.
-- Settings of this workflow: what is marked [default] in it is the partnership's choice; the rest is law or statutory guidance.

local facts = use "review_facts"
local process = use "review_process"
local plan = use "review_plan"
local clock = use "review_clock"
local notify = use "review_notify"
local people = use "review_roles"
local words = use "words"
local called, once_given = words.called, words.once_given

local lead_partner = { title = "Safeguarding partners, by the one who leads", post = "lead_partner" }

local it = {
  regimes = { "masa2018", "masa2023" }, decisions = { "lcspr", "other_learning", "no_further" },
  directs = lead_partner, accepts = lead_partner, body = "the safeguarding partners", meeting = "the next meeting of executive",
  informs = true, prefix = "LCSPR", noun = "review", commission_by = "20 working days after decided_on", -- [default]
  commissioned_text = "commissioned: name the reviewers to the National Panel, Ofsted and the Secretary of State",
  copies = { days = 7, to = "the National Panel and the Secretary of State" },
  kept_back_text = "it is not published: tell the National Panel and the Secretary of State why",
  withdrawn_text = "withdrawn: tell the National Panel",
  llip = { "informants", "potential", "context", "next_step", "panel_response", "panel_response_note" },
  referring = { "notified_on", "duty_agreed", "notifying_agency" },
}
it[1] = facts.known_criteria()
it[2] = facts.has_come("aware_date", "the day since which it is known has come")
it[3] = facts.has_come("notified_on", "the day of the notification has come")
it[4] = notify.somebody_does(has "notified_on")

-- ---- the rapid review

local notified = {
  title = "To be notified to the National Panel", holder = "notifying_lead", due = "5 working days after aware_date", entry = { notify.by_default() },
  always = { target = "rapid_review", guard = has "notified_on", actions = { raise "notified" } },
  on = {
    interim_action = plan.interim_action,
    name_council = notify.name_council,
    notify = {
      target = "rapid_review", label = "It was notified", by = { "notifying_lead", "manager" }, form = { "notified_on", optional "duty_agreed" },
      guard = facts.has_come("notified_on", "the day of the notification has come"),
      actions = { raise "notified", tell({ "manager", "partner_local_authority", "partner_health", "partner_police" }, "notified: the rapid review is due in 15 working days") },
    },
  },
}

local rapid_review = {
  title = "Rapid review begun", holder = "manager", due = "1 working day after notified_on",
  on = {
    interim_action = plan.interim_action,
    ask = {
      target = "summaries", label = "Ask agencies for their summaries", by = "manager", form = { "informants", optional "information_due" },
      actions = { branches { { no(has "information_due"), { set("information_due", date_of "7 working days") } } } }, -- [default]
      guard = called("somebody is asked, by a day that is still to come", all {
        once_given("informants", "an agency is named", at_least(1, "informants")),
        once_given("information_due", "the due date has not passed", no(past "end of information_due")),
      }),
    },
  },
}

local summaries = {
  title = "Rapid review, summaries asked for", holder = "manager", due = "15 working days after notified_on",
  invoke = {
    workflow = "agency-report", for_each = "informants", party_in = "agency", cycle_in = "review",
    data = { about = from_field "pseudonym", kind = "summary", due = from_field "information_due", receiver = { { kind = "post", id = "business_manager" } } },
  },
  on = {
    interim_action = plan.interim_action,
    add_agency = { label = "Ask one more agency", by = "manager", actions = { add_party "informants" } },
    remove_agency = { label = "Take an agency out", by = "manager", actions = { remove_party "informants" } },
    draft = {
      label = "Write the rapid review", by = "manager",
      form = { optional "agencies_part", optional "immediate_safety", optional "potential", optional "context", optional "next_step" },
    },
    submit = {
      target = "rr_submitted", label = "Send the rapid review to the National Panel", decided_by = "directs", recorded_by = "manager",
      form = { "submitted_on", optional "missing_why" },
      guard = called("the rapid review is whole", all {
        has "agencies_part", has "immediate_safety", has "potential", has "next_step",
        called("the context is said, racism, inequality and disability among it", has "context"),
        called("all agencies answered, or why not to wait is said", any { all_returned "informants", has "missing_why" }),
        facts.paper_called("rapid review", "the rapid review is attached, with \"rapid review\" in its title"),
        facts.has_come("submitted_on", "the day on which it was sent has come"),
      }),
      actions = { raise "submitted", tell({ "partner_local_authority", "partner_health", "partner_police" }, "the rapid review was sent to the National Panel") },
    },
  },
}

local rr_submitted = {
  title = "Waiting for the National Panel", holder = "manager",
  after = { ["15 working days"] = { label = "No answer of the Panel yet", actions = { tell("manager",
    "no answer of the National Panel after 15 working days: ask") } } }, -- [default]
  on = {
    interim_action = plan.interim_action,
    record_response = {
      target = "panel_responded", label = "The National Panel has answered", by = "manager", form = { "panel_response", "panel_response_on", "panel_response_note" },
      guard = facts.has_come("panel_response_on", "the day of the answer has come"),
      actions = { tell({ "directs", "partner_local_authority", "partner_health", "partner_police" }, "the National Panel has answered: decide together") },
    },
  },
}

-- ---- three who decide as one

local function all_decide(what)
  return called("all three partners decided so", all { is("local_authority_decision", what), is("health_decision", what), is("police_decision", what) })
end

local function together(what, target, actions)
  table.move(actions, 1, #actions, 3)
  actions[1], actions[2] = set("decision", what), set("decided_on", today())
  return { target = target, label = "Decided together", guard = all_decide(what), actions = actions }
end

local to_all = { "manager", "llip_chair", "partner_local_authority", "partner_health", "partner_police" }

local function learning_review()
  return open_into("reviews", "learning-review", {
    review_type = "learning_review", pseudonym = from_field "pseudonym", referring_agency = from_field "referring_agency", regime = from_field "regime",
    aware_date = from_field "aware_date", referral_reason = from_field "referral_reason",
  }, "arose_from")
end

local function decides(label, role, field)
  return {
    label = label, decided_by = role, recorded_by = "manager", form = { field }, guard = called("the joint reasons are written down", has "decision_reason"),
  }
end

local panel_responded = {
  title = "Partners to decide", holder = "partners", due = "5 working days after panel_response_on", -- [default]
  always = {
    together("lcspr", "commissioning", { raise "begun", tell(to_all, "a review is begun: its report is due in six months") }),
    together("other_learning", "not_initiated", { raise "not_begun", learning_review(), tell(to_all, "no review: what can be learnt is looked at in a Learning Review") }),
    together("no_further", "not_initiated", { raise "not_begun", tell(to_all, "no review: the National Panel is told") }),
  },
  on = {
    interim_action = plan.interim_action,
    reasons = {
      label = "Write down the joint reasons", by = "manager", form = { "decision_reason" },
      guard = facts.long_enough("decision_reason", "the reasons are given in full, in at least 100 characters"),
    },
    local_authority_decides = decides("Decide for the local authority", "partner_local_authority", "local_authority_decision"),
    health_decides = decides("Decide for health", "partner_health", "health_decision"),
    police_decides = decides("Decide for the police", "partner_police", "police_decision"),
  },
}

local work = process.stages(it, {
  notified = notified, rapid_review = rapid_review, summaries = summaries, rr_submitted = rr_submitted, panel_responded = panel_responded,
  not_initiated = { title = "No review", always = { target = "ended_without", guard = in_state "telling.told" } },
  ended_without = { title = "Ended without a review", tags = { "closed" }, entry = { set("closed_on", today()) } },
})

local telling = {
  title = "Telling others", initial = "quiet", on = { withdrawn = "telling.told" },
  states = {
    quiet = { title = "Nothing to be told", on = { begun = "to_tell", not_begun = "to_tell" } },
    to_tell = {
      title = "Decision to be told", holder = "manager", due = "end of tell_due", ladder = "tell",
      entry = { set("tell_due", date_of "5 working days after decided_on") }, -- [default]; kept, so that it runs on when the report clock is stopped
      on = {
        told = {
          target = "told", label = "It was told", by = "manager", form = { "told_on", "told_whom" },
          guard = called("it was told", all {
            called("proof of sending is attached", at_least(1, "evidence")), facts.has_come("told_on", "the day on which it was told has come"),
          }),
        },
      },
    },
    told = { title = "Told" },
  },
}

local ladders = {
  notify = {
    { "3 working days after aware_date", name = "notify-3", tell = { "notifying_lead", "manager" }, text = "notify the National Panel within two working days" },
    { "5 working days after aware_date", name = "notify-5", tell = { "notifying_lead", "manager", "directs" }, urgent = true,
      text = "it should have been notified to the National Panel by now: notify today" },
  },
  rapid = {
    { "1 working day after notified_on", name = "letters", tell = "manager", text = "the letters and templates of the rapid review go out today" },
    { "10 working days after notified_on", name = "summaries", tell = { "manager", "llip_chair" }, text = "the agencies' summaries should be in and looked at" },
    { "14 working days after notified_on", name = "partners", tell = { "manager", "directs", "partner_local_authority", "partner_health", "partner_police" },
      text = "the partners agree the rapid review today: it is due tomorrow" },
    { "15 working days after notified_on", name = "rapid", tell = { "manager", "directs", "scrutineer" }, urgent = true,
      text = "the rapid review should have been sent to the National Panel by now" },
  },
  tell = {
    {
      "end of tell_due", name = "tell", tell = { "manager", "directs" },
      text = "the National Panel, Ofsted, the Secretary of State and the family should have been told",
    },
  },
  report = clock.ladders.report,
}

local every_partner = { "partner_local_authority", "partner_health", "partner_police", "partners", "scrutineer" }
every_partner.what = "everything"

return {
  name = "lcspr", title = "Local Child Safeguarding Practice Review", noun = "review", version = 6,
  ref = "LCSPR-{year}-{number}",
  notice = "A reference and a pseudonym only: no child's name, initials, date of birth or address. Worried about a child now? Refer to children's social care or "
    .. "call the police.",

  roles = people.of(it, {
    notifying_lead = notify.role,
    partner_local_authority = { title = "Safeguarding partner, local authority", post = "partner_local_authority" },
    partner_health = { title = "Safeguarding partner, health", post = "partner_health" },
    partner_police = { title = "Safeguarding partner, police", post = "partner_police" },
    partners = { title = "Safeguarding partners", group = "safeguarding_partners" },
    scrutineer = { title = "Independent Scrutineer", post = "independent_chair" },
  }),
  see = people.see(it, { every_partner, people.referral_line("notifying_lead", it) }),
  start = {
    by = { "manager", "referring_lead" },
    form = {
      "pseudonym", "referring_agency", "aware_date", "referral_reason", "immediate_safety", "criteria", optional "notified_on", optional "notifying_agency",
      optional "duty_agreed", optional "incident_date", optional "category", optional "age_band",
    },
    guard = facts.begins(it),
  },

  fields = facts.fields(it, {
    notifying_agency = notify.fields.notifying_agency,
    duty_agreed = { type = "yesno", label = "Do all partners agree which council notifies?", hint = "The council where the incident took place does." },
    notified_on = { type = "date", label = "Notified to the National Panel on", hint = "The 15 working days of the rapid review count from this day." },
    informants = { type = "parties", label = "Agencies asked for a summary" },
    information_due = { type = "date", label = "Summaries due", hint = "Seven working days after they are asked where nothing is said." },
    missing_why = { type = "text", label = "Why not to wait for the missing answers" },
    agencies_part = { type = "text", label = "What happened, and the agencies' part in it", hint = "No names." },
    potential = { type = "text", label = "What could be improved" },
    context = { type = "text", label = "Context", hint = "Racism, inequality and disability among it." },
    next_step = { type = "choice", label = "Next step proposed", options = it.decisions },
    submitted_on = { type = "date", label = "Rapid review sent on" },
    panel_response = { type = "choice", label = "Answer of the National Panel", options = { "agrees", "disagrees", "national_review" } },
    panel_response_on = { type = "date", label = "Answered on" },
    panel_response_note = { type = "text", label = "What the National Panel says" },
    local_authority_decision = { type = "choice", label = "Decision of the local authority", options = it.decisions },
    health_decision = { type = "choice", label = "Decision of health", options = it.decisions },
    police_decision = { type = "choice", label = "Decision of the police", options = it.decisions },
    tell_due = { type = "date", label = "Decision to be told by" },
    told_on = { type = "date", label = "Decision told on" },
    told_whom = { type = "list", label = "Told to" },
    reviews = { type = "list", label = "Review that it became" },
  }),
  list = { title = "pseudonym", due = "due", lead = "referring_agency" },
  ladders = ladders,

  rag = {
    { "grey", any { in_state "work.withdrawn", in_state "work.ended_without" } },
    { "blue", called("the response is agreed", any { in_state "work.response_agreed", in_state "work.pre_publication", in_state "work.monitoring", in_state "work.closed" }) },
    { "red", called("it should have been notified", all { in_state "clock.notifying", past "5 working days after aware_date" }) },
    { "red", called("the rapid review is late", all { in_state "clock.rapid", past "15 working days after notified_on" }) },
    { "red", called("the report is late", all { in_state "clock.reporting", past "6 months after decided_on" }) },
    { "amber", called("the rapid review is due within 5 working days", all { in_state "clock.rapid", past "10 working days after notified_on" }) },
    { "amber", called("the report is due within a month", all { in_state "clock.reporting", past "5 months after decided_on" }) },
  },
  warnings = {
    { "The partners do not agree", any {
      differs("local_authority_decision", "health_decision"), differs("health_decision", "police_decision"), differs("local_authority_decision", "police_decision"),
    } },
    { "The National Panel does not agree with what was proposed", is("panel_response", "disagrees") },
    { "No age band yet", no(has "age_band") },
    notify.unnamed(in_state "work.notified"),
  },

  type = "parallel",
  states = {
    work = { title = "Work", entry = facts.regime(), initial = "notified", on = process.anywhere(it), states = work },
    clock = {
      title = "Clock", initial = "notifying",
      states = {
        notifying = {
          title = "Notification due", entry = { set("due", date_of "5 working days after aware_date") }, ladder = "notify",
          on = { notified = "rapid", withdrawn = "none" },
        },
        rapid = {
          title = "Rapid review due", entry = { set("due", date_of "15 working days after notified_on") }, ladder = "rapid",
          on = { submitted = "waiting", withdrawn = "none" },
        },
        waiting = { title = "Decision awaited", entry = { clear "due" }, on = { begun = "reporting", not_begun = "none", withdrawn = "none" } },
        reporting = clock.reporting(), delivered = clock.delivered, none = clock.none,
      },
    },
    telling = telling,
    proceedings = clock.proceedings,
    access = clock.access,
  },
}
