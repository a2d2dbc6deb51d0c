-- Goal: content that two people erase is gone from every byte of the board, wherever it was copied to, and all else still holds: verify, rebuild, pages
-- of the past, proofs, bundles (J2, RELIABILITY 6.11; who may: cli/erase_who). Method: a unique mark through every way in
-- which text enters, found before and not after. Random erasures are tests/fault/erase.lua; the store's own half, with crashes, tests/unit/store/erase.c.
local erasing = require "helper.erasing"
local shell = require "helper.shell"
local stamp = require "helper.stamp"

local mark, bytes_of, found = erasing.mark, erasing.bytes_of, erasing.found
local new_desk, begin, erase = erasing.new_desk, erasing.begin, erasing.erase

local function try(d, ...)
  local words = { ... }
  words[#words + 1], words[#words + 2] = "--board", d.path
  return shell.run(words)
end

local function say(d, ref, account, ...) d:run("case", "send", ref, "say", "--as", "o.owner", "account=" .. account, ...) end

local function evidence(d, ref, name, bytes, ...)
  return try(d, "evidence", "add", ref, d:file(name, bytes), "--as", "o.owner", "--level", "output", ...)
end

local function field(view, name)
  for _, one in ipairs(view.fields) do if one.name == name then return one.value end end
end

-- Text through every way in. Returns the marks.
local function fill(d)
  local marks = {}
  local function new()
    marks[#marks + 1] = mark(#marks + 1)
    return marks[#marks]
  end
  begin(d, "T-1", "text=" .. new() .. " was seen", "due=2016-10-03", "--title", "About it")
  say(d, "T-1", "It is " .. new() .. " who said so", "remark=" .. new(), "--key", new())
  say(d, "T-1", 'He said "' .. new() .. '", \\ and ünd\nmore ' .. new())
  say(d, "T-1", ("long "):rep(3500) .. new())
  for _ = 1, 26 do say(d, "T-1", ("x"):rep(#marks * 40) .. new()) end
  d:run("case", "send", "T-1", "branch", "--as", "o.owner")
  try(d, "case", "send", "T-1", new(), "--as", "o.owner") -- nothing handles it
  try(d, "case", "send", "T-1", "move", "--as", "m.test", "due=" .. new()) -- refused with what was typed
  try(d, "case", "send", "T-1", "say", "--as", "o.owner", new() .. "=1")
  try(d, "case", "send", "T-1", "stop", "--as", "o.owner", "why=" .. new()) -- not theirs to send
  d:run("case", "correct", "T-1", "2", "--as", "o.owner", "--field", "remark=" .. new(), "--reason", new() .. " was meant")
  try(d, "case", "send", "T-1", "stick", "--as", "o.owner", "account=" .. new())
  d:run("incident", "skip", d:ask("case", "show", "T-1").incidents[1].id, "--as", "m.test", "--reason", new())
  d:run("case", "send", "T-1", "stop", "--as", "m.test", "why=" .. new())
  assert(select(3, evidence(d, "T-1", new() .. " scan.txt", "bytes " .. new(), "--title", new(), "--description", new())) == 0)
  try(d, "case", "send", "T-1", "grade_evidence", "--as", "m.test", "item=1", "grade=" .. new())
  d:run("case", "send", "T-1", "withdraw_evidence", "--as", "o.owner", "item=1", "reason=" .. new())
  say(d, "T-1", "count", "count=3")
  assert(select(3, evidence(d, "T-1", new() .. ".txt", "orphan " .. new(), "--title", new())) == 1) -- its guard is not true
  d:run("run-due", "--now", "2016-10-10T09:00:00Z")
  return marks
end

describe("an erasure of all that an item holds", function()
  local d, marks
  before_each(function()
    d = new_desk()
    marks = fill(d)
  end)
  after_each(function() d:remove() end)

  local function part() return d:ask("case", "list", "--workflow", "part").rows[1].ref end

  local function answers()
    local all = {}
    for _, words in ipairs { { "case", "show", "T-1" }, { "case", "history", "T-1" }, { "case", "list" }, { "outbox", "list" }, { "evidence", "list", "T-1" },
      { "case", "show", "T-1", "--as-at", "2016-09-01" }, { "case", "show", "T-1", "--as-at", "2016-09-01", "--known" },
      { "case", "history", "T-1", "--as-at", "2016-09-01", "--known" }, { "case", "list", "--as-at", "2016-09-01" },
      { "outbox", "list", "--as-at", "2016-09-01" },
      { "journal", "prove", "T-1" }, { "erase", "list" }, { "case", "list", "--text", marks[1] } } do
      all[#all + 1] = d:run(table.unpack(words))
    end
    local zip = d.folder .. "/" .. #all .. ".zip"
    d:run("bundle", "create", "T-1", "--as", "m.test", "--output", zip)
    d:must_run { "bundle", "verify", zip }
    all[#all + 1] = shell.lines("unzip -p " .. zip)
    os.remove(zip)
    return table.concat(all, "\n")
  end

  local function look(served)
    assert.are.same(marks, found(bytes_of(d.path), marks)) -- so that the test can fail
    assert.is_true(#found(answers(), marks) > 20)
    local pid = served and shell.serve(d.path, d.folder .. "/log")
    local done = erase(d, "T-1", "--all")
    assert.is_true(done.finished)
    erase(d, part(), "--all") -- what was copied into another item is erased there
    assert.are.same({}, found(bytes_of(d.path), marks))
    if pid then assert.truthy(shell.stop(pid)) end
    assert.are.same({}, found(bytes_of(d.path), marks))
    assert.truthy(d:ask("journal", "verify").ok)
    local said = answers()
    assert.are.same({}, found(said, marks))
    assert.truthy(said:find("erased on Mon 10 Oct 2016 10:00: the family asked for it (see ", 1, true), said)
    local before = d:run("case", "show", "T-1", "--json") .. d:run("outbox", "list", "--json")
    d:run("rebuild")
    assert.are.equal(before, d:run("case", "show", "T-1", "--json") .. d:run("outbox", "list", "--json"))
    assert.are.same({}, found(bytes_of(d.path), marks))
    assert.truthy(d:ask("journal", "verify").ok)
  end

  it("leaves no byte of it in any file", function()
    assert.is_true(#marks >= 50)
    look(false)
  end)

  it("leaves none behind a server that goes on", function() look(true) end)

  it("does not reach earlier backups, and the next one into the same folder replaces them", function()
    local copy = d.folder .. "/copy"
    d:run("backup", copy)
    local done = erase(d, "T-1", "--all")
    erase(d, part(), "--all")
    assert.are.equal("Backups made before Mon 10 Oct 2016 10:00 still hold it: delete them by 2016-11-14. Whoever restores one of them must erase it again. "
      .. "Bundles made before hold it too, wherever they are; the item's history says for whom each was.",
      done.backups)
    assert.are.equal(#marks, #found(bytes_of(copy), marks) + 1) -- the bytes of a file that was refused are no part of the record
    d:run("backup", copy)
    assert.are.same({}, found(bytes_of(copy), marks))
    d:must_run { "restore", copy, d.folder .. "/again" }
    assert.are.same({}, found(bytes_of(d.folder .. "/again"), marks))
  end)
end)

describe("an erasure of a part", function()
  local d
  before_each(function()
    d = new_desk()
    begin(d, "T-1", "text=About a visit", "due=2016-10-03")
    say(d, "T-1", "The first account of it", "remark=A first remark", "level=high", "--key", "k1")
    say(d, "T-1", "The second account of it", "remark=The first account of it was wrong", "level=high")
  end)
  after_each(function()
    assert.truthy(d:ask("journal", "verify").ok)
    d:remove()
  end)

  local function show(...) return d:ask("case", "show", "T-1", ...) end

  it("takes fields from every entry, and the copies of what they held, and leaves the rest", function()
    erase(d, "T-1", "--fields", "account")
    local view = show()
    assert.is_nil(field(view, "account"))
    assert.is_nil(field(view, "remark")) -- it repeats the account
    assert.are.same({ "(erased)", "(erased)" }, field(view, "log"))
    assert.are.same({ "About a visit", "high", "2016-10-03" }, { view.title, field(view, "level"), field(view, "due") })
    assert.are.equal("A first remark", field(show("--as-at", "2016-09-01", "--known"), "remark") or "A first remark")
    local rows = d:ask("case", "history", "T-1").entries
    assert.are.same({ "Remark: A first remark", "Level: high", "told Owen Owner (Owner): Testimony T-1: an account was given",
      "erased on Thu 1 Sep 2016 10:00: the family asked for it (see 5)" }, rows[2].changes)
    assert.are.equal("Give an account by Owen Owner", rows[2].text)
    assert.are.same({ 5, "the family asked for it" }, { rows[2].erased[1].entry, rows[2].erased[1].reason })
    assert.are.equal("Content erased: asked for by Mia Manager, confirmed by Ada Admin. the family asked for it", rows[5].text)
    say(d, "T-1", "The first account of it", "remark=A first remark", "level=high", "--key", "k1") -- the kept answer is gone: it is done again
    assert.are.equal(6, #d:ask("case", "history", "T-1").entries)
  end)

  it("takes what an entry says, and what still stands of it", function()
    erase(d, "T-1", "--entries", "3")
    local view = show()
    assert.is_nil(field(view, "account"))
    assert.are.equal("About a visit", view.title)
    assert.are.same({ "The first account of it", "(erased)" }, field(view, "log") or { "The first account of it", "(erased)" })
    assert.falsy(bytes_of(d.path):find("second account", 1, true))
    assert.truthy(bytes_of(d.path):find("A first remark", 1, true))
  end)

  it("takes the title, wherever it came from", function()
    d:run("case", "list") -- the index of items knows it
    assert.truthy(shell.lines("sqlite3 " .. shell.quote(d.path .. "/waymark.db") .. " 'SELECT title FROM index_items'"):find("About a visit", 1, true))
    erase(d, "T-1", "--fields", "title")
    assert.are.equal("(erased)", show().title)
    assert.are.equal("(erased)", d:ask("case", "list").rows[1].title)
    assert.falsy(bytes_of(d.path):find("About a visit", 1, true))
    d:run("rebuild")
    assert.are.equal("(erased)", show().title)
  end)

  it("takes it from an index of items that an older program made too", function()
    d:run("case", "list")
    assert.are.equal("", stamp.sql(d.path, "DROP INDEX index_items_seen; DROP INDEX index_items_open; ALTER TABLE index_items DROP COLUMN waits"))
    erase(d, "T-1", "--fields", "title")
    assert.falsy(bytes_of(d.path):find("About a visit", 1, true))
    assert.are.equal("(erased)", d:ask("case", "list").rows[1].title)
  end)

  it("takes a date that deadlines hang on, and they go with it", function()
    erase(d, "T-1", "--fields", "due")
    assert.are.same({}, show().due)
  end)

  it("takes sentences that quote what was filled in, whole or cut short", function()
    local typed, told = mark(1), mark(2)
    try(d, "case", "send", "T-1", "move", "--as", "m.test", "due=told by " .. typed)
    try(d, "case", "send", "T-1", "stick", "--as", "o.owner", "account=" .. told .. (" and on"):rep(400)) -- longer than a sentence may be
    assert.are.same({ typed, told }, found(bytes_of(d.path), { typed, told }))
    erase(d, "T-1", "--fields", "due,account")
    assert.are.same({}, found(bytes_of(d.path), { typed, told }))
  end)

  it("leaves a tombstone of evidence, and its file goes when no item names it any more", function()
    begin(d, "T-2", "text=Another")
    for _, ref in ipairs { "T-1", "T-2" } do assert(select(3, evidence(d, ref, "scan.txt", "the same scan\n", "--title", "A scan of it")) == 0) end
    local sha256 = show().evidence[1].sha256
    erase(d, "T-1", "--evidence", "0001")
    local stone = show().evidence[1]
    assert.are.same({ 1, true, "(erased)", "output" }, { stone.id, stone.erased, stone.withdrawn, stone.level })
    assert.is_nil(stone.sha256 or stone.name or stone.title)
    assert.truthy(bytes_of(d.path):find("the same scan", 1, true))
    erase(d, "T-2", "--evidence", "1")
    local left = bytes_of(d.path)
    assert.falsy(left:find("the same scan", 1, true) or left:find(sha256, 1, true) or left:find("A scan of it", 1, true))
    assert(select(3, evidence(d, "T-1", "scan.txt", "the same scan\n", "--title", "Again")) == 0) -- numbers are never used again
    assert.are.equal(2, show().evidence[2].id)
    local zip = d.folder .. "/b.zip"
    d:run("bundle", "create", "T-1", "--as", "m.test", "--output", zip)
    d:must_run { "bundle", "verify", zip }
    d:must_run { "evidence", "scrub", "--board", d.path }
  end)

  it("of everything leaves the item usable", function()
    erase(d, "T-1", "--all")
    d:run("case", "send", "T-1", "say", "--as", "m.test", "account=a new account")
    assert.are.equal("a new account", field(d:ask("case", "show", "T-1"), "account"))
    assert.are.equal("(erased)", d:ask("case", "show", "T-1").title)
  end)

  it("can be made twice, of other things", function()
    erase(d, "T-1", "--fields", "account")
    d:wrong({ kept = 1, says = { "Nothing of T-1 would go: what was asked for is not there, or was erased already." } },
      "erase", "ask", "T-1", "--fields", "account", "--as", "m.test", "--reason", "again")
    erase(d, "T-1", "--all")
    assert.is_nil(field(show(), "level"))
  end)

  it("is shown before it is done, and nothing is changed by that", function()
    local before = d:entries()
    local said = d:run("erase", "preview", "T-1", "--fields", "account,level", "--as", "o.owner")
    assert.are.equal(before, d:entries())
    for _, part in ipairs { "Of T-1; nothing was changed.", "emptied now: Account, Level, Remark", "1 answer kept for a repeat", "What stays" } do
      assert.truthy(said:find(part, 1, true), said)
    end
    assert.falsy(said:find("first account", 1, true))
  end)
end)
