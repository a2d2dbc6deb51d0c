// Choosing the items of a bundle. See bundle_items.h.
//
// Each chosen item's journal is read once here: for its last content entry, for what it opened, and for whether anything happened to it in
// the period. Nothing of it is kept.
#include "op/bundle_items.h"

#include "base/mem.h"
#include "chart/check.h"
#include "op/bundle_mention.h"
#include "op/internal.h"
#include "run/history.h"
#include "run/rights.h"
#include "store/store.h"
#include "time/instant.h"
#include "time/zone.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { PATH_NAME_MAX = 60, PATH_MARK = 8 };

struct choosing {
  const struct op_call *call;
  const struct casefile *item; // that is read
  struct bundle_items *items;
  const char *person;
  bool with_opened;
  const json_t *where;     // {FIELD: value}; NULL: all
  int64_t from_ms, to_ms;  // the period, both ends in it
  json_t *chosen, *opened; // {HEX: true}; [REF] of the item that is read
  json_t *mentioned;       // {REF: true} by it
  int64_t last;            // of the item that is read: its last content entry, -1: none
  bool touched;            // a content entry of it lies in the period
  bool ok;
  struct err *err;
};

// ---- what an item's journal says

// The engine's own note of what it opened (run/opener.c): the row's key names this item and the effect.
static void note_opened(struct choosing *choosing, const json_t *entry) {
  static const char OPENED[] = "opened ";
  json_t *parts = history_parts(entry);
  const char *key = json_text(json_object_get(parts, "sent"), "key"), *note = json_string_value(json_object_get(parts, "note"));
  if (key && strstr(key, "/open") && note && strncmp(note, OPENED, sizeof OPENED - 1) == 0)
    json_array_add(choosing->opened, note + sizeof OPENED - 1);
  json_decref(parts);
}

static bool look_at_entry(void *user, json_t *entry) {
  struct choosing *choosing = user;
  int kind = (int)json_number(entry, "kind", 0);
  int64_t recorded = json_number(entry, "recorded", 0);
  if (kind == ENTRY_SENT && choosing->with_opened) note_opened(choosing, entry);
  bundle_mention_add(choosing->item, entry, choosing->mentioned);
  if (!entry_kind_is_content(kind)) return true;
  choosing->last = json_number(entry, "sequence", -1);
  choosing->touched = choosing->touched || (recorded >= choosing->from_ms && recorded <= choosing->to_ms);
  return true;
}

static bool read_item(struct choosing *choosing, const struct casefile *item) {
  choosing->item = item;
  choosing->last = -1;
  choosing->touched = false;
  json_object_clear(choosing->mentioned);
  json_array_clear(choosing->opened);
  return journal_each(choosing->call->board->store, &item->id, look_at_entry, choosing, choosing->err);
}

static bool add_item(struct choosing *choosing, const struct casefile *item) {
  struct bundle_items *items = choosing->items;
  if (items->count == BUNDLE_ITEMS_MAX)
    return err_set(choosing->err, ERR_LIMIT, "A bundle holds at most %d items; choose a shorter period or fewer of them.",
                   BUNDLE_ITEMS_MAX);
  items->rows = mem_grow(items->rows, items->count + 1, sizeof *items->rows);
  items->rows[items->count++] = (struct bundle_item){.id = item->id, .ref = mem_text(item->ref)};
  json_put_flag(choosing->chosen, item->hex, true);
  json_object_update(items->hidden, choosing->mentioned);
  if (choosing->last > items->last) items->last = choosing->last;
  return true;
}

// ---- named ones, and what was opened

// What was only opened and is not all theirs to see is passed over in silence. An item is chosen once.
static bool choose(struct choosing *choosing, const char *ref, bool named) {
  struct err why;
  struct casefile *item = rights_open(choosing->call->board, ref, choosing->person, &why);
  if (!item && !named && why.code == ERR_NOT_FOUND) return true;
  if (item && !rights_see_all(choosing->call->board, item, choosing->person)) {
    bool passed = !named || rights_whole(choosing->call->board, item, choosing->person, "make a bundle of", choosing->err);
    casefile_free(item);
    return passed;
  }
  if (!item) return *choosing->err = why, false;
  bool ok = json_object_get(choosing->chosen, item->hex) || (read_item(choosing, item) && add_item(choosing, item));
  casefile_free(item);
  return ok;
}

