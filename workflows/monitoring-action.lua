-- An action from an audit or a Section 11 return: the review action (review-action.lua) as it is, but that Monitoring and Evaluation oversees it in place of LLIP. It
-- is agreed, scrutinised, challenged, accepted and closed there, and its date is M&E's next meeting. docs/monitoring-action.md says what follows from that.

local action = use "review-action.lua"

local group, post, short = "monitoring", "monitoring_chair", "M&E"

-- What is read aloud names the group, and deadlines count to its meetings. The table is changed where it stands, so that its order on pages stays.
local function rename(value, seen)
  if seen[value] then return end
  seen[value] = true
  for key, member in pairs(value) do
    if type(member) == "table" then
      rename(member, seen)
    elseif type(member) == "string" then
      value[key] = member:gsub("LLIP", short):gsub("meeting of llip", "meeting of " .. group)
    end
  end
end

rename(action, {})
action.roles.chair.post = post
for _, role in ipairs { "llip", "llip_group", "llip_members" } do action.roles[role].group = group end

-- Whoever accepts the impact does not hand it in.
action.states.work.states.implemented.on.submit_impact.by = { "owner", "agency_lead" }

action.name, action.title, action.version, action.ref = "monitoring-action", "Action from an audit", 4, "MA-{year}-{number}"
return action
