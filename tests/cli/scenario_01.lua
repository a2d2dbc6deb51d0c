-- Goal: scenario 1 of the domain: a notifiable incident that was known on Thursday 24 March 2016 is to be notified to Ofsted and the Board by Monday 4 April,
-- across Easter, by the council, whoever referred it; while it is not, the council's lead is late and nobody else. Method: the shipped workflow `scr` on a
-- fresh board; the days are counted by hand: 25 and 28 March 2016 were Good Friday and Easter Monday, so the five working days are 29, 30 and 31 March,
-- 1 and 4 April.
local review = require "helper.review"

local ref = "SCR-2016-01"

describe("a notifiable incident", function()
  local b
  before_each(function()
    b = review.board("2016-03-24T15:00:00Z")
    review.refer(b, ref, { referring_agency = "hospitals", aware_date = "2016-03-24", notified_on = false })
  end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  local function wait_of(role)
    for _, wait in ipairs(b:show(ref).waits) do
      if wait.role == role then return wait end
    end
    return nil
  end

  it("is due on Monday 4 April, the fifth working day, with each day's reason", function()
    local wait, shown = wait_of("notifying_lead"), b:show(ref)
    assert.equal("Mon 4 Apr 2016 23:59", wait["local"])
    assert.same({ 1, "j.bell" }, { #wait.people, wait.people[1].id })
    assert.truthy(table.concat(shown.state_titles, ", "):find("To be notified to Ofsted and the Board", 1, true))
    assert.equal("2016-04-04", b:field(ref, "due"))
    local receipt = b:ask("case", "deadline", ref, "notify-5")
    assert.equal("2016-04-04T22:59:59.999Z", receipt.due) -- British Summer Time since 27 March
    local counted, skipped = {}, {}
    for _, day in ipairs(receipt.receipt) do
      local list = day.counted and counted or skipped
      list[#list + 1] = day.date
    end
    assert.same({ "2016-03-29", "2016-03-30", "2016-03-31", "2016-04-01", "2016-04-04" }, counted)
    assert.same({ "2016-03-24", "2016-03-25", "2016-03-26", "2016-03-27", "2016-03-28", "2016-04-02", "2016-04-03" }, skipped)
    local said = b:run("case", "deadline", ref, "notify-5")
    for _, words in ipairs { "Fri 25 Mar 2016    skipped: good friday", "Mon 28 Mar 2016    skipped: easter monday", "Mon 4 Apr 2016     5 of 5" } do
      assert.truthy(said:find(words, 1, true), words .. "\n" .. said)
    end
  end)

  it("is told of when that day is over, to whom it is for, and makes the council's lead late and nobody else", function()
    b:send(ref, "ask", "h.dixon", "informants=hospitals,police", "information_due=2016-04-15") -- what the Business Manager has to do
    b:run("run-due", "--now", "2016-04-04T22:59:59.998Z")
    assert.falsy(wait_of("notifying_lead").late)
    assert.not_equal("red", b:show(ref).rag.colour)
    local fired = b:fired("2016-04-04T23:00:00Z")
    assert.same({ 1, ref, "it should have been notified by now: notify today" }, { #fired, fired[1].ref, fired[1].what })
    local told = {}
    for _, who in ipairs(fired[1].told) do told[#told + 1] = who.to end
    table.sort(told)
    assert.same({ "a.mercer", "h.dixon", "j.bell" }, told)
    local late = {}
    for _, wait in ipairs(b:show(ref).waits) do
      if wait.late then late[#late + 1] = wait.role end
    end
    assert.same({ "notifying_lead" }, late)
    assert.equal("red", b:show(ref).rag.colour)
  end)

  it("is late no more once it was notified, and the month for the decision counts from then", function()
    b:run("run-due", "--now", "2016-04-04T10:00:00Z")
    b:refuse(ref, "notify", "j.bell", "notified_on=2016-04-05")
    b:refuse(ref, "notify", "t.harker", "notified_on=2016-04-04")
    b:refuse(ref, "notify", "l.tanaka", "notified_on=2016-04-04") -- whoever referred it has no duty to
    b:send(ref, "notify", "j.bell", "notified_on=2016-04-04")
    assert.is_nil(wait_of("notifying_lead"))
    assert.equal("2016-05-04T22:59:59.999Z", b:ask("case", "deadline", ref, "decide").due)
    for _, fired in ipairs(b:fired("2016-04-20T09:00:00Z")) do assert.is_nil(fired.what:find("notified", 1, true), fired.what) end
  end)

  it("is the board's own council's to notify, which sees the referral, or another's where that is said", function()
    assert.equal("childrens_social_care", b:field(ref, "notifying_agency"))
    local seen = b:run("case", "show", ref, "--as", "j.bell")
    assert.truthy(seen:find("Serious harm while several agencies were at work", 1, true), seen)
    b:refused("case", "show", ref, "--as", "n.farrow")
    b:send(ref, "name_council", "h.dixon", "notifying_agency=public_health")
    assert.equal("n.farrow", wait_of("notifying_lead").people[1].id)
    b:run("case", "show", ref, "--as", "n.farrow")
    review.refer(b, "SCR-2016-02", { aware_date = "2016-03-24", notified_on = false, notifying_agency = "education" })
    assert.equal("education", b:field("SCR-2016-02", "notifying_agency"))
  end)

  it("is nobody's in silence: where the board has not said which council is its own, whoever refers it says which notifies", function()
    b:run("setting", "set", "council", "--as", "h.dixon", "--reason", "To be agreed")
    local said = review.refuse_referral(b, "SCR-2016-02", { aware_date = "2016-03-24", notified_on = false })
    assert.truthy(said:find("the council that notifies is named: give notifying_agency", 1, true), said)
    review.refer(b, "SCR-2016-02", { aware_date = "2016-03-24", notified_on = "2016-03-24" }) -- it was notified already
    review.refer(b, "SCR-2016-03", { aware_date = "2016-03-24", notified_on = false, notifiable = "no" })
    review.refer(b, "SCR-2016-04", { aware_date = "2016-03-24", notified_on = false, notifying_agency = "education" })
    assert.is_nil(b:field("SCR-2016-03", "notifying_agency"))
  end)
end)

-- A review that was referred under the version before, in which the referring agency's lead had the duty: it stays as it was until it is moved.
describe("a notifiable incident of the version before", function()
  local shell = require "helper.shell"
  local b, folder
  setup(function()
    b = review.board("2016-03-24T15:00:00Z")
    folder = b.folder .. "/workflows"
    shell.lines(("mkdir %s && cp -r workflows/lib %s"):format(folder, folder))
    local text = shell.read("workflows/scr.lua")
    for _, change in ipairs {
      { 'name = "scr"', 'name = "scr-before"' }, { "version = %d+", "version = 1" }, { ", notify%.by_default%(%)", "" },
      { 'holder = "notifying_lead"', 'holder = "referring_lead"' }, { "\nit%[5%][^\n]*", "" },
    } do
      local changed, count = text:gsub(change[1], change[2])
      assert.equal(1, count, change[1])
      text = changed
    end
    b:run("workflow", "publish", shell.write(folder .. "/before.lua", text), "--as", "h.dixon")
    local now = shell.read("workflows/scr.lua"):gsub('name = "scr"', 'name = "scr-before"'):gsub("version = %d+", "version = 2")
    b:run("case", "start", "scr-before", "--ref", ref, "--as", "h.dixon", review.words({ pseudonym = "Child A", referring_agency = "hospitals",
      aware_date = "2016-03-24", notifiable = "yes", referral_reason = "Harm", immediate_safety = "Safe", criteria = "other" }))
    b:run("workflow", "publish", shell.write(folder .. "/now.lua", now), "--as", "h.dixon")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is moved, says that no council is named, and goes on once one is", function()
    assert.truthy(b:run("workflow", "migrate", "scr-before", "--dry-run", "--as", "h.dixon"):find(ref .. "  Child A\n  unchanged", 1, true))
    b:run("workflow", "migrate", "scr-before", "--as", "h.dixon", "--reason", "The duty is the council's")
    assert.truthy(table.concat(b:show(ref).warnings, "\n"):find("No council is named that notifies it: say which", 1, true))
    b:send(ref, "name_council", "h.dixon", "notifying_agency=childrens_social_care")
    assert.is_nil(table.concat(b:show(ref).warnings, "\n"):find("No council is named", 1, true))
    b:send(ref, "notify", "j.bell", "notified_on=2016-03-24")
  end)
end)
