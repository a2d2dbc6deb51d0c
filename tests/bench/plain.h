// The limit that we are measured against: plain C that writes the same rows to SQLite. It has them at hand: no JSON, no hash, no reading,
// only prepared statements, bound texts, the same pragmas and a commit at synchronous=FULL. It works on a store that we made and ran some
// events in, and takes its texts from there: the same sizes, the same tables, the same indexes.
//
// One event = an entry and its payload, the nodes of the log's tree that it completes, the case's row, one timer dropped and one armed, and
// a message for every third. One commit = a checkpoint. Text of the same size stands for hashes and signatures.
#ifndef WAYMARK_BENCH_PLAIN_H
#define WAYMARK_BENCH_PLAIN_H
#include "measure.h"
#include "store/entry.h"

#include <sqlite3.h>

#include <string.h>

#define PLAIN_T0 ((int64_t)1459810799000)
#define PLAIN_PRAGMAS                                                                                                                      \
  "PRAGMA locking_mode = EXCLUSIVE; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;"                        \
  "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -8000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"

enum plain_text {
  PLAIN_TALKING,
  PLAIN_SILENT,
  PLAIN_MESSAGE,
  PLAIN_FIELDS,
  PLAIN_STATE,
  PLAIN_LEAF,
  PLAIN_ACTOR,
  PLAIN_SIGNATURE,
  PLAIN_TEXT_COUNT
};

struct plain {
  sqlite3 *db;
  sqlite3_stmt *begin, *commit, *entry, *payload, *node, *move, *drop, *arm, *message, *checkpoint;
  char *texts[PLAIN_TEXT_COUNT];
  char ids[CASE_COUNT][ID_TEXT];
  int64_t sequence, nodes, place, done; // of the next entry; of the next node; of a case's next entry in its chain; events done
};

static sqlite3_stmt *plain_prepare(sqlite3 *db, const char *text) {
  sqlite3_stmt *statement;
  bool ok = sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) == SQLITE_OK;
  must(ok, sqlite3_errmsg(db));
  return statement;
}

static void plain_step(sqlite3_stmt *statement) {
  bool done = sqlite3_step(statement) == SQLITE_DONE;
  must(done, sqlite3_errmsg(sqlite3_db_handle(statement)));
  sqlite3_reset(statement);
}

static void plain_bind(sqlite3_stmt *statement, int place, const char *value) {
  sqlite3_bind_text(statement, place, value, -1, SQLITE_STATIC);
}

static int plain_checkpoint(void *user, sqlite3 *db, const char *name, int pages) {
  (void)user;
  if (pages >= 4000) sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL); // as the store does
  return SQLITE_OK;
}

// The texts of the last event with a message, and the payload of the last one without, stand for all.
static void plain_read_texts(struct plain *plain) {
  sqlite3_stmt *find = plain_prepare(
      plain->db,
      "SELECT p.parts, (SELECT parts FROM payloads WHERE sequence NOT IN (SELECT sequence FROM outbox) ORDER BY sequence DESC), "
      "o.message, c.fields, c.state, e.leaf, e.actor_id, coalesce((SELECT signature FROM checkpoints ORDER BY size DESC LIMIT 1), e.leaf), "
      "(SELECT max(sequence) + 1 "
      "FROM entries), (SELECT max(place) + 1 FROM nodes), (SELECT max(case_sequence) + 1 FROM cases) FROM outbox o JOIN payloads p ON "
      "p.sequence = o.sequence JOIN entries e "
      "ON e.sequence = o.sequence JOIN cases c ON c.id = e.case_id ORDER BY o.sequence DESC LIMIT 1");
  must(sqlite3_step(find) == SQLITE_ROW, "no event to copy");
  for (int i = 0; i < PLAIN_TEXT_COUNT; i++) plain->texts[i] = mem_text((const char *)sqlite3_column_text(find, i));
  plain->sequence = sqlite3_column_int64(find, PLAIN_TEXT_COUNT);
  plain->nodes = sqlite3_column_int64(find, PLAIN_TEXT_COUNT + 1);
  plain->place = sqlite3_column_int64(find, PLAIN_TEXT_COUNT + 2);
  sqlite3_finalize(find);
}

