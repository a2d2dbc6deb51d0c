-- Commands on one board, as a test of the program from outside asks them: `local run, ok, fails = at_board(function() return path end)`.
local assert = require "luassert"
local shell = require "helper.shell"

return function(board)
  local function run(...) return shell.run({ ... }, { env = "WAYMARK_BOARD=" .. shell.quote(board()) }) end
  -- What it printed; it must have been done.
  local function ok(...)
    local out, err, status = run(...)
    assert.are.equal(0, status, err .. out)
    return out
  end
  -- It must end with `status` and say `says`, wherever its lines break.
  local function fails(status, says, ...)
    local out, err, got = run(...)
    assert.are.equal(status, got, out .. err)
    assert.truthy((out .. err):gsub("%s+", " "):find(says, 1, true), out .. err)
  end
  return run, ok, fails
end
