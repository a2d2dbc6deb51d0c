-- The register of leads for vulnerable, exploited, missing and trafficked children: each agency's lead, deputy, training and days without one, and who has
-- none or did not answer (DOMAIN 10.2). It reads whatever asks agencies for `vemt_lead` and `vacancy_days`, the newest answer of each agency; what is not
-- handed in is a draft, and is not shown.

local fields = { "agency", "vemt_lead", "deputy", "lead_since", "trained_on", "vacancy_days", "vacancy_cover", "due" }

local function is_in(row, state)
  for _, id in ipairs(row.state) do
    if id == state then return true end
  end
end

-- Answers by agency, the newest of each: by when it was due, then by reference. Who is not asked any more is none of them.
local function answers_of(host, cycle)
  local at = {}
  local function add(row)
    local agency, before = row.fields.agency, at[row.fields.agency or ""]
    local newer = not before or (row.fields.due or "") > (before.fields.due or "") or ((row.fields.due or "") == (before.fields.due or "") and row.ref > before.ref)
    if agency and newer and not is_in(row, "ended") then at[agency] = row end
  end
  if cycle then
    for _, row in ipairs(host.items({ of = cycle, fields = fields }).rows) do add(row) end
  else
    for _, workflow in ipairs(host.workflows { with = { "agency", "vemt_lead", "vacancy_days" } }) do
      for _, row in ipairs(host.items({ workflow = workflow.name, fields = fields }).rows) do add(row) end
    end
  end
  return at
end

-- What is to be said of an answer: how it stands, and in words what is missing.
local function judged(row)
  local kept = row.fields
  if is_in(row, "not_returned") then return "red", "did not answer" end
  if not row.closed then return "red", row.late and "late with its answer" or "not answered yet" end
  if not kept.vemt_lead then return "red", "says that it has none" end
  local missing = {}
  if not kept.trained_on then missing[#missing + 1] = "lead not trained" end
  if not kept.deputy then missing[#missing + 1] = "no deputy" end
  if (kept.vacancy_days or 0) > 0 then missing[#missing + 1] = kept.vacancy_days .. " days without a lead" end
  if #missing > 0 then return "amber", table.concat(missing, ", ") end
  return "green", "in place"
end

local function lines_of(answers)
  local lines = {}
  for _, row in pairs(answers) do
    local colour, words = judged(row)
    local kept = row.closed and not is_in(row, "not_returned") and row.fields or {}
    lines[#lines + 1] = {
      agency = row.words.agency, lead = kept.vemt_lead, deputy = kept.deputy, since = kept.lead_since, trained = kept.trained_on, days = kept.vacancy_days,
      cover = kept.vacancy_cover, rag = { colour, words }, ref = row.ref, colour = colour,
    }
  end
  table.sort(lines, function(a, b) return (a.agency or "") < (b.agency or "") end)
  return lines
end

local function summary(lines)
  local named, trained, deputies, missing = 0, 0, 0, 0
  for _, line in ipairs(lines) do
    named = named + (line.lead and 1 or 0)
    trained = trained + (line.trained and 1 or 0)
    deputies = deputies + (line.deputy and 1 or 0)
    missing = missing + (line.lead and 0 or 1)
  end
  local rows = {
    { what = "Agencies that were asked", count = #lines }, { what = "Named a lead", count = named }, { what = "Whose lead is trained", count = trained },
    { what = "With a deputy", count = deputies }, { what = "Without a lead, or an answer", count = missing },
  }
  return {
    title = "How far the register is", none = "No agency that you may see was asked.", rows = #lines > 0 and rows or {},
    columns = { { name = "what", title = "What" }, { name = "count", title = "Agencies", kind = "number" } },
  }
end

local function run(host, options)
  local lines = lines_of(answers_of(host, options.cycle))
  return {
    sections = {
      {
        text = {
          options.cycle and "Of one round of the register alone." or "The newest answer of each agency that you may see. A lead who left is put right on the agency's own answer.",
          "What is not handed in is a draft, and is not shown.",
        },
        tables = {
          summary(lines),
          {
            title = "Register of leads", none = "No agency that you may see was asked.", rows = lines,
            columns = {
              { name = "agency", title = "Agency" }, { name = "rag", title = "How it stands", kind = "rag" }, { name = "lead", title = "Lead" },
              { name = "deputy", title = "Deputy" }, { name = "since", title = "Since", kind = "date" }, { name = "trained", title = "Trained on", kind = "date" },
              { name = "days", title = "Days without", kind = "number" }, { name = "cover", title = "What was done on them" }, { name = "ref", title = "Answer", kind = "ref" },
            },
          },
        },
      },
    },
    key = { { "green", "a lead who is trained, a deputy, and no day without one" }, { "amber", "something of that is missing" }, { "red", "no lead is named, or no answer handed in" } },
  }
end

return {
  name = "vemt-leads", title = "VEMT leads",
  for_whom = "The VEMT Sub Group; the Board once a year; agencies of themselves",
  options = { { name = "cycle", title = "One round of the register", kind = "item" } },
  run = run,
}
