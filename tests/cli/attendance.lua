-- Goal: who comes to a group's meetings is counted by who were its members then, a deputy counts and apologies do not, and the Business Manager is told
-- of whoever misses two in a row; an agency of which nobody came twice is challenged, once, and its Board member told (DOMAIN 8A, 11). Method: three
-- meetings of LLIP, held and confirmed one after the other.
local meeting = require "helper.meeting"

local says = meeting.says

describe("attendance", function()
  local b
  local function hold(day, ...)
    local ref = "LLIP-" .. day
    b:run("meeting", "plan", "llip", "--on", day, "--as", "h.dixon")
    b:run("meeting", "open", ref, "--as", "h.dixon", "--now", day .. "T10:00:00Z")
    b:run("meeting", "attend", ref, "--as", "h.dixon", ...)
    meeting.confirm(b, ref, "r.steel")
    return ref
  end
  local function rows(...)
    local by = {}
    for _, row in ipairs(b:ask("meeting", "attendance", "--group", "llip", ...).rows) do by[row.person] = row end
    return by
  end
  local function subjects(ref, who)
    local found = {}
    for _, row in ipairs(b:ask("outbox", "list", ref, "--as", "h.dixon").rows) do
      if row.to == who then found[#found + 1] = row.subject end
    end
    return table.concat(found, "\n")
  end
  local function challenges(ref)
    local found = {}
    for _, row in ipairs(b:ask("meeting", "challenges", ref, "--as", "h.dixon").challenges) do found[#found + 1] = { row.ref, row.to, row.due } end
    return found
  end
  local function told(ref)
    local count = 0
    for _, row in ipairs(b:ask("outbox", "list", ref, "--as", "h.dixon").rows) do
      count = count + (row.to == "h.dixon" and row.subject:find "second time in a row" and 1 or 0)
    end
    return count
  end

  setup(function() b = meeting.board() end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("of one meeting tells nobody", function()
    assert.equal(0, #b:ask("meeting", "attendance").rows)
    local first = hold("2016-12-06", "r.steel=present", "a.novak=present", "j.bell=present", "l.tanaka=apologies", "k.mistry=for:d.pearson")
    assert.equal(0, told(first))
    local by = rows()
    assert.equal("deputy", by["d.pearson"].meetings[1].how)
    assert.equal(0, by["d.pearson"].missed_in_a_row)
    assert.equal("apologies", by["l.tanaka"].meetings[1].how)
    assert.equal("none", by["i.rowan"].meetings[1].how)
    assert.equal(1, by["i.rowan"].missed_in_a_row)
  end)

  it("of two in a row missed tells the Business Manager, and names them to the office and the chair", function()
    b:run("group", "set", "llip", 'members:=["r.steel","a.novak","j.bell","l.tanaka","i.rowan","d.pearson","q.ashby"]', "--as", "h.dixon")
    local second = hold("2016-12-15", "r.steel=present", "a.novak=present", "l.tanaka=present", "d.pearson=present")
    assert.equal(1, told(second))
    local by = rows()
    assert.equal(2, by["i.rowan"].missed_in_a_row)
    assert.equal(0, by["l.tanaka"].missed_in_a_row)
    assert.equal(1, by["q.ashby"].of) -- who came later is missed at nothing before
    assert.equal(1, by["q.ashby"].missed_in_a_row)
    says(b:run("case", "show", second, "--as", "r.steel"), "i.rowan")
    says(subjects(second, "w.sayer"), "nobody of your agency came to two meetings in a row")
    says(subjects(second, "h.dixon"), "the challenge is on its register")
    assert.equal("", subjects(second, "g.hallam")) -- of the hospitals somebody came
    assert.same({ { second, "Tees, Esk and Wear Valleys NHS Foundation Trust", "Tue 17 Jan 2017" } }, challenges(second))
    says(b:run("case", "show", second, "--as", "w.sayer"), second)
    assert.is_nil(b:run("case", "show", second, "--as", "w.sayer"):find("i.rowan", 1, true))
    assert.is_nil(b:run("case", "show", second, "--as", "j.bell"):find("second time", 1, true))
  end)

  it("closes no meeting whose challenge has no answer on record", function()
    says(b:refuse("LLIP-2016-12-15", "close", "h.dixon"), "whoever was challenged has answered")
    b:send("LLIP-2016-12-15", "close", "h.dixon", "response=Leave was not covered; a deputy is named")
    says(b:run("meeting", "challenges", "LLIP-2016-12-15", "--as", "h.dixon", "--json"), "a deputy is named")
  end)

  it("is counted anew once they come", function()
    local third = hold("2017-03-07", "r.steel=present", "j.bell=present", "i.rowan=present", "l.tanaka=present", "d.pearson=present", "q.ashby=present")
    assert.equal(0, told(third))
    local by = rows()
    assert.equal(0, by["i.rowan"].missed_in_a_row)
    assert.same({ 1, 3 }, { by["i.rowan"].attended, by["i.rowan"].of })
    assert.equal("Tue 7 Mar 2017", by["i.rowan"].meetings[1]["local"])
    says(b:run("meeting", "attendance"), "Isla Rowan")
    says(b:run("meeting", "attendance", "--csv"), '"Isla Rowan","Tees, Esk and Wear Valleys NHS Foundation Trust","0","present","none","none"')
  end)

  it("is shown to whoever is shown the meetings", function()
    assert.equal(0, #b:ask("meeting", "attendance", "--as", "s.reid").rows)
    assert.equal(7, #b:ask("meeting", "attendance", "--as", "j.bell").rows)
    says(b:refused("meeting", "attendance", "--group", "lip"), "Did you mean \"llip\"?")
  end)

  it("challenges once, however long nobody comes", function()
    local told_of = {}
    for i, day in ipairs { "2017-04-11", "2017-05-09", "2017-06-13" } do
      told_of[i] = subjects(hold(day, "r.steel=present", "l.tanaka=present", "d.pearson=present"), "w.sayer")
    end
    says(told_of[2], "nobody of your agency came")
    assert.same({ "", "" }, { told_of[1], told_of[3] })
  end)
end)
