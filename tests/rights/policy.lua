-- Who may ask what: the policy that the program is measured against, written from what the domain asks for and from engine/op/API.md, apart from the
-- code. Data and nothing else, to be read aloud. Every operation has a row here and every row is an operation, else tests/rights/matrix.lua fails.
--
-- An answer is "allow", "deny" (a sentence that says no) or "nothing" (byte for byte what an item that does not exist is answered).
local allow, deny, nothing = "allow", "deny", "nothing"

local policy = {}

-- Who asks. `north` is everybody's own agency where they have one.
policy.roles = {
  { name = "nobody", is = "x.nobody", words = "somebody whom the board does not know" },
  { name = "left", is = "z.left", words = "somebody who left, and is still named on north's items" },
  { name = "lead", is = "l.north", words = "north's safeguarding lead" },
  { name = "board_member", is = "b.north", words = "north's board member" },
  { name = "owner", is = "o.north", words = "owner of north's assigned items, and of no other" },
  { name = "absent", is = "h.north", words = "helper on north's assigned items, away today: reads on as the owner does, and has no turn" },
  { name = "llip_chair", is = "c.llip", words = "chair of the LLIP group" },
  { name = "llip_member", is = "p.llip", words = "member of the LLIP group" },
  { name = "me_chair", is = "c.eval", words = "chair of Monitoring and Evaluation" },
  { name = "executive", is = "e.exec", words = "member of the Executive group" },
  { name = "independent", is = "i.chair", words = "Independent Chair" },
  { name = "manager", is = "m.board", words = "Business Manager" },
  { name = "deputy", is = "d.board", words = "deputy of the Business Manager, who is there: does the office's work, and has no item by that post" },
  { name = "administrator", is = "a.board", words = "board administrator" },
  { name = "protection", is = "p.data", words = "data protection officer: what was done with content, and no content unless the glass is broken" },
  { name = "lay", is = "y.lay", words = "Safe4Us: no case material" },
}

-- What is asked about: an item, seen from north.
policy.relations = {
  { name = "own", words = "north's, with an owner" },
  { name = "unassigned", words = "north's, with no owner yet" },
  { name = "other", words = "south's" },
  { name = "shared", words = "south's, shared with north" },
  { name = "revoked", words = "south's, shared with north and taken back" },
  { name = "erased", words = "north's, its text and its evidence erased" },
  { name = "closed", words = "north's, closed" },
  { name = "absent", words = "no such item" },
  { name = "wrong_kind", words = "an agency's id where an item's reference belongs" },
}

-- What of an item each role sees: everything, a part with its history and evidence, a part, or nothing.
local everything = { own = "whole", unassigned = "whole", other = "whole", shared = "whole", revoked = "whole", erased = "whole", closed = "whole" }
local agency = { own = "whole", unassigned = "whole", erased = "whole", closed = "whole" }
local lead = { own = "whole", unassigned = "whole", shared = "whole", erased = "whole", closed = "whole" } -- shared with an agency: with its lead
local named = { own = "whole", erased = "whole", closed = "whole" }
local no_item = {}

policy.sees = {
  -- An action: whoever sees it sees all of it (DOMAIN 2.2).
  errand = {
    nobody = no_item, left = no_item, lay = no_item, protection = no_item, me_chair = no_item, executive = no_item,
    lead = lead, board_member = agency, owner = named, absent = named,
    llip_chair = everything, llip_member = everything, independent = everything,
    manager = everything, administrator = everything, deputy = no_item,
  },
  -- A return: a draft is its agency's own until it is submitted; then scrutiny sees what it asks for, and the Executive the summary.
  -- Of the items, `shared`, `revoked` and `closed` are submitted, the others are drafts.
  reply = {
    nobody = no_item, left = no_item, lay = no_item, protection = no_item, llip_chair = no_item, llip_member = no_item,
    lead = { own = "whole", unassigned = "whole", shared = "part", erased = "whole", closed = "whole" },
    board_member = agency,
    owner = { own = "part", erased = "part", closed = "part" },
    absent = { own = "part", erased = "part", closed = "part" },
    me_chair = { shared = "scrutiny", revoked = "scrutiny", closed = "scrutiny" },
    executive = { shared = "part", revoked = "part", closed = "part" },
    independent = everything, manager = everything, administrator = everything, deputy = no_item,
  },
}

