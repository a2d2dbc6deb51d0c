-- Proves that the random schedules find mistakes: puts each of mutations.lua into a copy of its file, links the engine with it, and plays the
-- suite's schedules until one disagrees. A mistake that none shows, or a row that fits its file no longer, ends it with 1.
-- Usage: lua5.4 tests/timers/mutate.lua BUILD [NUMBER]: one row only. scripts/mutate calls it.

local compare = require("timers.compare")
local engine = require("opinion.compare").engine
local mutations = require("timers.mutations")
local schedule = require("timers.schedule")

local COUNT, BATCH = 5000, 50 -- as many schedules as the suite has

local build, only = arg[1], tonumber(arg[2])
local scratch = build .. "/mutate-timers"
local libraries = { "op", "run", "bundle", "chart", "time", "store", "script", "base" }
local COMPILE = "cc -std=gnu11 -O1 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -w -I%s -Iengine -I/usr/include/lua5.4 -c %s -o %s/%d.o"

local function read(path)
  local file = assert(io.open(path))
  local text = file:read("a")
  file:close()
  return text
end

local function write(path, text)
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
end

local function run(command)
  if not os.execute(command .. " 2>" .. scratch .. "/messages") then error(command .. "\n" .. read(scratch .. "/messages"), 0) end
end

-- The text with `from` replaced; nil where it does not stand there exactly once.
local function mutated(text, from, to)
  local first, last = text:find(from, 1, true)
  if not first or text:find(from, last + 1, true) then return nil end
  return text:sub(1, first - 1) .. to .. text:sub(last + 1)
end

-- Where a row's file goes, and what is to be compiled: itself, or, of a header, all of its folder, which then finds it before the real one.
local function place(path)
  if path:find("%.c$") then return scratch .. "/" .. path:match("[^/]+$") end
  return scratch .. "/include/" .. path:match("^engine/(.*)$")
end

local function sources(path)
  if path:find("%.c$") then return { place(path) } end
  local list = {}
  for file in io.popen("ls " .. path:match("^(.*)/") .. "/*.c"):lines() do list[#list + 1] = file end
  return list
end

-- Objects that were changed come before the libraries, so their own members of those are never taken.
local function link(row)
  local text = assert(mutated(read(row[2]), row[3], row[4]), "the row fits its file no longer")
  os.execute("rm -rf " .. scratch .. "/include; mkdir -p " .. place(row[2]):match("^(.*)/"))
  write(place(row[2]), text)
  local objects = {}
  for number, source in ipairs(sources(row[2])) do
    run(COMPILE:format(scratch .. "/include", source, scratch, number))
    objects[number] = scratch .. "/" .. number .. ".o"
  end
  local parts = { "cc", build .. "/CMakeFiles/timers_engine.dir/tests/timers/*.o", table.concat(objects, " ") }
  for _, library in ipairs(libraries) do parts[#parts + 1] = build .. "/lib" .. library .. ".a" end
  parts[#parts + 1] = "-lsqlite3 -ljansson -lcrypto -llua5.4 -lseccomp -lzip -lcsv -pie -o " .. scratch .. "/mutant"
  run(table.concat(parts, " "))
end

-- What the reference says of each case, worked out once for all rows.
local cases = {}
local function case(seed)
  if not cases[seed] then
    local lines, played = compare.interpret(schedule.case(seed))
    cases[seed] = { lines = lines, played = played }
  end
  return cases[seed]
end

local function differs(batch, from)
  local given, played = {}, {}
  for seed = from, from + BATCH - 1 do
    local one = batch(seed)
    if one.lines then given[#given + 1], played[#played + 1] = { seed = seed, lines = one.lines }, one.played end
  end
  for at, theirs in ipairs(engine(scratch .. "/mutant", played)) do
    if compare.difference(given[at].lines, theirs) then return given[at].seed end
  end
end

local function find()
  for first = 1, COUNT, BATCH do
    local seed = differs(case, first)
    if seed then return seed end
  end
end

local function try(row)
  local good, problem = pcall(link, row)
  if not good then return nil, problem end
  local seed = find()
  return seed, seed and "" or ("not found in %d schedules"):format(COUNT)
end

os.execute("mkdir -p " .. scratch)
local missed, tried = 0, 0
for number, row in ipairs(mutations) do
  if not only or only == number then
    local seed, problem = try(row)
    tried = tried + 1
    if not seed then missed = missed + 1 end
    print(("%2d  %-70s %s"):format(number, row[1], seed and "found by schedule " .. seed or problem))
    io.stdout:flush()
  end
end
print(("mutate: %d of %d mistakes found"):format(tried - missed, tried))
os.exit(missed == 0)
