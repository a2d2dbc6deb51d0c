-- Goal (DESIGN 5, DOMAIN 10): a theme goes from spotted to business as usual; agencies with a duty are each asked for an answer of their own, late ones
-- are chased on that, and each gap that a group finds becomes an action. Method: the shipped theme-prevent on the Redcar & Cleveland board, in
-- simulated time, three agencies with the duty.

local board = require "helper.board"

describe("the shipped theme-prevent", function()
  local b
  setup(function()
    b = board.new("2016-04-04T09:00:00Z")
    for _, agency in ipairs { "police", "hospitals", "probation" } do b:run("agency", "set", agency, "--as", "h.dixon", "duties=Prevent, FGM") end
    b:run("agency", "set", "probation", "--as", "h.dixon", "valid_to=2016-03-31") -- ended before anybody is asked
    b:run("workflow", "publish", "workflows/theme-prevent.lua", "--as", "h.dixon")
    b:run("case", "start", "theme-prevent", "--ref", "T-1", "--as", "h.dixon", "theme=Prevent", "source=statute", "published_on=2016-04-01")
  end)
  teardown(function() b:remove() end)

  local function parties()
    local rows = {}
    for _, row in ipairs(b:show("T-1").parties[1].rows) do rows[#rows + 1] = row.name .. ": " .. row.status .. " " .. (row.item or "") end
    table.sort(rows)
    return rows
  end

  it("is taken up by a group, looked into, and put before the Board", function()
    assert.equal("2016-04-18", b:field("T-1", "due"))
    b:send("T-1", "take_it_up", "h.dixon", "relevance=high", "owner_group=group:monitoring", "reason=A new duty")
    b:send("T-1", "hand_in_the_impact_report", "h.dixon", "prevalence=Low", "controls=Training", "gaps=Schools", "childrens_views=Heard", "risk_score=12",
      "ask_of_board=Assurance")
    assert.equal("reported", b:state("T-1"))
  end)

  it("asks those who have the duty, each on an item of its own", function()
    b:send("T-1", "ask_for_assurance", "h.dixon", "--decided-by", b:decider("independent_chair"), "meeting=Board 1", "minute_ref=4")
    local rows = parties()
    assert.equal(2, #rows, table.concat(rows, "; "))
    assert.truthy(rows[1]:find("asked PVR-2016-", 1, true), rows[1])
    assert.equal("2016-05-17", b:field("PVR-2016-001", "due"))
    assert.equal("T-1", b:field("PVR-2016-001", "asked_by"))
    local page = b:run("case", "show", "PVR-2016-001"):gsub("%s+", " ")
    assert.truthy(page:find("Prevent assurance: Assurance requested", 1, true) and page:find("Referral pathway: how is it with you?", 1, true), page)
  end)

  it("chases each answer that is late by the step's own rows", function()
    local told = {}
    for _, one in ipairs(b:fired("2016-06-20T09:00:00Z")) do
      for _, who in ipairs(one.told) do told[who.to] = true end
    end
    assert.truthy(told["m.okafor"], "the highest row told the Executive")
    assert.truthy(told["l.tanaka"] and told["g.hallam"], "and copied in the hospitals' lead and Board member, whom those before it would have told")
  end)

  it("takes a draft, an answer, and one with nothing in it, and goes on when all are in", function()
    local lead = b:decider("safeguarding_lead", b:field("PVR-2016-001", "agency"))
    b:send("PVR-2016-001", "keep_a_draft", lead, "prevent_lead=Head of safeguarding")
    local missing = b:refuse("PVR-2016-001", "hand_it_in", lead, "partnership_group=in place")
    assert.truthy(missing:find("Channel panel", 1, true), missing)
    local answers = {}
    for _, area in ipairs { "partnership_group", "risk_assessment", "partnership_plan", "referral_pathway", "channel_panel", "training_programme",
      "permissive_environments", "communications" } do
      answers[#answers + 1] = area .. "=partly in place"
    end
    b:send("PVR-2016-001", "hand_it_in", lead, table.unpack(answers))
    assert.equal("assurance_requested", b:state("T-1"))
    b:send("PVR-2016-002", "nothing_to_return", b:decider("safeguarding_lead", b:field("PVR-2016-002", "agency")), "why_there_is_nothing_to_return=We are new")
    assert.equal("assurance_reviewed", b:state("T-1"))
  end)

  it("is asked again where an answer does not do, and closed without the one that is missing", function()
    b:send("PVR-2016-002", "send_it_back", "h.dixon", "reason=Please look again")
    assert.equal("to_answer", b:state("PVR-2016-002"))
    b:run("case", "start", "theme-prevent", "--ref", "T-2", "--as", "h.dixon", "theme=Prevent again", "source=report", "published_on=2016-06-01")
    b:send("T-2", "take_it_up", "h.dixon", "relevance=high", "owner_group=group:monitoring", "reason=Again")
    b:send("T-2", "hand_in_the_impact_report", "h.dixon", "prevalence=Low", "controls=Training", "gaps=Schools", "childrens_views=Heard", "risk_score=9",
      "ask_of_board=Assurance")
    b:send("T-2", "ask_for_assurance", "h.dixon", "--decided-by", b:decider("independent_chair"), "meeting=Board 2", "minute_ref=5")
    b:send("T-2", "exempt_one", "h.dixon", "party=police", "reason=Inspected last month")
    local said = b:refuse("T-2", "close_without", "h.dixon")
    assert.truthy(said:find("eason", 1, true), said)
    b:send("T-2", "close_without", "h.dixon", "reason=They merge this summer")
    assert.equal("assurance_reviewed", b:state("T-2"))
    local words = {}
    for _, row in ipairs(b:show("T-2").parties[1].rows) do words[#words + 1] = row.status end
    table.sort(words)
    assert.same({ "exempt", "non_return" }, words)
  end)

  it("tells the group and the Executive's chair when the answers are not looked at in time", function()
    local told = {}
    for _, fired in ipairs(b:fired "2016-12-01T09:00:00Z") do
      if fired.ref == "T-1" then for _, one in ipairs(fired.told) do told[one.to] = true end end
    end
    assert.truthy(told[b:decider "monitoring_chair"] and told["h.dixon"] and told[b:decider "executive_chair"])
  end)

  it("opens an action for each gap, all in one change", function()
    b:send("T-1", "gaps_found", "h.dixon", "--decided-by", b:decider("monitoring_chair"), "meeting=M&E 1", "minute_ref=3",
      'gap:=["Training of new staff","A lead in each school"]')
    assert.equal("actions", b:state("T-1"))
    local titles = {}
    for _, row in ipairs(b:ask("case", "list", "--workflow", "review-action").rows) do titles[#titles + 1] = row.title end
    table.sort(titles)
    assert.same({ "A lead in each school", "Training of new staff" }, titles)
    b:run("journal", "verify")
    assert.same({}, b:show("T-1").incidents)
  end)
end)

describe("publishing a workflow", function()
  it("says whom of those that it would tell nobody is today", function()
    local b = board.new()
    b:run("post", "set", "executive_chair", "--as", "h.dixon", "holder:=null", "deputy:=null")
    local said = b:run("workflow", "publish", "workflows/theme-prevent.lua", "--as", "h.dixon"):gsub("%s+", " ")
    assert.truthy(said:find('Nobody holds `executive` today: what is sent "', 1, true), said)
    assert.truthy(said:find('for "Impact is assessed" reaches no one but the Business Manager.', 1, true), said)
    assert.truthy(said:find('for "To be answered" reaches no one', 1, true), said)
    assert.falsy(said:find("rung", 1, true), said)
    b:remove()
  end)
end)
