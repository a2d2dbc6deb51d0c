-- Plain words for conditions, as people will read them in a refusal and beside a colour.

local words = {}

function words.called(text, condition)
  condition.label = text
  return condition
end

return words
