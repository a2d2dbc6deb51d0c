-- Goal: whoever asks agencies is never left believing what is not so: nobody is asked without that being said, whoever is asked later has a date, what
-- is closed without is not chased, and one item's agencies answer the same questions. Method: a small workflow in plain form that asks by a duty.
local board = require "helper.board"
local shell = require "helper.shell"

local source = [[
return workflow {
  name = "probe", title = "Probe", noun = "probe", version = VERSION, ref = "PB-{year}-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "LLIP chair", post = "llip_chair" },
    agency_lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
  },
  start = { by = "manager", must_give = { "text" } },
  fields = { text = { type = "text", label = "What it is" } },
  step "spotted" { holder = "manager", due = "5 working days after asked", choices = { { "Ask them", by = "manager", go_to = "asked_of_them" } } },
  step "asked_of_them" {
    holder = "manager", due = "20 working days after asked",
    ask = agencies { "with Online safety duty" },
    questions = { { "Is there a plan?", type = "yesno", name = "plan" } MORE },
    if_late = { { "1 working day after due", tell = { "agency_lead", "manager" } }, { "10 working days after due", tell = "chair" } },
    choices = {
      { "All are in", automatic = all_returned, go_to = "looked_at" },
      { "Close without", by = "manager", must_give = { "reason for each missing answer" }, go_to = "looked_at" },
    },
  },
  step "looked_at" { holder = "chair", choices = { { "It is well", by = "chair", go_to = "closed" } } },
  step "closed" { closed = true },
}
]]

local function file(b, version, more)
  return shell.write(("%s/probe%d.lua"):format(b.folder, version), (source:gsub("VERSION", version):gsub("MORE", more or "")))
end

local function board_with(duty)
  local b = board.new("2016-09-05T09:00:00Z")
  for _, agency in ipairs { "police", "hospitals" } do b:run("agency", "set", agency, "--as", "h.dixon", "duties=" .. duty) end
  b.published = b:run("workflow", "publish", file(b, 1), "--as", "h.dixon"):gsub("%s+", " ")
  b:run("case", "start", "probe", "--ref", "P-1", "--as", "h.dixon", "text=Phones")
  return b
end

local function said(text) return (text:gsub("%s+", " ")) end

describe("a duty that no agency has", function()
  local b
  setup(function() b = board_with("Online safetey") end)
  teardown(function() b:remove() end)

  it("is said when the workflow is published", function()
    assert.truthy(b.published:find("No agency has the duty `Online safety` (there are: `Online safetey`): nobody would be asked.", 1, true), b.published)
  end)

  it("is refused when they are to be asked, with what to do, and nothing is stuck", function()
    local why = said(b:refuse("P-1", "ask_them", "h.dixon"))
    assert.truthy(why:find('"Ask them" on P-1 was refused: No agency has the duty `Online safety`', 1, true), why)
    assert.truthy(why:find('waymark agency set AGENCY duties="Online safety"', 1, true), why)
    assert.equal("spotted", b:state("P-1"))
    assert.same({}, b:show("P-1").incidents)
    b:run("journal", "verify")
  end)

  it("shows beside the agencies, and in the report of who returned", function()
    assert.truthy(b:run("agency", "list"):find("Duties", 1, true))
    local report = said(b:run("report", "run", "return-rates", "--as", "h.dixon"))
    assert.truthy(report:find("Nobody was asked for a return that you may see", 1, true), report)
    assert.falsy(report:find("Nothing is missing", 1, true), report)
  end)
end)

