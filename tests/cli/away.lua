-- Goal: being away takes turns and decisions, never reading: nobody is locked out of reading and downloading their own (R2, P2).
-- Method: an owner who says that they are away; what they read and what they may do, before, meanwhile and by whoever acts for them.
local desk = require "helper.desk"
local shell = require "helper.shell"

describe("who is away", function()
  local d
  before_each(function()
    d = desk.new()
    d:run("evidence", "add", "K-1", d:file("proof.txt", "Proof"), "--as", "o.owner", "--title", "Proof", "--level", "output")
    d:run("people", "absent", "o.owner", "--reason", "Leave", "--as", "o.owner")
  end)
  after_each(function()
    d:run("journal", "verify")
    d:remove()
  end)

  it("reads and downloads on what is theirs", function()
    assert.truthy(d:run("case", "show", "K-1", "--as", "o.owner"):find("Task", 1, true))
    assert.truthy(d:run("case", "history", "K-1", "--as", "o.owner"):find("Owen Owner", 1, true))
    assert.truthy(d:run("evidence", "list", "K-1", "--as", "o.owner"):find("Proof", 1, true))
    d:run("bundle", "create", "K-1", "--output", d.folder .. "/own.zip", "--as", "o.owner")
    assert.truthy(#shell.read(d.folder .. "/own.zip") > 1000)
    assert.equal(1, d:ask("case", "list", "--as", "o.owner").count)
    assert.equal(1, d:ask("case", "count", "--as", "o.owner").count)
  end)

  it("has no turn and takes no decision", function()
    local said = d:wrong({ says = { "Owen Owner may not" }, kept = 1 }, "case", "send", "K-1", "count", "--as", "o.owner")
    assert.falsy(said:find("There is no item", 1, true))
    assert.equal(0, #d:ask("todo", "--as", "o.owner").rows)
    assert.equal(0, d:ask("case", "list", "--mine", "--as", "o.owner").count)
  end)

  it("sees no more than before, and whoever acts for them sees it too", function()
    d:wrong({ says = { "no item" }, kept = 0, blind = true }, "case", "show", "K-1", "--as", "p.other")
    d:run("people", "absent", "o.owner", "--deputy", "p.other", "--reason", "Leave", "--as", "m.test")
    d:run("case", "send", "K-1", "count", "--as", "p.other")
    assert.equal(1, #d:ask("todo", "--as", "p.other").rows)
    d:run("case", "show", "K-1", "--as", "o.owner")
  end)

  it("is still kept from what a rule of the board denies them", function()
    d:run("rights", "deny", "person:l.north", "--workflow", "task", "--what", "everything", "--reason", "Related", "--as", "m.test")
    d:wrong({ says = { "no item" }, blind = true }, "case", "show", "K-1", "--as", "l.north")
    d:run("people", "absent", "l.north", "--reason", "Leave", "--as", "l.north")
    d:wrong({ says = { "no item" }, blind = true }, "case", "show", "K-1", "--as", "l.north")
    assert.equal(0, d:ask("case", "list", "--as", "l.north").count)
  end)

  it("reads nothing any more once they left", function()
    d:run("people", "leave", "o.owner", "--leave-anyway", "--reason", "Left", "--as", "m.test")
    d:wrong({ says = { "has left" }, blind = true }, "case", "show", "K-1", "--as", "o.owner")
  end)
end)
