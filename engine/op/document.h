// Changing documents of the directory: given members merged into what there is, checked against all others, recorded in one entry. A
// change after which nobody would be of the office is refused, and deadlines follow a group's meetings.
#ifndef WAYMARK_OP_DOCUMENT_H
#define WAYMARK_OP_DOCUMENT_H
#include "op/internal.h"

// False with err where a member's name is a post's, or nearly that of one that such documents have.
bool document_members_are_meant(struct board *board, const char *kind, const char *id, const json_t *given, struct err *err);
bool document_id_is_good(const char *kind, const char *id, struct err *err);
// The document as it would be: members given replace, null removes; a new person gets a random id for headers. A new reference.
json_t *document_merged(struct board *board, const char *kind, const char *id, const json_t *given);
// Is each right among the others and the directory? `wrong` hears of each that is not, and says whether to look on; NULL: the first is
// enough. False with the last in err.
bool document_check_each(struct board *board, const char *kind, const json_t *documents,
                         bool (*wrong)(void *user, size_t index, const struct err *why), void *user, struct err *err);
// Records them, inside the caller's transaction. `event`: who asked for what and why, NULL: nothing is said; taken over.
bool document_put_all(struct op_call *call, const char *kind, const json_t *documents, json_t *event, struct err *err);
bool document_put(struct op_call *call, const char *kind, json_t *document, json_t *event, struct err *err);
#endif
