-- A moment that comes: an item's bell rings a minute after the instant in `moment`, and its owner is told. For tests and benches of many
-- timers that fall due.
return {
  name = "bell", title = "Bell", noun = "bell", version = 1, ref = "B-{number}",
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    manager = { title = "Business Manager", post = "business_manager" },
  },
  read = { "manager", "owner" },
  start = { by = "manager", form = { "text", "owner", optional "moment" } },
  fields = {
    text = { type = "text", label = "What it is about" },
    owner = { type = "person", label = "Owner" },
    moment = { type = "text", label = "Moment" },
    n = { type = "whole", label = "Count" },
  },
  list = { title = "text" },
  states = {
    waiting = {
      title = "Waiting", holder = "owner",
      on = { count = { label = "Count one", by = "owner", actions = { add("n", 1) } } },
      at = { ["1 minute after moment"] = { target = "rung", label = "The bell rings", actions = { add("n", 1000), tell("owner", "the bell rang") } } },
    },
    rung = { title = "Rung", tags = { "closed" }, on = { count = { label = "Count one", by = "owner", actions = { add("n", 1) } } } },
  },
}
