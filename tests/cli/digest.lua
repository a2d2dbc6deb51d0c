-- Goal: a person is told in one mail a period what waits for them, how late it is and which decision is wanted, never what an item says; once a
-- period whatever happens, never in quiet hours, and not at all when there is nothing to say (E4, T5). Method: a desk with a manual clock that
-- mails into a folder, days and months of it.
local desk = require "helper.desk"
local json = require "helper.json"
local shell = require "helper.shell"

describe("a digest", function()
  local d, mail
  local function set(name, value) d:run("setting", "set", name, value, "--as", "m.test", "--reason", "To mail") end
  local function item(ref, owner, due)
    d:run("case", "start", "task", "--ref", ref, "--as", "m.test", "text=Jamie fell down the stairs", "agency=north", "owner=" .. owner, "due=" .. due)
  end
  -- The letters that leave at that moment, to that person or all; what is urgent, and so a mail of its own, left out.
  local function leaves(now, person)
    os.execute(("rm -f %s/*"):format(mail))
    d:run("run-due", "--now", now)
    d:run("outbox", "send", "--as", "m.test")
    local list = {}
    for line in shell.lines(("ls %s/*.eml >/dev/null 2>&1 && /usr/bin/python3 tests/helper/letter.py eml %s/*.eml"):format(mail, mail)):gmatch("[^\n]+") do
      local letter = json.read(line)
      if (not person or letter.to[1]:find(person, 1, true) == 1) and not letter.subject:find("late by ten days", 1, true) then list[#list + 1] = letter end
    end
    return list
  end

  before_each(function()
    d = desk.new { bare = true } -- Thursday 1 September 2016
    mail = d.folder .. "/mail"
    os.execute("mkdir " .. mail)
    set("mail_from", "board@board.example")
    set("mail_url", "https://waymark.example/items/")
    set("mail_transport", mail)
    item("K-1", "o.owner", "2016-09-05")
  end)
  after_each(function()
    d:run("journal", "verify")
    d:run("rebuild")
    d:run("journal", "verify")
    d:remove()
  end)

  it("says what waits, and what is new, with a link and without content", function()
    local letter = leaves("2016-09-01T09:00:00Z", "o.owner")[1]
    assert.equal("1 item waits for you", letter.subject)
    assert.truthy(letter.body:find("- K-1 (task): by Mon 5 Sep 2016. You can: Wait", 1, true), letter.body)
    assert.truthy(letter.body:find("\n  https://waymark.example/items/K-1\n", 1, true), letter.body)
    assert.truthy(letter.body:find("\nRecord: %d+ entries, %x+\n"), letter.body)
    assert.is_nil((letter.body .. letter.subject):find("Jamie", 1, true))
    letter = leaves("2016-09-06T09:00:00Z", "o.owner")[1]
    assert.truthy(letter.body:find("New since Thu 1 Sep 2016:\n- Task K-1: the date has passed\n", 1, true), letter.body)
    local rows = d:ask("outbox", "list", "K-1").rows
    assert.equal("digested", rows[1].status)
    assert.equal("digest/o.owner/2016-09-06", rows[1]["in"])
  end)

  it("says how late, the latest first, and which decision is wanted", function()
    d:run("workflow", "publish", "tests/data/turn.lua", "--as", "m.test")
    d:run("case", "start", "turn", "--ref", "T-1", "--as", "m.test", "text=T", "owner=p.other", "due=2016-09-06")
    d:run("case", "start", "turn", "--ref", "T-2", "--as", "m.test", "text=T", "owner=p.other", "due=2016-09-02")
    d:run("case", "start", "turn", "--ref", "T-3", "--as", "m.test", "text=T", "owner=p.other", "due=2016-09-30")
    local body = leaves("2016-09-08T09:00:00Z", "p.other")[1].body
    assert.truthy(body:find("^3 items wait for you, 2 of them late%."), body)
    local late = "- T-2 (piece): late by 4 working days, since Fri 2 Sep 2016."
    local less = "- T-1 (piece): late by 2 working days, since Tue 6 Sep 2016."
    assert.truthy(body:find(late, 1, true) and body:find(late, 1, true) < body:find(less, 1, true), body)
    assert.truthy(body:find("- T-3 (piece): by Fri 30 Sep 2016.", 1, true), body)
  end)

  it("is looked at before it leaves, by its person; the office sees that one was made, when and how it went", function()
    local own = d:run("outbox", "digest", "--as", "o.owner")
    assert.truthy(own:find("Owen Owner is mailed a digest daily; the next is due now.", 1, true), own)
    assert.truthy(own:find("1 item waits for you", 1, true))
    d:wrong({ says = { "may not see when others are mailed" } }, "outbox", "digest", "m.test", "--as", "o.owner")
    assert.truthy(d:run("outbox", "digest", "o.owner", "--as", "m.test"):find("None was made yet.", 1, true))
    leaves("2016-09-01T09:00:00Z")
    local said = d:run("outbox", "digest", "o.owner", "--as", "m.test")
    assert.truthy(said:find("The last was made on Thu 1 Sep 2016 10:00: sent on Thu 1 Sep 2016 10:00.\nWhat it says is for Owen Owner alone.", 1, true), said)
    said = said .. d:run("outbox", "digest", "o.owner", "--as", "m.test", "--json") .. d:run("outbox", "list", "--as", "m.test", "--json")
    assert.is_nil(said:find("waits for you", 1, true), said)
    assert.is_nil(said:find("K-1", 1, true), said)
    local rows = d:ask("outbox", "list", "--as", "m.test").rows
    assert.same({ "digest/o.owner/2016-09-01", "Digest", "sent" }, { rows[1].key, rows[1].subject, rows[1].status })
    assert.truthy(d:run("outbox", "list", "--as", "o.owner"):find("1 item waits for you", 1, true))
  end)

  it("is one a day, however often it is asked for and whatever is forgotten", function()
    assert.equal(1, #leaves("2016-09-01T09:00:00Z", "o.owner"))
    assert.equal(0, #leaves("2016-09-01T12:00:00Z"))
    assert.truthy(d:run("outbox", "digest", "o.owner", "--as", "m.test"):find("the next is not due yet", 1, true))
    require("helper.stamp").sql(d.path, "DELETE FROM meta WHERE name = 'digest_day'")
    assert.equal(0, #leaves("2016-09-01T13:00:00Z"))
    assert.equal(1, #leaves("2016-09-02T09:00:00Z", "o.owner"))
  end)

  it("keeps quiet at night, on Sundays and over Christmas, and is one after all of it", function()
    assert.equal(0, #leaves("2016-09-03T09:00:00Z", "o.owner")) -- a Saturday
    assert.equal(1, #leaves("2016-12-23T16:00:00Z", "o.owner"))
    for _, at in ipairs { "12-23T20", "12-24T10", "12-26T10", "12-27T10", "12-28T07" } do assert.equal(0, #leaves("2016-" .. at .. ":00:00Z")) end
    assert.equal(1, #leaves("2016-12-28T08:00:00Z", "o.owner"))
  end)

  it("is one after months in which nothing ran, not sixty, and old urgent news is in it", function()
    local letters = leaves("2017-03-01T09:00:00Z")
    local to = {}
    for _, letter in ipairs(letters) do to[letter.to[1]] = (to[letter.to[1]] or 0) + 1 end
    for person, count in pairs(to) do assert.equal(1, count, person) end
    assert.equal(1, to["o.owner@north.example"])
    assert.equal(0, #leaves("2017-03-01T10:00:00Z"))
  end)

  it("comes on the week's first working day where a post or a person chose so", function()
    d:run("people", "set", "o.owner", "digest=weekly", "--as", "m.test")
    assert.equal(1, #leaves("2016-09-01T09:00:00Z", "o.owner")) -- the week's first, as it was chosen on a Thursday
    assert.equal(0, #leaves("2016-09-02T09:00:00Z", "o.owner"))
    assert.equal(1, #leaves("2016-09-05T09:00:00Z", "o.owner"))
    for day = 6, 9 do assert.equal(0, #leaves("2016-09-0" .. day .. "T09:00:00Z", "o.owner")) end
    assert.equal(0, #leaves("2016-12-26T09:00:00Z", "o.owner")) -- a bank holiday, and so is Tuesday
    assert.equal(1, #leaves("2016-12-28T09:00:00Z", "o.owner"))
    local says = "\"digest\" of o.owner must be daily, weekly, before meetings or each"
    d:wrong({ says = { says } }, "people", "set", "o.owner", "digest=hourly", "--as", "m.test")
  end)

  it("comes some working days before a meeting, and weekly while none is known", function()
    d:run("post", "set", "panel_chair", "digest=before meetings", "--as", "m.test")
    d:run("group", "set", "panel", "meetings=2016-09-21, 2016-10-19", "--as", "m.test")
    d:run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=T", "owner=c.chair", "due=2016-10-28")
    for _, day in ipairs { "01", "02", "05", "13" } do assert.equal(0, #leaves("2016-09-" .. day .. "T09:00:00Z", "c.chair")) end
    local letter = leaves("2016-09-14T09:00:00Z", "c.chair")[1]
    assert.truthy(letter.body:find("\nPanel meets on Wed 21 Sep 2016.\n", 1, true), letter.body)
    for _, day in ipairs { "15", "21", "22" } do assert.equal(0, #leaves("2016-09-" .. day .. "T09:00:00Z", "c.chair")) end
    set("digest_meeting_days", "10")
    assert.equal(0, #leaves("2016-10-04T09:00:00Z", "c.chair"))
    assert.equal(1, #leaves("2016-10-05T09:00:00Z", "c.chair"))
    assert.equal(1, #leaves("2016-10-20T09:00:00Z", "c.chair")) -- the last meeting is past, so it is a week's
    assert.equal(0, #leaves("2016-10-21T09:00:00Z", "c.chair"))
  end)

  it("does not keep urgent news that is days old until a meeting weeks away", function()
    d:run("group", "set", "panel", 'members:=["m.test"]', "meetings=2016-12-06", "--as", "m.test")
    d:run("people", "set", "m.test", "digest=before meetings", "--as", "m.test")
    item("K-2", "o.owner", "2016-09-05")
    set("mail_transport", "none")
    d:run("run-due", "--now", "2016-09-20T09:00:00Z") -- both are late by ten days
    d:run("run-due", "--now", "2016-09-24T10:00:00Z") -- a Saturday
    set("mail_transport", mail)
    leaves("2016-09-24T10:00:00Z")
    local sent = {}
    for _, row in ipairs(d:ask("outbox", "list").rows) do
      if row.to == "m.test" then sent[#sent + 1] = row.subject .. ": " .. row.status end
    end
    table.sort(sent)
    assert.same({ "2 urgent messages: sent", "Task K-1: late by ten days: digested", "Task K-2: late by ten days: digested" }, sent)
  end)

  it("is none for who wants each message by itself, in the mail hours", function()
    d:run("people", "set", "o.owner", "digest=each", "--as", "m.test")
    assert.equal(0, #leaves("2016-09-05T23:30:00Z"))
    local letters = leaves("2016-09-06T08:00:00Z", "o.owner")
    assert.equal(1, #letters)
    assert.equal("Task K-1: the date has passed", letters[1].subject)
  end)

  it("is none when there is nothing to say", function()
    for _, letter in ipairs(leaves("2016-09-01T09:00:00Z")) do assert.same({ "o.owner@north.example" }, letter.to) end
    assert.truthy(d:run("outbox", "digest", "--as", "x.out"):find("It would say nothing now, so no mail would leave.", 1, true))
  end)

  it("names nothing to who may not see it", function()
    d:run("case", "send", "K-1", "hand_over", "--as", "m.test", "owner=p.other")
    assert.equal(0, #leaves("2016-09-01T09:00:00Z", "o.owner"))
    assert.equal(1, #leaves("2016-09-02T09:00:00Z", "p.other"))
  end)

  it("and mail say nothing of what was taken from its person since", function()
    d:run("people", "set", "o.owner", "digest=each", "--as", "m.test")
    item("K-2", "p.other", "2016-09-05")
    d:run("run-due", "--now", "2016-09-06T02:00:00Z") -- at night: both are told, and mail waits
    for ref, owner in pairs { ["K-1"] = "p.other", ["K-2"] = "o.owner" } do d:run("case", "send", ref, "hand_over", "--as", "m.test", "owner=" .. owner) end
    for _, letter in ipairs(leaves("2016-09-06T09:00:00Z")) do
      if letter.to[1]:find("^o%.owner") then assert.is_nil((letter.subject .. letter.body):find("K-1", 1, true), letter.subject) end
      if letter.to[1]:find("^p%.other") then assert.is_nil((letter.subject .. letter.body):find("K-2", 1, true), letter.body) end
    end
    local lost = 0
    for _, row in ipairs(d:ask("outbox", "list").rows) do
      if row.why == "Not sent: what it is about is not theirs any more." then lost = lost + (row.status == "refused" and 1 or 0) end
    end
    assert.equal(2, lost)
  end)

  it("is written once though the program dies right after", function()
    d:run("run-due", "--now", "2016-09-01T09:00:00Z")
    for i = 1, 12 do
      local command = ("%s outbox send --as m.test --board %s >/dev/null 2>&1 & echo $!"):format(shell.quote(shell.program), shell.quote(d.path))
      local pid = shell.lines(command):match("%d+")
      os.execute(("sleep 0.0%02d"):format(i * 8))
      shell.stop(pid, "KILL")
    end
    d:run("outbox", "send", "--as", "m.test")
    local rows, files = {}, shell.lines(("ls %s | grep -c eml$"):format(mail))
    for _, row in ipairs(d:ask("outbox", "list").rows) do if row.key:find("^digest/") then rows[#rows + 1] = row end end
    assert.equal(1, #rows)
    assert.equal(rows[1].status == "sent" and 1 or 0, rows[1].status == "sent" and tonumber(files) or 0)
    assert.truthy(rows[1].status == "sent" or rows[1].status == "unknown")
  end)
end)
