-- Goal: a command starts without libcurl and the twenty-five libraries behind it, which only mail needs; where it cannot be loaded, mail says so and
-- is kept. Method: the loader is asked what it would load; a file of libcurl's name that is no library stands before the machine's own.
local postbox = require "helper.postbox"
local shell = require "helper.shell"

describe("the library that carries mail", function()
  it("is not loaded by starting the program", function()
    local loads = shell.lines("LD_TRACE_LOADED_OBJECTS=1 " .. shell.quote(shell.program))
    assert.truthy(loads:find("libsqlite3", 1, true), loads)
    for _, name in ipairs { "libcurl", "libgnutls", "libldap", "libkrb5" } do assert.is_nil(loads:find(name, 1, true), loads) end
  end)

  it("is named where it is missing, and the letter leaves when it is there", function()
    local p = postbox.new()
    finally(function() p:remove() end)
    p.d:run("people", "set", "m.test", "digest=each", "--as", "m.test")
    local _, said, status = shell.run { "case", "send", "K-1", "raises", "--as", "o.owner", "--board", p.d.path }
    assert.equal(1, status, said)
    p.d:file("libcurl.so.4", "no library")
    local out, err, code = shell.run({ "outbox", "send", "--as", "m.test", "--board", p.d.path }, { env = "LD_LIBRARY_PATH=" .. p.d.folder })
    assert.same({ "", 3 }, { out, code })
    assert.truthy(err:find("^No mail leaves; it is kept[^\n]+ The library libcurl%.so%.4, which carries mail, could not be loaded %b(): " ..
      "install Debian's libcurl4; where it was replaced since this program was started, start it again%.\n$"), err)
    assert.equal("ready", p:rows("a step got stuck")[1].status)
    p:send()
    assert.equal("sent", p:rows("a step got stuck")[1].status)
  end)
end)
