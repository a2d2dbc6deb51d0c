-- What is late, and on whom: by holder, by agency, by how long, or by how far it was escalated. Work that waits for a group that has not met is
-- late on the group and never on the owner of the action (DOMAIN 4.9), so each line says whose lateness it is.

local ages = {
  { 20, "1 to 20 days" }, { 60, "21 to 60 days" }, { 120, "61 to 120 days" }, { math.maxinteger, "more than 120 days" },
}

local function age_of(days)
  for number, band in ipairs(ages) do
    if days <= band[1] then return number .. " ", band[2] end
  end
end

-- A workflow that counts its levels says which; of any other whom the last row of `if_late` that came told, beside whoever is late.
local function rung_of(line)
  if line.level > 0 then return "1 " .. line.level, "Level " .. line.level end
  if line.escalated ~= "" then return "2 " .. line.escalated, line.escalated end
  return "0", "Not escalated"
end

local function escalated_to(level, wait)
  if level > 0 then return "level " .. level end
  return table.concat(wait.told or {}, ", ")
end

-- What a line is grouped by: a key to sort by and words to show.
local groups = {
  holder = function(line) return line.whose, line.whose end,
  agency = function(line) return line.agency, line.agency end,
  age = function(line) return age_of(line.days) end,
  rung = function(line) return rung_of(line) end,
}

-- A line for each turn that is late: an item on which two are late stands here twice.
local function lines_of(host, found)
  local lines, today = {}, host.today()
  for _, row in ipairs(found.rows) do
    local level = row.fields.escalation_level or 0
    for _, wait in ipairs(row.waits) do
      if wait.late then
        lines[#lines + 1] = {
          ref = row.ref, title = row.title, agency = row.lead == "" and "Nobody" or row.lead, whose = wait.title,
          days = host.days(wait.due, today), level = level, escalated = escalated_to(level, wait), what = wait.text, rag = row.rag,
        }
      end
    end
  end
  table.sort(lines, function(a, b)
    if a.days ~= b.days then return a.days > b.days end
    return a.ref < b.ref
  end)
  return lines
end

local function grouped(lines, by)
  local at, list = {}, {}
  for _, line in ipairs(lines) do
    local key, words = groups[by](line)
    local group = at[key]
    if not group then
      group = { key = key, name = words, lines = 0, longest = 0, days = {} }
      for number in ipairs(ages) do group["age" .. number] = 0 end
      at[key], list[#list + 1] = group, group
    end
    local band = "age" .. age_of(line.days):match "%d+"
    group[band] = group[band] + 1
    group.lines = group.lines + 1
    group.longest = math.max(group.longest, line.days)
    group.days[group.lines] = line.days
    line.whose, line.level = nil, nil -- what it was grouped by is in no column
  end
  table.sort(list, function(a, b) return a.key < b.key end)
  for _, group in ipairs(list) do
    table.sort(group.days)
    group.median = group.days[(#group.days + 1) // 2]
    group.days = nil
  end
  return list
end

-- How much is late and for how long, each line with its bands of age; grouped by age the bands are the lines.
local function summary_of(lines, by)
  local columns = {
    { name = "name", title = ({ holder = "Late on", agency = "Lead", age = "Late for", rung = "Escalated to" })[by] }, { name = "lines", title = "Late", kind = "number" },
  }
  for number, band in ipairs(by ~= "age" and ages or {}) do columns[#columns + 1] = { name = "age" .. number, title = band[2], kind = "number" } end
  return { title = "How much is late", none = "Nothing that you may see is late.", total = true, columns = columns, rows = grouped(lines, by) }
end

-- Days have no sum, so they stand in a table without one.
local function spread_of(summary)
  return {
    title = "For how many days", none = "Nothing that you may see is late.", rows = summary.rows,
    columns = { summary.columns[1], { name = "median", title = "In the middle", kind = "number" }, { name = "longest", title = "The longest", kind = "number" } },
  }
end

local function list(lines)
  return {
    title = "Everything that is late, the longest first", none = "Nothing that you may see is late.",
    columns = {
      { name = "ref", title = "Ref", kind = "ref" }, { name = "title", title = "What" }, { name = "agency", title = "Lead" },
      { name = "what", title = "Who is late" }, { name = "days", title = "Days late", kind = "number" }, { name = "escalated", title = "Escalated to" },
      { name = "rag", title = "Rating", kind = "rag" },
    },
    rows = lines,
  }
end

-- A workflow, and those by which agencies answer what it asks, which come of its file: NAME-return, NAME-STEP-return. Nil: all.
local function workflows_of(host, name)
  if not name then return { false } end
  local names = { name }
  for _, workflow in ipairs(host.workflows()) do
    if workflow.name:sub(1, #name + 1) == name .. "-" and workflow.name:sub(-7) == "-return" then names[#names + 1] = workflow.name end
  end
  return names
end

local function late_rows(host, options)
  local rows = {}
  for _, name in ipairs(workflows_of(host, options.workflow)) do
    local found = host.items {
      late = true, open = true, workflow = name or nil, lead = options.lead, fields = { "escalation_level" }, columns = { "title", "lead", "waits", "rag" },
    }
    table.move(found.rows, 1, #found.rows, #rows + 1, rows)
  end
  return { rows = rows }
end

local function run(host, options)
  local lines = lines_of(host, late_rows(host, options))
  local summary = summary_of(lines, options.by)
  local text = { "Lateness is the holder's: work that waits for a group is late on the group, whatever date its owner had." }
  return {
    sections = { { text = text, tables = { summary, spread_of(summary) } }, { title = "Item by item", tables = { list(lines) } } },
    key = {
      { "red", "late or in trouble" }, { "amber", "at risk" }, { "green", "on track" }, { "blue", "done" }, { "grey", "not begun, or paused" },
    },
  }
end

return {
  name = "overdue", title = "Overdue work",
  for_whom = "The Business Manager each week; LLIP's chair before a meeting",
  options = {
    { name = "by", title = "Grouped by", one_of = { "holder", "agency", "age", "rung" }, default = "holder" },
    { name = "lead", title = "Only led by" },
    { name = "workflow", title = "Only of the workflow, and of the returns that it asks for" },
  },
  run = run,
}
