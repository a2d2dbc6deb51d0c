// Handing over. See handover.h.
#include "run/handover.h"

#include "base/mem.h"
#include "run/handover_field.h"
#include "run/handover_roster.h"
#include "run/handover_tell.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/turn.h"

#include <string.h>

// Items that move in one transaction, as a sweep's, and those that are looked at for them, which costs a hundredth; references in the one
// message. Of those that stayed so many are named: more are of one cause.
enum { BATCH = 50, PAGE = 1000, REFS_MAX = 20, STAYED_MAX = 100 };
static const char KIND[] = "handover"; // of the directory
static const char META[] =
    "handover"; // {"id","after": HEX of the last item that was looked at,"count","refs":[REF],"stayed","stayed_refs":[REF]}

static bool is_status(const json_t *handover, const char *status) {
  const char *is = json_text(handover, "status");
  return is && strcmp(is, status) == 0;
}

static int64_t start_of(struct board *board, const char *date) {
  struct date day;
  struct err err;
  return date_read(date, &day, &err) ? zone_day_start(board->zone, day) : 0;
}

// ---- the board's entries

static json_t *event_of(const json_t *handover) {
  json_t *data = json_object(), *only = json_object_get(handover, "only");
  static const char *const members[] = {"kind", "old", "new", "reason", "on"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) json_put_text(data, members[i], json_text(handover, members[i]));
  json_put_text(data, "handover", json_text(handover, "id"));
  if (only) json_object_set(data, "only", only);
  return json_pack("{s:s, s:o, s:s}", "name", "handed over", "data", data, "actor", json_text(handover, "by"));
}

static void entry_begin(struct board *board, const json_t *handover, struct entry *entry) {
  int64_t now = board_now(board);
  entry_init(entry, ENTRY_HANDOVER, now, now);
  people_key(board, json_text(handover, "by"), &entry->actor_id);
  entry_part(entry, "event", event_of(handover));
}

// The document as it is from now on. Takes over `document`.
static void put_document(struct entry *entry, json_t *document) {
  char *part = mem_format("directory/%s/%s", KIND, json_text(document, "id"));
  entry_part(entry, part, document);
  mem_free(part);
}

static json_t *with_status(const json_t *handover, const char *status) {
  json_t *document = json_copy((json_t *)handover);
  json_put_text(document, "status", status);
  return document;
}

struct progress {
  const char *after;
  struct handover_moved moved;
  json_t *troubles;
};

static bool keep_progress(struct board *board, const json_t *handover, const char *after, const struct progress *progress,
                          struct err *err) {
  json_t *kept = json_pack("{s:s, s:s, s:I, s:O, s:I, s:O}", "id", json_text(handover, "id"), "after", after, "count",
                           (json_int_t)progress->moved.count, "refs", progress->moved.refs, "stayed", (json_int_t)progress->moved.stayed,
                           "stayed_refs", progress->moved.stayed_refs);
  bool ok = board_meta_put(board, META, kept, err);
  json_decref(kept);
  return ok;
}

// Its day has come, or it has none: people go along first, so that whoever takes over is there.
static bool start(struct board *board, const json_t *handover, json_t *said, struct err *err) {
  struct entry entry;
  if (is_status(handover, "under way") && !json_flag(handover, "with_people")) return true;
  entry_begin(board, handover, &entry);
  put_document(&entry, with_status(handover, "under way"));
  handover_people(board, handover, &entry, said);
  return board_append(board, &entry, err);
}

bool handover_begin(struct board *board, json_t *handover, json_t *said, struct err *err) {
  struct entry entry;
  entry_begin(board, handover, &entry);
  handover_directory(board, handover, &entry, said);
  put_document(&entry, json_copy(handover));
  return board_append(board, &entry, err) && (is_status(handover, "waiting") || start(board, handover, said, err));
}

// What the hand-over set, and nobody has changed since, is again what it was.
static void restore(struct board *board, const json_t *handover, const char *which, struct entry *entry) {
  const json_t *set = json_object_get(json_object_get(handover, "set"), which);
  json_t *agency = json_deep_copy(board_document(board, "agency", json_text(handover, which))), *change;
  const char *member;
  bool any = false;
  json_object_foreach((json_t *)set, member, change) {
    json_t *was = json_object_get(change, "was"), *is = json_object_get(agency, member);
    if (!is || !json_equal(is, json_object_get(change, "is"))) continue;
    any = true;
    if (was)
      json_object_set(agency, member, was);
    else
      json_object_del(agency, member);
  }
  char *part = mem_format("directory/agency/%s", json_text(handover, which));
  if (any) entry_part(entry, part, json_incref(agency));
  json_decref(agency);
  mem_free(part);
}

