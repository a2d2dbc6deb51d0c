-- Known answers, worked out when a worker starts: what a definition relies on must be right on the Lua that this machine has. A wrong
-- answer refuses to start. Bitwise operators are not here: 5.4.4 gets them wrong in large functions, and such sources are refused.

local function same(name, got, expected)
  if got ~= expected then error(name .. " gives " .. tostring(got) .. " where " .. tostring(expected) .. " is right", 0) end
end

same("7 // 2", 7 // 2, 3)
same("-7 // 2", -7 // 2, -4)
same("-7 % 3", -7 % 3, 2)
same("2^53", 2 ^ 53, 9007199254740992.0)
same("math.maxinteger + 1", math.maxinteger + 1, math.mininteger)
same("math.mininteger // -1", math.mininteger // -1, math.mininteger)
same("1 == 1.0", 1 == 1.0, true)
same("math.type(3 / 1)", math.type(3 / 1), "float")
same("10 .. ''", 10 .. "", "10")
same("'a' < 'b'", "a" < "b", true)
same("'Z' < 'a'", "Z" < "a", true)
same("'' < 'a'", "" < "a", true)
same("string.format", string.format("%d|%s|%5.2f|%q", 3, "x", 1.5, "y"), "3|x| 1.50|\"y\"")
same("string.find", ("a due date"):find("due", 1, true), 3)
same("string.match", ("10 working days"):match("^(%d+) working"), "10")
same("string.gsub", (("a-b-c"):gsub("-", "+")), "a+b+c")
same("tostring of a table", tostring({}), "table")
same("tonumber", tonumber("0x10"), 16)
same("table.concat", table.concat({ 1, 2, 3 }, ","), "1,2,3")

local order = {}
for key in pairs({ b = 1, a = 1, [2] = 1, [10] = 1, [1] = 1 }) do order[#order + 1] = tostring(key) end
same("pairs", table.concat(order, " "), "1 2 10 a b")

local list = { { 2, "a" }, { 1, "b" }, { 2, "c" }, { 1, "d" } }
table.sort(list, function(x, y) return x[1] < y[1] end)
same("table.sort", list[1][2] .. list[2][2] .. list[3][2] .. list[4][2], "bdac")

local wrapped = coroutine.wrap(function(x) local y = coroutine.yield(x + 1) return y * 2 end)
same("coroutine", wrapped(1) + wrapped(5), 12)
local ok, why = pcall(error, "no", 0)
same("pcall", tostring(ok) .. why, "falseno")
return true
