-- What is kept of a review, whatever its kind: the case behind it by a pseudonym, who conducts it, its recommendations, its publication, its end; and what
-- has to be so before one begins. A workflow takes `facts.fields { its own }` and `facts.begins { prefix = "SCR", ... }`.
-- No name, date of birth or address: a band of ages, a pseudonym, a reference. The key that says who it is never comes into this record.

local words = use "words"
local called, once_given = words.called, words.once_given
local facts = {}

local shared = {
  pseudonym = { type = "text", label = "Pseudonym", hint = "Child A, Young person B, Family C: never a name, never initials." },
  regime = { type = "text", label = "Regime", hint = "The law it began under. It ends under the same." },
  referring_agency = { type = "agency", label = "Referring agency" },
  incident_date = { type = "date", label = "Incident on" },
  aware_date = { type = "date", label = "Known since" },
  referral_reason = { type = "text", label = "Why it is referred" },
  immediate_safety = { type = "text", label = "What was done at once for the child's safety" },
  criteria = { type = "list", label = "Criteria", hint = "died_abuse_suspected, serious_harm_concern, custody, mha_detained, dol_16_17 or other." },
  category = {
    type = "list", label = "What it is about",
    hint = "physical, emotional, sexual, neglect, suicide, fgm, exploitation, domestic_abuse, sudi or other.",
  },
  age_band = { type = "choice", label = "Age band", options = { "unborn", "<1", "1-4", "5-10", "11-15", "16-17" } },
  looked_after = { type = "choice", label = "Looked after", options = { "yes", "no", "not known" } },
  child_protection_plan = { type = "choice", label = "Child protection plan", options = { "yes", "no", "not known" } },
  disabled = { type = "choice", label = "Disabled", options = { "yes", "no", "not known" } },
  home_area = { type = "text", label = "Home area", hint = "The council's area alone." },
  incident_area = { type = "text", label = "Area of the incident", hint = "The council's area alone." },
  theme = { type = "text", label = "Theme" },
  decision = { type = "choice", label = "Decision" },
  decision_reason = { type = "text", label = "Reasons for the decision", hint = "At least 100 characters." },
  decided_on = { type = "date", label = "Decided on" },
  commission_due = { type = "date", label = "To be asked for by" },
  ask_due = { type = "date", label = "Agencies to be asked by" },
  due = { type = "date", label = "Due date" },
  original_due = { type = "date", label = "Original due date" },
  panel_chair = { type = "person", label = "Panel chair" },
  lead_reviewer = { type = "person", label = "Lead reviewer" },
  panel = { type = "list", label = "Panel", hint = "Who sees this review's papers." },
  independence_declared = { type = "yesno", label = "Is the reviewer independent of the case and of the agencies?" },
  methodology = { type = "choice", label = "Methodology", options = { "systems", "hybrid", "silp", "root_cause", "appreciative", "other" } },
  scope_from = { type = "date", label = "Scope from" },
  scope_to = { type = "date", label = "Scope to" },
  lines_of_enquiry = { type = "text", label = "Key lines of enquiry" },
  proceedings = { type = "list", label = "Parallel proceedings", hint = "criminal, coroner, care, disciplinary, iopc, health_psii, dhr, sar or mappa." },
  pause_reason = { type = "text", label = "Why the report clock is stopped" },
  pause_review = { type = "date", label = "To be looked at again on" },
  reporters = { type = "parties", label = "Agency reports" },
  reports_due = { type = "date", label = "Agency reports due" },
  no_reports_why = { type = "text", label = "Why no agency is asked for a report" },
  practitioner_events = { type = "text", label = "Learning events with practitioners" },
  family_offer = { type = "choice", label = "Family's contribution", options = { "accepted", "declined", "not_possible" } },
  family_offer_why = { type = "text", label = "Why the family did not contribute" },
  child_voice = { type = "text", label = "Voice of the child and siblings" },
  recommendation = { type = "text", label = "Recommendation" },
  recommendation_count = { type = "whole", label = "Recommendations made" },
  recommendations = { type = "list", label = "Recommendations" },
  report_version = { type = "text", label = "Version of the report" },
  accuracy_signed = { type = "yesno", label = "Did each agency sign off the facts?" },
  anonymised = { type = "yesno", label = "Was the report checked for what could name a child?" },
  report_delivered = { type = "date", label = "Report delivered on" },
  answer_to = { type = "whole", label = "Recommendation number" },
  answer = { type = "choice", label = "Answer", options = { "accepted", "accepted in part", "not accepted" } },
  answer_reason = { type = "text", label = "Reason of the answer" },
  answers = { type = "list", label = "Answers to the recommendations" },
  action = { type = "text", label = "Action", hint = "Begin with a verb; say one thing that will change." },
  action_agency = { type = "agency", label = "Agency that leads the action" },
  action_for = { type = "list", label = "For which recommendations", hint = "Their numbers; one action may serve several." },
  action_priority = { type = "choice", label = "Priority of the action", options = { "high", "medium", "low" } },
  linked = { type = "text", label = "Reference of the action" },
  action_plan = { type = "list", label = "Action plan" },
  actions = { type = "list", label = "Actions" },
  publication_decision = { type = "choice", label = "Publication", options = { "full", "executive_summary", "not_published", "deferred" } },
  publication_reason = { type = "text", label = "Why it is not published in full" },
  redaction_checked = { type = "yesno", label = "Was the redaction checked?" },
  family_informed = { type = "yesno", label = "Was the family told?" },
  staff_informed = { type = "yesno", label = "Were the staff told and supported?" },
  communications = { type = "text", label = "Communications plan" },
  copies_sent_on = { type = "date", label = "Copies sent before publication on" },
  published_on = { type = "date", label = "Published on" },
  published_url = { type = "text", label = "Where it is published" },
  access_from = { type = "date", label = "Its papers close to the panel counted from" },
  progress_note = { type = "text", label = "Progress" },
  closure_report = { type = "text", label = "Outcome of each recommendation" },
  impact_summary = { type = "text", label = "What changed for children" },
  residual_risk = { type = "text", label = "Risk that remains" },
  closed_on = { type = "date", label = "Closed on" },
  sustained = { type = "yesno", label = "Did the change last?" },
  sustain_finding = { type = "text", label = "What the sustain check found" },
  reopen_reason = { type = "text", label = "Why it is re-opened" },
  sent_back_why = { type = "text", label = "Why it was sent back" },
  reason = { type = "text", label = "Reason" },
  arose_from = { type = "text", label = "Arose from" },
  decision_note = { type = "text", label = "Decision noted" },
  evidence = { type = "evidence", label = "Papers" },
}