bool handover_withdraw(struct board *board, const char *id, const char *reason, const char *actor, struct err *err) {
  const json_t *handover = board_document(board, KIND, id);
  if (!handover || !is_status(handover, "waiting"))
    return err_set(err, ERR_REFUSED, "No hand-over \"%.40s\" waits for its day, so there is none to take back.", id);
  json_t *undone = with_status(handover, "withdrawn");
  struct entry entry;
  int64_t now = board_now(board);
  entry_init(&entry, ENTRY_HANDOVER, now, now);
  people_key(board, actor, &entry.actor_id);
  entry_part(
      &entry, "event",
      json_pack("{s:s, s:{s:s, s:s}, s:s}", "name", "hand-over taken back", "data", "handover", id, "reason", reason, "actor", actor));
  json_put_text(undone, "ended_by", actor);
  json_put_text(undone, "ended_why", reason);
  restore(board, handover, "old", &entry);
  restore(board, handover, "new", &entry);
  put_document(&entry, undone);
  return board_append(board, &entry, err);
}

// ---- one item

bool handover_item(struct board *board, struct casefile *item, const json_t *handover, bool append, bool *any, struct err *err) {
  json_t *fields = handover_fields(item, handover);
  struct turn turn;
  bool ok = true;
  *any = fields != NULL;
  if (!fields) return true;
  turn_init(&turn, board, item, ENTRY_HANDOVER, board_now(board), event_of(handover));
  ok = turn_set(&turn, fields, err) && (!append || turn_append(&turn, err));
  turn_clear(&turn);
  json_decref(fields);
  return ok;
}

static bool is_meant(const json_t *handover, const json_t *row) {
  const json_t *only = json_object_get(handover, "only");
  if (json_flag(row, "closed") || !handover_mentions(row, json_text(handover, "old"))) return false;
  return !only || json_array_has(only, json_text(row, "ref"));
}

// The row was read with its page; what moves is the item as it stands now.
static bool move_row(struct board *board, json_t *row, const json_t *handover, bool *any, struct err *err) {
  if (!store_begin(board->store, err)) return false;
  struct casefile *item = casefile_open(board, json_text(row, "id"), err);
  bool ok = item && handover_item(board, item, handover, true, any, err);
  casefile_free(item);
  if (ok) return store_commit(board->store, err);
  store_rollback(board->store);
  return false;
}

// ---- batches

// One that cannot be worked on keeps nobody else from it. False: the machine failed.
static bool move_or_tell(struct board *board, json_t *row, const json_t *handover, struct progress *progress, struct err *err) {
  struct err failed;
  bool any = false;
  if (!is_meant(handover, row)) return true;
  if (move_row(board, row, handover, &any, &failed)) {
    if (any && json_array_size(progress->moved.refs) < REFS_MAX) json_array_append(progress->moved.refs, json_object_get(row, "ref"));
    progress->moved.count += any;
    return true;
  }
  if (board_failed(board, &failed)) {
    *err = failed;
    return false;
  }
  if (progress->moved.stayed++ < STAYED_MAX) json_array_append(progress->moved.stayed_refs, json_object_get(row, "ref"));
  json_array_append_new(progress->troubles, json_pack("{s:O, s:s}", "ref", json_object_get(row, "ref"), "text", failed.text));
  return true;
}

static bool finish(struct board *board, const json_t *handover, const struct progress *progress, struct err *err) {
  struct entry entry;
  json_t *done = with_status(handover, "done");
  json_put_number(done, "moved", progress->moved.count);
  if (progress->moved.stayed) json_put_number(done, "stayed", progress->moved.stayed);
  if (progress->moved.stayed) json_object_set(done, "stayed_refs", progress->moved.stayed_refs);
  entry_begin(board, handover, &entry);
  put_document(&entry, done);
  handover_tell(board, handover, &progress->moved, &entry);
  return board_append(board, &entry, err) && board_meta_put(board, META, NULL, err);
}

// A named few are looked up, from behind the one that was looked at last; else page by page, by the random ids.
static json_t *rows_of(struct board *board, const json_t *handover, const char *after) {
  const json_t *only = json_object_get(handover, "only");
  if (!only) return case_page(board->store, after, PAGE);
  json_t *rows = json_array(), *ref;
  size_t i;
  json_array_foreach(only, i, ref) {
    struct err gone;
    json_t *row = case_find(board->store, json_string_value(ref), &gone);
    bool last = row && strcmp(json_text(row, "id"), after) == 0;
    if (row) json_array_append_new(rows, row);
    if (last) json_array_clear(rows);
  }
  return rows;
}

