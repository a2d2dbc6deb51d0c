-- What reviews of every kind have in common once it is decided to hold one: commissioning, agency reports, analysis, the report, the answer to each
-- recommendation, actions, publication, and an end that waits for every action. A workflow says what differs:
--
--   it.commission_by  until when it is commissioned    it.body, it.meeting   before whom the report comes, and "the next meeting of rcscb"
--   it.commissioned_text, it.kept_back_text, it.withdrawn_text    what is told then
--   it.informs        it asks agencies, before that is decided, in its field `informants`
--   it.copies         { days = 7, to = "..." }: its report is published, and copies go out before that; nil: what it teaches is shared, not published
--   it.conducts, it.receiver, it.after_reports    who asks agencies and reads what they give, and where that leads: the panel's chair, and the analysis
--
-- The roles, fields and regions are those of review_roles.lua, review_facts.lua and review_clock.lua.

local words = use "words"
local facts = use "review_facts"
local plan = use "review_plan"
local clock = use "review_clock"
local called, once_given = words.called, words.once_given
local process = {}

local function copy(of, more)
  local made = {}
  for key, value in pairs(of) do made[key] = value end
  for key, value in pairs(more) do made[key] = value end
  return made
end

-- ---- the stages

local function commissioning(it)
  return {
    title = "To be commissioned", holder = "directs", due = "end of commission_due",
    entry = { set("commission_due", date_of(it.commission_by)) }, -- kept, so that it runs on when the report clock is stopped
    on = {
      commission = {
        target = "commissioned", label = "Commission it", decided_by = "directs", recorded_by = "manager",
        form = { "panel_chair", "panel", "lead_reviewer", "independence_declared", "methodology", "scope_from", "scope_to", "lines_of_enquiry" },
        guard = called("it can be commissioned", all {
          once_given("independence_declared", "the reviewer is independent of the case and of the agencies", is("independence_declared", true)),
        }),
        actions = { tell({ "panel_chair", "lead_reviewer" }, "is commissioned: it is yours to conduct now"), tell("manager", it.commissioned_text) },
      },
    },
  }
end

-- The ten working days [default] in which agencies are asked are no part of the report's clock: their end is kept, so that it runs on when that is stopped.
local commissioned = {
  title = "Commissioned", holder = "panel_chair", due = "end of ask_due",
  entry = { branches { { in_state "proceedings.parallel", { clock.two_weeks "ask_due" } }, { set("ask_due", date_of "10 working days") } } },
  on = {
    ask_reports = {
      target = "agency_reports", label = "Ask agencies for reports", by = { "panel_chair", "lead_reviewer", "manager" }, form = { "reporters", "reports_due" },
      guard = called("somebody is asked, by a day that is still to come", all {
        once_given("reporters", "an agency is named", at_least(1, "reporters")), once_given("reports_due", "the due date has not passed", no(past "end of reports_due")),
      }),
    },
    no_reports = {
      target = "analysis", label = "Go on without agency reports", by = "panel_chair", form = { "no_reports_why" },
    },
  },
}

local function agency_reports(it)
  local conducts, receiver = it.conducts or "panel_chair", it.receiver or from_field "panel_chair"
  return {
    title = "Agency reports asked for", holder = conducts, due = "end of reports_due",
    invoke = {
      workflow = "agency-report", for_each = "reporters", party_in = "agency", cycle_in = "review",
      data = {
        about = from_field "pseudonym", kind = "report", due = from_field "reports_due", terms = from_field "lines_of_enquiry", receiver = { receiver },
        panel = from_field "panel",
      },
    },
    on = {
      add_agency = { label = "Ask one more agency", by = { conducts, "manager" }, actions = { add_party "reporters" } },
      remove_agency = { label = "Take an agency out", by = { conducts, "manager" }, actions = { remove_party "reporters" } },
      waive = { label = "Waive an agency's report", by = conducts, actions = { exempt_party "reporters" } },
      ask_again = { label = "Ask an agency again", by = { conducts, "manager" }, actions = { reopen_party "reporters" } },
      analyse = {
        target = it.after_reports or "analysis", label = "All are in: go on", by = conducts,
        guard = called("every report was received and accepted, or waived with its reason", all {
          all_returned "reporters", called("every report was accepted", all_closed "reporters"),
        }),
      },
    },
  }
