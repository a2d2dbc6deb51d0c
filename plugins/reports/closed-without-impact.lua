-- What was closed although nobody showed that it made a difference: the benchmark asks for impact, not for actions done (DOMAIN 0, 4.6). Counted by lead,
-- then item by item with how it was closed and for which review. Of whatever keeps an impact rating: actions from reviews and from audits alike.

local shown = { demonstrated = true, sustained = true }

local function workflows_of(host, only)
  if only then return { only } end
  local names = {}
  for _, one in ipairs(host.workflows { with = { "impact_rating", "closed_on" } }) do names[#names + 1] = one.name end
  return names
end

local function counted(host, workflows)
  local at, list, among = {}, {}, {}
  for _, name in ipairs(workflows) do among[name] = true end
  for _, row in ipairs(host.count { by = { "workflow", "lead", "impact_rating" }, open = false }) do
    local name = row.lead == "" and "Nobody" or row.words.lead
    if among[row.workflow] then
      local line = at[name]
      if not line then
        line = { name = name, closed = 0, without = 0 }
        at[name], list[#list + 1] = line, line
      end
      line.closed = line.closed + row.items
      if not shown[row.impact_rating] then line.without = line.without + row.items end
    end
  end
  table.sort(list, function(a, b) return a.name < b.name end)
  local rows = {}
  for _, line in ipairs(list) do
    if line.closed > 0 then
      line.share = math.floor(100 * line.without / line.closed + 0.5)
      rows[#rows + 1] = line
    end
  end
  return rows
end

local function table_of(title, first, rows)
  return {
    title = title, none = "Nothing is closed that you may see.", rows = rows, total = true,
    columns = {
      { name = "name", title = first }, { name = "closed", title = "Closed", kind = "number" }, { name = "without", title = "Without impact", kind = "number" },
      { name = "share", title = "Share", kind = "percent" },
    },
  }
end

local function closed_items(host, workflows)
  local list = {}
  for _, name in ipairs(workflows) do
    local found = host.items {
      workflow = name, closed = true, fields = { "impact_rating", "closed_on", "successor", "reason", "alternative", "review" }, columns = { "title", "lead", "state_titles" },
    }
    table.move(found.rows, 1, #found.rows, #list + 1, list)
  end
  return list
end

local function run(host, options)
  local workflows, rows = workflows_of(host, options.workflow), {}
  for _, row in ipairs(closed_items(host, workflows)) do
    if not shown[row.fields.impact_rating or ""] then
      rows[#rows + 1] = {
        ref = row.ref, title = row.title, lead = row.lead, review = row.words.review, how = table.concat(row.state_titles, ", "), on = row.fields.closed_on,
        impact = row.fields.impact_rating and row.words.impact_rating or "not shown",
        why = row.fields.successor and "goes on in " .. row.words.successor or row.words.reason or row.words.alternative,
      }
    end
  end
  table.sort(rows, function(a, b)
    if (a.on or "") ~= (b.on or "") then return (a.on or "") > (b.on or "") end
    return a.ref < b.ref
  end)
  local text = { "Without impact is whatever was closed and is not rated \"demonstrated\" or \"sustained\"; what was merged into another item goes on there." }
  return {
    sections = {
      { text = text, tables = { table_of("By lead", "Lead", counted(host, workflows)) } },
      {
        title = "Item by item",
        tables = {
          {
            title = "Closed without impact", none = "Everything that was closed had its impact shown.", rows = rows,
            columns = {
              { name = "ref", title = "Ref", kind = "ref" }, { name = "title", title = "What" }, { name = "lead", title = "Lead" },
              { name = "review", title = "Review" }, { name = "how", title = "How it was closed" },
              { name = "on", title = "Closed on", kind = "date" }, { name = "impact", title = "Impact" }, { name = "why", title = "Why" },
            },
          },
        },
      },
    },
  }
end

return {
  name = "closed-without-impact", title = "Closed without impact",
  for_whom = "LLIP and the Board, before the annual report",
  options = { { name = "workflow", title = "Only of the workflow" } },
  run = run,
}
