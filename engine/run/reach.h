// Whom the rungs to come reach, as posts are held today: a post that stands empty is found out before its rung runs, not by it.
#ifndef WAYMARK_RUN_REACH_H
#define WAYMARK_RUN_REACH_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

// Adds to `warnings` a sentence for each role that somebody is to be told by, and that nobody holds now: "Nobody holds Agency director
// today: overdue/L2 on Tue 24 Jan 2017 would tell Helen Dixon (Business Manager) instead." Of roles of posts and groups the rungs that are
// not armed yet count too; whose turn a named person's is may change before them. Nothing of a closed item.
void reach_warnings(struct board *board, const struct casefile *item, json_t *warnings);
// The roles that somebody is to be told by until then and that nobody holds now: [{"role","title","due":MS}], a row each time. Rungs that
// are not armed yet count where their date is known. A new reference.
json_t *reach_vacant(struct board *board, const struct casefile *item, int64_t until_ms);
#endif
