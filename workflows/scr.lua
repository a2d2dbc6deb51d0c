-- A Serious Case Review under the Local Safeguarding Children Boards Regulations 2006 (regulation 5) and Working Together 2015: from a referral or a
-- notified incident to the last action and the check that the change lasts. LLIP recommends, the Independent Chair alone decides. What is decided to be another
-- kind of review goes on as one of that kind. docs/scr.md says who does what, and which law each date is from.
-- Settings of this workflow: what is marked [default] in it is the board's choice; the rest is law or statutory guidance.

local facts = use "review_facts"
local process = use "review_process"
local plan = use "review_plan"
local clock = use "review_clock"
local notify = use "review_notify"
local people = use "review_roles"
local words = use "words"
local called, once_given = words.called, words.once_given

local ask_within = "2 working days" -- to ask agencies what they know, and to secure their records [default]

-- By Working Together 2018 new arrangements were in place by 29 September 2019, and what a Board had begun by then it had a year to finish.
local function in_time(text) return called(text, no(past "on 2019-09-29")) end

local it = {
  regimes = { "lscb2015" }, decisions = { "scr", "learning_review", "management_review", "no_review" },
  directs = { title = "Independent Chair", post = "independent_chair" }, accepts = { title = "Board, by its Independent Chair", post = "independent_chair" },
  informs = true, prefix = "SCR", noun = "review", body = "the Board", meeting = "the next meeting of rcscb",
  commission_by = "20 working days after decided_on", -- [default]
  commissioned_text = "commissioned: name the reviewer to the National Panel for information",
  copies = { days = 7, to = "Ofsted, the Department for Education and the National Panel" },
  kept_back_text = "it is not published: tell the Department for Education and the National Panel why",
  withdrawn_text = "withdrawn: tell the National Panel",
  llip = { "recommended", "recommended_reason", "dissent", "missing_why", "informants" },
  referring = { "notifiable", "notified_on", "notifying_agency" },
}
it[1] = facts.known_criteria()
it[2] = facts.has_come("aware_date", "the day since which it is known has come")
it[3] = once_given("notified_on", "the day of the notification has come", past "00:00 on notified_on")
it[4] = in_time("it is begun by 29 September 2019, the last day of the Boards; what is referred later is a Local Child Safeguarding Practice Review (lcspr), once the "
  .. "board's setting `regime` says masa2018 or masa2023")
it[5] = notify.somebody_does(no(in_state "telling.to_notify"))

local asked = {
  title = "Agencies asked what they know", holder = "manager", due = "end of information_due",
  invoke = {
    workflow = "agency-report", for_each = "informants", party_in = "agency", cycle_in = "review",
    data = { about = from_field "pseudonym", kind = "information", due = from_field "information_due", receiver = { { kind = "post", id = "business_manager" } } },
  },
  on = {
    add_agency = { label = "Ask one more agency", by = "manager", actions = { add_party "informants" } },
    remove_agency = { label = "Take an agency out", by = "manager", actions = { remove_party "informants" } },
    interim_action = plan.interim_action,
    recommend = {
      target = "recommended", label = "Recommend at LLIP", decided_by = "llip", recorded_by = "manager", at_meeting = true,
      form = { "recommended", "recommended_reason", optional "dissent", optional "missing_why" },
      guard = called("it can be recommended", all {
        called("all agencies answered, or why not to wait is said", any { all_returned "informants", has "missing_why" }),
        called("the criteria are ticked", at_least(1, "criteria")),
      }),
      actions = { tell({ "directs", "manager" }, "LLIP has recommended: the decision is yours") },
    },
  },
}

local referred = {
  title = "Referred", holder = "manager", due = ask_within,
  on = {
    interim_action = plan.interim_action,
    ask = {
      target = "scoping", label = "Ask agencies what they know", by = "manager", form = { "informants", optional "information_due" },
      guard = called("somebody is asked, by a day that is still to come", all {
        once_given("informants", "an agency is named", at_least(1, "informants")), once_given("information_due", "the due date has not passed", no(past "end of information_due")),
      }),
      actions = {
        branches { { no(has "information_due"), { set("information_due", date_of "10 working days") } } }, -- [default]
        tell({ "llip_chair", "directs" }, "referred: agencies are asked, and LLIP is to recommend within the month"),
      },
    },
  },
}

