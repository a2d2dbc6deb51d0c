-- Goal: whoever starts or moves an item is told what that opened and whom it told what, by name, and not a word of what is not theirs to see (R1).
-- Method: a small workflow that opens an item which tells its lead, sent for by its manager and by somebody who sees no such item.
local board = require "helper.board"
local json = require "helper.json"
local shell = require "helper.shell"

local opener = [[
return {
  name = "parcel", title = "Parcel", noun = "parcel", version = 1, ref = "PC-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    helper = { title = "Helper", person_in = "helper" },
    chair = { title = "LLIP chair", post = "llip_chair" },
  },
  start = { by = "manager", form = { "text", "helper" } },
  fields = {
    text = { type = "text", label = "Parcel" }, helper = { type = "person", label = "Helper" }, lists = { type = "list", label = "Delivery lists" },
    lead_agency = { type = "agency", label = "Agency" }, evidence = { type = "evidence", label = "Evidence" },
    remark = { type = "text", label = "Remark" },
  },
  list = { title = "text" },
  initial = "open",
  states = {
    open = {
      title = "Open", holder = "manager", entry = { tell("chair", "a parcel is on its way") },
      on = {
        send_out = {
          label = "Send it out", by = { "manager", "helper" }, form = { "lead_agency" },
          actions = {
            open_into("lists", "delivery", { text = from_field "text", lead_agency = from_field "lead_agency" }, "parcel"),
            open("delivery", { text = "The same again", lead_agency = from_field "lead_agency" }),
            tell({ "chair", "helper" }, "the parcel has left"), tell("manager", "a delivery waits"),
          },
        },
        lose = { label = "Lose it", by = "manager", actions = { open("lost-property", {}) } },
        keep = { label = "Keep it", by = { "manager", "helper" } },
        add_evidence = {
          label = "Add evidence", by = "manager",
          actions = { attach(), open_into("lists", "delivery", { text = "A copy", lead_agency = "police" }) },
        },
        approve = { label = "Approve it", by = { "manager", "helper" }, form = { optional "remark" }, binds = { "text" } },
        close = { target = "gone", label = "Close it", by = "manager" },
      },
    },
    gone = { title = "Gone", tags = { "closed" } },
  },
}
]]

local opened = [[
return {
  name = "delivery", title = "Delivery", noun = "delivery", version = 1, ref = "DL-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    lead = { title = "Safeguarding lead", post = "safeguarding_lead", of = "lead_agency" },
  },
  start = { by = "manager", form = { "text", "lead_agency" } },
  fields = {
    text = { type = "text", label = "Delivery" }, lead_agency = { type = "agency", label = "Agency" }, parcel = { type = "text", label = "Parcel" },
  },
  list = { title = "text" },
  initial = "open",
  states = {
    open = {
      title = "To be delivered", holder = "lead", entry = { tell("lead", "a parcel is coming") },
      on = { deliver = { target = "there", label = "Deliver it", by = "lead" } },
    },
    there = { title = "Delivered", tags = { "closed" } },
  },
}
]]

-- Whoever helps sees a part; what is overdue runs first, and opens a delivery of its own.
local slow = [[
return {
  name = "slow", title = "Slow parcel", noun = "parcel", version = 1, ref = "SL-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    helper = { title = "Helper", person_in = "helper" },
  },
  see = { { "manager", what = "everything" }, { "helper", what = { "summary", "helper" } } },
  start = { by = "manager", form = { "text", "helper" } },
  fields = { text = { type = "text", label = "Parcel" }, helper = { type = "person", label = "Helper" } },
  list = { title = "text" },
  initial = "open",
  states = {
    open = {
      title = "Open", holder = "manager",
      after = { ["1 working day"] = { target = "late", label = "It is late", actions = { open("delivery", { text = "Late", lead_agency = "police" }) } } },
      on = { lose = { label = "Lose it", by = { "manager", "helper" }, actions = { open("lost-property", {}) } } },
    },
    late = {
      title = "Late", holder = "manager",
      on = {
        hurry = { label = "Hurry it", by = "manager", actions = { open("delivery", { text = "At once", lead_agency = "police" }) } },
        close = { target = "gone", label = "Close it", by = "manager" },
      },
    },
    gone = { title = "Gone", tags = { "closed" } },
  },
}
]]

local function plain(text) return (text:gsub("%s+", " ")) end

