// Goal: what a definition's hash covers never moves under a workflow that did not change (V1, idea 11): one of format 1 has the hash that
// it had before there was any other format, those of formats 3 to 8 have the hash that they had first, and the words of formats 2 to 8 are
// part of a definition only where one of them is used. Method: golden sources and their hashes; sources with and without the new words
// through a real worker, which is this program started again.
#include "run/definition.h"

#include "base/hash.h"
#include "base/mem.h"
#include "run/board.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static json_t *document_of(struct worker *worker, const char *source) {
  json_t *problems = json_array(), *modules = json_object();
  json_t *document = definition_read(worker, "small.lua", source, modules, problems);
  if (!document) fail_msg("%s", json_text(json_array_get(problems, 0), "text"));
  json_decref(problems);
  json_decref(modules);
  return document;
}

static char *read_source(const char *name) {
  char *path = mem_format("%s/tests/unit/run/golden/%s", WAYMARK_SOURCE_DIR, name), *text = NULL;
  struct env env = env_system();
  struct err err;
  size_t size;
  if (!env_read_file(&env, path, 1 << 16, &text, &size, &err)) fail_msg("%s", err.text);
  mem_free(path);
  return text;
}

static void expect_hash(struct worker *worker, const char *name, const char *expected) {
  char *source = read_source(name), hex[HASH_HEX_SIZE];
  json_t *document = document_of(worker, source);
  char *text = json_canonical(document);
  struct hash hash = hash_of(text, strlen(text));
  hex_write(hex, hash.bytes, HASH_SIZE);
  assert_string_equal(hex, expected);
  mem_free(text);
  mem_free(source);
  json_decref(document);
}

static void a_hash_of_format_1_stays(void **state) {
  expect_hash(*state, "format-1.lua", "220c1922e55bea79ad963ca9212a5d4dadb7eae25d02a0eb7d586019c87f150d");
}

// The structure, and the words of all three preludes.
static void a_hash_of_format_3_stays(void **state) {
  expect_hash(*state, "format-3.lua", "d6477293c47e952a199a9179b400a43e4c7898c325dd9831ce90ddbba32f6f8b");
}

// And the words of the fourth: approvals.
static void a_hash_of_format_4_stays(void **state) {
  expect_hash(*state, "format-4.lua", "f1e6723137c3314d2b79ff87a0dcc91bdf378c1e02ed738274205359b4517aba");
}

// Who sees what is said with a key and with words that there were.
static void a_hash_of_format_5_stays(void **state) {
  expect_hash(*state, "format-5.lua", "b111512efe22117d4af1964e8b0ef7ad10d94ea1efbecdbd7e6c6df47f538b76");
}
// And those of the sixth: many parties that answer one question.
static void a_hash_of_format_6_stays(void **state) {
  expect_hash(*state, "format-6.lua", "ac0ef503e883f5e187b98e0e7dd4dbe203a0acefe2e4d0798f64516ae1154090");
}

// And those of the eighth: items that an item opened and goes on knowing.
static void a_hash_of_format_8_stays(void **state) {
  expect_hash(*state, "format-8.lua", "1d20cf2499a95569dbc842f57d9e7012ceae5d0aaa9e06dd0262d3831a138c47");
}

// And that of the ninth: what other items say.
static void a_hash_of_format_9_stays(void **state) {
  expect_hash(*state, "format-9.lua", "056710d700b1b2d07499c287b96aa8b8f381dabb2b642b74900eaa23f71508cd");
}

// And that of the eleventh: from where to where a number goes, which is no word of a prelude.
static void a_hash_of_format_11_stays(void **state) {
  expect_hash(*state, "format-11.lua", "21288c9f5b4b89d4834e02fbb51a290bdedb6419997a5593ed7772bf170c0ff8");
}

// And that of the twelfth: options that hang on another choice.
static void a_hash_of_format_12_stays(void **state) {
  expect_hash(*state, "format-12.lua", "7237727ffdd0ba0a0b6a8180004393cd86697bacba5299c872f3dfebf8e357b0");
}

// The words of the plain form may be put otherwise, and are part of the hash; what a file expands to by them changes on purpose alone, and
// then the shipped workflows that are written in them get a new version: a board has what it published.
static void what_a_plain_form_expands_to_stays(void **state) {
  static const char *const expected[] = {"4261a0fecb0f5e9e3d32908f586cce9bd48232acf5012145f14ef4a8dabc467a",
                                         "ec4f7eda10d67b305f96f0f94e28a555a72d36d7b944b36f7bb24d499dc040f0"};
  char *source = read_source("plain.lua");
  json_t *problems = json_array(), *modules = json_object(), *with = json_array();
  json_t *document = definition_read_with(*state, "plain.lua", source, modules, problems, with);
  assert_non_null(document);
  json_array_insert(with, 0, document);
  assert_int_equal(json_array_size(with), 2);
  for (size_t i = 0; i < 2; i++) {
    char *text = json_canonical(json_object_get(json_array_get(with, i), "structure")), hex[HASH_HEX_SIZE];
    struct hash hash = hash_of(text, strlen(text));
    hex_write(hex, hash.bytes, HASH_SIZE);
    assert_string_equal(hex, expected[i]);
    mem_free(text);
  }
  json_decref(document);
  json_decref(with);
  json_decref(modules);
  json_decref(problems);
  mem_free(source);
}

