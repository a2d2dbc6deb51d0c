-- Goal: the reports of cycles read the shipped Section 11 and audit workflows: every criterion and standard, every domain, self and moderated, in each scheme.
-- Method: those workflows as their own tests drive them; the reports afterwards.
local audit = require "helper.audit"
local report = require "helper.report"
local section11 = require "helper.section11"

local function by(rows, name)
  local found = {}
  for _, row in ipairs(rows) do found[row[name]] = row end
  return found
end

describe("the heat map of the shipped Section 11 audit", function()
  local b
  teardown(function() b:remove() end)

  it("has each criterion of each agency, moderated where that was done", function()
    b = section11.opened()
    section11.submit(b, "S11R-2016-002", "l.tanaka", "g.hallam", "green")
    section11.scrutinise(b, "S11R-2016-002", "k.mistry", "t.harker")
    section11.moderate(b, "S11R-2016-002", "6.3.moderated=red", "6.3.reason=The record has gaps")
    local tables = report.read(b, "section11-heat-map", "cycle=S11-1", "--as", "h.dixon")
    local criteria, standards = tables["Criteria by agency"], by(tables["Standards by agency"], "agency")
    assert.is_true(#criteria >= 50, #criteria .. " criteria")
    assert.are.same({ "Green", "Red" }, { standards["Hospitals Trust"].s_1, standards["Hospitals Trust"].s_6 })
    assert.are.equal("No answer", standards.Police.s_1)
    local red = 0
    for _, row in ipairs(criteria) do red = red + (row.hospitals == "Red" and 1 or 0) end
    assert.are.equal(1, red)
    assert.is_truthy(tables["Criteria that are red somewhere, the most first"][1].criterion:find "^6.3 ")
    local own = by(report.read(b, "section11-heat-map", "cycle=S11-1", "score=self", "--as", "h.dixon")["Standards by agency"], "agency")
    assert.are.equal("Green", own["Hospitals Trust"].s_6)
    assert.are.equal("3", report.read(b, "return-rates", "--as", "h.dixon")["By cycle"][1].asked)
  end)
end)

describe("the grades of a shipped audit", function()
  local b
  teardown(function() b:remove() end)

  it("are counted by domain over all cases, self and moderated", function()
    b = audit.opened()
    for ref, lead in pairs { ["AR-2016-001"] = "t.harker", ["AR-2016-002"] = "l.tanaka" } do
      audit.record(b, ref, lead, "good")
      audit.submit(b, ref, lead, "good")
    end
    b:send("AR-2016-001", "record_moderation", "h.dixon", "--decided-by", "n.farrow", "immediate_concern=no",
      "2.voice.moderated=inadequate", "2.reason=Not seen")
    b:send("AR-2016-001", "moderate", "h.dixon", "--decided-by", "n.farrow", "moderated_grade=requires_improvement", "change_reason=Not seen alone")
    local tables = report.read(b, "audit-grades", "cycle=AC-1", "--as", "h.dixon")
    local own, moderated = by(tables["As the agencies graded themselves"], "domain"), by(tables["After moderation"], "domain")
    assert.are.same({ "10", "10" }, { own["The child's voice and lived experience"].good, own.Planning.good })
    local voice = moderated["The child's voice and lived experience"]
    assert.are.same({ "4", "1" }, { voice.good, voice.inadequate })
    assert.are.equal("1", by(tables["What moderation changed"], "domain")["The child's voice and lived experience"].down)
    local agencies = by(tables["Each agency's overall grade"], "agency")
    assert.are.same({ "Good", "Requires improvement" }, { agencies["Cleveland Police"].own, agencies["Cleveland Police"].moderated })
  end)
end)
