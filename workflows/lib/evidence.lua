-- Evidence rules that several workflows share: when work was re-opened, what was handed in before does not count again.
-- The workflow must have the whole numbers `reopen_count` and `evidence_kept`: how many pieces there were at the last re-opening.

local called = use("words").called
local evidence = {}

local order = { output = 1, process = 2, impact = 3, outcome = 4 }

-- Pieces handed in since the last re-opening, of that level or above, not withdrawn, that `fits`.
local function count(item, level, fits)
  local kept, found = item.fields.evidence_kept or 0, 0
  for _, piece in ipairs(item.fields.evidence or {}) do
    local enough = (order[piece.level] or 0) >= order[level]
    if piece.id > kept and not piece.withdrawn and enough and fits(piece) then found = found + 1 end
  end
  return found
end

-- Work that was never re-opened needs no Lua to be judged: the plain condition says it all.
local function either(words, plain, fits)
  return called(words .. " (since it was re-opened, if it was)", any {
    called(words, all { called("it was never re-opened", no(at_least(1, "reopen_count"))), plain }),
    called(words .. " since it was re-opened", all {
      called("it was re-opened", at_least(1, "reopen_count")),
      when(words .. " since it was re-opened", fits),
    }),
  })
end

function evidence.any_given()
  return either("evidence was added", at_least(1, "evidence"), function(item)
    return count(item, "output", function() return true end) > 0
  end)
end

function evidence.given(wanted)
  return either("evidence of " .. wanted .. " or above was added", level("evidence", wanted), function(item)
    return count(item, wanted, function(piece) return piece.grade ~= "insufficient" end) > 0
  end)
end

function evidence.accepted(wanted)
  return either("evidence of " .. wanted .. " or above was graded sufficient", graded("evidence", wanted), function(item)
    return count(item, wanted, function(piece) return piece.grade == "sufficient" or piece.grade == "strong" end) > 0
  end)
end

-- The action that a re-opening takes: what lies here now counts as the old closure's.
function evidence.keep()
  return run("keep the evidence of the closure apart", function(item) return { evidence_kept = #(item.fields.evidence or {}) } end)
end

return evidence
