-- Goal: the interpreter itself says what W3C SCXML 1.0 says, where the text gives the answer; an opinion that is wrong is none.
-- Method: small charts, each with the clause that it stands for, the events and the order that must come of them; then random charts, whose
-- configurations must be legal after every microstep (SCXML 3.11), as a check of the generator too; last, a disagreement must shrink.
-- Usage: lua5.4 tests/opinion/known.lua

local chart = require("opinion.chart")
local compare = require("opinion.compare")
local interpreter = require("opinion.interpreter")
local shrink = require("opinion.shrink")
local system = require("opinion.system")
local terms = require("opinion.terms")
local wire = require("opinion.wire")
local workflow = require("opinion.workflow")

-- ---- charts in few words: state("a", { ... members ... }, children)

local function log(label) return { ["do"] = "log", label = label } end
local function raise(event) return { ["do"] = "raise", event = event } end
local function block(...) return { { ["do"] = "block", actions = { ... } } } end
local function on(event, target, actions, members)
  local t = { event = event, target = target, actions = actions or {}, label = event or "always" }
  for key, member in pairs(members or {}) do t[key] = member end
  return t
end

local function state(id, members, children)
  local spec = { id = id, kind = children and "compound" or "atomic", states = children, transitions = {} }
  if children then spec.initial = children[1].kind == "history" and children[2].id or children[1].id end
  for key, member in pairs(members or {}) do spec[key] = member end
  return spec
end

local function definition(children, initial)
  return { format = 2, name = "known", datamodel = "null", fields = terms.fields,
           root = state("", { initial = initial or children[1].id }, children) }
end

local function saying(id, members, children)
  local spec = state(id, members, children)
  spec.entry, spec.exit = block(log("in " .. id)), block(log("out " .. id))
  return spec
end