end

local analysis = {
  title = "Analysis", holder = "lead_reviewer",
  on = {
    add_recommendation = plan.add_recommendation,
    draft = {
      target = "drafting", label = "Go on to the draft", by = { "lead_reviewer", "panel_chair" },
      form = { "practitioner_events", "family_offer", optional "family_offer_why", "child_voice" },
      guard = called("why the family did not contribute is said", any { no(has "family_offer"), is("family_offer", "accepted"), has "family_offer_why" }),
    },
  },
}

local drafting = {
  title = "Report being drafted", holder = "lead_reviewer",
  on = {
    add_recommendation = plan.add_recommendation,
    accept_report = {
      target = "board_consideration", label = "The panel accepts the report", by = "panel_chair", form = { "report_version", "accuracy_signed", "anonymised" },
      guard = called("the report is ready", all {
        facts.paper_called("report", "the report is attached, with \"report\" in its title"),
        once_given("accuracy_signed", "each agency signed off the facts", is("accuracy_signed", true)),
        once_given("anonymised", "nothing in it could name a child", is("anonymised", true)),
        called("whoever accepts it did not write it", not_the_same("panel_chair", "lead_reviewer")),
      }),
      actions = { set("report_delivered", today()), tell({ "accepts", "manager" }, "the report is accepted by its panel: place it on the agenda") },
    },
  },
}

local function board_consideration(it)
  return {
    title = "Report before " .. it.body, holder = "accepts", due = it.meeting,
    on = {
      answer = {
        label = "Answer a recommendation", decided_by = "accepts", recorded_by = "manager", at_meeting = true, form = { "answer_to", "answer", optional "answer_reason" },
        guard = called("it can be answered", all {
          once_given("answer_to", "there is a recommendation of that number", when("there is a recommendation of that number", function(item)
            return item.fields.answer_to >= 1 and item.fields.answer_to <= (item.fields.recommendation_count or 0)
          end)),
          called("the reason is given where it is not accepted in full", any { no(has "answer"), is("answer", "accepted"), has "answer_reason" }),
        }),
        actions = {
          append("answers", { number = from_field "answer_to", answer = from_field "answer", reason = from_field "answer_reason", minute_ref = from_field "minute_ref" }),
          clear "answer_reason",
        },
      },
      agree_response = {
        target = "response_agreed", label = "Agree the response", decided_by = "accepts", recorded_by = "manager", at_meeting = true, form = { "decision_note" },
        guard = plan.all_answered(),
        actions = { raise "response_agreed", tell({ "manager", "llip_chair", "lead_reviewer" }, "the response is agreed: its actions are opened now") },
      },
      send_back = {
        target = "drafting", label = "Send it back", decided_by = "accepts", recorded_by = "manager", at_meeting = true, form = { "sent_back_why" },
        actions = { tell({ "lead_reviewer", "panel_chair" }, "sent back: it says what is missing") },
      },
    },
  }
end

local not_held_back = called("it is published as the decision on publication says", any {
  is("publication_decision", "full"), all { is("publication_decision", "executive_summary"), has "publication_reason" },
})

local prepare = {
  target = "pre_publication", label = "Prepare publication", decided_by = "directs", recorded_by = "manager",
  form = { "publication_decision", optional "publication_reason", "redaction_checked", "family_informed", "staff_informed", "communications" },
  guard = called("it can be prepared", all {
    plan.each_is_served(),
    called("why it is not published in full is said", any { no(has "publication_decision"), is("publication_decision", "full"), has "publication_reason" }),
    once_given("redaction_checked", "the redaction was checked", is("redaction_checked", true)),
    once_given("family_informed", "the family was told", is("family_informed", true)),
  }),
}

