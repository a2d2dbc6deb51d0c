-- Goal: who judges what agencies answered sees the answers and can set them side by side; gaps that are found become actions that know where they come from;
-- and what cannot work on the board is said at check or publish, in the author's words. Method: a small workflow in plain form, based on no other.
local board = require "helper.board"
local shell = require "helper.shell"

local source = [[
return workflow {
  name = "probe", title = "Probe", noun = "probe", version = 1, ref = "PB-{year}-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    owner_group = { title = "Group that owns it", any_in = "owner_group" },
    agency_lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
  },
  start = { by = "manager", must_give = { "theme", "owner_group" } },
  fields = {
    theme = { type = "text", label = "Theme" }, owner_group = { type = "party", label = "Owner" }, found_on = { type = "date", label = "Found" },
  },
  step "spotted" { holder = "manager", due = "5 working days after asked", choices = { { "Ask them", by = "manager", go_to = "asked_of_them" } } },
  step "asked_of_them" {
    holder = "manager", due = "20 working days after asked",
    ask = agencies { "with Online safety duty" },
    questions = { { "Is there a plan?", type = "yesno", name = "plan" }, { "How many were trained?", type = "whole", name = "trained" } },
    if_late = { { "1 working day after due", tell = { "agency_lead", "manager" } } },
    choices = {
      { "All are in", automatic = all_returned, go_to = "looked_at" }, { "Close without", by = "manager", must_give = { "reason" }, go_to = "looked_at" },
    },
  },
  step "looked_at" { holder = "owner_group", choices = { { "Gaps found", by = "manager", for_each = "gap", open = "review-action", go_to = "worked_on" } } },
  step "worked_on" { holder = "manager", choices = { { "All closed", by = "manager", only_if = all_closed "opened", go_to = "closed" } } },
  step "closed" { closed = true },
}
]]

local function said(text) return (text:gsub("%s+", " ")) end

describe("who judges the answers", function()
  local b, lead, other
  setup(function()
    b = board.new("2016-09-05T09:00:00Z")
    for _, agency in ipairs { "police", "hospitals" } do b:run("agency", "set", agency, "--as", "h.dixon", "duties=Online safety") end
    b:run("workflow", "publish", shell.write(b.folder .. "/probe.lua", source), "--as", "h.dixon")
    b:run("case", "start", "probe", "--ref", "P-1", "--as", "h.dixon", "theme=Phones", "owner_group=group:monitoring")
    b:send("P-1", "ask_them", "h.dixon")
    for _, row in ipairs(b:show("P-1").parties[1].rows) do
      if row.party.id == "police" then lead = row.item else other = row.item end
    end
  end)
  teardown(function() b:remove() end)

  it("sees them, and nobody else of another agency does", function()
    local member = b:decider("monitoring_chair")
    assert.truthy(b:run("case", "show", lead, "--as", member):find("Phones", 1, true))
    b:refused("case", "show", lead, "--as", b:decider("safeguarding_lead", "mental_health"))
  end)

  it("sets them side by side, without drafts", function()
    b:send(lead, "hand_it_in", b:decider("safeguarding_lead", "police"), "plan=Yes", "trained=12")
    b:send(other, "keep_a_draft", b:decider("safeguarding_lead", "hospitals"), "plan=no", "trained=30")
    local member = b:decider("monitoring_chair")
    assert.falsy(b:run("case", "show", other, "--as", member):find("30", 1, true)) -- that it is asked for, and nothing of the draft
    assert.truthy(b:run("case", "show", lead, "--as", member):find("12", 1, true))
    assert.truthy(b:run("case", "show", other, "--as", "h.dixon"):find("30", 1, true))
    local table = said(b:run("report", "run", "answers", "of=P-1", "--format", "csv", "--as", b:decider("monitoring_chair")))
    assert.truthy(table:find('answered","yes","12"', 1, true), table)
    assert.truthy(table:find('"All","","","","12"', 1, true), table)
    assert.truthy(table:find('"Is there a plan?","yes","1"', 1, true), table)
    assert.falsy(table:find("30", 1, true), table)
    local hidden = said(b:run("report", "run", "answers", "of=P-1", "published=yes", "--format", "csv", "--as", "h.dixon"))
    assert.falsy(hidden:find('"1"', 1, true), hidden)
  end)

  it("finds what is late by the name of what asked", function()
    b:run("run-due", "--now", "2016-10-12T09:00:00Z")
    local late = b:run("report", "run", "overdue", "workflow=probe", "--as", "h.dixon")
    assert.truthy(late:find(other, 1, true), late)
  end)

  it("opens an action for each gap of a list parted by ;, which knows the theme and where it comes from", function()
    b:send("P-1", "close_without", "h.dixon", "reason=Never came")
    b:send("P-1", "gaps_found", "h.dixon", "gap=No lead; Parents not reached ;")
    local rows = b:ask("case", "list", "--workflow", "review-action").rows
    assert.equal(2, #rows)
    assert.equal("P-1", b:field(rows[1].ref, "review"))
    assert.equal("Phones", b:field(rows[1].ref, "theme"))
    assert.truthy(said(b:refuse("P-1", "all_closed", "h.dixon")):find("2 of 2 are still open", 1, true))
    b:run("journal", "verify")
  end)
end)

describe("a plain workflow that cannot work on a board", function()
  local b
  setup(function() b = board.new() end)
  teardown(function() b:remove() end)

  local function changed(from, to)
    local text, count = source:gsub(from, to)
    assert(count > 0, from)
    return shell.write(b.folder .. "/changed.lua", text)
  end

  local function mistake(from, to)
    local out, err, status = shell.run { "workflow", "check", changed(from, to) }
    assert.equal(1, status)
    return said(out .. err)
  end

  it("opens what nothing is called", function()
    local file = changed('"review%-action"', '"review-actoin"')
    for _, word in ipairs { "check", "publish" } do
      local why = said(b:refused("workflow", word, file, "--as", "h.dixon"))
      assert.truthy(why:find("a workflow `review-actoin`, and there is none of that name. Did you mean `review-action`?", 1, true), why)
    end
  end)

  it("names a post or a group that there is not", function()
    local file = changed('"business_manager"', '"busines_manager"')
    local why = said(b:run("workflow", "check", file, "--as", "h.dixon"))
    assert.truthy(why:find('There is no post `busines_manager` on this board, so nobody is `manager`. Did you mean "business_manager"?', 1, true), why)
  end)

  it("counts from what is no date, in hours from a day, or by a fixed day", function()
    local why = mistake('"5 working days after asked"', '"5 working days after theme"')
    assert.truthy(why:find("`theme` is text and not a date", 1, true), why)
    why = mistake('"5 working days after asked"', '"72 hours after found_on"')
    assert.truthy(why:find('`found_on` is a day and has no time', 1, true) and why:find('"3 calendar days after found_on"', 1, true), why)
    why = mistake('"5 working days after asked"', '"1 January 2020"')
    assert.truthy(why:find("is a fixed day", 1, true) and why:find('"end of answer_by"', 1, true), why)
    assert.truthy(why:find("1 mistake", 1, true), why)
  end)

  it("has two steps of one name, and only that is said", function()
    local why = mistake('step "worked_on"', 'step "looked_at"')
    assert.truthy(why:find("Two steps are called `looked_at`; rename one.", 1, true) and why:find("1 mistake", 1, true), why)
  end)
end)
