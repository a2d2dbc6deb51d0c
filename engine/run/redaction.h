// Redaction: what of some items a recipient will see, by a profile that is data. A profile names what is withheld, and why:
//
//   {"name":"family","title":"For the family","default":"show",
//    "withhold":[{"field":"owner","reason":"third party"},{"evidence":{"level":"output"},"reason":".."},
//                {"person":"any","as":"role","reason":".."},{"part":"messages","reason":".."}]}
//
// RD1 A part that is withheld is its commitment and the reason; header, root and log do not change.
// RD2 A part of which something is withheld is withheld whole, and `instead` says what may be seen of it: the maker's word, which the log
// does
//     not prove.
// RD3 What repeats a withheld thing goes too: fields that the workflow copies it into, what was typed, told, refused and noted.
// RD4 What may repeat it in a way that cannot be told (texts of the program, hashes over it) is withheld as soon as anything is.
#ifndef WAYMARK_RUN_REDACTION_H
#define WAYMARK_RUN_REDACTION_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "store/entry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REDACTION_RULES_MAX = 200, REDACTION_NAME_MAX = 60 };

// ---- profiles (redaction_profile.c)

// Is it a profile for this board? A field that no workflow has, or a person that there is not, would withhold nothing: refused.
bool redaction_check(struct board *board, const json_t *profile, struct err *err);
// Profiles are documents of the directory, of kind `profile`, so each has its history.
json_t *redaction_find(struct board *board, const char *name, struct err *err); // the board's profile; a new reference

// ---- applied to items (redaction.c and its neighbours)

struct redaction;

// Reads the items' entries, of the journal's first `size` (0: all), for whatever must not be repeated. Free with redaction_free.
struct redaction *redaction_new(struct board *board, const json_t *profile, const struct id *items, size_t count, int64_t size,
                                struct err *err);
void redaction_free(struct redaction *redaction);

// An entry's payload as the recipient gets it, for store_as_at; a new reference. Also of the board's own entries: names of people.
json_t *redaction_payload(struct redaction *redaction, const struct entry *entry, const json_t *payload);
// Why a field of the item, or a piece of its evidence, is withheld; NULL: it is not.
const char *redaction_field_why(const struct redaction *redaction, const char *case_hex, const char *field);
const char *redaction_piece_why(const struct redaction *redaction, const char *case_hex, int64_t id);
bool redaction_hides_fields(const struct redaction *redaction); // some field of some item is withheld
// Does a deadline rule hang on a withheld field of the item? The reason; NULL: it does not.
const char *redaction_rule_why(const struct redaction *redaction, const char *case_hex, const char *rule);
// One more text that must stand nowhere in these items, by itself or in a longer one; `why` must live as long.
void redaction_withhold(struct redaction *redaction, const char *text, const char *why);
bool redaction_repeats(const struct redaction *redaction, const json_t *value); // it names somebody or holds a text that is withheld
// {PERSON: {"id","name","why"}}: as whom each withheld person is shown. Borrowed.
const json_t *redaction_people(const struct redaction *redaction);
#endif
