-- Goal (DOMAIN 11): the simple trackers go from beginning to end: a course until what it changed is reported, a campaign until the difference it made, a
-- chapter of the procedures round and round. Method: the shipped workflows on the Redcar & Cleveland board, in simulated time.

local board = require "helper.board"

local function with(workflow, now)
  local b = board.new(now)
  b:run("workflow", "publish", "workflows/" .. workflow .. ".lua", "--as", "h.dixon")
  return b
end

local function finish(b, ref)
  b:run("journal", "verify")
  assert.same({}, b:show(ref).incidents)
  b:remove()
end

describe("the shipped training-impact", function()
  it("follows practice up between six and eight weeks after the course, with the line manager, until it is reported", function()
    local b = with("training-impact", "2016-09-01T09:00:00Z")
    b:run("group", "set", "training", "--as", "h.dixon", 'meetings:=["2017-01-17"]')
    b:run("case", "start", "training-impact", "--ref", "T-1", "--as", "h.dixon", "course=Neglect", "course_on=2016-09-12", "lead=group:training")
    local early = b:refuse("T-1", "it_was_held", "d.pearson", "delegates=20", "no_shows=3", "confidence_before=24")
    assert.truthy(early:find("the day of the course has come", 1, true), early)
    b:refuse("T-1", "fill_it_in", "d.pearson", "course=Neglect again", "course_on=2016-09-14") -- another day has a reason
    b:refuse("T-1", "move_it", "d.pearson", "course_on=2016-09-14")
    assert.equal("2016-09-12", b:field("T-1", "course_on"))
    b:run("run-due", "--now", "2016-09-13T09:00:00Z")
    local said = b:refuse("T-1", "it_was_held", "d.pearson", "delegates=20", "no_shows=3", "confidence_before=3")
    assert.truthy(said:find("in tenths", 1, true), said)
    b:send("T-1", "it_was_held", "d.pearson", "delegates=20", "no_shows=3", "confidence_before=24")
    b:send("T-1", "take_down_the_evaluation", "d.pearson", "confidence_after=39", "reaction=Good", "learning=The graded care profile")
    assert.equal(15, b:field("T-1", "confidence_gain"))
    assert.equal("evaluated_immediate", b:state("T-1"))
    b:run("run-due", "--now", "2016-10-25T09:00:00Z")
    assert.equal("followup_due", b:state("T-1"))
    assert.equal("2016-11-07", b:field("T-1", "due"))
    local late = b:fired("2016-11-22T09:00:00Z")
    assert.truthy(#late > 0 and late[#late].ref == "T-1")
    local given = { "followup_sent=17", "followup_returned=9", "change_example=Chronologies are begun", "manager_view=They see it" }
    said = b:refuse("T-1", "take_down_the_follow_up", "d.pearson", "with_manager=no", table.unpack(given))
    assert.truthy(said:find("line manager", 1, true), said)
    b:send("T-1", "take_down_the_follow_up", "d.pearson", "with_manager=yes", table.unpack(given))
    b:send("T-1", "report_it", "h.dixon", "--decided-by", "d.pearson", "meeting=Training 4", "minute_ref=3", "result=Neglect is named earlier")
    assert.equal("reported", b:state("T-1"))
    finish(b, "T-1")
  end)
end)

describe("the shipped campaign", function()
  it("goes live and ends on its days, and closes with the difference that it made", function()
    local b = with("campaign", "2016-09-01T09:00:00Z")
    b:run("case", "start", "campaign", "--ref", "C-1", "--as", "h.dixon", "title=Online safety week", "audience=children", "key_message=Tell somebody",
      "lead=group:safe4us")
    local function approve(ends) return { "channels:=[\"Schools\"]", "starts_on=2016-10-03", "ends_on=" .. ends, "safe4us=yes" } end
    local said = b:refuse("C-1", "approve_it", "h.dixon", "--decided-by", "m.okafor", table.unpack(approve "2016-10-01"))
    assert.truthy(said:find("ends after it begins", 1, true), said)
    b:send("C-1", "approve_it", "h.dixon", "--decided-by", "m.okafor", table.unpack(approve "2016-10-07"))
    b:run("run-due", "--now", "2016-10-04T09:00:00Z")
    assert.equal("live", b:state("C-1"))
    b:run("run-due", "--now", "2016-10-10T09:00:00Z")
    assert.equal("to_evaluate", b:state("C-1"))
    local late = b:fired("2016-12-12T09:00:00Z")
    assert.truthy(#late > 0)
    b:send("C-1", "take_down_what_came_of_it", "h.dixon", "reach=1400", "feedback=They knew it", "outcome=30 asked for help")
    b:send("C-1", "close_it", "h.dixon", "--decided-by", "m.okafor", "difference_made=Help is asked for earlier")
    assert.equal("closed", b:state("C-1"))
    finish(b, "C-1")
  end)
end)

describe("the shipped procedure-review", function()
  it("is signed off by each board, published, and begins again when its review date comes", function()
    local b = with("procedure-review", "2016-09-01T09:00:00Z")
    b:run("case", "start", "procedure-review", "--ref", "P-1", "--as", "h.dixon", "chapter=Missing children", "trigger=New guidance",
      "owner=group:tees_procedures")
    b:send("P-1", "the_draft_is_ready", "j.bell", 'consulted:=["Police","Schools"]')
    b:send("P-1", "consultation_is_over", "j.bell", "consultation=Two comments")
    for _, one in ipairs { "hartlepool", "middlesbrough", "redcar_cleveland" } do
      b:send("P-1", "sign_" .. one, "h.dixon", "signed_off_" .. one .. "=2016-09-01")
      assert.equal("sign_off", b:state("P-1"))
    end
    b:send("P-1", "sign_stockton", "h.dixon", "signed_off_stockton=2016-09-01")
    assert.equal("to_publish", b:state("P-1"))
    b:send("P-1", "publish_it", "h.dixon", "published_on=2016-09-05", "link=teescpp.org.uk")
    assert.equal("2018-09-05", b:field("P-1", "review_on"))
    b:run("run-due", "--now", "2018-09-06T09:00:00Z")
    assert.equal("drafting", b:state("P-1"))
    assert.equal("Its review date has come", b:field("P-1", "trigger"))
    assert.is_nil(b:field("P-1", "signed_off_stockton"))
    b:send("P-1", "nothing_has_to_change", "h.dixon", "--decided-by", b:decider("tees_procedures_chair"), "meeting=TPG", "minute_ref=4", "reason=Still right",
      "review_on=2020-09-01")
    assert.equal("current", b:state("P-1"))
    finish(b, "P-1")
  end)
end)
