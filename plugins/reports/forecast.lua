-- What falls due in the coming quarter: how much by month and lead, and each turn with who is to be done by when, groups included (DOMAIN 4.9).

local function month_of(host, first, number)
  local from = number == 0 and first or host.add(number .. " months after date", first)
  return from, host.add("1 month after date", from)
end

local function quarter_of(host, which)
  local quarter = host.quarter(host.today())
  if which == "this" then return quarter end
  return host.quarter(quarter.next)
end

local function counted(host, options, quarter)
  local months, of = {}, {}
  for i = 0, 2 do
    local from, to = month_of(host, quarter.first, i)
    months[#months + 1] = { name = "m" .. i, title = host.words(from):match "%a+ %d+$", kind = "number" }
    of["m" .. i] = { open = true, due_from = from, due_before = to }
  end
  local rows = {}
  for _, row in ipairs(host.count { workflow = options.workflow, by = { "lead" }, of = of }) do
    if row.m0 + row.m1 + row.m2 > 0 then
      rows[#rows + 1] = { name = row.lead == "" and "Nobody" or row.words.lead, m0 = row.m0, m1 = row.m1, m2 = row.m2 }
    end
  end
  return {
    title = "Due dates by lead", none = "No due date that you may see falls into it.", rows = rows, total = true,
    columns = { { name = "name", title = "Lead" }, months[1], months[2], months[3], { name = "all", title = "All", kind = "number", total_of = { "m0", "m1", "m2" } } },
  }
end

-- Each turn whose end is known and falls into the quarter: an owner's, an agency's, a group's at its meeting.
local function turns(host, options, quarter)
  local found, rows = host.items { workflow = options.workflow, open = true, columns = { "title", "lead", "waits", "state_titles", "rag" } }, {}
  for _, row in ipairs(found.rows) do
    for _, wait in ipairs(row.waits) do
      local by = wait.due and host.days(quarter.first, wait.due)
      if by and by >= 0 and by < host.days(quarter.first, quarter.next) then
        rows[#rows + 1] = { ref = row.ref, title = row.title, lead = row.lead, who = wait.title, due = wait.due, state = table.concat(row.state_titles, ", "), rag = row.rag }
      end
    end
  end
  table.sort(rows, function(a, b) return a.due < b.due end)
  return {
    title = "Who is to be done by when", none = "No turn that you may see ends in it.", rows = rows,
    columns = {
      { name = "due", title = "By", kind = "date" }, { name = "ref", title = "Ref", kind = "ref" }, { name = "title", title = "What" }, { name = "lead", title = "Lead" },
      { name = "who", title = "Whose turn" }, { name = "state", title = "Where it stands" }, { name = "rag", title = "Rating", kind = "rag" },
    },
  }
end

local function run(host, options)
  local quarter = quarter_of(host, options.quarter)
  local list = turns(host, options, quarter)
  local text = {
    quarter.name .. ", " .. host.words(quarter.first) .. " to " .. host.words(quarter.last) .. ".",
    "A turn ends when its holder is to be done, so a group's ends at its meeting; where no date of the group is known it is not here.",
  }
  return {
    title = "Forecast: " .. quarter.name,
    sections = { { text = text, tables = { counted(host, options, quarter) } }, { title = "Turn by turn", tables = { list } } },
    key = { { "red", "late or in trouble" }, { "amber", "at risk" }, { "green", "on track" }, { "blue", "done" }, { "grey", "not begun, or paused" } },
  }
end

return {
  name = "forecast", title = "What falls due",
  for_whom = "The Business Manager and agencies' leads, before a quarter begins",
  options = {
    { name = "quarter", title = "Which quarter", one_of = { "next", "this" }, default = "next" },
    { name = "workflow", title = "Only of the workflow" },
  },
  run = run,
}