-- One decision, four ways on; `can`: what must be so besides. Where it is no Serious Case Review the National Panel is told why, with the notification.
local function decide(on_what, label, target, actions, can)
  actions[#actions + 1] = set("decided_on", today())
  local wanted = {
    called("the decision is that", any { no(has "decision"), is("decision", on_what) }),
    facts.long_enough("decision_reason", "the reasons are given in full, in at least 100 characters"),
    called("why it differs from what LLIP recommended is said", any { no(has "decision"), is("decision", from_field "recommended"), has "differs_why" }),
  }
  if can then table.insert(wanted, 2, can) end
  return {
    target = target, label = label, decided_by = "directs", recorded_by = "manager", form = { "decision", "decision_reason", optional "differs_why" },
    guard = called("it can be decided so", all(wanted)), actions = actions,
  }
end

local function other_review(workflow, kind)
  return open_into("reviews", workflow, {
    review_type = kind,
    pseudonym = from_field "pseudonym", referring_agency = from_field "referring_agency", regime = from_field "regime", aware_date = from_field "aware_date",
    referral_reason = from_field "referral_reason",
  }, "arose_from")
end

-- What was referred in time and not decided in time is the partners' to look at.
local may_begin = in_time("a Serious Case Review is begun by 29 September 2019: decide on no review, give that as the reason, and refer it as a Local Child Safeguarding "
  .. "Practice Review (lcspr)")

local recommended = {
  title = "Recommended, decision awaited", holder = "directs", due = "1 month after notified_on",
  on = {
    interim_action = plan.interim_action,
    decide = {
      decide("scr", "Decide on a Serious Case Review", "commissioning", { raise "begun", tell({ "manager", "llip_chair" }, "a Serious Case Review is begun") }, may_begin),
      decide("learning_review", "Decide on a Learning Review", "not_initiated", { raise "not_begun", other_review("learning-review", "learning_review") }),
      decide("management_review", "Decide on a Management Review", "not_initiated", { raise "not_begun", other_review("management-review", "management_review") }),
      decide("no_review", "Decide on no review", "not_initiated", { raise "not_begun", tell({ "manager", "llip_chair" }, "no review: the National Panel is told why") }),
    },
  },
}

local not_initiated = { title = "No Serious Case Review", always = { target = "ended_without", guard = in_state "telling.told" } }

local work = process.stages(it, {
  referred = referred, scoping = asked, recommended = recommended, not_initiated = not_initiated,
  ended_without = { title = "Ended without a Serious Case Review", tags = { "closed" }, entry = { set("closed_on", today()) } },
})

-- ---- what is told, and to whom

local notification = facts.paper_called("notification", "the Serious Incident Notification is attached, with \"notification\" in its title")

local told_already = facts.has_come("told_on", "the day on which it was told has come")

local telling = {
  title = "Telling others", initial = "arriving",
  on = { withdrawn = "telling.told" },
  states = {
    arriving = {
      title = "Arriving",
      always = {
        { target = "quiet", guard = has "notified_on" },
        { target = "to_notify", guard = is("notifiable", true) },
        { target = "quiet", actions = { set("notified_on", today()) } }, -- no notifiable incident: the month counts from the referral
      },
    },
    to_notify = {
      title = "To be notified to Ofsted and the Board", entry = { set("due", date_of "5 working days after aware_date"), notify.by_default() },
      holder = "notifying_lead", due = "5 working days after aware_date", ladder = "notify",
      on = {
        name_council = notify.name_council,
        notify = {
          target = "quiet", label = "It was notified", by = { "notifying_lead", "manager" }, form = { "notified_on" },
          guard = facts.has_come("notified_on",
            "the day of the notification has come"), actions = { tell({ "directs", "llip_chair", "manager" }, "notified: the decision is due within a month") },
        },
      },
    },
    quiet = { title = "Nothing to be told", entry = { set("due", date_of "1 month after notified_on") }, on = { begun = "to_tell", not_begun = "to_explain" } },
    to_tell = {
      title = "Decision to be told", holder = "manager", due = "end of tell_due", ladder = "tell",
      entry = { set("tell_due", date_of "5 working days after decided_on") }, -- kept, so that it runs on when the report clock is stopped
      on = {
        told = {
          target = "told", label = "It was told", by = "manager", form = { "told_on", "told_whom" },
          guard = called("it was told", all { called("proof of sending is attached", at_least(1, "evidence")), told_already }),
        },
      },
    },
    to_explain = {
      title = "To be explained to the National Panel", holder = "manager", due = "14 calendar days after decided_on", ladder = "explain",
      on = {
        told = { label = "It was told", by = "manager", form = { "told_on", "told_whom" }, guard = told_already },
        explain = {
          target = "told", label = "It was explained to the National Panel", by = "manager", form = { "panel_reason", "panel_told_on" },
          guard = called("the Panel has what it needs", all {
            notification, called("the decision was told to Ofsted, the Department and the family", has "told_on"),
            facts.has_come("panel_told_on", "the day on which the Panel was told has come"),
          }),
        },
      },
    },
    told = { title = "Told" },
  },
}

-- ---- clocks

local deciding = {
  title = "Decision awaited", ladder = "decision", on = { begun = "reporting", not_begun = "none", withdrawn = "none" },
}

local ladders = {
  notify = {
    { "3 working days after aware_date", name = "notify-3", tell = { "notifying_lead", "manager" }, text = "notify Ofsted and the Board within two working days" },
    {
      "5 working days after aware_date", name = "notify-5", tell = { "notifying_lead", "manager", "directs" }, urgent = true,
      text = "it should have been notified by now: notify today",
    },
  },
  decision = {
    {
      "20 calendar days after notified_on", name = "recommend", tell = { "llip_chair", "manager" },
      text = "LLIP is to recommend now: the decision is due within a month of the notification",
    },
    { "1 month after notified_on", name = "decide", tell = { "directs", "manager" }, urgent = true, text = "no decision yet: it was due within a month of the notification" },
  },
  tell = {
    {
      "end of tell_due", name = "tell", tell = { "manager", "directs" },
      text = "Ofsted, the Department, the National Panel, Board members and the family should have been told",
    },
  },
  explain = {
    { "5 working days after decided_on", name = "tell", tell = { "manager", "directs" }, text = "Ofsted, the Department, Board members and the family should have been told" },
    { "10 calendar days after decided_on", name = "explain-10", tell = "manager", text = "the National Panel is to be told why within four days" },
    { "14 calendar days after decided_on", name = "explain", tell = { "manager", "directs" }, urgent = true, text = "the National Panel should have been told why by now" },
  },
  report = clock.ladders.report,
}

return {
  name = "scr", title = "Serious Case Review", noun = "review", version = 6,
  ref = "SCR-{year}-{number}",
  notice = "A reference and a pseudonym only: no child's name, initials, date of birth or address. Worried about a child now? Refer to children's social care or "
    .. "call the police.",

  roles = people.of(it, { notifying_lead = notify.role }),
  see = people.see(it, { people.referral_line("notifying_lead", it) }),
  start = {
    by = { "manager", "referring_lead" },
    form = {
      "pseudonym", "referring_agency", "aware_date", "referral_reason", "immediate_safety", "criteria", "notifiable", optional "notified_on", optional "notifying_agency",
      optional "incident_date", optional "category", optional "age_band",
    },
    guard = facts.begins(it),
  },

  fields = facts.fields(it, {
    notifiable = { type = "yesno", label = "Is it a notifiable incident?", hint = "The council notifies Ofsted and the Board within five working days." },
    notifying_agency = notify.fields.notifying_agency,
    notified_on = { type = "date", label = "Notified on", hint = "To Ofsted and the Board. The month for the decision counts from this day." },
    informants = { type = "parties", label = "Agencies asked what they know" },
    information_due = { type = "date", label = "Information due", hint = "Ten working days after they are asked where nothing is said." },
    missing_why = { type = "text", label = "Why not to wait for the missing answers" },
    recommended = { type = "choice", label = "What LLIP recommends", options = it.decisions },
    recommended_reason = { type = "text", label = "Reasons of LLIP, by criterion" },
    dissent = { type = "text", label = "Who was of another mind, and why" },
    differs_why = { type = "text", label = "Why the decision differs from LLIP's recommendation" },
    tell_due = { type = "date", label = "Decision to be told by" },
    told_on = { type = "date", label = "Decision told on" },
    told_whom = { type = "list", label = "Told to" },
    panel_reason = { type = "text", label = "Reason given to the National Panel" },
    panel_told_on = { type = "date", label = "National Panel told on" },
    reviews = { type = "list", label = "Review that it became" },
  }),
  list = { title = "pseudonym", due = "due", lead = "referring_agency" },
  ladders = ladders,

  rag = {
    { "grey", any { in_state "work.withdrawn", in_state "work.ended_without" } },
    { "blue", called("the response is agreed", any { in_state "work.response_agreed", in_state "work.pre_publication", in_state "work.monitoring", in_state "work.closed" }) },
    { "red", called("it should have been notified", all { in_state "telling.to_notify", past "5 working days after aware_date" }) },
    { "red", called("the decision is late", all { in_state "clock.deciding", past "1 month after notified_on" }) },
    { "red", called("the report is late", all { in_state "clock.reporting", past "6 months after decided_on" }) },
    { "amber", called("LLIP has not recommended in time", all { in_state "clock.deciding", no(in_state "work.recommended"), past "20 calendar days after notified_on" }) },
    { "amber", called("the report is due within a month", all { in_state "clock.reporting", past "5 months after decided_on" }) },
  },
  warnings = {
    { "Board reviews had to end by 29 September 2020", called("that day is past", all { no(in_state "work.closed"), past "on 2020-09-29" }) },
    { "No age band yet", no(has "age_band") },
    notify.unnamed(in_state "telling.to_notify"),
  },

  type = "parallel",
  states = {
    work = { title = "Work", entry = facts.regime(), initial = "referred", on = process.anywhere(it), states = work },
    clock = { title = "Clock", initial = "deciding", states = { deciding = deciding, reporting = clock.reporting(), delivered = clock.delivered, none = clock.none } },
    telling = telling,
    proceedings = clock.proceedings,
    access = clock.access,
  },
}
