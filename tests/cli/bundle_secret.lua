-- Goal: what can be read of an encrypted bundle without its password, the names, tells nothing of what its files hold; and a bundle that was made
-- before that was so still verifies (J6). Method: names listed by unzip; bundles packed anew by 7z, with and without encryption, under the names of each kind.
local shell = require "helper.shell"
local desk = require "helper.desk"

local has_7z = os.execute "command -v 7z >/dev/null"

local function verify(path, ...)
  local out, err, status = shell.run { "bundle", "verify", path, ... }
  return (out .. err):gsub("%s+", " "), status
end

describe("an encrypted bundle", function()
  local d, zip
  setup(function()
    d = desk.new()
    for _, name in ipairs { "proof.txt", "Bericht für März.PDF", "=1+1" } do
      d:run("evidence", "add", "K-1", d:file(name, "bytes of " .. name), "--as", "o.owner", "--title", name, "--level", "process")
    end
    zip = d.folder .. "/open.zip"
    d:run("bundle", "create", "K-1", "--as", "m.test", "--output", zip)
  end)
  teardown(function() d:remove() end)

  -- Names can be read without the password; eight digits of a hash tell which of a thousand files that one has it is.
  local function make_secret(name)
    local secret, word = d.folder .. "/" .. name, shell.write(d.folder .. "/word", "correct horse battery\n")
    d:run("bundle", "create", "K-1", "--as", "m.test", "--password-file", word, "--output", secret)
    return secret, word
  end

  it("names its evidence without a digit of its hash when it is encrypted", function()
    if not has_7z then return pending "7z is not here" end
    local secret, word = make_secret "names.zip"
    local names = {}
    for path in shell.lines("unzip -Z1 " .. secret):gmatch("/(evidence/[^\n]+)") do names[#names + 1] = path end
    assert.same({ "evidence/0001.txt", "evidence/0002.pdf", "evidence/0003" }, names)
    local csv = shell.lines(("7z x -so -p'correct horse battery' %s -r evidence.csv index.html"):format(secret))
    for _, name in ipairs(names) do
      assert.truthy(csv:find('"' .. name .. '"', 1, true), csv)
      assert.truthy(csv:find(name .. '">', 1, true), csv) -- the page's link
    end
    assert.equal(0, select(2, verify(secret, "--password-file", word)))
  end)

  it("verifies encrypted with the names of before, and by number only where it is encrypted", function()
    if not has_7z then return pending "7z is not here" end
    local numbered, word = make_secret "numbered.zip"
    -- Repacks what is in the zip FROM as it is.
    local function repacked(from, how, options)
      local out = d.folder .. "/" .. how
      local line = "mkdir %s && cd %s && 7z x -bso0 -bd -p'correct horse battery' %s && 7z a -bso0 -bd -tzip -mx=0 %s %s.zip -- $(find * -type f)"
      assert(os.execute(line:format(out, out, from, options, out)))
      return out .. ".zip"
    end
    local secret = "-mem=AES256 -p'correct horse battery'"
    local said, status = verify(repacked(zip, "before", secret), "--password-file", word)
    assert.equal(0, status, said)
    said, status = verify(repacked(zip, "again", ""))
    assert.equal(0, status, said)
    said, status = verify(repacked(numbered, "opened", ""))
    assert.equal(1, status, said)
    assert.truthy(said:find("evidence.csv does not call the files of evidence what they are called in the bundle", 1, true), said)
  end)
end)
