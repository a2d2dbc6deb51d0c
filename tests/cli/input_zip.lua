-- Goal: a bundle of an item with evidence is good for other people's tools too (J6), and a zip that is cut off, changed anywhere or no zip is never
-- called good. Method: unzip, sha256sum and Python look at an honest one; then it is cut at many lengths and one byte is changed at many places.
local desk = require "helper.desk"
local shell = require "helper.shell"

local d, made, whole

local function evidence(name, text)
  d:run("evidence", "add", "K-1", d:file(name, text), "--as", "o.owner", "--title", "Proof " .. name, "--level", "process")
end

describe("a bundle", function()
  setup(function()
    d = desk.new()
    evidence("proof.txt", "proof\n")
    evidence("Bericht für März, \"final\" (2).txt", "caf\xc3\xa9\n")
    evidence("noise.bin", ("\0\1\2\255PK\5\6"):rep(5000))
    evidence("=1+1.txt", "a name that a spreadsheet would run\n")
    made = d.folder .. "/made.zip"
    d:run("bundle", "create", "K-1", "--as", "m.test", "--output", made)
    whole = shell.read(made)
  end)
  teardown(function() d:remove() end)

  local function verify(text)
    local out, err, status = shell.run { "bundle", "verify", d:file("tried.zip", text) }
    return out .. err, status
  end

  it("is proven by this program without a board", function()
    local said, status = verify(whole)
    assert.equal(0, status, said)
  end)

  it("is good for unzip and sha256sum", function()
    local out = d.folder .. "/out"
    assert.truthy(os.execute(("unzip -tq %s >/dev/null && mkdir %s && unzip -q %s -d %s"):format(made, out, made, out)))
    assert.truthy(os.execute(("cd %s/*/ && sha256sum --quiet --strict -c manifest-sha256.txt && sha256sum --quiet --strict -c tagmanifest-sha256.txt "
      .. "&& sha512sum --quiet --strict -c manifest-sha512.txt"):format(out)))
    local listed = shell.lines(("cd %s/*/ && find data -type f | sort"):format(out))
    assert.equal(listed, shell.lines(("cd %s/*/ && sed 's/^[0-9a-f]*  //' manifest-sha256.txt | sort"):format(out)))
    assert.truthy(os.execute(("cmp -s %s/noise.bin %s/*/data/items/*/evidence/*.bin"):format(d.folder, out)), listed)
  end)

  it("is good for Python's zipfile", function()
    assert.equal("None\n", shell.lines("python3 -c 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip())' " .. made .. " 2>&1"))
  end)

  it("that is cut off anywhere is refused", function()
    for size = 0, #whole - 1, math.max(1, #whole // 60) do
      local said, status = verify(whole:sub(1, size))
      assert.equal(1, status, size .. ": " .. said)
      assert.truthy(said:find("^[^\n]+[.?]\n$"), said)
    end
    local _, status = verify(whole:sub(1, -2))
    assert.equal(1, status)
  end)

  it("with anything added to it is refused", function()
    for _, text in ipairs { whole .. "x", "x" .. whole, whole .. whole } do
      local said, status = verify(text)
      assert.equal(1, status, said)
    end
  end)

  -- Who packed it and the attributes of a file on that system say nothing of the content; whoever packs it again writes others.
  local function free_places()
    local free, at = {}, string.unpack("<I4", whole, #whole - 5) + 1
    while whole:sub(at, at + 3) == "PK\1\2" do
      for _, offset in ipairs { 4, 5, 36, 37, 38, 39, 40, 41 } do free[at + offset] = true end
      local name, extra, comment = string.unpack("<I2I2I2", whole, at + 28)
      at = at + 46 + name + extra + comment
    end
    return free
  end

  it("with one byte changed anywhere is refused", function()
    local free, places = free_places(), {}
    for at = 1, #whole, math.max(1, #whole // 150) do places[#places + 1] = at end
    for at = #whole - 150, #whole do places[#places + 1] = at end -- the last of the directory, and the end record
    for _, at in ipairs(places) do
      if free[at] then goto continue end
      local byte = string.char(whole:byte(at) ~ 0x20)
      local said, status = verify(whole:sub(1, at - 1) .. byte .. whole:sub(at + 1))
      assert.equal(1, status, at .. ": " .. said)
      ::continue::
    end
  end)

  it("that is none is refused", function()
    for _, text in ipairs { "", "PK", "This is a letter.\n", ("\0"):rep(1000), "PK\3\4" .. ("\255"):rep(200), "PK\5\6" .. ("\0"):rep(18) } do
      local said, status = verify(text)
      assert.equal(1, status, said)
      assert.truthy(said:find("^[^\n]+[.?]\n$"), said)
    end
    local _, err, status = shell.run { "bundle", "verify", d.folder .. "/nothing.zip" }
    assert.equal(1, status)
    assert.truthy(err:find("nothing.zip", 1, true), err)
    _, err, status = shell.run { "bundle", "verify", d.folder }
    assert.equal(1, status, err)
  end)

  it("is not written over what is there", function()
    d:wrong({ says = { "made.zip" } }, "bundle", "create", "K-1", "--as", "m.test", "--output", made)
    assert.equal(whole, shell.read(made))
  end)

  it("is not written where there is no folder", function()
    d:wrong({ says = { "/nowhere/made.zip" } }, "bundle", "create", "K-1", "--as", "m.test", "--output", d.folder .. "/nowhere/made.zip")
  end)

  -- Hostile zips that others made, where they are: each refused with one sentence or read, within 10 seconds and 64 MB, and nothing written.
  it("that is hostile does no harm", function()
    local folder = os.getenv "WAYMARK_CONFORMANCE"
    if not folder then return print("skipped: WAYMARK_CONFORMANCE is not set") end
    local count, here = 0, d.folder .. "/here"
    -- The address sanitizer takes terabytes of addresses and memory of its own, so under it only the time and what is said are looked at.
    local sanitized = shell.program:find("/sanitize/", 1, true)
    local cap = sanitized and "true" or "ulimit -v 400000"
    os.execute("mkdir " .. here)
    for name, outcome in shell.read(folder .. "/zip/EXPECT.tsv"):gmatch("([^\t\n]+)\t(%a+)\t[^\n]*") do
      local path = folder .. "/zip/" .. name
      local line = ("cd %s && { %s; timeout 10 python3 - $WAYMARK bundle verify %s <<'EOF'\nimport resource, subprocess, sys\n"
        .. "run = subprocess.run(sys.argv[1:], capture_output=True, text=True)\n"
        .. "print(run.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, run.stderr or run.stdout, end='')\nEOF\n}"):format(here, cap, path)
      local status, resident, said = shell.lines(line):match("^(%d+) (%d+) (.*)$")
      assert.truthy(status and (sanitized or tonumber(resident) < 64 * 1024), name)
      -- "ok": the zip itself is sound; it is no bag, so the command says what is missing and ends with 1 all the same
      assert.equal("1", status, name .. ": " .. said)
      assert.equal(outcome == "reject", said:find("^The zip [^\n]+ was refused: [^\n]+%.\n$") ~= nil, name .. ": " .. said)
      count = count + 1
    end
    assert.truthy(count >= 14, count)
    assert.equal("", shell.lines("ls -A " .. here))
  end)
end)
