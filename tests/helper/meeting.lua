-- What tests of meetings share: LLIP's meeting of 6 December 2016 on the Redcar & Cleveland board, prepared as people would type it.
local board = require "helper.board"
local shell = require "helper.shell"

local meeting = { ref = "LLIP-2016-12-06" }

-- On Tuesday 1 November, with a quorum of three.
function meeting.board()
  local b = board.new "2016-11-01T09:00:00Z"
  b:run("workflow", "publish", "workflows/meeting.lua", "--as", "h.dixon")
  b:run("workflow", "publish", "workflows/meeting.lua", "--as", "h.dixon")
  b:run("group", "set", "llip", "quorum=3", "--as", "h.dixon")
  return b
end

-- A board on which something stands already is copied for each test.
function meeting.copy(b)
  local copy = setmetatable({ folder = shell.folder() }, getmetatable(b))
  copy.path = copy.folder .. "/board"
  assert(os.execute(("cp -a %s %s"):format(shell.quote(b.path), shell.quote(copy.path))))
  return copy
end

-- A proposed action that lacks only its lead agency's acceptance.
function meeting.propose(b, ref, lead)
  b:run("case", "start", "review-action", "--ref", ref, "--as", "h.dixon", "lead_agency=" .. lead, "owner=s.reid", "priority=high", "due=2017-03-22",
    "impact_due=2017-09-30", "text=Action " .. ref, "success_measure=In time", "baseline=None", "target=90", "recommendations=R1", "plan_priority=1")
end

function meeting.accept_lead(b, ref, who) b:send(ref, "accept_lead", who, "acceptance=By letter") end

-- The meeting as it is held: three actions to be agreed, of which the third lacks its lead's acceptance, and one under scrutiny.
function meeting.held()
  local b = meeting.board()
  meeting.propose(b, "RA-1", "hospitals")
  meeting.propose(b, "RA-2", "police")
  meeting.propose(b, "RA-3", "hospitals")
  meeting.accept_lead(b, "RA-1", "l.tanaka")
  meeting.accept_lead(b, "RA-2", "t.harker")
  b:begin_action("RA-4")
  b:bring_to_scrutiny("RA-4", { owner = "s.reid", lead_agency = "hospitals" }, "process")
  b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
  b:run("meeting", "issue", meeting.ref, "--as", "h.dixon")
  b:run("meeting", "open", meeting.ref, "--as", "h.dixon", "--now", "2016-12-06T10:00:00Z")
  return b
end

local everybody = { "r.steel=present", "a.novak=present", "j.bell=present", "l.tanaka=present", "i.rowan=apologies", "k.mistry=for:d.pearson",
  "h.dixon=present" }
function meeting.attend(b, who) b:run("meeting", "attend", meeting.ref, "--as", "h.dixon", table.unpack(who or everybody)) end

function meeting.record(b, ref, event, minute, ...)
  return b:run("meeting", "record", meeting.ref, ref, event, "--minute", minute, "--as", "h.dixon", ...)
end
function meeting.not_recorded(b, ref, event, minute, ...)
  return b:refused("meeting", "record", meeting.ref, ref, event, "--minute", minute, "--as", "h.dixon", ...)
end

-- As whoever looked at the sheet as it is now would confirm it.
function meeting.confirm_words(b, ref, who)
  local version = b:ask("meeting", "sheet", ref, "--as", who).meeting.revision
  return "meeting", "confirm", ref, "--version", tostring(version), "--as", who
end
function meeting.confirm(b, ref, who) return b:run(meeting.confirm_words(b, ref, who)) end
function meeting.not_confirmed(b, ref, who) return b:refused(meeting.confirm_words(b, ref, who)) end

function meeting.says(text, part) assert(text:find(part, 1, true), ("does not say %q:\n%s"):format(part, text)) end

return meeting
