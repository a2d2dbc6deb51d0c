-- Goal: what is erased in an item is erased in whatever took it down (`gather`), in the same change and nowhere else: rows, older rows, what was
-- made of them, copies of copies; and where that cannot be, nothing goes and a sentence says which item stands against it (J2). Method: testimonies
-- and books of them (tests/data/scrapbook.lua), every byte of the board searched for marks.
local erasing = require "helper.erasing"

local mark, bytes_of, found, erase = erasing.mark, erasing.bytes_of, erasing.found, erasing.erase

local function field(shown, name)
  for _, one in ipairs(shown.fields) do if one.name == name then return one.value end end
end

describe("erasure where others took it down", function()
  local d
  local account, newer, other, remark, title = mark(1), mark(2), mark(3), mark(4), mark(5)

  before_each(function()
    d = erasing.new_desk()
    d:run("workflow", "publish", "tests/data/scrapbook.lua", "--as", "m.test")
    erasing.begin(d, "T-1", "text=" .. title)
    erasing.begin(d, "T-2", "text=Another")
    d:run("case", "send", "T-1", "say", "--as", "m.test", "account=" .. account)
    d:run("case", "send", "T-1", "remark", "--as", "m.test", "remark=" .. remark)
    d:run("case", "send", "T-2", "say", "--as", "m.test", "account=" .. other)
    for _, ref in ipairs { "S-1", "S-2", "S-3" } do d:run("case", "start", "scrapbook", "--ref", ref, "--as", "m.test", "about=A book") end
    d:run("case", "send", "S-1", "look", "--as", "m.test")
    d:run("case", "send", "S-1", "check", "--as", "m.test", "checked=yes")
    d:run("case", "send", "T-1", "say", "--as", "m.test", "account=" .. newer)
    d:run("case", "send", "S-1", "look", "--as", "m.test") -- the older row stays in its history
    d:run("case", "send", "S-2", "look", "--as", "m.test") -- a copy of S-1's copy
  end)
  after_each(function()
    assert.truthy(d:ask("journal", "verify").ok)
    d:run("rebuild")
    assert.truthy(d:ask("journal", "verify").ok)
    d:remove()
  end)

  it("goes from every byte, and what the others say stays", function()
    local said = d:run("erase", "preview", "T-1", "--fields", "account", "--as", "m.test")
    assert.truthy(said:find("S%-1 holds copies") and said:find("S%-2 holds copies") and not said:find("S%-3"), said)
    local answer = erase(d, "T-1", "--fields", "account")
    assert.are.same({ "S-1", "S-2" }, { answer.copies[1].ref, answer.copies[2].ref })
    assert.are.same({}, found(bytes_of(d.path), { account, newer }))
    local shown = d:ask("case", "show", "S-1")
    local rows = field(shown, "rows")
    assert.are.same({ "T-1", remark, "T-2", other }, { rows[1].ref, rows[1].remark, rows[2].ref, rows[2].account })
    assert.is_nil(rows[1].account)
    assert.is_nil(field(shown, "summary")) -- it repeats it
    assert.are.equal("the family asked for it", shown.erased[1].reason)
    assert.truthy(d:run("case", "history", "S-1"):find("Erasure confirmed", 1, true) or d:run("case", "history", "S-1"):find("rased", 1, true))
    assert.is_nil(d:ask("case", "show", "S-3").erased)
    d:run("case", "send", "S-1", "look", "--as", "m.test")
    assert.are.equal(other, field(d:ask("case", "show", "S-1"), "rows")[2].account)
  end)

  it("goes with its dates and its title where all of it goes", function()
    d:run("case", "send", "T-1", "move", "--as", "m.test", "due=2017-03-31")
    d:run("case", "send", "S-1", "look", "--as", "m.test")
    erase(d, "T-1", "--all")
    assert.are.same({}, found(bytes_of(d.path), { account, newer, remark, title }))
    local row = field(d:ask("case", "show", "S-1"), "rows")[1]
    assert.are.same({ "T-1", "(erased)" }, { row.ref, row.title })
    assert.is_nil(row.due)
    assert.are.same({ other }, found(bytes_of(d.path), { other }))
  end)

  it("goes with an entry that was chosen by its number", function()
    local number
    for _, entry in ipairs(d:ask("case", "history", "T-1").entries) do
      if table.concat(entry.changes, " "):find(account, 1, true) then number = number or entry.number end
    end
    erase(d, "T-1", "--entries", tostring(number))
    assert.are.same({ newer }, found(bytes_of(d.path), { account, newer }))
  end)

  it("leaves what was opened with it, and says so, unless that is asked for too", function()
    d:run("case", "send", "T-1", "branch", "--as", "o.owner")
    local part = d:ask("case", "list", "--workflow", "part").rows[1].ref
    local said = d:run("erase", "preview", "T-1", "--fields", "account", "--as", "m.test")
    assert.truthy(said:gsub("%s+", " "):find("Opened with some of it, and left as they are: " .. part .. ".", 1, true), said)
    said = d:ask("erase", "preview", "T-1", "--fields", "account", "--with-opened", "--as", "m.test")
    assert.is_nil(said.left)
    assert.are.same({ part, "S-1", "S-2" }, { said.copies[1].ref, said.copies[2].ref, said.copies[3].ref })
    erase(d, "T-1", "--fields", "account", "--with-opened")
    assert.are.same({}, found(bytes_of(d.path), { account, newer }))
    assert.are.equal("(erased)", d:ask("case", "show", part).title)
  end)

  it("waits while an item that holds a copy is on legal hold, and says which", function()
    d:run("hold", "set", "S-2", "--as", "m.test", "--reason", "Asked for by the court")
    d:wrong({ kept = 1, says = { "S-2 holds a copy of what is to go from T-1. Nothing of S-2 may be erased: it is on legal hold since" } },
      "erase", "ask", "T-1", "--fields", "account", "--as", "m.test", "--reason", "it must go")
    assert.are.same({ account, newer }, found(bytes_of(d.path), { account, newer }))
  end)

  it("is confirmed as it was seen: a copy that was made since must be looked at", function()
    local id = d:ask("erase", "ask", "T-1", "--fields", "account", "--as", "m.test", "--reason", "it must go").request
    d:run("case", "send", "S-3", "look", "--as", "m.test")
    d:wrong({ kept = 1, says = { "T-1 has changed since the erasure " .. id .. " was asked for", "--seen " } }, "erase", "confirm", id, "--as", "a.admin")
    local shown = d:ask("erase", "show", id, "--as", "a.admin")
    assert.are.equal(3, #shown.copies)
    d:run("erase", "confirm", id, "--as", "a.admin", "--seen", shown.plan)
    assert.are.same({}, found(bytes_of(d.path), { account, newer }))
  end)

  it("can be withdrawn, and a bundle of a book that lost something verifies", function()
    local id = d:ask("erase", "ask", "T-1", "--fields", "account", "--as", "m.test", "--reason", "it must go").request
    d:run("erase", "withdraw", id, "--as", "a.admin", "--reason", "the inquiry wants it")
    assert.are.same({ account, newer }, found(bytes_of(d.path), { account, newer }))
    erase(d, "T-1", "--fields", "account")
    d:run("bundle", "create", "S-1", "--as", "m.test", "--output", d.folder .. "/b.zip")
    d:must_run { "bundle", "verify", d.folder .. "/b.zip" }
    assert.truthy(d:run("case", "history", "S-1", "--as-at", "2016-09-01"))
  end)
end)
