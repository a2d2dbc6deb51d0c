// Durable events a second: our journal beside plain C that writes the same rows to SQLite, in turns in the same run (PERFORMANCE: a figure
// counts only as a ratio to the limit of the same run). Plain C has its rows at hand: no JSON, no hash, no reading, only prepared
// statements, bound texts, the same pragmas and a commit at synchronous=FULL. `bench_store FOLDER` says on which disk; by default the one
// it stands on.
//
// One event = an entry and its payload, the case's row, one timer dropped and one armed, and a message for every third.
#include "store/store.h"

#include "base/mem.h"

#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CASE_COUNT = 200, RUN_COUNT = 5, GROUP_COUNT = 3, MESSAGE_PART_SIZE = 330 };

#define T0 ((int64_t)1459810799000)
#define DEFINITION "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
#define PRAGMAS                                                                                                                            \
  "PRAGMA locking_mode = EXCLUSIVE; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;"                        \
  "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -8000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"

static const int groups[GROUP_COUNT] = {1, 8, 64}, event_counts[GROUP_COUNT] = {1500, 4000, 16000};

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(bool ok, const char *what) {
  if (ok) return;
  fprintf(stderr, "bench: %s\n", what);
  exit(3);
}

static int64_t due_of(int number, int64_t round) { return T0 + round * 60000 + number; }
static bool has_message(int number, int64_t round) { return (number + round) % 3 == 0; }

static struct id id_of(int number) {
  struct id id = {{(uint8_t)(number * 37), 0x5e}}; // spread, as random ids are
  id.bytes[14] = (uint8_t)(number >> 8);
  id.bytes[15] = (uint8_t)number;
  return id;
}

static json_t *timer(const char *op, int number, int64_t round) {
  return json_pack("{s:s, s:s, s:i, s:s, s:I, s:s, s:s, s:s, s:I}", "op", op, "state", "work.in_progress", "activation", 1, "name",
                   "10 working days", "due", (json_int_t)due_of(number, round), "rule", "10 working days", "zone", "Europe/London",
                   "calendar", "9af3c1d20b77", "since", (json_int_t)T0);
}

static void start_cases(struct store *store) {
  struct err err = {0};
  must(definition_put(store, DEFINITION, "{}", &err) && store_begin(store, &err), err.text);
  for (int i = 0; i < CASE_COUNT; i++) {
    struct entry entry;
    char ref[32];
    snprintf(ref, sizeof ref, "RA-2016-%03d", i + 1);
    entry_init(&entry, ENTRY_CASE_STARTED, T0, T0);
    entry.case_id = id_of(i);
    entry_part(&entry, "case",
               json_pack("{s:s, s:s, s:s, s:s, s:s}", "ref", ref, "workflow", "review-action", "definition", DEFINITION, "title",
                         "Write to every school about the new referral form", "noun", "action"));
    entry_part(&entry, "field/lead_agency", json_string("council"));
    entry_part(&entry, "configuration", json_pack("{s:{s:i}, s:i}", "active", "work.in_progress", 1, "entered", 1));
    entry_part(&entry, "timer/0", timer("arm", i, 0));
    must(journal_append(store, &entry, &err), err.text);
    entry_clear(&entry);
  }
  must(store_commit(store, &err), err.text);
}

static void fill_event(struct entry *entry, int number, int64_t round) {
  char key[48];
  entry_init(entry, ENTRY_EVENT, T0 + round, T0 + round);
  entry->case_id = id_of(number);
  entry->actor_id = id_of(999);
  entry_part(entry, "event",
             json_pack("{s:s, s:{s:s}, s:s}", "name", "progress", "data", "note", "Letters went out on Monday", "actor", "p.owner"));
  entry_part(entry, "field/note", json_string("Letters went out on Monday"));
  entry_part(entry, "configuration", json_pack("{s:{s:i}, s:i}", "active", "work.in_progress", 1, "entered", (int)round + 2));
  entry_part(entry, "timer/0", timer("drop", number, round));
  entry_part(entry, "timer/1", timer("arm", number, round + 1));
  if (!has_message(number, round)) return;
  snprintf(key, sizeof key, "%d/%lld", number, (long long)round);
  entry_part(entry, "message/0",
             json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "key", key, "to", "p.owner", "role", "owner", "subject", "Progress was posted",
                       "body", "Progress was posted on RA-2016-001. Please look at it before the meeting on 4 May.", "urgent", 0));
}

static void append_group(struct store *store, struct entry *entries, int group) {
  struct err err = {0};
  must(store_begin(store, &err), err.text);
  for (int i = 0; i < group; i++) {
    // In a group each event has its savepoint, as in the loop (E3).
    must(group == 1 || store_begin(store, &err), err.text);
    must(journal_append(store, &entries[i], &err), err.text);
    must(group == 1 || store_commit(store, &err), err.text);
  }
  must(store_commit(store, &err), err.text);
}

