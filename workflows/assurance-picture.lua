-- One picture of how agencies safeguard children in a period, from six sources: audits, reviews, self-assessments, complaints, independent reviewing officers and
-- the group for vulnerable, exploited, missing and trafficked children. What the board's own workflows know is taken down; for the rest there are short
-- statements. README.md beside this file says how to read it, docs/assurance-picture.md who does what.

local called = use("words").called

-- This board's defaults; no national rule says them.
local statements_due = "20 working days after period_end"
local considered_due = "30 working days after period_end"

local levels = { "substantial", "reasonable", "limited", "none", "not known" }

local function within(into, of, dated, take)
  return gather { into = into, of = of, dated = dated, first = from_field "period_start", last = from_field "period_end", take = take }
end

-- What each source is made of: lists that are taken down, and the role that may speak for it beside the Business Manager.
local sources = {
  { name = "audits", label = "Audits", lists = { "audit_cycles", "joint_audits", "audit_returns" } },
  { name = "reviews", label = "Reviews", lists = { "serious_case_reviews", "practice_reviews", "learning_reviews", "management_reviews", "review_actions" } },
  { name = "self_assessment", label = "Self-assessment", lists = { "section_11_returns", "section_11_returns_b", "transition_returns" } },
  { name = "complaints", label = "Concerns and complaints from children and families", lists = {} },
  { name = "iro", label = "Independent reviewing officers", lists = {} },
  { name = "vemt", label = "Vulnerable, exploited, missing and trafficked children", lists = { "vemt_themes" } },
}

local look = {
  within("audit_cycles", "audit-cycle", "approved_on", { "theme", "strengths", "themes", "comparison" }),
  within("joint_audits", "jtai-audit", "approved_on", { "theme", "strengths", "themes" }),
  within("audit_returns", "audit-return", "moderated_on", { "agency", "theme", "self_grade", "moderated_grade" }),
  within("serious_case_reviews", "scr", "report_delivered", { "theme", "recommendation_count" }),
  within("practice_reviews", "lcspr", "report_delivered", { "theme", "recommendation_count" }),
  within("learning_reviews", "learning-review", "report_delivered", { "theme", "recommendation_count" }),
  within("management_reviews", "management-review", "report_delivered", { "theme", "recommendation_count" }),
  within("review_actions", "review-action", "closed_on", { "lead_agency", "priority", "impact_rating" }),
  within("section_11_returns", "section11-return", "moderated_on", { "agency", "self_grade", "moderated_grade" }),
  within("section_11_returns_b", "section11-return-b", "moderated_on", { "agency", "self_grade", "moderated_grade" }),
  within("transition_returns", "transition-return", "submitted_on", { "agency", "kind", "assurance_level", "reviewed_level" }),
  gather { into = "vemt_themes", of = "theme-vemt" },
  gather { into = "earlier", of = "assurance-picture", take = { "period_end", "overall_level" } },
  run("put the six sources side by side", function(item)
    local fields, rows, unknown = item.fields, {}, 0
    for i, source in ipairs(sources) do
      local count = 0
      for _, list in ipairs(source.lists) do count = count + #(fields[list] or {}) end
      local says = fields[source.name .. "_says"]
      if count == 0 and not says then unknown = unknown + 1 end
      rows[i] = { source = source.label, items = count, says = says, level = fields[source.name .. "_level"] }
    end
    return { picture = rows, looked_on = item.today, unknown_count = unknown }
  end),
}

