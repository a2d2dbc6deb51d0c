// Attacks by Lua, by class (RELIABILITY 5.4, L1): each is a source whose reading answers as `starts` says. Shared by the tests that make
// them at a definition's top level, in its functions, and through the whole runtime.
#ifndef WAYMARK_TESTS_SCRIPT_OWN_ATTACKS_H
#define WAYMARK_TESTS_SCRIPT_OWN_ATTACKS_H
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Within a second, and three times in a row it was us. AddressSanitizer makes everything slower, the start of a worker most of all.
#ifdef __SANITIZE_ADDRESS__
enum { LATE_MS = 3000 };
#else
enum { LATE_MS = 1000 };
#endif

struct attack {
  const char *name, *source, *starts; // how the answer starts
};

static const struct attack attacks[] = {
    {"cpu: loop", "while true do end", "[limit] test.lua:1: The Lua ran for more than 1 million steps"},
    {"cpu: goto", "::a:: goto a", "[limit] test.lua:1: The Lua ran for more than 1 million steps"},
    {"cpu: recursion", "local function f() return f() end return f()", "[limit] test.lua:1: The Lua ran for"},
    {"cpu: deep recursion", "local function f() return 1 + f() end return f()", "[limit] test.lua: The Lua used more than 16 MiB"},
    {"cpu: metamethod", "local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }) return t[1]",
     "[invalid] test.lua:1:1: "},
    {"cpu: comparison", "local t = {} for i = 1, 50 do t[i] = i end table.sort(t, function() while true do end end)",
     "[limit] test.lua:1: "},
    {"cpu: pairs", "while true do for k in pairs { 1, 2, 3 } do end end", "[limit] test.lua:1: "},
    {"cpu: tostring", "tostring(setmetatable({}, { __tostring = function() while true do end end }))", "[limit] test.lua:1: "},
    {"pcall: swallow", "while true do pcall(function() while true do end end) end", "[limit] test.lua:1: "},
    {"pcall: xpcall handler", "xpcall(function() error 'x' end, function() while true do end end)", "[limit] test.lua:1: "},
    {"pcall: nested", "local function f() pcall(f) while true do end end f()", "[limit] test.lua:1: "},
    {"pcall: memory", "local t = {} while true do pcall(function() for i = 1, 1e6 do t[#t + 1] = ('x'):rep(1000) .. i end end) end",
     "[limit] test.lua: The Lua used more than 16 MiB"},
    {"coroutine: many short", "while true do coroutine.wrap(function() local x = 1 end)() end", "[limit] test.lua:1: "},
    {"coroutine: kept",
     "local t = {} while true do t[#t + 1] = coroutine.create(function() coroutine.yield() end) coroutine.resume(t[#t]) end",
     "[limit] test.lua"},
    {"coroutine: nested", "local function f() return coroutine.wrap(f)() end return f()", "[invalid] test.lua:1:1: "},
    {"coroutine: pcall inside", "while true do coroutine.wrap(function() pcall(function() while true do end end) end)() end",
     "[limit] test.lua:1: "},
    {"coroutine: close", "return { coroutine.close(coroutine.create(function() end)) }",
     "[invalid] test.lua:1:1: Line 1: Lua stopped here: attempt to call a nil value (field 'close')."},
    {"memory: table", "local t, s = {}, ('x'):rep(1000) for i = 1, 1e9 do t[i] = s .. i end",
     "[limit] test.lua: The Lua used more than 16 MiB"},
    {"memory: concat", "local s = 'x' while true do s = s .. s end", "[limit] test.lua: The Lua used more than 16 MiB"},
    {"memory: table.concat", "local t = {} for i = 1, 200 do t[i] = ('x'):rep(10000) end return table.concat(t)",
     "[limit] test.lua:1: The Lua made a text of more than 1 MiB"},
    {"memory: rep", "return ('x'):rep(1 << 40)", "[limit] test.lua:1: The Lua made a text of more than 1 MiB"},
    {"memory: rep overflow", "return ('xx'):rep(math.maxinteger, 'yy')", "[limit] test.lua:1: The Lua made a text of more than 1 MiB"},
    {"memory: format", "local s = ('x'):rep(1 << 19) return ('%s%s%s'):format(s, s, s)",
     "[limit] test.lua:1: The Lua made a text of more than 1 MiB"},
    {"memory: gsub", "local s = ('x'):rep(1 << 12) return (s:gsub('x', s))", "[limit] test.lua"},
    {"memory: unpack", "return { table.unpack({}, 1, 1e7) }", "[limit] test.lua:1: "},
    {"memory: byte", "local s = ('x'):rep(1 << 20) while true do pcall(string.byte, s, 1, -1) end", "[limit] test.lua"},
    {"c: lazy pattern", "return string.find(('a'):rep(3000), '.-.-.-.-b')", "[limit] test.lua: The Lua ran for more than 900 ms"},
    {"c: star pattern", "return (('a'):rep(4000)):match('a*a*a*a*b')", "[limit] test.lua: The Lua ran for more than 900 ms"},
    {"c: pattern in pcall", "pcall(string.find, ('a'):rep(3000), '.-.-.-.-b') while true do end",
     "[limit] test.lua: The Lua ran for more than 900 ms"},
    {"c: gsub over and over", "local s = ('x'):rep(1 << 16) while true do s:gsub('y', 'z') end",
     "[limit] test.lua:1: The Lua ran for more than 1 million steps"},
    {"c: table.move", "return table.move({}, 1, math.maxinteger - 1, 2)", "[limit] test.lua:1: The Lua ran for more than 1 million steps"},
    {"c: lying length",
     "return table.concat(setmetatable({}, { __len = function() return 1 << 50 end, __index = function() return '' end }))",
     "[limit] test.lua"},
    {"c: insert in front", "local t = {} for i = 1, 1e5 do table.insert(t, 1, i) end",
     "[limit] test.lua:1: The Lua ran for more than 1 million steps"},
    {"c: tonumber", "local s = ('9'):rep(1 << 20) while true do tonumber(s) end",
     "[limit] test.lua:1: The Lua ran for more than 1 million steps"},
    {"gc: finaliser", "setmetatable({}, { __gc = function() while true do end end })",
     "[invalid] test.lua:1:1: a metatable may not have '__gc' here"},
    {"gc: finaliser later",
     "local m = {} local t = setmetatable({}, m) m.__gc = function() while true do end end t = nil for i = 1, 1e5 do local x = { i } end "
     "return {}",
     "{}"},
    {"gc: weak", "setmetatable({}, { __mode = 'k' })", "[invalid] test.lua:1:1: a metatable may not have '__mode' here"},
    {"gc: closed", "local x <close> = setmetatable({}, { __close = print })", "[invalid] test.lua:1:48: Nothing is called `print` here."},
    {"gc: weak later has no say",
     "local m = {} local t = setmetatable({ {} }, m) m.__mode = 'v' for i = 1, 2000 do local x = ('y'):rep(i) end return { #t }", "[1]"},
    {"metatable: of texts", "return { getmetatable('') == nil, getmetatable(string) == nil }", "[true,true]"},
    {"metatable: library", "string.rep = nil", "[invalid] test.lua:1:1: `string` cannot be changed"},
    {"metatable: library's own", "setmetatable(string, {})", "[invalid] test.lua:1:1: this table cannot be changed"},
    {"metatable: name", "setmetatable({}, { __name = 'x' })", "[invalid] test.lua:1:1: a metatable may not have '__name' here"},
    {"metatable: environment", "local e = _ENV setmetatable(e, { __index = function() return 1 end }) return { os }",
     "[invalid] test.lua:1:1: this table cannot be changed"},
    {"error: object", "error({ code = 1 })",
     "[invalid] test.lua:1:1: The script raised a table as its error, where a sentence was expected."},
    {"error: forged lines", "error('ok\\nINFO all is well\\27[31m', 0)", "[invalid] test.lua:1:1: ok INFO all is well [31m"},
    {"error: nil", "error()", "[invalid] test.lua:1:1: The script raised a nil as its error"},
    {"error: spinning object", "error(setmetatable({}, { __tostring = function() while true do end end }))",
     "[invalid] test.lua:1:1: The script raised a table"},
    {"error: long", "error(('x'):rep(1 << 20))", "[invalid] test.lua:1:1: xxxx"},
    {"error: bytes", "error('\\xff\\xfe')", "[invalid] test.lua:1:1: ??"},
    {"result: giant", "local t = {} for i = 1, 12 do t[i] = ('x'):rep(1 << 19) end return t",
     "[limit] test.lua: The Lua gave back more than 4 MiB"},
    {"result: laughs", "local t = { 'ha' } for i = 1, 40 do t = { t, t, t, t } end return t",
     "[limit] test.lua: The Lua gave back more than 4 MiB"},
    {"result: cycle", "local a, b = {}, {} a.b, b.a = b, a return a", "[invalid] test.lua:1:14: A table holds itself"},
    {"no way out: load", "return { load 'x' }", "[invalid] test.lua:1:10: Nothing is called `load` here."},
    {"no way out: os by name", "local e = _ENV return { e['o' .. 's'] }", "[invalid] test.lua:1:1: Nothing is called `os` here."},
    {"no way out: dump", "return { string.dump }", "{}"},
    {"no way out: random", "return { math.random, math.randomseed }", "{}"},
    {"no way out: binary", "\x1bLua", "[invalid] test.lua:1:1: Line 1: this cannot be read as Lua"},
    {"addresses: tostring", "return { tostring({}), tostring(tostring), ('%s'):format({}), tostring(coroutine.create(tostring)) }",
     "[\"table\",\"function\",\"table\",\"thread\"]"},
    {"addresses: %p", "return { ('%p'):format({}) }", "[invalid] test.lua:1:1: '%p' would show an address"},
    {"addresses: wide %p", "return { ('%-20p'):format({}) }", "[invalid] test.lua:1:1: '%p' would show an address"},
    {"arithmetic: smallest", "local m = math.mininteger return { m // -1 == m, m % -1 }", "[true,0]"},
    {"arithmetic: wrong in 5.4.4", "WILL BE MADE", "[invalid] test.lua:2:12: Line 2: `~` between numbers cannot be trusted"},
    {"cpu: endless for", "for i = 1, math.huge do end", "[limit] test.lua:1: "},
    {"cpu: all whole numbers", "for i = math.mininteger, math.maxinteger do end", "[limit] test.lua:1: "},
    {"cpu: repeat", "repeat local x = 1 until false", "[limit] test.lua:1: "},
    {"cpu: combinator", "local function y(f) return f(f) end y(y)", "[limit] test.lua:1: "},
    {"cpu: two that call one another", "local f, g function f() return g() end function g() return f() end f()", "[limit] test.lua:1: "},
    {"cpu: Ackermann",
     "local function a(m, n) if m == 0 then return n + 1 elseif n == 0 then return a(m - 1, 1) end "
     "return a(m - 1, a(m, n - 1)) end return { a(4, 1) }",
     "[limit] test.lua"},
    {"cpu: goto maze",
     "local i = 0 ::a:: i = i + 1 if i % 3 == 0 then goto b elseif i % 3 == 1 then goto c end goto d ::b:: goto c ::c:: goto d ::d:: goto "
     "a",
     "[limit] test.lua:1: "},
    {"cpu: goto out of blocks", "::top:: do do do goto top end end end", "[limit] test.lua:1: "},
    {"cpu: iterator without end", "for x in function() return 1 end do end", "[limit] test.lua:1: "},
    {"cpu: next that is called", "local t = {} for i = 1, 1000 do t[i] = i end while true do next(t) end", "[limit] test.lua:1: "},
    {"cpu: sort that lies", "local t = {} for i = 1, 20000 do t[i] = i end table.sort(t, function() return true end) table.sort(t)",
     "[limit] test.lua:1: "},
    {"cpu: error over and over", "while true do pcall(error) end", "[limit] test.lua:1: "},
    {"cpu: handler of a handler", "local function h() return xpcall(error, h) end h()", "["},
    {"memory: closures", "local t = {} while true do local i = #t t[#t + 1] = function() return i end end", "[limit] test.lua"},
    {"memory: doubling list", "local t = { 1 } while true do for i = 1, #t do t[#t + 1] = t[i] end end", "[limit] test.lua"},
    {"memory: one key far away", "local t = {} for i = 0, 62 do t[1 << i] = ('x'):rep(1 << 19) .. i end return { #t }", "[limit] test.lua"},
    {"memory: texts as keys", "local t = {} while true do t[('k'):rep(1000) .. #t] = true t[#t + 1] = 1 end", "[limit] test.lua"},
    {"memory: varargs", "local function f(...) return f(1, 2, 3, 4, 5, 6, 7, 8, ...) end f()", "["},
    {"memory: pack", "local t = table.pack(('x'):rep(1000):byte(1, -1)) while true do t = table.pack(t, table.unpack(t)) end", "["},
    {"memory: gsub of nothing", "return { #(('x'):rep(1 << 19):gsub('', ('y'):rep(100))) }", "[limit] test.lua"},
    {"memory: upper over and over", "local s = ('x'):rep(1 << 20) while true do s:upper() end", "[limit] test.lua:1: "},
    {"memory: metatables", "local t = {} while true do t = setmetatable({ t }, { __index = t }) end", "[limit] test.lua"},
    {"memory: a list in a cycle of coroutines",
     "local c = coroutine.wrap(function(t) while true do t[#t + 1] = {} coroutine.yield() end end) local t = {} while true do c(t) end",
     "[limit] test.lua"},
    {"c: width", "return { ('%99999d'):format(1) }", "[invalid] test.lua:1:1: "},
    {"c: format without values", "return { (('%s'):rep(1000)):format() }", "[invalid] test.lua:1:1: "},
    {"c: unpack far", "return { select('#', table.unpack({}, 1, 999990)) }", "["},
    {"c: unpack from the end", "return { table.unpack({}, math.maxinteger - 1, math.maxinteger) }", "{}"},
    {"c: unpack everything", "return { table.unpack({}, math.mininteger, math.maxinteger) }", "[limit] test.lua:1: "},
    {"c: concat everything", "return { table.concat({}, ',', 1, math.maxinteger) }", "["},
    {"c: insert at the end of numbers", "table.insert(setmetatable({}, { __len = function() return math.maxinteger end }), 1) return {}",
     "{}"},
    {"c: remove far", "return { table.remove({}, 1 << 40) == nil }", "[invalid] test.lua:1:1: "},
    {"c: select far", "return { select(-1 << 40, 1) }", "[invalid] test.lua:1:1: "},
    {"c: bracket class", "return { (('a'):rep(200000)):find('[' .. ('a-z'):rep(20000) .. ']-b') }", "[limit] test.lua"},
    {"c: malformed pattern", "return { ('x'):find('[') }", "[invalid] test.lua:1:1: "},
    {"c: too many captures", "return { ('x'):find(('()'):rep(40)) }", "[invalid] test.lua:1:1: "},
    {"c: capture that is open", "return { ('x'):gsub('(x', 'y') }", "[\"y\",1]"},
    {"c: frontier", "return { (('ab '):rep(3000)):find('%f[%w].-%f[%W].-%f[%w].-%f[%W]c') }", "[limit] test.lua"},
    {"c: gmatch over and over", "while true do for x in ('a b c'):gmatch('%a') do end end", "[limit] test.lua:1: "},
    {"c: gsub by a function", "return { (('x'):rep(1 << 18):gsub('x', function() return 'yy' end)) }", "[\"yyyy"},
    {"c: utf8 lengths", "local s = ('\\u{e9}'):rep(100000) while true do utf8.len(s) end", "[limit] test.lua:1: "},
    {"c: utf8 codes of nonsense", "for p, c in utf8.codes('\\xff\\xfe') do end", "[invalid] test.lua:1:1: "},
    {"c: utf8 char far", "return { #utf8.char(0x7FFFFFFF), pcall(utf8.char, -1) }", "[6,false,"},
    {"c: reverse of much", "local s = ('x'):rep(1 << 20) while true do s = s:reverse() end", "[limit] test.lua:1: "},
    {"c: comparing long texts", "local a = ('x'):rep(1 << 20) local b = a .. 'y' while true do if b < a then break end end",
     "[limit] test.lua"},
    {"metatable: index of itself", "local t = {} setmetatable(t, { __index = t }) return { t.x }", "[invalid] test.lua:1:1: "},
    {"metatable: newindex of itself", "local t = {} setmetatable(t, { __newindex = t }) t.x = 1", "[invalid] test.lua:1:1: "},
    {"metatable: long chain", "local t = {} for i = 1, 5000 do t = setmetatable({}, { __index = t }) end return { t.x }",
     "[invalid] test.lua:1:1: "},
    {"metatable: chain of calls",
     "local t = setmetatable({}, { __call = setmetatable({}, { __call = setmetatable({}, { __call = 1 }) }) }) t()",
     "[invalid] test.lua:1:1: "},
    {"metatable: spinning equality",
     "local m = { __eq = function() while true do end end } return { setmetatable({}, m) == setmetatable({}, m) }", "[limit] test.lua:1: "},
    {"metatable: spinning concat", "return setmetatable({}, { __concat = function() while true do end end }) .. 'x'",
     "[limit] test.lua:1: "},
    {"metatable: spinning length", "return #setmetatable({}, { __len = function() while true do end end })", "[limit] test.lua:1: "},
    {"metatable: spinning pairs", "for k in pairs(setmetatable({}, { __pairs = function() while true do end end })) do end",
     "[limit] test.lua:1: "},
    {"metatable: length that is none", "return { table.unpack(setmetatable({}, { __len = function() return 'x' end })) }",
     "[invalid] test.lua:1:1: "},
    {"metatable: unpack of a lie", "return { table.unpack(setmetatable({}, { __len = function() return 1 << 40 end })) }", "["},
    {"metatable: sort of a lie", "table.sort(setmetatable({}, { __len = function() return 1 << 40 end }))", "[limit] test.lua"},
    {"metatable: tostring that gives no text", "tostring(setmetatable({}, { __tostring = function() return {} end }))",
     "[invalid] test.lua:1:1: "},
    {"metatable: of itself", "local t = {} t.__index = t setmetatable(t, t) return { t.x }", "[invalid] test.lua:1:1: "},
    {"metatable: made placeholder", "setmetatable({}, { __gc = true })", "[invalid] test.lua:1:1: a metatable may not have '__gc' here"},
    {"texts: index of all", "getmetatable('').__index = function() return 1 end", "[invalid] test.lua:1:1: "},
    {"texts: a field", "local s = 'x' s.len = 1", "[invalid] test.lua:1:1: "},
    {"texts: their library by a method", "local s = ('').rep s = nil string.len = s", "[invalid] test.lua:1:1: `string` cannot be changed"},
    {"texts: spoilt arithmetic", "return { '10' + 5, pcall(function() return 'x' + 1 end) }", "[15,false,"},
    {"upvalue: gone", "local f f = function() f = nil return f() end f()", "[invalid] test.lua:1:1: "},
    {"upvalue: of many", "local t = {} for i = 1, 1e5 do local x, y, z = {}, {}, {} t[i] = function() return x, y, z end end",
     "[limit] test.lua"},
    {"environment: gone", "_ENV = nil return x", "[invalid] test.lua:1:1: "},
    {"environment: another", "local _ENV = setmetatable({}, { __index = function() while true do end end }) return x",
     "[invalid] test.lua:1:86: Nothing is called `x` here."},
    {"environment: full", "for i = 1, 1e9 do _ENV['g' .. i] = ('x'):rep(1000) .. i end", "[limit] test.lua"},
    {"error: function", "error(function() end)", "[invalid] test.lua:1:1: The script raised a function"},
    {"error: thread", "error(coroutine.create(function() end))", "[invalid] test.lua:1:1: The script raised a thread"},
    {"error: number", "error(42)", "[invalid] test.lua:1:1: 42"},
    {"error: hidden by a NUL", "error('seen\\0hidden')", "[invalid] test.lua:1:1: seen"},
    {"error: forged place", "error('other.lua:7: forged', 0)", "[invalid] test.lua:1:1: other.lua:7: forged"},
    {"error: in a handler", "xpcall(function() local x = nil + 1 end, function() local function f() return f() + 1 end return f() end)",
     "["},
    {"error: in the handler of a handler", "return { xpcall(error, function(e) error(e) end, 'x') }", "[false"},
    {"error: stack of errors", "local function f() local ok, e = pcall(f) error(e) end f()", "["},
    {"error: kept and raised again",
     "local ok, e = pcall(error, setmetatable({}, { __index = function() while true do end end })) error(e)",
     "[invalid] test.lua:1:1: The script raised a table"},
    {"coroutine: resumes itself", "local c c = coroutine.wrap(function() return c() end) return { c() }", "[invalid] test.lua:1:1: "},
    {"coroutine: outside", "coroutine.yield()", "[invalid] test.lua:1:1: "},
    {"coroutine: ping without end", "local c = coroutine.wrap(function() while true do coroutine.yield() end end) while true do c() end",
     "[limit] test.lua:1: "},
    {"coroutine: in metamethods",
     "local t = setmetatable({}, { __index = function() return coroutine.yield(1) end }) "
     "local c = coroutine.wrap(function() while true do local x = t.x end end) while true do c() end",
     "[limit] test.lua:1: "},
    {"coroutine: in a sort",
     "local t = {} for i = 1, 9 do t[i] = i end coroutine.wrap(function() table.sort(t, function(a, b) coroutine.yield() "
     "while true do end end) end)() return {}",
     "{}"},
    {"coroutine: dead", "local c = coroutine.create(function() error('x') end) coroutine.resume(c) return { coroutine.resume(c) }",
     "[false,"},
    {"coroutine: as a key", "local t = { [coroutine.create(function() end)] = 1 } for k in pairs(t) do end", "[invalid] test.lua:1:1: "},
    {"result: binary tree of one table", "local t = {} for i = 1, 58 do t = { t, t } end return t",
     "[limit] test.lua: The Lua gave back more than 4 MiB"},
    {"result: long keys", "local t = {} for i = 1, 8 do t[('k'):rep(1 << 19) .. i] = {} end return t", "[limit] test.lua"},
    {"result: list of itself", "local t = {} t[1] = t return t", "[invalid] test.lua:1:11: A table holds itself"},
    {"result: cycle far down", "local a = {} local b = a for i = 1, 40 do b = { up = b } end a.down = b return b", "[invalid] test.lua:1:"},
    {"result: cycle in a metatable only", "local t = setmetatable({ 1 }, {}) getmetatable(t).t = t return t", "[1]"},
    {"result: thread", "return { coroutine.create(function() end) }", "[invalid] test.lua:1:10: A thread cannot be part of a definition."},
    {"result: no number", "return { 0 / 0 }", "[invalid] test.lua:1:10: A number is not finite"},
    {"result: NUL in a key", "return { ['a\\0b'] = 1 }", "[invalid] test.lua:1:"},
    {"result: NUL in a text", "return { 'a\\0b' }", "[invalid] test.lua:1:10: A text holds bytes"},
    {"result: half a character", "return { '\\xc3' }", "[invalid] test.lua:1:10: A text holds bytes"},
    {"result: surrogate", "return { '\\xed\\xa0\\x80' }", "[invalid] test.lua:1:10: A text holds bytes"},
    {"result: table as a key", "return { [{}] = 1 }", "[invalid] test.lua:1:8: A table has a key"},
    {"result: half as a key", "return { [0.5] = 1 }", "[invalid] test.lua:1:8: A table has a key"},
    {"result: number and its text", "return { [1] = 1, ['1'] = 2, x = 3 }", "[invalid] test.lua:1:8: A table has both the number 1"},
    {"no way out: debug", "return { debug.getregistry() }", "[invalid] test.lua:1:10: Nothing is called `debug` here."},
    {"no way out: io", "io.open('/etc/passwd')", "[invalid] test.lua:1:1: Nothing is called `io` here."},
    {"no way out: require", "require 'os'", "[invalid] test.lua:1:1: Nothing is called `require` here."},
    {"no way out: rawset", "rawset(string, 'x', 1)", "[invalid] test.lua:1:1: Nothing is called `rawset` here."},
    {"no way out: _G", "return { _G.os }", "[invalid] test.lua:1:10: Nothing is called `_G` here."},
    {"no way out: collectgarbage", "collectgarbage('stop')", "[invalid] test.lua:1:1: Nothing is called `collectgarbage` here."},
    {"no way out: by a module", "return { use '../../etc/passwd' }", "[invalid] test.lua:1:1: "},
    {"no way out: const that changes", "local x <const> = 1 x = 2", "[invalid] test.lua:1:"},
    {"constants: numbers", "WILL BE MADE", "[1000001,"},
    {"constants: one long text", "WILL BE MADE", "[200000]"},
    {"constants: digits", "WILL BE MADE", "["},
    {"nesting: functions", "WILL BE MADE", "[invalid] test.lua:1:"},
    {"nesting: blocks", "WILL BE MADE", "[invalid] test.lua:1:"},
    {"nesting: not", "WILL BE MADE", "[invalid] test.lua:1:"},
    {"nesting: concat", "WILL BE MADE", "[invalid] test.lua:1:"},
    {"many: locals", "WILL BE MADE", "[invalid] test.lua:1:"},
    {"many: upvalues", "WILL BE MADE", "[invalid] test.lua:"},
    {"many: labels", "WILL BE MADE", "[invalid] test.lua:1:"},
    {"many: branches", "WILL BE MADE", "[1]"},
    {"nesting: brackets", "WILL BE MADE", "[invalid] test.lua:1:"},
    {"nesting: tables", "WILL BE MADE", "[invalid] test.lua:1:"},
};

