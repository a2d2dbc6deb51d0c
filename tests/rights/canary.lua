-- Words to be found: each is unique, of sixteen letters, and stands in one place of one agency's; and who may read it, by the domain (2.2), not by the
-- program. A date is one too: each item is due on a day of its own.
local canary = {}

local mark = "kanari"
local words, dates = {}, {} -- {CODE: {agency, kind, slot, is}}, {"2017-03-07": the same}
local count = 0

local function letters(number)
  local text = ""
  for _ = 1, 3 do
    text = string.char(97 + number % 26) .. text
    number = number // 26
  end
  return text
end

-- A new word; kind "errand", "draft", "submitted" (of a return) or "person". The same place has the same word.
function canary.word(agency, kind, slot)
  for _, word in pairs(words) do
    if word.agency == agency and word.kind == kind and word.slot == slot then return word.is end
  end
  count = count + 1
  local code = letters(count)
  words[code] = { agency = agency, kind = kind, slot = slot, is = mark .. code .. ("waymark"):sub(1, 7) }
  return words[code].is
end

-- A Tuesday of its own in 2017, so that a rung a working day later falls on the Wednesday.
function canary.due(agency, kind)
  local days = 0
  for _ in pairs(dates) do days = days + 1 end
  local first = os.time { year = 2017, month = 5, day = 2, hour = 12 }
  local day = os.date("!%Y-%m-%d", first + (days // 2) * 7 * 86400)
  local next_day = os.date("!%Y-%m-%d", first + (days // 2) * 7 * 86400 + 86400)
  dates[day] = { agency = agency, kind = kind, slot = "due", is = day }
  dates[next_day] = { agency = agency, kind = kind, slot = "rung", is = next_day }
  return day
end

local everywhere = { ["m.board"] = true, ["a.board"] = true, ["i.chair"] = true }
local of_panel = { ["c.llip"] = true, ["p.llip"] = true }
local office = { ["m.board"] = true, ["a.board"] = true, ["d.board"] = true }
local of_writer = { text = true, answer = true, due = true, rung = true }
local of_partner = { answer = true }
local to_scrutiny = { text = true, answer = true, due = true, title = true, file = true, body = true, description = true }

-- {agency: {kind = true}} that is shared with an agency's lead, as the test has it now.
canary.shared = {}

local function may_read_return(person, word)
  if word.kind == "submitted" and person == "c.eval" then return to_scrutiny[word.slot] end
  if word.kind == "submitted" and person == "e.exec" then return word.slot == "text" or word.slot == "due" end
  if person == "o." .. word.agency then return of_writer[word.slot] end
  local shared = canary.shared[word.agency]
  return shared and person == shared and of_partner[word.slot]
end

function canary.may_read(person, word)
  if word.kind == "person" then return office[person] or person:match("%.(.*)") == word.agency end
  -- Who may ask for an erasure or a hold sees all of them, with their reasons.
  if word.slot == "hold" or word.slot == "erasure" then
    if office[person] or (word.slot == "hold" and person == "p.data") then return true end
  end
  if everywhere[person] or person == "l." .. word.agency or person == "b." .. word.agency then return true end
  if word.kind ~= "errand" then return may_read_return(person, word) end
  return of_panel[person] or person == "o." .. word.agency or person == canary.shared[word.agency]
end

local function each_in(text, visit)
  for code in text:lower():gmatch(mark .. "(%l%l%l)") do
    if words[code] then visit(words[code]) end
  end
  for day in text:gmatch("%d%d%d%d%-%d%d%-%d%d") do
    if dates[day] then visit(dates[day]) end
  end
end

-- The words of an answer that are not this person's and that the question did not bring itself: {word: true}
function canary.foreign(person, question, answer)
  local asked, found = {}, {}
  each_in(question, function(word) asked[word] = true end)
  each_in(answer, function(word)
    if not asked[word] and not canary.may_read(person, word) then found[word] = true end
  end)
  return found
end

-- The words of these agencies that do not stand in a text, each as "agency kind slot".
function canary.missing(text, agencies)
  local found, missing = {}, {}
  each_in(text, function(word) found[word] = true end)
  for _, agency in ipairs(agencies) do
    for _, word in pairs(words) do
      if word.agency == agency and not found[word] then missing[#missing + 1] = agency .. " " .. word.kind .. " " .. word.slot end
    end
  end
  table.sort(missing)
  return missing
end

-- How many different words of an agency stand in a text.
function canary.count(text, agency)
  local found, number = {}, 0
  each_in(text, function(word)
    if word.agency == agency and not found[word] then number = number + 1 end
    found[word] = true
  end)
  return number
end

function canary.total()
  local number = count
  for _ in pairs(dates) do number = number + 1 end
  return number
end

return canary
