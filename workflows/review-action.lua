-- An action from a Serious Case Review, a Learning Review, a Management Review or an audit, from proposal to proven closure.
-- Done is not closed: the owner claims, the agency attests, LLIP scrutinises and minutes, and only proof of impact closes. One workflow for every
-- kind of review. README.md beside this file says how to read it, and docs/review-action.md who does what.
-- Weight: what has high priority must be SMART in full, its evidence graded, its closure ratified and looked at again after twelve months. All other actions need
-- an owner, a date and a measure, and proof of impact; the rest is there for whoever wants it. `high` of lib/action_gate.lua says which carry the full weight [default].

local anywhere = use "action_anywhere"
local evidence = use "evidence"
local extension = use "action_extension"
local gate = use "action_gate"
local impact = use "action_impact"
local ladder = use "ladder"
local pause = use "action_pause"
local words = use "words"
local called, once_given = words.called, words.once_given

local high, not_high, by_other_than_owner = gate.high, gate.not_high, gate.by_other_than_owner
local owners_turn = called("it is the owner's turn", any { in_state "work.agreed", in_state "work.in_progress" })
local paused = called("it is paused", in_state "work.paused")
local colours = use("brag").colours { turn = owners_turn, paused = paused, high = high }

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
        guard = called("it is ready to be agreed", all { gate.smart, by_other_than_owner "chair" }),
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
    after = { ["5 working days"] = { label = "It is on no agenda", actions = { tell({ "manager", "chair" }, "attested, and not on an agenda yet") } } },
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
        form = { "decision_note", "quorate" }, binds = impact.accepted,
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

  implemented = impact.implemented,
  impact_submitted = impact.impact_submitted,
  impact_accepted = impact.impact_accepted,
  awaiting_ratification = impact.awaiting_ratification,
  closed_embedded = impact.closed_embedded,
  closed_superseded = { title = "Closed, merged into another", tags = { "closed" } },
  closed_not_accepted = { title = "Closed, not accepted", tags = { "closed" }, entry = { set("closed_on", today()) } },

  paused = pause.state,
}

for _, name in ipairs { "agreed", "in_progress" } do extension.add(work[name]) end
pause.add(work)

return {
  name = "review-action", title = "Review action", noun = "action", version = 7,
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
    ["executive-decides"] = {
      { "1 working day after the next meeting of executive", name = "not-ratified", tell = { "executive", "manager" },
        text = "the Executive has met and did not say whether it ratifies the closure: record it, or put it on the next agenda" },
    },
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
    { "Not linked to the business plan", all { no(not_high), no(gate.linked) } },
    { "Due in more than 3 months and no milestone", all { in_state "work.proposed", later_than("due", "3 months"), no(has "milestone") } },
    { "The owner can no longer act: give it to another", all { has "owner", anywhere.still_open, vacant "owner" } },
    { "The papers went out less than 5 working days before the meeting",
      all { in_state "work.under_scrutiny", later_than("pack_issued", "5 working days before scrutiny_date") } },
    { "An extension waits for a decision", extension.asked },
  },

  type = "parallel",
  states = {
    work = { title = "Work", initial = "proposed", on = anywhere.on, states = work },
    deadline = ladder.region { turn = owners_turn, paused = paused },
  },
}
