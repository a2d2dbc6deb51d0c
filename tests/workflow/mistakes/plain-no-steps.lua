-- A small workflow in plain form with one mistake; the file beside this one holds what is said of it.
return workflow {
  name = "probe", title = "Probe", version = 1,
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    manager = { title = "Business Manager", post = "business_manager" },
    monitoring = { title = "Monitoring and Evaluation", group = "monitoring" },
    executive = { title = "Executive", post = "executive_chair" },
  },
  start = { by = "manager", must_give = { "text", "owner" } },
  fields = {
    text = { type = "text" },
    owner = { type = "person" },
    note = { type = "text" },
    review_on = { type = "date" },
  },
}
