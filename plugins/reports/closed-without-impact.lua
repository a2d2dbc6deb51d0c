-- What was closed although nobody showed that it made a difference: the benchmark asks for impact, not for actions done (DOMAIN 0, 4.6). Counted by lead,
-- then item by item with how it was closed and for which review.

local shown = { demonstrated = true, sustained = true }

local function counted(host, workflow)
  local at, list = {}, {}
  for _, row in ipairs(host.count { workflow = workflow, by = { "lead", "impact_rating" }, of = { closed = { open = false } } }) do
    local name = row.lead == "" and "Nobody" or row.words.lead
    local line = at[name]
    if not line then
      line = { name = name, closed = 0, without = 0 }
      at[name], list[#list + 1] = line, line
    end
    line.closed = line.closed + row.closed
    if not shown[row.impact_rating] then line.without = line.without + row.closed end
  end
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

local function run(host, options)
  local found = host.items { workflow = options.workflow, fields = { "impact_rating", "closed_on", "successor", "reason", "alternative", "review" } }
  local rows = {}
  for _, row in ipairs(found.rows) do
    if row.closed and not shown[row.fields.impact_rating or ""] then
      rows[#rows + 1] = {
        ref = row.ref, title = row.title, lead = row.lead, review = row.words.review, how = table.concat(row.state_titles, ", "), on = row.fields.closed_on,
        impact = row.fields.impact_rating and row.words.impact_rating or "not shown",
        why = row.fields.successor and "goes on in " .. row.words.successor or row.words.reason or row.words.alternative,
      }
    end
  end
  table.sort(rows, function(a, b) return (a.on or "") > (b.on or "") end)
  local text = { "Without impact is whatever was closed and is not rated \"demonstrated\" or \"sustained\"; what was merged into another item goes on there." }
  if found.next then text[2] = "Of " .. found.count .. " items the first " .. #found.rows .. " were looked at for the list; the counts are of all." end
  return {
    sections = {
      { text = text, tables = { table_of("By lead", "Lead", counted(host, options.workflow)) } },
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
  options = { { name = "workflow", title = "Of the workflow", default = "review-action" } },
  run = run,
}
