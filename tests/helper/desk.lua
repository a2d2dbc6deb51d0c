-- A desk at which one may do anything wrong: a board of tests/data/partners.lua with the workflow `task` and one item K-1, and a question after
-- each wrong thing: one sentence, nothing on standard output, the right exit status, and nothing more in the journal than was allowed.
local shell = require "helper.shell"
local json = require "helper.json"
local pattern = require "helper.pattern"

local desk = {}
desk.__index = desk

local function make(self, path, seed, how)
  local words = { "init", path, "--seed", seed }
  if not how.real_clock then table.move({ "--manual-clock", "--now", "2016-09-01T09:00:00Z" }, 1, 3, 5, words) end
  self:must_run(words)
  self:must_run { "workflow", "publish", "tests/data/task.lua", "--as", "m.test", "--board", path }
  if how.bare then return end
  self:must_run { "case", "start", "task", "--ref", "K-1", "--as", "m.test", "text=Task", "agency=north", "owner=o.owner", "--board", path }
end

-- how.real_clock: the machine's clock; how.on(FOLDER): what to do with the desk's folder before anything is in it; how.seed(TEXT): another
-- seed, made of that of tests/data/partners.lua; how.bare: no item yet.
function desk.new(how)
  how = how or {}
  local self = setmetatable({ folder = shell.folder() }, desk)
  if how.on then how.on(self.folder) end
  self.path = self.folder .. "/board"
  if how.seed or how.real_clock or how.on then
    local seed = "tests/data/partners.lua"
    if how.seed then seed = self:file("seed.lua", how.seed(shell.read(seed))) end
    make(self, self.path, seed, how)
  else
    pattern.lay(how.bare and "bare desk" or "desk", self.path, function(path) make(self, path, "tests/data/partners.lua", how) end)
  end
  return self
end

function desk:remove() shell.remove(self.folder) end

-- A file of the desk's own; returns its path.
function desk:file(name, text) return shell.write(self.folder .. "/" .. name, text) end

function desk.must_run(_, words)
  local out, err, status = shell.run(words)
  if status ~= 0 then error(("exit %d: waymark %s\n%s"):format(status, table.concat(words, " "), err), 3) end
  return out
end

local function on_board(self, words)
  local all = { table.unpack(words) }
  all[#all + 1], all[#all + 2] = "--board", self.path
  return all
end

function desk:run(...) return self:must_run(on_board(self, { ... })) end

function desk:ask(...)
  local words = { ... }
  words[#words + 1] = "--json"
  return json.read(self:must_run(on_board(self, words)))
end

function desk:entries() return self:ask("status").entries end

-- What must be refused: `expected` is { status = 1, says = {...}, kept = 0 }, `kept` being the entries that a refusal may leave. Returns the sentence.
function desk:wrong(expected, ...)
  local words = on_board(self, { ... })
  local before = not expected.blind and self:entries()
  local out, err, status = shell.run(words)
  local told = ("waymark " .. table.concat({ ... }, " ")):sub(1, 200) .. "\n" .. (out .. err):sub(1, 500)
  assert(status == (expected.status or 1), "exit " .. tostring(status) .. ": " .. told)
  assert(out == "", "printed: " .. told)
  assert(err:find("^[^\n]+\n$") and not err:find("%%") and utf8.len(err), "not one line: " .. told)
  assert(err:find("[.?]\n$"), "not a sentence: " .. told)
  for _, part in ipairs(expected.says or {}) do assert(err:find(part, 1, true), "does not say \"" .. part .. "\": " .. told) end
  if before then assert(self:entries() == before + (expected.kept or 0), "entries: " .. before .. " and now " .. self:entries() .. ": " .. told) end
  return err
end

return desk
