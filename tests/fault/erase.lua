-- Goal: whatever is erased in whatever order, what was to go is in no byte of the board, what was not is still there, and everything holds (J2): also
-- where a later erasure takes what an earlier one left. Method: random items with marks by a seed (WAYMARK_SEED; more rounds with WAYMARK_LONG), random
-- erasures; after each, every byte, verify and a page of the past, and at the end a rebuild.
local erasing = require "helper.erasing"
local json = require "helper.json"
local shell = require "helper.shell"

local mark, bytes_of, found = erasing.mark, erasing.bytes_of, erasing.found
local new_desk, begin, erase = erasing.new_desk, erasing.begin, erasing.erase

describe("random erasures", function()
  local d, random, count

  local function new()
    count = count + 1
    return mark(count)
  end

  local function batch(requests)
    local lines = {}
    for i, one in ipairs(requests) do lines[i] = one end
    return shell.run({ "batch", "--board", d.path }, { input = table.concat(lines, "\n") .. "\n" })
  end

  -- One request of an item, with marks; what each mark is filed under: a field, or nothing in particular.
  local function act(ref, of)
    local fields = { "account", "remark", "why" }
    local name, one = fields[random(3)], new()
    local event = ({ account = "say", remark = "remark", why = "stop" })[name]
    local how = random(6)
    of[one] = name
    if how == 1 then
      of[one] = "refused"
      return ('{"op":"case.send","as":"m.test","case":"%s","event":"move","data":{"due":"%s"}}'):format(ref, one)
    elseif how == 2 then
      of[one] = "ignored"
      return ('{"op":"case.send","as":"m.test","case":"%s","event":"%s"}'):format(ref, one)
    elseif how == 3 then
      local long = ("y"):rep(random(900))
      return ('{"op":"case.send","as":"m.test","case":"%s","event":"%s","key":"k%d","data":{"%s":"%s %s"}}'):format(ref, event, count, name, one, long)
    end
    return ('{"op":"case.send","as":"m.test","case":"%s","event":"%s","data":{"%s":"so it was: %s"}}'):format(ref, event, name, one)
  end

  -- What an entry of the history shows of the marks.
  local function marks_of_entry(ref, number, of)
    local row, list = d:ask("case", "history", ref).entries[number], {}
    local text = row.text .. table.concat(row.changes, " ")
    for one in pairs(of) do if text:find(one, 1, true) then list[one] = true end end
    return list
  end

  local function scope(ref, of)
    local gone, how = {}, random(3)
    if how == 1 then
      for one in pairs(of) do gone[one] = true end
      return { "--all" }, gone
    elseif how == 2 then
      local name = ({ "account", "remark", "why" })[random(3)]
      for one, filed in pairs(of) do if filed == name then gone[one] = true end end
      return { "--fields", name }, gone
    end
    local number = random(2, #d:ask("case", "history", ref).entries)
    return { "--entries", tostring(number) }, marks_of_entry(ref, number, of)
  end

  local function check(ref, of)
    local words, gone = scope(ref, of)
    d:run("case", "list") -- so that the index of items has been made of it
    local before = bytes_of(d.path)
    if next(gone) then erase(d, ref, table.unpack(words)) end
    local after = bytes_of(d.path)
    for one in pairs(of) do
      if before:find(one, 1, true) then
        assert.are.equal(not gone[one], after:find(one, 1, true) ~= nil, one .. " (" .. of[one] .. ") of " .. ref .. ": " .. table.concat(words, " "))
      end
    end
    for one in pairs(gone) do of[one] = nil end
    assert.truthy(d:ask("journal", "verify").ok)
    assert.are.same({}, found(d:run("case", "history", ref, "--as-at", "2016-09-01", "--json"), (function()
      local list = {}
      for one in pairs(gone) do list[#list + 1] = one end
      return list
    end)()))
  end

  it("take what they should, and nothing else", function()
    local seed = tonumber(os.getenv("WAYMARK_SEED")) or 20161126
    math.randomseed(seed)
    random, count = math.random, 0
    d = new_desk()
    local refs, of = { "T-1", "T-2", "T-3" }, { ["T-1"] = {}, ["T-2"] = {}, ["T-3"] = {} }
    for _, ref in ipairs(refs) do begin(d, ref, "text=Plain") end
    for _ = 1, os.getenv("WAYMARK_LONG") and 40 or 5 do
      local requests = {}
      for _, ref in ipairs(refs) do for _ = 1, 6 do requests[#requests + 1] = act(ref, of[ref]) end end
      batch(requests)
      for _, ref in ipairs(refs) do if random(2) == 1 then check(ref, of[ref]) end end
    end
    local shows = {}
    for ref in pairs(of) do shows[ref] = json.read(d:run("case", "show", ref, "--json")) end
    d:run("rebuild")
    for ref in pairs(of) do assert.are.same(shows[ref], d:ask("case", "show", ref), "seed " .. seed) end
    d:remove()
  end)
end)
