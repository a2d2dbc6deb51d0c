-- Goal: a message leaves once, to its person, whatever the mail server does, and nobody is told that it arrived when nobody knows (E4; RELIABILITY
-- 6.6). Method: a desk with a mail server beside it that refuses, puts off, hangs up and hangs; what it got is read byte by byte.
local postbox = require "helper.postbox"
local shell = require "helper.shell"

describe("mail", function()
  local p
  -- Each stuck step is told the office at once, so it is urgent mail to Mia Manager.
  local function stick()
    local _, err, status = shell.run { "case", "send", "K-1", "raises", "--as", "o.owner", "--board", p.d.path }
    assert.equal(1, status, err)
  end
  local function only(about)
    local rows = p:rows(about)
    assert.equal(1, #rows)
    return rows[1]
  end
  local function now(text) p.d:run("run-due", "--now", text) end

  before_each(function()
    p = postbox.new()
    for _, person in ipairs { "m.test", "o.owner", "a.admin" } do p.d:run("people", "set", person, "digest=each", "--as", "m.test") end
  end)
  after_each(function()
    p.d:run("journal", "verify")
    p:remove()
  end)

  it("arrives once, as one plain letter that other people's tools read", function()
    stick()
    assert.equal(1, p:send().sent)
    assert.equal(0, p:send().sent)
    local got = p:got()
    assert.equal(1, #got)
    local letter, row = got[1], only "a step got stuck"
    assert.same({ "m.test@board.example" }, letter.to)
    assert.same({ "board@board.example" }, letter.from)
    assert.equal("Mia Manager", letter.to_name)
    assert.equal("Partners Board", letter.from_name)
    assert.equal(row.subject, letter.subject)
    assert.equal("auto-generated", letter.auto)
    assert.equal("text/plain", letter.type)
    assert.equal("2016-09-01 09:00:00+00:00", letter.date)
    assert.equal(0, letter.defects)
    assert.is_false(letter.bare)
    assert.truthy(letter.longest <= 78)
    assert.equal(row.body .. "\nhttps://waymark.example/items/K-1\n\nWaymark sent this for Partners Board by itself.\n", letter.body)
    assert.same({ "auto-submitted", "content-transfer-encoding", "content-type", "date", "from", "message-id", "mime-version", "subject", "to" }, letter.names)
    table.remove(letter.commands, 1) -- EHLO, with the machine's name
    assert.same({ "MAIL FROM:<board@board.example>", "RCPT TO:<m.test@board.example>", "DATA", "QUIT" }, letter.commands)
    assert.equal("sent", row.status)
    assert.equal("smtp", row.how)
    assert.equal("2016-09-01T09:00:00.000Z", row.at)
  end)

  it("that is urgent leaves before all else that waits", function()
    p.d:run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=T", "owner=o.owner", "due=2016-09-01")
    now "2016-09-02T09:00:00Z"
    stick()
    p:send()
    local got = p:got()
    assert.truthy(#got > 1)
    local stuck, passed
    for i, letter in ipairs(got) do
      if letter.subject:find("got stuck", 1, true) then stuck = i end
      if letter.subject:find("the date has passed", 1, true) then passed = passed or i end
    end
    assert.truthy(stuck and passed and stuck < passed, tostring(stuck) .. " " .. tostring(passed))
  end)

  it("to a role that never sees its workflow's items goes to whoever still holds it", function()
    p.d:run("people", "set", "x.out", "digest=each", "--as", "m.test")
    p.d:run("post", "set", "auditor", "holder=x.out", "--as", "m.test")
    p.d:run("case", "send", "K-1", "ask_auditor", "--as", "m.test")
    p:send()
    assert.equal("sent", only("please look").status)
    p.d:run("case", "send", "K-1", "ask_auditor", "--as", "m.test", "--now", "2016-09-02T03:00:00Z") -- waits for the mail hours
    p.d:run("post", "set", "auditor", "holder=p.other", "--as", "m.test")
    now "2016-09-02T09:00:00Z"
    p:send()
    local statuses = {}
    for _, row in ipairs(p:rows("please look")) do statuses[#statuses + 1] = row.status end
    table.sort(statuses)
    assert.same({ "refused", "sent" }, statuses)
  end)

  -- Three tasks whose ladders tell the manager urgently ten working days after 2 September.
  local function three_late(when)
    for i = 2, 4 do p.d:run("case", "start", "task", "--ref", "K-" .. i, "--as", "m.test", "text=T", "owner=a.admin", "due=2016-09-02") end
    now(when)
    p:send()
    local urgent = {}
    for _, letter in ipairs(p:got()) do
      local is = letter.subject:find "urgent messages" or letter.subject:find "late by ten days"
      if is and letter.to[1] == "m.test@board.example" then urgent[#urgent + 1] = letter end
    end
    return urgent
  end

  it("about what is past goes in one letter a person, at once", function()
    local urgent = three_late "2016-09-25T02:00:00Z" -- a Sunday night, after a week of downtime
    assert.equal(1, #urgent)
    assert.equal("3 urgent messages", urgent[1].subject)
    for i = 2, 4 do
      assert.truthy(urgent[1].body:find(("\n- Task K-%d: late by ten days\n  https://waymark.example/items/K-%d\n"):format(i, i), 1, true), urgent[1].body)
    end
    for _, row in ipairs(p:rows "late by ten days") do
      assert.equal("digested", row.status)
      assert.truthy(row["in"]:find("^urgent/" .. row.to .. "/%d+$"), row["in"])
    end
    for _, row in ipairs(p:rows "3 urgent messages") do assert.equal(row.unreachable and "ready" or "sent", row.status) end
    p:forget()
    now "2016-09-26T09:00:00Z"
    p:send()
    for _, letter in ipairs(p:got()) do assert.is_nil(letter.subject:find("urgent", 1, true)) end
  end)

  it("about what has just come is a letter each", function()
    assert.equal(3, #three_late "2016-09-16T23:00:10Z")
  end)

  it("that is put off is tried again later, and not before", function()
    stick()
    p:plan("rcpt 450", "data 451")
    assert.equal(1, p:send().again)
    local row = only "a step got stuck"
    assert.equal("ready", row.status)
    assert.truthy(row.why:find("450 as the test said", 1, true))
    assert.equal("2016-09-01T09:01:00.000Z", row.next)
    now "2016-09-01T09:01:30Z"
    assert.equal(1, p:send().again)
    assert.truthy(only("a step got stuck").why:find("451 as the test said", 1, true))
    assert.equal(1, p:send().sent) -- who asks for it does not wait
    assert.equal(3, #p:got())
    assert.equal("sent", only("a step got stuck").status)
  end)

  it("that is put off for days is given up, and sent again when somebody says so", function()
    stick()
    p:plan("rcpt 450", "rcpt 450", "rcpt 450", "rcpt 450")
    p:send()
    now "2016-09-06T09:00:00Z"
    p:send()
    local row = only "a step got stuck"
    assert.equal("given up", row.status)
    p.d:wrong({ says = { "nothing to decide" } }, "outbox", "resolve", row.key, "perhaps", "--as", "m.test", "--reason", "x")
    p.d:wrong({ says = { "may not decide what became of mail" } }, "outbox", "resolve", row.key, "again", "--as", "o.owner", "--reason", "x")
    p.d:run("outbox", "resolve", row.key, "again", "--as", "m.test", "--reason", "Their server is back")
    p:plan()
    p:send()
    assert.equal("sent", only("a step got stuck").status)
  end)

  it("that is refused for good is not sent again, and the office is told once", function()
    for i = 2, 3 do -- reminders to the owner: that the date has passed, and a day later
      p.d:run("case", "start", "task", "--ref", "K-" .. i, "--as", "m.test", "text=T", "owner=o.owner", "due=2016-09-0" .. i - 1)
    end
    now "2016-09-05T09:00:00Z"
    p:plan("rcpt 550", "rcpt 550", "rcpt 550")
    p:send()
    local refused, told = 0, 0
    for _, row in ipairs(p:rows()) do
      if row.status == "refused" then refused = refused + 1 end
      if row.subject == "Mail did not reach somebody" then
        told = told + 1
        assert.truthy(row.body:find("A mail to o.owner (Owner)", 1, true), row.body)
        assert.falsy(row.body:find("Task K-", 1, true), row.body) -- not what it was about
      end
    end
    assert.truthy(refused >= 2)
    assert.equal(1, told)
    local before = #p:got()
    p:send()
    assert.equal(before, #p:got())
  end)

  it("whose connection is lost after its end is never sent again by itself", function()
    stick()
    p:plan("cut")
    assert.equal(1, p:send().unknown)
    local row = only "a step got stuck"
    assert.equal("unknown", row.status)
    now "2016-09-09T09:00:00Z"
    p:send()
    local first = p:got()[1]
    for _, letter in ipairs(p:got()) do assert.truthy(letter == first or letter.file == first.file or letter.subject ~= first.subject) end
    p.d:run("outbox", "resolve", row.key:sub(1, 20), "again", "--as", "m.test", "--reason", "It did not arrive")
    p:send()
    local got = p:got()
    assert.equal(first.id, got[#got].id) -- a mailbox that did get it can tell
    assert.equal("sent", only("a step got stuck").status)
  end)

  it("whose connection is lost before its end did not arrive, and is tried again", function()
    stick()
    p:plan("early")
    p.d:wrong({ status = 3, blind = true, says = { "No mail leaves", "kept" } }, "outbox", "send", "--as", "m.test")
    assert.equal("ready", only("a step got stuck").status)
    p:send()
    assert.equal("sent", only("a step got stuck").status)
  end)

  it("waits while no mail server answers, and the office is told after a day", function()
    stick()
    shell.stop(p.pid, "KILL")
    for _, at in ipairs { "2016-09-01T09:00:00Z", "2016-09-02T10:00:00Z", "2016-09-03T12:00:00Z" } do
      now(at)
      local says = "No mail leaves; it is kept, and tried again later. The mail server smtp://127.0.0.1:"
      p.d:wrong({ status = 3, blind = true, says = { says } }, "outbox", "send", "--as", "m.test")
    end
    assert.equal("ready", only("a step got stuck").status)
    assert.equal(1, #p:rows "No mail leaves the board")
    os.remove(p.folder .. "/port")
    p.pid, p.port = postbox.sink(p.folder)
    p:set("mail_transport", "smtp://127.0.0.1:" .. p.port)
    p:send()
    assert.equal("sent", only("a step got stuck").status)
  end)

  it("needs an address: others go on, and the office sees whom no mail reaches", function()
    p.d:run("people", "set", "n.new", "name=Nina New", "--as", "m.test")
    p.d:run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=T", "owner=n.new", "due=2016-09-01")
    p.d:run("people", "set", "m.test", "digest=daily", "--as", "m.test")
    now "2016-09-02T09:00:00Z"
    stick()
    p:send()
    local row = only "Task K-2: the date has passed"
    assert.equal("ready", row.status)
    assert.equal("has no mail address", row.unreachable)
    assert.truthy(p.d:run("outbox", "list"):find("not reachable by mail", 1, true))
    local digest
    for _, letter in ipairs(p:got()) do
      assert.same({ "m.test@board.example" }, letter.to)
      digest = digest or letter.body:find("No mail reaches these people, so tell them yourself or give them an address:\n- Nina New\n", 1, true)
    end
    assert.truthy(digest)
    assert.equal("sent", only("a step got stuck").status)
    p.d:run("people", "set", "n.new", "email=n.new@north.example", "--as", "m.test")
    p:send()
    assert.equal("ready", only("Task K-2: the date has passed").status) -- for the digest of tomorrow
    now "2016-09-05T09:00:00Z"
    p:send()
    assert.equal("digested", only("Task K-2: the date has passed").status)
  end)

  it("goes to nobody who has left", function()
    p.d:run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=T", "owner=o.owner", "due=2016-09-01")
    now "2016-09-02T03:00:00Z" -- told at night: it waits for the morning
    p.d:run("people", "set", "o.owner", "active=no", "--as", "m.test")
    now "2016-09-02T09:00:00Z"
    p:send()
    for _, letter in ipairs(p:got()) do assert.are_not.equal("o.owner@north.example", letter.to[1]) end
    assert.equal("refused", p:rows("the date has passed")[1].status)
  end)

  -- 500 people: half have names that would like to be headers, half addresses that would like to be commands. What may not be is refused when it is
  -- typed; of the rest the mail server gets these commands and no others.
  it("lets no name and no address speak to the mail server", function()
    local pieces = { "Bcc: evil@evil.example", "<evil@evil.example>",
      "=?UTF-8?Q?=0D=0ABcc:_e?=", "\"", "\\", ",", ";", "é", "\u{202e}", "\u{2028}", "(", ")", ":", "%0d%0a", ".", "=", "ü", "'" }
    local tails = { "", "\r\nRCPT TO:<evil@evil.example>", "\n.\r\nQUIT", ">", " SIZE=1", ",evil@evil.example", "\0", "(x)", "\u{e9}", "@evil.example", "\t" }
    local requests, wanted = {}, {}
    local function quoted(text) return '"' .. text:gsub('[%c"\\]', function(c) return ("\\u%04x"):format(c:byte()) end) .. '"' end
    for i = 1, 500 do
      local id = ("h.%d"):format(i)
      local name, email = "N" .. i, ("p%d+x_'=%d@board.example"):format(i, i)
      if i % 2 == 0 then for j = 1, 1 + i % 7 do name = name .. " " .. pieces[(i * j) % #pieces + 1] end end
      if i % 2 == 1 then email = email .. tails[i % #tails + 1] end
      local good = i % 2 == 0 or tails[i % #tails + 1] == ""
      if good then wanted[#wanted + 1] = { id = id, name = name, email = email } end
      requests[#requests + 1] = ('{"op":"directory.put","as":"m.test","kind":"person","id":"%s","document":{"name":%s,"email":%s,"digest":"each"}}'):format(
        id, quoted(name), quoted(email))
    end
    local said = shell.run({ "batch", "--board", p.d.path }, { input = table.concat(requests, "\n") .. "\n" })
    assert.equal(250 - 23, select(2, said:gsub('"error"', ""))) -- every eleventh of those is good
    assert.equal(273, #wanted)
    requests = {}
    for i, one in ipairs(wanted) do
      local data = ('{"text":"T","owner":"%s","due":"2016-09-01"}'):format(one.id)
      requests[#requests + 1] = ('{"op":"case.start","as":"m.test","workflow":"task","ref":"H-%d","data":%s}'):format(i, data)
    end
    said = shell.run({ "batch", "--board", p.d.path }, { input = table.concat(requests, "\n") .. "\n" })
    assert.is_nil(said:find('"error"', 1, true), said)
    now "2016-09-02T09:00:00Z" -- each is told that the date has passed
    assert.truthy(p:send().sent >= #wanted)
    local got, by = p:got(), {}
    for _, letter in ipairs(got) do by[letter.to[1]] = letter end
    for _, one in ipairs(wanted) do
      local letter = by[one.email]
      assert.truthy(letter, one.email)
      assert.same({ "MAIL FROM:<board@board.example>", "RCPT TO:<" .. one.email .. ">", "DATA", "QUIT" }, { table.unpack(letter.commands, 2) })
      assert.is_false(letter.bare)
      assert.equal(1, #letter.to)
      assert.equal(9, #letter.names)
      assert.truthy(letter.to_name:find(one.name:match("^N%d+"), 1, true))
    end
  end)
end)
