// Operations on bundles: the whole record of some items in a zip that proves itself (J6), and the check of such a zip.
#include "bundle/bundle.h"

#include "base/hash.h"
#include "base/mem.h"
#include "op/bundle_making.h"
#include "op/bundle_mention.h"
#include "op/internal.h"
#include "op/pages.h"
#include "op/prove.h"
#include "run/people.h"
#include "store/store.h"

#include <string.h>
#include <unistd.h>

// How many items are folded at a time: so many journals stand in memory, and the board's own is folded once for each such batch.
enum { BATCH = 100 };

static json_t *bag_info(struct making *making) {
  const char *ref = making->items.rows[0].ref, *recipient = ask_maybe(making->call, "recipient"),
             *purpose = ask_maybe(making->call, "purpose");
  char date[DATE_TEXT];
  bool one = making->items.count == 1;
  char *about = one ? mem_format("The record of %s", ref) : mem_format("The records of %zu items", making->items.count);
  date_write(zone_date(zone_find("UTC"), making->last_ms), date);
  json_t *info = json_pack("[[s, s], [s, s], [s, s], [s, s]]", "Source-Organization", making->board_name, "External-Identifier",
                           one ? ref : json_text(making->call->request, "top"), "External-Description", about, "Bagging-Date", date);
  if (recipient) json_array_append_new(info, json_pack("[s, s]", "Recipient", recipient));
  if (purpose) json_array_append_new(info, json_pack("[s, s]", "Purpose", purpose));
  mem_free(about);
  return info;
}

static bool write_item(struct making *making, const struct bundle_item *row) {
  char hex[ID_TEXT];
  struct err why;
  id_write(row->id, hex);
  struct casefile *item = casefile_open(making->past, hex, &why);
  if (!item && why.code == ERR_NOT_FOUND)
    return err_set(making->err, ERR_REFUSED, "%s was not there yet when the journal had %lld entries; choose a later checkpoint.", row->ref,
                   (long long)making->head.size);
  if (!item) return *making->err = why, false;
  bool ok = bundle_item_write(making, row, item);
  casefile_free(item);
  return ok;
}

static void keep_name(struct making *making) {
  json_t *name = setting_find(making->past->store, "name");
  if (!making->board_name) making->board_name = mem_text(json_is_string(name) ? json_string_value(name) : "");
  json_decref(name);
}

static bool write_batch(struct making *making, size_t first) {
  size_t left = making->items.count - first, count = left < BATCH ? left : BATCH;
  bool ok = bundle_past_open(making, first, count);
  if (ok) keep_name(making);
  for (size_t i = 0; i < count && ok; i++) ok = write_item(making, &making->items.rows[first + i]);
  if (ok && first + count == making->items.count) ok = bundle_book_write(making) && bundle_calendars_write(making);
  bundle_past_close(making);
  return ok;
}

static bool fill(struct making *making) {
  if (!bundle_head_write(making)) return false;
  for (size_t first = 0; first < making->items.count; first += BATCH)
    if (!write_batch(making, first)) return false;
  return bundle_about_write(making);
}

static bool write_bundle(struct making *making, const char *top, struct bundle_made *made) {
  struct op_call *call = making->call;
  struct bundle_options options = {.password = ask_maybe(call, "password")};
  making->bundle = bundle_open_in(call->file, "the bundle", top, &options, making->err);
  if (!making->bundle) return false;
  if (!fill(making)) {
    bundle_abandon(making->bundle);
    return false;
  }
  json_t *info = bag_info(making);
  bool ok = bundle_close(making->bundle, info, made, making->err);
  json_decref(info);
  return ok && (fsync(call->file) == 0 || env_fail(making->err, "write", "the bundle"));
}

static json_t *item_ids(const struct bundle_items *items) {
  json_t *ids = json_array();
  char hex[ID_TEXT];
  for (size_t i = 0; i < items->count; i++) {
    id_write(items->rows[i].id, hex);
    json_array_add(ids, hex);
  }
  return ids;
}

static bool write_all(struct making *making, const char *top) {
  struct bundle_made made;
  char hex[HASH_HEX_SIZE];
  if (!write_bundle(making, top, &made)) return false;
  hex_write(hex, made.sha256.bytes, HASH_SIZE);
  making->call->prepared = json_pack("{s:o, s:s, s:I, s:I, s:I, s:s, s:I}", "cases", item_ids(&making->items), "ref",
                                     making->items.rows[0].ref, "items", (json_int_t)making->items.count, "files", (json_int_t)made.files,
                                     "bytes", (json_int_t)made.size, "sha256", hex, "checkpoint", (json_int_t)making->head.size);
  return true;
}

// Whoever is outside is named with what it is for: the one without the other says too little later.
static bool check_recipient(const struct op_call *call, struct err *err) {
  const char *recipient = ask_maybe(call, "recipient"), *purpose = ask_maybe(call, "purpose");
  bool both = recipient && *recipient && purpose && *purpose;
  if (both || (!recipient && !purpose)) return true;
  return err_set(err, ERR_INVALID, "A bundle for somebody outside says for whom and for what: give both --recipient and --purpose.");
}