-- it.decisions: what a review of this kind can be decided to be.
function facts.fields(it, own)
  shared.decision.options = it.decisions
  for name, field in pairs(own) do shared[name] = field end
  return shared
end

-- What begins keeps the regime that the board works under then.
function facts.regime() return { set("regime", from_setting "regime") } end

-- Where another review's decision opened it, it keeps that one's.
function facts.regime_where_none()
  return { branches { { no(has "regime"), { set("regime", from_setting "regime") } } } }
end

-- Facts that come in later, in any order.
facts.later = {
  optional "incident_date", optional "category", optional "age_band", optional "looked_after", optional "child_protection_plan", optional "disabled",
  optional "home_area", optional "incident_area", optional "criteria", optional "theme",
}

-- ---- what has to be so

local function each_is_one_of(field, options)
  return function(item)
    for _, word in ipairs(item.fields[field] or {}) do
      local found = false
      for _, option in ipairs(options) do found = found or word == option end
      if not found then return false end
    end
    return true
  end
end

local criteria = { "died_abuse_suspected", "serious_harm_concern", "custody", "mha_detained", "dol_16_17", "other" }
local first_words = { "Child", "Children", "Baby", "Young person", "Sibling", "Siblings", "Family", "Practice" }

function facts.known_criteria() return when("each criterion is one of " .. table.concat(criteria, ", "), each_is_one_of("criteria", criteria)) end

-- "Child A", "Young person B2", "Family C": a common noun and a letter that stands for nobody.
local function is_pseudonym(item)
  for _, word in ipairs(first_words) do
    if (item.fields.pseudonym or ""):match("^" .. word .. " %u%d?%d?$") then return true end
  end
  return false
end

function facts.pseudonymous() return when("the pseudonym is like Child A, Young person B or Family C, and no name", is_pseudonym) end

-- SCR-2016-02: kind, year, number.
function facts.referenced(prefix)
  return when("its reference is like " .. prefix .. "-2016-02", function(item) return item.ref:match("^" .. prefix .. "%-%d%d%d%d%-%d%d%d?$") ~= nil end)
end

-- Which kind of review may begin follows from the law that the board works under then.
local function under(regimes)
  local each = {}
  for _, regime in ipairs(regimes) do each[#each + 1] = is("regime", regime) end
  return called("the board works under " .. table.concat(regimes, " or ") .. ", which its setting `regime` says", any(each))
end

function facts.begins(it)
  local wanted = { facts.referenced(it.prefix), facts.pseudonymous(), table.unpack(it) }
  if it.regimes then table.insert(wanted, 1, under(it.regimes)) end
  return called("a " .. it.noun .. " can begin", all(wanted))
end

-- A date that has come, where it is given.
function facts.has_come(field, text) return once_given(field, text, past("00:00 on " .. field)) end

function facts.long_enough(field, text)
  return once_given(field, text, when(text, function(item) return (utf8.len(item.fields[field] or "") or 0) >= 100 end))
end

-- A paper whose title has that word in it, not withdrawn.
function facts.paper_called(word, text)
  return when(text, function(item)
    for _, piece in ipairs(item.fields.evidence or {}) do
      if not piece.withdrawn and (piece.title or ""):lower():find(word, 1, true) then return true end
    end
    return false
  end)
end

return facts