-- The events and logs of a trace, in order: "log" by its label, "raise" and "session ended" by name.
local function told(lines)
  local words = {}
  for _, line in ipairs(lines) do
    for what, value in line:gmatch('%["(%a+)","([^"]*)"') do
      if what == "log" then words[#words + 1] = value end
      if what == "raise" then words[#words + 1] = "!" .. value end
    end
  end
  return table.concat(words, ", ")
end

local function happenings(text)
  local events, at = {}, 0
  for word in text:gmatch("%S+") do
    if tonumber(word) then at = at + tonumber(word) else events[#events + 1] = { at = at, event = { name = word } } end
  end
  return events
end

local function nested(kind, id, children, members)
  local spec = saying(id, members, children)
  spec.kind, spec.initial = kind, kind == "compound" and spec.initial or nil
  return spec
end

local function final(id, members) return state(id, members and { kind = "final", donedata = members.donedata } or { kind = "final" }) end
local function history(id, target, members)
  return state(id, { kind = "history", deep = members and members.deep, transitions = { { target = target, actions = members and members.actions or {} } } })
end

local rows = {}
local function known(clause, definition_, events, expected) rows[#rows + 1] = { clause, definition_, events, expected } end

known("3.13: exit in reverse document order, then content, then entry in document order", definition({
  nested("parallel", "p", { saying("a"), saying("b") }, { transitions = { on("go", "c", { log("between") }) } }), saying("c"),
}), "go", "in p, in a, in b, out b, out a, out p, between, in c")

known("3.13: an internal transition of a compound state does not leave it, an external one does", definition({
  saying("s", { transitions = { on("inside", "a", {}, { internal = true }), on("outside", "a") } }, { saying("a") }),
}), "inside outside", "in s, in a, out a, in a, out a, out s, in s, in a")

known("3.13: an internal transition of a parallel state is an external one", definition({
  nested("parallel", "p", { saying("a") }, { transitions = { on("inside", "a", {}, { internal = true }) } }),
}), "inside", "in p, in a, out a, out p, in p, in a")

known("3.13: without a target nothing is left", definition({ saying("s", { transitions = { on("here", nil, { log("here") }) } }) }), "here",
  "in s, here")

known("3.13: the inner of two that conflict is taken", definition({
  nested("parallel", "p", { saying("a", { transitions = { on("go", "q") } }), saying("b", { transitions = { on("go", "r") } }) }),
  saying("q"), saying("r"),
}), "go", "in p, in a, in b, out b, out a, out p, in q")

known("3.13: what does not conflict is taken together", definition({
  nested("parallel", "p", {
    saying("a", {}, { saying("a1", { transitions = { on("go", "a2", { log("first") }) } }), saying("a2") }),
    saying("b", {}, { saying("b1", { transitions = { on("go", "b2", { log("second") }) } }), saying("b2") }) }),
}), "go", "in p, in a, in a1, in b, in b1, out b1, out a1, first, second, in a2, in b2")

known("3.10: a history remembers before anything of its parent is left; its default counts where it remembers nothing", definition({
  saying("out", { transitions = { on("back", "h") } }),
  saying("s", { transitions = { on("away", "out") } }, {
    history("h", "b", { actions = { log("default") } }), saying("a"), saying("b", { transitions = { on("next", "c") } }), saying("c") }),
}), "back next away back", "in out, out out, in s, default, in b, out b, in c, out c, out s, in out, out out, in s, in c")

known("3.10: a deep history remembers atomic states, a shallow one children", definition({
  saying("s", { transitions = { on("away", "out") } }, { history("deep", "a", { deep = true }), history("shallow", "a"),
    state("a", {}, { saying("a1", { transitions = { on("next", "a2") } }), saying("a2") }) }),
  state("out", { transitions = { on("deep", "deep"), on("shallow", "shallow") } }),
}, "s"), "next away deep away shallow", "in s, in a1, out a1, in a2, out a2, out s, in s, in a2, out a2, out s, in s, in a1")

known("3.4, 3.7: done of a region's parent, then of the parallel state once all have ended", definition({
  nested("parallel", "p", { state("a", {}, { state("a1", { transitions = { on("x", "af") } }), final("af") }),
    state("b", {}, { state("b1", { transitions = { on("y", "bf") } }), final("bf") }) }),
}), "x y", "in p, !done.state.a, !done.state.b, !done.state.p")

known("3.4: directly nested parallel states end once each, the inner first", definition({
  nested("parallel", "p", { nested("parallel", "q", { state("a", {}, { state("a1", { transitions = { on("x", "af") } }), final("af") }) }) }),
}), "x", "in p, in q, !done.state.a, !done.state.q, !done.state.p")

known("3.12.1: a descriptor matches by whole tokens", definition({
  state("s", { transitions = { on("error foo.bar", nil, { log("yes") }), on("*", nil, { log("no") }) } }),
}), "foo foo.bar foo.bar.x foo.barx errors error.send", "no, yes, yes, no, no, yes")

known("D: eventless transitions go before internal events, these before external ones", definition({
  state("s", { entry = block(raise("in")), transitions = { on("in", nil, { log("internal") }), on(nil, "t", { log("eventless") }) } }),
  state("t", { transitions = { on("in", nil, { log("internal later") }) } }),
}), "", "!in, eventless, internal later")

known("4.9: an error ends its block and nothing else", definition({
  state("s", { entry = { block({ ["do"] = "add", field = "t", amount = 1 }, log("never"))[1], block(log("next block"))[1] } }),
}), "", "!error.execution, next block")

known("5.9.2, 3.3: content of an initial transition after entry, before the children", definition({
  saying("s", { initial_actions = { log("initial") } }, { saying("a") }),
}), "", "in s, initial, in a")

-- ---- time and other sessions

local function send(event, members)
  local action = { ["do"] = "send", event = event }
  for key, member in pairs(members or {}) do action[key] = member end
  return action
end
local function wait_for(...)
  local transitions = {}
  for at, event in ipairs({ ... }) do transitions[at] = on(event, nil, { log(event) }) end
  return transitions
end

known("6.2: delayed events in the order of their due instants", definition({
  state("s", { entry = block(send("late", { delay_ms = 50 }), send("early", { delay_ms = 10 }), send("now")),
               transitions = wait_for("late", "early", "now") }),
}), "100 end", "now, early, late")

known("6.3: what was cancelled never comes", definition({
  state("s", { entry = block(send("no", { delay_ms = 50, id = "it" }), send("yes", { delay_ms = 50 })),
               transitions = { on("stop", nil, { { ["do"] = "cancel", sendid = "it" } }), on("yes", nil, { log("yes") }), on("no", nil, { log("no") }) } }),
}), "10 stop 100 end", "yes")

local function child(members) return definition({ saying("c", members) }) end

known("6.4: an invocation begins when the macrostep has ended, and only where its state was not left again", definition({
  saying("s", { invokes = { { id = "k", definition = child() } }, transitions = { on(nil, "t") } }),
  saying("t", { invokes = { { id = "l", definition = definition({ saying("d") }) } } }),
}), "", "in d, in s, out s, in t") -- the child's first macrostep is told before the one that began it

known("6.4: it is cancelled when its state is left, and what it sends then is ignored", definition({
  saying("s", { invokes = { { id = "k", definition = child({ exit = block(log("bye"), send("lost", { target = "#_parent" })) }) } },
                transitions = { on("go", "t") } }),
  saying("t", { transitions = { on("lost", nil, { log("never") }) } }),
}), "go", "in c, in s, out c, out s, in t")

known("6.4, 6.5: autoforward, finalize before the transition, done.invoke last and with its data", definition({
  saying("s", { invokes = { { id = "k", autoforward = true, finalize = { log("finalize") }, definition = definition({
    saying("c", { transitions = { on("a", "f") } }), state("f", { kind = "final", entry = block(send("answer", { target = "#_parent" })) }) }) } },
    transitions = { on("answer", nil, { log("answer") }), on("done.invoke.k", nil, { log("done") }) } }),
}), "a", "in c, in s, out c, finalize, answer, finalize, done")

-- ---- the rows, then legality

local failures = 0
local function fail(text, ...)
  failures = failures + 1
  print("not ok: " .. text:format(...))
end

for _, row in ipairs(rows) do
  local seen = told((system.trace({ definition = row[2], events = happenings(row[3]) })))
  if seen ~= row[4] then fail("%s\n  expected %s\n  seen     %s", row[1], row[4], seen) end
end

-- A step of a workflow that fails keeps nothing (S6), and history lives through it.
local fails = { { ["do"] = "set", field = "n", value = 1 }, { ["do"] = "add", field = "t", amount = 1 } }
local undone = definition({ state("s", { transitions = { on("go", "t", fails) } }), state("t") })
undone.datamodel = nil
local last = workflow.trace({ definition = undone, events = happenings("go") })[2]
if not last:find('"active":{"":1,"s":2}') or not last:find('"did":%[%],') or not last:find('"fields":{}') then fail("S6: %s", last) end

-- SCXML 3.11: a compound state has one active child, a parallel one all, and nothing is active below what is not.
local function is_legal(self, s)
  local active = s.states:filter(function(c) return self.configuration:isMember(c) end)
  local wanted = not self.configuration:isMember(s) and 0 or s.kind == "parallel" and #s.states or s.kind == "compound" and 1 or 0
  return #active == wanted and s.states:every(function(c) return is_legal(self, c) end)
end

local microstep, steps = interpreter.microstep, 0
function interpreter:microstep(enabledTransitions)
  microstep(self, enabledTransitions)
  steps = steps + 1
  if not is_legal(self, self.doc.root) then error("illegal", 0) end
end
for seed = 1, 300 do
  local good, problem = pcall(compare.interpret, chart.case(seed))
  if not good then fail("seed %d: its configuration became %s", seed, problem) end
end
if steps < 1000 then fail("only %d microsteps were looked at", steps) end
if wire.write(chart.case(7)) ~= wire.write(chart.case(7)) then fail("a seed gives the same chart again") end

interpreter.microstep = microstep

-- ---- shrinking: an engine that calls one thing by another name differs on many charts, and each comes down to a state that does that thing

local function misnaming(what)
  return function(_, cases)
    local traces = {}
    for at, case in ipairs(cases) do
      traces[at] = compare.interpret(case) or {}
      for number, line in ipairs(traces[at]) do traces[at][number] = line:gsub('%["' .. what .. '",', '["other",') end
    end
    return traces
  end
end

local function count_states(spec)
  local count = 1
  for _, inner in ipairs(spec.states or {}) do count = count + count_states(inner) end
  return count
end

local engine = compare.engine
for what, states_max in pairs({ log = 2, uninvoke = 5 }) do
  compare.engine = misnaming(what)
  local seed = 300
  while not compare.all(nil, { chart.case(seed) })[1] do seed = seed + 1 end
  local small = shrink.run(nil, compare.all(nil, { chart.case(seed) })[1]).case
  if count_states(small.definition.root) > states_max or #small.events > 1 then fail("seed %d: small is %s", seed, wire.write(small)) end
end
compare.engine = engine

print(("opinion: %d known charts, %d microsteps looked at, %d failures"):format(#rows, steps, failures))
os.exit(failures == 0)
