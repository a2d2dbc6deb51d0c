-- What every audit of cases has in common: the grades, the domains that are graded, and the sample. A return holds what one agency says of each case in it, as ordinary fields
-- that are named by the case's number (`c_1_planning`), so that each has its own history and can be moderated, withheld and corrected by itself; docs/audit-return.md lists them.

local called = use("words").called
local audit = {}

-- The inspectorate's four grades, and two that are none.
audit.grades = { "outstanding", "good", "requires_improvement", "inadequate", "not_applicable", "insufficient_information" }
audit.cases_max = 10

audit.domains = {
  { "identification", "identification and threshold" }, { "assessment", "assessment" }, { "planning", "planning" },
  { "working", "multi-agency working and information sharing" }, { "oversight", "management oversight and supervision" },
  { "voice", "the child's voice and lived experience" }, { "family", "family engagement" }, { "impact", "impact and outcome" },
}

-- Inadequate on the domain of safety holds the case's overall grade down. This board's default; no national rule says it.
local safety_domain, holds_down_to = "identification", { "requires_improvement", "inadequate" }

-- What else is asked of each case: the field's ending, its type, its label, and its options.
local answers = {
  { "_worked", "text", "what worked" }, { "_worried", "text", "what worries" }, { "_needed", "text", "what is needed" },
  { "_heard", "choice", "the child was", { "not_heard", "heard", "evidenced", "acted_on" } },
  { "_family_view", "choice", "the family's or carer's view was obtained", { "yes", "no", "not_possible" } },
  { "_timely", "yesno", "it was timely" }, { "_threshold", "yesno", "the threshold was right" }, { "_smart", "yesno", "the plan was SMART" },
  { "_challenge", "choice", "challenge or escalation was", { "used", "not_used", "not_needed" } },
  { "_outcome", "text", "outcome for the child" }, { "_good", "text", "good practice" },
}
local needed = { "_worked", "_worried", "_needed", "_heard" } -- of a case that the agency knows

local pseudonym = "A pseudonym made for this audit. Never a name, an NHS number or an agency's own number: the key is the local authority's alone."

local function case(number) return "c_" .. number end

local function add_case(fields, number)
  local name, label = case(number), "Case " .. number
  fields[name] = { type = "text", label = label, hint = pseudonym }
  fields[name .. "_involvement"] = { type = "choice", label = label .. ": the agency's involvement", options = { "current", "past", "not_known" } }
  fields[name .. "_overall"] = { type = "choice", label = label .. ": overall", options = audit.grades }
  fields[name .. "_overall_moderated"] = { type = "choice", label = label .. ": overall, moderated", options = audit.grades }
  fields[name .. "_reason"] = { type = "text", label = label .. ": why grades were changed" }
  for _, domain in ipairs(audit.domains) do
    fields[name .. "_" .. domain[1]] = { type = "choice", label = label .. ": " .. domain[2], options = audit.grades }
    fields[name .. "_" .. domain[1] .. "_moderated"] = { type = "choice", label = label .. ": " .. domain[2] .. ", moderated", options = audit.grades }
  end
  for _, answer in ipairs(answers) do
    fields[name .. answer[1]] = { type = answer[2], label = label .. ": " .. answer[3], options = answer[4] }
  end
end

function audit.add_return_fields(fields)
  for number = 1, audit.cases_max do add_case(fields, number) end
  return fields
end