describe("those who are asked", function()
  local b
  setup(function()
    b = board_with("Online safety")
    b:send("P-1", "ask_them", "h.dixon")
  end)
  teardown(function() b:remove() end)

  local function returned_by(agency)
    for _, row in ipairs(b:show("P-1").parties[1].rows) do
      if row.party.id == agency then return row.item end
    end
  end

  it("have the date of the others where they are asked later", function()
    b:send("P-1", "ask_another", "h.dixon", "party=probation")
    assert.equal(b:field(returned_by("police"), "due"), b:field(returned_by("probation"), "due"))
  end)

  it("answer the same questions, also where the next version asks more", function()
    b:run("workflow", "publish", file(b, 2, ', { "Who leads?" }'), "--as", "h.dixon")
    b:send("P-1", "ask_another", "h.dixon", "party=ccg")
    assert.equal(1, b:show(returned_by("ccg")).workflow_version)
    b:run("case", "start", "probe", "--ref", "P-2", "--as", "h.dixon", "text=Tablets")
    b:send("P-2", "ask_them", "h.dixon")
    assert.equal(2, b:show(b:show("P-2").parties[1].rows[1].item).workflow_version)
  end)

  it("are red once they are late, and asked by a new date then", function()
    b:run("run-due", "--now", "2016-10-12T09:00:00Z")
    assert.equal("red", b:show(returned_by("police")).rag.colour)
    local why = said(b:refuse("P-1", "ask_another", "h.dixon", "party=mental_health"))
    assert.truthy(why:find("needs a due date (new_due)", 1, true), why)
    b:send("P-1", "ask_another", "h.dixon", "party=mental_health", "new_due=2016-11-30")
    assert.equal("2016-11-30", b:field(returned_by("mental_health"), "due"))
  end)

  it("are not chased once they are closed without, and still taken", function()
    b:send("P-1", "close_without", "h.dixon", "reason=They never came")
    local item = returned_by("police")
    assert.equal("not_returned", b:state(item))
    assert.truthy(b:show(item).closed)
    for _, one in ipairs(b:fired("2017-03-01T09:00:00Z")) do assert.falsy(one.ref:find("PBR-", 1, true) and b:show(one.ref).closed, one.ref) end
    b:send(item, "hand_it_in", b:decider("safeguarding_lead", "police"), "plan=yes")
    assert.equal("handed_in", b:state(item))
    for _, row in ipairs(b:show("P-1").parties[1].rows) do
      if row.party.id == "police" then assert.truthy(row.late) end
    end
    b:run("journal", "verify")
  end)
end)