-- What is not published is shared all the same: a briefing, a learning event.
local share = {
  target = "monitoring", label = "Share what was learnt, and follow it up", by = "manager", form = { "communications" }, guard = plan.each_is_served(),
  actions = { set("access_from", today()), tell("llip_chair", "what was learnt is shared: its actions are followed up") },
}

local function response_agreed(it)
  return {
    title = "Response agreed", holder = "manager", due = "10 working days",
    on = { open_action = plan.open_action, link_action = plan.link_action, prepare = it.copies and prepare or nil, share = not it.copies and share or nil },
  }
end

local function publish(it)
  local conditions = {
    not_held_back, called("no proceedings stop it", no(in_state "proceedings.parallel")),
    facts.has_come("published_on", "the day of publication has come"),
  }
  if it.copies then
    local text = ("%s had copies %d working days before"):format(it.copies.to, it.copies.days)
    conditions[#conditions + 1] = called(text, has "copies_sent_on")
    conditions[#conditions + 1] = once_given("published_on", text, any {
      no(has "copies_sent_on"), later_than("published_on", it.copies.days .. " working days after copies_sent_on at 00:00"),
    })
  end
  return {
    target = "monitoring", label = "Publish it", by = "manager", form = { "published_on", "published_url" }, guard = called("it can be published", all(conditions)),
    actions = { set("access_from", from_field "published_on"), tell({ "directs", "llip_chair", "panel_chair" }, "it is published") },
  }
end

local function pre_publication(it)
  local on = {
    open_action = plan.open_action, link_action = plan.link_action, publish = publish(it),
    decide_anew = {
      label = "Decide anew on publication", decided_by = "directs", recorded_by = "manager", form = { "publication_decision", optional "publication_reason" },
      guard = called("why it is not published in full is said", any { no(has "publication_decision"), is("publication_decision", "full"), has "publication_reason" }),
    },
    keep_back = {
      target = "monitoring", label = "Go on without publication", decided_by = "directs", recorded_by = "manager", form = { "reason" },
      guard = called("it was decided not to publish it", is("publication_decision", "not_published")),
      actions = { set("access_from", today()), tell({ "manager", "llip_chair" }, it.kept_back_text) },
    },
  }
  if it.copies then
    on.send_copies = {
      label = "Copies were sent", by = "manager", form = { "copies_sent_on" }, guard = facts.has_come("copies_sent_on", "the day on which they were sent has come"),
    }
  end
  return { title = "Publication prepared", holder = "manager", on = on }
end

local monitoring = {
  title = "Actions being followed up", holder = "llip_group", due = "the next meeting of llip",
  every = {
    ["1 month"] = {
      name = "all-closed", label = "Are its actions closed?", guard = all_closed "actions",
      actions = { tell({ "manager", "accepts" }, "all of its actions are closed: its closure can be placed on the agenda") },
    },
  },
  on = {
    open_action = plan.open_action, link_action = plan.link_action,
    look = {
      target = "monitoring", label = "Note its progress at LLIP", decided_by = "llip", recorded_by = "manager", at_meeting = true, form = { "progress_note" },
    },
    close = {
      target = "closed", label = "Close it", decided_by = "accepts", recorded_by = "manager", at_meeting = true,
      form = { "closure_report", "impact_summary", "residual_risk" },
      guard = called("it can be closed", all { plan.each_is_served(), called("all of its actions are closed", all_closed "actions") }),
    },
  },
}

