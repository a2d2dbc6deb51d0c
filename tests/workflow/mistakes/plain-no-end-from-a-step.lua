-- A workflow in plain form with one mistake; the file beside this one holds what is said of it.
return workflow {
  name = "probe", title = "Probe", version = 1,
  roles = { manager = { title = "Business Manager", post = "business_manager" }, chair = { title = "LLIP chair", post = "llip_chair" } },
  start = { by = "manager", must_give = { "text" } },
  fields = { text = { type = "text" } },

  step "asked" {
    holder = "manager",
    choices = {
      { "Hand it in", by = "manager", go_to = "looked_at" },
      { "Leave it", by = "manager", go_to = "left" },
    },
  },
  step "looked_at" { holder = "chair", choices = { { "Send it back", by = "chair", go_to = "changed" } } },
  step "changed" { holder = "manager", choices = { { "Hand it in again", by = "manager", go_to = "looked_at" } } },
  step "left" { closed = true },
}
