-- Where the work of a plan's action is done: the shipped workflow that runs it, and what an item of that workflow is opened with. docs/plan-homes.md says which
-- action has which, and why.

local homes = {}

homes.names = {
  "plan-action", "review-action", "audit-cycle", "section11-cycle", "scr", "challenge", "theme", "theme-vemt", "theme-resettlement", "publication-scan",
  "training-impact", "data-return", "campaign", "procedure-review", "attendance", "transition-assurance", "assurance-picture",
}

-- None for plan-action: it is at home already.
homes.fields = {
  ["review-action"] = { text = from_field "text", plan_priority = from_field "plan_priority", outcomes = from_field "outcomes" },
}

-- One of them is meant, and it is another than this.
function homes.conditions()
  local all = {}
  for _, name in ipairs(homes.names) do
    if homes.fields[name] then all[#all + 1] = is("home", name) end
  end
  return all
end

return homes
