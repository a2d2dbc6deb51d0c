-- Goal: lateness is the holder's (T5): pages say who is late and for whom it waits, the owner is never late while the work waits for the agency or
-- for LLIP, and LLIP's own ladder begins when its meeting has passed without a decision. Method: one action from the owner to LLIP and on, looked
-- at where each has it; the board's LLIP meets on 6 and 15 December 2016 and on 7 March 2017.

local board = require "helper.board"

describe("whose turn it is", function()
  local b, fields
  before_each(function()
    b = board.new()
    fields = b:begin_action("RA-2", { due = "2016-12-22" })
  end)
  after_each(function() b:remove() end)

  local function turn()
    local texts = {}
    for _, wait in ipairs(b:show("RA-2").waits) do texts[#texts + 1] = wait.text end
    return table.concat(texts, "; ")
  end

  it("goes from the owner to the agency, to the Business Manager and to LLIP", function()
    assert.equal("waiting: Action owner, by Thu 22 Dec 2016", turn())
    b:fired("2016-11-21T09:00:00Z")
    b:evidence("RA-2", "s.reid", "process", "Dip sample")
    b:send("RA-2", "submit", "s.reid", "statement=Done")
    assert.equal("waiting: Agency safeguarding lead, by Mon 28 Nov 2016", turn())
    b:send("RA-2", "attest", "l.tanaka", "attestation=Seen")
    assert.equal("waiting: Business Manager, by Mon 28 Nov 2016", turn())
    b:send("RA-2", "schedule", "h.dixon", "scrutiny_date=2016-12-06")
    assert.equal("waiting: LLIP members, by Tue 6 Dec 2016", turn())
  end)

  it("is LLIP's, not the owner's, to be late with, and LLIP's chair hears of it", function()
    b:fired("2016-12-07T09:00:00Z")
    b:bring_to_scrutiny("RA-2", fields, "process")
    local told = {}
    for _, one in ipairs(b:fired("2017-01-31T09:00:00Z")) do
      if one.what:find "no decision was recorded" then
        for _, who in ipairs(one.told) do told[#told + 1] = one["local"]:sub(1, 15) .. " " .. who.to end
      end
    end
    assert.same({ "Fri 16 Dec 2016 r.steel", "Fri 16 Dec 2016 h.dixon" }, told)
    assert.equal("late: LLIP members since Thu 15 Dec 2016", turn())
    local page = b:run("case", "show", "RA-2")
    assert.truthy(page:find("late: LLIP members since Thu 15 Dec 2016", 1, true), page)
    assert.is_nil(page:find("late: Action owner", 1, true), page)
    local list = b:run("case", "list", "--late")
    assert.truthy(list:find("RA-2", 1, true) and list:find("LLIP", 1, true), list)
  end)

  it("has no date while nobody knows when LLIP meets, and says why", function()
    b:run("group", "set", "llip", "--as", "h.dixon", "meetings:=null")
    b:bring_to_scrutiny("RA-2", fields, "process")
    assert.equal("waiting: LLIP members, no date known", turn())
    local page = b:run("case", "show", "RA-2"):gsub("%s+", " ")
    assert.truthy(page:find("no date known: the next meeting of Learning Lessons and Improving Practice Sub Group", 1, true), page)
  end)

  it("is nobody's while it is paused, and the owner's again after it", function()
    b:fired("2016-12-20T09:00:00Z")
    b:send("RA-2", "pause", "h.dixon", "--decided-by", "r.steel", "pause_reason=Inquest", "pause_review=2017-01-10")
    b:fired("2017-01-05T09:00:00Z")
    assert.equal("", turn())
    assert.is_nil(b:run("case", "list", "--late"):find("RA-2", 1, true))
    b:send("RA-2", "resume", "h.dixon", "--decided-by", "r.steel")
    assert.equal("late: Action owner since Thu 22 Dec 2016", turn())
    assert.truthy(b:run("case", "list", "--late"):find("RA-2", 1, true))
  end)
end)
