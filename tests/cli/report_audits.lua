-- Goal: the reports on cycles read what the shipped Section 11 and audit workflows keep: the heat map agencies by standards and criteria, audit grades
-- self and moderated, who returned. Method: a short cycle of each, its reports as lines for a spreadsheet.
local section11 = require "helper.section11"
local audit = require "helper.audit"

local function report(b, ...) return b:run("report", ...) end
local function says(text, pattern) assert.truthy(text:find(pattern), pattern .. "\n" .. text) end

describe("the heat map of a Section 11 audit", function()
  local b
  setup(function()
    b = section11.opened()
    section11.submit(b, "S11R-2016-002", "l.tanaka", "g.hallam", "green", { c_1_4 = "amber", c_1_4_gap = "Name leads", c_1_4_by = "2016-10-01" })
    section11.scrutinise(b, "S11R-2016-002", "k.mistry", "a.novak")
    section11.moderate(b, "S11R-2016-002", "3.1.moderated=red", "3.1.reason=No chart")
  end)
  teardown(function() b:remove() end)

  it("has each agency's standards, as moderation left them or as the agency said", function()
    local moderated = report(b, "section11-heat-map", "cycle=S11-1", "--format", "csv", "--as", "h.dixon")
    assert.are.equal(moderated, report(b, "section11-heat-map", "cycle=s11-1", "--format", "csv", "--as", "h.dixon"))
    says(moderated, 'Hospitals Trust","[^\r]*Green","[^\r]*Green","[^\r]*Red","[^\r]*Green"')
    says(moderated, '1%.4 There are named leads[^\r]*Amber')
    says(moderated, 'TEWV","[^\r]*No answer"')
    local own = report(b, "section11-heat-map", "cycle=S11-1", "score=self", "--format", "csv", "--as", "h.dixon")
    says(own, 'Hospitals Trust","[^\r]*Green","[^\r]*Green","[^\r]*Green"')
  end)

  it("is for M&E as far as returns were submitted, and for an agency its own column and nothing of others", function()
    says(report(b, "section11-heat-map", "cycle=S11-1", "--format", "csv", "--as", "k.mistry"), "Hospitals Trust")
    local own = report(b, "section11-heat-map", "cycle=S11-1", "--format", "csv", "--as", "i.rowan")
    says(own, '"Criterion","TEWV"\r\n')
    says(own, "1 return that you may see")
    for _, other in ipairs { "Hospitals", "Police", "S11R-2016-002", "No chart" } do assert.is_nil(own:find(other, 1, true), other) end
    says(own, "1%.4 There are named leads[^\r]*No answer")
    assert.are.equal(1, #b:ask("case", "list", "--of", "S11-1", "--as", "i.rowan").rows)
    local theirs = report(b, "section11-heat-map", "cycle=S11-1", "--format", "csv", "--as", "l.tanaka")
    says(theirs, '"Criterion","Hospitals Trust"\r\n')
    says(theirs, "1%.4 There are named leads[^\r]*Amber")
  end)

  it("stands beside the return rate", function()
    says(report(b, "return-rates", "--format", "csv", "--as", "h.dixon"), 'S11%-1 Section 11 2016","3","1"[^\r]*"33"')
  end)
end)

describe("the grades of an audit", function()
  local b
  setup(function()
    b = audit.opened()
    audit.record(b, "AR-2016-001", "t.harker", "good")
    audit.submit(b, "AR-2016-001", "t.harker", "good")
    local function decided(event, ...) b:send("AR-2016-001", event, "h.dixon", "--decided-by", "n.farrow", ...) end
    decided("record_moderation", "immediate_concern=no", "2.voice.moderated=inadequate", "2.reason=Unseen")
    decided("moderate", "moderated_grade=requires_improvement", "change_reason=Children were not seen")
  end)
  teardown(function() b:remove() end)

  it("are counted by domain, once for each case, self and moderated", function()
    local said = report(b, "audit-grades", "cycle=AC-1", "--format", "csv", "--as", "h.dixon")
    says(said, 'voice and lived experience","0","5","0","0"')
    says(said, 'voice and lived experience","0","4","0","1"')
    says(said, "Children were not seen")
  end)
end)