describe("a story of what is asked", function()
  it("says who is told when one begins, and by what a choice opens", function()
    local b = board_with("Online safety")
    local script = shell.write(b.folder .. "/life.txt", "2016-09-06 case send P-1 ask_them --as h.dixon\n")
    local steps, told = b:ask("simulate", "--until", "2016-09-07", "--script", script, "--as", "h.dixon").steps, {}
    for _, one in ipairs(steps[1].told) do told[#told + 1] = one.role end
    assert.same({ "Agency safeguarding lead", "Agency safeguarding lead" }, told)
    b:remove()
  end)
end)

describe("two versions of a workflow that asks", function()
  it("are compared with those by which the asked answer", function()
    local b = board_with("Online safety")
    local two = file(b, 2, ', { "Who leads?", hint = "by post" }')
    assert.truthy(b:run("workflow", "read", "probe@1", file(b, 1)):find("Both say the same", 1, true))
    local changed = said(b:run("workflow", "read", "probe@1", two))
    assert.truthy(changed:find('What is asked and kept, of probe-return now: "Who leads?" (text; by post)', 1, true), changed)
    assert.truthy(changed:find('"Hand it in"; all else as before, with "Who leads?", which has to be filled in.', 1, true), changed)
    assert.is_nil(changed:find("no longer", 1, true), changed)
    b:run("workflow", "publish", two, "--as", "h.dixon")
    assert.equal(changed, said(b:run("workflow", "read", "probe@1", "probe@2")))
    b:remove()
  end)
end)

describe("an agency's members", function()
  local b
  setup(function() b = board.new() end)
  teardown(function() b:remove() end)

  it("are refused where another was meant, with the command that is right", function()
    local why = said(b:refused("agency", "set", "police", "--as", "h.dixon", "safeguarding_lead=t.harker"))
    assert.truthy(why:find("write `waymark agency set police posts.safeguarding_lead=PERSON`", 1, true), why)
    why = said(b:refused("agency", "set", "police", "--as", "h.dixon", "duty=Prevent"))
    assert.truthy(why:find("Did you mean `duties`?", 1, true), why)
  end)

  it("set one post and leave the others", function()
    local before = b:decider("board_member", "police")
    b:run("agency", "set", "police", "--as", "h.dixon", "posts.safeguarding_lead=l.tanaka")
    assert.equal("l.tanaka", b:decider("safeguarding_lead", "police"))
    assert.equal(before, b:decider("board_member", "police"))
  end)
end)

describe("closing without some, where other choices ask for a reason too", function()
  local words = "Reason for each missing return"
  local b
  setup(function()
    b = board.new("2016-09-05T09:00:00Z")
    b:run("agency", "set", "police", "--as", "h.dixon", "duties=Prevent")
    b:run("workflow", "add", "theme-prevent", "--as", "h.dixon")
    b:run("case", "start", "theme-prevent", "--ref", "P-1", "--as", "h.dixon", "theme=Prevent", "source=report", "published_on=2016-09-02")
    b:send("P-1", "take_it_up", "h.dixon", "relevance=high", "owner_group=group:llip", "reason=It is here")
    b:send("P-1", "hand_in_the_impact_report", "h.dixon", "prevalence=a", "controls=b", "gaps=c", "childrens_views=d", "risk_score=12", "ask_of_board=e")
    b:send("P-1", "ask_for_assurance", "h.dixon", "--decided-by", b:decider("independent_chair"), "meeting=Board", "minute_ref=1")
  end)
  teardown(function() b:remove() end)

  it("is asked for by all of its words, on the page, in the form and read aloud", function()
    assert.truthy(said(b:run("case", "show", "P-1", "--as", "h.dixon")):find("give: reason (" .. words .. ")", 1, true))
    local form = b:ask("case", "form", "P-1", "close_without", "--as", "h.dixon")
    assert.equal(words, form.rows[1].label)
    local aloud = said(b:run("workflow", "read", "theme-prevent", "--as", "h.dixon"))
    assert.truthy(aloud:find('"Close without", giving "' .. words .. '".', 1, true), aloud)
    assert.truthy(aloud:find('"Not for this area", giving "Reason".', 1, true), aloud)
  end)

  it("is on the page and in the history by all of them, and no other reason is", function()
    assert.truthy(said(b:run("case", "show", "P-1", "--as", "h.dixon")):find(" Reason It is here", 1, true))
    b:send("P-1", "close_without", "h.dixon", "reason=Police never answered")
    local page = said(b:run("case", "show", "P-1", "--as", "h.dixon"))
    assert.truthy(page:find(words .. " Police never answered", 1, true), page)
    local history = said(b:run("case", "history", "P-1", "--as", "h.dixon"))
    assert.truthy(history:find(words .. ": Police never answered", 1, true), history)
    assert.truthy(history:find(" Reason: It is here", 1, true), history)
  end)
end)

describe("an asking step that is late", function()
  local words = "answers are missing: chase them, or close without"
  local choice = [[{ "Answers are missing", automatic = "1 working day after due", stays = true, tell = { "manager", "WORDS" } },]]

  local function told_manager(more)
    local b = board.new("2016-09-05T09:00:00Z")
    for _, agency in ipairs { "police", "hospitals" } do b:run("agency", "set", agency, "--as", "h.dixon", "duties=Online safety") end
    local text = source:gsub("VERSION", "1"):gsub("MORE", ""):gsub('{ "agency_lead", "manager" }', '"agency_lead"')
    text = text:gsub('{ "Close without"', function(found) return more .. found end, 1)
    b:run("workflow", "publish", shell.write(b.folder .. "/late.lua", text), "--as", "h.dixon")
    b:run("case", "start", "probe", "--ref", "P-1", "--as", "h.dixon", "text=Phones")
    b:send("P-1", "ask_them", "h.dixon")
    local count = 0
    for _, fired in ipairs(b:fired("2016-10-31T09:00:00Z")) do
      for _, one in ipairs(fired.told) do count = count + (one.to == "h.dixon" and 1 or 0) end
    end
    local shown = said(b:run("case", "show", "P-1", "--as", "h.dixon"))
    local rows = b:ask("outbox", "list", "P-1", "--as", "h.dixon").rows
    b:remove()
    return count, shown, rows
  end

  it("is late on its holder, on the page, and its rows tell nobody that they do not name", function()
    local count, shown = told_manager ""
    assert.equal(0, count)
    assert.truthy(shown:find("late: Business Manager since", 1, true), shown)
  end)

  it("tells its holder once, where a choice of its own says so", function()
    local count, _, rows = told_manager((choice:gsub("WORDS", words)))
    assert.equal(1, count)
    assert.equal("Probe P-1: " .. words, rows[#rows].subject)
  end)
end)
