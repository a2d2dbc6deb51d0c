// Goal (DESIGN idea 8; RELIABILITY L4): a definition is loaded once and called often, and no call can tell: its answer is the same, byte
// for byte, as in a state of its own, whatever calls before it did. Method: functions asked of a worker that keeps definitions loaded and
// of one that does not, in one message and one by one; a canary; more definitions than a worker keeps.
#include "base/buf.h"
#include "calls.h"

#include <stdlib.h>

static json_t *item_of(void) {
  return json_loads("{\"fields\":{\"plan\":\"x\",\"n\":3,\"list\":[1,2,3],\"deep\":{\"b\":{\"c\":[true,null,1.5]}}},"
                    "\"event\":{},\"states\":[\"a.b\"],\"now\":1480000000000,\"today\":\"2016-11-24\"}",
                    0, NULL);
}

static char *call(struct worker *worker, const json_t *document, const char *fn, const json_t *item) {
  char *text = NULL;
  for (int tries = 0; tries < TRIES && (!text || is_late(text)); tries++) {
    struct worker_ask ask = {.fn = fn, .item = item};
    worker_call_many(worker, document, &ask, 1);
    free(text);
    text = text_of(&ask);
    json_decref(ask.value);
  }
  return text;
}

// What loading made and a call may read or write in any way: tables in tables, lists, upvalues, environments, metatables, modules,
// coroutines in the middle of their work, closures that share an upvalue, long texts as keys.
static const char SHARED[] =
    "local parts = use 'parts'\n"
    "local count, list, tree = 0, { 'c', 'a', 'b', 4, 5 }, { z = 1, a = { b = { c = { 'deep' } } }, [1] = 'one', [2.5] = 'half', [true] = "
    "'yes' }\n"
    "local long = ('long key '):rep(20) tree[long] = 'found'\n"
    "local counted = setmetatable({ own = 1 }, { __index = function(t, k) return k .. '?' end, __len = function() return 42 end,\n"
    "  __call = function(self, x) return x * 2 end, __tostring = function() return 'counted' end, __lt = function() return true end,\n"
    "  __pairs = function(t) return function(_, k) if not k then return 'only', 1 end end, t, nil end, __concat = function() return 'cat' "
    "end })\n"
    "local resumed = coroutine.wrap(function() for i = 1, 1000 do coroutine.yield(i) end end) resumed() resumed()\n"
    "local matches = ('k1=v1, k2=v2, k3=v3'):gmatch('(%w+)=(%w+)') matches()\n"
    "local function up() count = count + 1 return count end\n"
    "global_value = { 'global' }\n"
    "local function sorted(t) local keys = {} for k in pairs(t) do keys[#keys + 1] = tostring(k) end return table.concat(keys, ' ') end\n";