// Sources too long for the table: `count` times a text, between a beginning and an end.
static const struct {
  const char *name, *begin, *each, *end; // `each` may hold one %d
  int count;
} made[] = {
    {"arithmetic: wrong in 5.4.4", "local t = {", "'k%d',", "}\nreturn { 1 ~ (2 or 3) }", 300},
    {"nesting: brackets", "return ", "(", "", 20000},
    {"nesting: tables", "return ", "{", "", 20000},
    {"nesting: functions", "return ", "{ function() return ", "", 300},
    {"nesting: blocks", "", "do ", "", 5000},
    {"nesting: not", "return { ", "not ", "1 }", 20000},
    {"nesting: concat", "return { ", "'a' .. ", "'b' }", 2000},
    {"constants: numbers", "return {", "%d,", "}", 6000},
    {"constants: one long text", "return { #'", "x", "' }", 200000},
    {"constants: digits", "return { 0x", "f", " }", 200000},
    {"many: locals", "", "local a%d = 1 ", "return {}", 300},
    {"many: upvalues", "", "do local a%d = 1 ", "", 300},
    {"many: labels", "goto l0 ", "::l%d:: ", "goto l0", 3000},
    {"many: branches", "local x = 1 if x == 0 then ", "elseif x == -%d then ", "end return { x }", 3000},
};

