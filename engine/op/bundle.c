// Operations on bundles: one item's whole record in a zip that proves itself (J6), and the check of such a zip.
#include "bundle/bundle.h"

#include "base/hash.h"
#include "base/mem.h"
#include "op/book.h"
#include "op/internal.h"
#include "op/pages.h"
#include "op/prove.h"
#include "run/history.h"
#include "run/people.h"
#include "run/view.h"
#include "store/evidence.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct making {
  struct op_call *call;
  struct casefile *item;
  struct bundle *bundle;
  int64_t files;            // of payload
  struct buf journal;       // the item's entries as JSON lines, up to the last content entry
  struct buf after;         // those that came after it
  char *log;                // the log's id: part of every header
  int64_t last_sequence;    // of the last content entry, and
  int64_t entries;          // its place in the item's chain: how many lines the journal has
  char leaf[HASH_HEX_SIZE]; // its leaf hash
  int64_t last_ms;          // its recorded instant: the bag's date comes from the record (J6)
  struct err *err;
};

static bool add_text(struct making *making, const char *path, char *text) {
  bool ok = bundle_add(making->bundle, path, text, strlen(text), making->err);
  making->files++;
  mem_free(text);
  return ok;
}

static bool add_json(struct making *making, const char *path, json_t *value) {
  char *text = json_dumps(value, JSON_SORT_KEYS | JSON_INDENT(1));
  json_decref(value);
  return add_text(making, path, text ? text : mem_text("null"));
}

// An access entry keeps its place in the item's chain; what it says (who read) stays here. A new reference.
static json_t *withheld_payload(const json_t *payload) {
  json_t *out = json_array(), *part;
  size_t i;
  json_array_foreach(payload, i, part) {
    char *commitment = part_commitment_hex(part);
    json_array_append_new(out, json_pack("{s:s, s:s}", "commitment", commitment, "withheld", "access"));
    mem_free(commitment);
  }
  return out;
}

static void end_at(struct making *making, const json_t *entry) {
  buf_add(&making->journal, making->after.data, making->after.size);
  making->after.size = 0;
  making->last_ms = json_number(entry, "recorded", 0);
  making->last_sequence = json_number(entry, "sequence", 0);
  making->entries = json_number(entry, "case_sequence", 0);
  snprintf(making->leaf, sizeof making->leaf, "%s", json_text(entry, "leaf"));
}

static bool add_line(void *user, json_t *entry) {
  struct making *making = user;
  int kind = (int)json_number(entry, "kind", 0);
  if (kind == ENTRY_ACCESS) json_object_set_new(entry, "payload", withheld_payload(json_object_get(entry, "payload")));
  json_put_text(entry, "log", making->log);
  char *line = json_canonical(entry);
  buf_format(&making->after, "%s\n", line);
  mem_free(line);
  if (entry_kind_is_content(kind)) end_at(making, entry);
  return true;
}

// J6: a record ends at its last content entry, so that neither reading an item nor a refused try changes its bundle's bytes.
static bool read_journal(struct making *making) {
  return journal_each(making->call->board->store, &making->item->id, add_line, making, making->err);
}

// The timeline goes as far as the journal beside it, without who read what.
static void as_in_journal(const struct making *making, json_t *history) {
  for (size_t i = json_array_size(history); i-- > 0;) {
    const json_t *row = json_array_get(history, i);
    if (json_number(row, "sequence", 0) > making->last_sequence || strcmp(json_text(row, "kind"), entry_kind_words(ENTRY_ACCESS)) == 0)
      json_array_remove(history, i);
  }
}

static json_t *cover_of(struct making *making, const json_t *view) {
  struct board *board = making->call->board;
  char local[40];
  board_local(board, making->last_ms, local);
  json_t *name = setting_find(board->store, "name"),
         *row = json_pack("{s:I, s:s}", "entries", (json_int_t)making->entries, "leaf", making->leaf);
  const char *const members[] = {"ref", "title", "noun", "state_titles"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) json_object_set(row, members[i], json_object_get(view, members[i]));
  json_t *cover = json_pack("{s:s, s:s, s:s, s:i, s:[o]}", "board", json_is_string(name) ? json_string_value(name) : "", "marking",
                            "OFFICIAL-SENSITIVE", "stood", local, "format", 1, "items", row);
  json_decref(name);
  return cover;
}

