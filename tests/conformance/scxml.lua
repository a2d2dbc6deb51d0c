-- Goal: SCXML means here what it means to others. Method: run the documents of tests that others wrote through `waymark scxml run` and compare: the W3C's
-- end in the final state `pass`, SCION's are in the states that their scripts expect after each event. The sets lie outside the tree:
-- WAYMARK_CONFORMANCE names a folder with w3c/ and scion/, and scripts/conformance fetches the SCION framework, whose ECMAScript is translated.
local shell = require "helper.shell"
local json = require "helper.json"
local ecmascript = require "helper.ecmascript"

local given = os.getenv("WAYMARK_CONFORMANCE")
local framework = "build/conformance/node_modules/@scion-scxml/test-framework/test"

-- Why a chart of SCION's is not run. Each must be there when the framework is.
local by_hand = "what it logs is for a person to read"
local dom = "it asks for ECMAScript's DOM"
local joins = "it joins two texts by +, which cannot be told from adding"
local undeclared = "a name that was never declared is an error in ECMAScript and nothing in Lua"
local not_run = {
  ["error/error"] = "it asks for SCION's own members of an error: tag name, line and column",
  ["w3c-ecma/test190.txml"] = joins, ["w3c-ecma/test350.txml"] = joins,
  ["w3c-ecma/test201.txml"] = "it needs the basic HTTP event processor",
  ["w3c-ecma/test224.txml"] = "a function is written and called inside a condition",
  ["w3c-ecma/test230.txml"] = by_hand, ["w3c-ecma/test250.txml"] = by_hand, ["w3c-ecma/test307.txml"] = by_hand,
  ["w3c-ecma/test330.txml"] = "it asks whether members are there that hold nothing, which Lua cannot tell",
  ["w3c-ecma/test444.txml"] = "a condition counts up", ["w3c-ecma/test459.txml"] = "it takes the bits of truths",
  ["w3c-ecma/test446.txml"] = "it asks for ECMAScript's Array", ["w3c-ecma/test452.txml"] = "it makes an object of a class",
  ["w3c-ecma/test457.txml"] = "what is legal in <foreach> is ECMAScript's own",
  ["w3c-ecma/test553.txml"] = undeclared, ["w3c-ecma/test554.txml"] = undeclared,
  ["w3c-ecma/test557.txml"] = dom, ["w3c-ecma/test561.txml"] = dom,
}

-- Here SCION leaves the W3C's rules (a transition of a part of a parallel state to itself leaves that state) and its script holds theirs as `legacySemantics`.
local w3c_is_legacy = { ["more-parallel/test10"] = true, ["more-parallel/test10b"] = true }

