-- Goal: what an event asks for can be seen field by field, taken away as a sheet, filled in and sent; a numbered question goes by its number. Method: a review
-- action and a Section 11 return, as their people would type it.
local section11 = require "helper.section11"

local function write(path, text)
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
  return path
end

describe("an event's form", function()
  local b, sheet
  setup(function()
    b = section11.opened()
    sheet = b.folder .. "/assess.csv"
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("lists each field, what it asks, how it is given and what it holds", function()
    b:send("S11R-2016-002", "assess", "l.tanaka", "1.1=green", "1.1.evidence=Job description of 2015")
    local said = b:run("case", "form", "S11R-2016-002", "assess", "--as", "l.tanaka")
    assert.truthy(said:find('"Fill it in" (assess) on S11R-2016-002 asks for:', 1, true), said)
    assert.truthy(said:find("c_1_1_evidence +1.1 evidence") and said:find("Job description", 1, true), said)
    local rows = b:ask("case", "form", "S11R-2016-002", "assess", "--as", "l.tanaka").rows
    local by_name = {}
    for _, row in ipairs(rows) do by_name[row.field] = row end
    assert.equal("green", by_name.c_1_1.value)
    assert.truthy(by_name.c_1_1.label:find("^1%.1 A named person"))
    assert.is_nil(by_name.c_1_2.value)
    assert.is_nil(by_name.c_1_1_moderated) -- another event's
  end)

  it("is only its first fields on the item's page, which says where all are", function()
    local said = b:run("case", "show", "S11R-2016-002", "--as", "l.tanaka"):gsub("%s+", " ")
    assert.truthy(said:find('"waymark case form S11R-2016-002 assess" lists them', 1, true), said)
    assert.is_nil(said:find("c_8_6_by", 1, true))
  end)

  it("becomes a sheet with the columns that are read back", function()
    local said = b:run("case", "form", "S11R-2016-002", "assess", "--as", "l.tanaka", "--output", sheet):gsub("%s+", " ")
    assert.truthy(said:find("waymark case send S11R-2016-002 assess --values", 1, true), said)
    local text = io.open(sheet):read "a"
    assert.truthy(text:find("^field,what it asks,given as,value\r\n"), text)
    local row = '"c_1_1_evidence","1.1 evidence. Where the proof is; for n/a, why it does not apply.","text","Job description of 2015"'
    assert.truthy(text:find(row, 1, true), text)
    assert.truthy(b:say("case", "form", "S11R-2016-002", "assess", "--as", "l.tanaka", "--output", sheet):find("exist", 1, true))
  end)

  it("is sent from a sheet: empty cells leave what is there, numbers and names both name a field", function()
    b:send("S11R-2016-002", "assess", "l.tanaka", "--values", write(sheet,
      'value,field\r\namber,1.2\r\n"Two lines,\nand a comma",c_1_2_gap\r\n,1.1\r\n'), "1.2.by=2016-09-30")
    assert.same({ "green", "amber", "Two lines,\nand a comma", "2016-09-30" }, { b:field("S11R-2016-002", "c_1_1"), b:field("S11R-2016-002", "c_1_2"),
      b:field("S11R-2016-002", "c_1_2_gap"), b:field("S11R-2016-002", "c_1_2_by") })
  end)

  it("is refused with the line, where the sheet cannot be read", function()
    local function refused(text)
      local said = b:say("case", "send", "S11R-2016-002", "assess", "--as", "l.tanaka", "--values", write(sheet, text), "1.3=green")
      assert.is_nil(b:field("S11R-2016-002", "c_1_3"))
      return said
    end
    assert.truthy(refused("name,score\r\n1.1,green\r\n"):find('has no columns "field" and "value"', 1, true))
    assert.truthy(refused("field,value\r\n1.3,green\r\n"):find('Line 2 of .* gives "c_1_3", which was given already'))
    assert.truthy(refused('field,value\r\n1.1,"green\r\n'):find("a quoted cell is not closed", 1, true))
    assert.truthy(refused("field,value\r\n9.9,green\r\n"):find("c_9_9", 1, true))
  end)

  it("is not shown to who does not see the item, nor of what cannot happen", function()
    assert.truthy(b:refused("case", "form", "S11R-2016-002", "assess", "--as", "t.harker"):find("There is no item", 1, true))
    assert.truthy(b:refused("case", "form", "S11R-2016-002", "moderate", "--as", "l.tanaka"):find('"moderate" is not something that can happen', 1, true))
  end)
end)
