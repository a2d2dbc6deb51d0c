-- Goal: a server mails by itself and is held up by no mail server; killed at any moment it sends nothing twice without saying that nobody knows, and
-- loses nothing; it trusts no mail server that it should not, and keeps passwords out of everything. Method: a served desk beside a mail server that is
-- slow, hangs, or has the wrong certificate; the program is killed at many moments.
local postbox = require "helper.postbox"
local shell = require "helper.shell"

describe("mail by a server", function()
  local p
  local function start()
    p = postbox.new()
    for _, person in ipairs { "m.test", "o.owner" } do p.d:run("people", "set", person, "digest=each", "--as", "m.test") end
  end
  after_each(function()
    if p.server then shell.stop(p.server, "KILL") end
    p.server = nil
    p.d:run("journal", "verify")
    p:remove()
  end)

  local function stick()
    local _, err, status = shell.run { "case", "send", "K-1", "raises", "--as", "o.owner", "--board", p.d.path }
    assert.equal(1, status, err)
  end
  local function status_of(about)
    local row = p:rows(about)[1]
    return row and row.status
  end
  local function until_it_is(status, about) postbox.wait(function() return status_of(about or "a step got stuck") == status end, status) end

  it("leaves without being asked, urgent mail at night too", function()
    start()
    p.d:run("run-due", "--now", "2016-09-01T23:30:00Z")
    p:serve()
    stick()
    until_it_is "sent"
    assert.equal(1, #p:got())
    p.d:run("case", "send", "K-1", "ask_auditor", "--as", "m.test")
    assert.equal("ready", status_of "please look") -- that is for the morning
  end)

  it("keeps nobody waiting while a mail server says nothing", function()
    start()
    p:plan("hang")
    p:serve()
    stick()
    until_it_is "trying"
    local answered = 0
    repeat
      p.d:run("status")
      local waits = status_of "a step got stuck" == "trying" -- it says nothing for a minute, then nobody knows
      answered = answered + (waits and 1 or 0)
    until not waits or answered == 20
    assert.truthy(answered > 0)
  end)

  it("ends at once when it is asked to, and says of what hangs that nobody knows", function()
    start()
    p:plan("hang")
    local pid = p:serve()
    stick()
    until_it_is "trying"
    postbox.wait(function() return (p:got()[1] or {}).whole end, "the mail server has it") -- what had not left would be kept
    assert.is_true(shell.stop(pid, "TERM"))
    p.server = nil
    assert.equal("unknown", status_of "a step got stuck")
  end)

  it("that was killed while it was sent is not sent again", function()
    start()
    p:plan("hang")
    local pid = p:serve()
    stick()
    until_it_is "trying"
    shell.stop(pid, "KILL")
    p:serve()
    until_it_is "unknown"
    for _, letter in ipairs(p:got()) do assert.truthy(letter.file == "conn-0000" or not letter.subject:find("got stuck", 1, true)) end
  end)

  it("is tried again when the mail server is there again", function()
    start()
    stick()
    p:plan("mail 451")
    p:serve()
    postbox.wait(function() return (p:rows("a step got stuck")[1] or {}).next ~= nil end, "it is put off")
    assert.equal("The server that runs sends mail by itself; what was to be tried later is tried now.\n", p.d:run("outbox", "send", "--as", "m.test"))
    until_it_is "sent"
  end)

  -- The mail server's own count says what arrived; the journal says what is known of it.
  it("killed at any moment sends nothing twice, loses nothing and never says that what did not arrive did", function()
    start()
    for i = 1, 8 do
      local pid = p:serve()
      stick()
      os.execute(("sleep 0.%02d"):format((i * 11) % 40))
      shell.stop(pid, "KILL")
      p.server = nil
    end
    p:serve()
    postbox.wait(function()
      for _, row in ipairs(p:rows("a step got stuck")) do if row.status == "ready" or row.status == "trying" then return false end end
      return true
    end, "all are dealt with")
    local arrived, sent, unknown = {}, 0, 0
    for _, letter in ipairs(p:got()) do
      if letter.whole and letter.subject:find("got stuck", 1, true) then
        assert.is_nil(arrived[letter.id], "twice: " .. letter.file)
        arrived[letter.id] = true
        arrived[#arrived + 1] = letter.id
      end
    end
    for _, row in ipairs(p:rows("a step got stuck")) do
      sent = sent + (row.status == "sent" and 1 or 0)
      unknown = unknown + (row.status == "unknown" and 1 or 0)
    end
    assert.equal(8, sent + unknown)
    assert.truthy(sent <= #arrived and #arrived <= sent + unknown, ("%d arrived, %d sent, %d unknown"):format(#arrived, sent, unknown))
  end)

  describe("with TLS", function()
    local function authority(name)
      local at = p.d.folder .. "/" .. name
      shell.lines(("cd %s && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=%s -keyout %s-ca.key -out %s-ca.pem 2>/dev/null && " ..
        "openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout %s.key -out %s.csr 2>/dev/null && " ..
        "printf 'subjectAltName=DNS:localhost,IP:127.0.0.1' >%s.ext && openssl x509 -req -in %s.csr -CA %s-ca.pem -CAkey %s-ca.key -CAcreateserial " ..
        "-days 2 -extfile %s.ext -out %s.pem 2>/dev/null"):format(shell.quote(p.d.folder), name, name, name, name, name, name, name, name, name, name, name))
      return at .. "-ca.pem", at .. ".pem", at .. ".key"
    end
    local function move_to(kind, certificate, key)
      shell.stop(p.pid, "KILL")
      p.folder = p.d.folder .. "/" .. kind
      p.pid, p.port = postbox.sink(p.folder, kind, certificate, key)
    end
    local function refused(...) p.d:wrong({ status = 3, blind = true, says = { "No mail leaves; it is kept", ... } }, "outbox", "send", "--as", "m.test") end

    it("leaves only to a server whose certificate is trusted", function()
      start()
      local ca, certificate, key = authority "ours"
      local other = authority "other"
      stick()
      move_to("tls", certificate, key)
      p:set("mail_transport", "smtps://localhost:" .. p.port)
      refused("certificate")
      p:set("mail_ca", other)
      refused("certificate")
      assert.equal("ready", status_of "a step got stuck")
      p:set("mail_ca", ca)
      p:send()
      assert.equal("sent", status_of "a step got stuck")
    end)

    -- A name that is not written as this machine's is not trusted to be it.
    it("leaves in the clear to this machine alone", function()
      start()
      stick()
      p:set("mail_transport", "smtp://LOCALHOST:" .. p.port)
      refused()
      for _, connection in ipairs(p:got()) do for _, command in ipairs(connection.commands) do assert.is_nil(command:find("^MAIL")) end end
      local ca, certificate, key = authority "ours"
      move_to("starttls", certificate, key)
      p:set("mail_ca", ca)
      p:set("mail_transport", "smtp://LOCALHOST:" .. p.port)
      p:send()
      assert.equal("sent", status_of "a step got stuck")
    end)
  end)

  it("logs in with what a private file says, which stands nowhere else", function()
    start()
    local secret = "s3cret-" .. os.time()
    local path = p.d:file("login", "board\n" .. secret .. "\n")
    stick()
    p:set("mail_login", path)
    shell.lines("chmod 644 " .. path)
    p.d:wrong({ blind = true, says = { "No mail leaves", "nobody else may read", "chmod 600" } }, "outbox", "send", "--as", "m.test")
    shell.lines("chmod 600 " .. path)
    p:send()
    assert.equal("sent", status_of "a step got stuck")
    local said = shell.lines(("printf '\\0board\\0%s' | base64"):format(secret)):gsub("%s", "")
    assert.truthy(table.concat(p:got()[1].commands, "\n"):find("AUTH PLAIN", 1, true))
    assert.truthy(shell.read(p.folder .. "/conn-0000"):find(said, 1, true))
    assert.equal("", shell.lines(("grep -rl %s %s || true"):format(secret, p.d.path)))
    local way = "smtp://board:" .. secret .. "@localhost"
    p.d:wrong({ says = { "without user and password", "mail_login" } }, "setting", "set", "mail_transport", way, "--as", "m.test", "--reason", "x")
  end)
end)
