-- Goal: a bundle's reading page (op/book.h) opens on any PC from a folder: it asks for nothing but itself, needs no script, breaks none of axe's rules
-- of WCAG 2.2 AA, fits a narrow screen, and on paper has its marking on each page. Method: the bundle of the example board and made-up books that
-- are as hard as they come (made_up.mjs), read as text here and through Chromium by look.mjs; that part is skipped where Chromium, Node or
-- the libraries that `scripts/browser` fetches are missing, and says which.
local shell = require "helper.shell"
local json = require "helper.json"

local libraries = "build/browser/node_modules"
local render = shell.program:gsub("waymark$", "browser_render")

local function is_there(path)
  local file = io.open(path)
  if file then file:close() end
  return file ~= nil
end

local function find(...)
  for _, name in ipairs { ... } do
    local path = shell.lines("command -v " .. name .. " || true"):match("[^\n]+")
    if path then return path end
  end
end

local chromium, node, pdftotext = find("chromium", "chromium-browser"), find("node", "nodejs"), find("pdftotext")

local function missing()
  if not node then return "Node is not installed" end
  if not chromium then return "Chromium is not installed (scripts/setup tests does it)" end
  if not is_there(libraries .. "/axe-core/axe.min.js") then return "playwright-core and axe-core are not there (scripts/browser fetches them)" end
end

