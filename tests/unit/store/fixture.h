// What the store's tests share: a folder of their own, entries of a small board, and raw SQL behind the store's back.
#ifndef WAYMARK_TESTS_STORE_FIXTURE_H
#define WAYMARK_TESTS_STORE_FIXTURE_H
#include "../../helper/stamp.h"
#include "../../helper/temporary.h"
#include "base/mem.h"
#include "store/evidence.h"
#include "store/store.h"

#include <sqlite3.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define FIXTURE __attribute__((unused)) static

enum { T0 = 1459810799 }; // seconds; instants of the tests count milliseconds from it
#define AT(ms) ((int64_t)T0 * 1000 + (ms))

// A new folder; the caller frees its name with folder_drop.
FIXTURE char *folder_new(void) {
  char *folder = temporary_name("waymark-store");
  assert_non_null(mkdtemp(folder));
  return folder;
}

FIXTURE void folder_drop(char *folder) {
  char *command = mem_format("rm -rf '%s'", folder);
  assert_int_equal(system(command), 0);
  mem_free(command);
  mem_free(folder);
}

FIXTURE struct store *make_store(const struct env *env, const char *folder) {
  struct err err = {0};
  struct store *store = store_create(env, folder, &err);
  if (!store) fail_msg("store_create: %s", err.text);
  return store;
}

FIXTURE struct store *open_store(const struct env *env, const char *folder) {
  struct err err = {0};
  struct store *store = store_open(env, folder, &err);
  if (!store) fail_msg("store_open: %s", err.text);
  return store;
}

FIXTURE struct id id_of(int number) {
  struct id id = {{0xca, 0x5e}};
  id.bytes[14] = (uint8_t)(number >> 8);
  id.bytes[15] = (uint8_t)number;
  return id;
}

FIXTURE json_t *parse(const char *text) {
  struct err err = {0};
  json_t *value = json_read(text, strlen(text), "The test's JSON", &err);
  if (!value) fail_msg("%s", err.text);
  return value;
}

FIXTURE void part(struct entry *entry, const char *name, const char *json) { entry_part(entry, name, parse(json)); }

FIXTURE void append(struct store *store, struct entry *entry) {
  struct err err = {0};
  if (!journal_append(store, entry, &err)) fail_msg("journal_append: %s", err.text);
  entry_clear(entry);
}

// Item `number` with a title, a field, a state and one timer.
FIXTURE void start_case(struct store *store, int number, int64_t at) {
  struct entry entry;
  entry_init(&entry, ENTRY_CASE_STARTED, at, at);
  entry.case_id = id_of(number);
  char *made = mem_format(
      "{\"ref\":\"RA-2016-%03d\",\"workflow\":\"review-action\",\"definition\":\"%s\",\"title\":\"Action %d\",\"noun\":\"action\"}", number,
      "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", number); // the hash of {}
  part(&entry, "case", made);
  part(&entry, "field/text", "\"Write to every school\"");
  part(&entry, "configuration", "{\"active\":{\"work.proposed\":1},\"entered\":1}");
  char *timer = mem_format(
      "{\"op\":\"arm\",\"state\":\"work.proposed\",\"activation\":1,\"name\":\"10 working days\",\"due\":%lld,\"rule\":\"10 working days\","
      "\"zone\":\"Europe/London\",\"calendar\":\"9af3\",\"since\":%lld}",
      (long long)at + 1000LL * number, (long long)at);
  part(&entry, "timer/0", timer);
  mem_free(made);
  mem_free(timer);
  append(store, &entry);
}

// A change of a field, with a message.
FIXTURE void change_case(struct store *store, int number, int64_t at, const char *value) {
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, at, at);
  entry.case_id = id_of(number);
  entry.actor_id = id_of(900);
  part(&entry, "event", "{\"name\":\"progress\",\"data\":{}}");
  char *json = mem_format("\"%s\"", value), *message;
  part(&entry, "field/note", json);
  message =
      mem_format("{\"key\":\"m-%d-%lld\",\"to\":\"p.owner\",\"role\":\"owner\",\"subject\":\"RA\",\"body\":\"See it\",\"urgent\":false}",
                 number, (long long)at);
  part(&entry, "message/0", message);
  mem_free(json);
  mem_free(message);
  append(store, &entry);
}

// The stored payload of one entry. A new reference.
FIXTURE bool keep_payload(void *user, json_t *entry) {
  json_t **payload = user;
  int64_t wanted = json_integer_value(*payload);
  if (json_number(entry, "sequence", -1) != wanted) return true;
  json_decref(*payload);
  *payload = json_deep_copy(json_object_get(entry, "payload"));
  return false;
}

FIXTURE json_t *payload_of(struct store *store, int64_t sequence) {
  struct err err = {0};
  json_t *payload = json_integer(sequence);
  assert_true(journal_each(store, NULL, keep_payload, &payload, &err));
  assert_true(json_is_array(payload));
  return payload;
}

FIXTURE void put_definition(struct store *store) {
  struct err err = {0};
  assert_true(definition_put(store, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "{}", &err));
}

// SQL on the closed store, as somebody with the file in hands would run it. `unguarded` takes the journal's triggers off first and puts
// them back, so that what is found is the change and not the missing guard.
FIXTURE void raw(const char *folder, const char *sql) {
  char *path = mem_format("%s/waymark.db", folder), *why = stamp_sql(path, sql);
  if (why) fail_msg("%s: %s", sql, why);
  mem_free(path);
}

extern const char guard_sql[]; // engine/store/guard.sql

FIXTURE void raw_unguarded(const char *folder, const char *sql) {
  char *all = mem_format("PRAGMA foreign_keys = OFF; DROP TRIGGER entries_never_change; DROP TRIGGER entries_never_go;"
                         "DROP TRIGGER payloads_change_by_erasure; DROP TRIGGER payloads_never_go; %s; %s",
                         sql, guard_sql);
  raw(folder, all);
  mem_free(all);
}

FIXTURE json_t *verify(struct store *store) {
  struct err err = {0};
  json_t *report = NULL;
  if (!journal_verify(store, NULL, NULL, &report, &err)) fail_msg("journal_verify: %s", err.text);
  return report;
}

FIXTURE void assert_sound(struct store *store) {
  json_t *report = verify(store);
  if (!json_flag(report, "ok")) fail_msg("%s", json_dumps(json_object_get(report, "problems"), JSON_INDENT(1)));
  json_decref(report);
}

FIXTURE void assert_same_json(const json_t *value, const char *expected) {
  json_t *wanted = parse(expected);
  char *have = json_canonical(value), *want = json_canonical(wanted);
  assert_string_equal(have, want);
  mem_free(have);
  mem_free(want);
  json_decref(wanted);
}
#endif