describe("what sending an event set off", function()
  local b, started
  before_each(function()
    b = board.new()
    b:run("workflow", "publish", shell.write(b.folder .. "/delivery.lua", opened), "--as", "h.dixon")
    b:run("workflow", "publish", shell.write(b.folder .. "/parcel.lua", opener), "--as", "h.dixon")
    started = b:run("case", "start", "parcel", "--as", "h.dixon", "text=Books", "helper=p.shah")
  end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("is said when an item begins", function()
    assert.equal("PC-001: started; now Open (version 1). told: Robert Steel (LLIP chair): a parcel is on its way ", plain(started))
  end)

  it("names what was opened, and whom it told what", function()
    local said = plain(b:send("PC-001", "send_out", "h.dixon", "lead_agency=police"))
    assert.truthy(said:find(" opened: DL-001, DL-002 (Delivery) ", 1, true), said)
    local told = "told: Robert Steel (LLIP chair), Priya Shah (Helper): the parcel has left; Helen Dixon (Business Manager): a delivery waits; "
      .. "Tracey Harker (Safeguarding lead, DL-001), Tracey Harker (Safeguarding lead, DL-002): a parcel is coming "
    assert.truthy(said:find(told, 1, true), said)
    assert.same({ "DL-001" }, b:field("PC-001", "lists"))
  end)

  it("says nothing where there is nothing", function()
    assert.equal('PC-001: "Keep it" is done; now Open (version 2). ', plain(b:send("PC-001", "keep", "h.dixon")))
  end)

  it("is answered to a program, and with a key, which is answered the same each time", function()
    local function ask(...) return b:ask("case", "send", "PC-001", "send_out", "lead_agency=police", "--as", "h.dixon", ...) end
    local answer = ask()
    assert.same({ { ref = "DL-001", workflow = "delivery", workflow_title = "Delivery", noun = "delivery" },
      { ref = "DL-002", workflow = "delivery", workflow_title = "Delivery", noun = "delivery" } }, answer.opened)
    assert.equal(5, #answer.told)
    assert.same({ "t.harker", "DL-001", "a parcel is coming" }, { answer.told[4].to, answer.told[4].ref, answer.told[4].text })
    local first, again = ask("--key", "k1"), ask("--key", "k1")
    assert.same(first, again)
    assert.same({ "DL-003", "DL-004" }, { first.opened[1].ref, first.opened[2].ref })
    assert.equal(5, #again.told)
    assert.same({ "t.harker", "DL-003", "a parcel is coming" }, { again.told[4].to, again.told[4].ref, again.told[4].text })
    assert.equal(4, b:ask("case", "list", "--workflow", "delivery", "--as", "h.dixon").count)
    b:run("rebuild")
    assert.same(first, ask("--key", "k1"))
    b:refused("case", "send", "PC-001", "keep", "--as", "h.dixon", "--key", "k1")
  end)

  it("is kept for a repeat where nothing was set off, too", function()
    local function ask() return b:ask("case", "send", "PC-001", "keep", "--as", "h.dixon", "--key", "k2") end
    local first = ask()
    assert.same({}, first.opened)
    assert.same(first, ask())
    assert.equal(2, b:show("PC-001").revision)
  end)

  it("goes with an erasure of what was asked for, so that the answer is not kept beside it", function()
    b:ask("case", "send", "PC-001", "send_out", "lead_agency=police", "--as", "h.dixon", "--key", "k1")
    b:send("PC-001", "approve", "h.dixon", "remark=Nothing of it is missing")
    local function keys(number) return b:ask("erase", "preview", "PC-001", "--entries", tostring(number), "--as", "h.dixon").keys end
    local rows = b:ask("case", "history", "PC-001", "--as", "h.dixon").entries
    local numbers = {}
    for _, row in ipairs(rows) do numbers[row.text] = row.number end
    assert.equal(1, keys(numbers["Send it out by Helen Dixon"]))
    assert.equal(1, keys(numbers["answer kept for a repeat"]))
    assert.equal(0, keys(numbers["Approve it by Helen Dixon"]))
  end)

  it("says the version that a following event needs", function()
    local answer = b:ask("case", "send", "PC-001", "send_out", "lead_agency=police", "--as", "h.dixon", "--key", "k1")
    assert.equal(b:show("PC-001").revision, answer.revision)
    b:run("case", "send", "PC-001", "keep", "--as", "h.dixon", "--version", tostring(answer.revision))
  end)

  it("is said where evidence is added", function()
    local path = shell.write(b.folder .. "/note.txt", "A note")
    local words = { "evidence", "add", "PC-001", path, "--as", "h.dixon", "--level", "output", "--title", "A note" }
    local said = plain(b:run(table.unpack(words)))
    assert.truthy(said:find("opened: DL-001 (Delivery) told: Tracey Harker (Safeguarding lead, DL-001): a parcel is coming ", 1, true), said)
  end)

  it("is said of a correction: whoever decided is told that it no longer stands", function()
    b:send("PC-001", "approve", "p.shah")
    local said = plain(b:run("case", "correct", "PC-001", "1", "--field", "text=Old books", "--reason", "A slip", "--as", "h.dixon"))
    assert.truthy(said:find('told: Priya Shah', 1, true), said)
    assert.truthy(said:find('"Approve it" no longer stands', 1, true), said)
  end)

  it("is said of a stuck step that is run again", function()
    b:send("PC-001", "lose", "h.dixon")
    local lost = opened:gsub('"delivery"', '"lost-property"'):gsub("DL%-", "LP-"):gsub('form = { "text", "lead_agency" }', "form = {}")
    lost = lost:gsub('tell%("lead", "a parcel is coming"%)', 'tell("manager", "something was lost")')
    b:run("workflow", "publish", shell.write(b.folder .. "/lost.lua", lost), "--as", "h.dixon")
    local id = b:show("PC-001").incidents[1].id
    local said = plain(b:run("incident", "retry", id, "--reason", "It is in use now", "--as", "h.dixon"))
    local told = "Helen Dixon (Business Manager, LP-001): something was lost "
    assert.equal(("The stuck step %s was run again. opened: LP-001 (Delivery) told: %s"):format(id, told), said)
  end)

  it("is said in a batch too", function()
    local request = '{"op":"case.send","as":"h.dixon","case":"PC-001","event":"send_out","data":{"lead_agency":"police"}}\n'
    local answer = json.read((shell.run({ "batch", "--board", b.path }, { input = request })))
    assert.equal("DL-002", answer.opened[2].ref)
    assert.equal("DL-002", answer.told[5].ref)
  end)

  it("tells nobody of what is not theirs to see", function()
    local answer = b:ask("case", "send", "PC-001", "send_out", "lead_agency=police", "--as", "p.shah")
    assert.same({}, answer.opened)
    for _, one in ipairs(answer.told) do assert.equal(nil, one.ref) end
    local said = b:send("PC-001", "send_out", "p.shah", "lead_agency=police")
    assert.falsy(said:find("DL-", 1, true), said)
    assert.falsy(said:find("more", 1, true), said)
    assert.falsy(said:find("Harker", 1, true), said)
  end)

  it("names what may be seen in part, and not whom that told", function()
    b:run("rights", "allow", "person:p.shah", "--workflow", "delivery", "--what", "summary", "--reason", "Takes them along", "--as", "h.dixon")
    local said = b:send("PC-001", "send_out", "p.shah", "lead_agency=police")
    assert.truthy(said:find("opened: DL-001, DL-002 (Delivery)", 1, true), said)
    assert.falsy(said:find("Harker", 1, true), said)
  end)

  it("says that somebody was told of what could not be opened", function()
    local said = plain(b:send("PC-001", "lose", "h.dixon"))
    assert.truthy(said:find("told: Helen Dixon (Business Manager): a step got stuck: retry or skip it", 1, true), said)
  end)

  local function begin_slowly()
    b:run("workflow", "publish", shell.write(b.folder .. "/slow.lua", slow), "--as", "h.dixon")
    b:run("case", "start", "slow", "--as", "h.dixon", "text=Shoes", "helper=p.shah")
  end

  it("says nothing of a stuck step to whoever sees a part, as the page does", function()
    begin_slowly()
    assert.same({}, b:ask("case", "send", "SL-001", "lose", "--as", "p.shah").told)
    assert.equal("h.dixon", b:ask("case", "send", "SL-001", "lose", "--as", "h.dixon").told[1].to)
  end)

  it("is not what an overdue timer opened and told before it", function()
    begin_slowly()
    local said = plain(b:send("SL-001", "hurry", "h.dixon", "--now", "2016-09-20T09:00:00Z"))
    assert.equal('SL-001: "Hurry it" is done; now Late (version 3). opened: DL-002 (Delivery) '
      .. "told: Tracey Harker (Safeguarding lead, DL-002): a parcel is coming ", said)
  end)

  it("is told by a simulation's story", function()
    local script = shell.write(b.folder .. "/life.txt", "2016-09-02 case send PC-001 send_out lead_agency=police\n")
    local said = plain(b:run("simulate", "--until", "2016-09-30", "--script", script, "--as", "h.dixon"))
    assert.truthy(said:find("opened: DL-001, DL-002 (Delivery) told: Robert Steel (LLIP chair)", 1, true), said)
    assert.falsy(plain(b:run("simulate", "--until", "2016-09-30", "--script", script, "--as", "p.shah")):find("DL-", 1, true))
  end)

  it("is told by a simulation's story to whoever sees a part, as far as they see it, beside what was refused", function()
    begin_slowly()
    local script = shell.write(b.folder .. "/life.txt", "2016-09-01 10:30 case send SL-001 lose\n2016-09-01 10:31 case send SL-001 close\n")
    local story = b:ask("simulate", "--until", "2016-09-01", "--script", script, "--as", "p.shah").steps
    assert.same({ "lose", "close" }, { story[1].what, story[2].what })
    assert.same({ "Open" }, story[1].state_titles)
    assert.same({}, story[1].told) -- a step got stuck, which is not theirs to know
    assert.truthy(story[2].refused)
  end)
end)
