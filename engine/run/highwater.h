// The high-water files: the checkpoint that was committed last, written beside the store and, where the program is told a folder for it
// (env.highwater), in FOLDER/LOG.checkpoint outside the board's. The first notices an older waymark.db that was put back, the second also a
// whole folder.
#ifndef WAYMARK_RUN_HIGHWATER_H
#define WAYMARK_RUN_HIGHWATER_H
#include "run/board.h"
#include "seal/note.h"

// Why the store is behind one of them, as a sentence with what to do; `lost`: what that one says. NULL: it is not. Caller frees.
char *highwater_ahead(struct board *board, struct checkpoint *lost);
// The files for writing; the one beside the store stays open between two notes.
struct highwater *highwater_open(struct board *board);
void highwater_close(struct highwater *highwater); // NULL is fine
// Not synced: a power cut may leave an older one or none, which only means that an older copy is noticed later. One that was taken away or
// replaced meanwhile is made again. `anew`: an older copy was accepted, so the note may be shorter than what is there.
void highwater_write(struct highwater *highwater, const char *note, bool anew);
// Is there one outside, and does it hold the log's head, so that it protects? NULL: yes, or none is asked for; else why not. Caller frees.
char *highwater_trouble(struct board *board);
#endif
