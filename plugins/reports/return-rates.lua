-- Who answered when they were asked, in time, late or not at all: every cycle of the board that asked parties for a return, and every agency over all of
-- them (DOMAIN 5, 6.3). A nil return counts as one; who was exempted or taken out was not asked in the end.

local asked = { asked = true, reopened = true, returned = true, ["nil"] = true, non_return = true }

-- Workflows whose items ask parties, with the field that names them.
local function asking(host)
  local list = {}
  for _, workflow in ipairs(host.workflows()) do
    for _, field in ipairs(host.fields(workflow.name) or {}) do
      if field.type == "parties" then list[#list + 1] = { workflow = workflow, field = field.name } end
    end
  end
  return list
end

local function new_line(name) return { name = name, asked = 0, returned = 0, late = 0, non_return = 0, waiting = 0, left_out = 0 } end

local function add(line, party)
  if not asked[party.status] then
    if party.status == "exempt" or party.status == "removed" then line.left_out = line.left_out + 1 end
    return
  end
  line.asked = line.asked + 1
  if party.status == "returned" or party.status == "nil" then
    line.returned = line.returned + 1
    if party.late then line.late = line.late + 1 end
  elseif party.status == "non_return" then
    line.non_return = line.non_return + 1
  else
    line.waiting = line.waiting + 1
  end
end

local function rated(list)
  for _, line in ipairs(list) do
    if line.asked > 0 then line.rate = math.floor(100 * line.returned / line.asked + 0.5) end
  end
  return list
end

local function columns(first, also)
  local made = { first }
  if also then made[2] = also end
  for _, column in ipairs {
    { name = "asked", title = "Asked", kind = "number" }, { name = "returned", title = "Returned", kind = "number" },
    { name = "late", title = "Of these late", kind = "number" }, { name = "waiting", title = "Awaited", kind = "number" },
    { name = "non_return", title = "Never came", kind = "number" }, { name = "left_out", title = "Exempt or out", kind = "number" },
    { name = "rate", title = "Rate", kind = "percent" },
  } do made[#made + 1] = column end
  return made
end

-- A workflow whose items are many, as the quarters of a plan's indicators, is one line, so that the few cycles of the others are found.
local many = 20

local function cycles_of(list, workflow, one_by_one)
  if one_by_one or #list <= many then return list end
  local sum = new_line(workflow.title .. ", " .. #list .. " of them")
  for _, line in ipairs(list) do
    for _, name in ipairs { "asked", "returned", "late", "waiting", "non_return", "left_out" } do sum[name] = sum[name] + line[name] end
  end
  return { sum }
end

local function missing_line(cycle, name, party)
  return { cycle = cycle, agency = name, status = party.status == "non_return" and "did not return" or "still awaited", due = party.due, why = party.reason }
end

local function run(host, options)
  local cycles, agencies, at, missing, names = {}, {}, {}, {}, {}
  for _, kind in ipairs { "agency", "group", "post" } do
    for _, one in ipairs(host.directory(kind)) do names[kind .. ":" .. one.id] = one.name or one.title end
  end
  for _, asks in ipairs(asking(host)) do
    if not options.workflow or options.workflow == asks.workflow.name then
      local here = {}
      for _, row in ipairs(host.items({ workflow = asks.workflow.name, fields = { asks.field } }).rows) do
        local line = new_line(row.ref .. " " .. row.title)
        for _, party in ipairs(row.fields[asks.field] or {}) do
          local key = party.party.kind .. ":" .. (party.party.id or "")
          local name = names[key] or party.party.id
          if not at[key] then
            at[key] = new_line(name)
            agencies[#agencies + 1] = at[key]
          end
          add(line, party)
          add(at[key], party)
          if asked[party.status] and party.status ~= "returned" and party.status ~= "nil" then missing[#missing + 1] = missing_line(row.ref, name, party) end
        end
        if line.asked + line.left_out > 0 then here[#here + 1] = line end
      end
      for _, line in ipairs(cycles_of(here, asks.workflow, options.workflow)) do cycles[#cycles + 1] = line end
    end
  end
  table.sort(agencies, function(a, b) return a.name < b.name end)
  return {
    sections = {
      {
        text = {
          "Asked are those whom a cycle opened a return for and neither exempted nor took out again. A nil return is a return.",
          not options.workflow and "What there is very much of is one line; with --workflow it is shown one by one." or nil,
        },
        tables = {
          { title = "By cycle", none = "No cycle that you may see has asked for returns.", total = true, columns = columns { name = "name", title = "Cycle" }, rows = rated(cycles) },
          { title = "By who was asked", none = "No cycle that you may see has asked for returns.", columns = columns { name = "name", title = "Who" }, rows = rated(agencies) },
        },
      },
      {
        title = "What did not come",
        tables = {
          {
            title = "Awaited, or never returned", rows = missing,
            none = #agencies > 0 and "Nothing is missing that you may see." or "Nobody was asked for a return that you may see, so none can be missing.",
            columns = {
              { name = "cycle", title = "Cycle", kind = "ref" }, { name = "agency", title = "Who" }, { name = "status", title = "What" },
              { name = "due", title = "Due", kind = "date" }, { name = "why", title = "Reason" },
            },
          },
        },
      },
    },
  }
end

return {
  name = "return-rates", title = "Return rates",
  for_whom = "Monitoring and Evaluation; the Board with each cycle's report",
  options = { { name = "workflow", title = "Only cycles of the workflow" } },
  run = run,
}
