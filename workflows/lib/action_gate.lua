-- What must be there before an action can be agreed: that it is specific, measurable, achievable, relevant and time-bound, in full for high priority. And that whoever
-- decides is not its owner. An action's workflow (review-action.lua) takes both.

local called = use("words").called
local gate = {}

gate.high = called("it has high priority", is("priority", "high"))
gate.not_high = called("it does not have high priority", no(gate.high))
gate.linked = any { has "plan_priority", at_least(1, "outcomes"), at_least(1, "plan_indicator") }

local function for_high(text, condition) return called("for high priority, " .. text, any { no(has "priority"), gate.not_high, condition }) end

gate.smart = called("the action is specific, measurable, achievable, relevant and time-bound", all {
  has "text", has "owner", has "priority", has "success_measure",
  called("it is linked to a recommendation", at_least(1, "recommendations")),
  has "due", called("the due date has not passed", any { no(has "due"), no(past "end of due") }),
  called("impact is reviewed after the due date", any { no(has "due"), no(has "impact_due"), later_than("impact_due", "end of due") }),
  for_high("a baseline and a target are there", all { has "baseline", has "target" }),
  for_high("the lead agency accepted it in writing", has "acceptance"),
  for_high("it is linked to a priority, an outcome or an indicator of the business plan", gate.linked),
  for_high("an impact review date is there", has "impact_due"),
})

-- Whoever decides must not be the owner, also when one person holds both posts.
function gate.by_other_than_owner(role)
  return called("whoever decides is not the owner", not_the_same(role, "owner"))
end

return gate
