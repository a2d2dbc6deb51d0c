-- Goal: who signed a bundle is proven by a key or a checkpoint that came by another way, and by nothing that stands in it (J1, J6). Method: a bundle of one
-- action, verified with the right key, another's, a checkpoint that was kept, and after keys of many days.
local shell = require "helper.shell"
local boards = require "helper.board"

local function verify(path, ...)
  local out, err, status = shell.run { "bundle", "verify", path, ... }
  return out .. err, status
end

local function says(text, ...)
  for _, part in ipairs { ... } do assert.truthy(text:gsub("%s+", " "):find(part, 1, true), part .. " is missing in\n" .. text) end
end

local function member(zip, path) return shell.lines(("unzip -p %s '*/%s'"):format(shell.quote(zip), path)) end

describe("who signed", function()
  local board, zip, key, kept
  setup(function()
    board = boards.new()
    board:begin_action "RA-1"
    local answer = board:ask("journal", "checkpoint")
    key, kept = answer.key, shell.write(board.folder .. "/kept.txt", answer.checkpoint)
    board:send("RA-1", "update", "s.reid", "narrative=Half done", "forecast=2016-12-20", "self_rag=green")
    zip = board.folder .. "/a.zip"
    board:run("bundle", "create", "RA-1", "--as", "h.dixon", "--consistent-with", kept, "--output", zip)
  end)
  teardown(function() board:remove() end)

  it("is proven by the key that came by another way, in words or in a file", function()
    for _, given in ipairs { key, shell.write(board.folder .. "/board.key", key .. "\n") } do
      local said, status = verify(zip, "--key", given)
      assert.equal(0, status, said)
      says(said, "The key that you gave vouches for it.")
      assert.is_nil(said:find("Whose key it is", 1, true))
    end
  end)

  it("is proven by the key that is printed beside a checkpoint's file", function()
    local path = board.folder .. "/minutes.txt"
    local printed = board:run("journal", "checkpoint", "--output", path):match("\n(waymark/%S+)\n$")
    assert.equal(key, printed)
    assert.is_nil(shell.read(path):find(printed, 1, true)) -- the note stays as others read it
    says(verify(zip, "--key", printed), "The key that you gave vouches for it.")
  end)

  it("is not proven by another key", function()
    local other = boards.new()
    other:begin_action "RA-1"
    local said, status = verify(zip, "--key", other:ask("journal", "checkpoint").key)
    assert.equal(1, status)
    says(said, "The key that you gave does not vouch for this bundle")
    local theirs = shell.write(board.folder .. "/theirs.txt", other:ask("journal", "checkpoint").checkpoint)
    said, status = verify(zip, "--checkpoint", theirs)
    assert.equal(1, status)
    says(said, "is of another board's log")
    says(board:refused("bundle", "create", "RA-1", "--as", "h.dixon", "--consistent-with", theirs, "--output", board.folder .. "/no.zip"),
      "is of the log waymark/")
    other:remove()
  end)

  it("is the log of the checkpoint that somebody kept", function()
    local said, status = verify(zip, "--checkpoint", kept)
    assert.equal(0, status, said)
    says(said, "This is the log of the checkpoint that you gave, with its")
    local without = board.folder .. "/without.zip"
    board:run("bundle", "create", "RA-1", "--as", "h.dixon", "--output", without)
    said, status = verify(without, "--checkpoint", kept)
    assert.equal(1, status)
    says(said, "cannot be told", "--consistent-with")
    local same = board.folder .. "/same.txt"
    shell.write(same, member(without, "data/checkpoint.txt"))
    said, status = verify(without, "--checkpoint", same)
    assert.equal(0, status, said)
  end)

  it("stays proven through a new key a day, each vouched for by the one before", function()
    local later = board.folder .. "/later.zip"
    board:run("case", "send", "RA-1", "update", "--as", "s.reid", "narrative=More", "forecast=2016-12-20", "self_rag=green", "--now",
      "2016-09-03T09:00:00Z")
    board:run("bundle", "create", "RA-1", "--as", "h.dixon", "--output", later)
    local said, status = verify(later, "--key", key)
    assert.equal(0, status, said)
  end)
end)
