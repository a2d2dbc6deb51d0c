-- Goal (DESIGN 5): whatever slip somebody makes in a workflow of the plain form, `waymark workflow check` answers with sentences, each at a line of the
-- file, in the author's terms; and what it finds good can be published, begun and simulated for a year without a failure of the program's own.
-- Method: random edits of the shipped workflows (tests/helper/edit.lua). WAYMARK_EDITS says how many, WAYMARK_SEED which: `scripts/fuzz plain`.

local board = require "helper.board"
local edit = require "helper.edit"
local shell = require "helper.shell"

local names = {
  "theme", "challenge", "campaign", "data-return", "disagreement", "procedure-review", "publication-scan", "training-impact", "challenge-register",
  "theme-fgm", "theme-prevent", "theme-resettlement", "theme-vemt",
}
local count, seed = tonumber(os.getenv("WAYMARK_EDITS")) or 39, tonumber(os.getenv("WAYMARK_SEED")) or 20161126

-- Words of what a plain file expands to, and of the language that it is written in.
local foreign = {
  "state", "states", "transition", "guard", "parallel", "region", "compound", "rung", "rungs", "stack traceback", "table: 0x",
  "function: 0x",
}

local function foreign_word(sentence)
  local own = sentence:gsub("`[^`]*`", ""):gsub('"[^"]*"', "")
  for _, word in ipairs(foreign) do
    if own:find("%f[%w_]" .. word .. "%f[^%w_]") then return word end
  end
end

local function line_count(text) return select(2, text:gsub("\n", "")) end

-- "FILE.lua:3:8: A sentence." with the line and a mark below it, for each; then how many there were.
local function check_answer(said, where, texts)
  local told = 0
  for line in said:gmatch("[^\n]+") do
    local file, number, sentence = line:match("^([%w/_-]+%.lua):(%d+):%d+: (.+)$")
    if file then
      told = told + 1
      assert.is_truthy(sentence:find("^[%u`“\"']") or sentence:find("^[%l‘]"), where)
      assert.is_truthy(sentence:find("[.?!\"']$"), where)
      assert.is_nil(foreign_word(sentence), (foreign_word(sentence) or "") .. " in: " .. where)
      if texts[file] then assert.is_truthy(tonumber(number) >= 1 and tonumber(number) <= line_count(texts[file]) + 1, where) end
    end
  end
  assert.is_truthy(told > 0, where)
  assert.is_truthy(said:find("%d+ mistakes?: nothing was published%.%s*$"), where)
end

-- What a start form asks for, by the types that there are.
local given = {
  text = "A matter", date = "2016-09-01", whole = "3", yesno = "yes", person = "s.reid", party = "agency:police", agency = "police", group = "llip",
  post = "llip_chair", list = "One",
}

-- A value for each field that `text`, else the workflow that it is based on, asks for at the start.
local function begin_with(text, base)
  local words, asked = {}, (text:match("start = (%b{})") or base:match("start = (%b{})") or ""):match("must_give = (%b{})") or ""
  for name in asked:gmatch('"([%w_]+)"') do
    local field = text:match("%f[%w_]" .. name .. " = (%b{})") or base:match("%f[%w_]" .. name .. " = (%b{})") or ""
    local value = field:match('options = { "([^"]+)"') or given[field:match('type = "(%l+)"')]
    if value then words[#words + 1] = name .. "=" .. value end
  end
  return words
end

describe("a shipped workflow that was edited at random", function()
  local random, folder, b, version = edit.new(seed), shell.folder(), nil, 1000
  local program = shell.program
  local absolute = io.popen(("realpath '%s'"):format(program)):read("l")
  local found = { mistakes = 0, good = 0, begun = 0 }

  setup(function()
    os.execute(("cp -r workflows/lib '%s/lib' && cp workflows/*.lua '%s'"):format(folder, folder))
    b = board.new()
  end)
  teardown(function()
    b:run("journal", "verify")
    b:remove()
    os.execute(("rm -rf '%s'"):format(folder))
  end)

  local function run(command)
    local pipe = io.popen(("cd '%s' && %s 2>&1"):format(folder, command))
    local said = pipe:read("a")
    local _, how, status = pipe:close()
    return said, how == "exit" and status or 100 + status
  end

  -- A refusal is an answer; a crash, or a failure of the machine, is none.
  local function answered(where, ...)
    local words = { ... }
    for i, word in ipairs(words) do words[i] = "'" .. word:gsub("'", "'\\''") .. "'" end
    local said, status = run(("'%s' %s --board '%s'"):format(absolute, table.concat(words, " "), b.path))
    assert.is_truthy(status == 0 or status == 1, where .. table.concat(words, " ") .. "\n" .. said)
    return status == 0
  end

  local function lives(name, text, where)
    version = version + 1
    shell.write(folder .. "/edited.lua", (text:gsub("version = %d+", "version = " .. version, 1)))
    if not answered(where, "workflow", "publish", "edited.lua", "--as", "h.dixon") then return end
    local base = text:match('based_on "([%w-]+)"')
    local values = begin_with(text, base and shell.read(folder .. "/" .. base .. ".lua") or "")
    if not answered(where, "case", "start", text:match('name = "([%w-]+)"') or name, "--as", "h.dixon", table.unpack(values)) then return end
    found.begun = found.begun + 1
    answered(where, "simulate", "--until", "2017-09-01")
  end

  for n = 1, count do
    local name = names[n % #names + 1]
    it(("is answered in sentences, or lives: %d, %s"):format(n, name), function()
      local source = shell.read("workflows/" .. name .. ".lua")
      local text, edits = random:of(source)
      shell.write(folder .. "/edited.lua", text)
      local said, status = run(("'%s' workflow check edited.lua"):format(absolute))
      local where = ("seed %d, edit %d of %s (%s):\n%s\n"):format(seed, n, name, edits, said)
      assert.is_truthy(status == 0 or status == 1, where)
      if status == 1 then
        found.mistakes = found.mistakes + 1
        check_answer(said, where, { ["edited.lua"] = text })
      else
        found.good = found.good + 1
        lives(name, text, where)
      end
    end)
  end

  it("is sometimes good and sometimes not", function()
    assert.is_truthy(found.mistakes > count / 10 and found.good > count / 10 and found.begun > 0, found.mistakes .. " wrong, " .. found.good .. " good")
  end)
end)
