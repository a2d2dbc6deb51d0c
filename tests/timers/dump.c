// Reading a board for comparison: its items as they are, and the entries of its journal. See dump.h.
#include "dump.h"

#include "base/mem.h"
#include "crash.h"

#include <stdlib.h>
#include <string.h>

static const char *const REFS[ITEMS_MAX] = {"A", "B", "C"};

static json_t *timer_part(const json_t *value) {
  json_t *part = json_pack("[O, O, O, O, O]", json_object_get(value, "op"), json_object_get(value, "state"),
                           json_object_get(value, "activation"), json_object_get(value, "name"), json_object_get(value, "due"));
  json_t *why = json_object_get(value, "why");
  if (why) json_array_append(part, why);
  return part;
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

// In which order an entry names its timers is nobody's business: a set, sorted as texts.
static json_t *sorted(json_t *parts) {
  size_t count = json_array_size(parts);
  char **texts = mem_grow(NULL, count + 1, sizeof *texts);
  for (size_t i = 0; i < count; i++) texts[i] = json_canonical(json_array_get(parts, i));
  qsort(texts, count, sizeof *texts, by_text);
  json_t *out = json_array();
  for (size_t i = 0; i < count; i++) {
    json_array_append_new(out, json_string(texts[i]));
    mem_free(texts[i]);
  }
  mem_free(texts);
  json_decref(parts);
  return out;
}

struct reading {
  const char *ref;
  json_t *rows; // [[SEQUENCE, ENTRY]..]
};

// That nobody can move an item is another reference's to say (tests/cli/stranded_random.lua).
static bool add_entry(void *user, json_t *entry) {
  if (json_number(entry, "kind", 0) == ENTRY_ALARM) return true;
  struct reading *reading = user;
  json_t *timers = json_array(), *messages = json_array(), *part;
  size_t i;
  json_array_foreach(json_object_get(entry, "payload"), i, part) {
    const char *name = json_text(part, "name");
    const json_t *value = json_object_get(part, "value");
    if (strncmp(name, "timer/", 6) == 0) json_array_append_new(timers, timer_part(value));
    if (strncmp(name, "message/", 8) == 0)
      json_array_append_new(
          messages, json_pack("[O, b, O]", json_object_get(value, "to"), json_flag(value, "copy"), json_object_get(value, "subject")));
  }
  json_array_append_new(reading->rows,
                        json_pack("[O, [s, O, O, o, o]]", json_object_get(entry, "sequence"), reading->ref, json_object_get(entry, "kind"),
                                  json_object_get(entry, "logical"), sorted(timers), messages));
  return true;
}

static int by_sequence(const void *a, const void *b) {
  int64_t x = json_integer_value(json_array_get(*(json_t *const *)a, 0)), y = json_integer_value(json_array_get(*(json_t *const *)b, 0));
  return (x > y) - (x < y);
}

static bool is_twice(const json_t *out, const json_t *entry) {
  const json_t *last = json_array_get(out, json_array_size(out) - 1);
  int64_t kind = json_integer_value(json_array_get(entry, 1));
  return last && (kind == ENTRY_REFUSED || kind == ENTRY_IGNORED) && json_equal(last, entry);
}

// Of all items in one order, that of the log.
static json_t **in_order(const json_t *rows) {
  size_t count = json_array_size(rows);
  json_t **list = mem_grow(NULL, count + 1, sizeof *list);
  for (size_t i = 0; i < count; i++) list[i] = json_array_get(rows, i);
  qsort(list, count, sizeof *list, by_sequence);
  return list;
}

static json_t *read_all(struct board *board) {
  struct reading reading = {.rows = json_array()};
  struct err err;
  for (int i = 0; i < ITEMS_MAX; i++) {
    json_t *row = case_find(board->store, REFS[i], &err);
    struct id id;
    reading.ref = REFS[i];
    if (row && id_read(&id, json_text(row, "id"))) journal_each(board->store, &id, add_entry, &reading, &err);
    json_decref(row);
  }
  return reading.rows;
}

json_t *dump_entries(struct board *board, size_t events, const int64_t *upto, const bool *cut) {
  json_t *rows = read_all(board), **list = in_order(rows), *all = json_array();
  size_t at = 0, count = json_array_size(rows);
  for (size_t event = 0; event < events; event++) {
    json_t *entries = json_array();
    for (; at < count && json_integer_value(json_array_get(list[at], 0)) <= upto[event]; at++)
      if (!cut[event] || !is_twice(entries, json_array_get(list[at], 1))) json_array_append(entries, json_array_get(list[at], 1));
    json_array_append_new(all, entries);
  }
  mem_free(list);
  json_decref(rows);
  return all;
}

static json_t *armed_of(struct board *board, const char *hex) {
  json_t *rows = timer_list(board->store, hex), *row, *armed = json_array();
  size_t i;
  json_array_foreach(rows, i, row) json_array_append_new(armed, json_pack("[O, O, O, O, O]", json_object_get(row, "due"),
                                                                          json_object_get(row, "state"), json_object_get(row, "activation"),
                                                                          json_object_get(row, "name"), json_object_get(row, "since")));
  json_decref(rows);
  return armed;
}

static json_t *sorted_names(const json_t *names) {
  json_t *parts = json_deep_copy(names), *texts = sorted(parts), *out = json_array(), *text;
  size_t i;
  json_array_foreach(texts, i, text) json_array_append_new(out, json_loads(json_string_value(text), JSON_DECODE_ANY, NULL));
  json_decref(texts);
  return out;
}

// In which order timers were used up is nobody's business either.
static json_t *activations_of(const json_t *config) {
  json_t *all = json_deep_copy(json_object_get(config, "activations")), *one;
  const char *state;
  if (!all) all = json_object();
  json_object_foreach(all, state, one) {
    const json_t *spent = json_object_get(one, "spent"), *last = json_object_get(one, "last");
    if (json_object_size(last) == 0) json_object_del(one, "last");
    json_object_del(one, "armed"); // rounds: that no time comes twice says that they are right
    json_object_del(one, "round");
    if (json_array_size(spent) == 0)
      json_object_del(one, "spent");
    else
      json_object_set_new(one, "spent", sorted_names(spent));
  }
  return all;
}

static json_t *instant_or_null(const char *text) {
  int64_t ms;
  struct err err;
  return text && instant_read(text, &ms, &err) ? json_integer((json_int_t)ms) : json_null();
}

static json_t *stops_of(const json_t *config) {
  json_t *all = json_array(), *stop;
  size_t i;
  json_array_foreach(json_object_get(config, "stops"), i, stop)
      json_array_append_new(all, json_pack("[o, o]", instant_or_null(json_text(stop, "from")), instant_or_null(json_text(stop, "to"))));
  return all;
}

static void move_member(json_t *from, const char *name, json_t *to) {
  json_t *member = json_object_get(from, name);
  if (member) json_object_set(to, name, member);
  json_object_del(from, name);
}

static json_t *item_of(struct board *board, const json_t *row) {
  json_t *config = json_copy(json_object_get(row, "state"));
  json_t *item =
      json_pack("{s:O, s:O, s:o, s:o, s:o}", "fields", json_object_get(row, "fields"), "closed", json_object_get(row, "closed"), "armed",
                armed_of(board, json_text(row, "id")), "activations", activations_of(config), "stops", stops_of(config));
  move_member(config, "ladders", item);
  json_object_del(config, "activations");
  json_object_del(config, "stops");
  json_object_del(config, "last");
  json_object_set_new(item, "config", config);
  return item;
}

json_t *dump_items(struct board *board, int64_t *seen) {
  json_t *items = json_object(), *row;
  struct err err;
  for (int i = 0; i < ITEMS_MAX; i++) {
    if (!(row = case_find(board->store, REFS[i], &err))) continue;
    int64_t last = json_number(row, "case_sequence", 0);
    if (last > seen[i]) json_object_set_new(items, REFS[i], item_of(board, row));
    seen[i] = last;
    json_decref(row);
  }
  return items;
}

static bool is_open(const json_t *incident) { return strcmp(json_text(incident, "status"), "open") == 0; }

void dump_stuck(struct board *board, const char *ref, char id[64]) {
  struct err err;
  json_t *row = case_find(board->store, ref, &err), *list = row ? incident_list(board->store, json_text(row, "id")) : NULL, *one;
  const char *first = "";
  size_t i;
  json_array_foreach(list, i, one) if (is_open(one) && (!*first || strcmp(json_text(one, "id"), first) < 0)) first = json_text(one, "id");
  strncpy(id, first, 63);
  id[63] = '\0';
  json_decref(list);
  json_decref(row);
}

bool dump_is_stuck(struct board *board, const char *id) {
  json_t *list = incident_list(board->store, NULL), *one;
  bool found = false;
  size_t i;
  json_array_foreach(list, i, one) found = found || (is_open(one) && strcmp(json_text(one, "id"), id) == 0);
  json_decref(list);
  return found;
}