// Which items were chosen says what their fields hold, and so does the value that they were chosen by.
static bool check_where(const struct making *making) {
  const char *name;
  json_t *value;
  char hex[ID_TEXT];
  json_object_foreach(json_object_get(making->call->request, "where"), name, value) {
    bool repeats = redaction_repeats(making->redaction, value), held = false;
    for (size_t i = 0; i < making->items.count && !held; i++) {
      id_write(making->items.rows[i].id, hex);
      held = redaction_field_why(making->redaction, hex, name) != NULL;
    }
    if (repeats || held)
      return err_set(making->err, ERR_REFUSED,
                     "The bundle would say on its cover what it withholds: its items are chosen by %s, which %s. Name the items instead.",
                     name, held ? "the profile holds back" : "repeats what the profile holds back");
  }
  return true;
}

static bool redact(struct making *making, const json_t *profile) {
  struct id *ids = mem_new((making->items.count + 1) * sizeof *ids);
  for (size_t i = 0; i < making->items.count; i++) ids[i] = making->items.rows[i].id;
  making->redaction = redaction_new(making->call->board, profile, ids, making->items.count, making->head.size, making->err);
  if (making->redaction) bundle_mention_withhold(making->redaction, making->items.hidden);
  mem_free(ids);
  return making->redaction != NULL;
}

static bool find_redaction(struct making *making) {
  const char *name = ask_maybe(making->call, "profile");
  making->mentions_only = !name;
  if (!name && json_object_size(making->items.hidden) == 0) return true;
  json_t *profile = name ? redaction_find(making->call->board, name, making->err) : bundle_mention_profile();
  bool ok = profile && redact(making, profile);
  if (ok && name)
    json_object_set_new(making->about, "profile",
                        json_pack("{s:O, s:O}", "name", json_object_get(profile, "name"), "title", json_object_get(profile, "title")));
  json_decref(profile);
  return ok && check_where(making);
}

static bool write_file(struct op_call *call, struct err *err) {
  struct making making = {.call = call, .about = json_object(), .rows = json_array(), .chapters = json_array(), .err = err};
  const char *top = ask_text(call, "top", err);
  making.naming = ask_maybe(call, "password") ? NAMED_BY_NUMBER : NAMED_BY_HASH;
  bool ok = top && ask_file(call, err) && check_recipient(call, err) && bundle_items_find(call, &making.items, err) &&
            bundle_head_find(&making) && find_redaction(&making) && write_all(&making, top);
  bundle_items_clear(&making.items);
  redaction_free(making.redaction);
  json_decref(making.about);
  json_decref(making.rows);
  json_decref(making.chapters);
  mem_free(making.board_name);
  mem_free(making.note);
  return ok;
}

// J3: an export is recorded on each of its items, by whom, for whom, what for, and which bytes.
static bool record_export(struct op_call *call, const char *case_hex, struct err *err) {
  struct entry entry;
  int64_t now = board_now(call->board);
  const char *person = json_text(call->request, "as");
  json_t *data = json_pack("{s:O}", "sha256", json_object_get(call->prepared, "sha256"));
  entry_init(&entry, ENTRY_ACCESS, now, now);
  id_read(&entry.case_id, case_hex);
  people_key(call->board, person, &entry.actor_id);
  json_put_text(data, "recipient", ask_maybe(call, "recipient"));
  json_put_text(data, "purpose", ask_maybe(call, "purpose"));
  json_put_text(data, "profile", ask_maybe(call, "profile"));
  if (json_number(call->prepared, "items", 1) > 1) json_object_set(data, "items", json_object_get(call->prepared, "items"));
  entry_part(&entry, "event", json_pack("{s:s, s:o, s:s}", "name", "bundle made", "data", data, "actor", person));
  return board_append(call->board, &entry, err);
}

static bool create(struct op_call *call, struct err *err) {
  size_t i;
  json_t *hex;
  json_array_foreach(json_object_get(call->prepared, "cases"), i, hex) if (!record_export(call, json_string_value(hex), err)) return false;
  call->answer = json_copy(call->prepared);
  json_object_del(call->answer, "cases");
  return true;
}

static bool verify(struct op_call *call, struct err *err) {
  struct prove_asked asked = {.path = ask_text(call, "path", err),
                              .password = ask_maybe(call, "password"),
                              .key = ask_maybe(call, "signing_key"),
                              .checkpoint = ask_maybe(call, "checkpoint")};
  return asked.path && bundle_prove(&asked, &call->answer, err);
}

const struct op ops_bundle[] = {
    {.name = "bundle.create", .who = OP_PERSON, .writes = true, .run = create, .prepare = write_file},
    {.name = "bundle.verify", .who = OP_ANYBODY, .run = verify},
    {0},
};
