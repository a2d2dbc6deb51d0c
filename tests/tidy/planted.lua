-- Goal: every rule of tidy.lua can fail. Method: make a small tree that tidy likes, put one breach into it at a time, and expect tidy to
-- end with 1 and to name the file, the line and the rule.
local tidy = assert(arg[1]) .. "/tests/tidy/tidy.lua"
local tree = os.tmpname()
os.remove(tree)

local function sh(command, ...) assert(os.execute(command:format(...)), command) end

local function write(path, text)
  sh("mkdir -p '%s/%s'", tree, path:match("^(.*)/") or "")
  local file = assert(io.open(tree .. "/" .. path, "wb"))
  assert(file:write(text))
  file:close()
end

-- What tidy prints about the tree, and whether it found nothing to say.
local function run_tidy()
  local pipe = io.popen(("lua5.4 '%s' '%s' 2>&1"):format(tidy, tree))
  local text = pipe:read("a")
  return text, pipe:close() == true
end

local good = {
  ["engine/base/err.h"] = "// One way to fail, for every layer.\n#ifndef WAYMARK_BASE_ERR_H\n#define WAYMARK_BASE_ERR_H\nint err_exit(void);\n#endif\n",
  ["engine/base/err.c"] = '// One way to fail: see err.h for the policy.\n#include "base/err.h"\n\nint err_exit(void) { return 3; }\n',
  ["engine/chart/step.c"] = '// One step of a chart, and it is pure.\n#include "base/err.h"\n\n#include <stdlib.h>\n\nint step(void) { return 0; }\n',
  ["engine/chart/internal.h"] = "// What the files of this folder share.\n#ifndef WAYMARK_CHART_INTERNAL_H\n#define WAYMARK_CHART_INTERNAL_H\n#endif\n",
  ["tests/cli/exit.lua"] = "-- Goal: exit codes are those of DESIGN 6. Method: run each command wrongly and compare what it says.\nreturn 0\n",
  ["README.md"] = "# A small tree\n",
}
local c = "// A file that holds something, for a reason.\n"
local function body(count) return c .. "int long_one(void) {\n" .. ("  count();\n"):rep(count) .. "}\n" end

