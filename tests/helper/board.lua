-- What tests of workflows share: a fresh Redcar & Cleveland board on a manual clock, driven only through the program, as a person would.
-- The program is named by WAYMARK; without it the release build is taken.

local board = {}
board.__index = board

local program = os.getenv("WAYMARK") or "build/release/waymark"
local json = require "helper.json"
local pattern = require "helper.pattern"

local function quote(text) return "'" .. tostring(text):gsub("'", "'\\''") .. "'" end

-- Everything that the program says, and how it ended.
local function run(words)
  for i, word in ipairs(words) do words[i] = quote(word) end
  local pipe = assert(io.popen(quote(program) .. " " .. table.concat(words, " ") .. " 2>&1"))
  local said = pipe:read("a")
  local _, _, status = pipe:close()
  return said, status
end

local function temporary()
  local pipe = assert(io.popen("mktemp -d"))
  local path = pipe:read("l")
  pipe:close()
  return path
end

function board.new(now)
  local self = setmetatable({ folder = temporary() }, board)
  now = now or "2016-09-01T09:00:00Z"
  self.path = self.folder .. "/board"
  pattern.lay("board " .. now, self.path, function(path)
    local said, status = run { "init", path, "--seed", "examples/redcar-cleveland/board.lua", "--manual-clock", "--now", now }
    assert(status == 0, said)
  end)
  return self
end

function board:remove() os.execute("rm -rf " .. quote(self.folder)) end

-- Runs one command; `status` is the exit code that is expected.
function board:try(status, ...)
  local words = { ... }
  words[#words + 1] = "--board"
  words[#words + 1] = self.path
  local said, got = run(words)
  assert(got == status, ("expected exit %d, got %d: waymark %s\n%s"):format(status, got, table.concat({ ... }, " "), said))
  return said
end

-- What one command says, however it ends.
function board:say(...)
  local words = { ... }
  words[#words + 1] = "--board"
  words[#words + 1] = self.path
  return (run(words))
end

function board:run(...) return self:try(0, ...) end
function board:refused(...) return self:try(1, ...) end

function board:ask(...)
  local words = { ... }
  words[#words + 1] = "--json"
  return json.read(self:run(table.unpack(words)))
end

function board:show(ref) return self:ask("case", "show", ref) end

function board:field(ref, name)
  for _, field in ipairs(self:show(ref).fields) do
    if field.name == name then return field.value end
  end
end

-- The state of the work alone: the clock's region is left out.
function board:state(ref)
  for _, state in ipairs(self:show(ref).state) do
    if not state:find("^deadline") then return state end
  end
end

function board:send(ref, event, as, ...) return self:run("case", "send", ref, event, "--as", as, ...) end
function board:refuse(ref, event, as, ...) return self:refused("case", "send", ref, event, "--as", as, ...) end

function board:evidence(ref, as, level, title)
  local path = self.folder .. "/" .. title:gsub("%W", "-") .. ".txt"
  local file = assert(io.open(path, "w"))
  file:write(title, "\n")
  file:close()
  return self:run("evidence", "add", ref, path, "--as", as, "--level", level, "--title", title)
end

local defaults = {
  lead_agency = "hospitals", owner = "s.reid", priority = "medium", due = "2016-12-22", impact_due = "2017-06-30", text = "Flag missed appointments",
  success_measure = "Flagged in time", baseline = "Not measured", target = "90 of 100", recommendations = "R1", plan_priority = "1",
}
local safeguarding_leads = { hospitals = "l.tanaka", police = "t.harker", mental_health = "i.rowan", childrens_social_care = "j.bell" }

-- An action that is agreed and begun; `fields` replace what is usual.
function board:begin_action(ref, fields)
  local words, all = { "case", "start", "review-action", "--ref", ref, "--as", "h.dixon" }, {}
  for name, value in pairs(defaults) do all[name] = value end
  for name, value in pairs(fields or {}) do all[name] = value end
  for name, value in pairs(all) do words[#words + 1] = name .. "=" .. value end
  self:run(table.unpack(words))
  self:send(ref, "accept_lead", safeguarding_leads[all.lead_agency], "acceptance=By letter")
  local chair = all.lead_agency == "police" and "a.novak" or "r.steel"
  self:send(ref, "agree", "h.dixon", "--decided-by", chair, "meeting=LLIP 1", "minute_ref=1")
  self:send(ref, "begin", all.owner)
  return all
end

-- From in progress to LLIP's table, with one graded piece of evidence of that level.
function board:bring_to_scrutiny(ref, fields, level)
  self:evidence(ref, fields.owner, level, "Proof of " .. level)
  self:send(ref, "submit", fields.owner, "statement=Done")
  self:send(ref, "attest", safeguarding_leads[fields.lead_agency], "attestation=Seen")
  self:send(ref, "schedule", "h.dixon", "scrutiny_date=2016-12-06")
end

-- Who holds a post of the board, or of an agency.
function board:decider(post, agency)
  for _, row in ipairs(self:ask(agency and "agency" or "post", "list").rows) do
    if row.id == (agency or post) then return agency and row.posts[post] or row.holder end
  end
end

function board:fired(now) return self:ask("run-due", "--now", now).fired end

return board
