-- The Challenge Register: what was challenged, by whom and to whom, how it ended and what changed because of it (DOMAIN 8A). Challenges stand in two
-- places: as items of the workflow `challenge`, where a board has it, and in the list `challenge_register` of whatever was challenged at a meeting.

local function published(host, workflow) return host.fields(workflow) ~= nil end

local function challenges_of(host, from)
  local rows = {}
  if not published(host, "challenge") then return rows end
  local fields = { "raised_by", "raised_to", "raised_on", "date", "text", "category", "outcome", "difference_made", "response", "due", "about_ref" }
  for _, row in ipairs(host.items({ workflow = "challenge", fields = fields }).rows) do
    local raised = row.fields.raised_on or row.fields.date
    if not from or not raised or raised >= from then
      rows[#rows + 1] = {
        ref = row.ref, raised = raised, what = row.title, by = row.words.raised_by, to = row.words.raised_to or row.lead, state = table.concat(row.state_titles, ", "),
        outcome = row.words.outcome, made = row.words.difference_made, closed = row.closed, category = row.words.category or "",
        about = row.fields.about_ref,
      }
    end
  end
  return rows
end

-- A line for each time that an item was challenged.
local function registered_of(host, from)
  local rows = {}
  for _, workflow in ipairs(host.workflows()) do
    local has = false
    for _, field in ipairs(host.fields(workflow.name) or {}) do has = has or field.name == "challenge_register" end
    local found = has and host.items { workflow = workflow.name, fields = { "challenge_register", "response", "impact_rating" } }
    for _, row in ipairs(found and found.rows or {}) do
      for _, raised in ipairs(row.fields.challenge_register or {}) do
        if not from or not raised.raised or raised.raised >= from then
          rows[#rows + 1] = {
            ref = row.ref, raised = raised.raised, what = row.title, to = row.lead, why = raised.why, state = table.concat(row.state_titles, ", "),
            answer = row.words.response, made = row.fields.impact_rating and "impact " .. row.words.impact_rating or nil, closed = row.closed, category = "evidence",
          }
        end
      end
    end
  end
  return rows
end

local function summary_of(lists)
  local at, list = {}, {}
  for _, rows in ipairs(lists) do
    for _, row in ipairs(rows) do
      local name = row.to == "" and "Nobody" or row.to or "Nobody"
      local line = at[name]
      if not line then
        line = { name = name, raised = 0, open = 0, made = 0 }
        at[name], list[#list + 1] = line, line
      end
      line.raised = line.raised + 1
      if not row.closed then line.open = line.open + 1 end
      if row.made then line.made = line.made + 1 end
    end
  end
  table.sort(list, function(a, b) return a.name < b.name end)
  return list
end

-- What has a challenge of its own is counted there.
local function without(registered, challenges)
  local about, rows = {}, {}
  for _, row in ipairs(challenges) do about[row.about or ""] = true end
  for _, row in ipairs(registered) do
    if not about[row.ref] then rows[#rows + 1] = row end
  end
  return rows
end

local function by_day(rows)
  table.sort(rows, function(a, b) return (a.raised or "") > (b.raised or "") end)
  return rows
end

local function run(host, options)
  local challenges, registered = by_day(challenges_of(host, options.from)), by_day(registered_of(host, options.from))
  return {
    sections = {
      {
        text = "What changed is what whoever closed a challenge wrote down as the difference that it made; of an action that was challenged, the impact that was accepted.",
        tables = {
          {
            title = "Challenged", none = "Nothing was challenged that you may see.", total = true,
            rows = summary_of { challenges, without(registered, challenges) },
            columns = {
              { name = "name", title = "Whom" }, { name = "raised", title = "Raised", kind = "number" }, { name = "open", title = "Still open", kind = "number" },
              { name = "made", title = "Something changed", kind = "number" },
            },
          },
        },
      },
      {
        title = "Challenge by challenge",
        tables = {
          {
            title = "Challenges", none = "No challenge of its own is on the register that you may see.", rows = challenges,
            columns = {
              { name = "ref", title = "Ref", kind = "ref" }, { name = "raised", title = "Raised", kind = "date" }, { name = "what", title = "What" },
              { name = "by", title = "By" }, { name = "to", title = "To" }, { name = "state", title = "Where it stands" }, { name = "outcome", title = "Outcome" },
              { name = "made", title = "What changed" },
            },
          },
          {
            title = "Items that were challenged at a meeting", none = "No item was challenged that you may see.", rows = registered,
            columns = {
              { name = "ref", title = "Ref", kind = "ref" }, { name = "raised", title = "Raised", kind = "date" }, { name = "what", title = "What" },
              { name = "to", title = "To" }, { name = "why", title = "What was missing" }, { name = "answer", title = "Answer" },
              { name = "state", title = "Where it stands" }, { name = "made", title = "What changed" },
            },
          },
        },
      },
    },
  }
end

return {
  name = "challenge-register", title = "Challenge Register",
  for_whom = "Each sub-group of its own challenges; the Board each quarter and once a year, with what changed",
  options = { { name = "from", title = "Raised on or after", kind = "date" } },
  run = run,
}
