-- Goal: an essential criterion that is red makes its whole standard red, even if the mean is green (DOMAIN 16, 12). Method: the shipped Section 11 workflows,
-- in each of the three schemes, and the same with a criterion that is not essential.
local section11 = require "helper.section11"

local gap = { c_1_1_gap = "Appoint a lead", c_1_1_by = "2016-09-30", c_1_4_gap = "Name leads", c_1_4_by = "2016-09-30" }

local function colours(scoring, met, not_met)
  local b = section11.opened { scoring = scoring }
  local function with(field)
    local other = { [field] = not_met }
    for name, value in pairs(gap) do other[name] = value end
    section11.submit(b, field == "c_1_1" and "S11R-2016-001" or "S11R-2016-002", field == "c_1_1" and "p.shah" or "l.tanaka",
      field == "c_1_1" and "r.steel" or "g.hallam", met, other)
  end
  b:send("S11R-2016-001", "name_compiler", "t.harker", "compiler=p.shah")
  with "c_1_1" -- essential
  with "c_1_4" -- not essential
  local found = { b:field("S11R-2016-001", "s_1"), b:field("S11R-2016-001", "s_2"), b:field("S11R-2016-001", "self_grade"),
    b:field("S11R-2016-002", "s_1"), b:field("S11R-2016-002", "self_grade") }
  b:run("journal", "verify")
  b:remove()
  return found
end

describe("a standard with one red criterion", function()
  for scoring, scores in pairs { rag = { "green", "red" }, ["0-3"] = { "3", "0" }, ofsted = { "good", "inadequate" } } do
    it("is red where that is essential, and amber where it is not, scored by " .. scoring, function()
      assert.same({ "red", "green", "red", "amber", "amber" }, colours(scoring, scores[1], scores[2]))
    end)
  end

  it("is red again after moderation, whatever the agency said", function()
    local b = section11.opened()
    section11.submit(b, "S11R-2016-002", "l.tanaka", "g.hallam", "green")
    assert.equal("green", b:field("S11R-2016-002", "s_6"))
    section11.scrutinise(b, "S11R-2016-002", "k.mistry", "t.harker")
    section11.moderate(b, "S11R-2016-002", "6.3.moderated=red", "6.3.reason=The record has gaps")
    local function of(field) return b:field("S11R-2016-002", field) end
    assert.same({ "green", "red", "green" }, { of "s_6", of "s_6_moderated", of "s_7_moderated" })
    assert.same({ "green", "red" }, { b:field("S11R-2016-002", "self_grade"), b:field("S11R-2016-002", "moderated_grade") })
    b:run("journal", "verify")
    b:remove()
  end)

  it("is left out where a criterion does not apply, and takes the score of another scheme for a slip", function()
    local b = section11.opened()
    section11.assess(b, "S11R-2016-002", "l.tanaka", "green", { c_2_3 = "n/a" })
    assert.truthy(b:refuse("S11R-2016-002", "assess", "l.tanaka", "1.1=3"):find("each score is red, amber or green, or n/a", 1, true))
    b:send("S11R-2016-002", "hand_in", "l.tanaka")
    assert.equal("green", b:field("S11R-2016-002", "s_2"))
    b:run("journal", "verify")
    b:remove()
  end)
end)
