// The index's statements, each prepared when it is first asked, and what is kept of it in memory.
#ifndef WAYMARK_STORE_INDEX_SQL_H
#define WAYMARK_STORE_INDEX_SQL_H
#include "store/internal.h"

#define INDEX_STATEMENTS(X)                                                                                                                \
  X(INDEX_MARK_FIND, "SELECT version, mark, after_id FROM index_mark WHERE place = 1")                                                     \
  X(INDEX_MARK_PUT, "INSERT INTO index_mark (place, version, mark, after_id) VALUES (1, ?1, ?2, ?3) ON CONFLICT (place) DO UPDATE SET "    \
                    "version = excluded.version, mark = excluded.mark, after_id = excluded.after_id")                                      \
  X(INDEX_CHANGED, "SELECT DISTINCT case_id FROM entries WHERE sequence >= ?1 AND sequence < ?2")                                          \
  X(INDEX_SUBJECT_FIND, "SELECT number FROM index_subjects WHERE key = ?1")                                                                \
  X(INDEX_SUBJECT_ADD, "INSERT INTO index_subjects (number, key, sets) SELECT COALESCE(max(number), 0) + 1, ?1, 0 FROM index_subjects")    \
  X(INDEX_SUBJECT_RAISE, "UPDATE index_subjects SET sets = sets + 1 WHERE number = ?1")                                                    \
  X(INDEX_SUBJECTS, "SELECT key, number FROM index_subjects")                                                                              \
  X(INDEX_SET_FIND, "SELECT number FROM index_sets WHERE members = ?1")                                                                    \
  X(INDEX_SET_ADD, "INSERT INTO index_sets (number, members, items) SELECT COALESCE(max(number), 0) + 1, ?1, 0 FROM index_sets")           \
  X(INDEX_SET_RAISE, "UPDATE index_sets SET items = items + 1 WHERE number = ?1")                                                          \
  X(INDEX_SET_LOWER, "UPDATE index_sets SET items = items - 1 WHERE number = ?1")                                                          \
  X(INDEX_MEMBER_ADD, "INSERT INTO index_members (subject, set_number) VALUES (?1, ?2)")                                                   \
  /* of a set that no item has */                                                                                                          \
  X(INDEX_SET_EMPTY, "SELECT members FROM index_sets WHERE number = ?1 AND items <= 0")                                                    \
  X(INDEX_SET_GO, "DELETE FROM index_sets WHERE number = ?1")                                                                              \
  X(INDEX_MEMBER_GO, "DELETE FROM index_members WHERE subject = ?1 AND set_number = ?2")                                                   \
  X(INDEX_SUBJECT_LOWER, "UPDATE index_subjects SET sets = sets - 1 WHERE number = ?1")                                                    \
  X(INDEX_SUBJECT_GO, "DELETE FROM index_subjects WHERE number = ?1 AND sets <= 0")                                                        \
  X(INDEX_LEAD_FIND, "SELECT number FROM index_leads WHERE lead = ?1")                                                                     \
  X(INDEX_LEAD_ADD, "INSERT INTO index_leads (number, lead, items) SELECT COALESCE(max(number), 0) + 1, ?1, 0 FROM index_leads")           \
  X(INDEX_LEAD_RAISE, "UPDATE index_leads SET items = items + 1 WHERE number = ?1")                                                        \
  X(INDEX_LEAD_LOWER, "UPDATE index_leads SET items = items - 1 WHERE number = ?1")                                                        \
  X(INDEX_LEAD_GO, "DELETE FROM index_leads WHERE number = ?1 AND items <= 0")                                                             \
  X(INDEX_LEADS, "SELECT lead, number FROM index_leads")                                                                                   \
  X(INDEX_FACETS_FIND, "SELECT number FROM index_facets WHERE facets = ?1")                                                                \
  X(INDEX_FACETS_ADD, "INSERT INTO index_facets (number, facets, items) SELECT COALESCE(max(number), 0) + 1, ?1, 0 FROM index_facets")     \
  X(INDEX_FACETS_RAISE, "UPDATE index_facets SET items = items + 1 WHERE number = ?1")                                                     \
  X(INDEX_FACETS_LOWER, "UPDATE index_facets SET items = items - 1 WHERE number = ?1")                                                     \
  X(INDEX_FACETS_GO, "DELETE FROM index_facets WHERE number = ?1 AND items <= 0")                                                          \
  X(INDEX_FACETS, "SELECT facets, number FROM index_facets")                                                                               \
  X(INDEX_WAITS_FIND, "SELECT number FROM index_waits WHERE waits = ?1")                                                                   \
  X(INDEX_WAITS_ADD, "INSERT INTO index_waits (number, waits, items) SELECT COALESCE(max(number), 0) + 1, ?1, 0 FROM index_waits")         \
  X(INDEX_WAITS_RAISE, "UPDATE index_waits SET items = items + 1 WHERE number = ?1")                                                       \
  X(INDEX_WAITS_LOWER, "UPDATE index_waits SET items = items - 1 WHERE number = ?1")                                                       \
  X(INDEX_WAITS_GO, "DELETE FROM index_waits WHERE number = ?1 AND items <= 0")                                                            \
  X(INDEX_WAITS, "SELECT waits, number FROM index_waits")                                                                                  \
  X(INDEX_ITEM_FIND, "SELECT lead, seen_by, held_by, facets, waits FROM index_items WHERE case_id = ?1")                                   \
  X(INDEX_ITEM_GO, "DELETE FROM index_items WHERE case_id = ?1")                                                                           \
  X(INDEX_ITEM_PUT, "INSERT INTO index_items (number, case_id, ref, workflow, closed, states, due, title, lead, seen_by, held_by, "        \
                    "facets, due_day, started_day, closed_day, implemented_day, waits) "                                                   \
                    "SELECT COALESCE(max(number), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, NULLIF(?12, -1000000), ?13, "      \
                    "NULLIF(?14, -1000000), NULLIF(?15, -1000000), ?16 FROM index_items WHERE true "                                       \
                    "ON CONFLICT (case_id) DO UPDATE SET ref = excluded.ref, workflow = excluded.workflow, closed = excluded.closed, "     \
                    "states = excluded.states, due = excluded.due, title = excluded.title, lead = excluded.lead, "                         \
                    "seen_by = excluded.seen_by, held_by = excluded.held_by, facets = excluded.facets, due_day = excluded.due_day, "       \
                    "started_day = excluded.started_day, closed_day = excluded.closed_day, implemented_day = excluded.implemented_day, "   \
                    "waits = excluded.waits")

