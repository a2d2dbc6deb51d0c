-- Proves that the second opinion finds mistakes: puts each of mutations.lua into a copy of its file, links the engine with it, and runs the
-- suite's charts until one disagrees. A mistake that none shows, or a row that fits its file no longer, ends it with 1.
-- Usage: lua5.4 tests/opinion/mutate.lua BUILD [NUMBER]: one row only. scripts/mutate calls it.

local chart = require("opinion.chart")
local compare = require("opinion.compare")
local mutations = require("opinion.mutations")

local COUNT, BATCH = 5000, 50 -- as many charts as the suite has

local build, only = arg[1], tonumber(arg[2])
local scratch = build .. "/mutate"

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

local function run(...)
  local command = table.concat({ ... }, " ")
  local done = os.execute(command .. " 2>" .. scratch .. "/messages")
  if not done then error(command .. "\n" .. read(scratch .. "/messages"), 0) end
end

-- The text with `from` replaced; nil where it does not stand there exactly once.
local function mutated(text, from, to)
  local first, last = text:find(from, 1, true)
  if not first or text:find(from, last + 1, true) then return nil end
  return text:sub(1, first - 1) .. to .. text:sub(last + 1)
end

-- The object that was changed comes before the library, so its own member of that is never taken.
local function link(text, file)
  write(scratch .. "/" .. file, text)
  run("cc -std=gnu11 -O1 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -w -Iengine -c", scratch .. "/" .. file, "-o", scratch .. "/mutant.o")
  run("cc", scratch .. "/engine.o", scratch .. "/mutant.o", build .. "/libchart.a", build .. "/libbase.a",
    "-ljansson -lcrypto -o", scratch .. "/mutant")
end

local cases = {}
local function case(seed)
  cases[seed] = cases[seed] or chart.case(seed)
  return cases[seed]
end

-- The first seed whose chart disagrees.
local function find()
  for first = 1, COUNT, BATCH do
    local batch = {}
    for seed = first, first + BATCH - 1 do batch[#batch + 1] = case(seed) end
    local found = compare.all(scratch .. "/mutant", batch)
    if found[1] then return first + found[1].index - 1 end
  end
end

local function try(row)
  local text = mutated(read("engine/chart/" .. row[2]), row[3], row[4])
  if not text then return nil, "the row fits its file no longer" end
  local good, problem = pcall(link, text, row[2])
  if not good then return nil, problem end
  local seed = find()
  return seed, seed and "" or ("not found in %d charts"):format(COUNT)
end

run("mkdir -p", scratch, "; true")
run("cc -std=gnu11 -O1 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -w -Iengine -c tests/opinion/engine.c -o", scratch .. "/engine.o")
local missed, tried = 0, 0
for number, row in ipairs(mutations) do
  if not only or only == number then
    local seed, problem = try(row)
    tried = tried + 1
    if not seed then missed = missed + 1 end
    print(("%2d  %-70s %s"):format(number, row[1], seed and "found by chart " .. seed or problem))
    io.stdout:flush()
  end
end
print(("mutate: %d of %d mistakes found"):format(tried - missed, tried))
os.exit(missed == 0)