// The source of an attack. Caller frees.
static inline char *attack_source(const struct attack *attack) {
  char *text = NULL;
  size_t size;
  if (strcmp(attack->source, "WILL BE MADE") != 0) return strdup(attack->source);
  FILE *out = open_memstream(&text, &size);
  for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
    if (strcmp(made[i].name, attack->name) != 0) continue;
    bool numbers = strcmp(made[i].begin, "return {") == 0 && made[i].count == 6000;
    fputs(made[i].begin, out);
    for (int n = 0; n < made[i].count; n++) {
      const char *number = strchr(made[i].each, '%');
      if (number)
        fprintf(out, "%.*s%d%s", (int)(number - made[i].each), made[i].each, numbers ? 1000001 + n : n, number + 2);
      else
        fputs(made[i].each, out);
    }
    fputs(made[i].end, out);
  }
  fclose(out);
  return text;
}

// Calls `each` with every snippet that others wrote, and what its end may be, where WAYMARK_CONFORMANCE names their folder. False, said: it
// does not.
static inline bool attacks_of_others(void (*each)(void *user, const char *file, const char *outcome, const char *source), void *user) {
  const char *folder = getenv("WAYMARK_CONFORMANCE");
  char path[600], file[200], outcome[200];
  snprintf(path, sizeof path, "%s/lua-attacks/INDEX.tsv", folder ? folder : "");
  FILE *index = folder ? fopen(path, "r") : NULL;
  if (!index) {
    printf("skipped: WAYMARK_CONFORMANCE names no folder with lua-attacks/\n");
    return false;
  }
  while (fscanf(index, "%199[^\t]\t%199[^\t]\t%*[^\n]\n", file, outcome) == 2) {
    char source[1 << 16] = "";
    snprintf(path, sizeof path, "%s/lua-attacks/%s", folder, file);
    FILE *in = fopen(path, "r");
    if (!in || fread(source, 1, sizeof source - 1, in) == 0) abort();
    fclose(in);
    each(user, file, outcome, source);
  }
  fclose(index);
  return true;
}
#endif
