-- An action from a Serious Case Review, a Learning Review, a Management Review or an audit, from proposal to proven closure.
-- Done is not closed: the owner claims, the agency attests, LLIP scrutinises and minutes, and only proof of impact closes. One workflow for every
-- kind of review. README.md beside this file says how to read it, and docs/review-action.md who does what.
-- Weight: what has high priority must be SMART in full, its evidence graded, its closure ratified and looked at again after twelve months. All other actions need
-- an owner, a date and a measure, and proof of impact; the rest is there for whoever wants it. `high` below says which carry the full weight [default].

local ladder = use "ladder"
local evidence = use "evidence"
local words = use "words"
local called, once_given = words.called, words.once_given

local high = called("it has high priority", is("priority", "high"))
local not_high = called("it does not have high priority", no(high))
local owners_turn = called("it is the owner's turn", any { in_state "work.agreed", in_state "work.in_progress" })
local paused = called("it is paused", in_state "work.paused")
local colours = use("brag").colours { turn = owners_turn, paused = paused, high = high }
local still_open = called("it is still open", no(any { in_state "work.closed_embedded", in_state "work.closed_superseded", in_state "work.closed_not_accepted" }))

local linked = any { has "plan_priority", at_least(1, "outcomes"), at_least(1, "plan_indicator") }

local function for_high(text, condition) return called("for high priority, " .. text, any { no(has "priority"), not_high, condition }) end

-- The SMART gate: what must be there before an action can be agreed, in full for high priority.
local smart = called("the action is specific, measurable, achievable, relevant and time-bound", all {
  has "text", has "owner", has "priority", has "success_measure",
  called("it is linked to a recommendation", at_least(1, "recommendations")),
  has "due", called("the due date has not passed", any { no(has "due"), no(past "end of due") }),
  called("impact is reviewed after the due date", any { no(has "due"), no(has "impact_due"), later_than("impact_due", "end of due") }),
  for_high("a baseline and a target are there", all { has "baseline", has "target" }),
  for_high("the lead agency accepted it in writing", has "acceptance"),
  for_high("it is linked to a priority, an outcome or an indicator of the business plan", linked),
  for_high("an impact review date is there", has "impact_due"),
})

-- Whoever decides must not be the owner, also when one person holds both posts.
local function by_other_than_owner(role)
  return called("whoever decides is not the owner", not_the_same(role, "owner"))
end

-- What LLIP accepts and closes is what the action says and the evidence that it saw. When one of these changes afterwards the decision no longer
-- stands, and the action goes back to be placed before LLIP again. More evidence is no change: impact comes after acceptance.
local accepted = { "text", "success_measure", "baseline", "target", seen "evidence" }
local closed = { "text", "success_measure", "baseline", "target", "impact_statement", seen "evidence" }

local function back_to_llip(target, decision, what)
  return {
    target = target, label = what .. " no longer stands", guard = stale(decision),
    actions = { tell({ "owner", "agency_lead" }, what .. " no longer stands: it is placed before LLIP again") }, -- who decided it hears of itself
  }
end

-- Re-opening keeps the old closure and its evidence, and begins a new round.
local function reopen(deciders, also)
  local transition = {
    target = "in_progress", label = "Re-open it", decided_by = deciders, recorded_by = "manager", lapses = { "accept", "close", "ratify" },
    form = { "reopen_reason", "reopen_source", "due", "impact_due", optional "text", optional "success_measure" },
    guard = called("it has new dates", all {
      called("the new due date has not passed", no(past "end of due")),
      called("impact is reviewed after the due date", later_than("impact_due", "end of due")),
    }),
    actions = {
      add("reopen_count", 1), evidence.keep(), set("challenge_count", 0), clear "escalation_level", clear "impact_rating", clear "statement",
      append("reopenings", { on = today(), reason = from_field "reopen_reason", source = from_field "reopen_source", by = decider() }),
      tell({ "owner", "agency_lead", "manager" }, "re-opened"),
    },
  }
  for key, value in pairs(also or {}) do transition[key] = value end
  return transition
