-- The Challenge Register's look at everything else: what the board has to challenge opens a `challenge` by itself. That is an action whose evidence was
-- rejected a second time, one so late that it reached the Executive Group, a Section 11 self-assessment moderated from green to red, and an agency of
-- which nobody came to two meetings in a row. One item for the board, which goes on for years. docs/challenge.md says who does what.
-- How often it looks is this board's choice.

local looks_again = "5 working days after asked"
local back_to = "60 working days before asked" -- of meetings: those that were held since then

local register = use "register"

-- Actions of LLIP, and those of Monitoring and Evaluation, that were rejected twice or more, or reached the Executive Group or whoever is above it.
local actions = { "lead_agency", "challenge_count", "escalation_level", "due" }
local looks, looked_at = {}, {}
for _, overseen in ipairs { { "", "review-action" }, { "monitoring_", "monitoring-action" } } do
  for _, wanted in ipairs { { "rejected_2", "challenge_count", 2 }, { "rejected_3", "challenge_count", 3 }, { "late_2", "escalation_level", 2 },
    { "late_3", "escalation_level", 3 }, { "late_4", "escalation_level", 4 } } do
    looked_at[#looked_at + 1] = overseen[1] .. wanted[1]
    looks[#looks + 1] = gather { into = overseen[1] .. wanted[1], of = overseen[2], where = { [wanted[2]] = wanted[3] }, take = actions }
  end
end
local function of_returns(into, of) return gather { into = into, of = of, where = { self_grade = "green", moderated_grade = "red" }, take = { "agency" } } end

local gathered = { "returns_a", "returns_b", "meetings", "found", table.unpack(looked_at) }
local fields = {
  title = { type = "text", label = "Register" },
  raised = { type = "list", label = "Raised already" },
  found = { type = "list", label = "Found at this look" },
  challenges = { type = "list", label = "Challenges" },
  from_day = { type = "date", label = "Meetings since" },
}
for _, name in ipairs(gathered) do fields[name] = fields[name] or { type = "list", label = "Looked at: " .. name:gsub("_", " ") } end

-- What was looked at is kept no longer than it takes to find what is new.
local function look()
  local all = {
    branches { { no(has "title"), { set("title", "Challenge Register") } } }, set("from_day", date_of(back_to)),
    of_returns("returns_a", "section11-return"), of_returns("returns_b", "section11-return-b"),
    table.unpack(looks),
  }
  all[#all + 1] = gather {
    into = "meetings", of = "meeting", where = {}, dated = "date", first = from_field "from_day", last = today(), take = { "group", "challenge_register" },
  }
  all[#all + 1] = register.find
  all[#all + 1] = open_each("challenge", "found", {
    text = from_entry "text", category = from_entry "category", raised_by = from_entry "raised_by", raised_to = from_entry "raised_to",
    lead_agency = from_entry "lead_agency", about_ref = from_entry "about_ref", raised_at = from_entry "raised_at", response_due = from_entry "response_due",
  }, "challenges")
  for _, name in ipairs(gathered) do all[#all + 1] = clear(name) end
  return all
end

return workflow {
  name = "challenge-register", title = "Challenge Register", noun = "register", version = 2, ref = "CHALLENGE-REGISTER",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = { business_manager = { title = "Business Manager", post = "business_manager" } },
  start = {}, -- nobody: the board begins its one register when the workflow is published
  fields = fields,

  step "looking" {
    title = "Kept", holder = "business_manager", due = looks_again,
    does = look(),
    choices = {
      { "Look again", automatic = looks_again, go_to = "looking" },
      { "Look now", by = "business_manager", go_to = "looking" },
      { "End it", by = "business_manager", must_give = { "reason" }, go_to = "ended" },
    },
  },

  step "ended" { title = "Not kept any more", closed = true, choices = { { "Keep it again", by = "business_manager", go_to = "looking" } } },
}
