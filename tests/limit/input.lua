-- Goal: each limit on what people give is refused in one sentence that names it, and just below it all is well (STYLE 29).
-- Method: one value below and one above each limit, through the program.

local board = require "helper.board"

describe("limits on input", function()
  local b
  before_each(function() b = board.new() end)
  after_each(function() b:remove() end)

  local function start(status, ref, ...)
    return b:try(status, "case", "start", "review-action", "--ref", ref, "--as", "h.dixon", "lead_agency=police", "recommendations=R1", ...)
  end

  local function file(size)
    local path = b.folder .. "/text"
    local out = assert(io.open(path, "w"))
    out:write(("x"):rep(size))
    out:close()
    return "text=@" .. path
  end

  it("a text has at most 20,000 bytes", function()
    start(0, "RA-1", file(20000))
    assert.truthy(start(1, "RA-2", file(20001)):find("longer than 20000 bytes", 1, true))
    assert.truthy(b:try(1, "case", "show", "RA-2"):find("RA-2", 1, true))
  end)

  it("a list has at most 200 items", function()
    local function outcomes(count) return 'outcomes:=["1"' .. (',"1"'):rep(count - 1) .. "]" end
    start(0, "RA-1", "text=a", outcomes(200))
    assert.truthy(start(1, "RA-2", "text=a", outcomes(201)):find("at most 200 items", 1, true))
  end)

  it("a list is nested at most 20 deep", function()
    local function outcomes(depth) return "outcomes:=" .. ("["):rep(depth) .. "1" .. ("]"):rep(depth) end
    start(0, "RA-1", "text=a", outcomes(20))
    assert.truthy(start(1, "RA-2", "text=a", outcomes(21)):find("nested at most 20 deep", 1, true))
  end)

  it("a reference has at most 40 characters", function()
    start(0, ("R"):rep(40), "text=a")
    assert.truthy(start(1, ("R"):rep(41), "text=a"):find("up to 40 letters", 1, true))
  end)

  it("a plan has at most 2000 actions and 3 MiB", function()
    local header = "indicator,priority,priority_title,indicator_text,action_no,action_text,leads,outcomes\n"
    local function plan(rows, filler)
      local path = b.folder .. "/plan.csv"
      local out = assert(io.open(path, "w"))
      out:write(header)
      for n = 1, rows do out:write(("1.1,1,Work,It works.,%d,Do %d %s,RCSCB Business Manager,1\n"):format(n, n, filler or "")) end
      out:close()
      return path
    end
    assert.truthy(b:try(1, "import", "plan", plan(2001), "--as", "h.dixon"):find("at most 2000 actions", 1, true))
    assert.truthy(b:try(1, "import", "plan", plan(300, ("x"):rep(15000)), "--as", "h.dixon"):find("larger than 3145728 bytes", 1, true))
    assert.equal(0, #b:ask("case", "list").rows)
  end)
end)