// What is measured is journal_append and store_commit; making the parts' values is whoever steps the chart's.
static double run_ours(struct store *store, int group, int count, int64_t *done) {
  struct entry entries[64];
  double spent = 0;
  for (int i = 0; i < count; i += group) {
    for (int j = 0; j < group; j++, ++*done) fill_event(&entries[j], (int)(*done % CASE_COUNT), *done / CASE_COUNT);
    double start = seconds();
    append_group(store, entries, group);
    spent += seconds() - start;
    for (int j = 0; j < group; j++) entry_clear(&entries[j]);
  }
  return count / spent;
}

// Plain C on tables that the store itself made.
struct plain {
  sqlite3 *db;
  sqlite3_stmt *begin, *commit, *entry, *payload, *move, *drop, *arm, *message;
  char payload_text[4096], message_text[512], fields[256], state[128], leaf[HASH_HEX_SIZE];
  int64_t sequence;
};

static sqlite3_stmt *prepare(sqlite3 *db, const char *text) {
  sqlite3_stmt *statement;
  must(sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) == SQLITE_OK, sqlite3_errmsg(db));
  return statement;
}

static int checkpoint_as_we_do(void *user, sqlite3 *db, const char *name, int pages) {
  (void)user;
  if (pages >= 4000) sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  return SQLITE_OK;
}

// The texts of the store's last event with a message stand for all: the same sizes.
static void plain_texts(struct plain *plain) {
  sqlite3_stmt *find =
      prepare(plain->db, "SELECT p.parts, o.message, c.fields, c.state, e.leaf, (SELECT max(sequence) + 1 FROM entries) FROM outbox o "
                         "JOIN payloads p ON p.sequence = o.sequence JOIN entries e ON e.sequence = o.sequence "
                         "JOIN cases c ON c.id = e.case_id ORDER BY o.sequence DESC LIMIT 1");
  must(sqlite3_step(find) == SQLITE_ROW, "no event to copy");
  char *to[] = {plain->payload_text, plain->message_text, plain->fields, plain->state, plain->leaf};
  size_t sizes[] = {sizeof plain->payload_text, sizeof plain->message_text, sizeof plain->fields, sizeof plain->state, sizeof plain->leaf};
  for (int i = 0; i < 5; i++) snprintf(to[i], sizes[i], "%s", (const char *)sqlite3_column_text(find, i));
  plain->sequence = sqlite3_column_int64(find, 5);
  sqlite3_finalize(find);
}

static void plain_open(struct plain *plain, const char *folder) {
  char *path = mem_format("%s/waymark.db", folder);
  must(sqlite3_open(path, &plain->db) == SQLITE_OK, "cannot open the file");
  sqlite3_wal_hook(plain->db, checkpoint_as_we_do, NULL);
  must(sqlite3_exec(plain->db, PRAGMAS, NULL, NULL, NULL) == SQLITE_OK, "cannot set the pragmas");
  plain_texts(plain);
  plain->begin = prepare(plain->db, "BEGIN IMMEDIATE");
  plain->commit = prepare(plain->db, "COMMIT");
  plain->entry = prepare(plain->db, "INSERT INTO entries VALUES (?1, 11, ?2, ?2, ?3, ?4, ?5, ?6, ?6, ?6)");
  plain->payload = prepare(plain->db, "INSERT INTO payloads VALUES (?1, ?2)");
  plain->move = prepare(
      plain->db,
      "UPDATE cases SET revision = revision + 1, case_sequence = ?2, head = ?3, state = ?4, fields = ?5, changed = ?6 WHERE id = ?1");
  plain->drop =
      prepare(plain->db, "DELETE FROM timers WHERE due = ?1 AND case_id = ?2 AND state = 'work.in_progress' AND activation = 1 AND "
                         "name = '10 working days'");
  plain->arm =
      prepare(plain->db, "INSERT INTO timers VALUES (?1, ?2, 'work.in_progress', 1, '10 working days', '10 working days', 'Europe/London', "
                         "'9af3c1d20b77', 1459810799000, 0)");
  plain->message = prepare(plain->db, "INSERT INTO outbox VALUES (?1, ?2, ?3, 'ready', ?4, ?5)");
  mem_free(path);
}

static void run_to_end(sqlite3_stmt *statement) {
  must(sqlite3_step(statement) == SQLITE_DONE, sqlite3_errmsg(sqlite3_db_handle(statement)));
  sqlite3_reset(statement);
}

static void text(sqlite3_stmt *statement, int place, const char *value) { sqlite3_bind_text(statement, place, value, -1, SQLITE_STATIC); }
static void number(sqlite3_stmt *statement, int place, int64_t value) { sqlite3_bind_int64(statement, place, value); }

