// Dropping parts and their bytes. See erase.h.
//
// 1. A payload is changed here and nowhere else, and only to parts that keep their commitments: root, header and log stay (J2). The store's
//    guard lets no other change through.
// 2. Files go after the commit, in the reverse of the order in which they came (RELIABILITY 3.1): row first, then unlink, then sync.
// 3. Deleted cells are overwritten (secure_delete), but a page that was split earlier may hold a stale copy in its gap, and the
//    write-ahead log holds every page as it was. So the file is written anew (VACUUM, in memory until it goes through the log), and the
//    log is cut to nothing, which happens at no other time while the store is open.
#include "store/erase.h"

#include "base/mem.h"
#include "store/evidence.h"
#include "store/internal.h"
#include "store/named.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <string.h>

static const char META_LEFT[] = "erasing"; // {"files":{SHA256: ..}} until the bytes are gone

static const json_t *named_part(const json_t *parts, const char *commitment) {
  size_t i;
  json_t *part;
  json_array_foreach(parts, i, part) {
    const char *one = json_text(part, "commitment");
    if (one && commitment && strcmp(one, commitment) == 0) return part;
  }
  return NULL;
}

static size_t withhold(json_t *payload, const json_t *parts) {
  size_t i, count = 0;
  json_t *part;
  json_array_foreach(payload, i, part) {
    char *commitment = json_text(part, "withheld") ? NULL : part_commitment_hex(part);
    if (commitment && named_part(parts, commitment)) {
      json_array_set_new(payload, i, json_pack("{s:s, s:s}", "commitment", commitment, "withheld", "erased"));
      count++;
    }
    mem_free(commitment);
  }
  return count;
}

static json_t *read_payload(struct store *store, int64_t sequence, struct entry *entry) {
  const char *text = NULL;
  sqlite3_stmt *find = sql_get(&store->sql, SQL_ENTRY_FIND);
  sql_bind(find, "n", sequence);
  bool read = sql_row_or_stop(&store->sql, find) && journal_row(find, store->log_id, entry, &text);
  json_t *payload = read && text ? json_loads(text, 0, NULL) : NULL;
  sql_end(find);
  return payload;
}

static bool write_payload(struct store *store, int64_t sequence, const json_t *payload, struct err *err) {
  char *text = json_canonical(payload);
  sqlite3_stmt *change = sql_get(&store->sql, SQL_PAYLOAD_WITHHOLD);
  sql_bind(change, "nt", sequence, text);
  bool ok = sql_run(&store->sql, change, "erase a part of an entry", err);
  kept_set_erased(store->sql.kept, NULL, 0); // an earlier erasure may be among what is changed
  mem_free(text);
  return ok;
}

static bool erase_row(struct store *store, const json_t *row, struct err *err) {
  int64_t sequence = json_number(row, "sequence", -1);
  const json_t *parts = json_object_get(row, "parts");
  struct entry entry = {0};
  json_t *payload = read_payload(store, sequence, &entry);
  bool ok = payload && withhold(payload, parts) == json_array_size(parts) && row_is_whole(&entry, payload);
  if (!ok)
    err_set(err, ERR_CORRUPT,
            "Cannot erase: entry %lld of the journal is not what was recorded, or does not hold what is to go. Nothing was changed. Run "
            "`waymark journal verify`.",
            (long long)sequence);
  ok = ok && write_payload(store, sequence, payload, err);
  json_decref(payload);
  return ok;
}

static json_t *left_of(struct store *store) {
  char *text = meta_find(store, META_LEFT);
  json_t *left = text && *text ? json_loads(text, 0, NULL) : NULL;
  mem_free(text);
  return left;
}

// What an erasure before this one could not remove is still to go.
static json_t *left_with(struct store *store, const json_t *files) {
  json_t *left = left_of(store);
  if (!left) left = json_object();
  json_object_update(json_object_at(left, "files"), (json_t *)files);
  return left;
}

bool erase_parts(struct store *store, const json_t *erased, const json_t *files, struct err *err) {
  size_t i;
  json_t *row, *left = left_with(store, files);
  bool ok = true;
  json_array_foreach(erased, i, row) ok = ok && erase_row(store, row, err);
  char *text = json_canonical(left);
  ok = ok && meta_put(store, META_LEFT, text, err);
  mem_free(text);
  json_decref(left);
  return ok;
}

