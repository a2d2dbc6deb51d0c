-- A Section 11 cycle as a map: agencies by standards and by criteria, in colours that have words and shapes, as the agencies scored themselves or as
-- moderation left it, and which standards moved since an earlier cycle (DOMAIN 6.3). It reads whatever return the cycle asked for: the fields c_S_C of
-- criteria and s_S of standards, each with its `_moderated` (workflows/docs/section11-return.md), in any of the scoring schemes.

local colours = {
  green = "green", ["3"] = "green", outstanding = "green", good = "green",
  amber = "amber", ["2"] = "amber", ["1"] = "amber", requires_improvement = "amber",
  red = "red", ["0"] = "red", inadequate = "red", ["n/a"] = "grey",
}
local worth = { red = 1, amber = 2, green = 3 }

local handed_in = { returned = true, ["nil"] = true }
local left_out = { exempt = true, removed = true }

local function cell(value)
  if not value then return { "grey", "No answer" } end
  if value == "n/a" then return { "grey", "n/a" } end
  local colour = colours[value]
  if not colour then return { "grey", value } end
  if value == colour then return colour end
  return { colour, (value:gsub("_", " ")) }
end

-- The names of criteria and standards, in the order of the workflow, with what they are called.
local function columns_of(host, workflow)
  local criteria, standards = {}, {}
  for _, field in ipairs(host.fields(workflow) or {}) do
    if field.name:find "^c_%d%d?_%d%d?$" then criteria[#criteria + 1] = { name = field.name, title = field.label } end
    if field.name:find "^s_%d%d?$" then standards[#standards + 1] = { name = field.name, title = field.label } end
  end
  return criteria, standards
end

local function names_of(lists)
  local names = { "agency" }
  for _, list in ipairs(lists) do
    for _, one in ipairs(list) do
      names[#names + 1] = one.name
      names[#names + 1] = one.name .. "_moderated"
    end
  end
  return names
end

-- Who was exempted or taken out is left out; of what is not handed in, scores are a draft's and stay out of a map that goes to the Board.
local function handed_in_alone(rows, standing)
  local kept, drafts = {}, 0
  for _, row in ipairs(rows) do
    local status = standing[row.ref]
    if status and not handed_in[status] then
      row.fields = { agency = row.fields.agency }
      if not left_out[status] then drafts = drafts + 1 end
    end
    if not left_out[status or ""] then kept[#kept + 1] = row end
  end
  return kept, drafts
end

-- The returns of a cycle that may be seen: { rows, drafts, criteria, standards, workflow }; all empty where it asked for none yet.
local function returns_of(host, cycle)
  local first = host.items({ of = cycle, limit = 1 }).rows[1]
  if not first then return { rows = {}, drafts = 0, criteria = {}, standards = {} } end
  local found = { workflow = first.workflow }
  found.criteria, found.standards = columns_of(host, first.workflow)
  local rows = host.items({ of = cycle, fields = names_of { found.criteria, found.standards } }).rows
  found.rows, found.drafts = handed_in_alone(rows, host.standing(cycle))
  return found
end

local function short_names(host)
  local short = {}
  for _, agency in ipairs(host.directory "agency") do
    short[agency.id] = agency.aliases and agency.aliases[1] or agency.name
  end
  return short
end

local function by_agency(short, returns)
  local list = {}
  for _, row in ipairs(returns) do
    if row.fields.agency then list[#list + 1] = { id = row.fields.agency, name = short[row.fields.agency] or row.words.agency, row = row } end
  end
  table.sort(list, function(a, b) return a.name < b.name end)
  return list
end

-- `last`: "" or "_moderated". Where nothing was moderated yet the agency's own score stands.
local function score(row, name, last) return row.fields[name .. last] or row.fields[name] end

local function standards_table(agencies, standards, last)
  local made = { title = "Standards by agency", none = "No return that you may see.", columns = { { name = "agency", title = "Agency" } }, rows = {} }
  for _, standard in ipairs(standards) do
    local number = standard.name:match "%d+"
    made.columns[#made.columns + 1] = { name = standard.name, title = number, kind = "rag" }
  end
  for _, agency in ipairs(agencies) do
    local line = { agency = agency.name }
    for _, standard in ipairs(standards) do line[standard.name] = cell(score(agency.row, standard.name, last)) end
    made.rows[#made.rows + 1] = line
  end
  return made
end

local function criteria_table(agencies, criteria, last)
  local made = { title = "Criteria by agency", none = "No return that you may see.", columns = { { name = "criterion", title = "Criterion" } }, rows = {} }
  for _, agency in ipairs(agencies) do made.columns[#made.columns + 1] = { name = agency.id, title = agency.name, kind = "rag" } end
  for _, criterion in ipairs(criteria) do
    local line = { criterion = criterion.title }
    for _, agency in ipairs(agencies) do line[agency.id] = cell(score(agency.row, criterion.name, last)) end
    made.rows[#made.rows + 1] = line
  end
  if #agencies == 0 then made.rows = {} end
  return made
end

-- How many agencies are where, criterion by criterion: the reds first, since they are what the Board asks about.
local function worst_table(agencies, criteria, last)
  local rows = {}
  for _, criterion in ipairs(criteria) do
    local line = { criterion = criterion.title, red = 0, amber = 0, green = 0 }
    for _, agency in ipairs(agencies) do
      local colour = colours[score(agency.row, criterion.name, last) or ""]
      if line[colour] then line[colour] = line[colour] + 1 end
    end
    if line.red > 0 then rows[#rows + 1] = line end
  end
  table.sort(rows, function(a, b)
    if a.red ~= b.red then return a.red > b.red end
    return a.amber > b.amber
  end)
  return {
    title = "Criteria that are red somewhere, the most first", none = "No criterion is red anywhere that you may see.", rows = rows,
    columns = {
      { name = "criterion", title = "Criterion" }, { name = "red", title = "Red", kind = "number" }, { name = "amber", title = "Amber", kind = "number" },
      { name = "green", title = "Green", kind = "number" },
    },
  }
end

local function movement(now, before)
  local a, b = worth[colours[now or ""]], worth[colours[before or ""]]
  if not a or not b then return "" end
  return a > b and "better" or a < b and "worse" or "the same"
end

local function changes_table(agencies, standards, earlier, last)
  local before, rows = {}, {}
  for _, row in ipairs(earlier) do
    if row.fields.agency then before[row.fields.agency] = row end
  end
  for _, agency in ipairs(agencies) do
    local line = { agency = agency.name, better = 0, worse = 0, same = 0 }
    for _, standard in ipairs(standards) do
      local moved = before[agency.id] and movement(score(agency.row, standard.name, last), score(before[agency.id], standard.name, last)) or ""
      if moved == "better" then line.better = line.better + 1 end
      if moved == "worse" then line.worse = line.worse + 1 end
      if moved == "the same" then line.same = line.same + 1 end
    end
    rows[#rows + 1] = line
  end
  return {
    title = "Standards that moved since the earlier cycle", none = "No return that you may see.", rows = rows,
    columns = {
      { name = "agency", title = "Agency" }, { name = "better", title = "Better", kind = "number" }, { name = "same", title = "The same", kind = "number" },
      { name = "worse", title = "Worse", kind = "number" },
    },
  }
end

-- What the numbers over the standards' columns stand for.
local function legend(standards)
  local rows = {}
  for i, standard in ipairs(standards) do rows[i] = { number = standard.name:match "%d+", title = (standard.title:gsub("^Standard %d+: ", "")) } end
  return {
    title = "The standards", none = "No return that you may see.", rows = rows,
    columns = { { name = "number", title = "Number", kind = "ref" }, { name = "title", title = "Standard" } },
  }
end

local function run(host, options)
  local cycle = host.item(options.cycle, { "scoring", "standard_set", "due" })
  local found = returns_of(host, options.cycle)
  local criteria, standards = found.criteria, found.standards
  local last = options.score == "moderated" and "_moderated" or ""
  local agencies = by_agency(short_names(host), found.rows)
  local summary = { standards_table(agencies, standards, last), worst_table(agencies, criteria, last) }
  local before = options.before and returns_of(host, options.before)
  local comparable = before and (before.workflow == found.workflow or not before.workflow)
  if comparable then summary[#summary + 1] = changes_table(agencies, standards, before.rows, last) end
  local text = { cycle.ref .. ", " .. cycle.title .. ": " .. #agencies .. (#agencies == 1 and " return" or " returns") .. " that you may see." }
  if cycle.words.scoring then text[1] = text[1] .. " Scored by " .. cycle.words.scoring:gsub("^rag$", "colour") .. "." end
  text[2] = options.score == "moderated" and "Moderated scores; where moderation has not come to a score yet, the agency's own." or "The agencies' own scores."
  if found.drafts > 0 then text[#text + 1] = found.drafts .. (found.drafts == 1 and " is" or " are") .. " not handed in: what it says so far is a draft, and is not shown." end
  if before and not comparable then text[#text + 1] = options.before .. " asked by other standards, so nothing can be said of which moved." end
  summary[#summary + 1] = legend(standards)
  return {
    title = "Section 11 heat map: " .. cycle.title,
    sections = { { text = text, tables = summary }, { title = "Criterion by criterion", tables = { criteria_table(agencies, criteria, last) } } },
    key = {
      { "red", "not met; a standard is red where any essential criterion is" }, { "amber", "partly met" }, { "green", "met" },
      { "grey", "does not apply, or not answered" },
    },
  }
end

return {
  name = "section11-heat-map", title = "Section 11 heat map",
  for_whom = "Monitoring and Evaluation, the Executive and the Board, when a Section 11 cycle closes and when it is reported",
  options = {
    { name = "cycle", title = "The cycle's reference", kind = "item", needed = true },
    { name = "score", title = "Whose scores", one_of = { "moderated", "self" }, default = "moderated" },
    { name = "before", title = "An earlier cycle to compare with", kind = "item" },
  },
  run = run,
}
