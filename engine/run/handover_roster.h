// What a hand-over changes in the directory: posts, deputies, posts of agencies, memberships, and what else names them (handover_named.h);
// of an agency its last day, its successor's first, and its people where they go along. See handover.h.
#ifndef WAYMARK_RUN_HANDOVER_ROSTER_H
#define WAYMARK_RUN_HANDOVER_ROSTER_H
#include "base/json.h"
#include "run/board.h"
#include "store/entry.h"

// Of a person all that they hold; of an agency, the day before which one is followed by the other (its lines name `day` where that is
// another: who looks ahead does it as if it were today). Adds a part for each document to the
// entry, and a line about each to `said`: "Post: LLIP chair". What it sets in
// agencies is kept in the hand-over (`set`).
void handover_directory(struct board *board, json_t *handover, struct entry *entry, json_t *said);
// Of an agency, when its day has come: its people go along, and with them the posts that nobody there holds. Nothing where they do not.
void handover_people(struct board *board, const json_t *handover, struct entry *entry, json_t *said);
#endif
