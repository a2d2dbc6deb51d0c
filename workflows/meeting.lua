-- A meeting of one of the board's groups: planned, papers issued, held, its decisions confirmed, closed. `waymark meeting` drives it, since an agenda
-- and a sheet are more than a form; README.md beside this file says how to read it.

local called = use("words").called

local papers_late = called("its papers are late", all { in_state "planned", past "end of papers_due" })

-- What the Business Manager keeps while a meeting is prepared or held. None of it moves the meeting.
local function keep(label, form) return { label = label, by = "manager", form = form } end

local agenda = keep("Keep the agenda", { optional "agenda", optional "taken_off" })
local attend = keep("Record who was there", { optional "attendance" })
local declare = keep("Record a conflict of interest", { optional "conflicts" })

local open = {
  target = "held", label = "Open the meeting", by = "manager", form = { "chaired_by", optional "members", optional "agenda" },
  actions = { tell("presiding", "is held: its decisions are recorded for you to confirm") },
}

local put_off = {
  target = "planned", label = "Put it off", by = "manager", form = { "date", "papers_due", "reason", optional "title", optional "put_offs", optional "agenda" },
  actions = { clear "issued_on", tell({ "members", "chair", "manager" }, "is put off to another day") },
}

local cancel = {
  target = "cancelled", label = "Cancel it", by = "manager", form = { "reason" },
  actions = { tell({ "members", "chair", "manager" }, "is cancelled") },
}

