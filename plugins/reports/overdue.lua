-- What is late, and on whom: by holder, by agency, by how long, or by how far it was escalated. Sums are of all that is late; item by item there are as many
-- as a report lists. Work that waits
-- for a group that has not met is late on the group and never on the owner of the action (DOMAIN 4.9), so each line says whose lateness it is.

local ages = {
  { 20, "1 to 20 days" }, { 60, "21 to 60 days" }, { 120, "61 to 120 days" }, { math.maxinteger, "more than 120 days" },
}

-- Who is shown that something is late, and not since when, has it in no band.
local function age_of(days)
  if not days then return "9 ", "A day that is not shown to you" end
  for number, band in ipairs(ages) do
    if days <= band[1] then return number .. " ", band[2] end
  end
end

-- A workflow that counts its levels says which; of any other whom the last row of `if_late` that came told, beside whoever is late.
local function escalated_to(level, told)
  if level > 0 then return "level " .. level end
  return table.concat(told or {}, ", ")
end

local function rung_of(turns)
  local told = escalated_to(turns.level, turns.told)
  if turns.level > 0 then return "1 " .. turns.level, "Level " .. turns.level end
  if told ~= "" then return "2 " .. told, told end
  return "0", "Not escalated"
end

local function agency_of(lead) return lead == "" and "Nobody" or lead end

-- What late turns that are alike are grouped by: a key to sort by and words to show.
local groups = {
  holder = function(turns) return turns.whose, turns.whose end,
  agency = function(turns) return agency_of(turns.lead), agency_of(turns.lead) end,
  age = function(turns) return age_of(turns.days) end,
  rung = function(turns) return rung_of(turns) end,
}

-- A line for each turn that is late: an item on which two are late stands here twice.
local function lines_of(host, rows)
  local lines, today = {}, host.today()
  for _, row in ipairs(rows) do
    for _, wait in ipairs(row.waits) do
      if wait.late then
        lines[#lines + 1] = {
          ref = row.ref, title = row.title, agency = agency_of(row.lead), days = wait.due and host.days(wait.due, today), what = wait.text, rag = row.rag,
          escalated = escalated_to(row.fields.escalation_level or 0, wait.told),
        }
      end
    end
  end
  table.sort(lines, function(a, b)
    if a.days ~= b.days then return (a.days or -1) > (b.days or -1) end
    return a.ref < b.ref
  end)
  return lines
end

local function new_group(key, name)
  local group = { key = key, name = name, lines = 0, dated = 0, all = {} }
  for number in ipairs(ages) do group["age" .. number] = 0 end
  return group
end

local function add(group, turns)
  group.lines = group.lines + turns.items
  if not turns.days then return end
  local band = "age" .. age_of(turns.days):match "%d+"
  group[band] = group[band] + turns.items
  group.dated = group.dated + turns.items
  group.longest = math.max(group.longest or 0, turns.days)
  group.all[#group.all + 1] = turns
end

-- Of all that is late, the days of the one in the middle; nil where no day is shown.
local function median_of(group)
  table.sort(group.all, function(a, b) return a.days < b.days end)
  local left = (group.dated + 1) // 2
  for _, turns in ipairs(group.all) do
    left = left - turns.items
    if left <= 0 then return turns.days end
  end
end

local function grouped(all, by)
  local at, list = {}, {}
  for _, turns in ipairs(all) do
    local key, words = groups[by](turns)
    if not at[key] then
      at[key] = new_group(key, words)
      list[#list + 1] = at[key]
    end
    add(at[key], turns)
  end
  table.sort(list, function(a, b) return a.key < b.key end)
  for _, group in ipairs(list) do group.median, group.all, group.dated = median_of(group), nil, nil end
  return list
end

-- How much is late and for how long, each line with its bands of age; grouped by age the bands are the lines.
local function summary_of(turns, by)
  local columns = {
    { name = "name", title = ({ holder = "Late on", agency = "Lead", age = "Late for", rung = "Escalated to" })[by] }, { name = "lines", title = "Late", kind = "number" },
  }
  for number, band in ipairs(by ~= "age" and ages or {}) do columns[#columns + 1] = { name = "age" .. number, title = band[2], kind = "number" } end
  return { title = "How much is late", none = "Nothing that you may see is late.", total = true, columns = columns, rows = grouped(turns, by) }
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
  return rows
end

-- All late turns, those that are alike together: { whose, told, due, lead, level, items, days }.
local function late_turns(host, options)
  local all, today = {}, host.today()
  for _, name in ipairs(workflows_of(host, options.workflow)) do
    for _, turns in ipairs(host.late { workflow = name or nil, lead = options.lead }) do
      turns.days = turns.due and host.days(turns.due, today)
      all[#all + 1] = turns
    end
  end
  return all
end

local function run(host, options)
  local summary = summary_of(late_turns(host, options), options.by)
  local text = {
    "Lateness is the holder's: work that waits for a group is late on the group, whatever date its owner had.",
    "These figures are of all that is late, also where the list of items below is cut short.",
  }
  return {
    sections = {
      { text = text, tables = { summary, spread_of(summary) } }, { title = "Item by item", tables = { list(lines_of(host, late_rows(host, options))) } },
    },
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
