-- A board of two agencies whose leads are partners, with a young people's group that sees no case material: for tests of who sees what.
return {
  name = "Sharing Board", short = "SB", division = "england-and-wales", zone = "Europe/London", console = "m.test",
  agencies = {
    north = { name = "North Agency", sector = "health", aliases = {}, posts = { safeguarding_lead = "l.north" } },
    south = { name = "South Agency", sector = "police", aliases = {}, posts = { safeguarding_lead = "l.south" } },
  },
  groups = {
    panel = { name = "Panel", aliases = {}, chair = "panel_chair", members = { "c.chair" } },
    partners = { name = "Partners", aliases = {}, members = { "l.north", "l.south" } },
    safe4us = { name = "Safe4Us", aliases = {}, members = { "y.young" } },
  },
  posts = {
    business_manager = { title = "Business Manager", holder = "m.test", aliases = {} },
    panel_chair = { title = "Panel chair", holder = "c.chair", group = "panel", aliases = {} },
    executive = { title = "Executive lead", holder = "e.exec", aliases = {} },
  },
  people = {
    ["m.test"] = { name = "Mia Manager", email = "m.test@board.example" },
    ["l.north"] = { name = "Lena North", email = "l.north@north.example", agency = "north" },
    ["l.south"] = { name = "Luke South", email = "l.south@south.example", agency = "south" },
    ["w.writer"] = { name = "Wim Writer", email = "w.writer@north.example", agency = "north" },
    ["c.chair"] = { name = "Cora Chair", email = "c.chair@board.example" },
    ["e.exec"] = { name = "Eve Exec", email = "e.exec@board.example" },
    ["y.young"] = { name = "Yara Young", email = "y.young@board.example" },
  },
  workflows = {},
}
