-- Goal: the office changes how the board works while it is at work: a setting is what it must be, who changed it and why stays in the record,
-- and what has its own command is not changed behind that command's back. Method: a desk, and each kind of setting.
local desk = require "helper.desk"

describe("a setting", function()
  local d
  setup(function() d = desk.new() end)
  teardown(function() d:remove() end)

  local function value(name)
    for _, row in ipairs(d:ask("setting", "list").settings) do
      if row.name == name then return row.value end
    end
    error("no setting " .. name)
  end

  it("is listed with what it does, given or not", function()
    assert.equal("m.test", value("console"))
    local listed = d:run("setting", "list")
    assert.truthy(listed:find("evidence_max", 1, true) and listed:find("The largest file that is taken as evidence", 1, true))
  end)

  it("is changed by the office, counts from then on, and is taken away again", function()
    d:run("setting", "set", "evidence_max", "2", "--as", "m.test", "--reason", "A small disk")
    assert.equal(2, value("evidence_max"))
    local large = d:file("large.bin", ("x"):rep((2 << 20) + 1))
    d:wrong({ says = { "larger than 2 MB" } }, "evidence", "add", "K-1", large, "--as", "o.owner", "--level", "process", "--title", "Large")
    d:run("setting", "set", "evidence_max", "--as", "m.test", "--reason", "A larger disk")
    assert.is_nil(value("evidence_max"))
    d:run("evidence", "add", "K-1", large, "--as", "o.owner", "--level", "process", "--title", "Large")
    d:run("rebuild")
    d:run("journal", "verify")
  end)

  it("limits what one item holds, all files together", function()
    d:run("case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=Task", "agency=north", "owner=o.owner")
    d:run("setting", "set", "evidence_item_max", "1", "--as", "m.test", "--reason", "A small disk")
    local function add(title, text) return "evidence", "add", "K-2", d:file("half.bin", text), "--as", "o.owner", "--level", "process", "--title", title end
    d:run(add("First", ("x"):rep(600000)))
    d:wrong({ says = { "K-2 would have more than 1 MB", "evidence_item_max" } }, add("Second", ("y"):rep(600000)))
    d:run("setting", "set", "evidence_item_max", "--as", "m.test", "--reason", "A larger disk")
    d:run(add("Second", ("y"):rep(600000)))
  end)

  it("that is as it was asked to be makes no entry", function()
    d:run("setting", "set", "mail_hours", "09:00-17:00", "--as", "m.test", "--reason", "Office hours")
    local before = d:entries()
    d:run("setting", "set", "mail_hours", "09:00-17:00", "--as", "m.test", "--reason", "Office hours")
    assert.equal(before, d:entries())
  end)

  it("that is not what it must be is refused in one sentence", function()
    local why = { "--as", "m.test", "--reason", "To try" }
    local function wrong(says, ...) d:wrong({ says = says }, "setting", "set", ..., table.unpack(why)) end
    local function wrong_value(says, name, given) d:wrong({ says = says }, "setting", "set", name, given, table.unpack(why)) end
    wrong_value({ "a whole number of megabytes from 1 to" }, "evidence_max", "lots")
    wrong_value({ "a whole number of megabytes from 1 to" }, "evidence_max", "0")
    wrong_value({ "09:00 to 5", "08:00-18:00" }, "mail_hours", "09:00 to 5")
    wrong_value({ "the board's name, on one line of at most 200 bytes" }, "name", ("x"):rep(201))
    wrong_value({ "the board's short name, on one line" }, "short", "red \27[31m")
    wrong_value({ "path of a socket" }, "virus_scan", "clamd.ctl")
    wrong_value({ "Nobody on this board is called \"nobody\"" }, "console", "nobody")
    wrong_value({ "The setting council cannot name \"nowhere\", since no agency of this board is called that" }, "council", "nowhere")
    wrong_value({ "calendar replace" }, "division", "scotland")
    wrong({ "There is no setting called \"colour\"" }, "colour")
    d:wrong({ says = { "--reason" }, status = 2 }, "setting", "set", "evidence_max", "5", "--as", "m.test")
    d:wrong({ says = { "Owen Owner may not change the board's settings" } }, "setting", "set", "evidence_max", "5", "--as", "o.owner", "--reason", "Mine")
  end)
end)
