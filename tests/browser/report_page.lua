-- Goal: a report's page opens on any PC from one file: it asks for nothing but itself, breaks none of axe's rules of WCAG 2.2 AA, needs no sideways
-- scrolling of the page on a phone, tells ratings by words and shapes, and has its marking and number on each page of paper. Method: a shipped report, and
-- one of the board's own that is as wide and long as a heat map of 14 agencies by 60 criteria, through Chromium by look.mjs; skipped where Chromium, Node or
-- the libraries that `scripts/browser` fetches are missing.
local board = require "helper.board"
local json = require "helper.json"
local report = require "helper.report"
local shell = require "helper.shell"

local libraries = "build/browser/node_modules"

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

local heat = [[
  local columns, rows, colours = { { name = "c", title = "Criterion" } }, {}, { "red", "amber", "green", "blue", { "grey", "n/a" } }
  for a = 1, 14 do columns[a + 1] = { name = "a" .. a, title = "Agency number " .. a, kind = "rag" } end
  for c = 1, 60 do
    rows[c] = { c = c .. ".1 Somebody senior answers for safeguarding, and everybody knows who that is" }
    for a = 1, 14 do rows[c]["a" .. a] = colours[(a * c) % 5 + 1] end
  end
  local few = { { name = "q", title = "Quarter" },
    { name = "n", title = "Children", kind = "number", suppress = true }, { name = "d", title = "On", kind = "date" } }
  return {
    sections = {
      { title = "Seen </title><script>alert(1)</script>", text = { "One paragraph.", "Another." }, tables = {
        { title = "Children", columns = few, total = true, rows = { { q = "Q1", n = 3, d = "2016-04-04" }, { q = "Q2", n = 30 }, { q = "Q3", n = 12 } } },
        { title = "Nothing here", columns = few, rows = {} } } },
      { title = "The map", tables = { { title = "Criteria by agency", columns = columns, rows = rows } } },
    },
    key = { { "red", "not met" }, { "amber", "partly" }, { "green", "met" }, { "blue", "done" }, { "grey", "does not apply" } },
  }]]

describe("a report's page", function()
  local b
  local function page(name, ...)
    local path = ("%s/%s.html"):format(b.folder, name)
    b:run("report", name, "--format", "html", "-o", path, ...)
    return path
  end
  setup(function()
    b = board.new "2016-09-01T09:00:00Z"
    for i = 1, 3 do b:begin_action("RA-" .. i, { due = "2016-10-0" .. i }) end
    b:run("run-due", "--as", "h.dixon", "--now", "2016-12-01T09:00:00Z")
    report.put(b, "heat", heat)
  end)
  teardown(function() b:remove() end)

  local why = missing()
  if why then
    io.stderr:write("browser/report_page: what a browser makes of it is not looked at: ", why, "\n")
    return it("is not looked at in a browser: " .. why, function() end)
  end

  local names, seen = { "overdue", "executive-quarterly", "heat" }, {}
  setup(function()
    local pages = {}
    for i, name in ipairs(names) do pages[i] = page(name) .. "@360,1280" end
    local out = shell.lines(("%s tests/browser/look.mjs %s %s %s"):format(node, libraries, chromium, table.concat(pages, " ")))
    for i, row in ipairs(json.read(out)) do seen[names[i]] = row end
  end)

  for _, name in ipairs(names) do
    it("asks for nothing but itself and breaks no rule of axe: " .. name, function()
      assert.are.equal(1, #seen[name].requests)
      assert.are.same({}, seen[name].complaints)
      assert.are.same({}, seen[name].broken)
      assert.truthy(seen[name].passed > 25)
      assert.are.same({ ["320"] = 0, ["360"] = 0, ["1280"] = 0 }, seen[name].wide)
    end)
  end

  it("tells ratings by words and shapes, and shows text as text", function()
    for _, words in ipairs { "■ Red", "▲ Amber", "● Green", "◆ Blue", "○ n/a", "fewer than 5", "<script>alert(1)</script>" } do
      assert.truthy(seen.heat.text:find(words, 1, true), words)
    end
  end)

  it("prints its marking and its number on each page", function()
    if not pdftotext then return io.stderr:write("browser/report_page: paper is not looked at: pdftotext is not installed\n") end
    local pdf, count = b.folder .. "/heat.pdf", 0
    os.execute(("%s --headless=new --no-sandbox --disable-gpu --no-pdf-header-footer --print-to-pdf=%s file://%s/heat.html >%s/said 2>&1"):format(
      chromium, pdf, b.folder, b.folder))
    for text in shell.lines(("pdftotext -layout %s -"):format(pdf)):gmatch("[^\f]+") do
      count = count + 1
      assert.truthy(text:find("OFFICIAL-SENSITIVE", 1, true), "page " .. count)
      assert.truthy(text:find(("Page %d of %%d+"):format(count)), "page " .. count)
    end
    assert.truthy(count >= 3, count .. " pages")
  end)
end)
