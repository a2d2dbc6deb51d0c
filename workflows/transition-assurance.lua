-- A yearly request to all agencies: are children seen safely into adult services? It is made twice side by side, for all children and for those with
-- disabilities. Each agency answers on a return of its own (transition-return.lua), Monitoring and Evaluation reviews, and the Board gets one report. README.md
-- beside this file says how to read it, docs/transition-assurance.md who does what.

local asking = use "asking"
local turn = use "turn"
local called = use("words").called

-- This board's defaults; no national rule says them.
local review_turn = "20 working days"
local report_turn = "the next meeting of rcscb"

-- What the returns say, each once; whoever did not return is not sure at all.
local picture = {
  gather {
    into = "picture", of = "transition-return", where = { round = from_field "round", kind = from_field "kind" },
    take = { "agency", "assurance_level", "reviewed_level", "rechecked_level", "audit_on", "audit_grade", "in_scope", "plan_at_17", "referred_before_17", "submitted_on" },
  },
  run("count how sure the agencies are", function(item)
    local count, said = { substantial = 0, reasonable = 0, limited = 0, none = 0 }, {}
    for _, one in ipairs(item.fields.picture) do
      local level = one.submitted_on and (one.rechecked_level or one.reviewed_level or one.assurance_level)
      if level then count[level] = count[level] + 1 end
      said[one.ref] = level
    end
    local missing = 0
    for _, row in ipairs(item.fields.parties) do
      local counts = row.status ~= "exempt" and row.status ~= "removed"
      if counts and not (row.item and said[row.item]) then missing = missing + 1 end
    end
    return {
      substantial_count = count.substantial, reasonable_count = count.reasonable, limited_count = count.limited, none_count = count.none + missing,
      missing_count = missing,
    }
  end),
}

