-- Goal (DESIGN 5): a workflow in plain form runs as it reads: a step's date is counted from when it was asked and kept in `due`, whoever is late is
-- chased, an extension moves the date, choices lead on, and what happens by itself does. Method: tests/data/plain.lua on a board, in simulated time.

local board = require "helper.board"

describe("a workflow in plain form", function()
  local b
  before_each(function()
    b = board.new()
    b:run("workflow", "publish", "tests/data/plain.lua", "--as", "h.dixon")
    b:run("case", "start", "plain", "--ref", "P-1", "--as", "h.dixon", "text=A policy", "owner=s.reid")
  end)
  after_each(function() b:remove() end)

  local function told(fired)
    local lines = {}
    for _, one in ipairs(fired) do
      for _, who in ipairs(one.told) do lines[#lines + 1] = one["local"]:sub(5, 15):gsub(" +$", "") .. " " .. who.to end
    end
    return lines
  end

  it("keeps the date of its step in `due`, and chases by it", function()
    assert.equal("2016-09-01", b:field("P-1", "asked"))
    assert.equal("2016-09-15", b:field("P-1", "due"))
    assert.same({ "16 Sep 2016 s.reid", "16 Sep 2016 h.dixon" }, told(b:fired("2016-09-17T09:00:00Z")))
    assert.same({ "29 Sep 2016 m.okafor" }, told(b:fired("2016-09-30T09:00:00Z")))
    local page = b:run("case", "show", "P-1"):gsub("%s+", " ")
    assert.truthy(page:find("late: Owner since Thu 15 Sep 2016", 1, true), page)
  end)

  it("moves the date with an extension, and with it what comes after it", function()
    b:send("P-1", "more_time", "h.dixon", "due=2016-10-07", "why_it_takes_longer=Leave")
    assert.same({}, told(b:fired("2016-09-30T09:00:00Z")))
    assert.same({ "10 Oct 2016 s.reid", "10 Oct 2016 h.dixon" }, told(b:fired("2016-10-11T09:00:00Z")))
    assert.equal("Leave", b:field("P-1", "why_it_takes_longer"))
  end)

  it("asks for what must be given, also in the author's own words", function()
    local said = b:refuse("P-1", "hand_in_it", "s.reid")
    assert.truthy(said:find("hand_it_in", 1, true), said)
    assert.truthy(b:refuse("P-1", "hand_it_in", "s.reid"):find("Answer", 1, true))
    b:send("P-1", "hand_it_in", "s.reid", "answer=Here it is")
    assert.is_nil(b:field("P-1", "due")) -- of the step that was left
    local sent = { "--decided-by", "r.steel" }
    local missing = b:refuse("P-1", "send_it_back", "h.dixon", table.unpack(sent))
    assert.truthy(missing:find("What is missing", 1, true), missing)
    b:send("P-1", "send_it_back", "h.dixon", "--decided-by", "r.steel", "what_is_missing=The date")
    assert.equal("asked_for", b:state("P-1"))
    assert.equal("2016-09-15", b:field("P-1", "due")) -- asked anew on the same day
  end)

  it("counts what is late from the meeting that its holder waits for", function()
    b:send("P-1", "hand_it_in", "s.reid", "answer=Here it is")
    local deadlines = {}
    for _, one in ipairs(b:show("P-1").due) do deadlines[#deadlines + 1] = one.rule end
    assert.same({ "1 working day after the next meeting of llip" }, deadlines)
  end)

  it("says of an answer that may be left out that it is of the round before, until it is given anew", function()
    b:run("workflow", "publish", "tests/data/rounds.lua", "--as", "h.dixon")
    b:run("case", "start", "rounds", "--ref", "R-1", "--as", "h.dixon", "text=A policy")
    local function former()
      local names = {}
      for _, field in ipairs(b:show("R-1").fields) do
        if field.former then names[#names + 1] = field.name end
      end
      return names
    end
    b:send("R-1", "hand_it_in", "h.dixon", "answer=Here it is", "note=By post")
    assert.same({}, former())
    b:send("R-1", "send_it_back", "h.dixon", "what_is_missing=The date")
    assert.same({ "note" }, former()) -- the answer must be given anew, so nothing need be said of it
    local page = b:run("case", "show", "R-1"):gsub("%s+", " ")
    assert.truthy(page:find("By post (as it was given before; it can be given anew)", 1, true), page)
    assert.falsy(page:find("Here it is (as", 1, true), page)
    b:send("R-1", "hand_it_in", "h.dixon", "answer=With the date", "note=By hand")
    assert.same({}, former())
    assert.truthy(b:run("case", "history", "R-1"):find("Here it is", 1, true))
  end)

  it("does by itself what is automatic, at once and after a year", function()
    for _ = 1, 2 do
      b:send("P-1", "hand_it_in", "s.reid", "answer=Here it is")
      b:send("P-1", "send_it_back", "h.dixon", "--decided-by", "r.steel", "what_is_missing=The date")
    end
    b:send("P-1", "hand_it_in", "s.reid", "answer=Here it is")
    assert.equal("watched", b:state("P-1"))
    b:fired("2017-09-02T09:00:00Z")
    assert.equal("accepted", b:state("P-1"))
  end)

  it("offers a choice of all open steps in each of them, but where it is excepted", function()
    b:send("P-1", "watch_it", "h.dixon", "review_on=2016-11-01")
    assert.equal("watched", b:state("P-1"))
    b:refuse("P-1", "watch_it", "h.dixon", "review_on=2016-11-01")
    assert.same({ "8 Nov 2016 h.dixon" }, told(b:fired("2016-11-09T09:00:00Z")))
  end)
end)

describe("a workflow that is based on another", function()
  it("has what it does not say from that one, and keeps both texts", function()
    local b = board.new()
    local path = b.folder .. "/mine"
    os.execute(("mkdir '%s' && cp tests/data/plain.lua '%s/plain.lua'"):format(path, path))
    local file = assert(io.open(path .. "/mine.lua", "w"))
    file:write([[return based_on "plain" { name = "mine", title = "Mine", version = 3,
      fields = { place = { type = "text", label = "Place" } },
      change "asked_for" { due = "5 working days after asked", choices = { { "Hand it in", by = "manager", go_to = "accepted" } } },
      remove "watched",
      replace "handed_in" { holder = "manager", choices = { { "Go on", by = "manager", go_to = "accepted" } } },
      change "asked_for" { choices = { { "Ask them", by = "manager", go_to = "handed_in" } }, without = "More time" },
    }]])
    file:close()
    local said = b:try(1, "workflow", "check", path .. "/mine.lua")
    assert.truthy(said:find("plain.lua:61:76: No step is called `watched`", 1, true), said) -- `anywhere` of the base leads there
    os.execute(("sed -i '/^  anywhere/,/^  }/d' '%s/plain.lua'"):format(path))
    b:run("workflow", "publish", path .. "/mine.lua", "--as", "h.dixon")
    b:run("case", "start", "mine", "--ref", "M-1", "--as", "h.dixon", "text=A policy", "owner=s.reid")
    assert.equal("2016-09-08", b:field("M-1", "due"))
    local events = {}
    for _, move in ipairs(b:show("M-1").moves) do events[#events + 1] = move.event end
    assert.same({ "hand_it_in", "ask_them" }, events)
    b:run("journal", "verify")
    b:remove()
  end)
end)

describe("a value that the board says", function()
  it("is a setting of the board, as text, and nothing where there is none", function()
    local b = board.new()
    local file = assert(io.open(b.folder .. "/said.lua", "w"))
    file:write([[return workflow { name = "said", title = "Said", version = 1, roles = { manager = { post = "business_manager" } },
      start = { by = "manager", may_give = { "at" } },
      fields = { zone = { type = "text" }, none = { type = "text" }, at = { type = "date" }, later = { type = "date" } },
      step "open" { does = { set("zone", from_setting "zone"), set("none", from_setting "no_such_setting"), set("later", date_of "5 working days after at") },
        choices = { { "Close", by = "manager", go_to = "closed" } } },
      step "closed" { closed = true } }]])
    file:close()
    b:run("workflow", "publish", b.folder .. "/said.lua", "--as", "h.dixon")
    b:run("case", "start", "said", "--ref", "S-1", "--as", "h.dixon", "at=2016-12-23")
    b:run("case", "start", "said", "--ref", "S-2", "--as", "h.dixon")
    assert.equal("Europe/London", b:field("S-1", "zone"))
    assert.is_nil(b:field("S-1", "none"))
    assert.equal("2017-01-04", b:field("S-1", "later"))
    assert.is_nil(b:field("S-2", "later"))
    b:remove()
  end)
end)

describe("a step that is due some time after a date", function()
  local function with(step, fields)
    local path = os.tmpname() .. ".lua"
    local file = assert(io.open(path, "w"))
    file:write(([[return workflow { name = "after", title = "After", version = 1, roles = { manager = { post = "business_manager" } },
      start = { by = "manager", must_give = { "text", "published_on" } },
      fields = { text = { type = "text" }, published_on = { type = "date" }, %s },
      step "open" { holder = "manager", %s, choices = { { "Close", by = "manager", go_to = "closed" } } },
      step "closed" { closed = true } }]]):format(fields or "", step))
    file:close()
    return path
  end

  local function dues(b, ref)
    local list = {}
    for _, one in ipairs(b:show(ref).due) do list[#list + 1] = one.rule .. ": " .. one["local"]:sub(5, 15):gsub(" +$", "") end
    return list
  end

  it("is late by days of the same kind, a week being seven", function()
    local b = board.new()
    b:run("workflow", "publish", with [[due = "8 weeks after published_on", if_late = {
      { "7 calendar days before due", tell = "manager" }, { "10 calendar days after due", tell = "manager" } }]], "--as", "h.dixon")
    b:run("case", "start", "after", "--ref", "A-1", "--as", "h.dixon", "text=A report", "published_on=2016-09-01")
    assert.same({ "49 calendar days after published_on: 20 Oct 2016", "66 calendar days after published_on: 6 Nov 2016" }, dues(b, "A-1"))
    b:remove()
  end)

  it("is told the way round where they are of another kind, and that way is one", function()
    local b = board.new()
    local late = [[if_late = { { "1 working day after due", tell = "manager" } }]]
    local said = b:refused("workflow", "check", with([[due = "8 weeks after published_on", ]] .. late))
    local field, does = said:match("declare `([^`]*)` in `fields`, and write here `([^`]*)`")
    assert.truthy(field and does, said)
    b:run("workflow", "publish", with(does .. ", " .. late, field), "--as", "h.dixon")
    b:run("case", "start", "after", "--ref", "A-1", "--as", "h.dixon", "text=A report", "published_on=2016-09-01")
    assert.equal("2016-10-27", b:field("A-1", "wanted_by"))
    assert.same({ "1 working day after wanted_by: 28 Oct 2016" }, dues(b, "A-1"))
    b:remove()
  end)
end)

describe("a row of if_late that opens an item", function()
  it("says what that one begins with", function()
    local b = board.new()
    for _, name in ipairs { "plain", "plain-late" } do b:run("workflow", "publish", "tests/data/" .. name .. ".lua", "--as", "h.dixon") end
    b:run("case", "start", "plain-late", "--ref", "L-1", "--as", "h.dixon", "text=Not handed in")
    b:run("run-due", "--now", "2016-09-12T09:00:00Z")
    local rows = b:ask("case", "list", "--workflow", "plain").rows
    assert.equal(1, #rows)
    assert.equal("Not handed in", b:field(rows[1].ref, "text"))
    assert.equal("s.reid", b:field(rows[1].ref, "owner"))
    b:run("run-due", "--now", "2016-09-23T09:00:00Z")
    assert.equal(2, #b:ask("case", "list", "--workflow", "plain").rows)
    assert.truthy(b:run("workflow", "read", "tests/data/plain-late.lua"):find('A new item of "plain" is opened', 1, true))
    b:run("journal", "verify")
    b:remove()
  end)
end)

describe("the example that the plain form was designed by", function()
  it("is a workflow as it is printed", function()
    local folder = io.popen("mktemp -d"):read("l")
    os.execute(("cp -r workflows/theme.lua workflows/lib tests/data/prevent.lua '%s'"):format(folder))
    local pipe = io.popen(("'%s' workflow check '%s/prevent.lua' 2>&1"):format(os.getenv("WAYMARK") or "build/release/waymark", folder))
    local said = pipe:read("a")
    pipe:close()
    os.execute(("rm -r '%s'"):format(folder))
    assert.equal("theme-prevent, version 1: no mistakes.\ntheme-prevent-return, version 1, comes with it.\n", said)
  end)
end)
