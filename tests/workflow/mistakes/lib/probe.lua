-- What fixtures share, so that each shows little but its mistake: a workflow of two regions that can be paused, and an SCXML chart.
local probe = {}

probe.memory = { type = "history", deep = true, target = { "draft", "open" } }

-- Two regions beside `parts`.
function probe.work(parts)
  parts.plan = parts.plan or { states = {
    draft = { on = { agree = { target = "agreed", by = "owner" } } },
    agreed = { on = { redraft = { target = "draft", by = "owner" } } },
  } }
  parts.checks = { states = {
    open = { on = { close = { target = "shut", by = "owner" } } },
    shut = { type = "final" },
  } }
  return { type = "parallel", on = { pause = { target = "paused", by = "owner" } }, states = parts }
end

probe.paused = { on = { resume = { target = "memory", by = "owner" } } }

function probe.workflow(t)
  t.name, t.title, t.version = "probe", "Probe", 1
  t.roles = { owner = { title = "Owner", person_in = "owner" } }
  t.start = { by = "owner", form = { "text", "owner" } }
  t.fields = { text = { type = "text" }, owner = { type = "person" }, count = { type = "whole" } }
  return t
end

function probe.chart(t)
  t.name, t.datamodel = "probe", t.datamodel or "lua"
  return t
end

return probe