static const char *const bodies[] = {
    "return { #list, rawlen(list), list[1], list[-1] == nil, #counted, rawlen(counted) }",
    "return sorted(tree)",
    "local out = {} for k, v in pairs(tree.a.b) do out[#out + 1] = k .. type(v) end return out",
    "local k, v = next(tree) return { tostring(k), tostring(v), tostring((next(tree, k))) }",
    "local out = {} for i, v in ipairs(list) do out[i] = v end return out",
    "return { table.unpack(list) }",
    "return { table.unpack(list, 2, 3) }",
    "return table.concat(list, ',')",
    "return { rawequal(list, list), rawequal(list, {}), rawequal(tree.a, tree.a), list == list }",
    "return { type(list), type(counted), type(resumed), type(up), tostring(counted), tostring(list) }",
    "return { counted.own, counted.other, counted(21), counted .. 1, counted < counted, sorted(counted) }",
    "return { getmetatable(counted).__len(), getmetatable(list) == nil, getmetatable('') == nil }",
    "return tree[('long key '):rep(20)]",
    "list[1] = 'changed' list[#list + 1] = 'more' return { list[1], #list }",
    "for k in pairs(tree) do tree[k] = nil end return { next(tree) == nil }",
    "for i = 1, 300 do list[i] = i end return { #list, table.concat(list, ' ', 290) }",
    "table.insert(list, 1, 'first') table.remove(list) table.move(list, 1, 3, 2) return list",
    "table.sort(list, function(a, b) return tostring(a) < tostring(b) end) return list",
    "return { up(), up(), up() }",
    "return { resumed(), resumed(), resumed() }",
    "local out = {} for k, v in matches do out[#out + 1] = k .. v end return out",
    "global_value[1] = 'spoilt' global_value = 7 another = 8 return { global_value, another }",
    "return { global_value[1], pcall(function() return another end) }",
    "getmetatable(counted).__index = nil setmetatable(counted, { __index = { other = 'mine' } }) return counted.other",
    "setmetatable(list, { __index = function() return 'made' end }) return { list[99], #list }",
    "parts.value = parts.value + 1 parts.list[1] = 'x' return { parts.value, parts.list, parts.up() }",
    "return { parts.value, parts.list, parts.up() }",
    "local late = use 'late' late.n = late.n + 1 return late.n",
    "local late = use 'late' return late.n",
    "local ok, why = pcall(use, 'none') return { ok, why }",
    "error('A sentence.')",
    "local x = nil; return x.y",
    "return list.x.y",
    "error({ 1 })",
    "return _ENV['missing_' .. 'name']",
    "string.rep = nil",
    "return item",
    "item.fields.plan = nil item.extra = item return item.fields",
    "return { fn = up }",
    "return up",
    "return tree",
    "return counted",
    "return 0/0",
    "return { list, list, list }",
    "local t = {} for i = 1, 40000 do t[i] = { i } end return #t",
    "local s = '' for i = 1, 3000 do s = s .. i end return #s",
    "local big = ('x'):rep(1 << 18) for i = 1, 100 do local s = big .. i end return 'garbage is collected'",
    "local t, s = {}, ('x'):rep(1 << 20) for i = 1, 20 do t[i] = s .. i end",
    "while true do end",
    "return (('a'):rep(3000)):find('.-.-.-.-b')",
    "local function f() return 1 + f() end return f()",
    "return string.rep('x', 1 << 21)",
    "return coroutine.wrap(function() up() coroutine.yield(up()) end)()",
    "return { pcall(resumed), select('#', pcall(coroutine.wrap(function() error('in') end))) }",
};
enum { BODIES = sizeof bodies / sizeof bodies[0] };

static const char PARTS[] = "local n = 0 return { value = 1, list = { 'a', 'b' }, up = function() n = n + 1 return n end }";

static json_t *shared_document(struct worker *worker) {
  struct buf source;
  buf_init(&source);
  buf_text(&source, SHARED);
  buf_text(&source, "return { ");
  for (size_t i = 0; i < BODIES; i++) buf_format(&source, "f%zu = function(item)\n%s\nend,\n", i, bodies[i]);
  buf_text(&source, "}");
  json_t *modules = json_pack("{s:s}", "parts", PARTS), *document = document_of(worker, source.data, modules);
  // A module that only a call uses: its name is in no list of what loading used.
  json_object_set_new(json_object_get(document, "modules"), "late", json_string("return { n = 1 }"));
  json_decref(modules);
  buf_clear(&source);
  return document;
}

// Every function in a state of its own, then twice in the one that all share, in two orders.
static void a_shared_state_answers_as_one_of_its_own(void **state) {
  struct worker *fresh = worker_new();
  json_t *document = shared_document(*state), *item = item_of();
  char *wanted[BODIES], name[20];
  worker_be_fresh(fresh);
  for (size_t i = 0; i < BODIES; i++) {
    snprintf(name, sizeof name, "/f%zu", i);
    wanted[i] = call(fresh, document, name, item);
  }
  for (size_t round = 0; round < 2 * BODIES; round++) {
    size_t i = round < BODIES ? round : 2 * BODIES - 1 - round;
    snprintf(name, sizeof name, "/f%zu", i);
    char *got = call(*state, document, name, item);
    if (strcmp(got, wanted[i]) != 0) fail_msg("%s\nfresh: %.300s\nwarm:  %.300s", bodies[i], wanted[i], got);
    free(got);
  }
  for (size_t i = 0; i < BODIES; i++) free(wanted[i]);
  json_decref(document), json_decref(item);
  worker_free(fresh);
}

// All of them in one message, but those that end the worker: each has what it has by itself.
static void one_message_answers_as_many(void **state) {
  json_t *document = shared_document(*state), *item = item_of();
  struct worker_ask asks[BODIES];
  char names[BODIES][20];
  size_t count = 0, late = 0;
  for (size_t i = 0; i < BODIES; i++) {
    snprintf(names[i], sizeof names[i], "/f%zu", i);
    char *text = call(*state, document, names[i], item);
    if (strncmp(text, "[limit]", 7) != 0) asks[count++] = (struct worker_ask){.fn = names[i], .item = item};
    free(text);
  }
  assert_true(count > BODIES - 10);
  worker_call_many(*state, document, asks, count);
  for (size_t i = 0; i < count; i++) {
    char *got = text_of(&asks[i]), *wanted = call(*state, document, asks[i].fn, item);
    late += is_late(got) || strcmp(got, "[not asked]") == 0;
    if (!late) assert_string_equal(got, wanted);
    free(got), free(wanted);
    json_decref(asks[i].value);
  }
  assert_true(late < count / 2);
  json_decref(document), json_decref(item);
}

