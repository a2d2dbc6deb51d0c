-- Goal: a quarter of the business plan goes its whole way: opened for every indicator in one change, each lead asked once, checked, reviewed, agreed, locked
-- as it was that day; the next quarter shows where it travels; at the year's end what goes on is carried forward with a reason (DOMAIN 9). Method: the real
-- plan on a fresh board, in time that passes; some of its indicators go all the way.
local board = require "helper.board"

local function fresh()
  local b = board.new "2016-04-04T09:00:00Z"
  for _, name in ipairs { "plan-update", "plan-quarter", "plan-cycle" } do b:run("workflow", "publish", "workflows/" .. name .. ".lua", "--as", "h.dixon") end
  b:run("import", "plan", "examples/redcar-cleveland/business-plan.csv", "--as", "h.dixon")
  return b
end

-- An action of the plan that the Executive has agreed and whose lead has begun it.
local function begun(b, ref, due, priority, lead)
  b:send(ref, "prepare", "h.dixon", "due=" .. due, "success_measure=Counted", "priority=" .. priority)
  b:send(ref, "agree", "h.dixon", "--decided-by", "m.okafor", "meeting=Executive", "minute_ref=1")
  b:send(ref, "begin", lead)
end

local function quarter_of(b, indicator, period_end)
  for _, row in ipairs(b:ask("case", "list", "--workflow", "plan-quarter", "--text", indicator .. ", ").rows) do
    if b:field(row.ref, "period_end") == period_end then return row.ref end
  end
end

local function updates_of(b, ref)
  local all = {}
  for _, row in ipairs(b:show(ref).parties[1].rows) do all[row.party.id] = row.item end
  return all
end

