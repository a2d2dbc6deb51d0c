-- A step for each kind of rule that says by when a turn ends, and the way to each from each: what is late and due is then compared, by the index
-- and by going through everything. The agency's lead sees who is late and never the day on which something was found.
local rules = {
  { "of_day", "10 working days after found_on" }, { "before_day", "5 working days before found_on" }, { "end_of_day", "end of found_on" },
  { "of_entry", "3 working days" }, { "of_hours", "36 hours" }, { "of_month", "1 month" }, { "of_meeting", "2 working days after the next meeting of panel" },
  { "before_meeting", "5 working days before the next meeting of panel" }, { "of_quarter", "the last working day of the quarter" }, { "of_year", "on 14 October" },
}

local steps = {}
for i, rule in ipairs(rules) do
  local to = rules[i % #rules + 1][1]
  steps[i] = step(rule[1]) {
    holder = "manager", due = rule[2],
    choices = {
      { "Go on", by = "manager", may_give = { "found_on", "due" }, go_to = to },
      { "Stop the clock", by = "manager", must_give = { "reason" }, does = { stop_clock { reason = from_field "reason" } }, stays = true },
      { "Start the clock", by = "manager", does = { start_clock() }, stays = true },
      { "Close it", by = "manager", go_to = "closed" },
    },
  }
end
steps[#steps + 1] = step "closed" { closed = true }

return workflow {
  name = "waits", title = "Waits", noun = "wait", version = 1, ref = "W-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" }, lead = { title = "Lead", post = "safeguarding_lead", of = "agency" } },
  see = { { "manager", what = "everything" }, { "lead", what = { "summary", "due" } } },
  start = { by = "manager", must_give = { "text", "agency" }, may_give = { "found_on", "due" } },
  fields = {
    text = { type = "text" }, agency = { type = "agency", label = "Agency" }, found_on = { type = "date", label = "Found on" }, due = { type = "date" },
    reason = { type = "text" },
  },
  table.unpack(steps),
}
