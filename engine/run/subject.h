// Whom a right is given to, whoever holds it now, written as one text, its key: what a role of a workflow comes to on an item, by the
// item's fields alone. Who then holds it is the directory's, and people.h's to say (R2).
//
//   everyone | person:ID | post:POST | group:GROUP | agency:AGENCY (all its people) | agency:AGENCY/POST (that post of the agency)
//   | all:agencies (each one's safeguarding lead) | all:groups (each one's chair)
//
// and any of them followed by !AGENCY: that agency's people are passed over, and deputies act for them (conflict of interest). In an id
// "%", "!" and "/" are written %25, %21 and %2F.
#ifndef WAYMARK_RUN_SUBJECT_H
#define WAYMARK_RUN_SUBJECT_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

struct subject {
  char *kind;  // "everyone", "person", "post", "group", "agency", "all"
  char *id;    // NULL of everyone
  char *post;  // of an agency; NULL: none
  char *avoid; // the agency that is passed over; NULL: none
};

// The key taken apart; false: it is none, and nothing is to be cleared.
bool subject_read(const char *key, struct subject *subject);
void subject_clear(struct subject *subject);

// Adds what the role comes to on the item, each key once; nothing where the item's fields name nobody.
void subject_add_role(const struct casefile *item, const char *role, json_t *keys);
json_t *subject_of_roles(const struct casefile *item, const json_t *roles); // of several; a new reference
json_t *subject_of_party(const json_t *party);                              // of a party, or of a row of parties; a new reference
json_t *subject_of_holders(const struct casefile *item);                    // those of its active states' holders; a new reference

// Does this person hold it now, to read what is given to it? Being away takes nothing of that. False of a key that is none.
bool subject_is_held_by(struct board *board, const char *key, const char *person);
// Does this person hold it now, to act for it? Nobody who is away does.
bool subject_is_acted_by(struct board *board, const char *key, const char *person);
bool subject_is_held(struct board *board, const char *key);   // by anybody who is active and there
json_t *subject_people(struct board *board, const char *key); // WHO (people.h) holds it now; a new reference

// Which of these keys, or of the grants (grant.h) that they stand in, the person holds now, each with what stands beside it: {KEY: NUMBER}.
// Kept under the directory's stamp, the local date and `keys_stamp`, which is another number whenever `keys` may be other ones. Borrowed
// until the next call.
const json_t *subject_held_among(struct board *board, const char *person, const json_t *keys, uint64_t keys_stamp);
#endif
