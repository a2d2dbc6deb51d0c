-- Dates of civil time, each of which adds to a count of its own when it comes: exact, by the calendar, and by the wall's clock.
local function counts(field, label) return { label = label, actions = { add(field, 1) } } end

return {
  name = "civil", title = "Civil time", noun = "date", version = 1, ref = "D-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  read = { "manager" },
  start = { by = "manager", form = { "text", optional "night" } },
  fields = {
    text = { type = "text", label = "What it is for" },
    night = { type = "date", label = "Night" },
    hours = { type = "whole", label = "24 hours" },
    days = { type = "whole", label = "1 day" },
    weeks = { type = "whole", label = "5 working days" },
    months = { type = "whole", label = "1 month" },
    years = { type = "whole", label = "1 year" },
    nights = { type = "whole", label = "Half past one" },
  },
  list = { title = "text" },
  initial = "open",
  states = {
    open = {
      title = "Open", holder = "manager",
      after = {
        ["24 hours"] = counts("hours", "24 hours"),
        ["1 calendar day at 12:00"] = counts("days", "A day"),
        ["5 working days"] = counts("weeks", "Five working days"),
        ["1 month"] = counts("months", "A month"),
        ["1 year"] = counts("years", "A year"),
      },
      at = { ["01:30 on night"] = counts("nights", "Half past one") },
      on = { finish = { label = "Finish", target = "done", by = "manager" } },
    },
    done = { title = "Done", type = "final" },
  },
}
