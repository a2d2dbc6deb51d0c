-- A board of two agencies for tests of the runtime: everybody has a reason to be here, and `x.out` has part in nothing.
return {
  name = "Partners Board", short = "PB", division = "england-and-wales", zone = "Europe/London", console = "m.test",
  journal_reads = "off", -- tests of this board count entries
  agencies = {
    north = { name = "North Agency", sector = "health", aliases = {}, posts = { safeguarding_lead = "l.north" } },
    south = { name = "South Agency", sector = "police", aliases = { "The South" }, posts = { safeguarding_lead = "l.south" } },
  },
  groups = { panel = { name = "Panel", aliases = {}, chair = "panel_chair", members = { "c.chair", "v.vice" } } },
  posts = {
    business_manager = { title = "Business Manager", holder = "m.test", deputy = "administrator", aliases = {} },
    administrator = { title = "Board administrator", holder = "a.admin", aliases = {} },
    panel_chair = { title = "Panel chair", holder = "c.chair", deputy = "panel_vice_chair", group = "panel", aliases = {} },
    panel_vice_chair = { title = "Panel vice-chair", holder = "v.vice", group = "panel", aliases = {} },
    auditor = { title = "Auditor", aliases = {} }, -- vacant
  },
  people = {
    ["m.test"] = { name = "Mia Manager", email = "m.test@board.example" },
    ["a.admin"] = { name = "Ada Admin", email = "a.admin@board.example" },
    ["o.owner"] = { name = "Owen Owner", email = "o.owner@north.example", agency = "north" },
    ["p.other"] = { name = "Pat Other", email = "p.other@south.example", agency = "south" },
    ["l.north"] = { name = "Lena North", email = "l.north@north.example", agency = "north" },
    ["l.south"] = { name = "Luke South", email = "l.south@south.example", agency = "south" },
    ["c.chair"] = { name = "Cora Chair", email = "c.chair@north.example", agency = "north" },
    ["v.vice"] = { name = "Vic Vice", email = "v.vice@south.example", agency = "south" },
    ["x.out"] = { name = "Xena Out", email = "x.out@south.example", agency = "south" },
    ["g.gone"] = { name = "Gus Gone", email = "g.gone@south.example", agency = "south", active = false },
  },
  workflows = {},
}
