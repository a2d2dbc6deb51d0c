-- Goal: DOMAIN 16, scenario 15: on 1 July 2022 the CCG becomes the ICB. Open actions move on that day and once, history shows both, closed ones stay; the
-- new lead sees and acts, the old one no longer. Method: actions of the shipped workflow, a manual clock taken across the date.
local boards = require "helper.board"

describe("an agency that follows another", function()
  local b
  local function action(ref, lead)
    b:run("case", "start", "review-action", "--ref", ref, "--as", "h.dixon", "lead_agency=" .. (lead or "ccg"), "owner=c.fenwick", "priority=medium",
      "due=2022-12-22", "impact_due=2023-06-30", "text=Flag missed appointments", "success_measure=In time", "baseline=None", "target=90",
      "recommendations=R1", "plan_priority=1")
  end
  local function lead(ref)
    for _, field in ipairs(b:show(ref).fields) do
      if field.name == "lead_agency" then return field.value, field.shown end
    end
  end
  local function handed(ref)
    local found = {}
    for _, entry in ipairs(b:ask("case", "history", ref).entries) do
      if entry.kind == "handed over" then found[#found + 1] = entry end
    end
    return found
  end

  setup(function()
    b = boards.new "2022-06-01T09:00:00Z"
    b:run("agency", "set", "icb", "name=NHS North East and North Cumbria ICB", "sector=health", "--as", "h.dixon")
    b:run("people", "set", "n.icb", "name=Nora Icke", "email=n.icb@icb.example", "agency=icb", "--as", "h.dixon")
    b:run("agency", "set", "icb", 'posts:={"safeguarding_lead":"n.icb"}', "--as", "h.dixon")
    for i = 1, 3 do action("RA-" .. i) end
    for _, ref in ipairs { "RA-2", "RA-3" } do
      b:send(ref, "accept_lead", "a.novak", "acceptance=By letter")
      b:send(ref, "agree", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 1", "minute_ref=1")
      b:send(ref, "begin", "c.fenwick")
    end
    b:evidence("RA-3", "c.fenwick", "process", "Sample")
    b:send("RA-3", "submit", "c.fenwick", "statement=Done")
    action("RA-4", "police")
    action "RA-5"
    b:send("RA-5", "supersede", "h.dixon", "--decided-by", "r.steel", "successor=RA-1", "meeting=LLIP 1", "minute_ref=1")
    assert.is_true(b:show("RA-5").closed)
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is shown before, and nothing changes", function()
    local entries = b:ask("status").entries
    local said = b:run("agency", "succeed", "ccg", "icb", "--on", "2022-07-01", "--reason", "Health and Care Act 2022", "--preview", "--as", "h.dixon")
    assert.truthy(said:find("3 open items would be handed over", 1, true), said)
    local flat = said:gsub("%s+", " ")
    assert.truthy(flat:find("NHS South Tees Clinical Commissioning Group ends after 2022-06-30.", 1, true), said)
    assert.truthy(flat:find("Lead agency: NHS North East and North Cumbria ICB, instead of NHS South Tees Clinical Commissioning Group.", 1, true), said)
    assert.truthy(said:find("Takes over: Agency safeguarding lead", 1, true), said)
    assert.equal(entries, b:ask("status").entries)
  end)

  it("waits for its day", function()
    local said = b:run("agency", "succeed", "ccg", "icb", "--on", "2022-07-01", "--reason", "Health and Care Act 2022", "--as", "h.dixon")
    assert.truthy(said:find("handed over on 2022-07-01", 1, true), said)
    assert.truthy(said:gsub("%s+", " "):find("Clinical Commissioning Group ends after 2022-06-30", 1, true), said)
    b:run("run-due", "--now", "2022-06-30T22:59:00Z", "--as", "h.dixon")
    for i = 1, 3 do assert.equal("ccg", (lead("RA-" .. i))) end
    assert.same({ "a.novak", "work.evidence_submitted" }, { b:show("RA-3").waits[1].people[1].id, b:state "RA-3" })
    b:run("case", "show", "RA-1", "--as", "a.novak")
    b:refused("case", "show", "RA-1", "--as", "n.icb")
    assert.equal("waiting", b:ask("handover", "list").handovers[1].status)
  end)

  it("takes over the open actions then, and once", function()
    b:run("run-due", "--now", "2022-06-30T23:00:00Z", "--as", "h.dixon") -- midnight in London
    for i = 1, 3 do assert.equal("icb", (lead("RA-" .. i))) end
    assert.same({ "police", 0 }, { (lead "RA-4"), #handed "RA-4" })
    -- Whose turn it is moves, where each stands and by when it is due does not.
    assert.equal("n.icb", b:show("RA-3").waits[1].people[1].id)
    assert.same({ "work.proposed", "work.in_progress", "work.evidence_submitted" }, { b:state "RA-1", b:state "RA-2", b:state "RA-3" })
    for i = 1, 3 do assert.equal("2022-12-22", b:field("RA-" .. i, "due")) end
    local row = b:ask("handover", "list").handovers[1]
    assert.equal("done", row.status)
    assert.equal(3, row.moved)
    b:run("run-due", "--now", "2022-07-04T09:00:00Z", "--as", "h.dixon")
    assert.equal(1, #handed "RA-1")
    assert.equal(0, #handed "RA-5")
  end)

  it("is told once, with a count", function()
    local told = {}
    for _, row in ipairs(b:ask("outbox", "list").rows) do
      if row.role == "Takes over" then told[#told + 1] = row end
    end
    assert.equal(1, #told)
    assert.equal("n.icb", told[1].to)
    assert.truthy(told[1].body:find("3 open items of NHS South Tees Clinical Commissioning Group were handed over to your agency", 1, true))
    assert.truthy(told[1].body:find("Open RA-2 in Waymark", 1, true))
  end)

  it("stands in the history beside the one before", function()
    local said = "Handed over from NHS South Tees Clinical Commissioning Group to NHS North East and North Cumbria ICB by Helen Dixon. "
    for i = 1, 3 do
      local entry = handed("RA-" .. i)[1]
      assert.equal(said .. "Health and Care Act 2022", entry.text)
      assert.equal("2022-06-30T23:00:00.000Z", entry.at)
      assert.same({ "Lead agency: NHS North East and North Cumbria ICB" }, entry.changes)
      local first = b:ask("case", "history", "RA-" .. i).entries[1]
      local before = "Lead agency: NHS South Tees Clinical Commissioning Group"
      assert.truthy(table.concat(first.changes, "\n"):find(before, 1, true), first.text)
    end
    for _, field in ipairs(b:ask("case", "show", "RA-1", "--as-at", "2022-06-15").fields) do
      if field.name == "lead_agency" then assert.equal("ccg", field.value) end
    end
  end)

  it("leaves what is closed, and says there what became of its agency", function()
    local value, shown = lead "RA-5"
    assert.equal("ccg", value)
    assert.equal("NHS South Tees Clinical Commissioning Group, since 1 Jul 2022 NHS North East and North Cumbria ICB", shown)
    b:run("case", "show", "RA-5", "--as", "n.icb") -- whose it would be if it were opened again
  end)

  it("acts, and the one before no longer does", function()
    b:send("RA-1", "accept_lead", "n.icb", "acceptance=By letter")
    b:refuse("RA-3", "attest", "a.novak", "attestation=Seen")
    b:send("RA-3", "attest", "n.icb", "attestation=Seen")
  end)
end)
