-- Changes a store's file behind the program's back and stamps its pages anew, as whoever means to go unnoticed would: page checks are there for
-- disks, not for people.
local shell = require "helper.shell"

local stamp = {}

local function sum(page)
  local one, two = 0, 0
  for at = 1, #page - 8, 8 do
    local a, b = string.unpack("<I4I4", page, at)
    one = (one + a + two) & 0xffffffff
    two = (two + b + one) & 0xffffffff
  end
  return string.pack("<I4I4", one, two)
end

-- Nothing happens to a file whose pages bear no checks.
function stamp.file(path)
  local text = shell.read(path)
  if text:byte(21) ~= 8 then return end
  local size, pages = string.unpack(">I2", text, 17), {}
  for at = 1, #text, size do
    local page = text:sub(at, at + size - 1)
    pages[#pages + 1] = page:sub(1, -9) .. sum(page)
  end
  shell.write(path, table.concat(pages))
end

-- What SQLite answers; the board is open nowhere.
function stamp.sql(board, text)
  local path = board .. "/waymark.db"
  local said = shell.lines(("sqlite3 %s %s"):format(shell.quote(path), shell.quote(text)))
  stamp.file(path)
  return said
end

return stamp
