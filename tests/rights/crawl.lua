-- Goal: nobody is shown a word that is not theirs (R1), by whatever shows anything. Method: a board on which each thing that people write holds a word of
-- its own (aviary.lua); as each person everything is asked that can be asked (questions.lua), every byte of the answers is searched, and who may read a
-- word is said by canary.lua, apart from the program. WAYMARK_LONG=1 asks about every agency's items, as everybody. Red: the line names question and word.
local shell = require "helper.shell"
local json = require "helper.json"
local aviary = require "rights.aviary"
local canary = require "rights.canary"
local policy = require "rights.policy"
local questions = require "rights.questions"
local requests = require "rights.requests"

local long = os.getenv "WAYMARK_LONG"
local shown_max = 40 -- of what is wrong: more of them would be of one cause
local agencies = long and aviary.agencies or { "north", "south" }
local on
local asked, bytes = 0, 0

local function askers()
  local list = {}
  for _, role in ipairs(policy.roles) do list[#list + 1] = role.is end
  table.move({ "l.south", "o.south" }, 1, 2, #list + 1, list)
  for _, agency in ipairs(long and aviary.agencies or {}) do
    if agency ~= "north" and agency ~= "south" then table.move({ "l." .. agency, "o." .. agency, "b." .. agency }, 1, 3, #list + 1, list) end
  end
  return list
end

-- One of each kind of reader, for what takes longer.
local function some() return long and askers() or { "l.north", "o.north", "c.eval", "e.exec", "d.board", "p.data", "y.lay", "l.south" } end

local function all_of(person)
  local list = {}
  questions.each(agencies, function(request)
    request.as = person
    list[#list + 1] = request
  end)
  return list
end

local function look(found, person, question, answer)
  asked, bytes = asked + 1, bytes + #answer
  for word in pairs(canary.foreign(person, question, answer)) do
    found[#found + 1] = ("%s is shown %s (%s's %s, %s) by %s"):format(person, word.is, word.agency, word.kind, word.slot, question:sub(1, 160))
  end
end

-- What was found, and all that was answered, of these people's questions; `only`: the questions.
local function crawl(board, people, only)
  local found, all = {}, {}
  for _, person in ipairs(people) do
    local list = only and only(person) or all_of(person)
    for i, answer in ipairs(board:ask(list)) do
      look(found, person, json.write(list[i]), answer)
      all[#all + 1] = answer
    end
  end
  return found, table.concat(all, "\n")
end

local function none(found)
  assert(#found == 0, #found .. " words are shown to whom they are not for\n" .. table.concat(found, "\n", 1, math.min(#found, shown_max)))
end

local breaks = { ["p.data"] = true, ["m.board"] = true, ["i.chair"] = true } -- who breaks the glass is shown all of it

-- Every operation about every item, as a person who may mostly not: for the sentences of refusals.
local function tries_of(board)
  return function(person)
    local list, names = {}, {}
    for name, how in pairs(requests.of) do
      if not how.via and not (name == "case.open" and breaks[person]) then names[#names + 1] = name end
    end
    table.sort(names)
    for _, name in ipairs(names) do
      for _, agency in ipairs { "north", "south" } do
        for kind in pairs(aviary.kinds) do
          local request = { op = name, as = person }
          for member, value in pairs(requests.of[name].ask(board, aviary.ref(agency, kind))) do request[member] = value end
          list[#list + 1] = request
        end
      end
    end
    return list
  end
end

-- The bytes of all files of the bundles that a person can make, and what was said where they can make none.
local function bundles_of(board, person)
  local texts, number = {}, 0
  local wanted = { { "--workflow", "errand" }, { "--workflow", "reply" }, { "--workflow", "meeting" }, { "--workflow", "reply", "--where", "agency=south" } }
  for _, agency in ipairs(agencies) do
    for kind in pairs(aviary.kinds) do wanted[#wanted + 1] = { aviary.ref(agency, kind) } end
  end
  for _, meeting in ipairs(aviary.meetings) do wanted[#wanted + 1] = { meeting } end
  for _, words in ipairs(wanted) do
    number = number + 1
    local path = ("%s/%s-%d.zip"):format(board.folder, person, number)
    local typed = { "bundle", "create", "--output", path, "--as", person }
    table.move(words, 1, #words, #typed + 1, typed)
    local out, err = board:run(table.unpack(typed))
    texts[#texts + 1] = out .. err .. shell.lines(("test ! -f %s || { unzip -l %s; unzip -p %s; }"):format(path, path, path))
  end
  return table.concat(texts, "\n")
end

-- The copies of evidence that a person can get, and what was said where they can get none.
local function copies_of(board, person)
  local texts = {}
  for _, agency in ipairs(agencies) do
    for kind in pairs(aviary.kinds) do
      local path = ("%s/%s-%s-%s"):format(board.folder, person, agency, kind)
      local out, err = board:run("evidence", "get", aviary.ref(agency, kind), "1", "--output", path, "--as", person)
      texts[#texts + 1] = out .. err .. shell.lines(("test ! -f %s || cat %s"):format(path, path))
    end
  end
  return table.concat(texts, "\n")
end

-- How long the record is, and its hash, are everybody's to write into minutes.
local function without_head(answer) return (answer:gsub("Record: %d+ entries, %x+", "")) end

local function share(board, event, data)
  local list = {}
  for _, kind in ipairs { "errand", "draft", "submitted" } do
    list[#list + 1] = { op = "case.send", as = "m.board", case = aviary.ref("north", kind), event = event, data = data }
  end
  board:must(list)
end

describe("a crawl", function()
  setup(function() on = aviary.new() end)
  teardown(function()
    print(("# %d answers, %d bytes, %d words"):format(asked, bytes, canary.total()))
    on:remove()
  end)

  it("shows nobody a word that is not theirs", function() none((crawl(on, askers()))) end)

  it("finds every word by whom all of it is for", function()
    local _, all = crawl(on, { "m.board" })
    assert.are.equal("", table.concat(canary.missing(all .. bundles_of(on, "m.board"), agencies), ", "))
  end)

  it("finds a leak that was planted", function()
    local copy = on:copy()
    assert.are.equal(0, #(crawl(copy, { "y.lay" })))
    local leak = { effect = "allow", subject = "group:safe4us", workflow = "errand", what = { "text" }, reason = "a leak" }
    leak.op, leak.as = "rights.put", "m.board"
    copy:must { leak }
    local found = crawl(copy, { "y.lay" })
    assert.truthy(#found > 0)
    for _, line in ipairs(found) do assert.truthy(line:find("errand, text", 1, true), line) end
    copy:remove()
  end)

  it("shows none in a bundle", function()
    local found = {}
    for _, person in ipairs(some()) do look(found, person, "bundle create", bundles_of(on, person)) end
    none(found)
  end)

  it("shows none in a copy of evidence", function()
    local found = {}
    for _, person in ipairs(some()) do look(found, person, "evidence get", copies_of(on, person)) end
    none(found)
    assert.truthy(copies_of(on, "m.board"):find(canary.word("south", "errand", "body"), 1, true))
  end)

  it("shows none in a refusal", function()
    local found = {}
    for _, person in ipairs(some()) do
      local copy = on:copy()
      for _, line in ipairs((crawl(copy, { person }, tries_of(copy)))) do found[#found + 1] = line end
      copy:remove()
    end
    none(found)
  end)

  it("shows none by what happens by itself", function()
    local found = {}
    for _, person in ipairs(some()) do
      local copy = on:copy()
      local list = { { op = "timers.run", as = person, now = "2017-10-02T12:00:00Z" } }
      for _, op in ipairs { "timers.check", "outbox.list", "case.todo", "case.list" } do list[#list + 1] = { op = op, as = person } end
      for _, line in ipairs((crawl(copy, { person }, function() return list end))) do found[#found + 1] = line end
      copy:remove()
    end
    none(found)
  end)

  it("mails a reference and a link, and no word at all", function()
    local copy, list = on:copy(), {}
    local settings = { mail_from = "board@board.example", mail_url = "https://waymark.example/items/", mail_transport = copy.folder .. "/letters" }
    for name, value in pairs(settings) do
      list[#list + 1] = { op = "setting.set", as = "m.board", name = name, value = value, reason = "we mail now" }
    end
    os.execute("mkdir " .. settings.mail_transport)
    copy:must(list)
    copy:must { { op = "timers.run", as = "m.board", now = "2017-10-02T12:00:00Z" } }
    copy:ok("outbox", "send", "--as", "m.board")
    local letters = shell.lines(("cat %s/*.eml"):format(settings.mail_transport)):gsub("=\r?\n", "")
    assert.truthy(letters:find("E%-south"))
    for _, agency in ipairs(aviary.agencies) do
      assert.truthy(letters:find(canary.word(agency, "person", "email l."), 1, true), agency)
      for _, who in ipairs { "l.", "o.", "b." } do letters = letters:gsub(canary.word(agency, "person", "email " .. who), "") end
      assert.are.equal(0, canary.count(letters, agency))
    end
    copy:remove()
  end)

  it("shows what is shared as long as it is", function()
    local copy = on:copy()
    local _, before = crawl(copy, { "l.south" })
    share(copy, "share", { shared_with = "agency:south" })
    canary.shared.north = "l.south"
    local found, all = crawl(copy, { "l.south", "o.south", "b.north", "y.lay", "c.eval" })
    none(found)
    assert.truthy(canary.count(all, "north") > canary.count(before, "north"))
    share(copy, "unshare")
    canary.shared.north = nil
    none((crawl(copy, { "l.south", "o.south" })))
    copy:remove()
  end)

  it("changes no answer of others when an agency adds a hundred items", function()
    local copy, people, list = on:copy(), { "l.north", "c.eval", "y.lay" }, {}
    for i = 1, 100 do
      local data = { text = "Another " .. i, agency = "south", due = "2016-12-01", owner = "o.south" }
      list[i] = { op = "case.start", as = "m.board", workflow = i % 5 == 0 and "reply" or "errand", ref = "T-" .. i, data = data }
    end
    local asked_by, before = {}, {}
    for _, person in ipairs(people) do
      asked_by[person] = all_of(person)
      before[person] = copy:ask(asked_by[person])
    end
    copy:must(list)
    for _, person in ipairs(people) do
      for i, answer in ipairs(copy:ask(asked_by[person])) do
        if not questions.of_the_record[asked_by[person][i].op] then
          assert.are.equal(without_head(before[person][i]), without_head(answer), json.write(asked_by[person][i]))
        end
      end
    end
    copy:remove()
  end)
end)
