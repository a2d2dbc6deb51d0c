-- Recommendations of a review, the answer to each, and the actions that serve them: one action may serve several recommendations, and each that was accepted
-- has one. The actions are items of `review-action`, with their own dates and ladders; the review keeps their references in its field `actions`.
-- Its fields are those of review_facts.lua.

local words = use "words"
local once_given = words.once_given
local plan = {}

local function rows(item, field) return item.fields[field] or {} end

-- The last answer to each recommendation counts.
local function answer_of(item, number)
  local answer
  for _, row in ipairs(rows(item, "answers")) do
    if row.number == number then answer = row.answer end
  end
  return answer
end

local function every_answer(item)
  for _, row in ipairs(rows(item, "recommendations")) do
    if not answer_of(item, row.number) then return false end
  end
  return true
end

local function is_served(item, number)
  for _, row in ipairs(rows(item, "action_plan")) do
    for _, served in ipairs(row.recommendations or {}) do
      if tostring(served) == tostring(number) then return true end
    end
  end
  return false
end

local function all_served(item)
  for _, row in ipairs(rows(item, "recommendations")) do
    if answer_of(item, row.number) ~= "not accepted" and not is_served(item, row.number) then return false end
  end
  return true
end

local function numbers_are_known(item)
  for _, number in ipairs(item.fields.action_for or {}) do
    local known = false
    for _, row in ipairs(rows(item, "recommendations")) do known = known or tostring(row.number) == tostring(number) end
    if not known then return false end
  end
  return true
end

function plan.each_is_served() return when("each recommendation that was accepted has an action", all_served) end

plan.add_recommendation = {
  label = "Add a recommendation", by = { "lead_reviewer", "panel_chair", "manager" }, form = { "recommendation" },
  actions = { add("recommendation_count", 1), append("recommendations", { number = from_field "recommendation_count", text = from_field "recommendation" }) },
}

local function opens(serves)
  return {
    append("action_plan", { text = from_field "action", agency = from_field "action_agency", recommendations = serves }),
    open_into("actions", "review-action", {
      text = from_field "action", lead_agency = from_field "action_agency", recommendations = serves, priority = from_field "action_priority",
    }, "review"),
    clear "action_priority",
  }
end

plan.open_action = {
  label = "Open an action", by = "manager", form = { "action", "action_agency", "action_for", optional "action_priority" },
  guard = once_given("action_for", "it serves recommendations that there are", when("it serves recommendations that there are", numbers_are_known)),
  actions = opens(from_field "action_for"),
}

-- An action that is there already, also another review's, may serve this one's recommendations too.
plan.link_action = {
  label = "Link an action that is there", by = "manager", form = { "linked", "action_for" },
  guard = once_given("action_for", "it serves recommendations that there are", when("it serves recommendations that there are", numbers_are_known)),
  actions = { append("actions", from_field "linked"), append("action_plan", { text = from_field "linked", recommendations = from_field "action_for" }) },
}

-- What was learnt is acted on while the report is still awaited. These run on their own clocks, whatever stops the review's.
plan.interim_action = {
  label = "Open an interim action", by = { "manager", "panel_chair" }, form = { "action", "action_agency", optional "action_priority" },
  actions = opens({ "interim" }),
}

function plan.all_answered() return when("each recommendation was answered", every_answer) end

return plan
