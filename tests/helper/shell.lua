-- Runs the program as a person at a terminal would: words in, what it prints on each stream and its exit status out.
-- The program is named by WAYMARK; without it the release build is taken.

local shell = {}

shell.program = os.getenv("WAYMARK") or "build/release/waymark"

function shell.quote(text) return "'" .. tostring(text):gsub("'", "'\\''") .. "'" end

function shell.read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

function shell.write(path, text)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  return path
end

function shell.lines(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("a")
  pipe:close()
  return text
end

-- A folder of the test's own; shell.remove takes it away.
function shell.folder() return (shell.lines("mktemp -d"):gsub("\n", "")) end
function shell.remove(folder) os.execute("rm -rf " .. shell.quote(folder)) end

-- Whether a file or a folder is there.
function shell.exists(path) return (os.rename(path, path)) == true end

-- What passes through files, one run after another: a folder for all runs of a process, removed when it ends.
local scratch
local function scratch_folder()
  if not scratch then scratch = setmetatable({ path = shell.folder() }, { __gc = function(self) shell.remove(self.path) end }) end
  return scratch.path
end

-- shell.run({ "case", "list" }, { env = "COLUMNS=80", input = "text", inside = FOLDER }) -> stdout, stderr, exit status
-- The suite calls this some ten thousand times, so no process is started but the shell that becomes the program.
function shell.run(words, how)
  how = how or {}
  local quoted, folder = {}, scratch_folder()
  for i, word in ipairs(words) do quoted[i] = shell.quote(word) end
  shell.write(folder .. "/in", how.input or "")
  local program = shell.program:find("^/") and shell.program or ('"$PWD"/' .. shell.quote(shell.program))
  local command = ("program=%s; cd %s && exec env -u WAYMARK_AS -u WAYMARK_BOARD -u COLUMNS %s \"$program\" %s <%s/in >%s/out 2>%s/err"):format(
    program, shell.quote(how.inside or "."), how.env or "", table.concat(quoted, " "), folder, folder, folder)
  local _, why, status = os.execute(command)
  if why == "signal" then status = 128 + status end
  return shell.read(folder .. "/out"), shell.read(folder .. "/err"), status
end

-- Looks again and again until `is()` is true, and says whether it came to that. A minute, since on a busy machine a program that does as it
-- should may take many seconds: what hangs is found all the same, only later.
function shell.comes(is)
  local last = os.time() + 60
  repeat
    if is() then return true end
    os.execute("sleep 0.02")
  until os.time() > last
  return is()
end

function shell.runs(pid) return os.execute(("kill -0 %s 2>/dev/null"):format(pid)) == true end

-- Starts `waymark serve` and waits until it is ready; returns its process id. `env`: as for shell.run.
function shell.serve(board, log, env)
  local program, into = shell.quote(shell.program), shell.quote(log)
  local pid = shell.lines(("env %s %s serve %s >%s 2>&1 & echo $!"):format(env or "", program, shell.quote(board), into)):match("%d+")
  local ready = false
  shell.comes(function()
    local ended, file = not shell.runs(pid), io.open(log)
    ready = file and file:read("a"):find("Serving", 1, true) ~= nil
    if file then file:close() end
    return ready or ended
  end)
  if ready then return pid end
  error("the server did not start: " .. shell.read(log))
end

-- Ends a process that a test started, waits for it, and says whether it went.
function shell.stop(pid, signal)
  os.execute(("kill -%s %s"):format(signal or "TERM", pid))
  return shell.comes(function() return not shell.runs(pid) end)
end

return shell
