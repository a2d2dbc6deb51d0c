-- Goal: the tree keeps the rules of ARCHITECTURE.md and CONTRIBUTING.md, above all the arrows between layers.
-- Method: read every file, ask each rule in the table below; print a line a breach and end with 1 when there is one.
-- Usage: lua5.4 tests/tidy/tidy.lua TREE. tests/tidy/planted.lua shows that every rule can fail.

-- The architecture, executable. To add an arrow, argue for it in ARCHITECTURE.md in the same commit.
local may_include = {
  base = {},
  chart = { "base" },
  time = { "base" },
  store = { "base" },
  seal = { "base" },
  bundle = { "base" },
  script = { "base" },
  scxml = { "base", "chart", "script" },
  run = { "base", "chart", "time", "store", "seal", "script" },
  op = { "base", "chart", "time", "store", "seal", "bundle", "script", "run" },
  serve = { "base", "op" },
  cli = { "base", "chart", "time", "store", "seal", "bundle", "script", "scxml", "run", "op", "serve" },
}

-- One folder owns each library, so that it can be swapped there and nowhere else.
local library_home = {
  ["lua.h"] = "script", ["lauxlib.h"] = "script", ["lualib.h"] = "script", ["seccomp.h"] = "script",
  ["sqlite3.h"] = "store", ["magic.h"] = "store", ["sodium.h"] = "seal", ["uv.h"] = "serve", ["zip.h"] = "bundle", ["zlib.h"] = "bundle",
  ["csv.h"] = "op", ["curl"] = "serve", ["expat.h"] = "scxml", ["jansson.h"] = "base", ["openssl"] = "base",
}

-- Calls with a better answer in base/, or with none that is safe.
local unwanted_calls = {
  gets = "it knows no limit", strcpy = "it knows no limit", strcat = "it knows no limit", sprintf = "it knows no limit; take buf_format",
  vsprintf = "it knows no limit", strtok = "it keeps state", system = "a shell reads it", popen = "a shell reads it",
  atoi = "it cannot fail", rand = "randomness comes from struct env", srand = "randomness comes from struct env",
  localtime = "zones come from time/", mktime = "zones come from time/",
}

local file_warn, file_max = 350, 450
local function_max, test_function_max = 60, 100 -- a test may hold a table of vectors
local code = { c = true, h = true, lua = true, sh = true, S = true, sql = true, bash = true }
-- Fixtures hold mistakes, foreign shapes or exact bytes on purpose.
local function is_fixture(path)
  return path:find("/golden/", 1, true) or path:find("^tests/workflow/mistakes/") or path:find("^tests/tidy/planted") or path:find("%.csv$")
    or path:find("%.expected$") or path:find("expected%.txt$") or path:find("^tests/fuzz/corpus/")
end

local rules = {}

-- Calls `each` with the line number and the line.
local function each_line(file, each)
  for number, line in ipairs(file.lines) do each(number, line) end
end

local function has(list, value)
  for _, item in ipairs(list) do if item == value then return true end end
  return false
end

function rules.arrows(file, report)
  if not file.layer or not (file.ending == "c" or file.ending == "h") then return end
  local allowed = may_include[file.layer]
  if not allowed then return report(1, "the folder `%s` is no layer: name it in may_include and in ARCHITECTURE.md", file.layer) end
  each_line(file, function(number, line)
    local target = line:match('^#include "([%w_]+)/')
    if target and target ~= file.layer and not has(allowed, target) then
      report(number, "the layer %s may not include the layer %s", file.layer, target)
    elseif line:find('^#include "') and not target then
      report(number, "an include is written \"layer/file.h\"")
    end
  end)
end

function rules.libraries(file, report)
  if not file.layer then return end
  each_line(file, function(number, line)
    local header = line:match("^#include <([^>]+)>")
    local home = header and (library_home[header] or library_home[header:match("^[^/]+")])
    if home and home ~= file.layer then report(number, "<%s> belongs to the layer %s alone", header, home) end
  end)
end

function rules.private_headers(file, report)
  local own = file.layer or file.path:match("^tests/unit/([^/]+)/")
  if file.path:find("^tests/fuzz/") then return end
  each_line(file, function(number, line)
    local folder = line:match('^#include "([%w_]+)/[%w_]*internal%.h"')
    if folder and folder ~= own then report(number, "%s/internal.h is private to its folder", folder) end
  end)
end

function rules.include_order(file, report)
  if file.ending ~= "c" then return end
  local own, first, angle = file.layer and file.path:match("^engine/(.*)%.c$"), nil, nil
  each_line(file, function(number, line)
    local quoted = line:match('^#include "([^"]+)"')
    first = first or quoted or line:match("^#include <([^>]+)>")
    if line:find("^#include <") then angle = true end
    if quoted and angle and not file.path:find("^tests/") then report(number, "the project's headers come before libraries' and libc's") end
  end)
  if own and file.tree[("engine/%s.h"):format(own)] and first ~= own .. ".h" then report(1, "its own header \"%s.h\" comes first", own) end
