-- One agency's answer on how children come of age in its care: who is in scope, what is in place, what its own audit found, how sure it is. `transition-assurance`
-- asks for it, once for all children and once for those with disabilities; whoever has answered one may take it over into the other. README.md beside this file
-- says how to read it, docs/transition-assurance.md who does what.

local chase = use "chase"
local called = use("words").called

-- This board's defaults; no national rule says them.
local audit_age = "18 months"           -- an agency that is sure has audited itself within this time
local review_turn = "20 working days"
local follow_up_turn = "20 working days"
local again_turn = "5 working days"     -- a director signs off what was changed to answer a question
local recheck = "6 months"
local longest_extension = "10 working days"

local levels = { "substantial", "reasonable", "limited", "none" }
local sure = any { is("assurance_level", "substantial"), is("assurance_level", "reasonable") }

-- What is answered, in the order of the page. An answer that comes from the other request is one of these.
local answers = {
  { "cohort", "Who is in scope", "text", "How the cohort was defined." },
  { "in_scope", "Aged 14 to 17 in scope", "whole" },
  { "plan_at_14", "Of these with a transition plan by 14", "whole" },
  { "plan_at_16", "By 16", "whole" },
  { "plan_at_17", "By 17", "whole" },
  { "referred_before_17", "Referred to an adult service before 17", "whole" },
  { "protocol", "Is a protocol in place?", "yesno" },
  { "protocol_on", "Protocol of", "date" },
  { "transition_worker", "Does each have a named transition worker?", "yesno" },
  { "joint_panel", "Is the joint panel attended?", "yesno" },
  { "audit_title", "Own audit", "text", "Its title and where it is kept." },
  { "audit_on", "Own audit of", "date" },
  { "audit_sample", "Cases in the sample", "whole" },
  { "audit_result", "What it found", "text" },
  { "audit_grade", "Its grade", "choice", nil, { "outstanding", "good", "requires_improvement", "inadequate" } },
  { "ehc_year_9", "Education, health and care reviews from year 9", "text" },
  { "mental_health", "From children's to adults' mental health services", "text" },
  { "continuing_care", "From children's to adults' continuing care", "text" },
  { "probation", "From youth offending to probation", "text" },
  { "care_leavers", "Care leavers", "text" },
  { "voice", "What young people and their carers say", "text" },
  { "capacity_training", "Training on mental capacity", "text" },
  { "incidents", "Complaints and incidents", "text" },
  { "gaps", "Gaps", "text" },
  { "assurance_level", "How sure the agency is", "choice", nil, levels },
  { "improvements", "What will be improved, and by when", "text" },
}

local needed = { "cohort", "in_scope", "protocol", "transition_worker", "voice", "gaps", "assurance_level" }

local function answer_form()
  local form = {}
  for i, answer in ipairs(answers) do form[i] = optional(answer[1]) end
  return form
end

