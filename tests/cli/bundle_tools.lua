-- Goal: a bundle needs no Waymark (J6): other people's tools list the same names and read the same bytes, and the bag keeps RFC 8493 and its profile.
-- Method: one bundle with evidence of awkward names; unzip, 7z, bsdtar and Python's zipfile unpack it, each into a folder of its own, and the folders
-- are compared; sha256sum and sha512sum check the manifests; tests/helper/bag.py, which knows the specifications only, checks the bag.
local desk = require "helper.desk"
local shell = require "helper.shell"

local d, made

local function has(tool) return os.execute("command -v " .. tool .. " >/dev/null 2>&1") end

-- What unpacks the zip MADE into the folder INTO, and what lists its names.
local tools = {
  { name = "unzip", unpack = "unzip -q MADE -d INTO", list = "unzip -Z1 MADE" },
  { name = "7z", unpack = "7z x -y -oINTO MADE >/dev/null", list = "7z l -ba -slt MADE | sed -n 's/^Path = //p'" },
  { name = "bsdtar", unpack = "bsdtar -x -f MADE -C INTO", list = "bsdtar -t -f MADE" },
  { name = "python3", unpack = "python3 -m zipfile -e MADE INTO",
    list = "python3 -c 'import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep=\"\\n\")' MADE" },
}

local function fill(line, into) return (line:gsub("MADE", made):gsub("INTO", into)) end

-- The digest and path of every file under a folder, in order.
local function digests(folder) return shell.lines(("cd %s && find . -type f | LC_ALL=C sort | xargs sha256sum"):format(folder)) end

describe("a bundle", function()
  setup(function()
    d = desk.new()
    local files = { ["proof.txt"] = "proof\n", ["Bericht für März, 100% (2).txt"] = "caf\xc3\xa9\n", ["noise.bin"] = ("\0\1\2\255PK\5\6"):rep(5000),
      ["con.txt"] = "a device's name", ["inner.zip"] = shell.read("/dev/null") .. "PK\5\6" .. ("\0"):rep(18) }
    for name, text in pairs(files) do
      d:run("evidence", "add", "K-1", d:file(name, text), "--as", "o.owner", "--title", "Proof " .. name, "--level", "process")
    end
    made = d.folder .. "/made.zip"
    d:run("bundle", "create", "K-1", "--as", "m.test", "--output", made)
  end)
  teardown(function() d:remove() end)

  it("is a bag by the specification and by its own profile", function()
    assert.equal("\n", shell.lines("python3 tests/helper/bag.py " .. made .. " 2>&1"))
  end)

  it("is listed and read alike by every tool", function()
    local names, first
    for _, tool in ipairs(tools) do
      if not has(tool.name) then
        print("skipped: there is no " .. tool.name .. " here")
      else
        local into = d.folder .. "/" .. tool.name
        assert.truthy(os.execute("mkdir " .. into .. " && " .. fill(tool.unpack, into)), tool.name)
        local listed, read = shell.lines(fill(tool.list, into)), digests(into)
        names, first = names or listed, first or read
        assert.equal(names, listed, tool.name)
        assert.equal(first, read, tool.name)
      end
    end
    assert.truthy(select(2, first:gsub("\n", "\n")) > 12, first)
  end)

  it("has manifests that sha256sum and sha512sum take as they are", function()
    assert.truthy(os.execute(("cd %s/unzip/* && sha256sum --quiet --strict -c manifest-sha256.txt tagmanifest-sha256.txt"
      .. " && sha512sum --quiet --strict -c manifest-sha512.txt"):format(d.folder)))
  end)

  it("gives no name away that somebody chose", function()
    assert.is_nil(shell.lines("unzip -Z1 " .. made):find("[^%w%._/\n-]"))
  end)

  it("that is spoiled is refused by the second opinion too", function()
    for _, spoil in ipairs { "s/hello/hellO/", "s/Payload-Oxum: /Payload-Oxum: 1/", "s/manifest-sha512/manifest-sha51x/g" } do
      local bag = d.folder .. "/spoiled"
      local line = "rm -rf %s %s.zip; cp -r %s/unzip %s && cd %s && sed -i '%s' */bag-info.txt */*manifest* && echo x >> $(find */data -type f | head -n 1)"
        .. " && python3 -m zipfile -c %s.zip */ >/dev/null"
      assert.truthy(os.execute(line:format(bag, bag, d.folder, bag, bag, spoil, bag)))
      assert.is_nil(os.execute("python3 tests/helper/bag.py " .. bag .. ".zip >/dev/null 2>&1"), spoil)
    end
  end)
end)
