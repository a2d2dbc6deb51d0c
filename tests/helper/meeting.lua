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

-- As whoever looked at the sheet as it is now would confirm it.
function meeting.confirm_words(b, ref, who)
  local version = b:ask("meeting", "sheet", ref, "--as", who).meeting.revision
  return "meeting", "confirm", ref, "--version", tostring(version), "--as", who
end
function meeting.confirm(b, ref, who) return b:run(meeting.confirm_words(b, ref, who)) end
function meeting.not_confirmed(b, ref, who) return b:refused(meeting.confirm_words(b, ref, who)) end

function meeting.says(text, part) assert(text:find(part, 1, true), ("does not say %q:\n%s"):format(part, text)) end

return meeting
