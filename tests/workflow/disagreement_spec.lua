-- Goal (DOMAIN 8B): a professional disagreement goes up stage by stage on working days and hours, an immediate risk at once, and the Board sees that it
-- was and whether it was timely, never what it was about. Method: the shipped workflow on the Redcar & Cleveland board, in simulated time.

local board = require "helper.board"

describe("the shipped disagreement", function()
  local b
  local function start(ref, risk)
    b:run("case", "start", "disagreement", "--ref", ref, "--as", "h.dixon", "pseudonym=Blue kite", "issue_type=referral threshold", "raised_by=police",
      "raised_to=hospitals", "immediate_risk=" .. risk)
  end
  setup(function()
    b = board.new("2016-09-01T09:00:00Z")
    b:run("workflow", "publish", "workflows/disagreement.lua", "--as", "h.dixon")
  end)
  teardown(function() b:remove() end)

  it("goes to service managers, to a meeting with 48 hours for its outcome, and ends with a letter and what was learnt", function()
    local said = b:run("case", "start", "disagreement", "--as", "t.harker", "pseudonym=Red kite",
      "issue_type=plan", "raised_by=police", "raised_to=fire", "immediate_risk=no")
    assert.truthy(said:find("PD-2016-001: started", 1, true), "an agency's own lead raises it: " .. said)
    start("D-1", "no")
    assert.equal("2016-09-06", b:field("D-1", "due"))
    b:send("D-1", "go_up", "t.harker", "reason=They did not ring")
    assert.equal("managers", b:state("D-1"))
    assert.equal("2016-09-05", b:field("D-1", "due"))
    assert.equal("2016-09-01", b:field("D-1", "office_told_on"))
    b:send("D-1", "go_up", "l.tanaka", "reason=They want to meet")
    assert.equal("2016-09-08", b:field("D-1", "due"))
    b:send("D-1", "they_have_met", "l.tanaka", "meeting_on=2016-09-01")
    local told = {}
    for _, one in ipairs(b:fired("2016-09-03T09:00:00Z")) do told[#told + 1] = one.ref end
    assert.same({}, told)
    for _, one in ipairs(b:fired("2016-09-03T10:30:00Z")) do told[#told + 1] = one.ref end
    assert.same({ "D-1" }, told, "49 hours after the meeting it is late")
    b:send("D-1", "they_agree", "l.tanaka", "resolution=The threshold document is followed")
    assert.equal("letter", b:state("D-1"))
    assert.equal("2016-09-06", b:field("D-1", "due"))
    b:send("D-1", "the_letter_went_out", "l.tanaka", "letter_on=2016-09-03")
    b:send("D-1", "close_it", "h.dixon", "learning=Train the new staff", "policy_change_needed=no")
    assert.equal("closed", b:state("D-1"))
    assert.equal(0, b:field("D-1", "stages_late"))
  end)

  it("counts the stages that were late", function()
    start("D-2", "no")
    b:run("run-due", "--now", "2016-09-20T09:00:00Z")
    b:send("D-2", "go_up", "t.harker", "reason=No answer came")
    b:send("D-2", "they_agree", "t.harker", "resolution=They will assess")
    assert.equal(1, b:field("D-2", "stages_late"))
  end)

  it("goes to the top of both agencies on the same day where a child is at risk now", function()
    start("D-3", "yes")
    assert.equal("urgent", b:state("D-3"))
    assert.equal("2016-09-20", b:field("D-3", "due"))
    assert.equal(3, b:field("D-3", "stage"))
    b:send("D-3", "go_up", "g.hallam", "reason=Not agreed")
    b:send("D-3", "decide_it", "h.dixon", "--decided-by", "a.mercer", "resolution=They assess today")
    assert.equal("letter", b:state("D-3"))
  end)

  it("shows the Executive that it was and whether it was timely, not what came of it", function()
    local page = b:run("case", "show", "D-2", "--as", "c.fenwick")
    assert.truthy(page:find("referral threshold", 1, true), page)
    assert.is_nil(page:find("They will assess", 1, true), page)
    b:refused("case", "show", "D-2", "--as", "z.coyle")
    b:run("journal", "verify")
  end)
end)
