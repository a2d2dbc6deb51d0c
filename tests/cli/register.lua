-- Goal: people, agencies, groups and posts go out as CSV sheets and come in again: what was written changes nothing, a mistake keeps all of a file out and is
-- named by its line, and no cell becomes a formula (RFC 4180; RELIABILITY 6.6). Method: sheets of the Redcar & Cleveland board and of one whose members
-- hold everything that a spreadsheet could take amiss.
local desk = require "helper.desk"
local shell = require "helper.shell"

local NOUNS = { "agency", "people", "group", "post" }
local NASTY = { "=1+1", "+44 1642", "-3", "@SUM(A1)", "\ttab", "'=quoted", "''-x", "'plain", "a \"quote\", a comma; a semicolon", "two\r\nlines",
  "{not json", "12", "true", " blanks ", "Zoë – ok" }

describe("a sheet", function()
  local d
  before_each(function() d = desk.new() end)
  after_each(function()
    d:run("journal", "verify")
    d:remove()
  end)

  local function import(noun, text, ...) return d:ask(noun, "import", d:file(noun .. ".csv", text), "--as", "m.test", ...) end
  local function wrong(says, noun, text) d:wrong({ says = says }, noun, "import", d:file("wrong.csv", text), "--as", "m.test") end

  it("that was written changes nothing", function()
    d:run("people", "absent", "o.owner", "--from", "2016-10-03", "--reason", "Leave, long", "--as", "m.test")
    d:run("group", "set", "panel", "quorum=1/3", "meetings=2016-10-05, 2017-01-11", "papers=5",
      'members:=["v.vice",{"person":"c.chair","from":"2016-09-01"}]', "--as", "m.test")
    local entries = d:entries()
    for _, noun in ipairs(NOUNS) do
      local answer = import(noun, d:run(noun, "export", "--as", "m.test"))
      assert.same({ 0, 0, 0 }, { answer.added, answer.changed, answer.refused }, noun)
      assert.is_true(answer.unchanged > 0)
    end
    assert.equal(entries, d:entries())
  end)

  it("brings back whatever it holds, and makes no formula of it", function()
    for i, text in ipairs(NASTY) do
      local quoted = text:gsub('[%c"\\]', function(c) return ("\\u%04x"):format(c:byte()) end)
      d:run("people", "set", "x" .. i, "name=N", 'note:="' .. quoted .. '"', "--as", "m.test")
    end
    d:run("people", "set", "x1", 'list:=["a;b",""]', "number:=3", "flag:=true", 'table:={"a":[1,{"b":"=1"}]}', "empty:=[]", "--as", "m.test")
    local csv = d:run("people", "export", "--as", "m.test")
    assert.falsy(csv:find('[,\n]"[=+@\t\r-]'), csv)
    assert.truthy(csv:find("'=1+1", 1, true) and csv:find("\r\n", 1, true))
    local answer = import("people", csv)
    assert.same({ 0, 0, 0 }, { answer.added, answer.changed, answer.refused })
  end)

  it("makes a board from sheets alone, agencies first", function()
    import("agency", "id,name,sector\nnew,New Agency,health\n")
    import("people", "\xEF\xBB\xBFid,name,agency,agencies,joined\nn.one,\"One, New\",new,\"north; south\",2016-09-01\nn.two,Two,new,,\n")
    import("agency", "id,posts\nnew,safeguarding_lead=n.one; director=n.two\n")
    import("group", "id,name,members,quorum,meetings\nteam,Team,n.one; n.two,2,2016-10-05; 2016-11-02\n")
    import("post", "id,title,holder,deputy\nlead,Lead,n.one,n.two\n")
    assert.equal("One, New", d:ask("people", "show", "n.one").name)
    for _, row in ipairs(d:ask("agency", "list").rows) do
      if row.id == "new" then assert.same({ safeguarding_lead = "n.one", director = "n.two" }, row.posts) end
    end
    for _, row in ipairs(d:ask("group", "list").rows) do
      if row.id == "team" then assert.same({ 2, { "n.one", "n.two" }, { "2016-10-05", "2016-11-02" } }, { row.quorum, row.members, row.meetings }) end
    end
  end)

  it("shows before, row by row, what it would do", function()
    local entries = d:entries()
    local text = "id,name,agency,email\no.owner,Owen Owner,south,o.owner@north.example\n" ..
      "n.new,Nina New,north,\nv.vice,Vic Vice,south,v.vice@south.example\nbad,,north,\n"
    local answer = import("people", text, "--preview")
    assert.same({ 1, 1, 1, 1 }, { answer.added, answer.changed, answer.unchanged, answer.refused })
    local rows = answer.rows
    assert.same({ 2, "o.owner", "changed" }, { rows[1].line, rows[1].id, rows[1].what })
    assert.same({ "agency: south (was north)" }, rows[1].changes)
    assert.same({ 5, "refused" }, { rows[4].line, rows[4].what })
    assert.truthy(rows[4].text:find("has no name", 1, true))
    local said = d:run("people", "import", d:file("p.csv", text), "--as", "m.test", "--preview")
    assert.truthy(said:find("Nothing was changed.", 1, true))
    assert.equal(entries, d:entries())
  end)

  it("keeps all of itself out for one mistake, and names the first twenty", function()
    wrong({ "Nothing of wrong.csv was taken in.", "Line 3:", "\"noth\"", "north" }, "people", "id,name,agency\nn.ok,Ok,north\nn.bad,Bad,noth\n")
    local rows = { "id,name,joined" }
    for i = 1, 30 do rows[#rows + 1] = ("n%d,N,soon"):format(i) end
    wrong({ "Line 2:", "Line 3:", "more." }, "people", table.concat(rows, "\n") .. "\n")
    wrong({ "no column \"agnecy\"", "agency" }, "people", "id,agnecy\nn,north\n")
    wrong({ "names no column \"id\"" }, "people", "name\nN\n")
    wrong({ "Line 3:", "stands in the file already" }, "people", "id,name\nn,N\nn,M\n")
    wrong({ "Line 2:", "as many cells" }, "people", "id,name\nn,N,M\n")
    wrong({ "Line 2:", "quote" }, "people", "id,name\nn,\"N\n")
    wrong({ "Line 2:", "must be yes or no" }, "people", "id,name,active\nn,N,perhaps\n")
    wrong({ "Line 2:", "cannot name a person" }, "people", "id,name\nN N,N\n")
    wrong({ "is empty" }, "people", "")
    wrong({ "nobody who is active" }, "post", "id,holder,deputy\nbusiness_manager,g.gone,\nadministrator,g.gone,\n")
    d:wrong({ says = { "may not export the directory" } }, "people", "export", "--as", "o.owner")
  end)

  it("has a post's title in one line, as every name", function()
    wrong({ "the title of lead must stand in one line" }, "post", 'id,title\nlead,"A\nB"\n')
  end)

  it("has each column once", function()
    wrong({ 'Line 1: the column "name" stands there twice' }, "people", "id,name,name\nz.new,B,A\n")
    wrong({ 'Line 1: the column "id" stands there twice' }, "people", "id,name,id\nz.new,B,z.other\n")
    d:wrong({ says = { "z.new" }, blind = true }, "people", "show", "z.new")
  end)

  it("takes an empty cell for nothing, and leaves a column alone that it does not have", function()
    import("people", "id,name,email\no.owner,Owen Owner,\n")
    local shown = d:ask("people", "show", "o.owner")
    assert.is_nil(shown.email)
    assert.equal("north", shown.agencies[1].id)
  end)

  it("goes to a file, which is not overwritten", function()
    local path = d.folder .. "/out.csv"
    d:run("people", "export", "--output", path, "--as", "m.test")
    assert.truthy(shell.read(path):find("\"o.owner\"", 1, true))
    d:wrong({ status = 1 }, "people", "export", "--output", path, "--as", "m.test")
  end)
end)
