-- What tests of reviews share: the shipped workflows of reviews on a fresh board, and a Serious Case Review brought to each of its stages by the people whose
-- it is. LLIP's chair is of the police, so the hospitals refer here.
local board = require "helper.board"

local review = {}

review.reasons = "decision_reason=A child was seriously harmed, and there is cause for concern about how the agencies worked together over the years before."

function review.board(now)
  local b = board.new(now)
  for _, name in ipairs { "agency-report", "learning-review", "management-review", "scr", "lcspr" } do
    b:run("workflow", "publish", "workflows/" .. name .. ".lua", "--as", "h.dixon")
  end
  return b
end

-- The same board once three safeguarding partners have taken over.
function review.partnership(now)
  local b = review.board(now)
  local function post(id, title, holder) b:run("post", "set", id, "--as", "h.dixon", "title=" .. title, "holder=" .. holder) end
  post("lead_partner", "Lead safeguarding partner", "m.okafor")
  post("partner_local_authority", "Safeguarding partner, local authority", "m.okafor")
  post("partner_health", "Safeguarding partner, health", "c.fenwick")
  post("partner_police", "Safeguarding partner, police", "v.amos")
  b:run("group", "set", "safeguarding_partners", "--as", "h.dixon", "name=Safeguarding partners", "chair=lead_partner",
    'members:=["m.okafor","c.fenwick","v.amos"]')
  return b
end

review.incident = {
  pseudonym = "Child A", referring_agency = "childrens_social_care", aware_date = "2022-12-21", criteria = "serious_harm_concern",
  referral_reason = "Serious harm while several agencies were at work", immediate_safety = "The child is safe in hospital",
}

-- `fields` replace what is usual; false takes one away.
function review.words(usual, fields)
  local words, all = {}, {}
  for name, value in pairs(usual) do all[name] = value end
  for name, value in pairs(fields or {}) do all[name] = value end
  for name, value in pairs(all) do
    if value then words[#words + 1] = name .. "=" .. value end
  end
  return table.unpack(words)
end

local referral = {
  pseudonym = "Child A", referring_agency = "hospitals", aware_date = "2016-01-29", notifiable = "yes", notified_on = "2016-01-31",
  referral_reason = "Serious harm while several agencies were at work", immediate_safety = "The child is safe in hospital", criteria = "serious_harm_concern",
}

function review.refer(b, ref, fields) return b:run("case", "start", "scr", "--ref", ref, "--as", "h.dixon", review.words(referral, fields)) end
function review.refuse_referral(b, ref, fields) return b:refused("case", "start", "scr", "--ref", ref, "--as", "h.dixon", review.words(referral, fields)) end

-- What agencies were asked for, by agency: in the field `informants` or `reporters`.
function review.returns(b, ref, field)
  local found = {}
  for _, parties in ipairs(b:show(ref).parties or {}) do
    for _, row in ipairs(parties.field == field and parties.rows or {}) do found[row.party.id] = assert(row.item, "no return was opened") end
  end
  return found
end

function review.recommend(b, ref, recommended, dates)
  local secured = dates and dates.secured or "2016-02-02"
  b:send(ref, "ask", "h.dixon", "informants=hospitals,police", "information_due=" .. (dates and dates.due or "2016-02-15"))
  for agency, item in pairs(review.returns(b, ref, "informants")) do
    local lead = agency == "police" and "t.harker" or "l.tanaka"
    b:send(item, "submit", lead, "records_secured_on=" .. secured, "information=Known to the service")
  end
  b:send(ref, "recommend", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 1", "minute_ref=1", "recommended=" .. (recommended or "scr"),
    "recommended_reason=The criterion is met")
end

function review.decide(b, ref, decision, ...)
  b:send(ref, "decide", "h.dixon", "--decided-by", "a.mercer", "decision=" .. decision, review.reasons, ...)
end

function review.begin(b, ref, fields)
  review.refer(b, ref, fields)
  review.recommend(b, ref)
  review.decide(b, ref, "scr")
end

function review.commission(b, ref)
  b:send(ref, "commission", "h.dixon", "--decided-by", "a.mercer", "panel_chair=o.brand", "panel:=[\"n.farrow\",\"d.pearson\"]", "lead_reviewer=q.ashby",
    "independence_declared=yes", "methodology=systems", "scope_from=2014-01-01", "scope_to=2016-01-29", "lines_of_enquiry=How was the family seen?")
end

return review
