-- Goal: whoever publishes or checks a workflow on a board hears which agencies nobody would speak for, and that another text of this version is in
-- use. Method: small workflows in plain form on a board of the examples, one agency's posts taken out.
local board = require "helper.board"
local shell = require "helper.shell"

local complaint = [[
return workflow {
  name = "probe", title = "Probe", noun = "probe", version = 1, ref = "PB-{year}-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    answering = { title = "Whoever answers", post = "POST", of = "agency" },
  },
  start = { by = "manager", must_give = { "text", "agency" } },
  fields = { text = { type = "text", label = "TEXT" }, agency = { type = "agency" } },
  step "asked_for" { holder = "answering", choices = { { "Answer it", by = "answering", go_to = "closed" } } },
  step "closed" { closed = true },
}
]]

local asking = [[
return workflow {
  name = "asking", title = "Asking", noun = "probe", version = 1, ref = "AS-{year}-{number}",
  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    agency_lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
  },
  start = { by = "manager", must_give = { "text" } },
  fields = { text = { type = "text" } },
  step "asked_of_them" {
    holder = "manager", due = "20 working days after asked", ask = agencies { "with Online safety duty" }, questions = { { "Is there a plan?" } },
    choices = { { "All are in", automatic = all_returned, go_to = "closed" }, { "Close without", by = "manager", go_to = "closed" } },
  },
  step "closed" { closed = true },
}
]]

local function one_line(text) return (text:gsub("%s+", " ")) end

describe("whom nobody would reach in an agency", function()
  local b
  local function file(source, post, text) return shell.write(b.folder .. "/probe.lua", (source:gsub("POST", post or ""):gsub("TEXT", text or "What it is"))) end
  local function check(...) return one_line(b:run("workflow", "check", file(...), "--as", "h.dixon")) end
  setup(function()
    b = board.new "2016-09-05T09:00:00Z"
    b:run("agency", "set", "police", "--as", "h.dixon", "duties=Online safety")
  end)
  teardown(function() b:remove() end)

  it("is said where no agency has the post", function()
    local text = "No agency has a complaints lead, so nobody is `answering`: say who it is with `waymark agency set AGENCY posts.complaints_lead=PERSON`."
    assert.truthy(check(complaint, "complaints_lead"):find(text, 1, true), check(complaint, "complaints_lead"))
    assert.is_nil(check(complaint, "safeguarding_lead"):find("nobody", 1, true))
  end)

  it("names the agencies that lack it, of those that would be asked", function()
    b:run("agency", "set", "hospitals", "--as", "h.dixon", "posts:={}")
    assert.is_nil(check(asking):find("nobody there", 1, true), "hospitals are not asked")
    assert.truthy(check(complaint, "safeguarding_lead"):find("has no safeguarding lead, so nobody there is `answering`", 1, true))
    b:run("agency", "set", "hospitals", "--as", "h.dixon", "duties=Online safety")
    local said = check(asking)
    assert.truthy(said:find("has no safeguarding lead, so nobody there is `agency_lead`", 1, true), said)
    assert.truthy(one_line(b:run("workflow", "publish", file(asking), "--as", "h.dixon")):find("nobody there is `agency_lead`", 1, true))
    local posts = b:run("people", "check", "--as", "h.dixon")
    assert.truthy(posts:find("has no Board member: name one with", 1, true), posts)
  end)

  it("is not all that publishing would say: another text of the version in use is refused, and a check says so", function()
    b:run("workflow", "publish", file(complaint, "safeguarding_lead"), "--as", "h.dixon")
    assert.is_nil(check(complaint, "safeguarding_lead"):find("version 2", 1, true))
    local said = one_line(b:refused("workflow", "check", file(complaint, "safeguarding_lead", "What it is about"), "--as", "h.dixon"))
    assert.truthy(said:find("It would not be published here: Version 1 of probe is live", 1, true), said)
  end)
end)
