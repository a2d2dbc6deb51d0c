-- Goal: text that looks as if it named a child is warned of before it is kept, wherever people write, in process, over `batch` and by a served
-- board alike; with --sure it is kept, and the record says who went on. Method: a desk; each place is written to with such a text, and the
-- journal is counted.
local desk = require "helper.desk"
local json = require "helper.json"
local shell = require "helper.shell"

local nhs, postcode, mobile = "943 476 5919", "TS10 1AB", "07700 900123"

describe("text that looks as if it named a child", function()
  local d
  before_each(function() d = desk.new() end)
  after_each(function() d:remove() end)

  local function warns(says, ...)
    local err = d:wrong({ says = { "Nothing was kept", "--sure", table.unpack(says) } }, ...)
    for _, whole in ipairs { nhs, postcode, mobile } do assert.falsy(err:find(whole, 1, true), "it is repeated: " .. err) end
  end

  it("is warned of by field and kind wherever people write, and nothing is kept", function()
    local letter = d:file("letter.txt", "a letter")
    local named = d:file("call " .. mobile .. ".txt", "a letter")
    local function evidence(path, title, ...) return "evidence", "add", "K-1", path, "--as", "o.owner", "--level", "process", "--title", title, ... end
    warns({ "text", "a postcode", '"TS1"' }, "case", "start", "task", "--ref", "K-2", "--as", "m.test", "text=Lives at " .. postcode, "agency=north")
    warns({ "an NHS number" }, "case", "start", "task", "--ref", "9434765919", "--as", "m.test", "text=T", "agency=north")
    warns({ "title", "an NHS number" }, "case", "start", "task", "--title", "Child " .. nhs, "--as", "m.test", "text=T")
    warns({ "Note (note)", "a private telephone number" }, "case", "send", "K-1", "note", "--as", "o.owner", "note=Ring mum on " .. mobile)
    warns({ "title" }, evidence(letter, "Letter about " .. nhs))
    warns({ "description" }, evidence(letter, "Letter", "--description", "Sent to " .. postcode))
    warns({ "name" }, evidence(named, "Letter"))
    warns({ "reason" }, "case", "correct", "K-1", "1", "--as", "m.test", "--reason", "It was child " .. nhs, "--field", "text=Task")
    warns({ "text" }, "case", "correct", "K-1", "1", "--as", "m.test", "--reason", "A slip", "--field", "text=Child " .. nhs)
    warns({ "reason" }, "hold", "set", "K-1", "--as", "m.test", "--reason", "Inquest, born 12/03/2009")
    warns({ "reason" }, "erase", "ask", "K-1", "--fields", "text", "--as", "m.test", "--reason", "It says " .. postcode)
    warns({ "new value" }, "setting", "set", "short", "Board " .. postcode, "--as", "m.test", "--reason", "A new name")
    assert.equal(0, tonumber(shell.lines(("find %s/evidence -type f | wc -l"):format(d.path))))
  end)

  it("is named by its beginning only where that says something", function()
    local said = d:wrong({ says = { "a date of birth" } }, "case", "send", "K-1", "note", "--as", "o.owner", "note=b.2012-06-03")
    assert.falsy(said:find("it begins", 1, true), said)
  end)

  it("is warned of in the directory, in its sheets, in a redaction profile and where people meet", function()
    local function sheet(text) return "people", "import", d:file("people.csv", text), "--as", "m.test" end
    warns({ '"note"', "a date of birth" }, "agency", "set", "north", "note=Child DOB 03/06/2012", "--as", "m.test")
    warns({ '"title"', "a private address" }, "post", "set", "panel_chair", "title=Mother of Child A, 14 High Street, " .. postcode, "--as", "m.test")
    warns({ '"name"', "an NHS number" }, "people", "set", "o.owner", "name=Child " .. nhs, "--as", "m.test")
    warns({ '"absences"', "a private telephone number" }, "people", "set", "o.owner", 'absences:=[{"from":"2016-10-01","reason":"Ring ' .. mobile .. '"}]',
      "--as", "m.test")
    warns({ '"line 3"', "a postcode" }, sheet('id,name,email\nz.one,Zoe One,z.one@board.example\n"z.two","Two of\n' .. postcode .. '",z.two@board.example\n'))
    warns({ '"place"', "an NHS number" }, "meeting", "plan", "panel", "--on", "2016-10-05", "--place", "Room of " .. nhs, "--as", "m.test")
    local profile = [[{"name":"family","title":"%s","default":"show","reason":"%s","withhold":[]}]]
    warns({ '"title"', "an NHS number" }, "redaction", "add", d:file("p.json", profile:format("For " .. nhs, "r")), "--as", "m.test")
    warns({ '"reason"', "a date of birth" }, "redaction", "add", d:file("p.json", profile:format("Family", "He was born 12/03/2009")), "--as", "m.test")
  end)

  it("is no business of what a directory is for: addresses of those who work with it, dates, and where people meet", function()
    d:run("people", "set", "o.owner", "email=o.owner@gmail.com", "joined=2009-03-12", "--as", "m.test")
    d:run("people", "import", d:file("people.csv", "id,name,email,joined\nz.one,Zoe One,zoe.one@gmail.com,2009-03-12\n"), "--as", "m.test")
    d:run("workflow", "publish", "workflows/meeting.lua", "--as", "m.test")
    d:run("meeting", "plan", "panel", "--on", "2016-10-05", "--place", "14 High Street, " .. postcode, "--as", "m.test")
    d:run("agency", "set", "north", "note=Child DOB 03/06/2012", "--as", "m.test", "--sure")
    d:run("journal", "verify")
  end)

  it("is kept with --sure, and the history says what was warned of and who went on", function()
    d:run("case", "send", "K-1", "note", "--as", "o.owner", "--sure", "note=Ring the unit on " .. mobile)
    local last = d:ask("case", "history", "K-1").entries
    last = last[#last]
    assert.equal("o.owner", last.who)
    assert.truthy(table.concat(last.changes, "\n"):find("kept after a warning: Note seems to hold a private telephone number", 1, true))
    d:run("journal", "verify")
    d:run("rebuild")
  end)

  it("is on record even where the move is refused for another reason", function()
    d:wrong({ kept = 1 }, "case", "send", "K-1", "note", "--as", "l.north", "--sure", "note=Ring " .. mobile)
    local last = d:ask("case", "history", "K-1").entries
    assert.truthy(table.concat(last[#last].changes, "\n"):find("kept after a warning", 1, true))
  end)

  it("says no more of an item than whoever asks may see", function()
    local there = d:wrong({}, "case", "send", "K-1", "note", "--as", "x.out", "note=" .. nhs)
    local none = d:wrong({}, "case", "send", "K-9", "note", "--as", "x.out", "note=" .. nhs)
    assert.equal(none:gsub("K%-9", "K-1"), there)
  end)

  it("is no business of fields that are no text", function()
    d:run("case", "start", "task", "--ref", "K-3", "--as", "m.test", "text=Task", "agency=north", "owner=o.owner", "due=2016-12-05")
    d:run("case", "send", "K-1", "note", "--as", "o.owner", "note=Done at the meeting of 5 July 2013, minute 4.2")
  end)

  it("uses no key up, and is answered the same by a batch and a server", function()
    local request = '{"op":"case.send","case":"K-1","event":"note","as":"o.owner","key":"k1","data":{"note":"Ring ' .. mobile .. '"}}\n'
    local sure = request:gsub("^{", '{"sure":true,')
    local out = shell.run({ "batch", "--board", d.path }, { input = request .. request .. sure .. sure })
    local answers = {}
    for line in out:gmatch("[^\n]+") do answers[#answers + 1] = json.read(line) end
    assert.equal("personal", answers[1].error.code)
    assert.equal("personal", answers[2].error.code)
    assert.is_true(answers[3].taken)
    assert.same(answers[3], answers[4])
  end)

  it("can be let through kind by kind, by the office and with a reason", function()
    d:run("setting", "set", "personal_checks", "all but telephone, postcode", "--as", "m.test", "--reason", "Numbers of units are written here")
    d:run("case", "send", "K-1", "note", "--as", "o.owner", "note=Ring " .. mobile)
    warns({ "an NHS number" }, "case", "start", "task", "--as", "m.test", "text=Child " .. nhs .. " of " .. postcode, "agency=north")
    d:wrong({ says = { "personal_checks", "shoe_size", "nhs_number" } },
      "setting", "set", "personal_checks", "all but shoe_size", "--as", "m.test", "--reason", "x")
  end)
end)

describe("a plan that looks as if it named a child", function()
  local real = "examples/redcar-cleveland/business-plan.csv"
  local folder, board
  setup(function()
    folder = shell.folder()
    board = folder .. "/board"
    shell.run { "init", board, "--seed", "examples/redcar-cleveland/board.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z" }
  end)
  teardown(function() shell.remove(folder) end)

  local function import(...) return shell.run { "import", "plan", ..., "--board", board, "--as", "h.dixon" } end

  it("is warned of by its line, and none of it is kept", function()
    local text = shell.read(real):gsub("Longitudinal analysis of early help interventions", "%0 (Child A " .. postcode .. ")")
    local _, err, status = import(shell.write(folder .. "/plan.csv", text))
    assert.equal(1, status)
    assert.truthy(err:find('"line %d+" seems to hold a postcode'), err)
    assert.truthy(shell.run({ "case", "list", "--board", board, "--json" }):find('"count":0', 1, true))
  end)

  it("is kept with --sure, and the item that has it says so", function()
    local _, err, status = shell.run { "import", "plan", folder .. "/plan.csv", "--sure", "--board", board, "--as", "h.dixon" }
    assert.equal(0, status, err)
    local warned = "kept after a warning: Action seems to hold a postcode"
    assert.truthy(shell.run({ "case", "history", "BP-4.3.1", "--board", board }):find(warned, 1, true))
    assert.falsy(shell.run({ "case", "history", "BP-4.3.2", "--board", board }):find("warning", 1, true))
  end)
end)

describe("the real plan", function()
  it("comes in without one warning", function()
    local folder = shell.folder()
    local board = folder .. "/board"
    shell.run { "init", board, "--seed", "examples/redcar-cleveland/board.lua" }
    local _, err, status = shell.run { "import", "plan", "examples/redcar-cleveland/business-plan.csv", "--board", board, "--as", "h.dixon" }
    assert.equal(0, status, err)
    shell.remove(folder)
  end)
end)

describe("a served board", function()
  it("warns like any other", function()
    local d = desk.new()
    local pid = shell.serve(d.path, d.folder .. "/log")
    local _, err, status = shell.run { "case", "send", "K-1", "note", "--as", "o.owner", "note=Ring " .. mobile, "--board", d.path }
    local _, sure_err, sure = shell.run { "case", "send", "K-1", "note", "--as", "o.owner", "--sure", "note=Ring " .. mobile, "--board", d.path }
    shell.stop(pid)
    d:remove()
    assert.equal(1, status)
    assert.truthy(err:find("Nothing was kept", 1, true), err)
    assert.equal(0, sure, sure_err)
  end)
end)
