-- Goal: DOMAIN's scenario 10: somebody of an agency sees their own draft and not another agency's, the Business Manager sees both, the young
-- people's group sees neither; after the stage that says so each agency sees what the other found, and nothing of how (P3, R1). Method: two
-- returns of the small workflow tests/data/draft.lua, each question asked as each person; and the same of the shipped audit's returns.
local shell = require "helper.shell"
local json = require "helper.json"
local folder

local function path() return folder .. "/board" end
local run, ok, fails = require("helper.at_board")(path)

local function refs(as)
  local seen = {}
  for _, row in ipairs(json.read(ok("case", "list", "--as", as, "--json")).rows) do seen[#seen + 1] = row.ref end
  return table.concat(seen, " ")
end

local function fields(ref, as)
  local seen = {}
  for _, field in ipairs(json.read(ok("case", "show", ref, "--as", as, "--json")).fields) do seen[#seen + 1] = field.name end
  table.sort(seen)
  return table.concat(seen, " ")
end

describe("an agency's draft", function()
  before_each(function()
    folder = shell.folder()
    local _, err, status = shell.run { "init", path(), "--seed", "tests/data/sharing.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert(status == 0, err)
    ok("workflow", "publish", "tests/data/draft.lua", "--as", "m.test")
    ok("case", "start", "draft", "--ref", "D-N", "--as", "m.test", "text=Northern question", "agency=north")
    ok("case", "start", "draft", "--ref", "D-S", "--as", "m.test", "text=Southern question", "agency=south")
    ok("case", "send", "D-N", "write", "--as", "l.north", "answer=Northern answer", "doubt=Northern doubt")
    ok("case", "send", "D-S", "write", "--as", "l.south", "answer=Southern answer")
  end)
  after_each(function() shell.remove(folder) end)

  it("is its own and the Business Manager's", function()
    assert.are.equal("D-N", refs("l.north"))
    assert.are.equal("D-S", refs("l.south"))
    assert.are.equal("D-N D-S", refs("m.test"))
    assert.are.equal("", refs("y.young"))
    fails(1, 'There is no item "D-S" on this board', "case", "show", "D-S", "--as", "l.north")
    fails(1, 'There is no item "D-N" on this board', "case", "show", "D-N", "--as", "y.young")
    assert.are.equal("agency answer doubt text", fields("D-N", "l.north"))
    assert.are.equal("agency answer doubt text", fields("D-N", "m.test"))
  end)

  it("is seen by the others once the stage says so, in what was found alone", function()
    ok("case", "send", "D-S", "find", "--as", "l.south", "finding=Southern finding")
    assert.are.equal("D-N", refs("l.north"))
    ok("case", "send", "D-S", "share", "--as", "m.test")
    assert.are.equal("D-N D-S", refs("l.north"))
    assert.are.equal("agency finding text", fields("D-S", "l.north"))
    assert.are.equal("agency answer finding text", fields("D-S", "l.south"))
    assert.are.equal("D-S", refs("l.south")) -- the other draft is no less private for it
    assert.are.equal("", refs("y.young"))
    assert.is_nil(run("case", "show", "D-S", "--as", "l.north", "--json"):find("Southern answer", 1, true))
    ok("case", "send", "D-S", "back", "--as", "m.test")
    assert.are.equal("D-N", refs("l.north"))
    fails(1, 'There is no item "D-S" on this board', "case", "show", "D-S", "--as", "l.north")
  end)
end)

describe("an agency's return to an audit, by the shipped workflows", function()
  local audit = require "helper.audit"
  local b
  local function seen(as)
    local found = {}
    for _, row in ipairs(b:ask("case", "list", "--workflow", "audit-return", "--as", as).rows) do found[#found + 1] = row.ref end
    return table.concat(found, " ")
  end
  setup(function()
    b = audit.opened()
    audit.record(b, "AR-2016-001", "t.harker", "good")
    audit.record(b, "AR-2016-002", "l.tanaka", "good")
  end)
  teardown(function() b:remove() end)

  it("is its own while it is a draft, and the Business Manager's; no M&E and no young people's group sees it", function()
    assert.are.equal("AR-2016-001", seen "t.harker")
    assert.are.equal("AR-2016-002", seen "l.tanaka") -- who is of M&E too
    assert.are.equal("AR-2016-001 AR-2016-002 AR-2016-003", seen "h.dixon")
    assert.are.equal("", seen "k.mistry")
    assert.are.equal("", seen "q.ashby") -- who works with Safe4Us
    local function none(ref, as)
      for _, words in ipairs { { "case", "show", ref }, { "case", "history", ref }, { "bundle", "create", ref, "--output", b.folder .. "/no.zip" } } do
        table.move({ "--as", as }, 1, 2, #words + 1, words)
        assert.truthy(b:refused(table.unpack(words)):find(('There is no item "%s"'):format(ref), 1, true))
      end
    end
    none("AR-2016-002", "t.harker")
    none("AR-2016-001", "l.tanaka")
    for _, ref in ipairs { "AR-2016-001", "AR-2016-002" } do
      none(ref, "q.ashby")
      none(ref, "k.mistry")
    end
  end)

  it("is read word for word by its agency and by the Business Manager, who sees both", function()
    for ref, lead in pairs { ["AR-2016-001"] = "t.harker", ["AR-2016-002"] = "l.tanaka" } do
      for _, as in ipairs { lead, "h.dixon" } do
        local said = b:run("case", "show", ref, "--as", as)
        assert.truthy(said:find("Case 1: what worked%s+Visits") and said:find("Case 1: planning%s+good"), as .. "\n" .. said)
      end
    end
  end)

  it("is M&E's to moderate once it is sent, but for those of the very agency", function()
    audit.submit(b, "AR-2016-001", "t.harker", "good")
    assert.are.equal("AR-2016-001", seen "k.mistry")
    assert.are.equal("AR-2016-001 AR-2016-002", seen "l.tanaka")
    assert.are.equal("AR-2016-003", seen "i.rowan")
  end)

  it("shows other agencies its moderated grades, and nothing else, once the report is approved", function()
    b:send("AR-2016-001", "record_moderation", "h.dixon", "--decided-by", "n.farrow", "immediate_concern=no", "2.voice.moderated=inadequate", "2.reason=Unseen")
    b:send("AR-2016-001", "moderate", "h.dixon", "--decided-by", "n.farrow", "moderated_grade=good")
    audit.report(b)
    local said = b:run("case", "show", "AR-2016-001", "--as", "i.rowan")
    assert.truthy(said:find("Case 2: the child's voice and lived experience, moderated%s+inadequate"), said)
    for _, word in ipairs { "Unseen", "Visits", "evidenced", "Case 2: planning\n" } do assert.is_nil(said:find(word, 1, true), word) end
    assert.are.equal("AR-2016-001", seen "q.ashby") -- the voluntary sector's lead, as any other agency's; no return that was not moderated
  end)
end)
