-- A small workflow in plain form: something is asked for, handed in, looked at by a group, and closed, or chased; it uses most of what the form has.
return workflow {
  name = "plain", title = "Plain request", noun = "request", version = 1, ref = "PR-{year}-{number}",
  notice = "No child's details here. Worried about a child now? Call children's social care.",
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    manager = { title = "Business Manager", post = "business_manager" },
    llip = { title = "LLIP", group = "llip" },
    executive = { title = "Executive", post = "executive_chair" },
  },
  read = { "llip" },
  start = { by = "manager", must_give = { "text", "owner" }, may_give = { "review_on" } },
  fields = {
    text = { type = "text", label = "What is asked for" },
    owner = { type = "person", label = "Owner" },
    answer = { type = "text", label = "Answer" },
    review_on = { type = "date", label = "Looked at again on" },
    times = { type = "whole", label = "Times sent back" },
  },
  warnings = { { "Nobody owns it yet", no(has "owner") } },

  step "asked_for" {
    title = "Asked for", holder = "owner", due = "10 working days after asked",
    tells = { { "owner", "something is asked of you" } },
    if_late = {
      { "1 working day after due", tell = { "owner", "manager" } },
      { "10 working days after due", tell = "executive", urgent = true, name = "high", text = "still late: please ask why" },
    },
    choices = {
      { "Hand it in", by = "owner", must_give = { "answer" }, only_if = has "text", go_to = "handed_in", tell = { "llip", "an answer is there to look at" } },
      { "More time", by = "manager", must_give = { "due", "why it takes longer" }, stays = true },
    },
  },

  step "handed_in" {
    holder = "llip", due = "the next meeting of llip",
    if_late = { { "1 working day after due", tell = "manager" } },
    choices = {
      { "Accept it", decided_by = "llip", recorded_by = "manager", at_meeting = true, go_to = "accepted" },
      { "Send it back", decided_by = "llip", recorded_by = "manager", must_give = { "what is missing" }, does = { add("times", 1) }, go_to = "asked_for" },
      { "Too often", automatic = at_least(2, "times"), does = { clear "times" }, go_to = "watched" },
    },
  },

  step "watched" {
    title = "Looked at again", holder = "manager", due = "end of review_on",
    if_late = { { "5 working days after due", tell = { "manager" } } },
    choices = {
      { "Take it up", name = "take_up", by = "manager", go_to = "asked_for" },
      { "It lapses", automatic = "12 months", go_to = "accepted" },
    },
  },

  step "accepted" {
    closed = true,
    choices = { { "Open it again", by = "manager", must_give = { "reason" }, go_to = "asked_for" } },
  },

  anywhere {
    except = { "watched" },
    choices = { { "Watch it", by = "manager", must_give = { "review_on" }, go_to = "watched" } },
  },
}
