-- A small board to begin with, used by `waymark init BOARD` when no --seed is given. Copy it, put your own names in, and give it with --seed.
-- Keep the words on the left of the posts and groups: the shipped workflows know a board's posts and groups by them.
return {
  name = "A Safeguarding Children Board",
  short = "Board",
  division = "england-and-wales", -- whose bank holidays count
  zone = "Europe/London", -- whose clocks count: any zone that this machine has, such as Europe/Dublin
  mail_hours = "08:00-18:00", -- of working days: what is not urgent is mailed within them
  console = "manager", -- whoever reads without saying who reads as this person
  regime = "masa2023", -- the law that it works under: masa2023, masa2018, lscb2015, or a name of your own; what begins keeps it
  council = "council", -- the agency that is your council: it notifies a serious incident, whoever referred it
  terms = {}, -- your words for the workflows': { LLIP = "Learning Group", ["Independent Chair"] = "Independent Scrutineer" }
  all_leads = { "All agencies", "All Partners", "All Sub Groups" }, -- names in a plan that mean everybody
  workflows = { "meeting", "plan-action", "plan-cycle", "review-action", "learning-review", "audit-cycle" }, -- README.md beside this file says why these

  agencies = {
    council = { name = "Council", sector = "la", aliases = { "Children's Social Care" },
      posts = { safeguarding_lead = "council.lead", board_member = "council.director", director = "council.director" } },
    police = { name = "Police", sector = "police", aliases = {},
      posts = { safeguarding_lead = "police.lead", board_member = "police.director", director = "police.director" } },
    health = { name = "Health", sector = "health", aliases = { "NHS" },
      posts = { safeguarding_lead = "health.lead", board_member = "health.director", director = "health.director" } },
  },

  -- A group may say when it meets: meetings = { "2026-10-07", "2027-01-13" }. Deadlines can be counted from that ("5 working days before the next meeting of
  -- llip"); later, `waymark group set llip meetings="2026-10-07, 2027-01-13"` changes it.
  groups = {
    rcscb = { name = "Board", aliases = { "Board Members" }, chair = "independent_chair", members = { "council.director", "police.director", "health.director" } },
    executive = { name = "Executive Group", aliases = { "Executive" }, chair = "executive_chair", members = { "council.director", "health.director" } },
    llip = { name = "Learning Lessons and Improving Practice Sub Group", aliases = { "LLIP" }, chair = "llip_chair",
      members = { "police.director", "health.lead", "council.lead" } },
    safeguarding_partners = { name = "Safeguarding partners", aliases = {}, chair = "lead_partner",
      members = { "council.director", "health.director", "police.director" } },
    monitoring = { name = "Monitoring and Evaluation Sub Group", aliases = { "M&E" }, chair = "monitoring_chair", members = { "council.lead", "police.lead" } },
  },

  posts = {
    independent_chair = { title = "Independent Chair", holder = "chair", aliases = {} },
    business_manager = { title = "Business Manager", holder = "manager", aliases = {} },
    executive_chair = { title = "Executive Group chair", holder = "council.director", deputy = "executive_vice_chair", group = "executive", aliases = {} },
    executive_vice_chair = { title = "Executive Group vice-chair", holder = "health.director", group = "executive", aliases = {} },
    llip_chair = { title = "LLIP chair", holder = "police.director", deputy = "llip_vice_chair", group = "llip", aliases = {} },
    llip_vice_chair = { title = "LLIP vice-chair", holder = "health.lead", group = "llip", aliases = {} },
    lead_partner = { title = "Lead safeguarding partner", holder = "council.director", group = "safeguarding_partners", aliases = {} },
    partner_local_authority = { title = "Safeguarding partner, local authority", holder = "council.director", aliases = {} },
    partner_health = { title = "Safeguarding partner, health", holder = "health.director", aliases = {} },
    partner_police = { title = "Safeguarding partner, police", holder = "police.director", aliases = {} },
    monitoring_chair = { title = "Monitoring and Evaluation chair", holder = "council.lead", group = "monitoring", aliases = {} },
  },

  people = {
    ["chair"] = { name = "The Independent Chair", email = "chair@board.example" },
    ["manager"] = { name = "The Business Manager", email = "manager@board.example" },
    ["council.lead"] = { name = "Council safeguarding lead", email = "lead@council.example", agency = "council" },
    ["council.director"] = { name = "Council director", email = "director@council.example", agency = "council" },
    ["police.lead"] = { name = "Police safeguarding lead", email = "lead@police.example", agency = "police" },
    ["police.director"] = { name = "Police director", email = "director@police.example", agency = "police" },
    ["health.lead"] = { name = "Health safeguarding lead", email = "lead@health.example", agency = "health" },
    ["health.director"] = { name = "Health director", email = "director@health.example", agency = "health" },
  },
}