end

local work = {
  proposed = {
    title = "Proposed", holder = "manager", due = "20 working days",
    after = { ["20 working days"] = { label = "Still not agreed", actions = { tell({ "manager", "chair" }, "still not agreed after 20 working days") } } },
    on = {
      prepare = {
        label = "Fill in the plan", by = { "manager", "agency_lead" },
        form = { optional "text", optional "owner", optional "priority", optional "start_date", optional "due", optional "impact_due", optional "milestone",
                 optional "success_measure", optional "baseline", optional "target", optional "recommendations", optional "plan_priority", optional "plan_indicator",
                 optional "outcomes", optional "theme", optional "resources", optional "risk", optional "review", optional "supporting" },
      },
      name_lead = { -- of one that was opened without
        label = "Name the agency that leads it", by = "manager", form = { "lead_agency", optional "owner" },
        actions = { clear "acceptance", tell("agency_lead", "your agency is to lead it: accept it in writing") },
      },
      accept_lead = { label = "Accept the lead in writing", by = { "agency_lead", "agency_board_member" }, form = { "acceptance" } },
      agree = {
        target = "agreed", label = "Agree it at LLIP", decided_by = "chair", recorded_by = "manager", at_meeting = true,
        guard = called("it is ready to be agreed", all { smart, by_other_than_owner "chair" }),
        actions = { set("original_due", from_field "due"), set("agreed_on", today()), tell({ "owner", "agency_lead" }, "agreed: the work can begin") },
      },
      reject = {
        target = "closed_not_accepted", label = "Do not accept it", decided_by = "board", recorded_by = "manager", at_meeting = true,
        form = { "reason", "alternative" }, actions = { tell({ "manager", "agency_lead", "chair" }, "not accepted by the Board") },
      },
    },
  },

  agreed = {
    title = "Agreed", holder = "owner", due = "end of due",
    on = { begin = { target = "in_progress", label = "Begin the work", by = "owner" } },
    at = { ["00:00 on start_date"] = { target = "in_progress", label = "The start date has come" } },
    always = { target = "in_progress", guard = past "00:00 on start_date" },
  },

  in_progress = {
    title = "In progress", holder = "owner", due = "end of due",
    entry = { set("last_update", today()) },
    on = {
      update = {
        label = "Report progress", by = "owner", form = { "narrative", "forecast", "self_rag", optional "milestone", optional "risk" },
        guard = colours.honest, actions = { set("last_update", today()) },
      },
      submit = {
        target = "evidence_submitted", label = "Claim it complete", by = "owner", form = { "statement" }, guard = evidence.any_given(),
        actions = { tell("agency_lead", "claimed complete: attest or return it within 5 working days") },
      },
    },
  },

  evidence_submitted = {
    title = "Evidence submitted", holder = "agency_lead", due = "5 working days",
    after = { ["5 working days"] = { label = "Attestation is late", actions = { tell({ "agency_lead", "manager" }, "waiting for the agency's attestation") } } },
    on = {
      attest = {
        target = "agency_confirmed", label = "Attest that it is done", by = { "agency_lead", "agency_board_member" }, form = { "attestation" },
        guard = called("somebody else than the owner attests", all {
          by_other_than_owner "agency_lead", called("whoever attests did not claim it complete", decided_by_other "submit"),
        }),
        actions = { tell("manager", "attested by the agency: place it on the agenda") },
      },
      return_to_owner = {
        target = "in_progress", label = "Return it to the owner", by = { "agency_lead", "agency_board_member" }, form = { "reason" },
        actions = { tell("owner", "returned by the agency") },
      },
    },
  },

  agency_confirmed = {
    title = "Confirmed by the agency", holder = "manager", due = "5 working days",
    on = {
      schedule = {
        target = "under_scrutiny", label = "Place it on LLIP's agenda", by = "manager", form = { "scrutiny_date" },
        actions = { set("pack_issued", today()), tell({ "chair", "llip" }, "on the agenda for scrutiny") },
      },
    },
  },

  under_scrutiny = {
    title = "Under scrutiny at LLIP", holder = "llip_group", due = "the next meeting of llip", ladder = "llip-decides",
    at = { ["5 working days after scrutiny_date"] = { label = "No decision minuted", actions = { tell({ "chair", "manager" }, "no decision was minuted") } } },
    on = {
      accept = {
        target = "implemented", label = "Accept it as implemented", decided_by = "chair", recorded_by = "manager", at_meeting = true,
        form = { "decision_note", "quorate" }, binds = accepted,
        guard = called("it is ready to be accepted", all {
          by_other_than_owner "chair", once_given("quorate", "the meeting was quorate", is("quorate", true)),
          called("evidence was handed in", evidence.any_given()),
          called("for high priority, evidence of process or above is graded sufficient", any { not_high, evidence.accepted "process" }),
        }),
        actions = { tell({ "owner", "agency_lead" }, "accepted as implemented: impact comes next") },
      },
      challenge = {
        {
          target = "challenged", label = "Challenge it a second time", decided_by = "llip", recorded_by = "manager", at_meeting = true,
          form = { "missing", "response_due" },
          guard = called("it was challenged before", at_least(1, "challenge_count")),
          actions = {
            add("challenge_count", 1), append("challenge_register", { raised = today(), why = from_field "missing", due = from_field "response_due" }),
            tell({ "owner", "agency_lead", "agency_board_member" }, "challenged again: answer by the date given"),
            tell_urgent({ "manager", "executive", "agency_director" }, "challenged twice: escalated to the Executive Group"), raise "level_2",
          },
        },
        {
          target = "challenged", label = "Challenge it", decided_by = "llip", recorded_by = "manager", at_meeting = true,
          form = { "missing", "response_due" },
          guard = called("it was not challenged before", no(at_least(1, "challenge_count"))),
          actions = {
            add("challenge_count", 1), append("challenge_register", { raised = today(), why = from_field "missing", due = from_field "response_due" }),
            tell({ "owner", "agency_lead" }, "challenged: answer by the date given"),
          },
        },
      },
    },
  },

  challenged = {
    title = "Challenged", holder = "owner", due = "end of response_due", ladder = "challenge-answer",
    on = {
      respond = {
        target = "evidence_submitted", label = "Answer with evidence", by = { "owner", "agency_lead" }, form = { "response" }, guard = evidence.any_given(),
        actions = { tell({ "agency_lead", "manager" }, "the challenge was answered: attest or return it") },
      },
      rework = {
        target = "in_progress", label = "Answer that more work is needed", by = { "owner", "agency_lead" }, form = { "response" },
        actions = { tell("manager", "the challenge was answered: more work is needed") },
      },
    },
  },

  implemented = {
    title = "Implemented, impact to be shown", holder = "owner", due = "end of impact_due", ladder = "impact-review",
    entry = { set("implemented_on", today()), branches { { no(has "impact_due"), { set("impact_due", date_of "6 months") } } } }, -- [default]
    always = back_to_llip("agency_confirmed", "accept", "the acceptance"),
    on = {
      submit_impact = {
        target = "impact_submitted", label = "Hand in the impact", by = { "owner", "monitoring" }, form = { "impact_statement" }, guard = evidence.given "impact",
        actions = { tell({ "manager", "chair" }, "impact handed in: decide at the next meeting") },
      },
    },
  },

  impact_submitted = {
    title = "Impact submitted", holder = "llip_group", due = "the next meeting of llip", ladder = "llip-decides",
    always = back_to_llip("agency_confirmed", "accept", "the acceptance"),
    on = {
      close = {
        target = "impact_accepted", label = "Accept the impact and close it", decided_by = "chair", recorded_by = "manager", at_meeting = true,
        form = { "impact_rating", "decision_note" }, binds = closed,
        guard = called("it is ready to be closed", all {
          by_other_than_owner "chair", approved "accept", evidence.given "impact",
          called("for high priority, evidence of impact or outcome is graded sufficient", any { not_high, evidence.accepted "impact" }),
          once_given("impact_rating", "improvement was demonstrated or sustained", any { is("impact_rating", "demonstrated"), is("impact_rating", "sustained") }),
        }),
      },
      reopen = reopen("llip", { label = "Re-open it: no or limited impact", at_meeting = true }),
    },
  },

  -- Nothing rests here: high priority goes to the Executive, everything else is closed.
  impact_accepted = {
    title = "Impact accepted",
    always = { { target = "awaiting_ratification", guard = high }, { target = "closed_embedded" } },
  },

  awaiting_ratification = {
    title = "Waiting for the Executive to ratify", holder = "executive", due = "the next meeting of executive",
    entry = { tell({ "executive", "manager" }, "high priority: waiting to be ratified") },
    always = { back_to_llip("agency_confirmed", "accept", "the acceptance"), back_to_llip("impact_submitted", "close", "the closure") },
    on = {
      ratify = {
        target = "closed_embedded", label = "Ratify the closure", decided_by = "executive", recorded_by = "manager", at_meeting = true, binds = closed,
        guard = called("it is ready to be ratified", all { by_other_than_owner "executive", approved "close" }),
      },
      refuse_ratification = {
        target = "impact_submitted", label = "Do not ratify it", decided_by = "executive", recorded_by = "manager", at_meeting = true, form = { "reason" },
        lapses = { "close" }, actions = { tell({ "chair", "owner", "manager" }, "the Executive did not ratify the closure") },
      },
    },
  },

  closed_embedded = {
    title = "Closed, embedded in practice", tags = { "closed" },
    entry = {
      set("closed_on", today()),
      append("closures", { on = today(), rating = from_field "impact_rating", meeting = from_field "meeting", minute_ref = from_field "minute_ref" }),
      tell({ "owner", "agency_lead", "chair", "manager" }, "closed as embedded"),
    },
    after = {
      ["12 months"] = {
        label = "Is it still so?", guard = high, actions = {
          tell({ "chair", "manager", "monitoring" }, "closed a year ago: check that the change lasts, and note what you found"),
        },
      },
    },
    on = {
      reopen = reopen({ "llip", "executive", "independent_chair" }),
      sustain = {
        label = "Note what the sustain check found", decided_by = { "chair", "monitoring" }, recorded_by = "manager", form = { "sustained", "sustain_finding" },
        actions = { set("sustain_checked_on", today()), tell({ "owner", "agency_lead", "chair" }, "it was looked at whether the change lasts: it says what was found") },
      },
    },
  },

  closed_superseded = { title = "Closed, merged into another", tags = { "closed" } },
  closed_not_accepted = { title = "Closed, not accepted", tags = { "closed" } },

  -- Its states say where it was taken up from, so that it goes back there.
  paused = {
    title = "Paused", ladder = "pause-review",
    on = {
      renew_pause = {
        label = "Go on pausing", decided_by = "executive", recorded_by = "manager", at_meeting = true, form = { "pause_reason", "pause_review" },
        guard = once_given("pause_review", "the pause is looked at again within 3 months", no(later_than("pause_review", "3 months"))),
      },
    },
  },
}

