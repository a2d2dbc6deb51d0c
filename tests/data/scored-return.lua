-- A return with scores, for reports: sixty criteria in eight standards as a Section 11 return has them, of which the first three have words, and two cases
-- with two graded domains as an audit return has them; each with what moderation made of it.
local colours = { "green", "amber", "red", "n/a" }
local grades = { "outstanding", "good", "requires_improvement", "inadequate", "not_applicable", "insufficient_information" }
local fields = {
  title = { type = "text", label = "Title" }, agency = { type = "agency", label = "Agency" }, cycle = { type = "item", label = "Cycle" },
  due = { type = "date", label = "Due" }, self_grade = { type = "choice", label = "The agency's own", options = grades },
  moderated_grade = { type = "choice", label = "Moderated", options = grades }, change_reason = { type = "text", label = "Why it was changed" },
}
local own, moderated = {}, {}

local function scored(name, label, options)
  fields[name] = { type = "choice", label = label, options = options }
  fields[name .. "_moderated"] = { type = "choice", label = label .. ", moderated", options = options }
  own[#own + 1], moderated[#moderated + 1] = optional(name), optional(name .. "_moderated")
end

scored("c_1_1", "1.1 A lead is named (essential)", colours)
scored("c_1_2", "1.2 Staff know who", colours)
scored("c_2_1", "2.1 Policies are reviewed", colours)
scored("s_1", "Standard 1: Leadership", colours)
scored("s_2", "Standard 2: Policies", colours)
for standard = 3, 8 do
  for number = 1, standard < 6 and 10 or 9 do scored(("c_%d_%d"):format(standard, number), ("%d.%d Something is there"):format(standard, number), colours) end
  scored("s_" .. standard, ("Standard %d: something"):format(standard), colours)
end
for case = 1, 2 do
  scored(("c_%d_planning"):format(case), ("Case %d: planning"):format(case), grades)
  scored(("c_%d_voice"):format(case), ("Case %d: the child's voice"):format(case), grades)
end
own[#own + 1] = optional "self_grade"
moderated[#moderated + 1] = optional "moderated_grade"
moderated[#moderated + 1] = optional "change_reason"

return {
  name = "scored-return", title = "Scored return", noun = "return", version = 1, ref = "SR-{year}-{number}",
  roles = {
    lead = { title = "Safeguarding lead", post = "safeguarding_lead", of = "agency" },
    manager = { title = "Business Manager", post = "business_manager" },
  },
  read = { "lead", "manager" },
  start = { by = "manager", form = { "title", "agency", "due" } },
  fields = fields,
  list = { title = "title", due = "due", lead = "agency" },
  states = {
    draft = {
      holder = "lead", due = "end of due",
      on = {
        score = { label = "Score", by = "lead", form = own },
        submit = { target = "submitted", label = "Submit", by = "lead" },
        ["cycle.exempt"] = { target = "ended" },
      },
    },
    submitted = { tags = { "returned" }, holder = "manager", on = { moderate = { target = "moderated", label = "Moderate", by = "manager", form = moderated } } },
    moderated = { tags = { "returned", "closed" } },
    ended = { tags = { "closed" } },
  },
}
