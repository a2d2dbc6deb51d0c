-- How much each agency carries: actions and the recommendations behind them, by lead, theme and review (DOMAIN 4.9: actions per recommendation). One
-- recommendation of one review counts once for an agency, however many actions it led to. Of whatever is done for recommendations, by a review or an audit.

local function new_line(name) return { name = name, actions = 0, open = 0, late = 0, recommendations = 0, seen = {} } end

local function line_at(at, list, name)
  if not at[name] then
    at[name] = new_line(name)
    list[#list + 1] = at[name]
  end
  return at[name]
end

local function add(line, row)
  line.actions = line.actions + 1
  if not row.closed then
    line.open = line.open + 1
    if row.late then line.late = line.late + 1 end -- whose work was accepted is not, though its due date has gone by
  end
  for _, one in ipairs(row.fields.recommendations or {}) do
    local key = (row.words.review or "") .. " " .. tostring(one)
    if not line.seen[key] then
      line.seen[key] = true
      line.recommendations = line.recommendations + 1
    end
  end
end

local function finished(list)
  for _, line in ipairs(list) do
    line.seen = nil
    if line.recommendations > 0 then line.each = line.actions / line.recommendations end
  end
  table.sort(list, function(a, b)
    if a.open ~= b.open then return a.open > b.open end
    return a.name < b.name
  end)
  return list
end

local function table_of(title, first, rows)
  return {
    title = title, none = "There is nothing that you may see.", rows = rows,
    columns = {
      { name = "name", title = first }, { name = "recommendations", title = "Recommendations", kind = "number" }, { name = "actions", title = "Actions", kind = "number" },
      { name = "each", title = "Actions each", kind = "number" }, { name = "open", title = "Open", kind = "number" }, { name = "late", title = "Late", kind = "number" },
    },
  }
end

-- Leads by themes: how many open actions each has of each.
local function cross(rows)
  local themes, theme_list, leads, lead_list = {}, {}, {}, {}
  for _, row in ipairs(rows) do
    if not row.closed then
      local lead, theme = row.lead == "" and "Nobody" or row.lead, row.words.theme or "No theme"
      if not themes[theme] then
        themes[theme] = "t" .. #theme_list + 1
        theme_list[#theme_list + 1] = theme
      end
      if not leads[lead] then
        leads[lead] = { name = lead }
        lead_list[#lead_list + 1] = leads[lead]
      end
      leads[lead][themes[theme]] = (leads[lead][themes[theme]] or 0) + 1
    end
  end
  table.sort(lead_list, function(a, b) return a.name < b.name end)
  table.sort(theme_list)
  local columns, sum = { { name = "name", title = "Lead" } }, {}
  for _, theme in ipairs(theme_list) do
    columns[#columns + 1] = { name = themes[theme], title = theme, kind = "number" }
    sum[#sum + 1] = themes[theme]
  end
  columns[#columns + 1] = { name = "all", title = "All", kind = "number", total_of = sum }
  return { title = "Open actions by lead and theme", none = "Nothing is open that you may see.", total = true, columns = columns, rows = lead_list }
end

-- Actions have recommendations and say how anybody can tell that they worked; a review has recommendations too, and is none.
local function actions_of(host, only)
  local rows, workflows = {}, only and { { name = only } } or host.workflows { with = { "recommendations", "success_measure" } }
  for _, workflow in ipairs(workflows) do
    local found = host.items { workflow = workflow.name, fields = { "recommendations", "review", "theme" }, columns = { "lead", "closed", "late" } }
    table.move(found.rows, 1, #found.rows, #rows + 1, rows)
  end
  return rows
end

local function run(host, options)
  local found = actions_of(host, options.workflow)
  local leads, lead_at, themes, theme_at, reviews, review_at = {}, {}, {}, {}, {}, {}
  for _, row in ipairs(found) do
    add(line_at(lead_at, leads, row.lead == "" and "Nobody" or row.lead), row)
    add(line_at(theme_at, themes, row.words.theme or "No theme"), row)
    add(line_at(review_at, reviews, row.words.review or "No review"), row)
  end
  local text = "Actions are all that there are, open and closed. A recommendation counts once, however many actions it led to."
  return {
    sections = {
      { text = text, tables = { table_of("By lead", "Lead", finished(leads)), table_of("By theme", "Theme", finished(themes)), table_of("By review or return", "Review", finished(reviews)) } },
      { title = "Who carries what", tables = { cross(found) } },
    },
  }
end

return {
  name = "recommendation-load", title = "Load of recommendations",
  for_whom = "The Executive Group before it agrees new recommendations; agencies that lead many",
  options = { { name = "workflow", title = "Only of the workflow" } },
  run = run,
}
