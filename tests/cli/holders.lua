-- Goal: in a list that says who holds a role stand people and parties that there are, and what else comes into one neither stops the program nor gives a
-- right (R1, R2). Method: joint leads of the shipped action of a business plan, given as JSON, as a program or a hurried person may give them.
local board = require "helper.board"

local function start(status, b, ref, leads)
  return b:try(status, "case", "start", "plan-action", "--ref", ref, "--as", "h.dixon", "text=Safe travel", "lead=agency:police", "leads:=" .. leads)
end

describe("a list that says who holds a role", function()
  local b = board.new()
  teardown(function() b:remove() end)

  it("takes nobody that there is not", function()
    for leads, says in pairs {
      ['[{"party":{"kind":"agency","id":"police"}}]'] = "Leads (leads) must be a party such as agency:police",
      ['[{"party":{"kind":"agency","id":"police"},"status":7}]'] = "Leads (leads) must be a party",
      ['[{"kind":"agency","id":"polise"}]'] = 'there is no agency called "polise" on this board. Did you mean "police"?',
      ['[{"kind":"all","id":"people"}]'] = "not \"all\"",
      ['["police","nobody.here"]'] = 'there is no agency called "nobody.here"',
      ['[7]'] = "Leads (leads) must be a party",
      ['[["police"]]'] = "Leads (leads) must be a party",
    } do
      local said = start(1, b, "BP-0", leads):gsub("%s+", " ")
      assert.truthy(said:find(says, 1, true), leads .. ": " .. said)
    end
    b:run("case", "list", "--as", "t.harker")
    b:run("todo", "--as", "t.harker")
  end)

  it("takes people, parties and everybody, and they hold it", function()
    start(0, b, "BP-1", '["p.shah",{"kind":"group","id":"llip"},"agency:hospitals","mental_health","all:agencies",{"kind":"all"}]')
    local leads = b:field("BP-1", "leads")
    assert.same("p.shah", leads[1])
    assert.same({ kind = "agency", id = "hospitals" }, leads[3])
    assert.same({ kind = "agency", id = "mental_health" }, leads[4])
    assert.same({ kind = "all", id = "agencies" }, leads[5])
    b:run("case", "show", "BP-1", "--as", "l.tanaka")
    b:run("journal", "verify")
  end)
end)

describe("a field that holds an agency, a group or a post", function()
  local b = board.new()
  setup(function() b:run("workflow", "publish", "tests/data/desk.lua", "--as", "h.dixon") end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  local function ask(ref, ...) b:run("case", "start", "desk", "--ref", ref, "--as", "h.dixon", "text=Who?", ...) end

  it("finds the agency's safeguarding lead, whose turn it then is, and nobody else's", function()
    ask("DQ-1", "agency=police")
    assert.truthy(b:run("case", "show", "DQ-1"):find(b:ask("people", "show", "t.harker").name or "Harker", 1, true))
    assert.truthy(b:run("case", "list", "--as", "t.harker"):find("DQ-1", 1, true))
    assert.truthy(b:run("todo", "--as", "t.harker"):find("DQ-1", 1, true))
    assert.falsy(b:run("case", "list", "--as", "l.tanaka"):find("DQ-1", 1, true))
    b:refuse("DQ-1", "answer", "l.tanaka")
    b:send("DQ-1", "answer", "t.harker")
  end)

  it("finds whoever holds the post", function()
    ask("DQ-2", "desk=llip_chair")
    b:send("DQ-2", "answer", b:decider("llip_chair"))
  end)

  it("finds the group's people, and its meeting has it", function()
    ask("DQ-3", "team=llip")
    b:send("DQ-3", "decide", "h.dixon", "--decided-by", b:decider("llip_chair"), "meeting=LLIP 1", "minute_ref=1")
    assert.equal("answered", b:state("DQ-3"))
  end)

  it("changes hands with the agency", function()
    ask("DQ-4", "agency=police")
    b:run("agency", "succeed", "police", "hospitals", "--on", "2016-09-01", "--reason", "Merged", "--as", "h.dixon")
    assert.equal("hospitals", b:field("DQ-4", "agency"))
  end)
end)