static char *book_text(struct making *making, json_t *view, json_t *history) {
  static const char what[] = "Who read or copied this record", why[] = "It is no part of what was done about it";
  json_t *cover = cover_of(making, view);
  json_t *item = json_pack("{s:O, s:O, s:I, s:s, s:o, s:[{s:s, s:s}]}", "view", view, "history", history, "entries",
                           (json_int_t)making->entries, "leaf", making->leaf, "evidence",
                           book_evidence(making->call->board, json_object_get(view, "evidence")), "withheld", "what", what, "why", why);
  struct buf out;
  buf_init(&out);
  book_begin(&out, cover);
  book_item(&out, cover, item);
  book_end(&out, cover);
  json_decref(item);
  json_decref(cover);
  return buf_take(&out);
}

static bool add_pages(struct making *making) {
  json_t *history = history_list(making->call->board, making->item, making->err);
  if (!history) return false;
  as_in_journal(making, history);
  json_t *view = view_item(making->call->board, making->item, json_text(making->call->request, "as"));
  bool ok = add_text(making, "data/index.html", book_text(making, view, history)) &&
            add_text(making, "data/timeline.csv", page_timeline_csv(history)) &&
            add_text(making, "data/evidence.csv", page_evidence_csv(json_object_get(view, "evidence")));
  json_decref(view);
  json_decref(history);
  return ok;
}

static bool add_record(struct making *making) {
  const struct casefile *item = making->item;
  json_t *record = json_pack("{s:s, s:s, s:s, s:I, s:I, s:O, s:o}", "ref", item->ref, "title", item->title, "workflow",
                             json_text(casefile_structure(item), "name"), "revision", (json_int_t)item->revision, "entries",
                             (json_int_t)making->entries, "fields", item->fields, "configuration", casefile_state_json(item));
  return add_json(making, "data/item.json", record);
}

// The calendar's texts as the record's last entry found them.
struct texts {
  int64_t last_sequence;
  const char *division, *local; // names of parts
  char *csv, *local_csv;
};

static void keep_text(char **text, const json_t *part) {
  const char *csv = json_text(part, "csv");
  if (!csv) return;
  mem_free(*text);
  *text = mem_text(csv);
}

static bool keep_texts(void *user, json_t *entry) {
  struct texts *texts = user;
  if (json_number(entry, "sequence", 0) > texts->last_sequence) return false;
  if (json_number(entry, "kind", 0) != ENTRY_CALENDAR) return true;
  json_t *parts = history_parts(entry);
  keep_text(&texts->csv, json_object_get(parts, texts->division));
  keep_text(&texts->local_csv, json_object_get(parts, texts->local));
  json_decref(parts);
  return true;
}

// J6: a day off that came later, and moved nothing of this item, does not change its bundle's bytes. The board's own closures lie over the
// division's list.
static bool add_calendar(struct making *making) {
  struct board *board = making->call->board;
  struct id none = {0};
  if (!board->calendar) return true;
  char *division = mem_format("calendar/%s", calendar_name(board->calendar));
  struct texts texts = {.last_sequence = making->last_sequence, .division = division, .local = "calendar/" CALENDAR_LOCAL};
  bool ok = journal_each(board->store, &none, keep_texts, &texts, making->err);
  if (ok && texts.csv) ok = add_text(making, "data/calendar.csv", mem_text(texts.csv));
  if (ok && texts.local_csv) ok = add_text(making, "data/calendar-local.csv", mem_text(texts.local_csv));
  mem_free(texts.local_csv);
  mem_free(texts.csv);
  mem_free(division);
  return ok;
}

static bool add_evidence(struct making *making) {
  const char *folder = making->call->board->folder;
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(making->item->fields, "evidence"), i, one) {
    const char *sha256 = json_text(one, "sha256");
    char *path = page_evidence_path(one), *from = evidence_path(folder, sha256);
    bool ok = evidence_check(&making->call->board->env, folder, sha256, making->err) &&
              bundle_add_file(making->bundle, path, from, NULL, making->err);
    making->files++;
    mem_free(path);
    mem_free(from);
    if (!ok) return false;
  }
  return true;
}

static json_t *bag_info(struct making *making) {
  char date[DATE_TEXT], *about = mem_format("%s: %s", making->item->ref, making->item->title);
  date_write(zone_date(zone_find("UTC"), making->last_ms), date);
  json_t *name = setting_find(making->call->board->store, "name");
  json_t *info = json_pack("[[s, s], [s, s], [s, s], [s, s]]", "Source-Organization", json_is_string(name) ? json_string_value(name) : "",
                           "External-Identifier", making->item->ref, "External-Description", about, "Bagging-Date", date);
  json_decref(name);
  mem_free(about);
  return info;
}

