-- The grades of an audit cycle by domain, as the agencies gave them and as moderation left them, side by side (DOMAIN 5). It reads whatever return the
-- cycle asked for: each choice field F that has an F_moderated beside it, named c_N_DOMAIN for case N, or plainly DOMAIN where a return is about one.

local order = { "outstanding", "good", "requires_improvement", "inadequate", "not_applicable", "insufficient_information" }
local words = {
  outstanding = "Outstanding", good = "Good", requires_improvement = "Requires improvement", inadequate = "Inadequate",
  not_applicable = "Not applicable", insufficient_information = "Not enough known",
}
local colours = {
  outstanding = "green", good = "green", requires_improvement = "amber", inadequate = "red", not_applicable = "grey", insufficient_information = "grey",
  green = "green", amber = "amber", red = "red",
}
local rank = { outstanding = 4, good = 3, requires_improvement = 2, inadequate = 1, green = 3, amber = 2, red = 1 }

local function cell(grade)
  if not grade then return nil end
  return { colours[grade] or "grey", words[grade] or grade }
end

-- Each domain with the fields that grade it: { title, fields = { "c_1_planning", ... } }, in the workflow's order.
local function domains_of(host, workflow)
  local fields, by, list = host.fields(workflow) or {}, {}, {}
  local there = {}
  for _, field in ipairs(fields) do there[field.name] = true end
  for _, field in ipairs(fields) do
    local domain = field.name:match "^c_%d%d?_(.*)$" or field.name
    if field.type == "choice" and there[field.name .. "_moderated"] then
      if not by[domain] then
        by[domain] = { title = (field.label:match "^Case %d%d?: (.*)$" or field.label):gsub("^%l", string.upper), fields = {} }
        list[#list + 1] = by[domain]
      end
      table.insert(by[domain].fields, field.name)
    end
  end
  return list
end

local function names_of(domains)
  local names = { "agency", "self_grade", "moderated_grade", "change_reason", "moderated_on" }
  for _, domain in ipairs(domains) do
    for _, field in ipairs(domain.fields) do
      names[#names + 1] = field
      names[#names + 1] = field .. "_moderated"
    end
  end
  return names
end

-- What is not handed in is a draft, and counts for nothing.
local function handed_in_alone(rows, standing)
  local kept = {}
  for _, row in ipairs(rows) do
    local status = standing[row.ref]
    if not status or status == "returned" or status == "nil" then kept[#kept + 1] = row end
  end
  return kept
end

-- How often each grade was given to a domain; `last`: "" or "_moderated".
local function counted(returns, domain, last)
  local line = { domain = domain.title }
  for _, grade in ipairs(order) do line[grade] = 0 end
  for _, row in ipairs(returns) do
    for _, field in ipairs(domain.fields) do
      local grade = row.fields[field .. last]
      if line[grade] then line[grade] = line[grade] + 1 end
    end
  end
  return line
end

local function grades_table(title, returns, domains, last, hidden)
  local made = { title = title, none = "Nothing is graded yet that you may see.", columns = { { name = "domain", title = "Domain" } }, rows = {} }
  for _, grade in ipairs(order) do made.columns[#made.columns + 1] = { name = grade, title = words[grade], kind = "number", suppress = hidden } end
  made.columns[#made.columns + 1] = { name = "all", title = "All", kind = "number", total_of = order, suppress = hidden }
  for _, domain in ipairs(domains) do made.rows[#made.rows + 1] = counted(returns, domain, last) end
  if #returns == 0 then made.rows = {} end
  return made
end

local function moved_table(returns, domains, hidden)
  local rows = {}
  for _, domain in ipairs(domains) do
    local line = { domain = domain.title, up = 0, down = 0, same = 0 }
    for _, row in ipairs(returns) do
      for _, field in ipairs(domain.fields) do
        local a, b = rank[row.fields[field] or ""], rank[row.fields[field .. "_moderated"] or ""]
        if a and b then
          local way = b > a and "up" or b < a and "down" or "same"
          line[way] = line[way] + 1
        end
      end
    end
    if line.up + line.down + line.same > 0 then rows[#rows + 1] = line end
  end
  return {
    title = "What moderation changed", none = "Nothing is moderated yet that you may see.", rows = rows,
    columns = {
      { name = "domain", title = "Domain" }, { name = "up", title = "Raised", kind = "number", suppress = hidden },
      { name = "same", title = "Left", kind = "number", suppress = hidden }, { name = "down", title = "Lowered", kind = "number", suppress = hidden },
    },
  }
end

local function agencies_table(returns)
  local rows = {}
  for _, row in ipairs(returns) do
    if row.fields.self_grade or row.fields.moderated_grade then
      rows[#rows + 1] = {
        ref = row.ref, agency = row.words.agency, own = cell(row.fields.self_grade), moderated = cell(row.fields.moderated_grade),
        why = row.fields.change_reason,
      }
    end
  end
  table.sort(rows, function(a, b) return (a.agency or "") < (b.agency or "") end)
  return {
    title = "Each agency's overall grade", none = "No return is graded yet that you may see.", rows = rows,
    columns = {
      { name = "agency", title = "Agency" }, { name = "ref", title = "Return", kind = "ref" }, { name = "own", title = "Its own", kind = "rag" },
      { name = "moderated", title = "Moderated", kind = "rag" }, { name = "why", title = "Why it was changed" },
    },
  }
end

local function run(host, options)
  local cycle = host.item(options.cycle)
  local first = host.items({ of = options.cycle, limit = 1 }).rows[1]
  local domains = first and domains_of(host, first.workflow) or {}
  local returns = handed_in_alone(host.items({ of = options.cycle, fields = names_of(domains) }).rows, host.standing(options.cycle))
  local hidden = options.published
  local text = { cycle.ref .. ", " .. cycle.title .. ": " .. #returns .. (#returns == 1 and " return" or " returns") .. " handed in. A grade counts once for each case that an agency graded." }
  if hidden then text[2] = "Made to be published: each number is of children's cases, so small ones are not shown." end
  local sections = {
    {
      text = text,
      tables = {
        grades_table("As the agencies graded themselves", returns, domains, "", hidden),
        grades_table("After moderation", returns, domains, "_moderated", hidden), not hidden and moved_table(returns, domains) or nil,
      },
    },
  }
  if not hidden then sections[2] = { title = "Agency by agency", tables = { agencies_table(returns) } } end
  return {
    title = "Audit grades: " .. cycle.title, sections = sections,
    key = {
      { "green", "outstanding or good" }, { "amber", "requires improvement to be good" }, { "red", "inadequate" }, { "grey", "not applicable, or not enough known" },
    },
  }
end

return {
  name = "audit-grades", title = "Audit grades by domain",
  for_whom = "Monitoring and Evaluation when an audit was moderated; the Board with its report",
  options = {
    { name = "cycle", title = "The audit's reference", kind = "item", needed = true },
    { name = "published", title = "To be published: hide small numbers", kind = "yesno", default = false },
  },
  run = run,
}