end

function rules.header_guard(file, report)
  if not file.layer or file.ending ~= "h" then return end
  local guard = "WAYMARK_" .. file.path:match("^engine/(.*)%.h$"):gsub("/", "_"):upper() .. "_H"
  if not file.text:find("#ifndef " .. guard .. "\n#define " .. guard .. "\n", 1, true) then report(1, "its guard is to be %s", guard) end
end

-- The comment that a file opens with, as one line of text; nil when it opens with something else.
local function opening_comment(file)
  local text = {}
  for number, line in ipairs(file.lines) do
    if not (number == 1 and line:find("^#!")) then
      local words = line:match("^%s*//%s?(.*)") or line:match("^%-%-+%s?(.*)") or line:match("^#+%s(.*)") or line:match("^/?%*+%s?(.*)")
      if not words then break end
      text[#text + 1] = words
    end
  end
  return #text > 0 and table.concat(text, " ") or nil
end

function rules.opening(file, report)
  if not (code[file.ending] or file.ending == "md" or file.ending == "chart" or file.lines[1]:find("^#!")) then return end
  local comment = opening_comment(file)
  if not comment or (file.ending ~= "md" and #comment < 20) then report(1, "its first line is to say what it holds and why") end
end

function rules.goal(file, report)
  if not file.path:find("^tests/") or not (file.ending == "c" or file.ending == "lua" or file.ending == "sh") then return end
  if file.path:find("^tests/data/") or file.path:find("^tests/helper/") then return end -- no tests, but what they use
  local comment = opening_comment(file) or ""
  if #comment < 60 then report(1, "a test opens with its goal and its method") end
end

function rules.unfinished(file, report)
  local words = { "XX" .. "X", "FIX" .. "ME", "TO" .. "DO" }
  each_line(file, function(number, line)
    for _, word in ipairs(words) do
      if line:find("%f[%w]" .. word .. "%f[%W]") then report(number, "`%s`: finish it or leave it out", word) end
    end
  end)
end

function rules.blanks(file, report)
  each_line(file, function(number, line)
    if line:find("[ \t\r]$") then report(number, "it ends in a blank") elseif line:find("\t") then report(number, "it holds a tab") end
  end)
  if file.text:sub(-1) ~= "\n" then report(#file.lines, "the last line is to end") end
end

function rules.foreign_places(file, report)
  -- Written in halves, so that this file does not name them either.
  local hosts = { "registry%.npm" .. "js", "py" .. "pi%.org", "luarocks%." .. "org", "crates%." .. "io", "deb%.deb" .. "ian" }
  local folders = { "wo" .. "rk", "ho" .. "me" }
  if file.layer then table.move({ "tm" .. "p", "ro" .. "ot", "var/tm" .. "p" }, 1, 3, 3, folders) end
  each_line(file, function(number, line)
    for _, host in ipairs(hosts) do
      if line:find(host) then report(number, "it names the host of a registry") end
    end
    for _, folder in ipairs(folders) do
      local is_absolute = (" " .. line):find("[^%w%.%-_/}%)%%$]/" .. folder .. "%f[/%z\"'%s]")
      if is_absolute then report(number, "it names a folder of one machine: /%s", folder) end
    end
  end)
end

function rules.shape(file, report)
  if not file.layer or not (file.ending == "c" or file.ending == "h") then return end
  each_line(file, function(number, line)
    if line:find("^%s*typedef%s+struct") then report(number, "a struct has no typedef: the word `struct` is information") end
    local is_variable = line:find("^%s*static ") and not line:find("const%f[%W]") and not line:find("%(") and line:find("[;=]")
    local is_shared = line:find("^%a[%w_ %*]*[%w_][%[%w_%]]* = ") or line:find("^%a[%w_]* [%w_%* ]*[%[%w_%]]*;$")
    if is_shared and not line:find("^typedef ") and not line:find("const%f[%W]") and not line:find("^struct [%w_]+;$") then is_variable = true end
    if is_variable or line:find("^%s*_Thread_local") then report(number, "there is no global state: pass it") end
  end)
end

function rules.unwanted(file, report)
  if not file.layer or file.ending ~= "c" then return end
  each_line(file, function(number, line)
    local bare = line:gsub('"[^"]*"', '""'):gsub("//.*", "")
    for call in bare:gmatch("%f[%w_]([%l_]+)%(") do
      local why = unwanted_calls[call]
      if why and not bare:find("[%.>]" .. call .. "%(") then report(number, "%s is not called here: %s", call, why) end
    end
  end)
end

-- The lengths of a C file's functions, by clang-format's shape: a definition starts and ends in the first column.
local function c_functions(file)
  local found, start = {}, nil
  each_line(file, function(number, line)
    if line:find("^%a.*%(.*}$") then found[#found + 1] = { number, 1 }
    elseif line:find("^%a[^=]*%(") and not line:find(";$") then start = number
    elseif line:find(";$") and not line:find("^%s") then start = nil
    elseif line == "}" and start then found[#found + 1] = { start, number - start + 1 }; start = nil end
  end)
  return found
end

local function lua_functions(file)
  local found, start = {}, nil
  each_line(file, function(number, line)
    if line:find("^%a.*%f[%w]function%f[%W].*%f[%w]end$") then found[#found + 1] = { number, 1 }
    elseif line:find("^local function") or line:find("^function") then start = number
    elseif line == "end" and start then found[#found + 1] = { start, number - start + 1 }; start = nil end
  end)
  return found
end

function rules.lengths(file, report, sums)
  if not code[file.ending] then return end
  local count = #file.lines
  if file.path:find("^workflows/") then return end -- a workflow is one file, however many states it has
  if count > file_max then report(1, "it has %d lines: over %d, make two files of it", count, file_max)
  elseif count > file_warn then sums.long[#sums.long + 1] = ("%s (%d lines)"):format(file.path, count) end
  local longest = file.path:find("^tests/") and test_function_max or function_max
  local functions = file.ending == "c" and c_functions(file) or file.ending == "lua" and lua_functions(file) or {}
  for _, item in ipairs(functions) do
    if file.layer then sums.lengths[#sums.lengths + 1] = item[2] end
    if item[2] > longest then report(item[1], "a function of %d lines: over %d, make two of it", item[2], longest) end
  end
end

-- A page names files by links, from its own folder, and by paths in code quotes, from the root.
function rules.pages(file, report)
  if file.ending ~= "md" then return end
  local folder = file.path:match("^(.*/)") or ""
  local function expect(number, path)
    path = path:gsub("#.*", ""):gsub("/$", "")
    if path ~= "" and not file.tree.places[path] then report(number, "it names %s, and there is no such file", path) end
  end
  each_line(file, function(number, line)
    for target in line:gmatch("%]%(([^)%s]+)%)") do
      if not target:find("^%a+:") then expect(number, folder .. target) end
    end
    for path in line:gmatch("`([%w_%.%-/]+)`") do
      local top = path:match("^([%w_%-]+)/")
      if top and file.tree.places[top] then expect(number, path) end
    end
  end)
end

local function read_lines(text)
  local lines = {}
  for line in text:gmatch("([^\n]*)\n?") do lines[#lines + 1] = line end
  if lines[#lines] == "" then lines[#lines] = nil end
  return lines
end

-- Every text file of the tree by its path, and under `places` every file and folder; builds and git's own folder are left out.
local function read_tree(root)
  local tree, paths = { places = {} }, {}
  local skipped = "-type d \\( -name .git -o -name build -o -name 'build-*' \\) -prune"
  local list = io.popen(("cd '%s' && find . %s -o -type f -print"):format(root, skipped))
  for line in list:lines() do
    local path = line:sub(3)
    for slash in (path .. "/"):gmatch("()/") do tree.places[path:sub(1, slash - 1)] = true end
    local handle = assert(io.open(root .. "/" .. path, "rb"))
    local text = handle:read("a")
    handle:close()
    if #text > 0 and not text:find("\0", 1, true) then
      tree[path] = { path = path, text = text, lines = read_lines(text), tree = tree,
                     ending = path:match("%.([%w]+)$") or "", layer = path:match("^engine/([^/]+)/") }
      paths[#paths + 1] = path
    end
  end
  assert(list:close(), "the tree cannot be read: " .. root)
  table.sort(paths)
  return tree, paths
end

local root = assert(arg[1], "usage: lua5.4 tests/tidy/tidy.lua TREE")
local tree, paths = read_tree(root)
local breaches, sums, names = 0, { long = {}, lengths = {} }, {}
for name in pairs(rules) do names[#names + 1] = name end
table.sort(names)
for _, path in ipairs(paths) do
  for _, name in ipairs(is_fixture(path) and {} or names) do
    rules[name](tree[path], function(number, text, ...)
      breaches = breaches + 1
      print(("%s:%d: [%s] %s"):format(path, number, name, text:format(...)))
    end, sums)
  end
end

table.sort(sums.lengths)
print(("tidy: %d files, %d functions in engine/ with a median of %d lines, the longest %d"):format(#paths, #sums.lengths,
  sums.lengths[#sums.lengths // 2 + 1] or 0, sums.lengths[#sums.lengths] or 0))
if #sums.long > 0 then print(("tidy: over %d lines: %s"):format(file_warn, table.concat(sums.long, ", "))) end
print(breaches == 0 and "tidy: nothing to say" or ("tidy: %d breaches"):format(breaches))
os.exit(breaches == 0)
