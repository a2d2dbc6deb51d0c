-- Plain words for conditions, as people will read them in a refusal and beside a colour.

local words = {}

function words.called(text, condition)
  condition.label = text
  return condition
end

-- A condition on an answer that the form asks for anyway: before it is given there is nothing to hold against it.
function words.once_given(field, text, condition)
  return words.called(text, any { no(has(field)), condition })
end

return words
