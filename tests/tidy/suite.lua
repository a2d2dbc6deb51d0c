-- Goal: scripts/test says at its end what failed, how long each part took and which tests were slowest, and clears away what tests left behind.
-- Method: a copy of it in a folder of its own, beside programs that bear the names of those that it starts and say what these would say.
-- Usage: lua5.4 tests/tidy/suite.lua TREE
local root = assert(arg[1])

local function output(command, ...)
  local pipe = assert(io.popen(command:format(...)))
  local text = pipe:read("a")
  return text, pipe:close() == true
end

local folder = output("mktemp -d"):gsub("\n", "")
local function program(name, text)
  local file = assert(io.open(folder .. "/" .. name, "w"))
  file:write("#!/bin/sh\n", text, "\n")
  file:close()
  output("chmod +x '%s/%s'", folder, name)
end

output("mkdir '%s/scripts' '%s/bin' && cp '%s/scripts/test' '%s/scripts/'", folder, folder, root, folder)
for _, name in ipairs { "scripts/setup", "scripts/conformance", "scripts/browser", "scripts/lint", "bin/cmake" } do program(name, "echo it is done") end
-- Eleven tests, the last of which fails under sanitizers; one leaves a file behind.
program("bin/ctest", [[
echo "asked: $*; place: ${TMPDIR:-none};"
touch "${TMPDIR:-.}/left"
for i in 1 2 3 4 5 6 7 8 9 10; do echo " $i/11 Test  #$i: unit/of_$i ........   Passed    $i.50 sec"; done
case "$*" in *sanitize*) echo '11/11 Test #11: cli/slow ........***Failed   99.25 sec'; echo '91% tests passed, 1 tests failed out of 11'; exit 8;; esac
echo '11/11 Test #11: cli/slow ........   Passed   98.75 sec'
echo '100% tests passed, 0 tests failed out of 11']])

-- What a killed run left goes; what belongs to one that goes on stays.
local dead, alive = output("mktemp -d /dev/shm/waymark-test.0.XXXXXX"):gsub("\n", ""), output("mktemp -d /dev/shm/waymark-test.1.XXXXXX"):gsub("\n", "")
local function run(memory) return output("cd '%s' && env %s PATH='%s/bin':\"$PATH\" bash scripts/test some/name 2>&1", folder, memory, folder) end
local said, good = run("-u TMPDIR")
local _, dead_is_left = output("test -e '%s'", dead)
local _, alive_is_left = output("rmdir '%s'", alive)
local place = said:match("place: ([^;]+);")
local _, is_left = output("test -e '%s'", place)
local own = run(("TMPDIR='%s'"):format(folder))
local kept = output("ls '%s/left'", folder)
output("rm -rf '%s'", folder)

assert(not good, "it ends well though a test failed")
local summary = assert(said:match("\n== summary\n(.*)"), said)
local function has(pattern) assert(summary:find(pattern), ("the summary does not say %s:\n%s"):format(pattern, summary)) end
has("^slowest of release:\n *98%.75 s  cli/slow\n *10%.50 s  unit/of_10\n *9%.50 s  unit/of_9\n")
has("\nslowest of sanitize:\n *99%.25 s  cli/slow\n")
has("\ntest release +ok +%d+s  100%% tests passed")
has("\ntest sanitize +FAILED +%d+s  91%% tests passed")
has("\nSomething failed")
assert(not summary:find("unit/of_1\n"), "it lists more than ten")
assert(said:find("asked: %-%-preset release .*%-%-no%-tests=error %-%-tests%-regex some/name"), said)
assert(said:find("asked: %-%-preset sanitize .*%-%-no%-tests=ignore %-%-tests%-regex some/name"), "a test that runs once fails with sanitizers: " .. said)
assert(not dead_is_left, "it leaves what a killed run left")
assert(alive_is_left or alive == "", "it takes away what another run is using")
assert(not is_left and place ~= "/tmp", "it leaves a folder behind: " .. place)
assert(kept:find("left", 1, true) and own:find("== summary", 1, true), "a TMPDIR that is given is not taken")
print "suite: its summary says what there is to know"
