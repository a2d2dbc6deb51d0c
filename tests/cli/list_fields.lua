-- Goal: fields that somebody asks of a list (`case.list`, a report's `host.items` and `host.item`) are those that an item's own page shows them: a list
-- that names an item which is not theirs is not among them (R1). Method: an item whose list names another, that only the office sees; both ways, as two.
local board = require "helper.board"
local report = require "helper.report"
local shell = require "helper.shell"

local secret = [[return {
  name = "secret", title = "Secret", noun = "paper", version = 1,
  roles = { manager = { title = "Business Manager", post = "business_manager" } },
  read = { "manager" }, start = { by = "manager", form = { "title" } },
  fields = { title = { type = "text", label = "Title" } }, list = { title = "title" },
  initial = "open", states = { open = { title = "Open", tags = { "closed" } } },
}]]

local book = [[return {
  name = "book", title = "Book", noun = "book", version = 1,
  roles = { manager = { title = "Business Manager", post = "business_manager" }, all = { title = "Everyone", everyone = true } },
  read = { "manager", "all" }, start = { by = "manager", form = { "title" } },
  fields = { title = { type = "text", label = "Title" }, rows = { type = "list", label = "Rows" } }, list = { title = "title" },
  initial = "open",
  states = { open = { title = "Open", tags = { "closed" }, entry = {
    run("name it", function() return { rows = { { item = "SEC-1", why = "Kestrel" } } } end) } } },
}]]

describe("a field of a list", function()
  local b
  setup(function()
    b = board.new "2016-09-01T09:00:00Z"
    for name, source in pairs { SEC = secret, BOOK = book } do
      shell.write(("%s/%s.lua"):format(b.folder, name), source)
      b:run("workflow", "publish", ("%s/%s.lua"):format(b.folder, name), "--as", "h.dixon")
      b:run("case", "start", source:match 'name = "(%a+)"', "--ref", name .. "-1", "--as", "h.dixon", "title=Papers")
    end
    report.put(b, "rows", [[local said = {}
      local row = host.item("BOOK-1", { "title", "rows" })
      for _, one in ipairs { row, table.unpack(host.items { workflow = "book", fields = { "title", "rows" } }.rows) } do
        for _, field in ipairs { "title", "rows" } do
          local value = one.fields[field]
          said[#said + 1] = field .. "=" .. (type(value) == "table" and value[1].item .. " " .. value[1].why or value or "nothing")
        end
      end
      return { sections = { { text = said } } }]])
  end)
  teardown(function() b:remove() end)

  it("is shown to whoever sees what it names", function()
    local said = b:run("report", "rows", "--as", "h.dixon")
    assert.are.equal(2, select(2, said:gsub("title=Papers", "")), said)
    assert.are.equal(2, select(2, said:gsub("rows=SEC%-1 Kestrel", "")), said)
  end)

  it("is left out for whoever does not", function()
    local said = b:run("report", "rows", "--as", "j.bell")
    assert.are.equal(2, select(2, said:gsub("title=Papers", "")), said)
    assert.are.equal(2, select(2, said:gsub("rows=nothing", "")), said)
    assert.is_nil(b:run("case", "show", "BOOK-1", "--as", "j.bell"):find("Kestrel", 1, true))
  end)
end)
