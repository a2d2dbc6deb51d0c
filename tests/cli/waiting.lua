-- Goal: an agenda, a digest and all else that is not a list name by the index what they name by going through every item: what a group or a person
-- holds, what a group is asked to decide while others hold it, who is named, what waits for a post, what was challenged, what changed (R1, E4).
-- Method: review actions at every stage, one whose extension was asked for and one that was challenged among them; everything is asked with the index,
-- and again on a copy whose index is gone; then items are taken out of the index, to see that it answers.
local meeting = require "helper.meeting"
local json = require "helper.json"
local stamp = require "helper.stamp"
local start, accept_lead = meeting.propose, meeting.accept_lead

describe("what waits", function()
  local b
  local both = require("helper.both_ways")(function() return b.path end)

  local function prepare()
    b = meeting.board()
    for i, lead in ipairs { "hospitals", "police", "hospitals", "police" } do start(b, "RA-" .. i, lead) end
    accept_lead(b, "RA-1", "l.tanaka")
    accept_lead(b, "RA-2", "t.harker")
    local usual = { owner = "s.reid", lead_agency = "hospitals" }
    for i = 5, 10 do b:begin_action("RA-" .. i) end
    b:send("RA-6", "request_extension", "s.reid", "new_due=2017-01-10", "extension_reason=Ill", "extension_risk=None")
    b:send("RA-10", "request_extension", "s.reid", "new_due=2017-12-10", "extension_reason=Ill", "extension_risk=Long")
    b:bring_to_scrutiny("RA-7", usual, "process")
    b:bring_to_scrutiny("RA-8", usual, "process")
    b:evidence("RA-9", "s.reid", "process", "Proof of process")
    b:send("RA-9", "submit", "s.reid", "statement=Done")
    b:begin_action("RA-11")
    b:bring_to_scrutiny("RA-11", usual, "process")
    b:send("RA-11", "challenge", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 1", "minute_ref=1", "missing=Proof of impact",
      "response_due=2016-12-20")
    b:run("meeting", "plan", "llip", "--on", "2016-12-06", "--as", "h.dixon")
  end

  local function everything()
    local requests = {}
    for _, as in ipairs { "h.dixon", "r.steel", "s.reid" } do requests[#requests + 1] = { op = "meeting.agenda", meeting = meeting.ref, as = as } end
    for _, row in ipairs(b:ask("people", "list").rows) do requests[#requests + 1] = { op = "outbox.digest", as = row.id } end
    for _, as in ipairs { "h.dixon", "r.steel", "s.reid", "t.harker" } do
      for _, id in ipairs { "h.dixon", "r.steel", "s.reid", "t.harker" } do requests[#requests + 1] = { op = "people.show", id = id, as = as } end
      requests[#requests + 1] = { op = "directory.list", kind = "post", as = as }
      requests[#requests + 1] = { op = "board.show", as = as }
      requests[#requests + 1] = { op = "timers.next", as = as }
      requests[#requests + 1] = { op = "meeting.challenges", meeting = meeting.ref, as = as }
      requests[#requests + 1] = { op = "meeting.since", meeting = meeting.ref, as = as }
    end
    return requests
  end

  -- The same answers without an index.
  local function agree()
    local requests = everything()
    local indexed = both.batch(requests)
    assert.are.equal("", stamp.sql(b.path, "DROP TABLE index_items"))
    for i, walked in ipairs(both.batch(requests)) do assert.are.equal(walked, indexed[i], both.request(requests[i])) end
    b:run("rebuild")
    return indexed
  end

  local function refs(answer)
    local found = {}
    for _, row in ipairs(json.read(answer).rows) do found[#found + 1] = row.ref end
    table.sort(found)
    return table.concat(found, " ")
  end

  -- The first answer to that person which has this member.
  local function said(answers, member, as)
    for i, one in ipairs(everything()) do
      local answer = json.read(answers[i])
      if one.as == as and answer[member] and (member ~= "named" or answer.id == as) then return answer end
    end
    error("nothing said of " .. member)
  end

  setup(prepare)
  teardown(function() b:remove() end)

  it("is the same by the index, in time and late", function()
    local answers = agree()
    assert.are.equal("RA-1 RA-10 RA-2 RA-3 RA-4 RA-6 RA-7 RA-8", refs(answers[1]))
    b:run("run-due", "--now", "2017-02-01T10:00:00Z")
    b:send("RA-11", "respond", "s.reid", "response=Here")
    local late = agree()
    assert.are_not.equal(answers[1], late[1])
    local changed, register, named = said(late, "since", "h.dixon"), said(late, "challenges", "r.steel"), said(late, "named", "s.reid")
    assert.truthy(#changed.rows > 3 and #register.challenges > 1 and #named.named > 5 and #named.waits > 1)
  end)

  it("is asked of the index: what that does not know is on no agenda in no digest and in nothing else", function()
    local requests = { { op = "meeting.agenda", meeting = meeting.ref, as = "h.dixon" }, { op = "outbox.digest", as = "s.reid" },
      { op = "people.show", id = "s.reid", as = "h.dixon" }, { op = "meeting.challenges", meeting = meeting.ref, as = "h.dixon" },
      { op = "board.show", as = "h.dixon" } }
    local function counted(list) return json.read(list[5]).cases end
    local answers = both.batch(requests)
    assert.truthy(refs(answers[1]):find("RA-7", 1, true))
    assert.truthy(answers[2]:find("- RA-5 (", 1, true))
    assert.truthy(answers[3]:find('"RA-5"', 1, true))
    assert.truthy(answers[4]:find('"RA-11"', 1, true))
    local all = counted(answers)
    assert.are.equal("", stamp.sql(b.path, "DELETE FROM index_items WHERE ref IN ('RA-5', 'RA-7', 'RA-11')"))
    answers = both.batch(requests)
    assert.falsy(refs(answers[1]):find("RA-7", 1, true))
    assert.falsy(answers[2]:find("- RA-5 (", 1, true))
    assert.falsy(answers[3]:find('"RA-5"', 1, true))
    assert.falsy(answers[4]:find('"RA-11"', 1, true))
    assert.are.equal(all - 3, counted(answers))
  end)

  it("is not looked for among what nobody of the group holds or decides", function()
    assert.are.equal("", stamp.sql(b.path, "DELETE FROM index_mark"))
    b:run("case", "count", "--as", "h.dixon")
    local deciding = ([[SELECT count(*) FROM index_items WHERE ref = '%s' AND held_by IN (SELECT m.set_number FROM index_members m
      JOIN index_subjects s ON s.number = m.subject WHERE s.key LIKE '%%llip%%')]])
    assert.are.equal("1\n", stamp.sql(b.path, deciding:format "RA-6"))
    assert.are.equal("0\n", stamp.sql(b.path, deciding:format "RA-9"))
  end)
end)
