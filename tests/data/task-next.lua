-- The next version of `task`: a reminder after a week in place of one after a fortnight.
local task = use "task.lua"
task.version = 2
task.states.open.after = { ["5 working days"] = { label = "A week has passed", actions = { append("firsts", "week"), tell("owner", "a week has passed") } } }
return task