static bool choose_opened_by(struct choosing *choosing, size_t index) {
  struct casefile *item = casefile_open(choosing->call->board, choosing->items->rows[index].ref, choosing->err);
  bool ok = item && read_item(choosing, item);
  json_t *refs = json_copy(choosing->opened), *ref; // the list is written anew by each item that is read
  size_t i;
  json_array_foreach(refs, i, ref) ok = ok && choose(choosing, json_string_value(ref), false);
  json_decref(refs);
  casefile_free(item);
  return ok;
}

// The list is its own queue: what an item opened is added at its end, and is looked at in its turn.
static bool choose_opened(struct choosing *choosing) {
  for (size_t i = 0; choosing->with_opened && i < choosing->items->count; i++)
    if (!choose_opened_by(choosing, i)) return false;
  return true;
}

static bool choose_named(struct choosing *choosing) {
  const json_t *refs = json_object_get(choosing->call->request, "cases");
  const char *one = ask_maybe(choosing->call, "case");
  size_t i;
  json_t *ref;
  if (one && !choose(choosing, one, true)) return false;
  json_array_foreach(refs, i, ref) {
    if (!json_is_string(ref))
      return err_set(choosing->err, ERR_INVALID, "\"cases\" in a request must be a list of references, each in quotation marks.");
    if (!choose(choosing, json_string_value(ref), true)) return false;
  }
  return true;
}

// ---- by theme and period

static bool equals(const json_t *value, const json_t *wanted) {
  if (json_is_string(value) || json_is_string(wanted)) {
    const char *have = json_string_value(value), *want = json_string_value(wanted);
    char *written = have ? NULL : json_canonical(value); // `count=3` finds the number 3
    bool equal = want && strcasecmp(have ? have : written, want) == 0;
    mem_free(written);
    return equal;
  }
  return json_equal(value, wanted);
}

// A field of several values is found by any one of them.
static bool holds(const json_t *value, const json_t *wanted) {
  size_t i;
  json_t *one;
  if (!value) return false;
  if (!json_is_array(value) || json_is_array(wanted)) return equals(value, wanted);
  json_array_foreach(value, i, one) if (equals(one, wanted)) return true;
  return false;
}

static bool is_of_theme(const struct choosing *choosing, const struct casefile *item) {
  const char *name;
  json_t *wanted;
  json_object_foreach((json_t *)choosing->where, name, wanted) if (!holds(json_object_get(item->fields, name), wanted)) return false;
  return true;
}

static bool look_at_item(struct choosing *choosing, const struct casefile *item) {
  if (!rights_see_all(choosing->call->board, item, choosing->person) || !is_of_theme(choosing, item)) return true;
  return read_item(choosing, item) && (!choosing->touched || add_item(choosing, item));
}

static bool look_at_row(void *user, json_t *row) {
  struct choosing *choosing = user;
  struct casefile *item = casefile_from_row(choosing->call->board, row, false, choosing->err);
  choosing->ok = item && look_at_item(choosing, item);
  casefile_free(item);
  return choosing->ok;
}

static bool check_fields(struct choosing *choosing, const struct definition *newest) {
  json_t *names = json_texts(json_object_get(chart_definition(newest->chart), "fields"), "name"), *wanted;
  const char *name;
  char near[NEAREST_WORDS];
  bool ok = true;
  json_object_foreach((json_t *)choosing->where, name, wanted) {
    if (!ok || json_array_has(names, name)) continue;
    ok = err_set(choosing->err, ERR_INVALID, "%s has no field called \"%.80s\"%s", json_text(chart_definition(newest->chart), "name"), name,
                 nearest_words(name, names, "; `waymark case show` names those of an item.", near));
  }
  json_decref(names);
  return ok;
}

static bool read_day(struct choosing *choosing, const char *member, bool end, int64_t *ms) {
  const char *text = ask_maybe(choosing->call, member);
  const struct zone *zone = choosing->call->board->zone;
  struct date date;
  if (!text) return true;
  if (!date_read(text, &date, choosing->err)) return false;
  *ms = end ? zone_day_end(zone, date) : zone_day_start(zone, date);
  return true;
}

static bool choose_by_theme(struct choosing *choosing, const char *workflow) {
  const struct definition *newest = definition_newest(choosing->call->board, workflow, choosing->err);
  if (!newest || !check_fields(choosing, newest)) return false;
  if (!read_day(choosing, "period_from", false, &choosing->from_ms) || !read_day(choosing, "period_to", true, &choosing->to_ms))
    return false;
  if (choosing->from_ms > choosing->to_ms)
    return err_set(choosing->err, ERR_INVALID, "The period ends before it begins; give the earlier day with --from.");
  return case_each(choosing->call->board->store, workflow, look_at_row, choosing, choosing->err) && choosing->ok;
}