-- Extensions: asked for by the owner before the date, granted by whoever may grant that much. The original due date never moves.
local asked = called("an extension was asked for", has "extension_requested")

local function grant(decides, at_meeting, condition)
  return {
    label = "Grant the extension", decided_by = decides, recorded_by = "manager", at_meeting = at_meeting, form = { optional "decision_note" },
    guard = called("it can be granted", all { asked, any { no(asked), condition }, by_other_than_owner(decides) }),
    actions = {
      append("extensions", {
        old_due = from_field "due", new_due = from_field "new_due", reason = from_field "extension_reason", risk = from_field "extension_risk",
        granted = today(), by = decider(),
      }),
      set("due", from_field "new_due"), add("extensions_granted", 1), clear "extension_requested", clear "new_due", clear "escalation_level",
      tell({ "owner", "agency_lead", "manager" }, "the extension was granted"), raise "extended",
    },
  }
end

for _, name in ipairs { "agreed", "in_progress" } do
  local on = work[name].on
  on.request_extension = {
    label = "Ask for more time", by = "owner", form = { "new_due", "extension_reason", "extension_risk" },
    guard = called("more time can be asked for", all {
      called("it is asked for before the due date has passed", within "end of due"),
      once_given("new_due", "the new date is later than the due date", later_than("new_due", "end of due")),
      called("no other request is waiting", no(asked)),
    }),
    actions = { set("extension_requested", today()), add("extension_requests", 1), tell({ "chair", "manager" }, "an extension was asked for") },
  }
  on.grant_extension = {
    grant("chair", false, called("it is the first, and no longer than 20 working days",
      all { no(at_least(1, "extensions_granted")), no(later_than("new_due", "20 working days after due")) })),
    grant("llip", true, called("it is no later request than the second, and no longer than 3 months",
      all { no(at_least(3, "extension_requests")), no(later_than("new_due", "3 months after due")) })),
    grant("executive", true, called("it is the third request or longer than 3 months",
      any { at_least(3, "extension_requests"), later_than("new_due", "3 months after due") })),
  }
  on.refuse_extension = {
    label = "Refuse the extension", decided_by = { "chair", "executive" }, recorded_by = "manager", form = { "reason" },
    guard = asked, actions = { clear "extension_requested", clear "new_due", tell({ "owner", "agency_lead" }, "the extension was refused") },
  }
