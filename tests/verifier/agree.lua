-- Goal: what the pages of the formats say is what the program does: a verifier written from them alone, in Python's standard library, says the
-- same yes or no as the program of honest and of spoilt bundles and stores (J1, J2, J6; the table of attacks on the record). Method: material.lua has
-- the program make boards and bundles; agree_bundle.py and agree_store.py change one thing at a time and ask both. WAYMARK_LONG=1 tries ten
-- times as many. README.md says how to read a disagreement.
local desk = require "helper.desk"
local material = require "verifier.material"
local shell = require "helper.shell"

-- Under sanitizers the program is slow, and the Python is the same.
local times = os.getenv "WAYMARK_LONG" and 10 or shell.program:find("sanitize", 1, true) and 0.25 or 1

describe("a second verifier", function()
  local d
  setup(function()
    d = desk.new()
    material.make(d)
  end)
  teardown(function() d:remove() end)

  local function python(script, ...)
    local words = { "python3", "tests/verifier/" .. script }
    for _, word in ipairs { ... } do words[#words + 1] = shell.quote(word) end
    local pipe = assert(io.popen(table.concat(words, " ") .. " 2>&1"))
    local said = pipe:read("a")
    local _, _, status = pipe:close()
    return said, status
  end

  local function agrees(script, count, least)
    local said, status = python(script, shell.program, d.folder, math.floor(count * times), 1)
    assert.equal(0, status, said:sub(1, 8000))
    local tried, found = said:match("(%d+) s[%a ]+: (%d+) found by both")
    assert.is_true(tonumber(tried) >= count * times and tonumber(found) >= least * times, said)
  end

  it("is made of parts that are right by themselves", function()
    local said, status = python "vectors.py"
    assert.equal(0, status, said)
  end)

  it("says the same of bundles", function() agrees("agree_bundle.py", 400, 250) end)

  it("says the same of stores", function() agrees("agree_store.py", 200, 150) end)

  it("says in sentences what it found, and how it was asked wrongly", function()
    local zip = d.folder .. "/bundles/single.zip"
    local said, status = python("verify.py", zip, "--checkpoint", d.folder .. "/kept.txt")
    assert.are.same({ "Proven.\n", 0 }, { said, status })
    local key = d:ask("journal", "checkpoint").key
    said, status = python("verify.py", "--store", d.path .. "/waymark.db", "--key", key)
    assert.are.same({ "Proven.\n", 0 }, { said, status })
    said, status = python("verify.py", d.folder .. "/bundles/erased.zip", "--key", key)
    assert.are.same({ "The key that was given does not vouch for this bundle.\nNot proven: 1 problems.\n", 1 }, { said, status })
    for _, words in ipairs { {}, { zip, zip }, { zip, "--key", "x" }, { "--store" }, { zip, "--store", zip }, { d.folder .. "/none.zip" } } do
      said, status = python("verify.py", table.unpack(words))
      assert.equal(2, status, said)
      assert.is_nil(said:find("Traceback", 1, true), said)
    end
  end)
end)
