-- Evidence rules that several workflows share: when work was re-opened, what was handed in before does not count again.
-- The workflow must have the whole numbers `reopen_count` and `evidence_kept`: how many pieces there were at the last re-opening.

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
local function either(plain, since)
  return any { all { no(at_least(1, "reopen_count")), plain }, all { at_least(1, "reopen_count"), since } }
end

function evidence.any_given()
  return either(at_least(1, "evidence"), when("evidence was added since it was re-opened", function(item)
    return count(item, "output", function() return true end) > 0
  end))
end

function evidence.given(wanted)
  return either(level("evidence", wanted), when("evidence of " .. wanted .. " was added since it was re-opened", function(item)
    return count(item, wanted, function(piece) return piece.grade ~= "insufficient" end) > 0
  end))
end

function evidence.accepted(wanted)
  return either(graded("evidence", wanted), when("evidence of " .. wanted .. " added since it was re-opened is graded sufficient", function(item)
    return count(item, wanted, function(piece) return piece.grade == "sufficient" or piece.grade == "strong" end) > 0
  end))
end

-- The action that a re-opening takes: what lies here now counts as the old closure's.
function evidence.keep()
  return run("keep the evidence of the closure apart", function(item) return { evidence_kept = #(item.fields.evidence or {}) } end)
end

return evidence