end

-- Pausing, from any open state and back to it. Up to 20 working days is the chair's, up to 3 months the Executive's.
local can_pause = {
  "proposed", "agreed", "in_progress", "evidence_submitted", "agency_confirmed", "under_scrutiny", "challenged", "implemented", "impact_submitted",
  "awaiting_ratification",
}

local function pause(from, decides, longest)
  return {
    target = "work.paused.from_" .. from, label = "Pause it", decided_by = decides, recorded_by = "manager", form = { "pause_reason", "pause_review" },
    guard = once_given("pause_review", "the pause is looked at again within " .. longest, no(later_than("pause_review", longest))),
    actions = { tell({ "owner", "agency_lead", "manager" }, "paused") },
  }
end

-- A pause is no way round an extension: a new due date after it is the Executive's to grant, and stands among the extensions.
local function resume_with_new_date(name)
  return {
    target = "work." .. name, label = "Take it up again with a new due date", decided_by = "executive", recorded_by = "manager", at_meeting = true,
    form = { "new_due" },
    guard = called("it can be given a new due date", all {
      once_given("new_due", "the new date is later than the due date", later_than("new_due", "end of due")), by_other_than_owner "executive",
    }),
    actions = {
      append("extensions", {
        old_due = from_field "due", new_due = from_field "new_due", reason = from_field "pause_reason", granted = today(), by = decider(),
      }),
      set("due", from_field "new_due"), add("extensions_granted", 1), clear "extension_requested", clear "new_due", clear "escalation_level",
      clear "pause_review", tell({ "owner", "agency_lead", "manager", "chair" }, "taken up again with a new due date"), raise "extended",
    },
  }
