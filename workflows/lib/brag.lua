-- The colour of an action, worked out and never typed: blue done, grey not begun, red late, amber at risk, green otherwise.
-- There is no national rule for these; this is the key that this board prints. Change it here and make a new version of the workflow.
-- The owner's own colour stands beside it; it may be worse, never better.
-- The workflow must have the fields due, forecast, last_update, start_date, self_rag, rag_override, challenge_count and extensions_granted.

local words = use "words"
local called = words.called
local brag = {}

-- it.turn: it is the owner's turn; it.paused: the work is paused; it.high: high priority.
function brag.colours(it)
  -- Red and amber of the plan itself. An owner may call it worse than this, never better.
  local forecast_is_late = called("the forecast is more than 20 working days after the due date", later_than("forecast", "20 working days after due"))
  local red_plan = any {
    called("the due date has passed", past "end of due"), forecast_is_late, called("it was challenged twice", at_least(2, "challenge_count")),
  }
  local amber_plan = any {
    called("due within 20 working days and no evidence handed in", all { it.turn, past "20 working days before due" }),
    called("the forecast is after the due date", later_than("forecast", "end of due")),
    called("an extension was granted", at_least(1, "extensions_granted")),
    called("nobody holds the work", vacant "owner"),
  }
  -- Reporting cycles: monthly for high priority, else quarterly.
  local missed_two = called("two updates in a row are missing", all {
    it.turn, any { all { it.high, past "2 months after last_update" }, past "6 months after last_update" },
  })
  local missed_one = called("this cycle's update is missing", all {
    it.turn, any { all { it.high, past "1 month after last_update" }, past "3 months after last_update" },
  })
  local honest = words.once_given("self_rag", "the owner's own colour is no better than the computed one", any {
    is("self_rag", "red"),
    all { is("self_rag", "amber"), no(red_plan) },
    all { is("self_rag", "green"), no(red_plan), no(amber_plan) },
  })

  return {
    honest = honest,
    rag = {
      { "grey", any { in_state "work.closed_superseded", in_state "work.closed_not_accepted" } },
      { "red", called("LLIP set it", is("rag_override", "red")) },
      { "amber", called("LLIP set it", is("rag_override", "amber")) },
      { "green", called("LLIP set it", is("rag_override", "green")) },
      { "blue", called("the work was accepted", any {
        in_state "work.implemented", in_state "work.impact_submitted", in_state "work.awaiting_ratification", in_state "work.closed_embedded",
      }) },
      { "grey", it.paused },
      { "grey", called("it is not agreed yet", in_state "work.proposed") },
      { "grey", called("it has not begun", all { in_state "work.agreed", has "start_date", no(past "00:00 on start_date") }) },
      { "red", red_plan },
      { "red", missed_two },
      { "amber", amber_plan },
      { "amber", missed_one },
    },
  }
end

return brag