static bool fill(struct making *making) {
  return read_journal(making) && add_pages(making) && add_record(making) &&
         add_text(making, "data/journal.jsonl", buf_take(&making->journal)) &&
         add_json(making, "data/definition.json", json_incref(making->item->definition->document)) && add_calendar(making) &&
         add_evidence(making);
}

static bool write_bundle(struct making *making, const char *path, const char *top) {
  making->bundle = bundle_open(path, top, NULL, making->err);
  if (!making->bundle) return false;
  if (!fill(making)) {
    bundle_abandon(making->bundle);
    return false;
  }
  json_t *info = bag_info(making);
  bool ok = bundle_close(making->bundle, info, NULL, making->err);
  json_decref(info);
  return ok;
}

// Copies the finished zip into the descriptor that came with the request, hashing on the way.
static bool hand_over(struct op_call *call, const char *path, int64_t *size, char hex[HASH_HEX_SIZE], struct err *err) {
  int from = open(path, O_RDONLY | O_CLOEXEC);
  if (from < 0) return env_fail(err, "read", path);
  struct hash_stream *stream = hash_stream_new("SHA256");
  char bytes[65536];
  uint8_t out[64];
  ssize_t got = 0;
  bool ok = true;
  *size = 0;
  while (ok && (got = read(from, bytes, sizeof bytes)) > 0) {
    hash_stream_add(stream, bytes, (size_t)got);
    for (ssize_t done = 0, put; ok && done < got; done += put) ok = (put = write(call->file, bytes + done, (size_t)(got - done))) > 0;
    *size += got;
  }
  hash_stream_end(stream, out);
  hex_write(hex, out, HASH_SIZE);
  if (got < 0) {
    env_fail(err, "read", path);
    close(from);
    return false;
  }
  if (!ok || fsync(call->file) != 0) ok = env_fail(err, "write", "the bundle");
  close(from);
  return ok;
}

static bool write_at(struct op_call *call, struct casefile *item, const char *path, const char *top, struct err *err) {
  struct making making = {.call = call, .item = item, .err = err, .log = meta_find(call->board->store, "log")};
  char hex[HASH_HEX_SIZE];
  int64_t size;
  bool ok = write_bundle(&making, path, top) && hand_over(call, path, &size, hex, err);
  unlink(path);
  buf_clear(&making.journal);
  buf_clear(&making.after);
  mem_free(making.log);
  if (ok)
    call->prepared = json_pack("{s:s, s:s, s:I, s:I, s:s}", "case", item->hex, "ref", item->ref, "files", (json_int_t)making.files, "bytes",
                               (json_int_t)size, "sha256", hex);
  return ok;
}

static bool write_file(struct op_call *call, struct err *err) {
  const char *top = ask_text(call, "top", err);
  if (!top) return false;
  struct casefile *item = ask_file(call, err) ? ask_item(call, err) : NULL;
  if (!item) return false;
  char id[ID_TEXT];
  id_write(id_new(&call->board->env), id);
  char *path = mem_format("%s/bundle-%s.zip", call->board->folder, id);
  bool ok = write_at(call, item, path, top, err);
  mem_free(path);
  casefile_free(item);
  return ok;
}

// J3: an export is recorded, by whom and which bytes.
static bool create(struct op_call *call, struct err *err) {
  struct entry entry;
  int64_t now = board_now(call->board);
  const char *person = json_text(call->request, "as");
  entry_init(&entry, ENTRY_ACCESS, now, now);
  id_read(&entry.case_id, json_text(call->prepared, "case"));
  people_key(call->board, person, &entry.actor_id);
  entry_part(
      &entry, "event",
      json_pack("{s:s, s:{s:s}, s:s}", "name", "bundle made", "data", "sha256", json_text(call->prepared, "sha256"), "actor", person));
  if (!board_append(call->board, &entry, err)) return false;
  call->answer = json_copy(call->prepared);
  json_object_del(call->answer, "case");
  return true;
}

static bool verify(struct op_call *call, struct err *err) {
  const char *path = ask_text(call, "path", err);
  return path && bundle_prove(path, &call->answer, err);
}

const struct op ops_bundle[] = {
    {.name = "bundle.create", .who = OP_PERSON, .writes = true, .run = create, .prepare = write_file},
    {.name = "bundle.verify", .who = OP_ANYBODY, .run = verify},
    {0},
};
