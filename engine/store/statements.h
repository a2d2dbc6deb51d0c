// Every statement that is prepared once and kept: all of the store's SQL but the schema and the few scans that are prepared where they run.
// Parameters are ?1, ?2, ...: a number that means the same place in SQLite and, written $1, in PostgreSQL.
#ifndef WAYMARK_STORE_STATEMENTS_H
#define WAYMARK_STORE_STATEMENTS_H

#define SQL_STATEMENTS(X)                                                                                                                  \
  X(SQL_BEGIN, "BEGIN IMMEDIATE")                                                                                                          \
  X(SQL_COMMIT, "COMMIT")                                                                                                                  \
  X(SQL_ROLLBACK, "ROLLBACK")                                                                                                              \
  X(SQL_SAVEPOINT, "SAVEPOINT level")                                                                                                      \
  X(SQL_RELEASE, "RELEASE level")                                                                                                          \
  X(SQL_ROLLBACK_TO, "ROLLBACK TO level")                                                                                                  \
  /* truth */                                                                                                                              \
  X(SQL_META_FIND, "SELECT value FROM meta WHERE name = ?1")                                                                               \
  X(SQL_META_PUT, "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")                \
  X(SQL_ENTRY_LAST, "SELECT sequence, recorded FROM entries ORDER BY sequence DESC LIMIT 1")                                               \
  X(SQL_CHAIN_LAST, "SELECT case_sequence, leaf FROM entries WHERE case_id = ?1 ORDER BY case_sequence DESC LIMIT 1")                      \
  X(SQL_ENTRY_ADD, "INSERT INTO entries (sequence, kind, recorded, logical, case_id, actor_id, case_sequence, previous, root, leaf) "      \
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")                                                                     \
  X(SQL_PAYLOAD_ADD, "INSERT INTO payloads (sequence, parts) VALUES (?1, ?2)")                                                             \
  X(SQL_ENTRY_FIND, "SELECT e.sequence, e.kind, e.recorded, e.logical, e.case_id, e.actor_id, e.case_sequence, e.previous, e.root, "       \
                    "e.leaf, p.parts FROM entries e LEFT JOIN payloads p ON p.sequence = e.sequence WHERE e.sequence = ?1")                \
  X(SQL_ENTRIES_FROM, "SELECT sequence, kind, recorded, logical, case_id, actor_id, case_sequence, previous, root, leaf, NULL "            \
                      "FROM entries WHERE sequence >= ?1 ORDER BY sequence")                                                               \
  /* whose rows are taken (take.c) */                                                                                                      \
  X(SQL_HEADERS_TAKE, "SELECT 1 FROM entries WHERE sequence > ?1 AND taken(?2, sequence, kind, recorded, logical, case_id, actor_id, "     \
                      "case_sequence, previous, root, leaf) ORDER BY sequence LIMIT 1")                                                    \
  X(SQL_PAYLOADS_TAKE, "SELECT 1 FROM payloads WHERE sequence > ?1 AND sequence <= ?2 AND taken(?3, sequence, parts) "                     \
                       "ORDER BY sequence LIMIT 1")                                                                                        \
  X(SQL_NODES_TAKE, "SELECT 1 FROM nodes WHERE place >= ?1 AND taken(?2, place, hash) ORDER BY place LIMIT 1")                             \
  X(SQL_HEADERS_BATCH, SQL_HEADER_COLUMNS "WHERE e.sequence > ?1 ORDER BY e.sequence LIMIT ?2")                                            \
  /* kind 20, access, of the board's own chain, by sequence: with the + no index of chains is used */                                      \
  X(SQL_LOOKS, "SELECT e.sequence, e.recorded, e.actor_id, p.parts FROM entries e JOIN payloads p ON p.sequence = e.sequence "             \
               "WHERE e.sequence >= ?1 AND e.kind = 20 AND +e.case_id = '00000000000000000000000000000000' ORDER BY e.sequence")           \
  /* erase.c's: the one change of a payload */                                                                                             \
  X(SQL_PAYLOAD_WITHHOLD, "UPDATE payloads SET parts = ?2 WHERE sequence = ?1")                                                            \
  X(SQL_CHECKPOINT_ADD, "INSERT INTO checkpoints (size, epoch, signature) VALUES (?1, ?2, ?3)")                                            \
  X(SQL_CHECKPOINT_LAST, SQL_CHECKPOINT_COLUMNS "ORDER BY size DESC LIMIT 1")                                                              \
  X(SQL_CHECKPOINT_FROM, SQL_CHECKPOINT_COLUMNS "WHERE size >= ?1 ORDER BY size LIMIT 1")                                                  \
  X(SQL_CHECKPOINTS, SQL_CHECKPOINT_COLUMNS "ORDER BY size")                                                                               \
  X(SQL_CHECKPOINT_ENDS, SQL_CHECKPOINT_COLUMNS "WHERE size IN (SELECT max(size) FROM checkpoints GROUP BY epoch) ORDER BY size")          \
  X(SQL_DEFINITION_ADD, "INSERT INTO definitions (hash, document) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING")                          \
  X(SQL_DEFINITION_WITH, "SELECT hash FROM definitions WHERE instr(document, ?1) > 0 ORDER BY hash")                                       \
  X(SQL_DEFINITION_FIND, "SELECT document FROM definitions WHERE hash = ?1")                                                               \
  /* the fold's: nothing but fold*.c may run these */                                                                                      \
  X(SQL_NODE_ADD, "INSERT INTO nodes (place, hash) VALUES (?1, ?2)")                                                                       \
  X(SQL_NODE_FIND, "SELECT hash FROM nodes WHERE place = ?1")                                                                              \
  X(SQL_SIGNING_KEY_ADD, "INSERT INTO signing_keys (epoch, key, endorsement, sequence) VALUES (?1, ?2, ?3, ?4)")                           \
  X(SQL_SIGNING_KEY_LAST, "SELECT epoch, key, endorsement, sequence FROM signing_keys ORDER BY epoch DESC LIMIT 1")                        \
  X(SQL_SIGNING_KEYS, "SELECT epoch, key, endorsement, sequence FROM signing_keys ORDER BY epoch")                                         \
  X(SQL_CASE_ADD, "INSERT INTO cases (id, ref, workflow, definition, title, noun, revision, case_sequence, head, state, fields, closed, "  \
                  "started, changed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, '', '{}', '{}', 0, ?7, ?7)")                                    \
  X(SQL_CASE_MOVE, "UPDATE cases SET case_sequence = ?2, head = ?3, revision = revision + ?4, changed = COALESCE(?5, changed), "           \
                   "title = COALESCE(?6, title), state = COALESCE(?7, state), fields = COALESCE(?8, fields), "                             \
                   "closed = COALESCE(?9, closed) WHERE id = ?1")                                                                          \
  X(SQL_CASE_DEFINE, "UPDATE cases SET definition = ?3, noun = ?4 WHERE id = ?1 AND definition = ?2")                                      \
  X(SQL_CASE_FIELDS, "SELECT fields FROM cases WHERE id = ?1")                                                                             \
  X(SQL_NUMBER_RAISE, "INSERT INTO numbers (prefix, last) VALUES (?1, ?2) ON CONFLICT (prefix) DO UPDATE SET last = excluded.last "        \
                      "WHERE excluded.last > numbers.last")                                                                                \
  X(SQL_TIMER_ADD, "INSERT INTO timers (due, case_id, state, activation, name, rule, zone, calendar, since, provisional) "                 \
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")                                                                     \
  X(SQL_TIMER_DROP, "DELETE FROM timers WHERE case_id = ?1 AND state = ?2 AND activation = ?3 AND name = ?4")                              \
  X(SQL_OUTBOX_ADD, "INSERT INTO outbox (key, sequence, case_id, status, made, message) VALUES (?1, ?2, ?3, 'ready', ?4, ?5)")             \
  X(SQL_OUTBOX_MARK, "UPDATE outbox SET status = ?2 WHERE key = ?1")                                                                       \
  X(SQL_INCIDENT_ADD, "INSERT INTO incidents (id, case_id, event, reason, status, opened) VALUES (?1, ?2, ?3, ?4, 'open', ?5)")            \
  X(SQL_OUTBOX_FIND, SQL_OUTBOX_COLUMNS "WHERE key = ?1")                                                                                  \
  X(SQL_OUTBOX_RESTATE, "UPDATE outbox SET message = ?2 WHERE key = ?1")                                                                   \
  X(SQL_INCIDENT_RESTATE, "UPDATE incidents SET event = ?2, reason = ?3 WHERE id = ?1")                                                    \
  X(SQL_KEY_DROP, "DELETE FROM keys WHERE sequence = ?1")                                                                                  \
  X(SQL_INCIDENT_CLOSE, "UPDATE incidents SET status = 'closed', how = ?2 WHERE id = ?1 AND status = 'open'")                              \
  X(SQL_KEY_ADD, "INSERT INTO keys (actor, key, digest, answer, sequence) VALUES (?1, ?2, ?3, ?4, ?5)")                                    \
  X(SQL_DIRECTORY_PUT, "INSERT INTO directory (kind, id, document, sequence) VALUES (?1, ?2, ?3, ?4) "                                     \
                       "ON CONFLICT (kind, id) DO UPDATE SET document = excluded.document, sequence = excluded.sequence")                  \
  X(SQL_SETTING_PUT, "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")         \
  X(SQL_SETTING_DROP, "DELETE FROM settings WHERE name = ?1")                                                                              \
  X(SQL_WORKFLOW_ADD, "INSERT INTO workflows (name, version, hash, title, noun, published) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")               \
  X(SQL_CALENDAR_ADD, "INSERT INTO calendars (name, sequence, since, version, csv) VALUES (?1, ?2, ?3, ?4, ?5)")                           \
  /* reads */                                                                                                                              \
  X(SQL_CASE_BY_REF, SQL_CASE_COLUMNS "WHERE ref = ?1")                                                                                    \
  X(SQL_CASES_OF, SQL_CASE_COLUMNS "WHERE workflow = ?1")                                                                                  \
  X(SQL_CASE_PAGE, SQL_CASE_COLUMNS "WHERE id > ?1 ORDER BY id LIMIT ?2")                                                                  \
  X(SQL_CASE_BY_ID, SQL_CASE_COLUMNS "WHERE id = ?1")                                                                                      \
  X(SQL_NUMBER_FIND, "SELECT last FROM numbers WHERE prefix = ?1")                                                                         \
  X(SQL_REFS_BETWEEN, "SELECT ref FROM cases WHERE ref >= ?1 AND ref < ?2")                                                                \
  X(SQL_TIMER_NEXT, "SELECT due FROM timers ORDER BY due LIMIT 1")                                                                         \
  X(SQL_TIMER_FIRST, SQL_TIMER_COLUMNS "WHERE due <= ?1 " SQL_TIMER_ORDER " LIMIT 1")                                                      \
  X(SQL_TIMER_AFTER,                                                                                                                       \
    SQL_TIMER_COLUMNS "WHERE due <= ?1 AND (due, case_id, state, activation, name) > (?2, ?3, ?4, ?5, ?6) " SQL_TIMER_ORDER " LIMIT 1")    \
  X(SQL_TIMERS_OF_CASE, SQL_TIMER_COLUMNS "WHERE case_id = ?1 " SQL_TIMER_ORDER)                                                           \
  X(SQL_TIMERS, SQL_TIMER_COLUMNS SQL_TIMER_ORDER)                                                                                         \
  X(SQL_OUTBOX, SQL_OUTBOX_COLUMNS "ORDER BY sequence, key")                                                                               \
  X(SQL_OUTBOX_OF_CASE, SQL_OUTBOX_COLUMNS "WHERE case_id = ?1 ORDER BY sequence, key")                                                    \
  X(SQL_OUTBOX_READY, SQL_OUTBOX_COLUMNS "WHERE status = 'ready' ORDER BY sequence, key")                                                  \
  X(SQL_OUTBOX_READY_AFTER,                                                                                                                \
    SQL_OUTBOX_COLUMNS "WHERE status = 'ready' AND sequence >= ?1 AND (sequence, key) > (?1, ?2) ORDER BY sequence, key LIMIT ?3")         \
  X(SQL_OUTBOX_LAST_BETWEEN, SQL_OUTBOX_COLUMNS "WHERE key > ?1 AND key < ?2 ORDER BY key DESC LIMIT 1")                                   \
  /* the name of a member as it stands in JSON; within a text its quotes would be escaped */                                               \
  X(SQL_OUTBOX_OPENINGS, SQL_OUTBOX_COLUMNS "WHERE status = 'ready' AND message LIKE '%\"workflow\":%' ORDER BY sequence, key")            \
  X(SQL_INCIDENTS, SQL_INCIDENT_COLUMNS "ORDER BY opened, id")                                                                             \
  X(SQL_INCIDENTS_OPEN, SQL_INCIDENT_COLUMNS "WHERE status = 'open' ORDER BY opened, id")                                                  \
  X(SQL_INCIDENTS_OF_CASE, SQL_INCIDENT_COLUMNS "WHERE case_id = ?1 ORDER BY opened, id")                                                  \
  X(SQL_KEY_FIND, "SELECT digest, answer, sequence FROM keys WHERE actor = ?1 AND key = ?2")                                               \
  X(SQL_DIRECTORY_FIND, "SELECT document FROM directory WHERE kind = ?1 AND id = ?2")                                                      \
  X(SQL_DIRECTORY_LIST, "SELECT document FROM directory WHERE kind = ?1 AND document IS NOT NULL ORDER BY id")                             \
  X(SQL_DIRECTORY_WHO, "SELECT max(sequence) FROM directory WHERE kind IN ('person', 'agency', 'group', 'post')")                          \
  X(SQL_SETTING_FIND, "SELECT value FROM settings WHERE name = ?1")                                                                        \
  X(SQL_WORKFLOW_NEWEST, SQL_WORKFLOW_COLUMNS "WHERE name = ?1 ORDER BY version DESC LIMIT 1")                                             \
  X(SQL_WORKFLOWS, SQL_WORKFLOW_COLUMNS "ORDER BY name, version")                                                                          \
  X(SQL_CALENDAR_FIND, "SELECT version, csv FROM calendars WHERE name = ?1 ORDER BY sequence DESC LIMIT 1")                                \
  X(SQL_CALENDARS, "SELECT name, sequence, since, version, csv FROM calendars ORDER BY sequence, name")                                    \
  X(SQL_CALENDAR_CHANGES, "SELECT e.logical, e.actor_id, p.parts FROM entries e JOIN payloads p ON p.sequence = e.sequence "               \
                          "WHERE e.sequence IN (SELECT sequence FROM calendars) ORDER BY e.sequence")