static const char frame[] =
    "return { name = 'small', title = 'Small', version = 1, roles = { all = { everyone = true } }, start = { by = 'all' },"
    " fields = { n = { type = 'whole' }, l = { type = 'list' } }, states = { a = { tags = { 'closed' }, on = { go = { by = 'all', %s } } } "
    "} }";

static void new_words_are_in_only_where_they_are_used(void **state) {
  static const struct {
    const char *part;
    const char *words; // of which formats
    json_int_t format;
  } rows[] = {
      {"actions = { add('n', 1) }", "", 1},
      {"actions = { branches { { has 'n', { add('n', 1) } } } }", "2", 2},
      {"actions = { stop_clock { reason = 'ill' } }", "3", 3},
      {"actions = { start_clock() }", "3", 3},
      {"actions = { branches { { has 'n', { start_clock() } } } }", "23", 3},
      {"guard = past 'the next meeting of llip'", "", 3}, // the rule is no word of a prelude
      {"guard = past 'on 31 March'", "", 1},
      {"binds = { 'n' }", "", 4}, // a key is no word of a prelude either
      {"binds = { 'n' }, guard = no(approved 'go')", "4", 4},
      {"binds = { 'n' }, guard = stale 'go', actions = { start_clock() }", "34", 4},
      {"guard = differs('n', 'n')", "6", 6},
      {"guard = all_closed 'l', actions = { open_into('l', 'small') }", "8", 8},
      {"actions = { open_into('l', 'small') }", "8", 8},
      {"actions = { gather { into = 'l', of = 'small' } }", "9", 9},
      {"actions = { open('small') }", "", 1},
      {"actions = { (function() local send = set; return send('n', 1) end)() }", "", 1}, // an author's own name is none of ours
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char *source = mem_format(frame, rows[i].part);
    json_t *document = document_of(*state, source), *modules = json_object_get(document, "modules");
    assert_int_equal(json_object_size(modules), 1 + strlen(rows[i].words));
    assert_int_equal(json_number(json_object_get(document, "structure"), "format", 0), rows[i].format);
    assert_non_null(json_text(modules, "prelude"));
    for (const char *format = rows[i].words; *format; format++) {
      char name[] = "prelude-?";
      name[sizeof name - 2] = *format;
      assert_non_null(json_text(modules, name));
    }
    json_decref(document);
    mem_free(source);
  }
}

// The values of format 7, and the plain form, whose words stand apart again: it is one definition more, and no other format.
static void values_and_plain_words_are_in_only_where_they_are_used(void **state) {
  static const struct {
    const char *source, *module;
    json_int_t format;
  } rows[] = {
      {"return { name = 'small', title = 'Small', version = 1, roles = { all = { everyone = true } }, start = { by = 'all' },"
       " fields = { n = { type = 'date' } }, states = { a = { tags = { 'closed' }, entry = { set('n', date_of '2 weeks') } } } }",
       "prelude-7", 7},
      {"return { name = 'small', title = 'Small', version = 1, roles = { all = { everyone = true } }, start = { by = 'all' },"
       " fields = { l = { type = 'list' } }, states = { a = { tags = { 'closed' }, entry = { open_each('small', 'l', { l = from_entry() }) "
       "} } } }",
       "prelude-10", 10},
      {"return workflow { name = 'small', title = 'Small', version = 1, roles = { all = { everyone = true } }, start = { by = 'all' },"
       " step 'a' { closed = true } }",
       "prelude-plain", 1},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    json_t *document = document_of(*state, rows[i].source), *modules = json_object_get(document, "modules");
    assert_int_equal(json_object_size(modules), 2);
    assert_non_null(json_text(modules, rows[i].module));
    assert_int_equal(json_number(json_object_get(document, "structure"), "format", 0), rows[i].format);
    json_decref(document);
  }
}

// What a plain file's function is called by is a place of what it expands to, which the words make again.
static void a_function_of_a_plain_form_is_called(void **state) {
  json_t *document = document_of(
      *state,
      "return workflow { name = 'small', title = 'Small', version = 1, roles = { all = { everyone = true } }, start = { by = 'all' },"
      " fields = { n = { type = 'whole' } }, step 'a' { choices = { { 'Go on', by = 'all', go_to = 'b',"
      " only_if = when('it is so', function(item) return item.fields.n == 3 end) } } }, step 'b' { closed = true } }");
  json_t *item = json_pack("{s:{s:i}}", "fields", "n", 3);
  struct err err;
  json_t *answer = worker_call(*state, document, "/states/a/on/go_on/0/guard/fn", item, &err);
  if (!answer) fail_msg("%s", err.text);
  assert_true(json_is_true(json_object_get(answer, "value")));
  json_decref(answer);
  json_decref(item);
  json_decref(document);
}

