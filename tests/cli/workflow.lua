-- Goal (DESIGN 5): a workflow can be read aloud, beside its older version too, drawn, and printed in chart form that is the same workflow. Method: the
-- shipped workflows and tests/data/plain.lua, what is printed read back by the program itself.
local shell = require "helper.shell"
local json = require "helper.json"

local function ok(...)
  local said, err, status = shell.run { ... }
  assert.are.equal(0, status, said .. err)
  return said
end

local function refused(...)
  local said, err, status = shell.run { ... }
  assert.are.equal(1, status, said .. err)
  return err
end

local function contains(text, ...)
  for _, part in ipairs { ... } do
    local flat = text:gsub("%s+", " ")
    assert.is_truthy(flat:find(part, 1, true), part .. "\nis not in\n" .. text)
  end
end

describe("waymark workflow read", function()
  it("tells steps as they follow on one another where a module went on with those of the file", function()
    local order = {}
    for title in ok("workflow", "read", "workflows/audit-cycle.lua"):gmatch("\n%d+%. ([^\n]+)") do order[#order + 1] = title end
    assert.same({ "Planned", "Scoped", "Sample drawn", "Returns open", "Returns closed", "Moderation", "Findings agreed", "Report in draft", "Actions open",
      "Re-audit due", "Closed" }, order)
  end)

  it("says a role that is a clause without an article, and a day as one", function()
    local said = ok("workflow", "read", "workflows/challenge.lua")
    contains(said, "It is the turn of whoever is challenged")
    assert.is_nil(said:find("[Tt]he Whoever"))
    contains(ok("workflow", "draw", "workflows/audit-return.lua"), 'as soon as &quot;Filled in')
    contains(ok("workflow", "read", "workflows/disagreement.lua"), "the end of the day on which it began")
  end)

  it("says who begins, whose turn each step is, by when, what happens then, and what can be chosen", function()
    contains(ok("workflow", "read", "tests/data/plain.lua"), "Plain request (plain), version 1", "The Business Manager may begin one, giving",
      "1. Asked for", "It is the turn of the Owner, to be done by: 10 working days after it began.",
      "10 working days after it is due: the Executive is told at once, \"still late: please ask why\".",
      "- The Owner may choose: \"Hand it in\", giving \"Answer\", only if", "Then it goes on with \"Handed in\".", "It stays where it is.",
      "It is the turn of the LLIP, to be done by: the next meeting of llip.",
      "- The LLIP may decide, at a meeting: \"Accept it\"; the Business Manager may write it down",
      "- By itself (\"It lapses\"), 12 months after it began.", "It counts as closed.")
  end)

  it("calls groups as the board does, where a board is at hand", function()
    local path = shell.folder() .. "/board"
    ok("init", path, "--seed", "examples/redcar-cleveland/board.lua", "--manual-clock", "--now", "2016-09-01T09:00:00Z")
    contains(ok("workflow", "read", "workflows/training-impact.lua", "--board", path), "the next meeting of Training Sub Group.")
    contains(ok("workflow", "read", "workflows/transition-assurance.lua", "--board", path, "--json"), "1 working day after the next meeting of RCSCB: ")
    contains(ok("workflow", "read", "workflows/training-impact.lua"), "the next meeting of training.")
    local function drawn(...) return (ok("workflow", "draw", "workflows/training-impact.lua", ...):gsub("<[^>]*>", " "):gsub("%s+", " ")) end
    contains(drawn("--board", path), "the next meeting of Training Sub Group")
    contains(drawn(), "the next meeting of training")
    ok("group", "set", "training", "name=Training & \"Learning\" <Group>", "--board", path, "--as", "h.dixon")
    contains(drawn("--board", path), "the next meeting of Training &amp; &quot;Learning&quot; &lt;Group&gt;")
    local written = shell.folder() .. "/training.svg"
    ok("workflow", "draw", "workflows/training-impact.lua", "--board", path, "--output", written)
    contains(shell.read(written), "Learning")
  end)

  it("reads what comes of the same file too, and chart form as far as it goes", function()
    contains(ok("workflow", "read", "workflows/theme-prevent.lua"), "Every agency with the duty \"Prevent\" is named",
      "Prevent assurance: Assurance requested (theme-prevent-return), version 2", "Hand it in")
    contains(ok("workflow", "read", "workflows/review-action.lua"), "What stands below runs side by side.", "1.1. Proposed")
    contains(ok("workflow", "read", "workflows/plan-action.lua"), "Wherever it stands: The Lead")
  end)

  it("says each value in words, and nothing as it stands in a file", function()
    for _, name in ipairs { "section11-return", "transition-assurance", "audit-return", "assurance-picture", "plan-action" } do
      assert.is_nil(ok("workflow", "read", "workflows/" .. name .. ".lua"):find("[%[{}%]]"), name)
    end
    contains(ok("workflow", "read", "workflows/transition-assurance.lua"), '"Indicators of the plan" becomes "5.4"')
    contains(ok("workflow", "read", "workflows/section11-return.lua"), 'becomes the agency of "Agency" and "Filled in by"')
  end)

  it("hides no condition, deadline or reader", function()
    local action = ok("workflow", "read", "workflows/review-action.lua")
    contains(action, 'only if it is ready to be agreed', '"it is ready to be agreed": the action is specific, measurable', "see all of it.",
      '"the due date has passed": it is later than the end of "Due date".', "Else it is blue if the work was accepted.",
      '10 working days before it is due (if "Priority" is "high", 5 working days before it is due): ')
    contains(ok("workflow", "read", "workflows/scr.lua"), 'The clock stops, because of "Why the report clock is stopped", by whoever decides it, to be')
    contains(ok("workflow", "read", "tests/data/brief.lua"),
      'may begin one, giving "Brief"; they may add "Due" and "Helper", only if "Brief" is filled in')
    contains(ok("workflow", "read", "workflows/audit-return.lua"), "when it is exempted by whoever asked", " sees ", ", while ")
    contains(ok("workflow", "read", "tests/data/approval.lua"), "It stands only as long as nothing changes in")
  end)

  it("tells steps in the order in which they follow on one another", function()
    local said = ok("workflow", "read", "workflows/scr.lua")
    local before = 0
    for _, title in ipairs {
      "Referred", "Recommended, decision awaited", "Commissioned", "Analysis", "Report before the Board", "Publication prepared", "Closed",
    } do
      local at = said:find("\n1%.%d+%. " .. title .. "\n")
      assert.is_truthy(at and at > before, title)
      before = at
    end
  end)

  it("shows what a newer version asks for behind the same name", function()
    local folder = shell.folder()
    local older = shell.read("tests/data/plain.lua"):gsub("only_if = has \"text\"", "only_if = { op = \"has\", field = \"text\", label = \"it is complete\" }")
    local path, other = shell.write(folder .. "/older.lua", older), older:gsub("version = 1", "version = 2"):gsub("field = \"text\"", "field = \"review_on\"")
    local said = ok("workflow", "read", path, shell.write(folder .. "/newer.lua", other))
    contains(said, "Colours, warnings and conditions in full", 'no longer: "it is complete": "What is asked for" is filled in.',
      'now: "it is complete": "Looked at again on" is filled in.')
    os.execute("rm -r " .. folder)
  end)

  it("answers with the same sentences as JSON", function()
    local procedure = json.read(ok("workflow", "read", "tests/data/plain.lua", "--json"))
    assert.are.equal("asked_for", procedure.steps[1].id)
    assert.are.same({ "handed_in" }, procedure.steps[1].choices[1].to)
  end)

  it("says what a newer version says otherwise, of files and of the board's", function()
    local folder = shell.folder()
    local newer = shell.read("tests/data/plain.lua"):gsub("version = 1", "version = 2"):gsub('"10 working days after asked"', '"5 working days after asked"')
    local path = shell.write(folder .. "/newer.lua", newer)
    local said = ok("workflow", "read", "tests/data/plain.lua", path)
    contains(said, "plain, version 2, beside plain, version 1", "Asked for",
      "no longer: It is the turn of the Owner, to be done by: 10 working days after it began.",
      "now: It is the turn of the Owner, to be done by: 5 working days after it began.")
    assert.is_nil(said:find("Looked at again", 1, true), said)
    contains(ok("workflow", "read", path, path), "Both say the same.")
    local board = folder .. "/board"
    ok("init", board)
    ok("workflow", "publish", "tests/data/plain.lua", "--board", board, "--as", "manager")
    contains(ok("workflow", "read", "plain@1", path, "--board", board), "5 working days after it began")
    contains(refused("workflow", "read", "plain@7", "--board", board, "--as", "manager"), "There is no workflow plain@7 on this board")
    shell.remove(folder)
  end)
end)

describe("waymark workflow draw", function()
  local function drawn(...) return ok("workflow", "draw", ...) end

  it("prints the same drawing each time: steps with who holds them and by when, choices on the lines, and a table beside it", function()
    local first = drawn "workflows/review-action.lua"
    assert.are.equal(first, drawn "workflows/review-action.lua")
    contains(first, 'subgraph "cluster work" {', '"work.agreed" [label=<<font point-size="12"><b>Agreed</b></font>', "Action owner",
      "by: the end of &quot;Due date&quot;")
    contains(first, "These go on side by side: Work and Deadline.")
    local plain = drawn "tests/data/plain.lua"
    contains(plain, '<b>Hand it in</b></font><br/><font point-size="9">Owner</font>', '"asked_for" -> "choice ', "<b>Begin one</b>",
      '"begin" -> "asked_for"')
    contains(plain, "Not drawn: what leaves the step as it is")
    local folder = shell.folder()
    local told = drawn("tests/data/plain.lua", "--output", folder .. "/plain.dot")
    contains(told, "Step", "Leads to", "Hand it in", "Handed in")
    assert.are.equal(plain, shell.read(folder .. "/plain.dot"))
    shell.remove(folder)
  end)

  it("marks what happens by itself by a dashed line and in words, and says when", function()
    local plain = drawn "tests/data/plain.lua"
    local name = plain:match '("choice %d+") %[style="dashed"[^\n]*<b>It lapses</b></font><br/><font point%-size="9">by itself: 12 months after it</font>'
    assert.is_truthy(name, plain)
    contains(plain, '"watched" -> ' .. name .. " [dir=none, style=dashed];", name .. ' -> "accepted" [dir=forward, style=dashed];')
  end)

  it("draws a choice of many steps once, and steps that stand for where something was paused as one", function()
    contains(drawn "workflows/challenge.lua", "↻ Give more time (Business",
       "<i>From any open step</i></font><br/><font point-size=\"10\"><b>Withdraw it</b>")
    local action = drawn "workflows/review-action.lua"
    contains(action, '"work.paused" [label=<<font point-size="12"><b>Paused</b></font>>]',
      '<i>From any open step</i></font><br/><font point-size="10"><b>Pause it for up to 20</b>', "back to the step that it",
      '<i>From any step of &quot;Work&quot;</i></font><br/><font point-size="10"><b>Merge it into another</b>')
    assert.is_nil(action:find("work.paused.", 1, true))
    local cycle = drawn "workflows/section11-cycle.lua"
    contains(cycle, "<b>Returns open</b></font><br/><font point-size=\"10\">Business Manager</font>")
    assert.are.equal(1, select(2, cycle:gsub("<b>Returns open</b>", "")))
  end)

  it("draws what comes of the same file too", function()
    contains(drawn("workflows/theme.lua", "theme-return"), "Hand it in")
    contains(refused("workflow", "draw", "workflows/theme.lua", "theme-answer"), "No workflow called theme-answer comes of workflows/theme.lua.")
  end)

  it("draws any text, and breaks what is long", function()
    local folder = shell.folder()
    local odd = shell.read("tests/data/plain.lua"):gsub('title = "Asked for"', 'title = [[A <b> & "an" answer é that is asked for]]')
    contains(drawn(shell.write(folder .. "/odd.lua", odd)), "<b>A &lt;b&gt; &amp; &quot;an&quot; answer é that</b></font>",
      '<font point-size="12"><b>is asked for</b></font>')
    shell.remove(folder)
  end)

  it("draws a picture where Graphviz is there, with words for who does not see it, and says what to do where it is not", function()
    local folder = shell.folder()
    local path = folder .. "/plain.svg"
    if os.execute "command -v dot >/dev/null 2>&1" then
      local from = json.read(ok("workflow", "draw", "tests/data/plain.lua", "--output", path, "--json")).drawn_from
      local picture = shell.read(path)
      contains(picture, '<svg role="img" aria-labelledby="drawing-title drawing-words" ', '<title id="drawing-title">Plain request: its steps',
        "drawn from " .. from .. "<",
        'It begins with "Asked for", by the choice of: Business Manager.', '"Asked for": the turn of Owner, by: 10 working days after it began.',
        'From "Asked for": "Hand it in" (Owner) leads to "Handed in".')
      assert.are.equal(1, select(2, picture:gsub("<title", "")))
      contains(refused("workflow", "draw", "tests/data/plain.lua", "--output", path), "plain.svg")
      assert.are.equal("plain.svg\n", shell.lines("ls " .. folder))
    end
    local _, said, status = shell.run({ "workflow", "draw", "tests/data/plain.lua", "--output", folder .. "/none.svg" }, { env = "PATH=" .. folder })
    assert.are.equal(1, status)
    contains(said, "`dot` is not installed here; write " .. folder .. "/none.dot instead, or install graphviz.")
    shell.remove(folder)
  end)
end)

describe("waymark workflow expand", function()
  local function definition(file, name)
    local answer = json.read(ok("workflow", "check", file, "--json"))
    for _, one in ipairs(answer.with or {}) do
      if one.name == name then return one.definition end
    end
    return answer.definition
  end

  for _, one in ipairs { { "tests/data/plain.lua" }, { "workflows/theme.lua" }, { "workflows/theme-prevent.lua" },
    { "workflows/theme-prevent.lua", "theme-prevent-return" }, { "workflows/section11-cycle.lua" }, { "workflows/meeting.lua" } } do
    it("prints chart form that is the same workflow: " .. (one[2] or one[1]), function()
      local folder = shell.folder()
      local path = shell.write(folder .. "/expanded.lua", ok("workflow", "expand", table.unpack(one)))
      assert.are.same(definition(one[1], one[2]), definition(path))
      assert.is_nil(shell.read(path):find("go_to", 1, true))
      shell.remove(folder)
    end)
  end

  it("says plainly that functions cannot be written out", function()
    local folder = shell.folder()
    local source = shell.read("tests/data/plain.lua"):gsub('only_if = has "text"', 'only_if = when("it is so", function(item) return item ~= nil end)')
    local path = shell.write(folder .. "/function.lua", source)
    contains(refused("workflow", "expand", path), "holds functions", "keep the file as it is")
    shell.remove(folder)
  end)
end)