-- Path, its content, where tidy is to point, and a part of what it is to say.
local breaches = {
  { "engine/base/up.c", c .. '#include "store/store.h"\n', 2, "[arrows] the layer base may not include the layer store" },
  { "engine/chart/clock.c", c .. '#include "time/instant.h"\n', 2, "[arrows] the layer chart may not include the layer time" },
  { "engine/serve/short.c", c .. '#include "store/store.h"\n', 2, "[arrows] the layer serve may not include the layer store" },
  { "engine/chart/bare.c", c .. '#include "err.h"\n', 2, "[arrows] an include is written" },
  { "engine/web/page.c", c, 1, "[arrows] the folder `web` is no layer" },
  { "engine/run/sql.c", c .. "#include <sqlite3.h>\n", 2, "[libraries] <sqlite3.h> belongs to the layer store alone" },
  { "engine/op/lua.c", c .. "#include <lauxlib.h>\n", 2, "[libraries] <lauxlib.h> belongs to the layer script alone" },
  { "engine/store/sum.c", c .. "#include <openssl/evp.h>\n", 2, "[libraries] <openssl/evp.h> belongs to the layer base alone" },
  { "engine/run/peek.c", c .. '#include "chart/internal.h"\n', 2, "[private_headers] chart/internal.h is private" },
  { "tests/unit/run/peek.c", good["tests/cli/exit.lua"]:match("Goal.*wrongly"):gsub("^", "// ") .. '\n#include "chart/internal.h"\n', 2,
    "[private_headers] chart/internal.h is private" },
  { "engine/base/err.c", c .. '#include <stdio.h>\n\n#include "base/err.h"\n', 1, '[include_order] its own header "base/err.h" comes first' },
  { "engine/run/order.c", c .. '#include <stdio.h>\n\n#include "base/err.h"\n', 4, "[include_order] the project's headers come before" },
  { "engine/base/mem.h", "// Memory, and what happens when there is none.\n#ifndef MEM_H\n#define MEM_H\n#endif\n", 1,
    "[header_guard] its guard is to be WAYMARK_BASE_MEM_H" },
  { "engine/base/mute.c", '#include "base/err.h"\n', 1, "[opening] its first line" },
  { "scripts/mute", "#!/bin/sh\necho\n", 1, "[opening] its first line" },
  { "docs/mute.md", "Some words.\n", 1, "[opening] its first line" },
  { "tests/cli/mute.lua", "-- Tests of the command line.\nreturn 0\n", 1, "[goal] a test opens with its goal" },
  { "engine/base/later.c", c .. "// TO" .. "DO: more\n", 2, "[unfinished] `TO" .. "DO`" },
  { "README.md", "# A tree\nXX" .. "X\n", 2, "[unfinished] `XX" .. "X`" },
  { "engine/base/tail.c", c .. "int a(void); \n", 2, "[blanks] it ends in a blank" },
  { "engine/base/tab.c", c .. "\tint a(void);\n", 2, "[blanks] it holds a tab" },
  { "engine/base/end.c", c .. "int a(void);", 2, "[blanks] the last line is to end" },
  { "scripts/get", "#!/bin/sh\n# Gets what is missing from somewhere.\ncurl https://registry.npm" .. "js.org\n", 3, "[foreign_places] it names the host" },
  { "engine/base/place.c", c .. 'const char *place = "/tm' .. 'p/x";\n', 2, "[foreign_places] it names a folder of one machine" },
  { "scripts/here", "#!/bin/sh\n# Goes to a place that only one machine has.\ncd /wo" .. "rk/x\n", 3, "[foreign_places] it names a folder" },
  { "engine/base/type.c", c .. "typedef struct err err_t;\n", 2, "[shape] a struct has no typedef" },
  { "engine/base/state.c", c .. "static int count = 0;\n", 2, "[shape] there is no global state" },
  { "engine/base/shared.c", c .. "struct err last;\n", 2, "[shape] there is no global state" },
  { "engine/base/table.c", c .. "char *names[] = {\n};\n", 2, "[shape] there is no global state" },
  { "engine/base/local.c", c .. "int next(void) {\n  static int count;\n  return count++;\n}\n", 3, "[shape] there is no global state" },
  { "engine/base/copy.c", c .. "void copy(char *to) { strcpy(to, from); }\n", 2, "[unwanted] strcpy is not called here" },
  { "README.md", "# A tree\nSee [it](engine/it.c).\n", 2, "[pages] it names engine/it.c" },
  { "engine/README.md", "# A layer\n[err](base/err.c) and `engine/base/gone.c`\n", 2, "[pages] it names engine/base/gone.c" },
  { "engine/base/long.c", c .. ("int a(void);\n"):rep(450), 1, "[lengths] it has 451 lines" },
  { "engine/base/body.c", body(59), 2, "[lengths] a function of 61 lines" },
  { "tests/cli/body.lua", good["tests/cli/exit.lua"] .. "local function a()\n" .. ("  b()\n"):rep(99) .. "end\n", 3, "[lengths] a function of 101" },
}

-- Every rule is planted at least once.
local function unplanted()
  local missing = {}
  for line in io.lines(tidy) do
    local rule, found = line:match("^function rules%.([%w_]+)"), false
    for _, breach in ipairs(breaches) do found = found or not rule or breach[4]:find("[" .. rule .. "]", 1, true) end
    if rule and not found then missing[#missing + 1] = rule end
  end
  return table.concat(missing, ", ")
end

local failures = 0
local function expect(ok, ...)
  if ok then return end
  failures = failures + 1
  print(("planted: " .. ...):format(select(2, ...)))
end

expect(unplanted() == "", "no breach of these rules is planted: %s", unplanted())
for path, text in pairs(good) do write(path, text) end
local said, is_clean = run_tidy()
expect(is_clean, "the good tree is called bad:\n%s", said)
write("engine/base/body.c", body(58))
said, is_clean = run_tidy()
expect(is_clean, "a function of 60 lines is called too long:\n%s", said)
os.remove(tree .. "/engine/base/body.c")

for _, breach in ipairs(breaches) do
  local path, text, line, words = table.unpack(breach)
  write(path, text)
  said, is_clean = run_tidy()
  local place = ("%s:%d: %s"):format(path, line, words)
  expect(not is_clean and said:find(place, 1, true), "tidy does not say `%s`, but:\n%s", place, said)
  if good[path] then write(path, good[path]) else os.remove(tree .. "/" .. path) end
end

sh("rm -rf '%s'", tree)
print(("planted: %d breaches, %d not found"):format(#breaches, failures))
os.exit(failures == 0)
