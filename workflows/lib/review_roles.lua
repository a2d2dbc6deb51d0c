-- Who has to do with a review, and what each sees of it. A review's papers are its panel's, and close to it some time after publication; LLIP sees what it
-- decides on and what came of it, the Board and the Executive what was recommended, answered and done, whoever referred it their own referral.
--
--   it.directs, it.accepts     the roles that direct the review and answer for its report: { title = "Independent Chair", post = "independent_chair" }

local roles = {}

function roles.of(it, own)
  local all_roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    directs = it.directs,
    accepts = it.accepts,
    llip_chair = { title = "LLIP chair", post = "llip_chair", not_from = "referring_agency" },
    llip = { title = "LLIP member", group = "llip", not_from = "referring_agency" },
    llip_group = { title = "LLIP members", group = "llip", not_from = "referring_agency" }, -- whose turn it is; each decides as a member
    panel_chair = { title = "Panel chair", person_in = "panel_chair" },
    lead_reviewer = { title = "Lead reviewer", person_in = "lead_reviewer" },
    panel = { title = "Panel member", any_in = "panel" },
    referring_lead = { title = "Safeguarding lead of the referring agency", post = "safeguarding_lead", of = "referring_agency" },
    executive = { title = "Executive Group chair", post = "executive_chair" },
    executive_group = { title = "Executive Group member", group = "executive" },
    board_members = { title = "Board member", group = "rcscb" },
  }
  for name, role in pairs(own or {}) do all_roles[name] = role end
  return all_roles
end

local referral = { "summary", "pseudonym", "regime", "referring_agency", "incident_date", "aware_date", "referral_reason", "immediate_safety", "criteria" }
local outcome = {
  "summary", "decision", "decision_reason", "decided_on", "recommendations", "answers", "action_plan", "actions", "publication_decision", "published_on",
  "published_url", "closure_report", "impact_summary", "residual_risk", "closed_on", "sustained", "sustain_finding",
}

local function joined(one, other)
  local made = {}
  for _, list in ipairs { one, other or {} } do
    for _, name in ipairs(list) do
      local there = false
      for _, have in ipairs(made) do there = there or have == name end
      if not there then made[#made + 1] = name end
    end
  end
  return made
end

-- What a referral says, to somebody who has to do with it and not with the review.
function roles.referral_line(role, it) return { role, what = joined(referral, it.referring) } end

-- it.llip, it.referring: further fields of the workflow that LLIP decides on, that whoever referred it fills in.
function roles.see(it, own)
  local after_response = { in_state "work.response_agreed", in_state "work.monitoring", in_state "work.closed" }
  if it.copies then after_response[#after_response + 1] = in_state "work.pre_publication" end
  local lines = {
    { "manager", "directs", "accepts", "llip_chair", what = "everything" },
    { "panel_chair", "lead_reviewer", "panel", what = "everything", when = in_state "access.open" },
    { "llip", "llip_group", what = joined(joined(referral, outcome), joined({ "category", "age_band", "progress_note", "reopen_reason" }, it.llip)) },
    roles.referral_line("referring_lead", it),
    { "executive", "executive_group", what = outcome },
    { "board_members", what = outcome, when = any(after_response) },
  }
  for _, line in ipairs(own or {}) do lines[#lines + 1] = line end
  return lines
end

return roles
