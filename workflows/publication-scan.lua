-- The scan of what is published (reports, law, guidance, inspections, reviews): each month somebody looks, writes down what they looked at, and each
-- publication that matters here opens a `theme`. One item goes on for years. docs/publication-scan.md says who does what.
-- The days are this board's choice: no national rule says them.

local days_to_look = "10 working days after asked"
local begins = "the last working day of the month"
local days_to_log = "10 working days after published_on"

local sources = { "report", "statute", "guidance", "inspection", "local data", "review", "media" }

-- What was written down of one publication; then the form is empty again.
local function logged(list, also)
  return {
    append(list, { title = from_field "publication", source = from_field "source", published_on = from_field "published_on", on = today(), reason = also }),
    branches { { past(days_to_log), { add("logged_late", 1) } } },
    clear "publication", clear "published_on", clear "link", clear "summary", clear "reason",
  }
end

return workflow {
  name = "publication-scan", title = "Publication scan", noun = "scan", version = 2, ref = "PS-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    scanner = { title = "Whoever scans", any_in = "lead" },
    business_manager = { title = "Business Manager", post = "business_manager" },
    executive = { title = "Executive Group chair", post = "executive_chair" },
    members = { title = "Board member", group = "rcscb" },
  },
  read = "members",
  start = { by = "business_manager", must_give = { "title", "lead" }, may_give = { "where_to_look", "plan_indicator" } },

  fields = {
    title = { type = "text", label = "Scan" },
    lead = { type = "party", label = "Who looks" },
    plan_indicator = { type = "list", label = "Indicators of the business plan" },
    where_to_look = { type = "list", label = "Where to look", hint = "The national panel, inspectorates, departments, NSPCC, the local press." },
    publication = { type = "text", label = "Title of the publication" },
    source = { type = "choice", label = "What it is", options = sources },
    published_on = { type = "date", label = "Published on" },
    link = { type = "text", label = "Where it can be read" },
    summary = { type = "text", label = "What it says" },
    reason = { type = "text", label = "Reason" },
    taken_up = { type = "list", label = "Taken up" },
    passed_over = { type = "list", label = "Looked at and not taken up" },
    logged_late = { type = "whole", label = "Logged later than 10 working days" },
    looked_on = { type = "list", label = "Looked on" },
  },
  list = { title = "title", due = "due", lead = "lead" },

  step "looking" {
    title = "This month's look", holder = "scanner", due = days_to_look, tells = { { "scanner", "the month's scan of publications begins" } },
    if_late = { { "1 working day after due", tell = { "scanner", "business_manager" } }, { "10 working days after due", tell = "executive" } },
    choices = {
      {
        "Log one that matters here", by = { "scanner", "business_manager" }, must_give = { "publication", "source", "published_on" },
        may_give = { "link", "summary" }, stays = true, does = logged("taken_up"), open = "theme",
        with = {
          theme = from_field "publication", source = from_field "source", published_on = from_field "published_on", link = from_field "link",
          summary = from_field "summary", plan_indicator = from_field "plan_indicator",
        },
      },
      {
        "Log one that does not", by = { "scanner", "business_manager" }, must_give = { "publication", "source", "published_on", "reason" }, stays = true,
        does = logged("passed_over", from_field "reason"),
      },
      {
        "That was all this month", by = { "scanner", "business_manager" }, must_give = { "where it was looked" }, go_to = "waiting",
        does = append("looked_on", { on = today(), where = from_field "where_it_was_looked" }),
      },
      { "End the scan", by = "business_manager", must_give = { "reason" }, go_to = "ended" },
    },
  },

  step "waiting" {
    title = "Until the next month", holder = "scanner", due = begins,
    choices = {
      { "The next look", automatic = begins, go_to = "looking" },
      { "Look now", by = { "scanner", "business_manager" }, go_to = "looking" },
      { "End the scan", by = "business_manager", must_give = { "reason" }, go_to = "ended" },
    },
  },

  step "ended" { closed = true, choices = { { "Begin again", by = "business_manager", go_to = "looking" } } },
}
