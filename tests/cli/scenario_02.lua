-- Goal: scenario 2 of the domain: an incident that was notified on 31 January 2016 is to be decided by 29 February 2016; a member of LLIP cannot
-- record the decision, neither as their own nor as the chair's, and the Independent Chair can. Method: the shipped workflow `scr` on a fresh board.
local review = require "helper.review"

local ref = "SCR-2016-02"

describe("the decision on a notified incident", function()
  local b
  before_each(function()
    b = review.board("2016-02-01T09:00:00Z")
    review.refer(b, ref)
    review.recommend(b, ref)
  end)
  after_each(function() b:remove() end)

  it("is due on 29 February, and says how that comes", function()
    local wait = b:show(ref).waits[1]
    assert.equal("a.mercer", wait.people[1].id)
    assert.truthy(wait["local"]:find("Mon 29 Feb 2016", 1, true))
    assert.truthy(b:run("case", "deadline", ref, "decide"):find("29 Feb 2016", 1, true))
  end)

  it("is told of once nobody decided, and not before", function()
    b:fired("2016-02-29T23:58:00Z")
    assert.equal("no decision yet: it was due within a month of the notification", b:fired("2016-03-01T00:00:00Z")[1].what)
  end)

  it("cannot be recorded by a member of LLIP", function()
    for _, member in ipairs { "j.bell", "r.steel" } do
      assert.truthy(b:refuse(ref, "decide", member, "decision=scr", review.reasons):find("Independent Chair", 1, true))
      b:refuse(ref, "decide", member, "--decided-by", "a.mercer", "decision=scr", review.reasons)
    end
    b:refuse(ref, "decide", "h.dixon", "--decided-by", "r.steel", "decision=scr", review.reasons)
    assert.equal("work.recommended", b:state(ref))
  end)

  it("can be recorded by the Independent Chair, and for her by the Business Manager", function()
    b:send(ref, "decide", "a.mercer", "decision=scr", review.reasons)
    assert.equal("work.commissioning", b:state(ref))
  end)
end)
