-- Goal: whoever has read only workflows/AUTHORING.md writes a workflow, checks, reads, draws and runs it. Method: its commands and its workflow are
-- typed as they stand, in an empty folder; its table of mistakes is what `check` says.
local shell = require "helper.shell"

local page = shell.read("workflows/AUTHORING.md")

local function block(pattern)
  for language, code in page:gmatch("\n```(%l*)\n(.-)```\n") do
    if (language .. "\n" .. code):find(pattern) then return code end
  end
  error("AUTHORING.md has no block with " .. pattern)
end

describe("workflows/AUTHORING.md", function()
  local folder = shell.folder()
  local program = shell.lines("realpath " .. shell.quote(shell.program)):gsub("\n", "")
  teardown(function() shell.remove(folder) end)

  local function type_in(commands)
    shell.write(folder .. "/commands", "set -eux\nPATH=" .. folder .. ":$PATH\n" .. commands)
    local typed = "cd %s && ln -sf %s waymark && env -u WAYMARK_AS -u WAYMARK_BOARD bash commands 2>&1 || echo FAILED"
    return shell.lines(typed:format(folder, shell.quote(program)))
  end

  it("leads from nothing to a workflow that is checked, read and drawn", function()
    local said = type_in(block("waymark workflow new"))
    assert.is_nil(said:find("FAILED", 1, true), said)
    shell.write(folder .. "/theme-online-harm.lua", block("return based_on"))
    said = type_in((block("waymark workflow check"):gsub("%.svg", ".dot")))
    assert.is_nil(said:find("FAILED", 1, true), said)
    assert.truthy(said:find("no mistakes", 1, true) and said:find("5 working days after it began", 1, true), said)
  end)

  it("then runs it on a board to play with, and says who is late", function()
    local said = type_in(block("waymark init play"))
    assert.is_nil(said:find("FAILED", 1, true), said)
    assert.truthy(said:find("OH-2026-001", 1, true) and said:find("Impact is assessed", 1, true), said)
    assert.truthy(said:find("it was due", 1, true), said)
  end)

  it("then moves what has begun to a next version, and one of them back", function()
    local said = type_in(block("workflow migrate")):gsub("%s+", " ")
    assert.is_nil(said:find("FAILED", 1, true), said)
    for _, part in ipairs { "2 themes are on version 1 and stay there", "OH-2026-001 Livestreams unchanged", "OH-2026-002 Chat rooms dates move",
      "please look at this theme: no date (was Wed 8 Apr 2026 23:59)", "OH-2026-002: moved from version 1 to version 2.",
      "OH-2026-002: moved from version 2 to version 1." } do
      assert.truthy(said:find(part, 1, true), part .. "\n" .. said)
    end
  end)

  it("then simulates a whole life from commands as they are typed", function()
    shell.write(folder .. "/life.txt", block("^text"))
    local said = type_in(block("waymark simulate"))
    assert.is_nil(said:find("FAILED", 1, true) or said:find("refused", 1, true), said)
    for _, words in ipairs { "OHR-2026-001: hand_it_in by Health safeguarding lead; now Handed in",
      "close_without by The Business Manager; now Assurance reviewed",
      "gaps_found by The Business Manager; now Actions are under way", "Police director (Agency Board member)" } do
      assert.truthy(said:find(words, 1, true), words .. "\n" .. said)
    end
    assert.is_nil(said:find("2026 23:59  OHR-2026-001", 1, true), "who answered is not chased")
  end)

  it("names the steps of theme as that calls them", function()
    local listed, names = page:match("The steps of `theme`, as these words call them: (.-)%. Its people"), {}
    for name in shell.read("workflows/theme.lua"):gmatch('step "([%l_]+)"') do names[#names + 1] = "`" .. name .. "`" end
    assert.equal(table.concat(names, ", "), listed)
  end)

  it("shows a step that can stand in a workflow, and mistakes as they are said", function()
    local step = block('step "spotted"')
    local source = ([[return workflow { name = "page", title = "Page", version = 1, roles = { business_manager = { post = "business_manager" } },
      start = { by = "business_manager" }, %s step "assess" { closed = true }, step "dismissed" { closed = true } }]]):format(step)
    local path = shell.write(folder .. "/page.lua", source)
    local said, err, status = shell.run { "workflow", "check", path }
    assert.are.equal(0, status, said .. err)
    local spoilt = source:gsub('go_to = "assess"', 'go_to = "asess"'):gsub('tell = "business_manager"', 'tell = "busines_manager"')
    path = shell.write(folder .. "/page.lua", spoilt)
    said = shell.run { "workflow", "check", path }
    assert.truthy(said:find("No step is called `asess`. Did you mean `assess`?", 1, true), said)
    assert.truthy(said:find("Nobody is called `busines_manager`. Did you mean `business_manager`?", 1, true), said)
  end)
end)

describe("waymark workflow new", function()
  it("writes a workflow of its own that has no mistake, and never over another file", function()
    local folder = shell.folder()
    local path = folder .. "/first-try.lua"
    local said, err, status = shell.run { "workflow", "new", path }
    assert.are.equal(0, status, said .. err)
    said, err, status = shell.run { "workflow", "check", path }
    assert.are.equal(0, status, said .. err)
    assert.truthy(shell.read(path):find('title = "First try"', 1, true))
    said, err, status = shell.run { "workflow", "new", path }
    assert.are.equal(1, status, said)
    assert.truthy(err:find("is there already", 1, true), err)
    said, err, status = shell.run { "workflow", "new", folder .. "/x.lua", "no-such-base" }
    assert.are.equal(1, status, said)
    assert.truthy(err:find("There is no workflow called no-such-base to write on top of", 1, true), err)
    shell.remove(folder)
  end)
end)
