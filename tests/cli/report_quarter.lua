-- Goal: the Executive's quarter counts each action once and as it stands: implemented on time and waiting for its impact is blue and neither late nor
-- escalated, what is to do and past its date is late, whatever was closed is closed; today, as at a past day, and at the quarter's beginning (DOMAIN 4.5,
-- 4.9). Method: actions of one agency each, so that a lead's line is one action; the index and the journal (`--as-at` now) must say the same.
local board = require "helper.board"
local home_paths = require "helper.home_paths"
local report = require "helper.report"

describe("the Executive's quarter", function()
  local b
  local name = {
    hospitals = "South Tees Hospitals NHS Foundation Trust", police = "Cleveland Police", mental_health = "Tees, Esk and Wear Valleys NHS Foundation Trust",
  }
  local function leads(...)
    local found = {}
    for _, row in ipairs(report.read(b, "executive-quarterly", "--workflow", "review-action", ...)["By lead"]) do found[row.name] = row end
    return found
  end
  local function line(row) return { row.rag, row.then_open, row.then_late, row.now_open, row.now_late, row.implemented, row.escalated, row.closed } end
  local function by_chair(ref, event, ...) b:send(ref, event, "h.dixon", "--decided-by", "r.steel", ...) end
  local function implement(ref, minute, now)
    by_chair(ref, "accept", "--now", now, "meeting=LLIP " .. minute, "minute_ref=" .. minute, "quorate=yes", "decision_note=Seen")
  end

  setup(function()
    b = board.new()
    for ref, lead in pairs { ["RA-1"] = "hospitals", ["RA-2"] = "police", ["RA-3"] = "mental_health" } do
      b:begin_action(ref, { lead_agency = lead, due = "2016-12-22" })
    end
    for ref, lead in pairs { ["RA-1"] = "hospitals", ["RA-3"] = "mental_health" } do
      b:bring_to_scrutiny(ref, { owner = "s.reid", lead_agency = lead }, "process")
    end
    implement("RA-1", "5.1", "2016-12-06T10:00:00Z")
    b:run("run-due", "--now", "2017-02-15T09:00:00Z")
  end)
  teardown(function() b:remove() end)

  it("has what was implemented on time as blue, and what is to do and past its date as late", function()
    local found = leads()
    assert.are.same({ "Blue", "1", "0", "1", "0", "1", "0", "0" }, line(found[name.hospitals]))
    assert.are.same({ "Red", "1", "1", "1", "1", "0", "1", "0" }, line(found[name.police]))
    assert.are.same({ "3", "2", "3", "2", "1" }, { found.All.then_open, found.All.then_late, found.All.now_open, found.All.now_late, found.All.implemented })
  end)

  it("has what was implemented late as late then, and not now", function()
    implement("RA-3", "5.2", "2017-02-20T10:00:00Z")
    assert.are.same({ "Blue", "1", "1", "1", "0", "1", "0", "0" }, line(leads()[name.mental_health]))
    assert.are.same({ "Red", "1", "1", "1", "1", "0", "0", "0" }, line(leads("--as-at", "2017-02-17")[name.mental_health]))
  end)

  it("is the same as at now, without the index, and at the end of the quarter before", function()
    local now = b:ask("status").now
    assert.are.same(leads(), leads("--as-at", now))
    local past = leads("--as-at", "2016-12-31")
    assert.are.same({ "Blue", "1", "0", "1", "0", "1", "0", "0" }, line(past[name.hospitals]))
    local police = past[name.police]
    assert.are.same({ "1", "1", "1", "0" }, { police.then_open, police.now_open, police.now_late, police.implemented })
  end)

  it("hides nothing that was closed in it, however it was", function()
    b:run("case", "start", "review-action", "--ref", "RA-4", "--as", "h.dixon", "text=Another", "lead_agency=police", "recommendations=R9")
    b:send("RA-4", "reject", "h.dixon", "--decided-by", "a.mercer", "reason=Done elsewhere", "alternative=The audit", "meeting=RCSCB", "minute_ref=3")
    b:send("RA-2", "supersede", "h.dixon", "--decided-by", "a.novak", "successor=RA-3", "meeting=LLIP", "minute_ref=6.1")
    assert.are.same({ "Blue", "1", "1", "0", "0", "0", "0", "2" }, line(leads()[name.police]))
  end)

  it("has what a next quarter finds implemented as not late from its beginning on, and late again once it is re-opened", function()
    b:run("run-due", "--now", "2017-04-10T09:00:00Z")
    assert.are.same({ "Blue", "1", "0", "1", "0", "1", "0", "0" }, line(leads()[name.hospitals]))
    b:evidence("RA-1", "s.reid", "impact", "Re-audit")
    b:send("RA-1", "submit_impact", "s.reid", "impact_statement=Little")
    by_chair("RA-1", "reopen", "reopen_reason=No change", "reopen_source=re-audit", "due=2017-04-20", "impact_due=2017-09-29", "meeting=LLIP", "minute_ref=7")
    b:run("run-due", "--now", "2017-04-25T09:00:00Z")
    assert.are.same({ "Red", "1", "1", "0" }, { leads()[name.hospitals].rag, leads()[name.hospitals].now_open, leads()[name.hospitals].now_late,
      leads()[name.hospitals].implemented })
  end)
end)

