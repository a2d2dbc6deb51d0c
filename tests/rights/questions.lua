-- Everything that a person can ask of the board of aviary.lua without changing it, each with sensible arguments, and wrong ones.
local aviary = require "rights.aviary"
local canary = require "rights.canary"

local questions = {}

local past = "2016-09-01T09:00:00Z"
local forms = { "csv", "html" }

-- What one item can be asked, whoever's it is.
local function of_item(add, ref)
  for _, op in ipairs { "case.show", "case.history", "case.deadline", "evidence.list", "outbox.list" } do
    add(op, { case = ref })
    add(op, { case = ref, as_at = past })
    add(op, { case = ref, as_at = past, known = true })
  end
  for _, event in ipairs { "note", "progress", "close", "share", "submit", "judge", "bind", "nonsense" } do
    add("case.explain", { case = ref, event = event })
    add("case.form", { case = ref, event = event })
    add("case.explain", { case = ref, event = event, decided_by = "m.board" })
  end
  for _, name in ipairs { "late/L1", "L1", "due", "turn", "nonsense" } do add("case.deadline", { case = ref, name = name }) end
  add("case.deadline", { case = ref, what_if = { "due=2018-01-02" } })
  add("case.deadline", { case = ref, name = "L1", what_if = { "stop 2016-10-03" } })
  add("case.forecast", { case = ref })
  add("case.seen", { case = ref, event = "bind" })
  add("case.list", { of = ref })
  add("journal.prove", { case = ref })
  add("access.list", { case = ref })
  add("redaction.preview", { case = ref, name = "family" })
  add("erase.preview", { case = ref, all = true })
  add("erase.preview", { case = ref, fields = { "note" } })
  for _, meeting in ipairs(aviary.meetings) do add("meeting.sheet", { meeting = ref, case = meeting }) end
end

local function lists(add)
  for _, filter in ipairs {
    {}, { open = true }, { open = false }, { late = true }, { stale = true }, { mine = true }, { rag = "red" }, { rag = "green" }, { lead = "South Agency" },
    { lead = "south" }, { state = "work.open" }, { state = "work.draft" }, { state = "work.submitted" }, { due_before = "2017-05-20" },
    { due_before = "2019-01-01" }, { workflow = "errand" }, { workflow = "reply" }, { workflow = "meeting" }, { limit = 0 }, { limit = 2 },
    { limit = 2, after = "E-north" }, { limit = 1, after = "R-south", workflow = "reply" },
  } do
    add("case.list", filter)
    local before = { as_at = past }
    for name, value in pairs(filter) do before[name] = value end
    if not filter.limit and not filter.mine then add("case.list", before) end
  end
  for _, agency in ipairs { "north", "south" } do
    for kind in pairs(aviary.kinds) do
      for _, slot in ipairs { "text", "answer", "note", "challenge", "title" } do add("case.list", { text = canary.word(agency, kind, slot) }) end
    end
  end
end

local function directory(add)
  for _, kind in ipairs { "person", "agency", "group", "post" } do
    add("directory.list", { kind = kind })
    add("directory.export", { kind = kind })
    add("directory.compare", { kind = kind, file = "f.csv", text = "id,name\nl.south,Lena\n" })
  end
  for _, agency in ipairs(aviary.agencies) do
    for _, who in ipairs { "l.", "o.", "b." } do
      add("people.show", { id = who .. agency })
      add("outbox.digest", { id = who .. agency })
    end
    add("rights.print", { person = "l." .. agency })
    add("access.list", { person = "l." .. agency })
  end
  for _, id in ipairs { "c.eval", "e.exec", "c.llip", "m.board", "x.nobody" } do add("people.show", { id = id }) end
  add("handover.preview", { kind = "person", old = "o.south", new = "o.north" })
  add("handover.preview", { kind = "agency", old = "south", new = "north" })
  add("handover.list", {})
end

local function meetings(add)
  for _, meeting in ipairs(aviary.meetings) do
    for _, op in ipairs { "agenda", "sheet", "minutes", "actions", "challenges", "since" } do
      add("meeting." .. op, { meeting = meeting })
      for _, form in ipairs(forms) do add("meeting." .. op, { meeting = meeting, form = form }) end
    end
    add("case.show", { case = meeting })
    add("case.show", { case = meeting, as_at = past })
    add("case.history", { case = meeting })
    add("outbox.list", { case = meeting })
    add("case.explain", { case = meeting, event = "close" })
    add("case.forecast", { case = meeting })
    add("erase.preview", { case = meeting, all = true })
    add("redaction.preview", { case = meeting, name = "family" })
  end
  for _, group in ipairs { "llip", "monitoring", "executive" } do
    add("meeting.since", { group = group })
    add("meeting.attendance", { group = group })
    add("meeting.list", { group = group })
  end
  for _, form in ipairs(forms) do add("meeting.attendance", { form = form }) end
  add("people.check", {})
  add("meeting.list", {})
  add("meeting.list", { open = true })
end

local function of_board(add)
  for _, op in ipairs {
    "case.todo", "report.list", "outbox.list", "outbox.digest", "workflow.list", "board.show", "calendar.show", "clock.show", "timers.next", "setting.list",
    "access.list", "hold.list", "erase.list", "redaction.list", "rights.print", "rights.operations", "journal.checkpoint", "journal.verify", "evidence.named",
  } do
    add(op, {})
  end
  for _, name in ipairs { "overdue", "llip-pack", "executive-quarterly", "return-rates", "challenge-register", "closed-without-impact",
    "recommendation-load", "forecast" } do
    for _, form in ipairs { "csv", "html" } do add("report.run", { name = name, form = form }) end
    add("report.run", { name = name, as_at = past })
  end
  add("case.todo", { limit = 1 })
  add("outbox.list", { as_at = past })
  add("redaction.show", { name = "family" })
  add("rights.print", { workflow = "reply" })
  add("workflow.migration", { workflow = "errand" })
  add("workflow.migration", { workflow = "reply" })
  add("calendar.show", { days = true })
  add("calendar.preview", { change = "add", date = "2017-05-03", name = "Off" })
  add("calendar.preview", { change = "remove", date = "2017-05-29" })
  add("board.simulate", { ["until"] = "2017-12-01" })
  add("board.simulate", { ["until"] = "2017-01-01", script = {
    { op = "case.send", as = "m.board", at = "2016-10-03T09:00:00Z", case = "E-south", event = "note", data = { note = "x" } } } })
  add("journal.consistency", { from = 3 })
end

-- visit(REQUEST without `as`); `agencies`: whose items are asked about one by one.
function questions.each(agencies, visit)
  local function add(op, request)
    request.op = op
    visit(request)
  end
  for _, agency in ipairs(agencies) do
    for kind in pairs(aviary.kinds) do of_item(add, aviary.ref(agency, kind)) end
  end
  lists(add)
  directory(add)
  meetings(add)
  of_board(add)
end

-- What counts the whole record, whoever's it is (its proofs need that), so that it may change with what others do.
questions.of_the_record = {
  ["journal.checkpoint"] = true, ["journal.verify"] = true, ["journal.consistency"] = true, ["journal.prove"] = true, ["evidence.named"] = true,
  ["calendar.preview"] = true, -- it is of a page of all the board's items: where pages end tells how many there are, and nothing of them
}

return questions
