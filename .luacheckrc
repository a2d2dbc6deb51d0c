-- What luacheck allows where: plain Lua 5.4 for tests and tools, only the sandbox's own names in workflows.
max_line_length = 160 -- C is formatted at 140; a Lua table row with a sentence needs a little more
std = "lua54"

-- The names that a workflow's source sees (engine/chart/DEFINITION.md, engine/script). Anything else is a mistake there.
stds.workflow = {
  read_globals = {
    -- guards
    "has", "is", "at_least", "graded", "level", "in_state", "all", "any", "no", "past", "within", "later_than", "not_the_same",
    "decided_by_other", "vacant", "when",
    -- actions
    "set", "clear", "add", "append", "raise", "tell", "tell_urgent", "attach", "grade", "withdraw", "open", "run",
    -- of format 2, and of SCXML charts
    "branches", "block", "cond", "foreach", "assign", "assign_value", "script", "log", "send", "cancel", "invoke",
    -- of format 3
    "stop_clock", "start_clock",
    -- of format 4
    "approved", "stale", "seen",
    -- of format 6
    "all_returned", "returned", "differs", "confirmed", "add_party", "remove_party", "exempt_party", "reopen_party", "non_return", "signal", "confirm",
    -- of format 7
    "date_of", "from_setting",
    -- of the plain form
    "workflow", "based_on", "step", "agencies", "form", "replace", "change", "remove", "anywhere", "in_step",
    -- of format 8
    "all_closed", "open_into",
    -- of format 9
    "gather",
    -- of format 10
    "from_entry", "open_each", "name_parties",
    -- values, forms, modules
    "from_event", "from_field", "today", "now", "actor", "decider", "optional", "use",
    -- what is left of Lua's own
    "assert", "error", "ipairs", "next", "pairs", "pcall", "select", "tonumber", "tostring", "type", "xpcall", "rawequal", "rawlen",
    "setmetatable", "getmetatable",
    coroutine = { fields = { "create", "isyieldable", "resume", "running", "status", "wrap", "yield" } },
    math = { fields = { "abs", "ceil", "floor", "fmod", "huge", "max", "maxinteger", "min", "mininteger", "modf", "pi", "sqrt",
                        "tointeger", "type", "ult" } },
    string = { fields = { "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "rep", "reverse", "sub", "upper" } },
    table = { fields = { "concat", "insert", "move", "pack", "remove", "sort", "unpack" } },
    utf8 = { fields = { "char", "charpattern", "codepoint", "codes", "len", "offset" } },
  },
}

files["workflows/**"].std = "workflow"
files["workflows/**"].max_line_length = 180 -- sentences for people stand whole on a line
files["plugins/**"].std = "workflow" -- less than that: a report has no words of workflows either
files["plugins/**"].max_line_length = 200 -- sentences for people stand whole on a line
files["examples/**"].max_line_length = 180
files["examples/**/board.lua"].std = "none" -- a board's seed is data
files["workflows/board.lua"].std = "none"
files["tests/data/**"].std = "workflow"
files["tests/data/**"].max_line_length = 180
files["tests/unit/run/golden/**"].std = "workflow"
files["tests/rights/**"].std = "lua54+busted"
files["tests/cli/**"].std = "lua54+busted"
files["tests/workflow/**"].std = "lua54+busted"
files["tests/fault/**"].std = "lua54+busted"
files["tests/limit/**"].std = "lua54+busted"
files["tests/conformance/**"].std = "lua54+busted"
files["tests/browser/**"].std = "lua54+busted"
files["tests/verifier/**"].std = "lua54+busted"
files["engine/script/lua/**"].std = "lua54"
files["engine/cli/*.lua"].std = "workflow"


exclude_files = {
  "build*/**",
  "tests/workflow/mistakes/**", -- each holds a mistake on purpose
}
