-- A theme that emerges (a new duty, a report, an inspection's finding): spotted, judged, looked into, put before the Board, and seen through until it is
-- business as usual. Write a theme of your own on top of it with `based_on "theme"`: AUTHORING.md beside this file says how.
-- The days are this board's choice: no national rule says them.
return workflow {
  name = "theme", title = "Emerging theme", noun = "theme", version = 2, ref = "TH-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    business_manager = { title = "Business Manager", post = "business_manager" },
    members = { title = "Board member", group = "rcscb" },
    owner_group = { title = "Group that owns the theme", any_in = "owner_group" },
    executive = { title = "Executive Group chair", post = "executive_chair" },
    independent_chair = { title = "Independent Chair", post = "independent_chair" },
    -- of an agency that is asked for assurance
    agency_lead = { title = "Agency safeguarding lead", post = "safeguarding_lead", of = "agency" },
    agency_board_member = { title = "Agency Board member", post = "board_member", of = "agency" },
  },
  read = { "members", "independent_chair" },
  start = { by = { "business_manager", "members", "independent_chair" }, must_give = { "theme", "source", "published_on" }, may_give = { "link", "summary" } },

  fields = {
    theme = { type = "text", label = "Theme" },
    plan_indicator = { type = "list", label = "Business plan indicators" },
    source = {
      type = "choice", label = "Where it comes from",
      options = { "report", "statute", "guidance", "inspection", "local data", "review", "media" },
    },
    published_on = { type = "date", label = "Published on" },
    link = { type = "text", label = "Where it can be read" },
    summary = { type = "text", label = "What it says" },
    relevance = { type = "choice", label = "Relevance to this area", options = { "high", "medium", "low" } },
    owner_group = { type = "party", label = "Group that owns it" },
    prevalence = { type = "text", label = "Local picture" },
    controls = { type = "text", label = "What agencies do already" },
    gaps = { type = "text", label = "Gaps" },
    childrens_views = { type = "text", label = "What children say" },
    equality = { type = "text", label = "Equality" },
    finance = { type = "text", label = "Money" },
    risk_score = { type = "whole", label = "Risk, from 1 to 25" },
    ask_of_board = { type = "text", label = "What the Board is asked for" },
    reason = { type = "text", label = "Reason" },
    evidence = { type = "evidence", label = "Evidence" },
  },

  warnings = { { "No group owns it yet", no(has "owner_group") } },

  step "spotted" {
    holder = "business_manager", due = "10 working days after asked",
    tells = { { "business_manager", "a new theme was spotted: triage it" } },
    if_late = { { "1 working day after due", tell = "business_manager" }, { "10 working days after due", tell = "independent_chair" } },
    choices = {
      {
        "Take it up", by = "business_manager", must_give = { "relevance", "owner_group", "reason" }, may_give = { "source", "published_on", "link", "summary" },
        go_to = "assess", tell = "owner_group",
      },
      { "Watch it", by = "business_manager", must_give = { "relevance", "reason" }, may_give = { "owner_group" }, go_to = "watch" },
      { "Not for this area", by = "business_manager", must_give = { "reason" }, go_to = "dismissed" },
    },
  },

  step "assess" {
    title = "Impact is assessed", holder = "owner_group", due = "30 working days after asked",
    if_late = {
      { "1 working day after due", tell = { "owner_group", "business_manager" } },
      { "10 working days after due", tell = "executive" },
    },
    choices = {
      {
        "Hand in the impact report", by = { "owner_group", "business_manager" }, go_to = "reported",
        must_give = { "prevalence", "controls", "gaps", "childrens_views", "risk_score", "ask_of_board" }, may_give = { "equality", "finance" },
        tell = { "executive", "an impact report is ready for the Board's agenda" },
      },
    },
  },

  step "reported" {
    title = "Before the Board", holder = "independent_chair", due = "the next meeting of rcscb",
    if_late = { { "1 working day after due", tell = { "independent_chair", "business_manager" } } },
    choices = {
      { "Ask for assurance", decided_by = "independent_chair", recorded_by = "business_manager", at_meeting = true, go_to = "assurance_requested" },
      { "Go straight to action", decided_by = "independent_chair", recorded_by = "business_manager", at_meeting = true, go_to = "actions" },
      { "Only watch it", decided_by = "independent_chair", recorded_by = "business_manager", at_meeting = true, must_give = { "reason" }, go_to = "watch" },
    },
  },

  step "assurance_requested" {
    holder = "business_manager", due = "30 working days after asked",
    ask = agencies(),
    questions = {
      { "What does your agency do about this now?", name = "now_done" },
      { "Who leads on it?", name = "who_leads" },
      { "How many of the staff who need it have been trained?", name = "staff_trained", optional = true },
      { "How do you know that it works?", name = "how_known" },
      { "What is missing?", name = "missing" },
    },
    if_late = {
      { "1 working day after due", tell = { "agency_lead", "business_manager" } },
      { "10 working days after due", tell = "agency_board_member" },
      { "20 working days after due", tell = "executive", urgent = true },
    },
    choices = {
      { "All are in", automatic = all_returned, go_to = "assurance_reviewed" },
      { "Close without", by = "business_manager", go_to = "assurance_reviewed", must_give = { "reason for each missing return" } },
    },
  },

  step "assurance_reviewed" {
    holder = "owner_group", due = "20 working days after asked",
    if_late = {
      { "1 working day after due", tell = { "owner_group", "business_manager" } },
      { "10 working days after due", tell = "executive" },
    },
    choices = {
      { "Assured", decided_by = "owner_group", recorded_by = "business_manager", at_meeting = true, go_to = "embedded" },
      {
        "Gaps found", decided_by = "owner_group", recorded_by = "business_manager", at_meeting = true, go_to = "actions",
        for_each = "gap", open = "review-action",
      },
    },
  },

  step "actions" {
    title = "Actions are under way", holder = "owner_group", due = "12 months after asked",
    if_late = { { "1 working day after due", tell = { "owner_group", "business_manager" } } },
    choices = {
      {
        "The gaps are closed", decided_by = "executive", recorded_by = "business_manager", at_meeting = true, go_to = "embedded",
        must_give = { "reason" }, only_if = all_closed "opened",
      },
    },
  },

  step "embedded" {
    title = "Business as usual", closed = true,
    choices = { { "Take it up again", by = "business_manager", must_give = { "reason" }, go_to = "assess" } },
  },
  step "watch" {
    title = "On the watch list", holder = "business_manager", due = "12 months after asked",
    if_late = { { "1 working day after due", tell = "business_manager", text = "look again at what is on the watch list" } },
    choices = {
      { "Take it up", by = "business_manager", must_give = { "relevance", "owner_group", "reason" }, go_to = "assess", tell = "owner_group" },
      { "Looked at: watch it on", by = "business_manager", must_give = { "reason" }, go_to = "watch" },
      { "Nothing more to watch", by = "business_manager", must_give = { "reason" }, go_to = "dismissed" },
    },
  },
  step "dismissed" {
    closed = true,
    choices = { { "Take it up after all", by = "business_manager", must_give = { "reason" }, go_to = "spotted" } },
  },

  anywhere {
    choices = { { "Add evidence", by = { "owner_group", "business_manager" }, does = { attach() }, stays = true } },
  },
}
