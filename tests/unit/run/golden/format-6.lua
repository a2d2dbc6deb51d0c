-- A workflow in the words of format 6. Its hash is frozen: what is stored under it must be found as long as there are boards.
return {
  name = "cycle", title = "Cycle", version = 1,
  roles = { manager = { title = "Manager", post = "manager" } },
  start = { by = "manager", form = { "text", "parties" } },
  fields = {
    text = { type = "text" }, parties = { type = "parties" }, part_of = { type = "item" }, self = { type = "text" }, moderated = { type = "text" },
  },
  states = {
    open = {
      invoke = { workflow = "answer", for_each = "parties", data = { text = from_field "text" }, carry = { "text" } },
      on = {
        add = { by = "manager", actions = { add_party "parties" } },
        remove = { by = "manager", actions = { remove_party "parties" } },
        exempt = { by = "manager", actions = { exempt_party "parties" } },
        confirm = { by = "manager", actions = { confirm() } },
        close = { target = "shut", by = "manager", guard = all { returned(1, "parties"), confirmed() }, actions = { non_return "parties" } },
        ["party.returned"] = { actions = { signal("parties", "one_is_in") } },
        ["cycle.removed"] = "shut",
      },
      always = { target = "shut", guard = all_returned "parties" },
    },
    shut = {
      tags = { "closed" },
      on = { again = { target = "open", by = "manager", guard = differs("self", "moderated"), actions = { reopen_party "parties" } } },
    },
  },
}
