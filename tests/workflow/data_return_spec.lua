-- Goal (DOMAIN 11): an agency sends one figure each quarter with what it means, late ones are chased, the group's chair accepts it, and its trend says the
-- value, the colour against the target and the direction; a number under five is shown to nobody but its agency and the office.
-- Method: the shipped workflow on the Redcar & Cleveland board, four quarters in simulated time.

local board = require "helper.board"

describe("the shipped data-return", function()
  local b
  setup(function()
    b = board.new("2016-06-20T09:00:00Z")
    b:run("workflow", "publish", "workflows/data-return.lua", "--as", "h.dixon")
    b:run("case", "start", "data-return", "--ref", "F-1", "--as", "h.dixon", "indicator=Return interviews within 72 hours", "definition=Of all that were due",
      "agency=hospitals", "unit=share", "good_is=high", "target=80", "tolerance=10", "quarter_end=2016-06-30")
  end)
  teardown(function() b:remove() end)

  local function hand_in(number, of, ...)
    return b:send("F-1", "hand_it_in", "l.tanaka", "numerator=" .. number, "denominator=" .. of, "commentary=Fewer staff", "impact=Some are not heard", ...)
  end
  local function accept()
    b:send("F-1", "it_is_plausible", "h.dixon")
    return b:send("F-1", "accept_it", "h.dixon", "--decided-by", "k.mistry", "meeting=PMG", "minute_ref=2")
  end
  local function report_and_wait(now)
    b:send("F-1", "it_is_reported", "h.dixon", "where_it_was_reported=Board report")
    assert.equal("reported", b:state("F-1"))
    b:run("run-due", "--now", now)
    assert.equal("requested", b:state("F-1"))
  end
  local function last() local list = b:field("F-1", "trend") return list[#list] end

  it("is chased when it is late, and refused where it does not add up", function()
    local told = {}
    for _, one in ipairs(b:fired("2016-07-29T09:00:00Z")) do
      for _, who in ipairs(one.told) do told[who.to] = true end
    end
    assert.truthy(told["g.hallam"] and told["l.tanaka"], "five working days late")
    local said = b:refuse("F-1", "hand_it_in", "l.tanaka", "numerator=41", "denominator=40", "commentary=x", "impact=y")
    assert.truthy(said:find("out of which it is", 1, true), said)
    hand_in(28, 40)
    b:send("F-1", "query_it", "h.dixon", "query=Is June in it?")
    b:send("F-1", "answer_the_query", "l.tanaka", "commentary=June is in it")
    accept()
    assert.equal("70.0% (28 of 40)", last().shown)
    assert.equal("amber", last().colour)
    assert.equal("not comparable", last().direction)
    assert.equal("June is in it", last().commentary)
  end)

  it("says in which direction it goes from quarter to quarter", function()
    report_and_wait("2016-10-03T09:00:00Z")
    assert.is_nil(b:field("F-1", "numerator"), "a new quarter begins empty")
    hand_in(33, 40)
    accept()
    assert.equal("green", last().colour)
    assert.equal("better", last().direction)
    report_and_wait("2017-01-03T09:00:00Z")
    b:send("F-1", "no_figure_this_quarter", "l.tanaka", "reason=The system was changed")
    assert.equal("no figure", last().shown)
  end)

  it("shows a number under five to nobody but its agency and the office", function()
    report_and_wait("2017-04-03T09:00:00Z")
    hand_in(3, 40)
    accept()
    assert.equal("not shown: fewer than 5", last().shown)
    assert.equal("red", last().colour)
    local page = b:run("case", "show", "F-1", "--as", "c.fenwick")
    assert.truthy(page:find("not shown: fewer than 5", 1, true), page)
    assert.is_nil(page:find("numerator: 3", 1, true), page)
    assert.truthy(b:run("case", "show", "F-1", "--as", "l.tanaka"):find("numerator: 3", 1, true))
    assert.equal(4, #b:field("F-1", "trend"))
    b:run("journal", "verify")
    assert.same({}, b:show("F-1").incidents)
  end)
end)
