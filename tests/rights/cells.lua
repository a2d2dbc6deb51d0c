-- The cells of the matrix: each operation asked by each role about each relation, with the answer that policy.lua asks for; and what an answer was.
local json = require "helper.json"
local policy = require "rights.policy"
local requests = require "rights.requests"
local world = require "rights.world"

local cells = {}

local in_circle = {}
for name, roles in pairs(policy.circles) do
  in_circle[name] = {}
  for _, role in ipairs(roles) do in_circle[name][role] = true end
end
local function is_for(row, role) return not row.only or in_circle[row.only][role.name] end

local function of_item(row, role, relation, workflow)
  local sight = policy.sees[workflow][role.name][relation]
  if row.door and not in_circle[row.door][role.name] then return "deny" end
  if row.unseen and in_circle[row.only][role.name] and relation ~= "absent" and relation ~= "wrong_kind" then return "allow" end
  if not sight then return "nothing" end
  if row.also and row.also.role == role.name and row.also.relations[relation] then return row[sight] end
  if row[sight] == "allow" and not is_for(row, role) then return "deny" end
  if row[sight] == "allow" and relation == "erased" then return row.erased or "allow" end
  return row[sight]
end

-- {KIND: function(row, role, visit)}, by what an operation is about; `visit` gets relation, target, what is expected, and the workflow.
local kinds = {}

function kinds.item(row, role, visit)
  for _, workflow in ipairs(world.workflows) do
    for _, relation in ipairs(policy.relations) do
      visit(relation.name, world.ref(workflow, relation.name), of_item(row, role, relation.name, workflow), workflow)
    end
  end
end

function kinds.glass(row, role, visit)
  for _, workflow in ipairs(world.workflows) do
    for _, relation in ipairs(policy.relations) do
      local there = is_for(row, role) and relation.name ~= "absent" and relation.name ~= "wrong_kind"
      local whole = policy.sees[workflow][role.name][relation.name] == "whole"
      visit(relation.name, world.ref(workflow, relation.name), not there and "nothing" or whole and "deny" or "allow", workflow)
    end
  end
end

function kinds.request(row, role, visit)
  for _, workflow in ipairs(world.workflows) do
    for _, relation in ipairs(world.items) do
      local expected = policy.sees[workflow][role.name][relation] == "whole" and row.whole or "nothing"
      if in_circle.erasers[role.name] then expected = is_for(row, role) and "allow" or "deny" end
      visit(relation, world.ref(workflow, relation), expected, workflow)
    end
  end
  visit("absent", "absent", "nothing")
end

function kinds.step(row, role, visit)
  for _, workflow in ipairs(world.workflows) do
    for _, relation in ipairs(world.items) do visit(relation, world.ref(workflow, relation), is_for(row, role) and "allow" or "deny", workflow) end
  end
  visit("absent", "absent", is_for(row, role) and "nothing" or "deny")
end

function kinds.start(row, role, visit)
  for _, relation in ipairs { "own", "other", "closed" } do visit(relation, world.ref("errand", relation), "deny") end
  visit("absent", world.ref("errand", "absent"), is_for(row, role) and "allow" or "deny")
end

function kinds.person(row, role, visit)
  visit("own", role.is, "allow")
  visit("other", "l.south", (row.other or is_for(row, role)) and "allow" or "deny")
end

function kinds.meeting(row, role, visit)
  local sees = in_circle.meeting[role.name]
  if row.door and not in_circle[row.door][role.name] then
    for relation, ref in pairs { own = requests.meeting_ref, absent = "LLIP-2016-10-05", wrong_kind = "E-own" } do visit(relation, ref, "deny") end
    return
  end
  visit("own", requests.meeting_ref, not sees and "nothing" or is_for(row, role) and "allow" or "deny")
  visit("absent", "LLIP-2016-10-05", "nothing")
  visit("wrong_kind", "E-own", policy.sees.errand[role.name].own and "deny" or "nothing")
end

function kinds.board(row, role, visit) visit("board", nil, is_for(row, role) and "allow" or "deny") end
function kinds.nothing(_, _, visit) visit("board", nil, "allow") end

-- visit{op, row, how, role, relation, workflow, target, expected}, in an order that is always the same. `roles`: those of the policy, or others.
function cells.each(visit, roles)
  local names = {}
  for name in pairs(policy.operations) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local row = policy.operations[name]
    for _, role in ipairs(roles or policy.roles) do
      kinds[row.about](row, role, function(relation, target, expected, workflow)
        local refused = policy.refused[role.name] and row.about ~= "nothing"
        visit { op = name, row = row, how = requests.of[name], role = role, relation = relation, workflow = workflow, target = target,
          expected = refused and "deny" or expected }
      end)
    end
  end
end

function cells.request(cell, on)
  local request = {}
  for name, value in pairs(cell.how.ask(on, cell.target)) do request[name] = value end
  request.op, request.as = cell.op, cell.role.is
  return request
end

function cells.words(cell)
  return ("%s as %s about %s%s"):format(cell.op, cell.role.name, cell.workflow and cell.workflow .. " " or "", cell.relation)
end

-- Cells that are compared with the cell of what is absent: of one operation and role.
function cells.key(cell) return cell.op .. " " .. cell.role.name end

-- Does the policy say that this role knows nothing of the target?
function cells.is_unseen(cell)
  if cell.expected == "nothing" or policy.refused[cell.role.name] then return true end
  if cell.row.about == "item" and cell.row.door then return not in_circle[cell.row.door][cell.role.name] end
  if cell.row.about == "start" or cell.row.about == "step" then return not is_for(cell.row, cell.role) end
  if cell.row.about == "meeting" then return not in_circle.meeting[cell.role.name] and cell.relation ~= "wrong_kind" end
  return false
end

-- An answer without what the target is called in it.
function cells.bare(cell, line, on)
  local target = cell.target or ""
  if cell.row.about == "request" then target = on.request[target] or "99" end
  if cell.row.about == "step" then target = on.incident[target] or "no-such-step" end
  return (line:gsub('(["\\ ])' .. target:gsub("%p", "%%%0") .. '(["\\ ])', "%1REF%2"))
end

-- A command's answer as the line that a batch would have printed.
function cells.said(out, err)
  if out:find("^{") then return out end
  local code = err:find("There is no item", 1, true) and "not_found" or "not_allowed"
  return json.write { error = { code = code, text = err } }
end

-- "allow", "deny" or "nothing"
function cells.class(cell, line)
  local answer = json.read(line)
  local code = answer.error and answer.error.code
  if not code then return "allow" end
  if cell.how.tried and cell.expected == "allow" and code ~= "not_allowed" then return "allow" end
  if policy.refused[cell.role.name] then return "deny" end
  if code == "not_found" then return "nothing" end
  return "deny"
end

return cells
