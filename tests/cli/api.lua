-- Goal: engine/op/API.md says what each operation answers, no more and no less. Method: read the answers' shapes from the page's tables, ask every
-- operation that it names on a small board, and compare members: none that the page does not know, none missing that has no "?".
local shell = require "helper.shell"
local stamp = require "helper.stamp"
local json = require "helper.json"

local words, shapes = {}, {}

-- {"ref","rows":[{"due"?}],"by":[WHO]} becomes { ref = {}, rows = { each = { due = { optional } } }, by = { each = "WHO" } }.
local read
local function read_members(text, at)
  local members = {}
  while text:sub(at, at) ~= "}" do
    if text:sub(at, at + 2) == "..." then
      members["..."], at = {}, at + 3
    else
      local name, question, after = text:match('^"([%w_]+)"(%??)()', at)
      assert(name, "the page's shape cannot be read at: " .. text:sub(at, at + 40))
      local shape
      at = after
      if text:sub(at, at) == ":" then shape, at = read(text, at + 1) end
      members[name] = { is = shape, optional = question == "?" }
    end
    if text:sub(at, at) == "," then at = at + 1 end
  end
  return { members = members }, at + 1
end
function read(text, at)
  local first = text:sub(at, at)
  if first == "{" then return read_members(text, at + 1) end
  if first == "[" then
    local each, after = read(text, at + 1)
    return { each = each }, after + 1
  end
  local word, after = text:match("^(%u+)()", at)
  return { word = word }, after
end

