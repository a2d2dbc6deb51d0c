-- How the criteria of a self-assessment are scored, and what colour that comes to. Boards use three schemes; which one is the cycle's to say, so a score is a
-- word that belongs to one scheme alone, and a condition need not ask which it is. A scheme can be changed here; then make a new version of the workflows.
-- The rule for a standard's colour is this board's default and no national rule:
--   red     an essential criterion is red, whatever the others are
--   amber   at best, while any criterion is red
--   else    the mean of its criteria, those that do not apply left out

local called = use("words").called
local scoring = {}

scoring.schemes = { "rag", "0-3", "ofsted" }
scoring.does_not_apply = "n/a"
scoring.colours = { "red", "amber", "green" } -- from the worst

-- Each score's scheme and colour, best first.
local scores = {
  { "green", "rag", "green" }, { "amber", "rag", "amber" }, { "red", "rag", "red" },
  { "3", "0-3", "green" }, { "2", "0-3", "amber" }, { "1", "0-3", "amber" }, { "0", "0-3", "red" },
  { "outstanding", "ofsted", "green" }, { "good", "ofsted", "green" }, { "requires_improvement", "ofsted", "amber" }, { "inadequate", "ofsted", "red" },
}

local words = { -- how a refusal names a scheme's scores
  ["rag"] = "red, amber or green", ["0-3"] = "0, 1, 2 or 3", ["ofsted"] = "outstanding, good, requires_improvement or inadequate",
}

local scheme_of, colour_of = {}, {}
scoring.options = {}
for i, score in ipairs(scores) do
  scoring.options[i] = score[1]
  scheme_of[score[1]], colour_of[score[1]] = score[2], score[3]
end
scoring.options[#scores + 1] = scoring.does_not_apply

-- What there is to choose from by the scheme of the cycle: a form offers no scores of another.
scoring.options_by = { scoring = {} }
for _, scheme in ipairs(scoring.schemes) do
  local own = {}
  for _, score in ipairs(scores) do
    if score[2] == scheme then own[#own + 1] = score[1] end
  end
  own[#own + 1] = scoring.does_not_apply
  scoring.options_by.scoring[scheme] = own
end

local function is_colour(field, colour, also)
  local found = { also }
  for _, score in ipairs(scores) do
    if score[3] == colour then found[#found + 1] = is(field, score[1]) end
  end
  return any(found)
end

function scoring.is_met(field) return is_colour(field, "green", is(field, scoring.does_not_apply)) end -- or it does not apply
function scoring.counts_as_met(score) return score == scoring.does_not_apply or colour_of[score] == "green" end
function scoring.is_red(field) return is_colour(field, "red") end

-- Every score that these fields hold is in the words of the cycle's scheme.
function scoring.in_scheme(fields)
  local each = {}
  for i, scheme in ipairs(scoring.schemes) do
    local words_of = "each score is " .. words[scheme] .. ", or n/a"
    each[i] = called(words_of, any {
      no(is("scoring", scheme)),
      when(words_of, function(item)
        for _, field in ipairs(fields) do
          local score = item.fields[field]
          if score and score ~= scoring.does_not_apply and scheme_of[score] ~= scheme then return false end
        end
        return true
      end),
    })
  end
  return all(each)
end

local rank = { red = 0, amber = 1, green = 2 }

-- The colour of one standard. `criteria`: { { score = "green", essential = true } ... }, those without a score left out.
function scoring.colour(criteria)
  local sum, count, worst = 0, 0, 2
  for _, criterion in ipairs(criteria) do
    local colour = colour_of[criterion.score]
    if colour == "red" and criterion.essential then return "red" end
    if colour then
      sum, count, worst = sum + rank[colour], count + 1, math.min(worst, rank[colour])
    end
  end
  if count == 0 then return scoring.does_not_apply end
  local mean = (2 * sum + count) // (2 * count) -- to the nearest, halves up
  return scoring.colours[1 + math.min(mean, worst == 0 and 1 or 2)]
end

-- The worst of the standards' colours.
function scoring.worst(colours)
  local worst = 2
  for _, colour in ipairs(colours) do worst = math.min(worst, rank[colour] or 2) end
  return scoring.colours[1 + worst]
end

return scoring
