// Who is told what: messages rendered and committed with the entry (E4). A message carries a reference, never what the item says.
#ifndef WAYMARK_RUN_MESSAGE_H
#define WAYMARK_RUN_MESSAGE_H
#include "base/json.h"
#include "run/turn.h"

// Tells whoever holds the roles of `spec` (a tell action or a rung) now: one message a person, however many roles it holds.
// `copies`: roles of rungs that were skipped and are copied in (T5); NULL for none. A role that nobody holds is told to the Business
// Manager's post.
void message_tell(struct turn *turn, const json_t *spec, const json_t *copies);
// WHO is told for a role that nobody holds: the Business Manager's post, on leave or not. NULL: that is vacant too. A new reference.
json_t *message_fallback(struct board *board);
// Tells the Business Manager's office alone.
void message_office(struct turn *turn, const char *text);
// Tells who decided something, where they can still act, and the Business Manager's office: one message each.
void message_decider(struct turn *turn, const char *person, const char *text);
// The same about the board itself, in an entry of its own that belongs to no item; at most once an entry.
void message_board(struct board *board, struct entry *entry, const char *subject, const char *body);
// The same to whoever of the office can act now, the administrator where nobody is Business Manager; false: there is nobody to tell. The
// entry may belong to an item.
bool message_alarm(struct board *board, struct entry *entry, const char *subject, const char *body);
#endif
