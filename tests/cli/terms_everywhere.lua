-- Goal: a board reads its own words wherever a person reads (setting `terms`): who may do what and by which post, lists of posts and groups, a person's page,
-- a digest, a report, a bundle, refusals; by the words of the LSCBs, of safeguarding partners and of Wales. What is stored, exported and hashed keeps its
-- own. Method: one board, one action that waits, each nation's words in turn, read from outside.
local board = require "helper.board"
local shell = require "helper.shell"

local nations = {
  {
    name = "LSCB", regime = "lscb2015", terms = "",
    says = { chair = "Independent Chair", llip = "LLIP", manager = "Business Manager", board = "RCSCB", noun = "action" },
  },
  {
    name = "MASA", regime = "masa2018",
    terms = "Independent Chair = Independent Scrutineer; LLIP = Learning Group; Business Manager = Partnership Manager;"
      .. " Review action = Learning action; action = task",
    says = { chair = "Independent Scrutineer", llip = "Learning Group", manager = "Partnership Manager", board = "RCSCB", noun = "task" },
  },
  {
    name = "Wales", regime = "wales",
    terms = "Independent Chair = Regional Board Chair; LLIP = Child Practice Review Group; Business Manager = Board Coordinator;"
      .. " RCSCB = Regional Safeguarding Board; action = action point",
    says = { chair = "Regional Board Chair", llip = "Child Practice Review Group", manager = "Board Coordinator", board = "Regional Safeguarding Board",
      noun = "action point" },
  },
}

local function flat(text) return (text:gsub("%s+", " ")) end

for _, nation in ipairs(nations) do
  describe("a board that reads the words of " .. nation.name, function()
    local b, says = nil, nation.says
    setup(function()
      b = board.new()
      b:run("setting", "set", "regime", nation.regime, "--as", "h.dixon", "--reason", "The law here")
      if nation.terms ~= "" then b:run("setting", "set", "terms", nation.terms, "--as", "h.dixon", "--reason", "Our words") end
      local fields = b:begin_action("RA-1")
      b:bring_to_scrutiny("RA-1", fields, "process")
    end)
    teardown(function()
      b:run("journal", "verify")
      b:run("rebuild")
      b:remove()
    end)

    -- The words are there, and those that they stand for are not, but for what somebody typed ("LLIP 1" is the name of a meeting).
    local function reads(said, ...)
      said = flat(said)
      for _, words in ipairs { ... } do assert.truthy(said:find(words, 1, true), words .. "\n" .. said) end
      if nation.terms == "" then return end
      for _, word in ipairs { "LLIP chair", "LLIP member", "at LLIP", "Independent Chair", "Business Manager" } do
        assert.falsy(said:find(word, 1, true), word .. " is still there\n" .. said)
      end
    end

    local function titles(kind, member)
      local all = {}
      for _, row in ipairs(b:ask(kind, "list").rows) do all[row.id] = row[member] end
      return all
    end

    it("has them on an item's page, by role and by post", function()
      local shown = b:show("RA-1")
      assert.equal("Under scrutiny at " .. says.llip, shown.state_titles[1])
      for _, move in ipairs(shown.moves) do
        for _, by in ipairs(move.event == "accept" and move.by or {}) do
          if by.role == "chair" then assert.equal(says.llip .. " chair", by.people[1].via) end
        end
      end
      reads(b:run("case", "show", "RA-1"), says.llip)
    end)

    it("has them in what the engine itself refuses and tells", function()
      local office = says.manager .. "'s office"
      local function refused(words, ...) reads(b:refused(...), words) end
      refused(office, "case", "correct", "RA-1", "1", "--field", "text=Other", "--reason", "A slip", "--as", "s.reid")
      refused(says.manager, "access", "list", "--as", "s.reid")
      refused(office, "erase", "ask", "RA-1", "--all", "--reason", "Asked for", "--as", "s.reid")
      refused(office, "hold", "set", "RA-1", "--reason", "A trial", "--as", "s.reid")
      local other = shell.write(b.folder .. "/other.txt", "2016-12-19 case send RA-1 begin --as h.dixon\n")
      refused(office, "simulate", "--until", "2016-12-20", "--script", other, "--as", "s.reid")
      reads(b:run("simulate", "--until", "2016-12-20", "--as", "s.reid"), "the " .. office .. " sees all of it")
      for _, row in ipairs(b:ask("setting", "list").settings) do
        if row.name == "break_glass" then reads(row.help, says.chair .. ", the " .. says.manager) end
      end
    end)

    it("has them in lists of posts and groups and on a person's page", function()
      local posts = titles("post", "title")
      assert.same({ says.chair, says.llip .. " vice-chair", says.manager }, { posts.independent_chair, posts.llip_vice_chair, posts.business_manager })
      assert.equal(says.board, titles("group", "name").rcscb)
      reads(b:run("post", "list"))
      reads(b:run("people", "show", "r.steel"), says.llip .. " chair")
      reads(b:run("people", "show", "a.mercer"), says.chair)
      assert.equal("Under scrutiny at " .. says.llip, b:ask("case", "list").rows[1].state_titles[1])
    end)

    it("has them in a digest, in a report and in what may be asked for", function()
      b:run("run-due", "--now", "2016-12-06T09:00:00Z")
      reads(b:run("outbox", "digest", "--as", "r.steel"), "RA-1 (" .. says.noun .. ")")
      reads(b:run("report", "forecast", "--as", "h.dixon"))
      reads(b:run("report", "llip-pack", "--as", "h.dixon"), says.llip)
      reads(b:run("report", "list"), says.llip .. " pack")
    end)

    it("has them in a bundle's reading page", function()
      local path = b.folder .. "/RA-1.zip"
      b:run("bundle", "create", "RA-1", "--as", "h.dixon", "--output", path)
      local page = shell.lines("unzip -p " .. shell.quote(path) .. " 'RA-1/index.html' 2>/dev/null || unzip -p " .. shell.quote(path) .. " '*index.html'")
      assert.truthy(page:find(says.llip, 1, true), page:sub(1, 2000))
      b:run("bundle", "verify", path)
    end)

    it("has them in a refusal, of a workflow's rule and of the program's own", function()
      reads(b:refuse("RA-1", "accept", "s.reid", "meeting=1", "minute_ref=1", "quorate=yes", "decision_note=Seen"), says.llip .. " chair")
      reads(b:refused("setting", "set", "terms", "A = B", "--as", "s.reid", "--reason", "Not mine"), "it is for the " .. says.manager)
    end)

    it("keeps the directory's own in what is exported, and in what is changed from a list", function()
      assert.truthy(b:run("post", "export", "--as", "h.dixon"):find("LLIP chair", 1, true))
      b:run("post", "set", "llip_chair", "--as", "h.dixon", "deputy=llip_vice_chair")
      assert.truthy(b:run("post", "export", "--as", "h.dixon"):find("LLIP chair", 1, true))
    end)
  end)
end
