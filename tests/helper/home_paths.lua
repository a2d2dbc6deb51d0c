-- How an item that an action of the business plan opened is carried from its first step to its end, by each of the workflows that such an action can have as
-- its home: the shortest way on which everybody does what is theirs. Several items of one workflow go side by side, one run of the program a step.
local audit = require "helper.audit"
local batch = require "helper.batch"

local walk = {}
walk.__index = walk

-- `day` is where the board's clock stands; all that is done happens at nine that morning.
function walk.new(b, day) return setmetatable({ b = b, day = day }, walk) end

local function instant(day) return day .. "T09:00:00Z" end

function walk:go(day)
  self.b:run("run-due", "--now", instant(day))
  self.day = day
end

-- One event on each of them. WHO is a person, or RECORDER/DECIDER; data may be a function of the item.
function walk:each(items, event, who, data)
  local requests, recorder, decider = {}, who:match "^(.-)/(.+)$"
  for i, item in ipairs(items) do
    local given = type(data) == "function" and data(item) or data
    requests[i] = { op = "case.send", now = instant(self.day), case = item, event = event, as = recorder or who, decided_by = decider, data = given }
  end
  batch.ask(self.b, requests)
end

-- The returns that these items asked for.
function walk:returns(items)
  local requests, found = {}, {}
  for i, item in ipairs(items) do requests[i] = { op = "case.show", case = item, as = "h.dixon" } end
  for _, shown in ipairs(batch.ask(self.b, requests)) do
    for _, row in ipairs(shown.parties[1].rows) do found[#found + 1] = row.item end
  end
  return found
end

local function at(meeting, data)
  data = data or {}
  data.meeting, data.minute_ref = meeting, "4"
  return data
end

local paths = {}

paths["campaign"] = function(w, items)
  w:each(items, "fill_it_in", "h.dixon", { audience = "wider community", key_message = "Say what you see" })
  w:each(items, "approve_it", "h.dixon/m.okafor", { channels = { "Radio" }, starts_on = "2016-04-06", ends_on = "2016-04-08", safe4us = true })
  w:go "2016-04-11"
  w:each(items, "take_down_what_came_of_it", "h.dixon", { reach = 1400, feedback = "They knew it", outcome = "30 asked for help" })
  w:each(items, "close_it", "h.dixon/m.okafor", { difference_made = "Help is asked for earlier" })
end

paths["training-impact"] = function(w, items)
  w:each(items, "say_when_it_is_held", "h.dixon", { course_on = "2016-04-12" })
  w:go "2016-04-13"
  w:each(items, "it_was_held", "h.dixon", { delegates = 20, no_shows = 3, confidence_before = 24 })
  w:each(items, "take_down_the_evaluation", "h.dixon", { confidence_after = 39, reaction = "Good", learning = "Thresholds" })
  w:go "2016-05-26"
  w:each(items, "take_down_the_follow_up", "h.dixon",
    { followup_sent = 17, followup_returned = 9, with_manager = true, change_example = "Referrals say why", manager_view = "They see it" })
  w:each(items, "report_it", "h.dixon/d.pearson", at("Training", { result = "Children are seen sooner" }))
end

-- What this area's partnerships agree among themselves is this board's alone to sign; the others take all four.
paths["procedure-review"] = function(w, items)
  local function alone(item) return item == items[1] end
  w:each(items, "the_draft_is_ready", "h.dixon", function(item)
    return { consulted = { "Police" }, signed_by = alone(item) and "this board alone" or nil }
  end)
  w:each(items, "consultation_is_over", "h.dixon", { consultation = "Two comments" })
  local shared = { table.unpack(items, 2) }
  for _, one in ipairs { "hartlepool", "middlesbrough", "stockton" } do w:each(shared, "sign_" .. one, "h.dixon", { ["signed_off_" .. one] = w.day }) end
  w:each(items, "sign_redcar_cleveland", "h.dixon", { signed_off_redcar_cleveland = w.day })
  w:each(items, "publish_it", "h.dixon", { published_on = w.day, link = "teescpp.org.uk" })
  for _, item in ipairs(items) do assert(w.b:state(item) == "current", item) end
  w:each(items, "withdraw_the_chapter", "h.dixon/j.bell", at("Procedures", { reason = "The plan has ended" }))
end

paths["data-return"] = function(w, items)
  w:each(items, "say_what_is_counted", "h.dixon",
    { indicator = "Attended", definition = "Of all invited", agency = "hospitals", unit = "share", good_is = "high", target = 80, quarter_end = "2016-06-30" })
  w:each(items, "hand_it_in", "l.tanaka", { numerator = 33, denominator = 40, commentary = "Fewer staff", impact = "Some are not heard" })
  w:each(items, "it_is_plausible", "h.dixon")
  w:each(items, "accept_it", "h.dixon/k.mistry", at "Performance")
  w:each(items, "it_is_reported", "h.dixon", { where_it_was_reported = "Board report" })
  w:each(items, "stop_collecting_it", "h.dixon/k.mistry", at("Performance", { reason = "The plan has ended" }))
end

paths["publication-scan"] = function(w, items)
  w:each(items, "log_one_that_matters_here", "h.dixon", { publication = "Ready or not", source = "inspection", published_on = w.day })
  w:each(items, "that_was_all_this_month", "h.dixon", { where_it_was_looked = "Inspectorates" })
  w:each(items, "end_the_scan", "h.dixon", { reason = "The plan has ended" })
end

paths["challenge"] = function(w, items)
  w:each(items, "fill_it_in", "h.dixon", {
    text = "Nobody comes to core groups", category = "attendance", raised_by = "group:rcscb", raised_to = "agency:hospitals", lead_agency = "hospitals",
  })
  w:each(items, "answer_it", "l.tanaka", { response = "Two named nurses will" })
  w:each(items, "weigh_the_answer", "h.dixon/q.ashby", at("Board", { outcome = "accepted: action" }))
  w:each(items, "close_it_with_the_difference_made", "h.dixon", { difference_made = "Nurses come to nine of ten" })
end

-- One agency answers, the others are given up; what follows the answers is each theme's own.
local function assured(w, items, more)
  w:each(items, "take_it_up", "h.dixon", { relevance = "high", owner_group = "group:vemt", reason = "Seen in three audits" })
  w:each(items, "hand_in_the_impact_report", "t.harker", {
    prevalence = "Eleven in a term", controls = "Lessons", gaps = "No route", childrens_views = "They tell each other", risk_score = 15,
    ask_of_board = "One route",
  })
  w:each(items, "ask_for_assurance", "h.dixon/a.mercer", at "Board")
  w:each({ w:returns(items)[1] }, "nothing_to_return", w.b:show(w:returns(items)[1]).holder[1].id, { why_there_is_nothing_to_return = "New" })
  w:each(items, "close_without", "h.dixon", { reason = "They merge this summer" })
  w:each(items, "assured", "h.dixon/t.harker", at("VEMT", more))
end

paths["theme"] = function(w, items) assured(w, items) end

paths["theme-vemt"] = function(w, items)
  assured(w, items)
  w:each(items, "end_it", "h.dixon/t.harker", at("VEMT", { reason = "The plan has ended" }))
end

paths["theme-resettlement"] = function(w, items)
  assured(w, items, { quarter_end = "2016-06-30" })
  w:each(items, "take_down_a_quarter", "h.dixon", { arrivals = 12, cost = 60000, grant = 51000 })
  w:each(items, "business_as_usual", "h.dixon/m.okafor", at("Executive", { reason = "Looked at with every budget" }))
end

paths["transition-assurance"] = function(w, items)
  w:each(items, "plan", "h.dixon", function(item)
    return { kind = item == items[1] and "general" or "disabled", round = "2016", due = "2016-07-29", parties = { "hospitals" } }
  end)
  w:each(items, "request", "h.dixon")
  local returns = w:returns(items)
  w:each(returns, "assess", "l.tanaka", {
    cohort = "Open to us at 14 to 17", in_scope = 40, plan_at_17 = 31, referred_before_17 = 22, protocol = true, protocol_on = "2016-02-01",
    transition_worker = true, voice = "A panel of six", gaps = "Late referral", audit_title = "Files of 17-year-olds", audit_on = "2016-03-01",
    assurance_level = "reasonable",
  })
  w:each(returns, "hand_in", "l.tanaka")
  w:each(returns, "sign_off", "g.hallam")
  w:each(returns, "accept", "h.dixon/n.farrow", at "M&E")
  w:each(items, "report", "h.dixon/a.mercer", at("Board", { report = "Assured" }))
  w:each(items, "close", "h.dixon")
end

paths["assurance-picture"] = function(w, items)
  w:each(items, "set_period", "h.dixon", { period_start = "2016-04-01", period_end = "2016-06-30" })
  local levels = {}
  for _, source in ipairs { "audits", "reviews", "self_assessment", "complaints", "iro", "vemt" } do
    w:each(items, "say_" .. source, "h.dixon", { [source .. "_says"] = "Nothing out of the way" })
    levels[source .. "_level"] = "reasonable"
  end
  w:each(items, "consider", "h.dixon")
  w:each(items, "judge", "h.dixon", levels)
  w:each(items, "conclude", "h.dixon/n.farrow", at("M&E", { strengths = "Referrals", gaps = "Deputies", overall_level = "reasonable" }))
  w:each(items, "receive", "h.dixon/a.mercer", at "Board")
end

paths["review-action"] = function(w, items)
  w:each(items, "name_lead", "h.dixon", { lead_agency = "hospitals", owner = "s.reid" })
  w:each(items, "prepare", "h.dixon", {
    priority = "medium", due = "2016-12-22", impact_due = "2017-06-30", success_measure = "Flagged in time", baseline = "41 of 100", target = "90 of 100",
    recommendations = "R1",
  })
  w:each(items, "accept_lead", "l.tanaka", { acceptance = "By letter" })
  w:each(items, "agree", "h.dixon/r.steel", at "LLIP")
  w:each(items, "begin", "s.reid")
  for _, item in ipairs(items) do w.b:evidence(item, "s.reid", "process", "Sample of " .. item) end
  w:each(items, "submit", "s.reid", { statement = "The sample shows it" })
  w:each(items, "attest", "l.tanaka", { attestation = "I drew the sample" })
  w:each(items, "schedule", "h.dixon", { scrutiny_date = "2016-12-06" })
  w:each(items, "accept", "h.dixon/r.steel", at("LLIP", { quorate = true, decision_note = "Accepted" }))
  for _, item in ipairs(items) do w.b:evidence(item, "s.reid", "impact", "Audit of " .. item) end
  w:each(items, "submit_impact", "s.reid", { impact_statement = "Children are seen" })
  w:each(items, "close", "h.dixon/r.steel", at("LLIP", { impact_rating = "demonstrated", decision_note = "Shown" }))
end

-- Every indicator's quarter: asked, checked without an update, agreed, locked by itself.
paths["plan-cycle"] = function(w, items)
  local function quarters(state)
    local refs = {}
    for i, row in ipairs(w.b:ask("case", "list", "--workflow", "plan-quarter", "--state", state, "--limit", "50").rows) do refs[i] = row.ref end
    assert(#refs == 24, #refs .. " quarters " .. state)
    return refs
  end
  w:go "2016-07-20"
  w:each(quarters "lead_update", "go_on", "h.dixon", { reason = "Asked twice" })
  w:each(quarters "business_manager_check", "put_forward", "h.dixon", { summary = "As the actions say" })
  w:go "2016-08-08"
  w:each(quarters "executive_review", "agree", "h.dixon/m.okafor", at "Executive")
  w:go "2016-08-16"
  w:each(items, "close", "h.dixon")
end

paths["section11-cycle"] = function(w, items)
  w:each(items, "design", "h.dixon", { standard_set = "A", scoring = "rag", due = "2016-11-30", guidance = "On the website", parties = { "hospitals" } })
  w:each(items, "launch", "h.dixon", { letter_on = w.day })
  w:each(items, "open", "h.dixon")
  local returns = w:returns(items)
  local answers = { op = "case.form", case = returns[1], event = "assess", as = "h.dixon" }
  local said = {}
  for _, row in ipairs(batch.ask(w.b, { answers })[1].rows) do
    if row.field:find "^c_%d_%d$" then said[row.field] = "green" end
    if row.field:find "_evidence$" then said[row.field] = "In the annex" end
  end
  w:each(returns, "name_compiler", "l.tanaka", { compiler = "s.reid" })
  w:each(returns, "assess", "s.reid", said)
  w:each(returns, "hand_in", "s.reid")
  w:each(returns, "sign_off", "g.hallam")
  w:each(items, "scrutinise", "h.dixon")
  w:each(returns, "assign_reviewers", "h.dixon", { reviewer_1 = "k.mistry", reviewer_2 = "a.novak" })
  w:each(returns, "review", "k.mistry", { review_1 = "Seen" })
  w:each(returns, "review", "a.novak", { review_2 = "Seen" })
  w:each(returns, "invite", "h.dixon", { panel_on = w.day })
  w:each(returns, "moderate", "h.dixon/n.farrow", { panel_members = { "q.ashby", "n.farrow", "k.mistry" }, panel_lay = true })
  w:each(returns, "feedback", "h.dixon", { feedback = "S11/1" })
  w:each(returns, "agree_plan", "h.dixon/n.farrow")
  w:each(items, "hold_challenge", "h.dixon/n.farrow", { challenge_on = { w.day }, scrutiny_note = "Sound" })
  w:each(items, "end_challenge", "h.dixon/n.farrow", { challenge_note = "Deputies are missing", themes = "Accountability" })
  w:each(items, "settle_plans", "h.dixon/n.farrow")
  w:go "2017-12-01"
  w:each(returns, "update", "s.reid", { update = "Deputies are named", changes = "None" })
  w:each(items, "close_updates", "h.dixon")
  w:each(items, "report", "h.dixon/a.mercer", at("Board", { report = "RCSCB/17/31" }))
end

paths["audit-cycle"] = function(w, items)
  w:each(items, "plan", "h.dixon", {
    theme = "Referral routes", key_lines = { "Voice" }, standards = "3", tool_version = "4", parties = { "hospitals" }, lead_auditor = "n.farrow",
    voice_method = "Interviews", ethics = "Agreed in May",
  })
  w:each(items, "scope", "h.dixon/n.farrow")
  local sample, said = { sampling_frame = "Children on a plan", sampling_method = "random", sampling_seed = "7", exclusions = "None", key_held = true }, {}
  for number = 1, 6 do sample["c_" .. number] = "CASE-" .. number end
  for number = 1, 6 do
    for _, word in ipairs(number < 6 and audit.case(number, "good") or { "6.involvement=not_known" }) do
      local field, value = word:match "^(.-)=(.*)$"
      said["c_" .. field:gsub("%.", "_")] = value
    end
  end
  w:each(items, "draw", "h.dixon", sample)
  w:each(items, "open", "h.dixon")
  local returns = w:returns(items)
  w:each(returns, "record", "l.tanaka", said)
  w:each(returns, "submit", "l.tanaka", { self_grade = "good", independent = true, immediate_concern = false })
  w:each(items, "begin_moderation", "h.dixon",
    { panel = { "n.farrow", "d.pearson" }, panel_agencies = { "public_health", "ccg", "education" }, panel_apart = true })
  w:each(returns, "moderate", "h.dixon/n.farrow", { moderated_grade = "good" })
  w:each(items, "agree_findings", "h.dixon/n.farrow", { themes = "Children are not seen alone", strengths = "Referrals" })
  w:each(items, "draft", "h.dixon", { report = "RCSCB/16/40" })
  w:go "2018-01-08"
  w:each(items, "approve", "h.dixon/n.farrow", at "M&E")
  w:each(items, "feedback_given", "n.farrow", { feedback = "In supervision" })
  w:each(items, "issue_briefing", "h.dixon", { briefing = "Seven minutes" })
  w:each(items, "receive", "h.dixon/a.mercer", at "Board")
  w:go "2019-01-08"
  w:each(items, "close", "h.dixon/n.farrow", at("M&E", { re_audit = "AC-2019", comparison = "better", comparison_note = "Seen alone" }))
end

-- Nothing takes longer than the one after it: the board's clock only goes on.
local order = {
  "campaign", "training-impact", "procedure-review", "data-return", "publication-scan", "challenge", "theme", "theme-vemt", "theme-resettlement",
  "transition-assurance", "assurance-picture", "review-action", "plan-cycle", "section11-cycle", "audit-cycle",
}

return { new = walk.new, paths = paths, order = order }
