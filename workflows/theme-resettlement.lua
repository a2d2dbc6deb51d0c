-- Refugee and unaccompanied children: what arrives, what it asks of agencies, and each quarter what it cost against what was granted. Everything unsaid is
-- as in "theme". The days and `warn_at` are this board's choice.
local resettlement = use "resettlement"

local days_after_quarter = "15 working days after quarter_end"
local warn_at = 10000 -- pounds left to pay in a year, from which on the Executive is told

local by_office = { "business_manager", "owner_group" }
local figures = { "arrivals", "cost", "grant" }
local more = {
  "quarter_end", "under_5", "from_5_to_15", "from_16", "placed_in_area", "placed_out_of_area", "school_places_waited_for", "health_late", "missing_episodes",
  "pressures",
}

local too_much = tell("finance", "refugee children cost more than is granted: see the quarter's figures")

return based_on "theme" {
  name = "theme-resettlement", title = "Refugee and unaccompanied children", noun = "theme", version = 2, ref = "RS-{year}-{number}",
  notice = "Numbers only: no child's name, country or age here. Worried about a child now? Refer to children's social care or call the police.",

  roles = { finance = { title = "Executive lead on money", post = "executive_chair" } },
  start = {
    by = { "business_manager", "members", "independent_chair" }, must_give = { "theme", "source", "published_on", "scheme" }, may_give = { "link", "summary" },
  },

  fields = {
    scheme = { type = "choice", label = "Scheme", options = { "National Transfer Scheme", "resettlement", "dispersal", "hotel" } },
    quarter_end = { type = "date", label = "Last day of the quarter", hint = "That is taken down next; an earlier one to put it right." },
    arrivals = { type = "whole", label = "Children who arrived" },
    under_5 = { type = "whole", label = "Under 5" },
    from_5_to_15 = { type = "whole", label = "5 to 15" },
    from_16 = { type = "whole", label = "16 and 17" },
    placed_in_area = { type = "whole", label = "Placed in the area" },
    placed_out_of_area = { type = "whole", label = "Placed elsewhere" },
    school_places_waited_for = { type = "whole", label = "Waiting for a school place" },
    health_late = { type = "whole", label = "First health assessment later than 20 working days" },
    missing_episodes = { type = "whole", label = "Episodes of missing" },
    cost = { type = "whole", label = "Cost in pounds" },
    grant = { type = "whole", label = "Grant in pounds" },
    left_to_pay = { type = "whole", label = "Left to pay, this quarter" },
    left_to_pay_year = { type = "whole", label = "Left to pay, this financial year" },
    pressures = { type = "text", label = "Pressures", hint = "Interpreters, CAMHS, age assessments, placements." },
    quarters = { type = "list", label = "Quarter by quarter" },
  },

  change "spotted" {
    choices = {
      {
        "Take it up", by = "business_manager", must_give = { "relevance", "owner_group", "reason" },
        may_give = { "scheme", "source", "published_on", "link", "summary" }, go_to = "assess", tell = "owner_group",
      },
    },
  },
  change "assurance_reviewed" {
    choices = {
      {
        "Assured", decided_by = "owner_group", recorded_by = "business_manager", at_meeting = true, must_give = { "quarter_end" }, go_to = "quarterly",
        only_if = resettlement.is_quarter_end,
      },
    },
  },

  step "quarterly" {
    title = "Looked at each quarter", holder = "business_manager", due = days_after_quarter,
    if_late = {
      { "1 working day after due", tell = by_office, text = "the quarter's figures on refugee children are late" },
      { "10 working days after due", tell = "executive", text = "the quarter's figures on refugee children are still missing" },
    },
    choices = {
      {
        "Take down a quarter", by = by_office, must_give = figures, may_give = more, stays = true,
        only_if = resettlement.is_quarter_end,
        does = {
          resettlement.take_down, branches { { at_least(warn_at, "left_to_pay_year"), { too_much } } }, table.unpack(resettlement.emptied()),
        },
      },
      { "Business as usual", decided_by = "executive", recorded_by = "business_manager", at_meeting = true, must_give = { "reason" }, go_to = "embedded" },
    },
  },
}
