-- Goal (DOMAIN 10.1, 11): each month somebody looks at what is published; what matters here opens a theme, with what is known of it; what is logged later
-- than ten working days is counted; a look that does not happen is noticed. Method: the shipped workflow on the Redcar & Cleveland board, in simulated time.

local board = require "helper.board"

describe("the shipped publication-scan", function()
  local b
  setup(function()
    b = board.new("2016-09-05T09:00:00Z")
    for _, name in ipairs { "theme", "publication-scan" } do b:run("workflow", "publish", "workflows/" .. name .. ".lua", "--as", "h.dixon") end
    b:run("case", "start", "publication-scan", "--ref", "S-1", "--as", "h.dixon", "title=National publications", "lead=group:business_unit_team")
  end)
  teardown(function() b:remove() end)

  it("opens a theme for what matters here, and keeps why the rest does not", function()
    b:send("S-1", "log_one_that_matters_here", "x.lyle", "publication=Joint report on neglect", "source=inspection",
      "published_on=2016-09-01", "link=gov.uk/neglect")
    b:send("S-1", "log_one_that_does_not", "x.lyle", "publication=Report on Wales", "source=report", "published_on=2016-06-01", "reason=Welsh law")
    local themes = b:ask("case", "list", "--workflow", "theme").rows
    assert.equal(1, #themes)
    assert.equal("Joint report on neglect", b:field(themes[1].ref, "theme"))
    assert.equal("2016-09-01", b:field(themes[1].ref, "published_on"))
    assert.equal("spotted", b:state(themes[1].ref))
    assert.equal("Welsh law", b:field("S-1", "passed_over")[1].reason)
    assert.equal(1, b:field("S-1", "logged_late"), "the one of June was logged late")
    assert.is_nil(b:field("S-1", "publication"))
  end)

  it("waits for the month to end, begins again by itself, and says when nobody looked", function()
    b:send("S-1", "that_was_all_this_month", "x.lyle", "where_it_was_looked=gov.uk, NSPCC")
    assert.equal("waiting", b:state("S-1"))
    b:run("run-due", "--now", "2016-10-03T09:00:00Z")
    assert.equal("looking", b:state("S-1"))
    local told = {}
    for _, one in ipairs(b:fired("2016-11-04T09:00:00Z")) do
      for _, who in ipairs(one.told) do told[who.to] = one.ref == "S-1" or told[who.to] end
    end
    assert.truthy(told["x.lyle"] and told["h.dixon"] and told["m.okafor"])
    b:run("journal", "verify")
  end)
end)
