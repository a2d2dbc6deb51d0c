-- Goal: an alarm stands exactly where nobody can move an item. Method: boards of random people, posts, deputies, absences and agencies, on which batons
-- (tests/data/baton.lua) are passed and people come and go; after each round every event of every item is tried by every person with `case.explain`,
-- and what nobody could take, and no date moves, is compared with the alarms. `WAYMARK_LONG=1` tries more boards.
local desk = require "helper.desk"
local json = require "helper.json"
local shell = require "helper.shell"

local people = { "m.test", "a.admin", "o.owner", "p.other", "l.north", "l.south", "c.chair", "v.vice", "x.out" }
local posts = { "panel_chair", "panel_vice_chair", "auditor" }
local events = { "give", "audit", "ask", "rest", "lose", "back", "stop", "pass", "agree", "find" } -- evidence moves nothing
local boards = os.getenv "WAYMARK_LONG" and 100 or 6

local function text(value)
  if type(value) == "table" then
    local parts = {}
    if value.list then
      for _, one in ipairs(value.list) do parts[#parts + 1] = text(one) end
      return "[" .. table.concat(parts, ",") .. "]"
    end
    for name, one in pairs(value) do parts[#parts + 1] = ('"%s":%s'):format(name, text(one)) end
    return "{" .. table.concat(parts, ",") .. "}"
  end
  if value == json.null or value == "null" then return "null" end
  return type(value) == "string" and ('"%s"'):format(value) or tostring(value)
end

local function any(list) return list[math.random(#list)] end
local function maybe(list) return math.random(3) > 1 and any(list) or "null" end

local function put(kind, id, document) return { op = "directory.put", as = "m.test", kind = kind, id = id, document = document } end

-- One thing that happens to the directory; what would leave the board without an office is refused, and no harm.
local changes = {
  function() return put("person", any(people), { active = math.random(3) > 1 }) end,
  function()
    local absences = math.random(2) == 1 and { list = { { from = "2016-08-30", deputy = any(people) } } } or "null"
    return put("person", any(people), { absences = absences })
  end,
  function() return put("person", any(people), { agency = any { "north", "south" } }) end,
  function() return put("post", any(posts), { holder = maybe(people), deputy = math.random(2) == 1 and maybe(people) or maybe(posts) }) end,
  function() return put("agency", any { "north", "south" }, { posts = math.random(3) == 1 and {} or { safeguarding_lead = any(people) } }) end,
  function() return put("group", "panel", { members = { list = math.random(2) == 1 and {} or { any(people), any(people) } } }) end,
}

describe("an alarm of a random board", function()
  local function batch(d, requests)
    local lines = {}
    for i, one in ipairs(requests) do lines[i] = text(one) end
    local out, err, status = shell.run({ "batch", "-", "--board", d.path }, { input = table.concat(lines, "\n") .. "\n" })
    assert(status <= 1, err)
    local answers = {}
    for line in out:gmatch "[^\n]+" do answers[#answers + 1] = json.read(line) end
    assert(#answers == #requests, err)
    return answers
  end

  local function round(d, items)
    local requests = {}
    for _ = 1, 6 do requests[#requests + 1] = any(changes)() end
    for _ = 1, 12 do requests[#requests + 1] = { op = "case.send", as = any(people), case = any(items), event = any(events) } end
    for _ = 1, 6 do requests[#requests + 1] = any(changes)() end
    requests[#requests + 1] = put("person", "m.test", { active = true, absences = "null" }) -- who looks must be there
    requests[#requests + 1] = { op = "timers.run", as = "m.test" }
    batch(d, requests)
  end

  -- What nobody can move by trying.
  local function tried(d, items)
    local requests = {}
    for _, item in ipairs(items) do requests[#requests + 1] = { op = "case.show", as = "m.test", case = item } end
    for _, item in ipairs(items) do
      for _, person in ipairs(people) do
        for _, event in ipairs(events) do requests[#requests + 1] = { op = "case.explain", as = person, case = item, event = event } end
      end
    end
    local answers, stuck, at = batch(d, requests), {}, #items
    for i, item in ipairs(items) do
      local shown, moved = answers[i], false
      for _ = 1, #people * #events do
        at = at + 1
        moved = moved or answers[at].would == "take"
      end
      if not shown.closed and not moved and #shown.due == 0 then stuck[#stuck + 1] = item end
      assert.equal(stuck[#stuck] == item, shown.stranded ~= nil, item .. ": " .. tostring(shown.stranded))
    end
    return stuck
  end

  it("stands exactly where nobody can move it", function()
    local stood, over = 0, 0
    for seed = 1, boards do
      math.randomseed(seed)
      local d = desk.new { bare = true }
      d:run("workflow", "publish", "tests/data/baton.lua", "--as", "m.test")
      local items, starts = {}, {}
      for i = 1, 8 do
        items[i] = "B-" .. i
        starts[i] = { op = "case.start", as = "m.test", workflow = "baton", ref = items[i],
          data = { text = "A baton", owner = any(people), agency = any { "north", "south" } } }
      end
      batch(d, starts)
      for turn = 1, 3 do
        round(d, items)
        local expected, listed = tried(d, items), {}
        for _, row in ipairs(d:ask("case", "list", "--stranded").rows) do listed[#listed + 1] = row.ref end
        assert.same(expected, listed, ("board %d, round %d"):format(seed, turn))
        stood = stood + #expected
      end
      for _, item in ipairs(items) do
        for _, entry in ipairs(d:ask("case", "history", item).entries) do
          if entry.what == "Somebody can move it again" then over = over + 1 end
        end
      end
      assert.is_true(d:ask("journal", "verify").ok)
      d:remove()
    end
    assert.is_true(stood >= 2 * boards and over >= boards // 2, ("only %d stood and %d were over"):format(stood, over))
  end)
end)
