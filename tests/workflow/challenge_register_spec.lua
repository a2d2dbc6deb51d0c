-- Goal (DOMAIN 8A): an action whose evidence is rejected a second time, and one so late that it reached the Executive Group, open a challenge by themselves,
-- once each, and say no more of the action than its reference. Method: the shipped workflows on the Redcar & Cleveland board, in simulated time.

local board = require "helper.board"

describe("the shipped challenge-register", function()
  local b
  local function challenges()
    local list = {}
    for _, row in ipairs(b:ask("case", "list", "--workflow", "challenge").rows) do list[#list + 1] = row.title end
    table.sort(list)
    return list
  end
  setup(function()
    b = board.new("2016-09-01T09:00:00Z")
    for _, name in ipairs { "challenge", "monitoring-action", "challenge-register" } do
      b:run("workflow", "publish", "workflows/" .. name .. ".lua", "--as", "h.dixon")
    end
  end)
  teardown(function() b:remove() end)

  it("is there by itself, once, and nobody starts another", function()
    assert.equal("looking", b:state "CHALLENGE-REGISTER")
    local said = b:refused("case", "start", "challenge-register", "--as", "h.dixon")
    assert.truthy(said:find("a board has one, CHALLENGE-REGISTER, which began by itself", 1, true), said)
    b:run("workflow", "publish", "workflows/challenge-register.lua", "--as", "h.dixon")
    assert.equal(1, b:ask("case", "list", "--workflow", "challenge-register").count)
  end)

  it("finds nothing where there is nothing", function()
    assert.same({}, challenges())
    assert.same({}, b:show("CHALLENGE-REGISTER").incidents)
  end)

  it("opens one for evidence that was rejected a second time", function()
    local fields = b:begin_action("RA-1", { due = "2017-12-22", impact_due = "2018-06-29" })
    for round = 1, 2 do
      b:evidence("RA-1", fields.owner, "process", "Proof " .. round)
      if round == 1 then b:send("RA-1", "submit", fields.owner, "statement=Done") else b:send("RA-1", "respond", fields.owner, "response=More") end
      b:send("RA-1", "attest", "l.tanaka", "attestation=Seen")
      b:send("RA-1", "schedule", "h.dixon", "scrutiny_date=2016-12-06")
      b:send("RA-1", "challenge", "h.dixon", "--decided-by", "a.novak", "meeting=LLIP 2", "minute_ref=" .. round,
        "missing=A private matter", "response_due=2016-10-31")
      b:run("run-due", "--now", ("2016-09-1%dT09:00:00Z"):format(round * 4 + 1))
      assert.equal(round - 1, #challenges())
    end
    assert.same({ "RA-1: the evidence was rejected a second time" }, challenges())
    local one = b:ask("case", "list", "--workflow", "challenge").rows[1].ref
    assert.equal("RA-1", b:field(one, "about_ref"))
    assert.equal("hospitals", b:field(one, "lead_agency"))
    assert.equal("llip", b:field(one, "raised_by").id)
    assert.is_nil(b:run("case", "show", one):find("private matter", 1, true), "no more of the action than its reference")
  end)

  it("opens one for what is so late that it reached the Executive, and none twice", function()
    b:begin_action("RA-2", { lead_agency = "mental_health", owner = "i.rowan", priority = "medium", due = "2016-10-03" })
    b:run("run-due", "--now", "2016-11-21T09:00:00Z")
    assert.equal(2, b:field("RA-2", "escalation_level"))
    assert.same({ "RA-1: the evidence was rejected a second time", "RA-2: so late that it reached the Executive Group" }, challenges())
    b:send("CHALLENGE-REGISTER", "look_now", "h.dixon")
    assert.equal(2, #challenges())
    local said = b:run("report", "challenge-register", "--as", "h.dixon")
    assert.truthy(said:find("All +2 +2 +0"), "each counts once, though the action keeps a list too: " .. said)
    b:run("journal", "verify")
    assert.same({}, b:show("CHALLENGE-REGISTER").incidents)
  end)

  it("opens one for an action that Monitoring and Evaluation oversees too, raised by that group", function()
    b:run("case", "start", "monitoring-action", "--ref", "MA-1", "--as", "h.dixon", "text=See each child alone", "lead_agency=hospitals", "owner=s.reid",
      "priority=medium", "due=2016-12-22", "impact_due=2017-06-30", "success_measure=Each is seen", 'recommendations:=["R1"]')
    b:send("MA-1", "agree", "h.dixon", "--decided-by", "n.farrow", "meeting=M&E 1", "minute_ref=1")
    b:send("MA-1", "begin", "s.reid")
    b:run("run-due", "--now", "2017-02-01T09:00:00Z")
    b:send("CHALLENGE-REGISTER", "look_now", "h.dixon")
    local found
    for _, row in ipairs(b:ask("case", "list", "--workflow", "challenge").rows) do
      if row.title == "MA-1: so late that it reached the Executive Group" then found = row.ref end
    end
    assert.equal("monitoring", b:field(found, "raised_by").id)
    assert.equal("hospitals", b:field(found, "lead_agency"))
  end)
end)

describe("the shipped challenge-register, of meetings", function()
  it("opens one of an agency that missed two in a row, to be answered by the day on the meeting's own register", function()
    local meeting = require "helper.meeting"
    local b = meeting.board()
    for _, name in ipairs { "challenge", "challenge-register" } do b:run("workflow", "publish", "workflows/" .. name .. ".lua", "--as", "h.dixon") end
    for _, day in ipairs { "2016-12-06", "2016-12-15" } do
      b:run("meeting", "plan", "llip", "--on", day, "--as", "h.dixon")
      b:run("meeting", "open", "LLIP-" .. day, "--as", "h.dixon", "--now", day .. "T10:00:00Z")
      b:run("meeting", "attend", "LLIP-" .. day, "--as", "h.dixon", "r.steel=present", "a.novak=present",
        "j.bell=present", "l.tanaka=present", "d.pearson=present")
      meeting.confirm(b, "LLIP-" .. day, "r.steel")
    end
    b:send("CHALLENGE-REGISTER", "look_now", "h.dixon")
    local rows = b:ask("case", "list", "--workflow", "challenge").rows
    assert.equal(1, #rows)
    assert.equal("mental_health", b:field(rows[1].ref, "lead_agency"))
    assert.equal("attendance", b:field(rows[1].ref, "category"))
    assert.equal("2017-01-17", b:field(rows[1].ref, "response_due"))
    assert.same({}, b:show("CHALLENGE-REGISTER").incidents)
    b:remove()
  end)
end)

describe("a board that switches on challenge", function()
  it("has its register by itself, added later or with init", function()
    local b = board.new()
    b:run("workflow", "add", "challenge", "--as", "h.dixon")
    assert.equal("looking", b:state "CHALLENGE-REGISTER")
    b:run("journal", "verify")
    b:remove()
    local shell = require "helper.shell"
    local folder = shell.folder()
    local path = folder .. "/board"
    local _, wrong, status = shell.run({ "init", path, "--seed", "examples/redcar-cleveland/board.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z",
      "--with", "challenge" })
    assert.equal(0, status, wrong)
    assert.truthy(shell.run({ "case", "show", "CHALLENGE-REGISTER", "--board", path }):find("Challenge Register", 1, true))
    assert.equal("", select(2, shell.run { "rebuild", "--board", path }))
    shell.remove(folder)
  end)
end)
