-- Goal (DOMAIN 10.2): the themes that stand on `theme` say only what is different in them: who has the FGM duty is asked about it, each agency's VEMT lead
-- stands in a register that is begun anew after a year, and what refugee children cost is held against what is granted, quarter by quarter.
-- Method: the shipped workflows on the Redcar & Cleveland board, in simulated time; three agencies.

local board = require "helper.board"

local function only_three(b)
  local keep = { police = true, hospitals = true, education = true }
  for _, row in ipairs(b:ask("agency", "list").rows) do
    if not keep[row.id] then b:run("agency", "set", row.id, "--as", "h.dixon", "valid_to=2016-03-31") end
  end
end

describe("the themes that stand on theme", function()
  local b
  setup(function()
    b = board.new("2016-04-04T09:00:00Z")
    only_three(b)
    for _, agency in ipairs { "police", "hospitals" } do b:run("agency", "set", agency, "--as", "h.dixon", "duties=FGM") end
    for _, name in ipairs { "fgm", "vemt", "resettlement" } do b:run("workflow", "publish", "workflows/theme-" .. name .. ".lua", "--as", "h.dixon") end
  end)
  teardown(function() b:remove() end)

  local function decided(ref, event, post, ...)
    return b:send(ref, event, "h.dixon", "--decided-by", b:decider(post), "meeting=Meeting", "minute_ref=1", ...)
  end
  -- From the first note to the question that agencies are asked.
  local function bring(ref, workflow, ...)
    b:run("case", "start", workflow, "--ref", ref, "--as", "h.dixon", "theme=" .. workflow, "source=statute", "published_on=2016-04-01", ...)
    b:send(ref, "take_it_up", "h.dixon", "relevance=high", "owner_group=group:vemt", "reason=A new duty")
    b:send(ref, "hand_in_the_impact_report", "h.dixon", "prevalence=Low", "controls=Training", "gaps=Schools", "childrens_views=Heard", "risk_score=12",
      "ask_of_board=Assurance")
    decided(ref, "ask_for_assurance", "independent_chair")
  end
  local function answers(ref)
    local list = {}
    for _, row in ipairs(b:show(ref).parties[1].rows) do list[#list + 1] = row.item end
    table.sort(list)
    return list
  end
  local function hand_in(item, ...) return b:send(item, "hand_it_in", b:decider("safeguarding_lead", b:field(item, "agency")), ...) end

  it("ask those with the duty about FGM, in numbers", function()
    bring("F-1", "theme-fgm")
    local asked = answers "F-1"
    assert.equal(2, #asked)
    local given = {
      "fgm_lead=Named nurse", "trained_share=85", "duty_known=yes", "mandatory_reports=2", "maternity_dataset=yes", "pathway_tested=no",
      "community_work=Two events",
    }
    local lead = b:decider("safeguarding_lead", b:field(asked[1], "agency"))
    assert.truthy(b:refuse(asked[1], "hand_it_in", lead, table.unpack(given)):find("What is missing", 1, true))
    given[#given + 1] = "missing=Nothing"
    for _, item in ipairs(asked) do hand_in(item, table.unpack(given)) end
    assert.equal("assurance_reviewed", b:state("F-1"))
  end)

  it("keep a register of VEMT leads, and begin the next after a year", function()
    bring("V-1", "theme-vemt")
    local asked = answers "V-1"
    assert.equal(3, #asked)
    for _, item in ipairs(asked) do hand_in(item, "vemt_lead=Team manager", "deputy=Her deputy", "lead_since=2016-01-04", "vacancy_days=0") end
    decided("V-1", "assured", "vemt_chair", 'without_lead:=["South Tees Hospitals"]')
    assert.equal("register", b:state("V-1"))
    local before = #b:ask("case", "list", "--workflow", "theme-vemt").rows
    b:send(asked[1], "send_it_back", "h.dixon", "reason=She has left: name the new lead")
    hand_in(asked[1], "vemt_lead=The new manager", "trained_on=2016-05-02")
    assert.equal("register", b:state("V-1"))
    b:run("run-due", "--now", "2017-04-10T09:00:00Z")
    assert.equal("embedded", b:state("V-1"))
    assert.equal(before + 1, #b:ask("case", "list", "--workflow", "theme-vemt").rows)
  end)

  it("hold the cost of refugee children against the grant, and tell the Executive when too much is left to pay", function()
    bring("R-1", "theme-resettlement", "scheme=hotel")
    for _, item in ipairs(answers "R-1") do
      hand_in(item, "now_done=School places", "who_leads=Head", "how_known=Counted", "missing=Interpreters")
    end
    b:refuse("R-1", "assured", "h.dixon", "--decided-by", b:decider("vemt_chair"), "meeting=M", "minute_ref=1", "quarter_end=2017-06-29")
    decided("R-1", "assured", "vemt_chair", "quarter_end=2017-06-30")
    b:send("R-1", "take_down_a_quarter", "h.dixon", "arrivals=6", "cost=20000", "grant=15000", "under_5=0")
    assert.equal(5000, b:field("R-1", "left_to_pay"))
    assert.equal("2017-09-30", b:field("R-1", "quarter_end"))
    local said = b:send("R-1", "take_down_a_quarter", "h.dixon", "arrivals=9", "cost=31000", "grant=24000")
    assert.equal(12000, b:field("R-1", "left_to_pay_year"), said)
    assert.is_nil(b:field("R-1", "quarters")[2].under_5, "what a quarter did not say is not the last one's")
    assert.equal("2017-12-31", b:field("R-1", "quarter_end"))
    b:send("R-1", "take_down_a_quarter", "h.dixon", "quarter_end=2017-06-30", "arrivals=6", "cost=21000", "grant=15000")
    assert.equal(13000, b:field("R-1", "left_to_pay_year"))
    assert.equal("2017-12-31", b:field("R-1", "quarter_end"), "putting an earlier quarter right does not go back to it")
    local late = {}
    for _, one in ipairs(b:fired("2018-02-01T09:00:00Z")) do late[#late + 1] = one.ref == "R-1" and one.what or nil end
    assert.truthy(table.concat(late):find("figures on refugee children are late", 1, true), table.concat(late, "; "))
    b:run("journal", "verify")
    for _, ref in ipairs { "F-1", "V-1", "R-1" } do assert.same({}, b:show(ref).incidents) end
  end)
end)
