-- Goal: a command that is written wrongly gets one sentence that says what was wrong and what to write, and exit status 2; nothing is printed
-- on standard output. Method: type each mistake at the program and compare the sentence word for word.
local shell = require "helper.shell"

local mistakes = {
  { {}, 'Say what to do, for example "waymark case list"; "waymark --help" lists every command.' },
  { { "cse", "list" }, 'There is no command "cse"; did you mean "case"?' },
  { { "frobnicate" }, 'There is no command "frobnicate"; "waymark --help" lists them all.' },
  { { "case" },
    '"waymark case" needs one more word: start, send, form, show, list, share, unshare, open, count, seen, history, correct, explain, forecast, deadline.' },
  { { "case", "sho" }, 'There is no command "case sho"; did you mean "case show"?' },
  { { "case", "frobnicate" },
    'There is no command "case frobnicate"; after "case" comes one of: start, send, form, show, list, share, unshare, open, count, seen, history, ' ..
    "correct, explain, forecast, deadline." },
  { { "case", "send", "RA-1" }, '"waymark case send" needs ITEM EVENT [FIELD=VALUE...] after it; see "waymark case send --help".' },
  { { "case", "show", "RA-1", "RA-2" }, '"waymark case show" does not know what to do with "RA-2"; it is written "waymark case show ITEM".' },
  { { "case", "list", "--worflow", "x" }, "There is no option --worflow; did you mean --workflow?" },
  { { "case", "list", "--frobnicate" }, 'There is no option --frobnicate; "waymark --help" lists the commands, and each has its own --help.' },
  { { "case", "list", "--key", "x" }, '"waymark case list" takes no --key; see "waymark case list --help".' },
  { { "case", "list", "--as" }, "--as needs PERSON after it: who asks: an id of \"waymark people list\", such as h.dixon; else WAYMARK_AS." },
  { { "workflow", "migrate", "theme", "--dry-run", "--to" }, "--to needs N after it: the version to move to; else the newest." },
  { { "--json", "workflow", "migrate", "theme", "--to" }, "--to needs DATE after it: up to the end of this day." },
  { { "meeting", "put-off", "LLIP-1", "--reason", "Snow" }, '"waymark meeting put-off" needs --on DATE: the day on which it is held, sooner or later.' },
  { { "agency", "succeed", "ccg", "icb", "--reason", "Act" }, '"waymark agency succeed" needs --on DATE: the first day of the new one.' },
  { { "case", "list", "--json=yes" }, '--json takes no value: write it without "=".' },
  { { "case", "list", "--as", "a", "--as", "b" }, "--as is given twice; give it once." },
  { { "evidence", "add", "RA-1", "x.pdf", "--title", "T" }, '"waymark evidence add" needs --level LEVEL: what it shows: output, process, impact or outcome.' },
  { { "evidence", "add", "RA-1", "x.pdf", "--level", "process" }, '"waymark evidence add" needs --title TITLE: what lists call it.' },
  { { "incident", "skip", "4f" }, '"waymark incident skip" needs --reason TEXT: why; it is kept in the journal.' },
  { { "case", "send", "RA-1", "submit", "statement" }, '"statement" is not FIELD=VALUE; write for example due=2016-09-30, or count:=3 for a number.' },
  { { "case", "send", "RA-1", "submit", "=x" }, '"=x" is not FIELD=VALUE; write for example due=2016-09-30, or count:=3 for a number.' },
  { { "case", "send", "RA-1", "submit", "a=1", "a=2" }, '"a" is given twice; give it once.' },
  { { "case", "send", "RA-1", "submit", "--version", "new" }, '--version new is not a whole number; "waymark case show" prints an item\'s version.' },
  { { "case", "list", "--rag", "purple" }, "--rag purple is no colour of an item; write red, amber, green, blue or grey." },
  { { "frobnicate", "--help" }, 'There is no command "frobnicate"; "waymark --help" lists them all.' },
  { { "init", "b", "--now", "2016-09-01T09:00:00Z" },
    "--now sets the clock of a board with a manual clock only; add --manual-clock, or leave --now out for a real board." },
  { { "init", "b", "--manual-clock" }, "A manual clock must be set: add --now INSTANT, for example --now 2016-09-01T09:00:00Z." },
  { { "case", "list" },
    'No board was named and none is here: give --board FOLDER, set WAYMARK_BOARD, or go to the board\'s folder; "waymark init FOLDER" makes a new one.' },
  { { "case", "list", "--text", "\xff" }, "Word 4 of the command is not valid UTF-8 text; set your terminal to UTF-8 and type it again." },
}

