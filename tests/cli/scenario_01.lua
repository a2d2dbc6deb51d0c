-- Goal: scenario 1 of the domain: a notifiable incident that was known on Thursday 24 March 2016 is to be notified to Ofsted and the Board by Monday 4 April,
-- across Easter; while it is not, the council's lead is late and nobody else. Method: the shipped workflow `scr` on a fresh board.
local review = require "helper.review"

local ref = "SCR-2016-01"

describe("a notifiable incident", function()
  local b
  before_each(function()
    b = review.board("2016-03-24T15:00:00Z")
    review.refer(b, ref, { referring_agency = "childrens_social_care", aware_date = "2016-03-24", notified_on = false })
  end)
  after_each(function() b:remove() end)

  local function wait_of(role)
    for _, wait in ipairs(b:show(ref).waits) do
      if wait.role == role then return wait end
    end
    return nil
  end

  it("is due on 4 April, the fifth working day, with each day's reason", function()
    local wait = wait_of("referring_lead")
    assert.truthy(wait["local"]:find("4 Apr 2016", 1, true), wait["local"])
    assert.equal("j.bell", wait.people[1].id)
    local receipt = b:run("case", "deadline", ref, "notify-5")
    for _, words in ipairs { "good friday", "easter monday", "4 Apr 2016" } do assert.truthy(receipt:find(words, 1, true), words .. "\n" .. receipt) end
  end)

  it("is told of on the day it should have been notified, and not before", function()
    b:run("run-due", "--now", "2016-04-04T22:00:00Z")
    assert.falsy(wait_of("referring_lead").late)
    local told = {}
    for _, fired in ipairs(b:fired("2016-04-05T08:00:00Z")) do
      for _, who in ipairs(fired.told) do told[who.to] = true end
    end
    assert.truthy(told["a.mercer"] and told["j.bell"])
    assert.truthy(wait_of("referring_lead").late)
    assert.equal("red", b:show(ref).rag.colour)
  end)

  it("is late no more once it was notified, and the month for the decision counts from then", function()
    b:run("run-due", "--now", "2016-04-04T10:00:00Z")
    b:refuse(ref, "notify", "j.bell", "notified_on=2016-04-05")
    b:send(ref, "notify", "j.bell", "notified_on=2016-04-04")
    assert.is_nil(wait_of("referring_lead"))
    assert.truthy(b:run("case", "deadline", ref, "decide"):find("4 May 2016", 1, true))
  end)
end)
