-- Goal: overdue work tells the right posts on the right working days across Christmas, one message a level, and only while it is the owner's turn
-- (T1, T3, T5, T6; scenario 7 of the domain). Method: the clock is moved a day at a time, or in one jump, and what fired is compared with dates
-- counted by hand from the bank holidays of 2016-17: 26 and 27 December, 2 January.

local board = require "helper.board"

local day_s = 24 * 60 * 60

-- Every day from the first to the last; noon UTC, so that no summer time moves it.
local function days(first, last)
  local function at(text)
    local year, month, day = text:match("(%d+)-(%d+)-(%d+)")
    return os.time { year = year, month = month, day = day, hour = 12 }
  end
  local now, stop = at(first) - day_s, at(last)
  return function()
    now = now + day_s
    return now <= stop and os.date("%Y-%m-%d", now) or nil
  end
end

-- Each rung of an overdue ladder as "level local-date: whom", in the order in which they fired.
local function rungs_of(fired, ref)
  local found = {}
  for _, one in ipairs(fired) do
    if one.ref == ref and one.what:find "overdue" then
      local who = {}
      for _, told in ipairs(one.told) do who[#who + 1] = told.to end
      found[#found + 1] = one["local"]:match("^%a+ (%d+ %a+ %d+)") .. ": " .. table.concat(who, " ")
    end
  end
  return found
end

describe("the overdue ladder", function()
  local b
  before_each(function() b = board.new() end)
  after_each(function() b:remove() end)

  local function each_day(from, to)
    local all = {}
    for day in days(from, to) do
      for _, one in ipairs(b:fired(day .. "T23:59:59.999Z")) do all[#all + 1] = one end
    end
    return all
  end

  it("counts 1, 10 and 20 working days and 60 calendar days for medium priority", function()
    b:begin_action("RA-2", { due = "2016-12-22" })
    b:fired("2016-12-21T09:00:00Z")
    assert.same({
      "23 Dec 2016: s.reid l.tanaka h.dixon",
      "10 Jan 2017: r.steel g.hallam",
      "24 Jan 2017: h.dixon m.okafor g.hallam",
      "20 Feb 2017: a.mercer",
    }, rungs_of(each_day("2016-12-22", "2017-02-22"), "RA-2"))
  end)

  it("counts 1, 5, 10 and 20 working days for high priority", function()
    b:begin_action("RA-3", { lead_agency = "mental_health", owner = "c.okeke", priority = "high", due = "2016-12-20" })
    b:fired("2016-12-19T09:00:00Z")
    assert.same({
      "21 Dec 2016: c.okeke i.rowan h.dixon",
      "29 Dec 2016: r.steel w.sayer",
      "6 Jan 2017: h.dixon m.okafor w.sayer",
      "20 Jan 2017: a.mercer",
    }, rungs_of(each_day("2016-12-20", "2017-01-31"), "RA-3"))
  end)

  it("makes one message for each person and level, by the post that they hold, and no second one ever", function()
    b:begin_action("RA-2", { due = "2016-12-22" })
    local function messages()
      local found = {}
      for _, row in ipairs(b:ask("outbox", "list", "RA-2", "--as", "h.dixon").rows) do
        if row.subject:find("overdue", 1, true) then found[#found + 1] = row end
      end
      return found
    end
    for _, last in ipairs { "2016-12-22", "2016-12-23", "2017-01-09", "2017-01-10", "2017-01-23", "2017-01-24", "2017-02-19", "2017-02-20" } do
      b:run("run-due", "--now", last .. "T23:59:59.999Z")
    end
    local seen, wanted = {}, {
      "2016-12-23 Action owner", "2016-12-23 Agency safeguarding lead", "2016-12-23 Business Manager", "2017-01-10 LLIP chair",
      "2017-01-10 Agency Board member", "2017-01-24 Business Manager", "2017-01-24 Executive Group chair", "2017-01-24 Agency director",
      "2017-02-20 Independent Chair",
    }
    for i, row in ipairs(messages()) do
      seen[i] = row.made:sub(1, 10) .. " " .. row.role
      assert.truthy(row.body:find("\nOpen RA-2 in Waymark to see it.", 1, true), row.body)
      for _, word in ipairs { "Flag missed appointments", "Flagged in time" } do assert.is_nil((row.subject .. row.body):find(word, 1, true)) end
    end
    assert.same(wanted, seen)
    b:run("run-due", "--now", "2018-02-20T23:59:59.999Z")
    assert.equal(#wanted, #messages())
    assert.equal(1, #b:field("RA-2", "challenge_register")) -- which the level of the Executive opened
  end)

  it("tells the vice-chair when the chair is of the overdue agency", function()
    b:begin_action("RA-1", { lead_agency = "police", owner = "p.shah", due = "2016-12-22" })
    b:fired("2016-12-21T09:00:00Z")
    assert.same("10 Jan 2017: a.novak r.steel", rungs_of(each_day("2016-12-22", "2017-01-11"), "RA-1")[2]) -- r.steel as the agency's Board member
  end)

  it("runs its highest rung after a long sleep, and copies in whom the skipped ones would have told", function()
    b:begin_action("RA-2", { due = "2016-12-22" })
    local fired = b:fired("2017-01-25T09:00:00Z")
    local last
    for _, one in ipairs(fired) do
      if one.ref == "RA-2" and one.what:find "overdue" and #one.told > 0 then
        assert.is_nil(last, "two rungs told somebody")
        last = one
      end
    end
    local told = {}
    for _, who in ipairs(last.told) do
      assert.is_nil(told[who.to], who.to .. " was told twice")
      told[who.to] = true
    end
    for _, person in ipairs { "m.okafor", "g.hallam", "s.reid", "l.tanaka", "r.steel", "h.dixon" } do assert.truthy(told[person], person) end
  end)

  it("fires nothing twice", function()
    b:begin_action("RA-2", { due = "2016-12-22" })
    b:fired("2017-01-25T09:00:00Z")
    assert.same({}, b:fired("2017-01-25T09:00:00Z"))
  end)

  it("does not run while it waits for the agency or for LLIP, and goes on when it comes back", function()
    b:begin_action("RA-2", { due = "2016-12-22" })
    b:evidence("RA-2", "s.reid", "process", "Dip sample")
    b:send("RA-2", "submit", "s.reid", "statement=Done", "--now", "2016-12-21T09:00:00Z")
    assert.same({}, rungs_of(b:fired("2017-01-31T09:00:00Z"), "RA-2"))
    b:send("RA-2", "return_to_owner", "l.tanaka", "reason=Not enough")
    local shown = b:show("RA-2")
    assert.truthy(table.concat(shown.state, " "):find("deadline.overdue", 1, true))
    assert.equal("red", shown.rag.colour)
  end)

  it("stops while it is paused, and a new date begins the ladder anew", function()
    b:begin_action("RA-2", { due = "2016-12-22" })
    b:send("RA-2", "request_extension", "s.reid", "--now", "2016-12-20T09:00:00Z", "new_due=2017-01-13", "extension_reason=Leave", "extension_risk=Low")
    b:fired("2016-12-30T09:00:00Z") -- overdue meanwhile: asking does not stop the clock
    assert.truthy(table.concat(b:show("RA-2").state, " "):find("deadline.overdue", 1, true))
    b:send("RA-2", "grant_extension", "h.dixon", "--decided-by", "r.steel")
    assert.truthy(table.concat(b:show("RA-2").state, " "):find("deadline.running", 1, true))
    b:send("RA-2", "pause", "h.dixon", "--decided-by", "r.steel", "pause_reason=Inquest", "pause_review=2017-01-20")
    assert.same({}, rungs_of(b:fired("2017-01-19T09:00:00Z"), "RA-2"))
    b:send("RA-2", "resume", "h.dixon", "--decided-by", "r.steel")
    assert.equal("work.in_progress", b:state("RA-2"))
    assert.same({ "19 Jan 2017: s.reid l.tanaka h.dixon" }, rungs_of(b:fired("2017-01-19T09:00:00Z"), "RA-2")) -- late since then, not before
  end)

  it("reminds the owner once before, and in the morning of the last working day on which more time can be asked for", function()
    b:begin_action("RA-2", { due = "2016-12-17" }) -- a Saturday
    b:begin_action("RA-3", { lead_agency = "mental_health", owner = "c.okeke", priority = "high", due = "2016-12-20" })
    local told = {}
    for _, one in ipairs(b:fired("2016-12-31T09:00:00Z")) do
      if one.what:find "due date" then told[#told + 1] = ("%s %s %s"):format(one.ref, one["local"], one.told[1] and one.told[1].to or "nobody") end
    end
    -- 10 working days before a Saturday: 16, 15, 14, 13, 12, 9, 8, 7, 6, 5 December. They run in one go, so the first of each ladder is passed over.
    assert.same({ "RA-2 Mon 5 Dec 2016 23:59 nobody", "RA-3 Tue 13 Dec 2016 23:59 nobody", "RA-2 Fri 16 Dec 2016 09:00 s.reid",
                  "RA-3 Tue 20 Dec 2016 09:00 c.okeke" }, told)
  end)

  -- Whom each rung of RA-2 reaches after `change`, when the day of that rung comes.
  local function told_after(change, from, to)
    b:begin_action("RA-2", { due = "2016-12-22" })
    each_day("2016-12-22", "2016-12-31")
    change()
    return rungs_of(each_day(from, to), "RA-2")
  end

  it("reminds three times, the last time the agency too, where a workflow takes the fuller set", function()
    local file = assert(io.open("workflows/review-action.lua"))
    local source = file:read("a"):gsub("reminders%.few", "reminders.many"):gsub("version = %d+", "version = 99")
    file:close()
    file = assert(io.open(b.path .. "/workflows/many.lua", "w"))
    file:write(source)
    file:close()
    b:run("workflow", "publish", b.path .. "/workflows/many.lua", "--as", "h.dixon")
    b:begin_action("RA-2", { due = "2016-12-16" })
    b:begin_action("RA-3", { lead_agency = "mental_health", owner = "c.okeke", priority = "high", due = "2016-12-16" })
    local told = { ["RA-2"] = {}, ["RA-3"] = {} }
    for _, one in ipairs(each_day("2016-11-01", "2016-12-16")) do
      local who, mine = {}, told[one.ref] or {}
      for _, person in ipairs(one.told) do who[#who + 1] = person.to end
      if #who > 0 then mine[#mine + 1] = ("%s: %s"):format(one["local"]:match("%d+ %a+"), table.concat(who, " ")) end
    end
    assert.same({ "18 Nov: s.reid", "2 Dec: s.reid", "9 Dec: s.reid l.tanaka", "16 Dec: s.reid" }, told["RA-2"])
    assert.same({ "2 Dec: c.okeke", "9 Dec: c.okeke", "14 Dec: c.okeke i.rowan", "16 Dec: c.okeke" }, told["RA-3"])
  end)

  it("tells the deputy of whoever is absent on that day", function()
    local away = function() b:run("people", "set", "r.steel", "--as", "h.dixon", "absent:=true") end
    assert.same({ "10 Jan 2017: a.novak g.hallam" }, told_after(away, "2017-01-09", "2017-01-11"))
  end)

  it("tells whoever holds the post on that day, not who held it when the clock began", function()
    local moved = function() b:run("post", "set", "llip_chair", "--as", "h.dixon", "holder=d.pearson") end
    assert.same({ "10 Jan 2017: d.pearson g.hallam" }, told_after(moved, "2017-01-09", "2017-01-11"))
  end)

  it("tells the Business Manager in the place of a post that stands empty, once, and warns of it before", function()
    local vacant = function()
      b:run("agency", "set", "hospitals", "--as", "h.dixon", [[posts:={"safeguarding_lead":"l.tanaka","board_member":"g.hallam"}]])
      local warnings = table.concat(b:show("RA-2").warnings, "\n")
      local ahead = "Nobody holds Agency director today: overdue/L2 on Tue 24 Jan 2017 would tell Helen Dixon (Business Manager) instead"
      assert.truthy(warnings:find(ahead, 1, true), warnings)
    end
    assert.same({ "10 Jan 2017: r.steel g.hallam", "24 Jan 2017: h.dixon m.okafor" }, told_after(vacant, "2017-01-20", "2017-01-25"))
  end)

  it("goes on while the delay is explained and the chair decides: that is no new date", function()
    b:begin_action("RA-2", { due = "2016-12-22" })
    each_day("2016-12-22", "2016-12-31")
    b:send("RA-2", "explain_delay", "s.reid", "delay_reason=Leave", "forecast=2017-02-28")
    b:send("RA-2", "decide_on_delay", "h.dixon", "--decided-by", "r.steel", "delay_decision=recovery plan accepted")
    assert.same({ "10 Jan 2017: r.steel g.hallam", "24 Jan 2017: h.dixon m.okafor g.hallam" }, rungs_of(each_day("2017-01-01", "2017-01-31"), "RA-2"))
    assert.equal(2, b:field("RA-2", "escalation_level"))
  end)

  it("begins anew with a new date, and keeps on record what it did before", function()
    b:begin_action("RA-2", { due = "2016-12-22" })
    b:send("RA-2", "request_extension", "s.reid", "--now", "2016-12-20T09:00:00Z", "new_due=2017-01-31", "extension_reason=Leave", "extension_risk=Low")
    each_day("2016-12-21", "2017-01-11")
    assert.equal(1, b:field("RA-2", "escalation_level"))
    b:send("RA-2", "grant_extension", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 2", "minute_ref=1")
    assert.is_nil(b:field("RA-2", "escalation_level"))
    assert.same({ "1 Feb 2017: s.reid l.tanaka h.dixon", "14 Feb 2017: r.steel g.hallam" }, rungs_of(each_day("2017-01-12", "2017-02-15"), "RA-2"))
    local history, count = b:run("case", "history", "RA-2"), 0
    for _ in history:gmatch("overdue/L1") do count = count + 1 end
    assert.equal(2, count, history)
  end)

  it("names in its forecast the days on which it would tell", function()
    b:begin_action("RA-2", { due = "2016-12-22" })
    local said = b:run("case", "forecast", "RA-2", "--until", "2017-03-01")
    for _, day in ipairs { "23 Dec 2016", "10 Jan 2017", "24 Jan 2017", "20 Feb 2017" } do assert.truthy(said:find(day, 1, true), day .. "\n" .. said) end
  end)
end)
