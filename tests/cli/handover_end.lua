-- Goal: how a hand-over ends otherwise than well is not silent: one that is taken back leaves agencies as they were, and what could not be moved is
-- said to whom it concerns (R2). Method: agencies with days of their own; an item whose row is torn by raw SQL.
local desk = require "helper.desk"
local stamp = require "helper.stamp"

describe("a hand-over", function()
  local d
  before_each(function() d = desk.new() end)
  after_each(function() d:remove() end)

  local function agency(id)
    for _, row in ipairs(d:ask("agency", "list").rows) do
      if row.id == id then return row end
    end
  end
  local function succeed() d:run("agency", "succeed", "south", "both", "--on", "2016-12-01", "--reason", "Merger", "--as", "m.test") end
  local function withdraw()
    d:run("handover", "withdraw", d:ask("handover", "list").handovers[1].id, "--reason", "Put off", "--as", "m.test")
    d:run("journal", "verify")
  end
  before_each(function() d:run("agency", "set", "both", "name=Both Agencies", "--as", "m.test") end)

  it("that is taken back gives an agency the last day that it had", function()
    d:run("agency", "set", "south", "valid_to=2017-03-31", "--as", "m.test")
    succeed()
    assert.same({ "2016-11-30", "both" }, { agency("south").valid_to, agency("south").successor })
    assert.equal("2016-12-01", agency("both").valid_from)
    withdraw()
    assert.same({ "2017-03-31" }, { agency("south").valid_to, agency("south").successor })
    assert.is_nil(agency("both").valid_from)
  end)

  it("that is taken back takes away only what it brought", function()
    d:run("agency", "set", "both", "valid_from=2016-12-01", "--as", "m.test")
    succeed()
    d:run("agency", "set", "south", "valid_to=2016-12-24", "--as", "m.test")
    withdraw()
    assert.is_nil(agency("south").successor)
    assert.equal("2016-12-24", agency("south").valid_to) -- changed since
    assert.equal("2016-12-01", agency("both").valid_from) -- its own
  end)

  it("says what it left behind, in its list and to the Business Manager", function()
    d:run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=Second", "agency=north", "owner=o.owner")
    os.execute(("rm -f %s/waymark.db-*"):format(d.path))
    stamp.sql(d.path, "UPDATE cases SET state = 'torn' WHERE ref = 'K-2'")
    local said = d:run("people", "hand-over", "o.owner", "x.out", "--reason", "Left", "--as", "m.test")
    assert.truthy(said:find("K-2 was left as it is", 1, true) and said:find("1 open item was handed over", 1, true), said)
    local row = d:ask("handover", "list", "--as", "m.test").handovers[1]
    assert.same({ "done", 1, 1, { "K-2" } }, { row.status, row.moved, row.stayed, row.stayed_refs })
    assert.truthy(d:run("handover", "list", "--as", "m.test"):find("1 item could not be worked on and still names Owen Owner: K-2.", 1, true))
    local told
    for _, message in ipairs(d:ask("outbox", "list").rows) do told = message.to == "m.test" and message or told end
    assert.equal("1 item could not be handed over", told.subject)
    assert.truthy(told.body:find("from Owen Owner to Xena Out", 1, true) and told.body:find(": K-2.", 1, true), told.body)
  end)
end)
