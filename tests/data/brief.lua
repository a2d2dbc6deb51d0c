-- A small item that opens others, keeps their references, and closes only when all of them are closed (format 8).
return {
  name = "brief", title = "Brief", noun = "brief", version = 1, ref = "BR-{year}-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" }, helper = { title = "Helper", person_in = "helper" } },
  start = {
    by = "manager", form = { "text", optional "due", optional "helper" },
    guard = all { has "text", any { no(has "due"), no(past "end of due") } },
  },
  fields = {
    text = { type = "text", label = "Brief" },
    due = { type = "date", label = "Due" },
    helper = { type = "person", label = "Helper" },
    errand_text = { type = "text", label = "Errand" },
    errands = { type = "list", label = "Errands" },
    also = { type = "text", label = "Errand that is there" },
  },
  list = { title = "text", due = "due" },
  initial = "open",
  states = {
    open = {
      title = "Open", holder = "manager",
      on = {
        ask = {
          label = "Ask for an errand", by = "manager", form = { "errand_text" },
          actions = { open_into("errands", "brief-errand", { text = from_field "errand_text" }, "brief"), clear "errand_text" },
        },
        link = { label = "Link an errand", by = { "manager", "helper" }, form = { "also" }, actions = { append("errands", from_field "also") } },
        close = { target = "closed", label = "Close it", by = "manager", guard = all_closed "errands" },
      },
    },
    closed = { title = "Closed", tags = { "closed" } },
  },
}
