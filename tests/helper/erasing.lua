-- What tests of erasure share: marks, a desk with the workflow that lets text in by every way, and the question what of them stands in any byte.
local desk = require "helper.desk"
local shell = require "helper.shell"

local erasing = {}

function erasing.mark(number) return ("CNRY%04dZQXW"):format(number) end

-- Every byte of every file of the folder, and the files' names, as one text.
function erasing.bytes_of(folder)
  local all = { shell.lines("find " .. shell.quote(folder)) }
  for path in shell.lines("find " .. shell.quote(folder) .. " -type f"):gmatch("[^\n]+") do all[#all + 1] = shell.read(path) end
  return table.concat(all, "\n")
end

function erasing.found(text, marks)
  local list = {}
  for _, one in ipairs(marks) do if text:find(one, 1, true) then list[#list + 1] = one end end
  return list
end

function erasing.new_desk(how)
  local d = desk.new(how or { bare = true })
  for _, name in ipairs { "testimony", "part" } do d:run("workflow", "publish", ("tests/data/%s.lua"):format(name), "--as", "m.test") end
  return d
end

function erasing.begin(d, ref, ...) d:run("case", "start", "testimony", "--ref", ref, "--as", "m.test", "owner=o.owner", ...) end

-- Asked for by the Business Manager, confirmed by the administrator.
function erasing.erase(d, ref, ...)
  local id = d:ask("erase", "ask", ref, "--as", "m.test", "--reason", "the family asked for it", ...).request
  return d:ask("erase", "confirm", id, "--as", "a.admin"), id
end

return erasing
