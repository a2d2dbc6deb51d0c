-- A picture of what other items say (format 9): taken down when it is asked for, and locked.
return {
  name = "picture", title = "Picture", noun = "picture", version = 1, ref = "P-{number}",
  roles = { manager = { title = "Business Manager", post = "business_manager" }, board = { title = "Board member", group = "rcscb" } },
  read = { "manager", "board" },
  start = { by = "manager", form = { "about", optional "from", optional "to" } },
  fields = {
    about = { type = "text", label = "About" },
    from = { type = "date", label = "From" },
    to = { type = "date", label = "To" },
    rows = { type = "list", label = "Rows" },
    first_of_each = { type = "list", label = "One of each" },
    within = { type = "list", label = "Within the days" },
    nothing = { type = "list", label = "Nothing" },
    addenda = { type = "list", label = "Addenda" },
    addendum = { type = "text", label = "Addendum" },
  },
  list = { title = "about" },
  states = {
    open = {
      title = "Open", holder = "manager",
      on = {
        look = {
          label = "Look", by = "manager",
          actions = {
            gather { into = "rows", of = "plan-action", where = { indicator = from_field "about" }, take = { "lead", "due", "evidence", "outcomes" } },
            gather { into = "first_of_each", of = "plan-action", one_by = "indicator" },
            gather { into = "within", of = "plan-action", dated = "due", first = from_field "from", last = from_field "to" },
            gather { into = "nothing", of = "unheard-of", take = { "x" } },
          },
        },
        look_wrongly = { label = "Look for a field that is not there", by = "manager", actions = { gather { into = "rows", of = "plan-action", take = { "leed" } } } },
        empty = { label = "Empty it", by = "manager", actions = { run("empty it", function() return { rows = {} } end) } },
        lock = { target = "locked", label = "Lock it", by = "manager" },
      },
    },
    locked = {
      title = "Locked", tags = { "closed", "locked" },
      on = { add_addendum = { label = "Add an addendum", by = "manager", form = { "addendum" }, actions = { append("addenda", from_event "addendum") } } },
    },
  },
}
