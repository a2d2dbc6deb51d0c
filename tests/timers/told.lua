-- Whom an item's steps tell (T5): each person once a message, the Business Manager where a role has nobody, and, on a rung, those whom skipped
-- rungs would have told.

local wire = require("opinion.wire")

local told = {}

local holders = { manager = "m.test", chair = "c.chair", auditor = "m.test" } -- nobody is the auditor: the Business Manager is told instead

local function holder(one, role)
  if role == "owner" then return one.session.fields.owner or "m.test" end
  return holders[role]
end

local function message(one, text, roles, copies)
  local messages, seen = {}, {}
  local function add(role, copy)
    local person = holder(one, role)
    if not seen[person] then
      messages[#messages + 1] = wire.list({ person, copy, ("Work %s: %s"):format(one.ref, text) })
    end
    seen[person] = true
  end
  for _, role in ipairs(roles) do add(role, false) end
  for _, role in ipairs(copies or {}) do add(role, true) end
  return messages
end

-- The messages of the last step, in order.
function told.messages(one, copies)
  local all = wire.list()
  for _, did in ipairs(one.session.did) do
    if did[1] == "tell" then
      local spec = did[2]
      local is_rung = spec.tell ~= nil
      local list = message(one, spec.text, is_rung and spec.tell or spec.roles, is_rung and copies or nil)
      table.move(list, 1, #list, #all + 1, all)
    end
  end
  return all
end

function told.office(one, text) return wire.list(message(one, text, { "manager" })) end

return told
