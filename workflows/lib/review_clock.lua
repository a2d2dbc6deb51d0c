-- What runs beside the work of a review, each in a region of its own, so that one can stop while the others go on:
--
--   clock         by when the report is due; a workflow puts its own clock before that (a decision, a rapid review)
--   proceedings   a trial, an inquest, care proceedings stop the report's clock: actions are items of their own and run on. An item has one clock,
--                 so by when it is commissioned, its decision told and agencies asked is kept in a field, where it stands fast
--   access        the panel's papers close to it a while after publication

local called = use("words").called
local once_given = use("words").once_given
local clock = {}

-- Figures that are the board's choice: change them here, in one place, and make a new version of the workflows.
local stopped_months = 3 -- how long the clock may stand before somebody looks again [default]
local papers_close = "90 calendar days" -- after publication, or after it was decided not to publish [default]
local on_website = "12 months" -- Working Together 2015; a year under 2018 and 2023

local report_due = date_of "6 months after decided_on" -- Working Together 2015, 2018 and 2023

clock.ladders = {
  report = {
    { "4 months after decided_on", name = "report-4", tell = { "panel_chair", "lead_reviewer" }, text = "the report is due in two months: say how it stands" },
    { "5 months after decided_on", name = "report-5", tell = { "panel_chair", "lead_reviewer", "manager" }, text = "the report is due in a month: say how it stands" },
    { "6 months after decided_on", name = "report-6", tell = { "directs", "manager" }, urgent = true,
      text = "six months are over and the response is not agreed: give the reason, and act now on what was learnt so far" },
    { "8 months after decided_on", name = "report-8", tell = { "directs", "executive", "manager" }, text = "the report is two months late" },
  },
}

-- Each month until the response is agreed; it ends by the event `response_agreed`, or `withdrawn`.
function clock.reporting(more)
  local made = {
    title = "Report clock running", ladder = "report",
    entry = { set("due", report_due), set("original_due", from_field "due") },
    every = { ["1 month from decided_on"] = { name = "status", actions = { tell({ "directs", "manager" }, "its monthly status is due") } } },
    on = { response_agreed = "delivered", withdrawn = "none" },
  }
  for key, value in pairs(more or {}) do made[key] = value end
  return made
end

-- For a review that begins with no clock of the law's.
function clock.simple()
  return {
    title = "Clock", initial = "waiting",
    states = {
      waiting = { title = "Not begun", on = { begun = "reporting", withdrawn = "none" } },
      reporting = clock.reporting(), delivered = clock.delivered, none = clock.none,
    },
  }
end

clock.delivered = { title = "Response agreed", type = "final", entry = { clear "due" } }
clock.none = { title = "No report due", type = "final", entry = { clear "due" } }

local kinds = { "criminal", "coroner", "care", "disciplinary", "iopc", "health_psii", "dhr", "sar", "mappa" }

local known_proceedings = when("each of the proceedings is one of " .. table.concat(kinds, ", "), function(item)
  for _, word in ipairs(item.fields.proceedings or {}) do
    local found = false
    for _, kind in ipairs(kinds) do found = found or word == kind end
    if not found then return false end
  end
  return true
end)

-- Reckoned here and not by a rule, which a stopped clock leaves without a date. Dates are text that sorts.
local function is_soon_enough(item)
  local year, month, day = item.today:match "^(%d+)-(%d+)-(%d+)$"
  local months = math.tointeger(year) * 12 + math.tointeger(month) - 1 + stopped_months
  return item.fields.pause_review <= ("%04d-%02d-%s"):format(months // 12, months % 12 + 1, day)
end

local soon_text = "it is looked at again within " .. stopped_months .. " months"
local soon_enough = once_given("pause_review", soon_text, when(soon_text, is_soon_enough))

local function month_days(year, month)
  if month == 2 then return (year % 4 == 0 and year % 100 ~= 0 or year % 400 == 0) and 29 or 28 end
  return (month == 4 or month == 6 or month == 9 or month == 11) and 30 or 31
end

-- What begins while the clock is stopped has its date in two weeks: ten working days where no holiday falls.
function clock.two_weeks(field)
  return run("two weeks from today, since the report clock is stopped", function(item)
    local year, month, day = item.today:match "^(%d+)-(%d+)-(%d+)$"
    year, month, day = math.tointeger(year), math.tointeger(month), math.tointeger(day) + 14
    if day > month_days(year, month) then
      day, month = day - month_days(year, month), month + 1
    end
    if month > 12 then
      year, month = year + 1, 1
    end
    return { [field] = ("%04d-%02d-%02d"):format(year, month, day) }
  end)
end

clock.proceedings = {
  title = "Parallel proceedings", initial = "none",
  states = {
    none = {
      title = "No proceedings",
      on = {
        pause = {
          target = "parallel", label = "Stop the report clock for other proceedings", decided_by = "directs", recorded_by = "manager",
          form = { "proceedings", "pause_reason", "pause_review" },
          guard = called("its clock can be stopped", all { called("the report clock is running", in_state "clock.reporting"), known_proceedings, soon_enough }),
          actions = {
            stop_clock { reason = from_field "pause_reason", authority = decider(), review = from_field "pause_review" }, clear "due",
            tell({ "panel_chair", "lead_reviewer", "manager", "llip_chair" }, "the report clock is stopped: interim actions go on"),
          },
        },
      },
    },
    -- Dates that were agreed stand fast while the clock is stopped, and so does this one.
    parallel = {
      title = "Report clock stopped",
      at = {
        ["end of pause_review"] = {
          label = "The stop is to be looked at again",
          actions = { tell({ "directs", "manager" }, "the report clock is still stopped: renew the stop or let it run") },
        },
      },
      on = {
        renew_pause = { label = "Leave it stopped", decided_by = "directs", recorded_by = "manager", form = { "pause_reason", "pause_review" }, guard = soon_enough },
        resume = {
          target = "none", label = "Let the report clock run again", decided_by = "directs", recorded_by = "manager",
          actions = {
            start_clock(), set("due", report_due), clear "pause_review",
            tell({ "panel_chair", "lead_reviewer", "manager", "llip_chair" }, "the report clock runs again"),
          },
        },
        withdrawn = { target = "none", actions = { start_clock() } },
        -- What was stopped is the report's clock: once its response is agreed, nothing stands still for the proceedings any more.
        response_agreed = { target = "none", actions = { start_clock() } },
      },
    },
  },
}

clock.access = {
  title = "Papers", initial = "open",
  -- How long a report stands on the website: on the region's own state, so that it comes whatever else has ended.
  at = {
    [on_website .. " after published_on"] = {
      label = "A year on the website", actions = { tell("manager", "published a year ago: it may leave the website and is given on request") },
    },
  },
  states = {
    open = {
      title = "Papers open to the panel",
      at = {
        [papers_close .. " after access_from"] = {
          target = "ended", label = "The papers close to the panel", actions = { signal("reporters", "access_ended"), tell("manager", "its papers are closed to the panel now") },
        },
      },
    },
    ended = { title = "Papers closed to the panel", type = "final" },
  },
}

return clock
