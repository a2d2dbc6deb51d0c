-- What is different here from "the-base"; everything unsaid is as there. workflows/AUTHORING.md says what each word means.
return based_on "the-base" {
  name = "new-workflow", title = "New workflow", version = 1, ref = "NW-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Call children's social care or the police.",

  -- change "STEP" { due = "5 working days after asked" },
  -- replace "STEP" { ... }, step "NEW_STEP" { ... }, remove "STEP"
}
