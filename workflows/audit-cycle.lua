-- A multi-agency audit of cases by the board's own Monitoring and Evaluation group: planned, scoped, the sample drawn, returns asked of each agency, moderated,
-- findings agreed, reported, its recommendations made actions, and the same standards audited again. What follows the sample is in lib/audit_cycle.lua; an
-- agency answers on audit-return.lua.

local audit = use "audit"
local cycle = use "audit_cycle"
local turn = use "turn"
local called = use("words").called

-- This board's defaults; no national rule says them.
local fewest_cases = 6
local draw_within, open_within = "20 working days", "5 working days"
local answer_within = "15 working days" -- agencies have so long where nothing else is said

cycle.rag[#cycle.rag + 1] = { "red", turn.late { "scoped", "sample_drawn" } }

local planned = {
  title = "Planned", holder = "chair",
  on = {
    plan = {
      label = "Plan it", by = { "manager", "chair" },
      form = {
        optional "theme", optional "key_lines", optional "standards", optional "tool_version", optional "parties", optional "lead_auditor", optional "voice_method",
        optional "ethics", optional "baseline", optional "plan_indicator",
      },
    },
    scope = {
      target = "scoped", label = "Agree its scope", decided_by = "chair", recorded_by = "manager",
      guard = all {
        has "theme", at_least(1, "key_lines"), has "standards", has "tool_version", has "lead_auditor", has "voice_method", has "ethics",
        called("agencies are named", at_least(1, "parties")),
      },
      actions = { tell("manager", "its scope is agreed: draw the sample") },
    },
  },
}

local scoped = turn.by(draw_within, "manager", {
  title = "Scoped",
  on = {
    draw = {
      target = "sample_drawn", label = "Draw the sample", by = "manager",
      form = audit.sample_form { "sampling_frame", "sampling_method", "sampling_seed", "exclusions", "key_held", optional "reserve" }, guard = audit.sample_drawn(fewest_cases),
      actions = { set("drawn_on", today()) },
    },
  },
})

local sample_drawn = turn.by(open_within, "manager", {
  title = "Sample drawn",
  on = {
    replace_case = { label = "Take a reserve case instead", by = "manager", form = audit.sample_form { "replaced_because" } },
    open = {
      target = "returns_open", label = "Open the returns", by = "manager", form = { optional "due" },
      guard = called("agencies have 10 working days to answer, or more", any { no(has "due"), later_than("due", "9 working days after drawn_on") }),
      actions = { set("opened_on", today()), branches { { no(has "due"), { set("due", date_of(answer_within .. " after opened_on")) } } } },
    },
  },
})

return {
  name = "audit-cycle", title = "Multi-agency audit", noun = "audit", version = 2, ref = "AC-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here: cases have pseudonyms. Worried about a child now? Refer to children's social care or call the police.",
  roles = cycle.roles, see = cycle.see,
  start = {
    by = { "manager", "chair" },
    form = {
      "title", optional "theme", optional "key_lines", optional "standards", optional "tool_version", optional "parties", optional "lead_auditor", optional "voice_method",
      optional "ethics", optional "baseline", optional "plan_indicator",
    },
  },
  fields = cycle.fields {
    tool_version = { type = "text", label = "Audit tool" },
    voice_method = { type = "text", label = "How children, families and practitioners are heard" },
    ethics = { type = "text", label = "Ground for looking at the records", hint = "Ethics and information governance: on what basis, and who agreed." },
    replaced_because = { type = "text", label = "Why a case was replaced" },
    reason = { type = "text", label = "Reason" },
  },
  list = { title = "title", due = "due" },
  ladders = cycle.ladders, rag = cycle.rag, warnings = cycle.warnings,
  initial = "planned",
  states = cycle.stages { planned = planned, scoped = scoped, sample_drawn = sample_drawn },
}
