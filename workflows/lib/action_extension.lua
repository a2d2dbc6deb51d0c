-- More time for an action: asked for by its owner before the due date, granted by whoever may grant that much. The original due date never moves. A workflow calls
-- `extension.add(state)` for each state in which the due date runs, and has the fields of lib/review_fields.lua.

local gate = use "action_gate"
local words = use "words"
local called, once_given = words.called, words.once_given

-- This board's defaults; no national rule says them.
local longest_first = "20 working days" -- the chair grants the first, no longer than that
local longest = "3 months"              -- the group grants so much; the Executive more, and whatever is asked for a third time

local extension = {}

local asked = called("an extension was asked for", has "extension_requested")
extension.asked = asked

local function grant(label, decides, at_meeting, condition)
  return {
    label = label, decided_by = decides, recorded_by = "manager", at_meeting = at_meeting, form = { optional "decision_note" },
    guard = called("it can be granted", all { asked, any { no(asked), condition }, gate.by_other_than_owner(decides) }),
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

function extension.add(state)
  local on = state.on
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
    grant("Grant the extension", "chair", false, called("it is the first, and no longer than " .. longest_first,
      all { no(at_least(1, "extensions_granted")), no(later_than("new_due", longest_first .. " after due")) })),
    grant("Grant the extension at LLIP", "llip", true, called("it is no later request than the second, and no longer than " .. longest,
      all { no(at_least(3, "extension_requests")), no(later_than("new_due", longest .. " after due")) })),
    grant("Grant the extension at the Executive Group", "executive", true, called("it is the third request or longer than " .. longest,
      any { at_least(3, "extension_requests"), later_than("new_due", longest .. " after due") })),
  }
  on.refuse_extension = {
    label = "Refuse the extension", decided_by = { "chair", "executive" }, recorded_by = "manager", form = { "reason" },
    guard = asked, actions = { clear "extension_requested", clear "new_due", tell({ "owner", "agency_lead" }, "the extension was refused") },
  }
end

return extension
