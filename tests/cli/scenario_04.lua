-- Goal: scenario 4 of the domain: a criminal trial stops the clock of the report of a Serious Case Review, while the interim actions that it opened run on
-- and escalate. Method: the shipped workflows `scr` and `review-action` on a fresh board; the same review with and without a stop.
local review = require "helper.review"

local ref = "SCR-2016-04"

describe("a criminal trial", function()
  local b
  local function begin()
    b = review.board("2016-02-01T09:00:00Z")
    review.begin(b, ref)
    review.commission(b, ref)
    b:send(ref, "interim_action", "h.dixon", "action=Check on every child", "action_agency=hospitals", "action_priority=high")
    b:send("RA-2016-001", "prepare", "l.tanaka", "owner=s.reid", "due=2016-04-29", "impact_due=2016-10-31", "success_measure=Seen", "baseline=None",
      "target=All", "plan_priority=1")
    b:send("RA-2016-001", "accept_lead", "l.tanaka", "acceptance=By letter")
    b:send("RA-2016-001", "agree", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 2", "minute_ref=1")
    b:send("RA-2016-001", "begin", "s.reid")
    b:run("run-due", "--now", "2016-03-01T09:00:00Z")
  end
  before_each(begin)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  local stop = { "pause", "h.dixon", "--decided-by", "a.mercer", "proceedings=criminal", "pause_reason=Trial, on the advice of the Crown Prosecution Service" }

  local function pause(review_on) b:send(ref, stop[1], stop[2], stop[3], stop[4], stop[5], stop[6], "pause_review=" .. review_on) end

  local function due() return b:ask("case", "deadline", ref, "report-6").due end

  it("stops the report's clock, by the Independent Chair, for three months at most before it is looked at again", function()
    assert.equal("2016-08-01T22:59:59.999Z", due())
    assert.equal("2016-08-01", b:field(ref, "due"))
    b:refuse(ref, "pause", "o.brand", "proceedings=criminal", "pause_reason=Trial", "pause_review=2016-05-02")
    assert.truthy(b:refuse(ref, stop[1], stop[2], stop[3], stop[4], stop[5], stop[6], "pause_review=2016-07-04"):find("within 3 months", 1, true))
    pause("2016-05-31")
    assert.falsy(due())
    b:run("run-due", "--now", "2016-05-02T09:00:00Z")
    b:send(ref, "resume", "h.dixon", "--decided-by", "a.mercer")
    -- A day any part of which was stopped does not count: 31 in March, 30 in April, 2 in May. 63 days after 1 August is 3 October.
    assert.equal("2016-10-03T22:59:59.999Z", due())
    -- In the same event, so that no list shows the review without its date.
    assert.same({ "2016-10-03", "2016-08-01" }, { b:field(ref, "due"), b:field(ref, "original_due") })
  end)

  -- Of high priority and due on Friday 29 April 2016: 1, 5, 10 and 20 working days after it, with 2 and 30 May off. Those whom a rung tells, and when.
  local escalation = {
    { "2016-05-03", "3 May 2016: s.reid l.tanaka h.dixon" }, { "2016-05-09", "9 May 2016: r.steel g.hallam" },
    { "2016-05-16", "16 May 2016: h.dixon m.okafor g.hallam" }, { "2016-05-31", "31 May 2016: a.mercer" },
  }

  local function overdue_at(now)
    local found = {}
    for _, fired in ipairs(b:fired(now)) do
      local who = {}
      for _, told in ipairs(fired.ref == "RA-2016-001" and fired.told or {}) do who[#who + 1] = told.to end
      if #who > 0 and fired.what:find "overdue" then found[#found + 1] = fired["local"]:match "%d+ %a+ 2016" .. ": " .. table.concat(who, " ") end
    end
    return found
  end

  local function escalates()
    for _, rung in ipairs(escalation) do
      assert.same({}, overdue_at(rung[1] .. "T22:59:59.998Z"))
      assert.same({ rung[2] }, overdue_at(rung[1] .. "T23:00:00Z"))
    end
    assert.equal(3, b:field("RA-2016-001", "escalation_level"))
  end

  it("lets interim actions go on and escalate, on the very days and to the very people as without it", function()
    escalates()
    b:remove()
    begin()
    pause "2016-05-31"
    escalates()
    assert.falsy(due()) -- stopped all the while
  end)

  it("lets interim actions be worked on and opened", function()
    pause("2016-05-31")
    b:evidence("RA-2016-001", "s.reid", "process", "Sample")
    b:send("RA-2016-001", "submit", "s.reid", "statement=Done")
    assert.equal("work.evidence_submitted", b:state("RA-2016-001"))
    b:send(ref, "interim_action", "o.brand", "action=Ask where a child sleeps", "action_agency=police")
    assert.same({ "RA-2016-001", "RA-2016-002" }, b:field(ref, "actions"))
  end)

  it("is looked at again when it should be, and nothing is published meanwhile", function()
    pause("2016-05-31")
    local again
    for _, fired in ipairs(b:fired("2016-06-01T09:00:00Z")) do again = again or fired.ref == ref and fired.what:find("to be looked at again", 1, true) end
    assert.truthy(again)
    b:send(ref, "renew_pause", "h.dixon", "--decided-by", "a.mercer", "pause_reason=The trial was put off", "pause_review=2016-08-31")
    assert.equal("2016-08-31", b:field(ref, "pause_review"))
  end)
end)

-- Of a review that is not commissioned yet: the decision is of 1 February, and the trial takes the sixty days from then.
describe("a trial of sixty days", function()
  local b
  before_each(function()
    b = review.board("2016-02-01T09:00:00Z")
    review.begin(b, ref)
  end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  local function waits()
    local days = {}
    for _, wait in ipairs(b:show(ref).waits) do days[#days + 1] = wait["local"]:match "%d+ %a+ 2016" .. (wait.late and " late" or "") end
    return days
  end

  it("moves the report's date by sixty days, and neither that of the commission nor that of telling the decision", function()
    local before = waits()
    assert.same({ "29 Feb 2016", "8 Feb 2016" }, before)
    b:send(ref, "pause", "h.dixon", "--decided-by", "a.mercer", "proceedings=criminal", "pause_reason=Trial", "pause_review=2016-04-29")
    assert.same(before, waits())
    local told = {}
    for _, fired in ipairs(b:fired("2016-04-01T09:00:00Z")) do
      for _, who in ipairs(fired.ref == ref and fired.told or {}) do told[#told + 1] = fired["local"]:match "%d+ %a+ 2016" .. " " .. who.to end
    end
    assert.same({ "8 Feb 2016 h.dixon", "8 Feb 2016 a.mercer" }, { told[1], told[2] }) -- the ladder of the decision went on
    assert.same({ "29 Feb 2016 late", "8 Feb 2016 late" }, waits())
    b:send(ref, "resume", "h.dixon", "--decided-by", "a.mercer")
    assert.same({ "29 Feb 2016 late", "8 Feb 2016 late" }, waits())
    assert.same({ "2016-08-01", "2016-09-30" }, { b:field(ref, "original_due"), b:field(ref, "due") })
    assert.equal("2016-09-30T22:59:59.999Z", b:ask("case", "deadline", ref, "report-6").due)
  end)

  local function stop() b:send(ref, "pause", "h.dixon", "--decided-by", "a.mercer", "proceedings=criminal", "pause_reason=Trial", "pause_review=2016-04-29") end

  it("leaves the ten working days in which agencies are asked as they are, begun before it", function()
    review.commission(b, ref)
    assert.equal("15 Feb 2016", waits()[1])
    stop()
    b:fired("2016-04-01T09:00:00Z")
    assert.equal("15 Feb 2016 late", waits()[1])
    b:send(ref, "resume", "h.dixon", "--decided-by", "a.mercer")
    assert.equal("15 Feb 2016 late", waits()[1])
  end)

  it("leaves two weeks for asking agencies where it is commissioned meanwhile", function()
    stop()
    b:fired("2016-02-19T09:00:00Z")
    review.commission(b, ref)
    assert.same({}, b:show(ref).incidents)
    assert.equal("4 Mar 2016", waits()[1])
    b:fired("2016-03-05T09:00:00Z")
    assert.equal("4 Mar 2016 late", waits()[1])
  end)
end)