local function look_then(more)
  local actions = {}
  for i, action in ipairs(look) do actions[i] = action end
  for _, action in ipairs(more) do actions[#actions + 1] = action end
  return actions
end

local look_again = { label = "Take it down as it is now", by = "manager", actions = look }

local collecting = {
  look_again = look_again,
  set_period = { label = "Say which period it is about", by = { "manager", "chair" }, form = { "period_start", "period_end" }, actions = look },
  name_sources = { label = "Say who speaks for a source", by = "manager", form = { optional "complaints_from", optional "iro_from", optional "vemt_from" } },
}
collecting.consider = {
  target = "considered", label = "Put it before Monitoring and Evaluation", by = "manager",
  guard = all {
    has "period_start", has "period_end", called("of each source something is known, or it is said that nothing is", no(at_least(1, "unknown_count"))),
  },
  actions = { tell({ "chair", "monitoring" }, "the assurance picture is collected: consider it at the next meeting") },
}
local judged, level_form = {}, {}
for i, source in ipairs(sources) do
  local says, level = source.name .. "_says", source.name .. "_level"
  local by = { "manager" }
  if source.name == "complaints" or source.name == "iro" or source.name == "vemt" then by[2] = source.name end
  collecting["say_" .. source.name] = { label = "Say what is known: " .. source.label, by = by, form = { says }, actions = look }
  level_form[i] = optional(level)
  judged[i] = called("judged: " .. source.label, has(level))
end

local fields = {
  title = { type = "text", label = "Picture" },
  plan_indicator = { type = "list", label = "Indicators of the plan" },
  period_start = { type = "date", label = "First day" },
  period_end = { type = "date", label = "Last day" },
  complaints_from = { type = "party", label = "Who speaks for complaints" },
  iro_from = { type = "party", label = "Who speaks for the independent reviewing officers" },
  vemt_from = { type = "party", label = "Who speaks for vulnerable and exploited children" },
  picture = { type = "list", label = "The six sources" },
  looked_on = { type = "date", label = "Taken down on" },
  unknown_count = { type = "whole", label = "Sources of which nothing is known" },
}
for _, source in ipairs(sources) do
  fields[source.name .. "_says"] = { type = "text", label = source.label .. ": what is known", hint = "A few sentences; numbers under five are not given." }
  fields[source.name .. "_level"] = { type = "choice", label = source.label .. ": how sure", options = levels }
end
for name, field in pairs {
  audit_cycles = { type = "list", label = "Audits reported" },
  joint_audits = { type = "list", label = "Joint inspections' audits reported" },
  audit_returns = { type = "list", label = "Audit returns moderated" },
  serious_case_reviews = { type = "list", label = "Serious Case Reviews delivered" },
  practice_reviews = { type = "list", label = "Practice Reviews delivered" },
  learning_reviews = { type = "list", label = "Learning Reviews delivered" },
  management_reviews = { type = "list", label = "Management Reviews delivered" },
  review_actions = { type = "list", label = "Actions closed" },
  section_11_returns = { type = "list", label = "Section 11 returns moderated" },
  section_11_returns_b = { type = "list", label = "Section 11 returns moderated (other set)" },
  transition_returns = { type = "list", label = "Returns on transition signed off" },
  vemt_themes = { type = "list", label = "Themes of vulnerable and exploited children" },
  earlier = { type = "list", label = "Earlier pictures" },
  strengths = { type = "text", label = "Strengths" },
  gaps = { type = "text", label = "Gaps" },
  overall_level = { type = "choice", label = "How sure over all", options = levels },
  action = { type = "text", label = "Action", hint = "Begin with a verb; say one thing that will change." },
  action_lead = { type = "agency", label = "Agency that leads it" },
  action_due = { type = "date", label = "Action due" },
  actions = { type = "list", label = "Actions" },
  board_note = { type = "text", label = "What the Board said" },
  reason = { type = "text", label = "Reason" },
  locked_on = { type = "date", label = "Locked on" },
  addendum = { type = "text", label = "Addendum" },
  addenda = { type = "list", label = "Addenda" },
} do fields[name] = field end

return {
  name = "assurance-picture", title = "Assurance picture", noun = "picture", version = 1, ref = "AP-{year}-{number}",
  notice = "Numbers and judgements alone: no child's name, date of birth or NHS number. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "Monitoring and Evaluation chair", post = "monitoring_chair" },
    monitoring = { title = "Monitoring and Evaluation member", group = "monitoring" },
    llip = { title = "Learning Lessons member", group = "llip" },
    complaints = { title = "Whoever speaks for complaints", any_in = "complaints_from" },
    iro = { title = "Whoever speaks for the independent reviewing officers", any_in = "iro_from" },
    vemt = { title = "Whoever speaks for vulnerable and exploited children", any_in = "vemt_from" },
    executive_group = { title = "Executive Group member", group = "executive" },
    independent_chair = { title = "Independent Chair", post = "independent_chair" },
    board_members = { title = "Board member", group = "rcscb" },
  },
  see = {
    { "manager", "chair", "monitoring", "llip", "executive_group", "independent_chair", what = "everything" },
    { "complaints", what = { "summary", "period_start", "complaints_from", "complaints_says" } },
    { "iro", what = { "summary", "period_start", "iro_from", "iro_says" } },
    { "vemt", what = { "summary", "period_start", "vemt_from", "vemt_says", "vemt_themes" } },
    { "board_members", what = "everything", when = any { in_state "reported", in_state "locked" } },
  },
  start = {
    by = { "manager", "chair" },
    form = { "title", "period_start", "period_end", optional "complaints_from", optional "iro_from", optional "vemt_from", optional "plan_indicator" },
  },
  fields = fields,
  list = { title = "title", due = "period_end" },

  ladders = {
    collecting = {
      { "1 working day after period_end", name = "begin", tell = { "manager", "complaints", "iro", "vemt" },
        text = "say what is known for the assurance picture, within 20 working days" },
      { "21 working days after period_end", name = "late", tell = { "manager", "complaints", "iro", "vemt" }, text = "the assurance picture lacks a statement" },
      { "31 working days after period_end", name = "very-late", tell = { "manager", "chair" }, text = "the assurance picture was to be considered by now" },
    },
  },
  rag = {
    { "grey", in_state "collecting" },
    { "red", any { is("overall_level", "none"), is("overall_level", "not known") } },
    { "amber", is("overall_level", "limited") },
    { "blue", in_state "locked" },
  },
  warnings = {
    { "Of some sources nothing is known yet: say so, or say what is known", all { in_state "collecting", at_least(1, "unknown_count") } },
  },

  initial = "collecting",
  states = {
    collecting = {
      title = "What is known is collected", holder = "manager", due = statements_due, ladder = "collecting", on = collecting,
      entry = look_then { branches { { no(has "plan_indicator"), { set("plan_indicator", { "1.5" }) } } } },
      at = { ["end of period_end"] = { label = "The period is over", actions = look } },
    },

    considered = {
      title = "Monitoring and Evaluation considers", holder = "chair", due = considered_due,
      on = {
        look_again = look_again,
        judge = { label = "Judge how sure each source makes us", by = { "chair", "manager" }, form = level_form, actions = look },
        add_action = {
          label = "Open an action for a gap", by = { "chair", "manager" }, form = { "action", "action_lead", optional "action_due" },
          actions = {
            open_into("actions", "review-action", { text = from_field "action", lead_agency = from_field "action_lead", due = from_field "action_due" }),
            clear "action", clear "action_lead", clear "action_due",
          },
        },
        send_back = { target = "collecting", label = "Collect more", by = { "chair", "manager" }, form = { "reason" } },
        conclude = {
          target = "reported", label = "Conclude, for the Board", decided_by = "chair", recorded_by = "manager", at_meeting = true,
          form = { "strengths", "gaps", "overall_level" }, guard = all(judged), binds = { "picture" },
          actions = { tell({ "independent_chair", "manager" }, "the assurance picture is ready for the Board") },
        },
      },
    },

    reported = {
      title = "Before the Board", holder = "independent_chair", due = "the next meeting of rcscb",
      on = {
        receive = {
          target = "locked", label = "The Board received it", decided_by = "independent_chair", recorded_by = "manager", at_meeting = true, form = { optional "board_note" },
          actions = { set("locked_on", today()) },
        },
        send_back = {
          target = "considered", label = "Send it back", decided_by = "independent_chair", recorded_by = "manager", at_meeting = true, form = { "reason" },
          actions = { tell({ "chair", "manager" }, "the assurance picture was sent back by the Board") },
        },
      },
    },

    locked = {
      title = "Received and locked", tags = { "closed", "locked" },
      on = {
        add_addendum = {
          label = "Add an addendum", by = { "manager", "chair" }, form = { "addendum" },
          actions = { append("addenda", { on = today(), by = actor(), text = from_event "addendum" }), clear "addendum" },
        },
      },
    },
  },
}
