-- Goal: on a narrow screen a long question over a column of numbers makes way for whose numbers they are: no name is torn. Method: a report of the
-- board's own with such a column, at three widths.
local board = require "helper.board"
local report = require "helper.report"
local shell = require "helper.shell"

describe("a report's table with a long heading", function()
  local b
  setup(function()
    b = board.new "2016-09-05T09:00:00Z"
    report.put(b, "long", [[return { sections = { { tables = { { title = "Answers", none = "None",
      columns = { { name = "who", title = "Who" },
        { name = "n", title = "How many children came to you who were hurt by one in the last twelve months of the year?", kind = "number" } },
      rows = { { who = "Acute hospital trust", n = 31 }, { who = "Education", n = 7 } } } } } } }]])
  end)
  teardown(function() b:remove() end)

  for _, width in ipairs { 60, 80, 120 } do
    it("keeps the names whole at " .. width .. " columns", function()
      local said, err, status = shell.run({ "report", "long", "--board", b.path, "--as", "h.dixon" }, { env = "COLUMNS=" .. width })
      assert.equal(0, status, err)
      for _, word in ipairs { "Acute", "hospital", "trust", "Education", " 31", " 7" } do assert.truthy(said:find(word, 1, true), said) end
      for line in said:gmatch "[^\n]+" do assert.truthy(utf8.len(line) <= width, line) end
    end)
  end
end)
