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
  local function told()
    b:refuse(ref, "told", "h.dixon", "told_on=2016-02-12", "told_whom=Ofsted") -- not before it was
    b:run("run-due", "--now", "2016-02-19T15:00:00Z")
    b:send(ref, "told", "h.dixon", "told_on=2016-02-12", "told_whom=Ofsted")
  end
  local function attach() b:evidence(ref, "h.dixon", "output", "Serious Incident Notification") end

  it("makes telling the Panel the Business Manager's task for 14 days, to the end of the last one", function()
    local item = b:show(ref)
    assert.equal(1, #item.waits)
    assert.same({ "h.dixon", "Wed 24 Feb 2016 23:59" }, { item.waits[1].people[1].id, item.waits[1]["local"] }) -- decided on the 10th
    assert.falsy(item.closed)
    b:run("run-due", "--now", "2016-02-24T23:59:59.998Z")
    assert.falsy(b:show(ref).waits[1].late)
    local fired = b:fired("2016-02-25T00:00:00Z")
    assert.same({ 1, "the National Panel should have been told why by now" }, { #fired, fired[1].what })
    local to = {}
    for _, who in ipairs(fired[1].told) do to[#to + 1] = who.to end
    table.sort(to)
    assert.same({ "a.mercer", "h.dixon" }, to)
    assert.truthy(b:show(ref).waits[1].late)
  end)

  it("wants the notification to be there, and not one that was withdrawn or another paper", function()
    told()
    local function refused() return b:refuse(ref, "explain", "h.dixon", table.unpack(reason)) end
    local missing = "the Serious Incident Notification is attached, with \"notification\" in its title (no)"
    assert.truthy(refused():find(missing, 1, true))
    b:evidence(ref, "h.dixon", "output", "Letter to Ofsted")
    assert.truthy(refused():find(missing, 1, true))
    attach()
    b:send(ref, "withdraw_evidence", "h.dixon", "item:=2", "reason=The wrong child's")
    assert.truthy(refused():find(missing, 1, true))
    attach()
    b:send(ref, "explain", "h.dixon", table.unpack(reason))
    assert.equal("work.ended_without", b:state(ref))
  end)

  it("cannot be closed by a day that is still to come", function()
    told()
    attach()
    local said = b:refuse(ref, "explain", "h.dixon", reason[1], "panel_told_on=2016-02-24")
    assert.truthy(said:find("the day on which the Panel was told has come (no", 1, true), said)
    assert.equal("work.not_initiated", b:state(ref))
  end)

  it("is nobody's to close but the Business Manager's", function()
    told()
    attach()
    for _, who in ipairs { "a.mercer", "r.steel", "l.tanaka" } do b:refuse(ref, "explain", who, table.unpack(reason)) end
    assert.equal("work.not_initiated", b:state(ref))
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

describe("deciding on another kind of review", function()
  for word, workflow in pairs { learning_review = "learning-review", management_review = "management-review" } do
    it("is no Serious Case Review either, so the Panel is told as well: " .. word, function()
      local b = review.board("2016-02-10T10:00:00Z")
      review.refer(b, ref)
      review.recommend(b, ref, word)
      review.decide(b, ref, word)
      assert.equal("Wed 24 Feb 2016 23:59", b:show(ref).waits[1]["local"])
      assert.equal(1, b:ask("case", "list", "--workflow", workflow, "--as", "h.dixon").count)
      b:send(ref, "told", "h.dixon", "told_on=2016-02-10", "told_whom=Ofsted")
      b:refuse(ref, "explain", "h.dixon", "panel_reason=It is looked at otherwise", "panel_told_on=2016-02-10")
      b:remove()
    end)
  end
end)
