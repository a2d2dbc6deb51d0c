// Fields of type `parties` and `carried` as people type and read them: who takes part, what became of each return, and the return rate.
#ifndef WAYMARK_RUN_PARTIES_H
#define WAYMARK_RUN_PARTIES_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// One party: "agency:police", "group:llip", "post:..", "person:..", or an agency's short name alone. *party is a new reference.
bool party_read(struct board *board, const char *label, const json_t *given, json_t **party, struct err *err);
// One entry of a list that a role goes by: somebody's id, a party, or everybody ("all:agencies"). *who is a new reference.
bool party_read_listed(struct board *board, const char *label, const json_t *given, json_t **who, struct err *err);
// The party by whom this one stands among rows: where an agency went on as another, the two are one party. Else whoever answers for it
// today. A new reference.
json_t *party_among(struct board *board, const json_t *rows, const json_t *party);
int party_place(struct board *board, const json_t *rows, const json_t *party); // its row's place, likewise; -1: there is none
// Rows just read as they stand among those that there are, each party once. A new reference.
json_t *parties_among(struct board *board, const json_t *rows, const json_t *read);
// A list of them, or one text parted by commas; "all:agencies" is every agency. Rows as chart/party.h has them, nobody asked yet.
bool parties_read(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err);
char *parties_shown(const json_t *rows); // "3 of 5 returned (60%), 1 late, 1 exempt". Caller frees.
char *carried_shown(const json_t *rows); // "2 values, 1 not confirmed". Caller frees.

// [{"field","label","rows":[{"party","name","status","words","late"?,"item"?,"asked_on"?,"due"?,"returned_on"?,"reason"?}],"asked","returned",
// "nil","late","exempt","removed","non_return","rate","part"?}], a row a field of which the person sees something. Its rows are those that
// they are shown (party_sight.h), and what is counted; `part`: there are others. A new reference.
json_t *parties_view(struct board *board, const struct casefile *item, const char *person);
#endif
