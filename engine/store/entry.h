// An entry of the journal: its kinds, its bytes and their hashes (FORMAT.md; J1, J2). Pure.
#ifndef WAYMARK_STORE_ENTRY_H
#define WAYMARK_STORE_ENTRY_H
#include "base/env.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"

#include <stdint.h>

enum { ID_SIZE = 16, ID_TEXT = 33, ENTRY_HEADER_SIZE = 152, ENTRY_FORMAT = 1, ENTRY_PARTS_MAX = 4096 };

struct id {
  uint8_t bytes[ID_SIZE]; // zero: nobody, or the board itself
};

struct id id_new(const struct env *env);
bool id_read(struct id *id, const char *hex); // 32 lower-case hex digits
void id_write(struct id id, char out[ID_TEXT]);

#define ENTRY_KINDS(X)                                                                                                                     \
  X(ENTRY_BOARD_MADE, 1, "board made", true)                                                                                               \
  X(ENTRY_DIRECTORY, 2, "directory changed", true)                                                                                         \
  X(ENTRY_DEFINITION, 3, "definition published", true)                                                                                     \
  X(ENTRY_CALENDAR, 4, "calendar changed", true)                                                                                           \
  X(ENTRY_SETTING, 5, "setting changed", true)                                                                                             \
  X(ENTRY_CASE_STARTED, 10, "started", true)                                                                                               \
  X(ENTRY_EVENT, 11, "event taken", true)                                                                                                  \
  X(ENTRY_TIMER, 12, "timer fired", true)                                                                                                  \
  X(ENTRY_TIMER_SKIPPED, 13, "timer skipped", true)                                                                                        \
  X(ENTRY_IGNORED, 14, "event ignored", false)                                                                                             \
  X(ENTRY_REFUSED, 15, "event refused", false)                                                                                             \
  X(ENTRY_INCIDENT, 16, "incident opened", true)                                                                                           \
  X(ENTRY_INCIDENT_CLOSED, 17, "incident closed", true)                                                                                    \
  X(ENTRY_ACCESS, 20, "access", false)                                                                                                     \
  X(ENTRY_IN_ERROR, 21, "recorded in error", true)                                                                                         \
  X(ENTRY_ERASURE, 22, "erasure", true)                                                                                                    \
  X(ENTRY_MIGRATION, 23, "migration", true)                                                                                                \
  X(ENTRY_TIMERS_DERIVED, 24, "timers derived again", true)                                                                                \
  X(ENTRY_SENT, 25, "message sent", false)                                                                                                 \
  X(ENTRY_CLOCK, 26, "clock", false)                                                                                                       \
  X(ENTRY_SIGNING_KEY, 27, "signing key", false)                                                                                           \
  X(ENTRY_OLDER, 28, "older copy taken", false)                                                                                            \
  X(ENTRY_DAMAGED, 31, "record found damaged", false)                                                                                      \
  X(ENTRY_ERASURE_REQUEST, 40, "erasure request", false)                                                                                   \
  X(ENTRY_LEGAL_HOLD, 41, "legal hold", false)                                                                                             \
  X(ENTRY_SHARE, 42, "sharing", true)                                                                                                      \
  X(ENTRY_HANDOVER, 43, "handed over", true)                                                                                               \
  X(ENTRY_DIGEST, 45, "digest", false)                                                                                                     \
  X(ENTRY_ALARM, 46, "alarm", false)                                                                                                       \
  X(ENTRY_ANSWER, 47, "answer kept for a repeat", false)

enum entry_kind {
#define ENTRY_KIND_ENUM(name, number, words, content) name = number,
  ENTRY_KINDS(ENTRY_KIND_ENUM)
#undef ENTRY_KIND_ENUM
};

const char *entry_kind_words(int kind); // "event taken"; "unknown kind" for a number that is none
bool entry_kind_is_content(int kind);   // does it raise the case's revision?

// A part that is to be recorded. No JSON object each, since an event has about ten.
struct part {
  char *name;                // owned, as is the value
  json_t *value;             // NULL: it could not be made, and the entry is refused
  const char *text;          // the value's canonical text; only while journal_append folds the entry
  size_t text_size, text_at; // how long it is, and where in the payload
};

// What a caller fills in; journal_append fills the rest.
struct entry {
  enum entry_kind kind;
  int64_t recorded_ms, logical_ms;
  struct id case_id, actor_id;
  struct part *parts; // owned
  size_t part_count, part_room;
  // filled by journal_append
  struct id log_id;
  int64_t sequence, case_sequence;
  struct hash previous, root, leaf;
};

void entry_init(struct entry *entry, enum entry_kind kind, int64_t recorded_ms, int64_t logical_ms);
void entry_clear(struct entry *entry);
void entry_part(struct entry *entry, const char *name, json_t *value); // takes over `value`
void entry_part_take(struct entry *entry, char *name, json_t *value);  // takes over the name too
void entry_part_text(struct entry *entry, const char *name, const char *text);
struct part *entry_part_find(const struct entry *entry, const char *name); // NULL: it has none of that name

void entry_header(const struct entry *entry, uint8_t out[ENTRY_HEADER_SIZE]);
struct hash entry_leaf(const struct entry *entry);
struct hash part_commitment(const char *name, const json_t *value, const uint8_t salt[HASH_SIZE]);
// A stored part's commitment, worked out or kept, as hex: what stays of it when it is withheld. Caller frees; NULL: it is no part.
char *part_commitment_hex(const json_t *part);
// A part as it may be seen: itself, or what stands `instead` of one that is withheld: {"name","value"}. Borrowed; without a name where
// nothing is seen of it. No journal has an `instead`: it is how what is handed on is shown (struct store_moment).
const json_t *part_shown(const json_t *part);
// Root of a stored payload (array of {"name","salt","value"} or {"commitment","withheld"}); false when it is not one.
bool payload_root(const json_t *payload, struct hash *root, struct err *err);
#endif