-- Whoever the board does not know, or who left, is denied everything, in the same words whatever it is about.
policy.refused = { nobody = true, left = true }

-- Groups of roles that an operation may be for.
policy.circles = {
  office = { "manager", "deputy", "administrator" },
  manager = { "manager" },
  confirmers = { "independent", "manager", "deputy" }, -- of an erasure that the administrator asked for
  erasers = { "independent", "manager", "deputy", "administrator" },
  meeting = { "llip_chair", "llip_member", "manager" }, -- who sees a meeting of LLIP
  chair = { "llip_chair" },
  glass = { "independent", "manager", "protection" }, -- who may see in an emergency what they do not see; a deputy while nobody else is there to
  log = { "manager", "deputy", "administrator", "protection" }, -- who answers for the record: reads what was done with content, lifts legal holds
  keepers = { "independent", "manager", "deputy", "administrator", "protection" },
}

-- Operations on an item, by how much of it the asker sees. `only`: of those, the circle alone; others are denied. `unseen`: that
-- circle may do it on items that it does not see.
local function of_item(row)
  row.about = "item"
  return row
end
local whole_only = function() return of_item { whole = allow, scrutiny = deny, part = deny } end
local any_sight = function() return of_item { whole = allow, scrutiny = allow, part = allow } end
local with_record = function() return of_item { whole = allow, scrutiny = allow, part = deny } end
local by_circle = function(only) return of_item { whole = allow, scrutiny = deny, part = deny, only = only } end
local function also(row, role, relations)
  row.also = { role = role, relations = relations }
  return row
end
-- Denied to all but its circle before anybody looks which item it is.
local function at_door(row)
  row.door = row.only
  return row
end
-- Of what was erased there is nothing to give.
local function but_erased(row)
  row.erased = deny
  return row
end
local unseen = function(only) return of_item { whole = allow, scrutiny = allow, part = allow, only = only, unseen = true } end

-- Operations on no item. `only`: for that circle, and denied to others; else for everybody whom the board knows.
local function everybody() return { about = "board" } end
local function circle(only) return { about = "board", only = only } end

-- Operations on a meeting of LLIP: nothing to who does not see it. `door`: denied to all but the office before anybody looks which meeting it is.
local function of_meeting(only, door) return { about = "meeting", only = only, door = door } end