local function read_page()
  local order = {}
  for line in shell.read("engine/op/API.md"):gmatch("[^\n]+") do
    local op, answer = line:match("^| `([%l]+%.[%l]+)` |.*| `([{%u].*)` |$")
    local word, shape = line:match("^| `(%u+)` | `({.*})`")
    if op then
      order[#order + 1] = op
      shapes[op] = read(answer, 1)
    elseif word then
      words[word] = read(shape, 1)
    end
  end
  return order
end

local compare
local function compare_members(where, members, value)
  for name in pairs(value) do assert.truthy(members[name] or members["..."], where .. " answers `" .. name .. "`, which the page does not name") end
  for name, member in pairs(members) do
    local is_there = value[name] ~= nil or member.optional or name == "..." or (name == "id" and value.name == "nobody")
    assert.truthy(is_there, where .. " does not answer `" .. name .. "`")
    if member.is and value[name] ~= nil then compare(where .. "." .. name, member.is, value[name]) end
  end
end
function compare(where, shape, value)
  shape = shape.word and words[shape.word] or shape
  if shape.each then
    for _, one in ipairs(value) do compare(where, shape.each, one) end
  elseif shape.members then
    assert.are.equal("table", type(value), where)
    compare_members(where, shape.members, value)
  end
end

describe("API.md", function()
  local folder, board, asked = nil, nil, {}
  local order = read_page()

  local function ask(op, ...)
    local out, err = shell.run { ... }
    assert.truthy(out:find("^{"), op .. ": " .. err)
    asked[op] = json.read(out)
    compare(op, shapes[op], asked[op])
    return asked[op]
  end

  setup(function()
    folder = shell.folder()
    board = folder .. "/board"
    os.execute(("WAYMARK=%s examples/redcar-cleveland/play %s >%s/told"):format(shell.quote(shell.program), shell.quote(board), folder))
  end)
  teardown(function() shell.remove(folder) end)

  local function on(op, list)
    list[#list + 1], list[#list + 2], list[#list + 3] = "--board", board, "--json"
    return ask(op, table.unpack(list))
  end
  local function receipt(list)
    list[#list + 1], list[#list + 2], list[#list + 3] = "--board", board, "--json"
    compare("RECEIPT", words.RECEIPT, json.read((shell.run(list))))
  end
  local function batch(op, request)
    local out = shell.run({ "batch", "--board", board }, { input = request .. "\n" })
    asked[op] = json.read(out)
    compare(op, shapes[op], asked[op])
  end

  it("knows what looking answers", function()
    on("case.show", { "case", "show", "RA-1" })
    on("case.show", { "case", "show", "RA-2", "--as", "s.reid" })
    on("case.show", { "case", "show", "BP-1.1.1" })
    on("case.list", { "case", "list" })
    on("case.history", { "case", "history", "RA-1" })
    for _, how in ipairs { { "case.show", { "case", "show", "RA-1" } }, { "case.list", { "case", "list" } }, { "case.history", { "case", "history", "RA-1" } },
      { "outbox.list", { "outbox", "list" } } } do
      table.move({ "--as-at", on("board.show", { "status" }).now, "--known" }, 1, 3, #how[2] + 1, how[2])
      assert.truthy(on(how[1], how[2]).known)
    end
    on("case.explain", { "case", "explain", "RA-1", "submit", "--as", "p.shah" })
    on("case.explain", { "case", "explain", "RA-1", "nonsense" })
    on("case.form", { "case", "form", "RA-1", "reassign_agency", "--as", "h.dixon" })
    on("case.forecast", { "case", "forecast", "RA-1" })
    on("case.deadline", { "case", "deadline", "RA-2" })
    on("case.deadline", { "case", "deadline", "RA-2", "--what-if", "due=2018-06-29", "--what-if", "stop 2018-07-02" })
    receipt { "case", "deadline", "RA-2", "L3" }
    receipt { "case", "deadline", "RA-2", "L1", "--what-if", "due=2018-06-29", "--what-if", "stop 2018-07-02" }
    receipt { "case", "deadline", "RA-2", "due" }
    on("evidence.list", { "evidence", "list", "RA-1" })
    on("workflow.list", { "workflow", "list" })
    for _, noun in ipairs { "people", "agency", "group", "post" } do on("directory.list", { noun, "list" }) end
    on("outbox.list", { "outbox", "list" })
    on("outbox.digest", { "outbox", "digest" })
    batch("outbox.send", '{"op":"outbox.send"}')
    on("board.show", { "status" })
    on("board.simulate", { "simulate", "--until", "2030-01-01" })
    on("calendar.show", { "calendar", "show" })
    on("calendar.show", { "calendar", "show", "--days" })
    on("calendar.preview", { "calendar", "add", "2018-10-01", "A day off" })
    on("setting.list", { "setting", "list" })
    on("clock.show", { "clock", "show" })
    on("clock.check", { "clock", "check" })
    on("journal.verify", { "journal", "verify" })
    on("journal.checkpoint", { "journal", "checkpoint" })
    on("journal.cosign", { "journal", "witness", folder .. "/witness" })
    on("journal.prove", { "journal", "prove", "RA-1" })
    on("journal.prove", { "journal", "prove", "0" })
    on("journal.consistency", { "journal", "consistency", "5", "9" })
    on("journal.consistency", { "journal", "consistency", "5" })
    on("timers.check", { "timers", "check" })
    batch("timers.next", '{"op":"timers.next"}')
    batch("evidence.named", '{"op":"evidence.named"}')
    batch("evidence.tidy", '{"op":"evidence.tidy"}')
  end)

  it("knows what backing up answers", function()
    os.execute(("mkdir -p %s/copy/files"):format(folder))
    local step = ('{"op":"backup.step","folder":"%s/copy"}\n'):format(folder)
    local out = shell.run({ "batch", "--board", board }, { input = ('{"op":"backup.begin","folder":"%s/copy"}\n'):format(folder) .. step:rep(200) })
    local last
    for line in out:gmatch("[^\n]+") do
      local answer = json.read(line)
      local op = last and "backup.step" or "backup.begin"
      compare(op, shapes[op], answer)
      last, asked[op] = answer, answer
      if answer.files then break end
    end
    assert.truthy(last.files)
  end)

  it("knows what deciding on what was seen answers", function()
    on("workflow.publish", { "workflow", "publish", "tests/data/approval.lua", "--as", "h.dixon" })
    on("case.start", { "case", "start", "plan", "--as", "h.dixon", "--ref", "P-1", "text=A", "owner=s.reid" })
    on("case.send", { "case", "send", "P-1", "accept", "--as", "h.dixon", "--decided-by", "r.steel", "--seen", "1", "meeting=LLIP", "minute_ref=1",
      "decision_note=Y" })
    assert.are.equal(on("case.seen", { "case", "seen", "P-1", "accept" }).bound, on("case.seen", { "case", "seen", "P-1", "accept" }).sha256)
    assert.is_true(on("case.show", { "case", "show", "P-1" }).approvals[1].stands)
    on("case.send", { "case", "send", "P-1", "change", "--as", "s.reid", "text=B" })
    assert.are.equal("Plan", on("case.show", { "case", "show", "P-1" }).approvals[1].stale.changed[1])
    on("case.list", { "case", "list", "--stale" })
    on("case.list", { "case", "list", "--limit", "2" })
    assert.truthy(#on("case.todo", { "todo" }).rows > 0)
  end)

  -- A letter that lies in the folder under its name already: nobody knows whether it is this one.
  it("knows what deciding on mail answers", function()
    local mail = folder .. "/mail"
    local day = on("board.show", { "status" }).now:sub(1, 10)
    os.execute("mkdir " .. mail)
    shell.write(("%s/digest+h.dixon+%s.eml"):format(mail, day), "Somebody else's")
    for _, row in ipairs { { "mail_from", "board@rcscb.example" }, { "mail_transport", mail }, { "mail_hours", "00:00-24:00" } } do
      on("setting.set", { "setting", "set", row[1], row[2], "--as", "h.dixon", "--reason", "To mail" })
    end
    shell.run { "outbox", "send", "--board", board, "--as", "h.dixon" }
    on("outbox.list", { "outbox", "list" })
    on("outbox.resolve", { "outbox", "resolve", "digest/h.dixon/", "again", "--as", "h.dixon", "--reason", "It is another's" })
    on("outbox.list", { "outbox", "list" })
    on("setting.set", { "setting", "set", "mail_transport", "none", "--as", "h.dixon", "--reason", "Enough" })
  end)

  it("knows what redacting answers", function()
    local profile = shell.write(folder .. "/profile.json", [[{"name":"family","title":"For the family","withhold":[{"field":"owner","reason":"third party"}]}]])
    on("redaction.put", { "redaction", "add", profile, "--as", "h.dixon" })
    on("redaction.list", { "redaction", "list" })
    on("redaction.show", { "redaction", "show", "family" })
    on("redaction.preview", { "redaction", "preview", "family", "RA-1" })
    on("redaction.remove", { "redaction", "remove", "family", "--as", "h.dixon" })
  end)

  it("knows what reports answer", function()
    assert.truthy(#on("report.list", { "report", "list" }).reports > 0)
    assert.truthy(on("report.run", { "report", "overdue", "--by", "agency" }).document.sections[1])
    assert.truthy(on("report.run", { "report", "overdue", "--html" }).text)
    on("report.run", { "report", "overdue", "--as-at", on("board.show", { "status" }).now })
  end)

  it("knows what rights answer", function()
    local rule = { "--workflow", "review-action", "--what", "summary", "--state", "in_progress", "--as", "h.dixon", "--reason", "R" }
    on("rights.put", { "rights", "allow", "group:llip", table.unpack(rule) })
    on("rights.print", { "rights", "print" })
    on("rights.print", { "rights", "print", "--person", "p.shah" })
    on("rights.remove", { "rights", "remove", "1", "--as", "h.dixon", "--reason", "R" })
    on("rights.operations", { "rights", "operations" })
    on("case.share", { "case", "share", "RA-2", "--with", "agency:police", "--until", "2030-01-01", "--as", "h.dixon", "--reason", "R" })
    on("case.share", { "case", "share", "RA-2", "--with", "everyone", "--as", "h.dixon", "--reason", "R" })
    assert.are.equal(2, #on("case.show", { "case", "show", "RA-2" }).shares)
    on("case.unshare", { "case", "unshare", "RA-2", "2", "--as", "h.dixon", "--reason", "R" })
    on("rights.put", { "rights", "deny", "person:a.mercer", "--workflow", "plan-action", "--as", "h.dixon", "--reason", "R" })
    on("case.open", { "case", "open", "BP-1.1.1", "--as", "a.mercer", "--break-glass", "R" })
    assert.truthy(on("case.show", { "case", "show", "BP-1.1.1" }).shares[1].broken_glass)
  end)

  it("knows what changing answers", function()
    local text = shell.write(folder .. "/text", "A policy.\n")
    on("case.start", { "case", "start", "review-action", "--as", "h.dixon", "text=A", "lead_agency=police", "recommendations=R" })
    on("case.send", { "case", "send", "RA-2", "update", "--as", "s.reid", "narrative=Half is done", "forecast=2018-09-30", "self_rag=red" })
    on("case.correct", { "case", "correct", "RA-2", "1", "--as", "h.dixon", "--field", "due=2018-06-28", "--reason", "A slip" })
    assert.truthy(on("case.history", { "case", "history", "RA-2" }).entries[1].in_error)
    on("evidence.add", { "evidence", "add", "RA-1", text, "--as", "p.shah", "--level", "output", "--title", "A policy", "--date", "2018-03-01" })
    on("evidence.list", { "evidence", "list", "RA-1" })
    on("evidence.get", { "evidence", "get", "RA-1", "1", "--output", folder .. "/copied", "--as", "p.shah" })
    on("access.list", { "access", "list", "--as", "h.dixon" })
    assert.truthy(#on("access.list", { "access", "list", "RA-1", "--person", "p.shah", "--as", "h.dixon" }).rows > 0)
    batch("access.list", '{"op":"access.list","as":"h.dixon","limit":1}')
    assert.truthy(asked["access.list"].next)
    on("bundle.create", { "bundle", "create", "RA-1", "--as", "h.dixon", "--output", folder .. "/b.zip" })
    on("import.plan", { "import", "plan", "examples/redcar-cleveland/business-plan.csv", "--as", "h.dixon" })
    on("directory.put", { "people", "set", "a.new", "--as", "h.dixon", "name=A New" })
    on("setting.set", { "setting", "set", "evidence_max", "512", "--as", "h.dixon", "--reason", "A small disk" })
    on("workflow.publish", { "workflow", "publish", "workflows/plan-action.lua", "--as", "h.dixon" })
    on("workflow.publish", { "workflow", "publish", "tests/data/task.lua", "--as", "h.dixon" })
    on("case.start", { "case", "start", "task", "--ref", "K-1", "--as", "h.dixon", "text=Task", "owner=s.reid" })
    assert.truthy(on("workflow.publish", { "workflow", "publish", "tests/data/task-next.lua", "--as", "h.dixon" }).older)
    assert.truthy(#on("workflow.migration", { "workflow", "migrate", "task", "--dry-run", "--as", "h.dixon" }).items[1].dates > 0)
    batch("workflow.ready", '{"op":"workflow.ready","as":"h.dixon","workflow":"task","reason":"Agreed"}')
    on("workflow.migrate", { "workflow", "migrate", "task", "--as", "h.dixon", "--reason", "Agreed" })
    on("workflow.migrate", { "workflow", "migrate", "task", "K-1", "--undo", "--as", "h.dixon", "--reason", "Too early" })
    local list = shell.read("workflows/calendars/england-and-wales.csv")
    batch("calendar.add", '{"op":"calendar.add","as":"h.dixon","date":"2018-10-01","name":"A day off"}')
    batch("calendar.add", '{"op":"calendar.add","as":"h.dixon","date":"2018-10-02","name":"Closed","local":true}')
    batch("calendar.remove", '{"op":"calendar.remove","as":"h.dixon","date":"2018-10-01"}')
    batch("calendar.set", ('{"op":"calendar.set","as":"h.dixon","text":"%s2029-01-01,new_year\\n"}'):format(list:gsub("\n", "\\n")))
    on("calendar.preview", { "calendar", "add", "2018-10-01", "A day off", "--as", "h.dixon", "--yes" }) -- the command shows the look
    on("erase.preview", { "erase", "preview", "RA-2", "--fields", "narrative" })
    local function ask_erasure(...)
      return on("erase.ask", { "erase", "ask", "RA-2", "--as", "h.dixon", "--reason", "it must go", ... }).request
    end
    local one = ask_erasure("--fields", "narrative", "--entries", "1")
    on("erase.show", { "erase", "show", one })
    on("erase.withdraw", { "erase", "withdraw", one, "--as", "h.dixon", "--reason", "not yet" })
    on("erase.show", { "erase", "show", one })
    on("hold.set", { "hold", "set", "RA-2", "--as", "h.dixon", "--reason", "an inquiry" })
    on("hold.set", { "hold", "set", "--all", "--as", "h.dixon", "--reason", "an inquiry" })
    on("hold.list", { "hold", "list" })
    on("erase.preview", { "erase", "preview", "RA-2", "--fields", "narrative" })
    assert.truthy(on("case.show", { "case", "show", "RA-2" }).hold)
    on("hold.lift", { "hold", "lift", "RA-2", "--as", "h.dixon", "--reason", "it is over" })
    on("hold.lift", { "hold", "lift", "--all", "--as", "h.dixon", "--reason", "it is over" })
    on("erase.confirm", { "erase", "confirm", ask_erasure("--fields", "narrative"), "--as", "a.mercer" })
    on("erase.list", { "erase", "list" })
    local other = on("erase.ask", { "erase", "ask", "RA-1", "--evidence", "1", "--as", "h.dixon", "--reason", "it must go" }).request
    on("erase.confirm", { "erase", "confirm", other, "--as", "a.mercer" })
    on("evidence.list", { "evidence", "list", "RA-1" })
    local rows, erased = on("case.history", { "case", "history", "RA-2" }).entries, 0
    for _, row in ipairs(rows) do if row.erased then erased = erased + 1 end end
    assert.is_true(erased > 0)
    assert.truthy(on("case.show", { "case", "show", "RA-2" }).erased)
    on("directory.export", { "people", "export", "--as", "h.dixon" })
    local sheet = shell.write(folder .. "/people.csv", "id,name\nl.new,Lin New\n.,\np.shah,Priya Shah\n")
    on("directory.compare", { "people", "import", sheet, "--as", "h.dixon", "--preview" })
    on("directory.import", { "people", "import", shell.write(folder .. "/one.csv", "id,name\nl.new,Lin New\n"), "--as", "h.dixon" })
    on("people.join", { "people", "join", "l.ward", "name=Lucy Ward", "--as", "h.dixon", "--reason", "New" })
    on("people.absent", { "people", "absent", "l.ward", "--as", "h.dixon", "--reason", "Leave", "--deputy", "p.shah" })
    on("people.show", { "people", "show", "l.ward" })
    on("people.check", { "people", "check" })
    on("people.show", { "people", "show", "r.steel" })
    on("people.back", { "people", "back", "l.ward", "--as", "h.dixon", "--reason", "Back" })
    on("people.leave", { "people", "leave", "l.ward", "--as", "h.dixon", "--reason", "Gone" })
    on("handover.preview", { "people", "hand-over", "s.reid", "g.hallam", "--as", "h.dixon", "--reason", "Leaves", "--preview" })
    batch("handover.begin", '{"op":"handover.begin","as":"h.dixon","kind":"person","old":"s.reid","new":"g.hallam","reason":"Leaves"}')
    batch("handover.step", ('{"op":"handover.step","as":"h.dixon","id":"%s"}'):format(asked["handover.begin"].handover))
    batch("handover.begin", '{"op":"handover.begin","as":"h.dixon","kind":"agency","old":"crc","new":"probation","on":"2021-06-26","reason":"Unified"}')
    on("handover.withdraw", { "handover", "withdraw", asked["handover.begin"].handover, "--as", "h.dixon", "--reason", "Not yet" })
    assert.equal(2, #on("handover.list", { "handover", "list" }).handovers)
    on("timers.run", { "run-due", "--now", "2018-12-31T12:00:00Z" })
    on("journal.rebuild", { "rebuild" })
  end)

  it("knows what a meeting answers", function()
    on("workflow.publish", { "workflow", "publish", "workflows/meeting.lua", "--as", "h.dixon" })
    on("directory.put", { "group", "set", "llip", "quorum=2", "--as", "h.dixon" })
    on("case.start", { "case", "start", "review-action", "--ref", "RA-8", "--as", "h.dixon", "text=A", "lead_agency=hospitals", "recommendations=R",
      "owner=s.reid", "priority=low", "due=2019-06-28", "impact_due=2019-12-20", "success_measure=M", "baseline=B", "target=T", "plan_priority=1" })
    on("case.send", { "case", "send", "RA-8", "accept_lead", "--as", "l.tanaka", "acceptance=Y" })
    local function plan(...) return on("meeting.plan", { "meeting", "plan", "llip", "--as", "h.dixon", "--on", ... }).meetings[1].ref end
    local meeting, other = plan("2019-03-05", "--at", "10:00", "--place", "Here"), plan "2019-03-06"
    on("meeting.postpone", { "meeting", "put-off", other, "--on", "2019-03-07", "--reason", "Snow", "--as", "h.dixon" })
    on("meeting.cancel", { "meeting", "cancel", other, "--reason", "Snow", "--as", "h.dixon" })
    on("meeting.agenda", { "meeting", "agenda", meeting })
    on("meeting.drop", { "meeting", "drop", meeting, "RA-2", "--reason", "Later", "--as", "h.dixon" })
    on("meeting.add", { "meeting", "add", meeting, "RA-2", "--as", "h.dixon" })
    on("meeting.issue", { "meeting", "issue", meeting, "--as", "h.dixon" })
    assert.truthy(on("meeting.agenda", { "meeting", "agenda", meeting, "--html" }).text)
    on("meeting.open", { "meeting", "open", meeting, "--as", "h.dixon", "--now", "2019-03-05T10:00:00Z" })
    on("meeting.attend", { "meeting", "attend", meeting, "r.steel=present", "a.novak=present", "k.mistry=for:j.bell", "--as", "h.dixon" })
    on("meeting.declare", { "meeting", "declare", meeting, "a.novak", "RA-2", "--as", "h.dixon" })
    on("meeting.record", { "meeting", "record", meeting, "RA-8", "agree", "--minute", "1", "--as", "h.dixon" })
    on("meeting.strike", { "meeting", "strike", meeting, "1", "--reason", "A slip", "--as", "h.dixon" })
    on("meeting.record", { "meeting", "record", meeting, "RA-8", "agree", "--minute", "1", "--decided-by", "llip", "--as", "h.dixon" })
    local version = tostring(on("meeting.sheet", { "meeting", "sheet", meeting }).meeting.revision)
    assert.are.equal(1, #on("meeting.confirm", { "meeting", "confirm", meeting, "--version", version, "--as", "r.steel" }).taken)
    on("meeting.minutes", { "meeting", "minutes", meeting, "--csv" })
    assert.are.equal(1, #on("meeting.actions", { "meeting", "actions", meeting }).actions)
    on("meeting.challenges", { "meeting", "challenges", meeting })
    on("case.start", { "case", "start", "review-action", "--as", "h.dixon", "text=A", "lead_agency=police", "recommendations=R",
      "--now", "2019-03-06T09:00:00Z" })
    assert.are.equal(1, #on("meeting.since", { "meeting", "since", "--group", "llip" }).rows)
    on("meeting.list", { "meeting", "list" })
    assert.are.equal(6, #on("meeting.attendance", { "meeting", "attendance", "--group", "llip" }).rows)
  end)

  -- A clock that is held cannot be had by waiting: the store is told that it is.
  it("knows what a clock that is held answers", function()
    local real = folder .. "/real"
    local _, err, status = shell.run { "init", real, "--seed", "tests/data/partners.lua" }
    assert.are.equal(0, status, err)
    local hold = [[{"was":1472720400000,"is":1472720400000,"steady":0,"limit":0}]]
    stamp.sql(real, "INSERT INTO meta (name, value) VALUES ('clock_hold', '" .. hold .. "')")
    ask("board.show", "status", "--board", real, "--json")
    assert.truthy(asked["board.show"].held)
    ask("timers.run", "run-due", "--board", real, "--json")
    assert.truthy(asked["timers.run"].held)
    local said
    asked["directory.put"], said = shell.run { "people", "set", "a.new", "--as", "m.test", "name=A New", "--board", real, "--json" }
    compare("directory.put", shapes["directory.put"], json.read(asked["directory.put"]))
    assert.are.equal(json.read(asked["directory.put"]).held .. "\n", said)
    local twice = ('{"op":"directory.put","as":"m.test","kind":"person","id":"a.new","document":{"name":"A"}}\n'):rep(2)
    local _, once = shell.run({ "batch", "--board", real }, { input = twice })
    assert.are.equal(said, once) -- not a line of it for each of many
    ask("clock.confirm", "clock", "confirm", "--as", "m.test", "--board", real, "--json")
    assert.is_nil(asked["clock.confirm"].held)
    assert.are.equal("released", asked["clock.confirm"].last.what)
    ask("outbox.list", "outbox", "list", "--board", real, "--json")
  end)

  it("knows what going on from an older copy answers", function()
    local old = folder .. "/old"
    shell.run { "init", old, "--seed", "tests/data/partners.lua" }
    shell.lines(("cp %s/waymark.db %s/older.db"):format(old, old))
    shell.run { "people", "set", "a.new", "name=A New", "--as", "m.test", "--board", old }
    shell.lines(("cp %s/older.db %s/waymark.db"):format(old, old))
    ask("journal.accept", "journal", "accept-older", "--reason", "The disk failed", "--as", "m.test", "--board", old, "--json")
  end)

  it("knows what is answered without a board", function()
    ask("workflow.check", "workflow", "check", "workflows/review-action.lua", "--json")
    ask("workflow.check", "workflow", "check", shell.write(folder .. "/bad.lua", "return {}\n"), "--json")
    ask("bundle.verify", "bundle", "verify", folder .. "/b.zip", "--json")
  end)

  it("names no operation that was not asked here but that which needs a stuck step", function()
    for _, op in ipairs(order) do assert.truthy(asked[op] or op == "incident.resolve", op) end
  end)

  it("names every operation that there is", function()
    local count = 0
    for op in shell.lines("cat engine/op/*.c"):gmatch('{%.name = "(%l+%.%l+)"') do
      count = count + 1
      assert.truthy(shapes[op], op)
    end
    assert.are.equal(#order, count)
  end)
end)
