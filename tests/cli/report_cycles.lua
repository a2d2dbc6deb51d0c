-- Goal: reports of cycles say what agencies answered and what moderation made of it, who answered late or never, and hide small numbers of children where
-- they are to be published. Method: a small cycle with scores asks four agencies; three answer, one late; one is moderated.
local board = require "helper.board"
local report = require "helper.report"

describe("a report of a cycle", function()
  local b
  local returns = {}
  local function says(text, part) assert.truthy(text:find(part, 1, true), ("does not say %q:\n%s"):format(part, text)) end

  setup(function()
    b = board.new "2016-09-01T09:00:00Z"
    b:run("workflow", "publish", "tests/data/scored-cycle.lua", "--as", "h.dixon")
    b:run("workflow", "publish", "tests/data/scored-return.lua", "--as", "h.dixon")
    b:run("case", "start", "scored-cycle", "--ref", "SC-1", "--as", "h.dixon", "title=Section 11 of 2016", "due=2016-10-31", "scoring=rag",
      "parties=police,hospitals,education,youth_offending,fire")
    b:send("SC-1", "open", "h.dixon")
    for _, row in ipairs(b:ask("case", "list", "--of", "SC-1", "--as", "h.dixon").rows) do returns[row.lead] = row.ref end
    local police, hospitals = returns["Cleveland Police"], returns["South Tees Hospitals NHS Foundation Trust"]
    local yos = returns["South Tees Youth Offending Service"]
    b:send("SC-1", "exempt", "h.dixon", "party=agency:fire", "reason=No duty this year")
    b:send(police, "score", "t.harker", "c_1_1=green", "c_1_2=red", "c_2_1=n/a", "s_1=amber", "s_2=green", "c_1_planning=good", "c_1_voice=good",
      "c_2_planning=requires_improvement", "c_2_voice=inadequate", "self_grade=good")
    b:send(police, "submit", "t.harker")
    b:send(returns["Education and Inclusion"], "score", b:decider("safeguarding_lead", "education"), "c_1_2=red", "s_1=green",
      "c_1_planning=good", "self_grade=good") -- a draft
    b:send(hospitals, "score", "l.tanaka", "c_1_1=red", "c_1_2=red", "c_2_1=green", "s_1=red", "s_2=green",
      "c_1_planning=good", "c_1_voice=outstanding", "self_grade=good")
    b:send(hospitals, "submit", "l.tanaka")
    b:send(police, "moderate", "h.dixon", "c_1_1_moderated=amber", "s_1_moderated=red",
      "c_1_planning_moderated=requires_improvement", "c_1_voice_moderated=good",
      "moderated_grade=requires_improvement", "change_reason=Plans had no dates")
    b:run("run-due", "--as", "h.dixon", "--now", "2016-11-10T09:00:00Z")
    b:send(yos, "submit", "b.quinn")
  end)
  teardown(function() b:remove() end)

  local function by(rows, name)
    local found = {}
    for _, row in ipairs(rows) do found[row[name]] = row end
    return found
  end

  it("maps standards and criteria by agency, moderated where that was done", function()
    local tables, document = report.read(b, "section11-heat-map", "cycle=SC-1", "--as", "h.dixon")
    assert.are.equal("Section 11 heat map: Section 11 of 2016", document.title)
    local standards = by(tables["Standards by agency"], "agency")
    assert.are.same({ "Red", "Green" }, { standards.Police.s_1, standards.Police.s_2 })
    assert.are.equal("Red", standards["Hospitals Trust"].s_1)
    assert.are.equal("No answer", standards.Schools.s_1) -- a draft
    assert.is_nil(standards["Fire and Rescue"]) -- exempt
    assert.are.equal(4, #tables["Standards by agency"])
    local criteria = by(tables["Criteria by agency"], "criterion")
    assert.are.equal("Amber", criteria["1.1 A lead is named (essential)"].police)
    assert.are.equal("n/a", criteria["2.1 Policies are reviewed"].police)
    local worst = tables["Criteria that are red somewhere, the most first"]
    assert.are.same({ "1.2 Staff know who", "2" }, { worst[1].criterion, worst[1].red })
    local own = by(report.read(b, "section11-heat-map", "cycle=SC-1", "score=self", "--as", "h.dixon")["Criteria by agency"], "criterion")
    assert.are.equal("Green", own["1.1 A lead is named (essential)"].police)
  end)

  it("shows an agency its own return alone", function()
    local tables = report.read(b, "section11-heat-map", "cycle=SC-1", "--as", "t.harker")
    assert.are.equal(1, #tables["Standards by agency"])
    assert.is_nil(b:run("report", "audit-grades", "cycle=SC-1", "--as", "t.harker"):find("Hospitals", 1, true))
    says(b:refused("report", "section11-heat-map", "cycle=SC-1", "--as", "k.mistry"), 'There is no item "SC-1" on this board')
    says(b:refused("report", "section11-heat-map", "cycle=SC-9", "--as", "k.mistry"), 'There is no item "SC-9" on this board')
  end)

  it("compares with an earlier cycle", function()
    local moved = report.read(b, "section11-heat-map", "cycle=SC-1", "before=SC-1", "--as", "h.dixon")["Standards that moved since the earlier cycle"]
    assert.are.equal("2", by(moved, "agency").Police.same)
  end)

  it("counts grades by domain, an agency's own and moderated", function()
    local tables = report.read(b, "audit-grades", "cycle=SC-1", "--as", "h.dixon")
    local own, moderated = by(tables["As the agencies graded themselves"], "domain"), by(tables["After moderation"], "domain")
    assert.are.same({ "2", "1", "3" }, { own.Planning.good, own.Planning.requires_improvement, own.Planning.all })
    assert.are.same({ "0", "1" }, { moderated.Planning.good, moderated.Planning.requires_improvement })
    local changed = by(tables["What moderation changed"], "domain")
    assert.are.same({ "1", "0" }, { changed.Planning.down, changed.Planning.up })
    local agencies = by(tables["Each agency's overall grade"], "agency")
    assert.are.same({ "Good", "Requires improvement", "Plans had no dates" },
      { agencies["Cleveland Police"].own, agencies["Cleveland Police"].moderated, agencies["Cleveland Police"].why })
  end)

  it("hides small numbers where it is to be published", function()
    local said = b:run("report", "audit-grades", "cycle=SC-1", "published=yes", "--as", "h.dixon")
    says(said, "fewer than 5")
    local tables, document = report.read(b, "audit-grades", "cycle=SC-1", "published=yes", "--as", "h.dixon")
    assert.is_nil(tables["Each agency's overall grade"])
    local own = by(tables["As the agencies graded themselves"], "domain")
    assert.are.equal("fewer than 5", own.Planning.good)
    for _, row in ipairs(document.sections[1].tables[1].rows) do
      for _, cell in ipairs(row) do assert.is_true(not cell.hidden or cell.value == nil) end
    end
  end)

  it("says who returned, late or never", function()
    local tables = report.read(b, "return-rates", "--as", "h.dixon")
    local cycle = tables["By cycle"][1]
    assert.are.same({ "4", "3", "1", "1", "1", "75%" }, { cycle.asked, cycle.returned, cycle.late, cycle.waiting, cycle.left_out, cycle.rate })
    assert.are.equal("still awaited", tables["Awaited, or never returned"][1].status)
    b:send("SC-1", "close_without", "h.dixon", "reason=It is time")
    tables = report.read(b, "return-rates", "--as", "h.dixon")
    assert.are.equal("1", tables["By cycle"][1].non_return)
    assert.are.equal("did not return", tables["Awaited, or never returned"][1].status)
  end)
end)
