-- The criteria of a standard set (standards_a.lua, standards_b.lua) as fields, forms and conditions of a return. Each criterion is a handful of ordinary fields named by
-- its number, so that its history, who sees it, what is carried forward and what is corrected are those of any field; workflows/docs/section11-return.md lists them.

local scoring = use "scoring"
local called = use("words").called
local criteria = {}

-- The criteria in order: { field = "c_1_1", number = "1.1", standard = 1, text = ..., essential = true }.
function criteria.of(standards)
  local list = {}
  for s, standard in ipairs(standards) do
    for i = 2, #standard do
      local row = standard[i]
      list[#list + 1] = { field = ("c_%d_%d"):format(s, i - 1), number = ("%d.%d"):format(s, i - 1), standard = s, text = row[1], essential = row.essential }
    end
  end
  return list
end

local function add_fields(fields, it)
  local name, number = it.field, it.number
  local label = number .. " " .. it.text .. (it.essential and " (essential)" or "")
  fields[name] = { type = "choice", label = label, options = scoring.options, options_by = scoring.options_by }
  fields[name .. "_evidence"] = { type = "text", label = number .. " evidence", hint = "Where the proof is; for n/a, why it does not apply." }
  fields[name .. "_gap"] = { type = "text", label = number .. " to be improved" }
  fields[name .. "_by"] = { type = "date", label = number .. " improved by" }
  fields[name .. "_moderated"] = { type = "choice", label = number .. " moderated", options = scoring.options, options_by = scoring.options_by }
  fields[name .. "_reason"] = { type = "text", label = number .. " why it was changed" }
end

function criteria.add_fields(fields, standards, list)
  local colours = { "red", "amber", "green", scoring.does_not_apply }
  for _, it in ipairs(list) do add_fields(fields, it) end
  for s, standard in ipairs(standards) do
    fields["s_" .. s] = { type = "choice", label = ("Standard %d: %s"):format(s, standard[1]), options = colours }
    fields[("s_%d_moderated"):format(s)] = { type = "choice", label = ("Standard %d, moderated"):format(s), options = colours }
  end
  return fields
end

-- A form that asks, if the sender likes, for these fields of each criterion: endings such as "" and "_evidence". `first`: what it asks besides.
function criteria.form(list, endings, first)
  local form = first or {}
  for _, it in ipairs(list) do
    for _, ending in ipairs(endings) do form[#form + 1] = optional(it.field .. ending) end
  end
  return form
end

-- The names of these fields of each criterion.
function criteria.names(list, endings)
  local names = {}
  for _, it in ipairs(list) do
    for _, ending in ipairs(endings) do names[#names + 1] = it.field .. ending end
  end
  return names
end

-- Each standard's criteria are all scored; named by the standard, as what is missing may be most of it.
local function scored(standards, list)
  local each = {}
  for s = 1, #standards do
    local filled = {}
    for _, it in ipairs(list) do
      if it.standard == s then filled[#filled + 1] = has(it.field) end
    end
    each[s] = called(("each criterion of standard %d is scored"):format(s), any { all(filled) })
  end
  return all(each)
end

-- What is met, or does not apply, has its proof, or why; anything else has what will be improved, and by when.
local function settled(it)
  local field = it.field
  return called(it.number .. ": evidence where it is met, or why it does not apply; else what will be improved, and by when", any {
    no(has(field)), all { scoring.is_met(field), has(field .. "_evidence") }, all { has(field .. "_gap"), has(field .. "_by") },
  })
end

-- What is planned is no proof of what is met.
local function proved(list)
  return when("each criterion that is met has its evidence, or for n/a why", function(item)
    for _, it in ipairs(list) do
      if scoring.counts_as_met(item.fields[it.field]) and not item.fields[it.field .. "_evidence"] then return false end
    end
    return true
  end)
end

-- Ready to be handed in.
function criteria.complete(standards, list)
  local each = { scored(standards, list), scoring.in_scheme(criteria.names(list, { "" })) }
  for _, it in ipairs(list) do each[#each + 1] = settled(it) end
  each[#each + 1] = proved(list)
  return all(each)
end

-- Each criterion that moderation changed has its reason.
function criteria.explained(list)
  local each = { scoring.in_scheme(criteria.names(list, { "_moderated" })) }
  for _, it in ipairs(list) do
    each[#each + 1] = called(it.number .. ": why the score was changed", any {
      no(has(it.field .. "_moderated")), no(differs(it.field, it.field .. "_moderated")), has(it.field .. "_reason"),
    })
  end
  return all(each)
end

-- What is not met after moderation has its improvement and its day: no later than `longest`, and for what is essential and red `soonest`, after moderation.
function criteria.planned(list, longest, soonest)
  local each = {}
  for _, it in ipairs(list) do
    local by, score = it.field .. "_by", it.field .. "_moderated"
    local too_late = later_than(by, longest .. " after moderated_on")
    each[#each + 1] = called(it.number .. ": what will be improved, and by when, within " .. longest, any {
      scoring.is_met(score), all { has(it.field .. "_gap"), has(by), no(too_late) },
    })
    if it.essential then
      each[#each + 1] = called(it.number .. ": essential and red, so improved within " .. soonest, any {
        no(scoring.is_red(score)), no(later_than(by, soonest .. " after moderated_on")),
      })
    end
  end
  return all(each)
end

-- Opens an action for each criterion that is not met after moderation, and lists it in the field `actions`.
function criteria.open_improvements(list, actions)
  for _, it in ipairs(list) do
    actions[#actions + 1] = branches { { no(scoring.is_met(it.field .. "_moderated")), {
      open_into("actions", "monitoring-action", {
        text = from_field(it.field .. "_gap"), lead_agency = from_field "agency", due = from_field(it.field .. "_by"),
        priority = it.essential and "high" or "medium", recommendations = { "Section 11, criterion " .. it.number },
      }, "review"),
    } } }
  end
  return actions
end

-- Moderation took a standard down by two colours: what the agency says of itself is worth a challenge.
function criteria.fell(standards)
  local each = {}
  for s = 1, #standards do each[s] = all { is("s_" .. s, "green"), is(("s_%d_moderated"):format(s), "red") } end
  return any(each)
end

-- The standards' colours and the whole's, by the scores with this ending.
local function colours(standards, list, fields, ending, found)
  local of, all_of = {}, {}
  for s = 1, #standards do of[s] = {} end
  for _, it in ipairs(list) do table.insert(of[it.standard], { score = fields[it.field .. ending], essential = it.essential }) end
  for s = 1, #standards do
    all_of[s] = scoring.colour(of[s])
    found[("s_%d%s"):format(s, ending)] = all_of[s]
  end
  return scoring.worst(all_of)
end

function criteria.rate_self(standards, list)
  return run("work out each standard's colour", function(item)
    local found = {}
    found.self_grade = colours(standards, list, item.fields, "", found)
    return found
  end)
end

-- Where the panel left a score as it was, the agency's own stands.
function criteria.rate_moderated(standards, list)
  return run("keep the agency's own score where it was not changed, and work out each standard's colour", function(item)
    local found, fields = {}, {}
    for _, it in ipairs(list) do
      local name = it.field .. "_moderated"
      fields[name] = item.fields[name] or item.fields[it.field]
      found[name] = fields[name]
    end
    found.moderated_grade = colours(standards, list, fields, "_moderated", found)
    return found
  end)
end

return criteria