-- An action of the plan whose work is an action from a review: one piece of work, where the plan has it, whoever leads the work.
describe("an action of the plan and the action that it opened", function()
  local b, opened
  local function tables(...) return report.read(b, "executive-quarterly", ...) end
  local function numbers(title, ...)
    local found = tables(...)[title]
    local row = found[#found] -- the last is of all
    return { row.then_open, row.now_open, row.now_late, row.escalated, row.closed }
  end
  local function conduct()
    local said = {}
    for i, row in ipairs(tables()["Extensions, re-openings, impact"]) do said[i] = row.items end
    return table.concat(said, " ")
  end

  setup(function()
    b = board.new "2016-04-04T09:00:00Z"
    b:run("workflow", "publish", "workflows/plan-action.lua", "--as", "h.dixon")
    b:run("case", "start", "plan-action", "--ref", "BP-1", "--as", "h.dixon", "text=Monitor actions", "lead=group:llip", "indicator=1.7", "plan_priority=1",
      'outcomes:=["1"]', "due=2017-03-31", "success_measure=Practice has changed", "home=review-action")
    b:send("BP-1", "agree", "h.dixon", "--decided-by", "m.okafor", "meeting=Executive", "minute_ref=2")
    b:send("BP-1", "open_home", "h.dixon")
    opened = b:field("BP-1", "opened")[1]
    b:begin_action("RA-9", { lead_agency = "police", due = "2017-03-31" }) -- of a review, and of no action of the plan
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("are counted once by priority, outcome and lead, today and as at now", function()
    assert.equal("an action of the plan", b:field(opened, "part_of"))
    assert.is_nil(b:field("RA-9", "part_of"))
    for _, title in ipairs { "By priority of the business plan", "By lead" } do
      assert.same({ "0", "2", "0", "0", "0" }, numbers(title))
      assert.same(numbers(title), numbers(title, "--as-at", b:ask("status").now))
    end
    local outcomes, leads = tables()["By outcome"], {}
    assert.same({ "Outcome 1", "1" }, { outcomes[1].name, outcomes[1].now_open })
    for i, row in ipairs(tables()["By lead"]) do leads[i] = row.name end
    assert.same({ "Cleveland Police", "Learning Lessons and Improving Practice Sub Group", "All" }, leads)
  end)

  -- An item that was opened before it said so has nothing but its opener's list to tell it by.
  it("are counted once where the one that was opened does not say so", function()
    local before, extended = tables(), conduct()
    b:run("case", "correct", opened, "1", "--field", "part_of=", "--reason", "As it was opened before", "--as", "h.dixon")
    assert.is_nil(b:field(opened, "part_of"))
    for _, title in ipairs { "By priority of the business plan", "By outcome", "By lead" } do
      assert.same(before[title], tables()[title])
      assert.same(before[title], tables("--as-at", b:ask("status").now)[title])
    end
    assert.equal(extended, conduct())
    assert.same({ "0", "2", "0", "0", "0" }, numbers("By lead", "--workflow", "review-action"))
    b:run("case", "correct", opened, "1", "--field", "part_of=an action of the plan", "--reason", "It is", "--as", "h.dixon")
  end)

  it("are both there where one workflow alone is asked for", function()
    assert.same({ "0", "2", "0", "0", "0" }, numbers("By lead", "--workflow", "review-action"))
    assert.same({ "0", "1", "0", "0", "0" }, numbers("By lead", "--workflow", "plan-action"))
  end)

  it("are open until the Executive accepts the plan's, and the impact is what the work has shown", function()
    assert.equal("0 0 0 0 0", conduct())
    home_paths.paths["review-action"](home_paths.new(b, "2016-04-04"), { opened })
    assert.same({ "0", "2", "0", "0", "0" }, numbers "By lead")
    assert.equal("0 0 0 1 1", conduct())
    b:send("BP-1", "begin", "h.dixon")
    b:evidence("BP-1", "r.steel", "impact", "Audit")
    b:send("BP-1", "report", "r.steel", "statement=It has")
    b:send("BP-1", "accept", "h.dixon", "--decided-by", "m.okafor", "meeting=Executive", "minute_ref=9", "decision_note=Seen")
    assert.same({ "0", "1", "0", "0", "1" }, numbers "By lead")
    assert.equal("0 0 0 1 1", conduct()) -- the plan's own has no impact rating
  end)
end)