describe("a command written wrongly", function()
  local folder = shell.folder()
  teardown(function() shell.remove(folder) end)
  for _, mistake in ipairs(mistakes) do
    it("waymark " .. table.concat(mistake[1], " "):gsub("\xff", "?"), function()
      local out, err, status = shell.run(mistake[1], { inside = folder })
      assert.are.equal(mistake[2] .. "\n", err)
      assert.are.equal("", out)
      assert.are.equal(2, status)
    end)
  end
end)

describe("help", function()
  it("is printed for the program, a noun and a command, with an example and exit status 0", function()
    for _, words in ipairs { { "--help" }, { "case", "--help" }, { "case", "send", "--help" }, { "help", "case", "send" }, { "case", "send", "-h" } } do
      local out, err, status = shell.run(words)
      assert.are.equal(0, status)
      assert.are.equal("", err)
      assert.truthy(out:find("ITEM EVENT [FIELD=VALUE...]", 1, true))
    end
    assert.truthy(shell.run({ "case", "send", "--help" }):find("Example:\n  waymark case send RA-1 submit", 1, true))
  end)
  it("of every command has an example that begins with the program's name and names the command", function()
    for noun, verb in shell.run({ "--help" }):gmatch("\n  (%l[%l-]+) ?([%l-]*)[^\n]*") do
      local out = shell.run(verb ~= "" and { noun, verb, "--help" } or { noun, "--help" })
      assert.truthy(out:find("\nExample:\n", 1, true), noun .. " " .. verb)
      assert.truthy(out:find("waymark " .. noun, out:find("\nExample:\n", 1, true), true), noun .. " " .. verb)
    end
  end)
  it("says of an option what it means in that command, and nothing of others", function()
    local plan = shell.run { "meeting", "plan", "--help" }
    assert.truthy(plan:find("--all +one for each day that is on the group's list already"))
    assert.is_nil(plan:find("sample", 1, true))
    assert.truthy(shell.run({ "access", "list", "--help" }):find("--person PERSON +only what this person did\n"))
    assert.is_nil(shell.run({ "calendar", "show", "--help" }):find("terminal", 1, true)) -- that list goes to a file alone
    local report = shell.run { "report", "--help" }
    assert.truthy(report:find("--to DATE +up to the end of this day\n"))
    assert.is_nil(report:find("bundle", 1, true))
    assert.truthy(shell.run({ "case", "share", "--help" }):find("--with WHOM +with whom: person:ID"))
    assert.truthy(shell.run({ "init", "--help" }):find("--with NAME,NAME +use these of the shipped workflows too"))
  end)
  it("fits the screen", function()
    for line in shell.run({ "--help" }, { env = "COLUMNS=72" }):gmatch("[^\n]+") do assert.is_true(#line <= 72, line) end
  end)
  it("says which version this is", function()
    local out, _, status = shell.run { "--version" }
    assert.truthy(out:find("^waymark %d+%.%d+%.%d+\n$"))
    assert.are.equal(0, status)
  end)
end)

describe("the answer's way out", function()
  it("that is full is not taken for success", function()
    local _, _, status = os.execute(shell.quote(shell.program) .. " --help >/dev/full 2>/dev/null")
    assert.are.equal(3, status)
  end)
end)