// L4: one call leaves a canary wherever it can; thousands of another dump all that they can reach.
static void ten_thousand_calls_never_see_a_canary(void **state) {
  json_t *document =
      document_of(*state,
                  "local kept, list, held = nil, { 'nothing' }, {} local mt = {} setmetatable(held, mt)\n"
                  "local co = coroutine.wrap(function(x) while true do x = coroutine.yield(x) end end) co('nothing')\n"
                  "return {\n"
                  "plant = function(item) local c = item.fields.secret kept, list[1], list[2], canary, held.x = c, c, c, c, c\n"
                  "  mt.__index = function() return c end setmetatable(held, { __index = { y = c } }) co(c) _ENV[c] = c\n"
                  "  pcall(function() string.canary = c end) pcall(function() getmetatable('').__index = c end) return c end,\n"
                  "dump = function() local seen, out = {}, {}\n"
                  "  local function walk(v, depth) out[#out + 1] = tostring(v)\n"
                  "    if type(v) ~= 'table' or seen[v] or depth > 6 then return end seen[v] = true\n"
                  "    for k, w in next, v do walk(k, depth + 1) walk(w, depth + 1) end\n"
                  "    local m = getmetatable(v) if m then walk(m, depth + 1) end end\n"
                  "  walk(list, 0) walk(held, 0) walk(_ENV, 0) walk(kept, 0) out[#out + 1] = tostring(co('probe'))\n"
                  "  out[#out + 1] = tostring(held.y) out[#out + 1] = tostring(held.anything) return table.concat(out, ' ') end }\n",
                  NULL);
  json_t *item = json_pack("{s:{s:s}}", "fields", "secret", "CANARY");
  char *first = call(*state, document, "/dump", item);
  assert_null(strstr(first, "CANARY"));
  assert_non_null(strstr(first, "nothing"));
  enum { GROUP = 100 };
  struct worker_ask asks[GROUP];
  for (int round = 0; round < 100; round++) {
    char *planted = call(*state, document, "/plant", item);
    assert_string_equal(planted, "\"CANARY\"");
    free(planted);
    for (int i = 0; i < GROUP; i++) asks[i] = (struct worker_ask){.fn = i == 50 ? "/plant" : "/dump", .item = item};
    worker_call_many(*state, document, asks, GROUP);
    for (int i = 0; i < GROUP; i++) {
      char *text = text_of(&asks[i]);
      assert_string_equal(text, i == 50 ? "\"CANARY\"" : first);
      free(text);
      json_decref(asks[i].value);
    }
  }
  free(first);
  json_decref(document), json_decref(item);
}

// More definitions than a worker keeps, in turns: each is found again as it was.
static void many_definitions_take_turns(void **state) {
  enum { COUNT = 40 };
  json_t *documents[COUNT], *item = item_of();
  for (int i = 0; i < COUNT; i++) {
    char source[120], *wanted = mem_format("[%d,1]", i);
    snprintf(source, sizeof source, "local n = 0 return { f = function() n = n + 1 return { %d, n } end }", i);
    documents[i] = document_of(*state, source, NULL);
    char *text = call(*state, documents[i], "/f", item);
    assert_string_equal(text, wanted);
    free(text), mem_free(wanted);
  }
  for (int round = 0; round < 300; round++) {
    int i = round * 7919 % COUNT;
    char *wanted = mem_format("[%d,1]", i), *text = call(*state, documents[i], "/f", item);
    assert_string_equal(text, wanted);
    free(text), mem_free(wanted);
  }
  for (int i = 0; i < COUNT; i++) json_decref(documents[i]);
  json_decref(item);
}

// A state too large to be put back: each call gets one of its own, with the same answers.
static void a_large_definition_is_called_all_the_same(void **state) {
  json_t *document = document_of(*state,
                                 "local big, count = {}, 0 for i = 1, 9000 do big[i] = { 'text ' .. i } end return {"
                                 " f = function() count = count + 1 big[1] = count return { #big, count, big[9000][1] } end,"
                                 " half = function() for i = 1, 600000 do end return 1 end,"
                                 " spin = function() while true do end end }",
                                 NULL);
  json_t *item = item_of();
  for (int i = 0; i < 3; i++) {
    char *text = call(*state, document, "/f", item);
    assert_string_equal(text, "[9000,1,\"text 9000\"]");
    free(text);
    text = call(*state, document, "/half", item); // loading has a budget of its own
    assert_string_equal(text, "1");
    free(text);
  }
  char *text = call(*state, document, "/spin", item);
  assert_string_equal(text, "[limit] test.lua:1: The Lua ran for more than 1 million steps and was stopped; make it do less work.");
  free(text);
  json_decref(document), json_decref(item);
}