local function complete()
  local each = {}
  for i, name in ipairs(needed) do each[i] = has(name) end
  each[#each + 1] = called("whoever is not sure says what will be improved", any { sure, has "improvements" })
  return all(each)
end

local take_answers = run("take the answers over from the agency's other return", function(item)
  local other, taken = item.fields.other[1], { taken_from = item.fields.other[1].ref }
  for _, answer in ipairs(answers) do taken[answer[1]] = other[answer[1]] end
  return taken
end)

local function answer_names()
  local names = {}
  for i, answer in ipairs(answers) do names[i] = answer[1] end
  return names
end

local fillers = { "lead", "compiler" }
local with_agency = called("it is with the agency", any { in_state "work.with_agency", in_state "work.sign_off.first" })

local filling = chase.extension(fillers, longest_extension)
filling.assess = { label = "Fill it in", by = fillers, form = answer_form(), actions = { set("assessed_on", today()) } }
filling.name_compiler = {
  label = "Name who fills it in", by = { "lead", "manager" }, form = { "compiler" },
  actions = { chase.and_person "compiler", tell("compiler", "a return on transition was given to you to fill in") },
}
filling.take_over = { target = "work.with_agency.taking_over", label = "Answer as in our return to the other request", by = fillers }
filling.hand_in = {
  target = "work.sign_off", label = "Hand it in to be signed off", by = fillers, guard = complete(),
  actions = { tell("director", "a return on transition is ready to be signed off") },
}

local with_the_agency = {
  title = "With the agency", initial = "requested", on = filling,
  states = {
    requested = {
      title = "Requested", holder = "lead", due = "end of due", entry = { chase.lead_alone() },
      on = { acknowledge = { target = "acknowledged", label = "Acknowledge the request", by = "lead" } },
      always = { target = "acknowledged", guard = has "assessed_on" },
    },
    acknowledged = { title = "Acknowledged", holder = "lead", due = "end of due" },
    taking_over = {
      title = "The other return is looked for",
      entry = {
        gather {
          into = "other", of = "transition-return", where = { agency = from_field "agency", round = from_field "round", signed_off = true }, take = answer_names(),
        },
      },
      always = {
        { target = "acknowledged", guard = at_least(1, "other"), actions = { take_answers, clear "other", set("assessed_on", today()) } },
        { target = "acknowledged", actions = { set("taken_from", "nothing: the other return is not signed off yet"), clear "other" } },
      },
    },
  },
}

-- From when it is signed off it has returned, whatever the review then says.
local review = {
  title = "Reviewed", tags = { "returned" }, initial = "submitted",
  on = { note_review = { label = "Write down what the review says", by = { "chair", "manager" }, form = { "review_note" } } },
  states = {
    submitted = {
      title = "Handed in, to be reviewed", holder = "chair", due = review_turn,
      on = {
        accept = {
          target = "accepted", label = "Accept the assurance", decided_by = "chair", recorded_by = "manager", at_meeting = true, form = { optional "review_note" },
          guard = all {
            called("the agency is sure, reasonably or more", sure),
            has "audit_on", called("its own audit is less than " .. audit_age .. " old", no(past(audit_age .. " after audit_on"))),
          },
          actions = { set("reviewed_level", from_field "assurance_level"), tell("contacts", "the return on transition was accepted") },
        },
        follow_up = {
          target = "follow_up", label = "Ask for more", decided_by = "chair", recorded_by = "manager", form = { "question" },
          actions = { tell("contacts", "Monitoring and Evaluation asks for more on transition") },
        },
        not_assure = {
          target = "not_assured", label = "Not assured", decided_by = "chair", recorded_by = "manager", at_meeting = true, form = { "reviewed_level", "review_note" },
          guard = called("the level is limited or none", any { no(has "reviewed_level"), is("reviewed_level", "limited"), is("reviewed_level", "none") }),
          actions = { tell({ "contacts", "board_member" }, "the Board is not assured on transition: actions follow") },
        },
      },
    },
    follow_up = {
      title = "More is asked for", holder = "lead", due = follow_up_turn, ladder = "answer",
      on = {
        answer = { -- what was changed is signed off again before anybody reviews it
          {
            target = "work.sign_off", label = "Answer, to be signed off again", by = fillers, form = { "question_answer" },
            guard = all { called("what was signed off has changed", stale "sign_off"), complete() },
            actions = { tell("director", "a return on transition was changed to answer a question: sign it off again") },
          },
          {
            target = "submitted", label = "Answer", by = fillers, form = { "question_answer" }, guard = no(stale "sign_off"),
            actions = { tell("chair", "the question was answered") },
          },
        },
        assess = filling.assess,
      },
    },
    not_assured = {
      title = "Not assured, actions follow", holder = "chair", due = recheck,
      on = {
        add_action = {
          label = "Open an action for it", by = { "chair", "manager" }, form = { "action", "action_due", optional "action_priority" },
          actions = {
            open_into("actions", "monitoring-action", {
              text = from_field "action", lead_agency = from_field "agency", due = from_field "action_due", priority = from_field "action_priority",
              recommendations = { "Assurance on transition" }, plan_indicator = from_field "plan_indicator",
            }, "review"),
            clear "action", clear "action_due", clear "action_priority",
          },
        },
      },
      after = { [recheck] = { target = "recheck", label = "The re-check is due", actions = { tell({ "chair", "manager" }, "a re-check on transition is due") } } },
    },
    recheck = {
      title = "Re-check", holder = "chair", due = review_turn,
      on = {
        recheck = {
          { target = "accepted", label = "Record the re-check: assured", decided_by = "chair", recorded_by = "manager", at_meeting = true,
            form = { "rechecked_level", "recheck_note" }, guard = any { is("rechecked_level", "substantial"), is("rechecked_level", "reasonable") },
            actions = { tell("contacts", "the re-check on transition is done") } },
          { target = "not_assured", label = "Record the re-check: not assured", decided_by = "chair", recorded_by = "manager", at_meeting = true,
            form = { "rechecked_level", "recheck_note" }, actions = { tell({ "contacts", "board_member" }, "the Board is still not assured on transition") } },
        },
      },
    },
    accepted = { title = "Assured", tags = { "closed" } },
  },
}

local signed_before = called("it was signed off before", has "submitted_on")

local function by_director(label, guard, actions)
  return {
    target = "work.review", label = label, by = "director", binds = answer_names(),
    guard = all { guard, called("whoever signs off did not fill it in", all { not_the_same("director", "compiler"), decided_by_other "assess" }), complete() },
    actions = { set("signatory", actor()), table.unpack(actions) },
  }
end

local function sent_back(target, label, guard)
  return {
    target = target, label = label, by = "director", form = { "reason" }, guard = guard,
    actions = { tell("contacts", "the return was not signed off: it needs changes") },
  }
end

-- One that was signed off before stays returned while it is signed off again.
local sign_off = {
  title = "Sign-off", initial = "first",
  on = {
    sign_off = {
      by_director("Sign it off again", signed_before, { tell("chair", "the question was answered and signed off") }),
      by_director("Sign it off", no(signed_before), {
        set("submitted_on", today()), set("signed_off", true), tell({ "manager", "lead" }, "a return on transition was signed off"),
      }),
    },
    send_back = {
      sent_back("work.review.follow_up", "Send it back to be changed again", signed_before),
      sent_back("work.with_agency.acknowledged", "Send it back to be changed", no(signed_before)),
    },
  },
  states = {
    first = { title = "Director signs off", holder = "director", due = "end of due", always = { target = "again", guard = signed_before } },
    again = { title = "Director signs off again", tags = { "returned" }, holder = "director", due = again_turn },
  },
}

local fields = {
  title = { type = "text", label = "Request" },
  agency = { type = "agency", label = "Agency" },
  cycle = { type = "item", label = "Request for all agencies" },
  kind = { type = "choice", label = "About", options = { "general", "disabled" } },
  round = { type = "text", label = "Round" },
  plan_indicator = { type = "list", label = "Indicators of the plan" },
  due = { type = "date", label = "Due date" },
  compiler = { type = "person", label = "Filled in by" },
  assessed_on = { type = "date", label = "Filled in on" },
}
for _, answer in ipairs(answers) do fields[answer[1]] = { type = answer[3], label = answer[2], hint = answer[4], options = answer[5] } end
for name, field in pairs {
  taken_from = { type = "text", label = "Answers taken over from" },
  other = { type = "list", label = "Return to the other request" },
  signed_off = { type = "yesno", label = "Signed off" },
  submitted_on = { type = "date", label = "Signed off on" },
  signatory = { type = "person", label = "Signed off by" },
  evidence = { type = "evidence", label = "Evidence" },
  review_note = { type = "text", label = "What the review says" },
  reviewed_level = { type = "choice", label = "Level after the review", options = levels },
  question = { type = "text", label = "Question" },
  question_answer = { type = "text", label = "Answer" },
  action = { type = "text", label = "Action", hint = "Begin with a verb; say one thing that will change." },
  action_due = { type = "date", label = "Action due" },
  action_priority = { type = "choice", label = "Priority of the action", options = { "high", "medium", "low" } },
  actions = { type = "list", label = "Actions" },
  rechecked_level = { type = "choice", label = "Level after the re-check", options = levels },
  recheck_note = { type = "text", label = "What the re-check found" },
  ended_because = { type = "text", label = "Why it was ended" },
  reason = { type = "text", label = "Reason" },
} do fields[name] = field end
for name, field in pairs(chase.fields) do fields[name] = field end

local ended = { target = "work.ended", actions = { set("ended_because", from_event "reason") } }

return {
  name = "transition-return", title = "Return on transition", noun = "return", version = 3, ref = "TR-{year}-{number}",
  notice = "Numbers and arrangements alone: no child's name, date of birth or NHS number. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
    compiler = { title = "Person who fills it in", person_in = "compiler" },
    contacts = { title = "Agency safeguarding lead, and whoever fills it in", any_in = "contacts" },
    board_member = { title = "Agency Board member", post = "board_member", of = "agency" },
    director = { title = "Agency director", post = "director", of = "agency" },
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "Monitoring and Evaluation chair", post = "monitoring_chair", not_from = "agency" },
    monitoring = { title = "Monitoring and Evaluation member", group = "monitoring", not_from = "agency" },
    executive = { title = "Executive Group chair", post = "executive_chair" },
    independent_chair = { title = "Independent Chair", post = "independent_chair" },
  },
  see = {
    { "lead", "compiler", "contacts", "board_member", "director", "manager", what = "everything" },
    { "chair", "monitoring", "independent_chair", what = "everything", when = has "submitted_on" },
    { "chair", "executive", "independent_chair", what = {
      "summary", "original_due", "extension_requested", "extended_on", "new_due", "extension_reason", "decision_note",
    } },
  },
  start = { by = "manager", form = { "title", "agency", "kind", "due", optional "round" } },
  fields = fields,
  list = { title = "title", due = "due", lead = "agency" },

  ladders = {
    reminders = chase.before({ 20, 10, 5, 1 }, "contacts"),
    overdue = chase.section11,
    answer = { { follow_up_turn, name = "answer", tell = { "contacts", "chair" }, text = "the answer on transition is awaited" } },
  },
  rag = {
    { "grey", in_state "work.ended" },
    { "red", called("it is late", in_state "deadline.late") },
    { "blue", in_state "work.review.accepted" },
    { "red", called("the Board is not assured", any { in_state "work.review.not_assured", in_state "work.review.recheck" }) },
    { "amber", called("more is asked for", in_state "work.review.follow_up") },
  },
  warnings = {
    { "Not sure, and no action is open for it", all { in_state "work.review.not_assured", no(at_least(1, "actions")) } },
  },

  type = "parallel",
  states = {
    work = {
      title = "Work", initial = "with_agency",
      on = {
        ["cycle.removed"] = ended, ["cycle.exempt"] = ended,
        ["cycle.reopened"] = {
          target = "work.with_agency.acknowledged", lapses = { "sign_off" },
          actions = {
            clear "ended_because", clear "submitted_on", clear "signed_off", clear "signatory", clear "reviewed_level", clear "rechecked_level",
            tell("contacts", "the return is asked for again"),
          },
        },
        add_evidence = { label = "Add evidence", by = { "lead", "compiler", "director" }, actions = { attach() } },
        withdraw_evidence = { label = "Withdraw evidence", by = fillers, actions = { withdraw() } },
      },
      states = {
        with_agency = with_the_agency,
        sign_off = sign_off,
        review = review,
        ended = { title = "Exempt or taken out", tags = { "closed" } },
      },
    },
    deadline = chase.region(with_agency),
  },
}
