-- What a review or an audit recommends, each as four fields by its number (`r_1`, `r_1_lead`, `r_1_priority`, `r_1_due`), and the action that each becomes when they are accepted.
-- Twelve at most: a board that recommends more changes less.

local called = use("words").called
local recommendations = { max = 12 }

local function name(number) return "r_" .. number end

function recommendations.add_fields(fields)
  for number = 1, recommendations.max do
    local label = "Recommendation " .. number
    fields[name(number)] = { type = "text", label = label, hint = "Begin with a verb; say one thing that will change." }
    fields[name(number) .. "_lead"] = { type = "agency", label = label .. ": lead agency" }
    fields[name(number) .. "_priority"] = { type = "choice", label = label .. ": priority", options = { "high", "medium", "low" } }
    fields[name(number) .. "_due"] = { type = "date", label = label .. ": due" }
  end
  return fields
end

function recommendations.form(first)
  local form = first or {}
  for number = 1, recommendations.max do
    for _, ending in ipairs { "", "_lead", "_priority", "_due" } do form[#form + 1] = optional(name(number) .. ending) end
  end
  return form
end

-- Each that is made says who leads it, how urgent it is and by when.
function recommendations.whole()
  local each = {}
  for number = 1, recommendations.max do
    local it = name(number)
    each[number] = called(("recommendation %d: who leads it, its priority and by when"):format(number), any {
      no(has(it)), all { has(it .. "_lead"), has(it .. "_priority"), has(it .. "_due") },
    })
  end
  return all(each)
end

-- Opens an action for each, and lists it in the field `actions`.
function recommendations.open_actions(actions)
  for number = 1, recommendations.max do
    local it = name(number)
    actions[#actions + 1] = branches { { has(it), { open_into("actions", "monitoring-action", {
      text = from_field(it), lead_agency = from_field(it .. "_lead"), priority = from_field(it .. "_priority"), due = from_field(it .. "_due"),
      recommendations = { "Recommendation " .. number },
    }, "review") } } }
  end
  return actions
end

return recommendations