static int64_t plain_due(int number, int64_t round) { return PLAIN_T0 + round * 60000 + number; }

// Takes over the cases and their one timer each, so that its due instant is known without reading.
static void plain_read_cases(struct plain *plain) {
  sqlite3_stmt *list = plain_prepare(plain->db, "SELECT id FROM cases ORDER BY ref"),
               *date = plain_prepare(plain->db, "UPDATE timers SET due = ?1 WHERE case_id = ?2");
  for (int i = 0; i < CASE_COUNT; i++) {
    must(sqlite3_step(list) == SQLITE_ROW, "too few cases");
    snprintf(plain->ids[i], ID_TEXT, "%s", (const char *)sqlite3_column_text(list, 0));
    sqlite3_bind_int64(date, 1, plain_due(i, 0));
    plain_bind(date, 2, plain->ids[i]);
    plain_step(date);
    must(sqlite3_changes(plain->db) == 1, "a case has not one timer: the two would not do the same");
  }
  sqlite3_finalize(list), sqlite3_finalize(date);
}

static const char PLAIN_ENTRY[] = "INSERT INTO entries VALUES (?1, 11, ?2, ?2, ?3, ?4, ?5, ?6, ?6, ?6)";
static const char PLAIN_CHECKPOINT[] = "INSERT INTO checkpoints VALUES (?1, 1, ?2)";
static const char PLAIN_MOVE[] =
    "UPDATE cases SET revision = revision + 1, case_sequence = ?2, head = ?3, state = ?4, fields = ?5, changed = ?6 WHERE id = ?1";

// The row of a timer but for its instant and its case is every timer's.
static void plain_prepare_timers(struct plain *plain) {
  sqlite3_stmt *find = plain_prepare(plain->db, "SELECT state, activation, name, rule, zone, calendar, since FROM timers LIMIT 1");
  must(sqlite3_step(find) == SQLITE_ROW, "no timer to copy");
  plain->drop =
      plain_prepare(plain->db, "DELETE FROM timers WHERE due = ?1 AND case_id = ?2 AND state = ?3 AND activation = ?4 AND name = ?5");
  plain->arm = plain_prepare(plain->db, "INSERT INTO timers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0)");
  for (int column = 0; column < 7; column++) {
    sqlite3_value *value = sqlite3_column_value(find, column);
    sqlite3_bind_value(plain->arm, column + 3, value);
    if (column < 3) sqlite3_bind_value(plain->drop, column + 3, value);
  }
  sqlite3_finalize(find);
}

static void plain_open(struct plain *plain, const char *folder) {
  *plain = (struct plain){0};
  char *path = mem_format("%s/waymark.db", folder);
  must(sqlite3_open(path, &plain->db) == SQLITE_OK, "cannot open the file");
  sqlite3_wal_hook(plain->db, plain_checkpoint, NULL);
  must(sqlite3_exec(plain->db, PLAIN_PRAGMAS, NULL, NULL, NULL) == SQLITE_OK, "cannot set the pragmas");
  plain_read_texts(plain);
  plain_read_cases(plain);
  plain_prepare_timers(plain);
  plain->begin = plain_prepare(plain->db, "BEGIN IMMEDIATE");
  plain->commit = plain_prepare(plain->db, "COMMIT");
  plain->entry = plain_prepare(plain->db, PLAIN_ENTRY);
  plain->payload = plain_prepare(plain->db, "INSERT INTO payloads VALUES (?1, ?2)");
  plain->node = plain_prepare(plain->db, "INSERT INTO nodes VALUES (?1, ?2)");
  plain->checkpoint = plain_prepare(plain->db, PLAIN_CHECKPOINT);
  plain->move = plain_prepare(plain->db, PLAIN_MOVE);
  plain->message = plain_prepare(plain->db, "INSERT INTO outbox VALUES (?1, ?2, ?3, 'ready', ?4, ?5)");
  mem_free(path);
}

