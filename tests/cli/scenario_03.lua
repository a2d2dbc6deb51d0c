-- Goal: scenario 3 of the domain: where the Independent Chair decides on no review, the National Panel is to be told within 14 days, with the
-- notification attached, and that cannot be closed without a reason. Method: the shipped workflow `scr` on a fresh board.
local review = require "helper.review"

local ref = "SCR-2016-03"

describe("deciding on no review", function()
  local b
  before_each(function()
    b = review.board("2016-02-10T10:00:00Z")
    review.refer(b, ref)
    review.recommend(b, ref, "no_review")
    review.decide(b, ref, "no_review")
  end)
  after_each(function() b:remove() end)

  local reason = { "panel_reason=No concern about how agencies worked together", "panel_told_on=2016-02-19" }
  local function told() b:send(ref, "told", "h.dixon", "told_on=2016-02-12", "told_whom=Ofsted") end
  local function attach() b:evidence(ref, "h.dixon", "output", "Serious Incident Notification") end

  it("makes telling the Panel the Business Manager's task for 14 days", function()
    local item = b:show(ref)
    assert.equal("h.dixon", item.waits[1].people[1].id)
    assert.truthy(item.waits[1]["local"]:find("24 Feb 2016", 1, true), item.waits[1]["local"])
    local last
    for _, fired in ipairs(b:fired("2016-02-26T00:00:00Z")) do last = fired.what:find("should have been told why by now", 1, true) or last end
    assert.truthy(last)
    assert.truthy(b:show(ref).waits[1].late)
  end)

  it("wants the notification to be there", function()
    told()
    assert.truthy(b:refuse(ref, "explain", "h.dixon", table.unpack(reason)):find("Serious Incident Notification is attached", 1, true))
    attach()
    b:send(ref, "explain", "h.dixon", table.unpack(reason))
  end)

  it("cannot be closed without a reason, nor before the others were told, and ends with it", function()
    attach()
    assert.truthy(b:refuse(ref, "explain", "h.dixon", table.unpack(reason)):find("told to Ofsted", 1, true))
    told()
    assert.truthy(b:refuse(ref, "explain", "h.dixon", "panel_told_on=2016-02-19"):find("Reason given to the National Panel", 1, true))
    b:refuse(ref, "explain", "h.dixon", "panel_reason=  ", "panel_told_on=2016-02-19")
    assert.equal("work.not_initiated", b:state(ref))
    b:send(ref, "explain", "h.dixon", table.unpack(reason))
    assert.equal("work.ended_without", b:state(ref))
    assert.truthy(b:show(ref).closed)
  end)
end)
