-- The Executive Group's quarter: what is open, past its date, escalated and closed, by priority and outcome of the business plan and by lead, and whether
-- that is better or worse than when the quarter began (DOMAIN 4.9, 9). It is made of counts, so a board of any size has it at once. What it counts are actions:
-- items whose workflow asks how anybody can tell that it worked. An indicator's quarter, which sums actions up, is none, nor is a challenge to one. What an
-- action of the plan opened as an action of another workflow is the same piece of work: the plan's is counted, which is open until the Executive accepts it.

-- An action counts as escalated from the Executive's own level on.
local executive_level = 2

local measures = { "then_open", "then_to_do", "then_late", "now_open", "now_to_do", "now_late", "now_dated", "implemented", "closed_in" }
local never = "9999-12-31" -- so that whatever has a date has it before

-- What was accepted as implemented is open until its impact is shown, and never late by the date by which it was to be done (DOMAIN 4.5: blue). So what can be
-- late is what is to do.
local function conditions(quarter, today)
  return {
    then_open = { open_on = quarter.first }, then_to_do = { open_on = quarter.first, not_implemented_before = quarter.first },
    then_late = { open_on = quarter.first, due_before = quarter.first, not_implemented_before = quarter.first },
    now_open = { open = true }, now_to_do = { open = true, not_implemented_before = never },
    now_late = { open = true, due_before = today, not_implemented_before = never },
    now_dated = { open = true, due_before = never, not_implemented_before = never },
    implemented = { open = true, implemented_before = never },
    closed_in = { closed_from = quarter.first, closed_before = quarter.next },
  }
end

local function new_line(key, name)
  local line = { key = key, name = name, items = 0, escalated = 0, high_late = 0 }
  for _, measure in ipairs(measures) do line[measure] = 0 end
  return line
end

local function add(line, row)
  line.items = line.items + row.items
  for _, measure in ipairs(measures) do line[measure] = line[measure] + row[measure] end
  if (tonumber(row.escalation_level) or 0) >= executive_level then line.escalated = line.escalated + row.now_to_do end
  if row.priority == "high" then line.high_late = line.high_late + row.now_late end
end

local function share(late, to_do) return to_do > 0 and late / to_do or 0 end

-- What share of the work that is to do is past its date, then and now.
local function direction(line)
  local before, after = share(line.then_late, line.then_to_do), share(line.now_late, line.now_to_do)
  if line.then_open == 0 then return "new" end
  if after < before then return "↑ better" end
  if after > before then return "↓ worse" end
  return "→ the same"
end

-- The rule that the key prints.
local function rating(line)
  if line.now_to_do == 0 then return line.items > 0 and "blue" or "grey" end
  if line.high_late > 0 or share(line.now_late, line.now_to_do) >= 0.4 then return "red" end
  if line.now_late > 0 then return "amber" end
  if line.now_dated == 0 then return "grey" end -- what has no date is never late, and not on track for that
  return "green"
end

