-- Goal: a workflow in which nothing ever ends is told of, where it is checked and where it is published, and published all the same: it may be a list that
-- is meant to go on. Where its author says so, or where something ends, nothing is said. Method: `workflow check` and `publish` of one small workflow.
local desk = require "helper.desk"

local list = [[
return workflow {
  name = "watch-list", title = "Watch list", noun = "entry", version = 1,
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  start = { by = "manager", must_give = { "text" } },
  fields = { text = { type = "text" } },
  step "watched" { holder = "manager", choices = { { "Look closer", by = "manager", go_to = "looked_at" } } },
  step "looked_at" { holder = "manager", choices = { { "Watch on", by = "manager", go_to = "watched" } } },
}
]]

describe("a workflow in which nothing ends", function()
  local d
  setup(function() d = desk.new { bare = true } end)
  teardown(function() d:remove() end)

  local sentence = "Nothing of watch-list ever ends, as none of its steps is closed: each item stays open."

  it("is told of by a check and when it is published, and is published", function()
    local said = d:run("workflow", "check", d:file("list.lua", list)):gsub("%s+", " ")
    assert.truthy(said:find("watch-list, version 1: no mistakes. " .. sentence, 1, true), said)
    assert.truthy(d:ask("workflow", "check", d:file("list.lua", list)).endless[1]:find(sentence, 1, true))
    said = d:run("workflow", "publish", d:file("list.lua", list), "--as", "m.test"):gsub("%s+", " ")
    assert.truthy(said:find("watch-list, version 1: published. " .. sentence, 1, true), said)
    d:run("case", "start", "watch-list", "--as", "m.test", "text=A street")
  end)

  it("that says that it lasts is not told of", function()
    local lasting = list:gsub('version = 1', 'version = 2'):gsub('step "watched" {', '%0 tags = { "standing" },')
    assert.is_nil(d:ask("workflow", "check", d:file("lasting.lua", lasting)).endless)
    assert.is_nil(d:ask("workflow", "publish", d:file("lasting.lua", lasting), "--as", "m.test").endless)
  end)

  it("is not one that ends, nor one of which there is one item alone", function()
    assert.is_nil(d:ask("workflow", "check", "workflows/theme.lua").endless)
    assert.is_nil(d:ask("workflow", "check", "workflows/challenge-register.lua").endless)
  end)
end)
