-- Goal (DOMAIN 8A): a challenge goes from raised to closed with the difference that it made, or by way of a dispute to the Executive and the Independent
-- Chair; whoever is challenged never judges their own answer. Method: the shipped workflow on the Redcar & Cleveland board, in simulated time.

local board = require "helper.board"

describe("the shipped challenge", function()
  local b
  local function raise(ref, ...)
    b:run("case", "start", "challenge", "--ref", ref, "--as", "h.dixon", "text=No figures for two quarters", "category=data", "raised_by=group:monitoring", ...)
  end
  local function weigh(ref, event, as, ...)
    return b:send(ref, event, "h.dixon", "--decided-by", as, "meeting=M&E 3", "minute_ref=7", ...)
  end
  setup(function()
    b = board.new("2016-09-01T09:00:00Z")
    b:run("workflow", "publish", "workflows/challenge.lua", "--as", "h.dixon")
  end)
  teardown(function() b:remove() end)

  it("is answered within twenty working days of the day on which it was raised, and closed with what changed", function()
    raise("C-1", "raised_to=agency:hospitals", "lead_agency=hospitals")
    assert.equal("2016-09-29", b:field("C-1", "response_due"))
    assert.equal("2016-09-08", b:field("C-1", "due"))
    b:send("C-1", "take_it_up", "l.tanaka")
    assert.equal("2016-09-29", b:field("C-1", "due"))
    b:send("C-1", "answer_it", "l.tanaka", "response=The figures were sent today")
    assert.equal("responded", b:state("C-1"))
    weigh("C-1", "weigh_the_answer", "n.farrow", "outcome=accepted: action")
    assert.equal("evaluated", b:state("C-1"))
    b:refuse("C-1", "close_it_with_the_difference_made", "h.dixon")
    b:send("C-1", "close_it_with_the_difference_made", "h.dixon", "difference_made=Both quarters are in, and a deputy sends them")
    assert.equal("closed", b:state("C-1"))
    assert.equal("h.dixon", b:field("C-1", "closed_by"))
    local said = b:run("report", "challenge-register", "--as", "h.dixon")
    assert.truthy(said:find("quarters are", 1, true), said)
  end)

  it("tells those above, step by step, when no answer comes", function()
    raise("C-2", "raised_to=agency:police", "lead_agency=police")
    b:send("C-2", "take_it_up", "t.harker")
    local told = {}
    for _, one in ipairs(b:fired("2016-10-31T09:00:00Z")) do
      for _, who in ipairs(one.told) do told[who.to] = true end
    end
    assert.truthy(told["m.okafor"] and told["r.steel"] and told["t.harker"], "the Executive, the Board member and the lead")
    b:send("C-2", "give_more_time", "h.dixon", "response_due=2016-11-30", "reason=Their lead left")
    assert.equal("2016-11-30", b:field("C-2", "due"))
  end)

  it("is not weighed by whoever answers for it", function()
    raise("C-3", "raised_to=agency:public_health", "lead_agency=public_health")
    b:send("C-3", "answer_it", "n.farrow", "response=We did enough")
    local said = b:refuse("C-3", "weigh_the_answer", "h.dixon", "--decided-by", "n.farrow", "meeting=M&E 3", "minute_ref=8", "outcome=explained: satisfied")
    assert.truthy(said:find("does not answer for whoever is challenged", 1, true), said)
    said = b:refuse("C-3", "weigh_the_answer", "h.dixon", "--decided-by", "k.mistry", "meeting=M&E 3", "minute_ref=8", "outcome=disputed")
    assert.truthy(said:find("dispute or withdraw it", 1, true), said)
  end)

  it("goes by way of a dispute to the Executive Group, and passes over a chair of the agency", function()
    raise("C-4", "raised_to=agency:childrens_social_care", "lead_agency=childrens_social_care")
    b:send("C-4", "answer_it", "j.bell", "response=There is no money for it")
    weigh("C-4", "dispute_it", "n.farrow", "reason=The duty does not depend on money")
    assert.equal("disputed", b:state("C-4"))
    assert.equal("disputed", b:field("C-4", "outcome"))
    b:refuse("C-4", "settle_it", "h.dixon", "--decided-by", "m.okafor", "meeting=Executive 1", "minute_ref=2", "ruling=Leave it")
    b:send("C-4", "put_it_before_the_independent_chair", "h.dixon", "--decided-by", "c.fenwick", "meeting=Executive 1", "minute_ref=2", "reason=Not agreed")
    assert.equal("with_the_chair", b:state("C-4"))
    b:send("C-4", "settle_it", "h.dixon", "--decided-by", "a.mercer", "ruling=They pay from April")
    assert.equal("evaluated", b:state("C-4"))
  end)

  it("goes to whoever answers for the agency that another workflow names", function()
    local file = assert(io.open(b.folder .. "/names.lua", "w"))
    file:write([[return workflow { name = "names", title = "Names", version = 1, roles = { manager = { post = "business_manager" } },
      start = { by = "manager", must_give = { "agency" } }, fields = { agency = { type = "agency" } },
      step "open" { holder = "manager", due = "1 working day after asked",
        if_late = { { "1 working day after due", tell = "manager", open = "challenge", with = { text = "No answer", lead_agency = from_field "agency" } } },
        choices = { { "Close", by = "manager", go_to = "closed" } } },
      step "closed" { closed = true } }]])
    file:close()
    b:run("workflow", "publish", b.folder .. "/names.lua", "--as", "h.dixon")
    b:run("case", "start", "names", "--ref", "N-1", "--as", "h.dixon", "agency=fire")
    b:run("run-due", "--now", "2016-12-01T09:00:00Z")
    for _, row in ipairs(b:ask("case", "list", "--workflow", "challenge").rows) do
      if row.title == "No answer" then assert.same({ kind = "agency", id = "fire" }, b:field(row.ref, "raised_to")) end
    end
  end)

  it("is withdrawn by whoever raised it, and taken up again", function()
    raise("C-5", "raised_to=agency:fire", "lead_agency=fire")
    b:send("C-5", "fill_it_in", "h.dixon", "raised_minute=4.2")
    b:send("C-5", "withdraw_it", "k.mistry", "reason=A mistake in the list")
    assert.equal("withdrawn", b:field("C-5", "outcome"))
    b:send("C-5", "take_it_up_again", "h.dixon", "reason=It was no mistake")
    assert.equal("raised", b:state("C-5"))
    b:run("journal", "verify")
  end)
end)

describe("a challenge on a board that keeps no register", function()
  it("says how to take the register into use, which begins it, so that the stuck step is skipped", function()
    local b = board.new("2016-09-01T09:00:00Z")
    b:run("workflow", "publish", "workflows/challenge.lua", "--as", "h.dixon")
    b:run("case", "start", "challenge", "--ref", "C-1", "--as", "h.dixon", "text=No figures", "category=data", "raised_by=group:monitoring",
      "raised_to=agency:police")
    local stuck = b:show("C-1").incidents[1]
    assert.truthy(stuck.reason:find("waymark workflow add challenge-register", 1, true), stuck.reason)
    b:run("workflow", "add", "challenge-register", "--as", "h.dixon")
    assert.equal("CHALLENGE-REGISTER", b:show("CHALLENGE-REGISTER").ref)
    b:run("incident", "skip", stuck.id, "--reason", "It is in use now, and begun", "--as", "h.dixon")
    assert.same({}, b:show("C-1").incidents)
    b:run("journal", "verify")
    b:remove()
  end)
end)