return {
  name = "meeting", title = "Meeting", noun = "meeting", version = 1,
  ref = "MTG-{year}-{number}",
  notice = "No child's name, date of birth or NHS number here. Worried about a child now? Refer to children's social care or call the police.",

  roles = {
    manager = { title = "Business Manager", post = "business_manager" },
    chair = { title = "Chair of the group", any_in = "chair" },
    presiding = { title = "Person who chaired it", person_in = "chaired_by" },
    members = { title = "Member of the group", any_in = "group" },
    absent_board = { title = "Board member of an agency that was missing", any_in = "absent_board" },
  },
  -- What is said of items (agenda, drafts, what was struck out) is the office's and the chair's; a member gets of it what concerns items that they may see,
  -- from `waymark meeting`, which knows of each.
  see = {
    { "manager", "chair", "presiding", what = "everything" },
    { "members", what = {
      "summary", "chair", "at", "place", "papers_due", "issued_on", "chaired_by", "members", "attendance", "put_offs", "confirmed_by", "confirmed_at",
    } },
    { "absent_board", what = "summary" },
    { "members", what = "reason", when = in_state "cancelled" },
  },
  start = { by = "manager", form = { "title", "group", "chair", "date", "papers_due", optional "at", optional "place" } },

  fields = {
    title = { type = "text", label = "Meeting" },
    group = { type = "party", label = "Group" },
    chair = { type = "party", label = "Chair's post" },
    date = { type = "date", label = "Date" },
    at = { type = "text", label = "Time" },
    place = { type = "text", label = "Place" },
    papers_due = { type = "date", label = "Papers due" },
    issued_on = { type = "date", label = "Papers issued on" },
    chaired_by = { type = "person", label = "Chaired by" },
    agenda = { type = "list", label = "Agenda" },
    taken_off = { type = "list", label = "Taken off the agenda" },
    members = { type = "list", label = "Members of the group then" },
    attendance = { type = "list", label = "Attendance" },
    conflicts = { type = "list", label = "Conflicts of interest" },
    no_voice = { type = "list", label = "Who had no voice on what" },
    decisions = { type = "list", label = "Decisions" },
    struck = { type = "list", label = "Decisions struck out" },
    put_offs = { type = "list", label = "Put off from" },
    reason = { type = "text", label = "Reason" },
    confirmed_by = { type = "person", label = "Decisions confirmed by" },
    confirmed_at = { type = "text", label = "Decisions confirmed at" },
    missing_again = { type = "list", label = "Missing for the second time in a row" },
    challenge_register = { type = "list", label = "Challenge Register" },
    absent_board = { type = "list", label = "Board members of agencies that were missing" },
    response = { type = "text", label = "Answer to the challenge" },
    closing_note = { type = "text", label = "Closing note" },
  },
  list = { title = "title", due = "date", lead = "group" },

  ladders = {
    papers = {
      { "2 working days before papers_due", name = "soon", tell = "manager", text = "its papers are due in two working days" },
      { "1 working day after papers_due", name = "late", tell = { "manager", "chair" }, text = "its papers are late: issue them, or put the meeting off" },
    },
    sheet = {
      { "1 working day after date", name = "unopened", tell = { "manager", "chair" }, text = "its day has passed and it was not opened: record it, or put it off" },
    },
    confirming = {
      { "5 working days after date", name = "unconfirmed", tell = { "presiding", "manager" }, text = "its decisions are not confirmed: confirm them" },
    },
    minutes = {
      { "20 working days after date", name = "unclosed", tell = "manager", text = "it is not closed: send out its minutes, then close it" },
    },
  },

  rag = {
    { "blue", any { in_state "confirmed", in_state "closed" } },
    { "grey", in_state "cancelled" },
    { "red", papers_late },
    { "red", called("its decisions wait to be confirmed", all { in_state "held", past "5 working days after date" }) },
  },
  warnings = {
    { "Nobody's attendance is recorded yet", all { in_state "held", no(at_least(1, "attendance")) } },
  },

  initial = "planned",
  states = {
    planned = {
      title = "Planned", holder = "manager", due = "end of papers_due", ladder = "papers",
      on = {
        agenda = agenda, attend = attend, declare = declare, open = open, put_off = put_off, cancel = cancel,
        papers_due_anew = keep("Papers due on another day", { "papers_due" }), -- when a day off is added between
        issue = {
          target = "issued", label = "Issue the papers", by = "manager", form = { optional "agenda" },
          actions = { set("issued_on", today()), tell({ "members", "chair" }, "its papers are issued") },
        },
      },
    },
    issued = {
      title = "Papers issued", holder = "manager", due = "end of date", ladder = "sheet",
      on = { agenda = agenda, attend = attend, declare = declare, open = open, put_off = put_off, cancel = cancel },
    },
    held = {
      title = "Held, decisions to be confirmed", holder = "presiding", due = "5 working days after date", ladder = "confirming",
      on = {
        agenda = agenda, attend = attend, declare = declare,
        record = keep("Record a decision", { optional "decisions" }),
        strike = keep("Strike out a decision", { "reason", optional "decisions", optional "struck" }),
        confirm = {
          target = "confirmed", label = "Confirm the decisions", by = { "chair", "presiding" }, form = { "confirmed_at", optional "decisions", optional "missing_again",
            optional "no_voice", optional "challenge_register", optional "absent_board" },
          guard = called("whoever confirms did not write the decisions down", decided_by_other "record"),
          actions = { set("confirmed_by", actor()), tell("manager", "its decisions are confirmed: send out the minutes"), raise "counted", raise "challenged" },
        },
      },
    },
    confirmed = {
      title = "Decisions confirmed", holder = "manager", due = "20 working days after date", ladder = "minutes",
      on = {
        counted = {
          guard = called("somebody was missing for the second time in a row", at_least(1, "missing_again")),
          actions = { tell("manager", "a member was missing for the second time in a row: `waymark meeting attendance` says who") },
        },
        challenged = {
          guard = called("an agency was missing for the second time in a row", at_least(1, "challenge_register")),
          actions = {
            tell("absent_board", "nobody of your agency came to two meetings in a row, and the group challenges that: answer the Business Manager within 20 working days"),
            tell({ "manager", "chair" }, "nobody of an agency came to two meetings in a row: the challenge is on its register, and the agency's Board member is told"),
          },
        },
        close = {
          target = "closed", label = "Close it", by = "manager", form = { optional "closing_note", optional "response" },
          guard = called("whoever was challenged has answered, or it is written down that they did not",
            any { no(at_least(1, "challenge_register")), has "response" }),
        },
      },
    },
    closed = { title = "Closed", tags = { "closed" } },
    cancelled = { title = "Cancelled", tags = { "closed" } },
  },
}
