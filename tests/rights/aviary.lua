-- A board on which everything that people write holds a word of canary.lua: an action and two returns of each agency, with all that can hang on one.
local shell = require "helper.shell"
local canary = require "rights.canary"
local world = require "rights.world"

local aviary = {}

aviary.agencies = { "north", "south", "east", "west", "hill", "dale" }
aviary.kinds = { errand = "E-", draft = "R-", submitted = "S-" }
local order = { "errand", "draft", "submitted" }

function aviary.ref(agency, kind) return aviary.kinds[kind] .. agency end

local function asked(op, as, more)
  more.op, more.as = op, as
  return more
end

local function send(ref, event, as, data) return asked("case.send", as, { case = ref, event = event, data = data }) end

-- In this order; those that are refused leave what was tried in the record.
local function life(agency, kind)
  local ref = aviary.ref(agency, kind)
  local function word(slot) return canary.word(agency, kind, slot) end
  local writer = kind == "errand" and "o." .. agency or "l." .. agency
  local list = {
    asked("case.start", "m.board", { workflow = kind == "errand" and "errand" or "reply", ref = ref, title = word "text",
      data = { text = word "text", agency = agency, owner = "o." .. agency, due = canary.due(agency, kind), note = word "first_note" } }),
    send(ref, "progress", writer, { answer = word "answer" }),
    send(ref, "bind", "m.board"),
    send(ref, "challenge", "m.board", { challenge = word "challenge" }),
    send(ref, "note", "m.board", { note = word "note" }),
    send(ref, "stick", "m.board"),
    send(ref, "note", "l." .. agency, { note = word "refused" }),
    asked("case.correct", "m.board", { case = ref, entry = 1, reason = word "correction", data = { note = word "corrected" } }),
    asked("erase.ask", "a.board", { case = ref, fields = { "challenge" }, reason = word "erasure" }),
    asked("hold.set", "m.board", { case = ref, reason = word "hold" }),
  }
  if kind == "submitted" then list[#list + 1] = send(ref, "submit", "l." .. agency) end
  return list
end

local function people(agency)
  local list = {}
  for _, id in ipairs { "l.", "o.", "b." } do
    list[#list + 1] = asked("directory.put", "m.board", { kind = "person", id = id .. agency,
      document = { email = canary.word(agency, "person", "email " .. id) .. "@mail.example" } })
  end
  list[#list + 1] = asked("people.absent", "o." .. agency, { id = "o." .. agency, first = "2016-12-29", last = "2016-12-30",
    reason = canary.word(agency, "person", "absence") })
  return list
end

local today = "2016-09-01"
local recorded = { llip = "errand", monitoring = "submitted" } -- what each may decide on

-- Meetings of groups that see some of what is on their agenda, or nothing.
local function meet(group, member, agency)
  local meeting = group:upper() .. "-" .. today -- none is opened before its day
  local list = { asked("meeting.plan", "m.board", { group = group, on = today }) }
  for _, kind in ipairs(order) do
    local ref = aviary.ref(agency, kind)
    list[#list + 1] = asked("meeting.add", "m.board", { meeting = meeting, case = ref })
    list[#list + 1] = asked("meeting.add", "m.board", { meeting = meeting, case = aviary.ref("hill", kind) })
    list[#list + 1] = asked("meeting.drop", "m.board", { meeting = meeting, case = aviary.ref("hill", kind), reason = canary.word("hill", kind, "drop") })
  end
  table.insert(list, asked("meeting.issue", "m.board", { meeting = meeting }))
  list[#list + 1] = asked("meeting.open", "m.board", { meeting = meeting, chaired_by = member })
  list[#list + 1] = asked("meeting.attend", "m.board", { meeting = meeting, data = { [member] = "present" } })
  for _, kind in ipairs(order) do
    local ref = aviary.ref(agency, kind)
    list[#list + 1] = asked("meeting.declare", "m.board", { meeting = meeting, who = member, case = aviary.ref("hill", kind),
      reason = canary.word("hill", kind, "conflict") })
    if recorded[group] == kind then
      list[#list + 1] = asked("meeting.record", "m.board", { meeting = meeting, case = ref, event = "judge", minute = canary.word(agency, kind, "minute") })
    end
  end
  aviary.meetings[#aviary.meetings + 1] = meeting
  return list
end

local function add_evidence(on, agency, kind)
  local function word(slot) return canary.word(agency, kind, slot) end
  local path = shell.write(on.folder .. "/" .. word "file" .. ".txt", word "body" .. "\n")
  on:ok("evidence", "add", aviary.ref(agency, kind), path, "--as", "l." .. agency, "--level", "process", "--title", word "title", "--description",
    word "description")
end

local function append(list, more) table.move(more, 1, #more, #list + 1, list) end

function aviary.new()
  local on, list = world.new(), {}
  aviary.meetings = {}
  local _, err, status = shell.run { "init", on.path, "--seed", "tests/data/rights-board.lua", "--manual-clock", "--now", today .. "T09:00:00Z" }
  assert(status == 0, err)
  for _, workflow in ipairs(world.workflows) do on:ok("workflow", "publish", "tests/data/rights-" .. workflow .. ".lua", "--as", "m.board") end
  for _, agency in ipairs(aviary.agencies) do
    append(list, people(agency))
    for _, kind in ipairs(order) do append(list, life(agency, kind)) end
  end
  append(list, meet("llip", "c.llip", "north"))
  append(list, meet("monitoring", "c.eval", "south"))
  append(list, meet("executive", "e.exec", "east"))
  list[#list + 1] = asked("redaction.put", "m.board", {
    document = { name = "family", title = "For the family", withhold = { { field = "note", reason = "third party" } } } })
  list[#list + 1] = asked("people.leave", "m.board", { id = "z.left", anyway = true, reason = "gone" })
  list[#list + 1] = asked("people.absent", "m.board", { id = "h.north", reason = "leave" })
  aviary.answers, aviary.requests = on:ask(list), list
  for _, agency in ipairs(aviary.agencies) do
    for _, kind in ipairs(order) do add_evidence(on, agency, kind) end
  end
  on.incident, on.request = {}, {}
  for _, agency in ipairs(aviary.agencies) do
    for _, kind in ipairs(order) do
      local ref = aviary.ref(agency, kind)
      on.incident[ref] = on:must { asked("case.show", "m.board", { case = ref }) }[1].incidents[1].id
    end
  end
  for _, request in ipairs(on:must { asked("erase.list", "m.board", {}) }[1].requests) do on.request[request.ref] = request.id end
  shell.write(on.folder .. "/proof.txt", "a proof\n")
  return on
end

return aviary
