-- Professional disagreements: that they happened, how far up they went, how long they took and how they ended, and never what they were about in any one
-- case (DOMAIN 8B). It reads whatever goes by `stage`, `issue_type`, `raised_on`, `resolved_on` and `stages_late`.

local stages = { "Stage 1: between the two", "Stage 2: service managers", "Stage 3: senior leads", "Stage 4: Independent Chair" }
local ages = { { 5, "1 week or less" }, { 10, "up to 2 weeks" }, { 20, "up to 4 weeks" }, { math.maxinteger, "longer" } }

-- How it ended, in words. Whoever sees the word that both agencies know it by sees all of it, and so that one without a resolution was taken back.
local function outcome_of(fields)
  if not fields.resolved_on then return "still open" end
  if fields.pseudonym and not fields.resolution then return "taken back" end
  if fields.stage == 4 then return "decided by the Independent Chair" end
  return "settled at stage " .. (fields.stage or 1)
end

local function disagreements_of(host, options)
  local list = {}
  local fields = {
    "pseudonym", "stage", "issue_type", "raised_by", "raised_to", "raised_on", "resolved_on", "resolution", "stages_late", "learning", "policy_change_needed",
    "immediate_risk",
  }
  for _, workflow in ipairs(host.workflows { with = { "stage", "issue_type", "raised_on", "resolved_on", "stages_late" } }) do
    for _, row in ipairs(host.items({ workflow = workflow.name, fields = fields }).rows) do
      local raised = row.fields.raised_on
      if raised and (not options.from or raised >= options.from) and (not options.to or raised <= options.to) then
        list[#list + 1] = {
          row = row, stage = row.fields.stage or 1, settled = row.fields.resolved_on ~= nil, outcome = outcome_of(row.fields),
          late = (row.fields.stages_late or 0) > 0 or row.late, days = host.working_days(raised, row.fields.resolved_on or host.today()), raised = raised,
        }
      end
    end
  end
  table.sort(list, function(a, b)
    if a.raised ~= b.raised then return a.raised > b.raised end
    return a.row.ref < b.row.ref
  end)
  return list
end

local function counted(list, names, key_of)
  local at, rows = {}, {}
  local function line_at(name)
    if not at[name] then
      at[name] = { name = name, settled = 0, open = 0, late = 0 }
      rows[#rows + 1] = at[name]
    end
    return at[name]
  end
  for _, name in ipairs(names) do line_at(name) end
  for _, one in ipairs(list) do
    local line = line_at(key_of(one))
    local way = one.settled and "settled" or "open"
    line[way] = line[way] + 1
    if one.late then line.late = line.late + 1 end
  end
  if #list == 0 then rows = {} end
  return rows
end

local function table_of(title, first, rows, hidden)
  local columns = {
    { name = "name", title = first }, { name = "settled", title = "Settled", kind = "number", suppress = hidden },
    { name = "open", title = "Still open", kind = "number", suppress = hidden },
    { name = "all", title = "All", kind = "number", total_of = { "settled", "open" }, suppress = hidden },
  }
  if not hidden then columns[5] = { name = "late", title = "Of these not in time", kind = "number" } end
  return { title = title, none = "There was none that you may see.", total = true, columns = columns, rows = rows }
end

local function age_of(one)
  for _, band in ipairs(ages) do
    if one.days <= band[1] then return band[2] end
  end
end

local function band_names()
  local names = {}
  for i, band in ipairs(ages) do names[i] = band[2] end
  return names
end

local function sorted(rows, name)
  table.sort(rows, function(a, b) return a[name] < b[name] end)
  return rows
end

-- Who raised how many and to whom: an agency stands here for both.
local function agencies_table(list)
  local at, rows = {}, {}
  local function line_at(name)
    if not at[name] then
      at[name] = { name = name, raised = 0, answered = 0, open = 0 }
      rows[#rows + 1] = at[name]
    end
    return at[name]
  end
  for _, one in ipairs(list) do
    local by, to = line_at(one.row.words.raised_by or "Not known"), line_at(one.row.words.raised_to or "Not known")
    by.raised = by.raised + 1
    to.answered = to.answered + 1
    if not one.settled then to.open = to.open + 1 end
  end
  return {
    title = "By agency", none = "There was none that you may see.", rows = sorted(rows, "name"),
    columns = {
      { name = "name", title = "Agency" }, { name = "raised", title = "Raised by it", kind = "number" }, { name = "answered", title = "Raised to it", kind = "number" },
      { name = "open", title = "Of these open", kind = "number" },
    },
  }
end

local function outcome_table(list)
  local at, rows = {}, {}
  for _, one in ipairs(list) do
    if not at[one.outcome] then
      at[one.outcome] = { name = one.outcome, count = 0 }
      rows[#rows + 1] = at[one.outcome]
    end
    at[one.outcome].count = at[one.outcome].count + 1
  end
  return {
    title = "How they ended", none = "There was none that you may see.", total = true, rows = sorted(rows, "name"),
    columns = { { name = "name", title = "Outcome" }, { name = "count", title = "Disagreements", kind = "number" } },
  }
end

local function one_by_one(list)
  local rows = {}
  for i, one in ipairs(list) do
    rows[i] = {
      ref = one.row.ref, raised = one.raised, by = one.row.words.raised_by, to = one.row.words.raised_to, issue = one.row.words.issue_type,
      stage = stages[one.stage], outcome = one.outcome, days = one.days, late = one.late and "no" or "yes", learning = one.row.fields.learning,
      policy = one.row.words.policy_change_needed,
    }
  end
  return {
    title = "Disagreements", none = "There was none that you may see.", rows = rows,
    columns = {
      { name = "ref", title = "Ref", kind = "ref" }, { name = "raised", title = "Raised", kind = "date" }, { name = "by", title = "By" }, { name = "to", title = "To" },
      { name = "issue", title = "About" }, { name = "stage", title = "Got to" }, { name = "outcome", title = "Outcome" },
      { name = "days", title = "Working days", kind = "number" }, { name = "late", title = "In time" }, { name = "learning", title = "What was learnt" },
      { name = "policy", title = "Policy to change" },
    },
  }
end

local function run(host, options)
  local list, hidden = disagreements_of(host, options), options.published
  local by_stage = table_of("By stage", "Got to", counted(list, stages, function(one) return stages[one.stage] end), hidden)
  local text = { "How long is in working days, from raised to settled; of those still open, to the day of this report." }
  if hidden then
    text = { "Made to be published: each is about a child, so small numbers are not shown, and there is no second table that would tell them." }
    return { sections = { { text = text, tables = { by_stage } } } }
  end
  return {
    sections = {
      {
        text = text,
        tables = {
          by_stage, table_of("By how long", "Working weeks", counted(list, band_names(), age_of)), outcome_table(list),
          table_of("By what they were about", "About", sorted(counted(list, {}, function(one) return one.row.words.issue_type or "Not known" end), "name")), agencies_table(list),
        },
      },
      { title = "One by one", tables = { one_by_one(list) } },
    },
  }
end

return {
  name = "disagreements", title = "Professional disagreements",
  for_whom = "The Executive Group and the Board each quarter; with published=yes, whoever reads the annual report",
  options = {
    { name = "from", title = "Raised on or after", kind = "date" }, { name = "to", title = "Raised on or before", kind = "date" },
    { name = "published", title = "To be published: hide small numbers", kind = "yesno", default = false },
  },
  run = run,
}