end

local function paused_from(name)
  return {
    title = "Paused", -- nobody holds it: while it is paused, nobody is late
    on = {
      resume = {
        {
          target = "work." .. name, label = "Take it up again", decided_by = { "chair", "executive" }, recorded_by = "manager",
          actions = { clear "pause_review", tell({ "owner", "agency_lead", "manager" }, "taken up again") },
        },
        resume_with_new_date(name),
      },
    },
  }
end

work.paused.initial = "from_proposed"
work.paused.states = {}
for _, name in ipairs(can_pause) do
  work[name].on.pause = { pause(name, "chair", "20 working days"), pause(name, "executive", "3 months") }
  work.paused.states["from_" .. name] = paused_from(name)
end

-- What can be done in many states: none of it moves the work.
local anywhere = {
  add_evidence = { label = "Add evidence", by = { "owner", "agency_lead", "manager", "monitoring" }, guard = still_open, actions = { attach() } },
  withdraw_evidence = { label = "Withdraw evidence", by = { "owner", "agency_lead", "manager" }, guard = still_open, actions = { withdraw() } },
  grade_evidence = {
    label = "Grade evidence", decided_by = { "chair", "llip" }, recorded_by = "manager",
    guard = called("it is before LLIP", any { in_state "work.under_scrutiny", in_state "work.impact_submitted" }), actions = { grade() },
  },
  also_serves = {
    label = "It serves another recommendation or indicator too", by = { "manager", "agency_lead" }, form = { optional "also_recommendation", optional "also_indicator" },
    guard = called("it is still open, and it is said what it serves", all { still_open, any { has "also_recommendation", has "also_indicator" } }),
    actions = {
      branches { { has "also_recommendation", { append("recommendations", from_field "also_recommendation"), clear "also_recommendation" } } },
      branches { { has "also_indicator", { append("plan_indicator", from_field "also_indicator"), clear "also_indicator" } } },
    },
  },
  supersede = {
    target = "work.closed_superseded", internal = true, label = "Merge it into another action", decided_by = "llip", recorded_by = "manager", at_meeting = true,
    form = { "successor" }, guard = still_open, actions = { set("closed_on", today()), tell({ "owner", "agency_lead", "manager" }, "merged into another action") },
  },
  reassign_owner = {
    label = "Give it to another owner", by = { "agency_lead", "manager" }, form = { "owner", "reassign_reason" }, guard = still_open,
    actions = { tell({ "owner", "agency_lead" }, "has a new owner") },
  },
  reassign_agency = {
    label = "Hand it to a successor agency", by = "manager", form = { "lead_agency", "owner", "reassign_reason" }, guard = still_open,
    actions = { tell({ "owner", "agency_lead", "chair" }, "has a new lead agency") },
  },
  explain_delay = {
    label = "Give the reason for the delay", by = { "owner", "agency_lead" }, form = { "delay_reason", "forecast" },
    guard = called("it is overdue", in_state "deadline.overdue"), actions = { tell({ "chair", "manager" }, "the delay was explained") },
  },
  decide_on_delay = {
    label = "Decide on the delay", decided_by = "chair", recorded_by = "manager", form = { "delay_decision" },
    guard = called("it is overdue", in_state "deadline.overdue"), actions = { tell({ "owner", "agency_lead", "manager" }, "the chair decided on the delay") },
  },
  refer_to_board = {
    label = "Refer it to the Board", by = "independent_chair", form = { "reason" },
    guard = called("it was escalated to the Independent Chair", at_least(3, "escalation_level")),
    actions = { tell("manager", "referred to the full Board"), raise "level_4" },
  },
  override_rag = {
    label = "Set the colour by hand", decided_by = { "chair", "llip" }, recorded_by = "manager", form = { optional "rag_override", "rag_reason" },
    guard = still_open,
  },
}

