-- Goal: scenario 2 of the domain: an incident that was notified on 31 January 2016 is to be decided by 29 February 2016; a member of LLIP cannot
-- record the decision, neither as their own nor as the chair's, and the Independent Chair can. Method: the shipped workflow `scr` on a fresh board, tried
-- as everybody who is in LLIP.
local review = require "helper.review"

local ref = "SCR-2016-02"

describe("the decision on a notified incident", function()
  local b
  before_each(function()
    b = review.board("2016-02-01T09:00:00Z")
    review.refer(b, ref)
    review.recommend(b, ref)
  end)
  after_each(function() b:remove() end)

  it("is due on 29 February, the last day of the month that has no 31st, and says how that comes", function()
    local wait = b:show(ref).waits[1]
    assert.same({ "directs", "a.mercer" }, { wait.role, wait.people[1].id })
    assert.equal("Mon 29 Feb 2016 23:59", wait["local"])
    local receipt = b:ask("case", "deadline", ref, "decide")
    assert.same({ "1 month after notified_on", "2016-02-29T23:59:59.999Z" }, { receipt.rule, receipt.due })
    assert.equal("2016-01-31", b:field(ref, "notified_on"))
  end)

  it("is told of once nobody decided, and not before", function()
    local late = "no decision yet: it was due within a month of the notification"
    for _, fired in ipairs(b:fired("2016-02-29T23:59:59.998Z")) do assert.not_equal(late, fired.what) end
    assert.falsy(b:show(ref).waits[1].late)
    local fired = b:fired("2016-03-01T00:00:00Z")
    assert.equal(late, fired[1].what)
    local told = {}
    for _, who in ipairs(fired[1].told) do told[#told + 1] = who.to end
    table.sort(told)
    assert.same({ "a.mercer", "h.dixon" }, told)
    assert.truthy(b:show(ref).waits[1].late)
  end)

  it("cannot be recorded by any member of LLIP, as their own or as the chair's, and each try is on record", function()
    local members
    for _, group in ipairs(b:ask("group", "list").rows) do
      if group.id == "llip" then members = group.members end
    end
    assert.equal(6, #members)
    for _, member in ipairs(members) do
      local said = b:refuse(ref, "decide", member, "decision=scr", review.reasons)
      assert.truthy(said:find("it is for the Independent Chair (Alison Mercer)", 1, true), said)
      b:refuse(ref, "decide", member, "--decided-by", "a.mercer", "decision=scr", review.reasons)
      b:refuse(ref, "decide", "h.dixon", "--decided-by", member, "decision=scr", review.reasons)
    end
    b:refuse(ref, "decide", "h.dixon", "decision=scr", review.reasons) -- the Business Manager records, and decides nothing
    assert.equal("work.recommended", b:state(ref))
    assert.is_nil(b:field(ref, "decision"))
    local refused = 0
    for _, entry in ipairs(b:ask("case", "history", ref).entries) do
      if entry.kind == "event refused" then refused = refused + 1 end
    end
    assert.equal(3 * #members + 1, refused)
  end)

  local function last_entry()
    local entries = b:ask("case", "history", ref).entries
    return entries[#entries]
  end

  it("can be recorded by the Independent Chair", function()
    b:send(ref, "decide", "a.mercer", "decision=scr", review.reasons)
    assert.same({ "work.commissioning", "scr", "2016-02-01" }, { b:state(ref), b:field(ref, "decision"), b:field(ref, "decided_on") })
    assert.equal("a.mercer", last_entry().who)
  end)

  it("can be recorded for her by the Business Manager, and then both are kept", function()
    b:send(ref, "decide", "h.dixon", "--decided-by", "a.mercer", "decision=scr", review.reasons)
    assert.equal("work.commissioning", b:state(ref))
    assert.same({ "h.dixon", "a.mercer" }, { last_entry().who, last_entry().decided_by })
  end)
end)
