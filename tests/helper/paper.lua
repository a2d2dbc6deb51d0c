-- A workflow in two versions, for tests of moving items from the one to the other: text, and what makes other versions of it.
local paper = [[
return {
  name = "paper", title = "Paper", noun = "paper", version = 1, ref = "P-{number}",
  roles = {
    owner = { title = "Owner", person_in = "owner" },
    auditor = { title = "Auditor", post = "auditor" },
    manager = { title = "Business Manager", post = "business_manager" },
  },
  read = { "manager", "owner" },
  start = { by = "manager", form = { "text", "owner", optional "due", optional "grade", optional "aside" } },
  fields = {
    text = { type = "text", label = "What it says" },
    owner = { type = "person", label = "Owner" },
    due = { type = "date", label = "Due date" },
    grade = { type = "choice", label = "Grade", options = { "good", "poor" } },
    aside = { type = "text", label = "Aside" },
    note = { type = "text", label = "Note" },
  },
  list = { title = "text", due = "due" },
  ladders = {
    late = {
      { "1 working day after due", name = "L0", tell = "owner", text = "late by a day" },
      { "10 working days after due", name = "L1", tell = "manager", text = "late by ten days" },
    },
  },
  type = "parallel",
  states = {
    work = {
      title = "Work", initial = "draft",
      states = {
        draft = {
          title = "Draft", holder = "owner",
          after = { ["10 working days"] = { label = "Still a draft", actions = { tell("owner", "still a draft") } } },
          on = {
            note = { label = "Write a note", by = { "owner", "manager" }, form = { optional "note" } },
            hand_in = { label = "Hand in", target = "handed_in", by = "owner", form = { optional "note" } },
            check = { label = "Have it checked", target = "checked", by = "owner" },
            empty = { label = "Leave the aside out", by = "owner", actions = { clear "aside" } },
          },
        },
        handed_in = {
          title = "Handed in", holder = "manager",
          on = {
            accept = { label = "Accept", target = "done", by = "manager" },
            note = { label = "Write a note", by = { "owner", "manager" }, form = { optional "note" } },
          },
        },
        checked = { title = "Checked", holder = "auditor", on = { back = { label = "Take it back", target = "draft", by = "owner" } } },
        done = { title = "Done", tags = { "closed" }, on = { reopen = { label = "Take it up again", target = "draft", by = "manager" } } },
      },
    },
    clock = { title = "Clock", initial = "running", states = { running = { title = "Running", ladder = "late" } } },
  },
}
]]

-- Each of a list of changes, [FROM] = TO, once.
local function changed(text, changes)
  for from, to in pairs(changes) do
    local at, last = text:find(from, 1, true)
    assert(at, from)
    text = text:sub(1, at - 1) .. to .. text:sub(last + 1)
  end
  return text
end

local next_paper = changed(paper, {
  ["version = 1"] = "version = 2",
  ['noun = "paper"'] = 'noun = "essay"',
  ['target = "handed_in"'] = 'target = "received"',
  ["        handed_in = {\n          title = \"Handed in\", holder = \"manager\","] =
    "        received = {\n          title = \"Received\", holder = \"manager\", due = \"5 working days\",",
  ['["10 working days"] = { label'] = '["5 working days"] = { label',
  ['"10 working days after due", name = "L1"'] = '"5 working days after due", name = "L1"',
  ['options = { "good", "poor" }'] = 'options = { "good", "bad" }',
  ['    aside = { type = "text", label = "Aside" },\n'] = "",
  [', optional "aside"'] = "",
  ['            empty = { label = "Leave the aside out", by = "owner", actions = { clear "aside" } },\n'] = "",
  ['by = "owner" } } },\n        done'] = 'by = "auditor" } } },\n        done',
  ['label = "Note" }'] = 'label = "Remark" }',
  ["    clock = {"] = [[
    talk = { title = "Talk", initial = "quiet", states = {
      quiet = { title = "Quiet", after = { ["20 working days"] = { label = "Nobody has talked", actions = { tell("owner", "talk") } } } } } },
    clock = {]],
})

return { text = paper, next = next_paper, changed = changed }
