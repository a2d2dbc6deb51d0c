-- A board of six agencies and four groups, with one person for each role of tests/rights/policy.lua: for tests of who sees what.
local agencies, people = {}, {}

local function person(id, name, agency)
  people[id] = { name = name, email = id .. "@" .. (agency or "board") .. ".example", agency = agency }
end

for _, id in ipairs { "north", "south", "east", "west", "hill", "dale" } do
  local name = id:sub(1, 1):upper() .. id:sub(2)
  agencies[id] = { name = name .. " Agency", sector = "health", aliases = {}, posts = { safeguarding_lead = "l." .. id, board_member = "b." .. id } }
  person("l." .. id, "Lena " .. name, id)
  person("b." .. id, "Bert " .. name, id)
  person("o." .. id, "Olga " .. name, id)
end
person("h.north", "Hans Helper", "north")
person("z.left", "Zora Left", "north")
person("c.llip", "Cora Chair")
person("p.llip", "Pia Panel")
person("c.eval", "Emil Eval")
person("e.exec", "Eve Exec")
person("i.chair", "Ivo Chair")
person("m.board", "Mia Manager")
person("d.board", "Dora Deputy")
person("a.board", "Ada Administrator")
person("p.data", "Petra Data")
person("y.lay", "Yara Young")

return {
  name = "Rights Board", short = "RB", division = "england-and-wales", zone = "Europe/London", console = "m.board",
  journal_reads = "off", -- tests of this board count entries
  agencies = agencies, people = people, workflows = { "meeting" },
  groups = {
    llip = { name = "LLIP", aliases = {}, chair = "llip_chair", members = { "p.llip" } },
    monitoring = { name = "Monitoring and Evaluation", aliases = {}, chair = "monitoring_chair", members = { "c.eval" } },
    executive = { name = "Executive", aliases = {}, chair = "executive_chair", members = { "e.exec" } },
    safe4us = { name = "Safe4Us", aliases = {}, members = { "y.lay" } },
  },
  posts = {
    business_manager = { title = "Business Manager", holder = "m.board", deputy = "d.board", aliases = {} },
    administrator = { title = "Board administrator", holder = "a.board", aliases = {} },
    independent_chair = { title = "Independent Chair", holder = "i.chair", aliases = {} },
    data_protection_officer = { title = "Data protection officer", holder = "p.data", aliases = {} },
    llip_chair = { title = "LLIP chair", holder = "c.llip", group = "llip", aliases = {} },
    executive_chair = { title = "Executive chair", holder = "e.exec", group = "executive", aliases = {} },
    monitoring_chair = { title = "Monitoring and Evaluation chair", holder = "c.eval", group = "monitoring", aliases = {} },
  },
}
