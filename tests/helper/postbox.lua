-- A desk with a mail server beside it that does as it is told (smtp_sink.py): `postbox.new { plan = {...} }`.
local desk = require "helper.desk"
local json = require "helper.json"
local shell = require "helper.shell"

local postbox = {}
postbox.__index = postbox

local PYTHON = "/usr/bin/python3"

function postbox.sink(folder, ...)
  os.execute("mkdir -p " .. shell.quote(folder))
  local words = { PYTHON, "tests/helper/smtp_sink.py", folder, ... }
  for i, word in ipairs(words) do words[i] = shell.quote(word) end
  local pid = shell.lines(table.concat(words, " ") .. " >/dev/null 2>&1 & echo $!"):match("%d+")
  local port
  shell.comes(function()
    local file = io.open(folder .. "/port")
    port = file and file:read("a")
    if file then file:close() end
    return port or not shell.runs(pid)
  end)
  if port then return pid, port end
  error("the mail server of the test did not start")
end

-- how.desk: as for desk.new; how.bare: no setting but the addresses yet.
function postbox.new(how)
  local self = setmetatable({ d = desk.new(how and how.desk) }, postbox)
  self.folder = self.d.folder .. "/sink"
  self.pid, self.port = postbox.sink(self.folder)
  self:set("mail_from", "board@board.example")
  self:set("mail_url", "https://waymark.example/items/")
  if not (how and how.bare) then self:set("mail_transport", "smtp://127.0.0.1:" .. self.port) end
  return self
end

function postbox:set(name, value) self.d:run("setting", "set", name, value, "--as", "m.test", "--reason", "To mail") end

function postbox:remove()
  if self.server then shell.stop(self.server, "KILL") end
  shell.stop(self.pid, "KILL")
  self.d:remove()
end

-- What the next connections meet, a line each.
function postbox:plan(...) shell.write(self.folder .. "/plan", table.concat({ ... }, "\n") .. "\n") end

function postbox:send(...) return self.d:ask("outbox", "send", "--as", "m.test", ...) end

-- Every connection so far, as other people's tools read it.
function postbox:got()
  local list = {}
  for line in shell.lines(("set -- %s/conn-*; [ -e $1 ] && %s tests/helper/letter.py conn $@"):format(self.folder, PYTHON)):gmatch("[^\n]+") do
    list[#list + 1] = json.read(line)
  end
  return list
end

function postbox:forget() os.execute(("rm -f %s/conn-*"):format(self.folder)) end

-- Rows of the outbox with these words in their subject, or all.
function postbox:rows(about)
  local found = {}
  for _, row in ipairs(self.d:ask("outbox", "list", "--as", "m.test").rows) do
    if not about or row.subject:find(about, 1, true) then found[#found + 1] = row end
  end
  return found
end

function postbox:serve()
  self.server = shell.serve(self.d.path, self.d.folder .. "/log")
  return self.server
end

-- Asks until `is` says so.
function postbox.wait(is, what) assert(shell.comes(is), "it never came to this: " .. what) end

return postbox
