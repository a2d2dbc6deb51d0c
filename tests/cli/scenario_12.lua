-- Goal: an essential criterion that is red makes its whole standard red, even if the mean is green (DOMAIN 16, 12). Method: the shipped Section 11 workflows,
-- in each of the three schemes, and the same with a criterion that is not essential; then in every standard of both sets.
local report = require "helper.report"
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

  -- In each standard one criterion alone is red, the last that is essential or the last that is not; the mean of all of them stays green.
  for name, set in pairs { A = dofile "workflows/lib/standards_a.lua", B = dofile "workflows/lib/standards_b.lua" } do
    it("is so in each standard of set " .. name .. ", though each one's mean is green", function()
      local b = section11.opened { standard_set = name }
      for ref, essential in pairs { ["S11R-2016-002"] = true, ["S11R-2016-003"] = false } do
        local other, wanted, found = {}, {}, {}
        for s, standard in ipairs(set) do
          local one, sum = nil, 0
          for i = 2, #standard do
            if (standard[i].essential or false) == essential then one = i - 1 end
          end
          for i = 2, #standard do sum = sum + (i - 1 == one and 0 or 2) end
          assert.is_true(sum / (#standard - 1) >= 1.5, "the mean is green, of 0 red, 1 amber and 2 green")
          local field = ("c_%d_%d"):format(s, one)
          other[field], other[field .. "_gap"], other[field .. "_by"] = "red", "Put it right", "2016-09-30"
          wanted[s] = essential and "red" or "amber"
        end
        local lead = essential and "l.tanaka" or "i.rowan"
        section11.submit(b, ref, lead, essential and "g.hallam" or "w.sayer", "green", other)
        for s in ipairs(set) do found[s] = b:field(ref, "s_" .. s) end
        assert.same(wanted, found)
      end
      local shown = report.read(b, "section11-heat-map", "cycle=S11-1", "--as", "h.dixon")["Standards by agency"]
      for _, row in ipairs(shown) do
        local colour = ({ ["Hospitals Trust"] = "Red", TEWV = "Amber", Police = "No answer" })[row.agency]
        for s in ipairs(set) do assert.equal(colour, row["s_" .. s]) end
      end
      b:remove()
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
    assert.truthy(b:refuse("S11R-2016-002", "assess", "l.tanaka", "1.1=3"):find(
      '(c_1_1) must be one of green, amber, red, n/a, since "Scored by" is rag.', 1, true))
    b:send("S11R-2016-002", "hand_in", "l.tanaka")
    assert.equal("green", b:field("S11R-2016-002", "s_2"))
    b:run("journal", "verify")
    b:remove()
  end)
end)
