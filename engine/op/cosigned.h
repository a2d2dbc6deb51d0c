// What witnesses said of the record (seal/cosignature.h) and handed back: the last cosignature of each. A fact of this copy and no part of
// the record, since an entry for each would be one more to witness.
#ifndef WAYMARK_OP_COSIGNED_H
#define WAYMARK_OP_COSIGNED_H
#include "run/board.h"
#include "seal/cosignature.h"

enum { COSIGNERS_MAX = 16 }; // that one person hands back: one more takes the place of theirs that was heard of longest ago

// Keeps what the witness with this KEY added to the note, if it holds and the note is of this record. `by`: who hands it back;
// `head`: what it covers.
bool cosigned_take(struct board *board, const char *note, const char *witness, const char *by, struct checkpoint *head, struct err *err);
// [{"witness":KEY,"size","at":MS,"line":TEXT}], a new reference.
json_t *cosigned_list(struct board *board);
// Is the row's cosignature that of the record as it is? It is made anew from the tree.
bool cosigned_holds(struct board *board, const json_t *row, struct err *err);
#endif
