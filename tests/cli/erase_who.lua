-- Goal: two people of the office erase, who see the item, and nobody alone; a hold keeps everything; and what is refused is told in one sentence (J2, R1,
-- RELIABILITY 6.11). Method: an item, a request, and who may and may not go on with it.
local erasing = require "helper.erasing"
local shell = require "helper.shell"

local bytes_of, new_desk, begin = erasing.bytes_of, erasing.new_desk, erasing.begin

local function say(d, ref, account, ...) d:run("case", "send", ref, "say", "--as", "o.owner", "account=" .. account, ...) end

local function field(view, name)
  for _, one in ipairs(view.fields) do if one.name == name then return one.value end end
end

describe("who may erase", function()
  local d, id
  before_each(function()
    d = new_desk()
    begin(d, "T-1", "text=About Jane Doe")
    say(d, "T-1", "Jane Doe was seen at Elm Road by her aunt")
    id = d:ask("erase", "ask", "T-1", "--fields", "account", "--as", "m.test", "--reason", "typed into the wrong item").request
  end)
  after_each(function()
    assert.truthy(d:ask("journal", "verify").ok)
    d:remove()
  end)

  local function ask(expected, as, ...) d:wrong(expected, "erase", "ask", "T-1", "--as", as, "--reason", "it must go", ...) end

  it("sees the item, and is of the office", function()
    ask({ says = { 'There is no item "T-1" on this board; `waymark case list` shows those that you may see.' } }, "x.out", "--all")
    ask({ kept = 1, says = { "Owen Owner may not ask for an erasure on T-1: it is for the Business Manager's office." } }, "o.owner", "--all")
    d:wrong({ says = { ('There is no erasure request "%s"'):format(id) } }, "erase", "show", id, "--as", "x.out")
    d:wrong({ says = { ('There is no erasure request "%s"'):format(id) } }, "erase", "confirm", id, "--as", "x.out")
    d:wrong({ says = { 'There is no erasure request "nothing"' } }, "erase", "confirm", "nothing", "--as", "a.admin")
    assert.are.same({ 0, 1, 1 }, { #d:ask("erase", "list", "--as", "x.out").requests, #d:ask("erase", "list", "--as", "o.owner").requests,
      #d:ask("erase", "list", "--as", "a.admin").requests })
  end)

  it("is not who asked, nor who acts for them", function()
    local said = ("Mia Manager asked for the erasure %s of T-1, so somebody else must confirm it."):format(id)
    d:wrong({ kept = 1, says = { said } }, "erase", "confirm", id, "--as", "m.test")
    d:wrong({ kept = 1, says = { "Owen Owner may not confirm an erasure on T-1" } }, "erase", "confirm", id, "--as", "o.owner")
    d:run("post", "set", "administrator", "--as", "m.test", "holder=l.north")
    d:run("post", "set", "business_manager", "--as", "m.test", "deputy=v.vice")
    d:wrong({ kept = 1, says = { "must be confirmed by somebody who does not act for Mia Manager, who asked for it" } },
      "erase", "confirm", id, "--as", "v.vice")
    assert.truthy(field(d:ask("case", "show", "T-1"), "account"))
    d:run("erase", "confirm", id, "--as", "l.north")
    d:wrong({ kept = 1, says = { ("The erasure request %s of T-1 is over: it was carried out."):format(id) } }, "erase", "confirm", id, "--as", "l.north")
  end)

  it("may be named by the board", function()
    local function named(post)
      return function(text) return (text:gsub('console = "m.test",', ('console = "m.test", erasure_confirm = { "%s" },'):format(post))) end
    end
    local own = new_desk { bare = true, seed = named "panel_chair" }
    begin(own, "T-1", "text=About it")
    local request = own:ask("erase", "ask", "T-1", "--all", "--as", "m.test", "--reason", "it must go").request
    own:wrong({ says = { "There is no erasure request" } }, "erase", "confirm", request, "--as", "a.admin")
    own:run("erase", "confirm", request, "--as", "v.vice") -- the chair's deputy
    own:remove()
    local bad = d:file("bad.lua", named "panel_char"(shell.read("tests/data/partners.lua")))
    local _, err, status = shell.run { "init", d.folder .. "/bad", "--seed", bad }
    assert.are.equal(1, status)
    assert.truthy(err:find('panel_char', 1, true) and err:find("erasure_confirm", 1, true), err)
  end)

  it("does not repeat what is to go", function()
    for _, reason in ipairs { "Jane Doe was seen at Elm Road by her aunt", "because of Jane", "it gives a road: Elm",
      "the words was seen at Elm Road by her were wrong" } do
      d:wrong({ kept = 1, says = { "The reason repeats some of what is to be erased from T-1" } },
        "erase", "ask", "T-1", "--fields", "account", "--as", "m.test", "--reason", reason)
    end
    d:run("erase", "confirm", id, "--as", "a.admin")
    assert.falsy(bytes_of(d.path):find("Elm", 1, true))
  end)

  it("confirms what was seen, and nothing else", function()
    say(d, "T-1", "Another account")
    d:wrong({ kept = 1, says = { "T-1 has changed since the erasure " .. id .. " was asked for", "--seen " } }, "erase", "confirm", id, "--as", "a.admin")
    local plan = d:ask("erase", "show", id, "--as", "a.admin").plan
    d:run("erase", "confirm", id, "--as", "a.admin", "--seen", plan:sub(1, 8))
    assert.is_nil(field(d:ask("case", "show", "T-1"), "account"))
  end)

  it("can take it back", function()
    d:wrong({ kept = 1, says = { "Owen Owner may not withdraw an erasure on T-1" } }, "erase", "withdraw", id, "--as", "o.owner", "--reason", "no")
    d:wrong({ kept = 1, says = { "The reason repeats some of what is to be erased from T-1" } }, "erase", "withdraw", id, "--as", "a.admin", "--reason",
      "what Jane Doe said is wanted")
    d:run("erase", "withdraw", id, "--as", "a.admin", "--reason", "the inquiry wants it")
    d:wrong({ kept = 1, says = { "is over: it was withdrawn." } }, "erase", "confirm", id, "--as", "a.admin")
    local rows = d:ask("case", "history", "T-1").entries
    assert.are.equal("Erasure withdrawn by Ada Admin. the inquiry wants it", rows[6].text)
    assert.truthy(d:run("erase", "show", id):find("Ended by +a.admin"))
  end)

  it("waits while the item, or the board, is on legal hold", function()
    local function held(says)
      d:wrong({ kept = 1, says = { says } }, "erase", "confirm", id, "--as", "a.admin")
      ask({ kept = 1, says = { says } }, "m.test", "--all")
    end
    d:wrong({ says = { "Owen Owner may not set a legal hold on T-1" } }, "hold", "set", "T-1", "--as", "o.owner", "--reason", "x")
    d:wrong({ says = { 'There is no item "T-1"' } }, "hold", "set", "T-1", "--as", "x.out", "--reason", "x")
    d:wrong({ says = { "There is no legal hold on T-1 to lift" } }, "hold", "lift", "T-1", "--as", "m.test", "--reason", "x")
    d:wrong({ says = { "Say which item is meant" } }, "hold", "set", "--as", "m.test", "--reason", "x")
    d:wrong({ says = { "The reason repeats some of what T-1 holds" } },
      "hold", "set", "T-1", "--as", "m.test", "--reason", "that she was seen at Elm Road by her aunt")
    d:run("hold", "set", "T-1", "--as", "m.test", "--reason", "Asked for by the court")
    d:wrong({ says = { "T-1 is on legal hold already" } }, "hold", "set", "T-1", "--as", "m.test", "--reason", "x")
    held("Nothing of T-1 may be erased: it is on legal hold since Thu 1 Sep 2016 10:00, because: Asked for by the court.")
    d:run("hold", "set", "--all", "--as", "a.admin", "--reason", "The inquiry")
    d:run("hold", "lift", "T-1", "--as", "m.test", "--reason", "The court has it")
    held("Nothing of T-1 may be erased: the whole board is on legal hold since")
    assert.truthy(d:run("case", "show", "T-1"):find("The whole board is on legal hold since Thu 1 Sep 2016 10:00: The inquiry", 1, true))
    assert.are.equal("The inquiry", d:ask("hold", "list").holds[1].reason)
    d:run("rebuild")
    held("the whole board is on legal hold")
    d:run("hold", "lift", "--all", "--as", "a.admin", "--reason", "It has reported")
    d:run("erase", "confirm", id, "--as", "a.admin")
  end)

  it("is told in one sentence what cannot be asked for", function()
    ask({ kept = 1, says = { "Say what of T-1 is to go: fields, entries, evidence, or all of it." } }, "m.test")
    ask({ kept = 1, says = { 'T-1 has no field called "acount"' } }, "m.test", "--fields", "acount")
    ask({ kept = 1, says = { "T-1 has no entry 99;" } }, "m.test", "--entries", "99")
    ask({ kept = 1, says = { "T-1 has no evidence item 7;" } }, "m.test", "--evidence", "7")
    ask({ status = 2, says = { '"--entries" takes numbers parted by commas' } }, "m.test", "--entries", "3,x")
    d:wrong({ says = { "Say who does this with --as PERSON" } }, "erase", "confirm", id)
    d:wrong({ status = 2, says = { "needs --reason TEXT" } }, "erase", "ask", "T-1", "--all", "--as", "m.test")
  end)
end)