local MEETING = { "--decided-by", "m.okafor", "meeting=Executive 9 August 2016", "minute_ref=3.1" }
local function agree(b, ref, one, other)
  local words = table.pack(table.unpack(MEETING))
  words[#words + 1], words[#words + 2] = one, other
  return b:send(ref, "agree", "h.dixon", table.unpack(words))
end

describe("a quarter of the plan", function()
  local b, one_seven, one_six, one_five, one_one
  setup(function() b = fresh() end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is opened for all 24 indicators in one change", function()
    b:run("case", "start", "plan-cycle", "--ref", "PC-1", "--as", "h.dixon", "period_end=2016-06-30", "plan_ends=2017-06-30")
    local rows = b:ask("case", "list", "--workflow", "plan-quarter").rows
    assert.equal(24, #rows)
    assert.equal(24, b:field("PC-1", "indicator_count"))
    assert.equal("Business plan, 2016-17 quarter 1", b:show("PC-1").title)
    one_seven, one_six = quarter_of(b, "1.7", "2016-06-30"), quarter_of(b, "1.6", "2016-06-30")
    one_five, one_one = quarter_of(b, "1.5", "2016-06-30"), quarter_of(b, "1.1", "2016-06-30")
    assert.same({ "1.7" }, b:field(one_seven, "plan_indicator"))
    assert.equal(1, b:field(one_seven, "plan_priority"))
    assert.equal("2016-04-01", b:field(one_seven, "period_start"))
  end)

  it("takes a quarter's last day and no other", function()
    local said = b:refused("case", "start", "plan-cycle", "--as", "h.dixon", "period_end=2016-07-30")
    assert.truthy(said:find("2016-07-30 is no quarter's last day; those are 30 June, 30 September, 31 December and 31 March", 1, true), said)
  end)

  it("asks each lead once when it is over, and whoever speaks for several alone", function()
    begun(b, "BP-1.7.1", "2016-12-30", "high", "r.steel")
    begun(b, "BP-1.6.1", "2016-05-31", "high", "n.farrow")
    begun(b, "BP-1.6.2", "2016-12-30", "low", "n.farrow")
    b:send("BP-1.1.4", "report_for_all", "h.dixon", "reporting_lead=group:training")
    b:ask("run-due", "--now", "2016-07-01T09:00:00Z")
    assert.equal("lead_update", b:state(one_seven))
    local asked = updates_of(b, one_six)
    assert.truthy(asked.monitoring)
    asked[next(asked)] = nil
    assert.is_nil(next(asked)) -- both actions have the same lead
    local leads = updates_of(b, one_five)
    assert.truthy(leads.business_manager and leads.llip and leads.monitoring)
    leads = updates_of(b, one_one) -- "All Sub Groups" are spoken for by the Business Manager; "All agencies" by the lead that was named
    local count = 0
    for _ in pairs(leads) do count = count + 1 end
    assert.equal(2, count)
    assert.truthy(leads.training and leads.business_manager)
  end)

  it("opens the quarter after it", function()
    assert.equal("collecting", b:state "PC-1")
    local rows = b:ask("case", "list", "--workflow", "plan-cycle").rows
    assert.equal(2, #rows)
    assert.truthy(quarter_of(b, "1.7", "2016-09-30"))
  end)

  it("waits for the updates, and chases who is late", function()
    local mine = updates_of(b, one_seven).llip
    assert.truthy(b:refuse(mine, "give", "j.mallory", "narrative=x", "self_rag=green"))
    b:send(mine, "give", "r.steel", "narrative=Two reviews were followed up.", "self_rag=green", "next_steps=Dip sample")
    assert.equal("business_manager_check", b:state(one_seven))
    local late = updates_of(b, one_six).monitoring
    local told = {}
    for _, fired in ipairs(b:fired "2016-07-19T09:00:00Z") do
      if fired.ref == late then for _, one in ipairs(fired.told) do told[one.to] = true end end
    end
    assert.truthy(told["n.farrow"] and told["h.dixon"])
  end)

  it("goes on without an update only for a reason", function()
    assert.truthy(b:refuse(one_six, "go_on", "h.dixon"):find("needs a reason", 1, true))
    b:send(one_six, "go_on", "h.dixon", "reason=The chair is ill; asked twice")
    assert.equal("business_manager_check", b:state(one_six))
  end)

  it("has the colour that its actions make", function()
    assert.equal("green", b:field(one_seven, "indicator_rag"))
    assert.equal("red", b:field(one_six, "indicator_rag")) -- an action of high priority is overdue
    assert.equal(1, b:field(one_six, "red_count"))
    assert.equal("grey", b:field(one_one, "indicator_rag"))
    assert.equal("Two reviews were followed up.", b:field(one_seven, "updates")[1].narrative)
    assert.equal("not comparable", b:field(one_seven, "direction"))
  end)

  it("is agreed by the Executive, which gives a reason where it sets another colour", function()
    for _, ref in ipairs { one_seven, one_six } do b:send(ref, "put_forward", "h.dixon", "summary=As the updates say.") end
    assert.truthy(b:refuse(one_six, "agree", "h.dixon", "rag_override=amber", table.unpack(MEETING)):find("has a reason", 1, true))
    agree(b, one_six, "rag_override=amber", "rag_reason=Closed the week after")
    agree(b, one_seven, "decision_note=Agreed")
    assert.equal("amber", b:field(one_six, "agreed_rag"))
    assert.equal("red", b:field(one_six, "indicator_rag")) -- what was worked out stays beside it
    assert.equal("amber", b:show(one_six).rag.colour)
    b:refuse(one_seven, "look_again", "h.dixon")
  end)

  it("is locked by hand, or by itself when nobody has anything to add", function()
    b:send(one_seven, "lock", "h.dixon")
    assert.equal("locked", b:state(one_seven))
    b:ask("run-due", "--now", "2016-07-28T09:00:00Z")
    assert.equal("locked", b:state(one_six))
  end)

  it("can be closed as a whole only when all are locked", function()
    local said = b:refuse("PC-1", "close", "h.dixon")
    assert.truthy(said:find("the quarter of each of its indicators is locked (no: 22 of 24 are still open)", 1, true), said)
    b:send("PC-1", "look", "h.dixon")
    assert.equal(24, #b:field("PC-1", "picture"))
    assert.equal(0, b:field("PC-1", "worse_count"))
  end)

  it("shows beside the quarter before where it travels", function()
    b:send("BP-1.6.1", "change_due", "h.dixon", "--decided-by", "m.okafor", "new_due=2017-03-31", "reason=Began late", "meeting=E", "minute_ref=4")
    b:ask("run-due", "--now", "2016-10-03T09:00:00Z")
    local now = quarter_of(b, "1.6", "2016-09-30")
    b:send(updates_of(b, now).monitoring, "give", "n.farrow", "narrative=It goes on.", "self_rag=green")
    assert.equal("green", b:field(now, "indicator_rag"))
    assert.equal("amber", b:field(now, "last_rag"))
    assert.equal("better", b:field(now, "direction"))
    b:send(now, "put_forward", "h.dixon", "summary=Better.")
    agree(b, now, "decision_note=Agreed")
    assert.same({ { colour = "amber", quarter = "2016-17 quarter 1" }, { colour = "green", quarter = "2016-17 quarter 2" } }, b:field(now, "rag_history"))
  end)
end)

describe("the year's end", function()
  it("locks an indicator once each open action is carried forward with a reason, closed or taken out", function()
    local b = fresh()
    begun(b, "BP-1.6.1", "2017-06-30", "medium", "n.farrow")
    b:run("case", "start", "plan-cycle", "--ref", "PC-4", "--as", "h.dixon", "period_end=2017-03-31", "--now", "2017-01-03T09:00:00Z")
    b:ask("run-due", "--now", "2017-04-03T09:00:00Z")
    local ref = quarter_of(b, "1.6", "2017-03-31")
    b:send(updates_of(b, ref).monitoring, "give", "n.farrow", "narrative=It goes on.", "self_rag=green")
    b:send(ref, "put_forward", "h.dixon", "summary=Goes on.")
    agree(b, ref, "decision_note=Agreed")
    assert.same({ "BP-1.6.1", "BP-1.6.2" }, b:field(ref, "not_carried"))
    assert.truthy(b:refuse(ref, "lock", "h.dixon"):find("carried into the next year with a reason", 1, true))
    assert.truthy(b:show(ref).warnings[1]:find("not carried into the next year", 1, true))
    local function carry(action, year)
      return action, "carry_forward", "h.dixon", "carried_into=" .. year, "reason=Two of three years", table.unpack(MEETING)
    end
    assert.truthy(b:refuse(carry("BP-1.6.1", "next year")):find("written like 2017-18", 1, true))
    b:send(carry("BP-1.6.1", "2017-18"))
    b:send("BP-1.6.2", "withdraw", "h.dixon", "reason=Stands under 1.3 too", table.unpack(MEETING))
    b:send(ref, "look_for_carried", "h.dixon")
    b:send(ref, "lock", "h.dixon")
    assert.equal("locked", b:state(ref))
    assert.equal("2017-18", b:field("BP-1.6.1", "carried_forward")[1].into)
    b:remove()
  end)
end)
