-- Goal: one item is shared with whom the office says, for as long as it says, in lists and counts too, and seen by nobody for a day longer; in an
-- emergency somebody who is entitled sees it and everybody who must know hears of it (R1; DOMAIN 2.2, 13). Method: items of two workflows, one that
-- says who sees what and one that does not; each person asks for them, before, during and after.
local shell = require "helper.shell"
local json = require "helper.json"
local folder

local function path() return folder .. "/board" end
local run, ok, fails = require("helper.at_board")(path)
local function ask(...) return json.read(ok(...)) end
local function refs(as)
  local all = {}
  local answer = ask("case", "list", "--json", "--as", as)
  for _, row in ipairs(answer.rows) do all[#all + 1] = row.ref end
  assert.are.equal(#all, answer.count)
  local counted = ok("case", "count", "--as", as)
  assert.are.equal(tostring(#all), counted:match "%d+")
  return table.concat(all, " ")
end
local function share(ref, with, ...) return "case", "share", ref, "--with", with, "--reason", "joint visit", "--as", "m.test", ... end
local function unshare(ref, number) return "case", "unshare", ref, tostring(number), "--reason", "it is over", "--as", "m.test" end
local function absent(as, ref) fails(1, 'There is no item "' .. ref .. '" on this board', "case", "show", ref, "--as", as) end

local function make()
  folder = shell.folder()
  local _, err, status = shell.run { "init", path(), "--seed", "tests/data/sharing.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
  assert(status == 0, err)
  ok("workflow", "publish", "tests/data/draft.lua", "--as", "m.test")
  ok("workflow", "publish", "tests/data/visit.lua", "--as", "m.test")
  ok("case", "start", "draft", "--ref", "D-1", "--as", "m.test", "text=Question", "agency=north", "writer=w.writer")
  ok("case", "start", "visit", "--ref", "V-1", "--as", "m.test", "name=First visit")
  ok("case", "start", "visit", "--ref", "V-2", "--as", "m.test", "name=Second visit")
end

describe("a share", function()
  before_each(make)
  after_each(function() shell.remove(folder) end)

  it("shows the item to whoever is named, and to nobody else", function()
    absent("l.south", "V-1")
    assert.are.equal("", refs "l.south")
    ok(share("V-1", "agency:south"))
    assert.are.equal("V-1", refs "l.south")
    local shown = ask("case", "show", "V-1", "--as", "l.south", "--json")
    assert.are.equal("First visit", shown.title)
    assert.is_true(shown.part)
    assert.is_nil(shown.shares)
    fails(1, "may not read the history of V-1", "case", "history", "V-1", "--as", "l.south")
    absent("l.south", "V-2")
    absent("y.young", "V-1")
    assert.are.equal("", refs "y.young")
    assert.truthy(ok("case", "show", "V-1", "--as", "m.test"):find("1  all of South Agency: summary, by Mia Manager", 1, true))
    ok("journal", "verify")
  end)

  it("shows what it says of it", function()
    ok(share("D-1", "person:y.young", "--what", "text, history"))
    local shown = ask("case", "show", "D-1", "--as", "y.young", "--json")
    assert.are.equal(1, #shown.fields)
    assert.are.equal("text", shown.fields[1].name)
    ok("case", "history", "D-1", "--as", "y.young")
    ok(share("D-1", "person:y.young", "--what", "everything"))
    assert.is_nil(ask("case", "show", "D-1", "--as", "y.young", "--json").part)
    fails(1, "may not take", "case", "send", "D-1", "write", "answer=x", "--as", "y.young") -- sight, and nothing more
  end)

  it("ends by itself with its day, in lists and counts as well", function()
    ok(share("V-1", "group:safe4us", "--what", "everything", "--until", "2016-09-02"))
    assert.are.equal("V-1", refs "y.young")
    ok("status", "--now", "2016-09-02T22:59:59Z")
    assert.are.equal("V-1", refs "y.young")
    local had = ask("status", "--json").entries
    ok("status", "--now", "2016-09-02T23:00:00Z") -- midnight, in summer time
    assert.are.equal("", refs "y.young")
    absent("y.young", "V-1")
    assert.are.equal(had, ask("status", "--json").entries)
    assert.is_nil(ask("case", "show", "V-1", "--as", "m.test", "--json").shares)
    fails(1, "V-1 has no share 1 that still holds", unshare("V-1", 1))
    absent("y.young", "V-1") -- nor its past
    fails(1, "There is no item", "case", "show", "V-1", "--as", "y.young", "--as-at", "2016-09-02")
  end)

  it("is taken back at once, and its number is never another's", function()
    ok(share("V-1", "person:y.young"))
    assert.are.equal("V-1", refs "y.young")
    ok(unshare("V-1", 1))
    assert.are.equal("", refs "y.young")
    absent("y.young", "V-1")
    assert.are.equal(2, ask(share("V-1", "person:e.exec", "--json")).number)
    local history = ok("case", "history", "V-1", "--as", "m.test")
    assert.truthy(history:find("Share 1, with Yara Young: summary by Mia Manager. joint visit", 1, true), history)
    assert.truthy(history:gsub("%s+", " "):find("Taken back: share 1, with Yara Young: summary by Mia Manager. it is over", 1, true), history)
    ok("rebuild")
    assert.are.equal("D-1 V-1", refs "e.exec") -- of D-1 an executive sees the summary anyway
    assert.are.equal("", refs "y.young")
    ok("journal", "verify")
  end)

  it("gives nothing that a rule of the board denies", function()
    ok("rights", "deny", "agency:south", "--workflow", "visit", "--as", "m.test", "--reason", "an investigation")
    ok(share("V-1", "agency:south", "--what", "everything"))
    absent("l.south", "V-1")
    assert.are.equal("", refs "l.south")
  end)

  it("stays with the item through its moves", function()
    ok(share("D-1", "person:y.young", "--what", "summary"))
    ok("case", "send", "D-1", "write", "--as", "l.north", "answer=Yes")
    assert.are.equal("D-1", refs "y.young")
  end)

  it("is the office's to give, of what is there, to whom there is", function()
    fails(1, "Lena North may not share an item: it is for the Business Manager", "case", "share", "D-1", "--with", "agency:south", "--reason", "r",
      "--as", "l.north")
    fails(1, "There is no item", share("D-9", "agency:south"))
    fails(1, "sooth", share("D-1", "agency:sooth"))
    fails(1, 'D-1 has nothing called "anser" that could be shared. Did you mean "answer"?', share("D-1", "agency:south", "--what", "anser"))
    fails(1, "A share until 2016-08-31 would be over already", share("D-1", "agency:south", "--until", "2016-08-31"))
    fails(1, "The last day of the share:", share("D-1", "agency:south", "--until", "2016-02-30"))
    fails(2, '"x" is no number of a share', unshare("D-1", "x"))
    assert.is_nil(ask("case", "show", "D-1", "--as", "m.test", "--json").shares)
  end)

  it("says nothing of whom in a redacted bundle", function()
    ok(share("D-1", "person:y.young"))
    shell.write(folder .. "/p.json", '{"name":"out","title":"Outside","withhold":[{"person":"any","as":"number","reason":"third party"}]}')
    ok("redaction", "add", folder .. "/p.json", "--as", "m.test")
    ok("bundle", "create", "D-1", "--as", "m.test", "--profile", "out", "--output", folder .. "/b.zip")
    assert(os.execute(("cd %s && unzip -q b.zip -d out && ! grep -rq y.young out"):format(shell.quote(folder))))
    ok("bundle", "create", "D-1", "--as", "m.test", "--output", folder .. "/c.zip")
    ok("bundle", "verify", folder .. "/b.zip")
    ok("bundle", "verify", folder .. "/c.zip")
  end)
end)

describe("breaking the glass", function()
  local function open(as, ref, ...) return "case", "open", ref, "--break-glass", "the police ask tonight", "--as", as, ... end
  before_each(function()
    make()
    ok("post", "set", "data_protection_officer", "title=Data protection officer", "holder=e.exec", "--as", "m.test")
  end)
  after_each(function() shell.remove(folder) end)

  it("shows all of it for a day to who is entitled, and tells the office and the holder at once", function()
    ok("case", "show", "D-1", "--as", "e.exec") -- a part
    assert.truthy(ok(open("e.exec", "D-1")):find("You see all of D-1 until Fri 2 Sep 2016 10:00", 1, true))
    assert.is_nil(ask("case", "show", "D-1", "--as", "e.exec", "--json").part)
    ok("case", "history", "D-1", "--as", "e.exec")
    local told = {}
    for _, row in ipairs(ask("outbox", "list", "D-1", "--as", "m.test", "--json").rows) do
      if row.subject:find("broke the glass", 1, true) then told[#told + 1] = row.to end
      assert.is_nil((row.subject .. row.body):find("police", 1, true)) -- a reference, never content
    end
    table.sort(told)
    assert.are.equal("l.north m.test", table.concat(told, " "))
    local history = ok("case", "history", "D-1", "--as", "m.test"):gsub("%s+", " ")
    assert.truthy(history:find("Glass broken, all is seen until Fri 2 Sep 2016 10:00, by Eve Exec. the police ask tonight", 1, true), history)
    ok("status", "--now", "2016-09-02T08:59:59Z")
    assert.is_nil(ask("case", "show", "D-1", "--as", "e.exec", "--json").part)
    ok("status", "--now", "2016-09-02T09:00:00Z")
    assert.is_true(ask("case", "show", "D-1", "--as", "e.exec", "--json").part)
    ok("journal", "verify")
  end)

  it("opens nothing to whoever only simulates it: not even what would be refused is told", function()
    local function line(minute, op, rest) return ('{"at":"2016-09-01T10:%02d:00Z","op":"%s","case":"D-1",%s}\n'):format(minute, op, rest) end
    local send = line(1, "case.send", '"event":"nonsense","data":{}')
    local function story(text)
      return ask("simulate", "--until", "2016-09-01", "--script", shell.write(folder .. "/life.txt", text), "--as", "e.exec", "--json").steps
    end
    assert.are.equal(1, #story(send))
    assert.are.same({}, story(line(0, "case.open", '"reason":"the police ask tonight"') .. send))
    assert.is_true(ask("case", "show", "D-1", "--as", "e.exec", "--json").part)
  end)

  it("goes past what a rule denies, and is taken back like a share", function()
    ok("rights", "deny", "post:data_protection_officer", "--workflow", "visit", "--as", "m.test", "--reason", "no content")
    ok(open("e.exec", "V-1"))
    assert.are.equal("D-1 V-1", refs "e.exec")
    ok(unshare("V-1", 1))
    absent("e.exec", "V-1")
    assert.are.equal("D-1", refs "e.exec")
  end)

  it("tells whoever is not entitled that there is no such item, and the office that they tried", function()
    local _, there, one = run(open("l.south", "D-1"))
    local _, nowhere, two = run(open("l.south", "D-9"))
    assert.are.equal(1, one)
    assert.are.equal(1, two)
    assert.are.equal(there:gsub("D%-1", "D-9"), nowhere)
    absent("l.south", "D-1")
    fails(1, "You see all of D-1 as it is", open("m.test", "D-1"))
    fails(2, "--break-glass", "case", "open", "D-1", "--as", "e.exec")
  end)

  it("is for who acts for the post: its holder who is there, else the deputy", function()
    ok("post", "set", "data_protection_officer", "deputy=l.south", "--as", "m.test")
    fails(1, "There is no item", open("l.south", "D-1"))
    ok("people", "absent", "e.exec", "--as", "e.exec", "--reason", "leave")
    fails(1, "There is no item", open("e.exec", "D-1")) -- whose turns are the deputy's, until they say that they are back
    ok(open("l.south", "D-1"))
    ok("people", "back", "e.exec", "--as", "e.exec", "--reason", "called in")
    ok(open("e.exec", "D-1"))
  end)

  it("is for other posts from the moment that a setting names them, which is on record with its reason", function()
    local function set(value, ...) return "setting", "set", "break_glass", value, "--as", "m.test", "--reason", "the chair is called first", ... end
    fails(1, 'no post of this board is called that. Did you mean "panel_chair"?', set "panel_chairs")
    fails(1, "may not change the board's settings", "setting", "set", "break_glass", "executive", "--as", "e.exec", "--reason", "mine")
    assert.truthy(ok(set "panel_chair,business_manager"):find("The setting break_glass is now panel_chair,business_manager.", 1, true))
    fails(1, "There is no item", open("e.exec", "D-1"))
    ok(open("c.chair", "V-1"))
    ok(set "none")
    fails(1, "There is no item", open("c.chair", "D-1"))
    assert.truthy(ok("setting", "list"):find("break_glass +none"))
    ok("setting", "set", "break_glass", "--as", "m.test", "--reason", "as usual")
    ok(open("e.exec", "D-1"))
    ok("rebuild")
    ok("journal", "verify")
  end)

  it("is for the posts that the board's seed names", function()
    shell.remove(path())
    local seed = shell.read("tests/data/sharing.lua"):gsub('console = "m.test",', 'console = "m.test", break_glass = { "panel_chair" },')
    local _, err, status = shell.run { "init", path(), "--seed", shell.write(folder .. "/seed.lua", seed), "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
    assert(status == 0, err)
    ok("workflow", "publish", "tests/data/visit.lua", "--as", "m.test")
    ok("case", "start", "visit", "--ref", "V-1", "--as", "m.test", "name=First visit")
    fails(1, "There is no item", open("e.exec", "V-1"))
    ok(open("c.chair", "V-1"))
    ok("case", "show", "V-1", "--as", "c.chair")
  end)
end)