policy.operations = {
  -- One item.
  ["case.show"] = any_sight(),
  ["case.form"] = any_sight(),
  ["case.explain"] = any_sight(),
  ["case.deadline"] = any_sight(),
  ["case.history"] = with_record(),
  ["evidence.list"] = with_record(),
  ["evidence.get"] = but_erased(with_record()),
  ["case.seen"] = whole_only(),
  ["case.forecast"] = whole_only(),
  ["bundle.create"] = whole_only(),
  ["redaction.preview"] = whole_only(),
  ["journal.prove"] = whole_only(),
  ["case.correct"] = by_circle "office",
  -- Who sees one item besides is the office's to say (DOMAIN 2.2), of what they see all of; to others it is denied whatever it is about.
  ["case.share"] = at_door(by_circle "office"), ["case.unshare"] = at_door(by_circle "office"),
  -- Who sees all of it has no glass to break; to whoever may not break it, it is as what is not there, and their try is kept.
  ["case.open"] = { about = "glass", only = "glass", kept = true },
  ["erase.preview"] = whole_only(),
  ["erase.ask"] = by_circle "erasers",
  -- A hold keeps what may not be seen too: whoever may erase may keep. To let go of what was kept is for those who answer for the record (ARCHITECTURE).
  ["hold.set"] = unseen "keepers",
  ["hold.lift"] = unseen "log",
  ["incident.resolve"] = { about = "step", only = "office" },
  -- `note` is an event of the manager's, in every state of both workflows; evidence is the agency's lead's to add too.
  ["case.send"] = by_circle "manager",
  ["evidence.add"] = also(by_circle "manager", "lead", { own = true, unassigned = true, erased = true, closed = true }),

  -- One item more: for who may start the workflow, and denied to others in the same words whether the reference is taken or not.
  ["case.start"] = { about = "start", only = "manager" },

  -- An erasure that was asked for on each of those items. Who may ask or confirm sees every request, and whoever sees all of the item sees what is
  -- asked about it; to others it is nothing.
  ["erase.show"] = { about = "request", only = "erasers", whole = allow },
  ["erase.confirm"] = { about = "request", only = "confirmers", whole = deny },
  ["erase.withdraw"] = { about = "request", only = "erasers", whole = deny },

  -- A person: oneself, somebody else, nobody.
  ["people.show"] = { about = "person", other = allow },
  ["people.check"] = everybody(), -- names of posts and people, and no item
  ["people.absent"] = { about = "person", only = "office" },
  ["people.back"] = { about = "person", only = "office" },
  ["outbox.digest"] = { about = "person", only = "office" },

  -- Lists, counts and what happens by itself: everybody may ask, and is told of what they see.
  ["case.list"] = everybody(), ["case.todo"] = everybody(), ["outbox.list"] = everybody(), ["workflow.list"] = everybody(),
  ["report.list"] = everybody(), ["report.run"] = everybody(),
  ["board.show"] = everybody(), ["board.simulate"] = everybody(), ["directory.list"] = everybody(),
  ["calendar.show"] = everybody(), ["calendar.preview"] = everybody(), ["clock.show"] = everybody(),
  ["timers.run"] = everybody(), ["timers.next"] = everybody(),
  ["setting.list"] = everybody(), ["hold.list"] = everybody(), ["erase.list"] = everybody(),
  ["redaction.list"] = everybody(), ["redaction.show"] = everybody(), ["meeting.list"] = everybody(), ["meeting.attendance"] = everybody(),
  ["rights.print"] = everybody(), ["rights.operations"] = everybody(), ["handover.step"] = everybody(),
  -- The record's proofs name no item.
  ["journal.checkpoint"] = everybody(), ["journal.cosign"] = everybody(), ["journal.consistency"] = everybody(),
  -- They need no board.
  ["workflow.check"] = { about = "nothing" }, ["bundle.verify"] = { about = "nothing" },

  -- The Business Manager's office.
  ["workflow.publish"] = circle "office", ["workflow.migration"] = circle "office", ["workflow.migrate"] = circle "office",
  ["workflow.ready"] = circle "office",
  ["import.plan"] = circle "office", ["setting.set"] = circle "office",
  ["directory.put"] = circle "office", ["directory.export"] = circle "office", ["directory.compare"] = circle "office", ["directory.import"] = circle "office",
  ["people.join"] = circle "office", ["people.leave"] = circle "office",
  ["handover.preview"] = circle "office", ["handover.begin"] = circle "office", ["handover.list"] = circle "office", ["handover.withdraw"] = circle "office",
  ["calendar.add"] = circle "office", ["calendar.remove"] = circle "office", ["calendar.set"] = circle "office",
  ["clock.check"] = circle "office", ["clock.confirm"] = circle "office", ["timers.check"] = circle "office",
  ["outbox.send"] = circle "office", ["outbox.resolve"] = circle "office",
  ["rights.put"] = circle "office", ["rights.remove"] = circle "office", ["redaction.put"] = circle "office", ["redaction.remove"] = circle "office",
  ["journal.accept"] = circle "office", ["journal.verify"] = circle "office", ["journal.rebuild"] = circle "office",
  ["backup.begin"] = circle "office", ["backup.step"] = circle "office",
  ["evidence.named"] = circle "office", ["evidence.tidy"] = circle "office",
  ["access.list"] = circle "log",

  -- A meeting: read by its group, kept by the Business Manager, confirmed by who chaired it.
  ["meeting.plan"] = circle "manager",
  ["meeting.agenda"] = of_meeting(), ["meeting.sheet"] = of_meeting(), ["meeting.minutes"] = of_meeting(), ["meeting.actions"] = of_meeting(),
  ["meeting.challenges"] = of_meeting(), ["meeting.since"] = of_meeting(),
  ["meeting.postpone"] = of_meeting("manager", "office"), ["meeting.cancel"] = of_meeting("manager", "office"), ["meeting.add"] = of_meeting "manager",
  ["meeting.drop"] = of_meeting "manager", ["meeting.issue"] = of_meeting "manager", ["meeting.open"] = of_meeting "manager",
  ["meeting.attend"] = of_meeting "manager", ["meeting.declare"] = of_meeting "manager", ["meeting.record"] = of_meeting "manager",
  ["meeting.strike"] = of_meeting "manager", ["meeting.confirm"] = of_meeting "chair",
}

policy.answers = { allow = allow, deny = deny, nothing = nothing }

return policy