static void a_definition_that_does_not_load_is_a_sentence(void **state) {
  json_t *item = item_of(), *document = json_pack("{s:s, s:{}}", "source", "error('Not today.', 0)", "modules");
  char *text = call(*state, document, "/f", item);
  assert_string_equal(text, "[invalid] workflow.lua:1:1: Not today.");
  free(text);
  json_object_set_new(document, "source", json_string("while true do end"));
  text = call(*state, document, "/f", item);
  assert_string_equal(text, "[limit] workflow.lua:1: The Lua ran for more than 1 million steps and was stopped; make it do less work.");
  free(text);
  json_object_set_new(document, "source", json_string("return { f = function() return 1 end }"));
  text = call(*state, document, "/f", item);
  assert_string_equal(text, "1");
  free(text);
  json_decref(document), json_decref(item);
}

// V1: a definition that uses words of format 2 brings them, and they are there at each call, beside a module and in any order.
static const char FORMAT_2[] =
    "local count = 0 local function up() count = count + 1 return count end\n"
    "return { states = { h = { type = 'history' } }, act = branches {\n"
    "  { when('a plan is there', function(item) return { item.fields.plan, up(), type(block) } end), { raise 'e' } },\n"
    "  { block { run('r', function() return block { raise 'late' } end) } } },\n"
    "  with_module = function() return { use 'late'.n, cancel 'a' } end, after_word = function() return { cancel 'a', use 'late'.n } end }";

static void words_of_format_2_are_there_at_each_call(void **state) {
  static const char *const rows[][2] = {
      {"/act/branches/0/0/fn", "[\"x\",1,\"function\"]"},
      {"/act/branches/1/0/actions/0/fn", "{\"actions\":[{\"do\":\"raise\",\"event\":\"late\"}],\"do\":\"block\"}"},
      {"/with_module", "[1,{\"do\":\"cancel\",\"sendid\":\"a\"}]"},
      {"/after_word", "[{\"do\":\"cancel\",\"sendid\":\"a\"},1]"},
  };
  struct worker *fresh = worker_new(), *kinds[] = {*state, fresh};
  json_t *document = document_of(*state, FORMAT_2, NULL), *modules = json_object_get(document, "modules"), *item = item_of();
  assert_non_null(json_text(modules, WORKER_PRELUDE_2));
  json_object_set_new(modules, "late", json_string("return { n = 1 }"));
  worker_be_fresh(fresh);
  for (size_t i = 0; i < 2 * 5 * 4; i++) {
    char *text = call(kinds[i % 2], document, rows[i / 2 % 4][0], item);
    assert_string_equal(text, rows[i / 2 % 4][1]);
    free(text);
  }
  // They are those that the definition was made with, not those of the program that runs it; and only where it used one.
  json_object_set_new(modules, WORKER_PRELUDE_2,
                      json_string("return { block = 1, cancel = 1, branches = function() return { branches = { { { fn = function() return "
                                  "'stored words' end } } } } end }"));
  json_object_set_new(document, "source", json_string("return { act = branches {} }"));
  for (size_t i = 0; i < 2; i++) {
    char *text = call(kinds[i], document, "/act/branches/0/0/fn", item);
    assert_string_equal(text, "\"stored words\"");
    free(text);
  }
  json_object_del(modules, WORKER_PRELUDE_2);
  for (size_t i = 0; i < 2; i++) {
    char *text = call(kinds[i], document, "/act/branches/0/0/fn", item);
    assert_non_null(strstr(text, "Nothing is called `branches` here."));
    free(text);
  }
  worker_free(fresh);
  json_decref(document), json_decref(item);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_shared_state_answers_as_one_of_its_own),  cmocka_unit_test(one_message_answers_as_many),
    cmocka_unit_test(ten_thousand_calls_never_see_a_canary),     cmocka_unit_test(many_definitions_take_turns),
    cmocka_unit_test(a_large_definition_is_called_all_the_same), cmocka_unit_test(a_definition_that_does_not_load_is_a_sentence),
    cmocka_unit_test(words_of_format_2_are_there_at_each_call),
};
MAIN_OF(tests)
