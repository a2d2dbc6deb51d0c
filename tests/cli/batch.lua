-- Goal: `waymark batch` answers each line with one line, in order, goes on after a refusal, and what it has answered is committed though the
-- program is killed in the next moment (E3). Method: lines good and bad through a pipe; then a kill between two answers.
local shell = require "helper.shell"
local json = require "helper.json"

local folder, board

local function answers(input, ...)
  local out, err, status = shell.run({ "batch", "--board", board, ... }, { input = input })
  local list = {}
  for line in out:gmatch("[^\n]+") do list[#list + 1] = json.read(line) end
  return list, status, err
end

describe("a batch", function()
  setup(function()
    folder = shell.folder()
    board = folder .. "/board"
    local _, err, status = shell.run { "init", board }
    assert(status == 0, err)
  end)
  teardown(function() shell.remove(folder) end)

  it("answers one line a request, in order", function()
    local list, status = answers('{"op":"board.show"}\n{"op":"workflow.list"}\n{"op":"calendar.show"}')
    assert.are.equal(0, status)
    assert.are.equal(3, #list)
    assert.truthy(list[1].entries and list[2].workflows and list[3].version)
  end)

  it("goes on after a line that cannot be read, and ends with the worst exit status", function()
    local list, status, err = answers('{bad\n[]\n\n{"op":"nope"}\n{"op":"board.show"}\n')
    assert.are.equal("", err)
    assert.are.equal(1, status)
    assert.are.equal(4, #list)
    assert.are.equal("Line 1 is not valid JSON: line 1, column 4: string or '}' expected near 'bad'.", list[1].error.text)
    assert.are.equal('Line 2 is not a request: each line must be one JSON object, such as {"op":"board.show"}.', list[2].error.text)
    assert.are.equal('There is no operation called "nope".', list[3].error.text)
    assert.truthy(list[4].entries)
  end)

  it("says who asks where a request does not", function()
    local list = answers('{"op":"directory.put","kind":"person","id":"a.a","document":{"name":"A"}}\n'
      .. '{"op":"directory.put","kind":"person","id":"b.b","document":{"name":"B"},"as":"police.lead"}\n', "--as", "manager")
    assert.are.equal("a.a", list[1].id)
    assert.are.equal("not_allowed", list[2].error.code)
  end)

  it("keeps what it has answered when it is killed", function()
    local command = ("mkfifo F/in; exec 4<>F/in; P batch --board F/board --as manager <F/in >F/out & pid=$!; "
      .. [[printf '{"op":"directory.put","kind":"person","id":"kept.one","document":{"name":"Kept"}}\n' >&4; ]]
      .. "for i in $(seq 250); do test -s F/out && break; sleep 0.02; done; kill -9 $pid; wait $pid 2>/dev/null; cat F/out"):gsub("[FP]%f[/ ]", {
      F = folder, P = shell.quote(shell.program) })
    local out = shell.lines("bash -c " .. shell.quote(command))
    assert.truthy(out:find('"kept.one"', 1, true), out)
    assert.truthy(shell.run({ "people", "list", "--json", "--board", board }):find('"kept.one"', 1, true))
  end)
end)
