-- What tests of reports share: a report made and read as data, its tables by their titles, and reports of the board's own.
local shell = require "helper.shell"

local report = {}

-- A table of a report's answer as rows by column names: {TITLE: {{NAME: TEXT}}}; `total` is among the rows of a table that has one.
local function rows_of(given)
  local rows = {}
  for _, row in ipairs(given.rows) do rows[#rows + 1] = row end
  if given.total then rows[#rows + 1] = given.total end
  for i, row in ipairs(rows) do
    local named = {}
    for k, cell in ipairs(row) do named[given.columns[k].name] = cell.text end
    rows[i] = named
  end
  return rows
end

-- The tables of `waymark report ...` by title, and the whole document.
function report.read(b, ...)
  local document = b:ask("report", ...).document
  local tables = {}
  for _, section in ipairs(document.sections) do
    for _, given in ipairs(section.tables) do tables[given.title] = rows_of(given) end
  end
  return tables, document
end

-- Puts a report of the board's own into its folder.
function report.write(b, name, source)
  assert(os.execute(("mkdir -p %s/plugins/reports"):format(shell.quote(b.path))))
  shell.write(("%s/plugins/reports/%s.lua"):format(b.path, name), source)
end

-- The same from what its `run` does alone.
function report.put(b, name, run, options)
  report.write(b, name, ('return { name = %q, title = "A report", for_whom = "Tests", options = %s, run = function(host, options) %s end }'):format(name,
    options or "{}", run))
end

return report
