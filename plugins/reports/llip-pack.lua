-- A group's pack for its next meeting, LLIP's if nothing else is said: the decisions that are wanted, the exceptions first, what changed since it last
-- met, what falls due before it meets again, and impact that is to be shown (DOMAIN 4.9). With --as-at, the pack as it would have been on that day.

local function joined(list) return table.concat(list or {}, "; ") end

-- The group's next meeting that is planned, and the last that was confirmed.
local function meetings_of(host, group)
  local coming, confirmed
  for _, row in ipairs(host.ask("meeting.list", { group = group }).rows) do
    if row.ref and row.confirmed_at then confirmed = row end
    if not coming and row.ref and not row.confirmed_at and row.date >= host.today() then coming = row end
  end
  return coming, confirmed
end

local function wanted(move)
  local words = move.label
  if move.ready == "true" then return words end
  return words .. " (not ready: " .. joined(move.why_not) .. ")"
end

local function agenda_tables(host, meeting)
  local exceptions, decisions = {}, {}
  for _, row in ipairs(host.ask("meeting.agenda", { meeting = meeting.ref }).rows) do
    local moves = {}
    for i, move in ipairs(row.moves) do moves[i] = wanted(move) end
    local line = {
      ref = row.ref, title = row.title, lead = row.lead, state = joined(row.state_titles), rag = row.colour, what = joined(moves), since = row.since,
      why = joined(row.exception),
    }
    if #row.exception > 0 then exceptions[#exceptions + 1] = line end
    if #moves > 0 then decisions[#decisions + 1] = line end
  end
  return {
    {
      title = "Exceptions", none = "Nothing is late, red, escalated or challenged.", rows = exceptions,
      columns = {
        { name = "ref", title = "Ref", kind = "ref" }, { name = "title", title = "What" }, { name = "lead", title = "Lead" }, { name = "why", title = "Why" },
        { name = "rag", title = "Rating", kind = "rag" },
      },
    },
    {
      title = "Decisions wanted", none = "Nothing waits for this group.", rows = decisions,
      columns = {
        { name = "ref", title = "Ref", kind = "ref" }, { name = "title", title = "What" }, { name = "state", title = "Where it stands" },
        { name = "what", title = "Decision wanted" }, { name = "since", title = "Waiting since", kind = "date" },
      },
    },
  }
end

local function changes_table(host, confirmed)
  local rows = confirmed and host.ask("meeting.since", { meeting = confirmed.ref }).rows or {}
  return {
    title = "What changed since", rows = rows, none = confirmed and "Nothing that you may see has changed." or "No meeting's decisions were confirmed yet to count from.",
    columns = {
      { name = "ref", title = "Ref", kind = "ref" }, { name = "title", title = "What" }, { name = "what", title = "Change" }, { name = "was", title = "Was" },
      { name = "is", title = "Is" }, { name = "decided", title = "Decided" },
    },
  }
end

-- Names of the workflows whose items show impact after they were implemented: actions from reviews and from audits alike.
local function workflows_of(host, only)
  if only then return { only } end
  local names = {}
  for _, one in ipairs(host.workflows { with = { "impact_due", "implemented_on", "impact_rating" } }) do names[#names + 1] = one.name end
  return names
end

-- What falls due by then, and impact that is to be shown, from the items themselves.
local function due_tables(host, workflows, by)
  local coming, impact, today = {}, {}, host.today()
  local function add(row)
    local line = { ref = row.ref, title = row.title, lead = row.lead, owner = row.words.owner, due = row.due, rag = row.rag }
    if row.fields.implemented_on and row.fields.impact_due then
      if row.fields.impact_due <= by then
        line.due = row.fields.impact_due
        impact[#impact + 1] = line
      end
    elseif row.due and row.due >= today and row.due <= by then
      coming[#coming + 1] = line
    end
  end
  for _, name in ipairs(workflows) do
    for _, row in ipairs(host.items({ workflow = name, open = true, fields = { "owner", "impact_due", "implemented_on" } }).rows) do add(row) end
  end
  for _, list in ipairs { coming, impact } do
    table.sort(list, function(a, b)
      if a.due ~= b.due then return a.due < b.due end
      return a.ref < b.ref
    end)
  end
  local function columns(date)
    return {
      { name = "ref", title = "Ref", kind = "ref" }, { name = "title", title = "What" }, { name = "lead", title = "Lead" }, { name = "owner", title = "Owner" },
      { name = "due", title = date, kind = "date" }, { name = "rag", title = "Rating", kind = "rag" },
    }
  end
  return {
    { title = "Coming due", none = "Nothing falls due by then.", rows = coming, columns = columns "Due" },
    { title = "Impact to be shown", none = "No impact review falls due by then.", rows = impact, columns = columns "Impact review" },
  }
end

local function closed_table(host, workflows, from)
  local among, list = {}, {}
  for _, name in ipairs(workflows) do among[name] = true end
  for _, row in ipairs(host.count { by = { "workflow", "lead", "impact_rating" }, of = { closed = { closed_from = from } } }) do
    if not among[row.workflow] then row.closed = 0 end
    if row.closed > 0 then
      list[#list + 1] = { lead = row.lead == "" and "Nobody" or row.words.lead, impact = row.impact_rating == "" and "none recorded" or row.words.impact_rating, closed = row.closed }
    end
  end
  return {
    title = "Closed since " .. host.words(from), none = "Nothing was closed since.", rows = list, total = true,
    columns = { { name = "lead", title = "Lead" }, { name = "impact", title = "Impact" }, { name = "closed", title = "Closed", kind = "number" } },
  }
end

local function head(coming, confirmed, host)
  local text = {}
  text[1] = coming and ("For " .. coming.title .. ", " .. coming.ref .. "." .. (coming.papers_local and " Papers are due " .. coming.papers_local .. "." or ""))
    or "No meeting of this group is planned, so what it wants to decide cannot be drawn up: plan one with `waymark meeting plan`."
  if not coming and host.past() then text[1] = "No meeting of this group was planned on that day, so what it wanted to decide cannot be drawn up." end
  if confirmed then text[2] = "It last decided on " .. host.words(confirmed.date) .. "." end
  return text
end

local function run(host, options)
  local coming, confirmed = meetings_of(host, options.group)
  local sections = {
    { text = head(coming, confirmed, host), tables = coming and agenda_tables(host, coming) or {} },
    { title = "Since the last meeting", tables = { changes_table(host, confirmed) } },
  }
  local workflows = workflows_of(host, options.workflow)
  local by = host.add("3 months after date", coming and coming.date or host.today())
  local from = confirmed and confirmed.date or host.quarter(host.today()).first
  local tables = due_tables(host, workflows, by)
  tables[3] = closed_table(host, workflows, from)
  sections[#sections + 1] = { title = "Until " .. host.words(by), tables = tables }
  return {
    title = options.group == "llip" and "LLIP pack" or "Pack for " .. options.group, sections = sections,
    key = { { "red", "late or in trouble" }, { "amber", "at risk" }, { "green", "on track" }, { "blue", "accepted, impact to come, or done" }, { "grey", "not begun, or paused" } },
  }
end

return {
  name = "llip-pack", title = "LLIP pack",
  for_whom = "LLIP, five working days before it meets; another group with --group",
  options = {
    { name = "group", title = "For the group", kind = "group", default = "llip" },
    { name = "workflow", title = "Due dates of one workflow alone" },
  },
  run = run,
}
