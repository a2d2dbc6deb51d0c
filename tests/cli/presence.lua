-- Goal: who acts goes by the dates in the directory, at the board's own moment: joined and left, absences with a deputy, further agencies, an agency's
-- last day, members for a time (R2). Nothing but time passes between two answers. Method: who may decide and who leads items of tests/data/task.lua.
local desk = require "helper.desk"

describe("the directory's dates", function()
  local d
  before_each(function()
    d = desk.new() -- Thursday 1 September 2016; K-1 is of the north, as is the panel's chair
    d:run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=Other", "agency=south", "owner=p.other")
  end)
  after_each(function()
    d:run("journal", "verify")
    d:remove()
  end)

  local function now(instant) d:run("run-due", "--now", instant, "--as", "m.test") end
  local function set(...) d:run(...) end
  local function deciders(ref)
    local found = {}
    for _, move in ipairs(d:ask("case", "show", ref).moves) do
      if move.event == "agree" then
        for _, who in ipairs(move.by[1].people) do found[#found + 1] = who.id .. " as " .. who.via end
      end
    end
    return table.concat(found, "; ")
  end
  local function holder(ref)
    local found = {}
    for _, who in ipairs(d:ask("case", "show", ref).holder) do found[#found + 1] = who.name end
    return table.concat(found, "; ")
  end

  it("let an absence's deputy act from its first day to its last", function()
    set("people", "set", "c.chair", 'absences:=[{"from":"2016-09-05","to":"2016-09-06","deputy":"a.admin"}]', "--as", "m.test")
    assert.equal("c.chair as Panel chair", deciders "K-2")
    now "2016-09-05T00:30:00Z" -- half past one in London
    assert.equal("a.admin as Panel chair, for Cora Chair", deciders "K-2")
    now "2016-09-06T22:59:00Z"
    assert.equal("a.admin as Panel chair, for Cora Chair", deciders "K-2")
    now "2016-09-06T23:00:00Z"
    assert.equal("c.chair as Panel chair", deciders "K-2")
  end)

  it("give an owner's work to the deputy meanwhile, who may do it", function()
    set("people", "set", "o.owner", 'absences:=[{"from":"2016-09-01","deputy":"p.other"}]', "--as", "m.test")
    assert.equal("Pat Other", holder "K-1")
    d:run("case", "send", "K-1", "count", "--as", "p.other")
    d:wrong({ kept = 0 }, "case", "send", "K-1", "count", "--as", "x.out")
  end)

  it("pass over a deputy who is away too, and one in a conflict of interest", function()
    set("people", "set", "c.chair", 'absences:=[{"from":"2016-09-01","deputy":"p.other"}]', "--as", "m.test")
    assert.equal("", deciders "K-2") -- the deputy and the vice-chair are of the south
    assert.equal("v.vice as Panel vice-chair", deciders "K-1") -- the chair is of the north, away or not
  end)

  it("end what somebody may do with their last day", function()
    set("people", "set", "o.owner", "left=2016-09-30", "--as", "m.test")
    now "2016-09-30T20:00:00Z"
    d:run("case", "send", "K-1", "count", "--as", "o.owner")
    now "2016-09-30T23:00:00Z"
    assert.equal("nobody", holder "K-1")
    d:wrong({ says = { "Owen Owner has left" } }, "case", "send", "K-1", "count", "--as", "o.owner")
  end)

  it("begin it with their first", function()
    set("people", "set", "n.new", "name=Nina New", "joined=2016-10-03", "--as", "m.test")
    d:wrong({ says = { "Nina New joins on 2016-10-03" } }, "case", "list", "--as", "n.new")
    now "2016-10-02T23:00:00Z"
    d:run("case", "list", "--as", "n.new")
  end)

  it("judge a conflict of interest on all of somebody's agencies", function()
    assert.equal("c.chair as Panel chair", deciders "K-2")
    set("people", "set", "c.chair", "agencies=south", "--as", "m.test")
    assert.equal("", deciders "K-2")
    assert.truthy(d:run("case", "show", "K-2"):find("nobody", 1, true))
  end)

  it("end an agency's leads with its last day, and let its successor answer for it", function()
    set("agency", "set", "north", "valid_to=2016-09-30", "--as", "m.test")
    d:run("case", "show", "K-1", "--as", "l.north")
    now "2016-09-30T23:00:00Z"
    d:wrong({ blind = true }, "case", "show", "K-1", "--as", "l.north")
    set("agency", "set", "both", "name=Both Agencies", 'posts:={"safeguarding_lead":"x.out"}', "valid_from=2016-10-01", "--as", "m.test")
    set("agency", "set", "north", "successor=both", "--as", "m.test")
    d:run("case", "show", "K-1", "--as", "x.out")
    d:wrong({ blind = true }, "case", "show", "K-1", "--as", "l.north")
    assert.truthy(d:run("case", "show", "K-1"):find("North Agency, since 1 Oct 2016 Both Agencies", 1, true))
    assert.equal("v.vice as Panel vice-chair", deciders "K-1") -- the chair's agency is the one that went on
  end)

  it("say since when a post is vacant", function()
    set("people", "set", "v.vice", "left=2016-09-12", "--as", "m.test")
    set("post", "set", "panel_chair", "holder:=null", "--as", "m.test")
    now "2016-09-20T09:00:00Z"
    local vacant = {}
    for _, row in ipairs(d:ask("post", "list").rows) do vacant[row.id] = row.vacant_since end
    assert.same({ panel_chair = "2016-09-01", panel_vice_chair = "2016-09-13" }, vacant)
    set("post", "set", "panel_chair", "holder=c.chair", "--as", "m.test")
    for _, row in ipairs(d:ask("post", "list").rows) do
      if row.id == "panel_chair" then assert.is_nil(row.vacant_since) end
    end
  end)

  it("must make sense", function()
    local function wrong(says, ...) d:wrong({ says = says }, ...) end
    wrong({ "is after" }, "people", "set", "o.owner", "joined=2016-10-01", "left=2016-09-01", "--as", "m.test")
    wrong({ "2016-02-30" }, "people", "set", "o.owner", "left=2016-02-30", "--as", "m.test")
    wrong({ "a further agency", "\"noth\"", "north" }, "people", "set", "o.owner", "agencies=noth", "--as", "m.test")
    wrong({ "from when" }, "people", "set", "o.owner", 'absences:=[{"to":"2016-09-09"}]', "--as", "m.test")
    wrong({ "own deputy" }, "people", "set", "o.owner", 'absences:=[{"from":"2016-09-09","deputy":"o.owner"}]', "--as", "m.test")
    wrong({ "own successor" }, "agency", "set", "north", "successor=north", "--as", "m.test")
    wrong({ "s11_duty", "statutory" }, "agency", "set", "north", "s11_duty=statutry", "--as", "m.test")
    wrong({ "sector", "health" }, "agency", "set", "north", "sector=helth", "--as", "m.test")
    wrong({ "the quorum of panel" }, "group", "set", "panel", "quorum=4/3", "--as", "m.test")
    d:run("group", "set", "panel", "quorum=3", "--as", "m.test")
    d:run("group", "set", "panel", "quorum=1/3", 'members:=["v.vice",{"person":"c.chair","from":"2016-10-01"}]', "--as", "m.test")
    d:run("people", "set", "m.test", "left=2016-12-31", "--as", "m.test") -- Ada Admin deputises
    wrong({ "nobody who is active" }, "people", "set", "a.admin", "left=2017-12-31", "--as", "m.test")
  end)
end)