static void remove_file(struct store *store, const char *format, const char *hex) {
  char *name = mem_format(format, hex), *path = mem_format("%s/evidence/%s", store->folder, name);
  store->env.files->remove(store->env.user, path); // most of them are not there
  mem_free(path);
  mem_free(name);
}

// Wherever its bytes may lie: as evidence, or put aside from an earlier try.
static bool remove_evidence(struct store *store, const char *hex, struct err *err) {
  char *path = evidence_path(store->folder, hex), *folder = mem_format("%s/evidence/%.2s", store->folder, hex);
  bool gone = store->env.files->remove(store->env.user, path) == 0 || errno == ENOENT || env_fail(err, "remove the evidence file", path);
  bool ok = gone && (store->env.files->sync_folder(store->env.user, folder) == 0 || errno == ENOENT || env_sync_fail(folder, err));
  remove_file(store, "quarantine/%s", hex);
  remove_file(store, "quarantine/%s.txt", hex);
  mem_free(folder);
  mem_free(path);
  return ok;
}

// An entry of any item may name the same bytes: then they stay.
static bool remove_files(struct store *store, const json_t *files, struct err *err) {
  struct named named = {0};
  struct hash hash;
  const char *hex;
  json_t *value;
  bool ok = json_object_size(files) == 0 || named_gather_all(store, &named, err);
  json_object_foreach((json_t *)files, hex, value) {
    bool goes = ok && hex_read(hash.bytes, HASH_SIZE, hex) && !named_find(&named, &hash);
    if (goes) ok = remove_evidence(store, hex, err);
  }
  named_clear(&named);
  return ok;
}

// Bundles whose making was cut off. None is being made: making one and this are both the board's only work at their time.
static void remove_leftovers(struct store *store) {
  DIR *listing = opendir(store->folder);
  for (struct dirent *item; listing && (item = readdir(listing));) {
    if (fnmatch("bundle-*.zip", item->d_name, 0) != 0) continue;
    char *path = mem_format("%s/%s", store->folder, item->d_name);
    store->env.files->remove(store->env.user, path);
    mem_free(path);
  }
  if (listing) closedir(listing);
}

// After a failed sync nobody knows what the disk holds (E3): whatever came after would be built on it.
static bool fail(struct store *store, const char *did, struct err *err) {
  int why = sqlite3_extended_errcode(sql_db(&store->sql));
  sql_fail(&store->sql, did, err);
  if (why == SQLITE_IOERR_FSYNC || why == SQLITE_IOERR_DIR_FSYNC)
    env_stop("%s The erasure is on record, and the program stops; its bytes go when it is started again, once the disk is well.",
             err->text);
  return false;
}

static bool cut_log(struct store *store, struct err *err) {
  int pages = 0, done = sqlite3_wal_checkpoint_v2(sql_db(&store->sql), NULL, SQLITE_CHECKPOINT_TRUNCATE, &pages, NULL);
  store->wal_pages = 0;
  return (done == SQLITE_OK && pages <= 0) || fail(store, "cut the store's log after an erasure", err);
}

static bool vacuum(struct store *store, struct err *err) {
  return sqlite3_exec(sql_db(&store->sql), "VACUUM", NULL, NULL, NULL) == SQLITE_OK ||
         fail(store, "write the store anew without what was erased", err);
}

// What is left to do is said until the last; then even that, which names files by their content, goes.
static bool write_anew(struct store *store, struct err *err) {
  return vacuum(store, err) && cut_log(store, err) && meta_put(store, META_LEFT, "", err) && cut_log(store, err);
}

bool erase_finish(struct store *store, struct err *err) {
  json_t *left = left_of(store);
  bool in_memory = store->lock_fd < 0; // a fork is only tried out: the files belong to the board that it was forked from
  if (!left || in_memory) {
    json_decref(left);
    return true;
  }
  bool ok = remove_files(store, json_object_get(left, "files"), err);
  if (ok) remove_leftovers(store);
  ok = ok && write_anew(store, err);
  json_decref(left);
  return ok;
}

bool erase_is_unfinished(struct store *store) {
  json_t *left = left_of(store);
  json_decref(left);
  return left != NULL;
}

bool erase_must_wait(struct store *store) { return store->backup != NULL; }
