-- Pausing an action, from any open state and back to it: for a legal hold, or for what it depends on. While it is paused nobody is late; its ladder asks that it is looked
-- at again. A workflow has `paused = pause.state`, and calls `pause.add(states)` once its states are made.

local gate = use "action_gate"
local words = use "words"
local called, once_given = words.called, words.once_given

-- This board's defaults; no national rule says them: so long may the chair pause it, and so long the Executive.
local chairs, executives = "20 working days", "3 months"

local pause = {}

local from = {
  "proposed", "agreed", "in_progress", "evidence_submitted", "agency_confirmed", "under_scrutiny", "challenged", "implemented", "impact_submitted",
  "awaiting_ratification",
}

local function looked_at_within(longest)
  return once_given("pause_review", "the pause is looked at again within " .. longest, no(later_than("pause_review", longest)))
end

pause.state = {
  title = "Paused", ladder = "pause-review", initial = "from_proposed", states = {},
  on = {
    renew_pause = {
      label = "Go on pausing", decided_by = "executive", recorded_by = "manager", at_meeting = true, form = { "pause_reason", "pause_review" },
      guard = looked_at_within(executives),
    },
  },
}

local function pause_it(name, decides, longest)
  return {
    target = "work.paused.from_" .. name, label = "Pause it for up to " .. longest, decided_by = decides, recorded_by = "manager", form = { "pause_reason", "pause_review" },
    guard = looked_at_within(longest), actions = { tell({ "owner", "agency_lead", "manager" }, "paused") },
  }
end

-- A pause is no way round an extension: a new due date after it is the Executive's to grant, and stands among the extensions.
local function resume_with_new_date(name)
  return {
    target = "work." .. name, label = "Take it up again with a new due date", decided_by = "executive", recorded_by = "manager", at_meeting = true,
    form = { "new_due" },
    guard = called("it can be given a new due date", all {
      once_given("new_due", "the new date is later than the due date", later_than("new_due", "end of due")), gate.by_other_than_owner "executive",
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

-- Its states say where it was taken up from, so that it goes back there.
function pause.add(states)
  for _, name in ipairs(from) do
    states[name].on.pause = { pause_it(name, "chair", chairs), pause_it(name, "executive", executives) }
    pause.state.states["from_" .. name] = paused_from(name)
  end
end

return pause
