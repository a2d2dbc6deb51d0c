-- Boards that a test needs as new, made once in a process and copied: making one takes longer than most of what is then asked of it.
-- A board that is asked for while another copy of the same one is in use is made anew, so that no two are the same board at one time.
local shell = require "helper.shell"

local pattern = {}
local made, used = {}, {}

-- Removed when the program ends, however its tests went.
setmetatable(made, { __gc = function(all)
  for _, folder in pairs(all) do shell.remove(folder) end
end })

-- A board at `path`, as `make(PATH)` makes it; `key` tells what one makes from what another does.
function pattern.lay(key, path, make)
  if used[key] and shell.exists(used[key]) then return make(path) end
  if not made[key] then
    made[key] = shell.folder()
    make(made[key] .. "/board")
  end
  assert(os.execute(("cp -a %s/board %s"):format(shell.quote(made[key]), shell.quote(path))))
  used[key] = path
end

return pattern
