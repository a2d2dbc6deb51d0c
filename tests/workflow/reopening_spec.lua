-- Goal: a closed action that a failed re-audit re-opens keeps its old closure and evidence, and the old evidence does not close it again (scenario 9).
-- Method: one action is closed, re-opened and taken round again.

local board = require "helper.board"
local report = require "helper.report"
local shell = require "helper.shell"

describe("re-opening", function()
  local b, fields
  local function by_chair(event, ...) return b:send("RA-2", event, "h.dixon", "--decided-by", "r.steel", ...) end
  local function accepted(first)
    b:evidence("RA-2", "s.reid", "process", "Sample " .. first)
    b:send("RA-2", "submit", "s.reid", "statement=Done")
    b:send("RA-2", "attest", "l.tanaka", "attestation=Seen")
    b:send("RA-2", "schedule", "h.dixon", "scrutiny_date=2016-12-06")
    by_chair("grade_evidence", "item:=" .. first, "grade=sufficient")
    by_chair("accept", "meeting=LLIP " .. first, "minute_ref=" .. first, "quorate=yes", "decision_note=Seen")
  end
  local function round(first)
    accepted(first)
    b:evidence("RA-2", "s.reid", "impact", "Audit " .. first)
    b:send("RA-2", "submit_impact", "s.reid", "impact_statement=Better")
    by_chair("grade_evidence", "item:=" .. first + 1, "grade=strong")
    by_chair("close", "meeting=LLIP close " .. first, "minute_ref=9." .. first, "impact_rating=demonstrated", "decision_note=Better")
  end

  before_each(function()
    b = board.new()
    fields = b:begin_action("RA-2", { due = "2016-12-22" })
    round(1)
    assert.equal("work.closed_embedded", b:state("RA-2"))
  end)
  after_each(function() b:remove() end)

  local function reopen()
    by_chair("reopen", "--now", "2017-11-06T10:00:00Z", "due=2018-03-30", "impact_due=2018-09-28", "reopen_source=re-audit", "reopen_reason=Fewer than half")
  end

  it("needs a reason, a source and a date to come", function()
    b:refuse("RA-2", "reopen", "h.dixon", "--decided-by", "r.steel", "due=2018-03-30", "impact_due=2018-09-28", "reopen_reason=Fewer than half")
    b:refuse("RA-2", "reopen", "h.dixon", "--decided-by", "r.steel", "due=2016-01-01", "impact_due=2018-09-28", "reopen_source=re-audit",
      "reopen_reason=Fewer than half")
    b:refuse("RA-2", "reopen", fields.owner, "due=2018-03-30", "impact_due=2018-09-28", "reopen_source=re-audit", "reopen_reason=Fewer than half")
    assert.equal("work.closed_embedded", b:state("RA-2"))
  end)

  it("keeps the old closure and its evidence, to the byte, and the history of both", function()
    local before, history = b:show("RA-2").evidence, b:ask("case", "history", "RA-2").entries
    local closing = history[#history]
    assert.truthy(closing.text:find("Accept the impact and close it", 1, true), closing.text)
    reopen()
    local shown = b:show("RA-2")
    assert.equal("work.in_progress", b:state("RA-2"))
    assert.falsy(shown.closed)
    assert.same({ "process sufficient Sample 1", "impact strong Audit 1" }, {
      table.concat({ before[1].level, before[1].grade, before[1].title }, " "), table.concat({ before[2].level, before[2].grade, before[2].title }, " "),
    })
    assert.same(before, shown.evidence)
    for number, text in ipairs { "Sample 1\n", "Audit 1\n" } do
      local path = b.folder .. "/copy" .. number
      b:run("evidence", "get", "RA-2", tostring(number), "--as", "r.steel", "--output", path)
      assert.equal(text, shell.read(path))
    end
    assert.same({ { meeting = "LLIP close 1", minute_ref = "9.1", on = "2016-09-01", rating = "demonstrated" } }, b:field("RA-2", "closures"))
    assert.equal(1, b:field("RA-2", "reopen_count"))
    assert.same({ { by = "r.steel", on = "2017-11-06", source = "re-audit", reason = "Fewer than half" } }, b:field("RA-2", "reopenings"))
    assert.same({ "2016-12-22", "2018-03-30" }, { b:field("RA-2", "original_due"), b:field("RA-2", "due") })
    local after = b:ask("case", "history", "RA-2").entries
    for i, entry in ipairs(history) do assert.same(entry, after[i]) end
    assert.truthy(b:ask("case", "show", "RA-2", "--as-at", "2017-11-05").closed)
  end)

  it("is an action that comes due again, and none whose impact is to be shown", function()
    reopen()
    assert.is_nil(b:field("RA-2", "implemented_on"))
    assert.is_nil(b:field("RA-2", "closed_on"))
    b:run("run-due", "--now", "2018-01-15T10:00:00Z")
    local pack = report.read(b, "llip-pack")
    assert.equal("RA-2", pack["Coming due"][1].ref)
    assert.equal(0, #pack["Impact to be shown"])
  end)

  it("is not late for what was accepted, though its due date has gone by, until it is re-opened", function()
    reopen()
    assert.equal("0", report.read(b, "recommendation-load")["By lead"][1].late)
    b:run("run-due", "--now", "2018-04-03T10:00:00Z")
    assert.equal("1", report.read(b, "recommendation-load")["By lead"][1].late)
    accepted(3)
    local line = report.read(b, "recommendation-load")["By lead"][1]
    assert.same({ "1", "0" }, { line.open, line.late })
  end)

  it("does not count the old evidence again", function()
    reopen()
    local said = b:refuse("RA-2", "submit", "s.reid", "statement=As before")
    assert.truthy(said:find("since it was re-opened", 1, true), said)
  end)

  it("closes a second time on new evidence, and then shows both closures", function()
    reopen()
    round(3)
    assert.equal("work.closed_embedded", b:state("RA-2"))
    assert.equal(2, #b:field("RA-2", "closures"))
    assert.equal(4, #b:show("RA-2").evidence)
  end)
end)
