-- Goal: an audit return that says that a child is at risk now cannot be sent before the day of the referral is recorded, and holds nothing of the case
-- (DOMAIN 16, 13). Method: the shipped audit workflows on the Redcar & Cleveland board, as its agencies would type it.
local audit = require "helper.audit"
local shell = require "helper.shell"

describe("an immediate concern", function()
  local b
  local told = { "self_grade=good", "independent=yes", "immediate_concern=yes" }
  setup(function()
    b = audit.opened()
    audit.record(b, "AR-2016-001", "t.harker", "good")
    audit.record(b, "AR-2016-002", "l.tanaka", "good")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("keeps a return from being sent until the referral's date is given", function()
    local said = b:refuse("AR-2016-001", "submit", "t.harker", table.unpack(told))
    assert.truthy(said:find("ring children's social care or the police", 1, true) and said:find("referred_on=DATE", 1, true), said)
    assert.equal("work.drafting.in_progress", b:state("AR-2016-001"))
    for _, half in ipairs { "referred_on=2016-09-01", "referred_to=police", "referred_on=" } do
      assert.truthy(b:refuse("AR-2016-001", "submit", "t.harker", half, table.unpack(told)):find("refer first", 1, true))
    end
    assert.is_nil(b:field("AR-2016-001", "submitted_on"))
    local tomorrow = b:refuse("AR-2016-001", "submit", "t.harker", "referred_on=2016-09-02", "referred_to=police", table.unpack(told))
    assert.truthy(tomorrow:find("today or before", 1, true), tomorrow)
    b:send("AR-2016-001", "submit", "t.harker", "referred_on=2016-09-01", "referred_to=childrens_social_care", table.unpack(told))
    assert.equal("work.submitted", b:state("AR-2016-001"))
    assert.equal("2016-09-01", b:field("AR-2016-001", "referred_on"))
  end)

  it("does not ask for it where there is none", function()
    audit.submit(b, "AR-2016-002", "l.tanaka", "good")
    assert.is_nil(b:field("AR-2016-002", "referred_on"))
  end)

  it("is asked about again when the panel moderates, who may find one", function()
    local said = b:refuse("AR-2016-002", "record_moderation", "h.dixon", "--decided-by", "n.farrow", "immediate_concern=yes")
    assert.truthy(said:find("refer first", 1, true), said)
    b:send("AR-2016-002", "record_moderation", "h.dixon", "--decided-by", "n.farrow", "immediate_concern=yes", "referred_on=2016-09-01", "referred_to=both")
    assert.truthy(table.concat(b:show("AR-2016-002").warnings, " "):find("was referred", 1, true))
  end)

  it("has no place for details of the case", function()
    assert.truthy(b:refuse("AR-2016-003", "submit", "i.rowan", "case_details=Xylophone bruises"):find("has no field", 1, true))
    assert.truthy(b:refuse("AR-2016-003", "submit", "i.rowan", "referred_to=the xylophone teacher", table.unpack(told)):find("Referred to", 1, true))
    assert.truthy(b:refuse("AR-2016-003", "record", "i.rowan", "1.worried=Seen on 3 May, NHS number 943 476 5919"):find("NHS number", 1, true))
    assert.truthy(b:show("AR-2016-003").notice:find("Record here only that you referred", 1, true))
    for _, field in ipairs(b:show("AR-2016-003").fields) do assert.is_nil(field.name:find "^referred", field.name) end
  end)

  it("asks for four things when it is sent besides the grade, none of which holds a text", function()
    local asked = {}
    for _, row in ipairs(b:ask("case", "form", "AR-2016-003", "submit", "--as", "i.rowan").rows) do asked[row.field] = row.type end
    assert.same({ self_grade = "choice", independent = "yesno", immediate_concern = "yesno", referred_on = "date", referred_to = "choice" }, asked)
  end)

  it("leaves nothing of what was tried in any file of the board", function()
    for _, word in ipairs { "xylophone", "943 476 5919" } do
      assert.equal("", shell.lines(("grep -rliaF -e %s %s || true"):format(shell.quote(word), shell.quote(b.path))), word)
    end
    assert.not_equal("", shell.lines(("grep -rlaF -e Drift %s || true"):format(shell.quote(b.path)))) -- which was kept, and so would be found
  end)
end)
