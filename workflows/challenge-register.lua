-- The Challenge Register's look at everything else: what the board has to challenge opens a `challenge` by itself. That is an action whose evidence was
-- rejected a second time, one so late that it reached the Executive Group, a Section 11 self-assessment moderated from green to red, and an agency of
-- which nobody came to two meetings in a row. One item for the board, which goes on for years. docs/challenge.md says who does what.
-- How often it looks is this board's choice.

local looks_again = "5 working days after asked"
local back_to = "60 working days before asked" -- of meetings: those that were held since then

local register = use "register"

local actions = { "lead_agency", "challenge_count", "escalation_level", "due" }
local function of_actions(into, where) return gather { into = into, of = "review-action", where = where, take = actions } end
local function of_returns(into, of) return gather { into = into, of = of, where = { self_grade = "green", moderated_grade = "red" }, take = { "agency" } } end

local gathered = { "rejected_2", "rejected_3", "late_2", "late_3", "late_4", "returns_a", "returns_b", "meetings", "found" }
local fields = {
  title = { type = "text", label = "Register" },
  raised = { type = "list", label = "Raised already" },
  found = { type = "list", label = "Found at this look" },
  challenges = { type = "list", label = "Challenges" },
  from_day = { type = "date", label = "Meetings since" },
}
local emptied = {}
for i, name in ipairs(gathered) do
  fields[name] = fields[name] or { type = "list", label = "Looked at: " .. name:gsub("_", " ") }
  emptied[i] = clear(name)
end

return workflow {
  name = "challenge-register", title = "Challenge Register", noun = "register", version = 2, ref = "CHALLENGE-REGISTER",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = { business_manager = { title = "Business Manager", post = "business_manager" } },
  start = {}, -- nobody: the board begins its one register when the workflow is published
  fields = fields,

  step "looking" {
    title = "Kept", holder = "business_manager", due = looks_again,
    does = {
      branches { { no(has "title"), { set("title", "Challenge Register") } } }, set("from_day", date_of(back_to)),
      of_actions("rejected_2", { challenge_count = 2 }), of_actions("rejected_3", { challenge_count = 3 }),
      of_actions("late_2", { escalation_level = 2 }), of_actions("late_3", { escalation_level = 3 }), of_actions("late_4", { escalation_level = 4 }),
      of_returns("returns_a", "section11-return"), of_returns("returns_b", "section11-return-b"),
      gather { into = "meetings", of = "meeting", where = {}, dated = "date", first = from_field "from_day", last = today(), take = { "group", "challenge_register" } },
      register.find,
      open_each("challenge", "found", {
        text = from_entry "text", category = from_entry "category", raised_by = from_entry "raised_by", raised_to = from_entry "raised_to",
        lead_agency = from_entry "lead_agency", about_ref = from_entry "about_ref", raised_at = from_entry "raised_at", response_due = from_entry "response_due",
      }, "challenges"),
      table.unpack(emptied),
    },
    choices = {
      { "Look again", automatic = looks_again, go_to = "looking" },
      { "Look now", by = "business_manager", go_to = "looking" },
      { "End it", by = "business_manager", must_give = { "reason" }, go_to = "ended" },
    },
  },

  step "ended" { title = "Not kept any more", closed = true, choices = { { "Keep it again", by = "business_manager", go_to = "looking" } } },
}
