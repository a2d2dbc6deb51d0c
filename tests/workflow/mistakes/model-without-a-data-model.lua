-- A small SCXML chart with one mistake; the file beside this one holds what is said of it.
local probe = use "probe"
return probe.chart { datamodel = "null", states = {
  a = { on = { go = { target = "a", guard = cond "count > 1" } } },
} }
