-- Goal: a Section 11 return can be read and taken away by its agency after the deadline, is taken late and marked so, and the cycle lists who did not
-- return (DOMAIN 16, 11; P2). Method: the shipped workflows; one return in time, one late, one never.
local report = require "helper.report"
local section11 = require "helper.section11"
local shell = require "helper.shell"

local LEADS = { ["S11R-2016-001"] = "t.harker", ["S11R-2016-002"] = "l.tanaka", ["S11R-2016-003"] = "i.rowan" }

describe("a Section 11 return after its deadline", function()
  local b
  local function rows()
    local found = {}
    for _, row in ipairs(b:show("S11-1").parties[1].rows) do found[row.party.id] = row end
    return found
  end
  local function each_takes_its_own(when)
    for ref, lead in pairs(LEADS) do
      assert.truthy(b:run("case", "show", ref, "--as", lead):find("1.1 evidence +In the annex"), when .. ": " .. ref)
      local zip = ("%s/%s-%s.zip"):format(b.folder, ref, when)
      b:run("bundle", "create", ref, "--output", zip, "--as", lead)
      local out, err, status = shell.run { "bundle", "verify", zip }
      assert.equal(0, status, out .. err)
      assert.truthy(shell.lines(("unzip -p %s '*/data/index.html'"):format(zip)):find("In the annex", 1, true), zip)
      assert.equal("What we do\n", shell.lines(("unzip -p %s '*/evidence/*'"):format(zip)), zip)
      local copy = zip:gsub("zip$", "txt")
      b:run("evidence", "get", ref, "1", "--as", lead, "--output", copy)
      assert.equal("What we do\n", shell.read(copy))
    end
  end
  setup(function()
    b = section11.opened()
    b:send("S11R-2016-001", "name_compiler", "t.harker", "compiler=p.shah")
    section11.submit(b, "S11R-2016-001", "p.shah", "r.steel", "green")
    section11.assess(b, "S11R-2016-002", "l.tanaka", "green")
    section11.assess(b, "S11R-2016-003", "i.rowan", "green")
    for ref, lead in pairs(LEADS) do b:evidence(ref, lead, "process", "What we do") end
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is chased up to the Independent Chair, each rung once", function()
    local rungs = { -- end of the day that it falls on, who is told
      { "2016-07-02", "Agency safeguarding lead, and whoever fills it in", "Business Manager" }, { "2016-07-08", "Agency Board member" },
      { "2016-07-15", "Monitoring and Evaluation chair", "Business Manager" }, { "2016-07-29", "Executive Group chair", "Business Manager" },
      { "2016-08-12", "Independent Chair", "Business Manager" }, { "2016-09-01" },
    }
    for _, rung in ipairs(rungs) do
      local told, wanted = {}, {}
      for _, fired in ipairs(b:fired(rung[1] .. "T08:00:00Z")) do
        for _, who in ipairs(fired.ref == "S11R-2016-003" and fired.told or {}) do
          if fired.what:find("late", 1, true) then told[#told + 1] = who.role end
        end
      end
      for i = 2, #rung do wanted[#wanted + 1] = rung[i] end
      table.sort(told)
      table.sort(wanted)
      assert.same(wanted, told)
    end
    assert.equal("red", b:show("S11R-2016-003").rag.colour)
  end)

  it("can still be read and taken away by its agency, overdue and closed", function()
    each_takes_its_own "overdue"
    b:send("S11-1", "close_without", "h.dixon", "--decided-by", "n.farrow", "reason=The letter had no answer")
    assert.equal("closed_for_returns", b:state("S11-1"))
    each_takes_its_own "closed"
  end)

  it("is taken late, and marked so", function()
    b:send("S11R-2016-002", "hand_in", "l.tanaka")
    b:send("S11R-2016-002", "sign_off", "g.hallam")
    assert.same({ "returned", true, "2016-09-01" }, { rows().hospitals.status, rows().hospitals.late, rows().hospitals.returned_on })
    assert.is_nil(rows().police.late)
    local said = b:run("case", "show", "S11-1", "--as", "h.dixon")
    assert.truthy(said:find "South Tees Hospitals [^\n]*returned, late  2016%-06%-30  2016%-09%-01  S11R%-2016%-002", said)
    assert.truthy(said:find "Cleveland Police +returned +2016%-06%-30  2016%-04%-04  S11R%-2016%-001", said)
  end)

  it("says on its own page that it came late, with both dates, and of one in time when it came", function()
    local said = b:run("case", "show", "S11R-2016-002", "--as", "l.tanaka")
    assert.truthy(said:find("Returned        late, on Thu 1 Sep 2016; it was due on Thu 30 Jun 2016", 1, true), said)
    assert.same({ on = "2016-09-01", due = "2016-06-30", late = true, text = "late, on Thu 1 Sep 2016; it was due on Thu 30 Jun 2016" },
      b:ask("case", "show", "S11R-2016-002", "--as", "l.tanaka").returned)
    assert.truthy(b:run("case", "show", "S11R-2016-001", "--as", "t.harker"):find("Returned        on Mon 4 Apr 2016; it was due on Thu 30 Jun 2016", 1, true))
    assert.is_nil(b:ask("case", "show", "S11R-2016-003", "--as", "i.rowan").returned) -- it never came
    assert.is_nil(b:ask("case", "show", "S11-1", "--as", "h.dixon").returned)
  end)

  it("stands among those who did not return, with the reason, where it never came", function()
    assert.same({ "non_return", "The letter had no answer" }, { rows().mental_health.status, rows().mental_health.reason })
    local said = b:run("case", "show", "S11-1", "--as", "h.dixon")
    assert.truthy(said:find("2 of 3 returned (66%), 1 late, 1 closed without", 1, true), said)
  end)

  it("stands so in the reports that the Board has of it", function()
    local tables = report.read(b, "return-rates", "--as", "a.mercer")
    local who = "Tees, Esk and Wear Valleys NHS Foundation Trust"
    local missing = tables["Awaited, or never returned"]
    assert.same({ 1, who, "did not return", "The letter had no answer" }, { #missing, missing[1].agency, missing[1].status, missing[1].why })
    local cycle = tables["By cycle"][1]
    assert.same({ "3", "2", "1", "0", "1" }, { cycle.asked, cycle.returned, cycle.late, cycle.waiting, cycle.non_return })
    local standards = {}
    for _, row in ipairs(report.read(b, "section11-heat-map", "cycle=S11-1", "--as", "h.dixon")["Standards by agency"]) do standards[row.agency] = row.s_1 end
    assert.same({ Police = "Green", ["Hospitals Trust"] = "Green", TEWV = "No answer" }, standards)
  end)

  it("is nobody else's to see", function()
    b:refused("case", "show", "S11R-2016-003", "--as", "l.tanaka")
    b:refused("case", "show", "S11R-2016-003", "--as", "t.harker")
  end)
end)
