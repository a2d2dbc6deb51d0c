-- Goal: a Local Child Safeguarding Practice Review by the shipped workflow: notified to the National Panel, rapid review within 15 working days of that
-- (across Christmas), the Panel's answer, a decision that needs all three partners, then as any other review. Method: from outside, on a board of 2022.
local review = require "helper.review"

local ref = "LCSPR-2022-01"

describe("a Local Child Safeguarding Practice Review", function()
  local b
  before_each(function()
    b = review.partnership("2022-12-22T09:00:00Z")
    b:run("setting", "set", "regime", "masa2018", "--as", "h.dixon", "--reason", "The new arrangements began")
    b:run("case", "start", "lcspr", "--ref", ref, "--as", "h.dixon", review.words(review.incident))
  end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  local function says(said, words) assert.truthy(said:find(words, 1, true), said) end

  local function notify()
    b:run("run-due", "--now", "2022-12-23T10:00:00Z")
    b:send(ref, "notify", "j.bell", "notified_on=2022-12-23", "duty_agreed=yes")
  end

  local function rapid_review()
    notify()
    b:send(ref, "ask", "h.dixon", "informants=childrens_social_care,police", "information_due=2023-01-09")
    local items = review.returns(b, ref, "informants")
    b:send(items.police, "submit", "t.harker", "records_secured_on=2022-12-23", "information=Called twice")
    b:send(items.childrens_social_care, "submit", "j.bell", "records_secured_on=2022-12-23", "information=Known since 2020")
    b:send(ref, "draft", "h.dixon", "agencies_part=Two agencies", "potential=Share what is known", "context=Poverty", "next_step=lcspr")
    b:evidence(ref, "h.dixon", "output", "Rapid review")
  end

  local function answered(word)
    rapid_review()
    b:send(ref, "submit", "h.dixon", "--decided-by", "m.okafor", "submitted_on=2022-12-23")
    b:send(ref, "record_response", "h.dixon", "panel_response=" .. (word or "agrees"), "panel_response_on=2022-12-23", "panel_response_note=Agreed")
  end

  local function decide(partner, who, what) b:send(ref, partner .. "_decides", "h.dixon", "--decided-by", who, partner .. "_decision=" .. what) end

  it("is to be notified within five working days by the council's lead, and the rapid review counts from that day", function()
    assert.equal("work.notified", b:state(ref))
    assert.equal("j.bell", b:show(ref).waits[1].people[1].id)
    notify()
    assert.equal("work.rapid_review", b:state(ref))
    says(b:run("case", "deadline", ref, "rapid"), "18 Jan 2023") -- 15 working days, with Christmas and New Year between
  end)

  it("asks for summaries, and is sent only when it is whole", function()
    rapid_review()
    local form = { "--decided-by", "m.okafor", "submitted_on=2022-12-23" }
    b:send(ref, "draft", "h.dixon", "context=")
    says(b:refuse(ref, "submit", "h.dixon", table.unpack(form)), "racism, inequality and disability")
    b:send(ref, "draft", "h.dixon", "context=Poverty")
    b:send(ref, "submit", "h.dixon", table.unpack(form))
    assert.equal("work.rr_submitted", b:state(ref))
  end)

  it("is told of where the rapid review is late, to the scrutineer too", function()
    notify()
    local told = {}
    for _, fired in ipairs(b:fired("2023-01-19T09:00:00Z")) do
      for _, who in ipairs(fired.told) do told[who.to] = true end
    end
    assert.truthy(told["a.mercer"] and told["m.okafor"])
    assert.equal("red", b:show(ref).rag.colour)
  end)

  it("is decided by all three partners together, and by none of them alone", function()
    answered()
    says(b:refuse(ref, "police_decides", "h.dixon", "--decided-by", "v.amos", "police_decision=lcspr"), "the joint reasons are written down")
    b:send(ref, "reasons", "h.dixon", review.reasons)
    b:refuse(ref, "police_decides", "h.dixon", "--decided-by", "m.okafor", "police_decision=lcspr")
    decide("police", "v.amos", "lcspr")
    decide("health", "c.fenwick", "no_further")
    decide("local_authority", "m.okafor", "lcspr")
    assert.equal("work.panel_responded", b:state(ref))
    says(table.concat(b:show(ref).warnings, "\n"), "The partners do not agree")
    decide("health", "c.fenwick", "lcspr")
    assert.equal("work.commissioning", b:state(ref))
    says(b:run("case", "deadline", ref, "report-6"), "23 Jun 2023")
  end)

  it("becomes a Learning Review where they decide on other learning, and ends once that was told", function()
    answered("disagrees")
    b:send(ref, "reasons", "h.dixon", review.reasons)
    decide("police", "v.amos", "other_learning")
    decide("health", "c.fenwick", "other_learning")
    decide("local_authority", "m.okafor", "other_learning")
    assert.equal("masa2018", b:field("LR-2022-001", "regime"))
    b:evidence(ref, "h.dixon", "output", "Letter to the Panel")
    says(b:refuse(ref, "told", "h.dixon", "told_on=2032-12-23", "told_whom=National Panel"), "the day on which it was told has come")
    b:send(ref, "told", "h.dixon", "told_on=2022-12-23", "told_whom=National Panel")
    assert.truthy(b:show(ref).closed)
  end)
end)
