-- What the two verifiers are to agree on, made by the program itself: a folder of honest bundles, and boards as they were left. `material.make(desk)` fills
-- desk.folder: bundles/NAME.zip, kept.txt (an early checkpoint of the board), board, yesterday, fork.
local erasing = require "helper.erasing"
local shell = require "helper.shell"

local material = {}

-- What the family of a child may see: no owner, no agency, people by their role, and only the evidence that shows an output.
local PROFILE = [=[{"name": "family", "title": "For the family", "withhold": [{"field": "owner", "reason": "third party"},
  {"field": "note", "reason": "working papers"}, {"evidence": {"below": "process"}, "reason": "working papers"},
  {"person": "any", "as": "role", "reason": "third party"}]}]=]

local function sh(format, ...) assert(os.execute(format:format(...))) end

local function evidence(d, ref, name, bytes, level) d:run("evidence", "add", ref, d:file(name, bytes), "--as", "o.owner", "--title", name, "--level", level) end

local function try(d, ...)
  local words = { ... }
  words[#words + 1], words[#words + 2] = "--board", d.path
  shell.run(words)
end

-- A task with evidence, a correction, a next version that it is moved to, something that it opened, tries that were refused, reminders, a stuck
-- step; a key for each of four days.
local function live(d)
  d:run("workflow", "publish", "tests/data/part.lua", "--as", "m.test")
  evidence(d, "K-1", "proof.txt", "proof\n", "process")
  evidence(d, "K-1", "Über, \"uns\".PDF", "%PDF-1.4 x", "output")
  evidence(d, "K-1", "=1+1", "2", "output")
  d:file("kept.txt", d:ask("journal", "checkpoint").checkpoint)
  d:run("case", "correct", "K-1", "2", "--as", "m.test", "--reason", "A slip")
  try(d, "case", "send", "K-1", "nothing", "--as", "o.owner")
  d:run("case", "send", "K-1", "branch", "--as", "o.owner")
  d:run("run-due", "--now", "2016-09-20T09:00:00Z")
  for _, setting in ipairs { { "mail_from", "board@board.example" }, { "mail_transport", d.folder } } do
    d:run("setting", "set", setting[1], setting[2], "--as", "m.test", "--reason", "To mail")
  end
  d:run("outbox", "send", "--as", "m.test") -- digests, and what is urgent by itself
  d:run("workflow", "publish", "tests/data/task-next.lua", "--as", "m.test")
  d:run("workflow", "migrate", "task", "K-1", "--as", "m.test", "--reason", "A better text")
  d:run("case", "send", "K-1", "count", "--as", "o.owner", "--key", "once")
  try(d, "case", "send", "K-1", "raises", "--as", "o.owner")
  d:run("case", "send", "K-1", "note", "--as", "m.test", "note=ready\t\u{7f}\u{1}é \"x\" \\")
  d:run("case", "send", "K-1", "count", "--as", "o.owner", "--now", "2016-09-21T09:00:00Z")
end

-- Another board, on which content was erased, some of it twice.
local function erased(d)
  erasing.begin(d, "T-1", "text=A child was seen", "due=2016-10-03", "--title", "About it")
  for _, account in ipairs { "one", "two", "three" } do
    d:run("case", "send", "T-1", "say", "--as", "o.owner", "account=" .. account, "remark=remark " .. account)
  end
  evidence(d, "T-1", "scan.txt", "bytes\n", "output")
  evidence(d, "T-1", "other.txt", "others\n", "output")
  d:run("run-due", "--now", "2016-10-10T09:00:00Z")
  erasing.erase(d, "T-1", "--fields", "account", "--evidence", "1")
  d:run("case", "send", "T-1", "remark", "--as", "o.owner", "remark=afterwards")
  erasing.erase(d, "T-1", "--entries", "3")
end

local function bundle(d, name, into, ...)
  local path = into .. "/bundles/" .. name .. ".zip"
  d:run("bundle", "create", "--as", "m.test", "--output", path, ...)
  return path
end

-- The board that was copied goes on otherwise, to as many entries: both histories are sound, each by itself.
local function fork(d)
  local path = d.path
  d.path = d.folder .. "/fork"
  for minute = 1, 5 do d:run("case", "send", "K-1", "count", "--as", "o.owner", "--now", ("2016-09-22T11:0%d:00Z"):format(minute)) end
  d.path = path
end

function material.make(d)
  sh("mkdir -p %s/bundles", d.folder)
  live(d)
  local kept = d.folder .. "/kept.txt"
  bundle(d, "single", d.folder, "K-1", "--consistent-with", kept)
  bundle(d, "opened", d.folder, "K-1", "--with-opened", "--recipient", "Them", "--purpose", "To look")
  d:run("redaction", "add", d:file("family.json", PROFILE), "--as", "m.test")
  bundle(d, "redacted", d.folder, "K-1", "--profile", "family")
  bundle(d, "latest", d.folder, "--workflow", "task", "--checkpoint", "latest")
  sh("cp tests/unit/op/golden/bundle-1.zip %s/bundles/format1.zip", d.folder)
  d:run("journal", "witness", d.folder .. "/witness")
  sh("cp -a %s %s/yesterday", d.path, d.folder)
  d:run("case", "send", "K-1", "count", "--as", "o.owner", "--now", "2016-09-22T09:00:00Z")
  sh("cp -a %s %s/fork", d.path, d.folder)
  for minute = 1, 5 do d:run("case", "send", "K-1", "count", "--as", "o.owner", "--now", ("2016-09-22T10:0%d:00Z"):format(minute)) end
  d:file("kept-late.txt", d:ask("journal", "checkpoint").checkpoint)
  d:run("case", "send", "K-1", "count", "--as", "o.owner", "--now", "2016-09-22T10:10:00Z")
  fork(d)
  local other = erasing.new_desk()
  erased(other)
  bundle(other, "erased", d.folder, "T-1")
  sh("cp -a %s %s/board2", other.path, d.folder)
  other:remove()
end

return material