-- Rows of other workflows than `counted` names are left out.
local function lines_of(rows, counted, key, name_of)
  local at, list = {}, {}
  for _, row in ipairs(counted.of(rows)) do
    local line = at[row[key]]
    if not line then
      line = new_line(row[key], name_of(row))
      at[row[key]], list[#list + 1] = line, line
    end
    add(line, row)
  end
  for _, line in ipairs(list) do
    line.direction = direction(line)
    line.rag = rating(line)
    line.closed = line.closed_in
  end
  table.sort(list, function(a, b)
    local x, y = tonumber(a.key), tonumber(b.key)
    if x and y then return x < y end
    if (a.key == "") ~= (b.key == "") then return b.key == "" end
    return a.name < b.name
  end)
  return list
end

local function as_table(title, first, lines, total)
  return {
    title = title, rows = lines, total = total, none = "There is nothing that you may see.",
    columns = {
      { name = "name", title = first }, { name = "rag", title = "Rating", kind = "rag" }, { name = "direction", title = "Direction" },
      { name = "then_open", title = "Open then", kind = "number" }, { name = "then_late", title = "Late then", kind = "number" },
      { name = "now_open", title = "Open", kind = "number" }, { name = "now_late", title = "Late", kind = "number" },
      { name = "implemented", title = "Impact", kind = "number" }, { name = "escalated", title = "Escalated", kind = "number" }, { name = "closed", title = "Closed", kind = "number" },
    },
  }
end

-- What the plan calls its priorities, as the indicators of the directory say, and its outcomes, as the board's setting does.
local function plan_words(host)
  local priorities = {}
  for _, indicator in ipairs(host.directory "indicator") do
    if indicator.priority then priorities[tostring(indicator.priority)] = indicator.priority_title end
  end
  local outcomes = {}
  for number, title in ipairs(host.setting "plan_outcomes" or {}) do outcomes[tostring(number)] = title end
  return priorities, outcomes
end

local function plan_name(word, key, titles)
  return function(row)
    local value = row[key]
    if value == "" then return "In none" end
    return word .. " " .. value .. (titles[value] and ": " .. titles[value] or "")
  end
end

-- The workflows that are counted, which `titles` names: `of` narrows rows of a count to pieces of work, `items_of` to items, so that what is part of another is
-- there too. `rates` says which keep an impact rating.
local function counted_of(host, workflow)
  local names, titles, rates = {}, {}, {}
  for _, one in ipairs(host.workflows { with = { "success_measure" } }) do
    names[one.name] = true
    titles[#titles + 1] = one.title
  end
  for _, one in ipairs(host.workflows { with = { "success_measure", "impact_rating" } }) do rates[one.name] = true end
  local function narrowed(rows, is_kept)
    local kept = {}
    for _, row in ipairs(rows) do
      if workflow or names[row.workflow] and is_kept(row) then kept[#kept + 1] = row end
    end
    return kept
  end
  return {
    titles = table.concat(titles, ", "), rates = workflow and { [workflow] = true } or rates,
    of = function(rows) return narrowed(rows, function(row) return row.part_of == "" end) end,
    items_of = function(rows) return narrowed(rows, function() return true end) end,
  }
end

-- Extensions, re-openings and how far what was closed has shown its impact: of all that there is, not of the quarter. They stand where the work is done, so what is
-- part of an action of the plan has them too; and what keeps no impact rating cannot have shown any.
local function conduct(rows, counted)
  local extended, twice, reopened, closed, shown = 0, 0, 0, 0, 0
  for _, row in ipairs(counted.items_of(rows)) do
    local granted = tonumber(row.extensions_granted) or 0
    if granted > 0 then extended = extended + row.items end
    if granted > 1 then twice = twice + row.items end
    if (tonumber(row.reopen_count) or 0) > 0 then reopened = reopened + row.items end
    if row.closed == "yes" and counted.rates[row.workflow] then
      closed = closed + row.items
      if row.impact_rating == "demonstrated" or row.impact_rating == "sustained" then shown = shown + row.items end
    end
  end
  return {
    title = "Extensions, re-openings, impact", none = "There is nothing that you may see.",
    columns = { { name = "what", title = "What" }, { name = "items", title = "Items", kind = "number" } },
    rows = {
      { what = "Given more time", items = extended }, { what = "Given more time twice or more", items = twice }, { what = "Re-opened after closing", items = reopened },
      { what = "Closed of what has its impact to show", items = closed }, { what = "Closed with impact demonstrated or sustained", items = shown },
    },
  }
end

-- What an action of the plan opened says so itself (`part_of`), but for what was opened by older versions of the workflows: that has the plan's priority too,
-- and is told by the plan's list of what was opened.
local function opened_before(host, rows)
  local openers, is_opener, refs, is_any = host.workflows { with = { "success_measure", "opened" } }, {}, {}, false
  for _, opener in ipairs(openers) do is_opener[opener.name] = true end
  for _, row in ipairs(rows) do is_any = is_any or row.part_of == "" and row.plan_priority ~= "" and not is_opener[row.workflow] end
  for _, opener in ipairs(is_any and openers or {}) do
    for _, row in ipairs(host.items({ workflow = opener.name, fields = { "opened" }, columns = { "ref" } }).rows) do
      local opened = row.fields and row.fields.opened or {}
      table.move(opened, 1, #opened, #refs + 1, refs)
    end
  end
  return refs
end

local function count(host, options, quarter, today)
  local spec = {
    workflow = options.workflow, of = conditions(quarter, today),
    by = {
      { "workflow", "part_of", "plan_priority", "priority", "escalation_level" }, { "workflow", "part_of", "outcomes", "priority", "escalation_level" },
      { "workflow", "part_of", "lead", "priority", "escalation_level" }, { "workflow", "extensions_granted", "reopen_count", "impact_rating", "closed" },
    },
  }
  local counted = host.count(spec)
  spec.except = options.workflow and {} or opened_before(host, counted[1])
  if #spec.except == 0 then return counted end
  local once = host.count(spec)
  once[4] = counted[4]
  return once
end

local function run(host, options)
  local today = host.today()
  local quarter = host.quarter(today)
  local counted = count(host, options, quarter, today)
  local actions = counted_of(host, options.workflow)
  local priority_titles, outcome_titles = plan_words(host)
  local priorities = lines_of(counted[1], actions, "plan_priority", plan_name("Priority", "plan_priority", priority_titles))
  local outcomes = lines_of(counted[2], actions, "outcomes", plan_name("Outcome", "outcomes", outcome_titles))
  local leads = lines_of(counted[3], actions, "lead", function(row) return row.lead == "" and "Nobody" or row.words.lead end)
  return {
    title = "Executive quarterly: " .. quarter.name,
    sections = {
      {
        text = {
          quarter.name .. ", " .. host.words(quarter.first) .. " to " .. host.words(quarter.last) .. ". \"Then\" is the beginning of the quarter; the rest is of the day of this report.",
          options.workflow and "Counted is one workflow alone."
            or "Counted are actions: " .. actions.titles .. ". What an action of the plan opened as an action of its own kind is one piece of work with it, and counted there.",
          "Late is what is to do and past its due date; what was late then, by the date that it has now.",
          "\"Impact\" is open work that is implemented, its impact to show: neither late nor escalated.",
          "Direction compares the share of what is to do that is late, then and now. An item that serves several outcomes counts under each.",
        },
        tables = { as_table("By priority of the business plan", "Priority", priorities, true), as_table("By outcome", "Outcome", outcomes, false) },
      },
      { title = "Who leads", tables = { as_table("By lead", "Lead", leads, true), conduct(counted[4], actions) } },
    },
    key = {
      { "red", "something of high priority is late, or 40 in 100 of what is to do" }, { "amber", "something is late" }, { "green", "nothing is late" },
      { "blue", "all of it is closed, or implemented with its impact to show" },
      { "grey", "nothing is there, or nothing that is to do has a date yet" },
    },
  }
end

return {
  name = "executive-quarterly", title = "Executive quarterly",
  for_whom = "The Executive Group, each quarter; with --as-at the quarter's end, for a quarter that is over",
  options = { { name = "workflow", title = "Only of the workflow" } },
  run = run,
}
