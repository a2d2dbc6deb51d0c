-- A small SCXML chart with one mistake; the file beside this one holds what is said of it.
local probe = use "probe"
return probe.chart { states = {
  a = { entry = { block { raise "x" }, assign("count", "count + 1") } },
} }
