-- Goal: more that waits than an agenda holds (VALUE_LIST_MAX) stops no meeting: the papers take what was put on by hand and the first in order, and say so.
-- Method: 202 proposed actions before LLIP's meeting, through the program.
local meeting = require "helper.meeting"

local M, says = meeting.ref, meeting.says

describe("an agenda", function()
  it("holds 200 items, and leaves the rest for the next meeting", function()
    local b = meeting.board()
    for i = 1, 202 do meeting.propose(b, ("RA-%03d"):format(i), "hospitals") end
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
    b:run("meeting", "add", M, "RA-202", "--as", "h.dixon")
    says((b:run("meeting", "agenda", M):gsub("%s+", " ")), "An agenda holds 200 items; 202 wait.")
    b:run("meeting", "issue", M, "--as", "h.dixon")
    local on = {}
    for _, row in ipairs(b:ask("meeting", "agenda", M).rows) do on[row.ref] = true end
    assert.same({ true, true, nil, nil, true }, { on["RA-001"], on["RA-199"], on["RA-200"], on["RA-201"], on["RA-202"] })
    says(b:refused("meeting", "add", M, "RA-200", "--as", "h.dixon"), "200 items are on it already; take one off first, with `waymark meeting drop`.")
    b:run("meeting", "drop", M, "RA-001", "--reason", "Later", "--as", "h.dixon")
    b:run("meeting", "add", M, "RA-200", "--as", "h.dixon")
    b:run("meeting", "open", M, "--as", "h.dixon", "--now", "2016-12-06T10:00:00Z")
    b:run("journal", "verify")
    b:remove()
  end)
end)
