-- What a Challenge Register finds in other workflows: who is challenged, by whom, about what. It says no more of an item than its reference, since more people
-- read the register than the item.

local register = {}

local function agency(id) return id and { kind = "agency", id = id } or nil end
local function group(id) return { kind = "group", id = id } end

-- One row of what `challenge` begins with; `key` is what it is known by, so that nothing is raised twice.
local function row(key, category, text, by, to, more)
  local made = { key = key, category = category, text = text, raised_by = by, raised_to = agency(to), lead_agency = to }
  for name, value in pairs(more or {}) do made[name] = value end
  return made
end

local function of_actions(rows, add, by)
  for _, one in ipairs(rows or {}) do
    local rejected, level = one.challenge_count or 0, one.escalation_level or 0
    if not one.closed and rejected >= 2 then
      add(row(one.ref .. " rejected", "evidence", one.ref .. ": the evidence was rejected a second time", by, one.lead_agency, { about_ref = one.ref }))
    elseif not one.closed and level >= 2 then -- a second rejection takes it to the Executive too, and is one challenge
      add(row(one.ref .. " late " .. (one.due or ""), "performance", one.ref .. ": so late that it reached the Executive Group", by, one.lead_agency,
        { about_ref = one.ref }))
    end
  end
end

local function of_returns(rows, add)
  for _, one in ipairs(rows or {}) do
    add(row(one.ref .. " moderated", "data", one.ref .. ": Section 11 was moderated from green to red", group "monitoring", one.agency, { about_ref = one.ref }))
  end
end

local function of_meetings(rows, add)
  for _, one in ipairs(rows or {}) do
    for _, missing in ipairs(one.challenge_register or {}) do
      add(row(one.ref .. " absent " .. missing.to, "attendance", one.ref .. ": nobody of the agency came to two meetings in a row", one.group, missing.to,
        { about_ref = one.ref, raised_at = one.ref, response_due = missing.due }))
    end
  end
end

-- Those that are not on the register yet, and what it knows from now on.
register.find = run("find what is to be challenged", function(item)
  local fields, known, new = item.fields, {}, {}
  local keys = {}
  for _, key in ipairs(fields.raised or {}) do known[key], keys[#keys + 1] = true, key end
  local function add(made)
    if known[made.key] then return end
    known[made.key], keys[#keys + 1], new[#new + 1] = true, made.key, made
    made.key = nil
  end
  for _, name in ipairs { "rejected_2", "rejected_3", "late_2", "late_3", "late_4" } do
    of_actions(fields[name], add, group "llip")
    of_actions(fields["monitoring_" .. name], add, group "monitoring")
  end
  for _, name in ipairs { "returns_a", "returns_b" } do of_returns(fields[name], add) end
  of_meetings(fields.meetings, add)
  return { found = new, raised = keys }
end)

return register
