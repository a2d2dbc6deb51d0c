// One agency, group, post or person of a roster, checked against the others. Each says in one sentence what is wrong with it.
#ifndef WAYMARK_OP_ROSTER_ROW_H
#define WAYMARK_OP_ROSTER_ROW_H
#include "base/err.h"
#include "base/json.h"

bool roster_agency_check(const json_t *seed, const char *id, const json_t *row, struct err *err);
bool roster_group_check(const json_t *seed, const char *id, const json_t *row, struct err *err);
bool roster_post_check(const json_t *seed, const char *id, const json_t *row, struct err *err);
bool roster_person_check(const json_t *seed, const char *id, const json_t *row, struct err *err);
bool roster_entrusted_check(const json_t *seed, struct err *err); // the posts that settings name
// Is the id, where there is one, in that table of the seed? `where` and `whose` are for the sentence.
bool roster_named(const json_t *seed, const char *table, const json_t *id, const char *where, const char *whose, struct err *err);
#endif
