-- Who notifies a serious incident. The duty is the council's where it took place, whoever referred it, so it is the turn of that council's safeguarding lead: of the
-- board's own (its setting `council`) where nobody says otherwise. A workflow takes `notify.fields` and `notify.role` (as `notifying_lead`), and in the state in which
-- it is to be notified `entry = { notify.by_default() }` and `on = { name_council = notify.name_council }`.

local called = use("words").called
local notify = {}

notify.role = { title = "Safeguarding lead of the council that notifies", post = "safeguarding_lead", of = "notifying_agency" }

notify.fields = {
  notifying_agency = {
    type = "agency", label = "Council that notifies", hint = "The council where the incident took place; the board's own where nothing is said. Its duty, whoever referred it.",
  },
}

function notify.by_default() return branches { { no(has "notifying_agency"), { set("notifying_agency", from_setting "council") } } } end

-- Nobody's duty is no duty: where the board has not said which council is its own, whoever refers says it.
function notify.somebody_does(already)
  local text = "the council that notifies is named: give notifying_agency, or say once for all which is the board's own (waymark setting set council AGENCY)"
  return called(text, any { has "notifying_agency", already })
end

notify.name_council = {
  label = "Say which council notifies", by = "manager", form = { "notifying_agency" },
  actions = { tell("notifying_lead", "it is yours to notify: within five working days of becoming aware") },
}

function notify.unnamed(to_notify) return { "No council is named that notifies it: say which", all { to_notify, no(has "notifying_agency") } } end

return notify
