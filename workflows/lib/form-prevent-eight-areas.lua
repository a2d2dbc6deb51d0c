-- The eight areas of the local authority toolkit for Prevent, as questions to an agency: taken with `questions = form "prevent-eight-areas"`.
local grades = { "in place", "partly in place", "not in place", "not for this agency" }

local areas = {
  { "partnership_group", "Multi-agency partnership group" },
  { "risk_assessment", "Local risk assessment process" },
  { "partnership_plan", "Partnership plan" },
  { "referral_pathway", "Referral pathway" },
  { "channel_panel", "Channel panel" },
  { "training_programme", "Training programme" },
  { "permissive_environments", "Reducing permissive environments" },
  { "communications", "Communications and engagement" },
}

local questions = {}
for _, area in ipairs(areas) do
  questions[#questions + 1] = { area[2] .. ": how is it with you?", name = area[1], options = grades }
  questions[#questions + 1] = { area[2] .. ": how do you know?", name = area[1] .. "_evidence", optional = true, hint = "No person's name, and nothing of a Channel case." }
end
questions[#questions + 1] = { "Who leads on Prevent?", name = "prevent_lead" }
return questions
