-- An action from what LLIP accepted to its proven closure: impact handed in, accepted, for high priority ratified, closed, looked at again after a year, and re-opened where it
-- did not last. A workflow takes the states from here, and `impact.accepted`, what its acceptance binds.

local evidence = use "evidence"
local gate = use "action_gate"
local words = use "words"
local called, once_given = words.called, words.once_given

local impact = {}

-- What LLIP accepts and closes is what the action says and the evidence that it saw. When one of these changes afterwards the decision no longer
-- stands, and the action goes back to be placed before LLIP again. More evidence is no change: impact comes after acceptance.
impact.accepted = { "text", "success_measure", "baseline", "target", seen "evidence" }
local closed = { "text", "success_measure", "baseline", "target", "impact_statement", seen "evidence" }

local function back_to_llip(target, decision, what, also)
  return {
    target = target, label = what .. " no longer stands", guard = stale(decision),
    actions = { tell({ "owner", "agency_lead" }, what .. " no longer stands: it is placed before LLIP again"), also }, -- who decided it hears of itself
  }
end

local function accept_again() return back_to_llip("agency_confirmed", "accept", "the acceptance", clear "implemented_on") end

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
      clear "implemented_on", clear "closed_on", -- `closures` keeps when it was; by these, reports tell what waits for its impact and what is closed
      append("reopenings", { on = today(), reason = from_field "reopen_reason", source = from_field "reopen_source", by = decider() }),
      tell({ "owner", "agency_lead", "manager" }, "re-opened"),
    },
  }
  for key, value in pairs(also or {}) do transition[key] = value end
  return transition
end

impact.implemented = {
  title = "Implemented, impact to be shown", holder = "owner", due = "end of impact_due", ladder = "impact-review",
  entry = { set("implemented_on", today()), branches { { no(has "impact_due"), { set("impact_due", date_of "6 months") } } } }, -- [default]
  always = accept_again(),
  on = {
    submit_impact = {
      target = "impact_submitted", label = "Hand in the impact", by = { "owner", "monitoring" }, form = { "impact_statement" }, guard = evidence.given "impact",
      actions = { tell({ "manager", "chair" }, "impact handed in: decide at the next meeting") },
    },
  },
}

impact.impact_submitted = {
  title = "Impact submitted", holder = "llip_group", due = "the next meeting of llip", ladder = "llip-decides",
  always = accept_again(),
  on = {
    close = {
      target = "impact_accepted", label = "Accept the impact and close it", decided_by = "chair", recorded_by = "manager", at_meeting = true,
      form = { "impact_rating", "decision_note" }, binds = closed,
      guard = called("it is ready to be closed", all {
        gate.by_other_than_owner "chair", approved "accept", evidence.given "impact",
        called("for high priority, evidence of impact or outcome is graded sufficient", any { gate.not_high, evidence.accepted "impact" }),
        once_given("impact_rating", "improvement was demonstrated or sustained", any { is("impact_rating", "demonstrated"), is("impact_rating", "sustained") }),
      }),
    },
    reopen = reopen("llip", { label = "Re-open it: no or limited impact", at_meeting = true }),
  },
}

-- Nothing rests here: high priority goes to the Executive, everything else is closed.
impact.impact_accepted = {
  title = "Impact accepted",
  always = { { target = "awaiting_ratification", guard = gate.high }, { target = "closed_embedded" } },
}

impact.awaiting_ratification = {
  title = "Waiting for the Executive to ratify", holder = "executive", due = "the next meeting of executive",
  ladder = "executive-decides",
  entry = { tell({ "executive", "manager" }, "high priority: waiting to be ratified") },
  always = { accept_again(), back_to_llip("impact_submitted", "close", "the closure") },
  on = {
    ratify = {
      target = "closed_embedded", label = "Ratify the closure", decided_by = "executive", recorded_by = "manager", at_meeting = true, binds = closed,
      guard = called("it is ready to be ratified", all { gate.by_other_than_owner "executive", approved "close" }),
    },
    refuse_ratification = {
      target = "impact_submitted", label = "Do not ratify it", decided_by = "executive", recorded_by = "manager", at_meeting = true, form = { "reason" },
      lapses = { "close" }, actions = { tell({ "chair", "owner", "manager" }, "the Executive did not ratify the closure") },
    },
  },
}

impact.closed_embedded = {
  title = "Closed, embedded in practice", tags = { "closed" },
  entry = {
    set("closed_on", today()),
    append("closures", { on = today(), rating = from_field "impact_rating", meeting = from_field "meeting", minute_ref = from_field "minute_ref" }),
    tell({ "owner", "agency_lead", "chair", "manager" }, "closed as embedded"),
  },
  after = {
    ["12 months"] = {
      label = "Is it still so?", guard = gate.high, actions = {
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
}

return impact
