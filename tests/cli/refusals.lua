-- Goal: what a board cannot find or read gets one whole sentence on standard error, exit status 1, and changes nothing, in process and over
-- the socket alike. Method: a fresh Redcar & Cleveland board; each mistake is typed once to the store itself and once to a running server.
local shell = require "helper.shell"

local folder, board

local function make()
  folder = shell.folder()
  board = folder .. "/board"
  local _, err, status = shell.run { "init", board, "--seed", "examples/redcar-cleveland/board.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
  assert(status == 0, err)
  _, err, status = shell.run { "import", "plan", "examples/redcar-cleveland/business-plan.csv", "--board", board, "--as", "h.dixon" }
  assert(status == 0, err)
  shell.write(folder .. "/empty.csv", "")
  shell.write(folder .. "/latin.csv", "indicator,priority\n1.1,caf\xe9\n")
  shell.write(folder .. "/empty.lua", "")
end

-- { words, sentence or a part of it }: %s stands for the folder
local refusals = {
  { { "case", "show", "RA-9999-001" }, 'There is no item "RA-9999-001" on this board' },
  { { "case", "show", "" } },
  { { "case", "list", "--as", "nobody.known" }, "nobody.known" },
  { { "case", "start", "reviw-action", "--as", "h.dixon", "text=x" }, "reviw-action" },
  { { "case", "start", "review-action", "--as", "h.dixon" }, "A new action still needs: Action (text), " },
  { { "case", "start", "review-action", "--as", "h.dixon", "response=x" }, "A new action does not ask for " },
  { { "meeting", "plan", "llip", "--on", "2016-10-04", "--as", "h.dixon" }, "`waymark workflow add meeting`" },
  { { "case", "send", "RA-9999-001", "agree", "--as", "h.dixon" }, "RA-9999-001" },
  { { "case", "forecast", "RA-9999-001", "--until", "2016-02-30" } },
  { { "run-due", "--until", "2017-02-30" }, "30" },
  { { "case", "list", "--now", "2015-01-01T00:00:00Z" }, "cannot go back" },
  { { "case", "list", "--now", "tomorrow" }, "tomorrow" },
  { { "outbox", "list", "RA-9999-001" }, "RA-9999-001" },
  { { "evidence", "add", "RA-9999-001", "README.md", "--as", "h.dixon", "--level", "process", "--title", "T" }, "RA-9999-001" },
  { { "bundle", "create", "RA-9999-001", "--as", "h.dixon", "--output", "%s/none.zip" }, "RA-9999-001" },
  { { "incident", "skip", "4f2a", "--as", "h.dixon", "--reason", "none" } },
  { { "people", "set", "P Shah", "--as", "h.dixon", "name=X" }, "P Shah" },
  { { "import", "plan", "%s/empty.csv", "--as", "h.dixon" } },
  { { "import", "plan", "%s/latin.csv", "--as", "h.dixon" },
    'Line 2 of "%s/latin.csv" is not UTF-8 text; save the file again as UTF-8 (in Excel: "CSV UTF-8").' },
  { { "import", "plan", "%s/none.csv", "--as", "h.dixon" }, "No such file" },
  { { "workflow", "publish", "%s/empty.lua", "--as", "h.dixon" } },
}

local function in_folder(words)
  local out = {}
  for i, word in ipairs(words) do out[i] = word:gsub("%%s", folder) end
  return out
end

local function entries()
  local out = shell.run { "status", "--board", board, "--json" }
  return tonumber(out:match('"entries":(%d+)'))
end

local function check(refusal)
  local words, before = in_folder(refusal[1]), entries()
  words[#words + 1], words[#words + 2] = "--board", board
  local out, err, status = shell.run(words)
  assert.are.equal(1, status, err)
  assert.are.equal("", out)
  assert.truthy(err:find("^[^\n]+[.?\"]\n$"), "one sentence: " .. err)
  if refusal[2] then assert.truthy(err:find(refusal[2]:gsub("%%s", folder), 1, true), err) end
  assert.are.equal(before, entries())
  return err
end

describe("what cannot be found or read", function()
  local in_process = {}
  setup(make)
  teardown(function() shell.remove(folder) end)
  for i, refusal in ipairs(refusals) do
    it("is refused in process: " .. table.concat(refusal[1], " "), function() in_process[i] = check(refusal) end)
  end
  it("is refused with the very same sentences over the socket", function()
    local pid = shell.serve(board, folder .. "/log")
    for i, refusal in ipairs(refusals) do assert.are.equal(in_process[i], check(refusal)) end
    assert.is_true(shell.stop(pid))
  end)
  it("leaves no part of a zip behind", function()
    assert.is_nil(io.open(folder .. "/none.zip"))
    assert.is_nil(io.open(folder .. "/none.zip.part"))
  end)
end)

describe("a board that is not there", function()
  it("is named, with what to do", function()
    local _, err, status = shell.run { "case", "list", "--board", "nowhere" }
    assert.are.equal(1, status)
    assert.are.equal('There is no board in "nowhere": no waymark.db lies there. Look at the folder\'s name, '
      .. 'or make a board with "waymark init nowhere".\n', err)
  end)
  it("is found by WAYMARK_BOARD, by --board, and from a folder under it", function()
    make()
    local by_option = shell.run { "status", "--board", board }
    assert.truthy(by_option:find("Redcar & Cleveland", 1, true))
    assert.are.equal(by_option, (shell.run({ "status" }, { env = "WAYMARK_BOARD=" .. shell.quote(board) })))
    assert.are.equal(by_option, (shell.run({ "status" }, { inside = board .. "/workflows/lib" })))
    shell.remove(folder)
  end)
end)