// ---- where each lies in the bundle

static bool is_device(const char *name) {
  static const char *const devices[] = {"con", "prn", "aux", "nul"};
  size_t size = strcspn(name, ".");
  for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
    if (size == 3 && strncasecmp(name, devices[i], 3) == 0) return true;
  return size == 4 && (strncasecmp(name, "com", 3) == 0 || strncasecmp(name, "lpt", 3) == 0) && isdigit((unsigned char)name[3]);
}

// The reference, with a dash for whatever is no letter, digit, dot, dash or underscore. Caller frees.
static char *plain_of(const char *ref) {
  size_t size = strlen(ref);
  char *name = mem_text_part(ref, size > PATH_NAME_MAX ? PATH_NAME_MAX : size);
  for (char *at = name; *at; at++)
    if (!isalnum((unsigned char)*at) && *at != '.' && *at != '_') *at = '-';
  size = strlen(name);
  if (name[0] == '.') name[0] = '-';
  if (size && name[size - 1] == '.') name[size - 1] = '-';
  return name;
}

static char *folded_of(const char *name) { // Caller frees.
  char *folded = mem_text(name);
  for (char *at = folded; *at; at++) *at = (char)tolower((unsigned char)*at);
  return folded;
}

// Names that differ by case alone are one file on some computers; they get a mark of the reference itself, as devices' names do.
static void name_items(struct bundle_items *items) {
  json_t *counts = json_object();
  for (int pass = 0; pass < 2; pass++)
    for (size_t i = 0; i < items->count; i++) {
      struct bundle_item *item = &items->rows[i];
      char *name = plain_of(item->ref), *folded = folded_of(name), hex[HASH_HEX_SIZE];
      struct hash hash = hash_of(item->ref, strlen(item->ref));
      hex_write(hex, hash.bytes, HASH_SIZE);
      bool marked = json_number(counts, folded, 0) > 1 || is_device(name);
      if (pass == 0)
        json_put_number(counts, folded, json_number(counts, folded, 0) + 1);
      else
        item->path = marked ? mem_format("data/items/-%s-%.*s", name, PATH_MARK, hex) : mem_format("data/items/%s", name);
      mem_free(folded);
      mem_free(name);
    }
  json_decref(counts);
}

static bool choose_all(struct choosing *choosing) {
  const struct op_call *call = choosing->call;
  const char *workflow = ask_maybe(call, "workflow");
  bool named = ask_maybe(call, "case") || json_array_size(json_object_get(call->request, "cases"));
  bool chosen = workflow || json_object_size(choosing->where) || ask_maybe(call, "period_from") || ask_maybe(call, "period_to");
  if (named && chosen)
    return err_set(choosing->err, ERR_INVALID, "Name items, or choose them by --workflow, --where and a period; not both.");
  if (!named && !workflow)
    return err_set(choosing->err, ERR_INVALID,
                   "Say which items: name them, or choose them by --workflow and, if you like, --where and a "
                   "period.");
  return (named ? choose_named(choosing) : choose_by_theme(choosing, workflow)) && choose_opened(choosing);
}

bool bundle_items_find(const struct op_call *call, struct bundle_items *items, struct err *err) {
  *items = (struct bundle_items){.last = -1, .hidden = json_object()};
  struct choosing choosing = {.call = call,
                              .items = items,
                              .person = ask_person(call, err),
                              .with_opened = json_flag(call->request, "with_opened"),
                              .where = json_object_get(call->request, "where"),
                              .from_ms = INT64_MIN,
                              .to_ms = INT64_MAX,
                              .chosen = json_object(),
                              .opened = json_array(),
                              .mentioned = json_object(),
                              .ok = true,
                              .err = err};
  bool ok = choosing.person && choose_all(&choosing);
  if (ok && items->count == 0) ok = err_set(err, ERR_NOT_FOUND, "No item that you may see is chosen by that; nothing was written.");
  if (ok) name_items(items);
  if (ok) bundle_mention_keep_hidden(call->board, choosing.person, items->hidden);
  json_decref(choosing.chosen);
  json_decref(choosing.opened);
  json_decref(choosing.mentioned);
  return ok;
}

void bundle_items_clear(struct bundle_items *items) {
  for (size_t i = 0; i < items->count; i++) {
    mem_free(items->rows[i].ref);
    mem_free(items->rows[i].path);
  }
  mem_free(items->rows);
  json_decref(items->hidden);
  *items = (struct bundle_items){0};
}
