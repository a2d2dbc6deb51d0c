-- Goal: the two standard sets of a Section 11 audit are whole: numbered within what pages can order, each standard with something essential, set B's
-- criteria pointing to criteria of set A that there are; and an audit by set B, scored 0 to 3, asks set B's criteria.
-- Method: read the sets as data; run a short audit.
local section11 = require "helper.section11"

local sets = { A = dofile "workflows/lib/standards_a.lua", B = dofile "workflows/lib/standards_b.lua" }

describe("standard set", function()
  for name, set in pairs(sets) do
    it(name .. " has about sixty criteria, at most nine in each of at most nine standards, some of each essential", function()
      local count = 0
      assert.is_true(#set <= 9)
      for _, standard in ipairs(set) do
        local essential = false
        assert.is_true(#standard - 1 <= 9, standard[1])
        for i = 2, #standard do
          count = count + 1
          essential = essential or standard[i].essential
          assert.truthy(standard[i][1]:find "^%u", standard[i][1])
        end
        assert.is_true(essential, standard[1])
      end
      assert.is_true(count >= 55 and count <= 65, count)
    end)
  end

  it("B says which criteria of A ask the same", function()
    local mapped = {}
    for _, standard in ipairs(sets.B) do
      for i = 2, #standard do
        for _, number in ipairs(standard[i].same_as or {}) do
          local s, c = number:match "^(%d)%.(%d)$"
          assert.truthy(sets.A[tonumber(s)] and sets.A[tonumber(s)][tonumber(c) + 1], number)
          mapped[number] = true
        end
      end
    end
    local count = 0
    for _ in pairs(mapped) do count = count + 1 end
    assert.is_true(count >= 45, count) -- most of A has its like in B
  end)
end)

describe("an audit by set B, scored 0 to 3", function()
  local b
  setup(function() b = section11.opened { standard_set = "B", scoring = "0-3" } end)
  teardown(function() b:remove() end)

  it("asks set B's criteria", function()
    assert.equal("section11-return-b", b:show("S11R-2016-001").workflow)
    local rows = b:ask("case", "form", "S11R-2016-002", "assess", "--as", "l.tanaka").rows
    local labels = {}
    for _, row in ipairs(rows) do labels[row.field] = row.label end
    assert.equal("2.1 " .. sets.B[2][2][1] .. " (essential)", labels.c_2_1)
    assert.truthy(labels.c_9_7)
  end)

  it("offers the scores that the audit is scored by, and no others", function()
    for _, row in ipairs(b:ask("case", "form", "S11R-2016-002", "assess", "--as", "l.tanaka").rows) do
      if row.field:find "^c_%d_%d$" then assert.same({ "3", "2", "1", "0", "n/a" }, row.options) end
    end
    local said = b:run("case", "form", "S11R-2016-002", "assess", "--as", "l.tanaka")
    assert.truthy(said:find("3, 2, 1, 0, n/a", 1, true), said)
    assert.is_nil(said:find("green", 1, true))
  end)

  it("is scored by its own numbers, and rated from them", function()
    assert.truthy(b:refuse("S11R-2016-002", "assess", "l.tanaka", "1.1=green"):find(
      '(c_1_1) must be one of 3, 2, 1, 0, n/a, since "Scored by" is 0-3.', 1, true))
    section11.submit(b, "S11R-2016-002", "l.tanaka", "g.hallam", "3", { c_9_4 = "1", c_9_4_gap = "Train", c_9_4_by = "2016-12-31" })
    assert.same({ "green", "green" }, { b:field("S11R-2016-002", "s_1"), b:field("S11R-2016-002", "s_9") })
  end)

  it("asks an agency again with the same set", function()
    b:send("S11-1", "close_without", "h.dixon", "--decided-by", "n.farrow", "reason=Too late")
    b:send("S11-1", "ask_again", "h.dixon", "party=police", "reason=They wrote")
    assert.equal("open.set_b", b:state("S11-1"))
    b:send("S11-1", "add", "h.dixon", "party=fire")
    assert.equal("section11-return-b", b:show("S11R-2016-004").workflow)
  end)
end)
