-- Goal: no two layers define the same public symbol: the linker would take one of them and say nothing, and a layer would run another's code.
-- Method: ask nm for what each layer's static library defines and compare; first plant a breach in two libraries of its own and see it found.
-- Usage: lua5.4 tests/tidy/symbols.lua TREE LIBRARY...
local libraries = { table.unpack(arg, 2) }
assert(#libraries > 1, "usage: lua5.4 tests/tidy/symbols.lua TREE LIBRARY...")

local function output(command, ...)
  local pipe = assert(io.popen(command:format(...)))
  local text = pipe:read("a")
  assert(pipe:close(), command:format(...))
  return text
end

-- What is defined twice, one line each, and how many symbols there are.
local function doubles(paths)
  local home, said, count = {}, {}, 0
  for _, path in ipairs(paths) do
    local name = path:match("[^/]+$")
    for symbol in output("nm --extern-only --defined-only --format=posix '%s'", path):gmatch("\n([%w_]+) %u ") do
      count = count + 1
      if home[symbol] and home[symbol] ~= name then said[#said + 1] = ("%s is defined in %s and in %s"):format(symbol, home[symbol], name) end
      home[symbol] = home[symbol] or name
    end
  end
  return said, count
end

local function library(folder, name, source)
  local place = folder .. "/" .. name
  output("printf '%%s\\n' '%s' | cc -x c -c -o '%s.o' - && ar rcs '%s.a' '%s.o'", source, place, place, place)
  return place .. ".a"
end

local folder = output("mktemp -d"):gsub("\n", "")
local one = library(folder, "libone", "int report(void) { return 1; } static int own(void) { return report(); } int use_one(void) { return own(); }")
local two = library(folder, "libtwo", "int report(void) { return 2; } static int own(void) { return report(); } int use_two(void) { return own(); }")
local three = library(folder, "libthree", "int report(void); int use_three(void) { return report(); }")
local planted, innocent = doubles { one, two }, doubles { one, three }
output("rm -rf '%s'", folder)
assert(#planted == 1 and planted[1] == "report is defined in libone.a and in libtwo.a", "the planted breach is not found: " .. table.concat(planted, "; "))
assert(#innocent == 0, "what one library defines and another calls is called a breach: " .. table.concat(innocent, "; "))

local said, count = doubles(libraries)
for _, line in ipairs(said) do print("symbols: " .. line) end
assert(count > 100, "nm finds only " .. count .. " symbols: does it read the libraries?")
print(("symbols: %d in %d layers, %d defined twice"):format(count, #libraries, #said))
os.exit(#said == 0)
