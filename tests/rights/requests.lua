-- How each operation of policy.lua is asked: a sensible request, about an item where it is about one. `before` of a row is what the Business Manager
-- sends first on the copy where the operation is to be done; `tried` says that a reason of the item's or the board's own may still refuse it there, so that
-- being let in is all that can be shown; `via = "command"` that it takes a file along, so that the command line asks.
local requests = {}
local bundles, copies = 0, 0 -- each is a file of its own

local function plain(more) return function() return more end end
local function item(more)
  return function(_, ref)
    local request = { case = ref }
    for name, value in pairs(more or {}) do request[name] = value end
    return request
  end
end
local function meeting(more)
  return function(_, ref)
    local request = { meeting = ref }
    for name, value in pairs(more or {}) do request[name] = value end
    return request
  end
end
local function row(ask, more)
  local all = more or {}
  all.ask = ask
  return all
end

requests.meeting_ref = "LLIP-2016-10-04"

requests.of = {
  ["case.show"] = row(item()), ["case.history"] = row(item()), ["case.forecast"] = row(item()), ["case.deadline"] = row(item()),
  ["case.explain"] = row(item { event = "note", data = { note = "x" } }),
  ["case.form"] = row(item { event = "note" }, { tried = true }),
  ["case.seen"] = row(item { event = "bind" }, { tried = true }), -- what was erased is bound no more
  ["case.send"] = row(item { event = "note", data = { note = "again" } }),
  ["case.correct"] = row(item { entry = 1, reason = "a slip" }),
  ["case.share"] = row(item { with = "group:executive", what = { "summary" }, reason = "joint visit" }),
  ["case.unshare"] = row(item { number = 1, reason = "it is over" }, {
    before = function(ref) return { { op = "case.share", as = "m.board", case = ref, with = "group:executive", reason = "joint visit" } } end }),
  ["case.open"] = row(item { reason = "the police ask tonight" }),
  ["case.start"] = row(function(_, ref) return { workflow = "errand", ref = ref, data = { text = "New", agency = "west" } } end),
  ["evidence.list"] = row(item()),
  ["evidence.get"] = row(function(world, ref)
    copies = copies + 1
    return { "evidence", "get", ref, "1", "--output", ("%s/copy-%d"):format(world.folder, copies) }
  end, { via = "command" }),
  ["evidence.add"] = row(function(world, ref)
    return { "evidence", "add", ref, world.folder .. "/proof.txt", "--level", "output", "--title", "Another" }
  end, { via = "command" }),
  ["bundle.create"] = row(function(world, ref)
    bundles = bundles + 1
    return { "bundle", "create", ref, "--output", ("%s/%d.zip"):format(world.folder, bundles) }
  end, { via = "command" }),
  ["redaction.preview"] = row(item { name = "family" }),
  ["journal.prove"] = row(item()),
  ["erase.preview"] = row(item { fields = { "note" } }),
  ["erase.ask"] = row(item { fields = { "due" }, reason = "it must go" }),
  ["hold.set"] = row(item { reason = "an inquiry" }),
  ["hold.lift"] = row(item { reason = "it is over" }, {
    before = function(ref) return { { op = "hold.set", as = "m.board", case = ref, reason = "an inquiry" } } end }),
  ["incident.resolve"] = row(function(world, ref) return { incident = world.incident[ref] or "no-such-step", how = "skip", reason = "left out" } end),
  ["erase.show"] = row(function(world, ref) return { request = world.request[ref] or "99" } end),
  ["erase.confirm"] = row(function(world, ref) return { request = world.request[ref] or "99" } end),
  ["erase.withdraw"] = row(function(world, ref) return { request = world.request[ref] or "99", reason = "not yet" } end),

  ["people.show"] = row(function(_, id) return { id = id } end),
  ["people.absent"] = row(function(_, id) return { id = id, first = "2016-12-01", last = "2016-12-05", reason = "leave" } end),
  ["people.back"] = row(function(_, id) return { id = id, reason = "back" } end, {
    before = function(id) return { { op = "people.absent", as = "m.board", id = id, reason = "leave" } } end, tried = true }),

  ["outbox.digest"] = row(function(_, id) return { id = id } end), ["outbox.send"] = row(plain {}),
  ["outbox.resolve"] = row(plain { key = "no-such-message", how = "sent", reason = "it came" }, { tried = true }),

  ["case.list"] = row(plain {}), ["case.todo"] = row(plain {}), ["outbox.list"] = row(plain {}), ["workflow.list"] = row(plain {}),
  ["report.list"] = row(plain {}), ["report.run"] = row(plain { name = "overdue" }),
  ["board.show"] = row(plain {}), ["board.simulate"] = row(plain { ["until"] = "2017-01-01" }), ["directory.list"] = row(plain { kind = "person" }),
  ["calendar.show"] = row(plain {}), ["calendar.preview"] = row(plain { change = "add", date = "2016-11-30", name = "Off" }),
  ["clock.show"] = row(plain {}), ["clock.check"] = row(plain {}), ["clock.confirm"] = row(plain {}, { tried = true }),
  ["timers.run"] = row(plain {}), ["timers.check"] = row(plain {}), ["timers.next"] = row(plain {}), ["setting.list"] = row(plain {}),
  ["hold.list"] = row(plain {}), ["erase.list"] = row(plain {}), ["redaction.list"] = row(plain {}), ["redaction.show"] = row(plain { name = "family" }),
  ["meeting.list"] = row(plain {}), ["access.list"] = row(plain {}),
  ["meeting.attendance"] = row(plain {}),
  ["people.check"] = row(plain {}),
  ["rights.print"] = row(plain {}), ["rights.operations"] = row(plain {}), ["handover.step"] = row(plain {}),
  ["journal.checkpoint"] = row(plain {}), ["journal.consistency"] = row(plain { from = 5 }),
  ["journal.cosign"] = row(plain { checkpoint = "none", witness = "none" }, { tried = true }),
  ["workflow.check"] = row(plain { file = "f.lua", source = "return {}" }), ["bundle.verify"] = row(plain { path = "/no/such/file" }, { tried = true }),

  ["workflow.publish"] = row(plain { file = "f.lua", source = "return {}" }, { tried = true }),
  ["workflow.migration"] = row(plain { workflow = "errand" }),
  ["workflow.ready"] = row(plain { workflow = "errand", reason = "a new version" }),
  ["workflow.migrate"] = row(plain { workflow = "errand", cases = { "E-own" }, reason = "a new version" }, { tried = true }), -- there is none
  ["import.plan"] = row(plain { file = "plan.csv", text = "x" }, { tried = true }),
  ["setting.set"] = row(plain { name = "evidence_max", value = "512", reason = "a small disk" }),
  ["directory.put"] = row(plain { kind = "person", id = "n.new", document = { name = "Nora New" } }), ["directory.export"] = row(plain { kind = "person" }),
  ["directory.compare"] = row(plain { kind = "person", file = "p.csv", text = "id,name\nn.new,Nora New\n" }),
  ["directory.import"] = row(plain { kind = "person", file = "p.csv", text = "id,name\nn.new,Nora New\n" }),
  ["people.join"] = row(plain { id = "n.new", document = { name = "Nora New" }, reason = "joins" }),
  ["people.leave"] = row(plain { id = "o.dale", anyway = true, reason = "leaves" }),
  ["handover.preview"] = row(plain { kind = "person", old = "o.south", new = "o.east" }),
  ["handover.begin"] = row(plain { kind = "person", old = "o.south", new = "o.east", on = "2016-12-24", reason = "leaves" }),
  ["handover.list"] = row(plain {}),
  ["handover.withdraw"] = row(plain { id = "1", reason = "not yet" }, { tried = true }),
  ["calendar.add"] = row(plain { date = "2016-11-30", name = "Off" }),
  ["calendar.remove"] = row(plain { date = "2016-12-26" }), ["calendar.set"] = row(plain { text = "2016-12-26,boxing_day\n" }, { tried = true }),
  ["rights.put"] = row(plain { effect = "allow", subject = "group:executive", workflow = "errand", what = { "summary" }, reason = "to see" }),
  ["rights.remove"] = row(plain { id = "1", reason = "to see" }),
  ["redaction.put"] = row(plain { document = { name = "court", title = "For a court", withhold = { { field = "note", reason = "third party" } } } }),
  ["redaction.remove"] = row(plain { name = "family" }),
  ["journal.accept"] = row(plain { reason = "the disk failed" }, { tried = true }), ["journal.verify"] = row(plain {}), ["journal.rebuild"] = row(plain {}),
  ["backup.begin"] = row(function(world) return { folder = world.folder .. "/backup" } end, { tried = true }),
  ["backup.step"] = row(function(world) return { folder = world.folder .. "/backup" } end, { tried = true }),
  ["evidence.named"] = row(plain {}), ["evidence.tidy"] = row(plain {}),

  ["meeting.plan"] = row(plain { group = "llip", on = "2016-12-06" }),
  ["meeting.agenda"] = row(meeting()), ["meeting.sheet"] = row(meeting()), ["meeting.minutes"] = row(meeting()), ["meeting.actions"] = row(meeting()),
  ["meeting.challenges"] = row(meeting()), ["meeting.since"] = row(meeting(), { tried = true }),
  ["meeting.postpone"] = row(meeting { on = "2016-10-05", reason = "snow" }), ["meeting.cancel"] = row(meeting { reason = "snow" }),
  ["meeting.add"] = row(meeting { case = "E-other" }), ["meeting.drop"] = row(meeting { case = "E-own", reason = "later" }), ["meeting.issue"] = row(meeting()),
  ["meeting.open"] = row(meeting(), { tried = true }), ["meeting.attend"] = row(meeting { data = { ["p.llip"] = "present" } }, { tried = true }),
  ["meeting.declare"] = row(meeting { who = "p.llip", case = "E-own" }, { tried = true }),
  ["meeting.record"] = row(meeting { case = "E-own", event = "close", minute = "1" }, { tried = true }),
  ["meeting.strike"] = row(meeting { number = 1, reason = "a slip" }, { tried = true }), ["meeting.confirm"] = row(meeting(), { tried = true }),
}

return requests
