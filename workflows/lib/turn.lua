-- A step of a cycle that is somebody's turn: it has a day by which it is to be done, whoever holds it hears of it when that has gone by, then the chair, and the
-- cycle is red. A workflow writes `scrutiny = turn.by("4 months after closed_on", "chair", { ... })`, and takes `turn.field` as its field `turn_due`,
-- `turn.ladders` into its ladders and `turn.late { "scrutiny" }` into its colours.
--
-- The workflow must have the roles manager, chair and executive. The numbers are defaults and no national rule says them: change them here, in one place, and
-- make a new version of the workflows.

local called = use("words").called
local turn = {}

turn.field = { type = "date", label = "This step is due" }

-- holder: "manager" or "chair". What the state does on entry comes first: the rule may count from a date that it sets.
function turn.by(rule, holder, state)
  state.holder, state.due, state.ladder = holder, "end of turn_due", holder .. "-turn"
  state.entry = state.entry or {}
  table.insert(state.entry, set("turn_due", date_of(rule)))
  return state
end

turn.ladders = {
  ["manager-turn"] = {
    { "1 working day after turn_due", name = "turn-1", tell = "manager", text = "this step was due: do it, or see what holds it up" },
    { "10 working days after turn_due", name = "turn-10", tell = { "chair", "manager" }, text = "this step was due two weeks ago: see what holds it up" },
  },
  ["chair-turn"] = {
    { "1 working day after turn_due", name = "turn-1", tell = { "chair", "manager" }, text = "this step was due: decide, or see what holds it up" },
    { "10 working days after turn_due", name = "turn-10", tell = { "chair", "executive", "manager" },
      text = "this step was due two weeks ago: see what holds it up" },
  },
}

-- ladders: the workflow's own, which these join.
function turn.join(ladders)
  for name, ladder in pairs(turn.ladders) do ladders[name] = ladder end
  return ladders
end

-- Is it one of these states, and late?
function turn.late(states)
  local any_of = {}
  for i, name in ipairs(states) do any_of[i] = in_state(name) end
  return called("the step was due", all { any(any_of), past "end of turn_due" })
end

return turn
