-- Goal: the framework's one picture (indicator 1.5) puts six sources side by side: what the board's own workflows know of the period is taken down,
-- statements are asked for where there is none, each is judged, the Board receives it, and then it stays as it was. Method: a fresh board that uses every
-- shipped workflow.
local board = require "helper.board"

local MEETING = { "meeting=M&E 9 February 2017", "minute_ref=2.1" }
local LEVELS = { "audits", "reviews", "self_assessment", "complaints", "iro", "vemt" }

local function fresh()
  local b = board.new "2016-10-03T09:00:00Z"
  for _, row in ipairs(b:ask("workflow", "shipped").workflows) do
    if not row.in_use then b:run("workflow", "add", row.name, "--as", "h.dixon") end
  end
  return b
end

describe("the assurance picture", function()
  local b
  setup(function()
    b = fresh()
    b:run("case", "start", "assurance-picture", "--ref", "AP-1", "--as", "h.dixon", "title=Autumn 2016", "period_start=2016-10-01", "period_end=2016-12-31",
      "vemt_from=group:vemt", "iro_from=agency:childrens_social_care")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is taken down from every workflow that knows something, each by fields that it has", function()
    assert.same({}, b:show("AP-1").incidents)
    local rows = b:field("AP-1", "picture")
    assert.equal(6, #rows)
    assert.equal("Audits", rows[1].source)
    assert.same({ "1.5" }, b:field("AP-1", "plan_indicator"))
    assert.truthy(b:show("AP-1").warnings[1]:find("Of some sources nothing is known yet", 1, true))
  end)

  it("asks those who speak for a source, each for theirs, and shows them no more", function()
    local told = {}
    for _, fired in ipairs(b:fired "2017-01-04T09:00:00Z") do
      if fired.ref == "AP-1" then for _, one in ipairs(fired.told or {}) do told[one.to] = true end end
    end
    assert.truthy(told["h.dixon"] and told["t.harker"])
    b:send("AP-1", "say_vemt", "t.harker", "vemt_says=Eleven were screened; the route holds.")
    assert.truthy(b:refuse("AP-1", "say_iro", "t.harker", "iro_says=x"):find("may not", 1, true))
    assert.is_nil(b:run("case", "show", "AP-1", "--as", "t.harker"):find("Gaps", 1, true))
  end)

  it("goes on only when of each something is known or it is said that nothing is", function()
    local said = b:refuse("AP-1", "consider", "h.dixon")
    assert.truthy(said:find("of each source something is known", 1, true), said)
    for _, source in ipairs { "audits", "reviews", "self_assessment", "complaints", "iro" } do
      b:send("AP-1", "say_" .. source, "h.dixon", source .. "_says=Nothing new in this period.")
    end
    b:send("AP-1", "consider", "h.dixon")
  end)

  it("is judged source by source, with actions for its gaps", function()
    local conclude = { "--decided-by", "n.farrow", "strengths=VEMT", "gaps=No audit", "overall_level=limited", table.unpack(MEETING) }
    assert.truthy(b:refuse("AP-1", "conclude", "h.dixon", table.unpack(conclude)):find("judged: Audits", 1, true))
    local words = {}
    for i, name in ipairs(LEVELS) do words[i] = name .. "_level=" .. (name == "vemt" and "reasonable" or "not known") end
    b:send("AP-1", "judge", "n.farrow", table.unpack(words))
    assert.equal("reasonable", b:field("AP-1", "picture")[6].level)
    b:send("AP-1", "add_action", "n.farrow", "action=Audit referral routes", "action_lead=childrens_social_care")
    assert.equal(1, #b:field("AP-1", "actions"))
    b:send("AP-1", "conclude", "h.dixon", table.unpack(conclude))
    assert.equal("amber", b:show("AP-1").rag.colour)
  end)

  it("is received by the Board, and says for ever what was known", function()
    b:run("case", "show", "AP-1", "--as", "q.ashby")
    b:send("AP-1", "receive", "h.dixon", "--decided-by", "a.mercer", "meeting=Board", "minute_ref=5")
    b:refuse("AP-1", "look_again", "h.dixon")
    b:refused("case", "correct", "AP-1", "1", "--field", "title=Winter", "--reason", "x", "--as", "h.dixon")
    b:send("AP-1", "add_addendum", "n.farrow", "addendum=One audit was reported late.")
  end)
end)
