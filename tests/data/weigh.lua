-- A workflow whose conditions and actions are Lua functions, so that tests can count what is asked of the worker for one event.
local function scale(item) return { n = (item.fields.n or 0) + 1 } end

return {
  name = "weigh", title = "Weighing", noun = "weight", version = 1, ref = "W-{number}",
  roles = { owner = { title = "Owner", everyone = true } },
  read = { "owner" },
  start = { by = "owner", form = { "text" } },
  fields = {
    text = { type = "text", label = "Text" },
    n = { type = "whole", label = "Count" },
    due = { type = "date", label = "Due date" },
  },
  list = { title = "text", due = "due" },
  initial = "open",
  states = {
    open = {
      title = "Open",
      at = { ["end of due"] = { label = "Weigh when due", guard = when("it is whole", function(item) return item.fields.text ~= "bad" end),
        actions = { run("weigh it", scale) } } },
      on = {
        weigh = { label = "Weigh", by = "owner", form = { optional "text" },
          guard = when("it is whole", function(item) return item.fields.text ~= "bad" end),
          actions = { run("weigh it", scale) } },
        twice = { label = "Weigh twice", by = "owner", actions = { run("weigh it", scale), run("weigh it again", scale) } },
        choose = {
          { label = "Heavy", by = "owner", guard = when("it is heavy", function(item) return item.fields.text == "heavy" end),
            actions = { set("n", 1000) } },
          { label = "Light", by = "owner", guard = when("it is light", function(item) return item.fields.text ~= "heavy" end),
            actions = { run("weigh it", scale) } },
        },
        sort = { label = "Sort", by = "owner", actions = { branches {
          { when("it is heavy", function(item) return item.fields.text == "heavy" end), { set("n", 1000) } },
          { when("it is light", function(item) return item.fields.text ~= "heavy" end), { run("weigh it", scale) } },
        } } },
        rest = { label = "Rest", target = "memory", by = "owner",
          guard = when("it is whole", function(item) return item.fields.text ~= "bad" end), actions = { run("weigh it", scale) } },
        never = { label = "Never", by = "owner", guard = when("it never is", function() return false end),
          actions = { run("fall over", function() error("nobody should see this") end) } },
        never_ends = { label = "Never ends", by = "owner", guard = when("it never is", function() return false end),
          actions = { run("spin", function() while true do end end) } },
        spin = { label = "Spin", by = "owner", actions = { run("spin", function() while true do end end) } },
        spin_guard = { label = "Spin before", by = "owner", guard = when("it spins", function() while true do end end),
          actions = { run("weigh it", scale) } },
        plain = { label = "Plain", by = "owner", actions = { add("n", 1) } },
        stop = { label = "Stop", target = "stopped", by = "owner" },
        due = { label = "Set the date", by = "owner", form = { "due" } },
      },
    },
    resting = {
      title = "Resting",
      states = {
        memory = { title = "Where it lay", type = "history", target = "left" },
        left = { title = "On its left", on = { turn = { label = "Turn over", target = "right", by = "owner" } } },
        right = { title = "On its right", on = { wake = { label = "Wake", target = "open", by = "owner" } } },
      },
    },
    stopped = { title = "Stopped", type = "final" },
  },
}