static void plain_journal(struct plain *plain, const char *id, int64_t now, int64_t round, bool message) {
  char actor[ID_TEXT];
  id_write(id_of(999), actor);
  number(plain->entry, 1, plain->sequence), number(plain->entry, 2, now), text(plain->entry, 3, id), text(plain->entry, 4, actor);
  number(plain->entry, 5, round + 2), text(plain->entry, 6, plain->leaf);
  run_to_end(plain->entry);
  number(plain->payload, 1, plain->sequence);
  size_t size = strlen(plain->payload_text) - (message ? 0 : MESSAGE_PART_SIZE);
  sqlite3_bind_text(plain->payload, 2, plain->payload_text, (int)size, SQLITE_STATIC);
  run_to_end(plain->payload);
}

static void plain_event(struct plain *plain, int case_number, int64_t round) {
  char id[ID_TEXT], key[48];
  int64_t now = T0 + round;
  bool message = has_message(case_number, round);
  id_write(id_of(case_number), id);
  plain_journal(plain, id, now, round, message);
  text(plain->move, 1, id), number(plain->move, 2, round + 2), text(plain->move, 3, plain->leaf), text(plain->move, 4, plain->state);
  text(plain->move, 5, plain->fields), number(plain->move, 6, now);
  run_to_end(plain->move);
  number(plain->drop, 1, due_of(case_number, round)), text(plain->drop, 2, id);
  run_to_end(plain->drop);
  must(sqlite3_changes(plain->db) == 1, "plain C met no timer: the two do not do the same");
  number(plain->arm, 1, due_of(case_number, round + 1)), text(plain->arm, 2, id);
  run_to_end(plain->arm);
  if (message) {
    snprintf(key, sizeof key, "%d/%lld", case_number, (long long)round);
    text(plain->message, 1, key), number(plain->message, 2, plain->sequence), text(plain->message, 3, id), number(plain->message, 4, now);
    text(plain->message, 5, plain->message_text);
    run_to_end(plain->message);
  }
  plain->sequence++;
}

static double run_plain(struct plain *plain, int group, int count, int64_t *done) {
  double start = seconds();
  for (int i = 0; i < count; i += group) {
    run_to_end(plain->begin);
    for (int j = 0; j < group; j++, ++*done) plain_event(plain, (int)(*done % CASE_COUNT), *done / CASE_COUNT);
    run_to_end(plain->commit);
  }
  return count / (seconds() - start);
}

static void plain_close(struct plain *plain) {
  sqlite3_stmt *all[] = {plain->begin, plain->commit, plain->entry, plain->payload, plain->move, plain->drop, plain->arm, plain->message};
  for (int i = 0; i < 8; i++) sqlite3_finalize(all[i]);
  sqlite3_close(plain->db);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values) {
  qsort(values, RUN_COUNT, sizeof *values, by_size);
  return values[RUN_COUNT / 2];
}

// A store that has had one round of events, so that both begin with the same rows.
static char *prepared_folder(const char *parent, const char *name, const struct env *env, int64_t *done) {
  struct err err = {0};
  char *folder = mem_format("%s/%s", parent, name);
  must(env->files->make_folder(env->user, folder) == 0, "cannot make a folder");
  struct store *store = store_create(env, folder, &err);
  must(store, err.text);
  start_cases(store);
  *done = 0;
  run_ours(store, 1, CASE_COUNT, done);
  store_close(store);
  return folder;
}

static void measure(struct store *store, struct plain *plain, int64_t *ours_done, int64_t *plain_done) {
  printf("durable events a second, medians of %d\n%10s %10s %10s %8s\n", RUN_COUNT, "at once", "ours", "plain C", "ratio");
  for (int i = 0; i < GROUP_COUNT; i++) {
    double ours[RUN_COUNT], theirs[RUN_COUNT];
    for (int run = 0; run < RUN_COUNT; run++) {
      ours[run] = run_ours(store, groups[i], event_counts[i], ours_done);
      theirs[run] = run_plain(plain, groups[i], event_counts[i], plain_done);
    }
    double a = median(ours), b = median(theirs);
    printf("%10d %10.0f %10.0f %7.0f%%\n", groups[i], a, b, 100 * a / b);
  }
}

int main(int count, char **arguments) {
  struct env env = env_system();
  struct err err = {0};
  char *parent = mem_format("%s/waymark-bench-XXXXXX", count > 1 ? arguments[1] : ".");
  must(mkdtemp(parent), "cannot make a folder to work in");
  int64_t ours_done, plain_done;
  char *ours = prepared_folder(parent, "ours", &env, &ours_done), *theirs = prepared_folder(parent, "plain", &env, &plain_done);
  struct store *store = store_open(&env, ours, &err);
  must(store, err.text);
  struct plain plain;
  plain_open(&plain, theirs);
  measure(store, &plain, &ours_done, &plain_done);
  plain_close(&plain);
  store_close(store);
  char *command = mem_format("rm -rf '%s'", parent);
  int removed = system(command);
  mem_free(command), mem_free(parent), mem_free(ours), mem_free(theirs);
  return removed;
}
