-- A child who may be at risk now comes before any form. A return that asks about a child's case asks this too, and cannot be handed in while the
-- answer is yes and no referral is on record. A workflow takes it in two places:
--
--   local concern = use "concern"
--   fields = concern.fields { ... },                                    -- its own fields, and after them these three
--   submit = concern.asked { target = "submitted", form = { ... } },    -- its own transition, which asks them and waits for the referral
--
-- and may take `notice = concern.notice`. What is kept is "referred on DATE to WHOM" and nothing else: what the concern is goes to children's
-- social care or the police, never into a board's record, so there is no text to write it in.

local called = use("words").called
local concern = {}

concern.notice = "No child's name, date of birth or NHS number here. Is a child at risk now? Stop, and ring children's social care or the police (999 if it cannot wait): "
  .. "nothing that is written here reaches them. Record here only that you referred, when and to whom."

local own = {
  immediate_concern = {
    type = "yesno", label = "Is a child at risk now?",
    hint = "If yes, stop: refer to children's social care or the police first, today. Then give the date and to whom. Say nothing of the concern here.",
  },
  referred_on = { type = "date", label = "Referred on", hint = "The day on which you rang them." },
  referred_to = { type = "choice", label = "Referred to", options = { "childrens_social_care", "police", "both" } },
}

function concern.fields(fields)
  for name, field in pairs(own) do fields[name] = field end
  return fields
end

-- No concern, or one that was referred on a day that has come.
function concern.settled()
  return called(
    "a child is at risk now, so refer first: ring children's social care or the police (999 if it cannot wait), then send this again with "
      .. "referred_on=DATE, the day on which you did, today or before, and referred_to=childrens_social_care, police or both",
    any { is("immediate_concern", false), all { has "referred_on", has "referred_to", past "00:00 on referred_on" } })
end

-- The transition, which asks for the answer, and for the referral where there is one, beside what it asks and needs already.
function concern.asked(transition)
  local form = transition.form or {}
  table.move({ "immediate_concern", optional "referred_on", optional "referred_to" }, 1, 3, #form + 1, form)
  local settled = concern.settled()
  transition.form = form
  transition.guard = transition.guard and all { settled, transition.guard } or settled
  return transition
end

return concern
