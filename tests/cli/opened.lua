-- Goal: an item that opens others knows them from then on: their references stand in its field, theirs in them, and it closes only when all of them
-- are closed as they are now; and what has to be true for an item to begin is asked before it does. Method: tests/data/brief.lua on a fresh board.
local board = require "helper.board"

describe("an item that opens others", function()
  local b
  before_each(function()
    b = board.new()
    for _, name in ipairs { "brief-errand", "brief" } do b:run("workflow", "publish", "tests/data/" .. name .. ".lua", "--as", "h.dixon") end
    b:run("case", "start", "brief", "--ref", "BR-1", "--as", "h.dixon", "text=Two errands")
    b:send("BR-1", "ask", "h.dixon", "errand_text=Write")
    b:send("BR-1", "ask", "h.dixon", "errand_text=Ring")
  end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("has their references, and each names it", function()
    assert.same({ "ER-001", "ER-002" }, b:field("BR-1", "errands"))
    assert.equal("BR-1", b:field("ER-002", "brief"))
    assert.equal("Ring", b:field("ER-002", "text"))
    assert.truthy(b:run("case", "history", "BR-1"):find("ER-002", 1, true))
  end)

  it("closes only when all are closed, and says how many are not", function()
    local said = b:refuse("BR-1", "close", "h.dixon")
    assert.truthy(said:find("everything in errands is closed (no: 2 of 2 are still open)", 1, true), said)
    b:send("ER-001", "done", "h.dixon")
    said = b:refuse("BR-1", "close", "h.dixon")
    assert.truthy(said:find("1 of 2 is still open", 1, true), said)
    b:send("ER-002", "done", "h.dixon")
    b:send("ER-001", "again", "h.dixon")
    b:refuse("BR-1", "close", "h.dixon")
    b:send("ER-001", "done", "h.dixon")
    b:send("BR-1", "close", "h.dixon")
    assert.equal("closed", b:state("BR-1"))
  end)

  it("counts one that was linked, and does not close on one that is not there", function()
    b:send("ER-001", "done", "h.dixon")
    b:send("ER-002", "done", "h.dixon")
    b:send("BR-1", "link", "h.dixon", "also=ER-9")
    local said = b:refuse("BR-1", "close", "h.dixon")
    assert.truthy(said:find("not known: there is no ER-9 on this board", 1, true), said)
  end)

  it("keeps them in one change with the event, so that a rebuilt board is the same", function()
    b:run("rebuild")
    assert.same({ "ER-001", "ER-002" }, b:field("BR-1", "errands"))
  end)
end)

describe("what has to be true for an item to begin", function()
  local b
  before_each(function()
    b = board.new()
    b:run("workflow", "publish", "tests/data/brief.lua", "--as", "h.dixon")
  end)
  after_each(function() b:remove() end)

  it("is asked before it begins, and nothing is kept where it is not", function()
    local said = b:refused("case", "start", "brief", "--ref", "BR-1", "--as", "h.dixon", "text=Late", "due=2016-08-31")
    assert.truthy(said:find("BR-1 could not be started. It needs: ", 1, true), said)
    b:refused("case", "show", "BR-1")
    b:run("case", "start", "brief", "--ref", "BR-1", "--as", "h.dixon", "text=In time", "due=2016-09-30")
  end)
end)
