-- What a cycle can do with those whom it asks, while their returns are open: the same in every cycle. `asking.on(chair)` are the transitions of that state.
-- The workflow must have the field `parties`, and the role manager beside the one that decides.

local called = use("words").called
local asking = {}

local everybody = called("everybody has returned", all_returned "parties")

-- closed: the state that follows when all are in, or when the rest is given up.
function asking.on(chair, closed)
  return {
    add = { label = "Add an agency", by = "manager", actions = { add_party "parties" } },
    remove = { label = "Take an agency out", by = "manager", actions = { remove_party "parties" } },
    exempt = { label = "Exempt an agency", decided_by = chair, recorded_by = "manager", actions = { exempt_party "parties" } },
    ask_again = { label = "Ask an agency again", by = "manager", actions = { reopen_party "parties" } },
    close_without = {
      target = closed, label = "Close without those that are missing", decided_by = chair, recorded_by = "manager",
      guard = called("somebody has returned", returned(1, "parties")), actions = { non_return "parties" },
    },
  }
end

-- An agency that is asked again opens the returns again.
function asking.again(open)
  return { target = open, label = "Ask an agency again", by = "manager", actions = { reopen_party "parties" } }
end

asking.all_in = everybody

asking.warnings = {
  { "Nobody is asked yet: name the agencies", no(at_least(1, "parties")) },
}

return asking
