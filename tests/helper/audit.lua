-- A multi-agency audit of three agencies with the shipped workflows, for the tests that go on from there.
local board = require "helper.board"

local audit = {}

local DOMAINS = { "identification", "assessment", "planning", "working", "oversight", "voice", "family", "impact", "overall" }

function audit.board(now)
  local b = board.new(now)
  for _, name in ipairs { "monitoring-action", "audit-return", "audit-cycle", "jtai-audit" } do
    b:run("workflow", "publish", "workflows/" .. name .. ".lua", "--as", "h.dixon")
  end
  return b
end

function audit.draw(b, ref, count, ...)
  local words = { "sampling_frame=Children on a plan", "sampling_method=random", "key_held=yes", ... }
  for number = 1, count do words[#words + 1] = ("%d=CASE-%d"):format(number, number) end
  return b:send(ref, "draw", "h.dixon", table.unpack(words))
end

-- The audit AC-1 with so many cases, its returns open.
function audit.opened_with(b, count)
  b:run("case", "start", "audit-cycle", "--ref", "AC-1", "--as", "h.dixon", "title=Neglect 2016", "theme=Neglect", 'key_lines:=["Voice"]', "standards=3",
    "tool_version=4", "parties=police,hospitals,mental_health", "lead_auditor=n.farrow", "voice_method=Interviews", "ethics=Agreed in May")
  b:send("AC-1", "scope", "h.dixon", "--decided-by", "n.farrow")
  audit.draw(b, "AC-1", count, "sampling_seed=7", "exclusions=None")
  b:send("AC-1", "open", "h.dixon", "due=2016-09-22")
  return b
end

-- The audit AC-1 with six cases, its returns open: AR-2016-001 is the police's, 002 the hospitals', 003 mental health's.
function audit.opened(b)
  return audit.opened_with(b or audit.board(), 6)
end

-- What is said of one case; `other` replaces a field by its ending.
function audit.case(number, grade, other)
  local all = { involvement = "current", worked = "Visits", worried = "Drift", needed = "A plan", heard = "evidenced" }
  for _, domain in ipairs(DOMAINS) do all[domain] = grade end
  for name, value in pairs(other or {}) do all[name] = value end
  local words = {}
  for name, value in pairs(all) do words[#words + 1] = ("%d.%s=%s"):format(number, name, value) end
  return words
end

-- Filled in for all cases of the sample: known and graded alike, but for the last, which the agency does not know.
function audit.record(b, ref, as, grade, count)
  local words = {}
  for number = 1, (count or 6) - 1 do
    for _, word in ipairs(audit.case(number, grade)) do words[#words + 1] = word end
  end
  words[#words + 1] = ("%d.involvement=not_known"):format(count or 6)
  return b:send(ref, "record", as, table.unpack(words))
end

function audit.submit(b, ref, as, grade, ...)
  return b:send(ref, "submit", as, "self_grade=" .. grade, "independent=yes", "immediate_concern=no", ...)
end

-- From open returns to the approved report: those that are missing are given up, one recommendation becomes an action.
function audit.report(b)
  b:send("AC-1", "close_without", "h.dixon", "--decided-by", "n.farrow", "reason=No answer")
  b:send("AC-1", "begin_moderation", "h.dixon", 'panel:=["n.farrow","l.tanaka","d.pearson"]',
    'panel_agencies:=["public_health","hospitals","education"]', "panel_apart=yes")
  local findings = { "themes=Children are not seen alone", "strengths=Referrals" }
  for _, word in ipairs { "r_1=See each child alone", "r_1_lead=police", "r_1_priority=high", "r_1_due=2016-12-22" } do findings[#findings + 1] = word end
  b:send("AC-1", "agree_findings", "h.dixon", "--decided-by", "n.farrow", table.unpack(findings))
  b:send("AC-1", "draft", "h.dixon", "report=RCSCB/16/40")
  b:run("run-due", "--now", "2016-10-03T09:00:00Z", "--as", "h.dixon")
  b:send("AC-1", "approve", "h.dixon", "--decided-by", "n.farrow", "meeting=M&E October", "minute_ref=4")
end

return audit
