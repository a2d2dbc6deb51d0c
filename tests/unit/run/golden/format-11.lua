-- A workflow in the words of format 11. Its hash is frozen: what is stored under it must be found as long as there are boards.
return {
  name = "score", title = "Score", version = 1,
  roles = { manager = { title = "Manager", post = "manager" } },
  start = { by = "manager", form = { "text", "score" } },
  fields = {
    text = { type = "text" }, score = { type = "whole", least = 0, most = 100 }, count = { type = "whole", least = 1 }, below = { type = "whole", most = -1 },
  },
  states = {
    open = { on = { note = { by = "manager", form = { "score", "count", "below" } }, close = { target = "closed", by = "manager" } } },
    closed = { tags = { "closed" } },
  },
}
