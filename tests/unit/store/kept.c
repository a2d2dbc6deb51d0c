// What the store keeps of items in memory is what the tables say. Method: entries of a few items at random, in transactions and savepoints
// of which many are undone and some entries refused; now and then everything is read twice, once as it is kept and once after all of it was
// dropped (store_forget), and the two must be alike to the order of their members. At the end the journal's own check, which folds in a way
// of its own, finds every chain whole and comes to the same tables.
#include "fixture.h"

enum { ITEMS = 5, STEPS = 4000, DEPTH_MAX = 3 };

static unsigned seed;

static int any(int count) {
  seed = seed * 1103515245u + 12345u;
  return (int)(seed >> 16 & 0x7fff) % count;
}

struct kept_test {
  char *folder;
  struct env env;
  struct store *store;
  int depth, started, refused, undone, compared;
  int64_t at;
};

static void add_timer(struct entry *entry, int number) {
  char *name = mem_format("timer/%d", number);
  part(entry, name,
       any(3) ? "{\"op\":\"arm\",\"state\":\"work\",\"activation\":1,\"name\":\"a\",\"due\":7000,\"rule\":\"r\",\"since\":1}"
              : "{\"op\":\"arm\",\"state\":\"work\",\"activation\":2,\"name\":\"b\",\"due\":7000,\"provisional\":true}");
  mem_free(name);
  json_t *value = entry->parts[entry->part_count - 1].value;
  json_object_set_new(value, "due", json_integer(any(4)));
  if (any(3) == 0) json_object_set_new(value, "activation", json_integer(any(500))); // many, of which most are over
  if (any(4) == 0) json_object_set_new(value, "op", json_string("drop"));            // of what may not be armed: refused
}

static void fill(struct entry *entry, int number) {
  static const char *const fields[] = {"field/z", "field/a", "field/m"}, *const values[] = {"null", "\"x\"",
                                                                                            "{\"kind\":\"post\",\"id\":\"b\"}",
                                                                                            "[{\"z\":1,\"a\":2.5}]"};
  entry_init(entry, any(5) ? ENTRY_EVENT : ENTRY_ACCESS, 0, 0);
  entry->case_id = id_of(number);
  for (int i = any(3); i > 0; i--) part(entry, fields[any(3)], values[any(4)]);
  for (int i = any(3); i > 0; i--) add_timer(entry, i);
  if (any(2))
    part(entry, "configuration", any(2) ? "{\"entered\":1,\"active\":{\"z\":1,\"a\":2}}" : "{\"stops\":[{\"to\":\"t\",\"from\":\"f\"}]}");
  if (any(4) == 0) part(entry, "title", any(2) ? "\"One\"" : "\"Two\"");
  if (any(6) == 0) part(entry, "closed", any(2) ? "true" : "false");
  if (any(30) == 0) part(entry, "sent", "{\"key\":\"none\",\"status\":\"sent\"}"); // of no message: refused after all else was folded
}

static void undo(struct kept_test *t) {
  store_rollback(t->store);
  t->depth--;
  t->undone++;
}

static void begin(struct kept_test *t) {
  struct err err;
  assert_true(store_begin(t->store, &err));
  t->depth++;
}

static void add(struct kept_test *t) {
  struct entry entry;
  struct err err;
  fill(&entry, any(t->started) + 1);
  entry.recorded_ms = entry.logical_ms = AT(++t->at);
  begin(t);
  bool ok = journal_append(t->store, &entry, &err);
  entry_clear(&entry);
  if (!ok) {
    t->refused++;
    undo(t);
  } else {
    assert_true(store_commit(t->store, &err));
    t->depth--;
  }
}

