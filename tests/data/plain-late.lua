-- A step that opens an item when it is late, with what that one begins with.
return workflow {
  name = "plain-late", title = "Plain late", version = 1, ref = "PL-{year}-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  start = { by = "manager", must_give = { "text" } },
  fields = { text = { type = "text" }, owner = { type = "person" } },
  step "open" {
    holder = "manager", due = "5 working days after asked",
    if_late = {
      { "1 working day after due", tell = "manager", open = "plain", with = { text = from_field "text", owner = "s.reid" } },
      { "10 working days after due", open = "plain", with = { text = "Again", owner = "s.reid" } },
    },
    choices = { { "Close", by = "manager", go_to = "closed" } },
  },
  step "closed" { closed = true },
}
