-- A small SCXML chart with one mistake; the file beside this one holds what is said of it.
return {
  name = "probe", datamodel = "lua",
  data = { { "count", expr = "0" } },
  states = {
    a = {
      entry = { assign("count", "count + 1") },
      on = {
        go = { target = "b", guard = cond "count > 1" },
      },
    },
    b = {
      initial = "b1", after = { ["1 hour"] = "a" },
      states = {
        b1 = {
          exit = { send { event = "late", delay_ms = 1000 } },
        },
        b2 = { type = "final" },
      },
    },
  },
}
