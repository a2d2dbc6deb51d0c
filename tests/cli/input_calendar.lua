-- Goal: a deadline in a year whose bank holidays nobody knows yet is never refused and never silently guessed: it is marked provisional wherever it
-- is shown, with a warning (T7). Method: the calendar that is shipped ends with 2028; items due before and after that, as lists of data and as a
-- person reads them.
local desk = require "helper.desk"

describe("a deadline", function()
  local d
  setup(function()
    d = desk.new()
    d:run("case", "start", "task", "--ref", "K-35", "--as", "m.test", "text=Far", "agency=north", "owner=o.owner", "due=2035-06-15")
    d:run("case", "start", "task", "--ref", "K-28", "--as", "m.test", "text=Near", "agency=north", "owner=o.owner", "due=2028-06-15")
    d:run("case", "start", "task", "--ref", "K-29", "--as", "m.test", "text=Across", "agency=north", "owner=o.owner", "due=2028-12-22")
  end)
  teardown(function()
    d:run("journal", "verify")
    d:remove()
  end)

  -- { ["late/L0"] = "2035-06-18", ... } and which of them are provisional
  local function dues(ref)
    local due, provisional = {}, {}
    for _, row in ipairs(d:ask("case", "show", ref).due) do
      due[row.what] = row.due:sub(1, 10)
      provisional[row.what] = row.provisional
    end
    return due, provisional
  end

  it("in a year that is not known is worked out by weekends alone, and marked", function()
    local due, provisional = dues "K-35"
    assert.equal("2035-06-18", due["late/L0"])
    assert.is_true(provisional["late/L0"] and provisional["late/L1"] and provisional["late/L2"])
    assert.is_nil(provisional["end of due"]) -- no working day is counted for it
    assert.is_nil(provisional["10 working days"])
  end)

  it("is warned of where the item is shown", function()
    local warnings = table.concat(d:ask("case", "show", "K-35").warnings, "\n")
    assert.truthy(warnings:find("bank holidays of 2035 are not known", 1, true), warnings)
    local page = d:run("case", "show", "K-35")
    assert.truthy(page:find("18 Jun 2035 23:59, provisional", 1, true), page)
    assert.truthy(page:find("bank holidays of 2035 are not known", 1, true), page)
  end)

  it("is warned of in a forecast", function()
    local found = 0
    for _, step in ipairs(d:ask("case", "forecast", "K-35", "--until", "2036-01-01T00:00:00Z").steps) do
      if step.provisional then found = found + 1 end
    end
    assert.equal(3, found)
    assert.truthy(d:run("case", "forecast", "K-35", "--until", "2036-01-01T00:00:00Z"):find("(provisional: that year's", 1, true))
  end)

  it("in a known year is not marked", function()
    local due, provisional = dues "K-28"
    assert.equal("2028-06-16", due["late/L0"])
    assert.same({}, provisional)
    assert.same({}, d:ask("case", "show", "K-28").warnings)
  end)

  it("that only reaches into a year that is not known is marked", function()
    local due, provisional = dues "K-29"
    assert.equal("2028-12-27", due["late/L0"]) -- 25 and 26 December are off
    assert.is_nil(provisional["late/L0"])
    assert.is_true(provisional["late/L2"])
  end)

  it("moved into a known year loses its mark", function()
    d:run("case", "send", "K-35", "move_due", "--as", "m.test", "due=2028-06-15")
    local _, provisional = dues "K-35"
    assert.same({}, provisional)
    assert.same({}, d:ask("case", "show", "K-35").warnings)
  end)

  it("beyond what can be counted is refused with a sentence", function()
    d:wrong({ kept = 1, says = { "9999" } }, "case", "send", "K-28", "move_due", "--as", "m.test", "due=9999-12-31")
    d:wrong({ kept = 1, says = { "1899-12-31" } }, "case", "send", "K-28", "move_due", "--as", "m.test", "due=1899-12-31")
  end)
end)
