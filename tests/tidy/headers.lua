-- Goal: a header of engine/ can be included by itself. Method: give each one alone to the C compiler, asking for its opinion only.
local root = assert(arg[1])

local function output(command)
  local pipe = io.popen(command)
  local text = pipe:read("a")
  return text, pipe:close() == true
end

local headers = {}
for path in output(("cd '%s' && find engine -name '*.h' | sort"):format(root)):gmatch("[^\n]+") do headers[#headers + 1] = path end
assert(#headers > 0, "there are no headers in " .. root)

local flags = output("pkg-config --cflags jansson libcrypto sqlite3 lua5.4 libseccomp libuv libzip"):gsub("\n", " ")
local compiler = "cc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only -Iengine"
local said, is_fine = output(("cd '%s' && %s %s -x c %s 2>&1"):format(root, compiler, flags, table.concat(headers, " ")))
print(said .. ("headers: %d asked, %s"):format(#headers, is_fine and "each compiles alone" or "some do not compile alone"))
os.exit(is_fine)