-- Graded of each case, by field endings: the domains and the overall grade.
local function graded_endings(moderated)
  local endings = {}
  for i, domain in ipairs(audit.domains) do endings[i] = "_" .. domain[1] .. moderated end
  endings[#endings + 1] = "_overall" .. moderated
  return endings
end

local function form(endings, first)
  local made = first or {}
  for number = 1, audit.cases_max do
    for _, ending in ipairs(endings) do made[#made + 1] = optional(case(number) .. ending) end
  end
  return made
end

function audit.return_form(first)
  local endings = { "_involvement", table.unpack(graded_endings "") }
  for _, answer in ipairs(answers) do endings[#endings + 1] = answer[1] end
  return form(endings, first)
end

function audit.moderation_form(first) return form({ "_reason", table.unpack(graded_endings "_moderated") }, first) end

function audit.moderated_fields()
  local names = {}
  for number = 1, audit.cases_max do
    names[#names + 1] = case(number)
    for _, ending in ipairs(graded_endings "_moderated") do names[#names + 1] = case(number) .. ending end
  end
  return names
end

local function each_case(condition)
  local each = {}
  for number = 1, audit.cases_max do each[number] = condition(number, case(number)) end
  return all(each)
end

-- Every case of the sample is answered for: not known, or graded in every domain.
function audit.complete()
  return each_case(function(number, name)
    local given = {}
    for _, ending in ipairs(graded_endings "") do given[#given + 1] = has(name .. ending) end
    for _, ending in ipairs(needed) do given[#given + 1] = has(name .. ending) end
    return called(("case %d: the agency's involvement, and where it knows the case each grade, what worked, what worries, what is needed and whether the child was heard")
      :format(number), any { no(has(name)), is(name .. "_involvement", "not_known"), all { has(name .. "_involvement"), all(given) } })
  end)
end

-- `moderated`: "" or "_moderated".
function audit.held_down(moderated)
  return each_case(function(number, name)
    local safety, overall = name .. "_" .. safety_domain .. moderated, name .. "_overall" .. moderated
    local low = { no(has(safety)), no(is(safety, "inadequate")), no(has(overall)) }
    for _, grade in ipairs(holds_down_to) do low[#low + 1] = is(overall, grade) end
    return called(("case %d: inadequate on %s, so overall no better than requires improvement"):format(number, audit.domains[1][2]), any(low))
  end)
end

-- A case of which moderation changed a grade has the reason.
function audit.explained()
  return each_case(function(number, name)
    local same = {}
    for _, ending in ipairs(graded_endings "") do
      same[#same + 1] = any { no(has(name .. ending .. "_moderated")), no(differs(name .. ending, name .. ending .. "_moderated")) }
    end
    return called(("case %d: why grades were changed"):format(number), any { has(name .. "_reason"), all(same) })
  end)
end

-- Where the panel left a grade as it was, the agency's own stands.
function audit.settle()
  return run("keep the agency's own grade where it was not changed", function(item)
    local found = {}
    for number = 1, audit.cases_max do
      for _, ending in ipairs(graded_endings "") do
        local name = case(number) .. ending
        found[name .. "_moderated"] = item.fields[name .. "_moderated"] or item.fields[name]
      end
    end
    return found
  end)
end

-- ---- the sample, in the cycle

audit.sample_fields = {
  sampling_frame = { type = "text", label = "Drawn from", hint = "Which cases could have been drawn." },
  sampling_method = { type = "choice", label = "Drawn by", options = { "random", "stratified", "targeted", "purposive" } },
  sampling_seed = { type = "text", label = "Seed or number of the draw" },
  exclusions = { type = "text", label = "Left out", hint = "Such as cases under review, or of staff's relatives." },
  reserve = { type = "list", label = "Reserve cases" },
  key_held = { type = "yesno", label = "Is the key to the pseudonyms held by the local authority alone?" },
}

function audit.add_sample(fields)
  for name, field in pairs(audit.sample_fields) do fields[name] = field end
  for number = 1, audit.cases_max do
    fields[case(number)] = { type = "text", label = "Case " .. number, hint = pseudonym }
  end
  return fields
end

function audit.sample_form(first)
  local made = first or {}
  for number = 1, audit.cases_max do made[#made + 1] = optional(case(number)) end
  return made
end

-- At least so many cases, and the key where it belongs.
function audit.sample_drawn(fewest)
  local given = {}
  for number = 1, fewest do given[number] = has(case(number)) end
  return all {
    called(("at least %d cases are drawn"):format(fewest), any { all(given) }),
    called("the key to the pseudonyms is held by the local authority alone", any { no(has "key_held"), is("key_held", true) }),
  }
end

-- What a return is told of the sample when it is opened.
function audit.sample_data(data)
  for number = 1, audit.cases_max do data[case(number)] = from_field(case(number)) end
  return data
end

return audit
