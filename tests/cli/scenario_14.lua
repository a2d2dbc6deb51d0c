-- Goal: a moderated grade that differs from the self grade needs a reason, and both are kept and shown, for a return as a whole and case by case (DOMAIN 16,
-- 14). Method: as scenario_13.
local audit = require "helper.audit"
local report = require "helper.report"

describe("moderation", function()
  local b
  local function moderated(how, ref, event, ...) return b[how](b, ref, event, "h.dixon", "--decided-by", "n.farrow", ...) end
  setup(function()
    b = audit.opened()
    for ref, lead in pairs { ["AR-2016-001"] = "t.harker", ["AR-2016-002"] = "l.tanaka", ["AR-2016-003"] = "i.rowan" } do
      audit.record(b, ref, lead, "good")
      audit.submit(b, ref, lead, "good")
    end
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("of one case to another grade needs a reason", function()
    local said = moderated("refuse", "AR-2016-001", "record_moderation", "immediate_concern=no", "2.voice.moderated=inadequate")
    assert.truthy(said:find("case 2: why grades were changed", 1, true), said)
    moderated("send", "AR-2016-001", "record_moderation", "immediate_concern=no", "2.voice.moderated=inadequate", "2.reason=No child was seen alone")
  end)

  it("is held down by the safety domain, as the agency's own grade is", function()
    local said = moderated("refuse", "AR-2016-001", "record_moderation", "immediate_concern=no", "3.identification.moderated=inadequate",
      "3.overall.moderated=good", "3.reason=Missed")
    assert.truthy(said:find("case 3: inadequate on identification and threshold, so overall no better than requires improvement", 1, true), said)
    b:send("AR-2016-003", "send_back", "h.dixon", "--decided-by", "n.farrow", "reason=Case 1 again")
    said = b:refuse("AR-2016-003", "record", "i.rowan", "1.identification=inadequate")
    assert.truthy(said:find("case 1: inadequate on identification", 1, true), said)
    b:send("AR-2016-003", "record", "i.rowan", "1.identification=inadequate", "1.overall=requires_improvement")
  end)

  it("of the whole to another grade needs a reason", function()
    for _, reason in ipairs { "change_reason=", "change_reason=   " } do
      assert.truthy(moderated("refuse", "AR-2016-001", "moderate", "moderated_grade=inadequate", reason):find("why the grade was changed", 1, true))
    end
    assert.truthy(moderated("refuse", "AR-2016-001", "moderate", "moderated_grade=inadequate"):find("why the grade was changed", 1, true))
    assert.truthy(moderated("refuse", "AR-2016-001", "moderate", "moderated_grade=outstanding"):find("why the grade was changed", 1, true)) -- upwards too
    assert.is_nil(b:field("AR-2016-001", "moderated_grade"))
    moderated("send", "AR-2016-001", "moderate", "moderated_grade=requires_improvement", "change_reason=Children were not seen alone")
  end)

  it("shows both grades and the reasons to the agency, to M&E and to the Business Manager", function()
    local shown = b:run("case", "show", "AR-2016-001", "--as", "t.harker")
    for _, as in ipairs { "n.farrow", "k.mistry", "h.dixon" } do
      local said = b:run("case", "show", "AR-2016-001", "--as", as)
      assert.truthy(said:find "own overall grade%s+good" and said:find "Moderated overall grade%s+requires_improvement", as .. "\n" .. said)
    end
    for _, line in ipairs {
      "own overall grade%s+good", "Moderated overall grade%s+requires_improvement", "Why the overall grade was changed%s+Children were not seen",
      "Case 2: the child's voice and lived experience%s+good", "Case 2: the child's voice and lived experience, moderated%s+inadequate",
      "Case 2: why grades were changed%s+No child was seen alone", "Case 1: planning, moderated%s+good",
    } do
      assert.truthy(shown:find(line), line .. "\n" .. shown)
    end
  end)

  it("shows both in the report of grades, with the reason", function()
    local rows = report.read(b, "audit-grades", "cycle=AC-1", "--as", "h.dixon")["Each agency's overall grade"]
    for _, row in ipairs(rows) do
      if row.agency == "Cleveland Police" then
        assert.same({ "Good", "Requires improvement", "Children were not seen alone" }, { row.own, row.moderated, row.why })
        return
      end
    end
    error "the police are not in the report"
  end)

  it("to the same grade needs none", function()
    moderated("send", "AR-2016-002", "moderate", "moderated_grade=good")
    assert.same({ "good", "good" }, { b:field("AR-2016-002", "self_grade"), b:field("AR-2016-002", "c_4_planning_moderated") })
    assert.is_nil(b:field("AR-2016-002", "change_reason"))
  end)

  it("is not for a chair of the very agency", function()
    b:run("post", "set", "monitoring_chair", "holder=t.harker", "--as", "h.dixon")
    b:send("AR-2016-003", "submit", "i.rowan", "self_grade=good", "independent=yes", "immediate_concern=no")
    b:send("AR-2016-003", "moderate", "t.harker", "moderated_grade=good")
    b:send("AC-1", "ask_again", "h.dixon", "party=police", "reason=One case more")
    audit.submit(b, "AR-2016-001", "t.harker", "good")
    local said = b:refuse("AR-2016-001", "moderate", "t.harker", "moderated_grade=good")
    assert.truthy(said:find("belongs to Cleveland Police", 1, true) and said:find("Lily Tanaka", 1, true), said)
    b:send("AR-2016-001", "moderate", "l.tanaka", "moderated_grade=good") -- the vice-chair
  end)
end)