return {
  name = "review-action", title = "Review action", noun = "action", version = 5,
  ref = "RA-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    owner = { title = "Action owner", person_in = "owner" },
    agency_lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "lead_agency" },
    agency_board_member = { title = "Agency Board member", post = "board_member", of = "lead_agency" },
    agency_director = { title = "Agency director", post = "director", of = "lead_agency" },
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "LLIP chair", post = "llip_chair", not_from = "lead_agency" },
    llip = { title = "LLIP member", group = "llip", not_from = "lead_agency" },
    llip_group = { title = "LLIP members", group = "llip", not_from = "lead_agency" }, -- whose turn it is; each decides as a member
    monitoring = { title = "Monitoring and Evaluation chair", post = "monitoring_chair" },
    executive = { title = "Executive Group chair", post = "executive_chair", not_from = "lead_agency" },
    executive_group = { title = "Executive Group member", group = "executive" },
    board = { title = "Board, by its Independent Chair", post = "independent_chair" },
    independent_chair = { title = "Independent Chair", post = "independent_chair" },
    llip_members = { title = "LLIP member", group = "llip" },
  },
  read = { "manager", "owner", "agency_lead", "agency_board_member", "agency_director", "llip_members", "executive_group", "independent_chair", "monitoring" },
  start = {
    by = "manager",
    form = { "text", "lead_agency", "recommendations", optional "review", optional "owner", optional "priority", optional "start_date", optional "due",
             optional "impact_due", optional "milestone", optional "success_measure", optional "baseline", optional "target", optional "plan_priority", optional "plan_indicator",
             optional "outcomes", optional "theme", optional "resources", optional "risk", optional "supporting" },
  },

  fields = use "review_fields",
  list = { title = "text", due = "due", lead = "lead_agency", priority = "priority" },

  ladders = {
    ["before-due"] = ladder.reminders.few,
    ["overdue"] = ladder.overdue,
    ["llip-decides"] = ladder.group("llip"),
    ["challenge-answer"] = {
      { "1 working day after response_due", name = "answer-1", tell = { "owner", "agency_lead", "manager" }, text = "the challenge is not answered" },
      { "10 working days after response_due", name = "answer-10", tell = { "chair", "agency_board_member" },
        text = "the challenge is not answered after 10 working days" },
    },
    ["impact-review"] = {
      { "20 working days before impact_due", name = "impact-before", tell = "owner", text = "impact is reviewed in 20 working days" },
      { "1 working day after impact_due", name = "impact-1", tell = { "owner", "agency_lead", "manager" }, text = "the impact review is late" },
      { "20 working days after impact_due", name = "impact-20", tell = { "chair", "agency_board_member" },
        text = "the impact review is 20 working days late" },
    },
    ["pause-review"] = {
      { "1 working day after pause_review", name = "pause-1", tell = { "chair", "executive", "manager" }, text = "the pause is over its date: take it up again or renew it" },
    },
  },

  rag = colours.rag,

  warnings = {
    { "No due date yet", no(has "due") },
    { "No success measure yet", no(has "success_measure") },
    { "No baseline yet", all { no(not_high), no(has "baseline") } },
    { "No target yet", all { no(not_high), no(has "target") } },
    { "No impact review date yet", all { no(not_high), no(has "impact_due") } },
    { "No owner yet", no(has "owner") },
    { "No priority yet", no(has "priority") },
    { "The lead agency has not accepted it in writing", all { no(not_high), no(has "acceptance") } },
    { "Not linked to the business plan", all { no(not_high), no(linked) } },
    { "Due in more than 3 months and no milestone", all { in_state "work.proposed", later_than("due", "3 months"), no(has "milestone") } },
    { "The owner can no longer act: give it to another", all { has "owner", still_open, vacant "owner" } },
    { "The papers went out less than 5 working days before the meeting",
      all { in_state "work.under_scrutiny", later_than("pack_issued", "5 working days before scrutiny_date") } },
    { "An extension waits for a decision", asked },
  },

  type = "parallel",
  states = {
    work = { title = "Work", initial = "proposed", on = anywhere, states = work },
    deadline = ladder.region { turn = owners_turn, paused = paused },
  },
}