// A stored definition is run again with the words that it was made with, the new ones too.
static void a_function_beside_new_words_is_called(void **state) {
  char *source = mem_format(frame, "actions = { branches { { when('it is so', function(item) return item.fields.n == 3 end), {} } } }");
  json_t *document = document_of(*state, source), *item = json_pack("{s:{s:i}}", "fields", "n", 3);
  struct err err;
  json_t *answer = worker_call(*state, document, "/states/a/on/go/actions/0/branches/0/0/fn", item, &err);
  if (!answer) fail_msg("%s", err.text);
  assert_true(json_is_true(json_object_get(answer, "value")));
  json_decref(answer);
  json_decref(item);
  json_decref(document);
  mem_free(source);
}

// As a program whose words were put otherwise left it in the store.
static void publish_by_older_words(struct board *board, json_t *document, char hex[HASH_HEX_SIZE]) {
  struct entry entry;
  struct err err;
  json_object_set_new(json_object_get(document, "modules"), "prelude-plain", json_string("-- older words"));
  char *text = json_canonical(document);
  struct hash hash = hash_of(text, strlen(text));
  hex_write(hex, hash.bytes, HASH_SIZE);
  entry_init(&entry, ENTRY_DEFINITION, 0, 0);
  entry_part(&entry, "definition",
             json_pack("{s:s, s:s, s:i, s:s, s:s}", "hash", hex, "name", "small", "version", 1, "title", "Small", "noun", "item"));
  assert_true(store_begin(board->store, &err));
  assert_true(definition_put(board->store, hex, text, &err));
  if (!board_append(board, &entry, &err) || !store_commit(board->store, &err)) fail_msg("%s", err.text);
  mem_free(text);
}

static bool publish(struct board *board, const char *source, json_t **answer, struct err *err) {
  json_t *modules = json_object();
  bool begun = store_begin(board->store, err), ok = begun && definition_publish(board, "small.lua", source, modules, NULL, answer, err);
  if (begun && ok) ok = store_commit(board->store, err);
  if (begun && !ok) store_rollback(board->store);
  json_decref(modules);
  return ok;
}

// A newer program's words may be put otherwise: the same file is the same version, and one that its author changed is not.
static void the_same_text_is_the_same_version_by_newer_words(void **state) {
  static const char small[] = "return workflow { name = 'small', title = 'Small', version = 1, roles = { all = { everyone = true } },"
                              " start = { by = 'all' }, step 'a' { closed = true } }";
  char folder[] = "/tmp/waymark-definition-XXXXXX", hex[HASH_HEX_SIZE];
  struct env env = env_system();
  struct err err;
  assert_non_null(mkdtemp(folder));
  store_close(store_create(&env, folder, &err));
  struct board *board = board_open(&env, folder, &err);
  json_t *document = document_of(*state, small), *answer = NULL;
  publish_by_older_words(board, document, hex);
  if (!publish(board, small, &answer, &err)) fail_msg("%s", err.text);
  assert_string_equal(json_text(answer, "hash"), hex);
  json_decref(answer);
  char *changed = mem_format("%s -- changed", small);
  assert_false(publish(board, changed, &answer, &err));
  assert_non_null(strstr(err.text, "Version 1 of small is live and this is not the same text"));
  mem_free(changed);
  json_decref(document);
  board_close(board);
  char *command = mem_format("rm -rf '%s'", folder);
  assert_int_equal(system(command), 0);
  mem_free(command);
}

static int start(void **state) {
  *state = worker_new();
  return 0;
}

static int stop(void **state) {
  worker_free(*state);
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_hash_of_format_1_stays),
      cmocka_unit_test(a_hash_of_format_3_stays),
      cmocka_unit_test(a_hash_of_format_4_stays),
      cmocka_unit_test(a_hash_of_format_5_stays),
      cmocka_unit_test(what_a_plain_form_expands_to_stays),
      cmocka_unit_test(a_hash_of_format_6_stays),
      cmocka_unit_test(a_hash_of_format_8_stays),
      cmocka_unit_test(a_hash_of_format_9_stays),
      cmocka_unit_test(a_hash_of_format_11_stays),
      cmocka_unit_test(a_hash_of_format_12_stays),
      cmocka_unit_test(new_words_are_in_only_where_they_are_used),
      cmocka_unit_test(values_and_plain_words_are_in_only_where_they_are_used),
      cmocka_unit_test(a_function_of_a_plain_form_is_called),
      cmocka_unit_test(a_function_beside_new_words_is_called),
      cmocka_unit_test(the_same_text_is_the_same_version_by_newer_words),
  };
  return cmocka_run_group_tests(tests, start, stop);
}