enum index_sql_id {
#define INDEX_ID(name, text) name,
  INDEX_STATEMENTS(INDEX_ID)
#undef INDEX_ID
      INDEX_COUNT
};

struct index {
  sqlite3_stmt *statements[INDEX_COUNT];
  json_t *subjects; // {KEY: NUMBER}; NULL until asked for
  uint64_t stamp;   // another number whenever they may be other ones
};

// index_count.c: a statement, NULL with err when it cannot be prepared; and running one with the one parameter that it has.
sqlite3_stmt *index_get(struct sql *sql, enum index_sql_id id, struct err *err);
bool index_run_text(struct sql *sql, enum index_sql_id id, const char *text, struct err *err);
bool index_run_number(struct sql *sql, enum index_sql_id id, int64_t number, struct err *err);
// An item more has this set of subjects, or this lead (NULL: none, number 0); or one less.
bool index_take_set(struct sql *sql, const json_t *keys, int64_t *set, struct err *err);
bool index_take_lead(struct sql *sql, const char *lead, int64_t *number, struct err *err);
bool index_take_facets(struct sql *sql, const char *facets, int64_t *number, struct err *err);
bool index_take_waits(struct sql *sql, const char *waits, int64_t *number, struct err *err);
bool index_drop_set(struct sql *sql, int64_t set, struct err *err);
bool index_drop_lead(struct sql *sql, int64_t lead, struct err *err);
bool index_drop_facets(struct sql *sql, int64_t facets, struct err *err);
bool index_drop_waits(struct sql *sql, int64_t waits, struct err *err);
#endif
