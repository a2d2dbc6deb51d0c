-- Goal: nobody signs off their own work, and a chair passes over their own agency's (R2, R3; scenario 5 of the domain).
-- Method: an action led by Cleveland Police, whose LLIP chair is a police officer, driven from outside; every refusal must stand in the history.

local board = require "helper.board"

describe("separation of duties", function()
  local b, action

  before_each(function()
    b = board.new()
    action = b:begin_action("RA-1", { lead_agency = "police", owner = "p.shah", priority = "high", due = "2016-11-30" })
    b:evidence("RA-1", "p.shah", "process", "Dip sample")
    b:send("RA-1", "submit", "p.shah", "statement=Done")
  end)
  after_each(function() b:remove() end)

  -- The tries that were refused, as the item's history has them: who, as whom, and why.
  local function refused()
    local found = {}
    for _, entry in ipairs(b:ask("case", "history", "RA-1").entries) do
      if entry.kind == "event refused" then found[#found + 1] = entry end
    end
    return found
  end

  it("refuses an owner who attests their own action, and says for whom it is", function()
    local said = b:refuse("RA-1", "attest", "p.shah", "attestation=Done")
    assert.truthy(said:find("Agency safeguarding lead", 1, true), said)
    assert.truthy(said:find("Tracey Harker", 1, true), said)
    assert.equal("work.evidence_submitted", b:state("RA-1"))
    assert.is_nil(b:field("RA-1", "attestation"))
  end)

  it("records the refusal: who tried what, when, and why not", function()
    b:refuse("RA-1", "attest", "p.shah", "attestation=Done")
    local entry = refused()[1]
    assert.same({ 1, "p.shah", "2016-09-01T09:00:00.000Z" }, { #refused(), entry.who, entry.at })
    assert.truthy(entry.text:find('event refused: attest by Priya Shah. Priya Shah may not take "Attest that it is done" on RA-1', 1, true), entry.text)
  end)

  it("refuses a safeguarding lead who is the owner too", function()
    b:send("RA-1", "reassign_owner", "h.dixon", "owner=t.harker", "reassign_reason=Leaver")
    local said = b:refuse("RA-1", "attest", "t.harker", "attestation=Done")
    assert.truthy(said:find("not the owner", 1, true), said)
  end)

  it("refuses whoever claimed it complete, also after the owner changed", function()
    b:send("RA-1", "return_to_owner", "t.harker", "reason=Look again")
    b:send("RA-1", "reassign_owner", "h.dixon", "owner=t.harker", "reassign_reason=Leave")
    b:send("RA-1", "submit", "t.harker", "statement=Done")
    b:send("RA-1", "reassign_owner", "h.dixon", "owner=p.shah", "reassign_reason=Back")
    local said = b:refuse("RA-1", "attest", "t.harker", "attestation=Done")
    assert.truthy(said:find("did not claim it complete", 1, true), said)
  end)

  local form = { "meeting=LLIP 2", "minute_ref=3", "quorate=yes", "decision_note=Seen" }
  local function before_llip()
    b:send("RA-1", "attest", "t.harker", "attestation=Seen")
    b:send("RA-1", "schedule", "h.dixon", "scrutiny_date=2016-12-06")
    b:send("RA-1", "grade_evidence", "h.dixon", "--decided-by", "a.novak", "item:=1", "grade=sufficient")
  end

  it("refuses an owner who signs off their own action at LLIP, as their own or as decided by them", function()
    before_llip()
    b:refuse("RA-1", "accept", "p.shah", table.unpack(form))
    b:refuse("RA-1", "accept", "h.dixon", "--decided-by", "p.shah", table.unpack(form))
    assert.equal("work.under_scrutiny", b:state("RA-1"))
    assert.same({ "p.shah", "h.dixon" }, { refused()[1].who, refused()[2].who })
    assert.truthy(refused()[2].text:find("decided by Priya Shah, recorded by Helen Dixon", 1, true), refused()[2].text)
  end)

  it("passes over a chair from the lead agency, says so, offers the vice-chair, and has the try on record", function()
    before_llip()
    local offered = "Robert Steel is LLIP chair but belongs to Cleveland Police, which leads this action. Anna Novak (LLIP vice-chair) decides instead."
    local his_own = b:refuse("RA-1", "accept", "r.steel", table.unpack(form))
    for i, said in ipairs { his_own, b:refuse("RA-1", "accept", "h.dixon", "--decided-by", "r.steel", table.unpack(form)) } do
      assert.truthy(said:gsub("%s+", " "):find(offered, 1, true), said)
      assert.truthy(refused()[i].text:find(offered, 1, true), refused()[i].text)
    end
    local deciders = {}
    for _, move in ipairs(b:show("RA-1").moves) do
      if move.event == "accept" then
        for _, by in ipairs(move.by) do
          for _, person in ipairs(by.people) do deciders[#deciders + 1] = person.id end
        end
      end
    end
    assert.same({ "a.novak" }, deciders) -- the page offers her too
    b:send("RA-1", "accept", "h.dixon", "--decided-by", "a.novak", table.unpack(form))
    assert.equal("work.implemented", b:state("RA-1"))
  end)

  it("passes over both where the vice-chair is the owner", function()
    b:run("post", "set", "llip_vice_chair", "holder=p.shah", "--as", "h.dixon")
    b:send("RA-1", "attest", "t.harker", "attestation=Seen")
    b:send("RA-1", "schedule", "h.dixon", "scrutiny_date=2016-12-06")
    b:refuse("RA-1", "accept", "p.shah", table.unpack(form))
    b:refuse("RA-1", "accept", "r.steel", table.unpack(form))
    assert.equal("work.under_scrutiny", b:state("RA-1"))
  end)

  it("lets nobody but the Business Manager record the chair's decision", function()
    b:send("RA-1", "attest", "t.harker", "attestation=Seen")
    b:send("RA-1", "schedule", "h.dixon", "scrutiny_date=2016-12-06")
    b:refuse("RA-1", "challenge", "p.shah", "--decided-by", "a.novak", "meeting=LLIP 2", "minute_ref=3", "missing=All", "response_due=2016-12-20")
    assert.equal("work.under_scrutiny", b:state("RA-1"))
  end)

  it("shows an action to nobody who has no part in it (R1)", function()
    local said = b:refused("case", "show", "RA-1", "--as", "q.ashby")
    assert.truthy(said:find('no item "RA-1"', 1, true), said)
    assert.equal("p.shah", action.owner)
  end)
end)
