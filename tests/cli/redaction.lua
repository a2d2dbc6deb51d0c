-- Goal: what a redaction profile withholds is in no byte of a bundle made by it, and everything else still verifies (J2, J6; the second half of
-- DOMAIN 16 scenario 18). Method: canaries. Each field, file, title, person and message of a busy item has a word of its own; the bundle is
-- unpacked and searched for the words that must not be there and for those that must.
local shell = require "helper.shell"
local boards = require "helper.board"
local json = require "helper.json"

local function says(text, ...)
  for _, part in ipairs { ... } do assert.truthy(text:gsub("%s+", " "):find(part, 1, true), part .. " is missing in\n" .. text) end
end

local function verify(path)
  local out, err, status = shell.run { "bundle", "verify", path }
  return out .. err, status
end

-- An item to which nearly everything happened that can: its words are "canary" and what they stand for.
local function busy_item(b, ref)
  b:begin_action(ref, {
    text = "Canarytext every child is flagged", success_measure = "Canarymeasure in 90 of 100", baseline = "Canarybaseline", target = "Canarytarget",
    risk = "Canaryrisk to children", resources = "Canaryresources",
  })
  local function file(name, content)
    return shell.write(b.folder .. "/" .. name, content .. "\n")
  end
  local function evidence(name, level, flag)
    local words = { "evidence", "add", ref, file("canaryname" .. name .. ".txt", "canarycontent" .. name), "--as", "s.reid", "--level", level,
      "--title", "Canarytitle" .. name .. " of it", "--description", "Canarydescription" .. name .. " of it" }
    if flag then table.move({ "--flag", flag }, 1, 2, #words + 1, words) end
    b:run(table.unpack(words))
  end
  local function by_chair(event, ...) return b:send(ref, event, "h.dixon", "--decided-by", "r.steel", ...) end
  evidence("one", "output")
  evidence("two", "process", "personal data")
  evidence("three", "process")
  b:send(ref, "update", "s.reid", "narrative=Canarynarrative, and Reid rang them", "forecast=2016-12-20", "self_rag=green")
  b:send(ref, "request_extension", "s.reid", "new_due=2017-01-13", "extension_reason=Canaryextension leave", "extension_risk=Canarydelay none")
  b:refuse(ref, "request_extension", "s.reid", "new_due=2017-01-14", "extension_reason=Canaryrefused again", "extension_risk=Canarydelay none")
  by_chair("grant_extension")
  b:send(ref, "submit", "s.reid", "statement=Canarystatement")
  b:send(ref, "attest", "l.tanaka", "attestation=Canaryattestation")
  b:send(ref, "schedule", "h.dixon", "scrutiny_date=2016-12-06")
  by_chair("challenge", "meeting=LLIP 1", "minute_ref=1", "missing=Canarymissing sample", "response_due=2016-10-20")
  b:send(ref, "respond", "s.reid", "response=Canaryresponse here")
  b:send(ref, "attest", "l.tanaka", "attestation=Canaryattestation")
  b:send(ref, "schedule", "h.dixon", "scrutiny_date=2016-12-06")
  by_chair("grade_evidence", "item:=3", "grade=sufficient")
  by_chair("accept", "meeting=LLIP 2", "minute_ref=2", "quorate=yes", "decision_note=Canarydecision")
  by_chair("pause", "pause_reason=Canarypause of it", "pause_review=2016-09-15")
  b:run("case", "correct", ref, "1", "--field", "success_measure=Canarymeant instead", "--reason", "Canarycorrection slip", "--as", "h.dixon")
  b:fired("2016-10-25T09:00:00Z")
  by_chair("resume")
end

local function profile(b, name, text)
  b:run("redaction", "add", shell.write(b.folder .. "/" .. name .. ".json", text), "--as", "h.dixon")
end

local made = 0
local function bundle(b, ref, name, ...)
  made = made + 1
  local zip = ("%s/%d.zip"):format(b.folder, made)
  b:run("bundle", "create", ref, "--as", "h.dixon", "--profile", name, "--recipient", "A reader", "--purpose", "To read", "--output", zip, ...)
  local folder = ("%s/%d.out"):format(b.folder, made)
  shell.lines(("mkdir -p %s && cd %s && unzip -q %s"):format(folder, folder, zip))
  return zip, folder
end

-- In any byte of any file but the definition, which is everybody's; names of files count too.
local function holds(folder, word)
  local found = shell.lines(("cd %s && { grep -rliaF -- %s . ; find . -iname %s; } || true"):format(folder, shell.quote(word), shell.quote("*" .. word .. "*")))
  return found:gsub("[^\n]*/definitions/[^\n]*\n", "")
end

local function without(folder, words)
  for _, word in ipairs(words) do assert.equal("", holds(folder, word), word) end
end
local function with(folder, words)
  for _, word in ipairs(words) do assert.not_equal("", holds(folder, word), word) end
end

describe("a bundle by a redaction profile", function()
  local b
  setup(function()
    b = boards.new()
    busy_item(b, "RA-2")
    profile(b, "family", [[{"name": "family", "title": "For the family", "withhold": [
      {"field": "owner", "reason": "third party"}, {"field": "success_measure", "reason": "not agreed with them"},
      {"field": "extension_reason", "reason": "health of staff"}, {"field": "missing", "reason": "under challenge"},
      {"field": "pause_reason", "reason": "legal advice"}, {"field": "due", "reason": "being reviewed"},
      {"evidence": {"flag": "personal data"}, "reason": "personal data"}, {"evidence": {"below": "process"}, "reason": "working papers"},
      {"person": "r.steel", "as": "role", "reason": "asked not to be named"}]}]])
    profile(b, "nobody", [[{"name": "nobody", "title": "Without names", "withhold": [
      {"person": "any", "as": "role", "reason": "third parties"}, {"part": "messages", "reason": "internal mail"}]}]])
    profile(b, "little", [[{"name": "little", "title": "The least", "default": "withhold", "reason": "only what was asked for", "show": ["text", "priority"],
      "withhold": [{"person": "any", "reason": "third parties"}]}]])
  end)
  teardown(function() b:remove() end)

  it("holds no byte of what is withheld, and the rest", function()
    local zip, folder = bundle(b, "RA-2", "family")
    local said, status = verify(zip)
    assert.equal(0, status, said)
    without(folder, { "s.reid", "Reid", "r.steel", "Steel", "Canarymeasure", "Canarymeant", "Canarycorrection", "Canaryextension", "Canaryrefused",
      "Canarymissing", "Canarypause", "canaryname" .. "one", "canarycontentone", "Canarytitleone", "Canarydescriptionone", "canarynametwo",
      "canarycontenttwo", "Canarytitletwo", "Canarydescriptiontwo", "2016-12-22", "22 Dec 2016", "2017-01-13", "13 Jan 2017",
      "Canarynarrative" }) -- the narrative names the owner
    with(folder, { "Canarytext", "Canarytarget", "Canarystatement", "Canarydelay", "Canaryresponse", "Canarydecision", "canarycontentthree",
      "Canarytitlethree", "Lily Tanaka", "h.dixon", "Person 1", "Person 2, LLIP chair" })
  end)

  it("has no file that is flagged as personal data, whose hash is in no list either, and proves itself to other people's tools", function()
    local zip, folder = bundle(b, "RA-2", "family")
    local flagged = {}
    for _, item in ipairs(b:show("RA-2").evidence) do
      if item.flag == "personal data" then flagged[#flagged + 1] = item end
    end
    assert.same({ 1, "canarynametwo.txt" }, { #flagged, flagged[1].name })
    without(folder, { flagged[1].sha256, flagged[1].sha256:sub(1, 8) })
    assert.truthy(os.execute(("cd %s/*/ && sha256sum --quiet --strict -c manifest-sha256.txt && sha512sum --quiet --strict -c manifest-sha512.txt "
      .. "&& sha256sum --quiet --strict -c tagmanifest-sha256.txt"):format(folder)))
    for path in shell.lines("unzip -Z1 " .. zip):gmatch("[^\n]+") do
      assert.truthy(path:find("^[A-Za-z0-9._/-]+$") and not path:find("..", 1, true) and not path:lower():find("canary", 1, true), path)
    end
  end)

  it("verifies, and says what is withheld and why", function()
    local zip, folder = bundle(b, "RA-2", "nobody")
    local said, status = verify(zip)
    assert.equal(0, status, said)
    says(said, "Each of them stands in the log of", "What the withheld parts said.", "which are shown shortened say what is left of what was recorded")
    local about = json.read(shell.lines(("cat %s/*/data/bundle.json"):format(folder)))
    assert.same({ name = "nobody", title = "Without names" }, about.profile)
    local why = {}
    for _, row in ipairs(about.withheld) do why[row.why] = row.parts end
    assert.truthy(why["third parties"] and why["internal mail"] and why["it may repeat what is withheld"])
    local page = shell.lines(("cat %s/*/data/index.html"):format(folder))
    says(page, "third parties", "internal mail", "Without names")
  end)

  it("names nobody where nobody is to be named", function()
    local _, folder = bundle(b, "RA-2", "nobody")
    for _, person in ipairs(b:ask("people", "list").rows) do
      without(folder, { person.id, person.name })
      local whole = shell.lines(("cd %s && grep -rliaw --exclude-dir=definitions -- %s . || true"):format(folder, person.name:match("%S+$")))
      assert.equal("", whole, person.name)
    end
    with(folder, { "Canarymeasure", "Canarymissing", "canarycontenttwo" })
  end)

  it("holds only what a profile shows where everything else is withheld", function()
    local zip, folder = bundle(b, "RA-2", "little")
    local said, status = verify(zip)
    assert.equal(0, status, said)
    without(folder, { "Canarymeasure", "Canarybaseline", "Canarytarget", "Canaryrisk", "Canaryresources", "Canarynarrative", "Canaryextension",
      "Canarydelay", "Canarystatement", "Canaryattestation", "Canarymissing", "Canaryresponse", "Canarydecision", "Canarypause", "Canarymeant",
      "Canarycorrection", "canaryname", "canarycontent", "Canarytitle", "Canarydescription", "2016-12-22", "hospitals", "South Tees" })
    with(folder, { "Canarytext", "medium" })
  end)

  it("gives the same bytes again, and other bytes by another profile", function()
    local first = shell.read((bundle(b, "RA-2", "family")))
    assert.is_true(first == shell.read((bundle(b, "RA-2", "family"))))
    assert.is_false(first == shell.read((bundle(b, "RA-2", "nobody"))))
  end)

  it("gives the same bytes when a post has gone to somebody else since", function()
    local first = shell.read((bundle(b, "RA-2", "family")))
    assert.truthy(first:find("Person 2, LLIP chair", 1, true))
    b:run("post", "set", "llip_chair", "holder=l.tanaka", "--as", "h.dixon")
    local second = shell.read((bundle(b, "RA-2", "family")))
    b:run("post", "set", "llip_chair", "holder=r.steel", "--as", "h.dixon")
    assert.is_true(first == second)
  end)

  it("has a commitment in place of each part, and what is left of it only where something is", function()
    local _, folder = bundle(b, "RA-2", "family")
    local journal = shell.lines(("ls %s/*/data/items/*/journal.jsonl"):format(folder)):gsub("\n", "")
    local line = shell.read(journal):match("[^\n]+")
    assert.truthy(line:find('"instead":{"name":"event"', 1, true), line)
    assert.truthy(line:find('"withheld":"third party"}', 1, true), line)
    assert.falsy(line:find("field/owner", 1, true))
    says(shell.lines(("cat %s/*/data/items/*/evidence.csv"):format(folder)), '"personal data"', '"working papers"')
  end)

  it("holds of several items nothing that another of them withholds, and one number for each person", function()
    b:begin_action("RA-3", { success_measure = "Canaryother", baseline = "As RA-2: Canarymeasure in 90 of 100" })
    local zip = b.folder .. "/both.zip"
    b:run("bundle", "create", "RA-2", "RA-3", "--as", "h.dixon", "--profile", "family", "--recipient", "A reader", "--purpose", "To read", "--output", zip)
    local said, status = verify(zip)
    assert.equal(0, status, said)
    local folder = b.folder .. "/both.out"
    shell.lines(("mkdir -p %s && cd %s && unzip -q %s"):format(folder, folder, zip))
    without(folder, { "Canarymeasure", "Canaryother", "s.reid", "Reid" })
    for _, ref in ipairs { "RA-2", "RA-3" } do
      local timeline = shell.lines(("cat %s/*/data/items/%s/timeline.csv"):format(folder, ref))
      assert.truthy(timeline:find('"Begin the work by Person 1"', 1, true), timeline)
    end
  end)

  it("shows what an erasure left by the same rules, before and after it", function()
    b:begin_action("RA-5", { text = "Canarytext five", success_measure = "Canarymeasure five", risk = "Canaryrisk five" })
    for i, level in ipairs { "output", "process" } do
      b:run("evidence", "add", "RA-5", shell.write(b.folder .. "/canarynamefive" .. i .. ".txt", "canarycontentfive" .. i), "--as", "s.reid",
        "--level", level, "--title", "Canarytitlefive" .. i)
    end
    b:send("RA-5", "update", "s.reid", "narrative=Something typed here", "forecast=2016-12-20", "self_rag=green")
    local before = tostring(b:ask("status").entries)
    local id = b:ask("erase", "ask", "RA-5", "--fields", "risk,narrative", "--evidence", "2", "--as", "h.dixon", "--reason", "Typed by mistake").request
    b:run("erase", "confirm", id, "--as", "a.mercer")
    b:run("bundle", "create", "RA-5", "--as", "h.dixon", "--checkpoint", before, "--output", b.folder .. "/plain.zip")
    local plain, proven = verify(b.folder .. "/plain.zip") -- of before: the erasure that says how they read is not in it
    assert.equal(0, proven, plain)
    for _, checkpoint in ipairs { "latest", before } do
      local zip, folder = bundle(b, "RA-5", "family", "--checkpoint", checkpoint)
      local said, status = verify(zip)
      assert.equal(0, status, said)
      without(folder, { "s.reid", "Reid", "Canarymeasure", "canarynamefive", "canarycontentfive", "Canarytitlefive", "Canaryrisk", "Something typed" })
      with(folder, { "Canarytext", "Person 1" })
    end
  end)

  it("is recorded with its profile on each item", function()
    local _ = bundle(b, "RA-2", "family")
    b:run("journal", "verify")
    says(shell.lines(("sqlite3 %s/waymark.db 'SELECT parts FROM payloads'"):format(b.path)), '"profile":"family"')
  end)

  it("refuses to say on its cover what it withholds", function()
    says(b:refused("bundle", "create", "--workflow", "review-action", "--where", "owner=s.reid", "--as", "h.dixon", "--profile", "family", "--output",
      b.folder .. "/where.zip"), "its items are chosen by owner, which the profile holds back")
    for _, profile_and_choice in ipairs { { "nobody", "owner=S.REID" }, { "family", "narrative=Canarynarrative, and Reid rang them" } } do
      says(b:refused("bundle", "create", "--workflow", "review-action", "--where", profile_and_choice[2], "--as", "h.dixon", "--profile",
        profile_and_choice[1], "--output", b.folder .. "/where.zip"), "which repeats what the profile holds back")
    end
    says(b:refused("bundle", "create", "RA-2", "--as", "h.dixon", "--profile", "famly", "--output", b.folder .. "/no.zip"),
      'There is no redaction profile "famly"')
  end)

  it("is shown beforehand, side by side", function()
    local shown = b:ask("redaction", "preview", "family", "RA-2", "--as", "h.dixon")
    local sees = {}
    for _, field in ipairs(shown.fields) do sees[field.name] = field.why or true end
    assert.equal("third party", sees.owner)
    assert.equal("being reviewed", sees.original_due) -- copied when it was agreed
    assert.is_string(sees.extensions) -- where the reason stands too
    assert.equal("under challenge", sees.challenge_register)
    assert.is_true(sees.text)
    assert.equal("third party", sees.narrative) -- no rule names it: it names the owner
    assert.equal("working papers", shown.evidence[1].why)
    assert.equal("personal data", shown.evidence[2].why)
    assert.is_true(shown.evidence[3].sees)
    says(b:run("redaction", "preview", "family", "RA-2", "--as", "h.dixon"), "Will see", "Will not see, and why", "Owner: third party",
      "Robert Steel: asked not to be named", "a file is given whole or not at all")
    b:refused("redaction", "preview", "family", "RA-2", "--as", "t.harker") -- what is not theirs to see
  end)
end)

describe("a redaction profile", function()
  local b
  setup(function() b = boards.new() end)
  teardown(function() b:remove() end)

  local function wrong(text, sentence)
    says(b:refused("redaction", "add", shell.write(b.folder .. "/p.json", text), "--as", "h.dixon"), sentence)
  end
  local function rule(text) return ('{"name":"p","title":"T","withhold":[%s]}'):format(text) end

  it("is checked strictly, since what is misspelt would be shown", function()
    wrong("[]", "A redaction profile is an object with a \"name\"")
    wrong('{"name":"A b","title":"T"}', "A redaction profile is an object with a \"name\"")
    wrong('{"name":"p"}', 'The redaction profile p has no "title"')
    wrong('{"name":"p","title":"T"}', "withholds nothing; name what is withheld")
    wrong('{"name":"p","title":"T","withold":[]}', 'has "withold" in it, which means nothing there. Did you mean "withhold"?')
    wrong('{"name":"p","title":"T","default":"hide"}', 'has a "default" that is neither "show" nor "withhold"')
    wrong('{"name":"p","title":"T","show":["text"],"withhold":[{"field":"owner","reason":"r"}]}', 'which counts only with "default":"withhold"')
    wrong('{"name":"p","title":"T","default":"withhold","show":["txt"]}', 'names the field "txt", which no workflow of this board has')
    wrong(rule '{"field":"ownr","reason":"r"}', 'names the field "ownr", which no workflow of this board has. Did you mean "owner"?')
    wrong(rule '{"field":"owner"}', 'has a rule without a "reason"')
    wrong(rule '{"reason":"r"}', "has a rule that does not name one thing")
    wrong(rule '{"field":"owner","person":"any","reason":"r"}', "has a rule that does not name one thing")
    wrong(rule '{"fields":"owner","reason":"r"}', 'has "fields" in a rule, which means nothing there. Did you mean "field"?')
    wrong(rule '"owner"', "has a rule that is no object")
    wrong(rule '{"person":"s.ried","reason":"r"}', 'names "s.ried", and there is no such person')
    wrong(rule '{"person":"agency:plice","reason":"r"}', 'and there is no such agency')
    wrong(rule '{"person":"any","as":"initials","reason":"r"}', "shows a person in a way that there is not")
    wrong(rule '{"field":"owner","as":"role","reason":"r"}', 'says "as" of something that is no person')
    wrong(rule '{"evidence":{},"reason":"r"}', "does not say which evidence")
    wrong(rule '{"evidence":{"below":"proof"},"reason":"r"}', "names a level of evidence that there is not")
    wrong(rule '{"evidence":{"grade":"good"},"reason":"r"}', "names a grade that there is not")
    wrong(rule '{"evidence":{"leve":"output"},"reason":"r"}', 'has "leve" in a choice of evidence, which means nothing there. Did you mean "level"?')
    wrong(rule '{"part":"mail","reason":"r"}', "names a kind of part that there is not")
    says(select(2, shell.run { "redaction", "add", shell.write(b.folder .. "/p.json", "{"), "--as", "h.dixon", "--board", b.path }), "p.json")
  end)

  it("is the office's to keep, everybody's to read, and has its history", function()
    local path = shell.write(b.folder .. "/ok.json", '{"name":"ok","title":"First","withhold":[{"part":"messages","reason":"mail"}]}')
    b:refused("redaction", "add", path, "--as", "s.reid")
    b:run("redaction", "add", path, "--as", "h.dixon")
    local before = b:ask("status").entries
    b:run("redaction", "add", path, "--as", "h.dixon") -- as it is already: nothing to record
    assert.equal(before, b:ask("status").entries)
    b:run("redaction", "add", shell.write(path, '{"name":"ok","title":"Second","withhold":[{"part":"messages","reason":"mail"}]}'), "--as", "h.dixon")
    assert.same({ { name = "ok", title = "Second", rules = 1 } }, b:ask("redaction", "list", "--as", "s.reid").profiles)
    assert.equal("mail", json.read(b:run("redaction", "show", "ok")).withhold[1].reason)
    b:run("redaction", "remove", "ok", "--as", "h.dixon")
    says(b:refused("redaction", "show", "ok"), 'There is no redaction profile "ok"')
    says(b:run("redaction", "list"), "There is no redaction profile yet")
    assert.is_true(b:ask("journal", "verify").ok)
    b:run("rebuild")
    assert.is_true(b:ask("journal", "verify").ok)
  end)
end)
