-- A board of one person for tests that need no more.
return {
  name = "Test Board", short = "TB", division = "england-and-wales", zone = "Europe/London", console = "m.test",
  agencies = {}, groups = {},
  posts = { business_manager = { title = "Business Manager", holder = "m.test" } },
  people = { ["m.test"] = { name = "Mia Test", email = "m.test@board.example" } },
  workflows = {},
}
