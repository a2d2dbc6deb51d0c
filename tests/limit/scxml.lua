-- Goal: a chart as large as is promised is read, run, written and read again (10,000 states, 64 deep, 256 regions), and one that is larger is refused in a
-- sentence. Method: charts made here, through the program.
local shell = require "helper.shell"
local json = require "helper.json"

local folder
local head, tail = '<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="null">', "</scxml>"

local function many(count, each)
  local parts = {}
  for i = 1, count do parts[i] = each:gsub("%$", tostring(i)) end
  return table.concat(parts)
end

local function write(inside) return shell.write(folder .. "/chart.scxml", head .. inside .. tail) end

local function run(path)
  local script = shell.write(folder .. "/s.json", '{"events":[{"event":{"name":"go"}}]}')
  local out, err, status = shell.run { "scxml", "run", path, "--events", script }
  assert.are.equal("", err)
  assert.are.equal(0, status)
  local lines = {}
  for line in out:gmatch("[^\n]+") do lines[#lines + 1] = json.read(line) end
  return lines
end

-- Exported, it says the same.
local function check_again(path, lines)
  os.remove(folder .. "/again.scxml")
  local _, err = shell.run { "scxml", "export", path, "--output", folder .. "/again.scxml" }
  assert.are.equal("", err)
  assert.are.same(lines, run(folder .. "/again.scxml"))
end

describe("a large chart", function()
  setup(function() folder = shell.folder() end)
  teardown(function() shell.remove(folder) end)

  it("of 10,000 states runs", function()
    local path = write('<state id="a"><transition event="go" target="s10000"/></state>' ..
      many(10000, '<state id="s$"><transition event="e" target="a"/></state>'))
    local lines = run(path)
    assert.are.same({ "s10000" }, lines[2].atomic)
    check_again(path, lines)
  end)

  it("64 deep runs, and 65 deep is refused", function()
    local function deep(count) return write(many(count, '<state id="s$">') .. ("</state>"):rep(count)) end
    local path = deep(64)
    local lines = run(path)
    assert.are.equal(64, #lines[1].states)
    check_again(path, lines)
    local _, err, status = shell.run { "scxml", "run", deep(65) }
    assert.are.equal(2, status)
    assert.truthy(err:find("64", 1, true), err)
  end)

  it("of 256 regions moves them all at once", function()
    local region = '<state id="r$"><state id="a$"><transition event="go" target="b$"/></state><state id="b$"/></state>'
    local path = write('<parallel id="p">' .. many(256, region) .. "</parallel>")
    local lines = run(path)
    assert.are.equal(256, #lines[2].atomic)
    assert.are.equal("b256", lines[2].atomic[256])
    check_again(path, lines)
  end)
end)