local function read_output(command)
  local out = shell.lines(command)
  assert.truthy(#out > 0, command)
  return out
end

local function has(text, part) assert.truthy(text:find(part, 1, true), "missing: " .. part) end

-- The folder of the unpacked bundle of the story's first action, which was decided on, corrected, closed and opened again.
local function make_bundle(folder)
  local board, zip = folder .. "/board", folder .. "/RA-1.zip"
  os.execute(("WAYMARK=%s examples/redcar-cleveland/play %s >%s/told"):format(shell.quote(shell.program), shell.quote(board), folder))
  local _, err, status = shell.run { "case", "correct", "RA-1", "13", "--as", "h.dixon", "--reason", "The minute reference was mistyped", "--board", board }
  assert(status == 0, err)
  _, err, status = shell.run { "bundle", "create", "RA-1", "--as", "h.dixon", "--board", board, "--output", zip }
  assert(status == 0, err)
  os.execute(("cd %s && unzip -q RA-1.zip"):format(folder))
  return folder .. "/RA-1/data"
end

describe("the reading page of a bundle", function()
  local folder, data, html
  setup(function()
    folder = shell.folder()
    data = make_bundle(folder)
    html = shell.read(data .. "/index.html")
  end)
  teardown(function() shell.remove(folder) end)

  it("tells decisions with who decided, who recorded, the meeting and its minute", function()
    has(html, "<bdi>Accept it as implemented</bdi>")
    has(html, "<bdi>Anna Novak, recorded by Helen Dixon</bdi>")
    has(html, "<bdi>LLIP 15 December 2016</bdi>, minute <bdi>2.1</bdi>")
    has(html, "<b><bdi>Decision</bdi>:</b> <bdi>Accepted on the dip sample</bdi>")
  end)

  it("marks a correction both ways", function()
    has(html, '<b>Recorded in error:</b> <bdi>The minute reference was mistyped</bdi> (put right by <a href="#i1-e')
    has(html, 'It puts right <a href="#i1-e13">entry 13</a>.')
  end)

  it("calls what happened by its words, and says when it was recorded later", function()
    has(html, "Tried and refused: <bdi>Agree it at LLIP</bdi>")
    has(html, "Deadline reached: <bdi>impact is reviewed in 20 working days</bdi>")
    has(html, "recorded 19 days later")
  end)

  it("says how long the record is and how its last hash begins, as the journal beside it does", function()
    local last
    local journal = shell.read(shell.lines("find " .. data .. " -name journal.jsonl"):match("[^\n]+"))
    for line in journal:gmatch("[^\n]+") do last = json.read(line) end
    has(html, ("<dd>%d entries, the last one&rsquo;s hash begins <code>%s</code></dd>"):format(last.case_sequence, last.leaf:sub(1, 16)))
  end)

  it("links each file of evidence where it lies", function()
    local count = 0
    for path in html:gmatch('<a href="([^"#]*evidence/[^"]+)"') do
      count = count + 1
      assert.truthy(is_there(data .. "/" .. path), path)
    end
    assert.are.equal(3, count)
  end)

  it("has no script, and names no other place", function()
    assert.is_nil(html:find("<script", 1, true))
    assert.is_nil(html:find("https?://"))
    assert.is_nil(html:find("%son%l+="))
    has(html, "default-src 'none'; style-src 'unsafe-inline'")
  end)

  local why = missing()
  if why then
    io.stderr:write("browser/reading_page: what a browser makes of it is not looked at: ", why, "\n")
    return it("is not looked at in a browser: " .. why, function() end)
  end

  -- name -> what look.mjs says of that page
  local seen = {}
  local function made_up(name, words, how)
    local path = ("%s/%s.html"):format(folder, name)
    os.execute(("%s tests/browser/made_up.mjs %s | %s %s >%s"):format(node, words, shell.quote(render), how or "", path))
    return path
  end
  setup(function()
    -- The rules take seconds on a page of 200 entries, so each is asked at the width that is harder for it.
    local pages = { data .. "/index.html@360,1280", made_up("long", "long") .. "@1280", made_up("several", "several") .. "@360",
      made_up("many", "many") .. "@360", made_up("alone", "many pages", "page 2") .. "@360,1280" }
    local names = { "bundle", "long", "several", "many", "alone" }
    local rows = json.read(read_output(("%s tests/browser/look.mjs %s %s %s"):format(node, libraries, chromium, table.concat(pages, " "))))
    for i, row in ipairs(rows) do seen[names[i]] = row end
  end)

  for _, name in ipairs { "bundle", "long", "several", "many", "alone" } do
    it("asks for nothing but itself: " .. name, function()
      assert.are.equal(1, #seen[name].requests, table.concat(seen[name].requests, " "))
      assert.truthy(seen[name].requests[1]:find("^file:///"))
      assert.are.same({}, seen[name].complaints)
      assert.truthy(#seen[name].text > 1000)
    end)
    it("breaks no rule of axe, and needs no sideways scrolling: " .. name, function()
      assert.are.same({}, seen[name].broken)
      assert.truthy(seen[name].passed > 30)
      assert.are.same({ ["320"] = 0, ["360"] = 0, ["1280"] = 0 }, seen[name].wide)
    end)
  end

  it("shows text from the record as text", function()
    has(seen.long.text, "</style></title><script>alert(1)</script>")
    has(seen.long.text, "تمت مراجعة الإجراء")
  end)

  it("prints its marking and its number on each page", function()
    if not pdftotext then return io.stderr:write("browser/reading_page: paper is not looked at: pdftotext is not installed\n") end
    local pdf, count = folder .. "/long.pdf", 0
    os.execute(("%s --headless=new --no-sandbox --disable-gpu --no-pdf-header-footer --print-to-pdf=%s file://%s/long.html >%s/said 2>&1"):format(
      chromium, pdf, folder, folder))
    for page in read_output(("%s -layout %s -"):format(pdftotext, pdf)):gmatch("[^\f]+") do
      count = count + 1
      has(page, "OFFICIAL-SENSITIVE")
      assert.truthy(page:find(("Page %d of %%d+"):format(count)), "page " .. count)
    end
    assert.truthy(count > 10, count .. " pages")
  end)

  it("prints what is folded away on a screen", function()
    if not pdftotext then return end
    local text = shell.lines(("%s -layout %s/long.pdf -"):format(pdftotext, folder))
    has(text, "the clock was stopped: a criminal investigation")
  end)
end)
