-- Goal: tables and pages fit the screen at 60, 80 and 120 columns, say what they leave out, and always give the colour as a word.
-- Method: import the real business plan and look at every line that is printed at each width.
local shell = require "helper.shell"

local folder, board

local function widest(text)
  local most = 0
  for line in text:gmatch("[^\n]+") do most = math.max(most, utf8.len(line)) end
  return most
end

describe("what is printed", function()
  setup(function()
    folder = shell.folder()
    board = folder .. "/board"
    local _, err, status = shell.run { "init", board, "--seed", "examples/redcar-cleveland/board.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert(status == 0, err)
    _, err, status = shell.run { "import", "plan", "examples/redcar-cleveland/business-plan.csv", "--board", board, "--as", "h.dixon" }
    assert(status == 0, err)
  end)
  teardown(function() shell.remove(folder) end)

  for _, width in ipairs { 60, 80, 120 } do
    it("fits " .. width .. " columns", function()
      for _, words in ipairs { { "case", "list" }, { "people", "list" }, { "agency", "list" }, { "group", "list" }, { "post", "list" },
        { "workflow", "list" }, { "status" }, { "outbox", "list" } } do
        words[#words + 1], words[#words + 2] = "--board", board
        local out, err, status = shell.run(words, { env = "COLUMNS=" .. width })
        assert.are.equal(0, status, err)
        assert.is_true(widest(out) <= width, out)
      end
    end)
    it("shows one item in " .. width .. " columns", function()
      local ref = shell.run({ "case", "list", "--board", board, "--json" }):match('"ref":"([^"]+)"')
      for _, verb in ipairs { "show", "history", "forecast" } do
        local out, err, status = shell.run({ "case", verb, ref, "--board", board }, { env = "COLUMNS=" .. width })
        assert.are.equal(0, status, err)
        assert.is_true(widest(out) <= width, out)
        if verb ~= "history" then assert.truthy(out:find(ref, 1, true)) end
      end
    end)
  end

  it("has a row an item and says how many", function()
    local out = shell.run({ "case", "list", "--board", board }, { env = "COLUMNS=120" })
    assert.truthy(out:find("\n51 in all.\n", 1, true), out:sub(-80))
    assert.truthy(out:find("grey", 1, true))
  end)

  it("names the columns that a narrow screen leaves out", function()
    local out = shell.run({ "case", "list", "--board", board }, { env = "COLUMNS=60" })
    assert.truthy(out:find("(Left out on a screen 60 columns wide:", 1, true))
  end)
end)
