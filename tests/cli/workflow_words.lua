-- Goal: somebody who types commands or writes conditions finds every word that a workflow takes in one place, and the words are those that it takes.
-- Method: `workflow read --words` of a small workflow in plain form, of one with states in states, and of one on the board; what it lists is then sent.
local board = require "helper.board"
local json = require "helper.json"
local shell = require "helper.shell"

local function said(...) return (shell.run { ... }:gsub("%s+", " ")) end
local function has(text, words) assert.truthy(text:find(words, 1, true), words .. "\n" .. text) end

describe("the words of a workflow", function()
  it("are those of its choices, each once, with all steps, whose it is and what is given", function()
    local text = said("workflow", "read", "tests/data/plain-ask.lua", "--words")
    has(text, "Plain question (plain-ask), version 1: its words")
    has(text, "To begin one: waymark case start plain-ask, by the Business Manager must be given: text")
    has(text, 'close_without: "Close without" from Asked; by the Business Manager must be given: reason')
    has(text, 'gaps_found: "Gaps found" from Looked at; '
      .. 'decided by the LLIP chair, or written down by the Business Manager with --decided-by PERSON must be given: gap')
    has(text, 'take_one_out: "Take one out" from Asked; by the Business Manager must be given: party, reason')
    has(text, 'party: who is meant, such as agency:police')
    assert.falsy(text:find("all_are_in", 1, true), "nobody sends what happens by itself")
  end)

  it("are those of steps and fields, and of what agencies answer", function()
    local text = said("workflow", "read", "tests/data/plain-ask.lua", "--words")
    has(text, 'Its steps, as conditions name them (in_step "WORD", in the longer form in_state "WORD") '
      .. 'asked: "Asked" looked_at: "Looked at" worked_on: "Worked on"')
    has(text, 'text: "What is asked" (text)')
    has(text, "(plain-ask-return), version 1: its words")
    has(text, 'how_good_is_it: "How good is it?" (one of good, not good; As you see it.)')
  end)

  it("say where a step stands in another, what wants a file and what a number", function()
    local text = said("workflow", "read", "workflows/review-action.lua", "--words")
    has(text, 'work.in_progress: "In progress"')
    has(said("workflow", "read", "workflows/section11-cycle.lua", "--words"), 'open: "Open the returns, by standard set A" from Launched; by')
    has(text, "is sent by `waymark evidence add`, with a file")
    has(text, "must be given: item, grade")
    has(text, "item: the number of a piece of evidence")
    has(text, "grade: insufficient, sufficient or strong")
  end)

  it("are answered to a program, and taken by the board", function()
    local b = board.new()
    b:run("workflow", "publish", "tests/data/plain-ask.lua", "--as", "h.dixon")
    b:run("agency", "set", "police", "duties=Prevent", "--as", "h.dixon")
    local words = json.read((shell.run { "workflow", "read", "plain-ask", "--words", "--json", "--board", b.path }))
    assert.same({ "text" }, words.start.must_give)
    b:run("case", "start", words.name, words.start.must_give[1] .. "=Phones", "--as", "h.dixon")
    for _, event in ipairs(words.events) do
      if event.event == "close_without" then
        assert.same({ { word = "asked", title = "Asked" } }, event.steps)
        b:send("PQ-2016-001", event.event, "h.dixon", event.must_give[1] .. "=Nobody answered")
      end
    end
    assert.equal(words.steps[2].word, b:state("PQ-2016-001"))
    b:remove()
  end)

  it("are of one workflow", function()
    local _, err, status = shell.run { "workflow", "read", "tests/data/plain-ask.lua", "tests/data/plain.lua", "--words" }
    assert.equal(2, status)
    assert.truthy(err:gsub("%s+", " "):find("--words prints the words of one workflow; leave out tests/data/plain.lua", 1, true), err)
  end)
end)