local function files(folder, ending)
  local list = {}
  for path in shell.lines(("find %s -name '*%s' 2>/dev/null | sort"):format(shell.quote(folder), ending)):gmatch("[^\n]+") do list[#list + 1] = path end
  return list
end

local function is_there(path)
  local file = io.open(path)
  if file then file:close() end
  return file ~= nil
end

local function set(list)
  local sorted = table.move(list, 1, #list, 1, {})
  table.sort(sorted)
  return table.concat(sorted, " ")
end

local function run(path, script)
  local words = { "scxml", "run", path }
  if script then words[4], words[5] = "--events", script end
  local out, err, status = shell.run(words)
  local configs, last = {}, nil
  for line in out:gmatch("[^\n]+") do
    last = json.read(line)
    if last.type == "config" then configs[#configs + 1] = last end
  end
  return { configs = configs, last = last, status = status, err = err }
end

local function check_pass(path)
  local ran = run(path)
  assert.are.equal("", ran.err)
  assert.are.equal("pass", ran.last and ran.last.final, "ended in")
  assert.are.equal(0, ran.status)
end

local function check_script(path, script_path, name)
  local script = json.read(shell.read(script_path))
  if w3c_is_legacy[name] then script = script.legacySemantics end
  local ran = run(path, script_path)
  assert.are.equal("", ran.err)
  assert.are.equal(#script.events + 1, #ran.configs)
  if script.initialConfiguration then assert.are.equal(set(script.initialConfiguration), set(ran.configs[1].atomic), "at the start") end
  for i, row in ipairs(script.events) do
    if row.nextConfiguration then
      assert.are.equal(set(row.nextConfiguration), set(ran.configs[i + 1].atomic), ("after event %d, %s"):format(i, row.event.name))
    end
  end
end

-- A document that names a script which does not lie beside it must be refused, whatever its author expected.
local function lacks_script(path)
  local folder = path:match("^(.*/)")
  for src in shell.read(path):gmatch("<script[^>]-src=[\"']([^\"']+)") do
    if not is_there(folder .. src:gsub("^file:", "")) then return src end
  end
end

-- The document as Lua, and that as SCXML again, beside copies of the documents that it may invoke.
local function other_forms(path, folder)
  local lua, scxml = folder .. "/form.lua", folder .. "/form.scxml"
  for _, words in ipairs { { "import", path, lua }, { "export", lua, scxml } } do
    os.remove(words[3])
    local _, err, status = shell.run { "scxml", words[1], words[2], "--output", words[3] }
    assert.are.equal("", err)
    assert.are.equal(0, status)
  end
  return { lua, scxml }
end

describe("the W3C's tests", function()
  if not given then return it("are skipped: WAYMARK_CONFORMANCE names no folder", function() end) end
  local count, folder = 0, shell.folder()
  teardown(function() shell.remove(folder) end)
  os.execute(("cp %s/w3c/*sub* %s/ 2>/dev/null"):format(shell.quote(given), shell.quote(folder)))
  for _, path in ipairs(files(given .. "/w3c", ".scxml")) do
    local name = path:match("([^/]+)%.scxml$")
    if not name:find("sub%d+$") then
      count = count + 1
      it(name, function() check_pass(path) end)
      it(name .. ", imported and exported again", function()
        for _, form in ipairs(other_forms(path, folder)) do check_pass(form) end
      end)
    end
  end
  it("are there", function() assert.is_true(count > 0, given .. "/w3c") end)
end)

describe("SCION's tests in Lua", function()
  if not given then return it("are skipped: WAYMARK_CONFORMANCE names no folder", function() end) end
  local scripts = files(given .. "/scion", ".json")
  for _, script in ipairs(scripts) do
    local name, path = script:match("scion/(.*)%.json$"), script:gsub("%.json$", ".scxml")
    local missing = lacks_script(path)
    it(name .. (missing and ": is refused, for it lacks " .. missing or ""), function()
      if missing then return assert.are.equal(2, run(path, script).status) end
      check_script(path, script, name)
    end)
  end
  it("are there", function() assert.is_true(#scripts > 0, given .. "/scion") end)
end)

-- Translates a chart with the files beside it into `folder`; the path of the document.
local function translate(path, folder)
  local beside = path:match("^(.*/)")
  for _, file in ipairs(files(beside, "")) do
    local name = file:sub(#beside + 1)
    if not name:find("/") and name:find("%.js$") then shell.write(folder .. "/" .. name, ecmascript.script((shell.read(file):gsub("/%*.-%*/", "")))) end
    if not name:find("/") and name:find("%.txt$") then shell.write(folder .. "/" .. name, shell.read(file)) end
    if name:find("sub%d+%.scxml$") or name:find("sub%d+%.txml%.scxml$") then shell.write(folder .. "/" .. name, ecmascript.document(shell.read(file))) end
  end
  return shell.write(folder .. "/" .. path:match("([^/]+)$"), ecmascript.document(shell.read(path)))
end

describe("SCION's framework, translated", function()
  if not is_there(framework .. "/basic/basic0.json") then
    return it("is skipped: it is not installed (scripts/conformance does it where npm is)", function() end)
  end
  local folder, scripts = shell.folder(), files(framework, ".json")
  teardown(function() shell.remove(folder) end)
  for _, script in ipairs(scripts) do
    local name, path = script:match("test%-framework/test/(.*)%.json$"), script:gsub("%.json$", ".scxml")
    if not not_run[name] then
      it(name, function()
        check_script(translate(path, folder), script, name)
      end)
    end
  end
  for name, why in pairs(not_run) do
    it("has " .. name .. ", which is not run: " .. why, function() assert.is_true(is_there(framework .. "/" .. name .. ".json")) end)
  end
end)
