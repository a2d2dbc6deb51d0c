-- What was answered, side by side: of one item that asked parties, who said what to each question, with sums and counts. It reads whatever returns the
-- item asked for, their fields being the questions; what is not handed in yet is a draft, and counts for nothing.

local answered = { returned = true, ["nil"] = true }
local said_of = {
  returned = "answered", ["nil"] = "nothing to return", asked = "not yet", reopened = "asked again", named = "not asked yet", non_return = "never came",
  exempt = "exempt", removed = "taken out",
}
local types = { text = true, date = true, whole = true, choice = true, yesno = true, list = true, person = true }

-- What every return has besides its questions.
local usual = { about = true, asked = true, due = true, reason = true, why_there_is_nothing_to_return = true }

local function questions_of(host, workflow)
  local list = {}
  for _, field in ipairs(host.fields(workflow) or {}) do
    if types[field.type] and not usual[field.name] then list[#list + 1] = field end
  end
  return list
end

local function names_of(fields)
  local names = { "agency" }
  for _, field in ipairs(fields) do names[#names + 1] = field.name end
  return names
end

-- Where each of those who were asked stands, by the reference of its return.
local function parties_of(host, ref)
  local names, by = {}, {}
  for _, field in ipairs(host.fields(host.item(ref).workflow) or {}) do
    if field.type == "parties" then names[#names + 1] = field.name end
  end
  local item = host.item(ref, names)
  for _, name in ipairs(names) do
    for _, party in ipairs(item.fields[name] or {}) do
      if party.item then by[party.item] = party end
    end
  end
  return item, by
end

local function is_number(field) return field.type == "whole" end

local function has_numbers(columns)
  for _, column in ipairs(columns) do
    if column.kind == "number" then return true end
  end
end

-- One line for each of the asked; `only`: which questions.
local function answers_table(returns, parties, questions, only, hidden)
  local columns, rows = { { name = "who", title = "Who" }, { name = "what", title = "Return" } }, {}
  if not hidden then table.insert(columns, 2, { name = "ref", title = "Item", kind = "ref" }) end
  for _, field in ipairs(questions) do
    if only(field) then
      columns[#columns + 1] = { name = "q_" .. field.name, title = field.label, kind = is_number(field) and "number" or "text", suppress = is_number(field) and hidden or nil }
    end
  end
  for _, row in ipairs(returns) do
    local status = parties[row.ref] and parties[row.ref].status
    local line = { ref = row.ref, who = row.words.agency or row.title, what = said_of[status] or "not yet" }
    for _, field in ipairs(questions) do
      local value = row.fields[field.name]
      if answered[status] and value ~= nil then line["q_" .. field.name] = is_number(field) and value or row.words[field.name] end
    end
    rows[#rows + 1] = line
  end
  table.sort(rows, function(a, b) return a.who < b.who end)
  return { title = "Who answered what", none = "No return that you may see was asked for.", total = has_numbers(columns), columns = columns, rows = rows }
end

-- How many gave each answer to what has a few to choose from.
local function counts_table(returns, parties, questions, hidden)
  local rows = {}
  for _, field in ipairs(questions) do
    local count, order = {}, {}
    for _, option in ipairs(field.options or {}) do order[#order + 1] = option end
    for _, row in ipairs(returns) do
      local party = parties[row.ref]
      local value = party and answered[party.status] and row.fields[field.name] ~= nil and row.words[field.name] or nil
      if value and not count[value] then
        count[value] = 0
        local known = false
        for _, option in ipairs(order) do known = known or option == value end
        if not known then order[#order + 1] = value end
      end
      if value then count[value] = count[value] + 1 end
    end
    if field.type == "choice" or field.type == "yesno" then
      for _, value in ipairs(order) do rows[#rows + 1] = { question = field.label, answer = value, count = count[value] or 0 } end
    end
  end
  return {
    title = "How many said what", none = "No question has answers to be counted.", rows = rows,
    columns = {
      { name = "question", title = "Question" }, { name = "answer", title = "Answer" }, { name = "count", title = "How many", kind = "number", suppress = hidden },
    },
  }
end

local function run(host, options)
  local item, parties = parties_of(host, options.of)
  local first = host.items({ of = options.of, limit = 1 }).rows[1]
  local questions = first and questions_of(host, first.workflow) or {}
  local returns = host.items({ of = options.of, fields = names_of(questions) }).rows
  local hidden = options.published or nil
  local text = { item.ref .. ", " .. item.title .. ": " .. #returns .. " asked. What is not handed in is a draft, and is not shown." }
  if hidden then text[2] = "Made to be published: numbers alone, and small ones are not shown." end
  local only = hidden and is_number or function() return true end
  return {
    title = "Answers: " .. item.title,
    sections = { { text = text, tables = { answers_table(returns, parties, questions, only, hidden), counts_table(returns, parties, questions, hidden) } } },
  }
end

return {
  name = "answers", title = "What was answered",
  for_whom = "The group that looks at the returns, and whoever writes about them",
  options = {
    { name = "of", title = "What asked: its reference", kind = "item", needed = true },
    { name = "published", title = "To be published: numbers alone, small ones hidden", kind = "yesno", default = false },
  },
  run = run,
}
