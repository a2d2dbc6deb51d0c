-- The figures that agencies send each quarter and where they are going: the last quarters side by side, each against its target, and the direction in
-- words (DOMAIN 11). It reads whatever keeps a `trend` of an `indicator`, of which everybody who may see it sees what may be shown: small numbers are kept
-- back there already (workflows/docs/data-return.md).

local quarters_shown = 4
local colours = { green = "on target", amber = "a little short of it", red = "short of it" }

-- Items that keep a trend, each with its rows in order.
local function figures_of(host, options)
  local list, fields = {}, { "indicator", "agency", "target", "unit", "good_is", "trend", "theme" }
  for _, workflow in ipairs(host.workflows { with = { "indicator", "good_is", "trend" } }) do
    for _, row in ipairs(host.items({ workflow = workflow.name, fields = fields }).rows) do
      if not options.agency or row.fields.agency == options.agency then list[#list + 1] = { row = row, trend = row.fields.trend or {} } end
    end
  end
  table.sort(list, function(a, b)
    local x, y = a.row.words.theme or "", b.row.words.theme or ""
    if x ~= y then return x < y end
    if a.row.title ~= b.row.title then return a.row.title < b.row.title end
    return a.row.lead < b.row.lead
  end)
  return list
end

-- The last quarters for which there is anything: {{key, title}}, the newest last.
local function quarters_of(figures)
  local seen, list = {}, {}
  for _, figure in ipairs(figures) do
    for _, one in ipairs(figure.trend) do
      if not seen[one.quarter_end] then
        seen[one.quarter_end] = true
        list[#list + 1] = { key = one.quarter_end, title = one.quarter }
      end
    end
  end
  table.sort(list, function(a, b) return a.key < b.key end)
  local last = {}
  for i = math.max(1, #list - quarters_shown + 1), #list do last[#last + 1] = list[i] end
  return last
end

-- How often the last direction came in a row.
local function run_of(trend)
  local last, count = trend[#trend] and trend[#trend].direction, 0
  for i = #trend, 1, -1 do
    if trend[i].direction ~= last then break end
    count = count + 1
  end
  return last, count
end

local function direction(trend)
  local last, count = run_of(trend)
  if not last or last == "not comparable" then return "cannot be said yet" end
  local arrow = ({ better = "↑ ", worse = "↓ ", ["the same"] = "→ " })[last] or ""
  return arrow .. last .. (count > 1 and ", " .. count .. " quarters running" or "")
end

local function target_of(row)
  if not row.fields.target then return nil end
  return (row.fields.good_is == "low" and "at most " or "at least ") .. row.fields.target .. (row.fields.unit == "share" and "%" or "")
end

local function trend_table(figures, quarters)
  local columns = { { name = "figure", title = "Figure" }, { name = "agency", title = "Agency" } }
  for i, quarter in ipairs(quarters) do columns[#columns + 1] = { name = "q" .. i, title = quarter.title } end
  columns[#columns + 1] = { name = "target", title = "Target" }
  columns[#columns + 1] = { name = "rag", title = "Against it", kind = "rag" }
  columns[#columns + 1] = { name = "direction", title = "Direction" }
  local rows = {}
  for _, figure in ipairs(figures) do
    local line, at = { figure = figure.row.title, agency = figure.row.lead, target = target_of(figure.row), direction = direction(figure.trend) }, {}
    for _, one in ipairs(figure.trend) do at[one.quarter_end] = one.shown end
    for i, quarter in ipairs(quarters) do line["q" .. i] = at[quarter.key] or "" end
    local last = figure.trend[#figure.trend]
    if last and colours[last.colour] then line.rag = { last.colour, colours[last.colour] } end
    rows[#rows + 1] = line
  end
  return { title = "Quarter by quarter", none = "There is no figure that you may see.", columns = columns, rows = rows }
end

-- Why a figure is to be talked about; nil: it is not.
local function concern(figure)
  if figure.row.closed then return nil end -- it is not collected any more
  local last = figure.trend[#figure.trend]
  local way, count = run_of(figure.trend)
  local why = {}
  if last and last.colour == "red" then why[#why + 1] = "short of its target" end
  if way == "worse" then why[#why + 1] = count > 1 and "worse " .. count .. " quarters running" or "worse than the quarter before" end
  if last and last.shown == "no figure" then why[#why + 1] = "no figure for the last quarter" end
  return #why > 0 and table.concat(why, ", ") or nil
end

local function concern_table(figures)
  local rows = {}
  for _, figure in ipairs(figures) do
    local why, last = concern(figure), figure.trend[#figure.trend]
    if why then
      rows[#rows + 1] = { ref = figure.row.ref, figure = figure.row.title, agency = figure.row.lead, why = why, said = last.commentary, impact = last.impact }
    end
  end
  return {
    title = "To talk about", none = "No figure that you may see is short of its target, worse or missing.", rows = rows,
    columns = {
      { name = "ref", title = "Ref", kind = "ref" }, { name = "figure", title = "Figure" }, { name = "agency", title = "Agency" }, { name = "why", title = "Why" },
      { name = "said", title = "What its agency says" }, { name = "impact", title = "What it means for children" },
    },
  }
end

local function awaited_table(figures)
  local rows = {}
  for _, figure in ipairs(figures) do
    for _, wait in ipairs(figure.row.late and figure.row.waits or {}) do
      if wait.late then rows[#rows + 1] = { ref = figure.row.ref, figure = figure.row.title, agency = figure.row.lead, late = wait.text } end
    end
  end
  return {
    title = "Late", none = "Nothing that you may see is late.", rows = rows,
    columns = { { name = "ref", title = "Ref", kind = "ref" }, { name = "figure", title = "Figure" }, { name = "agency", title = "Agency" }, { name = "late", title = "Who is late" } },
  }
end

local function run(host, options)
  local figures = figures_of(host, options)
  return {
    sections = {
      {
        text = "Direction compares a quarter with the one before, by whether high or low is good. Numbers under five are kept back where the figure was accepted.",
        tables = { trend_table(figures, quarters_of(figures)), concern_table(figures), awaited_table(figures) },
      },
    },
    key = { { "green", "on target" }, { "amber", "short of it by no more than is put up with" }, { "red", "further short of it" } },
  }
end

return {
  name = "figures", title = "Figures quarter by quarter",
  for_whom = "The performance group each quarter; the Board with what it means for children",
  options = { { name = "agency", title = "Only of the agency", kind = "agency" } },
  run = run,
}
