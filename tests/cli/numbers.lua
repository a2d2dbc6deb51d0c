-- Goal: a number that makes no sense is refused where it is filled in, in one sentence that says what would make sense, and the form says so before.
-- Method: a workflow in plain form whose fields and questions say `least` and `most`; each way in which somebody fills one in.
local board = require "helper.board"
local json = require "helper.json"
local shell = require "helper.shell"

local source = [[
return workflow {
  name = "audit", title = "Audit", noun = "audit", version = 1, ref = "AU-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    agency_lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
  },
  start = { by = "manager", must_give = { "text", "cases" } },
  fields = {
    text = { type = "text", label = "What it is" }, cases = { type = "whole", label = "Cases looked at", least = 1 },
    share = { type = "whole", label = "Share that was good", hint = "Of a hundred", least = 0, most = 100 },
    below = { type = "whole", label = "Below the line", most = 0 },
  },
  step "open" {
    holder = "manager", due = "5 working days after asked",
    choices = {
      { "Say how it was", by = "manager", may_give = { "share", "below", "cases" }, stays = true },
      { "Ask them", by = "manager", go_to = "asked_of_them" },
    },
  },
  step "asked_of_them" {
    holder = "manager", due = "20 working days after asked", ask = agencies(),
    questions = { { "How many of ten were good?", type = "whole", name = "good", least = 0, most = 10 } },
    choices = { { "All are in", automatic = all_returned, go_to = "closed" } },
  },
  step "closed" { closed = true },
}
]]

local function plain(text) return (text:gsub("%s+", " ")) end

describe("a number with limits", function()
  local b
  setup(function()
    b = board.new()
    b:run("workflow", "publish", shell.write(b.folder .. "/audit.lua", source), "--as", "h.dixon")
    b:run("case", "start", "audit", "--as", "h.dixon", "text=Files", "cases=1")
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
  end)

  local function refused(sentence, ...)
    local said = plain(b:refuse("AU-001", "say_how_it_was", "h.dixon", ...))
    assert.truthy(said:find(sentence, 1, true), said)
  end

  it("is refused outside of them, with what they are", function()
    refused("Share that was good (share) must be a number from 0 to 100; 101 is none.", "share=101")
    refused("Share that was good (share) must be a number from 0 to 100; -1 is none.", "share=-1")
    refused("Below the line (below) must be a number of at most 0; 1 is none.", "below=1")
    refused("Cases looked at (cases) must be a number of 1 or more; 0 is none.", "cases=0")
    assert.is_nil(b:field("AU-001", "share"))
  end)

  it("is taken at either of them, and may be emptied", function()
    for _, share in ipairs { "0", "100" } do
      b:send("AU-001", "say_how_it_was", "h.dixon", "share=" .. share)
      assert.equal(tonumber(share), b:field("AU-001", "share"))
    end
    b:send("AU-001", "say_how_it_was", "h.dixon", "share=", "cases=3")
    assert.is_nil(b:field("AU-001", "share"))
  end)

  it("is refused where an item begins, in a correction, and of a program alike", function()
    local function says(said, sentence) assert.truthy(plain(said):find(sentence, 1, true), said) end
    says(b:refused("case", "start", "audit", "--as", "h.dixon", "text=More", "cases=0"), "must be a number of 1 or more; 0 is none.")
    b:send("AU-001", "say_how_it_was", "h.dixon", "share=50")
    local rows = b:ask("case", "history", "AU-001").entries
    local last = tostring(rows[#rows].number)
    says(b:refused("case", "correct", "AU-001", last, "--field", "share=500", "--reason", "A slip", "--as", "h.dixon"), "from 0 to 100")
    local request = '{"op":"case.send","as":"h.dixon","case":"AU-001","event":"say_how_it_was","data":{"share":500}}\n'
    local answer = json.read((shell.run({ "batch", "--board", b.path }, { input = request })))
    assert.truthy(answer.error.text:find("from 0 to 100; 500 is none.", 1, true))
  end)

  it("is told in the form, and where the workflow's fields are listed", function()
    local said = plain(b:run("case", "form", "AU-001", "say_how_it_was", "--as", "h.dixon"))
    assert.truthy(said:find("a number from 0 to 100", 1, true), said)
    assert.truthy(said:find("a number of 1 or more", 1, true), said)
    local by_name = {}
    for _, row in ipairs(b:ask("case", "form", "AU-001", "say_how_it_was", "--as", "h.dixon").rows) do by_name[row.field] = row end
    assert.same({ 0, 100 }, { by_name.share.least, by_name.share.most })
    assert.same({ 1, nil }, { by_name.cases.least, by_name.cases.most })
    assert.truthy(plain(b:run("workflow", "read", "audit", "--words")):find("a whole number from 0 to 100", 1, true))
  end)

  it("is one of a question too", function()
    b:send("AU-001", "ask_them", "h.dixon")
    local item
    for _, row in ipairs(b:show("AU-001").parties[1].rows) do
      if row.party.id == "police" then item = row.item end
    end
    local lead = b:decider("safeguarding_lead", "police")
    local said = plain(b:refuse(item, "hand_it_in", lead, "good=11"))
    assert.truthy(said:find("must be a number from 0 to 10; 11 is none.", 1, true), said)
    b:send(item, "hand_it_in", lead, "good=10")
  end)
end)