static json_t *all(struct kept_test *t) {
  struct err err;
  json_t *found = json_array();
  for (int i = 1; i <= ITEMS; i++) {
    char hex[ID_TEXT], *ref = mem_format("RA-2016-%03d", i);
    id_write(id_of(i), hex);
    json_t *row = case_find(t->store, any(2) ? ref : hex, &err);
    if (row) json_array_append_new(found, row);
    json_array_append_new(found, timer_list(t->store, hex));
    mem_free(ref);
  }
  char *fact = meta_find(t->store, "fact");
  json_array_append_new(found, fact ? json_string(fact) : json_null());
  mem_free(fact);
  json_array_append_new(found, json_integer(journal_count(t->store)));
  json_array_append_new(found, json_integer(journal_last_recorded(t->store)));
  return found;
}

static char *in_order(json_t *found) {
  char *text = json_dumps(found, JSON_PRESERVE_ORDER);
  json_decref(found);
  return text;
}

static void compare(struct kept_test *t) {
  char *kept = in_order(all(t));
  store_forget(t->store);
  char *fresh = in_order(all(t));
  assert_string_equal(kept, fresh);
  free(kept), free(fresh);
  t->compared++;
}

static void step(struct kept_test *t) {
  struct err err;
  switch (any(12)) {
  case 0:
    if (t->depth < DEPTH_MAX) begin(t);
    break;
  case 1:
    if (t->depth) undo(t);
    break;
  case 2:
    if (!t->depth) break;
    assert_true(store_commit(t->store, &err));
    t->depth--;
    break;
  case 3:
    compare(t);
    break;
  case 4:
    json_decref(all(t)); // so that all is kept
    break;
  case 5:
    assert_true(meta_put(t->store, "fact", any(2) ? "one" : "", &err));
    break;
  default:
    add(t);
  }
}

static void what_is_kept_is_what_the_tables_say(void **state) {
  struct kept_test t = {.folder = folder_new(), .env = env_system(), .started = ITEMS};
  struct err err;
  (void)state;
  seed = 42;
  t.store = make_store(&t.env, t.folder);
  put_definition(t.store);
  for (int i = 1; i <= ITEMS; i++) start_case(t.store, i, AT(0));
  for (int i = 0; i < STEPS; i++) step(&t);
  while (t.depth--) assert_true(store_commit(t.store, &err));
  compare(&t);
  assert_sound(t.store);
  assert_true(t.refused > 100 && t.undone > 100 && t.compared > 100);
  store_close(t.store);
  folder_drop(t.folder);
}

static void a_case_whose_start_is_undone_is_gone(void **state) {
  struct kept_test t = {.folder = folder_new(), .env = env_system()};
  struct err err;
  (void)state;
  t.store = make_store(&t.env, t.folder);
  put_definition(t.store);
  assert_true(store_begin(t.store, &err));
  start_case(t.store, 1, AT(0));
  json_decref(case_find(t.store, "RA-2016-001", &err));
  store_rollback(t.store);
  assert_null(case_find(t.store, "RA-2016-001", &err));
  assert_int_equal(journal_count(t.store), 0);
  start_case(t.store, 1, AT(0)); // at the same place in the log and in its chain
  assert_sound(t.store);
  store_close(t.store);
  folder_drop(t.folder);
}

// Whoever holds a row goes on seeing it as it was.
static void what_was_handed_out_stays(void **state) {
  struct kept_test t = {.folder = folder_new(), .env = env_system()};
  struct err err;
  (void)state;
  t.store = make_store(&t.env, t.folder);
  put_definition(t.store);
  start_case(t.store, 1, AT(0));
  json_t *before = case_find(t.store, "RA-2016-001", &err), *copy = json_deep_copy(before);
  change_case(t.store, 1, AT(1), "new");
  json_t *after = case_find(t.store, "RA-2016-001", &err);
  assert_true(json_equal(before, copy));
  assert_string_equal(json_text(json_object_get(after, "fields"), "note"), "new");
  json_decref(before), json_decref(copy), json_decref(after);
  store_close(t.store);
  folder_drop(t.folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_kept_is_what_the_tables_say),
                                     cmocka_unit_test(a_case_whose_start_is_undone_is_gone), cmocka_unit_test(what_was_handed_out_stays)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
