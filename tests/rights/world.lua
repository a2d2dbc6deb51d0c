-- The board that the tests of rights ask about: one item of each workflow for each relation of policy.lua, and what can be asked about them besides:
-- requests for erasures, stuck steps, holds, a meeting. And how a board is asked many things at once.
local shell = require "helper.shell"
local json = require "helper.json"

local world = {}
world.__index = world

local prefix = { errand = "E-", reply = "R-" }
function world.ref(workflow, relation)
  if relation == "wrong_kind" then return "north" end
  return prefix[workflow] .. relation
end

function world.new()
  local self = setmetatable({ folder = shell.folder() }, world)
  self.path = self.folder .. "/board"
  return self
end

function world:remove() shell.remove(self.folder) end

-- A copy that may be spoilt; the caller removes it.
function world:copy()
  local copy = world.new()
  assert(os.execute(("cp -a %s %s"):format(shell.quote(self.path), shell.quote(copy.path))))
  copy.incident, copy.request = self.incident, self.request
  assert(os.execute(("cp %s/proof.txt %s/"):format(self.folder, copy.folder)))
  return copy
end

function world:run(...)
  local words = { ... }
  words[#words + 1], words[#words + 2] = "--board", self.path
  return shell.run(words)
end

function world:ok(...)
  local out, err, status = self:run(...)
  assert(status == 0, table.concat({ ... }, " ") .. ": " .. err .. out)
  return out
end

-- Asks many things in one process; answers the lines as they were printed.
function world:ask(requests)
  local lines = {}
  for i, request in ipairs(requests) do lines[i] = json.write(request) end
  local out, err = shell.run({ "batch", "--board", self.path }, { input = table.concat(lines, "\n") .. "\n" })
  local answers = {}
  for line in out:gmatch("[^\n]+") do answers[#answers + 1] = line end
  assert(#answers == #requests, ("%d answers to %d requests: %s"):format(#answers, #requests, err))
  return answers
end

-- The same, each of which must be done; the answers are read.
function world:must(requests)
  local answers = self:ask(requests)
  for i, line in ipairs(answers) do
    answers[i] = json.read(line)
    assert(not answers[i].error, json.write(requests[i]) .. ": " .. line)
  end
  return answers
end

local function by_manager(op, more)
  more.op, more.as = op, more.as or "m.board"
  return more
end

local function send(ref, event, data) return by_manager("case.send", { case = ref, event = event, data = data }) end

-- What makes an item of that relation, in the order in which it is sent.
local function begin(workflow, relation)
  local ref = world.ref(workflow, relation)
  local of_north = relation == "own" or relation == "unassigned" or relation == "erased" or relation == "closed"
  local agency = of_north and "north" or "south"
  local data = { text = "Text of " .. ref, agency = agency, due = "2016-12-01", note = "Note of " .. ref }
  if relation ~= "unassigned" then data.owner = "o." .. agency end
  if of_north and relation ~= "unassigned" then data.helper, data.gone = "h.north", "z.left" end
  local list = { by_manager("case.start", { workflow = workflow, ref = ref, data = data }), send(ref, "bind"), send(ref, "stick") }
  if relation == "shared" or relation == "revoked" then
    list[#list + 1] = send(ref, "share", { shared_with = "agency:north" })
    if workflow == "reply" then list[#list + 1] = send(ref, "submit") end
  end
  if relation == "revoked" then list[#list + 1] = send(ref, "unshare") end
  if relation == "closed" and workflow == "reply" then list[#list + 1] = send(ref, "submit") end
  if relation == "closed" then list[#list + 1] = send(ref, "close") end
  return list
end

world.workflows = { "errand", "reply" }
world.items = { "own", "unassigned", "other", "shared", "revoked", "erased", "closed" }

function world.each_item(visit)
  for _, workflow in ipairs(world.workflows) do
    for _, relation in ipairs(world.items) do visit(workflow, relation, world.ref(workflow, relation)) end
  end
end

-- What is kept of the answers: {REF: id of its stuck step}, {REF: number of the request for an erasure}.
local function note_down(self)
  self.incident, self.request = {}, {}
  local asked, refs = {}, {}
  world.each_item(function(_, _, ref)
    refs[#refs + 1] = ref
    asked[#asked + 1] = by_manager("case.show", { case = ref })
    asked[#asked + 1] = by_manager("erase.ask", { as = "a.board", case = ref, fields = { "note" }, reason = "it must go" })
  end)
  local answers = self:must(asked)
  for i, ref in ipairs(refs) do
    self.incident[ref] = answers[2 * i - 1].incidents[1].id
    self.request[ref] = answers[2 * i].request
  end
end

local function erase(self, ref)
  local asked = self:must { by_manager("erase.ask", { case = ref, fields = { "text" }, evidence = { 1 }, reason = "it must go" }) }
  self:must { by_manager("erase.confirm", { as = "i.chair", request = asked[1].request }) }
end

local function meet(self)
  self:must {
    by_manager("meeting.plan", { group = "llip", on = "2016-10-04" }),
    by_manager("meeting.add", { meeting = "LLIP-2016-10-04", case = "E-own" }),
    by_manager("meeting.plan", { group = "llip", on = "2016-11-01" }),
    by_manager("rights.put", { effect = "deny", subject = "group:safe4us", workflow = "errand", reason = "no case material" }),
    by_manager("redaction.put", { document = { name = "family", title = "For the family", withhold = { { field = "note", reason = "third party" } } } }),
  }
end

function world:make()
  local _, err, status = shell.run { "init", self.path, "--seed", "tests/data/rights-board.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
  assert(status == 0, err)
  for _, workflow in ipairs(world.workflows) do self:ok("workflow", "publish", "tests/data/rights-" .. workflow .. ".lua", "--as", "m.board") end
  local begun = {}
  world.each_item(function(workflow, relation)
    for _, request in ipairs(begin(workflow, relation)) do begun[#begun + 1] = request end
  end)
  self:ask(begun)
  shell.write(self.folder .. "/proof.txt", "a proof\n")
  world.each_item(function(_, _, ref)
    self:ok("evidence", "add", ref, self.folder .. "/proof.txt", "--as", "m.board", "--level", "process", "--title", "Proof of " .. ref)
  end)
  for _, workflow in ipairs(world.workflows) do erase(self, world.ref(workflow, "erased")) end
  note_down(self)
  meet(self)
  self:must {
    by_manager("people.leave", { id = "z.left", anyway = true, reason = "gone" }),
    by_manager("people.absent", { id = "h.north", reason = "leave" }),
  }
  return self
end

return world