static void plain_add_entry(struct plain *plain, const char *id, int64_t now, int64_t round, bool message) {
  sqlite3_bind_int64(plain->entry, 1, plain->sequence);
  sqlite3_bind_int64(plain->entry, 2, now);
  plain_bind(plain->entry, 3, id);
  plain_bind(plain->entry, 4, plain->texts[PLAIN_ACTOR]);
  sqlite3_bind_int64(plain->entry, 5, plain->place + round);
  plain_bind(plain->entry, 6, plain->texts[PLAIN_LEAF]);
  plain_step(plain->entry);
  sqlite3_bind_int64(plain->payload, 1, plain->sequence);
  plain_bind(plain->payload, 2, plain->texts[message ? PLAIN_TALKING : PLAIN_SILENT]);
  plain_step(plain->payload);
}

// An entry completes a subtree for each one at its number's end, beside its own leaf.
static void plain_add_nodes(struct plain *plain) {
  for (int64_t rest = plain->sequence * 2 + 1; rest & 1; rest >>= 1) {
    sqlite3_bind_int64(plain->node, 1, plain->nodes++);
    plain_bind(plain->node, 2, plain->texts[PLAIN_LEAF]);
    plain_step(plain->node);
  }
}

static void plain_sign(struct plain *plain) {
  sqlite3_bind_int64(plain->checkpoint, 1, plain->sequence);
  plain_bind(plain->checkpoint, 2, plain->texts[PLAIN_SIGNATURE]);
  plain_step(plain->checkpoint);
}

static void plain_move_case(struct plain *plain, const char *id, int64_t now, int64_t round) {
  plain_bind(plain->move, 1, id);
  sqlite3_bind_int64(plain->move, 2, plain->place + round);
  plain_bind(plain->move, 3, plain->texts[PLAIN_LEAF]);
  plain_bind(plain->move, 4, plain->texts[PLAIN_STATE]);
  plain_bind(plain->move, 5, plain->texts[PLAIN_FIELDS]);
  sqlite3_bind_int64(plain->move, 6, now);
  plain_step(plain->move);
}

static void plain_move_timer(struct plain *plain, const char *id, int number, int64_t round) {
  sqlite3_bind_int64(plain->drop, 1, plain_due(number, round));
  plain_bind(plain->drop, 2, id);
  plain_step(plain->drop);
  must(sqlite3_changes(plain->db) == 1, "plain C met no timer: the two do not do the same");
  sqlite3_bind_int64(plain->arm, 1, plain_due(number, round + 1));
  plain_bind(plain->arm, 2, id);
  plain_step(plain->arm);
}

static void plain_add_message(struct plain *plain, const char *id, int64_t now, int64_t round) {
  char key[64];
  snprintf(key, sizeof key, "%s/plain/%lld", id, (long long)round);
  plain_bind(plain->message, 1, key);
  sqlite3_bind_int64(plain->message, 2, plain->sequence);
  plain_bind(plain->message, 3, id);
  sqlite3_bind_int64(plain->message, 4, now);
  plain_bind(plain->message, 5, plain->texts[PLAIN_MESSAGE]);
  plain_step(plain->message);
}

static void plain_event(struct plain *plain) {
  int number = (int)(plain->done % CASE_COUNT);
  int64_t round = plain->done / CASE_COUNT, now = PLAIN_T0 + round;
  const char *id = plain->ids[number];
  bool message = has_message(number, round);
  plain_add_entry(plain, id, now, round, message);
  plain_add_nodes(plain);
  plain_move_case(plain, id, now, round);
  plain_move_timer(plain, id, number, round);
  if (message) plain_add_message(plain, id, now, round);
  plain->sequence++;
  plain->done++;
}

static struct spent plain_run(void *user, int group, int count) {
  struct plain *plain = user;
  struct spent spent = {0}, start = spent_now();
  for (int i = 0; i < count; i += group) {
    plain_step(plain->begin);
    for (int j = 0; j < group; j++) plain_event(plain);
    plain_sign(plain);
    plain_step(plain->commit);
  }
  spent_add(&spent, start);
  return spent;
}

static void plain_close(struct plain *plain) {
  sqlite3_stmt *all[] = {plain->begin, plain->commit, plain->entry, plain->payload, plain->node,
                         plain->move,  plain->drop,   plain->arm,   plain->message, plain->checkpoint};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) sqlite3_finalize(all[i]);
  for (int i = 0; i < PLAIN_TEXT_COUNT; i++) mem_free(plain->texts[i]);
  sqlite3_close(plain->db);
}
#endif
