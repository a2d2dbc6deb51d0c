-- A small SCXML chart with one mistake; the file beside this one holds what is said of it.
return {
  name = "probe", datamodel = "null",
  states = {
    a = { on = { go = { target = "b", guard = cond "count > 1" } } },
    b = {},
  },
}