local function picture_then(more)
  local actions = {}
  for i, action in ipairs(picture) do actions[i] = action end
  for _, action in ipairs(more) do actions[#actions + 1] = action end
  return actions
end

return {
  name = "transition-assurance", title = "Assurance on transition", noun = "request", version = 3, ref = "TA-{year}-{number}",
  notice = "Numbers and arrangements alone: no child's name, date of birth or NHS number. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "Monitoring and Evaluation chair", post = "monitoring_chair" },
    monitoring = { title = "Monitoring and Evaluation member", group = "monitoring" },
    executive = { title = "Executive Group chair", post = "executive_chair" },
    independent_chair = { title = "Independent Chair", post = "independent_chair" },
    board = { title = "Board member", group = "rcscb" },
    agencies = { title = "Agencies taking part", any_in = "parties" },
  },
  see = {
    { "manager", "chair", "monitoring", "executive", "independent_chair", what = "everything" },
    { "agencies", "board", what = { "summary", "kind", "round", "due", "question_set", "report", "reported_on", "substantial_count", "reasonable_count", "limited_count",
      "none_count" } },
  },
  start = {
    by = { "manager", "chair" },
    form = { "title", "kind", "round", optional "due", optional "parties", optional "question_set", optional "plan_indicator" },
  },

  fields = {
    title = { type = "text", label = "Request" },
    kind = { type = "choice", label = "About", options = { "general", "disabled" }, hint = "general: all children; disabled: children with disabilities." },
    round = { type = "text", label = "Round", hint = "The same for both requests of a year, such as 2017: so an agency's answer to one can be taken over into the other." },
    plan_indicator = { type = "list", label = "Indicators of the plan" },
    due = { type = "date", label = "Returns due", hint = "30 working days after the request is usual." },
    parties = { type = "parties", label = "Agencies" },
    question_set = { type = "text", label = "Guidance", hint = "Where agencies find it." },
    requested_on = { type = "date", label = "Requested on" },
    picture = { type = "list", label = "Returns, as last looked at" },
    substantial_count = { type = "whole", label = "Substantially sure" },
    reasonable_count = { type = "whole", label = "Reasonably sure" },
    limited_count = { type = "whole", label = "Sure to a limit" },
    none_count = { type = "whole", label = "Not sure, or did not return" },
    missing_count = { type = "whole", label = "Did not return" },
    report = { type = "text", label = "Report to the Board" },
    sent_to = { type = "list", label = "Sent to as well", hint = "The Adults Board, the board for special needs." },
    reported_on = { type = "date", label = "Reported on" },
    board_met_on = { type = "date", label = "The Board had met since, seen on" },
    closed_on = { type = "date", label = "Closed on" },
    turn_due = turn.field,
    reason = { type = "text", label = "Reason" },
  },
  list = { title = "title", due = "due" },

  ladders = turn.join {
    ["board-receives"] = {
      { "1 working day after the next meeting of rcscb", name = "close-1", tell = "manager", raise = "board_met",
        text = "the Board has met since: close it, or say what is awaited" },
      { "10 working days after the next meeting of rcscb", name = "close-10", tell = { "chair", "manager" }, raise = "board_met",
        text = "the Board met two weeks ago: see which returns are not accepted" },
    },
    closing = {
      { "1 working day after due", name = "closing-1", tell = "manager", text = "returns on transition were due: see who is missing" },
      { "10 working days after due", name = "closing-10", tell = { "chair", "manager" },
        text = "returns on transition are still open: chase them, or close without those that are missing" },
    },
  },
  rag = {
    { "blue", in_state "closed" },
    { "red", called("returns are missing 10 working days after they were due", all { in_state "returns_open", past "10 working days after due" }) },
    { "red", turn.late { "review" } },
    { "red", called("the Board has met since it was reported", all { in_state "reported", has "board_met_on" }) },
    { "amber", called("returns are missing and were due", all { in_state "returns_open", past "end of due" }) },
  },
  warnings = asking.warnings,

  initial = "planned",
  states = {
    planned = {
      title = "Planned", holder = "manager",
      entry = {
        branches {
          { all { is("kind", "general"), no(has "plan_indicator") }, { set("plan_indicator", { "5.4" }) } },
          { all { is("kind", "disabled"), no(has "plan_indicator") }, { set("plan_indicator", { "5.5" }) } },
        },
      },
      on = {
        plan = { label = "Plan it", by = { "manager", "chair" }, form = {
          optional "kind", optional "round", optional "due", optional "parties", optional "question_set", optional "plan_indicator",
        } },
        request = {
          target = "returns_open", label = "Ask the agencies", by = "manager",
          guard = all { called("agencies are named", at_least(1, "parties")), has "kind", has "round", has "due", called("the due date has not passed", no(past "end of due")) },
          actions = { set("requested_on", today()) },
        },
      },
    },
    returns_open = {
      title = "Returns open", holder = "manager", due = "end of due", ladder = "closing", on = asking.on("chair", "review"),
      invoke = {
        workflow = "transition-return", for_each = "parties",
        data = {
          title = from_field "title", kind = from_field "kind", round = from_field "round", due = from_field "due", original_due = from_field "due",
          plan_indicator = from_field "plan_indicator",
        },
      },
      always = { target = "review", guard = asking.all_in },
    },
    review = turn.by(review_turn, "chair", {
      title = "Returns are reviewed",
      entry = picture_then { tell({ "chair", "monitoring" }, "the returns on transition are in: review each") },
      on = {
        ask_again = asking.again "returns_open",
        look = { label = "Look how sure the agencies are", by = { "manager", "chair" }, actions = picture },
        report = {
          target = "reported", label = "The Board received the report", decided_by = "independent_chair", recorded_by = "manager", at_meeting = true,
          form = { "report", optional "sent_to" }, actions = picture_then { set("reported_on", today()) },
        },
      },
    }),
    reported = {
      title = "Reported", holder = "manager", due = report_turn, ladder = "board-receives",
      on = {
        board_met = { guard = no(has "board_met_on"), actions = { set("board_met_on", today()) } },
        look = { label = "Look how sure the agencies are", by = { "manager", "chair" }, actions = picture },
        pass_on = { label = "Pass the report on", by = "manager", form = { "sent_to" } },
        close = {
          target = "closed", label = "Close it", by = { "manager", "chair" },
          guard = called("each return is accepted, or was ended", all_closed "parties"),
          actions = picture_then { set("closed_on", today()) },
        },
      },
    },
    closed = { title = "Closed", tags = { "closed" } },
  },
}