local closed = {
  title = "Closed", tags = { "closed" },
  entry = { set("closed_on", today()), tell({ "manager", "llip_chair", "directs" }, "closed: whether the change lasts is looked at in twelve months") },
  after = { ["12 months"] = { label = "Is it still so?", actions = { tell({ "manager", "llip_chair" }, "closed a year ago: check that the change lasts") } } },
  on = {
    sustain = { label = "Note what the sustain check found", decided_by = "llip", recorded_by = "manager", form = { "sustained", "sustain_finding" } },
    reopen = {
      target = "monitoring", label = "Re-open it", decided_by = { "accepts", "llip" }, recorded_by = "manager", form = { "reopen_reason" },
      actions = { clear "closed_on", tell({ "manager", "llip_chair" }, "re-opened") },
    },
  },
}

-- How a review begins on which LLIP decides. What the Independent Chair or the partners decided on elsewhere is not decided again.
function process.proposed(own)
  local begun = { set("decision", "review"), set("decided_on", today()), raise "begun" }
  return copy(own or {}, {
    proposed = {
      title = "Proposed", holder = "llip_group", due = "the next meeting of llip",
      always = { target = "commissioning", guard = has "arose_from", actions = begun },
      on = {
        agree = {
          target = "commissioning", label = "Agree on a review", decided_by = "directs", recorded_by = "manager", at_meeting = true, form = { "decision_reason" },
          actions = begun,
        },
        decline = {
          target = "declined", label = "Agree on no review", decided_by = "directs", recorded_by = "manager", at_meeting = true, form = { "decision_reason" },
          actions = { set("decision", "no_review"), set("decided_on", today()), raise "withdrawn", tell("referring_lead", "LLIP agreed on no review") },
        },
      },
    },
    declined = { title = "No review", tags = { "closed" }, entry = { set("closed_on", today()) } },
  })
end

-- The states from commissioning on, beside the workflow's own before it.
function process.stages(it, own)
  local all_states = copy({
    commissioning = not own.commissioning and commissioning(
      it) or nil, agency_reports = agency_reports(it), board_consideration = board_consideration(it), response_agreed = response_agreed(it),
    pre_publication = it.copies and pre_publication(it) or nil, monitoring = monitoring, closed = closed,
    withdrawn = { title = "Withdrawn", tags = { "closed" }, entry = { set("closed_on", today()) } },
  }, own)
  if not it.after_reports then all_states = copy(all_states, { commissioned = commissioned, analysis = analysis, drafting = drafting }) end
  for _, name in ipairs { "commissioning", "commissioned", "agency_reports", "analysis", "drafting", "board_consideration" } do
    if all_states[name] then all_states[name].on.interim_action = plan.interim_action end
  end
  return all_states
end

local papers_open = called("its papers are open to the panel", in_state "access.open")

-- What can be done in many states: none of it moves the work, but for withdrawing.
function process.anywhere(it, more)
  local open = called("it is still open", no(any { in_state "work.closed", in_state "work.withdrawn" }))
  return copy({
    facts = { label = "Fill in the facts", by = { "manager", "panel_chair" }, form = facts.later, guard = facts.known_criteria() },
    add_evidence = {
      { label = "Add a paper", by = "manager", actions = { attach() } },
      { label = "Add a paper, as one of the panel", by = { "panel_chair", "lead_reviewer", "panel" }, guard = papers_open, actions = { attach() } },
    },
    withdraw_evidence = { label = "Withdraw a paper", by = { "manager", "panel_chair" }, guard = papers_open, actions = { withdraw() } },
    change_panel = {
      label = "Change the panel", decided_by = "directs", recorded_by = "manager",
      form = { optional "panel", optional "panel_chair", optional "lead_reviewer" }, guard = open,
    },
    withdraw = {
      target = "work.withdrawn", internal = true, label = "Withdraw it", decided_by = "directs", recorded_by = "manager", form = { "reason" }, guard = open,
      actions = {
        set("access_from", today()), raise "withdrawn", signal("reporters", "withdrawn"),
        tell({ "manager", "llip_chair", "panel_chair" }, it.withdrawn_text), it.informs and signal("informants", "withdrawn") or nil,
      },
    },
  }, more or {})
end

return process
