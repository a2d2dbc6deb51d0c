-- Where the work of a plan's action is done: the shipped workflow that runs it, and what an item of that workflow is opened with. docs/plan-homes.md says which
-- action has which, and why. A workflow of a board's own is one more name and one more row here, and a new version of plan-action.

local homes = {}

homes.names = {
  "plan-action", "plan-cycle", "review-action", "audit-cycle", "section11-cycle", "training-impact", "campaign", "theme", "theme-vemt",
  "transition-assurance", "assurance-picture", "data-return", "procedure-review", "publication-scan", "challenge", "theme-resettlement",
}

local text, indicators = from_field "text", from_field "plan_indicator"

-- None for plan-action, which is at home already, and none for plan-cycle, which opens itself.
homes.fields = {
  ["review-action"] = {
    text = text, plan_indicator = indicators, plan_priority = from_field "plan_priority", outcomes = from_field "outcomes",
    part_of = "an action of the plan", -- both are actions, and the work is one
  },
  ["audit-cycle"] = { title = text, plan_indicator = indicators },
  ["section11-cycle"] = { title = text, plan_indicator = indicators },
  ["training-impact"] = { course = text, lead = from_field "lead", plan_indicator = indicators },
  ["campaign"] = { title = text, lead = from_field "lead", plan_indicator = indicators },
  ["theme-vemt"] = { theme = text, plan_indicator = indicators },
  ["theme"] = { theme = text, plan_indicator = indicators },
  ["transition-assurance"] = { title = text, plan_indicator = indicators },
  ["assurance-picture"] = { title = text, plan_indicator = indicators },
  ["data-return"] = { indicator = text, plan_indicator = indicators },
  ["procedure-review"] = { chapter = text, trigger = "An action of the business plan", owner = from_field "lead", plan_indicator = indicators },
  ["publication-scan"] = { title = text, lead = from_field "lead", plan_indicator = indicators },
  ["challenge"] = { plan_indicator = indicators }, -- what is challenged is said with it, each time anew
  ["theme-resettlement"] = { theme = text, plan_indicator = indicators },
}

-- One of them is meant, and it is another than the action itself.
function homes.conditions()
  local all = {}
  for _, name in ipairs(homes.names) do
    if homes.fields[name] then all[#all + 1] = is("home", name) end
  end
  return all
end

return homes
