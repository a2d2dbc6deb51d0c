-- A Section 11 audit of three agencies with the shipped workflows, for the tests that go on from there.
local board = require "helper.board"

local section11 = {}

-- A board with the audit S11-1 opened: S11R-2016-001 is the police's, 002 the hospitals', 003 mental health's. `more` replaces what is usual.
function section11.opened(more)
  local b = board.new "2016-04-04T09:00:00Z"
  for _, name in ipairs { "monitoring-action", "section11-return", "section11-return-b", "section11-cycle" } do
    b:run("workflow", "publish", "workflows/" .. name .. ".lua", "--as", "h.dixon")
  end
  local words = { standard_set = "A", scoring = "rag", due = "2016-06-30", parties = "police,hospitals,mental_health", title = "Section 11 2016",
    guidance = "On the website" }
  for name, value in pairs(more or {}) do words[name] = value end
  local start = { "case", "start", "section11-cycle", "--ref", "S11-1", "--as", "h.dixon" }
  for name, value in pairs(words) do start[#start + 1] = name .. "=" .. value end
  b:run(table.unpack(start))
  b:send("S11-1", "launch", "h.dixon", "letter_on=2016-04-04")
  b:send("S11-1", "open", "h.dixon")
  return b
end

-- A sheet with every criterion of a form scored alike; `other` replaces a field's value, by its name.
function section11.sheet(b, ref, as, score, other)
  local path = b.folder .. "/" .. ref .. ".csv"
  local file = assert(io.open(path, "w"))
  file:write("field,value\r\n")
  for _, row in ipairs(b:ask("case", "form", ref, "assess", "--as", as).rows) do
    local value = other and other[row.field]
    if value == nil and row.field:find "^c_%d_%d$" then value = score end
    if value == nil and row.field:find "_evidence$" then value = "In the annex" end
    if value then file:write(('%s,"%s"\r\n'):format(row.field, value)) end
  end
  file:close()
  return path
end

function section11.assess(b, ref, as, score, other)
  return b:send(ref, "assess", as, "--values", section11.sheet(b, ref, as, score, other))
end

-- Signed off by the agency.
function section11.submit(b, ref, compiler, member, score, other)
  section11.assess(b, ref, compiler, score, other)
  b:send(ref, "hand_in", compiler)
  b:send(ref, "sign_off", member)
end

-- Desk reviewed and before the panel.
function section11.scrutinise(b, ref, one, two)
  b:send(ref, "assign_reviewers", "h.dixon", "reviewer_1=" .. one, "reviewer_2=" .. two)
  b:send(ref, "review", one, "review_1=Seen")
  b:send(ref, "review", two, "review_2=Seen")
  b:send(ref, "invite", "h.dixon", "panel_on=2016-09-14")
end

function section11.moderate(b, ref, ...)
  return b:send(ref, "moderate", "h.dixon", "--decided-by", "n.farrow", 'panel_members:=["q.ashby","n.farrow","k.mistry"]', "panel_lay=yes", ...)
end

return section11
