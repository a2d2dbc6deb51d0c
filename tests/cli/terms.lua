-- Goal: a board reads its own words for those of the workflows (setting `terms`): in titles, moves, refusals, conditions and messages, of items that have
-- begun too and at once; what is stored and recorded does not move, and without the setting the workflows' own words are back. Method: from outside.
local board = require "helper.board"

local own = "LLIP = Learning Group; Independent Chair = Independent Scrutineer; Review action = Learning action; action = task"

describe("a board's own words", function()
  local b
  before_each(function()
    b = board.new()
    b:begin_action("RA-1")
  end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  local function set(...) return b:run("setting", "set", "terms", ...) end
  local function has(said, words) assert.truthy(said:find(words, 1, true), words .. "\n" .. said) end

  it("stand wherever a workflow's word would, of what has begun too", function()
    set(own, "--as", "h.dixon", "--reason", "Our names")
    local shown = b:run("case", "show", "RA-1")
    for _, words in ipairs { "Learning action", "Learning Group member", "Set the colour by hand" } do has(shown, words) end
    assert.falsy(shown:find("LLIP member", 1, true), shown)
    has(b:run("workflow", "list", "--as", "h.dixon"), "Learning action")
    b:evidence("RA-1", "s.reid", "output", "Policy")
    b:send("RA-1", "submit", "s.reid", "statement=Done")
    b:send("RA-1", "attest", "l.tanaka", "attestation=Seen")
    b:send("RA-1", "schedule", "h.dixon", "scrutiny_date=2016-12-06")
    assert.equal("Under scrutiny at Learning Group", b:ask("case", "list").rows[1].state_titles[1])
    has(b:refuse("RA-1", "accept", "s.reid", "meeting=1", "minute_ref=1", "quorate=yes", "decision_note=Seen"), "Learning Group chair")
    has(b:run("outbox", "list", "RA-1"), "Task RA-1")
  end)

  it("are taken away again, and what was told in them stays as it was told", function()
    set(own, "--as", "h.dixon", "--reason", "Our names")
    b:evidence("RA-1", "s.reid", "output", "Policy")
    b:send("RA-1", "submit", "s.reid", "statement=Done")
    set("--as", "h.dixon", "--reason", "The workflows' own")
    has(b:run("case", "show", "RA-1"), "LLIP member")
    has(b:run("outbox", "list", "RA-1"), "Task RA-1")
    b:run("rebuild")
  end)

  it("are said where they are listed, and refused where they are none", function()
    has(b:run("setting", "list"), "terms")
    set("LLIP = Learning Group", "--as", "h.dixon", "--reason", "Our name")
    has(b:run("setting", "list"), "LLIP = Learning Group")
    for _, wrong in ipairs { "LLIP", "LLIP =", "= Group", "A = B = C" } do
      has(b:refused("setting", "set", "terms", wrong, "--as", "h.dixon", "--reason", "A slip"), "LLIP = Learning Group")
    end
  end)

  it("leave what a workflow is alone: the same text is the same version", function()
    local before = b:ask("workflow", "list", "--as", "h.dixon").workflows[1].hash
    set(own, "--as", "h.dixon", "--reason", "Our names")
    b:run("workflow", "publish", "workflows/review-action.lua", "--as", "h.dixon")
    assert.equal(before, b:ask("workflow", "list", "--as", "h.dixon").workflows[1].hash)
  end)
end)