// Until the batch is full. *after is the last item that was looked at; NULL: that was the last of all. Only a page may have another after
// it: a named few are all there.
static bool move_some(struct board *board, const json_t *rows, const json_t *handover, struct progress *progress, const char **after,
                      struct err *err) {
  bool full_page = !json_object_get(handover, "only") && json_array_size(rows) == PAGE;
  int64_t full = progress->moved.count + BATCH;
  size_t i;
  json_t *row;
  *after = NULL;
  json_array_foreach(rows, i, row) {
    if (!move_or_tell(board, row, handover, progress, err)) return false;
    bool is_last = i + 1 == json_array_size(rows), more = !is_last || full_page;
    if (more && (progress->moved.count >= full || is_last)) {
      *after = json_text(row, "id");
      return true;
    }
  }
  return true;
}

static bool batch(struct board *board, const json_t *handover, struct progress *progress, struct err *err) {
  json_t *rows = rows_of(board, handover, progress->after);
  const char *after;
  bool ok = move_some(board, rows, handover, progress, &after, err);
  if (ok && after)
    ok = keep_progress(board, handover, after, progress, err);
  else if (ok)
    ok = finish(board, handover, progress, err);
  json_decref(rows);
  return ok;
}

static json_t *kept_list(const json_t *kept, const char *name) { // A new reference.
  json_t *list = json_object_get(kept, name);
  return list ? json_incref(list) : json_array();
}

// From the first item where nothing is kept of this one: what has moved names nobody who hands over.
static bool go_on(struct board *board, const json_t *handover, json_t *troubles, struct err *err) {
  json_t *kept = board_meta(board, META), *own = json_object_get(kept, "id"), *said = json_array();
  bool is_own = own && strcmp(json_string_value(own), json_text(handover, "id")) == 0;
  struct progress progress = {.after = is_own ? json_text(kept, "after") : "",
                              .moved = {.count = is_own ? json_number(kept, "count", 0) : 0,
                                        .refs = kept_list(is_own ? kept : NULL, "refs"),
                                        .stayed = is_own ? json_number(kept, "stayed", 0) : 0,
                                        .stayed_refs = kept_list(is_own ? kept : NULL, "stayed_refs")},
                              .troubles = troubles};
  bool ok = is_status(handover, "waiting") ? start(board, handover, said, err) : batch(board, handover, &progress, err);
  json_decref(progress.moved.refs);
  json_decref(progress.moved.stayed_refs);
  json_decref(said);
  json_decref(kept);
  return ok;
}

// By when they are due, and of two of one moment by when they were asked for.
static const json_t *first_open(struct board *board, int64_t *due_ms) {
  const json_t *first = NULL;
  size_t i;
  json_t *handover;
  json_array_foreach(board_documents(board, KIND), i, handover) {
    bool waits = is_status(handover, "waiting");
    if (!waits && !is_status(handover, "under way")) continue;
    int64_t due = waits ? start_of(board, json_text(handover, "on")) : json_number(handover, "asked", 0);
    if (first && due >= *due_ms) continue;
    first = handover;
    *due_ms = due;
  }
  return first;
}

bool handover_next(struct board *board, int64_t *due_ms) { return first_open(board, due_ms) != NULL; }

static bool step(struct board *board, const json_t *handover, json_t *troubles, struct err *err) {
  if (!store_begin(board->store, err)) return false;
  if (go_on(board, handover, troubles, err)) return store_commit(board->store, err);
  store_rollback(board->store);
  return false;
}

bool handover_step(struct board *board, json_t *troubles, bool *more, struct err *err) {
  int64_t due_ms, now = board_now(board);
  json_t *first = json_incref((json_t *)first_open(board, &due_ms));
  bool ok = !first || due_ms > now || step(board, first, troubles, err);
  json_decref(first);
  *more = ok && handover_next(board, &due_ms) && due_ms <= now;
  return ok;
}

bool handover_words(struct board *board, const json_t *entry, const json_t *event, struct buf *out) {
  const json_t *data = json_object_get(event, "data");
  const char *kind = json_text(data, "kind");
  if (json_number(entry, "kind", 0) != ENTRY_HANDOVER || !kind) return false;
  char *old = directory_name(board, kind, json_text(data, "old")), *new = directory_name(board, kind, json_text(data, "new"));
  buf_format(out, "Handed over from %s to %s", old, new);
  mem_free(old);
  mem_free(new);
  return true;
}