#define SQL_HEADER_COLUMNS                                                                                                                 \
  "SELECT e.sequence, e.kind, e.recorded, e.logical, e.case_id, e.actor_id, e.case_sequence, e.previous, e.root, e.leaf, NULL "            \
  "FROM entries e "
#define SQL_CHECKPOINT_COLUMNS "SELECT size, epoch, signature FROM checkpoints "
#define SQL_CASE_COLUMNS                                                                                                                   \
  "SELECT id, ref, workflow, definition, title, noun, revision, case_sequence, state, fields, closed, started, changed FROM cases "
#define SQL_TIMER_COLUMNS "SELECT case_id, state, activation, name, due, rule, zone, calendar, since, provisional FROM timers "
#define SQL_TIMER_ORDER "ORDER BY due, case_id, state, activation, name" // the order of the key: T4's, and no sorting
#define SQL_OUTBOX_COLUMNS "SELECT key, sequence, case_id, status, made, message FROM outbox "
#define SQL_INCIDENT_COLUMNS "SELECT id, case_id, event, reason, status, how, opened FROM incidents "
#define SQL_WORKFLOW_COLUMNS "SELECT name, version, hash, title, noun, published FROM workflows "

enum sql_id {
#define SQL_ID(name, text) name,
  SQL_STATEMENTS(SQL_ID)
#undef SQL_ID
      SQL_COUNT
};
#endif
