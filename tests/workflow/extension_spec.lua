-- Goal: a due date moves only when asked for in time and granted by whoever may grant that much, and the original never moves (T6; scenario 8).
-- Method: requests on either side of the due date's last millisecond, and one request for each authority.

local board = require "helper.board"

describe("extensions", function()
  local b
  before_each(function()
    b = board.new()
    b:begin_action("RA-2", { due = "2016-12-22", impact_due = "2017-12-31" })
  end)
  after_each(function() b:remove() end)

  local function ask(how, now, date)
    return b[how](b, "RA-2", "request_extension", "s.reid", "--now", now, "new_due=" .. date, "extension_reason=Leave", "extension_risk=Low")
  end

  local function dates() return { b:field("RA-2", "due"), b:field("RA-2", "original_due") } end
  local function request() return b:field("RA-2", "extension_requested") end

  it("is pending when the owner asks in the last second, and the date stands until it is granted", function()
    ask("send", "2016-12-22T23:59:59.000Z", "2017-01-13")
    assert.same({ "2016-12-22", "2016-12-22" }, dates())
    assert.same({ "2016-12-22", "2017-01-13" }, { request(), b:field("RA-2", "new_due") })
    assert.is_nil(b:field("RA-2", "extensions"))
    assert.truthy(table.concat(b:show("RA-2").warnings, "\n"):find("extension", 1, true), table.concat(b:show("RA-2").warnings, "\n"))
    b:refuse("RA-2", "request_extension", "s.reid", "new_due=2017-01-20", "extension_reason=More", "extension_risk=Low")
    for _, who in ipairs { "s.reid", "l.tanaka" } do b:refuse("RA-2", "grant_extension", who) end -- whoever asks does not grant
    assert.same({ "2016-12-22", "2016-12-22" }, dates())
  end)

  it("is refused when asked for once the due date is over, and there is nothing then that could be granted", function()
    for _, now in ipairs { "2016-12-23T00:00:00Z", "2017-01-03T09:00:00Z" } do
      local said = ask("refuse", now, "2017-01-13")
      assert.truthy(said:find("before the due date has passed", 1, true), said)
    end
    b:refuse("RA-2", "grant_extension", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 2", "minute_ref=1")
    assert.is_nil(request())
    assert.same({ "2016-12-22", "2016-12-22" }, dates())
  end)

  it("is refused after a date that was moved on, as after the first", function()
    ask("send", "2016-12-05T09:00:00Z", "2017-01-13")
    b:send("RA-2", "grant_extension", "h.dixon", "--decided-by", "r.steel")
    ask("refuse", "2017-01-14T00:00:00Z", "2017-01-31")
    assert.same({ "2017-01-13", "2016-12-22" }, dates())
  end)

  it("is refused from anybody but the owner, and for an earlier date", function()
    b:refuse("RA-2", "request_extension", "l.tanaka", "new_due=2017-01-13", "extension_reason=Leave", "extension_risk=Low")
    ask("refuse", "2016-12-01T09:00:00Z", "2016-12-20")
  end)

  it("keeps the original due date and every extension", function()
    ask("send", "2016-12-05T09:00:00Z", "2017-01-13")
    b:send("RA-2", "grant_extension", "h.dixon", "--decided-by", "r.steel")
    assert.equal("2017-01-13", b:field("RA-2", "due"))
    assert.equal("2016-12-22", b:field("RA-2", "original_due"))
    local extensions = b:field("RA-2", "extensions")
    assert.equal(1, #extensions)
    assert.equal("2016-12-22", extensions[1].old_due)
    assert.equal("2017-01-13", extensions[1].new_due)
    assert.equal("r.steel", extensions[1].by)
    assert.equal("amber", b:show("RA-2").rag.colour)
  end)

  it("lets the chair grant the first up to 20 working days, LLIP up to 3 months, the Executive more", function()
    ask("send", "2016-12-05T09:00:00Z", "2017-03-20") -- over 20 working days
    b:refuse("RA-2", "grant_extension", "h.dixon", "--decided-by", "r.steel")
    b:send("RA-2", "grant_extension", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 2", "minute_ref=1")
    ask("send", "2017-01-05T09:00:00Z", "2017-09-01") -- over 3 months
    b:refuse("RA-2", "grant_extension", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 3", "minute_ref=2")
    b:send("RA-2", "grant_extension", "h.dixon", "--decided-by", "m.okafor", "meeting=Executive 1", "minute_ref=3")
    assert.equal("2017-09-01", b:field("RA-2", "due"))
    assert.equal("2016-12-22", b:field("RA-2", "original_due"))
    ask("send", "2017-02-05T09:00:00Z", "2017-09-08") -- the third
    b:refuse("RA-2", "grant_extension", "h.dixon", "--decided-by", "r.steel", "meeting=LLIP 4", "minute_ref=4")
    b:send("RA-2", "grant_extension", "h.dixon", "--decided-by", "m.okafor", "meeting=Executive 2", "minute_ref=5")
    assert.equal(3, #b:field("RA-2", "extensions"))
  end)

  it("is no correction: the due date can be put right, the original one by nobody", function()
    b:run("case", "correct", "RA-2", "1", "--field", "due=2016-12-20", "--reason", "The minutes say the 20th", "--as", "h.dixon")
    assert.same({ "2016-12-20", "2016-12-22" }, dates())
    for entry = 1, 4 do
      local said = b:refused("case", "correct", "RA-2", tostring(entry), "--field", "original_due=2016-12-20", "--reason", "So too", "--as", "h.dixon")
      local why = '"Original due date" of RA-2 cannot be corrected: it says what was agreed first, and never changes.'
      assert.truthy(said:gsub("%s+", " "):find(why, 1, true), said)
    end
    assert.same({ "2016-12-20", "2016-12-22" }, dates())
  end)

  it("can be refused, and then asked for again", function()
    ask("send", "2016-12-05T09:00:00Z", "2017-01-13")
    b:send("RA-2", "refuse_extension", "h.dixon", "--decided-by", "r.steel", "reason=Start now")
    assert.equal("2016-12-22", b:field("RA-2", "due"))
    ask("send", "2016-12-06T09:00:00Z", "2017-01-06")
  end)

  -- A pause of one day by the chair moved the date by years, without an extension to be seen.
  it("is not got by pausing: a new date after a pause is the Executive's to grant, and is kept as an extension", function()
    b:send("RA-2", "pause", "h.dixon", "--decided-by", "r.steel", "pause_reason=Inquest", "pause_review=2016-09-20")
    b:refuse("RA-2", "resume", "h.dixon", "--decided-by", "r.steel", "due=2099-01-01")
    b:refuse("RA-2", "resume", "h.dixon", "--decided-by", "m.okafor", "due=2099-01-01", "meeting=Executive 1", "minute_ref=1")
    b:refuse("RA-2", "resume", "h.dixon", "--decided-by", "r.steel", "new_due=2017-03-01", "meeting=LLIP 2", "minute_ref=1")
    b:refuse("RA-2", "resume", "h.dixon", "--decided-by", "m.okafor", "new_due=2016-12-01", "meeting=Executive 1", "minute_ref=1")
    assert.equal("work.paused.from_in_progress", b:state("RA-2"))
    assert.equal("2016-12-22", b:field("RA-2", "due"))
    b:send("RA-2", "resume", "h.dixon", "--decided-by", "m.okafor", "new_due=2017-03-01", "meeting=Executive 1", "minute_ref=1")
    assert.equal("work.in_progress", b:state("RA-2"))
    assert.equal("2017-03-01", b:field("RA-2", "due"))
    assert.equal("2016-12-22", b:field("RA-2", "original_due"))
    local extension = b:field("RA-2", "extensions")[1]
    assert.same({ "2016-12-22", "2017-03-01", "Inquest", "m.okafor" },
      { extension.old_due, extension.new_due, extension.reason, extension.by })
  end)
end)
